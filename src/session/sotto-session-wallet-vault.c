/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What joins the wallet with the account's password and the rows of sotto-vault.h, whose names for
 * the phrase and the root are those of sotto-wallet-vault.h. */

#include "sotto-session-wallet-vault-private.h"

#include "sotto-account-private.h"
#include "sotto-vault.h"

struct _SottoSessionWalletVault
{
  GObject parent_instance;

  SottoAccount *account;
  SottoRandom *random;
  const SottoSessionData *data;
};

static void wallet_vault_interface_init (SottoWalletVaultInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoSessionWalletVault,
                               sotto_session_wallet_vault,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_WALLET_VAULT,
                                                      wallet_vault_interface_init))

static void
keys_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SottoSecret) store_key = NULL;
  g_autoptr (SottoSecret) vault_key = NULL;
  GError *error = NULL;

  if (sotto_account_open_keys_finish (SOTTO_ACCOUNT (source), result, &store_key, &vault_key,
                                      &error))
    g_task_return_pointer (task, g_steal_pointer (&vault_key), (GDestroyNotify) sotto_secret_unref);
  else
    g_task_return_error (task, error);
}

static void
sotto_session_wallet_vault_open_async (SottoWalletVault *vault,
                                       const char *password,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  SottoSessionWalletVault *self = SOTTO_SESSION_WALLET_VAULT (vault);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, sotto_session_wallet_vault_open_async);
  sotto_account_open_keys_async (self->account, password, TRUE, cancellable, keys_opened_cb, task);
}

static SottoSecret *
sotto_session_wallet_vault_open_finish (SottoWalletVault *vault,
                                        GAsyncResult *result,
                                        GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vault), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
sotto_session_wallet_vault_put (SottoWalletVault *vault,
                                SottoTransaction *transaction,
                                SottoSecret *key,
                                const char *name,
                                SottoSecret *secret,
                                GError **error)
{
  return sotto_vault_put (transaction, key, name, secret,
                          SOTTO_SESSION_WALLET_VAULT (vault)->random, error);
}

static SottoSecret *
sotto_session_wallet_vault_get (SottoWalletVault *vault,
                                SottoConnection *connection,
                                SottoSecret *key,
                                const char *name,
                                GError **error)
{
  return sotto_vault_get (connection, key, name, error);
}

static gboolean
sotto_session_wallet_vault_remove (SottoWalletVault *vault,
                                   SottoTransaction *transaction,
                                   const char *name,
                                   GError **error)
{
  return sotto_vault_remove (transaction, name, error);
}

static gboolean
sotto_session_wallet_vault_may_forget_phrase (SottoWalletVault *vault)
{
  SottoSessionWalletVault *self = SOTTO_SESSION_WALLET_VAULT (vault);

  return self->data != NULL && !self->data->needs_backup;
}

static void
wallet_vault_interface_init (SottoWalletVaultInterface *interface)
{
  interface->open_async = sotto_session_wallet_vault_open_async;
  interface->open_finish = sotto_session_wallet_vault_open_finish;
  interface->put = sotto_session_wallet_vault_put;
  interface->get = sotto_session_wallet_vault_get;
  interface->remove = sotto_session_wallet_vault_remove;
  interface->may_forget_phrase = sotto_session_wallet_vault_may_forget_phrase;
}

static void
sotto_session_wallet_vault_finalize (GObject *object)
{
  SottoSessionWalletVault *self = SOTTO_SESSION_WALLET_VAULT (object);

  g_object_unref (self->account);
  g_object_unref (self->random);
  G_OBJECT_CLASS (sotto_session_wallet_vault_parent_class)->finalize (object);
}

static void
sotto_session_wallet_vault_class_init (SottoSessionWalletVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_session_wallet_vault_finalize;
}

static void
sotto_session_wallet_vault_init (SottoSessionWalletVault *self)
{
}

/* Private to the folder, in the header's order. */

SottoSessionWalletVault *
sotto_session_wallet_vault_new (SottoAccount *account, const SottoSessionData *data)
{
  SottoSessionWalletVault *self = g_object_new (SOTTO_TYPE_SESSION_WALLET_VAULT, NULL);

  self->account = g_object_ref (account);
  self->random = g_object_ref (sotto_account_get_random (account));
  self->data = data;
  return self;
}

void
sotto_session_wallet_vault_close (SottoSessionWalletVault *self)
{
  self->data = NULL;
}
