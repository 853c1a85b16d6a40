/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making an envelope: stamp it with the time, look for a nonce on a worker, verify.
 *
 * The time for the search runs on the main context (SottoClock) and ends it through a cancellable
 * of its own; the caller's cancellable does the same, and the result says which of them it was.
 */

#include "sotto-envelope-seal.h"

#include "sotto-pow-search.h"
#include "sotto-transport.h"

/* More bits than were aimed at that may be needed because a sender and a receiver count the size
 * differently. */
#define MAX_EXTRA_BITS 3

typedef struct
{
  GBytes *items;
  guint bits;
  guint n_threads;
  double pow_target;

  SottoClock *clock;
  GCancellable *stop;
  gulong cancelled_id;
  guint timer;
} SealData;

static void
seal_data_free (SealData *data)
{
  g_clear_pointer (&data->items, g_bytes_unref);
  g_clear_object (&data->clock);
  g_clear_object (&data->stop);
  g_free (data);
}

static gboolean
out_of_time_cb (gpointer user_data)
{
  SealData *data = user_data;

  data->timer = 0;
  g_cancellable_cancel (data->stop);

  return G_SOURCE_REMOVE;
}

static void
caller_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

/* On the main context, before the caller hears of the result. */
static void
seal_completed_cb (GTask *task, GParamSpec *pspec, gpointer user_data)
{
  SealData *data = g_task_get_task_data (task);

  sotto_clock_clear_timer (data->clock, &data->timer);
  g_cancellable_disconnect (g_task_get_cancellable (task), data->cancelled_id);
  data->cancelled_id = 0;
}

/* On the worker: only immutable data and the cancellables are used there. */
static SottoEnvelope *
search_envelope (const SealData *data, GError **error)
{
  SottoPowInput input;

  input.items = g_bytes_get_data (data->items, &input.length);
  for (guint bits = data->bits; bits <= data->bits + MAX_EXTRA_BITS; bits++)
    {
      g_autoptr (GBytes) raw = NULL;
      g_autoptr (SottoEnvelope) envelope = NULL;
      const guint8 *bytes;
      gsize length;
      guint64 nonce;

      if (!sotto_pow_search (&input, bits, data->n_threads, data->stop, &nonce))
        break;

      raw = sotto_envelope_encode (data->items, nonce);
      bytes = g_bytes_get_data (raw, &length);
      envelope = sotto_envelope_new_from_bytes (bytes, length, error);
      if (envelope == NULL)
        return NULL;
      if (sotto_envelope_get_pow (envelope) >= data->pow_target)
        return g_steal_pointer (&envelope);
    }

  g_set_error_literal (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_NO_WORK,
                       "The proof of work for a message was not found in time");

  return NULL;
}

static void
seal_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (SottoEnvelope) envelope = NULL;
  g_autoptr (GError) error = NULL;

  envelope = search_envelope (task_data, &error);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (envelope == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&envelope),
                           (GDestroyNotify) sotto_envelope_unref);
}

/**
 * sotto_envelope_seal_async:
 * @draft: what becomes an envelope; copied
 * @clock: what it is stamped with, and what ends the search
 * @cancellable: (nullable): to give up
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Stamps @draft with the present second and looks for its proof of work on a worker.
 */
void
sotto_envelope_seal_async (const SottoEnvelopeDraft *draft,
                           SottoClock *clock,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SealData *data;

  g_return_if_fail (draft != NULL && draft->data != NULL);
  g_return_if_fail (draft->ttl > 0 && draft->pow_target >= 0);
  g_return_if_fail (SOTTO_IS_CLOCK (clock));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_envelope_seal_async);
  g_task_set_name (task, "seal an envelope");

  data = g_new0 (SealData, 1);
  data->items = sotto_envelope_encode_items (sotto_clock_get_seconds (clock) + draft->ttl,
                                             draft->ttl, &draft->topic, draft->data);
  data->bits =
    sotto_pow_bits_for_target (draft->pow_target, g_bytes_get_size (draft->data), draft->ttl);
  data->n_threads = draft->n_threads;
  data->pow_target = draft->pow_target;
  data->clock = g_object_ref (clock);
  data->stop = g_cancellable_new ();
  g_task_set_task_data (task, data, (GDestroyNotify) seal_data_free);

  g_signal_connect (task, "notify::completed", G_CALLBACK (seal_completed_cb), NULL);
  data->timer = sotto_clock_add_timer (clock, draft->work_ms, out_of_time_cb, data);
  if (cancellable != NULL)
    data->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (caller_cancelled_cb),
                                                g_object_ref (data->stop), g_object_unref);
  g_task_run_in_thread (task, seal_thread);
}

/**
 * sotto_envelope_seal_finish:
 * @result: what the callback was given
 * @error: return location for a %SOTTO_TRANSPORT_ERROR_NO_WORK or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the envelope, or %NULL
 */
SottoEnvelope *
sotto_envelope_seal_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
