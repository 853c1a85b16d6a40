/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Our own envelopes: made on a worker, put into the pool past the rules for topics, forwarded with
 * all others.
 */

#include "sotto-waku-node-private.h"

#include "sotto-acceptance.h"
#include "sotto-envelope-seal.h"
#include "sotto-pow-search.h"

/* Seconds that chat messages live, and milliseconds that a worker may look for their work. */
#define TTL_SECONDS 15
#define WORK_MS 5000

/* Headers and integers around the data in a packet of one envelope, rounded up. */
#define PACKET_OVERHEAD 64

typedef struct
{
  GCancellable *stop;
  gulong cancelled_id;
  SottoHash id;
} PublishData;

static void
publish_data_free (PublishData *data)
{
  g_clear_object (&data->stop);
  g_free (data);
}

static void
caller_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

/* What Status aims at, and at least what the neighbours require; but nobody may require more than
 * everybody must accept. */
static double
find_pow_target (SottoWakuNode *self, gsize data_length)
{
  double required = self->limits.min_pow;

  for (guint i = 0; i < self->links->len; i++)
    {
      SottoWakuLink *link = g_ptr_array_index (self->links, i);

      if (link->ready && !link->silent)
        required = MAX (required, link->min_pow);
    }

  return MAX (sotto_pow_status_target (data_length), MIN (required, SOTTO_POW_TARGET));
}

static gboolean
add_own (SottoWakuNode *self, SottoEnvelope *envelope, GError **error)
{
  const SottoHash *hash = sotto_envelope_get_hash (envelope);
  SottoPoolSlot slot;

  switch (sotto_envelope_pool_add (self->pool, envelope, TRUE, &slot))
    {
    case SOTTO_POOL_RESULT_ADDED:
      g_hash_table_insert (self->own, sotto_hash_copy (hash), g_new0 (SottoWakuOwn, 1));
      sotto_waku_node_forward (self, slot, NULL);
      sotto_waku_node_direct_accepted (self, envelope);
      return TRUE;
    case SOTTO_POOL_RESULT_PRESENT:
      return TRUE;
    case SOTTO_POOL_RESULT_FULL:
      break;
    }

  g_set_error_literal (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_TOO_LARGE,
                       "Too many messages wait to be sent");

  return FALSE;
}

static void
finish_publish (SottoWakuNode *self, GTask *task, GAsyncResult *result)
{
  PublishData *data = g_task_get_task_data (task);
  g_autoptr (SottoEnvelope) envelope = NULL;
  g_autoptr (GError) error = NULL;

  envelope = sotto_envelope_seal_finish (result, &error);
  if (!self->running)
    {
      g_task_return_new_error (task, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_STOPPED,
                               "The network was stopped");
      return;
    }
  if (envelope == NULL || !add_own (self, envelope, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  data->id = *sotto_envelope_get_hash (envelope);
  g_task_return_boolean (task, TRUE);
}

static void
sealed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SottoWakuNode *self = g_task_get_source_object (task);
  PublishData *data = g_task_get_task_data (task);

  g_cancellable_disconnect (g_task_get_cancellable (task), data->cancelled_id);
  finish_publish (self, task, result);
  g_ptr_array_remove_fast (self->publishing, data->stop);
  sotto_waku_node_check_stopped (self);
}

static gboolean
check_publish (SottoWakuNode *self, GBytes *data, GError **error)
{
  if (!self->running)
    {
      g_set_error_literal (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_STOPPED,
                           "The network is not running");
      return FALSE;
    }
  if (g_bytes_get_size (data) + PACKET_OVERHEAD > self->limits.max_message_size)
    {
      g_set_error (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_TOO_LARGE,
                   "A message of %" G_GSIZE_FORMAT " bytes is more than the network carries",
                   g_bytes_get_size (data));
      return FALSE;
    }

  return TRUE;
}

void
sotto_waku_node_publish_async (SottoTransport *transport,
                               const SottoTopic *topic,
                               GBytes *data,
                               guint32 lifetime_seconds,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  SottoWakuNode *self = SOTTO_WAKU_NODE (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  SottoEnvelopeDraft draft = { .topic = *topic, .data = data };
  PublishData *publish;
  GError *error = NULL;

  g_task_set_source_tag (task, sotto_waku_node_publish_async);
  g_task_set_name (task, "publish an envelope");
  draft.ttl = lifetime_seconds > 0 ? MIN (lifetime_seconds, SOTTO_ACCEPTANCE_MAX_TTL) : TTL_SECONDS;
  if (!check_publish (self, data, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  publish = g_new0 (PublishData, 1);
  publish->stop = g_cancellable_new ();
  g_task_set_task_data (task, publish, (GDestroyNotify) publish_data_free);
  g_ptr_array_add (self->publishing, g_object_ref (publish->stop));
  if (cancellable != NULL)
    publish->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (caller_cancelled_cb),
                                                   g_object_ref (publish->stop), g_object_unref);

  draft.pow_target = find_pow_target (self, g_bytes_get_size (data));
  draft.work_ms = WORK_MS;
  draft.n_threads = sotto_pow_get_n_threads (
    self->power_monitor != NULL && sotto_power_monitor_get_on_battery (self->power_monitor));
  sotto_envelope_seal_async (&draft, self->clock, publish->stop, sealed_cb,
                             g_steal_pointer (&task));
}

gboolean
sotto_waku_node_publish_finish (SottoTransport *transport,
                                GAsyncResult *result,
                                SottoHash *id,
                                GError **error)
{
  PublishData *data;

  g_return_val_if_fail (g_task_is_valid (result, transport), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  data = g_task_get_task_data (G_TASK (result));
  if (id != NULL)
    *id = data->id;

  return TRUE;
}
