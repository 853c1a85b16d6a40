/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The model of a transport's state: what is written is read and notified, once. */

#include "sotto-transport-state-writer.h"

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  g_hash_table_replace (
    user_data, g_strdup (pspec->name),
    GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (user_data, pspec->name)) + 1));
}

static GHashTable *
count_notifications (gpointer object)
{
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_signal_connect_data (object, "notify", G_CALLBACK (count_cb), g_hash_table_ref (counts),
                         (GClosureNotify) (GCallback) g_hash_table_unref, 0);

  return counts;
}

static void
assert_notified (GHashTable *counts, const char *property, guint expected)
{
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (counts, property)), ==, expected);
}

static SottoTransportPeer *
new_peer (void)
{
  SottoTransportPeerDetails details = {
    .id = "0011223344556677",
    .address = "192.0.2.7:30303",
    .client = "Evil\n\u202etxt.exe",
    .dialect = "waku/1",
    .inbound = TRUE,
    .connected_at = 1584003600,
  };

  return sotto_transport_peer_new (&details);
}

static void
test_new (void)
{
  g_autoptr (SottoTransportState) state = sotto_transport_state_new ();

  g_assert_cmpint (sotto_transport_state_get_status (state), ==, SOTTO_TRANSPORT_STATUS_OFFLINE);
  g_assert_cmpint (sotto_transport_state_get_problem (state), ==, SOTTO_TRANSPORT_PROBLEM_NONE);
  g_assert_null (sotto_transport_state_get_own_address (state));
  g_assert_cmpuint (sotto_transport_state_get_n_peers (state), ==, 0);
  g_assert_false (sotto_transport_state_get_clock_offset_known (state));
}

static void
test_values (void)
{
  g_autoptr (SottoTransportState) state = sotto_transport_state_new ();
  g_autoptr (GHashTable) counts = count_notifications (state);

  for (guint round = 0; round < 2; round++)
    {
      sotto_transport_state_set_status (state, SOTTO_TRANSPORT_STATUS_ONLINE);
      sotto_transport_state_set_problem (state, SOTTO_TRANSPORT_PROBLEM_CLOCK);
      sotto_transport_state_set_own_address (state, "enode://…");
      sotto_transport_state_set_envelopes (state, 1, 2, 3);
      sotto_transport_state_set_clock_offset (state, -600, TRUE);
    }

  g_assert_cmpint (sotto_transport_state_get_status (state), ==, SOTTO_TRANSPORT_STATUS_ONLINE);
  g_assert_cmpint (sotto_transport_state_get_problem (state), ==, SOTTO_TRANSPORT_PROBLEM_CLOCK);
  g_assert_cmpstr (sotto_transport_state_get_own_address (state), ==, "enode://…");
  g_assert_cmpuint (sotto_transport_state_get_envelopes_in (state), ==, 1);
  g_assert_cmpuint (sotto_transport_state_get_envelopes_out (state), ==, 2);
  g_assert_cmpuint (sotto_transport_state_get_envelopes_refused (state), ==, 3);
  g_assert_cmpint (sotto_transport_state_get_clock_offset (state), ==, -600);
  g_assert_true (sotto_transport_state_get_clock_offset_known (state));
  assert_notified (counts, "status", 1);
  assert_notified (counts, "problem", 1);
  assert_notified (counts, "own-address", 1);
  assert_notified (counts, "envelopes-in", 1);
  assert_notified (counts, "envelopes-out", 1);
  assert_notified (counts, "envelopes-refused", 1);
  assert_notified (counts, "clock-offset", 1);
  assert_notified (counts, "clock-offset-known", 1);
}

static void
test_peers (void)
{
  g_autoptr (SottoTransportState) state = sotto_transport_state_new ();
  g_autoptr (GHashTable) counts = count_notifications (state);
  g_autoptr (SottoTransportPeer) client = new_peer ();
  g_autoptr (SottoTransportPeer) relay = new_peer ();

  sotto_transport_state_add_peer (state, client);
  g_assert_cmpuint (sotto_transport_state_get_n_peers (state), ==, 1);
  g_assert_false (sotto_transport_state_get_has_relay (state));

  sotto_transport_state_add_peer (state, relay);
  sotto_transport_peer_set_role (relay, SOTTO_TRANSPORT_PEER_ROLE_RELAY);
  g_assert_cmpuint (g_list_model_get_n_items (sotto_transport_state_get_peers (state)), ==, 2);
  g_assert_true (sotto_transport_state_get_has_relay (state));
  assert_notified (counts, "has-relay", 1);

  sotto_transport_state_remove_peer (state, relay);
  g_assert_false (sotto_transport_state_get_has_relay (state));
  sotto_transport_state_remove_peer (state, relay);
  sotto_transport_state_remove_peer (state, client);
  g_assert_cmpuint (sotto_transport_state_get_n_peers (state), ==, 0);
  assert_notified (counts, "n-peers", 4);

  /* One that has gone is nobody's concern. */
  sotto_transport_peer_set_role (relay, SOTTO_TRANSPORT_PEER_ROLE_CLIENT);
  sotto_transport_peer_set_role (relay, SOTTO_TRANSPORT_PEER_ROLE_RELAY);
  g_assert_false (sotto_transport_state_get_has_relay (state));
}

static void
test_peer (void)
{
  g_autoptr (SottoTransportPeer) peer = new_peer ();
  g_autoptr (GHashTable) counts = count_notifications (peer);
  SottoTransportTraffic traffic = { 1, 2, 3, 4 };
  guint64 bytes_out = 0;

  g_assert_cmpstr (sotto_transport_peer_get_id (peer), ==, "0011223344556677");
  g_assert_cmpstr (sotto_transport_peer_get_address (peer), ==, "192.0.2.7:30303");
  g_assert_cmpstr (sotto_transport_peer_get_dialect (peer), ==, "waku/1");
  g_assert_true (sotto_transport_peer_get_inbound (peer));
  g_assert_cmpint (sotto_transport_peer_get_connected_at (peer), ==, 1584003600);
  g_assert_null (g_utf8_strchr (sotto_transport_peer_get_client (peer), -1, 0x202e));
  g_assert_null (g_utf8_strchr (sotto_transport_peer_get_client (peer), -1, '\n'));

  sotto_transport_peer_set_traffic (peer, &traffic);
  traffic.bytes_out = 5;
  sotto_transport_peer_set_traffic (peer, &traffic);
  g_object_get (peer, "bytes-out", &bytes_out, NULL);
  g_assert_cmpuint (bytes_out, ==, 5);
  g_assert_cmpuint (sotto_transport_peer_get_envelopes_in (peer), ==, 1);
  g_assert_cmpuint (sotto_transport_peer_get_envelopes_out (peer), ==, 2);
  g_assert_cmpuint (sotto_transport_peer_get_bytes_in (peer), ==, 3);
  assert_notified (counts, "bytes-in", 1);
  assert_notified (counts, "bytes-out", 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport/state/new", test_new);
  g_test_add_func ("/transport/state/values", test_values);
  g_test_add_func ("/transport/state/peers", test_peers);
  g_test_add_func ("/transport/state/peer", test_peer);

  return g_test_run ();
}
