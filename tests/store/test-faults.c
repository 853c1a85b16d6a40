/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every write, fsync and read of the store fails in turn: what was reported as committed is there
 * afterwards, what was reported as failed is not half there, and the store goes on. */

#include <glib/gstdio.h>

#include "sotto-test-fault-vfs.h"
#include "sotto-test-store.h"

#define N_JOBS 4
#define ROWS_PER_JOB 3

static const char *const steps[] = {
  "CREATE TABLE pieces (job INTEGER NOT NULL, piece INTEGER NOT NULL, body BLOB NOT NULL,"
  "  PRIMARY KEY (job, piece)) STRICT;"
  "CREATE TABLE counter (n INTEGER NOT NULL) STRICT;"
  "INSERT INTO counter VALUES (0);",
  NULL
};
static const SottoMigrations migrations = { "pieces", steps };
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
  fixture->key = sotto_test_key_new (2);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sotto_secret_unref (fixture->key);
  g_free (fixture->path);
  sotto_test_remove_folder (fixture->folder);
}

/* Several pages, and a counter that has to agree with them. */
static gboolean
write_pieces_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (SottoStatement) insert = NULL;
  g_autoptr (SottoStatement) count = NULL;

  insert = sotto_connection_prepare (connection,
                                     "INSERT INTO pieces VALUES (?, ?, randomblob (9000))", error);
  count = sotto_connection_prepare (connection, "UPDATE counter SET n = n + 1", error);
  if (insert == NULL || count == NULL)
    return FALSE;
  for (guint i = 0; i < ROWS_PER_JOB; i++)
    {
      sotto_statement_bind_int (insert, 1, GPOINTER_TO_INT (user_data));
      sotto_statement_bind_int (insert, 2, i);
      if (!sotto_statement_run (insert, error) || !sotto_statement_run (count, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  static const char *const sql = "SELECT count(*), (SELECT n FROM counter),"
                                 "  coalesce (sum (length (body)), 0), count (DISTINCT job)"
                                 " FROM pieces";
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (connection, sql, error);
  gint64 *n_jobs = user_data;
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  *n_jobs = sotto_statement_get_int (statement, 3);
  g_assert_cmpint (sotto_statement_get_int (statement, 0), ==, *n_jobs * ROWS_PER_JOB);
  g_assert_cmpint (sotto_statement_get_int (statement, 1), ==, *n_jobs * ROWS_PER_JOB);
  g_assert_cmpint (sotto_statement_get_int (statement, 2), ==, *n_jobs * ROWS_PER_JOB * 9000);
  return TRUE;
}

static gint64
count_jobs (SottoStore *store)
{
  g_autoptr (GError) error = NULL;
  gint64 n_jobs = -1;

  sotto_test_store_read (store, check_cb, &n_jobs, &error);
  g_assert_no_error (error);
  return n_jobs;
}

static void
expect_code (const GError *error, SottoTestFault fault)
{
  if (fault == SOTTO_TEST_FAULT_FULL)
    g_assert_error (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_FULL);
  else if (fault == SOTTO_TEST_FAULT_READ)
    g_assert_cmpint (error->domain, ==, SOTTO_STORE_ERROR);
  else
    g_assert_error (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_FAILED);
}

static void
remove_database (Fixture *fixture)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (fixture->path, suffixes[i], NULL);

      (void) g_unlink (path);
    }
}

/* Opens, writes and closes while the @nth operation fails. Returns whether one did. */
static gboolean
run_with_fault (Fixture *fixture, SottoTestFault fault, guint nth, gboolean lasting)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoStore) again = NULL;
  g_autoptr (SottoStore) store = NULL;
  gint64 n_committed = 0;
  gboolean failed;

  remove_database (fixture);
  sotto_test_fault_vfs_arm (fault, nth, lasting);
  store = sotto_test_store_open (fixture->path, fixture->key, all_migrations, &error);
  if (store == NULL)
    expect_code (error, fault);
  for (int i = 0; store != NULL && i < N_JOBS; i++)
    {
      g_autoptr (GError) job_error = NULL;

      if (sotto_test_store_write (store, write_pieces_cb, GINT_TO_POINTER (i), &job_error))
        n_committed++;
      else
        expect_code (job_error, fault);
    }
  failed = sotto_test_fault_vfs_disarm ();

  /* The trouble is over: the same store reads what it committed, and writes again. */
  if (store != NULL)
    {
      g_assert_cmpint (count_jobs (store), ==, n_committed);
      g_assert_true (sotto_test_store_write (store, write_pieces_cb, GINT_TO_POINTER (100), NULL));
      n_committed++;
      sotto_test_store_close (store);
    }
  g_clear_error (&error);
  again = sotto_test_store_open (fixture->path, fixture->key, all_migrations, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_jobs (again), ==, n_committed);
  sotto_test_store_close (again);
  return failed;
}

static void
test_each_operation (Fixture *fixture, gconstpointer data)
{
  SottoTestFault fault = GPOINTER_TO_INT (data);
  guint nth = 1;

  while (run_with_fault (fixture, fault, nth, FALSE))
    nth++;
  g_test_message ("%u operations failed in turn", nth - 1);
  g_assert_cmpuint (nth, >, 5);
}

static void
test_from_each_operation_on (Fixture *fixture, gconstpointer data)
{
  SottoTestFault fault = GPOINTER_TO_INT (data);
  guint nth = 1;

  while (run_with_fault (fixture, fault, nth, TRUE))
    nth++;
  g_assert_cmpuint (nth, >, 5);
}

/* A checkpoint that fails loses nothing: the log still has it all. */
static void
test_closing (Fixture *fixture, gconstpointer data)
{
  SottoTestFault fault = GPOINTER_TO_INT (data);
  gboolean failed = TRUE;

  for (guint nth = 1; failed; nth++)
    {
      g_autoptr (SottoStore) store = NULL;
      g_autoptr (SottoStore) again = NULL;

      remove_database (fixture);
      store = sotto_test_store_open (fixture->path, fixture->key, all_migrations, NULL);
      g_assert_true (sotto_test_store_write (store, write_pieces_cb, NULL, NULL));
      sotto_test_fault_vfs_arm (fault, nth, TRUE);
      sotto_test_store_close (store);
      failed = sotto_test_fault_vfs_disarm ();
      again = sotto_test_store_open (fixture->path, fixture->key, all_migrations, NULL);
      g_assert_nonnull (again);
      g_assert_cmpint (count_jobs (again), ==, 1);
      sotto_test_store_close (again);
    }
}

static void
test_full_then_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoStore) store = NULL;
  g_autoptr (GError) error = NULL;

  store = sotto_test_store_open (fixture->path, fixture->key, all_migrations, &error);
  g_assert_no_error (error);
  sotto_test_fault_vfs_arm (SOTTO_TEST_FAULT_FULL, 1, TRUE);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) full = NULL;

      g_assert_false (sotto_test_store_write (store, write_pieces_cb, NULL, &full));
      g_assert_error (full, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_FULL);
      g_assert_cmpint (count_jobs (store), ==, 0);
    }
  sotto_test_fault_vfs_disarm ();
  g_assert_true (sotto_test_store_write (store, write_pieces_cb, NULL, &error));
  g_assert_cmpint (count_jobs (store), ==, 1);
  sotto_test_store_close (store);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    SottoTestFault fault;
  } kinds[] = {
    { "write", SOTTO_TEST_FAULT_WRITE },
    { "full", SOTTO_TEST_FAULT_FULL },
    { "sync", SOTTO_TEST_FAULT_SYNC },
    { "read", SOTTO_TEST_FAULT_READ },
  };

  g_test_init (&argc, &argv, NULL);
  sotto_test_fault_vfs_register ();
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *each = g_strconcat ("/store/faults/each/", kinds[i].name, NULL);
      g_autofree char *lasting = g_strconcat ("/store/faults/lasting/", kinds[i].name, NULL);
      g_autofree char *closing = g_strconcat ("/store/faults/closing/", kinds[i].name, NULL);
      gconstpointer fault = GINT_TO_POINTER (kinds[i].fault);

      g_test_add (each, Fixture, fault, set_up, test_each_operation, tear_down);
      g_test_add (lasting, Fixture, fault, set_up, test_from_each_operation_on, tear_down);
      g_test_add (closing, Fixture, fault, set_up, test_closing, tear_down);
    }
  g_test_add ("/store/faults/full-then-room", Fixture, NULL, set_up, test_full_then_room,
              tear_down);
  return g_test_run ();
}
