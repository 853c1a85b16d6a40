/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-test-net.h"

#include <string.h>

/* Time of the clocks for one turn of the main loop, which waits this long in real time at most. */
#define STEP_MS 10
#define TURN_MS 1

#define MAX_WAIT_MS 60000

static void
received_cb (SottoTransport *transport, SottoReceivedPayload *payload, gpointer user_data)
{
  SottoTestNode *node = user_data;

  g_ptr_array_add (node->received, sotto_received_payload_ref (payload));
}

static void
confirmed_cb (SottoTransport *transport, SottoHash *id, gboolean by_store, gpointer user_data)
{
  SottoTestNode *node = user_data;

  node->n_by_store += by_store ? 1 : 0;
  g_array_append_val (node->confirmed, *id);
}

static void
expired_cb (SottoTransport *transport, SottoHash *id, gpointer user_data)
{
  SottoTestNode *node = user_data;

  g_array_append_val (node->expired, *id);
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* How far the clocks go in this turn. */
static guint
take_step (SottoTestNet *net)
{
  gint64 passed;
  guint step;

  if (net->real_start == 0)
    return STEP_MS;

  passed = (g_get_monotonic_time () - net->real_start) / 1000;
  step = (guint) (passed - net->real_passed_ms);
  net->real_passed_ms = passed;

  return step;
}

/* One turn: what sockets and workers have brought, then time. */
static guint
turn (SottoTestNet *net)
{
  guint wake = g_timeout_add (TURN_MS, wake_cb, NULL);
  guint step;

  g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_source_remove (wake);
  step = take_step (net);
  for (guint i = 0; i < net->clocks->len; i++)
    sotto_test_clock_advance (net->clocks->pdata[i], step);

  return step;
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
stop_node (SottoTestNet *net, SottoTestNode *node)
{
  g_autoptr (GAsyncResult) result = NULL;

  sotto_transport_stop_async (SOTTO_TRANSPORT (node->node), NULL, done_cb, &result);
  sotto_test_net_wait (net, has_result, &result);
  g_assert_true (sotto_transport_stop_finish (SOTTO_TRANSPORT (node->node), result, NULL));
}

static void
node_free (SottoTestNode *node)
{
  g_clear_object (&node->node);
  g_clear_object (&node->host);
  g_clear_pointer (&node->key, sotto_private_key_unref);
  g_ptr_array_unref (node->received);
  g_array_unref (node->confirmed);
  g_array_unref (node->expired);
  g_free (node);
}

SottoTestNet *
sotto_test_net_new (void)
{
  SottoTestNet *net = g_new0 (SottoTestNet, 1);

  net->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  net->clocks = g_ptr_array_new_with_free_func (g_object_unref);
  net->random = sotto_random_new_system ();
  net->epoch = (gint64) SOTTO_TEST_NET_EPOCH * G_USEC_PER_SEC;

  return net;
}

SottoTestNet *
sotto_test_net_new_real (void)
{
  SottoTestNet *net = sotto_test_net_new ();

  net->epoch = g_get_real_time ();
  net->real_start = g_get_monotonic_time ();

  return net;
}

void
sotto_test_net_free (SottoTestNet *net)
{
  for (guint i = 0; i < net->nodes->len; i++)
    stop_node (net, net->nodes->pdata[i]);
  g_ptr_array_unref (net->nodes);
  g_ptr_array_unref (net->clocks);
  g_object_unref (net->random);
  g_free (net);
}

void
sotto_test_net_wait (SottoTestNet *net, SottoTestCondition condition, gpointer user_data)
{
  guint waited = 0;

  while (!condition (user_data))
    {
      waited += turn (net);
      g_assert_cmpuint (waited, <, MAX_WAIT_MS);
    }
}

void
sotto_test_net_run (SottoTestNet *net, guint milliseconds)
{
  for (guint passed = 0; passed < milliseconds;)
    passed += turn (net);
}

SottoTestClock *
sotto_test_net_add_clock (SottoTestNet *net, gint64 ahead_seconds)
{
  SottoTestClock *clock =
    sotto_test_clock_new (net->epoch + net->real_passed_ms * 1000 + ahead_seconds * G_USEC_PER_SEC);

  g_ptr_array_add (net->clocks, clock);

  return clock;
}

SottoTestNode *
sotto_test_net_add (SottoTestNet *net,
                    SottoWakuRole role,
                    const SottoWakuLimits *limits,
                    gint64 ahead_seconds)
{
  SottoTestNode *node = g_new0 (SottoTestNode, 1);
  g_autoptr (GAsyncResult) result = NULL;

  node->clock = sotto_test_net_add_clock (net, ahead_seconds);
  node->key = sotto_private_key_generate (net->random);
  node->host = sotto_host_new (node->key, SOTTO_CLOCK (node->clock), net->random);
  node->node =
    sotto_waku_node_new (node->host, role, limits, SOTTO_CLOCK (node->clock), net->random);
  node->state = sotto_transport_get_state (SOTTO_TRANSPORT (node->node));
  node->received = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_received_payload_unref);
  node->confirmed = g_array_new (FALSE, FALSE, sizeof (SottoHash));
  node->expired = g_array_new (FALSE, FALSE, sizeof (SottoHash));
  g_signal_connect (node->node, "received", G_CALLBACK (received_cb), node);
  g_signal_connect (node->node, "confirmed", G_CALLBACK (confirmed_cb), node);
  g_signal_connect (node->node, "expired", G_CALLBACK (expired_cb), node);
  g_ptr_array_add (net->nodes, node);

  sotto_waku_node_set_public_host (node->node, "127.0.0.1");
  g_assert_true (sotto_host_listen (node->host, "127.0.0.1", 0, NULL));
  sotto_transport_start_async (SOTTO_TRANSPORT (node->node), NULL, done_cb, &result);
  sotto_test_net_wait (net, has_result, &result);
  g_assert_true (sotto_transport_start_finish (SOTTO_TRANSPORT (node->node), result, NULL));

  return node;
}

typedef struct
{
  SottoTestNode *a;
  SottoTestNode *b;
  guint n_a;
  guint n_b;
} Connection;

static gboolean
is_connected (gpointer user_data)
{
  Connection *connection = user_data;

  return sotto_transport_state_get_n_peers (connection->a->state) > connection->n_a &&
         sotto_transport_state_get_n_peers (connection->b->state) > connection->n_b;
}

void
sotto_test_net_connect (SottoTestNet *net, SottoTestNode *a, SottoTestNode *b)
{
  g_autoptr (SottoEnode) enode = sotto_test_node_get_enode (b);
  Connection connection = {
    .a = a,
    .b = b,
    .n_a = sotto_transport_state_get_n_peers (a->state),
    .n_b = sotto_transport_state_get_n_peers (b->state),
  };

  sotto_host_add_static (a->host, enode);
  sotto_test_net_wait (net, is_connected, &connection);
}

SottoEnode *
sotto_test_node_get_enode (SottoTestNode *node)
{
  return sotto_enode_new (sotto_private_key_get_public (node->key), "127.0.0.1",
                          sotto_host_get_port (node->host));
}

void
sotto_test_net_publish (SottoTestNet *net,
                        SottoTestNode *node,
                        const SottoTopic *topic,
                        const char *text,
                        SottoHash *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));

  sotto_transport_publish_async (SOTTO_TRANSPORT (node->node), topic, data, 0, NULL, done_cb,
                                 &result);
  sotto_test_net_wait (net, has_result, &result);
  g_assert_true (sotto_transport_publish_finish (SOTTO_TRANSPORT (node->node), result, id, NULL));
}

static gboolean
contains_hash (GArray *hashes, const SottoHash *id)
{
  for (guint i = 0; i < hashes->len; i++)
    if (sotto_hash_equal (&g_array_index (hashes, SottoHash, i), id))
      return TRUE;

  return FALSE;
}

gboolean
sotto_test_node_has_confirmed (SottoTestNode *node, const SottoHash *id)
{
  return contains_hash (node->confirmed, id);
}

gboolean
sotto_test_node_has_expired (SottoTestNode *node, const SottoHash *id)
{
  return contains_hash (node->expired, id);
}

void
sotto_test_net_cut (SottoTestNet *net, SottoTestNode *node)
{
  stop_node (net, node);
}
