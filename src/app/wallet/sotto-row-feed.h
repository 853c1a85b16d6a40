/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Appends the row of @item to the list. */
typedef void (*SottoRowFeedFunc) (gpointer item, gpointer user_data);

/**
 * sotto_row_feed_start:
 * @list: a list, which is emptied
 * @items: (transfer full): what it gets rows of; frees its items itself
 * @add: called for each of @items, in their order
 * @user_data: for @add; it has to stay for as long as @list or until the list is fed anew
 *
 * Fills @list: with as many rows as can be seen at once, and with the others a few in each frame
 * while it is shown, so that a long list holds up no frame.
 */
void
sotto_row_feed_start (GtkListBox *list, GPtrArray *items, SottoRowFeedFunc add, gpointer user_data);

/* Empties @list, and adds nothing more. */
void sotto_row_feed_clear (GtkListBox *list);

G_END_DECLS
