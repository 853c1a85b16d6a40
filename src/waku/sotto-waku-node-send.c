/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forwarding, and what neighbours say to it.
 *
 * A relay passes on everything that a neighbour wants. A client passes on its own envelopes, and to
 * other clients whatever they want; to a relay only what no relay brought, because relays know each
 * other and would get it twice. A light client passes on nothing but its own.
 *
 * What enters the pool is put into the queue of each neighbour that wants it. Queues are emptied
 * about every 300 ms, our own envelopes with all others, so that nobody sees at which node a
 * message began. A packet holds up to 512 KiB: neighbours refuse more than 1 MiB.
 *
 * A neighbour that announced confirmations answers each packet by its hash; until then a packet
 * with envelopes of ours is in flight.
 */

#include "sotto-waku-node-private.h"

#include <string.h>

#include "sotto-acceptance.h"
#include "sotto-keccak.h"
#include "sotto-waku-packets.h"

/* Between two ticks: 250 to 349 ms. */
#define TICK_MS 250
#define TICK_JITTER_MS 100

#define MAX_PACKET (512 * 1024)

/* Envelopes of which a neighbour takes no more on their topics are looked at so often in a tick. */
#define MAX_DEFERRED 1000

/* A packet is answered by codes 12 and 11. */
#define ANSWERS_PER_PACKET 2

/* More answers than this to our packets are not expected at a time. */
#define MAX_ANSWERS_DUE 1000

/* Nothing is added to what waits in a connection above this. */
#define MAX_QUEUED (1024 * 1024)

/* However often a neighbour changes its mind, the pool is looked through once in this time. */
#define RESCAN_US G_USEC_PER_SEC

/* An answer that has not come by then never comes. */
#define FLIGHT_US (60 * G_USEC_PER_SEC)

typedef struct
{
  SottoWakuNode *node;
  SottoWakuLink *link;
  GPtrArray *envelopes;
} Packet;

static void
packet_free (Packet *packet)
{
  g_clear_object (&packet->node);
  g_clear_pointer (&packet->link, sotto_waku_link_unref);
  g_clear_pointer (&packet->envelopes, g_ptr_array_unref);
  g_free (packet);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Packet, packet_free)

static SottoWakuOrigin
get_origin (SottoWakuNode *self, SottoPoolSlot slot)
{
  return self->origins->data[slot];
}

static void
set_origin (SottoWakuNode *self, SottoPoolSlot slot, SottoWakuLink *from)
{
  SottoWakuOrigin origin = SOTTO_WAKU_ORIGIN_OWN;

  if (from != NULL)
    origin = sotto_waku_link_is_relay (from) ? SOTTO_WAKU_ORIGIN_RELAY : SOTTO_WAKU_ORIGIN_CLIENT;
  if (slot >= self->origins->len)
    g_byte_array_set_size (self->origins, sotto_envelope_pool_get_n_slots (self->pool));
  self->origins->data[slot] = (guint8) origin;
}

/* Whether a neighbour is to be sent what is in @slot. */
static gboolean
is_for (SottoWakuNode *self, SottoWakuLink *link, SottoPoolSlot slot)
{
  SottoWakuOrigin origin = get_origin (self, slot);

  if (!sotto_waku_link_wants (link, sotto_envelope_pool_get (self->pool, slot)))
    return FALSE;
  if (self->role == SOTTO_WAKU_ROLE_RELAY || origin == SOTTO_WAKU_ORIGIN_OWN)
    return TRUE;
  if (self->limits.light)
    return FALSE;

  return origin == SOTTO_WAKU_ORIGIN_CLIENT || !sotto_waku_link_is_relay (link);
}

static void
mark_known (Packet *packet, gboolean known)
{
  for (guint i = 0; i < packet->envelopes->len; i++)
    {
      SottoEnvelope *envelope = g_ptr_array_index (packet->envelopes, i);
      SottoPoolSlot slot;

      if (!sotto_envelope_pool_lookup (packet->node->pool, sotto_envelope_get_hash (envelope),
                                       &slot))
        continue;
      if (known)
        sotto_waku_queue_set_known (packet->link->queue, slot);
      else
        sotto_waku_queue_forget (packet->link->queue, slot);
    }
}

static void
packet_written_cb (SottoPeer *peer, gboolean success, gpointer user_data)
{
  g_autoptr (Packet) packet = user_data;

  if (!success)
    {
      mark_known (packet, FALSE);
      return;
    }

  packet->node->envelopes_out += packet->envelopes->len;
  packet->link->traffic.envelopes_out += packet->envelopes->len;
  /* Of a neighbour that answers no packets, nothing more will ever be known. */
  if (!packet->link->confirmations)
    for (guint i = 0; i < packet->envelopes->len; i++)
      sotto_waku_node_confirm (packet->node, packet->link,
                               sotto_envelope_get_hash (g_ptr_array_index (packet->envelopes, i)));
}

/* What a neighbour takes no more of on its topic waits for another tick, behind the others. */
static void
add_again (SottoWakuLink *link, GArray *deferred)
{
  for (guint i = 0; i < deferred->len; i++)
    sotto_waku_queue_add (link->queue, g_array_index (deferred, SottoPoolSlot, i));
}

/* (transfer full): what goes into the next packet; it is taken out of the queue. @room: the
 * neighbour's limits, in bytes. */
static GPtrArray *
take_envelopes (SottoWakuNode *self, SottoWakuLink *link, gsize room, gint64 monotonic)
{
  GPtrArray *envelopes = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_envelope_unref);
  g_autoptr (GArray) deferred = g_array_new (FALSE, FALSE, sizeof (SottoPoolSlot));
  guint32 now = sotto_clock_get_seconds (self->clock);
  gsize total = SOTTO_WAKU_LIST_HEADER;
  SottoPoolSlot slot;

  while (deferred->len < MAX_DEFERRED && sotto_waku_queue_peek (link->queue, &slot))
    {
      SottoEnvelope *envelope = sotto_envelope_pool_get (self->pool, slot);
      gsize length;

      sotto_envelope_get_raw (envelope, &length);
      if (envelopes->len == 0 ? !sotto_waku_meter_allows (link->sending, length, monotonic)
                              : total + length > MIN (room, MAX_PACKET))
        break;

      sotto_waku_queue_drop_first (link->queue);
      if (!is_for (self, link, slot) || sotto_envelope_get_expiry (envelope) < now)
        continue;
      if (!sotto_waku_meter_take_topic (link->sending, sotto_envelope_get_topic (envelope), length,
                                        monotonic))
        {
          g_array_append_val (deferred, slot);
          continue;
        }
      g_ptr_array_add (envelopes, sotto_envelope_ref (envelope));
      total += length;
    }
  add_again (link, deferred);

  return envelopes;
}

static void
remember_flight (SottoWakuNode *self, SottoWakuLink *link, GPtrArray *envelopes, GBytes *payload)
{
  g_autoptr (GArray) own = g_array_new (FALSE, FALSE, sizeof (SottoHash));
  SottoWakuFlight *flight;
  SottoHash batch;
  gsize length;
  const guint8 *data = g_bytes_get_data (payload, &length);

  for (guint i = 0; i < envelopes->len; i++)
    {
      const SottoHash *hash = sotto_envelope_get_hash (g_ptr_array_index (envelopes, i));

      if (g_hash_table_contains (self->own, hash))
        g_array_append_val (own, *hash);
    }
  if (own->len == 0 || !link->confirmations)
    return;

  sotto_keccak256 (data, length, &batch);
  flight = g_new0 (SottoWakuFlight, 1);
  flight->own = g_steal_pointer (&own);
  flight->sent_at = sotto_clock_get_monotonic_time (self->clock);
  g_hash_table_insert (link->flights, sotto_hash_copy (&batch), flight);
}

/* FALSE when there is nothing more to send now. */
static gboolean
send_packet (SottoWakuNode *self, SottoWakuLink *link)
{
  g_autoptr (Packet) packet = NULL;
  g_autoptr (GBytes) payload = NULL;
  gint64 now = sotto_clock_get_monotonic_time (self->clock);
  gsize room = sotto_waku_meter_get_room (link->sending, now);

  if (link->stopped || room == 0 || sotto_peer_get_queued_bytes (link->peer) > MAX_QUEUED)
    return FALSE;

  packet = g_new0 (Packet, 1);
  packet->node = g_object_ref (self);
  packet->link = sotto_waku_link_ref (link);
  packet->envelopes = take_envelopes (self, link, room, now);
  if (packet->envelopes->len == 0)
    return FALSE;

  payload = sotto_waku_messages_encode (packet->envelopes);
  if (!sotto_peer_send (link->peer, link->capability, SOTTO_WAKU_CODE_MESSAGES, payload,
                        packet_written_cb, packet))
    {
      for (guint i = 0; i < packet->envelopes->len; i++)
        {
          SottoPoolSlot slot;

          if (sotto_envelope_pool_lookup (
                self->pool, sotto_envelope_get_hash (g_ptr_array_index (packet->envelopes, i)),
                &slot))
            sotto_waku_queue_add (link->queue, slot);
        }
      return FALSE;
    }

  sotto_waku_meter_spend (link->sending, g_bytes_get_size (payload), now);
  if (link->confirmations)
    link->n_answers_due = MIN (link->n_answers_due + ANSWERS_PER_PACKET, MAX_ANSWERS_DUE);
  remember_flight (self, link, packet->envelopes, payload);
  mark_known (packet, TRUE);
  /* packet_written_cb () frees it. */
  g_steal_pointer (&packet);

  return TRUE;
}

static gboolean
tick_cb (gpointer user_data)
{
  g_autoptr (SottoWakuNode) self = g_object_ref (SOTTO_WAKU_NODE (user_data));
  gint64 now = sotto_clock_get_monotonic_time (self->clock);
  gboolean more = FALSE;

  self->tick_timer = 0;
  for (guint i = 0; i < self->links->len; i++)
    {
      g_autoptr (SottoWakuLink) link = sotto_waku_link_ref (g_ptr_array_index (self->links, i));

      if (link->wants_rescan && now - link->rescanned_at >= RESCAN_US)
        sotto_waku_node_rescan (self, link);
      if (link->wants_announcement)
        sotto_waku_node_announce (self, link);
      sotto_waku_node_flush_answers (self, link);
      while (send_packet (self, link))
        ;
      more |= link->wants_rescan || sotto_waku_queue_get_n_waiting (link->queue) > 0;
    }

  if (more)
    sotto_waku_node_arm_tick (self);

  return G_SOURCE_REMOVE;
}

/* What a refusal of an envelope that we just made says about clocks: they call it too young if ours
 * is ahead, dead if ours is behind; by how much, at least. */
static void
note_refused_own (SottoWakuNode *self, SottoWakuLink *link, const SottoWakuRefusal *refusal)
{
  SottoPoolSlot slot;
  gint64 seconds = 0;

  if (!sotto_envelope_pool_lookup (self->pool, &refusal->hash, &slot))
    return;

  if (strstr (refusal->description, "future") != NULL)
    seconds = SOTTO_ACCEPTANCE_AHEAD + 1;
  else if (strstr (refusal->description, "very old") != NULL)
    seconds = -(gint64) sotto_envelope_get_ttl (sotto_envelope_pool_get (self->pool, slot)) -
              SOTTO_ACCEPTANCE_BEHIND - 1;

  if (seconds != 0)
    sotto_waku_clock_samples_add (&link->clock, seconds,
                                  sotto_clock_get_monotonic_time (self->clock));
}

static const SottoWakuRefusal *
find_refusal (GArray *refusals, const SottoHash *hash)
{
  for (guint i = 0; refusals != NULL && i < refusals->len; i++)
    {
      const SottoWakuRefusal *refusal = &g_array_index (refusals, SottoWakuRefusal, i);

      if (sotto_hash_equal (&refusal->hash, hash))
        return refusal;
    }

  return NULL;
}

/* Puts what is new in the pool into the queues of those who want it. @from is who brought it, NULL
 * for us. */
void
sotto_waku_node_forward (SottoWakuNode *self, SottoPoolSlot slot, SottoWakuLink *from)
{
  gboolean waits = FALSE;

  set_origin (self, slot, from);
  for (guint i = 0; i < self->links->len; i++)
    {
      SottoWakuLink *link = g_ptr_array_index (self->links, i);

      if (link != from && is_for (self, link, slot))
        waits |= sotto_waku_queue_add (link->queue, slot);
    }

  if (waits)
    sotto_waku_node_arm_tick (self);
}

/* Looks through the pool for what a neighbour wants and does not know. */
void
sotto_waku_node_rescan (SottoWakuNode *self, SottoWakuLink *link)
{
  SottoPoolSlot n_slots = sotto_envelope_pool_get_n_slots (self->pool);

  link->wants_rescan = FALSE;
  link->rescanned_at = sotto_clock_get_monotonic_time (self->clock);
  for (SottoPoolSlot slot = 0; slot < n_slots; slot++)
    {
      SottoEnvelope *envelope = sotto_envelope_pool_get (self->pool, slot);

      if (envelope != NULL && is_for (self, link, slot))
        sotto_waku_queue_add (link->queue, slot);
    }

  if (sotto_waku_queue_get_n_waiting (link->queue) > 0)
    sotto_waku_node_arm_tick (self);
}

/* An envelope has left the pool: nobody knows it any more. */
void
sotto_waku_node_slot_freed (SottoWakuNode *self, SottoPoolSlot slot)
{
  for (guint i = 0; i < self->links->len; i++)
    {
      SottoWakuLink *link = g_ptr_array_index (self->links, i);

      sotto_waku_queue_forget (link->queue, slot);
    }
}

/* Sees to it that queues are emptied soon. */
void
sotto_waku_node_arm_tick (SottoWakuNode *self)
{
  if (!self->running || self->tick_timer != 0)
    return;

  self->tick_timer = sotto_clock_add_timer (
    self->clock, TICK_MS + sotto_random_uniform (self->random, TICK_JITTER_MS), tick_cb, self);
}

/* A neighbour answers a packet: what it does not refuse, it holds. @refusals is nullable. */
void
sotto_waku_node_batch_answered (SottoWakuNode *self,
                                SottoWakuLink *link,
                                const SottoHash *batch,
                                GArray *refusals)
{
  g_autoptr (GArray) own = NULL;
  SottoWakuFlight *flight = g_hash_table_lookup (link->flights, batch);

  if (flight == NULL)
    return;

  own = g_array_ref (flight->own);
  g_hash_table_remove (link->flights, batch);
  for (guint i = 0; i < own->len; i++)
    {
      const SottoHash *hash = &g_array_index (own, SottoHash, i);
      const SottoWakuRefusal *refusal = find_refusal (refusals, hash);

      if (refusal != NULL)
        note_refused_own (self, link, refusal);
      else
        sotto_waku_node_confirm (self, link, hash);
    }
}

/* The neighbour holds this envelope. Says so once, if it is ours. */
void
sotto_waku_node_confirm (SottoWakuNode *self, SottoWakuLink *link, const SottoHash *hash)
{
  SottoWakuOwn *own = g_hash_table_lookup (self->own, hash);
  SottoHash copy = *hash;

  if (own == NULL || own->confirmed)
    return;

  own->confirmed = TRUE;
  g_signal_emit_by_name (self, "confirmed", &copy, link->keeps_history);
}

static gboolean
flight_is_old (gpointer key, gpointer value, gpointer user_data)
{
  return ((SottoWakuFlight *) value)->sent_at < *(gint64 *) user_data;
}

/* Forgets packets that were never answered. */
void
sotto_waku_node_forget_old_flights (SottoWakuNode *self)
{
  gint64 limit = sotto_clock_get_monotonic_time (self->clock) - FLIGHT_US;

  for (guint i = 0; i < self->links->len; i++)
    {
      SottoWakuLink *link = g_ptr_array_index (self->links, i);

      g_hash_table_foreach_remove (link->flights, flight_is_old, &limit);
    }
}
