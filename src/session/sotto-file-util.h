/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* At most @max_length bytes of a regular file; more is an error. Errors are of G_FILE_ERROR. */
GBytes *
sotto_file_read (const char *path, gsize max_length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoFileDurability:
 * @SOTTO_FILE_NOW: on the disk when the function returns; for workers, since disks are slow
 * @SOTTO_FILE_SOON: on the disk when the system likes
 */
typedef enum
{
  SOTTO_FILE_NOW,
  SOTTO_FILE_SOON,
} SottoFileDurability;

/* Replaces the content at once: whoever reads finds the old file or the new one. Mode 0600. */
gboolean sotto_file_replace (const char *path,
                             GBytes *bytes,
                             SottoFileDurability durability,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Overwrites the content with random bytes where it lies, waits for the disk and deletes the file.
 * How much of the old bytes a flash disk keeps is out of our hands. No file is no error. */
gboolean sotto_file_shred (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Deletes a folder and all in it, following no links. */
gboolean sotto_file_remove_folder (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
