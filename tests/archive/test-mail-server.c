/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A mailserver on a real node over loopback, asked by neighbours that say just what they are made
 * to say: every form of request, by every dialect, honest and otherwise.
 */

#include <string.h>

#include "archive-fixture.h"

#include "sotto-mail-packets.h"
#include "sotto-mail-server.h"
#include "sotto-sealing.h"
#include "sotto-test-fault-proxy.h"
#include "sotto-test-raw-peer.h"
#include "sotto-waku-packets.h"

#define PASSWORD "a password of this test"

static const SottoTopic red = { { 1, 2, 3, 4 } };
static const SottoTopic blue = { { 9, 9, 9, 9 } };

static const struct
{
  guint version;
  const char *status;
} dialects[] = {
  { SOTTO_TEST_RAW_PEER_WHISPER, "c3068080" },
  { 0, "c280c0" },
  { 1, "c0" },
};

typedef struct
{
  SottoTestNet *net;
  SottoTestNode *node;
  char *place;
  SottoArchive *archive;
  SottoMailServer *server;
  SottoMailServerOptions options;
  SottoPrivateKey *client_key;
} World;

static void
world_init (World *world, guint interval_ms, guint burst)
{
  *world = (World){ 0 };
  world->net = sotto_test_net_new ();
  world->node = sotto_test_net_add (world->net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  world->place = archive_kind_sqlite.make ();
  world->archive = sotto_archive_open (world->place, SOTTO_CLOCK (world->node->clock), NULL);
  g_assert_nonnull (world->archive);
  sotto_mail_server_options_init (&world->options);
  sotto_mail_password_key (PASSWORD, world->options.password_key);
  world->options.request_interval_ms = interval_ms;
  world->options.request_burst = burst;
  world->options.retention = 1800; /* looked after once an hour */
  world->server = sotto_mail_server_new (world->node->node, world->archive, world->node->key,
                                         &world->options, SOTTO_CLOCK (world->node->clock));
  world->client_key = sotto_private_key_generate (world->net->random);
}

static void
world_clear (World *world)
{
  sotto_mail_server_stop (world->server);
  g_clear_object (&world->server);
  sotto_archive_close (world->archive);
  g_clear_object (&world->archive);
  sotto_test_net_free (world->net);
  archive_kind_sqlite.drop (world->place);
  g_free (world->place);
  sotto_private_key_unref (world->client_key);
}

static guint32
now_of (World *world)
{
  return sotto_clock_get_seconds (SOTTO_CLOCK (world->node->clock));
}

/* @n envelopes of a topic, one a second, the newest sent now. */
static void
put (World *world, const SottoTopic *topic, guint n, gsize length)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SottoEnvelope) envelope =
        archive_envelope (now_of (world) - i, topic, i + topic->bytes[0] * 100000, length);

      sotto_archive_add (world->archive, envelope);
    }
  archive_flush (world->archive, NULL);
}

static SottoTestRawPeer *
add_client (World *world, gsize dialect)
{
  return sotto_test_raw_peer_new (world->net, world->node, dialects[dialect].version,
                                  dialects[dialect].status);
}

static void
query_init (World *world, SottoMailQuery *query)
{
  *query = (SottoMailQuery){
    .lower = now_of (world) - 3600, .upper = now_of (world), .limit = 100, .batch = TRUE
  };
  sotto_mail_query_add_topic (query, &red);
}

/* Seals what a client of the field would; gives the request's id. */
static void
ask_sealed (World *world, SottoTestRawPeer *client, GBytes *payload, SottoHash *id)
{
  SottoTopic nothing = { { 0 } };
  g_autoptr (GBytes) data = sotto_seal_symmetric (
    payload, world->client_key, world->options.password_key, world->net->random, NULL);
  g_autoptr (GBytes) items = sotto_envelope_encode_items (now_of (world) + 50, 50, &nothing, data);

  for (guint64 nonce = 0;; nonce++)
    {
      g_autoptr (GBytes) raw = sotto_envelope_encode (items, nonce);
      g_autoptr (SottoEnvelope) envelope =
        sotto_envelope_new_from_bytes (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), NULL);

      if (sotto_envelope_get_pow (envelope) < SOTTO_MAIL_MIN_POW)
        continue;
      *id = *sotto_envelope_get_hash (envelope);
      sotto_test_raw_peer_send (client, SOTTO_WAKU_CODE_P2P_REQUEST, raw);
      return;
    }
}

static void
ask (World *world, SottoTestRawPeer *client, const SottoMailQuery *query, SottoHash *id)
{
  g_autoptr (GBytes) payload = sotto_mail_query_encode (query);

  ask_sealed (world, client, payload, id);
}

typedef struct
{
  SottoTestRawPeer *client;
  guint n;
} Awaited;

static gboolean
has_trailers (gpointer user_data)
{
  Awaited *awaited = user_data;

  return sotto_test_raw_peer_count (awaited->client, SOTTO_WAKU_CODE_P2P_COMPLETE) >= awaited->n;
}

/* The @index-th trailer. */
static void
await_trailer (World *world, SottoTestRawPeer *client, guint index, SottoMailTrailer *trailer)
{
  Awaited awaited = { client, index + 1 };

  sotto_test_net_wait (world->net, has_trailers, &awaited);
  g_assert_true (sotto_mail_trailer_decode (
    trailer, sotto_test_raw_peer_get (client, SOTTO_WAKU_CODE_P2P_COMPLETE, index), NULL));
}

static guint
count_envelopes (SottoTestRawPeer *client, gboolean whisper)
{
  guint n = 0;
  guint n_packets = sotto_test_raw_peer_count (client, SOTTO_WAKU_CODE_P2P_MESSAGE);

  for (guint i = 0; i < n_packets; i++)
    {
      GBytes *payload = sotto_test_raw_peer_get (client, SOTTO_WAKU_CODE_P2P_MESSAGE, i);
      SottoRlpReader reader;
      SottoEnvelopeView view;

      g_assert_cmpuint (g_bytes_get_size (payload), <, 1024 * 1024);
      g_assert_true (sotto_mail_messages_validate (payload, whisper, NULL));
      sotto_mail_messages_begin (payload, &reader);
      while (sotto_waku_messages_next (&reader, &view))
        n++;
    }

  return n;
}

/* The forms of a payload that the field has beside ours. */

static GBytes *
encode_bloom (const SottoMailQuery *query, gboolean with_batch)
{
  g_autoptr (SottoRlpWriter) writer = sotto_rlp_writer_new ();

  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_u64 (writer, query->lower);
  sotto_rlp_writer_add_u64 (writer, query->upper);
  sotto_rlp_writer_add_string (writer, query->bloom.bytes, sizeof query->bloom.bytes);
  sotto_rlp_writer_add_u64 (writer, query->limit);
  sotto_rlp_writer_add_string (writer, NULL, 0);
  if (with_batch)
    sotto_rlp_writer_add_bool (writer, query->batch);
  sotto_rlp_writer_end_list (writer);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

static GBytes *
encode_rfc (const SottoMailQuery *query)
{
  g_autoptr (SottoRlpWriter) writer = sotto_rlp_writer_new ();

  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_u64 (writer, query->lower);
  sotto_rlp_writer_add_u64 (writer, query->upper);
  sotto_rlp_writer_add_string (writer, NULL, 0);
  sotto_rlp_writer_add_u64 (writer, query->limit);
  sotto_rlp_writer_add_string (writer, NULL, 0);
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_string (writer, red.bytes, sizeof red.bytes);
  sotto_rlp_writer_end_list (writer);
  sotto_rlp_writer_end_list (writer);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

static GBytes *
encode_binary (const SottoMailQuery *query)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint32 numbers[] = { GUINT32_TO_BE (query->lower), GUINT32_TO_BE (query->upper) };

  g_byte_array_append (bytes, (const guint8 *) numbers, sizeof numbers);
  g_byte_array_append (bytes, query->bloom.bytes, sizeof query->bloom.bytes);

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

typedef enum
{
  FORM_TOPICS,
  FORM_BLOOM,
  FORM_BLOOM_OF_THE_SPEC,
  FORM_RFC,
  FORM_BINARY,
  FORM_RECORD,
  N_FORMS,
} Form;

static void
ask_in_form (World *world,
             SottoTestRawPeer *client,
             Form form,
             gboolean whisper,
             const SottoMailQuery *query,
             SottoHash *id)
{
  g_autoptr (GBytes) payload = NULL;

  switch (form)
    {
    case FORM_TOPICS:
      payload = sotto_mail_query_encode (query);
      break;
    case FORM_BLOOM:
    case FORM_BLOOM_OF_THE_SPEC:
      payload = encode_bloom (query, form == FORM_BLOOM);
      break;
    case FORM_RFC:
      payload = encode_rfc (query);
      break;
    case FORM_BINARY:
      payload = encode_binary (query);
      break;
    case FORM_RECORD:
    default:
      memset (id, 0xab, sizeof *id);
      payload = sotto_mail_record_encode (query, id, !whisper);
      sotto_test_raw_peer_send (client, SOTTO_WAKU_CODE_P2P_REQUEST, payload);
      return;
    }
  ask_sealed (world, client, payload, id);
}

static void
test_forms (void)
{
  World world;

  world_init (&world, 0, 1);
  put (&world, &red, 5, 100);
  put (&world, &blue, 5, 100);
  for (gsize d = 0; d < G_N_ELEMENTS (dialects); d++)
    for (Form form = 0; form < N_FORMS; form++)
      {
        SottoTestRawPeer *client = add_client (&world, d);
        gboolean whisper = dialects[d].version == SOTTO_TEST_RAW_PEER_WHISPER;
        g_auto (SottoMailQuery) query = { 0 };
        g_auto (SottoMailTrailer) trailer = { 0 };
        SottoHash id;

        query_init (&world, &query);
        ask_in_form (&world, client, form, whisper, &query, &id);
        await_trailer (&world, client, 0, &trailer);
        g_assert_cmpstr (trailer.error, ==, NULL);
        g_assert_true (sotto_hash_equal (&trailer.request, &id));
        g_assert_false (trailer.has_cursor);
        g_assert_cmpuint (count_envelopes (client, whisper), ==, 5);
        sotto_test_raw_peer_close (world.net, client);
      }
  world_clear (&world);
}

/* One envelope to a packet when that is asked for, and a bare one in Whisper. */
static void
test_no_batch (void)
{
  World world;

  world_init (&world, 0, 1);
  put (&world, &red, 5, 100);
  for (gsize d = 0; d < G_N_ELEMENTS (dialects); d++)
    {
      SottoTestRawPeer *client = add_client (&world, d);
      gboolean whisper = dialects[d].version == SOTTO_TEST_RAW_PEER_WHISPER;
      g_auto (SottoMailQuery) query = { 0 };
      g_auto (SottoMailTrailer) trailer = { 0 };
      SottoHash id;

      query_init (&world, &query);
      query.batch = FALSE;
      ask (&world, client, &query, &id);
      await_trailer (&world, client, 0, &trailer);
      g_assert_cmpuint (count_envelopes (client, whisper), ==, 5);
      g_assert_cmpuint (sotto_test_raw_peer_count (client, SOTTO_WAKU_CODE_P2P_MESSAGE), ==, 5);
      g_assert_cmpint (
        sotto_mail_messages_validate (
          sotto_test_raw_peer_get (client, SOTTO_WAKU_CODE_P2P_MESSAGE, 0), FALSE, NULL),
        ==, !whisper);
      sotto_test_raw_peer_close (world.net, client);
    }
  world_clear (&world);
}

/* Three thousand envelopes of 2 KB: pages of the request and, within them, packets. */
static void
test_pages (void)
{
  World world;
  SottoTestRawPeer *client;
  g_auto (SottoMailQuery) query = { 0 };
  guint n_pages = 0;

  world_init (&world, 0, 1);
  put (&world, &red, 3000, 2000);
  client = add_client (&world, 2);
  query_init (&world, &query);
  query.limit = 0; /* as many as may be: 1000 */
  while (TRUE)
    {
      g_auto (SottoMailTrailer) trailer = { 0 };
      SottoHash id;

      ask (&world, client, &query, &id);
      await_trailer (&world, client, n_pages++, &trailer);
      g_assert_cmpstr (trailer.error, ==, NULL);
      g_assert_cmpuint (count_envelopes (client, FALSE), ==, 1000 * n_pages);
      if (!trailer.has_cursor)
        break;
      query.cursor_length = sizeof query.cursor;
      memcpy (query.cursor, trailer.cursor, sizeof query.cursor);
    }
  g_assert_cmpuint (n_pages, ==, 3);
  g_assert_cmpuint (sotto_test_raw_peer_count (client, SOTTO_WAKU_CODE_P2P_MESSAGE), >=, 6);
  sotto_test_raw_peer_close (world.net, client);
  world_clear (&world);
}

/* What is wrong with a request is said, and the connection stays. */
static void
test_refused (void)
{
  static const struct
  {
    guint32 lower;
    guint32 upper;
    guint64 limit;
    gsize cursor_length;
    gboolean no_bloom;
    const char *error;
  } cases[] = {
    { 10, 9, 10, 0, FALSE, "request is invalid: query range is invalid: lower > upper" },
    { 1, 9, 1001, 0, FALSE, "request is invalid: limit exceeds the maximum allowed value" },
    { 1, 9, 10, 0, TRUE, "request is invalid: bloom filter is empty" },
    { 1, 9, 10, 1, FALSE, NULL },
    { 1, 9, 10, 35, FALSE, NULL },
  };
  World world;
  SottoTestRawPeer *client;

  world_init (&world, 0, 1);
  client = add_client (&world, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (SottoMailQuery) query = { .lower = cases[i].lower,
                                        .upper = cases[i].upper,
                                        .limit = cases[i].limit,
                                        .cursor_length = cases[i].cursor_length };
      g_auto (SottoMailTrailer) trailer = { 0 };
      SottoHash id;

      if (!cases[i].no_bloom)
        sotto_mail_query_add_topic (&query, &red);
      ask (&world, client, &query, &id);
      await_trailer (&world, client, (guint) i, &trailer);
      g_assert_true (sotto_hash_equal (&trailer.request, &id));
      g_assert_nonnull (trailer.error);
      if (cases[i].error != NULL)
        g_assert_cmpstr (trailer.error, ==, cases[i].error);
    }
  g_assert_true (sotto_test_raw_peer_is_connected (client));
  sotto_test_raw_peer_close (world.net, client);
  world_clear (&world);
}

static void
test_wrong_seal (void)
{
  World world;
  SottoTestRawPeer *client;
  g_auto (SottoMailTrailer) wrong_key = { 0 };
  g_auto (SottoMailTrailer) low_work = { 0 };
  g_auto (SottoMailQuery) query = { 0 };
  g_autoptr (SottoEnvelope) lazy = NULL;
  g_autoptr (GBytes) raw = NULL;
  const guint8 *bytes;
  gsize length;
  SottoHash id;

  world_init (&world, 0, 1);
  client = add_client (&world, 2);
  query_init (&world, &query);
  world.options.password_key[0] ^= 1;
  ask (&world, client, &query, &id);
  await_trailer (&world, client, 0, &wrong_key);
  g_assert_cmpstr (wrong_key.error, ==, "failed to decrypt p2p request");

  /* A large envelope without any work. */
  lazy = archive_envelope (now_of (&world), &red, 0, 60000);
  bytes = sotto_envelope_get_raw (lazy, &length);
  raw = g_bytes_new (bytes, length);
  sotto_test_raw_peer_send (client, SOTTO_WAKU_CODE_P2P_REQUEST, raw);
  await_trailer (&world, client, 1, &low_work);
  g_assert_cmpstr (low_work.error, ==, "PoW too low");
  sotto_test_raw_peer_close (world.net, client);
  world_clear (&world);
}

static gboolean
is_gone (gpointer user_data)
{
  return !sotto_test_raw_peer_is_connected (user_data);
}

/* What is no request at all ends the connection, of whoever sent it alone. */
static void
test_garbage (void)
{
  static const char *const cases[] = { "80", "c0", "c101", "c6808080808080", "a0" };
  World world;
  SottoTestRawPeer *witness;

  world_init (&world, 0, 1);
  witness = add_client (&world, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SottoTestRawPeer *client = add_client (&world, 2);

      sotto_test_raw_peer_send_hex (client, SOTTO_WAKU_CODE_P2P_REQUEST, cases[i]);
      sotto_test_net_wait (world.net, is_gone, client);
      sotto_test_raw_peer_close (world.net, client);
    }
  g_assert_true (sotto_test_raw_peer_is_connected (witness));
  sotto_test_raw_peer_close (world.net, witness);
  world_clear (&world);
}

/* Three at once, then one in a second; a refusal costs nothing; another client has its own. */
static void
test_rate (void)
{
  World world;
  SottoTestRawPeer *client;
  SottoTestRawPeer *other;
  g_auto (SottoMailQuery) query = { 0 };
  g_auto (SottoMailTrailer) others = { 0 };
  guint n_refused = 0;
  SottoHash id;

  world_init (&world, 1000, 3);
  client = add_client (&world, 2);
  other = add_client (&world, 2);
  query_init (&world, &query);
  for (guint i = 0; i < 6; i++)
    {
      g_auto (SottoMailTrailer) trailer = { 0 };

      if (i == 5)
        sotto_test_net_run (world.net, 2000);
      ask (&world, client, &query, &id);
      await_trailer (&world, client, i, &trailer);
      if (trailer.error == NULL)
        continue;
      g_assert_cmpstr (trailer.error, ==, "rate limit exceeded");
      g_assert_cmpuint (i, >=, 3);
      n_refused++;
    }
  g_assert_cmpuint (n_refused, >=, 1);
  g_assert_cmpuint (n_refused, <=, 2);
  ask (&world, other, &query, &id);
  await_trailer (&world, other, 0, &others);
  g_assert_cmpstr (others.error, ==, NULL);
  sotto_test_raw_peer_close (world.net, client);
  sotto_test_raw_peer_close (world.net, other);
  world_clear (&world);
}

/* Who leaves in the middle of an answer leaves nothing behind. */
static void
test_leaving (void)
{
  World world;
  SottoTestRawPeer *clients[5];
  g_auto (SottoMailQuery) query = { 0 };
  SottoTestRawPeer *last;
  g_auto (SottoMailTrailer) trailer = { 0 };
  SottoHash id;

  world_init (&world, 0, 1);
  put (&world, &red, 1000, 5000);
  query_init (&world, &query);
  query.limit = 1000;
  for (gsize i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      clients[i] = add_client (&world, 2);
      for (guint j = 0; j < 4; j++)
        ask (&world, clients[i], &query, &id);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (clients); i++)
    sotto_test_raw_peer_close (world.net, clients[i]);
  last = add_client (&world, 2);
  ask (&world, last, &query, &id);
  await_trailer (&world, last, 0, &trailer);
  g_assert_cmpuint (count_envelopes (last, FALSE), ==, 1000);
  sotto_test_raw_peer_close (world.net, last);
  world_clear (&world);
}

/* Who stops in the middle of its answer costs nobody else any time, and is given up at last. */
static void
test_slow_reader (void)
{
  World world;
  g_autoptr (SottoTestFaultProxy) proxy = sotto_test_fault_proxy_new (1);
  SottoTestFaults none = { 0 };
  guint16 port = sotto_test_fault_proxy_add (proxy, &none);
  g_autoptr (SottoEnode) enode = NULL;
  SottoTestRawPeer *slow;
  SottoTestRawPeer *other;
  g_auto (SottoMailQuery) query = { 0 };
  g_auto (SottoMailTrailer) trailer = { 0 };
  SottoHash id;

  world_init (&world, 0, 1);
  put (&world, &red, 1000, 20000); /* far more than any socket holds */
  sotto_test_fault_proxy_set_target (proxy, port, sotto_host_get_port (world.node->host));
  enode = sotto_enode_new (sotto_private_key_get_public (world.node->key), "127.0.0.1", port);
  slow = sotto_test_raw_peer_new_at (world.net, enode, dialects[2].version, dialects[2].status);
  other = add_client (&world, 2);
  query_init (&world, &query);
  query.limit = 1000;
  ask (&world, slow, &query, &id);
  while (sotto_test_raw_peer_count (slow, SOTTO_WAKU_CODE_P2P_MESSAGE) == 0)
    g_main_context_iteration (NULL, TRUE);
  sotto_test_fault_proxy_set_stalled (proxy, port, TRUE);

  query.limit = 10;
  ask (&world, other, &query, &id);
  await_trailer (&world, other, 0, &trailer);
  g_assert_cmpuint (count_envelopes (other, FALSE), ==, 10);
  /* It answers no pings either. */
  while (sotto_transport_state_get_n_peers (world.node->state) > 1)
    sotto_test_net_run (world.net, 100);
  sotto_test_raw_peer_close (world.net, other);
  sotto_test_raw_peer_close (world.net, slow);
  world_clear (&world);
}

/* More requests than may wait: some are refused, each gets its trailer. */
static void
test_many (void)
{
  World world;
  SottoTestRawPeer *client;
  g_auto (SottoMailQuery) query = { 0 };
  guint n_answered = 0;

  world_init (&world, 0, 1);
  put (&world, &red, 10, 100);
  client = add_client (&world, 2);
  query_init (&world, &query);
  for (guint i = 0; i < 30; i++)
    {
      SottoHash id;

      ask (&world, client, &query, &id);
    }
  for (guint i = 0; i < 30; i++)
    {
      g_auto (SottoMailTrailer) trailer = { 0 };

      await_trailer (&world, client, i, &trailer);
      n_answered += trailer.error == NULL;
    }
  g_assert_cmpuint (n_answered, >=, 8);
  g_assert_cmpuint (count_envelopes (client, FALSE), ==, 10 * n_answered);
  sotto_test_raw_peer_close (world.net, client);
  world_clear (&world);
}

/* What neighbours send is archived, and pruned when its time is over. */
static void
test_archives (void)
{
  World world;
  SottoTestNode *sender;
  SottoArchiveStatistics statistics = { 0 };
  SottoHash id;

  world_init (&world, 0, 1);
  sender = sotto_test_net_add (world.net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  sotto_test_net_connect (world.net, sender, world.node);
  sotto_test_net_publish (world.net, sender, &red, "one", &id);
  sotto_test_net_publish (world.net, sender, &red, "two", &id);
  sotto_test_net_publish (world.net, sender, &blue, "one", &id);
  while (statistics.rows < 3)
    {
      sotto_test_net_run (world.net, 100);
      archive_measure (world.archive, &statistics);
    }
  sotto_test_clock_advance (world.node->clock, 61 * 60 * 1000);
  while (statistics.rows > 0)
    {
      sotto_test_net_run (world.net, 100);
      archive_measure (world.archive, &statistics);
    }
  world_clear (&world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-server/forms", test_forms);
  g_test_add_func ("/mail-server/no-batch", test_no_batch);
  g_test_add_func ("/mail-server/pages", test_pages);
  g_test_add_func ("/mail-server/refused", test_refused);
  g_test_add_func ("/mail-server/wrong-seal", test_wrong_seal);
  g_test_add_func ("/mail-server/garbage", test_garbage);
  g_test_add_func ("/mail-server/rate", test_rate);
  g_test_add_func ("/mail-server/leaving", test_leaving);
  g_test_add_func ("/mail-server/slow-reader", test_slow_reader);
  g_test_add_func ("/mail-server/many", test_many);
  g_test_add_func ("/mail-server/archives", test_archives);

  return g_test_run ();
}
