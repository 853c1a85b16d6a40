/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-clock.h"

#define START ((gint64) 1600000000 * G_USEC_PER_SEC)

typedef struct
{
  SottoClock *clock;
  GString *log;
  char name;
  guint n_left;
  guint *clears;
} Alarm;

static gboolean
ring_cb (gpointer user_data)
{
  Alarm *alarm = user_data;
  gint64 passed_ms = (sotto_clock_get_real_time (alarm->clock) - START) / 1000;

  g_string_append_printf (alarm->log, "%c%" G_GINT64_FORMAT " ", alarm->name, passed_ms);
  if (alarm->clears != NULL)
    sotto_clock_clear_timer (alarm->clock, alarm->clears);
  return --alarm->n_left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
test_order (void)
{
  g_autoptr (SottoTestClock) test_clock = sotto_test_clock_new (START);
  SottoClock *clock = SOTTO_CLOCK (test_clock);
  g_autoptr (GString) log = g_string_new (NULL);
  Alarm slow = { clock, log, 's', 2, NULL };
  Alarm fast = { clock, log, 'f', 3, NULL };
  Alarm late = { clock, log, 'l', 1, NULL };
  guint ids[3];

  ids[0] = sotto_clock_add_timer (clock, 100, ring_cb, &slow);
  ids[1] = sotto_clock_add_timer (clock, 40, ring_cb, &fast);
  ids[2] = sotto_clock_add_timer (clock, 1000, ring_cb, &late);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_cmpuint (ids[i], !=, 0);
  sotto_test_clock_advance (test_clock, 39);
  g_assert_cmpstr (log->str, ==, "");
  sotto_test_clock_advance (test_clock, 1);
  g_assert_cmpstr (log->str, ==, "f40 ");
  sotto_test_clock_advance (test_clock, 959);
  g_assert_cmpstr (log->str, ==, "f40 f80 s100 f120 s200 ");
  sotto_test_clock_advance (test_clock, 1);
  g_assert_cmpstr (log->str, ==, "f40 f80 s100 f120 s200 l1000 ");
  sotto_test_clock_advance (test_clock, 100000);
  g_assert_cmpstr (log->str, ==, "f40 f80 s100 f120 s200 l1000 ");
}

static void
test_clear (void)
{
  g_autoptr (SottoTestClock) test_clock = sotto_test_clock_new (START);
  SottoClock *clock = SOTTO_CLOCK (test_clock);
  g_autoptr (GString) log = g_string_new (NULL);
  guint own = 0, other = 0, none = 0;
  Alarm clears_other = { clock, log, 'o', 1, &other };
  Alarm clears_itself = { clock, log, 'i', 5, &own };
  Alarm never = { clock, log, 'n', 1, NULL };

  other = sotto_clock_add_timer (clock, 20, ring_cb, &never);
  own = sotto_clock_add_timer (clock, 5, ring_cb, &clears_itself);
  none = sotto_clock_add_timer (clock, 10, ring_cb, &clears_other);
  sotto_test_clock_advance (test_clock, 1000);
  g_assert_cmpstr (log->str, ==, "i5 o10 ");
  g_assert_cmpuint (own, ==, 0);
  g_assert_cmpuint (other, ==, 0);
  /* One that has gone by itself, and none. */
  sotto_clock_clear_timer (clock, &none);
  g_assert_cmpuint (none, ==, 0);
  sotto_clock_clear_timer (clock, &none);
}

static void
test_jump (void)
{
  g_autoptr (SottoTestClock) test_clock = sotto_test_clock_new (START);
  SottoClock *clock = SOTTO_CLOCK (test_clock);
  g_autoptr (GString) log = g_string_new (NULL);
  Alarm alarm = { clock, log, 'a', 1, NULL };
  gint64 before = sotto_clock_get_monotonic_time (clock);
  guint id = sotto_clock_add_timer (clock, 10, ring_cb, &alarm);

  sotto_test_clock_jump (test_clock, -50 * (gint64) 1000);
  g_assert_cmpint (sotto_clock_get_real_time (clock), ==, START - 50000);
  g_assert_cmpint (sotto_clock_get_monotonic_time (clock), ==, before);
  g_assert_cmpstr (log->str, ==, "");
  sotto_test_clock_advance (test_clock, 10);
  g_assert_cmpstr (log->str, ==, "a-40 ");
  g_assert_cmpint (sotto_clock_get_monotonic_time (clock), ==, before + 10000);
  sotto_clock_clear_timer (clock, &id);
}

/* A timer of no length must neither hang nor starve the clock. */
static void
test_no_length (void)
{
  g_autoptr (SottoTestClock) test_clock = sotto_test_clock_new (START);
  SottoClock *clock = SOTTO_CLOCK (test_clock);
  g_autoptr (GString) log = g_string_new (NULL);
  Alarm alarm = { clock, log, 'z', 3, NULL };
  guint id = sotto_clock_add_timer (clock, 0, ring_cb, &alarm);

  sotto_test_clock_advance (test_clock, 1);
  g_assert_cmpstr (log->str, ==, "z0 z0 z0 ");
  g_assert_cmpint (sotto_clock_get_real_time (clock), ==, START + 1000);
  sotto_clock_clear_timer (clock, &id);
}

static void
test_units (void)
{
  static const struct
  {
    gint64 real_time_us;
    guint32 seconds;
    guint64 milliseconds;
  } rows[] = {
    { 0, 0, 0 },
    { 999, 0, 0 },
    { 1500000, 1, 1500 },
    { START + 999999, 1600000000, 1600000000999ull },
    { -1, 0, 0 },
    { G_MININT64, 0, 0 },
    { (gint64) G_MAXUINT32 * G_USEC_PER_SEC, G_MAXUINT32, G_MAXUINT32 * 1000ull },
    { ((gint64) G_MAXUINT32 + 1) * G_USEC_PER_SEC, G_MAXUINT32, (G_MAXUINT32 + 1ull) * 1000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SottoTestClock) clock = sotto_test_clock_new (rows[i].real_time_us);

      g_assert_cmpuint (sotto_clock_get_seconds (SOTTO_CLOCK (clock)), ==, rows[i].seconds);
      g_assert_cmpuint (sotto_clock_get_milliseconds (SOTTO_CLOCK (clock)), ==,
                        rows[i].milliseconds);
    }
}

typedef struct
{
  GMainLoop *loop;
  guint n_fired;
} SystemAlarm;

static gboolean
count_cb (gpointer user_data)
{
  SystemAlarm *alarm = user_data;

  if (++alarm->n_fired < 2)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (alarm->loop);
  return G_SOURCE_REMOVE;
}

static gboolean
unexpected_cb (gpointer user_data)
{
  g_assert_not_reached ();
}

/* On the context of the thread that adds the timer, which need not be the default one. */
static void
test_system (void)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (GMainContext) context = g_main_context_new ();
  SystemAlarm alarm = { 0 };
  guint cleared, id;

  g_main_context_push_thread_default (context);
  alarm.loop = g_main_loop_new (context, FALSE);
  cleared = sotto_clock_add_timer (clock, 1, unexpected_cb, NULL);
  id = sotto_clock_add_timer (clock, 1, count_cb, &alarm);
  g_assert_cmpuint (id, !=, 0);
  sotto_clock_clear_timer (clock, &cleared);
  g_main_loop_run (alarm.loop);
  g_assert_cmpuint (alarm.n_fired, ==, 2);
  sotto_clock_clear_timer (clock, &id);
  g_main_loop_unref (alarm.loop);
  g_main_context_pop_thread_default (context);
  g_assert_cmpint (sotto_clock_get_real_time (clock), >, START);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/clock/order", test_order);
  g_test_add_func ("/base/clock/clear", test_clear);
  g_test_add_func ("/base/clock/jump", test_jump);
  g_test_add_func ("/base/clock/no-length", test_no_length);
  g_test_add_func ("/base/clock/units", test_units);
  g_test_add_func ("/base/clock/system", test_system);
  return g_test_run ();
}
