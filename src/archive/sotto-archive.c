/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a mailserver keeps: the queue of what is to be written, the threads that write and read,
 * and the connections that they use. The databases are behind SottoArchiveBackend.
 *
 * One thread writes: batches, and between them the steps of pruning, each a transaction of its own.
 * What came within a quarter of a second is one batch. A batch that fails is kept and tried again,
 * and what comes meanwhile is queued behind it, up to a bound in bytes.
 */

#include "sotto-archive-backend.h"

#include <string.h>

#define N_READERS 4

/* Queries that run and wait. */
#define MAX_QUERIES 32

#define BATCH_DELAY_MS 250
#define BATCH_BYTES (1024 * 1024)

/* What may wait in memory while the database is away. */
#define MAX_QUEUED_BYTES (64 * 1024 * 1024)

/* Memory of a record besides the envelope. */
#define RECORD_BYTES 128

#define RETRY_FIRST_MS 1000
#define RETRY_LAST_MS (60 * 1000)

/* How far from now an envelope may claim to have been sent: further ahead, it would stay longer
 * than others; further back, everybody could fill the database with days. */
#define MAX_AHEAD_SECONDS (24 * 60 * 60)
#define MAX_AGE_SECONDS (366 * 24 * 60 * 60)

/* Rows that are deleted in one transaction. */
#define PRUNE_ROWS 1000

struct _SottoArchive
{
  GObject parent_instance;

  const SottoArchiveBackend *backend;
  SottoClock *clock;
  gpointer writing_connection;
  GAsyncQueue *reading_connections;
  GThreadPool *writer;
  GThreadPool *readers;
  guint n_queries;
  gboolean closed;

  GPtrArray *queue; /* of SottoArchiveRecord */
  gsize queued_bytes;
  GPtrArray *batch; /* (nullable): what is being written */
  guint64 n_added;
  guint64 n_written;
  guint64 n_refused;
  GQueue flushes; /* of GTask with a Flush */
  guint timer;
  guint retry_ms;
  char *problem;
};

/* Work for a thread: it is called there with the connection. */
typedef void (*WorkFunc) (GTask *task, SottoArchive *self, gpointer connection);

typedef struct
{
  WorkFunc run;
  SottoMailQuery query;
  gsize max_bytes;
  guint32 before;
  SottoArchiveStatistics statistics;
} Work;

typedef struct
{
  guint64 until;
} Flush;

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sotto-archive-error-quark, sotto_archive_error)
/* clang-format on */

G_DEFINE_FINAL_TYPE (SottoArchive, sotto_archive, G_TYPE_OBJECT)

static void start_batch (SottoArchive *self);

static void
record_free (SottoArchiveRecord *record)
{
  sotto_envelope_unref (record->envelope);
  g_free (record);
}

static gsize
record_bytes (const SottoArchiveRecord *record)
{
  return RECORD_BYTES + sotto_envelope_get_memory (record->envelope);
}

static void
work_free (Work *work)
{
  sotto_mail_query_clear (&work->query);
  g_free (work);
}

/* The threads. */

static void
write_thread (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  SottoArchive *self = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);

  work->run (task, self, self->writing_connection);
}

/* There are as many connections as threads. */
static void
read_thread (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  SottoArchive *self = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);
  gpointer connection = g_async_queue_pop (self->reading_connections);

  work->run (task, self, connection);
  g_async_queue_push (self->reading_connections, connection);
}

static GTask *
work_new (SottoArchive *self,
          WorkFunc run,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  work->run = run;
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);

  return task;
}

/* Writing. */

static void
batch_work (GTask *task, SottoArchive *self, gpointer connection)
{
  g_autoptr (GError) error = NULL;

  /* The main context leaves the batch alone until this has returned. */
  if (self->backend->write (connection, self->batch, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
finish_flushes (SottoArchive *self, const GError *error)
{
  GTask *task;

  while ((task = g_queue_peek_head (&self->flushes)) != NULL)
    {
      g_autoptr (GTask) owned = NULL;
      Flush *flush = g_task_get_task_data (task);

      if (error == NULL && flush->until > self->n_written)
        return;
      owned = g_queue_pop_head (&self->flushes);
      if (error != NULL)
        g_task_return_error (owned, g_error_copy (error));
      else
        g_task_return_boolean (owned, TRUE);
    }
}

/* What failed goes before what came since. */
static void
put_back (SottoArchive *self)
{
  g_autoptr (GPtrArray) later = g_steal_pointer (&self->queue);

  self->queue = g_steal_pointer (&self->batch);
  g_ptr_array_extend_and_steal (self->queue, g_steal_pointer (&later));
}

static gboolean
timer_cb (gpointer user_data)
{
  SottoArchive *self = user_data;

  self->timer = 0;
  start_batch (self);

  return G_SOURCE_REMOVE;
}

static void
wait_for_batch (SottoArchive *self, guint milliseconds)
{
  if (self->timer == 0)
    self->timer = sotto_clock_add_timer (self->clock, milliseconds, timer_cb, self);
}

static void
batch_failed (SottoArchive *self, const GError *error)
{
  if (self->problem == NULL)
    g_message ("What was received cannot be archived: %s", error->message);
  g_free (self->problem);
  self->problem = g_strdup (error->message);
  put_back (self);
  self->retry_ms = CLAMP (self->retry_ms * 2, RETRY_FIRST_MS, RETRY_LAST_MS);
  wait_for_batch (self, self->retry_ms);
  finish_flushes (self, error);
}

static void
batch_written (SottoArchive *self)
{
  if (self->problem != NULL)
    g_message ("What was received is archived again");
  g_clear_pointer (&self->problem, g_free);
  self->retry_ms = 0;
  for (guint i = 0; i < self->batch->len; i++)
    self->queued_bytes -= record_bytes (self->batch->pdata[i]);
  self->n_written += self->batch->len;
  g_clear_pointer (&self->batch, g_ptr_array_unref);
  finish_flushes (self, NULL);
  if (!g_queue_is_empty (&self->flushes) || self->queued_bytes >= BATCH_BYTES)
    start_batch (self);
  else if (self->queue->len > 0)
    wait_for_batch (self, BATCH_DELAY_MS);
}

static void
batch_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SottoArchive *self = SOTTO_ARCHIVE (source);
  g_autoptr (GError) error = NULL;

  if (self->batch == NULL)
    return;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    batch_written (self);
  else
    batch_failed (self, error);
}

static void
start_batch (SottoArchive *self)
{
  if (self->batch != NULL || self->queue->len == 0 || self->closed)
    return;

  sotto_clock_clear_timer (self->clock, &self->timer);
  self->batch = g_steal_pointer (&self->queue);
  self->queue = g_ptr_array_new_with_free_func ((GDestroyNotify) record_free);
  g_thread_pool_push (self->writer, work_new (self, batch_work, NULL, batch_cb, NULL), NULL);
}

/* The object. */

static void
sotto_archive_dispose (GObject *object)
{
  SottoArchive *self = SOTTO_ARCHIVE (object);

  sotto_archive_close (self);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (sotto_archive_parent_class)->dispose (object);
}

static void
sotto_archive_finalize (GObject *object)
{
  SottoArchive *self = SOTTO_ARCHIVE (object);

  g_ptr_array_unref (self->queue);
  g_async_queue_unref (self->reading_connections);
  g_free (self->problem);

  G_OBJECT_CLASS (sotto_archive_parent_class)->finalize (object);
}

static void
sotto_archive_class_init (SottoArchiveClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sotto_archive_dispose;
  object_class->finalize = sotto_archive_finalize;
}

static void
sotto_archive_init (SottoArchive *self)
{
  self->queue = g_ptr_array_new_with_free_func ((GDestroyNotify) record_free);
  self->reading_connections = g_async_queue_new ();
  g_queue_init (&self->flushes);
}

static const SottoArchiveBackend *
choose_backend (const char *place)
{
  if (g_str_has_prefix (place, "postgresql://") || g_str_has_prefix (place, "postgres://"))
    return &sotto_archive_postgres;

  return &sotto_archive_sqlite;
}

static gboolean
connect_all (SottoArchive *self, const char *place, GError **error)
{
  self->writing_connection = self->backend->open (place, TRUE, error);
  if (self->writing_connection == NULL)
    return FALSE;

  for (guint i = 0; i < N_READERS; i++)
    {
      gpointer connection = self->backend->open (place, FALSE, error);

      if (connection == NULL)
        return FALSE;
      g_async_queue_push (self->reading_connections, connection);
    }

  return TRUE;
}

/**
 * sotto_archive_open:
 * @place: path of a file, which is made if it is not there; or URI of a database
 * @clock: time and timers
 * @error: return location for a #SottoArchiveError
 *
 * Opens an archive. This waits for the disk or the database.
 *
 * Returns: (transfer full): an archive, or %NULL
 */
SottoArchive *
sotto_archive_open (const char *place, SottoClock *clock, GError **error)
{
  g_autoptr (SottoArchive) self = NULL;

  g_return_val_if_fail (place != NULL, NULL);
  g_return_val_if_fail (SOTTO_IS_CLOCK (clock), NULL);

  self = g_object_new (SOTTO_TYPE_ARCHIVE, NULL);
  self->backend = choose_backend (place);
  self->clock = g_object_ref (clock);
  if (!connect_all (self, place, error))
    return NULL;

  /* Threads that are shared with others could make each other wait. */
  self->writer = g_thread_pool_new (write_thread, NULL, 1, TRUE, error);
  if (self->writer == NULL)
    return NULL;
  self->readers = g_thread_pool_new (read_thread, NULL, N_READERS, TRUE, error);
  if (self->readers == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

/* Without threads: they have ended. */
static void
write_rest (SottoArchive *self)
{
  g_autoptr (GError) error = NULL;

  if (self->batch != NULL)
    put_back (self);
  if (self->queue->len > 0 && !self->backend->write (self->writing_connection, self->queue, &error))
    g_message ("%u envelopes were not archived: %s", self->queue->len, error->message);
  else
    self->n_written += self->queue->len;
  g_ptr_array_set_size (self->queue, 0);
  self->queued_bytes = 0;
  finish_flushes (self, error);
}

/**
 * sotto_archive_close:
 * @self: an archive
 *
 * Waits for what runs, writes what is queued, and closes. What is asked later fails.
 */
void
sotto_archive_close (SottoArchive *self)
{
  gpointer connection;

  g_return_if_fail (SOTTO_IS_ARCHIVE (self));

  if (self->closed)
    return;

  self->closed = TRUE;
  if (self->clock != NULL)
    sotto_clock_clear_timer (self->clock, &self->timer);
  if (self->writer != NULL)
    g_thread_pool_free (g_steal_pointer (&self->writer), FALSE, TRUE);
  if (self->readers != NULL)
    g_thread_pool_free (g_steal_pointer (&self->readers), FALSE, TRUE);
  if (self->writing_connection != NULL)
    {
      write_rest (self);
      self->backend->close (g_steal_pointer (&self->writing_connection));
    }
  while ((connection = g_async_queue_try_pop (self->reading_connections)) != NULL)
    self->backend->close (connection);
}

/**
 * sotto_archive_get_problem:
 * @self: an archive
 *
 * Returns: (transfer none) (nullable): why nothing can be written, in the database's words
 */
const char *
sotto_archive_get_problem (SottoArchive *self)
{
  g_return_val_if_fail (SOTTO_IS_ARCHIVE (self), NULL);

  return self->problem;
}

static gboolean
has_possible_time (SottoArchive *self, SottoEnvelope *envelope)
{
  gint64 now = sotto_clock_get_seconds (self->clock);
  gint64 sent =
    (gint64) sotto_envelope_get_expiry (envelope) - (gint64) sotto_envelope_get_ttl (envelope);

  return sent >= 0 && sent <= now + MAX_AHEAD_SECONDS && sent >= now - MAX_AGE_SECONDS;
}

/**
 * sotto_archive_add:
 * @self: an archive
 * @envelope: what was accepted
 *
 * Queues @envelope. It is found by queries once it is written, within a second. One that claims to
 * have been sent more than a day ahead or a year ago is refused.
 */
void
sotto_archive_add (SottoArchive *self, SottoEnvelope *envelope)
{
  SottoArchiveRecord *record;
  gsize bytes;

  g_return_if_fail (SOTTO_IS_ARCHIVE (self));
  g_return_if_fail (envelope != NULL);

  bytes = RECORD_BYTES + sotto_envelope_get_memory (envelope);
  if (self->closed || self->queued_bytes + bytes > MAX_QUEUED_BYTES ||
      !has_possible_time (self, envelope))
    {
      self->n_refused++;
      return;
    }

  record = g_new (SottoArchiveRecord, 1);
  record->sent = sotto_envelope_get_expiry (envelope) - sotto_envelope_get_ttl (envelope);
  record->hash = *sotto_envelope_get_hash (envelope);
  record->topic = sotto_archive_topic_to_number (sotto_envelope_get_topic (envelope)->bytes);
  record->envelope = sotto_envelope_ref (envelope);
  g_ptr_array_add (self->queue, record);
  self->queued_bytes += bytes;
  self->n_added++;

  if (self->queued_bytes >= BATCH_BYTES && self->problem == NULL)
    start_batch (self);
  else if (self->batch == NULL)
    wait_for_batch (self, BATCH_DELAY_MS);
}

void
sotto_archive_flush_async (SottoArchive *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Flush *flush;

  g_return_if_fail (SOTTO_IS_ARCHIVE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_archive_flush_async);
  if (self->n_written == self->n_added)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  flush = g_new (Flush, 1);
  flush->until = self->n_added;
  g_task_set_task_data (task, flush, g_free);
  g_queue_push_tail (&self->flushes, g_steal_pointer (&task));
  start_batch (self);
}

/**
 * sotto_archive_flush_finish:
 * @self: an archive
 * @result: what the callback was given
 * @error: return location for a #SottoArchiveError
 *
 * Returns: %TRUE if what was queued is on the disk
 */
gboolean
sotto_archive_flush_finish (SottoArchive *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Reading. */

static void
query_work (GTask *task, SottoArchive *self, gpointer connection)
{
  Work *work = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  SottoArchivePage *page;

  if (g_task_return_error_if_cancelled (task))
    return;
  page = self->backend->query (connection, &work->query, work->max_bytes, &error);
  if (page != NULL)
    g_task_return_pointer (task, page, (GDestroyNotify) sotto_archive_page_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
refuse_when_closed (SottoArchive *self, GTask *task)
{
  if (self->closed)
    g_task_return_new_error (task, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_CLOSED,
                             "The archive is closed");

  return self->closed;
}

static void
copy_query (SottoMailQuery *copy, const SottoMailQuery *query)
{
  *copy = *query;
  if (query->topics != NULL)
    copy->topics = g_array_copy (query->topics);
}

static void
query_ended_cb (GTask *task, GParamSpec *pspec, gpointer user_data)
{
  SottoArchive *self = g_task_get_source_object (task);

  self->n_queries--;
}

void
sotto_archive_query_async (SottoArchive *self,
                           const SottoMailQuery *query,
                           gsize max_bytes,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  g_return_if_fail (SOTTO_IS_ARCHIVE (self));
  g_return_if_fail (query->limit > 0);

  task = work_new (self, query_work, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_archive_query_async);
  if (refuse_when_closed (self, task))
    return;
  if (self->n_queries == MAX_QUERIES)
    {
      g_task_return_new_error (task, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_BUSY,
                               "Too many requests at a time");
      return;
    }

  work = g_task_get_task_data (task);
  copy_query (&work->query, query);
  work->max_bytes = max_bytes;
  self->n_queries++;
  g_signal_connect (task, "notify::completed", G_CALLBACK (query_ended_cb), NULL);
  g_thread_pool_push (self->readers, g_steal_pointer (&task), NULL);
}

/**
 * sotto_archive_query_finish:
 * @self: an archive
 * @result: what the callback was given
 * @error: return location for a #SottoArchiveError
 *
 * Returns: (transfer full): what was found, or %NULL
 */
SottoArchivePage *
sotto_archive_query_finish (SottoArchive *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
measure_work (GTask *task, SottoArchive *self, gpointer connection)
{
  Work *work = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (self->backend->measure (connection, &work->statistics, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
sotto_archive_measure_async (SottoArchive *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SOTTO_IS_ARCHIVE (self));

  task = work_new (self, measure_work, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_archive_measure_async);
  if (!refuse_when_closed (self, task))
    g_thread_pool_push (self->readers, g_steal_pointer (&task), NULL);
}

/**
 * sotto_archive_measure_finish:
 * @self: an archive
 * @result: what the callback was given
 * @statistics: (out caller-allocates): what it holds
 * @error: return location for a #SottoArchiveError
 */
gboolean
sotto_archive_measure_finish (SottoArchive *self,
                              GAsyncResult *result,
                              SottoArchiveStatistics *statistics,
                              GError **error)
{
  Work *work;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  work = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *statistics = work->statistics;
  statistics->queued = self->n_added - self->n_written;
  statistics->refused = self->n_refused;

  return TRUE;
}

/* Pruning, a step at a time. */

typedef struct
{
  guint32 before;
  gint64 n_deleted;
} Pruning;

static void
prune_work (GTask *task, SottoArchive *self, gpointer connection)
{
  Work *work = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gint64 n = self->backend->prune (connection, work->before, PRUNE_ROWS, &error);

  if (n < 0)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_int (task, n);
}

static void prune_step_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
prune_step (SottoArchive *self, GTask *whole)
{
  Pruning *pruning = g_task_get_task_data (whole);
  GTask *task;

  if (refuse_when_closed (self, whole) || g_task_return_error_if_cancelled (whole))
    return;

  task = work_new (self, prune_work, NULL, prune_step_cb, g_object_ref (whole));
  ((Work *) g_task_get_task_data (task))->before = pruning->before;
  g_thread_pool_push (self->writer, task, NULL);
}

static void
prune_step_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SottoArchive *self = SOTTO_ARCHIVE (source);
  g_autoptr (GTask) whole = G_TASK (user_data);
  Pruning *pruning = g_task_get_task_data (whole);
  g_autoptr (GError) error = NULL;
  gssize n = g_task_propagate_int (G_TASK (result), &error);

  if (error != NULL)
    {
      g_task_return_error (whole, g_steal_pointer (&error));
      return;
    }
  pruning->n_deleted += n;
  if (n < PRUNE_ROWS)
    g_task_return_int (whole, pruning->n_deleted);
  else
    prune_step (self, whole);
}

void
sotto_archive_prune_async (SottoArchive *self,
                           guint32 before,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Pruning *pruning = g_new0 (Pruning, 1);

  g_return_if_fail (SOTTO_IS_ARCHIVE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_archive_prune_async);
  pruning->before = before;
  g_task_set_task_data (task, pruning, g_free);
  prune_step (self, task);
}

/**
 * sotto_archive_prune_finish:
 * @self: an archive
 * @result: what the callback was given
 * @error: return location for a #SottoArchiveError
 *
 * Returns: how many envelopes were deleted, or -1
 */
gint64
sotto_archive_prune_finish (SottoArchive *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
