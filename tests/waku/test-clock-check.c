/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Our clock against the neighbours': medians that a stray stamp or one liar does not move. */

#include "sotto-waku-clock-check.h"

#define SECOND G_USEC_PER_SEC

static void
test_samples (void)
{
  SottoWakuClockSamples samples = { 0 };
  gint64 seconds = -1;

  g_assert_false (sotto_waku_clock_samples_estimate (&samples, 0, &seconds));
  sotto_waku_clock_samples_add (&samples, 600, 0);
  sotto_waku_clock_samples_add (&samples, 601, 0);
  g_assert_false (sotto_waku_clock_samples_estimate (&samples, 0, &seconds));
  sotto_waku_clock_samples_add (&samples, -100000, 0);
  g_assert_true (sotto_waku_clock_samples_estimate (&samples, 0, &seconds));
  g_assert_cmpint (seconds, ==, 600);

  /* Too old to say anything. */
  g_assert_true (sotto_waku_clock_samples_estimate (&samples, 300 * SECOND, &seconds));
  g_assert_false (sotto_waku_clock_samples_estimate (&samples, 301 * SECOND, &seconds));
  sotto_waku_clock_samples_clear (&samples);
  g_assert_false (sotto_waku_clock_samples_estimate (&samples, 0, &seconds));
}

/* A clock that was put right is right after half of the samples. */
static void
test_newest (void)
{
  SottoWakuClockSamples samples = { 0 };
  gint64 seconds = 0;

  for (guint i = 0; i < 1000; i++)
    sotto_waku_clock_samples_add (&samples, 600, 0);
  for (guint i = 0; i < 8; i++)
    sotto_waku_clock_samples_add (&samples, 1, 0);
  g_assert_true (sotto_waku_clock_samples_estimate (&samples, 0, &seconds));
  g_assert_cmpint (seconds, ==, 1);
}

static void
test_combine (void)
{
  static const struct
  {
    gint64 estimates[4];
    guint n;
    gint64 expected;
    gboolean wrong;
  } rows[] = {
    { { 3 }, 1, 3, FALSE },
    { { -3600 }, 1, -3600, TRUE },
    { { 0, -3600 }, 2, 0, FALSE },
    { { 3600, 1 }, 2, 1, FALSE },
    { { 600, 601 }, 2, 600, TRUE },
    { { 600, -3600, 601 }, 3, 600, TRUE },
    { { 0, 1, -86400 }, 3, 0, FALSE },
    { { 0, 1, 3600, 3600 }, 4, 1, FALSE },
    { { 10 }, 1, 10, FALSE },
    { { 11 }, 1, 11, TRUE },
    { { -10 }, 1, -10, FALSE },
    { { -11 }, 1, -11, TRUE },
  };
  g_autoptr (GArray) nobody = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 seconds;

  g_assert_false (sotto_waku_clock_combine (nobody, &seconds));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GArray) estimates = g_array_new (FALSE, FALSE, sizeof (gint64));

      g_array_append_vals (estimates, rows[i].estimates, rows[i].n);
      g_assert_true (sotto_waku_clock_combine (estimates, &seconds));
      g_assert_cmpint (seconds, ==, rows[i].expected);
      g_assert_cmpint (sotto_waku_clock_is_wrong (seconds), ==, rows[i].wrong);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/clock-check/samples", test_samples);
  g_test_add_func ("/waku/clock-check/newest", test_newest);
  g_test_add_func ("/waku/clock-check/combine", test_combine);

  return g_test_run ();
}
