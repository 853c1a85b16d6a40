/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-store.h"

G_BEGIN_DECLS

typedef enum
{
  SOTTO_JOB_OPEN,
  SOTTO_JOB_WRITE,
  SOTTO_JOB_READ,
  SOTTO_JOB_CLOSE,
} SottoJobKind;

/**
 * SottoJob:
 * @kind: what to do
 * @write: what a writing job runs
 * @read: what a reading job runs
 * @data: for the function
 * @data_free: (nullable): frees @data
 * @key: (nullable): the key of an opening job
 * @error: (nullable): how it failed
 *
 * The task data of a #GTask, which is what queues carry. Everything in it is freed on the thread
 * that asked for it, after the callback.
 */
typedef struct
{
  SottoJobKind kind;
  SottoWriteFunc write;
  SottoReadFunc read;
  gpointer data;
  GDestroyNotify data_free;
  SottoSecret *key;
  GError *error;
} SottoJob;

SottoJob *sotto_job_new (SottoJobKind kind) G_GNUC_WARN_UNUSED_RESULT;
void sotto_job_free (SottoJob *job);

/* Takes @task, and drops it on its own context after @completed has been called there and the task
 * has returned. Called by the thread that did the job. */
typedef void (*SottoJobCompletedFunc) (GTask *task, SottoJob *job);
void sotto_job_complete (GTask *task, SottoJobCompletedFunc completed);

/**
 * SottoJobQueue:
 *
 * Jobs in the order of their calls, for one thread or several.
 */
typedef struct _SottoJobQueue SottoJobQueue;

SottoJobQueue *sotto_job_queue_new (void) G_GNUC_WARN_UNUSED_RESULT;
void sotto_job_queue_free (SottoJobQueue *queue);

/* @task is taken. The queue must not have been closed. */
void sotto_job_queue_push (SottoJobQueue *queue, GTask *task);

/* Waits for a job; NULL when the queue is closed and empty. */
GTask *sotto_job_queue_pop (SottoJobQueue *queue) G_GNUC_WARN_UNUSED_RESULT;
void sotto_job_queue_close (SottoJobQueue *queue);

G_END_DECLS
