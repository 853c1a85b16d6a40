/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A node against a neighbour that says what it likes. */

#include <string.h>

#include "sotto-keccak.h"
#include "sotto-test-raw-peer.h"
#include "sotto-waku-dialect.h"
#include "sotto-waku-packets.h"
#include "waku-fixtures.h"

/* Handshakes without options, and of a neighbour that wants answers. */
#define STATUS_0 "c280c0"
#define STATUS_1 "c0"
#define STATUS_1_CONFIRMING "c3c20301"

static const SottoTopic red = { { 1, 2, 3, 0 } };

static SottoTestNode *
add_relay (SottoTestNet *net)
{
  return sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
}

static SottoTestNode *
add_follower (SottoTestNet *net)
{
  SottoTestNode *node = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);

  sotto_transport_set_topics (SOTTO_TRANSPORT (node->node), &red, 1);

  return node;
}

/* Worked off to 0.01, living for a minute from the clock of @node. */
static SottoEnvelope *
make_envelope (SottoTestNode *node, guint8 fill, gsize length)
{
  FixtureEnvelope fields = { .topic = red, .ttl = 60, .data_length = length, .fill = fill };

  fields.expiry = sotto_clock_get_seconds (SOTTO_CLOCK (node->clock)) + 60;

  return fixture_worked (&fields, 0.01);
}

static GBytes *
packet_of (SottoEnvelope *envelope)
{
  g_autoptr (GPtrArray) envelopes = g_ptr_array_new ();

  g_ptr_array_add (envelopes, envelope);

  return sotto_waku_messages_encode (envelopes);
}

/* Each row ends the connection, and nothing else. */
static void
test_breaches (void)
{
  static const struct
  {
    const char *description;
    guint version;
    const char *status;
    guint code;
    const char *payload;
  } rows[] = {
    { "a packet before the handshake", 1, NULL, 1, "c0" },
    { "an unknown packet before the handshake", 1, NULL, 99, "c0" },
    { "a handshake of another version", 0, NULL, 0, "c201c0" },
    { "a handshake that is no list", 1, NULL, 0, "83010203" },
    { "a negative floor", 1, NULL, 0, "cbca8088bff0000000000000" },
    { "envelopes that are no list", 1, STATUS_1, 1, "83010203" },
    { "an envelope without a nonce", 1, STATUS_1, 1, "cfce845e69fa1f0f8401020304820909" },
    { "a byte behind the envelopes", 0, STATUS_0, 1, "c000" },
    { "an update that is no list", 1, STATUS_1, 22, "05" },
    { "an update with half a topic", 1, STATUS_1, 22, "c6c505c3820102" },
    { "an acknowledgement of 31 bytes", 1, STATUS_1, 11, "9f00" },
    { "an acknowledgement in a list", 0, STATUS_0, 11, "c0" },
    { "a response without a body", 1, STATUS_1, 12, "c101" },
  };
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_relay (net);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, rows[i].version, rows[i].status);

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
    { "a second handshake", 0, "c3c20180" },
    { "a second handshake that makes no sense", 0, "05" },
    { "no envelopes", 1, "c0" },
    { "an update of nothing", 22, "c0" },
    { "an update of unknown options", 22, "cdc509c301c0c0c63183010203c0" },
    { "a floor of another dialect", 2, "80" },
    { "a filter of another dialect", 3, "c0" },
    { "a packet of the future", 42, "ffffffff" },
    { "an acknowledgement of nothing", 11,
      "a02b474ff271f037b98ed75489a7c11a7bcaabe67ae1cdfe8c7020f7bcc8ea52ff" },
    { "a response of a later version", 12, "c402c28005" },
    { "the end of a request that was not made", 125, "83010203" },
    { "a request to somebody who keeps nothing", 126, "c0" },
    { "an envelope past all rules", 127, "d1d0845e69fa1f0f84010203048301020307" },
  };
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_relay (net);
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, 1, STATUS_1);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].description);
      sotto_test_raw_peer_send_hex (raw, rows[i].code, rows[i].payload);
      sotto_test_net_run (net, 200);
      g_assert_true (sotto_test_raw_peer_is_connected (raw));
    }
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (node->node), ==, 0);
  g_assert_cmpuint (node->received->len, ==, 0);
  sotto_test_raw_peer_close (net, raw);
}

static gboolean
is_gone (gpointer user_data)
{
  return !sotto_test_raw_peer_is_connected (user_data);
}

static void
test_silent (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_relay (net);
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, 1, NULL);

  sotto_test_net_run (net, 9000);
  g_assert_true (sotto_test_raw_peer_is_connected (raw));
  g_assert_cmpuint (sotto_transport_state_get_n_peers (node->state), ==, 0);
  sotto_test_net_wait (net, is_gone, raw);
  sotto_test_raw_peer_close (net, raw);
}

static void
test_oversize (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_relay (net);
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, 1, STATUS_1);
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (1024 * 1024 + 1), 1024 * 1024 + 1);

  sotto_test_raw_peer_send (raw, 1, payload);
  sotto_test_net_wait (net, is_gone, raw);
  sotto_test_raw_peer_close (net, raw);
}

/* Every packet is answered twice, with what was refused; a duplicate is not refused. */
static void
test_answers (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_follower (net);
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, 1, STATUS_1_CONFIRMING);
  FixtureEnvelope old = { 1, 1, red, .data_length = 10 };
  g_autoptr (SottoEnvelope) good = make_envelope (node, 1, 50);
  g_autoptr (SottoEnvelope) bad = fixture_envelope (&old);
  g_autoptr (GPtrArray) both = g_ptr_array_new ();
  g_autoptr (GBytes) packet = NULL;

  g_ptr_array_add (both, good);
  g_ptr_array_add (both, bad);
  packet = sotto_waku_messages_encode (both);
  for (guint round = 0; round < 2; round++)
    {
      g_auto (SottoWakuResponse) response = { 0 };
      const SottoWakuRefusal *refusal;
      SottoHash batch;
      SottoHash acked;
      gboolean known;

      sotto_test_raw_peer_send (raw, 1, packet);
      sotto_test_net_run (net, 300);
      sotto_keccak256 (g_bytes_get_data (packet, NULL), g_bytes_get_size (packet), &batch);
      g_assert_true (
        sotto_waku_batch_ack_decode (&acked, sotto_test_raw_peer_get (raw, 11, round), NULL));
      g_assert_true (sotto_hash_equal (&batch, &acked));
      g_assert_true (sotto_waku_response_decode (
        &response, sotto_test_raw_peer_get (raw, 12, round), &known, NULL));
      g_assert_true (sotto_hash_equal (&batch, &response.batch));
      g_assert_cmpuint (response.refusals->len, ==, 1);
      refusal = &g_array_index (response.refusals, SottoWakuRefusal, 0);
      g_assert_true (sotto_hash_equal (&refusal->hash, sotto_envelope_get_hash (bad)));
      g_assert_cmpuint (refusal->code, ==, 21);
      g_assert_cmpstr (refusal->description, ==, "very old envelope");
    }
  g_assert_cmpuint (node->received->len, ==, 1);
  g_assert_cmpuint (sotto_transport_state_get_envelopes_refused (node->state), ==, 2);
  sotto_test_raw_peer_close (net, raw);
}

/* More envelopes than are looked at together, good ones and bad ones in turn, and each good one
 * twice in the packet. */
static void
test_mixed_packet (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_follower (net);
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, 1, STATUS_1_CONFIRMING);
  g_autoptr (GPtrArray) envelopes =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_envelope_unref);
  g_auto (SottoWakuResponse) response = { 0 };
  g_autoptr (GBytes) packet = NULL;
  gboolean known;

  for (guint8 i = 0; i < 12; i++)
    {
      FixtureEnvelope old = { 1, 1, red, .data_length = 10, .fill = i };
      FixtureEnvelope lazy = { .ttl = 100000, .topic = red, .data_length = 900, .fill = i };
      SottoEnvelope *good = make_envelope (node, i, 50 + 20 * i);

      g_ptr_array_add (envelopes, good);
      g_ptr_array_add (envelopes, fixture_envelope (&old));
      g_ptr_array_add (envelopes, sotto_envelope_ref (good));
      if (i % 4 != 0)
        continue;
      lazy.expiry = sotto_clock_get_seconds (SOTTO_CLOCK (node->clock)) + lazy.ttl;
      g_ptr_array_add (envelopes, fixture_envelope (&lazy));
    }
  packet = sotto_waku_messages_encode (envelopes);
  sotto_test_raw_peer_send (raw, 1, packet);
  sotto_test_net_run (net, 300);
  g_assert_true (
    sotto_waku_response_decode (&response, sotto_test_raw_peer_get (raw, 12, 0), &known, NULL));
  g_assert_cmpuint (response.refusals->len, ==, 15);
  for (guint i = 0, n_refused = 0; i < envelopes->len; i++)
    {
      SottoEnvelope *envelope = g_ptr_array_index (envelopes, i);
      const SottoWakuRefusal *refusal =
        &g_array_index (response.refusals, SottoWakuRefusal, n_refused);

      if (sotto_envelope_get_pow (envelope) >= 0.001 && sotto_envelope_get_expiry (envelope) > 1)
        continue;
      g_assert_true (sotto_hash_equal (&refusal->hash, sotto_envelope_get_hash (envelope)));
      g_assert_cmpuint (refusal->code, ==, sotto_envelope_get_expiry (envelope) == 1 ? 21 : 22);
      n_refused++;
    }
  g_assert_cmpuint (node->received->len, ==, 12);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (node->node), ==, 12);
  sotto_test_raw_peer_close (net, raw);
}

/* A full pool: what was in it when its batch was looked at has to leave it for what came before it
 * in the packet, but is as honest as it was. */
static void
test_evicted_by_its_packet (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  g_autoptr (GPtrArray) envelopes =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_envelope_unref);
  g_auto (SottoWakuResponse) response = { 0 };
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  SottoWakuLimits limits;
  SottoTestNode *node;
  SottoTestRawPeer *raw;
  gboolean known;

  sotto_waku_limits_init (&limits);
  limits.pool_max_envelopes = 2;
  node = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, &limits, 0);
  raw = sotto_test_raw_peer_new (net, node, 1, STATUS_1_CONFIRMING);
  for (guint8 i = 0; i < 2; i++)
    {
      FixtureEnvelope fields = { .topic = red, .ttl = 10, .data_length = 50, .fill = i };

      fields.expiry = sotto_clock_get_seconds (SOTTO_CLOCK (node->clock)) + fields.ttl;
      g_ptr_array_add (envelopes, fixture_worked (&fields, 10));
    }
  g_ptr_array_add (envelopes, make_envelope (node, 2, 500));

  first = packet_of (g_ptr_array_index (envelopes, 2));
  sotto_test_raw_peer_send (raw, 1, first);
  sotto_test_net_run (net, 300);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (node->node), ==, 1);

  second = sotto_waku_messages_encode (envelopes);
  sotto_test_raw_peer_send (raw, 1, second);
  sotto_test_net_run (net, 300);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (node->node), ==, 2);
  g_assert_true (
    sotto_waku_response_decode (&response, sotto_test_raw_peer_get (raw, 12, 1), &known, NULL));
  g_assert_cmpuint (response.refusals->len, ==, 0);
  g_assert_cmpuint (sotto_transport_state_get_envelopes_refused (node->state), ==, 0);
  sotto_test_raw_peer_close (net, raw);
}

/* Nobody asked for it: it is counted, and the neighbour loses its connection before long; an honest
 * one keeps his. */
static void
test_floods (void)
{
  static const struct
  {
    const char *description;
    SottoTopic topic;
    guint32 ttl;
  } rows[] = {
    { "low work", { { 1, 2, 3, 0 } }, 100000 },
    { "another topic", { { 9, 9, 9, 9 } }, 15 },
    { "no time to live", { { 1, 2, 3, 0 } }, 0 },
    { "a time to live of a year", { { 1, 2, 3, 0 } }, 365 * 86400 },
  };
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_follower (net);
  SottoTestRawPeer *honest = sotto_test_raw_peer_new (net, node, 0, STATUS_0);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, 1, STATUS_1);
      guint n_sent = 0;

      g_test_message ("%s", rows[i].description);
      while (n_sent < 100 && sotto_test_raw_peer_is_connected (raw))
        {
          FixtureEnvelope fields = {
            .ttl = rows[i].ttl, .topic = rows[i].topic, .data_length = 900, .fill = (guint8) n_sent
          };
          g_autoptr (SottoEnvelope) envelope = NULL;
          g_autoptr (GBytes) packet = NULL;

          fields.expiry = sotto_clock_get_seconds (SOTTO_CLOCK (node->clock)) + rows[i].ttl;
          envelope = fixture_envelope (&fields);
          packet = packet_of (envelope);
          sotto_test_raw_peer_send (raw, 1, packet);
          sotto_test_net_run (net, 50);
          n_sent++;
        }
      g_assert_cmpuint (n_sent, >, 4);
      g_assert_cmpuint (n_sent, <, 30);
      sotto_test_raw_peer_close (net, raw);
    }
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (node->node), ==, 0);
  g_assert_cmpuint (node->received->len, ==, 0);
  g_assert_true (sotto_test_raw_peer_is_connected (honest));
  sotto_test_raw_peer_close (net, honest);
}

/* Clocks differ: that is said, and nobody is thrown out for it. */
static void
test_wrong_clock (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_follower (net);
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, 1, STATUS_1);

  for (guint n = 0; n < 60; n++)
    {
      FixtureEnvelope fields = { FIXTURE_NOW + 7200, 15, red, .data_length = 10 };
      g_autoptr (SottoEnvelope) envelope = NULL;
      g_autoptr (GBytes) packet = NULL;

      fields.fill = (guint8) n;
      envelope = fixture_envelope (&fields);
      packet = packet_of (envelope);
      sotto_test_raw_peer_send (raw, 1, packet);
      sotto_test_net_run (net, 50);
    }
  sotto_test_net_run (net, 1500);
  g_assert_true (sotto_test_raw_peer_is_connected (raw));
  g_assert_cmpint (sotto_transport_state_get_problem (node->state), ==,
                   SOTTO_TRANSPORT_PROBLEM_CLOCK);
  g_assert_cmpint (sotto_transport_state_get_clock_offset (node->state), <, -7000);
  sotto_test_raw_peer_close (net, raw);
}

/* One liar among three neighbours does not make our clock wrong. */
static void
test_one_liar (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_follower (net);
  SottoTestRawPeer *peers[3];

  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    peers[i] = sotto_test_raw_peer_new (net, node, 1, STATUS_1);
  for (guint n = 0; n < 10; n++)
    for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
      {
        FixtureEnvelope fields = { .ttl = 15, .topic = red, .data_length = 10 + i };
        g_autoptr (SottoEnvelope) envelope = NULL;
        g_autoptr (GBytes) packet = NULL;

        fields.expiry =
          sotto_clock_get_seconds (SOTTO_CLOCK (node->clock)) + 15 + (i == 0 ? 86400 : 0);
        fields.fill = (guint8) n;
        envelope = fixture_worked (&fields, 0.01);
        packet = packet_of (envelope);
        sotto_test_raw_peer_send (peers[i], 1, packet);
        sotto_test_net_run (net, 50);
      }
  sotto_test_net_run (net, 1500);
  g_assert_true (sotto_transport_state_get_clock_offset_known (node->state));
  g_assert_cmpint (sotto_transport_state_get_problem (node->state), ==,
                   SOTTO_TRANSPORT_PROBLEM_NONE);
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    sotto_test_raw_peer_close (net, peers[i]);
}

static guint
count_in_packets (SottoTestRawPeer *raw, gsize *largest)
{
  guint n = 0;

  *largest = 0;
  for (guint i = 0; i < sotto_test_raw_peer_count (raw, 1); i++)
    {
      GBytes *packet = sotto_test_raw_peer_get (raw, 1, i);
      SottoRlpReader reader;
      SottoEnvelopeView view;

      *largest = MAX (*largest, g_bytes_get_size (packet));
      g_assert_true (sotto_waku_messages_validate (packet, NULL));
      sotto_waku_messages_begin (packet, &reader);
      while (sotto_waku_messages_next (&reader, &view))
        n++;
    }

  return n;
}

static gboolean
has_all (gpointer user_data)
{
  gsize largest;

  return count_in_packets (user_data, &largest) >= 5000;
}

/* A full pool goes to a new neighbour in packets that everybody takes. */
static void
test_backlog (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_relay (net);
  SottoTestRawPeer *source = sotto_test_raw_peer_new (net, node, 1, "c3c205c0");
  SottoTestRawPeer *sink = NULL;
  gsize largest;

  for (guint n = 0; n < 50; n++)
    {
      g_autoptr (GPtrArray) envelopes =
        g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_envelope_unref);
      g_autoptr (GBytes) packet = NULL;

      for (guint i = 0; i < 100; i++)
        {
          FixtureEnvelope fields = { .ttl = 60, .topic = red, .data_length = 300 + n };

          fields.expiry = sotto_clock_get_seconds (SOTTO_CLOCK (node->clock)) + 60;
          fields.fill = (guint8) i;
          g_ptr_array_add (envelopes, fixture_worked (&fields, 0.001));
        }
      packet = sotto_waku_messages_encode (envelopes);
      sotto_test_raw_peer_send (source, 1, packet);
      sotto_test_net_run (net, 20);
    }
  sotto_test_net_run (net, 500);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (node->node), ==, 5000);

  sink = sotto_test_raw_peer_new (net, node, 1, STATUS_1);
  sotto_test_net_wait (net, has_all, sink);
  g_assert_cmpuint (count_in_packets (sink, &largest), ==, 5000);
  g_assert_cmpuint (largest, <=, 512 * 1024);
  g_assert_cmpuint (sotto_test_raw_peer_count (sink, 1), >=, 4);
  g_assert_cmpuint (sotto_test_raw_peer_count (source, 1), ==, 0);

  /* What changes its mind all the time costs one look through the pool in a second, and gets
   * nothing twice. */
  for (guint n = 0; n < 100; n++)
    sotto_test_raw_peer_send_hex (sink, 22, n % 2 == 0 ? "c3c205c0" : "c3c20180");
  sotto_test_net_run (net, 3000);
  g_assert_cmpuint (count_in_packets (sink, &largest), ==, 5000);
  sotto_test_raw_peer_close (net, source);
  sotto_test_raw_peer_close (net, sink);
}

/* Floor, filter and list of the neighbour decide what it gets. */
static void
test_heeds_interest (void)
{
  static const struct
  {
    const char *status;
    gboolean wanted;
  } rows[] = {
    { "c0", TRUE },
    { "cbca80883f50624dd2f1a9fc", TRUE },
    { "cbca80883ff0000000000000", FALSE },
    { "c3c205c0", FALSE },
    { "c8c705c58401020300", TRUE },
    { "c8c705c58401020301", FALSE },
    { "c3c20180", TRUE },
  };
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_relay (net);
  SottoTestRawPeer *peers[G_N_ELEMENTS (rows)];
  SottoHash id;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    peers[i] = sotto_test_raw_peer_new (net, node, 1, rows[i].status);
  sotto_test_net_publish (net, node, &red, "who wants this?", &id);
  sotto_test_net_run (net, 1000);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpuint (sotto_test_raw_peer_count (peers[i], 1), ==, rows[i].wanted ? 1 : 0);
      sotto_test_raw_peer_close (net, peers[i]);
    }
}

/* What a node says of itself. */
static void
test_announcements (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *client = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  g_autoptr (GArray) many = g_array_new (FALSE, FALSE, sizeof (SottoTopic));
  SottoTestRawPeer *old = sotto_test_raw_peer_new (net, client, 0, STATUS_0);
  SottoTestRawPeer *new = sotto_test_raw_peer_new (net, client, 1, STATUS_1);
  g_auto (SottoWakuOptions) status = { 0 };
  g_auto (SottoWakuOptions) list = { 0 };
  g_auto (SottoWakuOptions) filter = { 0 };

  /* An empty list is said: silence would mean everything. */
  g_assert_true (
    sotto_waku_dialect_0.decode_status (sotto_test_raw_peer_get (old, 0, 0), &status, NULL));
  g_assert_true (sotto_waku_options_has (&status, SOTTO_WAKU_OPTION_TOPICS));
  g_assert_cmpuint (status.topics->len, ==, 0);
  g_assert_true (status.confirmations);
  g_assert_true (status.min_pow == 0.001);
  g_assert_false (status.light);

  /* Too many for a list of waku/0. */
  for (guint i = 0; i < 1001; i++)
    {
      SottoTopic topic = { { (guint8) (i >> 8), (guint8) i, 0, 0 } };

      g_array_append_val (many, topic);
    }
  sotto_transport_set_topics (SOTTO_TRANSPORT (client->node), (SottoTopic *) many->data, many->len);
  sotto_test_net_run (net, 300);
  g_assert_true (
    sotto_waku_dialect_1.decode_update (22, sotto_test_raw_peer_get (new, 22, 0), &list, NULL));
  g_assert_cmpuint (list.topics->len, ==, 1001);
  g_assert_true (
    sotto_waku_dialect_0.decode_update (22, sotto_test_raw_peer_get (old, 22, 0), &filter, NULL));
  g_assert_cmpuint (filter.present, ==, 1u << SOTTO_WAKU_OPTION_BLOOM);
  g_assert_false (sotto_bloom_is_full (&filter.bloom));

  /* The same again is not said again. */
  sotto_transport_set_topics (SOTTO_TRANSPORT (client->node), (SottoTopic *) many->data, many->len);
  sotto_test_net_run (net, 300);
  g_assert_cmpuint (sotto_test_raw_peer_count (new, 22), ==, 1);
  sotto_test_raw_peer_close (net, old);
  sotto_test_raw_peer_close (net, new);
}

/* A neighbour that answers is believed; what it refuses is not confirmed; an answer to somebody
 * else's packet says nothing. */
static void
test_confirmations (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_follower (net);
  SottoTestRawPeer *raw = sotto_test_raw_peer_new (net, node, 1, STATUS_1_CONFIRMING);

  for (guint round = 0; round < 3; round++)
    {
      g_auto (SottoWakuResponse) response = { 0 };
      g_autoptr (GBytes) answer = NULL;
      GBytes *packet;
      SottoHash batch;
      SottoHash id;

      sotto_test_net_publish (net, node, &red, round == 0 ? "a" : round == 1 ? "b" : "c", &id);
      sotto_test_net_run (net, 600);
      packet = sotto_test_raw_peer_get (raw, 1, round);
      g_assert_nonnull (packet);
      sotto_keccak256 (g_bytes_get_data (packet, NULL), g_bytes_get_size (packet), &batch);
      if (round == 2)
        batch.bytes[0] ^= 1;
      sotto_waku_response_init (&response, &batch);
      if (round == 1)
        sotto_waku_response_add (&response, &id, 22, "no");
      answer = sotto_waku_response_encode (&response);
      g_assert_cmpuint (node->confirmed->len, ==, round == 0 ? 0 : 1);
      sotto_test_raw_peer_send (raw, 12, answer);
      sotto_test_raw_peer_send (raw, 12, answer);
      sotto_test_net_run (net, 300);
      g_assert_cmpuint (node->confirmed->len, ==, 1);
    }
  sotto_test_net_run (net, 20000);
  g_assert_cmpuint (node->expired->len, ==, 2);
  sotto_test_raw_peer_close (net, raw);
}

/* Our own envelope from somebody else: it went round. */
static void
test_own_comes_back (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = add_follower (net);
  SottoTestRawPeer *deaf = sotto_test_raw_peer_new (net, node, 1, STATUS_1_CONFIRMING);
  SottoTestRawPeer *other = sotto_test_raw_peer_new (net, node, 1, "c6c20301c205c0");
  SottoHash id;

  sotto_test_net_publish (net, node, &red, "round", &id);
  sotto_test_net_run (net, 600);
  g_assert_cmpuint (node->confirmed->len, ==, 0);
  g_assert_cmpuint (sotto_test_raw_peer_count (other, 1), ==, 0);
  sotto_test_raw_peer_send (other, 1, sotto_test_raw_peer_get (deaf, 1, 0));
  sotto_test_net_run (net, 300);
  g_assert_cmpuint (node->confirmed->len, ==, 1);
  g_assert_cmpuint (node->received->len, ==, 0);
  sotto_test_raw_peer_close (net, deaf);
  sotto_test_raw_peer_close (net, other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/hostile/breaches", test_breaches);
  g_test_add_func ("/waku/hostile/harmless", test_harmless);
  g_test_add_func ("/waku/hostile/silent", test_silent);
  g_test_add_func ("/waku/hostile/oversize", test_oversize);
  g_test_add_func ("/waku/hostile/answers", test_answers);
  g_test_add_func ("/waku/hostile/mixed-packet", test_mixed_packet);
  g_test_add_func ("/waku/hostile/evicted-by-its-packet", test_evicted_by_its_packet);
  g_test_add_func ("/waku/hostile/floods", test_floods);
  g_test_add_func ("/waku/hostile/wrong-clock", test_wrong_clock);
  g_test_add_func ("/waku/hostile/one-liar", test_one_liar);
  g_test_add_func ("/waku/hostile/backlog", test_backlog);
  g_test_add_func ("/waku/hostile/heeds-interest", test_heeds_interest);
  g_test_add_func ("/waku/hostile/announcements", test_announcements);
  g_test_add_func ("/waku/hostile/confirmations", test_confirmations);
  g_test_add_func ("/waku/hostile/own-comes-back", test_own_comes_back);

  return g_test_run ();
}
