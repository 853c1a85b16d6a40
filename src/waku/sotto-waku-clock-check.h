/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Only envelopes that live for so long at most say something about clocks: those that live longer
 * may be old. */
#define SOTTO_WAKU_CLOCK_MAX_TTL 60

#define SOTTO_WAKU_CLOCK_N_SAMPLES 15

/**
 * SottoWakuClockSamples:
 *
 * How far our clock was ahead of the stamps on what one neighbour brought lately. Zero-filled, it
 * is empty.
 */
typedef struct
{
  /*< private >*/
  struct
  {
    gint64 seconds;
    gint64 taken_at;
  } samples[SOTTO_WAKU_CLOCK_N_SAMPLES];
  guint n_taken;
} SottoWakuClockSamples;

/* @seconds: our clock minus the stamp; @monotonic_us: when that was. */
void
sotto_waku_clock_samples_add (SottoWakuClockSamples *samples, gint64 seconds, gint64 monotonic_us);
void sotto_waku_clock_samples_clear (SottoWakuClockSamples *samples);

/* What one neighbour's samples say; FALSE if they are too few or too old. */
gboolean sotto_waku_clock_samples_estimate (const SottoWakuClockSamples *samples,
                                            gint64 monotonic_us,
                                            gint64 *seconds);

/* What several neighbours say together. @estimates is sorted by this. */
gboolean sotto_waku_clock_combine (GArray *estimates, gint64 *seconds);

/* Whether envelopes do not pass with clocks so far apart. */
gboolean sotto_waku_clock_is_wrong (gint64 seconds);

G_END_DECLS
