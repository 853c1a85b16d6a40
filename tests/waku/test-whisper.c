/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whisper v6 beside waku/0 and waku/1: handshakes, updates, what goes from one dialect to the
 * others, what a neighbour of two dialects is sent, and what clients pass on.
 */

#include <string.h>

#include "sotto-hex.h"
#include "sotto-test-raw-peer.h"
#include "sotto-waku-dialect.h"
#include "sotto-waku-packets.h"
#include "waku-fixtures.h"

#define WHISPER SOTTO_TEST_RAW_PEER_WHISPER

/* Handshakes: of EIP-627, and with confirmations. */
#define STATUS_6 "c3068080"
#define STATUS_6_CONFIRMING "c50680808001"

#define N_DIALECTS 3

static const SottoTopic red = { { 1, 2, 3, 0 } };
static const SottoTopic blue = { { 0xaa, 0xbb, 0xcc, 0x07 } };

static SottoTestNode *
add_node (SottoTestNet *net, SottoWakuRole role, SottoWakuDialects dialects)
{
  SottoWakuLimits limits;

  sotto_waku_limits_init (&limits);
  limits.dialects = dialects;

  return sotto_test_net_add (net, role, &limits, 0);
}

static void
follow (SottoTestNode *node, const SottoTopic *topic)
{
  sotto_transport_set_topics (SOTTO_TRANSPORT (node->node), topic, 1);
}

static const char *
get_dialect (SottoTestNode *node)
{
  g_autoptr (SottoTransportPeer) peer =
    g_list_model_get_item (sotto_transport_state_get_peers (node->state), 0);

  return peer != NULL ? sotto_transport_peer_get_dialect (peer) : NULL;
}

/* Each row ends the connection, and nothing else. */
static void
test_breaches (void)
{
  static const struct
  {
    const char *description;
    const char *status;
    guint code;
    const char *payload;
  } rows[] = {
    { "a packet before the handshake", NULL, 1, "c0" },
    { "a floor before the handshake", NULL, 2, "80" },
    { "a handshake of another version", NULL, 0, "c105" },
    { "a handshake of Waku", NULL, 0, "c280c0" },
    { "an infinite floor", NULL, 0, "ca06887ff0000000000000" },
    { "envelopes that are no list", STATUS_6, 1, "83010203" },
    { "an envelope without a nonce", STATUS_6, 1, "cfce845e69fa1f0f8401020304820909" },
    { "half an envelope", STATUS_6, 1, "d1d0845e69fa1f0f840102030483" },
    { "a byte behind the envelopes", STATUS_6, 1, "c000" },
    { "a floor in a list", STATUS_6, 2, "c180" },
    { "a floor that is no number", STATUS_6, 2, "887ff8000000000000" },
    { "an empty filter", STATUS_6, 3, "80" },
    { "a filter of three bytes", STATUS_6, 3, "83010203" },
    { "an acknowledgement in a list", STATUS_6, 11, "c0" },
    { "a response without a body", STATUS_6, 12, "c101" },
    { "limits of two", STATUS_6, 20, "c28080" },
  };
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_node (net, SOTTO_WAKU_ROLE_RELAY, SOTTO_WAKU_DIALECTS_ALL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, WHISPER, rows[i].status);

      g_test_message ("%s", rows[i].description);
      g_assert_true (sotto_test_raw_peer_is_connected (raw));
      sotto_test_raw_peer_send_hex (raw, rows[i].code, rows[i].payload);
      sotto_test_net_run (net, 300);
      g_assert_false (sotto_test_raw_peer_is_connected (raw));
      sotto_test_raw_peer_close (net, raw);
    }
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (node->node), ==, 0);
}

/* Each row is let pass in silence. */
static void
test_harmless (void)
{
  static const struct
  {
    const char *description;
    guint code;
    const char *payload;
  } rows[] = {
    { "a second handshake", 0, "c105" },
    { "no envelopes", 1, "c0" },
    { "a floor", 2, "80" },
    { "limits", 20, "c3808080" },
    { "an update of another dialect", 22, "05" },
    { "a packet of the future", 42, "ffffffff" },
    { "a request for sync", 123, "c0" },
    { "an answer to one", 124, "c0" },
    { "an envelope past all rules", 127, "d0845e69fa1f0f84010203048301020307" },
  };
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_node (net, SOTTO_WAKU_ROLE_RELAY, SOTTO_WAKU_DIALECTS_ALL);
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, WHISPER, STATUS_6);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].description);
      sotto_test_raw_peer_send_hex (raw, rows[i].code, rows[i].payload);
      sotto_test_net_run (net, 200);
      g_assert_true (sotto_test_raw_peer_is_connected (raw));
    }
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (node->node), ==, 0);
  g_assert_cmpstr (get_dialect (node), ==, "shh/6");
  sotto_test_raw_peer_close (net, raw);
}

/* What a client says of itself: a filter for its topics, and another when they change. */
static void
test_announcements (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *client = add_node (net, SOTTO_WAKU_ROLE_CLIENT, SOTTO_WAKU_DIALECTS_ALL);
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, client, WHISPER, STATUS_6);
  SottoBloom expected = { { 0 } };
  g_auto (SottoWakuOptions) status = { 0 };
  g_auto (SottoWakuOptions) update = { 0 };
  g_auto (SottoWakuOptions) floor = { 0 };

  g_assert_true (
    sotto_waku_dialect_whisper.decode_status (sotto_test_raw_peer_get (raw, 0, 0), &status, NULL));
  g_assert_cmpmem (&status.bloom, sizeof status.bloom, &expected, sizeof expected);
  g_assert_true (status.min_pow == 0.001);
  g_assert_true (status.confirmations);
  g_assert_false (status.light);

  follow (client, &red);
  sotto_test_net_run (net, 300);
  sotto_bloom_add_topic (&expected, &red);
  g_assert_true (sotto_waku_dialect_whisper.decode_update (3, sotto_test_raw_peer_get (raw, 3, 0),
                                                           &update, NULL));
  g_assert_cmpmem (&update.bloom, sizeof update.bloom, &expected, sizeof expected);
  g_assert_cmpuint (sotto_test_raw_peer_count (raw, 2), ==, 0);

  sotto_waku_node_set_min_pow (client->node, 0.002);
  sotto_waku_node_set_min_pow (client->node, 0.002);
  sotto_test_net_run (net, 300);
  g_assert_cmpuint (sotto_test_raw_peer_count (raw, 2), ==, 1);
  g_assert_true (sotto_waku_dialect_whisper.decode_update (2, sotto_test_raw_peer_get (raw, 2, 0),
                                                           &floor, NULL));
  g_assert_true (floor.min_pow == 0.002);
  g_assert_cmpuint (sotto_test_raw_peer_count (raw, 22), ==, 0);
  sotto_test_raw_peer_close (net, raw);
}

/* Floor and filter of the neighbour decide what it gets, from the handshake and from updates. */
static void
test_heeds_updates (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_node (net, SOTTO_WAKU_ROLE_RELAY, SOTTO_WAKU_DIALECTS_ALL);
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, WHISPER, STATUS_6);
  g_autoptr (SottoRlpWriter) writer = sotto_rlp_writer_new ();
  g_autoptr (GBytes) nothing = NULL;
  SottoBloom none = { { 0 } };
  SottoHash id;

  sotto_rlp_writer_add_string (writer, none.bytes, sizeof none.bytes);
  nothing = sotto_rlp_writer_end (g_steal_pointer (&writer));
  sotto_test_net_publish (net, node, &red, "wanted", &id);
  sotto_test_net_run (net, 1000);
  g_assert_cmpuint (sotto_test_raw_peer_count (raw, 1), ==, 1);

  sotto_test_raw_peer_send_hex (raw, 2, "883ff0000000000000");
  sotto_test_net_run (net, 300);
  sotto_test_net_publish (net, node, &red, "too little work", &id);
  sotto_test_net_run (net, 1500);
  g_assert_cmpuint (sotto_test_raw_peer_count (raw, 1), ==, 1);

  sotto_test_raw_peer_send (raw, 3, nothing);
  sotto_test_raw_peer_send_hex (raw, 2, "80");
  sotto_test_net_run (net, 2000);
  g_assert_cmpuint (sotto_test_raw_peer_count (raw, 1), ==, 1);
  sotto_test_raw_peer_close (net, raw);
}

/* Refusals carry this dialect's number; every packet is answered twice. */
static void
test_answers (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_node (net, SOTTO_WAKU_ROLE_RELAY, SOTTO_WAKU_DIALECTS_ALL);
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, WHISPER, STATUS_6_CONFIRMING);
  FixtureEnvelope old = { 1, 1, red, .data_length = 10 };
  g_autoptr (SottoEnvelope) bad = fixture_envelope (&old);
  g_autoptr (GPtrArray) envelopes = g_ptr_array_new ();
  g_autoptr (GBytes) packet = NULL;
  g_auto (SottoWakuResponse) response = { 0 };
  gboolean known;

  g_ptr_array_add (envelopes, bad);
  packet = sotto_waku_messages_encode (envelopes);
  sotto_test_raw_peer_send (raw, 1, packet);
  sotto_test_net_run (net, 500);
  g_assert_cmpuint (sotto_test_raw_peer_count (raw, 11), ==, 1);
  g_assert_true (
    sotto_waku_response_decode (&response, sotto_test_raw_peer_get (raw, 12, 0), &known, NULL));
  g_assert_cmpuint (response.refusals->len, ==, 1);
  g_assert_cmpuint (g_array_index (response.refusals, SottoWakuRefusal, 0).code, ==, 37);
  sotto_test_raw_peer_close (net, raw);
}

/* Clients of all dialects at one relay: what one says, the others get once, bytes unchanged. */
static void
test_bridge (void)
{
  static const SottoWakuDialects dialects[N_DIALECTS] = { SOTTO_WAKU_DIALECTS_WHISPER,
                                                          SOTTO_WAKU_DIALECTS_WAKU_0,
                                                          SOTTO_WAKU_DIALECTS_WAKU_1 };
  static const char *const labels[N_DIALECTS] = { "shh/6", "waku/0", "waku/1" };
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *relay = add_node (net, SOTTO_WAKU_ROLE_RELAY, SOTTO_WAKU_DIALECTS_ALL);
  SottoTestNode *clients[N_DIALECTS];
  SottoHash ids[N_DIALECTS];

  for (guint i = 0; i < N_DIALECTS; i++)
    {
      clients[i] = add_node (net, SOTTO_WAKU_ROLE_CLIENT, dialects[i]);
      follow (clients[i], &red);
      sotto_test_net_connect (net, clients[i], relay);
      g_assert_cmpstr (get_dialect (clients[i]), ==, labels[i]);
    }
  for (guint i = 0; i < N_DIALECTS; i++)
    sotto_test_net_publish (net, clients[i], &red, labels[i], &ids[i]);
  sotto_test_net_run (net, 3000);

  g_assert_cmpuint (sotto_waku_node_get_n_pooled (relay->node), ==, N_DIALECTS);
  for (guint i = 0; i < N_DIALECTS; i++)
    {
      g_assert_cmpuint (clients[i]->received->len, ==, N_DIALECTS - 1);
      g_assert_true (sotto_test_node_has_confirmed (clients[i], &ids[i]));
      for (guint n = 0; n < clients[i]->received->len; n++)
        {
          SottoReceivedPayload *payload = clients[i]->received->pdata[n];

          g_assert_false (sotto_hash_equal (&payload->id, &ids[i]));
        }
      g_assert_cmpuint (sotto_transport_state_get_envelopes_refused (clients[i]->state), ==, 0);
    }
  g_assert_cmpuint (sotto_transport_state_get_envelopes_out (relay->state), ==,
                    N_DIALECTS * (N_DIALECTS - 1));
}

/* Every client with every relay that it shares a dialect with: the highest version of Waku runs, or
 * Whisper, and both sides hear each other once. */
static void
test_pairs (void)
{
  static const char *const labels[] = { "shh/6", "waku/0", "waku/1" };

  for (guint ours = 1; ours <= SOTTO_WAKU_DIALECTS_ALL; ours++)
    for (guint theirs = 1; theirs <= SOTTO_WAKU_DIALECTS_ALL; theirs++)
      {
        g_autoptr (SottoTestNet) net = NULL;
        SottoTestNode *relay;
        SottoTestNode *client;
        SottoHash id;

        if ((ours & theirs) == 0)
          continue;

        g_test_message ("%u and %u", ours, theirs);
        net = sotto_test_net_new ();
        relay = add_node (net, SOTTO_WAKU_ROLE_RELAY, theirs);
        client = add_node (net, SOTTO_WAKU_ROLE_CLIENT, ours);
        follow (relay, &red);
        follow (client, &red);
        sotto_test_net_connect (net, client, relay);
        g_assert_cmpstr (get_dialect (client), ==, labels[g_bit_storage (ours & theirs) - 1]);
        g_assert_cmpstr (get_dialect (relay), ==, get_dialect (client));
        sotto_test_net_publish (net, client, &red, "of the client", &id);
        sotto_test_net_publish (net, relay, &red, "of the relay", &id);
        sotto_test_net_run (net, 1500);
        g_assert_cmpuint (client->received->len, ==, 1);
        g_assert_cmpuint (relay->received->len, ==, 1);
        g_assert_cmpuint (client->confirmed->len, ==, 1);
        g_assert_cmpuint (relay->confirmed->len, ==, 1);
      }
}

/* Two nodes that have everything in common: one neighbour, and each envelope once. */
static void
test_side_by_side (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *relay = add_node (net, SOTTO_WAKU_ROLE_RELAY, SOTTO_WAKU_DIALECTS_ALL);
  SottoTestNode *other = add_node (net, SOTTO_WAKU_ROLE_RELAY, SOTTO_WAKU_DIALECTS_ALL);
  SottoHash id;

  follow (other, &red);
  sotto_test_net_connect (net, relay, other);
  sotto_test_net_run (net, 500);
  g_assert_cmpuint (sotto_transport_state_get_n_peers (relay->state), ==, 1);
  g_assert_cmpstr (get_dialect (relay), ==, "waku/1");
  g_assert_true (sotto_transport_state_get_has_relay (other->state));
  sotto_test_net_publish (net, relay, &red, "once", &id);
  sotto_test_net_run (net, 2000);
  g_assert_cmpuint (other->received->len, ==, 1);
  g_assert_cmpuint (sotto_transport_state_get_envelopes_out (relay->state), ==, 1);
  g_assert_cmpuint (sotto_transport_state_get_envelopes_out (other->state), ==, 0);
}

static gboolean
is_alone (gpointer user_data)
{
  return sotto_transport_state_get_n_peers (((SottoTestNode *) user_data)->state) == 0;
}

/* Light clients pass nothing on, and have nothing to say to each other. */
static void
test_light (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *relay = add_node (net, SOTTO_WAKU_ROLE_RELAY, SOTTO_WAKU_DIALECTS_WHISPER);
  SottoTestNode *friend = add_node (net, SOTTO_WAKU_ROLE_CLIENT, SOTTO_WAKU_DIALECTS_ALL);
  SottoTestRawPeer *raw = NULL;
  SottoWakuLimits limits;
  SottoTestNode *light;
  g_autoptr (SottoEnode) enode = NULL;
  SottoHash id;

  sotto_waku_limits_init (&limits);
  limits.light = TRUE;
  light = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, &limits, 0);
  follow (light, &red);
  follow (friend, &red);
  sotto_test_net_connect (net, light, relay);
  sotto_test_net_connect (net, light, friend);
  sotto_test_net_publish (net, relay, &red, "theirs", &id);
  sotto_test_net_run (net, 2000);
  g_assert_cmpuint (light->received->len, ==, 1);
  g_assert_cmpuint (friend->received->len, ==, 0);
  sotto_test_net_publish (net, light, &red, "ours", &id);
  sotto_test_net_run (net, 2000);
  g_assert_cmpuint (friend->received->len, ==, 1);

  for (guint version = 0; version < 2; version++)
    {
      g_test_message ("waku/%u", version);
      raw =
        sotto_test_raw_peer_new (net, light, version, version == 0 ? "c580c3c23201" : "c3c20201");
      g_assert_false (sotto_test_raw_peer_is_connected (raw));
      sotto_test_raw_peer_close (net, raw);
    }
  raw = sotto_test_raw_peer_new (net, light, WHISPER, "c406808001");
  g_assert_false (sotto_test_raw_peer_is_connected (raw));
  sotto_test_raw_peer_close (net, raw);
  g_assert_false (is_alone (light));
}

/* A client between two relays does not carry the one's envelopes to the other, which has them from
 * elsewhere; between a client and a relay it does, since that client may have nobody else. */
static void
test_passing_on (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *first = add_node (net, SOTTO_WAKU_ROLE_RELAY, SOTTO_WAKU_DIALECTS_ALL);
  SottoTestNode *second = add_node (net, SOTTO_WAKU_ROLE_RELAY, SOTTO_WAKU_DIALECTS_WHISPER);
  SottoTestNode *client = add_node (net, SOTTO_WAKU_ROLE_CLIENT, SOTTO_WAKU_DIALECTS_ALL);
  SottoTestNode *neighbour = add_node (net, SOTTO_WAKU_ROLE_CLIENT, SOTTO_WAKU_DIALECTS_ALL);
  SottoHash id;

  follow (client, &red);
  follow (neighbour, &red);
  sotto_test_net_connect (net, client, first);
  sotto_test_net_connect (net, client, second);
  sotto_test_net_connect (net, client, neighbour);

  sotto_test_net_publish (net, first, &red, "of the first relay", &id);
  sotto_test_net_run (net, 2000);
  g_assert_cmpuint (client->received->len, ==, 1);
  g_assert_cmpuint (neighbour->received->len, ==, 1);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (second->node), ==, 0);

  sotto_test_net_publish (net, neighbour, &red, "of a client", &id);
  sotto_test_net_run (net, 2000);
  g_assert_cmpuint (client->received->len, ==, 2);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (first->node), ==, 2);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (second->node), ==, 1);

  sotto_test_net_publish (net, client, &blue, "ours", &id);
  sotto_test_net_run (net, 2000);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (first->node), ==, 3);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (second->node), ==, 2);
}

/* A floor that rises is not held against what is on its way; after 10 s it is. */
static void
test_rising_floor (void)
{
  static const struct
  {
    guint wait_ms;
    guint n_pooled;
  } rows[] = { { 8000, 1 }, { 4000, 1 } };
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_node (net, SOTTO_WAKU_ROLE_RELAY, SOTTO_WAKU_DIALECTS_ALL);
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, WHISPER, STATUS_6);

  sotto_waku_node_set_min_pow (node->node, 1000);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      FixtureEnvelope fields = { .ttl = 60, .topic = red, .data_length = 40, .fill = (guint8) i };
      g_autoptr (SottoEnvelope) envelope = NULL;
      g_autoptr (GPtrArray) envelopes = g_ptr_array_new ();
      g_autoptr (GBytes) packet = NULL;

      sotto_test_net_run (net, rows[i].wait_ms);
      fields.expiry = sotto_clock_get_seconds (SOTTO_CLOCK (node->clock)) + 60;
      envelope = fixture_worked (&fields, 0.002);
      g_ptr_array_add (envelopes, envelope);
      packet = sotto_waku_messages_encode (envelopes);
      sotto_test_raw_peer_send (raw, 1, packet);
      sotto_test_net_run (net, 500);
      g_assert_cmpuint (sotto_waku_node_get_n_pooled (node->node), ==, rows[i].n_pooled);
    }
  g_assert_cmpuint (sotto_transport_state_get_envelopes_refused (node->state), ==, 1);
  sotto_test_raw_peer_close (net, raw);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/whisper/breaches", test_breaches);
  g_test_add_func ("/waku/whisper/harmless", test_harmless);
  g_test_add_func ("/waku/whisper/announcements", test_announcements);
  g_test_add_func ("/waku/whisper/heeds-updates", test_heeds_updates);
  g_test_add_func ("/waku/whisper/answers", test_answers);
  g_test_add_func ("/waku/whisper/bridge", test_bridge);
  g_test_add_func ("/waku/whisper/pairs", test_pairs);
  g_test_add_func ("/waku/whisper/side-by-side", test_side_by_side);
  g_test_add_func ("/waku/whisper/light", test_light);
  g_test_add_func ("/waku/whisper/passing-on", test_passing_on);
  g_test_add_func ("/waku/whisper/rising-floor", test_rising_floor);

  return g_test_run ();
}
