/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names, topics, keys and filters of channels (topics.json), and sealed payloads (seal.json). */

#include <string.h>

#include "sotto-bloom.h"
#include "sotto-channel-key.h"
#include "sotto-hex.h"
#include "sotto-keccak.h"
#include "sotto-sealing.h"
#include "sotto-test-random.h"
#include "sotto-transport.h"
#include "vector-sets.h"

static char *
bytes_to_text (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return g_strndup (data, length);
}

static void
check_topic (VectorRun *run, const char *field, const char *expected, const char *name)
{
  SottoTopic topic;

  sotto_topic_from_name (&topic, name);
  vector_check_bytes (run, field, expected, topic.bytes, sizeof topic.bytes);
}

static void
check_key (VectorRun *run, const char *field, const char *expected, const char *name)
{
  g_auto (SottoKey) key = { { 0 } };

  sotto_channel_key_derive (name, &key);
  vector_check_bytes (run, field, expected, key.bytes, sizeof key.bytes);
}

static void
check_public_channel (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GBytes) utf8 = vector_bytes (object, "name_utf8");
  g_autofree char *name = bytes_to_text (utf8);
  SottoTopic topic;
  SottoBloom bloom;

  check_topic (run, "topic", vector_text (object, "topic"), name);
  check_key (run, "sym_key", vector_text (object, "sym_key"), name);
  sotto_topic_from_name (&topic, name);
  sotto_bloom_init_sample (&bloom, &topic);
  vector_check_bytes (run, "bloom", vector_text (object, "bloom"), bloom.bytes, sizeof bloom.bytes);
}

static void
check_names (VectorRun *run, JsonObject *object, guint index)
{
  g_autofree char *partitioned = NULL;
  g_autofree char *personal = NULL;
  g_autofree char *code = NULL;
  g_autofree char *partition = NULL;
  guint8 private_key[32];
  guint8 encoded[SOTTO_PUBLIC_KEY_LENGTH];
  SottoPublicKey key;

  vector_fixed (object, "private_key", private_key, sizeof private_key);
  if (!sotto_private_bytes_get_public (private_key, &key, NULL))
    {
      vector_fail (run, "private_key", NULL);
      return;
    }

  sotto_public_key_serialize (&key, encoded);
  vector_check_bytes (run, "public_key", vector_text (object, "public_key"), encoded,
                      sizeof encoded);
  partitioned = sotto_channel_name_partitioned (&key);
  personal = sotto_channel_name_personal (&key);
  code = sotto_channel_name_contact_code (&key);
  partition =
    g_strdup_printf ("contact-discovery-%" G_GINT64_FORMAT, vector_int (object, "partition"));
  vector_check_text (run, "partition", partition, partitioned);
  vector_check_text (run, "partitioned_chat_id", vector_text (object, "partitioned_chat_id"),
                     partitioned);
  vector_check_text (run, "personal_discovery_chat_id",
                     vector_text (object, "personal_discovery_chat_id"), personal);
  vector_check_text (run, "contact_code_chat_id", vector_text (object, "contact_code_chat_id"),
                     code);
  check_topic (run, "partitioned_topic", vector_text (object, "partitioned_topic"), partitioned);
  check_topic (run, "personal_discovery_topic", vector_text (object, "personal_discovery_topic"),
               personal);
  check_topic (run, "contact_code_topic", vector_text (object, "contact_code_topic"), code);
  check_key (run, "contact_code_sym_key", vector_text (object, "contact_code_sym_key"), code);
}

static void
check_shared_secret (VectorRun *run,
                     JsonObject *object,
                     const char *private_member,
                     const char *public_member)
{
  g_autoptr (GBytes) encoded = vector_bytes (object, public_member);
  g_autofree char *name = NULL;
  guint8 private_key[32];
  guint8 shared[32] = { 0 };
  SottoPublicKey key;
  gsize length;
  const guint8 *data = g_bytes_get_data (encoded, &length);

  vector_fixed (object, private_member, private_key, sizeof private_key);
  if (!sotto_public_key_parse (&key, data, length, NULL) ||
      !sotto_ecdh (private_key, &key, shared, NULL))
    {
      vector_fail (run, "shared_secret", NULL);
      return;
    }

  vector_check_bytes (run, "shared_secret", vector_text (object, "shared_secret"), shared,
                      sizeof shared);
  name = sotto_channel_name_negotiated (shared);
  vector_check_text (run, "chat_id", vector_text (object, "chat_id"), name);
  check_topic (run, "topic", vector_text (object, "topic"), name);
  check_key (run, "sym_key", vector_text (object, "sym_key"), name);
}

static void
check_negotiated (VectorRun *run, JsonObject *object, guint index)
{
  check_shared_secret (run, object, "private_key_a", "public_key_b");
  check_shared_secret (run, object, "private_key_b", "public_key_a");
}

static void
check_topic_bloom (VectorRun *run, JsonObject *object, guint index)
{
  SottoTopic topic;
  SottoBloom bloom;

  vector_fixed (object, "topic", topic.bytes, sizeof topic.bytes);
  sotto_bloom_init_sample (&bloom, &topic);
  vector_check_bytes (run, "bloom", vector_text (object, "bloom"), bloom.bytes, sizeof bloom.bytes);
}

static void
check_bloom_aggregate (VectorRun *run, JsonObject *object, guint index)
{
  JsonArray *topics = vector_array (object, "topics");
  SottoBloom fielded = { { 0 } };
  SottoBloom ours = { { 0 } };
  SottoTopic probe;
  SottoBloom sample;

  for (guint i = 0; i < json_array_get_length (topics); i++)
    {
      SottoTopic topic = { { 0 } };

      if (!sotto_hex_decode_fixed (json_array_get_string_element (topics, i), topic.bytes,
                                   sizeof topic.bytes, NULL))
        vector_fail (run, "topics", NULL);
      sotto_bloom_init_sample (&sample, &topic);
      for (gsize j = 0; j < sizeof fielded.bytes; j++)
        fielded.bytes[j] |= sample.bytes[j];
      sotto_bloom_add_topic (&ours, &topic);
      vector_check_bool (run, "our filter accepts its topic", TRUE,
                         sotto_bloom_accepts_topic (&ours, &topic));
    }

  vector_check_bytes (run, "bloom", vector_text (object, "bloom"), fielded.bytes,
                      sizeof fielded.bytes);
  vector_check_bool (run, "our filter holds the fielded one", TRUE,
                     sotto_bloom_contains (&ours, &fielded));
  vector_fixed (object, "probe_topic", probe.bytes, sizeof probe.bytes);
  sotto_bloom_init_sample (&sample, &probe);
  vector_check_bool (run, "probe_matches", vector_bool (object, "probe_matches"),
                     sotto_bloom_contains (&fielded, &sample));
  vector_check_bool (run, "probe_matches without a sample", vector_bool (object, "probe_matches"),
                     sotto_bloom_accepts_topic (&fielded, &probe));
}

static void
run_topics (VectorRun *run, JsonNode *root)
{
  JsonObject *object = vector_root_object (root);

  vector_case_begin (run, "discovery");
  check_topic (run, "discovery_topic", vector_text (object, "discovery_topic"),
               vector_text (object, "discovery_chat_id"));
  vector_case_end (run);
  vector_each (run, object, "public_channels", check_public_channel);
  vector_each (run, object, "keys", check_names);
  vector_each (run, object, "negotiated", check_negotiated);
  vector_each (run, object, "topic_bloom", check_topic_bloom);
  vector_each (run, object, "bloom_aggregate", check_bloom_aggregate);
}

static gboolean
is_symmetric (JsonObject *object)
{
  return g_strcmp0 (vector_text (object, "encryption"), "symmetric") == 0;
}

/* (transfer full) (nullable) */
static SottoPrivateKey *
private_key_member (JsonObject *object, const char *member)
{
  guint8 key[32];

  return vector_fixed (object, member, key, sizeof key) ? sotto_private_key_new (key, NULL) : NULL;
}

/* (transfer full): long payloads are given by their length and a rule. */
static GBytes *
seal_payload (JsonObject *object)
{
  gsize length = (gsize) vector_int (object, "payload_len");
  guint8 *payload;

  if (vector_has (object, "payload"))
    return vector_bytes (object, "payload");

  payload = g_malloc (MAX (length, 1));
  for (gsize i = 0; i < length; i++)
    payload[i] = (guint8) (i * 31 + 7);

  return g_bytes_new_take (payload, length);
}

static gboolean
open_data (JsonObject *object, SottoOpenedPayload *opened, GError **error)
{
  g_autoptr (GBytes) data = vector_bytes (object, "data");
  g_autoptr (SottoPrivateKey) recipient = NULL;
  g_auto (SottoKey) key = { { 0 } };

  if (is_symmetric (object))
    {
      vector_fixed (object, "sym_key", key.bytes, sizeof key.bytes);
      return sotto_open_symmetric (data, key.bytes, opened, error);
    }

  recipient = private_key_member (object, "recipient_private_key");
  if (recipient == NULL)
    {
      g_set_error_literal (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_MALFORMED,
                           "no recipient_private_key");
      return FALSE;
    }

  return sotto_open_asymmetric (data, recipient, opened, error);
}

static void
check_opening (VectorRun *run, JsonObject *object)
{
  g_auto (SottoOpenedPayload) opened = { 0 };
  g_autoptr (GBytes) payload = seal_payload (object);
  g_autoptr (GError) error = NULL;
  guint8 signer[SOTTO_PUBLIC_KEY_LENGTH];

  if (!open_data (object, &opened, &error))
    {
      vector_fail (run, "opening", &error);
      return;
    }

  vector_check_bool (run, "payload", TRUE, g_bytes_equal (payload, opened.payload));
  vector_check_gbytes (run, "padding", vector_text (object, "padding"), opened.padding);
  vector_check_bool (run, "is signed", vector_has (object, "signature"), opened.is_signed);
  if (!opened.is_signed)
    return;

  sotto_public_key_serialize (&opened.signer, signer);
  vector_check_bytes (run, "src_public_key", vector_text (object, "src_public_key"), signer,
                      sizeof signer);
}

/* The plaintext is composed with the padding of the vector. */
static void
check_composing (VectorRun *run, JsonObject *object)
{
  g_autoptr (GBytes) payload = seal_payload (object);
  g_autoptr (GBytes) padding = vector_bytes (object, "padding");
  g_autoptr (SottoPrivateKey) signer = private_key_member (object, "signer_private_key");
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GError) error = NULL;
  SottoHash digest;
  gsize length;
  const guint8 *data;

  plain = sotto_sealing_compose (payload, padding, signer, NULL, &error);
  if (plain == NULL)
    {
      vector_fail (run, "plain", &error);
      return;
    }

  data = g_bytes_get_data (plain, &length);
  vector_check_int (run, "flags", (guint64) vector_int (object, "flags"), data[0]);
  vector_check_int (run, "plain_len", (guint64) vector_int (object, "plain_len"), length);
  if (vector_has (object, "plain"))
    vector_check_gbytes (run, "plain", vector_text (object, "plain"), plain);
  sotto_keccak256 (data, length, &digest);
  if (vector_has (object, "plain_keccak256"))
    vector_check_bytes (run, "plain_keccak256", vector_text (object, "plain_keccak256"),
                        digest.bytes, sizeof digest.bytes);
}

static void
queue_member (SottoTestRandom *random, JsonObject *object, const char *member)
{
  g_autoptr (GBytes) bytes = vector_bytes (object, member);

  sotto_test_random_queue (random, bytes);
}

/* Sealed again with the same entropy; padding of the caller's own is not what we send. */
static void
check_sealing (VectorRun *run, JsonObject *object)
{
  g_autoptr (SottoTestRandom) random = sotto_test_random_new ();
  g_autoptr (GBytes) payload = seal_payload (object);
  g_autoptr (SottoPrivateKey) signer = private_key_member (object, "signer_private_key");
  g_autoptr (SottoPrivateKey) recipient = private_key_member (object, "recipient_private_key");
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GError) error = NULL;
  guint8 key[32];

  if (vector_int (object, "plain_len") % 256 != 0)
    return;

  queue_member (random, object, "padding");
  if (is_symmetric (object))
    {
      queue_member (random, object, "gcm_nonce");
      vector_fixed (object, "sym_key", key, sizeof key);
      data = sotto_seal_symmetric (payload, signer, key, SOTTO_RANDOM (random), &error);
    }
  else if (recipient != NULL)
    {
      queue_member (random, object, "ephemeral_private_key");
      queue_member (random, object, "iv");
      data = sotto_seal_asymmetric (payload, signer, sotto_private_key_get_public (recipient),
                                    SOTTO_RANDOM (random), &error);
    }

  vector_check_gbytes (run, "data", vector_text (object, "data"), data);
  vector_check_bool (run, "entropy used up", TRUE, sotto_test_random_is_used_up (random));
}

static void
check_message (VectorRun *run, JsonObject *object, guint index)
{
  if (vector_has (object, "password"))
    check_key (run, "sym_key", vector_text (object, "sym_key"), vector_text (object, "password"));
  check_opening (run, object);
  check_composing (run, object);
  check_sealing (run, object);
}

static void
check_invalid (VectorRun *run, JsonObject *object, guint index)
{
  g_auto (SottoOpenedPayload) opened = { 0 };
  g_autoptr (GError) error = NULL;
  const char *result = "ok";

  if (!open_data (object, &opened, &error))
    result = g_error_matches (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_MALFORMED)
               ? "parse-fails"
               : "decrypt-fails";

  vector_check_text (run, "result", vector_text (object, "result"), result);
  if (error == NULL && vector_has (object, "payload"))
    vector_check_gbytes (run, "payload", vector_text (object, "payload"), opened.payload);
  if (error == NULL && vector_has (object, "padding"))
    vector_check_gbytes (run, "padding", vector_text (object, "padding"), opened.padding);
}

static void
run_seal (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "messages", check_message);
  vector_each (run, vector_root_object (root), "invalid", check_invalid);
}

const VectorSetEntry vector_sets_transport[] = {
  { "topics.json", "public_channels", run_topics },
  { "seal.json", "messages", run_seal },
  { NULL },
};
