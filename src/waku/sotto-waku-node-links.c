/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The node's neighbours: handshake, announcements and packets by their codes.
 *
 * Both sides send Status at once and take nothing else before the other's. A client announces the
 * list of topics that it follows, an empty one too, because silence would mean "everything"; a
 * relay announces a full filter.
 *
 * devp2p runs the highest version of each name that both have, so that Whisper and Waku may run
 * side by side on one connection. Each envelope travels once: by Waku. Whisper is silent there: it
 * says by an empty filter that it wants nothing and is sent nothing, but answers what it is sent.
 */

#include "sotto-waku-node-private.h"

#include "sotto-waku-error.h"
#include "sotto-waku-packets.h"

#define HANDSHAKE_TIMEOUT_US (10 * G_USEC_PER_SEC)

/* Bytes of a node id that name a peer to people. */
#define SHORT_ID_LENGTH 8

/* Answers of ours that may wait for one neighbour; the oldest makes room. */
#define MAX_ANSWERS 256

typedef struct
{
  SottoWakuNode *node;
  SottoWakuLink *link;
} Emission;

static void
send_packet (SottoWakuNode *self, SottoWakuLink *link, guint code, GBytes *payload)
{
  if (link->stopped)
    return;

  sotto_waku_meter_spend (link->sending, g_bytes_get_size (payload),
                          sotto_clock_get_monotonic_time (self->clock));
  if (!sotto_peer_send (link->peer, link->capability, code, payload, NULL, NULL))
    g_debug ("A packet %u to %s was not sent: it does not read what it is sent", code,
             sotto_peer_get_address (link->peer));
}

static void
emit_packet_cb (guint code, GBytes *payload, gpointer user_data)
{
  const Emission *emission = user_data;

  send_packet (emission->node, emission->link, code, payload);
}

/* (transfer full): what this neighbour is to send us. */
static SottoWakuInterest *
interest_for_link (SottoWakuNode *self, SottoWakuLink *link)
{
  gsize n_topics;

  if (self->role == SOTTO_WAKU_ROLE_RELAY)
    return sotto_waku_interest_new_everything ();

  sotto_waku_interest_get_topics (self->followed, &n_topics);
  if (link->dialect->max_topics == 0 || n_topics > link->dialect->max_topics)
    return sotto_waku_interest_to_bloom (self->followed);

  return sotto_waku_interest_ref (self->followed);
}

/* What it is told of that: nothing is wanted by a dialect that only runs beside another one. */
static void
set_interest (SottoWakuOptions *options, SottoWakuLink *link, SottoWakuInterest *interest)
{
  SottoBloom none = { { 0 } };
  g_autoptr (SottoWakuInterest) nothing = NULL;

  if (!link->silent)
    {
      sotto_waku_options_set_interest (options, interest);
      return;
    }

  nothing = sotto_waku_interest_new_bloom (&none);
  sotto_waku_options_set_interest (options, nothing);
}

static gboolean
has_limit (const SottoWakuRate *rate)
{
  return rate->ip > 0 || rate->peer > 0 || rate->topic > 0;
}

static void
send_status (SottoWakuNode *self, SottoWakuLink *link)
{
  g_auto (SottoWakuOptions) options = { 0 };
  g_autoptr (SottoWakuInterest) interest = interest_for_link (self, link);
  g_autoptr (GBytes) payload = NULL;

  options.present = 1u << SOTTO_WAKU_OPTION_MIN_POW | 1u << SOTTO_WAKU_OPTION_LIGHT |
                    1u << SOTTO_WAKU_OPTION_CONFIRMATIONS | 1u << SOTTO_WAKU_OPTION_PACKET_LIMITS;
  if (link->dialect->has_byte_limits && has_limit (&self->limits.rates.bytes))
    options.present |= 1u << SOTTO_WAKU_OPTION_BYTE_LIMITS;
  options.min_pow = self->limits.min_pow;
  options.packet_limits = self->limits.rates.packets;
  options.byte_limits = self->limits.rates.bytes;
  options.light = self->limits.light;
  options.confirmations = TRUE;
  set_interest (&options, link, interest);

  payload = link->dialect->encode_status (&options);
  send_packet (self, link, SOTTO_WAKU_CODE_STATUS, payload);
  link->announced_pow = options.min_pow;
  sotto_waku_link_set_announced (link, interest, sotto_clock_get_monotonic_time (self->clock));
}

static void
update_role (SottoWakuLink *link)
{
  if (link->model != NULL)
    sotto_transport_peer_set_role (link->model, sotto_waku_link_is_relay (link)
                                                  ? SOTTO_TRANSPORT_PEER_ROLE_RELAY
                                                  : SOTTO_TRANSPORT_PEER_ROLE_CLIENT);
}

static void
add_model (SottoWakuNode *self, SottoWakuLink *link)
{
  g_autofree char *id = sotto_hash_to_hex (sotto_peer_get_node_id (link->peer));
  SottoTransportPeerDetails details = { 0 };

  id[2 * SHORT_ID_LENGTH] = '\0';
  details.id = id;
  details.address = sotto_peer_get_address (link->peer);
  details.client = sotto_peer_get_client (link->peer);
  details.dialect = link->dialect->label;
  details.inbound = sotto_peer_is_inbound (link->peer);
  details.connected_at = sotto_clock_get_seconds (self->clock);

  link->model = sotto_transport_peer_new (&details);
  update_role (link);
  sotto_transport_state_add_peer (self->state, link->model);
}

static gboolean
receive_status (SottoWakuNode *self, SottoWakuLink *link, GBytes *payload, GError **error)
{
  g_auto (SottoWakuOptions) options = { 0 };

  if (!link->dialect->decode_status (payload, &options, error))
    return FALSE;

  sotto_waku_link_apply (link, &options, sotto_clock_get_monotonic_time (self->clock));
  if (self->limits.light && link->light)
    {
      g_set_error_literal (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_USELESS,
                           "Two light nodes have nothing to say to each other");
      return FALSE;
    }
  link->ready = TRUE;
  if (link->silent)
    return TRUE;

  add_model (self, link);
  sotto_waku_node_rescan (self, link);
  sotto_waku_node_update_state (self);
  sotto_waku_node_direct_link (self, link, TRUE);

  return TRUE;
}

static gboolean
receive_update (SottoWakuNode *self,
                SottoWakuLink *link,
                guint code,
                GBytes *payload,
                GError **error)
{
  g_auto (SottoWakuOptions) options = { 0 };

  if (!link->dialect->decode_update (code, payload, &options, error))
    return FALSE;

  if (sotto_waku_link_apply (link, &options, sotto_clock_get_monotonic_time (self->clock)))
    {
      link->wants_rescan = TRUE;
      sotto_waku_node_arm_tick (self);
    }
  update_role (link);

  return TRUE;
}

static gboolean
receive_batch_ack (SottoWakuNode *self, SottoWakuLink *link, GBytes *payload, GError **error)
{
  SottoHash batch;

  if (!sotto_waku_batch_ack_decode (&batch, payload, error))
    return FALSE;

  sotto_waku_node_batch_answered (self, link, &batch, NULL);

  return TRUE;
}

static gboolean
receive_response (SottoWakuNode *self, SottoWakuLink *link, GBytes *payload, GError **error)
{
  g_auto (SottoWakuResponse) response = { 0 };
  gboolean known;

  if (!sotto_waku_response_decode (&response, payload, &known, error))
    return FALSE;

  if (known)
    sotto_waku_node_batch_answered (self, link, &response.batch, response.refusals);

  return TRUE;
}

/* Whether Waku runs on the connection where this dialect runs too. */
static gboolean
is_beside_another (SottoWakuNode *self, SottoWakuLink *link)
{
  if (link->dialect != &sotto_waku_dialect_whisper)
    return FALSE;

  for (guint i = 0; i < SOTTO_WAKU_N_DIALECTS; i++)
    if (self->capabilities[i] != NULL &&
        SOTTO_CAPABILITY (self->capabilities[i]) != link->capability &&
        sotto_peer_runs (link->peer, SOTTO_CAPABILITY (self->capabilities[i])))
      return TRUE;

  return FALSE;
}

/* (transfer full): a link that knows what was sent to that node before, since the node knows it as
 * well. */
SottoWakuLink *
sotto_waku_node_make_link (SottoWakuNode *self,
                           SottoCapability *capability,
                           const SottoWakuDialect *dialect,
                           SottoPeer *peer)
{
  const SottoHash *node_id = sotto_peer_get_node_id (peer);
  SottoWakuMeter *sending = g_hash_table_lookup (self->sending, node_id);
  gint64 now = sotto_clock_get_monotonic_time (self->clock);

  if (sending == NULL)
    {
      SottoWakuMeterRates none = { 0 };

      sending = sotto_waku_meter_new (&none, now);
      g_hash_table_insert (self->sending, sotto_hash_copy (node_id), sending);
    }

  return sotto_waku_link_new (capability, dialect, peer, sending, now);
}

/* Forgets what was sent to those who are gone, once it does not count any more. */
void
sotto_waku_node_prune_sending (SottoWakuNode *self)
{
  gint64 now = sotto_clock_get_monotonic_time (self->clock);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->sending);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (sotto_waku_meter_prune (value, now) && sotto_waku_meter_is_sole (value))
      g_hash_table_iter_remove (&iter);
}

/* Somebody speaks our dialect: greet. */
void
sotto_waku_node_link_started (SottoWakuNode *self, SottoWakuLink *link)
{
  link->started_at = sotto_clock_get_monotonic_time (self->clock);
  link->silent = is_beside_another (self, link);
  g_ptr_array_add (self->links, sotto_waku_link_ref (link));
  send_status (self, link);
}

/* What is not held against our limits: answers to our packets, two for each, and to our requests.
 */
static gboolean
is_answer (SottoWakuNode *self, SottoWakuLink *link, guint code)
{
  switch (code)
    {
    case SOTTO_WAKU_CODE_BATCH_ACK:
    case SOTTO_WAKU_CODE_MESSAGE_RESPONSE:
      if (link->n_answers_due == 0)
        return FALSE;
      link->n_answers_due--;
      return TRUE;
    default:
      return sotto_waku_node_is_direct (code) && sotto_waku_node_direct_expects (self, link, code);
    }
}

static SottoWakuVerdict
hold_against_limits (SottoWakuNode *self, SottoWakuLink *link, guint code, GBytes *payload)
{
  SottoWakuSender sender = { sotto_peer_get_node_id (link->peer), link->group };
  SottoWakuVerdict verdict;

  if (is_answer (self, link, code))
    return SOTTO_WAKU_VERDICT_TAKE;

  /* Nobody is held to what cannot be said in its dialect. */
  verdict = sotto_waku_limiter_take_packet (
    self->limiter, &sender, link->dialect->has_byte_limits ? g_bytes_get_size (payload) : 0,
    sotto_clock_get_monotonic_time (self->clock));
  if (verdict != SOTTO_WAKU_VERDICT_TAKE)
    self->packets_dropped++;

  return verdict;
}

static gboolean
dispatch (SottoWakuNode *self, SottoWakuLink *link, guint code, GBytes *payload, GError **error)
{
  if (link->dialect->is_update (code))
    return receive_update (self, link, code, payload, error);

  switch (code)
    {
    case SOTTO_WAKU_CODE_STATUS:
      return TRUE;
    case SOTTO_WAKU_CODE_MESSAGES:
      return sotto_waku_node_receive (self, link, payload, error);
    case SOTTO_WAKU_CODE_BATCH_ACK:
      return receive_batch_ack (self, link, payload, error);
    case SOTTO_WAKU_CODE_MESSAGE_RESPONSE:
      return receive_response (self, link, payload, error);
    default:
      /* Other codes belong to versions that we do not know. */
      return !sotto_waku_node_is_direct (code) ||
             sotto_waku_node_direct_message (self, link, code, payload, error);
    }
}

/* FALSE with @error set ends the connection. */
gboolean
sotto_waku_node_link_message (SottoWakuNode *self,
                              SottoWakuLink *link,
                              guint code,
                              GBytes *payload,
                              GError **error)
{
  if (code == SOTTO_WAKU_CODE_STATUS && !link->ready)
    return receive_status (self, link, payload, error);

  if (!link->ready)
    {
      g_set_error (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_ORDER,
                   "A neighbour sent packet %u before its handshake", code);
      return FALSE;
    }

  switch (hold_against_limits (self, link, code, payload))
    {
    case SOTTO_WAKU_VERDICT_TAKE:
      return dispatch (self, link, code, payload, error);
    case SOTTO_WAKU_VERDICT_DROP:
      return TRUE;
    case SOTTO_WAKU_VERDICT_CLOSE:
      break;
    }

  g_set_error_literal (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_MISBEHAVED,
                       "A neighbour keeps sending faster than it was told");

  return FALSE;
}

/* The connection has ended. */
void
sotto_waku_node_link_stopped (SottoWakuNode *self, SottoWakuLink *link)
{
  g_autoptr (SottoWakuLink) held = sotto_waku_link_ref (link);
  gboolean was_ready = link->ready;

  link->stopped = TRUE;
  link->ready = FALSE;
  if (link->model != NULL)
    {
      sotto_waku_node_update_traffic (link);
      sotto_transport_state_remove_peer (self->state, link->model);
    }
  g_ptr_array_remove (self->links, link);
  sotto_waku_node_update_state (self);
  if (was_ready)
    sotto_waku_node_direct_link (self, link, FALSE);
}

/* Tells a neighbour what we want now, if it does not know yet; later, if its limits say so. */
void
sotto_waku_node_announce (SottoWakuNode *self, SottoWakuLink *link)
{
  g_auto (SottoWakuOptions) options = { 0 };
  g_autoptr (SottoWakuInterest) interest = interest_for_link (self, link);
  gint64 now = sotto_clock_get_monotonic_time (self->clock);
  gboolean is_new = !sotto_waku_interest_equal (interest, link->announced);

  link->wants_announcement = FALSE;
  if (link->stopped || (!is_new && link->announced_pow == self->limits.min_pow))
    return;

  if (sotto_waku_meter_get_room (link->sending, now) == 0)
    {
      link->wants_announcement = TRUE;
      sotto_waku_node_arm_tick (self);
      return;
    }

  if (is_new && !link->silent)
    sotto_waku_options_set_interest (&options, interest);
  if (link->announced_pow != self->limits.min_pow)
    {
      options.present |= 1u << SOTTO_WAKU_OPTION_MIN_POW;
      options.min_pow = self->limits.min_pow;
    }
  if (options.present != 0)
    link->dialect->emit_update (&options, emit_packet_cb, &(Emission){ self, link });
  link->announced_pow = self->limits.min_pow;
  sotto_waku_link_set_announced (link, interest, now);
}

/* Sends an answer now or when the neighbour's limits allow it. */
void
sotto_waku_node_answer (SottoWakuNode *self, SottoWakuLink *link, guint code, GBytes *payload)
{
  SottoWakuAnswer *answer = g_new (SottoWakuAnswer, 1);

  if (link->answers.length >= MAX_ANSWERS)
    sotto_waku_answer_free (g_queue_pop_head (&link->answers));
  answer->code = code;
  answer->payload = g_bytes_ref (payload);
  g_queue_push_tail (&link->answers, answer);
  sotto_waku_node_flush_answers (self, link);
}

/* Sends what answers the neighbour's limits allow now. */
void
sotto_waku_node_flush_answers (SottoWakuNode *self, SottoWakuLink *link)
{
  gint64 now = sotto_clock_get_monotonic_time (self->clock);

  while (link->answers.length > 0 && !link->stopped)
    {
      SottoWakuAnswer *answer = g_queue_peek_head (&link->answers);

      if (!sotto_waku_meter_take (link->sending, g_bytes_get_size (answer->payload), now))
        break;
      if (!sotto_peer_send (link->peer, link->capability, answer->code, answer->payload, NULL,
                            NULL))
        g_debug ("%s does not read what it is sent", sotto_peer_get_address (link->peer));
      sotto_waku_answer_free (g_queue_pop_head (&link->answers));
    }
  if (link->answers.length > 0)
    sotto_waku_node_arm_tick (self);
}

/* Ends connections whose other side does not greet. */
void
sotto_waku_node_check_handshakes (SottoWakuNode *self)
{
  gint64 now = sotto_clock_get_monotonic_time (self->clock);

  for (guint i = self->links->len; i > 0; i--)
    {
      SottoWakuLink *link = g_ptr_array_index (self->links, i - 1);

      if (!link->ready && now - link->started_at > HANDSHAKE_TIMEOUT_US)
        sotto_peer_disconnect (link->peer, SOTTO_DISCONNECT_TIMEOUT);
    }
}
