/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "sotto-contact.h"
#include "sotto-hash.h"
#include "sotto-payment.h"

G_BEGIN_DECLS

/* Largest text that is accepted from the network, in bytes; and what we let people write, in
 * characters. */
#define SOTTO_MESSAGE_MAX_BYTES (64 * 1024)
#define SOTTO_MESSAGE_MAX_CHARACTERS 4096

/**
 * SottoMessageState:
 * @SOTTO_MESSAGE_STATE_RECEIVED: somebody else's
 * @SOTTO_MESSAGE_STATE_SENDING: ours, stored, no neighbour has confirmed it
 * @SOTTO_MESSAGE_STATE_SENT: the network has it
 * @SOTTO_MESSAGE_STATE_DELIVERED: a device of the recipient acknowledged it (never in public
 * channels)
 * @SOTTO_MESSAGE_STATE_FAILED: given up; can be retried
 *
 * Stored in databases: do not change the numbers.
 */
typedef enum
{
  SOTTO_MESSAGE_STATE_RECEIVED = 0,
  SOTTO_MESSAGE_STATE_SENDING = 1,
  SOTTO_MESSAGE_STATE_SENT = 2,
  SOTTO_MESSAGE_STATE_DELIVERED = 3,
  SOTTO_MESSAGE_STATE_FAILED = 4,
} SottoMessageState;

#define SOTTO_TYPE_MESSAGE_STATE (sotto_message_state_get_type ())
GType sotto_message_state_get_type (void);

/**
 * SottoMessageContent:
 * @SOTTO_MESSAGE_CONTENT_TEXT: text
 * @SOTTO_MESSAGE_CONTENT_STICKER: a sticker (the text is its fallback)
 * @SOTTO_MESSAGE_CONTENT_STATUS: a short status line
 * @SOTTO_MESSAGE_CONTENT_EMOJI: nothing but emoji, checked by us
 * @SOTTO_MESSAGE_CONTENT_PAYMENT: a payment; what there is to say is in its #SottoPayment
 * @SOTTO_MESSAGE_CONTENT_OTHER: something newer than this program; the text is shown with a notice
 *
 * Stored in databases: do not change the numbers.
 */
typedef enum
{
  SOTTO_MESSAGE_CONTENT_TEXT = 1,
  SOTTO_MESSAGE_CONTENT_STICKER = 2,
  SOTTO_MESSAGE_CONTENT_STATUS = 3,
  SOTTO_MESSAGE_CONTENT_EMOJI = 4,
  SOTTO_MESSAGE_CONTENT_PAYMENT = 5,
  SOTTO_MESSAGE_CONTENT_OTHER = 100,
} SottoMessageContent;

/**
 * SottoMessage:
 *
 * One message of a conversation, as stored. Only `state` and `quote-text`/`quote-author` change
 * (and notify). `payment` (object, nullable) changes in itself.
 */
#define SOTTO_TYPE_MESSAGE (sotto_message_get_type ())
G_DECLARE_FINAL_TYPE (SottoMessage, sotto_message, SOTTO, MESSAGE, GObject)

/* "0x" and 64 digits. */
const char *sotto_message_get_id (SottoMessage *self);
const char *sotto_message_get_chat_id (SottoMessage *self);
SottoContact *sotto_message_get_author (SottoMessage *self);
gboolean sotto_message_is_outgoing (SottoMessage *self);

/* Sanitised for display, valid UTF-8; never markup. */
const char *sotto_message_get_text (SottoMessage *self);
SottoMessageContent sotto_message_get_content (SottoMessage *self);
SottoMessageState sotto_message_get_state (SottoMessage *self);

/* Milliseconds since 1970, clamped to what a calendar can show; for display. */
gint64 sotto_message_get_timestamp (SottoMessage *self);

/* Lamport clock: with the id, the order in the conversation. */
guint64 sotto_message_get_clock (SottoMessage *self);

/* (nullable): the message replied to, when it is in the same chat. */
const char *sotto_message_get_reply_to (SottoMessage *self);
const char *sotto_message_get_quote_text (SottoMessage *self);
SottoContact *sotto_message_get_quote_author (SottoMessage *self);

/* For message details: "public", "one-time key" or "ratchet" as an encryption number of `secure/`
 * (0, 1, 2). */
guint sotto_message_get_encryption (SottoMessage *self);
gboolean sotto_message_is_unread (SottoMessage *self);

/* (nullable): the payment that it shows, for %SOTTO_MESSAGE_CONTENT_PAYMENT. */
SottoPayment *sotto_message_get_payment (SottoMessage *self);

G_END_DECLS
