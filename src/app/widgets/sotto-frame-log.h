/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sotto-clock.h"

G_BEGIN_DECLS

/**
 * sotto_frame_log_watch:
 * @window: a window that has not been shown yet
 * @clock: whose time is written down
 *
 * Writes a line for each frame that @window works on, if `G_MESSAGES_DEBUG` names the domain
 * `sotto-frames`, and does nothing otherwise: `frame BEGIN END`, in microseconds of the monotonic
 * clock. What benchmarks read.
 */
void sotto_frame_log_watch (GtkWidget *window, SottoClock *clock);

/* Writes `NAME TIME` between the lines of the frames. */
void sotto_frame_log_mark (SottoClock *clock, const char *name);

/* Writes `NAME NUMBER` there: how many there still are to come. */
void sotto_frame_log_count (const char *name, guint number);

G_END_DECLS
