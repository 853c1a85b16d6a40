/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rate limits on the wire: what a node announces, what it does to neighbours that do not heed it,
 * and that it heeds theirs.
 */

#include <string.h>

#include "sotto-test-raw-peer.h"
#include "sotto-waku-dialect.h"
#include "sotto-waku-packets.h"
#include "waku-fixtures.h"

#define WHISPER SOTTO_TEST_RAW_PEER_WHISPER

static const SottoTopic red = { { 1, 2, 3, 0 } };

static SottoTestNode *
add_relay (SottoTestNet *net, const SottoWakuRateLimits *rates)
{
  SottoWakuLimits limits;

  sotto_waku_limits_init (&limits);
  limits.rates = *rates;

  return sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, &limits, 0);
}

static GBytes *
make_packet (SottoTestNode *node, const SottoTopic *topic, guint number)
{
  FixtureEnvelope fields = { .topic = *topic, .ttl = 60, .data_length = 50 + number / 256 };
  g_autoptr (SottoEnvelope) envelope = NULL;
  g_autoptr (GPtrArray) envelopes = g_ptr_array_new ();

  fields.fill = (guint8) number;
  fields.expiry = sotto_clock_get_seconds (SOTTO_CLOCK (node->clock)) + 60;
  envelope = fixture_worked (&fields, 0.002);
  g_ptr_array_add (envelopes, envelope);

  return sotto_waku_messages_encode (envelopes);
}

static void
send_packets (SottoTestRawPeer *raw,
              SottoTestNode *node,
              const SottoTopic *topic,
              guint from,
              guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) packet = make_packet (node, topic, from + i);

      sotto_test_raw_peer_send (raw, 1, packet);
    }
}

static void
test_announced (void)
{
  static const SottoWakuRateLimits rates = { .packets = { 30, 20, 10 }, .bytes = { 3, 2, 1 } };
  static const struct
  {
    guint version;
    const SottoWakuDialect *dialect;
    gboolean has_bytes;
  } rows[] = {
    { WHISPER, &sotto_waku_dialect_whisper, FALSE },
    { 0, &sotto_waku_dialect_0, FALSE },
    { 1, &sotto_waku_dialect_1, TRUE },
  };
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_relay (net, &rates);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, rows[i].version, NULL);
      g_auto (SottoWakuOptions) status = { 0 };

      g_test_message ("%s", rows[i].dialect->label);
      g_assert_true (
        rows[i].dialect->decode_status (sotto_test_raw_peer_get (raw, 0, 0), &status, NULL));
      g_assert_cmpuint (status.packet_limits.ip, ==, 30);
      g_assert_cmpuint (status.packet_limits.peer, ==, 20);
      g_assert_cmpuint (status.packet_limits.topic, ==, 10);
      g_assert_cmpint (sotto_waku_options_has (&status, SOTTO_WAKU_OPTION_BYTE_LIMITS), ==,
                       rows[i].has_bytes);
      g_assert_cmpuint (status.byte_limits.peer, ==, rows[i].has_bytes ? 2 : 0);
      sotto_test_raw_peer_close (net, raw);
    }
}

/* What is above the limit is dropped; who goes on loses the connection, and who calls again under
 * the same name has not become better. */
static void
test_enforced (void)
{
  static const SottoWakuRateLimits rates = { .packets = { .peer = 5 }, .tolerance = 20 };
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_relay (net, &rates);
  SottoTestRawPeer *greedy = sotto_test_raw_peer_new (net, node, 1, "c0");
  SottoTestRawPeer *honest = sotto_test_raw_peer_new (net, node, 0, "c280c0");

  send_packets (greedy, node, &red, 0, 35);
  sotto_test_net_run (net, 60);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (node->node), >=, 25);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (node->node), <=, 26);
  g_assert_cmpuint (sotto_waku_node_get_packets_dropped (node->node), >=, 9);
  g_assert_true (sotto_test_raw_peer_is_connected (greedy));
  send_packets (honest, node, &red, 100, 4);
  sotto_test_net_run (net, 60);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (node->node), >=, 29);

  send_packets (greedy, node, &red, 200, 20);
  sotto_test_net_run (net, 300);
  g_assert_false (sotto_test_raw_peer_is_connected (greedy));
  g_assert_true (sotto_test_raw_peer_is_connected (honest));
  sotto_test_raw_peer_close (net, greedy);
  sotto_test_raw_peer_close (net, honest);
}

/* An envelope above its topic's limit is refused in words; other topics go on. */
static void
test_topic (void)
{
  static const SottoTopic blue = { { 0xaa, 0xbb, 0xcc, 0x07 } };
  static const SottoWakuRateLimits rates = { .packets = { .topic = 2 } };
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_relay (net, &rates);
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, 1, "c3c20301");
  g_auto (SottoWakuResponse) response = { 0 };
  gboolean known;

  send_packets (raw, node, &red, 0, 11);
  send_packets (raw, node, &blue, 20, 2);
  sotto_test_net_run (net, 100);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (node->node), ==, 12);
  g_assert_true (
    sotto_waku_response_decode (&response, sotto_test_raw_peer_get (raw, 12, 10), &known, NULL));
  g_assert_cmpuint (response.refusals->len, ==, 1);
  g_assert_cmpstr (g_array_index (response.refusals, SottoWakuRefusal, 0).description, ==,
                   "rate limit of the topic exceeded");
  g_assert_true (sotto_test_raw_peer_is_connected (raw));
  sotto_test_raw_peer_close (net, raw);
}

static void
test_exempt (void)
{
  static const SottoWakuRateLimits rates = { .packets = { .peer = 1 }, .tolerance = 1 };
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_relay (net, &rates);
  SottoTestNode *friend = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  g_autoptr (SottoEnode) enode = sotto_test_node_get_enode (friend);
  SottoHash id;

  sotto_waku_node_exempt_enode (node->node, enode);
  sotto_test_net_connect (net, friend, node);
  for (guint i = 0; i < 20; i++)
    {
      sotto_test_net_publish (net, friend, &red, i % 2 == 0 ? "tick" : "tock", &id);
      sotto_test_net_run (net, 350);
    }
  g_assert_cmpuint (sotto_waku_node_get_packets_dropped (node->node), ==, 0);
  g_assert_cmpuint (sotto_transport_state_get_n_peers (node->state), ==, 1);
}

static guint
count_all (SottoTestRawPeer *raw)
{
  guint n = 0;

  for (guint code = 1; code < SOTTO_WAKU_N_CODES; code++)
    n += sotto_test_raw_peer_count (raw, code);

  return n;
}

/* What a neighbour announced is never exceeded, answers and updates included, and everything comes
 * in the end. */
static void
test_heeded (void)
{
  static const struct
  {
    guint version;
    const char *status;
  } rows[] = {
    /* by address 3, by neighbour 2, confirmations */
    { WHISPER, "c90680808001c3030280" },
    { 0, "cb80c9c23301c534c3030280" },
    { 1, "c9c20301c504c3030280" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SottoTestNet) net = sotto_test_net_new ();
      SottoTestNode *node = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
      SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, rows[i].version, rows[i].status);
      guint started = count_all (raw);
      SottoHash id;

      g_test_message ("version %u", rows[i].version);
      send_packets (raw, node, &red, 0, 10);
      sotto_waku_node_set_min_pow (node->node, 0.0015);
      for (guint second = 0; second < 20; second++)
        {
          g_autofree char *text = g_strdup_printf ("message %u", second);

          if (second < 5)
            sotto_test_net_publish (net, node, &red, text, &id);
          sotto_test_net_run (net, 1000);
          g_assert_cmpuint (count_all (raw) - started, <=, 2 * (second + 2));
        }
      /* Twenty answers, an update, and what was published. */
      g_assert_cmpuint (sotto_test_raw_peer_count (raw, 12), ==, 10);
      g_assert_cmpuint (sotto_test_raw_peer_count (raw, 11), ==, 10);
      g_assert_cmpuint (sotto_test_raw_peer_count (raw, 1), >=, 1);
      g_assert_true (sotto_test_raw_peer_is_connected (raw));
      sotto_test_raw_peer_close (net, raw);
    }
}

/* Bytes and topics: packets stay as small as the neighbour wants them, in the order of time. */
static void
test_heeded_bytes (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  /* 2000 bytes by neighbour */
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, 1, "c8c706c5808207d080");
  gsize total = 0;
  SottoHash id;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *text = g_strnfill (400, (char) ('a' + i));

      sotto_test_net_publish (net, node, &red, text, &id);
    }
  for (guint second = 0; second < 10; second++)
    {
      sotto_test_net_run (net, 1000);
      total = 0;
      for (guint i = 0; i < sotto_test_raw_peer_count (raw, 1); i++)
        total += g_bytes_get_size (sotto_test_raw_peer_get (raw, 1, i));
      g_assert_cmpuint (total, <=, 2000 * (second + 3));
    }
  g_assert_cmpuint (total, >, 20 * 400);
  sotto_test_raw_peer_close (net, raw);
}

static guint
count_envelopes (SottoTestRawPeer *raw)
{
  guint n = 0;

  for (guint i = 0; i < sotto_test_raw_peer_count (raw, 1); i++)
    {
      SottoRlpReader reader;
      SottoEnvelopeView view;

      sotto_waku_messages_begin (sotto_test_raw_peer_get (raw, 1, i), &reader);
      while (sotto_waku_messages_next (&reader, &view))
        n++;
    }

  return n;
}

static void
test_heeded_topic (void)
{
  static const SottoTopic blue = { { 0xaa, 0xbb, 0xcc, 0x07 } };
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  /* two envelopes on a topic */
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, 1, "c6c504c3808002");
  SottoHash id;

  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %u", i);

      sotto_test_net_publish (net, node, &red, text, &id);
    }
  sotto_test_net_publish (net, node, &blue, "not held up", &id);
  sotto_test_net_run (net, 400);
  g_assert_cmpuint (count_envelopes (raw), >=, 2);
  g_assert_cmpuint (count_envelopes (raw), <=, 4);
  sotto_test_net_run (net, 10000);
  g_assert_cmpuint (count_envelopes (raw), ==, 9);
  sotto_test_raw_peer_close (net, raw);
}

/* What a neighbour repeats is nothing new; it cannot go on for long. */
static void
test_repetitions (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, 1, "c0");
  FixtureEnvelope fields = { .topic = red, .ttl = 60, .data_length = 50 };
  g_autoptr (SottoEnvelope) envelope = NULL;
  g_autoptr (GPtrArray) envelopes = g_ptr_array_new ();
  g_autoptr (GBytes) packet = NULL;
  guint n_sent = 0;

  fields.expiry = sotto_clock_get_seconds (SOTTO_CLOCK (node->clock)) + 60;
  envelope = fixture_worked (&fields, 0.002);
  for (guint i = 0; i < 500; i++)
    g_ptr_array_add (envelopes, envelope);
  packet = sotto_waku_messages_encode (envelopes);
  for (; n_sent < 100 && sotto_test_raw_peer_is_connected (raw); n_sent++)
    {
      sotto_test_raw_peer_send (raw, 1, packet);
      sotto_test_net_run (net, 10);
    }
  g_assert_cmpuint (n_sent, <, 20);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (node->node), ==, 1);
  sotto_test_raw_peer_close (net, raw);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/rates/announced", test_announced);
  g_test_add_func ("/waku/rates/enforced", test_enforced);
  g_test_add_func ("/waku/rates/topic", test_topic);
  g_test_add_func ("/waku/rates/exempt", test_exempt);
  g_test_add_func ("/waku/rates/heeded", test_heeded);
  g_test_add_func ("/waku/rates/heeded-bytes", test_heeded_bytes);
  g_test_add_func ("/waku/rates/heeded-topic", test_heeded_topic);
  g_test_add_func ("/waku/rates/repetitions", test_repetitions);

  return g_test_run ();
}
