/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SottoTextView:
 *
 * A wrapping, selectable text with links, for rows that scroll by: it is laid out once for a width,
 * where a label shapes its text four or five times to find its sizes. It shows exactly the
 * characters that it was given: a text is never markup.
 *
 * The parent decides the width: it calls sotto_text_view_fit () while it measures itself, and
 * allocates the size that came out.
 *
 * Signals:
 * - `link-activated` (utf8): the address that was clicked
 *
 * # Accessibility
 *
 * Role %GTK_ACCESSIBLE_ROLE_LABEL, with the text as its label.
 */
#define SOTTO_TYPE_TEXT_VIEW (sotto_text_view_get_type ())
G_DECLARE_FINAL_TYPE (SottoTextView, sotto_text_view, SOTTO, TEXT_VIEW, GtkWidget)

GtkWidget *sotto_text_view_new (void);

/**
 * sotto_text_view_set_text:
 * @self: a text view
 * @text: valid UTF-8
 *
 * Shows @text with its web addresses as links, and forgets the selection.
 */
void sotto_text_view_set_text (SottoTextView *self, const char *text);
const char *sotto_text_view_get_text (SottoTextView *self);

/**
 * sotto_text_view_fit:
 * @self: a text view
 * @max_width: in pixels
 * @width: (out): what the text needs of it
 * @height: (out): what the text needs
 * @last_line_width: (out) (optional): how far the last line reaches, counted from the edge where it
 *   begins; @width if it begins at the other edge than the view does
 *
 * Lays the text out in lines of at most @max_width.
 */
void sotto_text_view_fit (SottoTextView *self,
                          int max_width,
                          int *width,
                          int *height,
                          int *last_line_width);

/**
 * sotto_text_view_dup_selection:
 *
 * Returns: (transfer full) (nullable): the selected part of the text
 */
char *sotto_text_view_dup_selection (SottoTextView *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_text_view_dup_links:
 *
 * Returns: (transfer full) (array zero-terminated=1): the addresses in the text, in its order
 */
char **sotto_text_view_dup_links (SottoTextView *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
