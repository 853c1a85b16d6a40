/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SottoStore: jobs, transactions and their parts, cancellation, closing. */

#include <glib/gstdio.h>
#include <string.h>

#include "sotto-test-store.h"

static const char *const steps[] = {
  "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;"
  "CREATE TABLE lines (note INTEGER NOT NULL REFERENCES notes (id)) STRICT;",
  NULL
};
static const SottoMigrations migrations = { "notes", steps };
static const SottoMigrations *const all_migrations[] = { &migrations, NULL };

typedef struct
{
  char *folder;
  SottoStore *store;
} Fixture;

/* A job that waits inside its transaction or snapshot until it is let go. */
typedef struct
{
  GMutex mutex;
  GCond changed;
  gboolean begun;
  gboolean may_end;
} Gate;

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

static gint64
count_notes (SottoStore *store)
{
  return sotto_test_store_query_int (store, "SELECT count(*) FROM notes");
}

static void
pass_gate (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  gate->begun = TRUE;
  g_cond_broadcast (&gate->changed);
  while (!gate->may_end)
    g_cond_wait (&gate->changed, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

static void
wait_until_begun (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  while (!gate->begun)
    g_cond_wait (&gate->changed, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

static void
open_gate (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  gate->may_end = TRUE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->mutex);
}

static gboolean
insert (SottoTransaction *transaction, const char *text, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    sotto_transaction_get_connection (transaction), "INSERT INTO notes (text) VALUES (?)", error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_text (statement, 1, text);
  return sotto_statement_run (statement, error);
}

static gboolean
insert_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  return insert (transaction, user_data, error);
}

static gboolean
insert_and_fail_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  if (insert (transaction, user_data, error))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "refused");
  return FALSE;
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "store.db", "store.db-wal", "store.db-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);
      GStatBuf status;

      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0600);
    }
}

static void
test_folder_is_made (void)
{
  char *folder = sotto_test_make_folder ();
  g_autofree char *deeper = g_build_filename (folder, "a", "b", NULL);
  g_autoptr (SottoStore) store = sotto_test_store_new (deeper, all_migrations);
  GStatBuf status;

  g_assert_cmpint (g_stat (deeper, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  sotto_test_store_close (store);
  sotto_test_remove_folder (folder);
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *sql;
    gint64 value;
  } settings[] = {
    { "PRAGMA temp_store", 2 },
    { "PRAGMA mmap_size", 0 },
    { "PRAGMA trusted_schema", 0 },
    { "PRAGMA user_version", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    g_assert_cmpint (sotto_test_store_query_int (fixture->store, settings[i].sql), ==,
                     settings[i].value);
  g_assert_cmpstr (sotto_store_get_cipher_version (), !=, "");
}

static gboolean
writer_settings_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  static const struct
  {
    const char *sql;
    const char *value;
  } settings[] = {
    { "PRAGMA synchronous", "2" },
    { "PRAGMA foreign_keys", "1" },
    { "PRAGMA secure_delete", "1" },
    { "PRAGMA journal_mode", "wal" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autoptr (SottoStatement) statement = sotto_connection_prepare (
        sotto_transaction_get_connection (transaction), settings[i].sql, error);
      gboolean has_row;

      g_assert_nonnull (statement);
      g_assert_true (sotto_statement_step (statement, &has_row, error));
      g_assert_cmpstr (sotto_statement_get_text (statement, 0), ==, settings[i].value);
    }
  return TRUE;
}

static void
test_writer_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sotto_test_store_write (fixture->store, writer_settings_cb, NULL, &error);
  g_assert_no_error (error);
}

static void
test_commit_and_roll_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) twice = NULL;
  g_autoptr (GError) orphan = NULL;

  g_assert_true (sotto_test_store_write (fixture->store, insert_cb, "one", &error));
  g_assert_no_error (error);
  g_assert_false (sotto_test_store_write (fixture->store, insert_and_fail_cb, "two", &refused));
  g_assert_error (refused, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_false (sotto_test_store_write (fixture->store, insert_cb, "one", &twice));
  g_assert_error (twice, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_CONSTRAINT);
  g_assert_false (
    sotto_test_store_execute (fixture->store, "INSERT INTO lines VALUES (77)", &orphan));
  g_assert_error (orphan, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_CONSTRAINT);
  g_assert_cmpint (count_notes (fixture->store), ==, 1);
}

static gboolean
nested_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  g_autoptr (GError) inner = NULL;

  g_assert_true (insert (transaction, "outer part", error));
  g_assert_false (sotto_transaction_try (transaction, insert_and_fail_cb, "inner part", &inner));
  g_assert_error (inner, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  return sotto_transaction_try (transaction, insert_cb, "kept part", error);
}

static gboolean
parts_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  g_autoptr (GError) first = NULL;
  g_autoptr (GError) second = NULL;

  g_assert_true (insert (transaction, "before", error));
  g_assert_false (sotto_transaction_try (transaction, insert_and_fail_cb, "undone", &first));
  g_assert_error (first, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_false (sotto_transaction_try (transaction, insert_cb, "before", &second));
  g_assert_error (second, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_CONSTRAINT);
  g_assert_true (sotto_transaction_try (transaction, nested_cb, NULL, error));
  return insert (transaction, "after", error);
}

static void
test_parts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sotto_test_store_write (fixture->store, parts_cb, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sotto_test_store_query_int (fixture->store,
                                               "SELECT group_concat (text, '|')"
                                               " = 'before|outer part|kept part|after'"
                                               " FROM (SELECT text FROM notes ORDER BY id)"),
                   ==, 1);
}

/* SQLite itself may give up a transaction; then no later statement may commit alone. */
static gboolean
lost_part_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  return sotto_connection_execute (sotto_transaction_get_connection (transaction), "ROLLBACK",
                                   error);
}

static gboolean
lost_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);

  g_assert_true (insert (transaction, "before", error));
  g_assert_false (sotto_transaction_try (transaction, lost_part_cb, NULL, NULL));
  g_assert_false (sotto_transaction_try (transaction, insert_cb, "part", NULL));
  g_assert_false (insert (transaction, "alone", NULL));
  g_assert_false (
    sotto_connection_execute (connection, "INSERT INTO notes (text) VALUES ('alone')", NULL));
  return TRUE;
}

static void
test_lost_transaction (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) later = NULL;

  g_assert_false (sotto_test_store_write (fixture->store, lost_cb, NULL, &error));
  g_assert_error (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_FAILED);
  g_assert_cmpint (count_notes (fixture->store), ==, 0);
  sotto_test_store_write (fixture->store, insert_cb, "later", &later);
  g_assert_no_error (later);
  g_assert_cmpint (count_notes (fixture->store), ==, 1);
}

static gboolean
gated_insert_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  if (!insert (transaction, "gated", error))
    return FALSE;
  pass_gate (user_data);
  return TRUE;
}

static void
count_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *n = user_data;

  g_assert_true (sotto_store_write_finish (SOTTO_STORE (source), result, NULL));
  (*n)++;
}

static void
test_readers_do_not_wait (Fixture *fixture, gconstpointer data)
{
  Gate gate = { 0 };
  guint n_written = 0;

  sotto_store_write_async (fixture->store, gated_insert_cb, &gate, NULL, NULL, count_cb,
                           &n_written);
  wait_until_begun (&gate);

  /* The writer stands in the middle of its transaction: readers answer, and see nothing of it. */
  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (count_notes (fixture->store), ==, 0);
  g_assert_cmpuint (n_written, ==, 0);
  open_gate (&gate);
  while (n_written == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (count_notes (fixture->store), ==, 1);
}

typedef struct
{
  Gate gate;
  gint64 before;
  gint64 after;
} Snapshot;

static gint64
count_on (SottoConnection *connection)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection, "SELECT count(*) FROM notes", NULL);
  gboolean has_row;

  g_assert_nonnull (statement);
  g_assert_true (sotto_statement_step (statement, &has_row, NULL));
  return sotto_statement_get_int (statement, 0);
}

static gboolean
snapshot_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Snapshot *snapshot = user_data;

  snapshot->before = count_on (connection);
  pass_gate (&snapshot->gate);
  snapshot->after = count_on (connection);
  return TRUE;
}

static void
set_flag_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (sotto_store_read_finish (SOTTO_STORE (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static void
test_snapshot (Fixture *fixture, gconstpointer data)
{
  Snapshot snapshot = { .before = -1, .after = -1 };
  gboolean done = FALSE;

  sotto_store_read_async (fixture->store, snapshot_cb, &snapshot, NULL, NULL, set_flag_cb, &done);
  wait_until_begun (&snapshot.gate);
  g_assert_true (sotto_test_store_write (fixture->store, insert_cb, "meanwhile", NULL));
  open_gate (&snapshot.gate);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (snapshot.before, ==, 0);
  g_assert_cmpint (snapshot.after, ==, 0);
}

static gboolean
write_while_reading_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  return sotto_connection_execute (connection, "INSERT INTO notes (text) VALUES ('x')", error);
}

static void
test_readers_cannot_write (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sotto_test_store_read (fixture->store, write_while_reading_cb, NULL, &error));
  g_assert_error (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_FULL);
}

/* Jobs run in order; the callback comes before its data is freed, both on the caller's thread. */
typedef struct
{
  GThread *caller;
  GPtrArray *events;
} Order;

typedef struct
{
  Order *order;
  char *name;
} OrderedJob;

static gboolean
ordered_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  OrderedJob *job = user_data;

  g_assert_true (g_thread_self () != job->order->caller);
  return insert (transaction, job->name, error);
}

static void
ordered_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrderedJob *job = user_data;

  g_assert_true (sotto_store_write_finish (SOTTO_STORE (source), result, NULL));
  g_assert_true (g_thread_self () == job->order->caller);
  g_ptr_array_add (job->order->events, g_strconcat ("done ", job->name, NULL));
}

static void
ordered_job_free (gpointer data)
{
  OrderedJob *job = data;

  g_assert_true (g_thread_self () == job->order->caller);
  g_ptr_array_add (job->order->events, g_strconcat ("freed ", job->name, NULL));
  g_free (job->name);
  g_free (job);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  Order order = { g_thread_self (), g_ptr_array_new_with_free_func (g_free) };

  for (guint i = 0; i < 50; i++)
    {
      OrderedJob *job = g_new0 (OrderedJob, 1);

      job->order = &order;
      job->name = g_strdup_printf ("%u", i);
      sotto_store_write_async (fixture->store, ordered_cb, job, ordered_job_free, NULL,
                               ordered_done_cb, job);
    }
  while (order.events->len < 100)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *done = g_strdup_printf ("done %u", i);
      g_autofree char *freed = g_strdup_printf ("freed %u", i);

      g_assert_cmpstr (g_ptr_array_index (order.events, 2 * i), ==, done);
      g_assert_cmpstr (g_ptr_array_index (order.events, 2 * i + 1), ==, freed);
    }
  g_assert_cmpint (
    sotto_test_store_query_int (fixture->store, "SELECT sum(id = text + 1) FROM notes"), ==, 50);
  g_ptr_array_unref (order.events);
}

static void
expect_cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sotto_store_write_finish (SOTTO_STORE (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) user_data = TRUE;
}

static void
test_cancel_write (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) begun = g_cancellable_new ();
  g_autoptr (GCancellable) waiting = g_cancellable_new ();
  Gate gate = { 0 };
  guint n_written = 0;
  gboolean cancelled = FALSE;

  sotto_store_write_async (fixture->store, gated_insert_cb, &gate, NULL, begun, count_cb,
                           &n_written);
  sotto_store_write_async (fixture->store, insert_cb, "never", NULL, waiting, expect_cancelled_cb,
                           &cancelled);
  wait_until_begun (&gate);
  g_cancellable_cancel (begun);
  g_cancellable_cancel (waiting);
  open_gate (&gate);
  while (!cancelled)
    g_main_context_iteration (NULL, TRUE);

  /* The one that had begun is committed, and says so. */
  g_assert_cmpuint (n_written, ==, 1);
  g_assert_cmpint (count_notes (fixture->store), ==, 1);
}

static gboolean
endless_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Gate *gate = user_data;
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection,
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    error);
  gboolean has_row;

  pass_gate (gate);
  return sotto_statement_step (statement, &has_row, error);
}

static void
expect_read_cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sotto_store_read_finish (SOTTO_STORE (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) user_data = TRUE;
}

static void
test_cancel_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Gate gate = { .may_end = TRUE };
  gboolean cancelled = FALSE;

  sotto_store_read_async (fixture->store, endless_cb, &gate, NULL, cancellable,
                          expect_read_cancelled_cb, &cancelled);
  wait_until_begun (&gate);
  g_cancellable_cancel (cancellable);
  while (!cancelled)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (count_notes (fixture->store), ==, 0);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (sotto_store_close_finish (SOTTO_STORE (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static void
test_close_drains (void)
{
  char *folder = sotto_test_make_folder ();
  g_autoptr (SottoStore) store = sotto_test_store_new (folder, all_migrations);
  g_autoptr (SottoStore) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) read_error = NULL;
  g_autofree char *log = g_build_filename (folder, "store.db-wal", NULL);
  gboolean closed = FALSE;
  guint n_written = 0;

  for (guint i = 0; i < 40; i++)
    sotto_store_write_async (store, insert_cb, g_strdup_printf ("%u", i), g_free, NULL, count_cb,
                             &n_written);
  sotto_store_close_async (store, NULL, closed_cb, &closed);
  g_assert_false (sotto_test_store_write (store, insert_cb, "late", &error));
  g_assert_error (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_CLOSED);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_written, ==, 40);
  g_assert_false (sotto_test_store_read (store, snapshot_cb, NULL, &read_error));
  g_assert_error (read_error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_CLOSED);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  sotto_test_store_close (store);

  again = sotto_test_store_new (folder, all_migrations);
  g_assert_cmpint (count_notes (again), ==, 40);
  sotto_test_store_close (again);
  sotto_test_remove_folder (folder);
}

/* The last reference may go while the store is open. */
static void
test_dropped_while_open (void)
{
  char *folder = sotto_test_make_folder ();
  SottoStore *store = sotto_test_store_new (folder, all_migrations);
  g_autofree char *log = g_build_filename (folder, "store.db-wal", NULL);

  g_assert_true (sotto_test_store_write (store, insert_cb, "kept", NULL));
  g_object_add_weak_pointer (G_OBJECT (store), (gpointer *) &store);
  g_object_unref (store);
  while (store != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));

  store = sotto_test_store_new (folder, all_migrations);
  g_assert_cmpint (count_notes (store), ==, 1);
  sotto_test_store_close (store);
  g_object_unref (store);
  sotto_test_remove_folder (folder);
}

static gboolean
insert_much_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  return sotto_connection_execute (sotto_transaction_get_connection (transaction),
                                   "INSERT INTO notes (text) VALUES (hex (randomblob (500000)))",
                                   error);
}

/* The log is folded into the database now and then, and not only at the end. */
static void
test_log_stays_short (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "store.db-wal", NULL);
  GStatBuf status;

  for (guint i = 0; i < 30; i++)
    g_assert_true (sotto_test_store_write (fixture->store, insert_much_cb, NULL, NULL));
  g_assert_cmpint (count_notes (fixture->store), ==, 30);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_size, <, 16 * 1024 * 1024);
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/store/store/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("files", test_files);
  g_test_add_func ("/store/store/folder-is-made", test_folder_is_made);
  ADD ("settings", test_settings);
  ADD ("writer-settings", test_writer_settings);
  ADD ("commit-and-roll-back", test_commit_and_roll_back);
  ADD ("parts", test_parts);
  ADD ("lost-transaction", test_lost_transaction);
  ADD ("readers-do-not-wait", test_readers_do_not_wait);
  ADD ("snapshot", test_snapshot);
  ADD ("readers-cannot-write", test_readers_cannot_write);
  ADD ("order", test_order);
  ADD ("log-stays-short", test_log_stays_short);
  ADD ("cancel-write", test_cancel_write);
  ADD ("cancel-read", test_cancel_read);
  g_test_add_func ("/store/store/close-drains", test_close_drains);
  g_test_add_func ("/store/store/dropped-while-open", test_dropped_while_open);
  return g_test_run ();
}
