/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-chat.h"

G_BEGIN_DECLS

/**
 * SottoChatList:
 *
 * All chats, a #GListModel of #SottoChat sorted by last activity, newest first.
 *
 * Properties: `unread-total` (u): unread messages in chats that are not muted.
 */
#define SOTTO_TYPE_CHAT_LIST (sotto_chat_list_get_type ())
G_DECLARE_FINAL_TYPE (SottoChatList, sotto_chat_list, SOTTO, CHAT_LIST, GObject)

SottoChat *sotto_chat_list_lookup (SottoChatList *self, const char *id);
guint sotto_chat_list_get_unread_total (SottoChatList *self);

G_END_DECLS
