/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two hosts with real sockets on loopback, in one process. */

#include "fixtures.h"
#include "sotto-peer-private.h"

/* One node. */
typedef struct
{
  SottoHost *host;
  ToyCapability *toy;
  guint n_connected;
  guint n_disconnected;
  int last_reason;
  gboolean last_remote;
  guint n_dials_failed;
  GError *dial_error;
} Node;

static void
connected_cb (SottoHost *host, SottoPeer *peer, gpointer user_data)
{
  ((Node *) user_data)->n_connected++;
}

static void
disconnected_cb (SottoHost *host, SottoPeer *peer, int reason, gboolean remote, gpointer user_data)
{
  Node *node = user_data;

  node->n_disconnected++;
  node->last_reason = reason;
  node->last_remote = remote;
}

static void
dial_failed_cb (SottoHost *host, SottoEnode *enode, GError *error, gpointer user_data)
{
  Node *node = user_data;

  node->n_dials_failed++;
  g_clear_error (&node->dial_error);
  node->dial_error = g_error_copy (error);
}

static Node *
node_new (guint key_number, SottoClock *clock, const char *capability, guint version)
{
  Node *node = g_new0 (Node, 1);
  g_autoptr (SottoPrivateKey) key = fixture_key (key_number);
  g_autoptr (SottoRandom) random = sotto_random_new_system ();
  g_autoptr (GError) error = NULL;

  node->host = sotto_host_new (key, clock, random);
  node->toy = toy_new (capability, version, 8);
  sotto_host_add_capability (node->host, SOTTO_CAPABILITY (node->toy));
  g_signal_connect (node->host, "peer-connected", G_CALLBACK (connected_cb), node);
  g_signal_connect (node->host, "peer-disconnected", G_CALLBACK (disconnected_cb), node);
  g_signal_connect (node->host, "dial-failed", G_CALLBACK (dial_failed_cb), node);
  g_assert_true (sotto_host_listen (node->host, "127.0.0.1", 0, &error));
  g_assert_no_error (error);
  sotto_host_start (node->host);
  return node;
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *stopped = user_data;

  g_assert_true (sotto_host_stop_finish (SOTTO_HOST (source), result, NULL));
  *stopped = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
node_stop (Node *node)
{
  gboolean stopped = FALSE;

  sotto_host_stop_async (node->host, NULL, stopped_cb, &stopped);
  g_assert_false (stopped);
  fixture_wait (is_true, &stopped);
}

static void
node_free (Node *node)
{
  node_stop (node);
  g_signal_handlers_disconnect_by_data (node->host, node);
  g_object_unref (node->toy);
  g_assert_finalize_object (node->host);
  g_clear_error (&node->dial_error);
  g_free (node);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Node, node_free)

static SottoEnode *
node_enode (Node *node)
{
  g_autofree char *url = sotto_host_get_enode (node->host, "127.0.0.1");

  return sotto_enode_parse (url, NULL);
}

static void
add_static (Node *from, Node *to)
{
  g_autoptr (SottoEnode) enode = node_enode (to);

  sotto_host_add_static (from->host, enode);
}

static gboolean
has_peer (gpointer user_data)
{
  return sotto_host_get_n_peers (((Node *) user_data)->host) == 1;
}

static gboolean
has_no_peer (gpointer user_data)
{
  return sotto_host_get_n_peers (((Node *) user_data)->host) == 0;
}

static gboolean
has_message (gpointer user_data)
{
  return ((Node *) user_data)->toy->codes->len > 0;
}

static gboolean
has_failed_dial (gpointer user_data)
{
  return ((Node *) user_data)->n_dials_failed > 0;
}

static gboolean
has_disconnected (gpointer user_data)
{
  return ((Node *) user_data)->n_disconnected > 0;
}

static void
connect_nodes (Node *a, Node *b)
{
  add_static (a, b);
  fixture_wait (has_peer, a);
  fixture_wait (has_peer, b);
}

static void
written_cb (SottoPeer *peer, gboolean success, gpointer user_data)
{
  int *result = user_data;

  g_assert_cmpint (*result, ==, -1);
  *result = success;
}

static gboolean
is_written (gpointer user_data)
{
  return *(int *) user_data >= 0;
}

static void
send_and_check (Node *from, Node *to, guint code, gsize length)
{
  g_autofree guint8 *data = g_malloc (length + 1);
  g_autoptr (GBytes) payload = NULL;
  int written = -1;

  for (gsize i = 0; i < length; i++)
    data[i] = i * 31;
  payload = g_bytes_new (data, length);
  g_array_set_size (to->toy->codes, 0);
  g_ptr_array_set_size (to->toy->payloads, 0);
  g_assert_true (sotto_peer_send (from->toy->peer, SOTTO_CAPABILITY (from->toy), code, payload,
                                  written_cb, &written));
  g_assert_cmpint (written, ==, -1);
  fixture_wait (has_message, to);
  fixture_wait (is_written, &written);
  g_assert_cmpint (written, ==, TRUE);
  g_assert_cmpuint (g_array_index (to->toy->codes, guint, 0), ==, code);
  g_assert_true (g_bytes_equal (to->toy->payloads->pdata[0], payload));
}

static void
test_messages (void)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (Node) a = node_new (1, clock, "toy", 1);
  g_autoptr (Node) b = node_new (2, clock, "toy", 1);
  g_autoptr (SottoPrivateKey) key_b = fixture_key (2);
  SottoPeer *peer;

  connect_nodes (a, b);
  peer = a->toy->peer;
  g_assert_true (
    sotto_public_key_equal (sotto_peer_get_key (peer), sotto_private_key_get_public (key_b)));
  g_assert_false (sotto_peer_is_inbound (peer));
  g_assert_true (sotto_peer_is_inbound (b->toy->peer));
  g_assert_true (g_str_has_prefix (sotto_peer_get_client (peer), "Sotto/v"));
  g_assert_true (g_str_has_prefix (sotto_peer_get_address (peer), "127.0.0.1:"));
  g_assert_cmpuint (a->toy->n_started, ==, 1);
  g_assert_cmpuint (b->toy->n_started, ==, 1);
  g_assert_cmpuint (a->n_connected, ==, 1);

  send_and_check (a, b, 0, 0);
  send_and_check (b, a, 7, 1);
  send_and_check (a, b, 3, 1000);
  send_and_check (b, a, 3, TOY_MAX_PAYLOAD);
  g_assert_cmpuint (sotto_peer_get_queued_bytes (peer), ==, 0);
  g_assert_cmpuint (sotto_peer_get_bytes_in (peer), >, 10000);
  g_assert_cmpuint (sotto_peer_get_bytes_out (peer), ==, sotto_peer_get_bytes_in (b->toy->peer));
}

static void
test_disconnect (void)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (Node) a = node_new (1, clock, "toy", 1);
  g_autoptr (Node) b = node_new (2, clock, "toy", 1);
  g_autoptr (GBytes) payload = g_bytes_new ("x", 1);

  connect_nodes (a, b);
  sotto_peer_disconnect (b->toy->peer, SOTTO_DISCONNECT_SUBPROTOCOL);
  /* Not from within the call. */
  g_assert_cmpuint (b->toy->n_stopped, ==, 0);
  g_assert_false (
    sotto_peer_send (b->toy->peer, SOTTO_CAPABILITY (b->toy), 0, payload, written_cb, NULL));
  fixture_wait (has_disconnected, a);
  fixture_wait (has_disconnected, b);
  g_assert_cmpint (a->last_reason, ==, SOTTO_DISCONNECT_SUBPROTOCOL);
  g_assert_true (a->last_remote);
  g_assert_cmpint (b->last_reason, ==, SOTTO_DISCONNECT_SUBPROTOCOL);
  g_assert_false (b->last_remote);
  g_assert_cmpuint (a->toy->n_stopped, ==, 1);
  g_assert_cmpuint (b->toy->n_stopped, ==, 1);
}

/* What was queued and cannot leave any more is reported as lost, once. */
static void
test_lost_messages (void)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (Node) a = node_new (1, clock, "toy", 1);
  g_autoptr (Node) b = node_new (2, clock, "toy", 1);
  g_autoptr (GBytes) payload = g_bytes_new ("x", 1);
  int written = -1;

  connect_nodes (a, b);
  g_assert_true (
    sotto_peer_send (a->toy->peer, SOTTO_CAPABILITY (a->toy), 0, payload, written_cb, &written));
  sotto_peer_abort (a->toy->peer);
  fixture_wait (is_written, &written);
  g_assert_cmpint (written, ==, FALSE);
}

static void
test_useless_peer (void)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (Node) a = node_new (1, clock, "toy", 1);
  g_autoptr (Node) b = node_new (2, clock, "toy", 2);

  add_static (a, b);
  fixture_wait (has_failed_dial, a);
  g_assert_error (a->dial_error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_DISCONNECTED);
  g_assert_nonnull (strstr (a->dial_error->message, "useless peer"));
  g_assert_cmpuint (a->n_connected + b->n_connected, ==, 0);
  g_assert_cmpuint (a->toy->n_started, ==, 0);
}

static void
test_wrong_key (void)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (Node) a = node_new (1, clock, "toy", 1);
  g_autoptr (Node) b = node_new (2, clock, "toy", 1);
  g_autoptr (SottoPrivateKey) other = fixture_key (3);
  g_autoptr (SottoEnode) enode = sotto_enode_new (sotto_private_key_get_public (other), "127.0.0.1",
                                                  sotto_host_get_port (b->host));

  sotto_host_add_static (a->host, enode);
  fixture_wait (has_failed_dial, a);
  g_assert_error (a->dial_error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_DISCONNECTED);
  g_assert_cmpuint (a->n_connected, ==, 0);
}

static void
test_nobody_there (void)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (Node) a = node_new (1, clock, "toy", 1);
  g_autoptr (SottoPrivateKey) other = fixture_key (3);
  g_autoptr (SottoEnode) enode = NULL;
  guint16 port = sotto_host_get_port (a->host);

  g_assert_true (sotto_host_listen (a->host, "127.0.0.1", 0, NULL));
  enode = sotto_enode_new (sotto_private_key_get_public (other), "127.0.0.1", port);
  sotto_host_add_static (a->host, enode);
  fixture_wait (has_failed_dial, a);
  g_assert_error (a->dial_error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_cmpuint (sotto_host_get_n_known_nodes (a->host), ==, 1);
}

static void
test_own_address (void)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (Node) a = node_new (1, clock, "toy", 1);
  g_autoptr (SottoEnode) enode = node_enode (a);

  sotto_host_add_static (a->host, enode);
  sotto_host_add_candidate (a->host, enode);
  g_assert_cmpuint (sotto_host_get_n_known_nodes (a->host), ==, 0);
}

static void
test_reconnect (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  g_autoptr (Node) a = node_new (1, SOTTO_CLOCK (clock), "toy", 1);
  g_autoptr (Node) b = node_new (2, SOTTO_CLOCK (clock), "toy", 1);

  connect_nodes (a, b);
  sotto_peer_disconnect (b->toy->peer, SOTTO_DISCONNECT_REQUESTED);
  fixture_wait (has_no_peer, a);
  fixture_wait (has_no_peer, b);
  sotto_test_clock_advance (clock, 700);
  fixture_settle ();
  g_assert_cmpuint (a->n_connected, ==, 1);
  sotto_test_clock_advance (clock, 600);
  fixture_wait (has_peer, a);
  g_assert_cmpuint (a->n_connected, ==, 2);
}

static void
test_remove_static (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  g_autoptr (Node) a = node_new (1, SOTTO_CLOCK (clock), "toy", 1);
  g_autoptr (Node) b = node_new (2, SOTTO_CLOCK (clock), "toy", 1);
  g_autoptr (SottoEnode) enode = node_enode (b);

  connect_nodes (a, b);
  sotto_host_remove_static (a->host, enode);
  fixture_wait (has_no_peer, a);
  sotto_test_clock_advance (clock, 60 * 60 * 1000);
  fixture_settle ();
  g_assert_cmpuint (a->n_connected, ==, 1);
  g_assert_cmpuint (sotto_host_get_n_known_nodes (a->host), ==, 0);
}

static void
test_candidate (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  g_autoptr (Node) a = node_new (1, SOTTO_CLOCK (clock), "toy", 1);
  g_autoptr (Node) b = node_new (2, SOTTO_CLOCK (clock), "toy", 1);
  g_autoptr (SottoEnode) enode = node_enode (b);

  sotto_host_add_candidate (a->host, enode);
  sotto_test_clock_advance (clock, 1000);
  fixture_wait (has_peer, a);
  fixture_wait (has_peer, b);
}

static void
test_too_many_peers (void)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (Node) a = node_new (1, clock, "toy", 1);
  g_autoptr (Node) b = node_new (2, clock, "toy", 1);
  g_autoptr (Node) c = node_new (3, clock, "toy", 1);
  SottoHostLimits limits = {
    .max_peers = 1, .max_inbound = 1, .max_per_address = 3, .max_pending = 50
  };

  sotto_host_set_limits (b->host, &limits);
  connect_nodes (a, b);
  add_static (c, b);
  fixture_wait (has_failed_dial, c);
  g_assert_nonnull (strstr (c->dial_error->message, "too many peers"));
  g_assert_true (has_peer (b));
  g_assert_cmpuint (a->n_disconnected, ==, 0);
}

/* A static node is let in although there is no room. */
static void
test_static_comes_on_top (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  g_autoptr (Node) a = node_new (1, SOTTO_CLOCK (clock), "toy", 1);
  g_autoptr (Node) b = node_new (2, SOTTO_CLOCK (clock), "toy", 1);
  SottoHostLimits limits = {
    .max_peers = 0, .max_inbound = 0, .max_per_address = 3, .max_pending = 50
  };

  sotto_host_set_limits (b->host, &limits);
  sotto_host_set_network_available (b->host, FALSE);
  add_static (b, a);
  connect_nodes (a, b);
}

static gboolean
both_have_one_peer (gpointer user_data)
{
  Node **nodes = user_data;

  return has_peer (nodes[0]) && has_peer (nodes[1]);
}

/* Both dial at the same moment, again and again: one connection stays, and it is the one that the
 * smaller id dialled. */
static void
test_simultaneous_dials (void)
{
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
      g_autoptr (Node) a = node_new (1 + round, SOTTO_CLOCK (clock), "toy", 1);
      g_autoptr (Node) b = node_new (101 + round, SOTTO_CLOCK (clock), "toy", 1);
      Node *nodes[] = { a, b };

      add_static (a, b);
      add_static (b, a);
      fixture_wait (both_have_one_peer, nodes);
      fixture_settle ();
      fixture_wait (both_have_one_peer, nodes);
      g_assert_cmpint (sotto_peer_is_inbound (a->toy->peer), !=,
                       sotto_peer_is_inbound (b->toy->peer));
      g_assert_true (sotto_peer_is_running (a->toy->peer));
      g_assert_true (sotto_peer_is_running (b->toy->peer));
      send_and_check (a, b, 1, 100);
      send_and_check (b, a, 1, 100);
      g_assert_cmpuint (a->toy->n_started - a->toy->n_stopped, ==, 1);
      g_assert_cmpuint (b->toy->n_started - b->toy->n_stopped, ==, 1);
    }
}

/* Silence: both sides ping, so that nothing ends; when one stops, the other notices. */
static void
test_idle (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  g_autoptr (Node) a = node_new (1, SOTTO_CLOCK (clock), "toy", 1);
  g_autoptr (Node) b = node_new (2, SOTTO_CLOCK (clock), "toy", 1);
  guint64 before;

  connect_nodes (a, b);
  before = sotto_peer_get_bytes_in (a->toy->peer);
  for (guint i = 0; i < 20; i++)
    {
      sotto_test_clock_advance (clock, 5000);
      for (guint j = 0; j < 20; j++)
        fixture_settle ();
    }
  g_assert_cmpuint (a->n_disconnected, ==, 0);
  g_assert_cmpuint (sotto_peer_get_bytes_in (a->toy->peer), >, before);
  /* Without the main context in between nothing is read. */
  sotto_test_clock_advance (clock, 31 * 1000);
  fixture_wait (has_no_peer, a);
  fixture_wait (has_no_peer, b);
}

static void
test_stop_says_good_bye (void)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (Node) a = node_new (1, clock, "toy", 1);
  g_autoptr (Node) b = node_new (2, clock, "toy", 1);

  connect_nodes (a, b);
  node_stop (b);
  g_assert_cmpuint (b->toy->n_stopped, ==, 1);
  fixture_wait (has_disconnected, a);
  g_assert_cmpint (a->last_reason, ==, SOTTO_DISCONNECT_QUITTING);
  g_assert_true (a->last_remote);
}

static void
stop_cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *stopped = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_false (sotto_host_stop_finish (SOTTO_HOST (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *stopped = TRUE;
}

static void
test_stop_cancelled (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  g_autoptr (Node) a = node_new (1, SOTTO_CLOCK (clock), "toy", 1);
  g_autoptr (Node) b = node_new (2, SOTTO_CLOCK (clock), "toy", 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean stopped = FALSE;

  connect_nodes (a, b);
  sotto_host_stop_async (a->host, cancellable, stop_cancelled_cb, &stopped);
  g_cancellable_cancel (cancellable);
  fixture_wait (is_true, &stopped);
  g_assert_cmpuint (a->toy->n_stopped, ==, 1);
}

static void
test_dropped_without_stopping (void)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (Node) a = node_new (1, clock, "toy", 1);
  Node *b = node_new (2, clock, "toy", 1);

  connect_nodes (a, b);
  g_signal_handlers_disconnect_by_data (b->host, b);
  g_assert_finalize_object (b->host);
  g_object_unref (b->toy);
  g_free (b);
  fixture_wait (has_no_peer, a);
}

static void
test_listen (void)
{
  static const char *const bad[] = { "", "localhost", "300.1.1.1", "192.0.2.1" };
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (Node) a = node_new (1, clock, "toy", 1);
  g_autoptr (Node) b = node_new (2, clock, "toy", 1);
  g_autofree char *url = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (sotto_host_listen (a->host, bad[i], 0, &error));
      g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_LISTEN);
      g_assert_cmpuint (sotto_host_get_port (a->host), ==, 0);
      g_assert_null (sotto_host_get_enode (a->host, "127.0.0.1"));
    }
  g_assert_true (sotto_host_listen (a->host, "::", 0, NULL));
  url = sotto_host_get_enode (a->host, "127.0.0.1");
  g_assert_true (g_str_has_prefix (url, "enode://"));
  /* IPv4 on the dual-stack socket. */
  connect_nodes (b, a);
  g_assert_true (g_str_has_prefix (sotto_peer_get_address (a->toy->peer), "127.0.0.1:"));
  sotto_host_stop_listening (a->host);
  g_assert_cmpuint (sotto_host_get_port (a->host), ==, 0);
  g_assert_true (has_peer (a));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/devp2p/host/messages", test_messages);
  g_test_add_func ("/devp2p/host/disconnect", test_disconnect);
  g_test_add_func ("/devp2p/host/lost-messages", test_lost_messages);
  g_test_add_func ("/devp2p/host/useless-peer", test_useless_peer);
  g_test_add_func ("/devp2p/host/wrong-key", test_wrong_key);
  g_test_add_func ("/devp2p/host/nobody-there", test_nobody_there);
  g_test_add_func ("/devp2p/host/own-address", test_own_address);
  g_test_add_func ("/devp2p/host/reconnect", test_reconnect);
  g_test_add_func ("/devp2p/host/remove-static", test_remove_static);
  g_test_add_func ("/devp2p/host/candidate", test_candidate);
  g_test_add_func ("/devp2p/host/too-many-peers", test_too_many_peers);
  g_test_add_func ("/devp2p/host/static-comes-on-top", test_static_comes_on_top);
  g_test_add_func ("/devp2p/host/simultaneous-dials", test_simultaneous_dials);
  g_test_add_func ("/devp2p/host/idle", test_idle);
  g_test_add_func ("/devp2p/host/stop-says-good-bye", test_stop_says_good_bye);
  g_test_add_func ("/devp2p/host/stop-cancelled", test_stop_cancelled);
  g_test_add_func ("/devp2p/host/dropped-without-stopping", test_dropped_without_stopping);
  g_test_add_func ("/devp2p/host/listen", test_listen);
  return g_test_run ();
}
