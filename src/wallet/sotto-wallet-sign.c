/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signatures. The key of the account exists within one reading job. */

#include "sotto-wallet-sign.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-hex.h"
#include "sotto-personal-message.h"
#include "sotto-wallet-private.h"

/**
 * Signing:
 * @account: the row of who signs
 * @sign: what is done with the key
 * @transaction: what to sign, or
 * @message: (nullable): what to sign, or
 * @data: (nullable): what to sign
 * @raw: (out) (nullable): the signed transaction
 * @hash: (out): its name
 * @signature: (out): of a message or of data
 *
 * What was shown is copied here, and nothing else is signed.
 */
typedef struct _Signing Signing;

struct _Signing
{
  SottoWalletAct act;
  gint64 account;
  gboolean (*sign) (Signing *signing, SottoPrivateKey *key, GError **error);
  SottoEthTransaction transaction;
  GBytes *message;
  SottoTypedData *data;
  GBytes *raw;
  SottoHash hash;
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
};

static void
signing_free (gpointer data)
{
  Signing *signing = data;

  sotto_wallet_act_clear (&signing->act);
  sotto_eth_transaction_clear (&signing->transaction);
  g_clear_pointer (&signing->message, g_bytes_unref);
  g_clear_pointer (&signing->data, sotto_typed_data_unref);
  g_clear_pointer (&signing->raw, g_bytes_unref);
  g_free (signing);
}

static gboolean
sign_transaction (Signing *signing, SottoPrivateKey *key, GError **error)
{
  signing->raw = sotto_eth_transaction_sign (&signing->transaction, key, &signing->hash, error);
  return signing->raw != NULL;
}

static gboolean
sign_message (Signing *signing, SottoPrivateKey *key, GError **error)
{
  gsize length;
  gconstpointer message = g_bytes_get_data (signing->message, &length);

  return sotto_personal_message_sign (message, length, key, signing->signature, error);
}

static gboolean
sign_typed_data (Signing *signing, SottoPrivateKey *key, GError **error)
{
  SottoHash digest;

  sotto_typed_data_get_digest (signing->data, &digest);
  if (!sotto_private_key_sign (key, &digest, signing->signature, error))
    return FALSE;
  signing->signature[SOTTO_SIGNATURE_LENGTH - 1] += 27;
  return TRUE;
}

static gboolean
sign_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Signing *signing = user_data;
  g_autoptr (SottoPrivateKey) key =
    sotto_wallet_open_account_key (connection, &signing->act, signing->account, error);

  return key != NULL && signing->sign (signing, key, error);
}

static void
signed_cb (GTask *task, gpointer act)
{
  g_task_return_boolean (task, TRUE);
}

static Signing *
signing_new (SottoWalletAccount *account,
             gboolean (*sign) (Signing *, SottoPrivateKey *, GError **))
{
  Signing *signing = g_new0 (Signing, 1);

  signing->act.access = SOTTO_WALLET_ACCESS_KEEP;
  signing->act.read = sign_cb;
  signing->act.finish = signed_cb;
  signing->account = sotto_wallet_account_get_id (account);
  signing->sign = sign;
  return signing;
}

/* Refuses before a password is asked for. */
static void
run (GTask *task, Signing *signing, SottoWalletAccount *account, const char *password)
{
  g_task_set_task_data (task, signing, signing_free);
  if (sotto_wallet_account_get_can_sign (account))
    {
      sotto_wallet_act_run (task, password);
      return;
    }
  g_task_return_new_error (task, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NO_KEY, "%s",
                           _ ("This account is only watched: its key is not on this computer."));
  g_object_unref (task);
}

/* Public, in the header's order. */

/**
 * sotto_wallet_unlock_async:
 * @self: a wallet that is to stay unlocked for a while
 * @password: the password
 * @cancellable: (nullable): a cancellable
 * @callback: called when it has been tried
 * @user_data: for @callback
 */
void
sotto_wallet_unlock_async (SottoWallet *self,
                           const char *password,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Signing *signing;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && password != NULL);
  g_return_if_fail (sotto_wallet_get_unlock_seconds (self) > 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_unlock_async);
  signing = g_new0 (Signing, 1);
  signing->act.access = SOTTO_WALLET_ACCESS_KEEP;
  signing->act.finish = signed_cb;
  g_task_set_task_data (task, signing, signing_free);
  sotto_wallet_act_run (task, password);
}

void
sotto_wallet_sign_transaction_async (SottoWallet *self,
                                     SottoWalletAccount *account,
                                     const SottoEthTransaction *transaction,
                                     const char *password,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  Signing *signing;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_ACCOUNT (account));
  g_return_if_fail (transaction != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_sign_transaction_async);
  signing = signing_new (account, sign_transaction);
  signing->transaction = *transaction;
  if (transaction->data != NULL)
    g_bytes_ref (transaction->data);
  if (transaction->access_list != NULL)
    g_bytes_ref (transaction->access_list);
  run (task, signing, account, password);
}

/**
 * sotto_wallet_sign_transaction_finish:
 * @self: a wallet
 * @result: a result
 * @hash: (out): the name of the transaction
 * @error: return location for errors of #SottoWalletError, of the session, and what
 * sotto_eth_transaction_sign () refuses
 *
 * Returns: (transfer full): the signed bytes
 */
GBytes *
sotto_wallet_sign_transaction_finish (SottoWallet *self,
                                      GAsyncResult *result,
                                      SottoHash *hash,
                                      GError **error)
{
  Signing *signing;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  signing = g_task_get_task_data (G_TASK (result));
  *hash = signing->hash;
  return g_bytes_ref (signing->raw);
}

/**
 * sotto_wallet_sign_message_async:
 * @self: a wallet
 * @account: who signs
 * @message: any bytes, as they were shown
 * @password: (nullable): the password
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is signed
 * @user_data: for @callback
 */
void
sotto_wallet_sign_message_async (SottoWallet *self,
                                 SottoWalletAccount *account,
                                 GBytes *message,
                                 const char *password,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  Signing *signing;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_ACCOUNT (account));
  g_return_if_fail (message != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_sign_message_async);
  signing = signing_new (account, sign_message);
  signing->message = g_bytes_ref (message);
  run (task, signing, account, password);
}

/**
 * sotto_wallet_sign_typed_data_async:
 * @self: a wallet
 * @account: who signs
 * @data: what was shown
 * @password: (nullable): the password
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is signed
 * @user_data: for @callback
 */
void
sotto_wallet_sign_typed_data_async (SottoWallet *self,
                                    SottoWalletAccount *account,
                                    SottoTypedData *data,
                                    const char *password,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  Signing *signing;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_ACCOUNT (account));
  g_return_if_fail (data != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_sign_typed_data_async);
  signing = signing_new (account, sign_typed_data);
  signing->data = sotto_typed_data_ref (data);
  run (task, signing, account, password);
}

/**
 * sotto_wallet_sign_finish:
 * @self: a wallet
 * @result: a result
 * @signature: (out caller-allocates): R || S || V with V 27 or 28
 * @error: return location for errors of #SottoWalletError and of the session
 *
 * Returns: whether it was signed
 */
gboolean
sotto_wallet_sign_finish (SottoWallet *self,
                          GAsyncResult *result,
                          guint8 signature[65],
                          GError **error)
{
  Signing *signing;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  signing = g_task_get_task_data (G_TASK (result));
  memcpy (signature, signing->signature, SOTTO_SIGNATURE_LENGTH);
  return TRUE;
}

char *
sotto_wallet_format_signature (const guint8 signature[65])
{
  g_autofree char *digits = NULL;

  g_return_val_if_fail (signature != NULL, NULL);

  digits = sotto_hex_encode (signature, SOTTO_SIGNATURE_LENGTH);
  return g_strconcat ("0x", digits, NULL);
}

static gboolean
recover (GBytes *message,
         const char *signature,
         guint8 signer[SOTTO_ADDRESS_LENGTH],
         GError **error)
{
  guint8 bytes[SOTTO_SIGNATURE_LENGTH];
  gsize length;
  gconstpointer data = g_bytes_get_data (message, &length);

  return sotto_personal_message_parse_signature (signature, bytes, error) &&
         sotto_personal_message_recover (data, length, bytes, signer, error);
}

char *
sotto_wallet_recover_message (GBytes *message, const char *signature, GError **error)
{
  guint8 signer[SOTTO_ADDRESS_LENGTH];

  g_return_val_if_fail (message != NULL && signature != NULL, NULL);

  if (!recover (message, signature, signer, error))
    return NULL;
  return sotto_address_to_string (signer);
}

gboolean
sotto_wallet_verify_message (GBytes *message,
                             const char *signature,
                             const char *address,
                             gboolean *matches,
                             GError **error)
{
  guint8 signer[SOTTO_ADDRESS_LENGTH];
  guint8 expected[SOTTO_ADDRESS_LENGTH];

  g_return_val_if_fail (message != NULL && matches != NULL, FALSE);
  g_return_val_if_fail (signature != NULL && address != NULL, FALSE);

  if (!sotto_address_parse (address, expected, error) ||
      !recover (message, signature, signer, error))
    return FALSE;
  *matches = memcmp (signer, expected, sizeof signer) == 0;
  return TRUE;
}
