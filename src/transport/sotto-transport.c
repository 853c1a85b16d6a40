/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The seam between conversations above and networks below: dispatch and signals of
 * SottoTransport, and what such a network hands up.
 */

#include "sotto-transport.h"

G_DEFINE_INTERFACE (SottoTransport, sotto_transport, G_TYPE_OBJECT)

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sotto-transport-error-quark, sotto_transport_error)
/* clang-format on */

G_DEFINE_BOXED_TYPE (SottoReceivedPayload,
                     sotto_received_payload,
                     sotto_received_payload_ref,
                     sotto_received_payload_unref)

static GType
hash_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    {
      GType registered = g_boxed_type_register_static (g_intern_static_string ("SottoHash"),
                                                       (GBoxedCopyFunc) sotto_hash_copy,
                                                       (GBoxedFreeFunc) sotto_hash_free);

      g_once_init_leave (&type, registered);
    }

  return type;
}

static void
sotto_transport_default_init (SottoTransportInterface *iface)
{
  /**
   * SottoTransport::received:
   * @self: the transport
   * @payload: what arrived
   *
   * Something new arrived on a topic that is followed.
   */
  g_signal_new ("received", SOTTO_TYPE_TRANSPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, SOTTO_TYPE_RECEIVED_PAYLOAD);

  /**
   * SottoTransport::confirmed:
   * @self: the transport
   * @id: what sotto_transport_publish_finish () named
   * @by_store: whether it was a store node, which keeps it for those who are away
   *
   * A neighbour holds what we published. Emitted once for each id.
   */
  g_signal_new ("confirmed", SOTTO_TYPE_TRANSPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 2, hash_get_type () | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_BOOLEAN);

  /**
   * SottoTransport::expired:
   * @self: the transport
   * @id: what sotto_transport_publish_finish () named
   *
   * The network has forgotten what we published, and nobody confirmed it.
   */
  g_signal_new ("expired", SOTTO_TYPE_TRANSPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, hash_get_type () | G_SIGNAL_TYPE_STATIC_SCOPE);
}

/**
 * sotto_received_payload_new:
 * @topic: the topic it came on
 * @data: the sealed bytes
 * @id: the network's name of it
 * @sent_seconds: when its sender says it was sent, Unix time
 *
 * Returns: (transfer full): a new payload
 */
SottoReceivedPayload *
sotto_received_payload_new (const SottoTopic *topic,
                            GBytes *data,
                            const SottoHash *id,
                            guint32 sent_seconds)
{
  SottoReceivedPayload *payload;

  g_return_val_if_fail (topic != NULL, NULL);
  g_return_val_if_fail (data != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  payload = g_new0 (SottoReceivedPayload, 1);
  payload->topic = *topic;
  payload->data = g_bytes_ref (data);
  payload->id = *id;
  payload->sent_seconds = sent_seconds;
  g_atomic_ref_count_init (&payload->references);

  return payload;
}

/**
 * sotto_received_payload_ref:
 * @payload: a payload
 *
 * Returns: (transfer full): @payload
 */
SottoReceivedPayload *
sotto_received_payload_ref (SottoReceivedPayload *payload)
{
  g_return_val_if_fail (payload != NULL, NULL);

  g_atomic_ref_count_inc (&payload->references);

  return payload;
}

/**
 * sotto_received_payload_unref:
 * @payload: (transfer full): a payload
 *
 * Drops one reference.
 */
void
sotto_received_payload_unref (SottoReceivedPayload *payload)
{
  g_return_if_fail (payload != NULL);

  if (!g_atomic_ref_count_dec (&payload->references))
    return;

  g_bytes_unref (payload->data);
  g_free (payload);
}

/**
 * sotto_transport_start_async:
 * @self: a transport
 * @cancellable: (nullable): to give up
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Begins to look for neighbours. It ends once the transport runs, not once there are some.
 */
void
sotto_transport_start_async (SottoTransport *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (SOTTO_IS_TRANSPORT (self));

  SOTTO_TRANSPORT_GET_IFACE (self)->start_async (self, cancellable, callback, user_data);
}

/**
 * sotto_transport_start_finish:
 * @self: a transport
 * @result: what the callback was given
 * @error: return location for an error
 */
gboolean
sotto_transport_start_finish (SottoTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT (self), FALSE);

  return SOTTO_TRANSPORT_GET_IFACE (self)->start_finish (self, result, error);
}

/**
 * sotto_transport_stop_async:
 * @self: a transport
 * @cancellable: (nullable): to stop waiting
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Says good-bye to all neighbours and ends what is under way. Afterwards the transport holds no
 * socket, timer or callback.
 */
void
sotto_transport_stop_async (SottoTransport *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (SOTTO_IS_TRANSPORT (self));

  SOTTO_TRANSPORT_GET_IFACE (self)->stop_async (self, cancellable, callback, user_data);
}

/**
 * sotto_transport_stop_finish:
 * @self: a transport
 * @result: what the callback was given
 * @error: return location for an error
 */
gboolean
sotto_transport_stop_finish (SottoTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT (self), FALSE);

  return SOTTO_TRANSPORT_GET_IFACE (self)->stop_finish (self, result, error);
}

/**
 * sotto_transport_set_topics:
 * @self: a transport
 * @topics: (array length=n_topics): what to follow
 * @n_topics: how many; 0 to follow nothing
 *
 * Replaces all topics followed so far.
 */
void
sotto_transport_set_topics (SottoTransport *self, const SottoTopic *topics, gsize n_topics)
{
  g_return_if_fail (SOTTO_IS_TRANSPORT (self));
  g_return_if_fail (topics != NULL || n_topics == 0);

  SOTTO_TRANSPORT_GET_IFACE (self)->set_topics (self, topics, n_topics);
}

/**
 * sotto_transport_publish_async:
 * @self: a transport
 * @topic: where to
 * @data: sealed bytes
 * @lifetime_seconds: how long the network shall keep it; 0 for what messages get (15 seconds)
 * @cancellable: (nullable): to give up
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Wraps @data as the network wants it and hands it to the neighbours, now or when there are some.
 * What lives longer costs more work, and reaches those who begin to follow the topic later.
 */
void
sotto_transport_publish_async (SottoTransport *self,
                               const SottoTopic *topic,
                               GBytes *data,
                               guint32 lifetime_seconds,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (SOTTO_IS_TRANSPORT (self));
  g_return_if_fail (topic != NULL);
  g_return_if_fail (data != NULL);

  SOTTO_TRANSPORT_GET_IFACE (self)->publish_async (self, topic, data, lifetime_seconds, cancellable,
                                                   callback, user_data);
}

/**
 * sotto_transport_publish_finish:
 * @self: a transport
 * @result: what the callback was given
 * @id: (out caller-allocates) (optional): the name of what was published in later signals
 * @error: return location for a #SottoTransportError
 */
gboolean
sotto_transport_publish_finish (SottoTransport *self,
                                GAsyncResult *result,
                                SottoHash *id,
                                GError **error)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT (self), FALSE);

  return SOTTO_TRANSPORT_GET_IFACE (self)->publish_finish (self, result, id, error);
}

/**
 * sotto_transport_get_state:
 * @self: a transport
 *
 * Returns: (transfer none): how the network is, to look at
 */
SottoTransportState *
sotto_transport_get_state (SottoTransport *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT (self), NULL);

  return SOTTO_TRANSPORT_GET_IFACE (self)->get_state (self);
}
