/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How fast packets may go: meters, and the limiter that has one for each address and neighbour. */

#include "sotto-clock.h"
#include "sotto-waku-limiter.h"

static const SottoTopic red = { { 1, 2, 3, 0 } };
static const SottoTopic blue = { { 0xaa, 0xbb, 0xcc, 0x07 } };
static const SottoHash alice = { { 1 } };
static const SottoHash bob = { { 2 } };

static gint64
now_of (SottoTestClock *clock)
{
  return sotto_clock_get_monotonic_time (SOTTO_CLOCK (clock));
}

static guint
take_packets (SottoWakuMeter *meter, gsize bytes, gint64 now, guint most)
{
  guint n = 0;

  while (n < most && sotto_waku_meter_take (meter, bytes, now))
    n++;

  return n;
}

/* A second's worth at once, then as time passes. */
static void
test_packets (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  SottoWakuMeterRates rates = { .packets = 10 };
  g_autoptr (SottoWakuMeter) meter = sotto_waku_meter_new (&rates, now_of (clock));

  g_assert_cmpuint (take_packets (meter, 1 << 20, now_of (clock), 100), ==, 10);
  g_assert_cmpuint (sotto_waku_meter_get_room (meter, now_of (clock)), ==, 0);
  sotto_test_clock_advance (clock, 99);
  g_assert_cmpuint (take_packets (meter, 1, now_of (clock), 100), ==, 0);
  sotto_test_clock_advance (clock, 1);
  g_assert_cmpuint (sotto_waku_meter_get_room (meter, now_of (clock)), ==, G_MAXSIZE);
  g_assert_cmpuint (take_packets (meter, 1, now_of (clock), 100), ==, 1);
  g_assert_false (sotto_waku_meter_prune (meter, now_of (clock)));
  sotto_test_clock_advance (clock, 3600 * 1000);
  g_assert_cmpuint (take_packets (meter, 1, now_of (clock), 100), ==, 10);
  sotto_test_clock_advance (clock, 1000);
  g_assert_true (sotto_waku_meter_prune (meter, now_of (clock)));
}

/* A rate below one packet in a second is possible, and no limit is none. */
static void
test_slow_and_none (void)
{
  SottoWakuMeterRates slow = { .packets = 0.5 };
  SottoWakuMeterRates none = { 0 };
  g_autoptr (SottoWakuMeter) meter = sotto_waku_meter_new (&slow, 0);

  g_assert_true (sotto_waku_meter_take (meter, 1, 0));
  g_assert_false (sotto_waku_meter_take (meter, 1, G_USEC_PER_SEC));
  g_assert_true (sotto_waku_meter_take (meter, 1, 2 * G_USEC_PER_SEC));
  sotto_waku_meter_set_rates (meter, &none, 2 * G_USEC_PER_SEC);
  g_assert_cmpuint (take_packets (meter, G_MAXSIZE, 2 * G_USEC_PER_SEC, 1000), ==, 1000);
  g_assert_true (sotto_waku_meter_prune (meter, 2 * G_USEC_PER_SEC));

  /* A limit that comes later counts from then on. */
  sotto_waku_meter_set_rates (meter, &slow, 2 * G_USEC_PER_SEC);
  g_assert_cmpuint (take_packets (meter, 1, 2 * G_USEC_PER_SEC, 10), ==, 1);
}

/* Bytes: what is larger than a second's worth passes a full bucket, and is paid back. */
static void
test_bytes (void)
{
  SottoWakuMeterRates rates = { .bytes = 1000 };
  g_autoptr (SottoWakuMeter) meter = sotto_waku_meter_new (&rates, 0);

  g_assert_true (sotto_waku_meter_take (meter, 400, 0));
  g_assert_cmpuint (sotto_waku_meter_get_room (meter, 0), ==, 600);
  g_assert_false (sotto_waku_meter_take (meter, 601, 0));
  g_assert_true (sotto_waku_meter_take (meter, 600, 0));
  g_assert_false (sotto_waku_meter_take (meter, 5000, G_USEC_PER_SEC - 1));
  g_assert_true (sotto_waku_meter_take (meter, 5000, G_USEC_PER_SEC));
  g_assert_cmpuint (sotto_waku_meter_get_room (meter, 4 * G_USEC_PER_SEC), ==, 0);
  g_assert_false (sotto_waku_meter_take (meter, 1, 5 * G_USEC_PER_SEC));
  g_assert_true (sotto_waku_meter_take (meter, 500, 5 * G_USEC_PER_SEC + G_USEC_PER_SEC / 2));
}

static void
test_topics (void)
{
  SottoWakuMeterRates rates = { .topic_envelopes = 2, .topic_bytes = 100 };
  g_autoptr (SottoWakuMeter) meter = sotto_waku_meter_new (&rates, 0);

  g_assert_true (sotto_waku_meter_take_topic (meter, &red, 10, 0));
  g_assert_true (sotto_waku_meter_take_topic (meter, &red, 10, 0));
  g_assert_false (sotto_waku_meter_take_topic (meter, &red, 10, 0));
  g_assert_true (sotto_waku_meter_take_topic (meter, &blue, 60, 0));
  g_assert_false (sotto_waku_meter_take_topic (meter, &blue, 60, 0));
  g_assert_true (sotto_waku_meter_take_topic (meter, &blue, 40, 0));
  g_assert_true (sotto_waku_meter_take_topic (meter, &red, 10, G_USEC_PER_SEC / 2));
  g_assert_false (sotto_waku_meter_prune (meter, G_USEC_PER_SEC / 2));
  g_assert_true (sotto_waku_meter_prune (meter, 2 * G_USEC_PER_SEC));
}

/* Over any second, no more than twice what a second allows; over a minute, what it allows. */
static void
test_long_run (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  SottoWakuMeterRates rates = { .packets = 7, .bytes = 900 };
  g_autoptr (SottoWakuMeter) meter = sotto_waku_meter_new (&rates, 0);
  guint n = 0;
  gsize bytes = 0;

  g_test_message ("seed %u", seed);
  for (gint64 now = 0; now < 60 * G_USEC_PER_SEC; now += g_rand_int_range (random, 1, 50000))
    {
      gsize length = (gsize) g_rand_int_range (random, 1, 400);

      if (!sotto_waku_meter_take (meter, length, now))
        continue;
      n++;
      bytes += length;
    }
  g_assert_cmpuint (n, <=, 7 * 61);
  g_assert_cmpuint (bytes, <=, 900 * 61);
  g_assert_cmpuint (n, >, 100);
}

static SottoWakuVerdict
take (SottoWakuLimiter *limiter, const SottoHash *node_id, const char *group, gint64 now)
{
  SottoWakuSender sender = { node_id, group };

  return sotto_waku_limiter_take_packet (limiter, &sender, 100, now);
}

/* A connection that stalled brings five seconds at once. By neighbour: the one does not use up what
 * is the other's; the persistent one is closed. */
static void
test_by_neighbour (void)
{
  SottoWakuRateLimits limits = { .packets = { .peer = 5 }, .tolerance = 3 };
  g_autoptr (SottoWakuLimiter) limiter = sotto_waku_limiter_new (&limits);
  gint64 minute = 60 * G_USEC_PER_SEC;

  for (guint i = 0; i < 25; i++)
    g_assert_cmpint (take (limiter, &alice, NULL, 0), ==, SOTTO_WAKU_VERDICT_TAKE);
  g_assert_cmpint (take (limiter, &alice, NULL, 0), ==, SOTTO_WAKU_VERDICT_DROP);
  g_assert_cmpint (take (limiter, &alice, NULL, 0), ==, SOTTO_WAKU_VERDICT_DROP);
  g_assert_cmpint (take (limiter, &bob, NULL, 0), ==, SOTTO_WAKU_VERDICT_TAKE);

  /* It is not forgotten while it counts, however quiet. */
  sotto_waku_limiter_prune (limiter, minute / 2);
  for (guint i = 0; i < 25; i++)
    g_assert_cmpint (take (limiter, &alice, NULL, minute / 2), ==, SOTTO_WAKU_VERDICT_TAKE);
  g_assert_cmpint (take (limiter, &alice, NULL, minute / 2), ==, SOTTO_WAKU_VERDICT_CLOSE);

  /* After a minute the count begins again. */
  sotto_waku_limiter_prune (limiter, 2 * minute);
  for (guint i = 0; i < 25; i++)
    g_assert_cmpint (take (limiter, &alice, NULL, 2 * minute), ==, SOTTO_WAKU_VERDICT_TAKE);
  g_assert_cmpint (take (limiter, &alice, NULL, 2 * minute), ==, SOTTO_WAKU_VERDICT_DROP);
}

/* By address: all who share it share its limit; none for those of local networks. */
static void
test_by_address (void)
{
  SottoWakuRateLimits limits = { .packets = { .ip = 3 }, .bytes = { .ip = 10000 } };
  g_autoptr (SottoWakuLimiter) limiter = sotto_waku_limiter_new (&limits);

  for (guint i = 0; i < 15; i++)
    g_assert_cmpint (take (limiter, i % 2 == 0 ? &alice : &bob, "192.0.2.1", 0), ==,
                     SOTTO_WAKU_VERDICT_TAKE);
  g_assert_cmpint (take (limiter, &alice, "192.0.2.1", 0), ==, SOTTO_WAKU_VERDICT_DROP);
  g_assert_cmpint (take (limiter, &alice, "192.0.2.2", 0), ==, SOTTO_WAKU_VERDICT_TAKE);
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpint (take (limiter, &alice, NULL, 0), ==, SOTTO_WAKU_VERDICT_TAKE);
  /* Without a tolerance nobody is closed. */
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpint (take (limiter, &alice, "192.0.2.1", 0), ==, SOTTO_WAKU_VERDICT_DROP);
}

static void
test_by_topic (void)
{
  SottoWakuRateLimits limits = { .packets = { .topic = 2 }, .tolerance = 2 };
  g_autoptr (SottoWakuLimiter) limiter = sotto_waku_limiter_new (&limits);
  SottoWakuSender sender = { &alice, NULL };

  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (sotto_waku_limiter_take_envelope (limiter, &sender, &red, 100, 0), ==,
                     SOTTO_WAKU_VERDICT_TAKE);
  g_assert_cmpint (sotto_waku_limiter_take_envelope (limiter, &sender, &red, 100, 0), ==,
                   SOTTO_WAKU_VERDICT_DROP);
  g_assert_cmpint (sotto_waku_limiter_take_envelope (limiter, &sender, &blue, 100, 0), ==,
                   SOTTO_WAKU_VERDICT_TAKE);
  g_assert_cmpint (sotto_waku_limiter_take_envelope (limiter, &sender, &red, 100, 0), ==,
                   SOTTO_WAKU_VERDICT_CLOSE);
}

static void
test_exempt (void)
{
  SottoWakuRateLimits limits = { .packets = { .ip = 1, .peer = 1, .topic = 1 }, .tolerance = 1 };
  g_autoptr (SottoWakuLimiter) limiter = sotto_waku_limiter_new (&limits);
  SottoWakuSender sender = { &alice, "192.0.2.1" };

  sotto_waku_limiter_exempt_node (limiter, &alice);
  sotto_waku_limiter_exempt_group (limiter, "192.0.2.2");
  for (guint i = 0; i < 100; i++)
    {
      g_assert_cmpint (take (limiter, &alice, "192.0.2.1", 0), ==, SOTTO_WAKU_VERDICT_TAKE);
      g_assert_cmpint (take (limiter, &bob, "192.0.2.2", 0), ==, SOTTO_WAKU_VERDICT_TAKE);
      g_assert_cmpint (sotto_waku_limiter_take_envelope (limiter, &sender, &red, 100, 0), ==,
                       SOTTO_WAKU_VERDICT_TAKE);
    }
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (take (limiter, &bob, "192.0.2.1", 0), ==, SOTTO_WAKU_VERDICT_TAKE);
  g_assert_cmpint (take (limiter, &bob, "192.0.2.1", 0), ==, SOTTO_WAKU_VERDICT_CLOSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/meter/packets", test_packets);
  g_test_add_func ("/waku/meter/slow-and-none", test_slow_and_none);
  g_test_add_func ("/waku/meter/bytes", test_bytes);
  g_test_add_func ("/waku/meter/topics", test_topics);
  g_test_add_func ("/waku/meter/long-run", test_long_run);
  g_test_add_func ("/waku/limiter/by-neighbour", test_by_neighbour);
  g_test_add_func ("/waku/limiter/by-address", test_by_address);
  g_test_add_func ("/waku/limiter/by-topic", test_by_topic);
  g_test_add_func ("/waku/limiter/exempt", test_exempt);

  return g_test_run ();
}
