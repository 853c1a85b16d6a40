/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One process per account: an open-file-description lock on `lock` in the account's folder. The
 * holder writes its process number and its name into the file, one line, for the sentence that
 * others are told. */

#include "sotto-folder-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "sotto-file-util.h"
#include "sotto-text.h"

#define LOCK_FILE_NAME "lock"
#define MAX_NOTE 200
#define MAX_PROGRAM 40

struct _SottoFolderLock
{
  int descriptor;
};

static void
write_note (int descriptor)
{
  const char *path = g_get_prgname ();
  g_autofree char *program = g_path_get_basename (path != NULL ? path : "?");
  g_autofree char *note = g_strdup_printf ("%ld %s\n", (long) getpid (), program);

  /* Only a help for people: the lock itself is what counts. */
  if (ftruncate (descriptor, 0) != 0 ||
      pwrite (descriptor, note, strlen (note), 0) != (gssize) strlen (note))
    g_debug ("The lock's note cannot be written: %s", g_strerror (errno));
}

/* (nullable): "sotto (process 4711)". */
static char *
read_note (const char *path)
{
  g_autoptr (GBytes) bytes = sotto_file_read (path, MAX_NOTE, NULL);
  g_autofree char *program = NULL;
  g_autofree char *note = NULL;
  const guint8 *data;
  gsize length;
  char *end;
  guint64 process;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &length);
  if (length == 0 || !sotto_text_is_valid (data, length, MAX_NOTE))
    return NULL;
  note = g_strndup ((const char *) data, length);
  process = g_ascii_strtoull (note, &end, 10);
  if (process == 0 || process > G_MAXINT || *end != ' ')
    return NULL;
  program = sotto_text_sanitise_name (g_strstrip (end), MAX_PROGRAM);
  return g_strdup_printf (_ ("%s (process %u)"), program, (guint) process);
}

static void
set_in_use (GError **error, const char *path)
{
  g_autofree char *holder = read_note (path);

  if (holder != NULL)
    g_set_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_IN_USE,
                 _ ("This account is open in another program: %s. Close it there first."), holder);
  else
    g_set_error_literal (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_IN_USE,
                         _ ("This account is open in another program. Close it there first."));
}

static void
set_unusable (GError **error, const char *path)
{
  int number = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number),
               _ ("The account's folder cannot be used: “%s”: %s"), path, g_strerror (number));
}

/* Private to the folder, in the header's order. */

SottoFolderLock *
sotto_folder_lock_acquire (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, LOCK_FILE_NAME, NULL);
  struct flock request = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  SottoFolderLock *lock;
  int descriptor = g_open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (descriptor < 0)
    {
      set_unusable (error, path);
      return NULL;
    }
  if (fcntl (descriptor, F_OFD_SETLK, &request) != 0)
    {
      if (errno == EAGAIN || errno == EACCES)
        set_in_use (error, path);
      else
        set_unusable (error, path);
      close (descriptor);
      return NULL;
    }
  write_note (descriptor);
  lock = g_new0 (SottoFolderLock, 1);
  lock->descriptor = descriptor;
  return lock;
}

void
sotto_folder_lock_release (SottoFolderLock *lock)
{
  close (lock->descriptor);
  g_free (lock);
}
