/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A database in memory for tests. It is opened as the store opens its own, but for WAL, which
 * memory has not. */

#include "sotto-test-database.h"

#include "sotto-connection-private.h"
#include "sotto-transaction-private.h"

struct _SottoTestDatabase
{
  SottoConnection *connection;
};

static SottoConnection *
open_in_memory (void)
{
  static const guint8 key_bytes[SOTTO_KEY_LENGTH] = { 1 };
  g_autoptr (SottoSecret) key = sotto_secret_new (key_bytes, sizeof key_bytes);
  g_autoptr (GError) error = NULL;
  SottoConnection *connection;

  connection = sotto_connection_open (":memory:", key, SOTTO_CONNECTION_WRITER, &error);
  g_assert_no_error (error);
  sotto_connection_enter (connection);

  return connection;
}

SottoTestDatabase *
sotto_test_database_new (const SottoMigrations *const *migrations)
{
  SottoTestDatabase *database = g_new0 (SottoTestDatabase, 1);
  g_autoptr (GError) error = NULL;

  database->connection = open_in_memory ();
  for (; *migrations != NULL; migrations++)
    for (const char *const *step = (*migrations)->steps; *step != NULL; step++)
      sotto_test_database_execute (database, *step);
  g_assert_true (sotto_connection_enforce_foreign_keys (database->connection, &error));

  return database;
}

void
sotto_test_database_free (SottoTestDatabase *database)
{
  sotto_connection_leave (database->connection);
  sotto_connection_free (database->connection);
  g_free (database);
}

gboolean
sotto_test_database_write (SottoTestDatabase *database,
                           SottoWriteFunc function,
                           gpointer user_data,
                           GError **error)
{
  return sotto_transaction_run (database->connection, function, user_data, error);
}

gboolean
sotto_test_database_read (SottoTestDatabase *database,
                          SottoReadFunc function,
                          gpointer user_data,
                          GError **error)
{
  return sotto_transaction_run_reading (database->connection, function, user_data, error);
}

static sqlite3_stmt *
prepare (SottoTestDatabase *database, const char *sql)
{
  sqlite3_stmt *statement;

  g_assert_cmpint (sqlite3_prepare_v2 (sotto_connection_get_handle (database->connection), sql, -1,
                                       &statement, NULL),
                   ==, SQLITE_OK);
  return statement;
}

static void
dump_value (GString *text, sqlite3_stmt *statement, int column)
{
  const guint8 *blob = sqlite3_column_blob (statement, column);
  int length = sqlite3_column_bytes (statement, column);

  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    g_string_append (text, "NULL");
  else if (sqlite3_column_type (statement, column) == SQLITE_BLOB)
    for (int i = 0; i < length; i++)
      g_string_append_printf (text, "%02x", blob[i]);
  else
    g_string_append (text, (const char *) sqlite3_column_text (statement, column));
  g_string_append_c (text, '|');
}

static void
dump_table (SottoTestDatabase *database, GString *text, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s ORDER BY 1, 2", table);
  sqlite3_stmt *statement = prepare (database, sql);

  g_string_append_printf (text, "%s\n", table);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      for (int column = 0; column < sqlite3_column_count (statement); column++)
        dump_value (text, statement, column);
      g_string_append_c (text, '\n');
    }
  sqlite3_finalize (statement);
}

char *
sotto_test_database_dump (SottoTestDatabase *database)
{
  GString *text = g_string_new (NULL);
  sqlite3_stmt *statement = prepare (database, "SELECT name FROM sqlite_schema WHERE type = 'table'"
                                               " AND name NOT LIKE 'sqlite_%' ORDER BY name");

  while (sqlite3_step (statement) == SQLITE_ROW)
    dump_table (database, text, (const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);

  return g_string_free (text, FALSE);
}

gint64
sotto_test_database_query_int (SottoTestDatabase *database, const char *sql)
{
  sqlite3_stmt *statement = prepare (database, sql);
  gint64 value;

  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);

  return value;
}

void
sotto_test_database_execute (SottoTestDatabase *database, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gboolean done = sotto_connection_execute (database->connection, sql, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

SottoTestDatabase *
sotto_test_database_copy (SottoTestDatabase *database)
{
  SottoTestDatabase *copy = g_new0 (SottoTestDatabase, 1);
  sqlite3_int64 length;
  unsigned char *image;
  g_autoptr (GError) error = NULL;

  /* SQLCipher's images are encrypted like its files: both sides have the same key. */
  image =
    sqlite3_serialize (sotto_connection_get_handle (database->connection), "main", &length, 0);
  g_assert_nonnull (image);
  copy->connection = open_in_memory ();
  g_assert_cmpint (
    sqlite3_deserialize (sotto_connection_get_handle (copy->connection), "main", image, length,
                         length, SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE),
    ==, SQLITE_OK);
  g_assert_true (sotto_connection_enforce_foreign_keys (copy->connection, &error));

  return copy;
}
