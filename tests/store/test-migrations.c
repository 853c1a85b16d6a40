/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Migrations: step by step, from a stored old database, refused when newer, undone when they fail.
 */

#include <glib/gstdio.h>
#include <sqlcipher/sqlite3.h>
#include <string.h>

#include "sotto-test-fault-vfs.h"
#include "sotto-test-store.h"

/* Four versions of one component; the last step rebuilds the table that another one points to. */
#define STEP_1 "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
#define STEP_2 "ALTER TABLE notes ADD COLUMN read INTEGER NOT NULL DEFAULT 0;"
#define STEP_3                                                                                     \
  "CREATE TABLE lines (note INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASCADE) STRICT;"     \
  "INSERT INTO lines SELECT id FROM notes;"
#define STEP_4                                                                                     \
  "CREATE TABLE notes_new (id INTEGER PRIMARY KEY, text TEXT NOT NULL, read INTEGER NOT NULL,"     \
  "  length INTEGER NOT NULL) STRICT;"                                                             \
  "INSERT INTO notes_new SELECT id, text, read, length (text) FROM notes;"                         \
  "DROP TABLE notes;"                                                                              \
  "ALTER TABLE notes_new RENAME TO notes;"

static const char *const steps_1[] = { STEP_1, NULL };
static const char *const steps_2[] = { STEP_1, STEP_2, NULL };
static const char *const steps_3[] = { STEP_1, STEP_2, STEP_3, NULL };
static const char *const steps_4[] = { STEP_1, STEP_2, STEP_3, STEP_4, NULL };
static const char *const steps_broken[] = { STEP_1, STEP_2, STEP_3,
                                            "CREATE TABLE half (x); CREATE NONSENSE;", NULL };
static const char *const steps_orphans[] = { STEP_1, STEP_2, STEP_3,
                                             "INSERT INTO lines VALUES (99);", NULL };
static const char *const steps_other[] = { "CREATE TABLE other (x INTEGER) STRICT;", NULL };

static const SottoMigrations notes[] = {
  { "notes", steps_1 },
  { "notes", steps_2 },
  { "notes", steps_3 },
  { "notes", steps_4 },
};
static const SottoMigrations notes_broken = { "notes", steps_broken };
static const SottoMigrations notes_orphans = { "notes", steps_orphans };
static const SottoMigrations other = { "other", steps_other };

typedef struct
{
  char *folder;
  char *path;
  SottoSecret *key;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = sotto_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "store.db", NULL);
  fixture->key = sotto_test_key_new (1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sotto_secret_unref (fixture->key);
  g_free (fixture->path);
  sotto_test_remove_folder (fixture->folder);
}

static SottoStore *
open_with (Fixture *fixture,
           const SottoMigrations *first,
           const SottoMigrations *second,
           GError **error)
{
  const SottoMigrations *const all[] = { first, second, NULL };

  return sotto_test_store_open (fixture->path, fixture->key, all, error);
}

static void
run_with (Fixture *fixture, const SottoMigrations *migrations, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoStore) store = open_with (fixture, migrations, NULL, &error);

  g_assert_no_error (error);
  if (sql != NULL)
    sotto_test_store_execute (store, sql, &error);
  g_assert_no_error (error);
  sotto_test_store_close (store);
}

static gint64
query_with (Fixture *fixture, const SottoMigrations *migrations, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoStore) store = open_with (fixture, migrations, NULL, &error);
  gint64 value;

  g_assert_no_error (error);
  value = sotto_test_store_query_int (store, sql);
  sotto_test_store_close (store);
  return value;
}

static GBytes *
read_file (const char *path)
{
  char *contents;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  return g_bytes_new_take (contents, length);
}

static gboolean
copy_exists (Fixture *fixture)
{
  g_autofree char *copy = g_strconcat (fixture->path, ".previous", NULL);

  return g_file_test (copy, G_FILE_TEST_EXISTS);
}

static void
test_step_by_step (Fixture *fixture, gconstpointer data)
{
  run_with (fixture, &notes[0], "INSERT INTO notes VALUES (1, 'first')");
  g_assert_false (copy_exists (fixture));
  run_with (fixture, &notes[1], "INSERT INTO notes VALUES (2, 'second', 1)");
  g_assert_true (copy_exists (fixture));
  run_with (fixture, &notes[2], "DELETE FROM notes WHERE id = 1");
  g_assert_cmpint (query_with (fixture, &notes[3],
                               "SELECT count(*) = 1 AND sum(length) = 6 AND sum(read) = 1"
                               "  AND (SELECT count(*) = 1 FROM lines) FROM notes"),
                   ==, 1);
}

static void
test_all_at_once (Fixture *fixture, gconstpointer data)
{
  run_with (fixture, &notes[0], "INSERT INTO notes VALUES (1, 'first')");
  g_assert_cmpint (query_with (fixture, &notes[3],
                               "SELECT length = 5 AND (SELECT count(*) FROM lines) = 1"
                               "  AND (SELECT version FROM component_versions) = 4 FROM notes"),
                   ==, 1);
}

static void
load_dump (Fixture *fixture, const char *name)
{
  g_autofree char *dump = g_build_filename (STORE_DUMPS, name, NULL);
  g_autofree char *key = g_strdup_printf ("x'%s'", "01010101010101010101010101010101"
                                                   "01010101010101010101010101010101");
  char *sql;
  sqlite3 *handle;

  g_assert_true (g_file_get_contents (dump, &sql, NULL, NULL));
  g_assert_cmpint (sqlite3_open (fixture->path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_key (handle, key, (int) strlen (key)), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
  g_free (sql);
}

static void
test_from_dump (Fixture *fixture, gconstpointer data)
{
  load_dump (fixture, "notes-2.sql");
  g_assert_cmpint (query_with (fixture, &notes[3],
                               "SELECT count(*) = 3 AND sum(read) = 2 AND sum(length) = 16"
                               "  AND (SELECT count(*) FROM lines) = 3 FROM notes"),
                   ==, 1);
}

/* A new component may join an old database; the same program then opens it without work to do. */
static void
test_second_component (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  run_with (fixture, &notes[0], NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SottoStore) store = open_with (fixture, &notes[0], &other, &error);

      g_assert_no_error (error);
      g_assert_cmpint (sotto_test_store_query_int (store, "SELECT count(*) FROM other"), ==, 0);
      g_assert_cmpint (copy_exists (fixture), ==, i == 0);
      sotto_test_store_close (store);
    }
}

static void
expect_newer (Fixture *fixture, const SottoMigrations *migrations)
{
  g_autoptr (GBytes) before = read_file (fixture->path);
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (open_with (fixture, migrations, NULL, &error));
  g_assert_error (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_NEWER);
  g_assert_nonnull (strstr (error->message, "newer"));
  after = read_file (fixture->path);
  g_assert_true (g_bytes_equal (before, after));
  g_assert_false (copy_exists (fixture));
}

static void
test_newer_version (Fixture *fixture, gconstpointer data)
{
  run_with (fixture, &notes[3], NULL);
  expect_newer (fixture, &notes[2]);
  run_with (fixture, &notes[3], NULL);
}

static void
test_newer_component (Fixture *fixture, gconstpointer data)
{
  run_with (fixture, &notes[3], NULL);
  expect_newer (fixture, &other);
}

static void
test_newer_format (Fixture *fixture, gconstpointer data)
{
  run_with (fixture, &notes[3], "PRAGMA user_version = 2");
  expect_newer (fixture, &notes[3]);
}

static void
test_failing_step (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const SottoMigrations *migrations;
    int code;
  } rows[] = {
    { &notes_broken, SOTTO_STORE_ERROR_FAILED },
    { &notes_orphans, SOTTO_STORE_ERROR_DAMAGED },
  };

  run_with (fixture, &notes[0], "INSERT INTO notes VALUES (1, 'first')");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (open_with (fixture, rows[i].migrations, NULL, &error));
      g_assert_error (error, SOTTO_STORE_ERROR, rows[i].code);
      g_assert_true (copy_exists (fixture));
    }
  g_assert_cmpint (query_with (fixture, &notes[0],
                               "SELECT count(*) = 1 FROM notes WHERE NOT EXISTS"
                               "  (SELECT * FROM sqlite_schema WHERE name IN ('half', 'lines'))"),
                   ==, 1);
}

/* The copy opens under the same key and is what was there before. */
static void
test_copy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copy = g_strconcat (fixture->path, ".previous", NULL);
  GStatBuf status;

  run_with (fixture, &notes[0], "INSERT INTO notes VALUES (1, 'first')");
  run_with (fixture, &notes[3], "DELETE FROM notes");
  g_assert_cmpint (g_stat (copy, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  /* As somebody would restore it. */
  g_assert_cmpint (g_rename (copy, fixture->path), ==, 0);
  g_assert_cmpint (query_with (fixture, &notes[0], "SELECT text = 'first' FROM notes"), ==, 1);
}

static void
test_copy_goes_after_one_opening (Fixture *fixture, gconstpointer data)
{
  run_with (fixture, &notes[0], NULL);
  run_with (fixture, &notes[1], NULL);
  g_assert_true (copy_exists (fixture));
  run_with (fixture, &notes[1], NULL);
  g_assert_false (copy_exists (fixture));
}

/* Every write of a migration fails in turn: the old program still opens what is there, or the new
 * one does. */
static void
test_faults (Fixture *fixture, gconstpointer data)
{
  static const SottoTestFault faults[] = { SOTTO_TEST_FAULT_FULL, SOTTO_TEST_FAULT_WRITE,
                                           SOTTO_TEST_FAULT_SYNC };

  for (gsize f = 0; f < G_N_ELEMENTS (faults); f++)
    {
      gboolean failed = TRUE;

      for (guint nth = 1; failed; nth++)
        {
          g_autoptr (SottoStore) store = NULL;
          g_autoptr (GError) error = NULL;

          g_unlink (fixture->path);
          run_with (fixture, &notes[0], "INSERT INTO notes VALUES (1, 'first')");
          sotto_test_fault_vfs_arm (faults[f], nth, TRUE);
          store = open_with (fixture, &notes[3], NULL, &error);
          if (store != NULL)
            sotto_test_store_close (store);
          failed = sotto_test_fault_vfs_disarm ();
          if (store == NULL && faults[f] == SOTTO_TEST_FAULT_FULL)
            g_assert_error (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_FULL);
          g_assert_true (failed || store != NULL);
          g_assert_cmpint (query_with (fixture, &notes[3],
                                       "SELECT length = 5 AND (SELECT count(*) FROM lines) = 1"
                                       " FROM notes"),
                           ==, 1);
        }
    }
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/store/migrations/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);
  sotto_test_fault_vfs_register ();
  ADD ("step-by-step", test_step_by_step);
  ADD ("all-at-once", test_all_at_once);
  ADD ("from-dump", test_from_dump);
  ADD ("second-component", test_second_component);
  ADD ("newer-version", test_newer_version);
  ADD ("newer-component", test_newer_component);
  ADD ("newer-format", test_newer_format);
  ADD ("failing-step", test_failing_step);
  ADD ("copy", test_copy);
  ADD ("copy-goes-after-one-opening", test_copy_goes_after_one_opening);
  ADD ("faults", test_faults);
  return g_test_run ();
}
