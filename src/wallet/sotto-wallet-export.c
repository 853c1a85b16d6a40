/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys and phrases out of the vault, and phrases off this computer. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-hex.h"
#include "sotto-key-file.h"
#include "sotto-sql.h"
#include "sotto-wallet-keys.h"
#include "sotto-wallet-private.h"

/**
 * Export:
 * @account: the row of what is exported, or 0 for the user's own phrase
 * @key: (out) (nullable): its key
 * @phrase: (out) (nullable): the phrase that it comes from
 * @file_password: (nullable): what a key file is to open with
 * @json: (out) (nullable): a key file
 * @file_name: (out) (nullable): what it is called
 * @unix_time: seconds, for the same
 * @source: (out): the row of the phrase that was forgotten
 * @is_own: (out): whether it was the user's own
 */
typedef struct
{
  SottoWalletAct act;
  gint64 account;
  SottoPrivateKey *key;
  SottoMnemonic *phrase;
  SottoSecret *file_password;
  char *json;
  char *file_name;
  gint64 unix_time;
  gint64 source;
  gboolean is_own;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  sotto_wallet_act_clear (&export->act);
  g_clear_pointer (&export->key, sotto_private_key_unref);
  g_clear_pointer (&export->phrase, sotto_mnemonic_unref);
  g_clear_pointer (&export->file_password, sotto_secret_unref);
  g_free (export->json);
  g_free (export->file_name);
  g_free (export);
}

static gboolean
read_key_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Export *export = user_data;

  export->key = sotto_wallet_open_account_key (connection, &export->act, export->account, error);
  return export->key != NULL;
}

/* The name of the phrase's row in the vault; which source it is of stays in @export. */
static char *
load_phrase_name (Export *export, SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error,
                     "SELECT id, kind, phrase_name FROM wallet_sources WHERE (?1 = 0 AND kind = 0)"
                     " OR id = (SELECT source FROM wallet_accounts WHERE id = ?1)",
                     "i", export->account);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return NULL;
  if (!has_row || sotto_statement_is_null (statement, 2))
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NO_PHRASE,
                           _ ("There is no recovery phrase of this account on this computer."));
      return NULL;
    }
  export->source = sotto_statement_get_int (statement, 0);
  export->is_own = sotto_statement_get_int (statement, 1) == SOTTO_WALLET_ACCOUNT_DERIVED;
  return g_strdup (sotto_statement_get_text (statement, 2));
}

static SottoMnemonic *
parse_phrase (SottoSecret *secret, GError **error)
{
  gsize length = sotto_secret_get_length (secret);
  char *text = g_strndup ((const char *) sotto_secret_borrow (secret), length);
  SottoMnemonic *phrase = sotto_mnemonic_parse (text, error);

  sotto_secret_release (secret);
  sotto_wipe (text, length);
  g_free (text);
  return phrase;
}

static gboolean
read_phrase_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Export *export = user_data;
  SottoWalletAct *act = &export->act;
  g_autofree char *name = load_phrase_name (export, connection, error);
  g_autoptr (SottoSecret) secret = NULL;

  if (name == NULL)
    return FALSE;
  secret = sotto_wallet_vault_get (act->vault, connection, act->vault_key, name, error);
  if (secret == NULL)
    return FALSE;
  export->phrase = parse_phrase (secret, error);
  return export->phrase != NULL;
}

static gboolean
forget_phrase_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Export *export = user_data;
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autofree char *name = load_phrase_name (export, connection, error);

  return name != NULL && sotto_wallet_vault_remove (export->act.vault, transaction, name, error) &&
         sotto_sql_run (connection, error,
                        "UPDATE wallet_sources SET phrase_name = NULL WHERE id = ?", "i",
                        export->source);
}

static void
key_read (GTask *task, gpointer act)
{
  Export *export = act;

  g_task_return_pointer (task, g_steal_pointer (&export->key),
                         (GDestroyNotify) sotto_private_key_unref);
}

static void
phrase_read (GTask *task, gpointer act)
{
  Export *export = act;

  g_task_return_pointer (task, g_steal_pointer (&export->phrase),
                         (GDestroyNotify) sotto_mnemonic_unref);
}

static void
phrase_forgotten (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Export *export = act;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (SottoWalletAccount) account =
        g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (sotto_wallet_account_get_source (account) == export->source)
        sotto_wallet_account_clear_has_phrase (account);
    }
  if (export->is_own)
    sotto_wallet_set_has_own_phrase (self, FALSE);
  g_task_return_boolean (task, TRUE);
}

static void
seal_file_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Export *export = task_data;
  g_autoptr (SottoKeyFile) file = NULL;
  GError *error = NULL;

  file = sotto_key_file_seal (export->key, &SOTTO_KEY_BOX_STANDARD_COST,
                              (const char *) sotto_secret_borrow (export->file_password),
                              export->act.random, &error);
  sotto_secret_release (export->file_password);
  if (file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  export->json = sotto_key_file_to_json (file);
  export->file_name = sotto_key_file_make_name (file, export->unix_time);
  g_task_return_boolean (task, TRUE);
}

static void
file_sealed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&export->key, sotto_private_key_unref);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
seal_file (GTask *task, gpointer act)
{
  g_autoptr (GTask) worker =
    g_task_new (g_task_get_source_object (task), g_task_get_cancellable (task), file_sealed_cb,
                g_object_ref (task));

  g_task_set_source_tag (worker, seal_file);
  g_task_set_task_data (worker, act, NULL);
  g_task_run_in_thread (worker, seal_file_thread);
}

static Export *
export_new (SottoWalletAccount *account, SottoReadFunc read, void (*finish) (GTask *, gpointer))
{
  Export *export = g_new0 (Export, 1);

  export->act.access = SOTTO_WALLET_ACCESS_ASK;
  export->act.read = read;
  export->act.finish = finish;
  export->account = account != NULL ? sotto_wallet_account_get_id (account) : 0;
  return export;
}

/* Public, in the header's order. */

SottoPrivateKey *
sotto_wallet_parse_private_key (const char *text, GError **error)
{
  g_auto (SottoKey) bytes = { 0 };
  SottoPrivateKey *key = NULL;
  char *stripped;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = g_strstrip (g_strdup (text));
  if (sotto_hex_decode_fixed (stripped, bytes.bytes, sizeof bytes.bytes, NULL))
    key = sotto_private_key_new (bytes.bytes, NULL);
  sotto_wipe_string (stripped);
  g_free (stripped);
  if (key == NULL)
    g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_KEY,
                         _ ("This is not a private key: it has 64 digits, 0 to 9 and a to f."));
  return key;
}

/**
 * sotto_wallet_export_key_async:
 * @self: a wallet
 * @account: whose key
 * @password: the password
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is there
 * @user_data: for @callback
 */
void
sotto_wallet_export_key_async (SottoWallet *self,
                               SottoWalletAccount *account,
                               const char *password,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self));
  g_return_if_fail (SOTTO_IS_WALLET_ACCOUNT (account) && password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_export_key_async);
  g_task_set_task_data (task, export_new (account, read_key_cb, key_read), export_free);
  sotto_wallet_act_run (task, password);
}

/**
 * sotto_wallet_export_key_finish:
 * @self: a wallet
 * @result: a result
 * @error: return location for %SOTTO_WALLET_ERROR_NO_KEY and errors of the session
 *
 * Returns: (transfer full): the private key
 */
SottoPrivateKey *
sotto_wallet_export_key_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
sotto_wallet_format_private_key (SottoPrivateKey *key)
{
  char *digits;
  char *text;

  g_return_val_if_fail (key != NULL, NULL);

  digits = sotto_hex_encode (sotto_private_key_borrow (key), SOTTO_KEY_LENGTH);
  sotto_private_key_release (key);
  text = g_strconcat ("0x", digits, NULL);
  sotto_wipe_string (digits);
  g_free (digits);
  return text;
}

/**
 * sotto_wallet_export_key_file_async:
 * @self: a wallet
 * @account: whose key
 * @file_password: what the file is to open with
 * @password: the password of the wallet
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is there
 * @user_data: for @callback
 */
void
sotto_wallet_export_key_file_async (SottoWallet *self,
                                    SottoWalletAccount *account,
                                    const char *file_password,
                                    const char *password,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  Export *export;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_ACCOUNT (account));
  g_return_if_fail (file_password != NULL && password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_export_key_file_async);
  export = export_new (account, read_key_cb, seal_file);
  export->file_password =
    sotto_secret_new ((const guint8 *) file_password, strlen (file_password) + 1);
  export->unix_time = sotto_clock_get_seconds (self->clock);
  g_task_set_task_data (task, export, export_free);
  sotto_wallet_act_run (task, password);
}

/**
 * sotto_wallet_export_key_file_finish:
 * @self: a wallet
 * @result: a result
 * @file_name: (out) (optional) (transfer full): what such files are called
 * @error: return location for %SOTTO_WALLET_ERROR_NO_KEY and errors of the session
 *
 * Returns: (transfer full): what to write into the file
 */
char *
sotto_wallet_export_key_file_finish (SottoWallet *self,
                                     GAsyncResult *result,
                                     char **file_name,
                                     GError **error)
{
  Export *export;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  export = g_task_get_task_data (G_TASK (result));
  if (file_name != NULL)
    *file_name = g_steal_pointer (&export->file_name);
  return g_steal_pointer (&export->json);
}

/**
 * sotto_wallet_export_phrase_async:
 * @self: a wallet
 * @account: (nullable): an account that comes from the phrase; %NULL: the user's own
 * @password: the password
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is there
 * @user_data: for @callback
 */
void
sotto_wallet_export_phrase_async (SottoWallet *self,
                                  SottoWalletAccount *account,
                                  const char *password,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && password != NULL);
  g_return_if_fail (account == NULL || SOTTO_IS_WALLET_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_export_phrase_async);
  g_task_set_task_data (task, export_new (account, read_phrase_cb, phrase_read), export_free);
  sotto_wallet_act_run (task, password);
}

/**
 * sotto_wallet_export_phrase_finish:
 * @self: a wallet
 * @result: a result
 * @error: return location for %SOTTO_WALLET_ERROR_NO_PHRASE and errors of the session
 *
 * Returns: (transfer full): the phrase
 */
SottoMnemonic *
sotto_wallet_export_phrase_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sotto_wallet_forget_phrase_async:
 * @self: a wallet
 * @account: (nullable): an account that comes from the phrase; %NULL: the user's own
 * @password: the password
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is gone
 * @user_data: for @callback
 */
void
sotto_wallet_forget_phrase_async (SottoWallet *self,
                                  SottoWalletAccount *account,
                                  const char *password,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  gboolean is_own;
  Export *export;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && password != NULL);
  g_return_if_fail (account == NULL || SOTTO_IS_WALLET_ACCOUNT (account));

  is_own =
    account == NULL || sotto_wallet_account_get_kind (account) == SOTTO_WALLET_ACCOUNT_DERIVED;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_forget_phrase_async);
  if (is_own && !sotto_wallet_vault_may_forget_phrase (self->vault))
    {
      g_task_return_new_error (task, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NOT_BACKED_UP, "%s",
                               _ ("Write the recovery phrase down first: without it everything is "
                                  "lost with this computer."));
      g_object_unref (task);
      return;
    }
  export = export_new (account, NULL, phrase_forgotten);
  export->act.write = forget_phrase_cb;
  g_task_set_task_data (task, export, export_free);
  sotto_wallet_act_run (task, password);
}
