/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When frames begin and end, and how long the main loop is busy between two waits, for benchmarks
 * and for whoever looks for a slow one. */

#include "sotto-frame-log.h"

#define DOMAIN "sotto-frames"

typedef struct
{
  SottoClock *clock;
  gint64 began;
} Watch;

/* A frame at sixty hertz; a turn of the main loop that takes longer makes one late. */
#define LONG_TURN_US 16000

/* Turns in a line of the log. */
#define TURNS_A_LINE 100

/* There is one main loop, and one function that waits for it. */
static struct
{
  SottoClock *clock;
  gint64 woken;
  guint n;
  guint n_long;
  gint64 longest;
} turns;

static void
watch_free (gpointer data, GClosure *closure)
{
  Watch *watch = data;

  g_object_unref (watch->clock);
  g_free (watch);
}

static gboolean
is_wanted (void)
{
  return !g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, DOMAIN);
}

static void
count_turn (gint64 busy)
{
  turns.n++;
  turns.n_long += busy > LONG_TURN_US;
  turns.longest = MAX (turns.longest, busy);
  if (turns.n < TURNS_A_LINE)
    return;

  g_log (DOMAIN, G_LOG_LEVEL_DEBUG, "turns %u %u %" G_GINT64_FORMAT, turns.n, turns.n_long,
         turns.longest);
  turns.n = turns.n_long = 0;
  turns.longest = 0;
}

static int
poll_cb (GPollFD *fds, guint n_fds, int timeout)
{
  int result;

  if (turns.woken > 0)
    count_turn (sotto_clock_get_monotonic_time (turns.clock) - turns.woken);
  result = g_poll (fds, n_fds, timeout);
  turns.woken = sotto_clock_get_monotonic_time (turns.clock);

  return result;
}

static void
before_paint_cb (GdkFrameClock *frames, Watch *watch)
{
  watch->began = sotto_clock_get_monotonic_time (watch->clock);
}

static void
after_paint_cb (GdkFrameClock *frames, Watch *watch)
{
  g_log (DOMAIN, G_LOG_LEVEL_DEBUG, "frame %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, watch->began,
         sotto_clock_get_monotonic_time (watch->clock));
}

static void
realize_cb (GtkWidget *window, SottoClock *clock)
{
  GdkFrameClock *frames = gtk_widget_get_frame_clock (window);
  Watch *watch = g_new0 (Watch, 1);

  watch->clock = g_object_ref (clock);
  g_signal_connect_data (frames, "before-paint", G_CALLBACK (before_paint_cb), watch, watch_free,
                         0);
  g_signal_connect (frames, "after-paint", G_CALLBACK (after_paint_cb), watch);
}

void
sotto_frame_log_watch (GtkWidget *window, SottoClock *clock)
{
  if (!is_wanted ())
    return;

  g_signal_connect_object (window, "realize", G_CALLBACK (realize_cb), clock, G_CONNECT_AFTER);
  if (turns.clock == NULL)
    {
      turns.clock = g_object_ref (clock);
      g_main_context_set_poll_func (NULL, poll_cb);
    }
}

/**
 * sotto_frame_log_mark:
 * @clock: whose time is written down
 * @name: what happened
 */
void
sotto_frame_log_mark (SottoClock *clock, const char *name)
{
  if (is_wanted ())
    g_log (DOMAIN, G_LOG_LEVEL_DEBUG, "%s %" G_GINT64_FORMAT, name,
           sotto_clock_get_monotonic_time (clock));
}

/**
 * sotto_frame_log_count:
 * @name: of what
 * @number: how many are still to come
 */
void
sotto_frame_log_count (const char *name, guint number)
{
  if (is_wanted ())
    g_log (DOMAIN, G_LOG_LEVEL_DEBUG, "%s %u", name, number);
}
