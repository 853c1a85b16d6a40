/* SPDX-License-Identifier: GPL-3.0-or-later */

/* New accounts: from the phrase, from another phrase, of a key, and watched ones. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-key-file.h"
#include "sotto-sql.h"
#include "sotto-wallet-keys.h"
#include "sotto-wallet-private.h"

/* Of the rows of the vault, each with a name of its own that is never used again. */
#define SECRET_PREFIX "wallet-secret-"
#define PHRASE_PREFIX "wallet-phrase-"

/* No row has this id, and none has 0, which is what a watched account has for a source. */
#define OWN_PHRASE (-1)

/**
 * Adding:
 * @insert: finds the key, and writes the account with it
 * @source: the row to derive from, or %OWN_PHRASE
 * @phrase: (nullable): of an imported phrase
 * @key: (nullable): of an imported key
 * @file: (nullable): of an imported key file
 * @file_password: (nullable): of the same
 * @password: (nullable): to be tried once the file is open
 * @address: of a watched account
 * @name: (nullable): what the user calls it
 * @id: (out): its row
 * @row: (out): what is in it
 */
typedef struct _Adding Adding;

struct _Adding
{
  SottoWalletAct act;
  gboolean (*insert) (Adding *adding, SottoTransaction *transaction, GError **error);
  gint64 source;
  SottoMnemonic *phrase;
  SottoPrivateKey *key;
  SottoKeyFile *file;
  SottoSecret *file_password;
  SottoSecret *password;
  guint8 address[SOTTO_ADDRESS_LENGTH];
  char *name;
  gint64 id;
  SottoWalletAccountRow *row;
};

static void
adding_free (gpointer data)
{
  Adding *adding = data;

  sotto_wallet_act_clear (&adding->act);
  g_clear_pointer (&adding->phrase, sotto_mnemonic_unref);
  g_clear_pointer (&adding->key, sotto_private_key_unref);
  g_clear_pointer (&adding->file, sotto_key_file_unref);
  g_clear_pointer (&adding->file_password, sotto_secret_unref);
  g_clear_pointer (&adding->password, sotto_secret_unref);
  g_clear_pointer (&adding->row, sotto_wallet_account_row_free);
  g_free (adding->name);
  g_free (adding);
}

static gboolean
fail_exists (GError **error)
{
  g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_EXISTS,
                       _ ("This account is in the wallet already."));
  return FALSE;
}

/* What is known of an address: its row, and whether that has a key. */
static gboolean
find_address (SottoConnection *connection,
              const guint8 *address,
              gint64 *id,
              gint64 *has_key,
              GError **error)
{
  *id = 0;
  *has_key = FALSE;
  return sotto_sql_get_int (connection, id, error,
                            "SELECT id FROM wallet_accounts WHERE address = ?", "a", address) &&
         sotto_sql_get_int (connection, has_key, error,
                            "SELECT source IS NOT NULL FROM wallet_accounts WHERE address = ?", "a",
                            address);
}

static gboolean
insert_new (SottoConnection *connection, const guint8 *address, const char *name, GError **error)
{
  g_autofree char *made_up = NULL;
  gint64 count = 0;

  if (!sotto_sql_get_int (connection, &count, error, "SELECT count (*) FROM wallet_accounts", ""))
    return FALSE;
  if (count >= SOTTO_WALLET_MAX_ACCOUNTS)
    {
      g_set_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_TOO_MANY,
                   _ ("There are %d accounts already. Remove one first."),
                   SOTTO_WALLET_MAX_ACCOUNTS);
      return FALSE;
    }
  if (name == NULL)
    made_up = g_strdup_printf (_ ("Account %d"), (int) count + 1);
  return sotto_sql_run (
    connection, error,
    "INSERT INTO wallet_accounts (address, name, colour, position) VALUES"
    " (?, ?, ?, (SELECT coalesce (max (position), 0) + 1 FROM wallet_accounts))",
    "ati", address, name != NULL ? name : made_up, count % SOTTO_WALLET_N_COLOURS);
}

/* Writes the account of @address, or gives a watched one its key. @source 0: it is watched.
 * @path_index below 0: none. */
static gboolean
put_account (Adding *adding,
             SottoConnection *connection,
             const guint8 *address,
             gint64 source,
             gint64 path_index,
             GError **error)
{
  gint64 has_key;

  if (!find_address (connection, address, &adding->id, &has_key, error))
    return FALSE;
  if (adding->id != 0 && (has_key || source == 0))
    return fail_exists (error);
  if (adding->id == 0)
    {
      if (!insert_new (connection, address, adding->name, error))
        return FALSE;
      adding->id = sotto_connection_get_last_insert_id (connection);
    }
  else if (adding->name != NULL &&
           !sotto_sql_run (connection, error, "UPDATE wallet_accounts SET name = ? WHERE id = ?",
                           "ti", adding->name, adding->id))
    return FALSE;
  if (source == 0)
    return TRUE;
  if (!sotto_sql_run (connection, error, "UPDATE wallet_accounts SET source = ? WHERE id = ?", "ii",
                      source, adding->id))
    return FALSE;
  return path_index < 0 ||
         sotto_sql_run (connection, error, "UPDATE wallet_accounts SET path_index = ? WHERE id = ?",
                        "ii", path_index, adding->id);
}

static gboolean
refuse_known (SottoConnection *connection, const guint8 *address, GError **error)
{
  gint64 id;
  gint64 has_key;

  if (!find_address (connection, address, &id, &has_key, error))
    return FALSE;
  return has_key ? fail_exists (error) : TRUE;
}

/* Seals @secret, and @phrase if there is one, under names of their own. @source: (out): the row
 * that names them. */
static gboolean
put_source (Adding *adding,
            SottoTransaction *transaction,
            SottoSecret *secret,
            SottoSecret *phrase,
            gint64 *source,
            GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  SottoWalletAct *act = &adding->act;
  g_autofree char *uuid = sotto_random_uuid (act->random);
  g_autofree char *secret_name = g_strconcat (SECRET_PREFIX, uuid, NULL);
  g_autofree char *phrase_name = phrase != NULL ? g_strconcat (PHRASE_PREFIX, uuid, NULL) : NULL;
  gint64 kind = phrase != NULL ? SOTTO_WALLET_ACCOUNT_PHRASE : SOTTO_WALLET_ACCOUNT_KEY;

  if (!sotto_wallet_vault_put (act->vault, transaction, act->vault_key, secret_name, secret, error))
    return FALSE;
  if (phrase != NULL &&
      !sotto_wallet_vault_put (act->vault, transaction, act->vault_key, phrase_name, phrase, error))
    return FALSE;
  if (!sotto_sql_run (connection, error,
                      "INSERT INTO wallet_sources (kind, secret_name, phrase_name, next_index)"
                      " VALUES (?, ?, ?, ?)",
                      "itti", kind, secret_name, phrase_name, (gint64) (phrase != NULL ? 1 : 0)))
    return FALSE;
  *source = sotto_connection_get_last_insert_id (connection);
  return TRUE;
}

static gboolean
insert_watched (Adding *adding, SottoTransaction *transaction, GError **error)
{
  return put_account (adding, sotto_transaction_get_connection (transaction), adding->address, 0,
                      -1, error);
}

static gboolean
insert_key (Adding *adding, SottoTransaction *transaction, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (SottoSecret) secret =
    sotto_secret_new (sotto_private_key_borrow (adding->key), SOTTO_KEY_LENGTH);
  guint8 address[SOTTO_ADDRESS_LENGTH];
  gint64 source;

  sotto_private_key_release (adding->key);
  sotto_public_key_get_address (sotto_private_key_get_public (adding->key), address);
  return refuse_known (connection, address, error) &&
         put_source (adding, transaction, secret, NULL, &source, error) &&
         put_account (adding, connection, address, source, -1, error);
}

static SottoSecret *
secret_of_phrase (SottoMnemonic *phrase)
{
  char *text = sotto_mnemonic_dup_phrase (phrase);
  SottoSecret *secret = sotto_secret_new ((const guint8 *) text, strlen (text));

  sotto_wipe_string (text);
  g_free (text);
  return secret;
}

static gboolean
insert_phrase (Adding *adding, SottoTransaction *transaction, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (SottoSecret) seed = sotto_mnemonic_derive_seed (adding->phrase, NULL);
  g_autoptr (SottoSecret) phrase = secret_of_phrase (adding->phrase);
  g_autoptr (SottoSecret) secret = NULL;
  g_autoptr (SottoHdKey) master = sotto_hd_key_new_from_seed (seed, error);
  g_autoptr (SottoHdKey) root = NULL;
  guint8 address[SOTTO_ADDRESS_LENGTH];
  gint64 source;

  if (master == NULL)
    return FALSE;
  root = sotto_hd_key_derive_path (master, SOTTO_HD_PATH_WALLET_ROOT, error);
  if (root == NULL || !sotto_wallet_derive_address (root, 0, address, error) ||
      !refuse_known (connection, address, error))
    return FALSE;
  secret = sotto_wallet_format_root (root);
  return put_source (adding, transaction, secret, phrase, &source, error) &&
         put_account (adding, connection, address, source, 0, error);
}

/* The secret's name and the index to go on with; %SOTTO_WALLET_ERROR_NO_PHRASE without a source. */
static gboolean
load_source (Adding *adding,
             SottoConnection *connection,
             char **name,
             gint64 *index,
             GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error,
                     "SELECT id, secret_name, next_index FROM wallet_sources"
                     " WHERE (?1 = -1 AND kind = 0) OR (id = ?1 AND kind <> 2)",
                     "i", adding->source);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NO_PHRASE,
                           _ ("This account comes from no phrase: nothing can be derived."));
      return FALSE;
    }
  adding->source = sotto_statement_get_int (statement, 0);
  *name = g_strdup (sotto_statement_get_text (statement, 1));
  *index = sotto_statement_get_int (statement, 2);
  return TRUE;
}

static gboolean
insert_derived (Adding *adding, SottoTransaction *transaction, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  SottoWalletAct *act = &adding->act;
  g_autofree char *name = NULL;
  g_autoptr (SottoSecret) secret = NULL;
  g_autoptr (SottoHdKey) root = NULL;
  guint8 address[SOTTO_ADDRESS_LENGTH];
  gint64 has_key = TRUE;
  gint64 index;
  gint64 id;

  if (!load_source (adding, connection, &name, &index, error))
    return FALSE;
  secret = sotto_wallet_vault_get (act->vault, connection, act->vault_key, name, error);
  root = secret != NULL ? sotto_wallet_parse_root (secret, error) : NULL;
  if (root == NULL)
    return FALSE;
  for (; has_key; index++)
    if (index < 0 || index >= SOTTO_HD_HARDENED ||
        !sotto_wallet_derive_address (root, (guint32) index, address, error) ||
        !find_address (connection, address, &id, &has_key, error))
      return FALSE;
  return put_account (adding, connection, address, adding->source, index - 1, error) &&
         sotto_sql_run (connection, error, "UPDATE wallet_sources SET next_index = ? WHERE id = ?",
                        "ii", index, adding->source);
}

static gboolean
add_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Adding *adding = user_data;

  if (!adding->insert (adding, transaction, error))
    return FALSE;
  adding->row = sotto_wallet_account_row_load (sotto_transaction_get_connection (transaction),
                                               adding->id, error);
  return adding->row != NULL;
}

static void
added (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Adding *adding = act;
  SottoWalletAccount *known = sotto_wallet_get_account_by_id (self, adding->id);
  g_autoptr (SottoWalletAccount) account = NULL;

  if (known != NULL)
    {
      sotto_wallet_account_update (known, adding->row);
      account = g_object_ref (known);
    }
  else
    {
      account = sotto_wallet_account_new (adding->row);
      g_list_store_append (self->accounts, account);
    }
  g_task_return_pointer (task, g_steal_pointer (&account), g_object_unref);
}

static Adding *
adding_new (gboolean (*insert) (Adding *, SottoTransaction *, GError **), const char *name)
{
  Adding *adding = g_new0 (Adding, 1);

  adding->act.access = SOTTO_WALLET_ACCESS_USE;
  adding->act.write = add_cb;
  adding->act.finish = added;
  adding->insert = insert;
  adding->name = sotto_wallet_clean_name (name);
  return adding;
}

static SottoSecret *
secret_of_text (const char *text)
{
  return sotto_secret_new ((const guint8 *) text, strlen (text) + 1);
}

static void
open_file_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Adding *adding = task_data;
  GError *error = NULL;

  adding->key = sotto_key_file_open (
    adding->file, (const char *) sotto_secret_borrow (adding->file_password), &error);
  sotto_secret_release (adding->file_password);
  if (adding->key != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
file_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Adding *adding = g_task_get_task_data (task);
  g_autoptr (SottoSecret) password = g_steal_pointer (&adding->password);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  sotto_wallet_act_run (g_object_ref (task),
                        password != NULL ? (const char *) sotto_secret_borrow (password) : NULL);
  if (password != NULL)
    sotto_secret_release (password);
}

/* For the session. */

/**
 * sotto_wallet_insert_first_account:
 * @transaction: the one that writes a new account
 * @root: what %SOTTO_WALLET_OWN_ROOT holds
 * @error: return location
 *
 * Returns: whether the first address is in the transaction
 */
gboolean
sotto_wallet_insert_first_account (SottoTransaction *transaction, SottoSecret *root, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (SottoHdKey) key = sotto_wallet_parse_root (root, error);
  Adding adding = { 0 };
  guint8 address[SOTTO_ADDRESS_LENGTH];
  gint64 source = 0;

  return key != NULL && sotto_wallet_derive_address (key, 0, address, error) &&
         sotto_sql_get_int (connection, &source, error,
                            "SELECT id FROM wallet_sources WHERE kind = 0", "") &&
         put_account (&adding, connection, address, source, 0, error) &&
         sotto_sql_run (connection, error, "UPDATE wallet_sources SET next_index = 1 WHERE id = ?",
                        "i", source);
}

/* Public: of sotto-wallet.h, then of sotto-wallet-keys.h. */

void
sotto_wallet_add_derived_async (SottoWallet *self,
                                SottoWalletAccount *like,
                                const char *name,
                                const char *password,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Adding *adding;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self));
  g_return_if_fail (like == NULL || SOTTO_IS_WALLET_ACCOUNT (like));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_add_derived_async);
  adding = adding_new (insert_derived, name);
  adding->source = like != NULL ? sotto_wallet_account_get_source (like) : OWN_PHRASE;
  g_task_set_task_data (task, adding, adding_free);
  sotto_wallet_act_run (task, password);
}

/**
 * sotto_wallet_watch_async:
 * @self: a wallet
 * @address: an address, "0x" and 40 digits
 * @name: (nullable): how to call it
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is in the list
 * @user_data: for @callback
 */
void
sotto_wallet_watch_async (SottoWallet *self,
                          const char *address,
                          const char *name,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autofree char *stripped = NULL;
  GError *error = NULL;
  Adding *adding;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && address != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_watch_async);
  adding = adding_new (insert_watched, name);
  adding->act.access = SOTTO_WALLET_ACCESS_NONE;
  g_task_set_task_data (task, adding, adding_free);
  stripped = g_strstrip (g_strdup (address));
  if (sotto_address_parse (stripped, adding->address, &error))
    {
      sotto_wallet_act_run (task, NULL);
      return;
    }
  g_task_return_new_error (task, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_ADDRESS, "%s",
                           error->message);
  g_error_free (error);
  g_object_unref (task);
}

SottoWalletAccount *
sotto_wallet_add_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sotto_wallet_import_key_async:
 * @self: a wallet
 * @key: a private key
 * @name: (nullable): how to call its account
 * @password: (nullable): the password
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is in the list
 * @user_data: for @callback
 */
void
sotto_wallet_import_key_async (SottoWallet *self,
                               SottoPrivateKey *key,
                               const char *name,
                               const char *password,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Adding *adding;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && key != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_import_key_async);
  adding = adding_new (insert_key, name);
  adding->key = sotto_private_key_ref (key);
  g_task_set_task_data (task, adding, adding_free);
  sotto_wallet_act_run (task, password);
}

/**
 * sotto_wallet_import_phrase_async:
 * @self: a wallet
 * @phrase: another recovery phrase
 * @name: (nullable): how to call its first account
 * @password: (nullable): the password
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is in the list
 * @user_data: for @callback
 */
void
sotto_wallet_import_phrase_async (SottoWallet *self,
                                  SottoMnemonic *phrase,
                                  const char *name,
                                  const char *password,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  Adding *adding;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && phrase != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_import_phrase_async);
  adding = adding_new (insert_phrase, name);
  adding->phrase = sotto_mnemonic_ref (phrase);
  g_task_set_task_data (task, adding, adding_free);
  sotto_wallet_act_run (task, password);
}

/**
 * sotto_wallet_import_key_file_async:
 * @self: a wallet
 * @json: what the file holds
 * @file_password: what opens it
 * @name: (nullable): how to call its account
 * @password: (nullable): the password of the wallet
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is in the list
 * @user_data: for @callback
 */
void
sotto_wallet_import_key_file_async (SottoWallet *self,
                                    GBytes *json,
                                    const char *file_password,
                                    const char *name,
                                    const char *password,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) worker = NULL;
  GError *error = NULL;
  Adding *adding;
  gsize length;
  const char *text;

  g_return_if_fail (SOTTO_IS_WALLET (self));
  g_return_if_fail (json != NULL && file_password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_import_key_file_async);
  text = g_bytes_get_data (json, &length);
  adding = adding_new (insert_key, name);
  g_task_set_task_data (task, adding, adding_free);
  adding->file = sotto_key_file_parse (text != NULL ? text : "", length, &error);
  if (adding->file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  adding->file_password = secret_of_text (file_password);
  adding->password = password != NULL ? secret_of_text (password) : NULL;
  worker = g_task_new (self, cancellable, file_opened_cb, g_object_ref (task));
  g_task_set_source_tag (worker, open_file_thread);
  g_task_set_task_data (worker, adding, NULL);
  g_task_run_in_thread (worker, open_file_thread);
}
