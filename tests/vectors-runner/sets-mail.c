/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests to mailservers and their answers: mailserver.json, and what whisper-waku.json says of
 * them. */

#include "sets-mail.h"

#include <string.h>

#include "sotto-channel-key.h"
#include "sotto-hex.h"
#include "sotto-mail-packets.h"
#include "sotto-mail-request.h"
#include "sotto-waku-packets.h"
#include "vector-sets.h"

static void
set_cursor (JsonObject *object, const char *member, SottoMailQuery *query)
{
  g_autoptr (GBytes) cursor = vector_bytes (object, member);
  gsize length;
  const guint8 *data = g_bytes_get_data (cursor, &length);

  query->cursor_length = MIN (length, sizeof query->cursor);
  if (query->cursor_length > 0)
    memcpy (query->cursor, data, query->cursor_length);
}

/* What the vector says in words; the filter as it is given, not made of topics. */
static void
read_query (JsonObject *object, const char *lower, const char *upper, SottoMailQuery *query)
{
  JsonArray *topics = vector_array (object, "topics");

  query->lower = (guint32) vector_int (object, lower);
  query->upper = (guint32) vector_int (object, upper);
  query->limit = (guint64) vector_int (object, "limit");
  query->batch = vector_has (object, "batch") ? vector_bool (object, "batch") : TRUE;
  set_cursor (object, "cursor", query);
  for (guint i = 0; i < json_array_get_length (topics); i++)
    {
      SottoTopic topic = { { 0 } };

      if (sotto_hex_decode_fixed (json_array_get_string_element (topics, i), topic.bytes,
                                  sizeof topic.bytes, NULL))
        sotto_mail_query_add_topic (query, &topic);
    }
  query->has_bloom = vector_fixed (object, "bloom", query->bloom.bytes, sizeof query->bloom.bytes);
}

static gboolean
same_topics (const SottoMailQuery *a, const SottoMailQuery *b)
{
  guint n_a = a->topics != NULL ? a->topics->len : 0;
  guint n_b = b->topics != NULL ? b->topics->len : 0;

  return n_a == n_b &&
         (n_a == 0 || memcmp (a->topics->data, b->topics->data, n_a * sizeof (SottoTopic)) == 0);
}

static void
check_query (VectorRun *run, const SottoMailQuery *expected, const SottoMailQuery *got)
{
  vector_check_int (run, "lower", expected->lower, got->lower);
  vector_check_int (run, "upper", expected->upper, got->upper);
  vector_check_int (run, "limit", expected->limit, got->limit);
  vector_check_bool (run, "batch", expected->batch, got->batch);
  vector_check_bool (run, "has bloom", expected->has_bloom, got->has_bloom);
  vector_check_bool (run, "bloom", TRUE,
                     memcmp (&expected->bloom, &got->bloom, sizeof got->bloom) == 0);
  vector_check_bool (run, "topics", TRUE, same_topics (expected, got));
  vector_check_int (run, "cursor length", expected->cursor_length, got->cursor_length);
  vector_check_bool (run, "cursor", TRUE,
                     memcmp (expected->cursor, got->cursor, expected->cursor_length) == 0);
  vector_check_text (run, "refused", NULL, sotto_mail_query_check (got));
}

/* The filter of the vector is the field's of these topics. */
static void
check_topics_in_bloom (VectorRun *run, JsonObject *object, const SottoBloom *bloom)
{
  JsonArray *topics = vector_array (object, "topics_in_bloom");

  for (guint i = 0; i < json_array_get_length (topics); i++)
    {
      const char *text = json_array_get_string_element (topics, i);
      SottoTopic topic;

      if (!sotto_hex_decode_fixed (text, topic.bytes, sizeof topic.bytes, NULL))
        sotto_topic_from_name (&topic, text);
      vector_check_bool (run, "topics_in_bloom", TRUE, sotto_bloom_accepts_topic (bloom, &topic));
    }
}

static void
check_request_payload (VectorRun *run, JsonObject *object, guint index)
{
  g_auto (SottoMailQuery) expected = { 0 };
  g_auto (SottoMailQuery) got = { 0 };
  g_autoptr (GBytes) payload = vector_bytes (object, "request_payload");
  g_autoptr (GBytes) encoded = NULL;
  g_autoptr (GError) error = NULL;

  read_query (object, "lower", "upper", &expected);
  check_topics_in_bloom (run, object, &expected.bloom);
  encoded = sotto_mail_query_encode (&expected);
  vector_check_gbytes (run, "request_payload", vector_text (object, "request_payload"), encoded);
  if (!sotto_mail_query_decode (&got, payload, &error))
    vector_fail (run, "decoding", &error);
  vector_check_int (run, "form", SOTTO_MAIL_FORM_TOPICS, got.form);
  check_query (run, &expected, &got);
}

static void
check_record (VectorRun *run, JsonObject *object, const char *member, gboolean with_topics)
{
  g_auto (SottoMailQuery) expected = { 0 };
  g_auto (SottoMailQuery) got = { 0 };
  g_autoptr (GBytes) body = vector_bytes (object, member);
  g_autoptr (GBytes) encoded = NULL;
  g_autoptr (GError) error = NULL;
  SottoEnvelopeView view;
  SottoHash id = { { 0 } };
  SottoHash got_id = { { 0 } };
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  vector_fixed (object, "id", id.bytes, sizeof id.bytes);
  read_query (object, "from", "to", &expected);
  if (!with_topics)
    g_clear_pointer (&expected.topics, g_array_unref);
  encoded = sotto_mail_record_encode (&expected, &id, with_topics);
  vector_check_gbytes (run, member, vector_text (object, member), encoded);
  vector_check_bool (run, "is no envelope", FALSE,
                     sotto_envelope_view_parse (&view, data, length, NULL));
  if (!sotto_mail_record_decode (&got, &got_id, body, &error))
    vector_fail (run, member, &error);
  vector_check_bytes (run, "id", vector_text (object, "id"), got_id.bytes, sizeof got_id.bytes);
  check_query (run, &expected, &got);
}

static void
check_messages_request (VectorRun *run, JsonObject *object, guint index)
{
  vector_check_int (run, "packet_code", (guint64) vector_int (object, "packet_code"),
                    SOTTO_WAKU_CODE_P2P_REQUEST);
  check_record (run, object, "waku_body", TRUE);
  check_record (run, object, "whisper_body", FALSE);
}

/* With what the server of a vector opens a request; FALSE if the vector names neither. */
static gboolean
read_keys (VectorRun *run, JsonObject *object, SottoKey *key, SottoMailKeys *keys)
{
  if (vector_has (object, "password"))
    {
      sotto_channel_key_derive (vector_text (object, "password"), key);
      vector_check_bytes (run, "sym_key", vector_text (object, "sym_key"), key->bytes,
                          sizeof key->bytes);
      keys->password_key = key->bytes;
      return TRUE;
    }

  if (!vector_fixed (object, "server_private_key", key->bytes, sizeof key->bytes))
    return FALSE;
  keys->node_key = sotto_private_key_new (key->bytes, NULL);

  return keys->node_key != NULL;
}

static void
check_request_envelope (VectorRun *run, JsonObject *object, guint index)
{
  g_auto (SottoMailQuery) query = { 0 };
  g_auto (SottoKey) key = { { 0 } };
  g_autoptr (GBytes) body = vector_bytes (object, "body");
  g_autoptr (GBytes) again = NULL;
  g_autoptr (SottoEnvelope) envelope = NULL;
  g_autoptr (GError) error = NULL;
  SottoMailKeys keys = { 0 };
  SottoPublicKey signer;
  guint8 signer_bytes[SOTTO_PUBLIC_KEY_LENGTH];
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  envelope = sotto_envelope_new_from_bytes (data, length, &error);
  if (envelope == NULL || !read_keys (run, object, &key, &keys) ||
      !sotto_mail_request_open (envelope, &keys, &query, &signer, &error))
    {
      g_clear_pointer (&keys.node_key, sotto_private_key_unref);
      vector_fail (run, "opening", &error);
      return;
    }

  g_clear_pointer (&keys.node_key, sotto_private_key_unref);
  again = sotto_mail_query_encode (&query);
  sotto_public_key_serialize (&signer, signer_bytes);
  vector_check_gbytes (run, "request_payload", vector_text (object, "request_payload"), again);
  vector_check_bytes (run, "request_id", vector_text (object, "request_id"),
                      sotto_envelope_get_hash (envelope)->bytes, SOTTO_HASH_LENGTH);
  vector_check_bytes (run, "node_public_key", vector_text (object, "node_public_key"), signer_bytes,
                      sizeof signer_bytes);
  vector_check_bool (run, "pow", TRUE,
                     json_object_get_double_member (object, "pow") ==
                       sotto_envelope_get_pow (envelope));
}

static void
check_trailer (VectorRun *run, JsonObject *object, const SottoMailTrailer *expected)
{
  g_auto (SottoMailTrailer) got = { 0 };
  g_autoptr (GBytes) body = vector_bytes (object, "body");
  g_autoptr (GBytes) encoded = sotto_mail_trailer_encode (expected);
  g_autoptr (GError) error = NULL;

  vector_check_int (run, "packet_code", (guint64) vector_int (object, "packet_code"),
                    SOTTO_WAKU_CODE_P2P_COMPLETE);
  vector_check_gbytes (run, "body", vector_text (object, "body"), encoded);
  if (!sotto_mail_trailer_decode (&got, body, &error))
    vector_fail (run, "decoding", &error);
  vector_check_bool (run, "request_id", TRUE, sotto_hash_equal (&expected->request, &got.request));
  vector_check_bool (run, "last_envelope_hash", TRUE,
                     sotto_hash_equal (&expected->last, &got.last));
  vector_check_bool (run, "has cursor", expected->has_cursor, got.has_cursor);
  vector_check_bool (run, "cursor", TRUE,
                     memcmp (expected->cursor, got.cursor, sizeof got.cursor) == 0);
  vector_check_text (run, "error", expected->error, got.error);
}

static void
check_completed (VectorRun *run, JsonObject *object, guint index)
{
  SottoMailTrailer expected = { 0 };

  vector_fixed (object, "request_id", expected.request.bytes, SOTTO_HASH_LENGTH);
  vector_fixed (object, "last_envelope_hash", expected.last.bytes, SOTTO_HASH_LENGTH);
  expected.has_cursor = vector_fixed (object, "cursor", expected.cursor, sizeof expected.cursor);
  check_trailer (run, object, &expected);
}

static void
check_failed (VectorRun *run, JsonObject *object, guint index)
{
  g_auto (SottoMailTrailer) expected = { 0 };

  vector_fixed (object, "request_id", expected.request.bytes, SOTTO_HASH_LENGTH);
  expected.error = g_strdup (vector_text (object, "error"));
  vector_check_text (run, "parsed_error", vector_text (object, "parsed_error"), expected.error);
  check_trailer (run, object, &expected);
}

static void
check_completion_parse (VectorRun *run, JsonObject *object, guint index)
{
  g_auto (SottoMailTrailer) trailer = { 0 };
  g_autoptr (GBytes) payload = vector_bytes (object, "payload");
  gboolean is_ok = g_str_equal (vector_text (object, "result"), "ok");
  gsize length;
  const guint8 *data = g_bytes_get_data (payload, &length);

  vector_check_bool (run, "result", is_ok, sotto_mail_trailer_parse (&trailer, data, length, NULL));
  if (!is_ok)
    return;

  vector_check_bytes (run, "request_id", vector_text (object, "request_id"), trailer.request.bytes,
                      SOTTO_HASH_LENGTH);
  vector_check_bytes (run, "last_envelope_hash", vector_text (object, "last_envelope_hash"),
                      trailer.last.bytes, SOTTO_HASH_LENGTH);
  vector_check_bytes (run, "cursor", vector_text (object, "cursor"), trailer.cursor,
                      trailer.has_cursor ? sizeof trailer.cursor : 0);
  vector_check_bool (run, "is_error", vector_bool (object, "is_error"), trailer.error != NULL);
}

static void
check_key (VectorRun *run, JsonObject *object, guint index)
{
  guint8 key[SOTTO_MAIL_KEY_LENGTH];
  guint32 sent = (guint32) vector_int (object, "sent");
  guint32 sent_again;
  SottoHash hash = { { 0 } };
  SottoHash hash_again;
  SottoTopic topic = { { 0 } };

  vector_fixed (object, "envelope_hash", hash.bytes, sizeof hash.bytes);
  vector_fixed (object, "topic", topic.bytes, sizeof topic.bytes);
  sotto_mail_key_write (key, sent, &hash, &topic);
  vector_check_bytes (run, "db_key", vector_text (object, "db_key"), key, sizeof key);
  vector_check_bytes (run, "cursor", vector_text (object, "cursor"), key, SOTTO_MAIL_CURSOR_LENGTH);
  sotto_mail_cursor_read (key, &sent_again, &hash_again);
  vector_check_int (run, "sent", sent, sent_again);
  vector_check_bool (run, "envelope_hash", TRUE, sotto_hash_equal (&hash, &hash_again));
}

static void
check_sync_request (VectorRun *run, JsonObject *object, guint index)
{
  g_auto (SottoMailQuery) expected = { 0 };
  g_auto (SottoMailQuery) got = { 0 };
  g_autoptr (GBytes) body = vector_bytes (object, "body");
  g_autoptr (GBytes) encoded = NULL;
  g_autoptr (GError) error = NULL;

  vector_check_int (run, "packet_code", (guint64) vector_int (object, "packet_code"),
                    SOTTO_WAKU_CODE_P2P_SYNC_REQUEST);
  read_query (object, "lower", "upper", &expected);
  encoded = sotto_mail_sync_request_encode (&expected);
  vector_check_gbytes (run, "body", vector_text (object, "body"), encoded);
  if (!sotto_mail_sync_request_decode (&got, body, &error))
    vector_fail (run, "decoding", &error);
  check_query (run, &expected, &got);
}

/* (transfer full) (element-type GBytes) */
static GPtrArray *
read_envelopes (JsonObject *object)
{
  JsonArray *texts = vector_array (object, "envelopes");
  GPtrArray *envelopes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < json_array_get_length (texts); i++)
    {
      GBytes *raw = sotto_hex_decode (json_array_get_string_element (texts, i), 1 << 24, NULL);

      if (raw != NULL)
        g_ptr_array_add (envelopes, raw);
    }

  return envelopes;
}

static gboolean
same_envelopes (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    if (!g_bytes_equal (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
      return FALSE;

  return TRUE;
}

static void
check_sync_response (VectorRun *run, JsonObject *object, guint index)
{
  g_auto (SottoMailSync) expected = { 0 };
  g_auto (SottoMailSync) got = { 0 };
  g_autoptr (GBytes) body = vector_bytes (object, "body");
  g_autoptr (GBytes) encoded = NULL;
  g_autoptr (GError) error = NULL;

  vector_check_int (run, "packet_code", (guint64) vector_int (object, "packet_code"),
                    SOTTO_WAKU_CODE_P2P_SYNC_RESPONSE);
  expected.envelopes = read_envelopes (object);
  expected.final = vector_bool (object, "final");
  expected.error = g_strdup (vector_text (object, "error"));
  if (vector_fixed (object, "cursor", expected.cursor, sizeof expected.cursor))
    expected.cursor_length = sizeof expected.cursor;
  encoded = sotto_mail_sync_encode (&expected);
  vector_check_gbytes (run, "body", vector_text (object, "body"), encoded);
  if (!sotto_mail_sync_decode (&got, body, &error))
    {
      vector_fail (run, "decoding", &error);
      return;
    }
  vector_check_bool (run, "envelopes", TRUE, same_envelopes (expected.envelopes, got.envelopes));
  vector_check_bool (run, "final", expected.final, got.final);
  vector_check_text (run, "error", expected.error, got.error);
  vector_check_bytes (run, "cursor", vector_text (object, "cursor"), got.cursor, got.cursor_length);
}

static void
check_direct_body (VectorRun *run, JsonObject *object, const char *member, GPtrArray *envelopes)
{
  gboolean bare = g_str_equal (member, "single_body");
  g_autoptr (GPtrArray) got = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) body = vector_bytes (object, member);
  g_autoptr (GBytes) encoded = sotto_mail_messages_encode (envelopes, bare);
  g_autoptr (GError) error = NULL;
  SottoRlpReader reader;
  SottoEnvelopeView view;

  vector_check_gbytes (run, member, vector_text (object, member), encoded);
  vector_check_bool (run, "taken by waku", !bare, sotto_mail_messages_validate (body, FALSE, NULL));
  if (!sotto_mail_messages_validate (body, TRUE, &error))
    {
      vector_fail (run, member, &error);
      return;
    }
  sotto_mail_messages_begin (body, &reader);
  while (sotto_waku_messages_next (&reader, &view))
    g_ptr_array_add (got, g_bytes_new (view.raw, view.raw_length));
  vector_check_bool (run, "envelopes", TRUE, same_envelopes (envelopes, got));
}

static void
check_direct_messages (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GPtrArray) envelopes = read_envelopes (object);

  vector_check_int (run, "packet_code", (guint64) vector_int (object, "packet_code"),
                    SOTTO_WAKU_CODE_P2P_MESSAGE);
  check_direct_body (run, object, "list_body", envelopes);
  if (vector_has (object, "single_body"))
    check_direct_body (run, object, "single_body", envelopes);
}

static void
run_mailserver (VectorRun *run, JsonNode *root)
{
  JsonObject *object = vector_root_object (root);

  vector_each (run, object, "request_payloads", check_request_payload);
  vector_each (run, object, "request_payloads_with_topics", check_request_payload);
  vector_each (run, object, "messages_request", check_messages_request);
  vector_each (run, object, "request_envelopes", check_request_envelope);
  vector_each (run, object, "completed", check_completed);
  vector_each (run, object, "db_keys", check_key);
  vector_each (run, object, "failed", check_failed);
  vector_each (run, object, "completion_parse", check_completion_parse);
  vector_each (run, object, "sync_request", check_sync_request);
  vector_each (run, object, "sync_response", check_sync_response);
  vector_each (run, object, "p2p_messages", check_direct_messages);
}

static void
check_example_trailer (VectorRun *run, JsonObject *responses, const char *name)
{
  g_autofree char *member = g_strconcat (name, "_packet", NULL);
  g_auto (SottoMailTrailer) trailer = { 0 };
  g_autoptr (GBytes) packet = vector_bytes (responses, member);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;

  if (!sotto_mail_trailer_decode (&trailer, packet, &error))
    vector_fail (run, member, &error);
  again = sotto_mail_trailer_encode (&trailer);
  vector_check_gbytes (run, member, vector_text (responses, member), again);
}

static void
check_packet_again (VectorRun *run, const char *name, const char *hex, GBytes *body)
{
  g_autoptr (GPtrArray) envelopes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  gboolean bare = g_str_has_suffix (name, "_shh_only");
  SottoRlpReader reader;
  SottoEnvelopeView view;

  if (!sotto_mail_messages_validate (body, bare, &error))
    {
      vector_fail (run, name, &error);
      return;
    }
  sotto_mail_messages_begin (body, &reader);
  while (sotto_waku_messages_next (&reader, &view))
    g_ptr_array_add (envelopes, g_bytes_new (view.raw, view.raw_length));
  again = sotto_mail_messages_encode (envelopes, bare);
  vector_check_gbytes (run, name, hex, again);
}

static void
check_record_again (VectorRun *run, const char *name, const char *hex, GBytes *body)
{
  g_auto (SottoMailQuery) query = { 0 };
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  SottoHash id;

  if (!sotto_mail_record_decode (&query, &id, body, &error))
    {
      vector_fail (run, name, &error);
      return;
    }
  again = sotto_mail_record_encode (&query, &id, TRUE);
  vector_check_gbytes (run, name, hex, again);
}

void
run_mail_packet (VectorRun *run, const char *name, const char *hex)
{
  g_autoptr (GBytes) body = sotto_hex_decode (hex, 1 << 24, NULL);

  vector_case_begin (run, "packets %s", name);
  if (body == NULL)
    vector_fail (run, name, NULL);
  else if (g_str_has_prefix (name, "p2p_message"))
    check_packet_again (run, name, hex, body);
  else
    check_record_again (run, name, hex, body);
  vector_case_end (run);
}

/* The example of whisper-waku.json. */
void
run_mail_example (VectorRun *run, JsonObject *object)
{
  JsonObject *example = vector_object (object, "mailserver");
  JsonObject *responses;
  g_auto (SottoMailQuery) query = { 0 };
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;

  vector_case_begin (run, "mailserver");
  payload = vector_bytes (example, "request_payload_rlp");
  responses = vector_object (example, "responses");
  if (!sotto_mail_query_decode (&query, payload, &error))
    vector_fail (run, "request_payload_rlp", &error);
  again = sotto_mail_query_encode (&query);
  vector_check_gbytes (run, "request_payload_rlp", vector_text (example, "request_payload_rlp"),
                       again);
  vector_check_bytes (run, "bloom", vector_text (example, "bloom"), query.bloom.bytes,
                      sizeof query.bloom.bytes);
  check_topics_in_bloom (run, example, &query.bloom);
  check_example_trailer (run, responses, "complete_no_cursor");
  check_example_trailer (run, responses, "complete_with_cursor");
  check_example_trailer (run, responses, "error");
  vector_case_end (run);
}

const VectorSetEntry vector_sets_mail[] = {
  { "mailserver.json", "request_envelopes", run_mailserver },
  { NULL },
};
