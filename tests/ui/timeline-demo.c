/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The timeline over 100,000 long texts: how soon it paints, how long each frame takes while 10,000
 * rows go by, how many rows are alive and how much memory is resident. With --hold it stays open to
 * be looked at and driven from outside.
 *
 * Frame time is the time that this process works on a frame: from GdkFrameClock::before-paint to
 * ::after-paint. */

#include <adwaita.h>

#include "sotto-synthetic-history.h"
#include "sotto-test-row.h"

#define TOTAL 100000
#define PAGE 50
#define WINDOW 500
#define PIXELS_PER_FRAME 240

static int rows_to_scroll = 10000;
static gboolean hold;

static GOptionEntry options[] = {
  { "rows", 0, 0, G_OPTION_ARG_INT, &rows_to_scroll, "How many rows to scroll by", "N" },
  { "hold", 0, 0, G_OPTION_ARG_NONE, &hold, "Stay open instead", NULL },
  { NULL },
};

typedef struct
{
  GtkApplication *application;
  GtkWidget *window;
  GtkWidget *entry;
  SottoTimeline *timeline;
  SottoSyntheticHistory *history;
  GtkAdjustment *adjustment;
  gint64 started_at;
  gint64 frame_began_at;
  GArray *frames; /* int, microseconds */
} Demo;

static void
edge_approached_cb (SottoTimeline *timeline, GtkPositionType edge, Demo *demo)
{
  if (edge == GTK_POS_TOP)
    sotto_synthetic_history_load_older (demo->history);
  else
    sotto_synthetic_history_load_newer (demo->history);
  sotto_timeline_set_follows_end (timeline, !sotto_synthetic_history_has_newer (demo->history));
}

static void
end_requested_cb (SottoTimeline *timeline, Demo *demo)
{
  sotto_synthetic_history_jump_to_end (demo->history);
  sotto_timeline_set_follows_end (timeline, TRUE);
}

static guint
resident_megabytes (void)
{
  g_autofree char *text = NULL;
  guint64 pages;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  pages = g_ascii_strtoull (strchr (text, ' '), NULL, 10);
  return (guint) (pages * 4096 / 1000000);
}

static int
compare_frames (gconstpointer a, gconstpointer b)
{
  return *(const int *) a - *(const int *) b;
}

static double
percentile (GArray *sorted, double part)
{
  return g_array_index (sorted, int, (guint) ((sorted->len - 1) * part)) / 1000.0;
}

static void
report (Demo *demo)
{
  g_array_sort (demo->frames, compare_frames);
  g_print ("scrolled %d rows in %u frames: p50 %.1f ms, p99 %.1f ms, longest %.1f ms\n",
           rows_to_scroll, demo->frames->len, percentile (demo->frames, 0.5),
           percentile (demo->frames, 0.99), percentile (demo->frames, 1.0));
  g_print ("rows alive %u, resident %u MB\n", sotto_timeline_get_n_rows (demo->timeline),
           resident_megabytes ());
}

static void
frame_begins_cb (GdkFrameClock *clock, Demo *demo)
{
  demo->frame_began_at = g_get_monotonic_time ();
}

static void
frame_ends_cb (GdkFrameClock *clock, Demo *demo)
{
  int duration = (int) (g_get_monotonic_time () - demo->frame_began_at);

  if (demo->frames)
    g_array_append_val (demo->frames, duration);
}

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Demo *demo = user_data;

  if (TOTAL - sotto_synthetic_history_get_first (demo->history) >= (guint) rows_to_scroll)
    {
      report (demo);
      g_application_quit (G_APPLICATION (demo->application));
      return G_SOURCE_REMOVE;
    }
  gtk_adjustment_set_value (demo->adjustment,
                            gtk_adjustment_get_value (demo->adjustment) - PIXELS_PER_FRAME);
  return G_SOURCE_CONTINUE;
}

static void
first_paint_cb (GdkFrameClock *clock, Demo *demo)
{
  g_signal_handlers_disconnect_by_func (clock, first_paint_cb, demo);
  g_print ("first paint %.0f ms after the window was made, with %u rows, resident %u MB\n",
           (g_get_monotonic_time () - demo->started_at) / 1000.0,
           sotto_timeline_get_n_rows (demo->timeline), resident_megabytes ());
  if (hold)
    return;
  demo->frames = g_array_new (FALSE, FALSE, sizeof (int));
  gtk_widget_add_tick_callback (GTK_WIDGET (demo->timeline), scroll_cb, demo, NULL);
}

static GtkWidget *
build_content (Demo *demo)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  demo->timeline = SOTTO_TIMELINE (sotto_timeline_new ());
  sotto_timeline_set_factory (demo->timeline, &sotto_test_row_factory);
  sotto_timeline_set_model (demo->timeline, G_LIST_MODEL (demo->history));
  gtk_accessible_update_property (GTK_ACCESSIBLE (demo->timeline), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Messages", -1);
  g_signal_connect (demo->timeline, "edge-approached", G_CALLBACK (edge_approached_cb), demo);
  g_signal_connect (demo->timeline, "end-requested", G_CALLBACK (end_requested_cb), demo);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (demo->timeline));
  gtk_widget_set_vexpand (scrolled, TRUE);
  demo->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  gtk_box_append (GTK_BOX (box), scrolled);
  demo->entry = gtk_entry_new ();
  gtk_box_append (GTK_BOX (box), demo->entry);
  return box;
}

static void
activate_cb (GtkApplication *application, Demo *demo)
{
  GdkFrameClock *clock;

  demo->started_at = g_get_monotonic_time ();
  demo->history = sotto_synthetic_history_new (TOTAL, PAGE, WINDOW);
  demo->window = gtk_application_window_new (application);
  gtk_window_set_title (GTK_WINDOW (demo->window), "Timeline");
  gtk_window_set_default_size (GTK_WINDOW (demo->window), 640, 800);
  gtk_window_set_child (GTK_WINDOW (demo->window), build_content (demo));
  gtk_widget_grab_focus (demo->entry);
  gtk_window_present (GTK_WINDOW (demo->window));

  clock = gtk_widget_get_frame_clock (demo->window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (frame_begins_cb), demo);
  g_signal_connect (clock, "after-paint", G_CALLBACK (frame_ends_cb), demo);
  g_signal_connect (clock, "after-paint", G_CALLBACK (first_paint_cb), demo);
}

int
main (int argc, char *argv[])
{
  Demo demo = { 0 };
  int status;

  demo.application =
    GTK_APPLICATION (adw_application_new ("im.sotto.TimelineDemo", G_APPLICATION_NON_UNIQUE));
  g_application_add_main_option_entries (G_APPLICATION (demo.application), options);
  g_signal_connect (demo.application, "activate", G_CALLBACK (activate_cb), &demo);
  status = g_application_run (G_APPLICATION (demo.application), argc, argv);
  g_object_unref (demo.application);
  g_clear_object (&demo.history);
  g_clear_pointer (&demo.frames, g_array_unref);
  return status;
}
