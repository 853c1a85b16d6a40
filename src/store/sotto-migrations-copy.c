/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The copy of a database as it was before its migration: PATH.previous, made by SQLite's backup
 * functions. Copying the file itself would not do: closing another descriptor of it would drop the
 * locks that SQLite holds in this process. */

#include "sotto-migrations-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "sotto-file-private.h"
#include "sotto-store-error-private.h"

static gboolean
copy_pages (SottoConnection *from, SottoConnection *to, GError **error)
{
  sqlite3 *handle = sotto_connection_get_handle (to);
  sqlite3_backup *backup =
    sqlite3_backup_init (handle, "main", sotto_connection_get_handle (from), "main");
  int result;

  if (backup == NULL)
    {
      sotto_store_set_error (error, sqlite3_extended_errcode (handle), handle);
      return FALSE;
    }
  sqlite3_backup_step (backup, -1);
  result = sqlite3_backup_finish (backup);
  if (result != SQLITE_OK)
    sotto_store_set_error (error, result, handle);
  return result == SQLITE_OK;
}

static gboolean
write_copy (SottoConnection *connection, const char *path, SottoSecret *key, GError **error)
{
  g_autoptr (SottoConnection) copy = NULL;
  gboolean success;

  if (!sotto_file_create_private (path, error))
    return FALSE;
  copy = sotto_connection_open (path, key, SOTTO_CONNECTION_WRITER, error);
  if (copy == NULL)
    return FALSE;
  sotto_connection_enter (copy);
  success = sotto_connection_execute (copy, "PRAGMA synchronous = FULL", error) &&
            copy_pages (connection, copy, error);
  sotto_connection_leave (copy);
  return success;
}

/* Private to the folder. */

char *
sotto_migrations_copy_path (const char *path)
{
  return g_strconcat (path, ".previous", NULL);
}

gboolean
sotto_migrations_keep_copy (SottoConnection *connection,
                            const char *path,
                            SottoSecret *key,
                            GError **error)
{
  g_autofree char *final = sotto_migrations_copy_path (path);
  g_autofree char *unfinished = g_strconcat (final, ".unfinished", NULL);

  (void) g_unlink (unfinished);
  if (!write_copy (connection, unfinished, key, error) ||
      !sotto_file_rename (unfinished, final, error))
    {
      (void) g_unlink (unfinished);
      return FALSE;
    }
  return TRUE;
}

void
sotto_migrations_drop_copy (const char *path)
{
  g_autofree char *copy = sotto_migrations_copy_path (path);

  if (g_unlink (copy) != 0 && errno != ENOENT)
    g_debug ("The copy of the database from before its migration cannot be deleted: %s",
             g_strerror (errno));
}
