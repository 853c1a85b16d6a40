/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The queue of what is written. All that waits goes into one transaction, each job as a part of it
 * that may fail alone; while the disk is full nothing is lost, and the queue tries again.
 */

#include <glib/gi18n-lib.h>

#include "sotto-messenger-private.h"

#define MAX_JOBS 64
#define RETRY_MS 3000

/* One transaction: its jobs, and what came of them. */
typedef struct
{
  SottoMessenger *messenger;
  GPtrArray *jobs;
  SottoSubscriptions *subscriptions;
  SottoChanges *changes;
  gboolean online;
  gboolean sync_touched;
  gint64 sync_due_ms;
  gint64 send_due_ms;
} Batch;

static void begin_batch (SottoMessenger *self);

static void
job_free (SottoMessengerJob *job)
{
  if (job->data_free != NULL)
    job->data_free (job->data);
  g_clear_error (&job->error);
  g_free (job);
}

static void
batch_free (Batch *batch)
{
  g_clear_pointer (&batch->jobs, g_ptr_array_unref);
  g_clear_pointer (&batch->subscriptions, sotto_subscriptions_unref);
  g_clear_pointer (&batch->changes, sotto_changes_free);
  g_clear_object (&batch->messenger);
  g_free (batch);
}

static gboolean
is_disk_trouble (const GError *error)
{
  return g_error_matches (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_FULL) ||
         g_error_matches (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_LOCKED);
}

/* On the writer thread. */
static gboolean
run_jobs (SottoWork *work, GPtrArray *jobs, GError **error)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      SottoMessengerJob *job = g_ptr_array_index (jobs, i);

      g_clear_error (&job->error);
      if (sotto_work_try (work, job->function, job->data, &job->error))
        continue;
      if (is_disk_trouble (job->error))
        {
          g_propagate_error (error, g_steal_pointer (&job->error));
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
batch_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Batch *batch = user_data;
  SottoEngine *engine = &batch->messenger->engine;
  SottoWork work = {
    .engine = engine,
    .transaction = transaction,
    .connection = sotto_transaction_get_connection (transaction),
    .subscriptions = batch->subscriptions,
    .changes = batch->changes,
    .now_ms = (gint64) sotto_clock_get_milliseconds (engine->clock),
    .online = batch->online,
    .send_due_ms = G_MAXINT64,
  };

  if (!run_jobs (&work, batch->jobs, error))
    return FALSE;
  batch->send_due_ms = work.send_due_ms;
  batch->sync_touched = work.sync_touched;
  if (work.sync_touched &&
      !sotto_mvds_get_next_due (engine->mvds, work.connection, &batch->sync_due_ms, error))
    return FALSE;

  return sotto_changes_collect (batch->changes, work.connection, error);
}

static gboolean
retry_cb (gpointer user_data)
{
  SottoMessenger *self = user_data;

  self->retry_timer = 0;
  begin_batch (self);

  return G_SOURCE_REMOVE;
}

static void
finish_job (SottoMessenger *self, SottoMessengerJob *job, const GError *error)
{
  if (error != NULL)
    g_debug ("A change was not made: %s", error->message);
  if (job->done != NULL)
    job->done (self, job->data, error);
}

static void
committed (SottoMessenger *self, Batch *batch)
{
  sotto_messenger_set_trouble (self, NULL);
  sotto_messenger_apply_changes (self, batch->changes);
  if (batch->sync_touched)
    sotto_messenger_set_sync_due (self, batch->sync_due_ms);
  if (batch->send_due_ms != G_MAXINT64)
    sotto_messenger_set_send_due (self, batch->send_due_ms);
  for (guint i = 0; i < batch->jobs->len; i++)
    {
      SottoMessengerJob *job = g_ptr_array_index (batch->jobs, i);

      finish_job (self, job, job->error);
    }
  g_ptr_array_set_size (self->fresh, 0);
}

/* Puts the jobs back at the head of the queue; those that somebody waits for fail now. */
static void
put_back (SottoMessenger *self, Batch *batch, const GError *error)
{
  for (guint i = batch->jobs->len; i-- > 0;)
    {
      SottoMessengerJob *job = g_ptr_array_steal_index (batch->jobs, i);

      if (error != NULL && job->impatient)
        {
          finish_job (self, job, error);
          job_free (job);
        }
      else
        g_queue_push_head (&self->jobs, job);
    }
}

static void
wait_for_disk (SottoMessenger *self, Batch *batch, const GError *error)
{
  put_back (self, batch, error);
  sotto_messenger_set_trouble (
    self, g_error_matches (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_FULL)
            ? _ ("The disk is full. Sotto keeps what arrives until there is room again; free some "
                 "space.")
            : _ ("The database is in use by another program. Sotto keeps what arrives until it is "
                 "free again."));
  if (self->stop_task == NULL)
    self->retry_timer = sotto_clock_add_timer (self->clock, RETRY_MS, retry_cb, self);
  else
    sotto_messenger_jobs_clear (self);
}

static void
not_committed (SottoMessenger *self, Batch *batch, const GError *error)
{
  if (is_disk_trouble (error))
    {
      wait_for_disk (self, batch, error);
      return;
    }
  /* One of them is at fault: they are tried one by one. */
  if (batch->jobs->len > 1)
    {
      self->single_jobs = batch->jobs->len;
      put_back (self, batch, NULL);
      return;
    }
  finish_job (self, g_ptr_array_index (batch->jobs, 0), error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Batch *batch = user_data;
  g_autoptr (SottoMessenger) self = g_object_ref (batch->messenger);
  g_autoptr (GError) error = NULL;

  self->writing = FALSE;
  if (sotto_store_write_finish (SOTTO_STORE (source), result, &error))
    committed (self, batch);
  else
    not_committed (self, batch, error);
  batch_free (batch);
  begin_batch (self);
  sotto_messenger_check_stopped (self);
}

static void
begin_batch (SottoMessenger *self)
{
  guint limit = self->single_jobs > 0 ? 1 : MAX_JOBS;
  Batch *batch;

  if (self->writing || self->retry_timer != 0 || g_queue_is_empty (&self->jobs))
    return;

  batch = g_new0 (Batch, 1);
  batch->messenger = g_object_ref (self);
  batch->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) job_free);
  while (batch->jobs->len < limit && !g_queue_is_empty (&self->jobs))
    g_ptr_array_add (batch->jobs, g_queue_pop_head (&self->jobs));
  if (self->single_jobs > 0)
    self->single_jobs--;
  sotto_messenger_update_topics (self);
  batch->subscriptions = sotto_subscriptions_ref (self->subscriptions);
  batch->changes = sotto_changes_new ();
  batch->online = self->online;
  self->writing = TRUE;
  sotto_store_write_async (self->store, batch_cb, batch, NULL, NULL, written_cb, batch);
}

/* For the rest of the layer. */

void
sotto_messenger_queue (SottoMessenger *self, const SottoMessengerJob *job)
{
  SottoMessengerJob *queued = g_memdup2 (job, sizeof *job);

  g_queue_push_tail (&self->jobs, queued);
  begin_batch (self);
}

void
sotto_messenger_jobs_clear (SottoMessenger *self)
{
  SottoMessengerJob *job;

  sotto_clock_clear_timer (self->clock, &self->retry_timer);
  while ((job = g_queue_pop_head (&self->jobs)) != NULL)
    {
      g_autoptr (GError) error =
        g_error_new_literal (SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_CLOSED, "Sotto is stopping");

      finish_job (self, job, error);
      job_free (job);
    }
}
