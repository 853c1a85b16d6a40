/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Notices a database that came back from a backup. The system gives every copy an inode of its own,
 * and stamps each change of a file, restoring it included, with a time that programs cannot set.
 * Both are kept in the file `place`, 28 bytes, numbers big-endian:
 *
 *   0   4   "SotP"
 *   4   4   1: the database is open, or was not closed; 2: it was closed
 *   8   8   its inode
 *   16  8   once closed, the time of its last change: seconds …
 *   24  4   … and nanoseconds
 */

#include "sotto-restore-guard.h"

#include <string.h>
#include <sys/stat.h>

#include "sotto-buffer.h"
#include "sotto-file-util.h"
#include "sotto-reader.h"

#define FILE_NAME "place"
#define MAGIC "SotP"
#define MAGIC_LENGTH 4
#define FILE_LENGTH 28

typedef enum
{
  PLACE_OPEN = 1,
  PLACE_CLOSED = 2,
} PlaceState;

typedef struct
{
  guint32 state;
  guint64 inode;
  guint64 seconds;
  guint32 nanoseconds;
} Place;

static gboolean
look (const char *folder, Place *place)
{
  g_autofree char *database = g_build_filename (folder, SOTTO_DATABASE_NAME, NULL);
  struct stat status;

  if (stat (database, &status) != 0)
    return FALSE;
  place->inode = status.st_ino;
  place->seconds = (guint64) status.st_ctim.tv_sec;
  place->nanoseconds = (guint32) status.st_ctim.tv_nsec;
  return TRUE;
}

static gboolean
load (const char *folder, Place *place)
{
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autoptr (GBytes) bytes = sotto_file_read (path, FILE_LENGTH, NULL);
  const guint8 *magic;
  SottoReader reader;

  if (bytes == NULL)
    return FALSE;
  sotto_reader_init_bytes (&reader, bytes);
  return sotto_reader_read (&reader, MAGIC_LENGTH, &magic, NULL) &&
         memcmp (magic, MAGIC, MAGIC_LENGTH) == 0 &&
         sotto_reader_read_be32 (&reader, &place->state, NULL) &&
         sotto_reader_read_be64 (&reader, &place->inode, NULL) &&
         sotto_reader_read_be64 (&reader, &place->seconds, NULL) &&
         sotto_reader_read_be32 (&reader, &place->nanoseconds, NULL) &&
         (place->state == PLACE_OPEN || place->state == PLACE_CLOSED);
}

static void
note (const char *folder, PlaceState state)
{
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autoptr (SottoBuffer) buffer = sotto_buffer_new (FILE_LENGTH);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  Place place;

  if (!look (folder, &place))
    return;
  sotto_buffer_append (buffer, MAGIC, MAGIC_LENGTH);
  sotto_buffer_append_be32 (buffer, state);
  sotto_buffer_append_be32 (buffer, (guint32) (place.inode >> 32));
  sotto_buffer_append_be32 (buffer, (guint32) place.inode);
  sotto_buffer_append_be32 (buffer, (guint32) (place.seconds >> 32));
  sotto_buffer_append_be32 (buffer, (guint32) place.seconds);
  sotto_buffer_append_be32 (buffer, place.nanoseconds);
  bytes = sotto_buffer_steal (buffer);
  if (!sotto_file_replace (path, bytes, SOTTO_FILE_SOON, &error))
    g_debug ("Where the database is cannot be noted: %s", error->message);
}

/* Private to the folder, in the header's order. */

gboolean
sotto_restore_guard_is_restored (const char *folder)
{
  Place then;
  Place now;

  if (!load (folder, &then) || !look (folder, &now) || then.inode != now.inode)
    return TRUE;
  return then.state == PLACE_CLOSED &&
         (then.seconds != now.seconds || then.nanoseconds != now.nanoseconds);
}

void
sotto_restore_guard_note_open (const char *folder)
{
  note (folder, PLACE_OPEN);
}

void
sotto_restore_guard_note_closed (const char *folder)
{
  note (folder, PLACE_CLOSED);
}
