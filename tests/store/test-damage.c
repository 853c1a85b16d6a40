/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What others do to the file: read it without the key, change it, hold it, kill us. */

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlcipher/sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sotto-test-store.h"

#define CANARY "canary-5f1c-of-the-plain-text"
#define N_ROWS 60
#define KEY_BYTE 0xa7

static const char *const steps[] = {
  "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL, size INTEGER NOT NULL)"
  " STRICT;"
  "CREATE INDEX notes_by_size ON notes (size);",
  NULL
};
static const SottoMigrations migrations = { "notes", steps };
static const SottoMigrations *const all_migrations[] = { &migrations, NULL };

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
  fixture->key = sotto_test_key_new (KEY_BYTE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sotto_secret_unref (fixture->key);
  g_free (fixture->path);
  sotto_test_remove_folder (fixture->folder);
}

static char *
row_text (gint64 id)
{
  g_autofree char *padding = g_strnfill (400, (char) ('a' + id % 26));

  return g_strdup_printf (CANARY " %" G_GINT64_FORMAT " %s", id, padding);
}

static gboolean
fill_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  for (gint64 id = 1; id <= N_ROWS; id++)
    {
      g_autoptr (SottoStatement) statement =
        sotto_connection_prepare (sotto_transaction_get_connection (transaction),
                                  "INSERT INTO notes VALUES (?, ?, ?)", error);
      g_autofree char *text = row_text (id);

      if (statement == NULL)
        return FALSE;
      sotto_statement_bind_int (statement, 1, id);
      sotto_statement_bind_text (statement, 2, text);
      sotto_statement_bind_int (statement, 3, (gint64) strlen (text));
      if (!sotto_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

/* Reads everything; whatever is answered has to be right. */
static gboolean
verify_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  static const char *const queries[] = { "SELECT id, text FROM notes ORDER BY id",
                                         "SELECT id, text FROM notes ORDER BY size, id" };

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (SottoStatement) statement =
        sotto_connection_prepare (connection, queries[i], error);
      gint64 n = 0;
      gboolean has_row = TRUE;

      if (statement == NULL)
        return FALSE;
      while (has_row)
        {
          g_autofree char *expected = NULL;

          if (!sotto_statement_step (statement, &has_row, error))
            return FALSE;
          if (!has_row)
            break;
          expected = row_text (sotto_statement_get_int (statement, 0));
          g_assert_cmpstr (sotto_statement_get_text (statement, 1), ==, expected);
          n++;
        }
      g_assert_cmpint (n, ==, N_ROWS);
    }
  return TRUE;
}

static void
make_database (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoStore) store =
    sotto_test_store_open (fixture->path, fixture->key, all_migrations, &error);

  g_assert_no_error (error);
  sotto_test_store_write (store, fill_cb, NULL, &error);
  g_assert_no_error (error);
  sotto_test_store_close (store);
}

static void
test_wrong_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoSecret) wrong = sotto_test_key_new (0x01);
  g_autoptr (SottoStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize before_length;
  gsize after_length;

  make_database (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &before, &before_length, NULL));
  g_assert_null (sotto_test_store_open (fixture->path, wrong, all_migrations, &error));
  g_assert_error (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_WRONG_KEY);
  g_assert_true (g_file_get_contents (fixture->path, &after, &after_length, NULL));
  g_assert_cmpmem (before, before_length, after, after_length);

  store = sotto_test_store_open (fixture->path, fixture->key, all_migrations, NULL);
  g_assert_true (sotto_test_store_read (store, verify_cb, NULL, NULL));
  sotto_test_store_close (store);
}

static void
test_no_database (Fixture *fixture, gconstpointer data)
{
  static const char *const contents[] = {
    "x", "SQLite format 3", "This is a text file, longer than the first part of a page."
  };

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (fixture->path, contents[i], -1, NULL));
      g_assert_null (sotto_test_store_open (fixture->path, fixture->key, all_migrations, &error));
      g_assert_cmpint (error->domain, ==, SOTTO_STORE_ERROR);
      g_unlink (fixture->path);
    }
}

/* Every 97th byte of the file is flipped in turn: an error, or the right data; never other data. */
static void
test_flipped_bytes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length;
  guint n_noticed = 0;
  guint n_tried = 0;

  make_database (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  for (gsize at = 0; at < length; at += 97)
    {
      g_autoptr (SottoStore) store = NULL;
      g_autoptr (GError) error = NULL;

      contents[at] ^= 0x10;
      g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) length, NULL));
      contents[at] ^= 0x10;
      store = sotto_test_store_open (fixture->path, fixture->key, all_migrations, &error);
      if (store != NULL)
        {
          if (sotto_test_store_read (store, verify_cb, NULL, &error))
            g_assert_no_error (error);
          sotto_test_store_close (store);
        }
      n_tried++;
      if (error == NULL)
        continue;
      n_noticed++;
      g_assert_cmpint (error->domain, ==, SOTTO_STORE_ERROR);
      g_assert_true (error->code == SOTTO_STORE_ERROR_WRONG_KEY ||
                     error->code == SOTTO_STORE_ERROR_DAMAGED);
    }
  g_test_message ("%u of %u noticed", n_noticed, n_tried);

  /* Every page is authenticated, and all but the free ones are read. */
  g_assert_cmpuint (n_noticed * 100, >=, n_tried * 95);
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length;

  make_database (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  for (gsize cut = 1; cut < length; cut += 1531)
    {
      g_autoptr (SottoStore) store = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) cut, NULL));
      store = sotto_test_store_open (fixture->path, fixture->key, all_migrations, &error);
      if (store != NULL)
        {
          g_assert_false (sotto_test_store_read (store, verify_cb, NULL, &error));
          sotto_test_store_close (store);
        }
      g_assert_nonnull (error);
      g_assert_cmpint (error->domain, ==, SOTTO_STORE_ERROR);
    }
}

static gboolean
file_contains (const char *path, gconstpointer needle, gsize needle_length)
{
  g_autofree char *contents = NULL;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, NULL))
    return FALSE;
  return memmem (contents, length, needle, needle_length) != NULL;
}

static void
expect_no_canary (Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  static const char *const key_hex = "a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7";
  guint8 key[SOTTO_KEY_LENGTH];
  const char *name;
  guint n_files = 0;

  memset (key, KEY_BYTE, sizeof key);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_false (file_contains (path, CANARY, strlen (CANARY)));
      g_assert_false (file_contains (path, "notes_by_size", strlen ("notes_by_size")));
      g_assert_false (file_contains (path, "SQLite format 3", strlen ("SQLite format 3")));
      g_assert_false (file_contains (path, key, sizeof key));
      g_assert_false (file_contains (path, key_hex, strlen (key_hex)));
      n_files++;
    }
  g_assert_cmpuint (n_files, >=, 1);
}

static void
test_nothing_in_plain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoStore) store =
    sotto_test_store_open (fixture->path, fixture->key, all_migrations, NULL);

  g_assert_nonnull (store);
  g_assert_true (sotto_test_store_write (store, fill_cb, NULL, NULL));
  expect_no_canary (fixture);
  sotto_test_store_close (store);
  expect_no_canary (fixture);
}

/* Another process stands in a transaction of its own. */
static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) write_error = NULL;
  g_autoptr (SottoStore) store = NULL;
  int ready[2];
  int done[2];
  pid_t child;
  char byte;

  make_database (fixture);
  g_assert_cmpint (pipe (ready) | pipe (done), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      sqlite3 *handle;

      if (sqlite3_open (fixture->path, &handle) == SQLITE_OK &&
          sqlite3_exec (handle,
                        "PRAGMA key = \"x'"
                        "a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7'\";"
                        "BEGIN IMMEDIATE; DELETE FROM notes;",
                        NULL, NULL, NULL) == SQLITE_OK &&
          write (ready[1], "r", 1) == 1 && read (done[0], &byte, 1) == 1)
        _exit (0);
      _exit (1);
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);

  store = sotto_test_store_open (fixture->path, fixture->key, all_migrations, &error);
  if (store != NULL)
    {
      g_assert_true (sotto_test_store_read (store, verify_cb, NULL, NULL));
      g_assert_false (sotto_test_store_write (store, fill_cb, NULL, &write_error));
      g_assert_error (write_error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_LOCKED);
      sotto_test_store_close (store);
    }
  else
    g_assert_error (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_LOCKED);
  g_assert_cmpint (write (done[1], "d", 1), ==, 1);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
}

typedef struct
{
  gint64 id;
} Line;

static gboolean
write_line_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Line *line = user_data;
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    sotto_transaction_get_connection (transaction), "INSERT INTO notes VALUES (?, ?, 0)", error);
  g_autofree char *text = row_text (line->id);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, line->id);
  sotto_statement_bind_text (statement, 2, text);
  return sotto_statement_run (statement, error);
}

/* The victim: says each id once it is committed, until it is killed. */
static int
write_for_ever (const char *path)
{
  g_autoptr (SottoSecret) key = sotto_test_key_new (KEY_BYTE);
  g_autoptr (SottoStore) store = sotto_test_store_open (path, key, all_migrations, NULL);
  Line line;

  if (store == NULL)
    return 1;
  for (line.id = sotto_test_store_query_int (store, "SELECT coalesce (max (id), 0) FROM notes");;)
    {
      line.id++;
      if (!sotto_test_store_write (store, write_line_cb, &line, NULL))
        return 1;
      printf ("%" G_GINT64_FORMAT "\n", line.id);
      fflush (stdout);
    }
}

static gint64
run_victim (Fixture *fixture, guint n_lines)
{
  char *argv[] = { "/proc/self/exe", "--write", fixture->path, NULL };
  g_autoptr (GError) error = NULL;
  gint64 last = 0;
  FILE *lines;
  GPid pid;
  int out;

  g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL,
                            &out, NULL, &error);
  g_assert_no_error (error);
  lines = fdopen (out, "r");
  for (guint i = 0; i < n_lines; i++)
    g_assert_cmpint (fscanf (lines, "%" G_GINT64_FORMAT, &last), ==, 1);
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  while (fscanf (lines, "%" G_GINT64_FORMAT, &last) == 1)
    continue;
  fclose (lines);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  return last;
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  gint64 n_before = 0;

  for (guint i = 0; i < 8; i++)
    {
      gint64 last = run_victim (fixture, (guint) g_test_rand_int_range (1, 40));
      g_autoptr (SottoStore) store =
        sotto_test_store_open (fixture->path, fixture->key, all_migrations, NULL);
      gint64 n_rows;

      g_assert_nonnull (store);
      n_rows = sotto_test_store_query_int (store, "SELECT count(*) FROM notes");
      g_assert_cmpint (sotto_test_store_query_int (store, "SELECT max (id) FROM notes"), ==,
                       n_rows);

      /* All that was reported, and at most the one that was about to be. */
      g_assert_cmpint (n_rows, >=, last);
      g_assert_cmpint (n_rows, <=, last + 1);
      g_assert_cmpint (n_rows, >, n_before);
      n_before = n_rows;
      sotto_test_store_close (store);
    }
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/store/damage/" name, Fixture, NULL, set_up, function, tear_down)

  if (argc == 3 && g_str_equal (argv[1], "--write"))
    return write_for_ever (argv[2]);

  g_test_init (&argc, &argv, NULL);
  ADD ("wrong-key", test_wrong_key);
  ADD ("no-database", test_no_database);
  ADD ("flipped-bytes", test_flipped_bytes);
  ADD ("truncated", test_truncated);
  ADD ("nothing-in-plain", test_nothing_in_plain);
  ADD ("locked", test_locked);
  ADD ("killed", test_killed);
  return g_test_run ();
}
