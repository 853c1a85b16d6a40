/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file `attempts`, 32 bytes, numbers big-endian:
 *
 *   0   4   "SotA"
 *   4   4   wrong passwords since the last right one
 *   8   8   when the last wrong one was, milliseconds since 1970
 *   16  8   when the account was last used, likewise
 *   24  8   zero
 *
 * In memory the waiting is measured by the clock that never jumps. Across a restart only the wall
 * clock is left; when it went backwards, the whole delay starts anew. */

#include "sotto-attempts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-buffer.h"
#include "sotto-file-util.h"
#include "sotto-reader.h"

#define FILE_NAME "attempts"
#define MAGIC "SotA"
#define FILE_LENGTH 32

#define MAX_DELAY_SECONDS 300

struct _SottoAttempts
{
  char *path;
  SottoClock *clock;
  guint32 n_wrong;
  guint64 last_wrong_ms;
  guint64 last_used_ms;
  gint64 may_try_at;
};

/* 1, 2, 4, … seconds after the first, second, third wrong password. */
static gint64
get_whole_delay_ms (guint32 n_wrong)
{
  guint seconds = n_wrong == 0 ? 0 : n_wrong > 9 ? MAX_DELAY_SECONDS : 1u << (n_wrong - 1);

  return MIN (seconds, MAX_DELAY_SECONDS) * (gint64) 1000;
}

static void
load (SottoAttempts *attempts)
{
  g_autoptr (GBytes) bytes = sotto_file_read (attempts->path, FILE_LENGTH, NULL);
  SottoReader reader;
  const guint8 *magic;

  if (bytes == NULL || g_bytes_get_size (bytes) != FILE_LENGTH)
    return;
  sotto_reader_init_bytes (&reader, bytes);
  if (!sotto_reader_read (&reader, strlen (MAGIC), &magic, NULL) ||
      memcmp (magic, MAGIC, strlen (MAGIC)) != 0 ||
      !sotto_reader_read_be32 (&reader, &attempts->n_wrong, NULL) ||
      !sotto_reader_read_be64 (&reader, &attempts->last_wrong_ms, NULL) ||
      !sotto_reader_read_be64 (&reader, &attempts->last_used_ms, NULL))
    return;
  attempts->last_used_ms = MIN (attempts->last_used_ms, (guint64) G_MAXINT64);
}

static void
save (SottoAttempts *attempts)
{
  g_autoptr (SottoBuffer) buffer = sotto_buffer_new (FILE_LENGTH);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  sotto_buffer_append (buffer, MAGIC, strlen (MAGIC));
  sotto_buffer_append_be32 (buffer, attempts->n_wrong);
  sotto_buffer_append_be32 (buffer, (guint32) (attempts->last_wrong_ms >> 32));
  sotto_buffer_append_be32 (buffer, (guint32) attempts->last_wrong_ms);
  sotto_buffer_append_be32 (buffer, (guint32) (attempts->last_used_ms >> 32));
  sotto_buffer_append_be32 (buffer, (guint32) attempts->last_used_ms);
  sotto_buffer_append_le64 (buffer, 0);
  bytes = sotto_buffer_steal (buffer);
  if (!sotto_file_replace (attempts->path, bytes, SOTTO_FILE_SOON, &error))
    g_debug ("The count of wrong passwords cannot be stored: %s", error->message);
}

static void
resume_waiting (SottoAttempts *attempts)
{
  gint64 whole = get_whole_delay_ms (attempts->n_wrong);
  guint64 now = sotto_clock_get_milliseconds (attempts->clock);
  gint64 left = whole;

  if (now >= attempts->last_wrong_ms)
    left = whole - (gint64) MIN (now - attempts->last_wrong_ms, (guint64) whole);
  attempts->may_try_at = sotto_clock_get_monotonic_time (attempts->clock) + left * 1000;
}

/* Private to the folder, in the header's order. */

SottoAttempts *
sotto_attempts_new (const char *folder, SottoClock *clock)
{
  SottoAttempts *attempts = g_new0 (SottoAttempts, 1);

  attempts->path = g_build_filename (folder, FILE_NAME, NULL);
  attempts->clock = g_object_ref (clock);
  load (attempts);
  resume_waiting (attempts);
  return attempts;
}

void
sotto_attempts_free (SottoAttempts *attempts)
{
  g_object_unref (attempts->clock);
  g_free (attempts->path);
  g_free (attempts);
}

guint
sotto_attempts_get_delay (SottoAttempts *attempts)
{
  gint64 left = attempts->may_try_at - sotto_clock_get_monotonic_time (attempts->clock);

  return left > 0 ? (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

gboolean
sotto_attempts_check (SottoAttempts *attempts, GError **error)
{
  guint32 n_wrong = attempts->n_wrong;
  guint delay;

  /* Another process may have tried since. */
  load (attempts);
  if (attempts->n_wrong != n_wrong)
    resume_waiting (attempts);
  delay = sotto_attempts_get_delay (attempts);
  if (delay == 0)
    return TRUE;
  g_set_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_TOO_SOON,
               g_dngettext (GETTEXT_PACKAGE, "Wait %u second before the next try.",
                            "Wait %u seconds before the next try.", delay),
               delay);
  return FALSE;
}

void
sotto_attempts_note_wrong (SottoAttempts *attempts)
{
  if (attempts->n_wrong < G_MAXUINT32)
    attempts->n_wrong++;
  attempts->last_wrong_ms = sotto_clock_get_milliseconds (attempts->clock);
  resume_waiting (attempts);
  save (attempts);
}

void
sotto_attempts_note_right (SottoAttempts *attempts)
{
  attempts->n_wrong = 0;
  attempts->last_used_ms =
    MIN (sotto_clock_get_milliseconds (attempts->clock), (guint64) G_MAXINT64);
  attempts->may_try_at = 0;
  save (attempts);
}

gint64
sotto_attempts_get_last_used (SottoAttempts *attempts)
{
  return (gint64) attempts->last_used_ms;
}
