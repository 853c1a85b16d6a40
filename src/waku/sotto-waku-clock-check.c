/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Our clock against the neighbours'.
 *
 * An envelope says when it was sent (expiry - ttl). Chat envelopes live for 15 s and are passed on
 * at once, so that what is fresh arrives with a stamp of about now, and a relay does not pass on
 * what its own clock calls dead or unborn. The difference to our clock, over the last few envelopes
 * of one neighbour, is its estimate: the median, so that single stray stamps do not count. The
 * median over neighbours is ours, so that one liar does not count; with an even number of them, the
 * middle one that is nearer to zero, so that one liar among two does not count either.
 */

#include "sotto-waku-clock-check.h"

#include <stdlib.h>

/* An estimate needs so many samples, none older than this. */
#define MIN_SAMPLES 3
#define MAX_AGE_US (5 * 60 * G_USEC_PER_SEC)

/* Seconds that everybody tolerates. */
#define TOLERANCE 10

static int
compare_seconds (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

static gint64
median (gint64 *values, gsize n)
{
  gint64 lower;
  gint64 upper;

  qsort (values, n, sizeof *values, compare_seconds);
  lower = values[(n - 1) / 2];
  upper = values[n / 2];

  return ABS (lower) <= ABS (upper) ? lower : upper;
}

/**
 * sotto_waku_clock_samples_add:
 * @samples: what one neighbour said
 * @seconds: our clock minus the stamp of an envelope
 * @monotonic_us: when it came
 *
 * Adds a sample, in place of the oldest when there are many.
 */
void
sotto_waku_clock_samples_add (SottoWakuClockSamples *samples, gint64 seconds, gint64 monotonic_us)
{
  guint at;

  g_return_if_fail (samples != NULL);

  at = samples->n_taken++ % SOTTO_WAKU_CLOCK_N_SAMPLES;
  samples->samples[at].seconds = seconds;
  samples->samples[at].taken_at = monotonic_us;
}

/**
 * sotto_waku_clock_samples_clear:
 * @samples: what one neighbour said
 *
 * Forgets all samples: our clock was set.
 */
void
sotto_waku_clock_samples_clear (SottoWakuClockSamples *samples)
{
  g_return_if_fail (samples != NULL);

  samples->n_taken = 0;
}

/**
 * sotto_waku_clock_samples_estimate:
 * @samples: what one neighbour said
 * @monotonic_us: now
 * @seconds: (out): how far our clock is ahead of that neighbour's
 *
 * Returns: %FALSE if there is too little to tell
 */
gboolean
sotto_waku_clock_samples_estimate (const SottoWakuClockSamples *samples,
                                   gint64 monotonic_us,
                                   gint64 *seconds)
{
  gint64 values[SOTTO_WAKU_CLOCK_N_SAMPLES];
  gsize n = 0;

  g_return_val_if_fail (samples != NULL, FALSE);
  g_return_val_if_fail (seconds != NULL, FALSE);

  for (guint i = 0; i < MIN (samples->n_taken, SOTTO_WAKU_CLOCK_N_SAMPLES); i++)
    if (monotonic_us - samples->samples[i].taken_at <= MAX_AGE_US)
      values[n++] = samples->samples[i].seconds;

  if (n < MIN_SAMPLES)
    return FALSE;

  *seconds = median (values, n);

  return TRUE;
}

/**
 * sotto_waku_clock_combine:
 * @estimates: (element-type gint64): one for each neighbour that has one
 * @seconds: (out): how far our clock is ahead of theirs
 *
 * Returns: %FALSE if nobody has one
 */
gboolean
sotto_waku_clock_combine (GArray *estimates, gint64 *seconds)
{
  g_return_val_if_fail (estimates != NULL, FALSE);
  g_return_val_if_fail (seconds != NULL, FALSE);

  if (estimates->len == 0)
    return FALSE;

  *seconds = median ((gint64 *) (gpointer) estimates->data, estimates->len);

  return TRUE;
}

/**
 * sotto_waku_clock_is_wrong:
 * @seconds: our clock minus the neighbours'
 *
 * Returns: %TRUE if envelopes are refused for it
 */
gboolean
sotto_waku_clock_is_wrong (gint64 seconds)
{
  return ABS (seconds) > TOLERANCE;
}
