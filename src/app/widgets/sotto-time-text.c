/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-time-text.h"

#include <glib/gi18n.h>

/* Year 9999: beyond it GLib has no dates. */
#define MAX_SECONDS G_GINT64_CONSTANT (253402300799)

static GDateTime *
to_local (gint64 ms)
{
  return g_date_time_new_from_unix_local (CLAMP (ms / 1000, 0, MAX_SECONDS));
}

/* Days from the day of @b to that of @a in the local calendar. */
static int
days_between (GDateTime *a, GDateTime *b)
{
  GDate day_a;
  GDate day_b;

  g_date_clear (&day_a, 1);
  g_date_clear (&day_b, 1);
  g_date_set_dmy (&day_a, (GDateDay) g_date_time_get_day_of_month (a),
                  (GDateMonth) g_date_time_get_month (a), (GDateYear) g_date_time_get_year (a));
  g_date_set_dmy (&day_b, (GDateDay) g_date_time_get_day_of_month (b),
                  (GDateMonth) g_date_time_get_month (b), (GDateYear) g_date_time_get_year (b));
  return g_date_days_between (&day_b, &day_a);
}

char *
sotto_time_text_short (gint64 ms, gint64 now_ms)
{
  g_autoptr (GDateTime) time = to_local (ms);
  g_autoptr (GDateTime) now = to_local (now_ms);
  int days = days_between (now, time);

  if (days == 0)
    /* Translators: hours and minutes of today, see g_date_time_format (). */
    return g_date_time_format (time, _ ("%H:%M"));
  if (days > 0 && days < 7)
    return g_date_time_format (time, "%a");
  return g_date_time_format (time, "%x");
}

char *
sotto_time_text_since (gint64 ms, gint64 now_ms)
{
  g_autoptr (GDateTime) time = to_local (ms);
  g_autoptr (GDateTime) now = to_local (now_ms);

  if (days_between (now, time) == 0)
    return g_date_time_format (time, _ ("%H:%M"));
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: day and month within a sentence, such as "since 3 May". */
    return g_date_time_format (time, _ ("%-d %B"));
  /* Translators: month, day and year, such as "23 November 2025". */
  return g_date_time_format (time, _ ("%-d %B %Y"));
}

char *
sotto_time_text_clock (gint64 ms)
{
  g_autoptr (GDateTime) time = to_local (ms);

  return g_date_time_format (time, _ ("%H:%M"));
}

char *
sotto_time_text_day (gint64 ms, gint64 now_ms)
{
  g_autoptr (GDateTime) time = to_local (ms);
  g_autoptr (GDateTime) now = to_local (now_ms);
  int days = days_between (now, time);

  if (days == 0)
    return g_strdup (_ ("Today"));
  if (days == 1)
    return g_strdup (_ ("Yesterday"));
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: weekday, month and day of this year, such as "Monday, 23 November". */
    return g_date_time_format (time, _ ("%A, %-d %B"));
  /* Translators: month, day and year, such as "23 November 2025". */
  return g_date_time_format (time, _ ("%-d %B %Y"));
}

char *
sotto_time_text_full (gint64 ms)
{
  g_autoptr (GDateTime) time = to_local (ms);

  return g_date_time_format (time, "%c");
}

gboolean
sotto_time_same_day (gint64 a_ms, gint64 b_ms)
{
  g_autoptr (GDateTime) a = to_local (a_ms);
  g_autoptr (GDateTime) b = to_local (b_ms);

  return days_between (a, b) == 0;
}
