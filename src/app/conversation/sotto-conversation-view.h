/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"

G_BEGIN_DECLS

/**
 * SottoConversationView:
 *
 * An open chat: header, timeline and composer; or a word of welcome while none is open.
 *
 * It uses these actions of its window: `win.show-sidebar`, `win.show-contact` (s: key text),
 * `win.toast` (s), `win.leave-chat`, `win.clear-history`, `win.mute` (s: "0", "1h", "8h", "week",
 * "always"), `win.new-chat`, `win.join-channel`.
 *
 * Properties: `folded` (b): the list of chats is not beside it, so the header has a button that
 * leads back to it.
 */
#define SOTTO_TYPE_CONVERSATION_VIEW (sotto_conversation_view_get_type ())
G_DECLARE_FINAL_TYPE (SottoConversationView,
                      sotto_conversation_view,
                      SOTTO,
                      CONVERSATION_VIEW,
                      AdwBin)

/**
 * sotto_conversation_view_new:
 * @session: a started session
 *
 * Returns: (transfer floating): a view without a chat
 */
GtkWidget *sotto_conversation_view_new (SottoSession *session);

/**
 * sotto_conversation_view_set_chat:
 * @self: a view
 * @chat: (nullable): the chat to show; it opens at the first unread message, or at its end
 */
void sotto_conversation_view_set_chat (SottoConversationView *self, SottoChat *chat);

/**
 * sotto_conversation_view_get_chat:
 *
 * Returns: (transfer none) (nullable): the open chat
 */
SottoChat *sotto_conversation_view_get_chat (SottoConversationView *self);

/**
 * sotto_conversation_view_focus:
 * @self: a view
 *
 * Puts the cursor into the composer.
 */
void sotto_conversation_view_focus (SottoConversationView *self);

G_END_DECLS
