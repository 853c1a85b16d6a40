/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-ens-resolver.h"
#include "sotto-hd-key.h"
#include "sotto-wallet-models-private.h"
#include "sotto-wallet-networks.h"
#include "sotto-wallet-prices.h"
#include "sotto-wallet-services.h"

G_BEGIN_DECLS

struct _SottoWallet
{
  GObject parent_instance;

  SottoStore *store;
  SottoWalletVault *vault;
  SottoClock *clock;
  SottoRandom *random;

  GListStore *accounts;
  GListStore *networks;
  GListStore *tokens;
  gboolean has_own_phrase;
  char *currency;
  SottoWalletPrices *prices;

  /* How networks are asked: chains by their id, made when they are first needed. */
  GHashTable *chains;
  GProxyResolver *proxy;

  /* Where names lead; made when one is first looked up. */
  SottoEnsResolver *names;

  /* What was sent, newest first, and who looks after it. */
  GListStore *transactions;
  guint watch_timer;
  guint n_rounds; /* of looks that are under way */
  GCancellable *watch_cancellable;

  /* What is kept open for a while; the two clocks differ when the computer has slept. */
  guint unlock_seconds;
  SottoSecret *kept_key;
  gint64 kept_since_us;
  gint64 kept_since_real_us;
  guint lock_timer;
};

/**
 * SottoWalletAccess:
 * @SOTTO_WALLET_ACCESS_NONE: needs nothing of the vault
 * @SOTTO_WALLET_ACCESS_ASK: the password, always
 * @SOTTO_WALLET_ACCESS_USE: the password, or what is kept open
 * @SOTTO_WALLET_ACCESS_KEEP: the same, and a password that was given is kept as the user chose
 */
typedef enum
{
  SOTTO_WALLET_ACCESS_NONE,
  SOTTO_WALLET_ACCESS_ASK,
  SOTTO_WALLET_ACCESS_USE,
  SOTTO_WALLET_ACCESS_KEEP,
} SottoWalletAccess;

/**
 * SottoWalletAct:
 * @access: what it needs
 * @write: (nullable): a writing job, which gets the act
 * @read: (nullable): a reading job, which gets the act, if there is no @write
 * @finish: called on the main context after the job succeeded: changes the models and returns the
 * task
 * @vault: set while it runs
 * @random: set while it runs
 * @vault_key: (nullable): the key of the vault, until the job is over
 *
 * One thing that is done with the wallet: the first member of the data of its #GTask.
 */
typedef struct _SottoWalletAct SottoWalletAct;

struct _SottoWalletAct
{
  SottoWalletAccess access;
  SottoWriteFunc write;
  SottoReadFunc read;
  void (*finish) (GTask *task, gpointer act);

  SottoWalletVault *vault;
  SottoRandom *random;
  SottoSecret *vault_key;
};

/* Takes @task, whose source is the wallet. */
void sotto_wallet_act_run (GTask *task, const char *password);
void sotto_wallet_act_clear (SottoWalletAct *act);

/* (transfer full): in sotto-wallet-chains.c. */
GHashTable *sotto_wallet_new_chains (void);

/* Closes what is open to @network, and is told of new blocks of @networks alone, as far as their
 * endpoints tell; in sotto-wallet-chains.c. */
void sotto_wallet_forget_chain (SottoWallet *self, SottoWalletNetwork *network);
void sotto_wallet_follow_heads (SottoWallet *self, GPtrArray *networks);

/* When it is tried again to look, while something else is looked at. */
#define SOTTO_WALLET_BUSY_MS 500

/* Looks after what was sent until nothing is open any more, in sotto-wallet-watch.c. */
void sotto_wallet_watch_soon (SottoWallet *self);
void sotto_wallet_watch_end (SottoWallet *self);

/* One look at what was sent on @network, besides those of the timer; it ends with
 * sotto_wallet_change_finish (). */
void sotto_wallet_look_at_network_async (SottoWallet *self,
                                         SottoWalletNetwork *network,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);

/* Keeping open, in sotto-wallet-lock.c. */
void sotto_wallet_keep_key (SottoWallet *self, SottoSecret *key);
SottoSecret *sotto_wallet_dup_kept_key (SottoWallet *self) G_GNUC_WARN_UNUSED_RESULT;

/* For sotto-wallet-lock.c. */
void sotto_wallet_notify_unlocked (SottoWallet *self);

/* In sotto-wallet.c. */
void sotto_wallet_tell_assets_changed (SottoWallet *self);
void sotto_wallet_set_has_own_phrase (SottoWallet *self, gboolean has_phrase);
void sotto_wallet_save_setting (SottoWallet *self, const char *name, const char *value);

/* (transfer full): the key of @account, which must be the one that its address is of. In a job. */
SottoPrivateKey *sotto_wallet_open_account_key (SottoConnection *connection,
                                                const SottoWalletAct *act,
                                                gint64 account,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): what "xprv…" is in a row of the vault. */
SottoHdKey *sotto_wallet_parse_root (SottoSecret *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): @key as a row of the vault. */
SottoSecret *sotto_wallet_format_root (SottoHdKey *key) G_GNUC_WARN_UNUSED_RESULT;

/* The address of child @index. */
gboolean sotto_wallet_derive_address (SottoHdKey *root,
                                      guint32 index,
                                      guint8 address[SOTTO_ADDRESS_LENGTH],
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): @name as it is stored; NULL if nothing of it can be seen. */
char *sotto_wallet_clean_name (const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
