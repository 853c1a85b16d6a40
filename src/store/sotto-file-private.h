/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes an empty file that only its owner may read, in a folder that only its owner may enter, if
 * there is none. A symbolic link is refused. */
gboolean sotto_file_create_private (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Renames within one folder, and waits until the folder is on the disk. */
gboolean
sotto_file_rename (const char *from, const char *to, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
