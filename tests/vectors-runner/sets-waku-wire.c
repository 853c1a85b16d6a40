/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets of Whisper and the Waku dialects: wire.json, wire_waku1.json and the packets of
 * whisper-waku.json. */

#include "sets-waku-wire.h"

#include <string.h>

#include "sets-mail.h"
#include "sotto-hex.h"
#include "sotto-keccak.h"
#include "sotto-waku-dialect.h"
#include "sotto-waku-packets.h"
#include "vector-sets.h"

static void
set_present (SottoWakuOptions *options, SottoWakuOption option)
{
  options->present |= 1u << option;
}

static void
read_rates (JsonObject *object, SottoWakuOptions *options)
{
  JsonObject *rates = vector_object (object, "rate_limits");

  options->packet_limits.ip = (guint64) vector_int (rates, "ip");
  options->packet_limits.peer = (guint64) vector_int (rates, "peer_id");
  options->packet_limits.topic = (guint64) vector_int (rates, "topic");
  set_present (options, SOTTO_WAKU_OPTION_PACKET_LIMITS);
}

static void
read_topic_interest (JsonObject *object, SottoWakuOptions *options)
{
  JsonArray *topics = vector_array (object, "topic_interest");

  options->topics = g_array_new (FALSE, TRUE, sizeof (SottoTopic));
  for (guint i = 0; i < json_array_get_length (topics); i++)
    {
      SottoTopic topic = { { 0 } };

      if (sotto_hex_decode_fixed (json_array_get_string_element (topics, i), topic.bytes,
                                  sizeof topic.bytes, NULL))
        g_array_append_val (options->topics, topic);
    }
  set_present (options, SOTTO_WAKU_OPTION_TOPICS);
}

/* What the vector says in words. */
static void
read_options (JsonObject *object, SottoWakuOptions *options)
{
  if (vector_has (object, "pow"))
    {
      options->min_pow = json_object_get_double_member (object, "pow");
      set_present (options, SOTTO_WAKU_OPTION_MIN_POW);
    }
  if (vector_has (object, "bloom"))
    {
      vector_fixed (object, "bloom", options->bloom.bytes, sizeof options->bloom.bytes);
      set_present (options, SOTTO_WAKU_OPTION_BLOOM);
    }
  if (vector_has (object, "light_node"))
    {
      options->light = vector_bool (object, "light_node");
      set_present (options, SOTTO_WAKU_OPTION_LIGHT);
    }
  if (vector_has (object, "confirmations"))
    {
      options->confirmations = vector_bool (object, "confirmations");
      set_present (options, SOTTO_WAKU_OPTION_CONFIRMATIONS);
    }
  if (vector_has (object, "rate_limits"))
    read_rates (object, options);
  if (vector_has (object, "topic_interest"))
    read_topic_interest (object, options);
}

static void
check_options (VectorRun *run, const SottoWakuOptions *expected, const SottoWakuOptions *got)
{
  vector_check_int (run, "options present", expected->present, got->present);
  vector_check_bool (run, "pow", TRUE, expected->min_pow == got->min_pow);
  vector_check_bool (run, "light_node", expected->light, got->light);
  vector_check_bool (run, "confirmations", expected->confirmations, got->confirmations);
  vector_check_int (run, "rate_limits ip", expected->packet_limits.ip, got->packet_limits.ip);
  vector_check_int (run, "rate_limits peer_id", expected->packet_limits.peer,
                    got->packet_limits.peer);
  vector_check_int (run, "rate_limits topic", expected->packet_limits.topic,
                    got->packet_limits.topic);
  vector_check_bool (run, "bloom", TRUE,
                     memcmp (&expected->bloom, &got->bloom, sizeof got->bloom) == 0);
  vector_check_bool (
    run, "topic_interest", TRUE,
    expected->topics == NULL ||
      (got->topics != NULL && expected->topics->len == got->topics->len &&
       (got->topics->len == 0 || memcmp (expected->topics->data, got->topics->data,
                                         got->topics->len * sizeof (SottoTopic)) == 0)));
}

typedef struct
{
  guint code;
  GBytes *payload;
  guint n_packets;
} Emitted;

static void
emit_cb (guint code, GBytes *payload, gpointer user_data)
{
  Emitted *emitted = user_data;

  emitted->code = code;
  g_clear_pointer (&emitted->payload, g_bytes_unref);
  emitted->payload = g_bytes_ref (payload);
  emitted->n_packets++;
}

static void
check_status_options (VectorRun *run,
                      JsonObject *object,
                      const SottoWakuDialect *dialect,
                      const SottoWakuOptions *options)
{
  g_auto (SottoWakuOptions) decoded = { 0 };
  g_autoptr (GBytes) body = vector_bytes (object, "body");
  g_autoptr (GBytes) encoded = NULL;
  g_autoptr (GError) error = NULL;

  encoded = dialect->encode_status (options);
  vector_check_gbytes (run, "body", vector_text (object, "body"), encoded);
  vector_check_int (run, "packet_code", (guint64) vector_int (object, "packet_code"),
                    SOTTO_WAKU_CODE_STATUS);
  if (!dialect->decode_status (body, &decoded, &error))
    vector_fail (run, "decoding", &error);
  check_options (run, options, &decoded);
}

static void
check_status (VectorRun *run, JsonObject *object, const SottoWakuDialect *dialect)
{
  g_auto (SottoWakuOptions) options = { 0 };

  read_options (vector_object (object, "options"), &options);
  check_status_options (run, object, dialect, &options);
}

static void
check_update (VectorRun *run,
              JsonObject *object,
              const char *member,
              const SottoWakuDialect *dialect)
{
  g_auto (SottoWakuOptions) options = { 0 };
  g_auto (SottoWakuOptions) decoded = { 0 };
  g_autoptr (GBytes) body = vector_bytes (object, member);
  g_autoptr (GError) error = NULL;
  Emitted emitted = { 0 };

  read_options (vector_object (object, "options"), &options);
  dialect->emit_update (&options, emit_cb, &emitted);
  vector_check_int (run, "packets of an update", 1, emitted.n_packets);
  vector_check_int (run, "update_packet_code", (guint64) vector_int (object, "update_packet_code"),
                    emitted.code);
  vector_check_gbytes (run, "update_body", vector_text (object, member), emitted.payload);
  g_clear_pointer (&emitted.payload, g_bytes_unref);
  vector_check_bool (run, "is an update", TRUE, dialect->is_update (emitted.code));
  if (!dialect->decode_update (emitted.code, body, &decoded, &error))
    vector_fail (run, "decoding an update", &error);
  check_options (run, &options, &decoded);
}

static void
check_waku0_status (VectorRun *run, JsonObject *object, guint index)
{
  check_status (run, object, &sotto_waku_dialect_0);
  check_update (run, object, "update_body", &sotto_waku_dialect_0);
}

static void
check_waku1_status (VectorRun *run, JsonObject *object, guint index)
{
  check_status (run, object, &sotto_waku_dialect_1);
  check_update (run, object, "body", &sotto_waku_dialect_1);
}

/* An update in a packet of its own, with one value. */
static void
check_whisper6_update (VectorRun *run,
                       JsonObject *object,
                       SottoWakuOption option,
                       const char *code_member,
                       const char *body_member)
{
  const SottoWakuDialect *dialect = &sotto_waku_dialect_whisper;
  g_auto (SottoWakuOptions) all = { 0 };
  g_auto (SottoWakuOptions) expected = { 0 };
  g_auto (SottoWakuOptions) decoded = { 0 };
  g_autoptr (GBytes) body = vector_bytes (object, body_member);
  g_autoptr (GError) error = NULL;
  Emitted emitted = { 0 };

  read_options (object, &all);
  set_present (&expected, option);
  if (option == SOTTO_WAKU_OPTION_MIN_POW)
    expected.min_pow = all.min_pow;
  else if (option == SOTTO_WAKU_OPTION_BLOOM)
    expected.bloom = all.bloom;
  else
    expected.packet_limits = all.packet_limits;

  dialect->emit_update (&expected, emit_cb, &emitted);
  vector_check_int (run, "packets of an update", 1, emitted.n_packets);
  vector_check_int (run, code_member, (guint64) vector_int (object, code_member), emitted.code);
  vector_check_gbytes (run, body_member, vector_text (object, body_member), emitted.payload);
  g_clear_pointer (&emitted.payload, g_bytes_unref);
  vector_check_bool (run, "is an update", TRUE, dialect->is_update (emitted.code));
  if (!dialect->decode_update (emitted.code, body, &decoded, &error))
    vector_fail (run, "decoding an update", &error);
  check_options (run, &expected, &decoded);
}

static void
check_whisper6_status (VectorRun *run, JsonObject *object, guint index)
{
  g_auto (SottoWakuOptions) options = { 0 };

  vector_check_int (run, "version", (guint64) vector_int (object, "version"),
                    sotto_waku_dialect_whisper.version);
  read_options (object, &options);
  check_status_options (run, object, &sotto_waku_dialect_whisper, &options);
  check_whisper6_update (run, object, SOTTO_WAKU_OPTION_MIN_POW, "pow_update_packet_code",
                         "pow_update_body");
  check_whisper6_update (run, object, SOTTO_WAKU_OPTION_BLOOM, "bloom_update_packet_code",
                         "bloom_update_body");
  check_whisper6_update (run, object, SOTTO_WAKU_OPTION_PACKET_LIMITS, "rate_limits_packet_code",
                         "rate_limits_body");
}

/* The field's decoder stumbles over unknown keys, except the last: it says so with this error, and
 * we do better. */
static gboolean
is_fielded_stumble (JsonObject *object)
{
  const char *error = vector_text (object, "error");

  return error != NULL && strstr (error, "more than one value") != NULL;
}

static void
check_decode (VectorRun *run,
              JsonObject *object,
              const char *member,
              const SottoWakuDialect *dialect)
{
  g_auto (SottoWakuOptions) options = { 0 };
  g_autoptr (GBytes) body = vector_bytes (object, member);
  gboolean ok = dialect->decode_update (SOTTO_WAKU_CODE_STATUS_UPDATE, body, &options, NULL);

  vector_check_bool (run, "ok", vector_bool (object, "ok") || is_fielded_stumble (object), ok);
  if (vector_bool (object, "ok") && vector_has (object, "light_node_set"))
    vector_check_bool (run, "light_node_set", vector_bool (object, "light_node_set"),
                       sotto_waku_options_has (&options, SOTTO_WAKU_OPTION_LIGHT));
}

static void
check_waku0_decode (VectorRun *run, JsonObject *object, guint index)
{
  check_decode (run, object, "update_body", &sotto_waku_dialect_0);
}

static void
check_waku1_decode (VectorRun *run, JsonObject *object, guint index)
{
  check_decode (run, object, "body", &sotto_waku_dialect_1);
}

/* (transfer full): the envelopes of a packet, each with its hash checked. */
static GPtrArray *
read_envelopes (VectorRun *run, JsonObject *object)
{
  JsonArray *texts = vector_array (object, "envelopes");
  JsonArray *hashes = vector_array (object, "envelope_hashes");
  GPtrArray *envelopes = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_envelope_unref);

  for (guint i = 0; i < json_array_get_length (texts); i++)
    {
      g_autoptr (GBytes) raw =
        sotto_hex_decode (json_array_get_string_element (texts, i), 1 << 24, NULL);
      SottoEnvelope *envelope = NULL;
      gsize length;
      const guint8 *data = raw != NULL ? g_bytes_get_data (raw, &length) : NULL;

      if (data != NULL)
        envelope = sotto_envelope_new_from_bytes (data, length, NULL);
      if (envelope == NULL)
        {
          vector_fail (run, "envelopes", NULL);
          continue;
        }
      g_ptr_array_add (envelopes, envelope);
      if (i < json_array_get_length (hashes))
        vector_check_bytes (run, "envelope_hashes", json_array_get_string_element (hashes, i),
                            sotto_envelope_get_hash (envelope)->bytes, SOTTO_HASH_LENGTH);
    }

  return envelopes;
}

static void
check_messages_body (VectorRun *run, GBytes *body, GPtrArray *envelopes)
{
  g_autoptr (GError) error = NULL;
  SottoRlpReader reader;
  SottoEnvelopeView view;
  guint n = 0;

  if (!sotto_waku_messages_validate (body, &error))
    {
      vector_fail (run, "decoding", &error);
      return;
    }

  sotto_waku_messages_begin (body, &reader);
  while (sotto_waku_messages_next (&reader, &view))
    {
      gsize length = 0;
      const guint8 *raw = NULL;

      if (n < envelopes->len)
        raw = sotto_envelope_get_raw (g_ptr_array_index (envelopes, n), &length);
      vector_check_bool (run, "envelope of the packet", TRUE,
                         raw != NULL && length == view.raw_length &&
                           memcmp (raw, view.raw, length) == 0);
      n++;
    }
  vector_check_int (run, "envelopes in the packet", envelopes->len, n);
}

static void
hash_payload (GBytes *payload, SottoHash *hash)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (payload, &length);

  sotto_keccak256 (data, length, hash);
}

static void
check_messages (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GPtrArray) envelopes = read_envelopes (run, object);
  g_autoptr (GBytes) body = vector_bytes (object, "body");
  g_autoptr (GBytes) packet = sotto_waku_messages_encode (envelopes);
  g_autoptr (GBytes) ack = NULL;
  g_autoptr (GBytes) ack_body = vector_bytes (object, "batch_ack_body");
  SottoHash batch;
  SottoHash acked = { { 0 } };

  vector_check_int (run, "packet_code", (guint64) vector_int (object, "packet_code"),
                    SOTTO_WAKU_CODE_MESSAGES);
  vector_check_gbytes (run, "body", vector_text (object, "body"), packet);
  check_messages_body (run, body, envelopes);

  hash_payload (body, &batch);
  vector_check_bytes (run, "batch_hash", vector_text (object, "batch_hash"), batch.bytes,
                      sizeof batch.bytes);
  ack = sotto_waku_batch_ack_encode (&batch);
  vector_check_int (run, "batch_ack_packet_code",
                    (guint64) vector_int (object, "batch_ack_packet_code"),
                    SOTTO_WAKU_CODE_BATCH_ACK);
  vector_check_gbytes (run, "batch_ack_body", vector_text (object, "batch_ack_body"), ack);
  if (!sotto_waku_batch_ack_decode (&acked, ack_body, NULL))
    vector_fail (run, "batch_ack_body", NULL);
  vector_check_bytes (run, "batch acknowledged", vector_text (object, "batch_hash"), acked.bytes,
                      sizeof acked.bytes);
}

static void
check_response_errors (VectorRun *run, JsonObject *object, const SottoWakuResponse *response)
{
  JsonArray *errors = vector_array (object, "errors");
  guint n = json_array_get_length (errors);

  vector_check_int (run, "errors", n, response->refusals->len);
  for (guint i = 0; i < MIN (n, response->refusals->len); i++)
    {
      JsonObject *expected = json_array_get_object_element (errors, i);
      const SottoWakuRefusal *got = &g_array_index (response->refusals, SottoWakuRefusal, i);

      vector_check_bytes (run, "errors hash", vector_text (expected, "hash"), got->hash.bytes,
                          sizeof got->hash.bytes);
      vector_check_int (run, "errors code", (guint64) vector_int (expected, "code"), got->code);
      vector_check_text (run, "errors description", vector_text (expected, "description"),
                         got->description);
    }
}

static void
check_response (VectorRun *run, JsonObject *object, guint index)
{
  g_auto (SottoWakuResponse) response = { 0 };
  g_autoptr (GBytes) body = vector_bytes (object, "body");
  g_autoptr (GBytes) encoded = NULL;
  g_autoptr (GError) error = NULL;
  gboolean known;

  vector_check_int (run, "packet_code", (guint64) vector_int (object, "packet_code"),
                    SOTTO_WAKU_CODE_MESSAGE_RESPONSE);
  if (!sotto_waku_response_decode (&response, body, &known, &error))
    {
      vector_fail (run, "decoding", &error);
      return;
    }

  vector_check_bool (run, "version", vector_int (object, "version") == 1, known);
  vector_check_bytes (run, "batch_hash", vector_text (object, "batch_hash"), response.batch.bytes,
                      sizeof response.batch.bytes);
  check_response_errors (run, object, &response);
  encoded = sotto_waku_response_encode (&response);
  vector_check_gbytes (run, "body", vector_text (object, "body"), encoded);
}

static void
run_wire (VectorRun *run, JsonNode *root)
{
  JsonObject *object = vector_root_object (root);

  vector_each (run, object, "waku0_status", check_waku0_status);
  vector_each (run, object, "waku0_options_decode", check_waku0_decode);
  vector_each (run, object, "messages_packet", check_messages);
  vector_each (run, object, "message_response", check_response);
  vector_each (run, object, "whisper6_status", check_whisper6_status);
}

static void
run_wire_waku1 (VectorRun *run, JsonNode *root)
{
  JsonObject *object = vector_root_object (root);

  vector_each (run, object, "waku1_status", check_waku1_status);
  vector_each (run, object, "waku1_options_decode", check_waku1_decode);
  vector_each (run, object, "message_response", check_response);
}

/* Reads a packet and writes it again. */
static void
check_status_again (VectorRun *run, GBytes *body, const char *hex, const SottoWakuDialect *dialect)
{
  g_auto (SottoWakuOptions) options = { 0 };
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;

  if (!dialect->decode_status (body, &options, &error))
    {
      vector_fail (run, "decoding", &error);
      return;
    }
  again = dialect->encode_status (&options);
  vector_check_gbytes (run, "read and written again", hex, again);
}

static void
check_update_again (VectorRun *run,
                    GBytes *body,
                    const char *hex,
                    const SottoWakuDialect *dialect,
                    guint code)
{
  g_auto (SottoWakuOptions) options = { 0 };
  g_autoptr (GError) error = NULL;
  Emitted emitted = { 0 };

  if (!dialect->decode_update (code, body, &options, &error))
    {
      vector_fail (run, "decoding", &error);
      return;
    }
  dialect->emit_update (&options, emit_cb, &emitted);
  vector_check_gbytes (run, "read and written again", hex, emitted.payload);
  g_clear_pointer (&emitted.payload, g_bytes_unref);
}

/* The handshake of EIP-627 has three values; its empty filter is a full one, and written as such.
 */
static void
check_eip627_again (VectorRun *run, GBytes *body)
{
  g_auto (SottoWakuOptions) options = { 0 };
  g_auto (SottoWakuOptions) second = { 0 };
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;

  if (!sotto_waku_dialect_whisper.decode_status (body, &options, &error))
    {
      vector_fail (run, "decoding", &error);
      return;
    }
  vector_check_bool (run, "a full filter", TRUE, sotto_bloom_is_full (&options.bloom));
  vector_check_int (run, "options present",
                    1u << SOTTO_WAKU_OPTION_MIN_POW | 1u << SOTTO_WAKU_OPTION_BLOOM,
                    options.present);
  again = sotto_waku_dialect_whisper.encode_status (&options);
  if (!sotto_waku_dialect_whisper.decode_status (again, &second, &error))
    vector_fail (run, "decoding again", &error);
  check_options (run, &options, &second);
}

/* FALSE if @name is no packet of Whisper alone. */
static gboolean
check_whisper_packet (VectorRun *run, GBytes *body, const char *name, const char *hex)
{
  const SottoWakuDialect *dialect = &sotto_waku_dialect_whisper;

  if (g_str_equal (name, "shh6_status_full"))
    check_status_again (run, body, hex, dialect);
  else if (g_str_equal (name, "shh6_status_minimal_eip627"))
    check_eip627_again (run, body);
  else if (g_str_equal (name, "shh6_pow_requirement"))
    check_update_again (run, body, hex, dialect, SOTTO_WAKU_CODE_MIN_POW);
  else if (g_str_equal (name, "shh6_bloom"))
    check_update_again (run, body, hex, dialect, SOTTO_WAKU_CODE_BLOOM);
  else if (g_str_equal (name, "shh6_rate_limits"))
    check_update_again (run, body, hex, dialect, SOTTO_WAKU_CODE_RATE_LIMITS);
  else
    return FALSE;

  return TRUE;
}

static void
check_response_again (VectorRun *run, GBytes *body, const char *hex)
{
  g_auto (SottoWakuResponse) response = { 0 };
  g_autoptr (GBytes) again = NULL;
  gboolean known;

  if (!sotto_waku_response_decode (&response, body, &known, NULL) || !known)
    {
      vector_fail (run, "decoding", NULL);
      return;
    }
  again = sotto_waku_response_encode (&response);
  vector_check_gbytes (run, "read and written again", hex, again);
}

static void
check_messages_again (VectorRun *run, GBytes *body, JsonObject *root)
{
  g_autoptr (GPtrArray) envelopes =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_envelope_unref);
  g_autoptr (GBytes) again = NULL;
  SottoRlpReader reader;
  SottoEnvelopeView view;
  SottoHash hash;
  JsonObject *packets = vector_object (root, "packets");

  if (!sotto_waku_messages_validate (body, NULL))
    vector_fail (run, "decoding", NULL);
  sotto_waku_messages_begin (body, &reader);
  while (sotto_waku_messages_next (&reader, &view))
    {
      sotto_envelope_view_get_hash (&view, &hash);
      g_ptr_array_add (envelopes, sotto_envelope_new_from_view (&view, &hash, 0));
    }
  again = sotto_waku_messages_encode (envelopes);
  vector_check_bool (run, "read and written again", TRUE, g_bytes_equal (body, again));
  vector_check_int (run, "envelopes",
                    json_array_get_length (vector_array (root, "packet_envelopes")),
                    envelopes->len);
  hash_payload (body, &hash);
  vector_check_bytes (run, "messages_batch_hash", vector_text (packets, "messages_batch_hash"),
                      hash.bytes, sizeof hash.bytes);
}

static void
check_ack_again (VectorRun *run, GBytes *body, const char *hex)
{
  g_autoptr (GBytes) again = NULL;
  SottoHash batch;

  if (!sotto_waku_batch_ack_decode (&batch, body, NULL))
    {
      vector_fail (run, "decoding", NULL);
      return;
    }
  again = sotto_waku_batch_ack_encode (&batch);
  vector_check_gbytes (run, "read and written again", hex, again);
}

static void
check_named_packet (VectorRun *run, JsonObject *root, const char *name, const char *hex)
{
  g_autoptr (GBytes) body = vector_bytes (vector_object (root, "packets"), name);

  vector_case_begin (run, "packets %s", name);
  if (g_str_has_prefix (name, "waku0_status_update"))
    check_update_again (run, body, hex, &sotto_waku_dialect_0, SOTTO_WAKU_CODE_STATUS_UPDATE);
  else if (g_str_has_prefix (name, "waku0_status"))
    check_status_again (run, body, hex, &sotto_waku_dialect_0);
  else if (g_str_has_prefix (name, "waku1_status_update"))
    check_update_again (run, body, hex, &sotto_waku_dialect_1, SOTTO_WAKU_CODE_STATUS_UPDATE);
  else if (g_str_has_prefix (name, "waku1_status"))
    check_status_again (run, body, hex, &sotto_waku_dialect_1);
  else if (g_str_has_prefix (name, "message_response"))
    check_response_again (run, body, hex);
  else if (g_str_has_prefix (name, "messages"))
    check_messages_again (run, body, root);
  else if (!check_whisper_packet (run, body, name, hex))
    check_ack_again (run, body, hex);
  vector_case_end (run);
}

void
run_named_packets (VectorRun *run, JsonObject *root)
{
  JsonObject *packets = vector_object (root, "packets");
  g_autoptr (GList) names = json_object_get_members (packets);

  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *name = l->data;

      /* That hash is of a packet, and checked with it. */
      if (g_str_equal (name, "messages_batch_hash"))
        continue;
      if (g_str_has_prefix (name, "waku") || g_str_has_prefix (name, "shh6") ||
          g_str_has_prefix (name, "message") || g_str_has_prefix (name, "batch_ack"))
        check_named_packet (run, root, name, vector_text (packets, name));
      else
        run_mail_packet (run, name, vector_text (packets, name));
    }
}

const VectorSetEntry vector_sets_waku_wire[] = {
  { "wire.json", "waku0_status", run_wire },
  { "wire_waku1.json", "waku1_status", run_wire_waku1 },
  { NULL },
};
