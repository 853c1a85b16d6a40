/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-chat-list.h"

G_BEGIN_DECLS

/* (transfer full) */
SottoChatList *sotto_chat_list_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Puts all of @chats (element-type SottoChat) in at once; the list must be empty. */
void sotto_chat_list_fill (SottoChatList *self, GPtrArray *chats);

/* Adds @chat, or moves it to where its last activity belongs. */
void sotto_chat_list_put (SottoChatList *self, SottoChat *chat);
void sotto_chat_list_remove (SottoChatList *self, SottoChat *chat);

/* Between the two, chats keep their places: a commit that touches many moves them all at once. */
void sotto_chat_list_freeze (SottoChatList *self);
void sotto_chat_list_thaw (SottoChatList *self);

/* Sees whose mute is over by @now_ms. Returns when the next one will be, G_MAXINT64: never. */
gint64 sotto_chat_list_check_muted (SottoChatList *self, gint64 now_ms);

/* (transfer none) (nullable) */
SottoChat *sotto_chat_list_lookup_row (SottoChatList *self, gint64 row);

G_END_DECLS
