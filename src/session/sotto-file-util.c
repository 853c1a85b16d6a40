/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Small files that must not be lost, and files that must. */

#include "sotto-file-util.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sotto-random.h"

#define SHRED_CHUNK 4096

static gboolean
fail (GError **error, const char *path)
{
  int number = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), _ ("“%s”: %s"), path,
               g_strerror (number));
  return FALSE;
}

static gboolean
write_all (int descriptor, const guint8 *data, gsize length)
{
  while (length > 0)
    {
      gssize written = write (descriptor, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      data += written;
      length -= (gsize) written;
    }
  return TRUE;
}

static gboolean
sync_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int descriptor = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean synced;

  if (descriptor < 0)
    return fail (error, folder);
  synced = fsync (descriptor) == 0 || fail (error, folder);
  close (descriptor);
  return synced;
}

static gboolean
write_new_file (const char *path, GBytes *bytes, SottoFileDurability durability, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  int descriptor;
  gboolean written;

  descriptor = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return fail (error, path);
  written = write_all (descriptor, data, length) &&
            (durability == SOTTO_FILE_SOON || fsync (descriptor) == 0);
  if (!written)
    fail (error, path);
  close (descriptor);
  return written;
}

static gboolean
overwrite (int descriptor)
{
  g_autoptr (SottoRandom) random = sotto_random_new_system ();
  guint8 chunk[SHRED_CHUNK];
  struct stat status;

  if (fstat (descriptor, &status) != 0)
    return FALSE;
  for (goffset left = status.st_size; left > 0; left -= SHRED_CHUNK)
    {
      sotto_random_fill (random, chunk, sizeof chunk);
      if (!write_all (descriptor, chunk, (gsize) MIN (left, SHRED_CHUNK)))
        return FALSE;
    }
  return fsync (descriptor) == 0;
}

static gboolean remove_entry (const char *path, GError **error);

static gboolean
remove_children (const char *path, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, error);
  const char *name;

  if (folder == NULL)
    return FALSE;
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (!remove_entry (child, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
remove_entry (const char *path, GError **error)
{
  GStatBuf status;

  if (g_lstat (path, &status) != 0)
    return errno == ENOENT || fail (error, path);
  if (S_ISDIR (status.st_mode) && !remove_children (path, error))
    return FALSE;
  return g_remove (path) == 0 || errno == ENOENT || fail (error, path);
}

/* Private to the folder, in the header's order. */

GBytes *
sotto_file_read (const char *path, gsize max_length, GError **error)
{
  g_autofree guint8 *data = NULL;
  gssize length = 0;
  gsize total = 0;
  int descriptor = g_open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0);

  if (descriptor < 0)
    {
      fail (error, path);
      return NULL;
    }
  data = g_malloc (max_length + 1);
  do
    {
      length = read (descriptor, data + total, max_length + 1 - total);
      if (length < 0 && errno == EINTR)
        continue;
      total += (gsize) MAX (length, 0);
    }
  while (length > 0 && total <= max_length);
  if (length < 0 || total > max_length)
    {
      if (length >= 0)
        errno = EFBIG;
      fail (error, path);
      close (descriptor);
      return NULL;
    }
  close (descriptor);
  return g_bytes_new (data, total);
}

gboolean
sotto_file_replace (const char *path, GBytes *bytes, SottoFileDurability durability, GError **error)
{
  g_autofree char *unfinished = g_strconcat (path, ".new", NULL);

  if (!write_new_file (unfinished, bytes, durability, error))
    {
      (void) g_unlink (unfinished);
      return FALSE;
    }
  if (g_rename (unfinished, path) != 0)
    {
      fail (error, path);
      (void) g_unlink (unfinished);
      return FALSE;
    }
  return durability == SOTTO_FILE_SOON || sync_folder_of (path, error);
}

gboolean
sotto_file_shred (const char *path, GError **error)
{
  int descriptor = g_open (path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0);
  gboolean gone;

  if (descriptor < 0)
    return errno == ENOENT || fail (error, path);
  gone = overwrite (descriptor) || fail (error, path);
  close (descriptor);
  if (!gone)
    return FALSE;
  return (g_unlink (path) == 0 || fail (error, path)) && sync_folder_of (path, error);
}

gboolean
sotto_file_remove_folder (const char *path, GError **error)
{
  return remove_entry (path, error);
}
