/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One structured line (logfmt) for each event, on the standard error:
 *
 *   time=2026-01-31T12:00:00Z level=info event=listening enode=enode://…
 *
 * A value with spaces, quotes, equal signs or control characters is quoted, with \" \\ \n and \xNN
 * inside, so that nobody's name for his client can forge a line.
 */

#include "sottod-log.h"

#include <stdio.h>
#include <string.h>

static const char *const level_names[] = { "error", "warning", "info", "debug" };

static SottoClock *log_clock = NULL;
static SottodLogLevel max_level = SOTTOD_LOG_INFO;

static gboolean
needs_quotes (const char *value)
{
  if (*value == '\0')
    return TRUE;
  for (const char *p = value; *p != '\0'; p++)
    if ((guchar) *p <= ' ' || *p == '"' || *p == '=' || *p == '\\' || *p == 0x7f)
      return TRUE;

  return FALSE;
}

static void
append_value (GString *line, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  if (!needs_quotes (valid))
    {
      g_string_append (line, valid);
      return;
    }

  g_string_append_c (line, '"');
  for (const char *p = valid; *p != '\0'; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf (line, "\\%c", *p);
    else if (*p == '\n')
      g_string_append (line, "\\n");
    else if ((guchar) *p < ' ' || *p == 0x7f)
      g_string_append_printf (line, "\\x%02x", (guchar) *p);
    else
      g_string_append_c (line, *p);
  g_string_append_c (line, '"');
}

static void
append_pair (GString *line, const char *key, const char *value)
{
  g_string_append_printf (line, " %s=", key);
  append_value (line, value);
}

static GString *
begin_line (SottodLogLevel level, const char *event)
{
  GString *line = g_string_new ("time=");
  g_autoptr (GDateTime) now =
    g_date_time_new_from_unix_utc (sotto_clock_get_real_time (log_clock) / G_USEC_PER_SEC);
  g_autofree char *time = now != NULL ? g_date_time_format_iso8601 (now) : g_strdup ("unknown");

  g_string_append (line, time);
  append_pair (line, "level", level_names[level]);
  append_pair (line, "event", event);

  return line;
}

static void
end_line (GString *line)
{
  g_string_append_c (line, '\n');
  fputs (line->str, stderr);
  fflush (stderr);
}

static SottodLogLevel
level_of_flags (GLogLevelFlags flags)
{
  if ((flags & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0)
    return SOTTOD_LOG_ERROR;
  if ((flags & G_LOG_LEVEL_WARNING) != 0)
    return SOTTOD_LOG_WARNING;
  if ((flags & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO)) != 0)
    return SOTTOD_LOG_INFO;

  return SOTTOD_LOG_DEBUG;
}

static GLogWriterOutput
log_writer_cb (GLogLevelFlags flags, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  SottodLogLevel level = level_of_flags (flags);
  const char *message = "";
  const char *domain = "";

  if (level > max_level)
    return G_LOG_WRITER_HANDLED;

  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      message = fields[i].value;
    else if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
      domain = fields[i].value;
  sottod_log (level, "log", "domain", domain, "message", message, NULL);

  return G_LOG_WRITER_HANDLED;
}

void
sottod_log_init (SottoClock *clock, const char *level)
{
  g_return_if_fail (SOTTO_IS_CLOCK (clock));

  for (guint i = 0; i < G_N_ELEMENTS (level_names); i++)
    if (g_strcmp0 (level, level_names[i]) == 0)
      max_level = i;
  if (log_clock == NULL)
    g_log_set_writer_func (log_writer_cb, NULL, NULL);
  g_set_object (&log_clock, clock);
}

void
sottod_log (SottodLogLevel level, const char *event, ...)
{
  g_autoptr (GString) line = NULL;
  const char *key;
  va_list pairs;

  if (level > max_level || log_clock == NULL)
    return;

  line = begin_line (level, event);
  va_start (pairs, event);
  for (key = va_arg (pairs, const char *); key != NULL; key = va_arg (pairs, const char *))
    {
      const char *value = va_arg (pairs, const char *);

      if (value != NULL)
        append_pair (line, key, value);
    }
  va_end (pairs);
  end_line (line);
}
