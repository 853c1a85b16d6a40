/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ChatMessage: what we write, and the rules by which others' are judged (payloads.md sections 2, 6
 * and "Bad input").
 */

#include "sotto-application-message-private.h"

#include <string.h>

#include "sotto-chat-error.h"
#include "sotto-proto.h"

/* A channel's name, in characters and in bytes. */
#define MAX_CHANNEL_CHARACTERS 64

/* "0x" and the digits of an uncompressed key. */
#define KEY_TEXT_LENGTH 132

static gboolean
refuse (GError **error, const char *rule)
{
  g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_REFUSED, rule);

  return FALSE;
}

static gboolean
is_blank (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

static gboolean
is_emoji (gunichar character)
{
  static const gunichar ranges[][2] = {
    { 0x203c, 0x203c },   { 0x2049, 0x2049 }, { 0x2122, 0x2122 }, { 0x2139, 0x2139 },
    { 0x2194, 0x21aa },   { 0x231a, 0x23ff }, { 0x24c2, 0x24c2 }, { 0x25aa, 0x25fe },
    { 0x2600, 0x27bf },   { 0x2934, 0x2935 }, { 0x2b05, 0x2b55 }, { 0x3030, 0x3030 },
    { 0x303d, 0x303d },   { 0x3297, 0x3297 }, { 0x3299, 0x3299 }, { 0x1f004, 0x1f2ff },
    { 0x1f300, 0x1faff },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (character >= ranges[i][0] && character <= ranges[i][1])
      return TRUE;

  return FALSE;
}

/* Joiner, variation selectors, keycap and tags belong to the emoji before them. */
static gboolean
is_emoji_part (gunichar character)
{
  return character == 0x200d || character == 0xfe0e || character == 0xfe0f || character == 0x20e3 ||
         (character >= 0xe0020 && character <= 0xe007f);
}

static gboolean
is_key_text (const char *text)
{
  SottoPublicKey key;

  return strlen (text) == KEY_TEXT_LENGTH && g_str_has_prefix (text, "0x04") &&
         sotto_public_key_parse_text (&key, text, NULL);
}

static gboolean
check_payload (const Sotto__ChatMessage *message, GError **error)
{
  switch ((int) message->content_type)
    {
    case SOTTO__CHAT_MESSAGE__CONTENT_TYPE__UNKNOWN_CONTENT_TYPE:
    case SOTTO__CHAT_MESSAGE__CONTENT_TYPE__TRANSACTION_COMMAND:
    case SOTTO__CHAT_MESSAGE__CONTENT_TYPE__SYSTEM_MESSAGE_CONTENT_PRIVATE_GROUP:
      return refuse (error, "a content type that nobody may send");
    case SOTTO__CHAT_MESSAGE__CONTENT_TYPE__STICKER:
      if (message->payload_case != SOTTO__CHAT_MESSAGE__PAYLOAD_STICKER ||
          message->sticker->hash[0] == '\0')
        return refuse (error, "a sticker without its hash");
      break;
    case SOTTO__CHAT_MESSAGE__CONTENT_TYPE__IMAGE:
      if (message->payload_case != SOTTO__CHAT_MESSAGE__PAYLOAD_IMAGE ||
          message->image->payload.len == 0 || message->image->type == 0)
        return refuse (error, "a picture without its bytes");
      break;
    case SOTTO__CHAT_MESSAGE__CONTENT_TYPE__AUDIO:
      if (message->payload_case != SOTTO__CHAT_MESSAGE__PAYLOAD_AUDIO ||
          message->audio->payload.len == 0 || message->audio->type == 0)
        return refuse (error, "a recording without its bytes");
      break;
    default:
      break;
    }

  return TRUE;
}

static gboolean
check_addressing (const Sotto__ChatMessage *message,
                  const SottoTextContext *context,
                  GError **error)
{
  g_autofree char *self = NULL;

  if (context->channel != NULL)
    {
      if (message->message_type != SOTTO__MESSAGE_TYPE__PUBLIC_GROUP)
        return refuse (error, "a private message on a public channel");
      if (!g_str_equal (message->chat_id, context->channel))
        return refuse (error, "a message for another channel");
      return TRUE;
    }

  /* A group's messages come inside of its MembershipUpdateMessage only. */
  if (message->message_type != SOTTO__MESSAGE_TYPE__ONE_TO_ONE)
    return refuse (error, "not a private message");
  if (sotto_public_key_equal (context->author, context->self))
    return is_key_text (message->chat_id) || refuse (error, "our own message to nobody");

  self = sotto_public_key_to_string (context->self);
  return g_ascii_strcasecmp (message->chat_id, self) == 0 ||
         refuse (error, "a message to somebody else");
}

static gboolean
check_message (const Sotto__ChatMessage *message, const SottoTextContext *context, GError **error)
{
  if (!sotto_clock_is_acceptable (message->clock, context->sent_seconds, context->now_ms))
    return refuse (error, "a clock that is 0 or too far ahead");
  if (message->timestamp == 0)
    return refuse (error, "no time");
  if (strlen (message->text) > SOTTO_MESSAGE_MAX_BYTES)
    return refuse (error, "too long a text");
  if (is_blank (message->text))
    return refuse (error, "no text");
  if (message->chat_id[0] == '\0')
    return refuse (error, "no chat");

  return check_payload (message, error) && check_addressing (message, context, error);
}

static SottoMessageContent
find_content (const Sotto__ChatMessage *message)
{
  switch ((int) message->content_type)
    {
    case SOTTO__CHAT_MESSAGE__CONTENT_TYPE__TEXT_PLAIN:
      return SOTTO_MESSAGE_CONTENT_TEXT;
    case SOTTO__CHAT_MESSAGE__CONTENT_TYPE__STICKER:
      return SOTTO_MESSAGE_CONTENT_STICKER;
    case SOTTO__CHAT_MESSAGE__CONTENT_TYPE__STATUS:
      return SOTTO_MESSAGE_CONTENT_STATUS;
    case SOTTO__CHAT_MESSAGE__CONTENT_TYPE__EMOJI:
      return message->response_to[0] == '\0' && sotto_text_is_emoji (message->text)
               ? SOTTO_MESSAGE_CONTENT_EMOJI
               : SOTTO_MESSAGE_CONTENT_TEXT;
    default:
      return SOTTO_MESSAGE_CONTENT_OTHER;
    }
}

/* For the rest of the layer. */

GBytes *
sotto_text_draft_encode (const SottoTextDraft *draft)
{
  Sotto__ChatMessage message = SOTTO__CHAT_MESSAGE__INIT;

  message.clock = draft->clock;
  message.timestamp = draft->timestamp_ms;
  message.text = (char *) draft->text;
  message.response_to = (char *) (draft->reply_to != NULL ? draft->reply_to : "");
  message.chat_id = (char *) draft->chat_id;
  message.message_type =
    draft->is_public ? SOTTO__MESSAGE_TYPE__PUBLIC_GROUP : SOTTO__MESSAGE_TYPE__ONE_TO_ONE;
  message.content_type = draft->reply_to == NULL && sotto_text_is_emoji (draft->text)
                           ? SOTTO__CHAT_MESSAGE__CONTENT_TYPE__EMOJI
                           : SOTTO__CHAT_MESSAGE__CONTENT_TYPE__TEXT_PLAIN;

  return sotto_proto_pack (&message);
}

void
sotto_text_message_clear (SottoTextMessage *message)
{
  g_clear_pointer (&message->text, g_free);
  g_clear_pointer (&message->chat_id, g_free);
}

gboolean
sotto_text_message_parse (GBytes *payload,
                          const SottoTextContext *context,
                          SottoTextMessage *message,
                          GError **error)
{
  g_autoptr (Sotto__ChatMessage) wire = NULL;

  *message = (SottoTextMessage){ 0 };
  wire = sotto_proto_unpack_bytes (&sotto__chat_message__descriptor, payload, error);
  if (wire == NULL || !check_message (wire, context, error))
    return FALSE;

  message->clock = (gint64) wire->clock;
  message->timestamp_ms = (gint64) MIN (wire->timestamp, (guint64) G_MAXINT64);
  message->text = g_strdup (wire->text);
  message->chat_id = g_strdup (wire->chat_id);
  message->content = find_content (wire);
  message->has_reply = sotto_message_id_parse (wire->response_to, &message->reply_to);

  return TRUE;
}

gboolean
sotto_text_is_emoji (const char *text)
{
  gboolean found = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (is_emoji (character))
        found = TRUE;
      else if (!g_unichar_isspace (character) && !(found && is_emoji_part (character)))
        return FALSE;
    }

  return found;
}

gboolean
sotto_message_id_parse (const char *text, SottoHash *id)
{
  return strlen (text) == 2 + 2 * SOTTO_HASH_LENGTH && g_str_has_prefix (text, "0x") &&
         sotto_hash_from_hex (id, text, NULL);
}

gboolean
sotto_channel_name_is_acceptable (const char *name)
{
  if (name[0] == '\0' || !g_utf8_validate (name, -1, NULL) ||
      g_utf8_strlen (name, -1) > MAX_CHANNEL_CHARACTERS || is_key_text (name))
    return FALSE;
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (g_unichar_isspace (character) || !g_unichar_isprint (character))
        return FALSE;
    }

  return TRUE;
}
