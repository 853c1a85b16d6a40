/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-secret.h"
#include "sotto-store.h"

G_BEGIN_DECLS

/* What the vault of an account holds from its making, in the forms of a wallet's rows: the phrase
 * as words, and its extended key at m/44'/60'/0'/0 as "xprv…". Stored: do not change. */
#define SOTTO_WALLET_OWN_PHRASE "recovery-phrase"
#define SOTTO_WALLET_OWN_ROOT "wallet-root"

/**
 * SottoWalletVaultInterface:
 * @open_async: tries a password, on the main context
 * @open_finish: (transfer full): the key of the vault
 * @put: seals a secret into a row, in a writing job
 * @get: (transfer full): opens a row, in a job
 * @remove: deletes a row, in a writing job
 * @may_forget_phrase: whether the user has the account's phrase on paper
 *
 * Where the wallet's secrets rest: rows that open with a key that only the password gives. Declared
 * here, implemented by who knows the account. @put, @get and @remove run on the store's threads and
 * must be safe there.
 */
#define SOTTO_TYPE_WALLET_VAULT (sotto_wallet_vault_get_type ())
G_DECLARE_INTERFACE (SottoWalletVault, sotto_wallet_vault, SOTTO, WALLET_VAULT, GObject)

struct _SottoWalletVaultInterface
{
  GTypeInterface parent_interface;

  void (*open_async) (SottoWalletVault *self,
                      const char *password,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  SottoSecret *(*open_finish) (SottoWalletVault *self, GAsyncResult *result, GError **error);
  gboolean (*put) (SottoWalletVault *self,
                   SottoTransaction *transaction,
                   SottoSecret *key,
                   const char *name,
                   SottoSecret *secret,
                   GError **error);
  SottoSecret *(*get) (SottoWalletVault *self,
                       SottoConnection *connection,
                       SottoSecret *key,
                       const char *name,
                       GError **error);
  gboolean (*remove) (SottoWalletVault *self,
                      SottoTransaction *transaction,
                      const char *name,
                      GError **error);
  gboolean (*may_forget_phrase) (SottoWalletVault *self);
};

/* A wrong password is an error of the implementation, with a sentence for the user. */
void sotto_wallet_vault_open_async (SottoWalletVault *self,
                                    const char *password,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
SottoSecret *sotto_wallet_vault_open_finish (SottoWalletVault *self,
                                             GAsyncResult *result,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_wallet_vault_put (SottoWalletVault *self,
                                 SottoTransaction *transaction,
                                 SottoSecret *key,
                                 const char *name,
                                 SottoSecret *secret,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
SottoSecret *sotto_wallet_vault_get (SottoWalletVault *self,
                                     SottoConnection *connection,
                                     SottoSecret *key,
                                     const char *name,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_wallet_vault_remove (SottoWalletVault *self,
                                    SottoTransaction *transaction,
                                    const char *name,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_wallet_vault_may_forget_phrase (SottoWalletVault *self);

G_END_DECLS
