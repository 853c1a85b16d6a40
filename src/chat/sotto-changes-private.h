/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-chat-rows-private.h"

G_BEGIN_DECLS

/**
 * SottoChangeKind:
 * @SOTTO_CHANGE_CONTACT: a contact is new or has changed (@contact)
 * @SOTTO_CHANGE_CHAT: a chat is new or has changed, or is not shown any more (@chat)
 * @SOTTO_CHANGE_MESSAGE_ADDED: a message was stored (@message)
 * @SOTTO_CHANGE_MESSAGE_RECEIVED: the same, and somebody else wrote it just now
 * @SOTTO_CHANGE_MESSAGE_FOUND: the same, but it was written a while ago
 * @SOTTO_CHANGE_MESSAGE_CHANGED: its state changed (@message)
 * @SOTTO_CHANGE_PAYMENT: a payment is new or has changed (@payment)
 * @SOTTO_CHANGE_PAYMENT_TOLD: the same, and there is a transaction to look for (@payment)
 * @SOTTO_CHANGE_MESSAGE_REMOVED: it was deleted (@row)
 * @SOTTO_CHANGE_CHAT_READ: all of a chat was read (@row of the chat)
 * @SOTTO_CHANGE_CHAT_CLEARED: all of a chat was deleted (@row of the chat)
 * @SOTTO_CHANGE_AUTHOR_REMOVED: all that somebody wrote was deleted (@key)
 * @SOTTO_CHANGE_OUTBOX: something is to be published (@row, @topic, @data)
 * @SOTTO_CHANGE_OUTBOX_REMOVED: something need not be published any more (@row)
 * @SOTTO_CHANGE_SENDING: something waits to be encrypted
 * @SOTTO_CHANGE_TRIMMING: deleted messages wait to be swept out
 */
typedef enum
{
  SOTTO_CHANGE_CONTACT,
  SOTTO_CHANGE_CHAT,
  SOTTO_CHANGE_MESSAGE_ADDED,
  SOTTO_CHANGE_MESSAGE_RECEIVED,
  SOTTO_CHANGE_MESSAGE_FOUND,
  SOTTO_CHANGE_MESSAGE_CHANGED,
  SOTTO_CHANGE_PAYMENT,
  SOTTO_CHANGE_PAYMENT_TOLD,
  SOTTO_CHANGE_MESSAGE_REMOVED,
  SOTTO_CHANGE_CHAT_READ,
  SOTTO_CHANGE_CHAT_CLEARED,
  SOTTO_CHANGE_AUTHOR_REMOVED,
  SOTTO_CHANGE_OUTBOX,
  SOTTO_CHANGE_OUTBOX_REMOVED,
  SOTTO_CHANGE_SENDING,
  SOTTO_CHANGE_TRIMMING,
} SottoChangeKind;

/**
 * SottoChange:
 *
 * One thing that a transaction changed, as the main context is to hear of it after the commit.
 * Which members are set depends on the kind.
 */
typedef struct
{
  SottoChangeKind kind;
  gint64 row;
  SottoPublicKey key;
  SottoContactRow *contact;
  SottoChatRow *chat;
  SottoMessageRow *message;
  SottoPaymentRow *payment;
  guint8 topic[4];
  GBytes *data;
  gint64 attempts;
} SottoChange;

/**
 * SottoChanges:
 *
 * What one transaction changes: noted while it runs, and looked up once at its end.
 */
typedef struct _SottoChanges SottoChanges;

SottoChanges *sotto_changes_new (void) G_GNUC_WARN_UNUSED_RESULT;
void sotto_changes_free (SottoChanges *changes);

void sotto_changes_note (SottoChanges *changes, SottoChangeKind kind, gint64 row);
void
sotto_changes_note_key (SottoChanges *changes, SottoChangeKind kind, const SottoPublicKey *key);

/* What was noted since a mark is forgotten: that part of the transaction was undone. */
guint sotto_changes_get_mark (SottoChanges *changes);
void sotto_changes_reset_to (SottoChanges *changes, guint mark);

/* Reads the rows, at the end of the transaction. */
gboolean sotto_changes_collect (SottoChanges *changes,
                                SottoConnection *connection,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) (element-type SottoChange): contacts first, then chats, then the rest in order.
 */
GPtrArray *sotto_changes_get_items (SottoChanges *changes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoChanges, sotto_changes_free)

G_END_DECLS
