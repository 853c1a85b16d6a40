/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-message.h"
#include "sotto-payment-private.h"

G_BEGIN_DECLS

/**
 * SottoMessageRow:
 * @row: number in the table of messages
 * @id: the message's id on the wire
 * @chat: number of the chat
 * @chat_id: what the chat is called on the wire
 * @author: who wrote it
 * @outgoing: whether that is us
 * @text: as received, UTF-8, not sanitised
 * @content: what kind of text
 * @state: how far it got
 * @timestamp_ms: when its author says it was written
 * @clock: Lamport clock, at most 2^63 - 1
 * @quote: (nullable): the text of the message replied to; %NULL when there is none in this chat
 * @quote_id: its id
 * @quote_author: who wrote that
 * @encryption: a #SottoEncryption
 * @unread: whether it counts as unread
 * @payment: (nullable): the payment that it shows
 *
 * A message as stored: an immutable value that may cross threads.
 */
typedef struct
{
  gint64 row;
  SottoHash id;
  gint64 chat;
  char *chat_id;
  SottoPublicKey author;
  gboolean outgoing;
  char *text;
  SottoMessageContent content;
  SottoMessageState state;
  gint64 timestamp_ms;
  gint64 clock;
  char *quote;
  SottoHash quote_id;
  SottoPublicKey quote_author;
  guint encryption;
  gboolean unread;
  SottoPaymentRow *payment;
} SottoMessageRow;

void sotto_message_row_free (SottoMessageRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoMessageRow, sotto_message_row_free)

/* (transfer full): @quote_author is NULL unless the row has a quote, @payment unless it shows one.
 */
SottoMessage *sotto_message_new (const SottoMessageRow *row,
                                 SottoContact *author,
                                 SottoContact *quote_author,
                                 SottoPayment *payment) G_GNUC_WARN_UNUSED_RESULT;

/* Takes over what may change: state, quote, encryption, whether it is unread. */
void
sotto_message_update (SottoMessage *self, const SottoMessageRow *row, SottoContact *quote_author);
void sotto_message_set_read (SottoMessage *self);

/* The quoted message was deleted: what is left is a plain message. */
void sotto_message_drop_quote (SottoMessage *self);

gint64 sotto_message_get_row (SottoMessage *self);
gint64 sotto_message_get_chat_row (SottoMessage *self);
const SottoHash *sotto_message_get_hash (SottoMessage *self);

/* Order in the conversation: by clock, then by id. */
int sotto_message_compare (SottoMessage *a, SottoMessage *b);

G_END_DECLS
