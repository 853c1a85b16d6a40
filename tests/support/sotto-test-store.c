/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A store for tests that are written as straight lines. */

#include "sotto-test-store.h"

#include <sqlcipher/sqlite3.h>
#include <string.h>

#include <glib/gstdio.h>

typedef struct
{
  GAsyncResult *result;
  GMainLoop *loop;
} Wait;

static void
wait_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

static void
wait_begin (Wait *wait)
{
  wait->result = NULL;
  wait->loop = g_main_loop_new (NULL, FALSE);
}

static void
wait_end (Wait *wait)
{
  g_main_loop_run (wait->loop);
  g_main_loop_unref (wait->loop);
}

char *
sotto_test_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("sotto-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_recursively (const char *path)
{
  g_autoptr (GDir) folder = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR) || g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_assert_cmpint (g_unlink (path), ==, 0);
      return;
    }
  folder = g_dir_open (path, 0, NULL);
  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_recursively (child);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

void
sotto_test_remove_folder (char *folder)
{
  remove_recursively (folder);
  g_free (folder);
}

SottoSecret *
sotto_test_key_new (guint8 byte)
{
  guint8 bytes[SOTTO_KEY_LENGTH];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = byte;
  return sotto_secret_new (bytes, sizeof bytes);
}

SottoStore *
sotto_test_store_open (const char *path,
                       SottoSecret *key,
                       const SottoMigrations *const *migrations,
                       GError **error)
{
  g_autoptr (SottoStore) store = sotto_store_new (path);
  g_autoptr (GAsyncResult) result = NULL;
  Wait wait;

  for (guint i = 0; migrations[i] != NULL; i++)
    sotto_store_add_migrations (store, migrations[i]);
  wait_begin (&wait);
  sotto_store_open_async (store, key, NULL, wait_cb, &wait);
  wait_end (&wait);
  result = wait.result;
  return sotto_store_open_finish (store, result, error) ? g_steal_pointer (&store) : NULL;
}

SottoStore *
sotto_test_store_new (const char *folder, const SottoMigrations *const *migrations)
{
  g_autoptr (SottoSecret) key = sotto_test_key_new (0x5a);
  g_autofree char *path = g_build_filename (folder, "store.db", NULL);
  g_autoptr (GError) error = NULL;
  SottoStore *store = sotto_test_store_open (path, key, migrations, &error);

  g_assert_no_error (error);
  return store;
}

void
sotto_test_store_load_dump (const char *folder, const char *dump)
{
  g_autofree char *path = g_build_filename (folder, "store.db", NULL);
  const char *key = "x'5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a'";
  g_autofree char *sql = NULL;
  sqlite3 *handle;

  g_assert_true (g_file_get_contents (dump, &sql, NULL, NULL));
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_key (handle, key, (int) strlen (key)), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

gboolean
sotto_test_store_write (SottoStore *store,
                        SottoWriteFunc function,
                        gpointer user_data,
                        GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  Wait wait;

  wait_begin (&wait);
  sotto_store_write_async (store, function, user_data, NULL, NULL, wait_cb, &wait);
  wait_end (&wait);
  result = wait.result;
  return sotto_store_write_finish (store, result, error);
}

gboolean
sotto_test_store_read (SottoStore *store,
                       SottoReadFunc function,
                       gpointer user_data,
                       GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  Wait wait;

  wait_begin (&wait);
  sotto_store_read_async (store, function, user_data, NULL, NULL, wait_cb, &wait);
  wait_end (&wait);
  result = wait.result;
  return sotto_store_read_finish (store, result, error);
}

void
sotto_test_store_close (SottoStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Wait wait;

  wait_begin (&wait);
  sotto_store_close_async (store, NULL, wait_cb, &wait);
  wait_end (&wait);
  result = wait.result;
  sotto_store_close_finish (store, result, &error);
  g_assert_no_error (error);
}

static gboolean
execute_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  return sotto_connection_execute (sotto_transaction_get_connection (transaction), user_data,
                                   error);
}

gboolean
sotto_test_store_execute (SottoStore *store, const char *sql, GError **error)
{
  return sotto_test_store_write (store, execute_cb, (gpointer) sql, error);
}

typedef struct
{
  const char *sql;
  gint64 value;
} Query;

static gboolean
query_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Query *query = user_data;
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (connection, query->sql, error);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  g_assert_true (has_row);
  query->value = sotto_statement_get_int (statement, 0);
  return TRUE;
}

gint64
sotto_test_store_query_int (SottoStore *store, const char *sql)
{
  g_autoptr (GError) error = NULL;
  Query query = { sql, 0 };

  sotto_test_store_read (store, query_cb, &query, &error);
  g_assert_no_error (error);
  return query.value;
}
