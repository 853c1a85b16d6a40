/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The database of one account and its threads.
 *
 *   caller ── writes ──► writer thread (opens, runs each job in a transaction, closes)
 *          ── reads ───► reader threads (each job over a snapshot)
 *
 * The connections belong to the writer thread from opening to closing, except that each reader
 * thread has one of them while it runs. `state` is read and written on the caller's context alone.
 */

#include "sotto-store.h"

#include <glib/gi18n-lib.h>

#include "sotto-connection-private.h"
#include "sotto-file-private.h"
#include "sotto-job-private.h"
#include "sotto-migrations-private.h"
#include "sotto-store-memory.h"
#include "sotto-transaction-private.h"

/* A window, a search, and one to spare. */
#define N_READERS 3

typedef enum
{
  STATE_NEW,
  STATE_OPENING,
  STATE_OPEN,
  STATE_CLOSING,
  STATE_CLOSED,
} State;

typedef struct
{
  SottoConnection *connection;
  SottoJobQueue *jobs;
  GThread *thread;
} Reader;

struct _SottoStore
{
  GObject parent_instance;

  char *path;
  GPtrArray *migrations;
  State state;

  SottoJobQueue *writes;
  SottoJobQueue *reads;
  GThread *writer_thread;
  SottoConnection *writer;
  Reader readers[N_READERS];
};

G_DEFINE_TYPE (SottoStore, sotto_store, G_TYPE_OBJECT)

static void
join_writer (SottoStore *self)
{
  if (self->writer_thread == NULL)
    return;
  sotto_job_queue_close (self->writes);
  g_thread_join (g_steal_pointer (&self->writer_thread));
  g_clear_pointer (&self->writes, sotto_job_queue_free);
  g_clear_pointer (&self->reads, sotto_job_queue_free);
}

/* On the caller's context, just before the task returns. */
static void
job_completed_cb (GTask *task, SottoJob *job)
{
  SottoStore *self = g_task_get_source_object (task);

  if (job->kind == SOTTO_JOB_OPEN && self->state == STATE_OPENING)
    {
      self->state = job->error == NULL ? STATE_OPEN : STATE_NEW;
      if (job->error != NULL)
        join_writer (self);
    }
  else if (job->kind == SOTTO_JOB_CLOSE)
    {
      self->state = STATE_CLOSED;
      join_writer (self);
    }
}

static gboolean
is_cancelled (GTask *task, SottoJob *job)
{
  return g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &job->error);
}

static gpointer
reader_main (gpointer data)
{
  Reader *reader = data;
  GTask *task;

  while ((task = sotto_job_queue_pop (reader->jobs)) != NULL)
    {
      SottoJob *job = g_task_get_task_data (task);

      if (!is_cancelled (task, job))
        {
          sotto_connection_enter (reader->connection);
          sotto_connection_set_cancellable (reader->connection, g_task_get_cancellable (task));
          sotto_transaction_run_reading (reader->connection, job->read, job->data, &job->error);
          sotto_connection_set_cancellable (reader->connection, NULL);
          sotto_connection_leave (reader->connection);
        }
      sotto_job_complete (task, job_completed_cb);
    }
  return NULL;
}

/* The rest of opening, between entering and leaving the writing connection. */
static gboolean
migrate (SottoStore *self, SottoConnection *writer, SottoSecret *key, GError **error)
{
  SottoMigrationPlan plan;

  if (!sotto_migrations_plan (writer, self->migrations, &plan, error))
    return FALSE;
  if (plan.n_pending > 0 && !plan.is_new &&
      !sotto_migrations_keep_copy (writer, self->path, key, error))
    return FALSE;
  if (!sotto_connection_prepare_for_writing (writer, error))
    return FALSE;
  if ((plan.n_pending > 0 || plan.is_new) &&
      !sotto_migrations_run (writer, self->migrations, error))
    return FALSE;
  if (plan.n_pending == 0 && !plan.is_new)
    sotto_migrations_drop_copy (self->path);
  return sotto_connection_enforce_foreign_keys (writer, error);
}

static gboolean
open_readers (SottoStore *self, SottoSecret *key, GError **error)
{
  for (guint i = 0; i < N_READERS; i++)
    {
      self->readers[i].connection =
        sotto_connection_open (self->path, key, SOTTO_CONNECTION_READER, error);
      if (self->readers[i].connection == NULL)
        return FALSE;
    }
  for (guint i = 0; i < N_READERS; i++)
    {
      self->readers[i].jobs = self->reads;
      self->readers[i].thread = g_thread_new ("sotto-reader", reader_main, &self->readers[i]);
    }
  return TRUE;
}

/* Ends the readers before the writer, so that the last connection to close is the one that may fold
 * the log into the database. */
static void
close_connections (SottoStore *self)
{
  sotto_job_queue_close (self->reads);
  for (guint i = 0; i < N_READERS; i++)
    {
      g_clear_pointer (&self->readers[i].thread, g_thread_join);
      g_clear_pointer (&self->readers[i].connection, sotto_connection_free);
    }
  g_clear_pointer (&self->writer, sotto_connection_free);
}

static gboolean
open_database (SottoStore *self, SottoSecret *key, GError **error)
{
  gboolean migrated;

  if (*sotto_store_get_cipher_version () == '\0')
    {
      g_set_error_literal (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_UNENCRYPTED,
                           _ ("Another SQLite library without encryption was loaded in place of "
                              "SQLCipher, so Sotto opens no account."));
      return FALSE;
    }
  if (!sotto_file_create_private (self->path, error))
    return FALSE;
  self->writer = sotto_connection_open (self->path, key, SOTTO_CONNECTION_WRITER, error);
  if (self->writer == NULL)
    return FALSE;

  sotto_connection_enter (self->writer);
  migrated = migrate (self, self->writer, key, error);
  sotto_connection_leave (self->writer);
  return migrated && open_readers (self, key, error);
}

static void
run_write (SottoStore *self, GTask *task, SottoJob *job)
{
  if (is_cancelled (task, job))
    return;
  sotto_connection_enter (self->writer);
  sotto_transaction_run (self->writer, job->write, job->data, &job->error);
  sotto_connection_leave (self->writer);
}

static gpointer
writer_main (gpointer data)
{
  SottoStore *self = data;
  GTask *task;

  while ((task = sotto_job_queue_pop (self->writes)) != NULL)
    {
      SottoJob *job = g_task_get_task_data (task);

      switch (job->kind)
        {
        case SOTTO_JOB_OPEN:
          if (!is_cancelled (task, job) && !open_database (self, job->key, &job->error))
            close_connections (self);
          break;
        case SOTTO_JOB_WRITE:
          run_write (self, task, job);
          break;
        case SOTTO_JOB_CLOSE:
          close_connections (self);
          break;
        case SOTTO_JOB_READ:
          g_assert_not_reached ();
        }
      sotto_job_complete (task, job_completed_cb);
      if (self->writer != NULL)
        sotto_connection_fold_log (self->writer);
    }
  close_connections (self);
  return NULL;
}

/* (transfer full): a task with its job, or NULL after it has been answered with an error. */
static GTask *
new_task (SottoStore *self,
          SottoJob *job,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  /* Whatever was committed is reported so, even if it was cancelled since. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, (GDestroyNotify) sotto_job_free);
  return task;
}

static void
refuse (GTask *task, const char *sentence)
{
  g_task_return_new_error (task, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_CLOSED, "%s", sentence);
  g_object_unref (task);
}

static void
sotto_store_finalize (GObject *object)
{
  SottoStore *self = SOTTO_STORE (object);

  join_writer (self);
  g_ptr_array_unref (self->migrations);
  g_free (self->path);
  G_OBJECT_CLASS (sotto_store_parent_class)->finalize (object);
}

static void
sotto_store_class_init (SottoStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_store_finalize;
}

static void
sotto_store_init (SottoStore *self)
{
  self->migrations = g_ptr_array_new ();
}

/**
 * sotto_store_new:
 * @path: the database file
 *
 * Nothing is touched before sotto_store_open_async ().
 *
 * Returns: (transfer full): a store
 */
SottoStore *
sotto_store_new (const char *path)
{
  SottoStore *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (SOTTO_TYPE_STORE, NULL);
  self->path = g_strdup (path);
  return self;
}

/**
 * sotto_store_add_migrations:
 * @self: a store that has not been opened
 * @migrations: (transfer none): a constant
 */
void
sotto_store_add_migrations (SottoStore *self, const SottoMigrations *migrations)
{
  g_return_if_fail (SOTTO_IS_STORE (self) && self->state == STATE_NEW);
  g_return_if_fail (migrations != NULL);

  g_ptr_array_add (self->migrations, (gpointer) migrations);
}

/**
 * sotto_store_open_async:
 * @self: a store
 * @key: 32 bytes
 * @cancellable: (nullable): a cancellable, of use until the opening begins
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * After a failure the store may be opened again.
 */
void
sotto_store_open_async (SottoStore *self,
                        SottoSecret *key,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  SottoJob *job;
  GTask *task;

  g_return_if_fail (SOTTO_IS_STORE (self));
  g_return_if_fail (key != NULL && sotto_secret_get_length (key) == SOTTO_KEY_LENGTH);

  job = sotto_job_new (SOTTO_JOB_OPEN);
  job->key = sotto_secret_ref (key);
  task = new_task (self, job, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_store_open_async);
  if (self->state != STATE_NEW)
    {
      refuse (task, _ ("The database has been opened before."));
      return;
    }
  self->state = STATE_OPENING;
  self->writes = sotto_job_queue_new ();
  self->reads = sotto_job_queue_new ();
  self->writer_thread = g_thread_new ("sotto-writer", writer_main, self);
  sotto_job_queue_push (self->writes, task);
}

/**
 * sotto_store_open_finish:
 * @self: a store
 * @result: a result
 * @error: return location
 *
 * Returns: whether the store is open
 */
gboolean
sotto_store_open_finish (SottoStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sotto_store_write_async:
 * @self: an open store
 * @function: (scope async): what to write, run on the writer thread in one transaction
 * @function_data: for @function
 * @function_data_free: (nullable): frees @function_data, on the caller's context after @callback
 * @cancellable: (nullable): a cancellable, of use until the job begins
 * @callback: (nullable): called after the commit
 * @user_data: for @callback
 */
void
sotto_store_write_async (SottoStore *self,
                         SottoWriteFunc function,
                         gpointer function_data,
                         GDestroyNotify function_data_free,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  SottoJob *job;
  GTask *task;

  g_return_if_fail (SOTTO_IS_STORE (self) && function != NULL);

  job = sotto_job_new (SOTTO_JOB_WRITE);
  job->write = function;
  job->data = function_data;
  job->data_free = function_data_free;
  task = new_task (self, job, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_store_write_async);
  if (self->state != STATE_OPEN)
    refuse (task, _ ("The database is closed."));
  else
    sotto_job_queue_push (self->writes, task);
}

/**
 * sotto_store_write_finish:
 * @self: a store
 * @result: a result
 * @error: return location
 *
 * Returns: whether the job was committed
 */
gboolean
sotto_store_write_finish (SottoStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sotto_store_read_async:
 * @self: an open store
 * @function: (scope async): what to read, run on a reader thread
 * @function_data: for @function
 * @function_data_free: (nullable): frees @function_data, on the caller's context after @callback
 * @cancellable: (nullable): a cancellable; a statement that is running then gives up
 * @callback: (nullable): called afterwards
 * @user_data: for @callback
 */
void
sotto_store_read_async (SottoStore *self,
                        SottoReadFunc function,
                        gpointer function_data,
                        GDestroyNotify function_data_free,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  SottoJob *job;
  GTask *task;

  g_return_if_fail (SOTTO_IS_STORE (self) && function != NULL);

  job = sotto_job_new (SOTTO_JOB_READ);
  job->read = function;
  job->data = function_data;
  job->data_free = function_data_free;
  task = new_task (self, job, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_store_read_async);
  if (self->state != STATE_OPEN)
    refuse (task, _ ("The database is closed."));
  else
    sotto_job_queue_push (self->reads, task);
}

/**
 * sotto_store_read_finish:
 * @self: a store
 * @result: a result
 * @error: return location
 *
 * Returns: what the function returned
 */
gboolean
sotto_store_read_finish (SottoStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sotto_store_close_async:
 * @self: a store
 * @cancellable: (nullable): ignored: what was begun has to end
 * @callback: (nullable): called when the file is closed
 * @user_data: for @callback
 *
 * Jobs that were asked for before still run; later ones are refused.
 */
void
sotto_store_close_async (SottoStore *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_STORE (self));

  task = new_task (self, sotto_job_new (SOTTO_JOB_CLOSE), cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_store_close_async);
  if (self->state == STATE_NEW || self->state == STATE_CLOSED)
    {
      self->state = STATE_CLOSED;
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  self->state = STATE_CLOSING;
  sotto_job_queue_push (self->writes, task);
}

/**
 * sotto_store_close_finish:
 * @self: a store
 * @result: a result
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
sotto_store_close_finish (SottoStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sotto_store_get_cipher_version:
 *
 * Returns: (transfer none): SQLCipher's version; "" when the process runs a SQLite that cannot
 *   encrypt
 */
const char *
sotto_store_get_cipher_version (void)
{
  static const char *version;

  if (g_once_init_enter (&version))
    {
      char *found;

      sotto_store_memory_init ();
      found = sotto_connection_dup_cipher_version ();
      g_once_init_leave (&version, found);
    }
  return version;
}
