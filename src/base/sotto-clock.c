/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The system's clock, with timers as GLib sources of the caller's main context. */

#include "sotto-clock.h"

G_DEFINE_INTERFACE (SottoClock, sotto_clock, G_TYPE_OBJECT)

static void
sotto_clock_default_init (SottoClockInterface *interface)
{
}

#define SOTTO_TYPE_SYSTEM_CLOCK (sotto_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (SottoSystemClock, sotto_system_clock, SOTTO, SYSTEM_CLOCK, GObject)

struct _SottoSystemClock
{
  GObject parent_instance;
};

static gint64
sotto_system_clock_get_real_time (SottoClock *clock)
{
  return g_get_real_time ();
}

static gint64
sotto_system_clock_get_monotonic_time (SottoClock *clock)
{
  return g_get_monotonic_time ();
}

static guint
sotto_system_clock_add_timer (SottoClock *clock,
                              guint delay_ms,
                              GSourceFunc function,
                              gpointer user_data)
{
  g_autoptr (GSource) source = g_timeout_source_new (delay_ms);

  g_source_set_callback (source, function, user_data, NULL);
  return g_source_attach (source, g_main_context_get_thread_default ());
}

static void
sotto_system_clock_remove_timer (SottoClock *clock, guint id)
{
  GSource *source = g_main_context_find_source_by_id (g_main_context_get_thread_default (), id);

  if (source != NULL)
    g_source_destroy (source);
}

static void
system_clock_interface_init (SottoClockInterface *interface)
{
  interface->get_real_time = sotto_system_clock_get_real_time;
  interface->get_monotonic_time = sotto_system_clock_get_monotonic_time;
  interface->add_timer = sotto_system_clock_add_timer;
  interface->remove_timer = sotto_system_clock_remove_timer;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoSystemClock,
                               sotto_system_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_CLOCK,
                                                      system_clock_interface_init))

static void
sotto_system_clock_class_init (SottoSystemClockClass *klass)
{
}

static void
sotto_system_clock_init (SottoSystemClock *self)
{
}

SottoClock *
sotto_clock_new_system (void)
{
  return g_object_new (SOTTO_TYPE_SYSTEM_CLOCK, NULL);
}

gint64
sotto_clock_get_real_time (SottoClock *self)
{
  return SOTTO_CLOCK_GET_IFACE (self)->get_real_time (self);
}

gint64
sotto_clock_get_monotonic_time (SottoClock *self)
{
  return SOTTO_CLOCK_GET_IFACE (self)->get_monotonic_time (self);
}

guint32
sotto_clock_get_seconds (SottoClock *self)
{
  return (guint32) CLAMP (sotto_clock_get_real_time (self) / G_USEC_PER_SEC, 0, G_MAXUINT32);
}

guint64
sotto_clock_get_milliseconds (SottoClock *self)
{
  return (guint64) MAX (sotto_clock_get_real_time (self) / 1000, 0);
}

guint
sotto_clock_add_timer (SottoClock *self, guint delay_ms, GSourceFunc function, gpointer user_data)
{
  return SOTTO_CLOCK_GET_IFACE (self)->add_timer (self, delay_ms, function, user_data);
}

void
sotto_clock_clear_timer (SottoClock *self, guint *id)
{
  guint timer = *id;

  *id = 0;
  if (timer != 0)
    SOTTO_CLOCK_GET_IFACE (self)->remove_timer (self, timer);
}
