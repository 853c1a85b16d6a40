/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A network inside a process. */

#include "sotto-test-network.h"

#include "sotto-random.h"
#include "sotto-transport-state-writer.h"

#define DEFAULT_LIFETIME_SECONDS 15
#define CONFIRM_MS 50

#define TEST_TYPE_TRANSPORT (test_transport_get_type ())
G_DECLARE_FINAL_TYPE (TestTransport, test_transport, TEST, TRANSPORT, GObject)

typedef struct
{
  SottoReceivedPayload *payload;
  gint64 dies_us;
  TestTransport *owner;
  gboolean confirmed;
} Envelope;

struct _SottoTestNetwork
{
  SottoClock *clock;
  SottoRandom *random;
  guint loss;
  guint doubles;
  guint delay_ms;
  guint64 last_id;
  GPtrArray *transports;
  GPtrArray *pool;
  GPtrArray *published;
  GPtrArray *deliveries;
};

struct _TestTransport
{
  GObject parent_instance;

  SottoTestNetwork *network;
  SottoTransportState *state;
  GHashTable *topics;
  GHashTable *seen;
  SottoTransportPeer *peer;
  gboolean connected;
};

static void transport_iface_init (SottoTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestTransport,
                               test_transport,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_TRANSPORT, transport_iface_init))

/* Something on its way to one transport. */
typedef struct
{
  TestTransport *to;
  SottoReceivedPayload *payload;
  guint timer;
} Delivery;

static gboolean
percent (SottoTestNetwork *network, guint chance)
{
  return chance > 0 && sotto_random_uniform (network->random, 100) < chance;
}

static guint
count_connected (SottoTestNetwork *network)
{
  guint n = 0;

  for (guint i = 0; i < network->transports->len; i++)
    n += ((TestTransport *) g_ptr_array_index (network->transports, i))->connected;
  return n;
}

static void
hand_over (TestTransport *to, SottoReceivedPayload *payload)
{
  if (!to->connected || !g_hash_table_contains (to->topics, &payload->topic) ||
      !g_hash_table_add (to->seen, sotto_hash_copy (&payload->id)))
    return;
  g_signal_emit_by_name (to, "received", payload);
}

static void
delivery_free (Delivery *delivery)
{
  g_object_unref (delivery->to);
  sotto_received_payload_unref (delivery->payload);
  g_free (delivery);
}

static gboolean
delivery_cb (gpointer user_data)
{
  Delivery *delivery = user_data;

  hand_over (delivery->to, delivery->payload);
  g_ptr_array_remove_fast (delivery->to->network->deliveries, delivery);
  return G_SOURCE_REMOVE;
}

static void
deliver_later (TestTransport *to, SottoReceivedPayload *payload)
{
  SottoTestNetwork *network = to->network;
  Delivery *delivery = g_new0 (Delivery, 1);
  guint delay_ms =
    1 + (network->delay_ms > 0 ? sotto_random_uniform (network->random, network->delay_ms) : 0);

  delivery->to = g_object_ref (to);
  delivery->payload = sotto_received_payload_ref (payload);
  g_ptr_array_add (network->deliveries, delivery);
  delivery->timer = sotto_clock_add_timer (network->clock, delay_ms, delivery_cb, delivery);
}

static void
deliver (TestTransport *to, SottoReceivedPayload *payload)
{
  if (percent (to->network, to->network->loss))
    return;
  deliver_later (to, payload);
  if (percent (to->network, to->network->doubles))
    deliver_later (to, payload);
}

static void
envelope_free (Envelope *envelope)
{
  sotto_received_payload_unref (envelope->payload);
  g_clear_object (&envelope->owner);
  g_free (envelope);
}

static gboolean
confirm_cb (gpointer user_data)
{
  Envelope *envelope = user_data;
  SottoTestNetwork *network = envelope->owner->network;

  if (envelope->owner->connected && count_connected (network) > 1 &&
      !percent (network, network->loss))
    {
      envelope->confirmed = TRUE;
      g_signal_emit_by_name (envelope->owner, "confirmed", &envelope->payload->id, FALSE);
    }
  return G_SOURCE_REMOVE;
}

static gboolean
die_cb (gpointer user_data)
{
  Envelope *envelope = user_data;
  SottoTestNetwork *network = envelope->owner->network;
  g_autoptr (TestTransport) owner = g_object_ref (envelope->owner);
  SottoHash id = envelope->payload->id;
  gboolean confirmed = envelope->confirmed;

  g_ptr_array_remove (network->pool, envelope);
  if (!confirmed)
    g_signal_emit_by_name (owner, "expired", &id);
  return G_SOURCE_REMOVE;
}

static void
offer_pool (TestTransport *self)
{
  for (guint i = 0; i < self->network->pool->len; i++)
    {
      Envelope *envelope = g_ptr_array_index (self->network->pool, i);

      if (envelope->owner != self && !g_hash_table_contains (self->seen, &envelope->payload->id))
        deliver_later (self, envelope->payload);
    }
}

static void
test_transport_set_topics (SottoTransport *transport, const SottoTopic *topics, gsize n_topics)
{
  TestTransport *self = TEST_TRANSPORT (transport);

  g_hash_table_remove_all (self->topics);
  for (gsize i = 0; i < n_topics; i++)
    g_hash_table_add (self->topics, g_memdup2 (&topics[i], sizeof topics[i]));
  if (self->connected)
    offer_pool (self);
}

static void
test_transport_publish_async (SottoTransport *transport,
                              const SottoTopic *topic,
                              GBytes *data,
                              guint32 lifetime_seconds,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  TestTransport *self = TEST_TRANSPORT (transport);
  SottoTestNetwork *network = self->network;
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  guint lifetime = lifetime_seconds != 0 ? lifetime_seconds : DEFAULT_LIFETIME_SECONDS;
  Envelope *envelope = g_new0 (Envelope, 1);
  SottoHash id = { { 0 } };

  network->last_id++;
  for (guint i = 0; i < sizeof network->last_id; i++)
    id.bytes[i] = (guint8) (network->last_id >> (8 * i));
  envelope->payload =
    sotto_received_payload_new (topic, data, &id, sotto_clock_get_seconds (network->clock));
  envelope->owner = g_object_ref (self);
  g_ptr_array_add (network->pool, envelope);
  g_ptr_array_add (network->published, sotto_received_payload_ref (envelope->payload));
  for (guint i = 0; self->connected && i < network->transports->len; i++)
    if (g_ptr_array_index (network->transports, i) != self)
      deliver (g_ptr_array_index (network->transports, i), envelope->payload);
  G_GNUC_UNUSED guint confirm =
    sotto_clock_add_timer (network->clock, CONFIRM_MS, confirm_cb, envelope);
  G_GNUC_UNUSED guint die =
    sotto_clock_add_timer (network->clock, lifetime * 1000, die_cb, envelope);
  g_task_return_pointer (task, g_memdup2 (&id, sizeof id), g_free);
}

static gboolean
test_transport_publish_finish (SottoTransport *transport,
                               GAsyncResult *result,
                               SottoHash *id,
                               GError **error)
{
  g_autofree SottoHash *got = g_task_propagate_pointer (G_TASK (result), error);

  if (got != NULL && id != NULL)
    *id = *got;
  return got != NULL;
}

static SottoTransportState *
test_transport_get_state (SottoTransport *transport)
{
  return TEST_TRANSPORT (transport)->state;
}

static void
transport_iface_init (SottoTransportInterface *iface)
{
  iface->set_topics = test_transport_set_topics;
  iface->publish_async = test_transport_publish_async;
  iface->publish_finish = test_transport_publish_finish;
  iface->get_state = test_transport_get_state;
}

static void
test_transport_finalize (GObject *object)
{
  TestTransport *self = TEST_TRANSPORT (object);

  g_clear_object (&self->state);
  g_clear_object (&self->peer);
  g_hash_table_unref (self->topics);
  g_hash_table_unref (self->seen);
  G_OBJECT_CLASS (test_transport_parent_class)->finalize (object);
}

static void
test_transport_class_init (TestTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_transport_finalize;
}

static void
test_transport_init (TestTransport *self)
{
  self->state = sotto_transport_state_new ();
  self->topics = g_hash_table_new_full (sotto_topic_hash, sotto_topic_equal, g_free, NULL);
  self->seen = g_hash_table_new_full (sotto_hash_hash, sotto_hash_equal,
                                      (GDestroyNotify) sotto_hash_free, NULL);
}

/* One connected transport alone is as good as offline. */
static void
update_state (TestTransport *self)
{
  gboolean online = self->connected && count_connected (self->network) > 1;
  SottoTransportPeerDetails details = { .id = "peer", .address = "", .client = "", .dialect = "" };

  if (online && self->peer == NULL)
    {
      self->peer = sotto_transport_peer_new (&details);
      sotto_transport_state_add_peer (self->state, self->peer);
    }
  else if (!online && self->peer != NULL)
    {
      sotto_transport_state_remove_peer (self->state, self->peer);
      g_clear_object (&self->peer);
    }
  sotto_transport_state_set_status (self->state, online ? SOTTO_TRANSPORT_STATUS_ONLINE
                                                 : self->connected
                                                   ? SOTTO_TRANSPORT_STATUS_SEARCHING
                                                   : SOTTO_TRANSPORT_STATUS_OFFLINE);
}

SottoTestNetwork *
sotto_test_network_new (SottoClock *clock, guint64 seed)
{
  SottoTestNetwork *network = g_new0 (SottoTestNetwork, 1);

  network->clock = g_object_ref (clock);
  network->random = sotto_random_new_seeded (seed);
  network->transports = g_ptr_array_new_with_free_func (g_object_unref);
  network->pool = g_ptr_array_new_with_free_func ((GDestroyNotify) envelope_free);
  network->deliveries = g_ptr_array_new_with_free_func ((GDestroyNotify) delivery_free);
  network->published =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_received_payload_unref);
  return network;
}

void
sotto_test_network_free (SottoTestNetwork *network)
{
  g_ptr_array_unref (network->deliveries);
  g_ptr_array_unref (network->pool);
  g_ptr_array_unref (network->published);
  g_ptr_array_unref (network->transports);
  g_object_unref (network->random);
  g_object_unref (network->clock);
  g_free (network);
}

void
sotto_test_network_set_faults (SottoTestNetwork *network, guint loss, guint doubles, guint delay_ms)
{
  network->loss = loss;
  network->doubles = doubles;
  network->delay_ms = delay_ms;
}

SottoTransport *
sotto_test_network_add (SottoTestNetwork *network)
{
  TestTransport *transport = g_object_new (TEST_TYPE_TRANSPORT, NULL);

  transport->network = network;
  g_ptr_array_add (network->transports, g_object_ref (transport));
  return SOTTO_TRANSPORT (transport);
}

void
sotto_test_network_connect (SottoTestNetwork *network,
                            SottoTransport *transport,
                            gboolean connected)
{
  TestTransport *self = TEST_TRANSPORT (transport);

  if (self->connected == connected)
    return;
  self->connected = connected;
  for (guint i = 0; i < network->transports->len; i++)
    update_state (g_ptr_array_index (network->transports, i));
  if (connected)
    offer_pool (self);
}

guint
sotto_test_network_get_n_published (SottoTestNetwork *network)
{
  return network->published->len;
}

GPtrArray *
sotto_test_network_get_published (SottoTestNetwork *network)
{
  return network->published;
}

void
sotto_test_network_inject (SottoTransport *transport, SottoReceivedPayload *payload)
{
  g_signal_emit_by_name (transport, "received", payload);
}
