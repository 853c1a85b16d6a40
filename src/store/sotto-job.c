/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The store's jobs and the queues between its caller and its threads. */

#include "sotto-job-private.h"

struct _SottoJobQueue
{
  GMutex mutex;
  GCond changed;
  GQueue tasks;
  gboolean closed;
};

typedef struct
{
  GTask *task;
  SottoJobCompletedFunc completed;
} Completion;

static void
completion_free (gpointer data)
{
  Completion *completion = data;

  g_object_unref (completion->task);
  g_free (completion);
}

static gboolean
complete_cb (gpointer data)
{
  Completion *completion = data;
  SottoJob *job = g_task_get_task_data (completion->task);

  completion->completed (completion->task, job);
  if (job->error != NULL)
    g_task_return_error (completion->task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (completion->task, TRUE);
  return G_SOURCE_REMOVE;
}

/* Private to the folder. */

SottoJob *
sotto_job_new (SottoJobKind kind)
{
  SottoJob *job = g_new0 (SottoJob, 1);

  job->kind = kind;
  return job;
}

void
sotto_job_free (SottoJob *job)
{
  if (job->data_free != NULL)
    job->data_free (job->data);
  g_clear_pointer (&job->key, sotto_secret_unref);
  g_clear_error (&job->error);
  g_free (job);
}

void
sotto_job_complete (GTask *task, SottoJobCompletedFunc completed)
{
  Completion *completion = g_new0 (Completion, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  completion->task = task;
  completion->completed = completed;
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_name (source, "sotto-store-job");
  g_source_set_callback (source, complete_cb, completion, completion_free);
  g_source_attach (source, g_task_get_context (task));
}

SottoJobQueue *
sotto_job_queue_new (void)
{
  SottoJobQueue *queue = g_new0 (SottoJobQueue, 1);

  g_mutex_init (&queue->mutex);
  g_cond_init (&queue->changed);
  g_queue_init (&queue->tasks);
  return queue;
}

void
sotto_job_queue_free (SottoJobQueue *queue)
{
  g_assert (g_queue_is_empty (&queue->tasks));
  g_mutex_clear (&queue->mutex);
  g_cond_clear (&queue->changed);
  g_free (queue);
}

void
sotto_job_queue_push (SottoJobQueue *queue, GTask *task)
{
  g_mutex_lock (&queue->mutex);
  g_assert (!queue->closed);
  g_queue_push_tail (&queue->tasks, task);
  g_cond_signal (&queue->changed);
  g_mutex_unlock (&queue->mutex);
}

GTask *
sotto_job_queue_pop (SottoJobQueue *queue)
{
  GTask *task;

  g_mutex_lock (&queue->mutex);
  while (g_queue_is_empty (&queue->tasks) && !queue->closed)
    g_cond_wait (&queue->changed, &queue->mutex);
  task = g_queue_pop_head (&queue->tasks);
  g_mutex_unlock (&queue->mutex);
  return task;
}

void
sotto_job_queue_close (SottoJobQueue *queue)
{
  g_mutex_lock (&queue->mutex);
  queue->closed = TRUE;
  g_cond_broadcast (&queue->changed);
  g_mutex_unlock (&queue->mutex);
}
