/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A clock that moves only when told. */

#include "sotto-clock.h"

typedef struct
{
  guint id;
  gint64 due_us;
  gint64 interval_us;
  GSourceFunc function;
  gpointer user_data;
} Timer;

struct _SottoTestClock
{
  GObject parent_instance;

  gint64 real_time_us;
  gint64 monotonic_us;
  guint last_id;
  GPtrArray *timers;
};

static gint64
sotto_test_clock_get_real_time (SottoClock *clock)
{
  return SOTTO_TEST_CLOCK (clock)->real_time_us;
}

static gint64
sotto_test_clock_get_monotonic_time (SottoClock *clock)
{
  return SOTTO_TEST_CLOCK (clock)->monotonic_us;
}

static guint
sotto_test_clock_add_timer (SottoClock *clock,
                            guint delay_ms,
                            GSourceFunc function,
                            gpointer user_data)
{
  SottoTestClock *self = SOTTO_TEST_CLOCK (clock);
  Timer *timer = g_new0 (Timer, 1);

  timer->id = ++self->last_id;
  timer->interval_us = (gint64) delay_ms * 1000;
  timer->due_us = self->monotonic_us + timer->interval_us;
  timer->function = function;
  timer->user_data = user_data;
  g_ptr_array_add (self->timers, timer);
  return timer->id;
}

static Timer *
find_timer (SottoTestClock *self, guint id)
{
  for (guint i = 0; i < self->timers->len; i++)
    {
      Timer *timer = g_ptr_array_index (self->timers, i);

      if (timer->id == id)
        return timer;
    }
  return NULL;
}

static void
sotto_test_clock_remove_timer (SottoClock *clock, guint id)
{
  SottoTestClock *self = SOTTO_TEST_CLOCK (clock);
  Timer *timer = find_timer (self, id);

  if (timer != NULL)
    g_ptr_array_remove (self->timers, timer);
}

static void
test_clock_interface_init (SottoClockInterface *interface)
{
  interface->get_real_time = sotto_test_clock_get_real_time;
  interface->get_monotonic_time = sotto_test_clock_get_monotonic_time;
  interface->add_timer = sotto_test_clock_add_timer;
  interface->remove_timer = sotto_test_clock_remove_timer;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoTestClock,
                               sotto_test_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_CLOCK, test_clock_interface_init))

/* The timer that falls due first, at @until at the latest; of equal ones the oldest. */
static Timer *
find_next (SottoTestClock *self, gint64 until)
{
  Timer *next = NULL;

  for (guint i = 0; i < self->timers->len; i++)
    {
      Timer *timer = g_ptr_array_index (self->timers, i);

      if (timer->due_us <= until && (next == NULL || timer->due_us < next->due_us))
        next = timer;
    }
  return next;
}

static void
move_to (SottoTestClock *self, gint64 monotonic_us)
{
  self->real_time_us += monotonic_us - self->monotonic_us;
  self->monotonic_us = monotonic_us;
}

static void
sotto_test_clock_finalize (GObject *object)
{
  g_clear_pointer (&SOTTO_TEST_CLOCK (object)->timers, g_ptr_array_unref);
  G_OBJECT_CLASS (sotto_test_clock_parent_class)->finalize (object);
}

static void
sotto_test_clock_class_init (SottoTestClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_test_clock_finalize;
}

static void
sotto_test_clock_init (SottoTestClock *self)
{
  self->timers = g_ptr_array_new_with_free_func (g_free);
}

SottoTestClock *
sotto_test_clock_new (gint64 real_time_us)
{
  SottoTestClock *self = g_object_new (SOTTO_TYPE_TEST_CLOCK, NULL);

  self->real_time_us = real_time_us;
  /* Not 0, so that a forgotten initialisation shows. */
  self->monotonic_us = G_USEC_PER_SEC;
  return self;
}

void
sotto_test_clock_advance (SottoTestClock *self, guint64 delta_ms)
{
  gint64 until = self->monotonic_us + (gint64) delta_ms * 1000;
  Timer *timer;

  while ((timer = find_next (self, until)) != NULL)
    {
      guint id = timer->id;

      move_to (self, MAX (timer->due_us, self->monotonic_us));
      /* A timer of no length fires once in each microsecond at most, or this would never end. */
      timer->due_us += MAX (timer->interval_us, 1);
      if (timer->function (timer->user_data) == G_SOURCE_REMOVE)
        sotto_test_clock_remove_timer (SOTTO_CLOCK (self), id);
    }
  move_to (self, until);
}

void
sotto_test_clock_jump (SottoTestClock *self, gint64 delta_us)
{
  self->real_time_us += delta_us;
}
