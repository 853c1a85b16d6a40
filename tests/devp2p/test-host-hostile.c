/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A host against a node driven by hand, which does what no good node would. */

#include <string.h>

#include "fixtures.h"
#include "sotto-hello-private.h"
#include "sotto-peer-private.h"
#include "sotto-peer-timers-private.h"

typedef struct
{
  SottoTestClock *clock;
  SottoPrivateKey *host_key;
  SottoPrivateKey *raw_key;
  SottoHost *host;
  ToyCapability *toy;
  SottoPeer *peer;
  int last_reason;
} Fixture;

static void
connected_cb (SottoHost *host, SottoPeer *peer, gpointer user_data)
{
  g_set_object (&((Fixture *) user_data)->peer, peer);
}

static void
disconnected_cb (SottoHost *host, SottoPeer *peer, int reason, gboolean remote, gpointer user_data)
{
  ((Fixture *) user_data)->last_reason = reason;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoRandom) random = sotto_random_new_system ();

  fixture->clock = sotto_test_clock_new (0);
  fixture->host_key = fixture_key (1);
  fixture->raw_key = fixture_key (2);
  fixture->host = sotto_host_new (fixture->host_key, SOTTO_CLOCK (fixture->clock), random);
  fixture->toy = toy_new ("toy", 1, 8);
  fixture->last_reason = -1;
  sotto_host_add_capability (fixture->host, SOTTO_CAPABILITY (fixture->toy));
  g_signal_connect (fixture->host, "peer-connected", G_CALLBACK (connected_cb), fixture);
  g_signal_connect (fixture->host, "peer-disconnected", G_CALLBACK (disconnected_cb), fixture);
  g_assert_true (sotto_host_listen (fixture->host, "127.0.0.1", 0, NULL));
  sotto_host_start (fixture->host);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->peer);
  g_object_unref (fixture->toy);
  g_assert_finalize_object (fixture->host);
  g_object_unref (fixture->clock);
  sotto_private_key_unref (fixture->host_key);
  sotto_private_key_unref (fixture->raw_key);
}

static RawPeer *
dial (Fixture *fixture)
{
  return raw_peer_dial (sotto_host_get_port (fixture->host), fixture->raw_key);
}

static RawPeer *
shake_hands (Fixture *fixture)
{
  RawPeer *raw = dial (fixture);

  raw_peer_handshake (raw, sotto_private_key_get_public (fixture->host_key));
  return raw;
}

static gboolean
has_one_peer (gpointer user_data)
{
  return sotto_host_get_n_peers (user_data) == 1;
}

static gboolean
has_no_peer (gpointer user_data)
{
  return sotto_host_get_n_peers (user_data) == 0;
}

static RawPeer *
connect_raw (Fixture *fixture, const char *client, guint64 version)
{
  RawPeer *raw = shake_hands (fixture);

  raw_peer_exchange_hello (raw, client, version);
  fixture_wait (has_one_peer, fixture->host);
  return raw;
}

/* A good node, for comparison; and one without compression. */
static void
test_versions (Fixture *fixture, gconstpointer data)
{
  static const guint64 versions[] = { 3, 4, 5, 6, 55 };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autoptr (RawPeer) raw = connect_raw (fixture, "Geth", versions[i]);
      g_auto (SottoRlpxMessage) pong = { 0 };

      raw_peer_send_message_hex (raw, SOTTO_P2P_PING, "c0");
      g_assert_true (raw_peer_read (raw, &pong));
      g_assert_cmpuint (pong.code, ==, SOTTO_P2P_PONG);
      fixture_assert_bytes (pong.payload, "c0");
      raw_peer_send_message_hex (raw, SOTTO_P2P_DISCONNECT, "c108");
      fixture_wait (has_no_peer, fixture->host);
      g_assert_cmpint (fixture->last_reason, ==, SOTTO_DISCONNECT_QUITTING);
    }
}

/* Bytes that are no handshake are answered by closing, and bytes that could become one by closing
 * after five seconds. */
static void
test_garbage (Fixture *fixture, gconstpointer data)
{
  static const char *const garbage[] = { "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\x02", "\xff\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++)
    {
      g_autoptr (RawPeer) raw = dial (fixture);

      raw_peer_send (raw, garbage[i], strlen (garbage[i]));
      raw_peer_wait_closed (raw);
      g_assert_cmpuint (raw->received->len, ==, 0);
    }
}

static void
settle_well (void)
{
  for (guint i = 0; i < 100; i++)
    fixture_settle ();
}

static void
test_slow_handshake (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawPeer) raw = dial (fixture);

  settle_well ();
  for (guint i = 0; i < 49; i++)
    {
      raw_peer_send (raw, i == 0 ? "\x01" : "\xb3", 1);
      settle_well ();
      sotto_test_clock_advance (fixture->clock, 100);
    }
  g_assert_false (raw->is_closed);
  sotto_test_clock_advance (fixture->clock, 100);
  raw_peer_wait_closed (raw);
}

/* The deadline is one for both handshakes. */
static void
test_slow_hello (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawPeer) raw = dial (fixture);

  settle_well ();
  sotto_test_clock_advance (fixture->clock, 4000);
  raw_peer_handshake (raw, sotto_private_key_get_public (fixture->host_key));
  settle_well ();
  sotto_test_clock_advance (fixture->clock, 1000);
  g_assert_cmpint (raw_peer_read_disconnect (raw), ==, -1);
}

static GSocket *
open_listener (guint16 *port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  GSocket *socket =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  g_assert_true (g_socket_bind (socket, any_port, TRUE, NULL));
  g_assert_true (g_socket_listen (socket, NULL));
  address = g_socket_get_local_address (socket, NULL);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  return socket;
}

static gboolean
has_messages (gpointer user_data)
{
  return ((ToyCapability *) user_data)->codes->len == 2;
}

/* What comes right behind the ack, in one piece with it, is not lost. */
static void
test_frames_behind_ack (Fixture *fixture, gconstpointer data)
{
  guint16 port;
  g_autoptr (GSocket) listener = open_listener (&port);
  g_autoptr (RawPeer) raw = NULL;
  g_autoptr (SottoEnode) enode =
    sotto_enode_new (sotto_private_key_get_public (fixture->raw_key), "127.0.0.1", port);

  sotto_host_add_static (fixture->host, enode);
  raw = raw_peer_accept (listener, fixture->raw_key);
  raw_peer_hold (raw);
  raw_peer_handshake (raw, NULL);
  raw_peer_send_hello (raw, "test", 4);
  raw_peer_send_message_hex (raw, 16, "01");
  raw_peer_send_message_hex (raw, 17, "02");
  raw_peer_release (raw);
  fixture_wait (has_messages, fixture->toy);
  g_assert_true (has_one_peer (fixture->host));
}

static const struct
{
  const char *description;
  guint64 code;
  const char *payload_hex;
  int reason;
} first_messages[] = {
  { "ping", SOTTO_P2P_PING, "c0", SOTTO_DISCONNECT_PROTOCOL_BREACH },
  { "capability message", 16, "c0", SOTTO_DISCONNECT_PROTOCOL_BREACH },
  { "unknown id", 7, "c0", SOTTO_DISCONNECT_PROTOCOL_BREACH },
  { "no list", SOTTO_P2P_HELLO, "80", SOTTO_DISCONNECT_PROTOCOL_BREACH },
  { "empty list", SOTTO_P2P_HELLO, "c0", SOTTO_DISCONNECT_PROTOCOL_BREACH },
  { "good-bye", SOTTO_P2P_DISCONNECT, "c104", -1 },
  { "bare good-bye", SOTTO_P2P_DISCONNECT, "04", -1 },
  { "empty good-bye", SOTTO_P2P_DISCONNECT, "c0", -1 },
  { "broken good-bye", SOTTO_P2P_DISCONNECT, "ff", -1 },
};

static void
test_first_messages (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (first_messages); i++)
    {
      g_autoptr (RawPeer) raw = shake_hands (fixture);

      g_test_message ("%s", first_messages[i].description);
      raw_peer_send_message_hex (raw, first_messages[i].code, first_messages[i].payload_hex);
      g_assert_cmpint (raw_peer_read_disconnect (raw), ==, first_messages[i].reason);
    }
  g_assert_cmpuint (fixture->toy->n_started, ==, 0);
}

static int
reason_for_identity (Fixture *fixture, const guint8 node_key[64])
{
  g_autoptr (RawPeer) raw = shake_hands (fixture);
  g_autoptr (SottoHello) hello = sotto_hello_new ();
  g_autoptr (GBytes) payload = NULL;
  g_auto (SottoRlpxMessage) theirs = { 0 };

  memcpy (hello->node_key, node_key, sizeof hello->node_key);
  sotto_hello_add_capability (hello, "toy", 1);
  payload = sotto_hello_encode (hello);
  raw_peer_send_message (raw, SOTTO_P2P_HELLO, payload);
  g_assert_true (raw_peer_read (raw, &theirs));
  sotto_rlpx_codec_set_snappy (raw->codec, TRUE);
  return raw_peer_read_disconnect (raw);
}

static void
test_identities (Fixture *fixture, gconstpointer data)
{
  guint8 raw_key[64] = { 0 };

  g_assert_cmpint (reason_for_identity (fixture, raw_key), ==, SOTTO_DISCONNECT_NULL_IDENTITY);
  sotto_public_key_serialize_raw (sotto_private_key_get_public (fixture->host_key), raw_key);
  g_assert_cmpint (reason_for_identity (fixture, raw_key), ==,
                   SOTTO_DISCONNECT_UNEXPECTED_IDENTITY);
  g_assert_cmpuint (fixture->toy->n_started, ==, 0);
}

static void
test_self (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawPeer) raw = raw_peer_dial (sotto_host_get_port (fixture->host), fixture->host_key);

  raw_peer_handshake (raw, sotto_private_key_get_public (fixture->host_key));
  g_assert_cmpint (raw_peer_read_disconnect (raw), ==, SOTTO_DISCONNECT_SELF);
}

/* Others are refused the second time; of our own kind, the caller that was cut off without our
 * notice gets in again. */
static void
test_already_connected (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawPeer) first = connect_raw (fixture, "Geth", 5);
  g_autoptr (RawPeer) second = shake_hands (fixture);

  g_assert_cmpint (raw_peer_read_disconnect (second), ==, SOTTO_DISCONNECT_ALREADY_CONNECTED);
  g_assert_cmpuint (fixture->toy->n_stopped, ==, 0);
  g_assert_true (has_one_peer (fixture->host));
}

static void
test_caller_returns (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawPeer) first = connect_raw (fixture, "Sotto/test", 5);
  g_autoptr (RawPeer) early = shake_hands (fixture);
  g_autoptr (RawPeer) late = NULL;
  SottoPeer *peer = fixture->toy->peer;

  g_assert_cmpint (raw_peer_read_disconnect (early), ==, SOTTO_DISCONNECT_ALREADY_CONNECTED);
  sotto_test_clock_advance (fixture->clock, 11 * 1000);
  late = shake_hands (fixture);
  /* The key alone, without a Hello, takes nothing from the first. */
  settle_well ();
  g_assert_cmpuint (fixture->toy->n_stopped, ==, 0);
  raw_peer_exchange_hello (late, "Sotto/test", 5);
  g_assert_cmpint (raw_peer_read_disconnect (first), ==, SOTTO_DISCONNECT_ALREADY_CONNECTED);
  g_assert_cmpuint (fixture->toy->n_started, ==, 2);
  g_assert_cmpuint (fixture->toy->n_stopped, ==, 1);
  g_assert_true (fixture->toy->peer != peer);
  g_assert_true (has_one_peer (fixture->host));
}

static const struct
{
  const char *description;
  guint64 code;
  gsize length;
  gboolean stays;
} messages[] = {
  { "unknown base id", 4, 1, TRUE },
  { "last base id", 15, 1, TRUE },
  { "second Hello", SOTTO_P2P_HELLO, 1, TRUE },
  { "pong", SOTTO_P2P_PONG, 1, TRUE },
  { "large ping", SOTTO_P2P_PING, 3000, FALSE },
  { "first code", 16, 10, TRUE },
  { "last code", 23, 10, TRUE },
  { "behind the last code", 24, 10, FALSE },
  { "far behind", G_MAXUINT64, 10, FALSE },
  { "largest payload", 16, TOY_MAX_PAYLOAD, TRUE },
  { "above the largest payload", 16, TOY_MAX_PAYLOAD + 1, FALSE },
  { "bomb", 16, 16 * 1024 * 1024 - 16, FALSE },
  { "refused by the capability", 21, 1, FALSE },
};

static void
test_messages (Fixture *fixture, gconstpointer data)
{
  fixture->toy->refuse_code = 5;
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (RawPeer) raw = connect_raw (fixture, "Geth", 5);
      g_autofree guint8 *zeros = g_malloc0 (messages[i].length);
      g_autoptr (GBytes) payload = g_bytes_new (zeros, messages[i].length);
      g_auto (SottoRlpxMessage) answer = { 0 };

      g_test_message ("%s", messages[i].description);
      raw_peer_send_message (raw, messages[i].code, payload);
      if (messages[i].stays)
        {
          raw_peer_send_message_hex (raw, SOTTO_P2P_PING, "c0");
          g_assert_true (raw_peer_read (raw, &answer));
          g_assert_cmpuint (answer.code, ==, SOTTO_P2P_PONG);
          raw_peer_send_message_hex (raw, SOTTO_P2P_DISCONNECT, "c108");
        }
      else
        g_assert_cmpint (raw_peer_read_disconnect (raw), ==, SOTTO_DISCONNECT_PROTOCOL_BREACH);
      fixture_wait (has_no_peer, fixture->host);
    }
}

static void
test_damaged_frame (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawPeer) raw = connect_raw (fixture, "Geth", 5);
  guint8 noise[64];

  memset (noise, 0x5a, sizeof noise);
  raw_peer_send (raw, noise, sizeof noise);
  g_assert_cmpint (raw_peer_read_disconnect (raw), ==, SOTTO_DISCONNECT_PROTOCOL_BREACH);
}

/* Raw Disconnects although compression was agreed on. */
static void
test_raw_disconnect (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *payload_hex;
    int reason;
  } rows[] = { { "c108", 8 }, { "08", 8 }, { "c0", 0 }, { "80", 0 }, { "c104", 4 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RawPeer) raw = connect_raw (fixture, "Geth", 5);

      sotto_rlpx_codec_set_snappy (raw->codec, FALSE);
      raw_peer_send_message_hex (raw, SOTTO_P2P_DISCONNECT, rows[i].payload_hex);
      fixture_wait (has_no_peer, fixture->host);
      g_assert_cmpint (fixture->last_reason, ==, rows[i].reason);
    }
}

/* Pings without reading the answers: what waits for the peer stays small, and in the end it is
 * thrown out. */
static void
test_ping_flood (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawPeer) raw = connect_raw (fixture, "Geth", 5);
  gsize most_queued = 0;
  guint n_sent = 0;

  while (sotto_peer_is_running (fixture->peer))
    {
      g_assert_cmpuint (n_sent, <, 20 * SOTTO_PEER_IDLE_TALK_BURST);
      raw_peer_send_message_hex (raw, SOTTO_P2P_PING, "c0");
      n_sent++;
      settle_well ();
      most_queued = MAX (most_queued, sotto_peer_get_queued_bytes (fixture->peer));
    }
  g_assert_cmpuint (n_sent, >, SOTTO_PEER_IDLE_TALK_BURST);
  g_assert_cmpuint (most_queued, <, 1024);
  fixture_wait (has_no_peer, fixture->host);
  g_assert_cmpint (fixture->last_reason, ==, SOTTO_DISCONNECT_PROTOCOL_BREACH);
}

/* Many pings in one piece: before anything could be written, one answer waits. */
static void
test_one_pong_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawPeer) raw = connect_raw (fixture, "Geth", 5);
  guint64 before = sotto_peer_get_bytes_in (fixture->peer);

  settle_well ();
  raw_peer_hold (raw);
  for (guint i = 0; i < 400; i++)
    raw_peer_send_message_hex (raw, SOTTO_P2P_PING, "c0");
  raw_peer_release (raw);
  while (sotto_peer_get_bytes_in (fixture->peer) == before)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (sotto_peer_get_bytes_in (fixture->peer), >, before + 5000);
  g_assert_cmpuint (sotto_peer_get_queued_bytes (fixture->peer), ==, 64);
}

/* Nobody who pings as often as the protocol says is ever thrown out. */
static void
test_normal_pings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawPeer) raw = connect_raw (fixture, "Geth", 5);

  for (guint i = 0; i < 3000; i++)
    {
      raw_peer_send_message_hex (raw, SOTTO_P2P_PING, "c0");
      fixture_settle ();
      fixture_settle ();
      sotto_test_clock_advance (fixture->clock, 1000);
      g_assert_true (sotto_peer_is_running (fixture->peer));
    }
}

/* Who does not read gets no more than the queue holds, and is closed after 20 s. */
static void
test_peer_that_does_not_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawPeer) raw = connect_raw (fixture, "Geth", 4);
  g_autofree guint8 *zeros = g_malloc0 (TOY_MAX_PAYLOAD);
  g_autoptr (GBytes) payload = g_bytes_new (zeros, TOY_MAX_PAYLOAD);
  guint n_queued = 0;

  for (guint i = 0; i < 200; i++)
    {
      if (sotto_peer_send (fixture->peer, SOTTO_CAPABILITY (fixture->toy), 0, payload, NULL, NULL))
        n_queued++;
      fixture_settle ();
    }
  g_assert_cmpuint (n_queued, <, 200);
  g_assert_cmpuint (sotto_peer_get_queued_bytes (fixture->peer), <=, SOTTO_PEER_MAX_QUEUED);
  sotto_test_clock_advance (fixture->clock, 14 * 1000);
  fixture_settle ();
  raw_peer_send_message_hex (raw, SOTTO_P2P_PONG, "c0");
  fixture_settle ();
  sotto_test_clock_advance (fixture->clock, 27 * 1000);
  fixture_wait (has_no_peer, fixture->host);
}

/* Many callers that say nothing do not keep a good one out. */
static void
test_half_open_connections (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) silent = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_peer_free);
  g_autoptr (RawPeer) good = NULL;
  guint n_open = 0;

  for (guint i = 0; i < 300; i++)
    {
      g_ptr_array_add (silent, dial (fixture));
      fixture_settle ();
    }
  good = connect_raw (fixture, "Geth", 5);
  g_assert_false (good->is_closed);
  for (guint i = 0; i < silent->len; i++)
    {
      RawPeer *raw = silent->pdata[i];
      char byte;

      if (g_socket_receive (g_socket_connection_get_socket (raw->connection), &byte, 1, NULL,
                            NULL) != 0)
        n_open++;
    }
  g_assert_cmpuint (n_open, <=, 50);
  g_assert_cmpuint (n_open, >, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/devp2p/host-hostile/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("versions", test_versions);
  ADD ("garbage", test_garbage);
  ADD ("slow-handshake", test_slow_handshake);
  ADD ("slow-hello", test_slow_hello);
  ADD ("frames-behind-ack", test_frames_behind_ack);
  ADD ("first-messages", test_first_messages);
  ADD ("identities", test_identities);
  ADD ("self", test_self);
  ADD ("already-connected", test_already_connected);
  ADD ("caller-returns", test_caller_returns);
  ADD ("messages", test_messages);
  ADD ("damaged-frame", test_damaged_frame);
  ADD ("raw-disconnect", test_raw_disconnect);
  ADD ("ping-flood", test_ping_flood);
  ADD ("one-pong-waits", test_one_pong_waits);
  ADD ("normal-pings", test_normal_pings);
  ADD ("peer-that-does-not-read", test_peer_that_does_not_read);
  ADD ("half-open-connections", test_half_open_connections);
  return g_test_run ();
}
