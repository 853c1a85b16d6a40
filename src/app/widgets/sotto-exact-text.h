/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * sotto_exact_text_describe:
 * @character: of a text that somebody is to see exactly
 *
 * Returns: (transfer full) (nullable): what to show in its place, such as "⟨U+202E⟩"; %NULL if it
 *   can be seen
 */
char *sotto_exact_text_describe (gunichar character) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_exact_text_fill:
 * @buffer: what a text view shows; what it had before goes
 * @text: valid UTF-8
 *
 * Shows @text with nothing hidden: what cannot be seen has its number in its place, set off from
 * the same characters where somebody wrote them. A line break is marked, and breaks the line.
 *
 * Returns: whether @text has anything that cannot be seen, other than line breaks
 */
gboolean sotto_exact_text_fill (GtkTextBuffer *buffer, const char *text);

G_END_DECLS
