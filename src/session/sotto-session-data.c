/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of `session/`:
 *
 *   identity    one row: chat key (32 bytes), node key (32), installation id
 *   vault       sealed rows, see sotto-vault.c
 *   settings    numbers by name
 *   nodes       enode URLs to stay connected to, in the order of adding
 *   mailservers enode URLs of those who keep messages for us, in the order of adding
 *   net_state   what the low layers keep, by key
 */

#include "sotto-session-data.h"

#include <glib/gi18n-lib.h>

#define CREATE_TABLES                                                                              \
  "CREATE TABLE identity ("                                                                        \
  "  id INTEGER PRIMARY KEY CHECK (id = 1),"                                                       \
  "  chat_key BLOB NOT NULL,"                                                                      \
  "  node_key BLOB NOT NULL,"                                                                      \
  "  installation_id TEXT NOT NULL"                                                                \
  ") STRICT;"                                                                                      \
  "CREATE TABLE vault (name TEXT NOT NULL PRIMARY KEY, sealed BLOB NOT NULL) STRICT;"              \
  "CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT;"         \
  "CREATE TABLE nodes (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE) STRICT;"                  \
  "CREATE TABLE net_state (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT;"

#define CREATE_MAILSERVERS                                                                         \
  "CREATE TABLE mailservers ("                                                                     \
  "  id INTEGER PRIMARY KEY,"                                                                      \
  "  url TEXT NOT NULL UNIQUE,"                                                                    \
  "  pinned INTEGER NOT NULL,"                                                                     \
  "  to_key INTEGER NOT NULL"                                                                      \
  ") STRICT;"

static const char *const steps[] = { CREATE_TABLES, CREATE_MAILSERVERS, NULL };
static const SottoMigrations migrations = { "session", steps };

typedef struct
{
  char *name;
  gint64 value;
} Setting;

static void
setting_free (gpointer data)
{
  Setting *setting = data;

  g_free (setting->name);
  g_free (setting);
}

static void
mailserver_free (gpointer data)
{
  SottoSessionMailserver *server = data;

  g_free (server->url);
  g_free (server);
}

static SottoSessionData *
data_new_empty (void)
{
  SottoSessionData *data = g_new0 (SottoSessionData, 1);

  data->nodes = g_ptr_array_new_with_free_func (g_free);
  data->mailservers = g_ptr_array_new_with_free_func (mailserver_free);
  data->try_relays = TRUE;
  data->net_state =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  return data;
}

static gboolean
insert_identity (const SottoSessionData *data, SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection, "INSERT INTO identity VALUES (1, ?, ?, ?)", error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_blob (statement, 1, sotto_private_key_borrow (data->identity),
                             SOTTO_KEY_LENGTH);
  sotto_private_key_release (data->identity);
  sotto_statement_bind_blob (statement, 2, sotto_private_key_borrow (data->node_key),
                             SOTTO_KEY_LENGTH);
  sotto_private_key_release (data->node_key);
  sotto_statement_bind_text (statement, 3, data->installation_id);
  return sotto_statement_run (statement, error);
}

static gboolean
put_setting (SottoConnection *connection, const char *name, gint64 value, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection,
                              "INSERT INTO settings VALUES (?, ?)"
                              " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                              error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_text (statement, 1, name);
  sotto_statement_bind_int (statement, 2, value);
  return sotto_statement_run (statement, error);
}

static SottoPrivateKey *
read_key (SottoStatement *statement, int column)
{
  g_auto (SottoKey) key = { 0 };

  if (!sotto_statement_copy_blob (statement, column, key.bytes, sizeof key.bytes))
    return NULL;
  return sotto_private_key_new (key.bytes, NULL);
}

static gboolean
load_identity (SottoSessionData *data, SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection, "SELECT chat_key, node_key, installation_id FROM identity", error);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    {
      data->identity = read_key (statement, 0);
      data->node_key = read_key (statement, 1);
      data->installation_id = g_strdup (sotto_statement_get_text (statement, 2));
    }
  if (data->identity == NULL || data->node_key == NULL || *data->installation_id == '\0')
    {
      g_set_error_literal (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_DAMAGED,
                           _ ("The account's keys cannot be read. Recover the account from its "
                              "phrase."));
      return FALSE;
    }
  return TRUE;
}

static void
take_setting (SottoSessionData *data, const char *name, gint64 value)
{
  if (g_str_equal (name, SOTTO_SETTING_NEEDS_BACKUP))
    data->needs_backup = value != 0;
  else if (g_str_equal (name, SOTTO_SETTING_LAN_CONSENT) && value >= SOTTO_LAN_CONSENT_UNASKED &&
           value <= SOTTO_LAN_CONSENT_YES)
    data->lan_consent = (SottoLanConsent) value;
  else if (g_str_equal (name, SOTTO_SETTING_LISTEN_PORT) && value > 0 && value <= G_MAXUINT16)
    data->listen_port = (guint16) value;
  else if (g_str_equal (name, SOTTO_SETTING_TRY_RELAYS))
    data->try_relays = value != 0;
}

static gboolean
load_settings (SottoSessionData *data, SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection, "SELECT name, value FROM settings", error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  while (TRUE)
    {
      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      take_setting (data, sotto_statement_get_text (statement, 0),
                    sotto_statement_get_int (statement, 1));
    }
}

static gboolean
load_nodes (SottoSessionData *data, SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection, "SELECT url FROM nodes ORDER BY id LIMIT ?", error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, SOTTO_MAX_NODES);
  while (TRUE)
    {
      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      g_ptr_array_add (data->nodes, g_strdup (sotto_statement_get_text (statement, 0)));
    }
}

static gboolean
load_mailservers (SottoSessionData *data, SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection, "SELECT url, pinned, to_key FROM mailservers ORDER BY id LIMIT ?", error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, SOTTO_MAX_MAILSERVERS);
  while (TRUE)
    {
      SottoSessionMailserver *server;

      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      server = g_new0 (SottoSessionMailserver, 1);
      server->url = g_strdup (sotto_statement_get_text (statement, 0));
      server->pinned = sotto_statement_get_int (statement, 1) != 0;
      server->to_key = sotto_statement_get_int (statement, 2) != 0;
      g_ptr_array_add (data->mailservers, server);
    }
}

static gboolean
load_net_state (SottoSessionData *data, SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection, "SELECT key, value FROM net_state LIMIT ?", error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, SOTTO_MAX_NET_STATE);
  while (TRUE)
    {
      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      g_hash_table_replace (data->net_state, g_strdup (sotto_statement_get_text (statement, 0)),
                            sotto_statement_dup_bytes (statement, 1));
    }
}

static gboolean
put_setting_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Setting *setting = user_data;

  return put_setting (sotto_transaction_get_connection (transaction), setting->name, setting->value,
                      error);
}

static gboolean
run_with_url (SottoTransaction *transaction, const char *sql, const char *url, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (sotto_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_text (statement, 1, url);
  return sotto_statement_run (statement, error);
}

static gboolean
insert_node_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  return run_with_url (transaction,
                       "INSERT INTO nodes (url) VALUES (?) ON CONFLICT (url) DO NOTHING", user_data,
                       error);
}

static gboolean
delete_node_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  return run_with_url (transaction, "DELETE FROM nodes WHERE url = ?", user_data, error);
}

static gboolean
put_mailserver_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  const SottoSessionMailserver *server = user_data;
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    sotto_transaction_get_connection (transaction),
    "INSERT INTO mailservers (url, pinned, to_key) VALUES (?, ?, ?) "
    "ON CONFLICT (url) DO UPDATE SET pinned = excluded.pinned, to_key = excluded.to_key",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_text (statement, 1, server->url);
  sotto_statement_bind_int (statement, 2, server->pinned);
  sotto_statement_bind_int (statement, 3, server->to_key);
  return sotto_statement_run (statement, error);
}

static gboolean
delete_mailserver_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  return run_with_url (transaction, "DELETE FROM mailservers WHERE url = ?", user_data, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!sotto_store_write_finish (SOTTO_STORE (source), result, &error))
    g_message ("A setting could not be stored: %s", error->message);
}

/* Private to the folder, in the header's order. */

const SottoMigrations *
sotto_session_get_migrations (void)
{
  return &migrations;
}

SottoSessionData *
sotto_session_data_new (SottoPrivateKey *identity, gboolean needs_backup, SottoRandom *random)
{
  SottoSessionData *data = data_new_empty ();

  data->identity = sotto_private_key_ref (identity);
  data->node_key = sotto_private_key_generate (random);
  data->installation_id = sotto_random_uuid (random);
  data->needs_backup = needs_backup;
  return data;
}

void
sotto_session_data_free (SottoSessionData *data)
{
  g_clear_pointer (&data->identity, sotto_private_key_unref);
  g_clear_pointer (&data->node_key, sotto_private_key_unref);
  g_free (data->installation_id);
  g_ptr_array_unref (data->nodes);
  g_ptr_array_unref (data->mailservers);
  g_hash_table_unref (data->net_state);
  g_free (data);
}

gboolean
sotto_session_data_insert (const SottoSessionData *data,
                           SottoTransaction *transaction,
                           GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);

  return insert_identity (data, connection, error) &&
         put_setting (connection, SOTTO_SETTING_NEEDS_BACKUP, data->needs_backup, error);
}

SottoSessionData *
sotto_session_data_load (SottoConnection *connection, GError **error)
{
  g_autoptr (SottoSessionData) data = data_new_empty ();

  if (!load_identity (data, connection, error) || !load_settings (data, connection, error) ||
      !load_nodes (data, connection, error) || !load_mailservers (data, connection, error) ||
      !load_net_state (data, connection, error))
    return NULL;
  return g_steal_pointer (&data);
}

void
sotto_session_data_save_setting (SottoStore *store, const char *name, gint64 value)
{
  Setting *setting = g_new0 (Setting, 1);

  setting->name = g_strdup (name);
  setting->value = value;
  sotto_store_write_async (store, put_setting_cb, setting, setting_free, NULL, saved_cb, NULL);
}

void
sotto_session_data_save_node (SottoStore *store, const char *url)
{
  sotto_store_write_async (store, insert_node_cb, g_strdup (url), g_free, NULL, saved_cb, NULL);
}

void
sotto_session_data_delete_node (SottoStore *store, const char *url)
{
  sotto_store_write_async (store, delete_node_cb, g_strdup (url), g_free, NULL, saved_cb, NULL);
}

void
sotto_session_data_save_mailserver (SottoStore *store, const SottoSessionMailserver *server)
{
  SottoSessionMailserver *copy = g_new0 (SottoSessionMailserver, 1);

  copy->url = g_strdup (server->url);
  copy->pinned = server->pinned;
  copy->to_key = server->to_key;
  sotto_store_write_async (store, put_mailserver_cb, copy, mailserver_free, NULL, saved_cb, NULL);
}

void
sotto_session_data_delete_mailserver (SottoStore *store, const char *url)
{
  sotto_store_write_async (store, delete_mailserver_cb, g_strdup (url), g_free, NULL, saved_cb,
                           NULL);
}
