/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SottoSyntheticHistory:
 *
 * A window over an endless-looking history, for tests of the timeline: a #GListModel of
 * #GtkStringObject that behaves as the window over a real conversation does. Text i is the same in
 * every run: one to seven hundred characters that begin with the number i.
 */
#define SOTTO_TYPE_SYNTHETIC_HISTORY (sotto_synthetic_history_get_type ())
G_DECLARE_FINAL_TYPE (SottoSyntheticHistory,
                      sotto_synthetic_history,
                      SOTTO,
                      SYNTHETIC_HISTORY,
                      GObject)

/* Opens at the end, with the newest @page of @total texts; holds at most @window. */
SottoSyntheticHistory *
sotto_synthetic_history_new (guint total, guint page, guint window) G_GNUC_WARN_UNUSED_RESULT;

guint sotto_synthetic_history_get_first (SottoSyntheticHistory *self);
gboolean sotto_synthetic_history_has_newer (SottoSyntheticHistory *self);

void sotto_synthetic_history_load_older (SottoSyntheticHistory *self);
void sotto_synthetic_history_load_newer (SottoSyntheticHistory *self);
void sotto_synthetic_history_jump_to_end (SottoSyntheticHistory *self);

/* One more text at the end of the history. */
void sotto_synthetic_history_append (SottoSyntheticHistory *self);

/* The item at @position of the model goes. */
void sotto_synthetic_history_remove (SottoSyntheticHistory *self, guint position);

G_END_DECLS
