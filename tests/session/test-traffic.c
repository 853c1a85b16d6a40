/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was used of the network: by days of the local calendar, kept, and written rarely. */

#include "sotto-session-traffic-private.h"
#include "sotto-test-state.h"
#include "sotto-transport-state-writer.h"

/* 2020-03-30 22:00:00 UTC, which is midnight of the 31st two hours east of Greenwich. */
#define BEFORE_MIDNIGHT_US (G_GINT64_CONSTANT (1585605600) * G_USEC_PER_SEC - G_USEC_PER_SEC)
#define HOUR_MS ((guint64) 60 * 60 * 1000)
#define DAY_MS (24 * HOUR_MS)

#define KEY "session/traffic"

typedef struct
{
  SottoTestClock *clock;
  SottoTestState *net_state;
  SottoTransportState *state;
  SottoTransportPeer *peer;
  SottoSessionTraffic *traffic;
  guint n_changed;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
start (Fixture *fixture)
{
  fixture->traffic = sotto_session_traffic_new (
    fixture->state, SOTTO_NET_STATE (fixture->net_state), SOTTO_CLOCK (fixture->clock));
  g_signal_connect_swapped (fixture->traffic, "changed", G_CALLBACK (changed_cb), fixture);
}

static SottoTransportPeer *
add_peer (Fixture *fixture)
{
  const SottoTransportPeerDetails details = { .id = "00",
                                              .address = "192.0.2.7:30303",
                                              .dialect = "waku/1" };
  SottoTransportPeer *peer = sotto_transport_peer_new (&details);

  sotto_transport_state_add_peer (fixture->state, peer);

  return peer;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = sotto_test_clock_new (BEFORE_MIDNIGHT_US);
  fixture->net_state = sotto_test_state_new ();
  fixture->state = sotto_transport_state_new ();
  start (fixture);
  fixture->peer = add_peer (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sotto_session_traffic_stop (fixture->traffic);
  g_assert_finalize_object (fixture->traffic);
  g_object_unref (fixture->peer);
  g_object_unref (fixture->state);
  g_object_unref (fixture->net_state);
  g_object_unref (fixture->clock);
}

static void
say (SottoTransportPeer *peer, guint64 in, guint64 out)
{
  const SottoTransportTraffic traffic = { .bytes_in = in, .bytes_out = out };

  sotto_transport_peer_set_traffic (peer, &traffic);
}

static void
assert_used (Fixture *fixture, guint64 today, guint64 month)
{
  SottoSessionVolume volume;

  sotto_session_traffic_get_today (fixture->traffic, &volume);
  g_assert_cmpuint (volume.received, ==, today);
  g_assert_cmpuint (volume.sent, ==, 2 * today);
  sotto_session_traffic_get_month (fixture->traffic, &volume);
  g_assert_cmpuint (volume.received, ==, month);
  g_assert_cmpuint (volume.sent, ==, 2 * month);
}

static GBytes *
get_stored (Fixture *fixture)
{
  return sotto_net_state_get (SOTTO_NET_STATE (fixture->net_state), KEY);
}

static void
test_counts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoTransportPeer) other = NULL;

  assert_used (fixture, 0, 0);
  say (fixture->peer, 10, 20);
  say (fixture->peer, 15, 30);
  g_assert_cmpuint (fixture->n_changed, ==, 4);
  other = add_peer (fixture);
  say (other, 100, 200);
  assert_used (fixture, 115, 115);

  /* One that is gone counts no more, and what it said stays. */
  sotto_transport_state_remove_peer (fixture->state, fixture->peer);
  say (fixture->peer, 1000, 2000);
  say (other, 101, 202);
  assert_used (fixture, 116, 116);
}

/* Somebody who is there already has said something. */
static void
test_before (Fixture *fixture, gconstpointer data)
{
  say (fixture->peer, 7, 14);
  sotto_session_traffic_stop (fixture->traffic);
  g_assert_finalize_object (fixture->traffic);
  sotto_net_state_remove (SOTTO_NET_STATE (fixture->net_state), KEY);
  start (fixture);
  assert_used (fixture, 7, 7);
}

/* Days and months end where one lives, not in Greenwich. */
static void
test_calendar (Fixture *fixture, gconstpointer data)
{
  say (fixture->peer, 1, 2);
  assert_used (fixture, 1, 1);
  sotto_test_clock_advance (fixture->clock, 1000);
  assert_used (fixture, 0, 1);
  say (fixture->peer, 11, 22);
  assert_used (fixture, 10, 11);
  sotto_test_clock_advance (fixture->clock, DAY_MS);
  assert_used (fixture, 0, 0);
  say (fixture->peer, 111, 222);
  assert_used (fixture, 100, 100);

  /* Whose clock is set back has that day again. */
  sotto_test_clock_jump (fixture->clock, -(gint64) DAY_MS * 1000);
  assert_used (fixture, 10, 11);
  say (fixture->peer, 112, 224);
  assert_used (fixture, 11, 12);
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  say (fixture->peer, 5, 10);
  sotto_session_traffic_stop (fixture->traffic);
  say (fixture->peer, 50, 100);
  assert_used (fixture, 5, 5);
  g_assert_finalize_object (fixture->traffic);
  sotto_transport_state_remove_peer (fixture->state, fixture->peer);
  start (fixture);
  assert_used (fixture, 5, 5);
  sotto_test_clock_advance (fixture->clock, 1000);
  assert_used (fixture, 0, 5);
}

/* Not more than once in ten minutes, and not at all while nobody says anything. */
static void
test_written_rarely (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;

  say (fixture->peer, 1, 2);
  sotto_test_clock_advance (fixture->clock, SOTTO_SESSION_TRAFFIC_WRITE_MS - 1);
  g_assert_null (get_stored (fixture));
  say (fixture->peer, 2, 4);
  sotto_test_clock_advance (fixture->clock, 1);
  first = get_stored (fixture);
  g_assert_nonnull (first);
  sotto_test_clock_advance (fixture->clock, DAY_MS);
  second = get_stored (fixture);
  g_assert_true (first == second);
}

static void
test_forgets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) stored = NULL;

  for (guint i = 1; i <= 2 * SOTTO_SESSION_TRAFFIC_MAX_DAYS; i++)
    {
      say (fixture->peer, i, 2 * i);
      sotto_test_clock_advance (fixture->clock, DAY_MS);
    }
  stored = get_stored (fixture);
  g_assert_cmpuint (g_bytes_get_size (stored), ==, 1 + 20 * SOTTO_SESSION_TRAFFIC_MAX_DAYS);
}

static void
test_malformed (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *bytes;
    gsize length;
  } rows[] = {
    { "", 0 },
    { "\1", 1 },
    { "\1\1\2\3\4", 5 },
    { "\2\xb7\x3c\x34\1\1\1\1\1\1\1\1\1\2\2\2\2\2\2\2\2", 21 },
    { "\1\xb7\x3c\x34\1\1\1\1\1\1\1\1\1\2\2\2\2\2\2\2", 20 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (rows[i].bytes, rows[i].length);

      sotto_session_traffic_stop (fixture->traffic);
      g_assert_finalize_object (fixture->traffic);
      sotto_net_state_put (SOTTO_NET_STATE (fixture->net_state), KEY, bytes);
      start (fixture);
      assert_used (fixture, 0, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC-2", TRUE);
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/session/traffic/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("counts", test_counts);
  ADD ("before", test_before);
  ADD ("calendar", test_calendar);
  ADD ("restart", test_restart);
  ADD ("written-rarely", test_written_rarely);
  ADD ("forgets", test_forgets);
  ADD ("malformed", test_malformed);
  return g_test_run ();
}
