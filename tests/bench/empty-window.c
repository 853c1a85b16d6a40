/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An application with nothing in its window: what any program here costs. It stays open. */

#include <adwaita.h>

#include "sotto-frame-log.h"

static void
activate_cb (GtkApplication *application, SottoClock *clock)
{
  GtkWidget *window = adw_application_window_new (application);

  gtk_window_set_default_size (GTK_WINDOW (window), 960, 680);
  sotto_frame_log_watch (window, clock);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (AdwApplication) application =
    adw_application_new ("im.sotto.EmptyWindow", G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), clock);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
