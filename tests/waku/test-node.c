/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nodes of both roles on loopback: who gets what, once; what is confirmed and what expires. */

#include <string.h>

#include "sotto-test-net.h"

static const SottoTopic red = { { 1, 2, 3, 0 } };
static const SottoTopic blue = { { 0xaa, 0xbb, 0xcc, 0x07 } };

static void
follow (SottoTestNode *node, const SottoTopic *topic)
{
  sotto_transport_set_topics (SOTTO_TRANSPORT (node->node), topic, topic != NULL ? 1 : 0);
}

static gboolean
has_received_one (gpointer user_data)
{
  return ((SottoTestNode *) user_data)->received->len == 1;
}

static gboolean
has_confirmed_one (gpointer user_data)
{
  return ((SottoTestNode *) user_data)->confirmed->len == 1;
}

static gboolean
is_alone (gpointer user_data)
{
  return sotto_transport_state_get_n_peers (((SottoTestNode *) user_data)->state) == 0;
}

static void
assert_received (SottoTestNode *node,
                 const SottoTopic *topic,
                 const SottoHash *id,
                 const char *text)
{
  SottoReceivedPayload *payload;

  g_assert_cmpuint (node->received->len, ==, 1);
  payload = node->received->pdata[0];
  g_assert_true (sotto_topic_equal (&payload->topic, topic));
  g_assert_true (sotto_hash_equal (&payload->id, id));
  g_assert_cmpmem (g_bytes_get_data (payload->data, NULL), g_bytes_get_size (payload->data), text,
                   strlen (text));
}

/* Two clients without a relay: the one gets what it follows, the other hears that it was held. */
static void
test_two_clients (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *alice = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoTestNode *bob = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoHash wanted;
  SottoHash other;

  follow (bob, &red);
  sotto_test_net_connect (net, alice, bob);
  sotto_test_net_publish (net, alice, &blue, "not for Bob", &other);
  sotto_test_net_publish (net, alice, &red, "for Bob", &wanted);
  sotto_test_net_wait (net, has_received_one, bob);
  assert_received (bob, &red, &wanted, "for Bob");
  sotto_test_net_wait (net, has_confirmed_one, alice);
  g_assert_true (sotto_test_node_has_confirmed (alice, &wanted));

  sotto_test_net_run (net, 3000);
  g_assert_cmpuint (bob->received->len, ==, 1);
  g_assert_cmpuint (alice->confirmed->len, ==, 1);
  g_assert_cmpuint (alice->received->len, ==, 0);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (bob->node), ==, 1);
  g_assert_cmpuint (sotto_transport_state_get_envelopes_refused (bob->state), ==, 0);
}

/* Client, relay, client; the relay keeps all and the far client gets its topic alone. */
static void
test_through_relay (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *alice = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoTestNode *relay = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  SottoTestNode *bob = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoHash ids[2];

  follow (alice, &red);
  follow (bob, &red);
  sotto_test_net_connect (net, alice, relay);
  sotto_test_net_connect (net, bob, relay);
  g_assert_true (sotto_transport_state_get_has_relay (alice->state));
  g_assert_false (sotto_transport_state_get_has_relay (relay->state));
  g_assert_cmpint (sotto_transport_state_get_status (alice->state), ==,
                   SOTTO_TRANSPORT_STATUS_ONLINE);

  sotto_test_net_publish (net, alice, &red, "hello", &ids[0]);
  sotto_test_net_publish (net, alice, &blue, "to nobody", &ids[1]);
  sotto_test_net_wait (net, has_received_one, bob);
  assert_received (bob, &red, &ids[0], "hello");
  sotto_test_net_run (net, 2000);
  g_assert_true (sotto_test_node_has_confirmed (alice, &ids[0]));
  g_assert_true (sotto_test_node_has_confirmed (alice, &ids[1]));
  g_assert_cmpuint (alice->confirmed->len, ==, 2);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (relay->node), ==, 2);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (bob->node), ==, 1);
  /* Nothing comes back to where it came from. */
  g_assert_cmpuint (sotto_transport_state_get_envelopes_in (alice->state), ==, 0);
  g_assert_cmpuint (sotto_transport_state_get_envelopes_out (relay->state), ==, 1);
}

/* A ring of relays brings everything more than once; it is delivered once. */
static void
test_ring (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *nodes[3];
  SottoHash id;

  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      nodes[i] = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
      follow (nodes[i], &red);
    }
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    sotto_test_net_connect (net, nodes[i], nodes[(i + 1) % G_N_ELEMENTS (nodes)]);

  sotto_test_net_publish (net, nodes[0], &red, "round", &id);
  sotto_test_net_run (net, 3000);
  g_assert_cmpuint (nodes[0]->received->len, ==, 0);
  g_assert_cmpuint (nodes[0]->confirmed->len, ==, 1);
  for (guint i = 1; i < G_N_ELEMENTS (nodes); i++)
    assert_received (nodes[i], &red, &id, "round");
}

/* Published before anybody is there: sent when somebody comes, in its time. */
static void
test_waits_for_neighbour (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *alice = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoTestNode *bob = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoHash id;

  g_assert_cmpint (sotto_transport_state_get_status (alice->state), ==,
                   SOTTO_TRANSPORT_STATUS_SEARCHING);
  g_assert_cmpint (sotto_transport_state_get_problem (alice->state), ==,
                   SOTTO_TRANSPORT_PROBLEM_NO_NODES);
  sotto_test_net_publish (net, alice, &red, "early", &id);
  sotto_test_net_connect (net, alice, bob);
  sotto_test_net_run (net, 1000);
  g_assert_cmpuint (bob->received->len, ==, 0);

  /* Bob begins to follow it: a new interest goes through what is there. */
  follow (bob, &red);
  sotto_test_net_wait (net, has_received_one, bob);
  assert_received (bob, &red, &id, "early");
}

static void
test_expiry (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *alice = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoTestNode *relay = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  SottoHash lonely;
  SottoHash held;

  sotto_test_net_publish (net, alice, &red, "lonely", &lonely);
  sotto_test_net_run (net, 14000);
  g_assert_cmpuint (alice->expired->len, ==, 0);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (alice->node), ==, 1);
  sotto_test_net_run (net, 4000);
  g_assert_cmpuint (alice->expired->len, ==, 1);
  g_assert_true (sotto_test_node_has_expired (alice, &lonely));
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (alice->node), ==, 0);

  /* What somebody held is not said to have been lost. */
  sotto_test_net_connect (net, alice, relay);
  sotto_test_net_publish (net, alice, &red, "held", &held);
  sotto_test_net_run (net, 20000);
  g_assert_true (sotto_test_node_has_confirmed (alice, &held));
  g_assert_cmpuint (alice->expired->len, ==, 1);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (relay->node), ==, 0);
}

/* What was followed until a moment ago may still come, and is no fault; it is not delivered. */
static void
test_narrowing (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *alice = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoTestNode *bob = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoHash id;

  follow (bob, &red);
  sotto_test_net_connect (net, alice, bob);
  sotto_test_net_publish (net, alice, &red, "first", &id);
  sotto_test_net_wait (net, has_received_one, bob);
  follow (bob, &blue);
  sotto_test_net_run (net, 1000);
  sotto_test_net_publish (net, alice, &red, "second", &id);
  sotto_test_net_run (net, 2000);
  g_assert_cmpuint (bob->received->len, ==, 1);
  g_assert_cmpuint (sotto_transport_state_get_envelopes_refused (bob->state), ==, 0);
  sotto_test_net_publish (net, alice, &blue, "third", &id);
  sotto_test_net_run (net, 1000);
  g_assert_cmpuint (bob->received->len, ==, 2);
}

/* More in the pool than goes into one packet: all of it arrives. */
static void
test_large_pool (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *alice = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoTestNode *relay = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  g_autofree char *text = g_strnfill (200 * 1024, 'x');
  SottoHash id;

  for (guint i = 0; i < 12; i++)
    {
      text[i] = 'y';
      sotto_test_net_publish (net, alice, &red, text, &id);
    }
  sotto_test_net_connect (net, alice, relay);
  sotto_test_net_run (net, 4000);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (relay->node), ==, 12);
  g_assert_cmpuint (sotto_transport_state_get_n_peers (relay->state), ==, 1);
  g_assert_cmpuint (alice->confirmed->len, ==, 12);
}

static void
test_clock (void)
{
  static const gint64 offsets[] = { 600, -600, 9 };

  for (gsize i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      g_autoptr (SottoTestNet) net = sotto_test_net_new ();
      SottoTestNode *right = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
      SottoTestNode *wrong = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, offsets[i]);
      gboolean is_wrong = ABS (offsets[i]) > 10;
      SottoHash id;

      follow (wrong, &red);
      sotto_test_net_connect (net, wrong, right);
      g_assert_false (sotto_transport_state_get_clock_offset_known (wrong->state));
      sotto_test_net_run (net, 10000);
      for (guint n = 0; n < 5; n++)
        {
          g_autofree char *text = g_strdup_printf ("message %u", n);

          sotto_test_net_publish (net, right, &red, text, &id);
        }
      sotto_test_net_run (net, 3000);
      g_assert_true (sotto_transport_state_get_clock_offset_known (wrong->state));
      g_assert_cmpint (ABS (sotto_transport_state_get_clock_offset (wrong->state) - offsets[i]), <=,
                       2);
      g_assert_cmpint (sotto_transport_state_get_problem (wrong->state), ==,
                       is_wrong ? SOTTO_TRANSPORT_PROBLEM_CLOCK : SOTTO_TRANSPORT_PROBLEM_NONE);
      g_assert_cmpuint (wrong->received->len, ==, is_wrong ? 0 : 5);
      /* A clock is nobody's fault. */
      g_assert_cmpuint (sotto_transport_state_get_n_peers (right->state), ==, 1);

      sotto_test_clock_jump (wrong->clock, -offsets[i] * G_USEC_PER_SEC);
      sotto_test_net_run (net, 2000);
      g_assert_cmpint (sotto_transport_state_get_problem (wrong->state), ==,
                       SOTTO_TRANSPORT_PROBLEM_NONE);
    }
}

/* What a relay has kept for twelve seconds until somebody came is no sign of a wrong clock. */
static void
test_clock_of_backlog (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *relay = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  SottoTestNode *late = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoHash id;

  follow (late, &red);
  for (guint n = 0; n < 5; n++)
    {
      g_autofree char *text = g_strdup_printf ("message %u", n);

      sotto_test_net_publish (net, relay, &red, text, &id);
    }
  sotto_test_net_run (net, 12000);
  sotto_test_net_connect (net, late, relay);
  sotto_test_net_run (net, 1500);
  g_assert_cmpuint (late->received->len, ==, 5);
  g_assert_false (sotto_transport_state_get_clock_offset_known (late->state));
  g_assert_cmpint (sotto_transport_state_get_problem (late->state), ==,
                   SOTTO_TRANSPORT_PROBLEM_NONE);
}

/* A wrong clock shows by what becomes of our own messages, too. */
static void
test_clock_of_own (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *relay = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  SottoTestNode *ahead = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 3600);
  SottoHash id;

  sotto_test_net_connect (net, ahead, relay);
  for (guint n = 0; n < 3; n++)
    {
      g_autofree char *text = g_strdup_printf ("message %u", n);

      sotto_test_net_publish (net, ahead, &red, text, &id);
      sotto_test_net_run (net, 1000);
    }
  sotto_test_net_run (net, 2000);
  g_assert_cmpuint (ahead->confirmed->len, ==, 0);
  g_assert_cmpuint (sotto_transport_state_get_envelopes_refused (relay->state), ==, 3);
  g_assert_cmpint (sotto_transport_state_get_problem (ahead->state), ==,
                   SOTTO_TRANSPORT_PROBLEM_CLOCK);
  g_assert_cmpint (sotto_transport_state_get_clock_offset (ahead->state), >, 10);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
has_result (gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

static void
assert_publish_fails (SottoTestNet *net, SottoTestNode *node, gsize length, int code)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) data = g_bytes_new_take (g_malloc0 (length), length);
  g_autoptr (GError) error = NULL;

  sotto_transport_publish_async (SOTTO_TRANSPORT (node->node), &red, data, 0, NULL, done_cb,
                                 &result);
  g_assert_null (result);
  sotto_test_net_wait (net, has_result, &result);
  g_assert_false (
    sotto_transport_publish_finish (SOTTO_TRANSPORT (node->node), result, NULL, &error));
  g_assert_error (error, SOTTO_TRANSPORT_ERROR, code);
}

/* What lives for an hour reaches those who begin to follow its topic later. */
static void
test_lifetime (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *alice = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoTestNode *relay = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  SottoTestNode *bob = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) data = g_bytes_new_static ("for an hour", 11);
  SottoHash id;

  sotto_test_net_connect (net, alice, relay);
  sotto_test_net_connect (net, bob, relay);
  sotto_transport_publish_async (SOTTO_TRANSPORT (alice->node), &red, data, 3600, NULL, done_cb,
                                 &result);
  sotto_test_net_wait (net, has_result, &result);
  g_assert_true (sotto_transport_publish_finish (SOTTO_TRANSPORT (alice->node), result, &id, NULL));
  sotto_test_net_run (net, 30000);
  g_assert_cmpuint (bob->received->len, ==, 0);
  follow (bob, &red);
  sotto_test_net_wait (net, has_received_one, bob);
  assert_received (bob, &red, &id, "for an hour");
  g_assert_false (sotto_transport_state_get_clock_offset_known (bob->state));
  g_assert_cmpuint (alice->expired->len, ==, 0);
}

static void
test_limits (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *alice = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoTestNode *relay = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  g_autofree char *largest = g_strnfill (1024 * 1024 - 64, 'x');
  SottoHash id;

  assert_publish_fails (net, alice, 1024 * 1024 - 63, SOTTO_TRANSPORT_ERROR_TOO_LARGE);
  sotto_test_net_connect (net, alice, relay);
  sotto_test_net_publish (net, alice, &red, largest, &id);
  sotto_test_net_wait (net, has_confirmed_one, alice);
  g_assert_cmpuint (sotto_transport_state_get_n_peers (relay->state), ==, 1);
}

/* A stop ends what is under way, and leaves nothing behind. */
static void
test_stop (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *alice = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoTestNode *relay = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  g_autoptr (GAsyncResult) published = NULL;
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GBytes) data = g_bytes_new_static ("data", 4);
  g_autoptr (GError) error = NULL;
  SottoHash id;

  sotto_test_net_connect (net, alice, relay);
  g_assert_nonnull (sotto_transport_state_get_own_address (alice->state));
  sotto_transport_publish_async (SOTTO_TRANSPORT (alice->node), &red, data, 0, NULL, done_cb,
                                 &published);
  sotto_transport_stop_async (SOTTO_TRANSPORT (alice->node), NULL, done_cb, &stopped);
  sotto_test_net_wait (net, has_result, &stopped);
  g_assert_nonnull (published);
  g_assert_false (
    sotto_transport_publish_finish (SOTTO_TRANSPORT (alice->node), published, NULL, &error));
  g_assert_error (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_STOPPED);
  g_assert_cmpint (sotto_transport_state_get_status (alice->state), ==,
                   SOTTO_TRANSPORT_STATUS_OFFLINE);
  g_assert_null (sotto_transport_state_get_own_address (alice->state));
  g_assert_cmpuint (sotto_transport_state_get_n_peers (alice->state), ==, 0);
  sotto_test_net_wait (net, is_alone, relay);
  assert_publish_fails (net, alice, 1, SOTTO_TRANSPORT_ERROR_STOPPED);

  /* And it can be started again. */
  sotto_transport_start_async (SOTTO_TRANSPORT (alice->node), NULL, done_cb, &started);
  sotto_test_net_wait (net, has_result, &started);
  sotto_test_net_publish (net, alice, &red, "again", &id);
  sotto_test_net_wait (net, has_confirmed_one, alice);
}

static void
test_no_network (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *alice = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);

  sotto_waku_node_set_network_available (alice->node, FALSE);
  g_assert_cmpint (sotto_transport_state_get_status (alice->state), ==,
                   SOTTO_TRANSPORT_STATUS_OFFLINE);
  g_assert_cmpint (sotto_transport_state_get_problem (alice->state), ==,
                   SOTTO_TRANSPORT_PROBLEM_NO_NETWORK);
  sotto_waku_node_set_network_available (alice->node, TRUE);
  g_assert_cmpint (sotto_transport_state_get_problem (alice->state), ==,
                   SOTTO_TRANSPORT_PROBLEM_NO_NODES);
}

static gboolean
is_unreachable (gpointer user_data)
{
  return sotto_transport_state_get_problem (((SottoTestNode *) user_data)->state) ==
         SOTTO_TRANSPORT_PROBLEM_UNREACHABLE;
}

static void
test_unreachable (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *alice = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoTestNode *gone = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  g_autoptr (SottoEnode) enode = sotto_test_node_get_enode (gone);

  sotto_host_stop_listening (gone->host);
  sotto_host_add_static (alice->host, enode);
  sotto_test_net_wait (net, is_unreachable, alice);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/node/two-clients", test_two_clients);
  g_test_add_func ("/waku/node/through-relay", test_through_relay);
  g_test_add_func ("/waku/node/ring", test_ring);
  g_test_add_func ("/waku/node/waits-for-neighbour", test_waits_for_neighbour);
  g_test_add_func ("/waku/node/expiry", test_expiry);
  g_test_add_func ("/waku/node/narrowing", test_narrowing);
  g_test_add_func ("/waku/node/large-pool", test_large_pool);
  g_test_add_func ("/waku/node/clock", test_clock);
  g_test_add_func ("/waku/node/clock-of-backlog", test_clock_of_backlog);
  g_test_add_func ("/waku/node/clock-of-own", test_clock_of_own);
  g_test_add_func ("/waku/node/lifetime", test_lifetime);
  g_test_add_func ("/waku/node/limits", test_limits);
  g_test_add_func ("/waku/node/stop", test_stop);
  g_test_add_func ("/waku/node/no-network", test_no_network);
  g_test_add_func ("/waku/node/unreachable", test_unreachable);

  return g_test_run ();
}
