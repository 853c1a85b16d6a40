/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Envelopes, their proof of work and which of them are taken: envelope.json; and the same again
 * with payloads, filters and packets: whisper-waku.json. */

#include <string.h>

#include "sets-mail.h"
#include "sets-waku-wire.h"
#include "sotto-acceptance.h"
#include "sotto-channel-key.h"
#include "sotto-envelope-pool.h"
#include "sotto-hex.h"
#include "sotto-pow-search.h"
#include "sotto-sealing.h"
#include "vector-sets.h"

static gboolean
parse_envelope (VectorRun *run, GBytes *raw, SottoEnvelopeView *view)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (raw, &length);

  if (sotto_envelope_view_parse (view, data != NULL ? data : (const guint8 *) "", length, &error))
    return TRUE;

  vector_fail (run, "rlp", &error);

  return FALSE;
}

static void
check_double_bits (VectorRun *run, const char *field, const char *expected, double value)
{
  guint64 bits;
  g_autofree char *text = NULL;

  memcpy (&bits, &value, sizeof bits);
  text = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", bits);
  vector_check_text (run, field, expected, text);
}

static void
check_fields (VectorRun *run, JsonObject *object, const SottoEnvelopeView *view)
{
  vector_check_int (run, "expiry", (guint64) vector_int (object, "expiry"), view->expiry);
  vector_check_int (run, "ttl", (guint64) vector_int (object, "ttl"), view->ttl);
  vector_check_bytes (run, "topic", vector_text (object, "topic"), view->topic.bytes,
                      sizeof view->topic.bytes);
  vector_check_bytes (run, "data", vector_text (object, "data"), view->data, view->data_length);
  vector_check_int (run, "nonce", (guint64) vector_int (object, "nonce"), view->nonce);
}

/* Encoding the fields gives the bytes of the vector, and hashing these its identity. */
static void
check_encoding (VectorRun *run, JsonObject *object, const SottoEnvelopeView *view)
{
  g_autoptr (GBytes) data = vector_bytes (object, "data");
  g_autoptr (GBytes) items = NULL;
  g_autoptr (GBytes) raw = NULL;
  SottoHash hash;

  items = sotto_envelope_encode_items ((guint32) vector_int (object, "expiry"),
                                       (guint32) vector_int (object, "ttl"), &view->topic, data);
  raw = sotto_envelope_encode (items, (guint64) vector_int (object, "nonce"));
  vector_check_gbytes (run, "rlp", vector_text (object, "rlp"), raw);
  sotto_envelope_view_get_hash (view, &hash);
  vector_check_bytes (run, "hash", vector_text (object, "hash"), hash.bytes, sizeof hash.bytes);
}

static void
check_work (VectorRun *run,
            JsonObject *object,
            const SottoEnvelopeView *view,
            const char *bits_member)
{
  SottoHash hash;

  sotto_pow_hash (&view->work, view->nonce, &hash);
  vector_check_bytes (run, "pow_hash", vector_text (object, "pow_hash"), hash.bytes,
                      sizeof hash.bytes);
  vector_check_int (run, "leading_zero_bits", (guint64) vector_int (object, "leading_zero_bits"),
                    sotto_pow_count_bits (&hash));
  check_double_bits (run, bits_member, vector_text (object, bits_member),
                     sotto_envelope_view_get_pow (view, sotto_envelope_view_count_work (view), 0));
}

/* A sender that aims at the same target finds the same nonce. */
static void
check_search (VectorRun *run, JsonObject *object, const SottoEnvelopeView *view)
{
  double target = json_object_get_double_member (object, "pow_target");
  guint bits = sotto_pow_bits_for_target (target, view->data_length, view->ttl);
  guint64 nonce = 0;

  vector_check_int (run, "first_bit_for_target",
                    (guint64) vector_int (object, "first_bit_for_target"), bits);
  if (!sotto_pow_search (&view->work, bits, 1, NULL, &nonce))
    vector_fail (run, "search", NULL);
  vector_check_int (run, "nonce found", view->nonce, nonce);
}

static void
check_sample (VectorRun *run, const char *field, const char *expected, const SottoTopic *topic)
{
  SottoBloom bloom;

  sotto_bloom_init_sample (&bloom, topic);
  vector_check_bytes (run, field, expected, bloom.bytes, sizeof bloom.bytes);
}

static void
check_envelope (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GBytes) raw = vector_bytes (object, "rlp");
  SottoEnvelopeView view;

  if (!parse_envelope (run, raw, &view))
    return;

  check_fields (run, object, &view);
  check_encoding (run, object, &view);
  vector_check_int (run, "rlp_without_nonce_len",
                    (guint64) vector_int (object, "rlp_without_nonce_len"),
                    sotto_pow_get_size (&view.work));
  vector_check_int (run, "size", (guint64) vector_int (object, "size"),
                    view.data_length + SOTTO_ENVELOPE_FIXED_SIZE);
  check_work (run, object, &view, "pow_float64_bits");
  check_search (run, object, &view);
  check_sample (run, "bloom", vector_text (object, "bloom"), &view.topic);
}

static const char *
outcome_to_text (SottoAcceptanceOutcome outcome)
{
  switch (outcome)
    {
    case SOTTO_ACCEPTANCE_ACCEPTED:
      return "accepted";
    case SOTTO_ACCEPTANCE_DROPPED:
      return "dropped";
    case SOTTO_ACCEPTANCE_ERROR:
      return "error";
    }

  return "";
}

/* As a node does it: header, duplicate, work, pool. */
static SottoAcceptanceOutcome
accept_envelope (SottoEnvelopePool *pool,
                 const SottoEnvelopeView *view,
                 const SottoAcceptanceRules *rules)
{
  g_autoptr (SottoEnvelope) envelope = NULL;
  SottoAcceptanceReason reason = sotto_acceptance_check_header (view, rules);
  SottoPoolSlot slot;
  SottoHash hash;
  double pow;

  if (reason != SOTTO_ACCEPTANCE_REASON_NONE)
    return sotto_acceptance_get_outcome (reason);

  sotto_envelope_view_get_hash (view, &hash);
  if (sotto_envelope_pool_lookup (pool, &hash, NULL))
    return SOTTO_ACCEPTANCE_ACCEPTED;

  reason = sotto_acceptance_check_work (view, sotto_envelope_view_count_work (view), rules, &pow);
  if (reason != SOTTO_ACCEPTANCE_REASON_NONE)
    return sotto_acceptance_get_outcome (reason);

  envelope = sotto_envelope_new_from_view (view, &hash, pow);

  return sotto_envelope_pool_add (pool, envelope, FALSE, &slot) == SOTTO_POOL_RESULT_ADDED
           ? SOTTO_ACCEPTANCE_ACCEPTED
           : SOTTO_ACCEPTANCE_DROPPED;
}

static void
check_validation (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GBytes) raw = vector_bytes (object, "rlp");
  g_autoptr (SottoEnvelopePool) pool = sotto_envelope_pool_new (G_MAXSIZE, G_MAXUINT, NULL, NULL);
  g_autoptr (SottoWakuInterest) interest = NULL;
  SottoAcceptanceRules rules = { 0 };
  SottoAcceptanceOutcome outcome;
  SottoEnvelopeView view;
  SottoBloom bloom;
  guint32 ahead;

  if (!parse_envelope (run, raw, &view))
    return;

  vector_fixed (object, "node_bloom", bloom.bytes, sizeof bloom.bytes);
  interest = sotto_waku_interest_new_bloom (&bloom);
  rules.now = (guint32) vector_int (object, "now");
  rules.min_pow = json_object_get_double_member (object, "min_pow");
  rules.max_message_size = (guint) vector_int (object, "max_message_size");
  rules.interest = interest;

  outcome = accept_envelope (pool, &view, &rules);
  if (vector_bool (object, "added_twice"))
    outcome = accept_envelope (pool, &view, &rules);
  vector_check_text (run, "outcome", vector_text (object, "outcome"), outcome_to_text (outcome));

  ahead = view.expiry - view.ttl - rules.now;
  ahead = ahead <= SOTTO_ACCEPTANCE_AHEAD && ahead > 0 ? ahead + 1 : 0;
  vector_check_bool (
    run, "pow_used", TRUE,
    json_object_get_double_member (object, "pow_used") ==
      sotto_envelope_view_get_pow (&view, sotto_envelope_view_count_work (&view), ahead));
}

static void
check_malformed (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GBytes) raw = vector_bytes (object, "rlp");
  SottoEnvelopeView view;
  gsize length;
  const guint8 *data = g_bytes_get_data (raw, &length);

  vector_check_bool (run, "refused", TRUE, !sotto_envelope_view_parse (&view, data, length, NULL));
}

static void
run_envelope (VectorRun *run, JsonNode *root)
{
  JsonObject *object = vector_root_object (root);

  vector_each (run, object, "envelopes", check_envelope);
  vector_each (run, object, "validation", check_validation);
  vector_each (run, object, "malformed_rlp", check_malformed);
}

static void
check_two_blooms (VectorRun *run, JsonObject *object, guint index)
{
  SottoTopic topic;
  SottoBloom correct = { { 0 } };

  vector_fixed (object, "topic", topic.bytes, sizeof topic.bytes);
  check_sample (run, "bloom_fielded", vector_text (object, "bloom_fielded"), &topic);
  sotto_bloom_add_topic (&correct, &topic);
  vector_check_bytes (run, "bloom_correct", vector_text (object, "bloom_correct"), correct.bytes,
                      sizeof correct.bytes);
}

static void
check_derivation (VectorRun *run, JsonObject *object, guint index)
{
  const char *name = vector_text (object, "string");
  g_auto (SottoKey) key = { { 0 } };
  SottoTopic topic;

  sotto_topic_from_name (&topic, name);
  vector_check_bytes (run, "topic", vector_text (object, "topic"), topic.bytes, sizeof topic.bytes);
  sotto_channel_key_derive (name, &key);
  vector_check_bytes (run, "symkey", vector_text (object, "symkey"), key.bytes, sizeof key.bytes);
}

static gboolean
open_envelope_data (JsonObject *object, SottoOpenedPayload *opened, GError **error)
{
  g_autoptr (GBytes) data = vector_bytes (object, "data");
  g_autoptr (SottoPrivateKey) recipient = NULL;
  guint8 key[32];

  if (vector_fixed (object, "symkey", key, sizeof key))
    return sotto_open_symmetric (data, key, opened, error);

  vector_fixed (object, "recipient_private_key", key, sizeof key);
  recipient = sotto_private_key_new (key, error);

  return recipient != NULL && sotto_open_asymmetric (data, recipient, opened, error);
}

static void
check_payload (VectorRun *run, JsonObject *object)
{
  g_auto (SottoOpenedPayload) opened = { 0 };
  g_auto (SottoOpenedPayload) parsed = { 0 };
  g_autoptr (GBytes) plaintext = vector_bytes (object, "plaintext");
  g_autoptr (GError) error = NULL;
  guint8 signer[SOTTO_PUBLIC_KEY_LENGTH];

  if (!open_envelope_data (object, &opened, &error) ||
      !sotto_sealing_parse (plaintext, &parsed, &error))
    {
      vector_fail (run, "payload", &error);
      return;
    }

  vector_check_gbytes (run, "payload", vector_text (object, "payload"), opened.payload);
  vector_check_gbytes (run, "payload of plaintext", vector_text (object, "payload"),
                       parsed.payload);
  vector_check_int (run, "padding_length", (guint64) vector_int (object, "padding_length"),
                    g_bytes_get_size (opened.padding));
  vector_check_bool (run, "is signed", vector_has (object, "signed_by"), opened.is_signed);
  if (!opened.is_signed)
    return;

  sotto_public_key_serialize (&opened.signer, signer);
  vector_check_bytes (run, "signed_by", vector_text (object, "signed_by"), signer, sizeof signer);
}

static void
check_bare_envelope (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GBytes) raw = vector_bytes (object, "rlp");
  SottoEnvelopeView view;

  if (!parse_envelope (run, raw, &view))
    return;

  check_fields (run, object, &view);
  check_encoding (run, object, &view);
  check_work (run, object, &view, "pow_bits");
  check_sample (run, "bloom_fielded", vector_text (object, "bloom_fielded"), &view.topic);
}

static void
check_full_envelope (VectorRun *run, JsonObject *object, guint index)
{
  check_bare_envelope (run, object, index);
  check_payload (run, object);
}

static void
check_shared_secret (VectorRun *run, JsonObject *object)
{
  guint8 a[32];
  guint8 b[32];
  guint8 shared[32] = { 0 };
  SottoPublicKey public_b;

  vector_case_begin (run, "ecdh_x_ab");
  vector_fixed (object, "key_a", a, sizeof a);
  vector_fixed (object, "key_b", b, sizeof b);
  if (!sotto_private_bytes_get_public (b, &public_b, NULL) ||
      !sotto_ecdh (a, &public_b, shared, NULL))
    vector_fail (run, "ecdh", NULL);
  vector_check_bytes (run, "ecdh_x_ab", vector_text (object, "ecdh_x_ab"), shared, sizeof shared);
  vector_case_end (run);
}

static void
run_whisper_waku (VectorRun *run, JsonNode *root)
{
  JsonObject *object = vector_root_object (root);

  vector_each (run, object, "blooms", check_two_blooms);
  vector_each (run, object, "derivations", check_derivation);
  vector_each (run, object, "envelopes", check_full_envelope);
  vector_each (run, object, "packet_envelopes", check_bare_envelope);
  check_shared_secret (run, object);
  run_named_packets (run, object);
  run_mail_example (run, object);
}

const VectorSetEntry vector_sets_waku[] = {
  { "envelope.json", "envelopes", run_envelope },
  { "whisper-waku.json", "envelopes", run_whisper_waku },
  { NULL },
};
