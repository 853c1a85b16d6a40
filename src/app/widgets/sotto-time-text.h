/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Times as people say them, in the locale. All (transfer full); @ms is since 1970. */

/* For a list: the time today, the weekday within a week, else the date. */
char *sotto_time_text_short (gint64 ms, gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;

/* For a sentence such as "since …": the time today, else day and month, and the year of others. */
char *sotto_time_text_since (gint64 ms, gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;

/* Hours and minutes. */
char *sotto_time_text_clock (gint64 ms) G_GNUC_WARN_UNUSED_RESULT;

/* For a separator: "Today", "Yesterday", else the date in full. */
char *sotto_time_text_day (gint64 ms, gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;

/* Date and time in full, for details and screen readers. */
char *sotto_time_text_full (gint64 ms) G_GNUC_WARN_UNUSED_RESULT;

/* Whether both lie on the same day of the local calendar. */
gboolean sotto_time_same_day (gint64 a_ms, gint64 b_ms);

G_END_DECLS
