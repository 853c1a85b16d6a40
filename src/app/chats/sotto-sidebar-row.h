/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sotto-chat.h"

G_BEGIN_DECLS

/**
 * SottoSidebarRow:
 *
 * One chat in the sidebar: picture, name, preview or draft, time, unread badge, muted and state
 * marks.
 *
 * # Accessibility
 *
 * Carries one sentence with all of that as its label.
 */
#define SOTTO_TYPE_SIDEBAR_ROW (sotto_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (SottoSidebarRow, sotto_sidebar_row, SOTTO, SIDEBAR_ROW, GtkBox)

GtkWidget *sotto_sidebar_row_new (void);

/* @chat: (nullable) */
void sotto_sidebar_row_set_chat (SottoSidebarRow *self, SottoChat *chat);

G_END_DECLS
