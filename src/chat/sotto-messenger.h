/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-chat-error.h"
#include "sotto-chat-list.h"
#include "sotto-contact-list.h"
#include "sotto-history-sync.h"
#include "sotto-message-history.h"

G_BEGIN_DECLS

/**
 * SottoMessenger:
 *
 * Everything that a front end asks of the engine about conversations. Every state is stored before
 * it is shown: the objects change, and the signals fire, after the commit. Made by `session/`
 * (sotto-messenger-services.h).
 *
 * Signals:
 * - `message-received` (#SottoChat, #SottoMessage): somebody wrote; not for what was known already
 * - `message-found` (#SottoChat, #SottoMessage): somebody wrote a while ago, and it came only now
 * - `message-changed` (#SottoChat, #SottoMessage): the state of one of our messages changed
 * - `payment-changed` (#SottoPayment): a payment is new or has changed
 * - `payment-to-verify` (#SottoPayment): there is a transaction to look for
 *
 * Properties: `healthy` (b): FALSE while the store refuses to write (the disk is full); `trouble`
 * (s, nullable): the sentence for it.
 */
#define SOTTO_TYPE_MESSENGER (sotto_messenger_get_type ())
G_DECLARE_FINAL_TYPE (SottoMessenger, sotto_messenger, SOTTO, MESSENGER, GObject)

/* All (transfer none). */
SottoChatList *sotto_messenger_get_chats (SottoMessenger *self);
SottoContactList *sotto_messenger_get_contacts (SottoMessenger *self);
SottoContact *sotto_messenger_get_self (SottoMessenger *self);
SottoHistorySync *sotto_messenger_get_history_sync (SottoMessenger *self);

/* (transfer full): the person with this key; made when there is none yet, stored only once
 * something is changed. */
SottoContact *sotto_messenger_dup_contact (SottoMessenger *self,
                                           const SottoPublicKey *key) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): a live window that opens at its end. */
SottoMessageHistory *sotto_messenger_open_history (SottoMessenger *self,
                                                   SottoChat *chat) G_GNUC_WARN_UNUSED_RESULT;

/* The name that would be joined for what was typed: trimmed, without '#', lower case. Errors say
 * what is wrong with it. Typed names are [a-z0-9-], 1 to 64 characters. */
char *sotto_messenger_normalise_channel (const char *typed,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

void sotto_messenger_join_channel_async (SottoMessenger *self,
                                         const char *name,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
SottoChat *sotto_messenger_join_channel_finish (SottoMessenger *self,
                                                GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

void sotto_messenger_start_direct_async (SottoMessenger *self,
                                         const SottoPublicKey *key,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
SottoChat *sotto_messenger_start_direct_finish (SottoMessenger *self,
                                                GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Stores the message as *sending* and finishes with it; the rest of its way is seen in its state.
 * @reply_to is nullable. */
void sotto_messenger_send_text_async (SottoMessenger *self,
                                      SottoChat *chat,
                                      const char *text,
                                      const char *reply_to,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
SottoMessage *sotto_messenger_send_text_finish (SottoMessenger *self,
                                                GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A failed message goes on its way again, with the same id. */
void sotto_messenger_retry (SottoMessenger *self, SottoChat *chat, const char *message_id);
void sotto_messenger_delete_message (SottoMessenger *self, SottoChat *chat, const char *message_id);

void sotto_messenger_mark_read (SottoMessenger *self, SottoChat *chat);
void sotto_messenger_set_draft (SottoMessenger *self, SottoChat *chat, const char *draft);

/* @until: ms since 1970; 0: not muted; G_MAXINT64: always. */
void sotto_messenger_set_muted_until (SottoMessenger *self, SottoChat *chat, gint64 until);
void sotto_messenger_accept_request (SottoMessenger *self, SottoChat *chat);
void sotto_messenger_clear_history (SottoMessenger *self, SottoChat *chat);

/* Leaves a channel, or removes a conversation with its history. */
void sotto_messenger_delete_chat (SottoMessenger *self, SottoChat *chat);

void sotto_messenger_add_contact (SottoMessenger *self, SottoContact *contact);
void sotto_messenger_remove_contact (SottoMessenger *self, SottoContact *contact);
void sotto_messenger_block (SottoMessenger *self, SottoContact *contact);
void sotto_messenger_unblock (SottoMessenger *self, SottoContact *contact);

/* NULL or "" removes it; at most 64 characters. */
void
sotto_messenger_set_nickname (SottoMessenger *self, SottoContact *contact, const char *nickname);

gboolean sotto_messenger_get_healthy (SottoMessenger *self);
const char *sotto_messenger_get_trouble (SottoMessenger *self);

G_END_DECLS
