/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules by which a ChatMessage is judged, one row each; wrappers, ids and clocks against the
 * vectors.
 */

#include <string.h>

#include "sotto-application-message-private.h"
#include "sotto-chat-error.h"
#include "sotto-hex.h"
#include "sotto-proto.h"
#include "sotto-test-vectors.h"

#define SENT_SECONDS 1600000000u
#define NOW_MS (G_GUINT64_CONSTANT (1600000000) * 1000)
#define REPLY "0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"

typedef struct
{
  SottoPublicKey self;
  SottoPublicKey author;
  char *self_text;
  char *author_text;
} Keys;

static void
keys_init (Keys *keys)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (7);
  g_autoptr (SottoPrivateKey) self = sotto_private_key_generate (random);
  g_autoptr (SottoPrivateKey) author = sotto_private_key_generate (random);

  keys->self = *sotto_private_key_get_public (self);
  keys->author = *sotto_private_key_get_public (author);
  keys->self_text = sotto_public_key_to_string (&keys->self);
  keys->author_text = sotto_public_key_to_string (&keys->author);
}

static void
keys_clear (Keys *keys)
{
  g_free (keys->self_text);
  g_free (keys->author_text);
}

typedef void (*Spoil) (Sotto__ChatMessage *message, Keys *keys);

static Sotto__StickerMessage sticker = SOTTO__STICKER_MESSAGE__INIT;
static Sotto__ImageMessage image = SOTTO__IMAGE_MESSAGE__INIT;
static char long_text[SOTTO_MESSAGE_MAX_BYTES + 2];

static void
nothing (Sotto__ChatMessage *message, Keys *keys)
{
}

static void
clock_zero (Sotto__ChatMessage *message, Keys *keys)
{
  message->clock = 0;
}

static void
clock_one (Sotto__ChatMessage *message, Keys *keys)
{
  message->clock = 1;
}

static void
clock_limit (Sotto__ChatMessage *message, Keys *keys)
{
  message->clock = NOW_MS + SOTTO_CLOCK_AHEAD_MS;
}

static void
clock_ahead (Sotto__ChatMessage *message, Keys *keys)
{
  message->clock = NOW_MS + SOTTO_CLOCK_AHEAD_MS + 1;
}

static void
clock_2_63 (Sotto__ChatMessage *message, Keys *keys)
{
  message->clock = G_GUINT64_CONSTANT (1) << 63;
}

static void
clock_max (Sotto__ChatMessage *message, Keys *keys)
{
  message->clock = G_MAXUINT64;
}

static void
no_time (Sotto__ChatMessage *message, Keys *keys)
{
  message->timestamp = 0;
}

static void
odd_time (Sotto__ChatMessage *message, Keys *keys)
{
  message->timestamp = G_MAXUINT64;
}

static void
no_text (Sotto__ChatMessage *message, Keys *keys)
{
  message->text = (char *) "";
}

static void
blank_text (Sotto__ChatMessage *message, Keys *keys)
{
  message->text = (char *) " \n\t\xe2\x80\xa8 ";
}

static void
longest_text (Sotto__ChatMessage *message, Keys *keys)
{
  memset (long_text, 'a', SOTTO_MESSAGE_MAX_BYTES);
  long_text[SOTTO_MESSAGE_MAX_BYTES] = '\0';
  message->text = long_text;
}

static void
too_long_text (Sotto__ChatMessage *message, Keys *keys)
{
  memset (long_text, 'a', SOTTO_MESSAGE_MAX_BYTES + 1);
  long_text[SOTTO_MESSAGE_MAX_BYTES + 1] = '\0';
  message->text = long_text;
}

static void
invalid_utf8 (Sotto__ChatMessage *message, Keys *keys)
{
  message->text = (char *) "caf\xe9";
}

static void
no_chat (Sotto__ChatMessage *message, Keys *keys)
{
  message->chat_id = (char *) "";
}

static void
other_chat (Sotto__ChatMessage *message, Keys *keys)
{
  message->chat_id = (char *) "elsewhere";
}

static void
to_author (Sotto__ChatMessage *message, Keys *keys)
{
  message->chat_id = keys->author_text;
}

static void
type_unknown (Sotto__ChatMessage *message, Keys *keys)
{
  message->message_type = SOTTO__MESSAGE_TYPE__UNKNOWN_MESSAGE_TYPE;
}

static void
type_direct (Sotto__ChatMessage *message, Keys *keys)
{
  message->message_type = SOTTO__MESSAGE_TYPE__ONE_TO_ONE;
}

static void
type_public (Sotto__ChatMessage *message, Keys *keys)
{
  message->message_type = SOTTO__MESSAGE_TYPE__PUBLIC_GROUP;
}

static void
type_group (Sotto__ChatMessage *message, Keys *keys)
{
  message->message_type = SOTTO__MESSAGE_TYPE__PRIVATE_GROUP;
}

static void
type_system (Sotto__ChatMessage *message, Keys *keys)
{
  message->message_type = SOTTO__MESSAGE_TYPE__SYSTEM_MESSAGE_PRIVATE_GROUP;
}

static void
content_unknown (Sotto__ChatMessage *message, Keys *keys)
{
  message->content_type = SOTTO__CHAT_MESSAGE__CONTENT_TYPE__UNKNOWN_CONTENT_TYPE;
}

static void
content_command (Sotto__ChatMessage *message, Keys *keys)
{
  message->content_type = SOTTO__CHAT_MESSAGE__CONTENT_TYPE__TRANSACTION_COMMAND;
}

static void
content_system (Sotto__ChatMessage *message, Keys *keys)
{
  message->content_type = SOTTO__CHAT_MESSAGE__CONTENT_TYPE__SYSTEM_MESSAGE_CONTENT_PRIVATE_GROUP;
}

static void
content_newer (Sotto__ChatMessage *message, Keys *keys)
{
  message->content_type = (Sotto__ChatMessage__ContentType) 4711;
}

static void
sticker_missing (Sotto__ChatMessage *message, Keys *keys)
{
  message->content_type = SOTTO__CHAT_MESSAGE__CONTENT_TYPE__STICKER;
}

static void
sticker_without_hash (Sotto__ChatMessage *message, Keys *keys)
{
  sticker_missing (message, keys);
  sticker.hash = (char *) "";
  message->payload_case = SOTTO__CHAT_MESSAGE__PAYLOAD_STICKER;
  message->sticker = &sticker;
}

static void
good_sticker (Sotto__ChatMessage *message, Keys *keys)
{
  sticker_without_hash (message, keys);
  sticker.hash = (char *) "e3010170";
}

static void
image_missing (Sotto__ChatMessage *message, Keys *keys)
{
  message->content_type = SOTTO__CHAT_MESSAGE__CONTENT_TYPE__IMAGE;
}

static void
image_without_type (Sotto__ChatMessage *message, Keys *keys)
{
  static guint8 bytes[4];

  image_missing (message, keys);
  image.payload = SOTTO_PROTO_BINARY (bytes);
  image.type = 0;
  message->payload_case = SOTTO__CHAT_MESSAGE__PAYLOAD_IMAGE;
  message->image = &image;
}

static void
good_image (Sotto__ChatMessage *message, Keys *keys)
{
  image_without_type (message, keys);
  image.type = SOTTO__IMAGE_MESSAGE__IMAGE_TYPE__PNG;
}

static void
false_emoji (Sotto__ChatMessage *message, Keys *keys)
{
  message->content_type = SOTTO__CHAT_MESSAGE__CONTENT_TYPE__EMOJI;
}

static void
true_emoji (Sotto__ChatMessage *message, Keys *keys)
{
  false_emoji (message, keys);
  message->text = (char *) "👨‍👩‍👧 👍🏽";
}

static void
status (Sotto__ChatMessage *message, Keys *keys)
{
  message->content_type = SOTTO__CHAT_MESSAGE__CONTENT_TYPE__STATUS;
}

static void
bad_reply (Sotto__ChatMessage *message, Keys *keys)
{
  message->response_to = (char *) "0x1234";
}

static void
good_reply (Sotto__ChatMessage *message, Keys *keys)
{
  message->response_to = (char *) REPLY;
}

typedef struct
{
  const char *name;
  gboolean public;
  Spoil spoil;
  gboolean accepted;
  SottoMessageContent content;
  gboolean replies;
} Rule;

#define TEXT SOTTO_MESSAGE_CONTENT_TEXT

static const Rule rules[] = {
  { "public", TRUE, nothing, TRUE, TEXT },
  { "private", FALSE, nothing, TRUE, TEXT },
  { "clock 0", TRUE, clock_zero, FALSE },
  { "clock 1", TRUE, clock_one, TRUE, TEXT },
  { "clock at the limit", TRUE, clock_limit, TRUE, TEXT },
  { "clock ahead", TRUE, clock_ahead, FALSE },
  { "clock ahead in private", FALSE, clock_ahead, FALSE },
  { "clock 2^63", TRUE, clock_2_63, FALSE },
  { "clock 2^64 - 1", TRUE, clock_max, FALSE },
  { "no time", TRUE, no_time, FALSE },
  { "odd time", TRUE, odd_time, TRUE, TEXT },
  { "no text", TRUE, no_text, FALSE },
  { "blank text", TRUE, blank_text, FALSE },
  { "longest text", TRUE, longest_text, TRUE, TEXT },
  { "too long a text", TRUE, too_long_text, FALSE },
  { "no UTF-8", TRUE, invalid_utf8, FALSE },
  { "no chat", TRUE, no_chat, FALSE },
  { "another channel", TRUE, other_chat, FALSE },
  { "somebody else's chat", FALSE, to_author, FALSE },
  { "unknown type", TRUE, type_unknown, FALSE },
  { "direct on a channel", TRUE, type_direct, FALSE },
  { "public in private", FALSE, type_public, FALSE },
  { "bare group message", FALSE, type_group, FALSE },
  { "group on a channel", TRUE, type_group, FALSE },
  { "system message", FALSE, type_system, FALSE },
  { "unknown content", TRUE, content_unknown, FALSE },
  { "command", FALSE, content_command, FALSE },
  { "system content", FALSE, content_system, FALSE },
  { "newer content", TRUE, content_newer, TRUE, SOTTO_MESSAGE_CONTENT_OTHER },
  { "sticker missing", TRUE, sticker_missing, FALSE },
  { "sticker without hash", TRUE, sticker_without_hash, FALSE },
  { "sticker", TRUE, good_sticker, TRUE, SOTTO_MESSAGE_CONTENT_STICKER },
  { "image missing", TRUE, image_missing, FALSE },
  { "image without type", TRUE, image_without_type, FALSE },
  { "image", TRUE, good_image, TRUE, SOTTO_MESSAGE_CONTENT_OTHER },
  { "words as emoji", TRUE, false_emoji, TRUE, TEXT },
  { "emoji", TRUE, true_emoji, TRUE, SOTTO_MESSAGE_CONTENT_EMOJI },
  { "status", TRUE, status, TRUE, SOTTO_MESSAGE_CONTENT_STATUS },
  { "bad reply", TRUE, bad_reply, TRUE, TEXT, FALSE },
  { "reply", TRUE, good_reply, TRUE, TEXT, TRUE },
};

static void
check_rule (const Rule *rule, Keys *keys)
{
  Sotto__ChatMessage message = SOTTO__CHAT_MESSAGE__INIT;
  SottoTextContext context = {
    .channel = rule->public ? "sotto" : NULL,
    .self = &keys->self,
    .author = &keys->author,
    .sent_seconds = SENT_SECONDS,
    .now_ms = NOW_MS,
  };
  g_auto (SottoTextMessage) text = { 0 };
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;
  gboolean accepted;

  message.clock = message.timestamp = NOW_MS;
  message.text = (char *) "hello";
  message.chat_id = rule->public ? (char *) "sotto" : keys->self_text;
  message.message_type =
    rule->public ? SOTTO__MESSAGE_TYPE__PUBLIC_GROUP : SOTTO__MESSAGE_TYPE__ONE_TO_ONE;
  message.content_type = SOTTO__CHAT_MESSAGE__CONTENT_TYPE__TEXT_PLAIN;
  rule->spoil (&message, keys);
  payload = sotto_proto_pack (&message);
  accepted = sotto_text_message_parse (payload, &context, &text, &error);
  if (accepted != rule->accepted)
    g_test_message ("%s", rule->name);
  g_assert_cmpint (accepted, ==, rule->accepted);
  g_assert_cmpint (accepted, ==, error == NULL);
  if (!accepted)
    return;
  g_assert_cmpint (text.content, ==, rule->content);
  g_assert_cmpint (text.has_reply, ==, rule->replies);
  g_assert_cmpint (text.timestamp_ms, >, 0);
}

static void
test_rules (void)
{
  Keys keys;

  keys_init (&keys);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    check_rule (&rules[i], &keys);
  keys_clear (&keys);
}

/* The envelope's time can be forged: our own clock counts too. */
static void
test_own_clock (void)
{
  g_assert_true (sotto_clock_is_acceptable (NOW_MS + 180000, SENT_SECONDS + 1000, NOW_MS));
  g_assert_false (sotto_clock_is_acceptable (NOW_MS + 180001, SENT_SECONDS + 1000, NOW_MS));
  g_assert_false (sotto_clock_is_acceptable (NOW_MS, SENT_SECONDS - 121, NOW_MS));
}

static void
test_signature (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (9);
  g_autoptr (SottoPrivateKey) author = sotto_private_key_generate (random);
  g_autoptr (GBytes) payload = g_bytes_new_static ("abc", 3);
  g_autoptr (GBytes) wrapped = NULL;
  SottoHash id;

  wrapped = sotto_application_message_wrap (author, 1, payload, &id, NULL);
  for (gsize i = 0; i < g_bytes_get_size (wrapped); i++)
    {
      g_autofree guint8 *copy =
        g_memdup2 (g_bytes_get_data (wrapped, NULL), g_bytes_get_size (wrapped));
      g_autoptr (GBytes) changed = NULL;
      g_auto (SottoApplicationMessage) message = { 0 };

      copy[i] ^= 0xff;
      changed = g_bytes_new (copy, g_bytes_get_size (wrapped));
      if (sotto_application_message_parse (changed, &message, NULL))
        g_assert_false (sotto_hash_equal (&message.id, &id));
    }
}

static void
check_wrapped (JsonObject *object, const char *id_member)
{
  g_autoptr (GBytes) wrapped = sotto_test_vectors_bytes (object, "wrapped");
  g_autoptr (GBytes) payload = sotto_test_vectors_bytes (object, "payload");
  g_auto (SottoApplicationMessage) message = { 0 };
  g_autoptr (GError) error = NULL;
  SottoHash id = sotto_test_vectors_hash (object, id_member);

  g_assert_true (sotto_application_message_parse (wrapped, &message, &error));
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (message.payload, payload));
  g_assert_true (sotto_hash_equal (&message.id, &id));
}

static void
check_message (JsonObject *object)
{
  g_autoptr (SottoPrivateKey) author =
    sotto_test_vectors_private_key (object, "signer_private_key");
  g_autoptr (GBytes) payload = sotto_test_vectors_bytes (object, "payload");
  g_autoptr (GBytes) wrapped = NULL;
  SottoHash id;

  wrapped = sotto_application_message_wrap (
    author, (int) json_object_get_int_member (object, "type"), payload, &id, NULL);
  sotto_test_vectors_check_bytes (object, "wrapped", wrapped);
  check_wrapped (object, "message_id");
}

/* What we send ourselves is byte for byte what the original sends. */
static void
check_text (JsonObject *object)
{
  JsonObject *fields = sotto_test_vectors_object (object, "fields");
  gint64 content = json_object_get_int_member_with_default (fields, "content_type", 0);
  SottoTextDraft draft = { 0 };
  g_autoptr (GBytes) payload = NULL;

  if (!g_str_equal (sotto_test_vectors_text (object, "type_name"), "CHAT_MESSAGE") ||
      (content != 1 && content != 4) || json_object_has_member (fields, "ens_name"))
    return;
  draft.text = sotto_test_vectors_text (fields, "text");
  draft.chat_id = sotto_test_vectors_text (fields, "chat_id");
  draft.is_public = json_object_get_int_member (fields, "message_type") == 2;
  draft.clock = g_ascii_strtoull (sotto_test_vectors_text (fields, "clock"), NULL, 10);
  draft.timestamp_ms = g_ascii_strtoull (sotto_test_vectors_text (fields, "timestamp"), NULL, 10);
  if (json_object_has_member (fields, "response_to"))
    draft.reply_to = sotto_test_vectors_text (fields, "response_to");
  payload = sotto_text_draft_encode (&draft);
  sotto_test_vectors_check_bytes (object, "payload", payload);
}

static void
check_clock (JsonObject *object)
{
  guint64 last = g_ascii_strtoull (sotto_test_vectors_text (object, "last_clock"), NULL, 10);
  guint64 now = g_ascii_strtoull (sotto_test_vectors_text (object, "now_ms"), NULL, 10);
  guint64 next = g_ascii_strtoull (sotto_test_vectors_text (object, "next_clock"), NULL, 10);

  g_assert_cmpuint (sotto_next_clock (last, now), ==, next);
}

static void
test_vectors (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "payloads.json");
  JsonArray *messages = sotto_test_vectors_array (json_node_get_object (root), "messages");
  JsonArray *clocks = sotto_test_vectors_array (json_node_get_object (root), "clock");

  g_assert_cmpuint (json_array_get_length (messages), ==, 42);
  for (guint i = 0; i < json_array_get_length (messages); i++)
    {
      check_message (json_array_get_object_element (messages, i));
      check_text (json_array_get_object_element (messages, i));
    }
  for (guint i = 0; i < json_array_get_length (clocks); i++)
    check_clock (json_array_get_object_element (clocks, i));
}

static void
test_flow_vectors (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "flow-payloads.json");

  check_wrapped (sotto_test_vectors_object (json_node_get_object (root), "chat_message"),
                 "message_id");
}

static void
test_channel_names (void)
{
  g_assert_true (sotto_channel_name_is_acceptable ("中文"));
  g_assert_true (sotto_channel_name_is_acceptable ("status"));
  g_assert_false (sotto_channel_name_is_acceptable (""));
  g_assert_false (sotto_channel_name_is_acceptable ("a b"));
  g_assert_false (sotto_channel_name_is_acceptable ("a\x01"));
  g_assert_false (sotto_channel_name_is_acceptable ("caf\xe9"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/rules/text", test_rules);
  g_test_add_func ("/chat/rules/own-clock", test_own_clock);
  g_test_add_func ("/chat/rules/signature", test_signature);
  g_test_add_func ("/chat/rules/vectors", test_vectors);
  g_test_add_func ("/chat/rules/flow-vectors", test_flow_vectors);
  g_test_add_func ("/chat/rules/channel-names", test_channel_names);
  return g_test_run ();
}
