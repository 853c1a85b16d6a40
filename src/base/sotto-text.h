/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sets *@target to a copy of @value; TRUE if that changed it (g_set_str () of newer GLib). */
gboolean sotto_set_string (char **target, const char *value);

/* Valid UTF-8 of at most @max_bytes without NUL. */
gboolean sotto_text_is_valid (const guint8 *data, gsize length, gsize max_bytes);

/* A copy for display as a name: one line, no control characters, bidi overrides and invisible
 * characters removed, at most @max_characters (at least 1), the last of which is an ellipsis when
 * cut. */
char *sotto_text_sanitise_name (const char *text, gsize max_characters) G_GNUC_WARN_UNUSED_RESULT;

/* A copy for display as a message: line breaks and tabs kept, other control characters removed,
 * every bidi embedding, override and isolate closed again at the end of its line. */
char *sotto_text_sanitise_body (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @character shows nothing by itself, looks like a plain space and is none, or reorders
 * what stands around it: whoever is to see exactly what a text has must be shown its number. A line
 * break and a tab count too, a plain space does not. */
gboolean sotto_text_is_hidden (gunichar character);

G_END_DECLS
