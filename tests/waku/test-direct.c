/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes past the pool: to whom it is given, what is ignored, what can be sent back. */

#include "sotto-test-net.h"
#include "sotto-test-raw-peer.h"
#include "sotto-waku-direct.h"
#include "sotto-waku-error.h"
#include "sotto-waku-packets.h"

/* waku/1: no options. */
#define STATUS "c0"

static const SottoTopic red = { { 1, 2, 3, 0 } };

typedef struct
{
  GArray *codes; /* of guint */
  SottoWakuLink *link;
  guint n_ready;
  guint n_stopped;
  guint n_accepted;
  gboolean refuses;
  gboolean expects;
} Heard;

static gboolean
message_cb (SottoWakuNode *node,
            SottoWakuLink *link,
            guint code,
            GBytes *payload,
            gpointer user_data,
            GError **error)
{
  Heard *heard = user_data;

  g_array_append_val (heard->codes, code);
  if (!heard->refuses)
    return TRUE;

  g_set_error_literal (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_MISBEHAVED, "Not that");

  return FALSE;
}

static gboolean
expects_cb (SottoWakuNode *node, SottoWakuLink *link, gpointer user_data)
{
  return ((Heard *) user_data)->expects;
}

static void
accepted_cb (SottoWakuNode *node, SottoEnvelope *envelope, gpointer user_data)
{
  ((Heard *) user_data)->n_accepted++;
}

static void
link_ready_cb (SottoWakuNode *node, SottoWakuLink *link, gpointer user_data)
{
  Heard *heard = user_data;

  heard->n_ready++;
  g_clear_pointer (&heard->link, sotto_waku_link_unref);
  heard->link = sotto_waku_link_ref (link);
}

static void
link_stopped_cb (SottoWakuNode *node, SottoWakuLink *link, gpointer user_data)
{
  Heard *heard = user_data;

  heard->n_stopped += link == heard->link ? 1 : 0;
}

static const SottoWakuDirectFuncs funcs = {
  .message = message_cb,
  .expects = expects_cb,
  .accepted = accepted_cb,
  .link_ready = link_ready_cb,
  .link_stopped = link_stopped_cb,
};

static void
heard_init (Heard *heard)
{
  *heard = (Heard){ 0 };
  heard->codes = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
heard_clear (Heard *heard)
{
  g_array_unref (heard->codes);
  g_clear_pointer (&heard->link, sotto_waku_link_unref);
}

static void
assert_codes (const Heard *heard, const guint *codes, gsize n)
{
  g_assert_cmpmem (heard->codes->data, heard->codes->len * sizeof (guint), codes,
                   n * sizeof (guint));
}

/* Each role hears its own codes in their order; without anybody, nothing happens. */
static void
test_roles (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  SottoTestRawPeer *peer = sotto_test_raw_peer_new (net, node, 1, STATUS);
  Heard server;
  Heard client;

  heard_init (&server);
  heard_init (&client);
  for (guint code = 123; code <= 127; code++)
    sotto_test_raw_peer_send_hex (peer, code, "c0");
  sotto_test_net_run (net, 500);
  g_assert_true (sotto_test_raw_peer_is_connected (peer));

  sotto_waku_node_set_direct (node->node, SOTTO_WAKU_DIRECT_SERVER, &funcs, &server);
  sotto_waku_node_set_direct (node->node, SOTTO_WAKU_DIRECT_CLIENT, &funcs, &client);
  for (guint code = 122; code <= 127; code++)
    sotto_test_raw_peer_send_hex (peer, code, "c0");
  sotto_test_net_run (net, 500);
  assert_codes (&server, (const guint[]){ 123, 124, 126 }, 3);
  assert_codes (&client, (const guint[]){ 125, 127 }, 2);

  sotto_waku_node_set_direct (node->node, SOTTO_WAKU_DIRECT_CLIENT, NULL, NULL);
  sotto_test_raw_peer_send_hex (peer, 127, "c0");
  sotto_test_net_run (net, 500);
  g_assert_cmpuint (client.codes->len, ==, 2);

  server.refuses = TRUE;
  sotto_test_raw_peer_send_hex (peer, 126, "c0");
  sotto_test_net_run (net, 500);
  g_assert_false (sotto_test_raw_peer_is_connected (peer));
  sotto_test_raw_peer_close (net, peer);
  heard_clear (&server);
  heard_clear (&client);
}

static void
written_cb (SottoPeer *peer, gboolean success, gpointer user_data)
{
  g_assert_true (success);
  ++*(guint *) user_data;
}

/* A role learns who is there and what is pooled, and answers the one that asked. */
static void
test_links (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoTestNode *node = sotto_test_net_add (net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  g_autoptr (GBytes) payload = g_bytes_new_static ("\x80", 1);
  SottoTestRawPeer *peer;
  SottoHash nobody = { { 1 } };
  SottoHash id;
  guint n_written = 0;
  Heard heard;

  heard_init (&heard);
  sotto_waku_node_set_direct (node->node, SOTTO_WAKU_DIRECT_SERVER, &funcs, &heard);
  peer = sotto_test_raw_peer_new (net, node, 1, NULL);
  g_assert_cmpuint (heard.n_ready, ==, 0);
  sotto_test_raw_peer_send_hex (peer, SOTTO_WAKU_CODE_STATUS, STATUS);
  sotto_test_net_run (net, 500);
  g_assert_cmpuint (heard.n_ready, ==, 1);
  g_assert_true (sotto_waku_node_find_link (
                   node->node, sotto_peer_get_node_id (heard.link->peer)) == heard.link);
  g_assert_null (sotto_waku_node_find_link (node->node, &nobody));
  g_assert_true (sotto_waku_node_send_direct (node->node, heard.link, SOTTO_WAKU_CODE_P2P_COMPLETE,
                                              payload, written_cb, &n_written));
  sotto_test_net_run (net, 500);
  g_assert_cmpuint (n_written, ==, 1);
  g_assert_cmpuint (sotto_test_raw_peer_count (peer, SOTTO_WAKU_CODE_P2P_COMPLETE), ==, 1);

  sotto_test_net_publish (net, node, &red, "kept", &id);
  g_assert_cmpuint (heard.n_accepted, ==, 1);

  sotto_test_raw_peer_close (net, peer);
  sotto_test_net_run (net, 500);
  g_assert_cmpuint (heard.n_stopped, ==, 1);
  g_assert_false (sotto_waku_node_send_direct (node->node, heard.link, SOTTO_WAKU_CODE_P2P_COMPLETE,
                                               payload, written_cb, &n_written));
  heard_clear (&heard);
}

/* What was asked for is not held against the limits; what was not is. */
static void
test_limits (void)
{
  g_autoptr (SottoTestNet) net = sotto_test_net_new ();
  SottoWakuLimits limits;
  SottoTestNode *node;
  SottoTestRawPeer *peer;
  Heard heard;

  sotto_waku_limits_init (&limits);
  limits.rates = (SottoWakuRateLimits){ .packets = { .peer = 1 }, .tolerance = 3 };
  node = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, &limits, 0);
  heard_init (&heard);
  heard.expects = TRUE;
  sotto_waku_node_set_direct (node->node, SOTTO_WAKU_DIRECT_CLIENT, &funcs, &heard);
  peer = sotto_test_raw_peer_new (net, node, 1, STATUS);
  for (guint i = 0; i < 50; i++)
    sotto_test_raw_peer_send_hex (peer, SOTTO_WAKU_CODE_P2P_MESSAGE, "c0");
  sotto_test_net_run (net, 300);
  g_assert_cmpuint (heard.codes->len, ==, 50);

  heard.expects = FALSE;
  for (guint i = 0; i < 50; i++)
    sotto_test_raw_peer_send_hex (peer, SOTTO_WAKU_CODE_P2P_MESSAGE, "c0");
  sotto_test_net_run (net, 300);
  g_assert_cmpuint (heard.codes->len, <, 60);
  g_assert_false (sotto_test_raw_peer_is_connected (peer));
  sotto_test_raw_peer_close (net, peer);
  heard_clear (&heard);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/direct/roles", test_roles);
  g_test_add_func ("/waku/direct/links", test_links);
  g_test_add_func ("/waku/direct/limits", test_limits);

  return g_test_run ();
}
