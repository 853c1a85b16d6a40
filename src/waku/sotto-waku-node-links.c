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

static void
send_packet (SottoWakuLink *link, guint code, GBytes *payload)
{
  if (link->stopped)
    return;

  if (!sotto_peer_send (link->peer, link->capability, code, payload, NULL, NULL))
    g_debug ("A packet %u to %s was not sent: it does not read what it is sent", code,
             sotto_peer_get_address (link->peer));
}

static void
emit_packet_cb (guint code, GBytes *payload, gpointer user_data)
{
  send_packet (user_data, code, payload);
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

static void
send_status (SottoWakuNode *self, SottoWakuLink *link)
{
  g_auto (SottoWakuOptions) options = { 0 };
  g_autoptr (SottoWakuInterest) interest = interest_for_link (self, link);
  g_autoptr (GBytes) payload = NULL;

  options.present = 1u << SOTTO_WAKU_OPTION_MIN_POW | 1u << SOTTO_WAKU_OPTION_LIGHT |
                    1u << SOTTO_WAKU_OPTION_CONFIRMATIONS | 1u << SOTTO_WAKU_OPTION_PACKET_LIMITS;
  options.min_pow = self->limits.min_pow;
  options.light = self->limits.light;
  options.confirmations = TRUE;
  set_interest (&options, link, interest);

  payload = link->dialect->encode_status (&options);
  send_packet (link, SOTTO_WAKU_CODE_STATUS, payload);
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

  if (link->ready)
    return TRUE;

  if (!link->dialect->decode_status (payload, &options, error))
    return FALSE;

  sotto_waku_link_apply (link, &options);
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

  if (sotto_waku_link_apply (link, &options))
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

/* Somebody speaks our dialect: greet. */
void
sotto_waku_node_link_started (SottoWakuNode *self, SottoWakuLink *link)
{
  link->started_at = sotto_clock_get_monotonic_time (self->clock);
  link->silent = is_beside_another (self, link);
  g_ptr_array_add (self->links, sotto_waku_link_ref (link));
  send_status (self, link);
}

/* FALSE with @error set ends the connection. */
gboolean
sotto_waku_node_link_message (SottoWakuNode *self,
                              SottoWakuLink *link,
                              guint code,
                              GBytes *payload,
                              GError **error)
{
  if (code == SOTTO_WAKU_CODE_STATUS)
    return receive_status (self, link, payload, error);

  if (!link->ready)
    {
      g_set_error (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_ORDER,
                   "A neighbour sent packet %u before its handshake", code);
      return FALSE;
    }

  if (link->dialect->is_update (code))
    return receive_update (self, link, code, payload, error);

  switch (code)
    {
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

/* The connection has ended. */
void
sotto_waku_node_link_stopped (SottoWakuNode *self, SottoWakuLink *link)
{
  g_autoptr (SottoWakuLink) held = sotto_waku_link_ref (link);
  gboolean was_ready = link->ready;

  link->stopped = TRUE;
  link->ready = FALSE;
  if (link->model != NULL)
    sotto_transport_state_remove_peer (self->state, link->model);
  g_ptr_array_remove (self->links, link);
  sotto_waku_node_update_state (self);
  if (was_ready)
    sotto_waku_node_direct_link (self, link, FALSE);
}

/* Tells a neighbour what we are interested in now, if it does not know yet. */
void
sotto_waku_node_announce (SottoWakuNode *self, SottoWakuLink *link)
{
  g_auto (SottoWakuOptions) options = { 0 };
  g_autoptr (SottoWakuInterest) interest = interest_for_link (self, link);

  if (link->stopped || sotto_waku_interest_equal (interest, link->announced))
    return;

  if (!link->silent)
    {
      sotto_waku_options_set_interest (&options, interest);
      link->dialect->emit_update (&options, emit_packet_cb, link);
    }
  sotto_waku_link_set_announced (link, interest, sotto_clock_get_monotonic_time (self->clock));
}

/* Tells all neighbours what work we require now. */
void
sotto_waku_node_announce_min_pow (SottoWakuNode *self)
{
  for (guint i = 0; i < self->links->len; i++)
    {
      SottoWakuLink *link = g_ptr_array_index (self->links, i);
      g_auto (SottoWakuOptions) options = { 0 };

      options.present = 1u << SOTTO_WAKU_OPTION_MIN_POW;
      options.min_pow = self->limits.min_pow;
      link->dialect->emit_update (&options, emit_packet_cb, link);
    }
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
