/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What conversations are made of: wrapped and signed payloads, their ids and the Lamport clock
 * (payloads.json, flow-payloads.json), public messages from the envelope to the text (e2e.json),
 * and the words of names (alias-words.json). */

#include <string.h>

#include "sotto-application-message-private.h"
#include "sotto-channel-key.h"
#include "sotto-envelope.h"
#include "sotto-name-words-private.h"
#include "sotto-payment-message-private.h"
#include "sotto-sealing.h"
#include "vector-sets.h"

/* The types of ApplicationMetadataMessage that are looked into, and of ChatMessage.ContentType. */
#define TYPE_CHAT_MESSAGE 1
#define CONTENT_TEXT 1
#define CONTENT_EMOJI 4

static SottoPrivateKey *
take_signer (JsonObject *object)
{
  g_auto (SottoKey) key = { 0 };

  return vector_fixed (object, "signer_private_key", key.bytes, sizeof key.bytes)
           ? sotto_private_key_new (key.bytes, NULL)
           : NULL;
}

/* The fields of a text that the recording names as text, as numbers. */
static guint64
take_number (JsonObject *object, const char *member)
{
  const char *text = vector_text (object, member);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;
}

/* What we would send for these fields is byte for byte what the original sends. */
static void
check_text (VectorRun *run, JsonObject *object)
{
  JsonObject *fields = vector_object (object, "fields");
  SottoTextDraft draft = { .text = vector_text (fields, "text"),
                           .chat_id = vector_text (fields, "chat_id"),
                           .is_public = vector_int (fields, "message_type") == 2,
                           .clock = take_number (fields, "clock"),
                           .timestamp_ms = take_number (fields, "timestamp") };
  gint64 content = vector_int (fields, "content_type");
  g_autoptr (GBytes) payload = NULL;

  if (vector_int (object, "type") != TYPE_CHAT_MESSAGE || vector_has (fields, "ens_name") ||
      (content != CONTENT_TEXT && content != CONTENT_EMOJI))
    return;
  if (vector_has (fields, "response_to"))
    draft.reply_to = vector_text (fields, "response_to");
  payload = sotto_text_draft_encode (&draft);
  vector_check_gbytes (run, "payload (written)", vector_text (object, "payload"), payload);
}

/* Who signed is who paid, and nobody is when the hash is another. */
static void
check_payer (VectorRun *run,
             JsonObject *object,
             const char *member,
             const SottoPublicKey *author,
             const SottoHash *transaction,
             const guint8 signature[SOTTO_SIGNATURE_LENGTH])
{
  SottoHash other = *transaction;
  guint8 address[20], stranger[20];
  g_autoptr (GError) error = NULL;

  if (!sotto_payment_recover (author, transaction, signature, address, &error))
    {
      vector_fail (run, "signature", &error);
      return;
    }
  vector_check_bytes (run, member, vector_text (object, member), address, sizeof address);
  other.bytes[31] ^= 1;
  vector_check_bool (run, "signature of another hash", FALSE,
                     sotto_payment_recover (author, &other, signature, stranger, NULL) &&
                       memcmp (address, stranger, sizeof address) == 0);
}

/* The same of a command that tells of a payment: it is believed as it was recorded, each field is
 * read, and written again byte for byte. */
static void
check_command (VectorRun *run, JsonObject *object, const SottoApplicationMessage *message)
{
  JsonObject *fields = vector_object (object, "fields");
  guint64 clock = take_number (fields, "clock");
  SottoPaymentContext context = { .author = &message->author,
                                  .sent_seconds = (guint32) (clock / 1000),
                                  .now_ms = clock };
  g_auto (SottoPaymentMessage) command = { 0 };
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GError) error = NULL;

  if (!sotto_payment_command_is_type (message->type))
    return;
  if (!sotto_payment_message_parse (message->type, message->payload, &context, &command, &error))
    {
      vector_fail (run, "command", &error);
      return;
    }
  vector_check_int (run, "clock", clock, (guint64) command.clock);
  if (vector_has (fields, "id"))
    vector_check_bytes (run, "id", vector_text (fields, "id"), command.id.bytes, 32);
  if (vector_has (fields, "value"))
    vector_check_text (run, "value", vector_text (fields, "value"), command.value);
  if (vector_has (fields, "contract"))
    vector_check_text (run, "contract", vector_text (fields, "contract"),
                       command.contract != NULL ? command.contract : "");
  if (vector_has (fields, "address"))
    vector_check_text (run, "address", vector_text (fields, "address"), command.address);
  if (vector_has (fields, "_wallet_address"))
    check_payer (run, fields, "_wallet_address", &message->author, &command.transaction,
                 command.signature);
  written = sotto_payment_message_encode (&command);
  vector_check_gbytes (run, "payload (written)", vector_text (object, "payload"), written);
}

/* Taking the wrapper apart gives its payload, type, author and id; wrapping the payload again gives
 * the same bytes. */
static void
check_message (VectorRun *run, JsonObject *object, guint index)
{
  g_auto (SottoApplicationMessage) message = { 0 };
  g_autoptr (SottoPrivateKey) signer = take_signer (object);
  g_autoptr (GBytes) wrapped = vector_bytes (object, "wrapped");
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  guint8 encoded[65];
  SottoHash id;

  if (signer == NULL || !sotto_application_message_parse (wrapped, &message, &error))
    {
      vector_fail (run, "wrapped", &error);
      return;
    }
  vector_check_gbytes (run, "payload", vector_text (object, "payload"), message.payload);
  vector_check_int (run, "type", (guint64) vector_int (object, "type"), (guint64) message.type);
  sotto_public_key_serialize (&message.author, encoded);
  vector_check_bytes (run, "signer_public_key", vector_text (object, "signer_public_key"), encoded,
                      sizeof encoded);
  vector_check_bytes (run, "message_id", vector_text (object, "message_id"), message.id.bytes, 32);
  again = sotto_application_message_wrap (signer, message.type, message.payload, &id, &error);
  vector_check_gbytes (run, "wrapped (again)", vector_text (object, "wrapped"), again);
  vector_check_bytes (run, "message_id (again)", vector_text (object, "message_id"), id.bytes, 32);
  check_text (run, object);
  check_command (run, object, &message);
}

static void
check_clock (VectorRun *run, JsonObject *object, guint index)
{
  guint64 next = sotto_next_clock ((guint64) vector_int (object, "last_clock"),
                                   (guint64) vector_int (object, "now_ms"));

  vector_check_int (run, "next_clock", (guint64) vector_int (object, "next_clock"), next);
}

static void
run_payloads (VectorRun *run, JsonNode *root)
{
  JsonObject *object = vector_root_object (root);

  vector_each (run, object, "messages", check_message);
  vector_each (run, object, "clock", check_clock);
  vector_not_implemented (run, json_array_get_length (vector_array (object, "groups")));
}

/* A recorded wrapper with the keys of its author beside it. */
static void
check_flow_message (VectorRun *run, JsonObject *object, const char *author)
{
  g_auto (SottoApplicationMessage) message = { 0 };
  g_autoptr (GBytes) wrapped = vector_bytes (object, "wrapped");
  g_autoptr (GError) error = NULL;
  guint8 encoded[65];

  if (!sotto_application_message_parse (wrapped, &message, &error))
    {
      vector_fail (run, "wrapped", &error);
      return;
    }
  sotto_public_key_serialize (&message.author, encoded);
  vector_check_bytes (run, "public_uncompressed",
                      vector_text (vector_object (object, author), "public_uncompressed"), encoded,
                      sizeof encoded);
  vector_check_bytes (run, "message_id", vector_text (object, "message_id"), message.id.bytes, 32);
  if (vector_has (object, "payload"))
    vector_check_gbytes (run, "payload", vector_text (object, "payload"), message.payload);
}

/* The payer's wallet signs the chat key and the hash. */
static void
check_transaction (VectorRun *run, JsonObject *object)
{
  guint8 bytes[SOTTO_PAYMENT_SIGNED_LENGTH], encoded[65], signature[SOTTO_SIGNATURE_LENGTH];
  SottoPublicKey author;
  SottoHash transaction;
  g_autoptr (GError) error = NULL;

  if (!vector_fixed (vector_object (object, "chat_author"), "public_uncompressed", encoded, 65) ||
      !vector_fixed (object, "transaction_hash", transaction.bytes, 32) ||
      !vector_fixed (object, "signature", signature, sizeof signature) ||
      !sotto_public_key_parse (&author, encoded, sizeof encoded, &error))
    {
      vector_fail (run, "chat_author", &error);
      return;
    }
  sotto_payment_get_signed_bytes (&author, &transaction, bytes);
  vector_check_bytes (run, "signed_bytes", vector_text (object, "signed_bytes"), bytes,
                      sizeof bytes);
  check_payer (run, vector_object (object, "wallet"), "address", &author, &transaction, signature);
}

static void
run_flow (VectorRun *run, JsonNode *root)
{
  static const struct
  {
    const char *member;
    const char *author;
  } parts[] = { { "chat_message", "author" },
                { "sticker_message", "author" },
                { "group", "creator" } };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (vector_has (vector_root_object (root), parts[i].member))
      {
        vector_case_begin (run, "%s", parts[i].member);
        check_flow_message (run, vector_object (vector_root_object (root), parts[i].member),
                            parts[i].author);
        vector_case_end (run);
      }
  if (vector_has (vector_root_object (root), "send_transaction_signature"))
    {
      vector_case_begin (run, "send_transaction_signature");
      check_transaction (run,
                         vector_object (vector_root_object (root), "send_transaction_signature"));
      vector_case_end (run);
    }
}

/* The envelope and the channel's key give the wrapped message. */
static GBytes *
open_public (VectorRun *run, JsonObject *object, SottoEnvelopeView *view, GError **error)
{
  g_autoptr (GBytes) raw = vector_bytes (object, "envelope");
  g_autoptr (GBytes) data = NULL;
  g_auto (SottoOpenedPayload) opened = { 0 };
  g_auto (SottoKey) key = { 0 };
  SottoTopic topic;
  SottoHash hash;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (raw, &length);

  if (!sotto_envelope_view_parse (view, bytes, length, error))
    return NULL;
  sotto_topic_from_name (&topic, vector_text (object, "channel"));
  vector_check_bytes (run, "topic", vector_text (object, "topic"), topic.bytes, sizeof topic.bytes);
  vector_check_bool (run, "topic of the envelope", TRUE, sotto_topic_equal (&topic, &view->topic));
  sotto_envelope_view_get_hash (view, &hash);
  vector_check_bytes (run, "envelope_hash", vector_text (object, "envelope_hash"), hash.bytes, 32);
  sotto_channel_key_derive (vector_text (object, "channel"), &key);
  vector_check_bytes (run, "sym_key", vector_text (object, "sym_key"), key.bytes, 32);
  data = g_bytes_new (view->data, view->data_length);
  if (!sotto_open_symmetric (data, key.bytes, &opened, error))
    return NULL;

  return g_steal_pointer (&opened.payload);
}

static void
check_public_text (VectorRun *run, JsonObject *object, const SottoApplicationMessage *message)
{
  g_auto (SottoTextMessage) text = { 0 };
  g_autoptr (SottoPrivateKey) reader = NULL;
  g_auto (SottoKey) key = { { 1 } };
  g_autoptr (GError) error = NULL;
  guint32 sent = (guint32) vector_int (object, "sent_time");
  SottoTextContext context = { .channel = vector_text (object, "channel"),
                               .author = &message->author,
                               .sent_seconds = sent,
                               .now_ms = (guint64) sent * 1000 };

  reader = sotto_private_key_new (key.bytes, NULL);
  context.self = sotto_private_key_get_public (reader);
  if (!sotto_text_message_parse (message->payload, &context, &text, &error))
    {
      vector_fail (run, "chat_message", &error);
      return;
    }
  vector_check_text (run, "text", vector_text (object, "text"), text.text);
  vector_check_text (run, "chat_id", vector_text (object, "chat_id"), text.chat_id);
  vector_check_int (run, "clock", take_number (object, "clock"), (guint64) text.clock);
  vector_check_int (run, "timestamp", take_number (object, "timestamp"),
                    (guint64) text.timestamp_ms);
}

static void
check_public (VectorRun *run, JsonObject *object, guint index)
{
  SottoEnvelopeView view;
  g_auto (SottoApplicationMessage) message = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) wrapped = open_public (run, object, &view, &error);
  guint8 encoded[65];

  if (wrapped == NULL || !sotto_application_message_parse (wrapped, &message, &error))
    {
      vector_fail (run, "envelope", &error);
      return;
    }
  vector_check_gbytes (run, "wrapped", vector_text (vector_object (object, "inner"), "wrapped"),
                       wrapped);
  vector_check_gbytes (run, "chat_message",
                       vector_text (vector_object (object, "inner"), "chat_message"),
                       message.payload);
  sotto_public_key_serialize (&message.author, encoded);
  vector_check_bytes (run, "sender_public_key", vector_text (object, "sender_public_key"), encoded,
                      sizeof encoded);
  vector_check_bytes (run, "message_id", vector_text (object, "message_id"), message.id.bytes, 32);
  check_public_text (run, object, &message);
}

static void
run_public (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "public", check_public);
}

static void
check_words (VectorRun *run,
             JsonObject *root,
             const char *member,
             const char *const words[],
             guint n_words)
{
  JsonArray *expected = vector_array (root, member);

  for (guint i = 0; i < json_array_get_length (expected); i++)
    {
      vector_case_begin (run, "%s %u", member, i);
      vector_check_text (run, "word", json_array_get_string_element (expected, i),
                         i < n_words ? words[i] : NULL);
      vector_case_end (run);
    }
}

/* The words by their places, duplicates and all: a name is three numbers. */
static void
run_words (VectorRun *run, JsonNode *root)
{
  JsonObject *object = vector_root_object (root);

  check_words (run, object, "adjectives", sotto_name_adjectives, SOTTO_NAME_N_ADJECTIVES);
  check_words (run, object, "animals", sotto_name_animals, SOTTO_NAME_N_ANIMALS);
}

const VectorSetEntry vector_sets_chat[] = {
  { "payloads.json", "messages", run_payloads },
  { "flow-payloads.json", NULL, run_flow },
  { "e2e.json", "public", run_public },
  { "alias-words.json", "adjectives", run_words },
  { NULL },
};
