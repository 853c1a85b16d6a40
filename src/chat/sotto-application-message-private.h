/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keys.h"
#include "sotto-message.h"

G_BEGIN_DECLS

/* How far a clock may be ahead of its envelope (payloads.md section 3), and what is granted on top
 * against our own clock, since a history server can forge the former. */
#define SOTTO_CLOCK_AHEAD_MS 120000
#define SOTTO_CLOCK_TOLERANCE_MS 60000

/**
 * SottoApplicationMessage:
 * @type: number of the payload's type (the signature does not cover it)
 * @payload: the typed payload
 * @author: whose signature it carries
 * @id: Keccak-256 (author's uncompressed key || the wrapped bytes as received)
 *
 * What an ApplicationMetadataMessage holds, its signature checked.
 */
typedef struct
{
  int type;
  GBytes *payload;
  SottoPublicKey author;
  SottoHash id;
} SottoApplicationMessage;

void sotto_application_message_clear (SottoApplicationMessage *message);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoApplicationMessage, sotto_application_message_clear)

/* (transfer full): the payload signed and wrapped, the same bytes each time. @id receives the
 * message's id. */
GBytes *sotto_application_message_wrap (SottoPrivateKey *author,
                                        int type,
                                        GBytes *payload,
                                        SottoHash *id,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_application_message_parse (GBytes *wrapped,
                                          SottoApplicationMessage *message,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The next Lamport clock of a chat: milliseconds, and always beyond the last one. */
guint64 sotto_next_clock (guint64 last_clock, guint64 now_ms);

/* Whether @clock may be believed, for an envelope sent at @sent_seconds and read at @now_ms. */
gboolean sotto_clock_is_acceptable (guint64 clock, guint32 sent_seconds, guint64 now_ms);

/**
 * SottoTextDraft:
 * @text: what it says
 * @reply_to: (nullable): id of the message that it answers
 * @chat_id: the channel's name, or the recipient's key
 * @is_public: which of the two
 * @clock: Lamport clock
 * @timestamp_ms: milliseconds since 1970
 *
 * A text message of ours.
 */
typedef struct
{
  const char *text;
  const char *reply_to;
  const char *chat_id;
  gboolean is_public;
  guint64 clock;
  guint64 timestamp_ms;
} SottoTextDraft;

/* (transfer full): the ChatMessage. */
GBytes *sotto_text_draft_encode (const SottoTextDraft *draft) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoTextMessage:
 * @clock: Lamport clock, below 2^63
 * @timestamp_ms: at most 2^63 - 1
 * @text: valid UTF-8, not empty
 * @chat_id: as it was written
 * @content: what kind of text
 * @has_reply: whether it answers a message
 * @reply_to: which one
 *
 * A ChatMessage that obeys all rules that can be checked without the database.
 */
typedef struct
{
  gint64 clock;
  gint64 timestamp_ms;
  char *text;
  char *chat_id;
  SottoMessageContent content;
  gboolean has_reply;
  SottoHash reply_to;
} SottoTextMessage;

void sotto_text_message_clear (SottoTextMessage *message);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoTextMessage, sotto_text_message_clear)

/**
 * SottoTextContext:
 * @channel: (nullable): the public channel on which it came; %NULL: it came in private
 * @self: our key
 * @author: who wrote it
 * @sent_seconds: when its envelope was sent, Unix time
 * @now_ms: our own time
 *
 * What a ChatMessage is judged by.
 */
typedef struct
{
  const char *channel;
  const SottoPublicKey *self;
  const SottoPublicKey *author;
  guint32 sent_seconds;
  guint64 now_ms;
} SottoTextContext;

/* The rules of payloads.md section 6 for a ChatMessage, in their order.
 * %SOTTO_CHAT_ERROR_REFUSED says which one was broken. */
gboolean sotto_text_message_parse (GBytes *payload,
                                   const SottoTextContext *context,
                                   SottoTextMessage *message,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @text is nothing but emoji and what joins them. */
gboolean sotto_text_is_emoji (const char *text);

/* "0x" and exactly 64 digits. */
gboolean sotto_message_id_parse (const char *text, SottoHash *id);

/* What may be the id of a public channel of ours: valid UTF-8 of 1 to 64 characters without white
 * space or control characters, and no key. */
gboolean sotto_channel_name_is_acceptable (const char *name);

G_END_DECLS
