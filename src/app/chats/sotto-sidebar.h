/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"
#include "sotto-view-title.h"

G_BEGIN_DECLS

/**
 * SottoSidebar:
 *
 * The list of chats with its search and filter, what is wrong with the network in a line, and the
 * reminder to back the phrase up.
 *
 * Signals:
 * - `chat-chosen` (#SottoChat)
 */
#define SOTTO_TYPE_SIDEBAR (sotto_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (SottoSidebar, sotto_sidebar, SOTTO, SIDEBAR, AdwBin)

GtkWidget *sotto_sidebar_new (SottoSession *session);

/* Marks @chat (nullable) as the open one. */
void sotto_sidebar_select (SottoSidebar *self, SottoChat *chat);

/* (transfer full) (nullable): the chat @offset rows below the selected one, or the first. */
SottoChat *sotto_sidebar_dup_neighbour (SottoSidebar *self, int offset) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): the chat in row @position as it is shown. */
SottoChat *sotto_sidebar_dup_nth (SottoSidebar *self, guint position) G_GNUC_WARN_UNUSED_RESULT;
void sotto_sidebar_focus_search (SottoSidebar *self);

/* (transfer none): where the switcher between the views is. */
SottoViewTitle *sotto_sidebar_get_title (SottoSidebar *self);

G_END_DECLS
