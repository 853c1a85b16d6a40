/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The database of an account, in its folder. */
#define SOTTO_DATABASE_NAME "store.db"

/* Whether the database in @folder is not the file that was last used there, but a copy put in its
 * place: then its sessions must not be sent on. In doubt TRUE, which costs new sessions and nothing
 * else. */
gboolean sotto_restore_guard_is_restored (const char *folder);

/* To be called while the database is open, and after it has closed. */
void sotto_restore_guard_note_open (const char *folder);
void sotto_restore_guard_note_closed (const char *folder);

G_END_DECLS
