/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-chat.h"
#include "sotto-message-private.h"

G_BEGIN_DECLS

/**
 * SottoChatRow:
 * @row: number in the table of chats
 * @id: what the chat is called on the wire
 * @kind: which kind of chat
 * @contact: the other person of a direct chat
 * @active: whether it is shown
 * @is_request: whether it began with a stranger's message that nobody accepted yet
 * @unread: how many messages are unread
 * @muted_until_ms: when it stops being muted
 * @draft: (nullable): what was being written
 * @last_activity_ms: by what the list is sorted
 * @preview: (nullable): text of the last message
 * @preview_author: who wrote that
 * @preview_state: how far it got
 * @preview_content: what kind of text it is
 *
 * A chat as stored, with its last message: an immutable value that may cross threads.
 */
typedef struct
{
  gint64 row;
  char *id;
  SottoChatKind kind;
  SottoPublicKey contact;
  gboolean active;
  gboolean is_request;
  guint unread;
  gint64 muted_until_ms;
  char *draft;
  gint64 last_activity_ms;
  char *preview;
  SottoPublicKey preview_author;
  SottoMessageState preview_state;
  SottoMessageContent preview_content;
} SottoChatRow;

void sotto_chat_row_free (SottoChatRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoChatRow, sotto_chat_row_free)

/* (transfer full): @contact is the other person of a direct chat, else NULL. */
SottoChat *sotto_chat_new (const SottoChatRow *row,
                           SottoContact *contact) G_GNUC_WARN_UNUSED_RESULT;

/* Takes the state of @row over and notifies of what changed, the draft excepted: what is being
 * typed is newer than what is stored. @now_ms decides what is muted. */
void sotto_chat_update (SottoChat *self,
                        const SottoChatRow *row,
                        SottoContact *preview_author,
                        gint64 now_ms);
gint64 sotto_chat_get_row (SottoChat *self);

/* Before it is stored: typing waits for nothing. */
void sotto_chat_set_draft (SottoChat *self, const char *draft);

/* The time of a mute may have come. */
void sotto_chat_check_muted (SottoChat *self, gint64 now_ms);

G_END_DECLS
