/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The node key: DATA-DIR/node.key, 64 hexadecimal digits and a line feed, readable by its owner
 * alone. It is made under another name, written to the disk, and then linked to its own, so that
 * two daemons that start at once agree on one key and a power cut leaves a whole one or none.
 */

#include "sottod-key-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sotto-hex.h"
#include "sottod-config.h"

#define KEY_NAME "node.key"
#define DIGITS (2 * SOTTO_KEY_LENGTH)

static void
set_error (GError **error, const char *path, const char *what)
{
  g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_KEY, "The node key %s %s", path, what);
}

static void
set_errno (GError **error, const char *path, const char *what)
{
  int number = errno;

  g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_KEY, "The node key %s cannot be %s: %s", path,
               what, g_strerror (number));
}

static gboolean
check_file (int fd, const char *path, GError **error)
{
  struct stat status;

  if (fstat (fd, &status) != 0)
    {
      set_errno (error, path, "read");
      return FALSE;
    }
  if (!S_ISREG (status.st_mode))
    {
      set_error (error, path, "is not a file");
      return FALSE;
    }
  if ((status.st_mode & 077) != 0)
    {
      set_error (error, path, "can be read by others: make it private with chmod 600");
      return FALSE;
    }

  return TRUE;
}

static SottoPrivateKey *
parse_key (const char *digits, const char *path, GError **error)
{
  g_auto (SottoKey) key = { { 0 } };
  SottoPrivateKey *private_key = NULL;

  if (sotto_hex_decode_fixed (digits, key.bytes, sizeof key.bytes, NULL))
    private_key = sotto_private_key_new (key.bytes, NULL);
  if (private_key == NULL)
    set_error (error, path, "does not hold the 64 digits of a key");

  return private_key;
}

/* %NULL without an error if there is none. */
static SottoPrivateKey *
read_key (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
  char digits[DIGITS + 2] = { 0 };
  SottoPrivateKey *key = NULL;
  gssize length;

  if (fd < 0)
    {
      if (errno != ENOENT)
        set_errno (error, path, "read");
      return NULL;
    }
  if (!check_file (fd, path, error))
    {
      close (fd);
      return NULL;
    }

  length = read (fd, digits, sizeof digits);
  if (length < 0)
    set_errno (error, path, "read");
  close (fd);
  if (length < 0)
    return NULL;

  if (length == DIGITS + 1 && digits[DIGITS] == '\n')
    digits[DIGITS] = '\0';
  if (length == DIGITS || length == DIGITS + 1)
    key = parse_key (digits, path, error);
  else
    set_error (error, path, "does not hold the 64 digits of a key");
  sotto_wipe (digits, sizeof digits);

  return key;
}

static gboolean
write_all (int fd, const char *text, gsize length)
{
  while (length > 0)
    {
      gssize written = write (fd, text, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return FALSE;
      text += written;
      length -= (gsize) written;
    }

  return TRUE;
}

static gboolean
write_key_file (const char *path, const char *digits, GError **error)
{
  int fd;
  gboolean written;

  unlink (path);
  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      set_errno (error, path, "made");
      return FALSE;
    }

  written = write_all (fd, digits, DIGITS) && write_all (fd, "\n", 1) && fsync (fd) == 0;
  if (!written)
    set_errno (error, path, "written");
  close (fd);

  return written;
}

static void
sync_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  if (fsync (fd) != 0)
    g_debug ("%s: %s", folder, g_strerror (errno));
  close (fd);
}

/* FALSE without an error if somebody else was faster. */
static gboolean
make_key (const char *data_dir, const char *path, SottoRandom *random, GError **error)
{
  g_autoptr (SottoPrivateKey) key = sotto_private_key_generate (random);
  g_autofree char *digits = sotto_hex_encode (sotto_private_key_borrow (key), SOTTO_KEY_LENGTH);
  g_autofree char *temporary = g_strdup_printf ("%s.%d", path, (int) getpid ());
  gboolean linked = FALSE;

  sotto_private_key_release (key);
  if (write_key_file (temporary, digits, error))
    {
      linked = link (temporary, path) == 0;
      if (!linked && errno != EEXIST)
        set_errno (error, path, "made");
    }
  unlink (temporary);
  sotto_wipe_string (digits);
  if (linked)
    sync_folder (data_dir);

  return linked;
}

/**
 * sottod_key_file_load:
 * @data_dir: a folder, made if it is not there
 * @random: for a new key
 * @error: return location for a %SOTTOD_ERROR_KEY
 *
 * Reads the key by which this node is known, or makes one.
 *
 * Returns: (transfer full): the key, or %NULL
 */
SottoPrivateKey *
sottod_key_file_load (const char *data_dir, SottoRandom *random, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, KEY_NAME, NULL);
  g_autoptr (GError) problem = NULL;
  SottoPrivateKey *key;

  if (g_mkdir_with_parents (data_dir, 0700) != 0)
    {
      set_errno (error, path, "made");
      return NULL;
    }

  key = read_key (path, &problem);
  if (key == NULL && problem == NULL)
    {
      if (!make_key (data_dir, path, random, &problem) && problem != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
      key = read_key (path, &problem);
    }
  if (key == NULL && problem == NULL)
    set_error (error, path, "vanished");
  else if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));

  return key;
}
