/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files of the database's folder: modes 0600 and 0700. */

#include "sotto-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "sotto-store-error.h"

static gboolean
fail (GError **error, const char *path)
{
  int number = errno;
  gboolean full = number == ENOSPC || number == EDQUOT || number == EROFS;

  g_set_error (error, SOTTO_STORE_ERROR, full ? SOTTO_STORE_ERROR_FULL : SOTTO_STORE_ERROR_FAILED,
               _ ("The file “%s” cannot be written: %s"), path, g_strerror (number));
  return FALSE;
}

/* Private to the folder. */

gboolean
sotto_file_create_private (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int descriptor;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (error, folder);
  descriptor = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return errno == EEXIST || fail (error, path);
  close (descriptor);
  return TRUE;
}

gboolean
sotto_file_rename (const char *from, const char *to, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (to);
  gboolean synced;
  int descriptor;

  if (g_rename (from, to) != 0)
    return fail (error, to);
  descriptor = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (descriptor < 0)
    return fail (error, folder);
  synced = fsync (descriptor) == 0 || fail (error, folder);
  close (descriptor);
  return synced;
}
