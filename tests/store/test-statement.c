/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SottoStatement and SottoConnection: values in, values out, and rows that are not what they should
 * be. */

#include <string.h>

#include "sotto-test-store.h"

static const char *const steps[] = {
  "CREATE TABLE things (id INTEGER PRIMARY KEY, value ANY) STRICT;", NULL
};
static const SottoMigrations migrations = { "things", steps };
static const SottoMigrations *const all_migrations[] = { &migrations, NULL };

typedef struct
{
  char *folder;
  SottoStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = sotto_test_make_folder ();
  fixture->store = sotto_test_store_new (fixture->folder, all_migrations);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sotto_test_store_close (fixture->store);
  g_object_unref (fixture->store);
  sotto_test_remove_folder (fixture->folder);
}

static void
write_ok (Fixture *fixture, SottoWriteFunc function)
{
  g_autoptr (GError) error = NULL;

  sotto_test_store_write (fixture->store, function, NULL, &error);
  g_assert_no_error (error);
}

static SottoStatement *
prepare (SottoConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  SottoStatement *statement = sotto_connection_prepare (connection, sql, &error);

  g_assert_no_error (error);
  return statement;
}

static void
step_to_row (SottoStatement *statement)
{
  g_autoptr (GError) error = NULL;
  gboolean has_row = FALSE;

  g_assert_true (sotto_statement_step (statement, &has_row, &error));
  g_assert_no_error (error);
  g_assert_true (has_row);
}

static void
run (SottoStatement *statement)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (sotto_statement_run (statement, &error));
  g_assert_no_error (error);
}

static gboolean
round_trip_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (SottoStatement) insert = prepare (connection, "INSERT INTO things VALUES (?, ?)");
  g_autoptr (SottoStatement) select = prepare (connection, "SELECT value FROM things ORDER BY id");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\1\2", 3);
  g_autoptr (GBytes) copy = NULL;
  SottoHash hash;
  SottoHash read_hash;
  gsize length = 99;

  memset (hash.bytes, 7, sizeof hash.bytes);
  sotto_statement_bind_int (insert, 1, 1);
  sotto_statement_bind_int (insert, 2, G_MININT64);
  run (insert);
  g_assert_cmpint (sotto_connection_get_last_insert_id (connection), ==, 1);
  g_assert_cmpint (sotto_connection_get_changes (connection), ==, 1);
  sotto_statement_bind_int (insert, 1, 2);
  sotto_statement_bind_text (insert, 2, "Grüße 你好");
  run (insert);
  sotto_statement_bind_int (insert, 1, 3);
  sotto_statement_bind_bytes (insert, 2, bytes);
  run (insert);
  sotto_statement_bind_int (insert, 1, 4);
  sotto_statement_bind_hash (insert, 2, &hash);
  run (insert);
  sotto_statement_bind_int (insert, 1, 5);
  sotto_statement_bind_blob (insert, 2, NULL, 0);
  run (insert);
  sotto_statement_bind_int (insert, 1, 6);
  sotto_statement_bind_text (insert, 2, NULL);
  run (insert);

  step_to_row (select);
  g_assert_cmpint (sotto_statement_get_int (select, 0), ==, G_MININT64);
  step_to_row (select);
  g_assert_cmpstr (sotto_statement_get_text (select, 0), ==, "Grüße 你好");
  step_to_row (select);
  copy = sotto_statement_dup_bytes (select, 0);
  g_assert_true (g_bytes_equal (copy, bytes));
  step_to_row (select);
  g_assert_true (sotto_statement_get_hash (select, 0, &read_hash));
  g_assert_true (sotto_hash_equal (&hash, &read_hash));
  step_to_row (select);
  g_assert_false (sotto_statement_is_null (select, 0));
  g_assert_nonnull (sotto_statement_get_blob (select, 0, &length));
  g_assert_cmpuint (length, ==, 0);
  step_to_row (select);
  g_assert_true (sotto_statement_is_null (select, 0));
  g_assert_cmpstr (sotto_statement_get_text (select, 0), ==, "");
  return TRUE;
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  write_ok (fixture, round_trip_cb);
}

/* What a damaged or hostile row may hold instead of the text, hash or number that was meant. */
static const struct
{
  const char *sql;
  const char *text;
  gint64 number;
  gboolean is_hash;
} damaged[] = {
  { "SELECT NULL", "", 0, FALSE },
  { "SELECT CAST (x'ff41' AS TEXT)", "", 0, FALSE },
  { "SELECT CAST (x'410042' AS TEXT)", "", 0, FALSE },
  { "SELECT x'c3'", "", 0, FALSE },
  { "SELECT CAST (x'eda080' AS TEXT)", "", 0, FALSE },
  { "SELECT 'abc'", "abc", 0, FALSE },
  { "SELECT '12abc'", "12abc", 12, FALSE },
  { "SELECT 1e300", "1.0e+300", G_MAXINT64, FALSE },
  { "SELECT 7", "7", 7, FALSE },
  { "SELECT zeroblob (31)", "", 0, FALSE },
  { "SELECT zeroblob (33)", "", 0, FALSE },
  { "SELECT zeroblob (32)", "", 0, TRUE },
  { "SELECT zeroblob (0)", "", 0, FALSE },
};

static gboolean
damaged_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);

  for (gsize i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autoptr (SottoStatement) statement = prepare (connection, damaged[i].sql);
      g_autoptr (GBytes) bytes = NULL;
      SottoHash hash;

      memset (hash.bytes, 0xff, sizeof hash.bytes);
      step_to_row (statement);
      bytes = sotto_statement_dup_bytes (statement, 0);
      g_assert_nonnull (bytes);
      g_assert_cmpint (sotto_statement_get_hash (statement, 0, &hash), ==, damaged[i].is_hash);
      for (guint k = 0; k < sizeof hash.bytes; k++)
        g_assert_cmpuint (hash.bytes[k], ==, 0);
      g_assert_cmpint (sotto_statement_get_int (statement, 0), ==, damaged[i].number);
      g_assert_cmpstr (sotto_statement_get_text (statement, 0), ==, damaged[i].text);
    }
  return TRUE;
}

static void
test_damaged_values (Fixture *fixture, gconstpointer data)
{
  write_ok (fixture, damaged_cb);
}

static gboolean
cache_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  static const char *const sql = "SELECT ?";
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  SottoStatement *first = prepare (connection, sql);
  SottoStatement *second = prepare (connection, sql);
  SottoStatement *again;

  /* Somebody further down may use the same statement. */
  g_assert_true (first != second);
  sotto_statement_bind_int (first, 1, 1);
  sotto_statement_bind_int (second, 1, 2);
  step_to_row (first);
  step_to_row (second);
  g_assert_cmpint (sotto_statement_get_int (first, 0), ==, 1);
  g_assert_cmpint (sotto_statement_get_int (second, 0), ==, 2);
  sotto_statement_release (second);
  sotto_statement_release (first);

  again = prepare (connection, sql);
  g_assert_true (again == first);
  step_to_row (again);
  g_assert_true (sotto_statement_is_null (again, 0));
  sotto_statement_release (again);
  return TRUE;
}

static void
test_cache (Fixture *fixture, gconstpointer data)
{
  write_ok (fixture, cache_cb);
}

static gboolean
errors_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (SottoStatement) insert = prepare (connection, "INSERT INTO things VALUES (?, 1)");
  g_autoptr (SottoStatement) broken = NULL;
  g_autoptr (GError) syntax = NULL;
  g_autoptr (GError) twice = NULL;
  g_autoptr (GError) range = NULL;

  broken = sotto_connection_prepare (connection, "SELECT FROM WHERE", &syntax);
  g_assert_null (broken);
  g_assert_error (syntax, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_FAILED);

  sotto_statement_bind_int (insert, 1, 1);
  run (insert);
  g_assert_false (sotto_statement_run (insert, &twice));
  g_assert_error (twice, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_CONSTRAINT);

  sotto_statement_bind_int (insert, 9, 1);
  g_assert_false (sotto_statement_run (insert, &range));
  g_assert_error (range, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_FAILED);
  return TRUE;
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  write_ok (fixture, errors_cb);
  g_assert_cmpint (sotto_test_store_query_int (fixture->store, "SELECT count(*) FROM things"), ==,
                   1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/statement/round-trip", Fixture, NULL, set_up, test_round_trip, tear_down);
  g_test_add ("/store/statement/damaged-values", Fixture, NULL, set_up, test_damaged_values,
              tear_down);
  g_test_add ("/store/statement/cache", Fixture, NULL, set_up, test_cache, tear_down);
  g_test_add ("/store/statement/errors", Fixture, NULL, set_up, test_errors, tear_down);
  return g_test_run ();
}
