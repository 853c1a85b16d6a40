/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SottoClock:
 *
 * Time and timers. Nothing in the engine reads a clock or starts a timer in any other way, so that
 * a test can run days in seconds. Timers fire on the thread-default main context that was current
 * when they were added.
 */
#define SOTTO_TYPE_CLOCK (sotto_clock_get_type ())
G_DECLARE_INTERFACE (SottoClock, sotto_clock, SOTTO, CLOCK, GObject)

struct _SottoClockInterface
{
  GTypeInterface parent_interface;

  gint64 (*get_real_time) (SottoClock *self);
  gint64 (*get_monotonic_time) (SottoClock *self);
  guint (*add_timer) (SottoClock *self, guint delay_ms, GSourceFunc function, gpointer user_data);
  void (*remove_timer) (SottoClock *self, guint id);
};

SottoClock *sotto_clock_new_system (void) G_GNUC_WARN_UNUSED_RESULT;

/* Microseconds since 1970-01-01 00:00 UTC, and of a clock that never jumps. */
gint64 sotto_clock_get_real_time (SottoClock *self);
gint64 sotto_clock_get_monotonic_time (SottoClock *self);

/* Whole seconds and milliseconds since 1970 (never negative). */
guint32 sotto_clock_get_seconds (SottoClock *self);
guint64 sotto_clock_get_milliseconds (SottoClock *self);

/* @function is called every @delay_ms until it returns G_SOURCE_REMOVE. The id is never 0. */
guint sotto_clock_add_timer (SottoClock *self,
                             guint delay_ms,
                             GSourceFunc function,
                             gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void sotto_clock_clear_timer (SottoClock *self, guint *id);

/**
 * SottoTestClock:
 *
 * A clock that moves only when told, for tests and simulations.
 */
#define SOTTO_TYPE_TEST_CLOCK (sotto_test_clock_get_type ())
G_DECLARE_FINAL_TYPE (SottoTestClock, sotto_test_clock, SOTTO, TEST_CLOCK, GObject)

SottoTestClock *sotto_test_clock_new (gint64 real_time_us) G_GNUC_WARN_UNUSED_RESULT;

/* Moves both clocks on by @delta_ms, firing what falls due in order of its time. */
void sotto_test_clock_advance (SottoTestClock *self, guint64 delta_ms);

/* Makes the wall clock jump, as an NTP step does; timers do not notice. */
void sotto_test_clock_jump (SottoTestClock *self, gint64 delta_us);

G_END_DECLS
