/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface of where secrets rest. */

#include "sotto-wallet-vault.h"

G_DEFINE_INTERFACE (SottoWalletVault, sotto_wallet_vault, G_TYPE_OBJECT)

static void
sotto_wallet_vault_default_init (SottoWalletVaultInterface *interface)
{
}

/* Public, in the header's order. */

/**
 * sotto_wallet_vault_open_async:
 * @self: a vault
 * @password: what the user typed
 * @cancellable: (nullable): a cancellable
 * @callback: called when it has been tried
 * @user_data: for @callback
 */
void
sotto_wallet_vault_open_async (SottoWalletVault *self,
                               const char *password,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (SOTTO_IS_WALLET_VAULT (self) && password != NULL);

  SOTTO_WALLET_VAULT_GET_IFACE (self)->open_async (self, password, cancellable, callback,
                                                   user_data);
}

/**
 * sotto_wallet_vault_open_finish:
 * @self: a vault
 * @result: a result
 * @error: return location
 *
 * Returns: (transfer full): the key that opens its rows
 */
SottoSecret *
sotto_wallet_vault_open_finish (SottoWalletVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_VAULT (self), NULL);

  return SOTTO_WALLET_VAULT_GET_IFACE (self)->open_finish (self, result, error);
}

/**
 * sotto_wallet_vault_put:
 * @self: a vault
 * @transaction: the transaction
 * @key: of the vault
 * @name: of the row
 * @secret: what to seal
 * @error: return location
 *
 * Returns: whether it is in the transaction
 */
gboolean
sotto_wallet_vault_put (SottoWalletVault *self,
                        SottoTransaction *transaction,
                        SottoSecret *key,
                        const char *name,
                        SottoSecret *secret,
                        GError **error)
{
  return SOTTO_WALLET_VAULT_GET_IFACE (self)->put (self, transaction, key, name, secret, error);
}

/**
 * sotto_wallet_vault_get:
 * @self: a vault
 * @connection: the connection of the job
 * @key: of the vault
 * @name: of the row
 * @error: return location
 *
 * Returns: (transfer full): what was sealed
 */
SottoSecret *
sotto_wallet_vault_get (SottoWalletVault *self,
                        SottoConnection *connection,
                        SottoSecret *key,
                        const char *name,
                        GError **error)
{
  return SOTTO_WALLET_VAULT_GET_IFACE (self)->get (self, connection, key, name, error);
}

/**
 * sotto_wallet_vault_remove:
 * @self: a vault
 * @transaction: the transaction
 * @name: of the row
 * @error: return location
 *
 * Returns: whether there is no such row any more
 */
gboolean
sotto_wallet_vault_remove (SottoWalletVault *self,
                           SottoTransaction *transaction,
                           const char *name,
                           GError **error)
{
  return SOTTO_WALLET_VAULT_GET_IFACE (self)->remove (self, transaction, name, error);
}

/**
 * sotto_wallet_vault_may_forget_phrase:
 * @self: a vault
 *
 * Returns: whether the user said to have written the account's phrase down
 */
gboolean
sotto_wallet_vault_may_forget_phrase (SottoWalletVault *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_VAULT (self), FALSE);

  return SOTTO_WALLET_VAULT_GET_IFACE (self)->may_forget_phrase (self);
}
