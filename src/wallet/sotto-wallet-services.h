/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a session makes a wallet of. */

#pragma once

#include "sotto-clock.h"
#include "sotto-random.h"
#include "sotto-store.h"
#include "sotto-wallet-vault.h"
#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoWalletServices:
 * @store: open, with sotto_wallet_get_migrations () run
 * @vault: where keys rest
 * @clock: the time
 * @random: entropy
 *
 * All (transfer none).
 */
typedef struct
{
  SottoStore *store;
  SottoWalletVault *vault;
  SottoClock *clock;
  SottoRandom *random;
} SottoWalletServices;

/* (transfer none): the tables of the wallet, for sotto_store_add_migrations (). */
const SottoMigrations *sotto_wallet_get_migrations (void);

/* (transfer full): empty until it is loaded. */
SottoWallet *sotto_wallet_new (const SottoWalletServices *services) G_GNUC_WARN_UNUSED_RESULT;

/* Reads what is stored into the models. Once. */
void sotto_wallet_load_async (SottoWallet *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean sotto_wallet_load_finish (SottoWallet *self, GAsyncResult *result, GError **error);

/* In the job that writes a new account: its first address, m/44'/60'/0'/0/0 of @root, which is what
 * %SOTTO_WALLET_OWN_ROOT holds. */
gboolean sotto_wallet_insert_first_account (SottoTransaction *transaction,
                                            SottoSecret *root,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
