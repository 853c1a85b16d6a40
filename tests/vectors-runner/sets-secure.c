/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The private layers: bundles and agreements (x3dh.json), the ratchet (ratchet.json), both in one
 * flow (flow-secure-transport.json), first messages (e2e.json), and MVDS (mvds.json,
 * flow-payloads.json). */

#include <string.h>

#include "sets-secure.h"
#include "sotto-bundle-private.h"
#include "sotto-hex.h"
#include "sotto-mvds-wire-private.h"
#include "sotto-ratchet-private.h"
#include "sotto-x3dh-private.h"
#include "sotto-test-random.h"
#include "vector-sets.h"

/* 64-bit numbers come as text, too, since they do not fit a double. */
static gint64
read_number (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_ascii_strtoll (json_node_get_string (node), NULL, 10);
  return vector_int (object, member);
}

static gboolean
read_point (JsonObject *object, const char *member, SottoPublicKey *key)
{
  g_autoptr (GBytes) bytes = vector_bytes (object, member);

  return sotto_public_key_parse (key, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                 NULL);
}

static SottoPrivateKey *
read_identity (JsonObject *object, const char *member)
{
  g_auto (SottoKey) key = { { 0 } };

  vector_fixed (object, member, key.bytes, sizeof key.bytes);
  return sotto_private_key_new (key.bytes, NULL);
}

static SottoBundle *
open_bundle (GBytes *bytes, GError **error)
{
  g_autoptr (Sotto__Bundle) message =
    sotto_proto_unpack_bytes (&sotto__bundle__descriptor, bytes, error);

  return message != NULL ? sotto_bundle_new_verified (message, error) : NULL;
}

static void
check_entries (VectorRun *run, JsonArray *expected, const char *prekey, const SottoBundle *bundle)
{
  vector_check_int (run, "installations", json_array_get_length (expected), bundle->entries->len);
  for (guint i = 0; i < json_array_get_length (expected); i++)
    {
      JsonObject *object = json_array_get_object_element (expected, i);
      const char *id = vector_text (object, vector_has (object, "id") ? "id" : "installation_id");
      const SottoBundleEntry *entry = sotto_bundle_find (bundle, id);

      vector_check_bool (run, id, TRUE, entry != NULL);
      if (entry == NULL)
        continue;
      vector_check_bytes (run, prekey, vector_text (object, prekey), entry->prekey,
                          sizeof entry->prekey);
      vector_check_int (run, "version", vector_int (object, "version"), entry->version);
      vector_check_int (run, "protocol_version", vector_int (object, "protocol_version"),
                        entry->protocol_version);
    }
}

/* Received, and signed anew from its parts. */
static void
check_bundle_bytes (VectorRun *run,
                    JsonObject *object,
                    SottoPrivateKey *identity,
                    const char *member,
                    const SottoBundle *bundle)
{
  g_autoptr (GBytes) material = sotto_bundle_get_signed_material (bundle);
  g_autoptr (SottoBundle) again = NULL;
  g_autoptr (Sotto__Bundle) message = NULL;
  g_autoptr (GBytes) packed = NULL;

  vector_check_int (run, "timestamp", (guint64) read_number (object, "timestamp"),
                    (guint64) bundle->timestamp);
  vector_check_gbytes (run, "signature_material", vector_text (object, "signature_material"),
                       material);
  again = sotto_bundle_new_signed (identity, (const SottoBundleEntry *) bundle->entries->data,
                                   bundle->entries->len, read_number (object, "timestamp"), NULL);
  vector_check_bytes (run, "signature", vector_text (object, "signature"), again->signature,
                      sizeof again->signature);
  message = sotto_bundle_to_message (again);
  packed = sotto_proto_pack (message);
  vector_check_gbytes (run, member, vector_text (object, member), packed);
}

static void
check_bundle (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (SottoPrivateKey) identity = read_identity (object, "identity_private_key");
  g_autoptr (GBytes) bytes = vector_bytes (object, "bundle");
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoBundle) bundle = open_bundle (bytes, &error);

  if (bundle == NULL)
    {
      vector_fail (run, "bundle", &error);
      return;
    }
  check_entries (run, vector_array (object, "signed_pre_keys"), "signed_pre_key", bundle);
  if (identity != NULL)
    check_bundle_bytes (run, object, identity, "bundle", bundle);
}

static void
check_invalid_bundle (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GBytes) bytes = vector_bytes (object, "bundle");
  g_autoptr (SottoBundle) bundle = open_bundle (bytes, NULL);

  vector_check_bool (run, vector_text (object, "why"), FALSE, bundle != NULL);
}

/* Both sides' secret; keys as 32 bytes. */
static void
check_both_secrets (VectorRun *run,
                    const char *field,
                    const char *expected,
                    SottoPrivateKey *identities[2],
                    const SottoKey keys[2])
{
  SottoPublicKey ephemeral, prekey;
  g_auto (SottoKey) initiator = { { 0 } };
  g_auto (SottoKey) responder = { { 0 } };
  gboolean agreed =
    sotto_private_bytes_get_public (keys[0].bytes, &ephemeral, NULL) &&
    sotto_private_bytes_get_public (keys[1].bytes, &prekey, NULL) &&
    sotto_x3dh_initiate (identities[0], &keys[0], sotto_private_key_get_public (identities[1]),
                         &prekey, &initiator, NULL) &&
    sotto_x3dh_respond (identities[1], &keys[1], sotto_private_key_get_public (identities[0]),
                        &ephemeral, &responder, NULL);

  vector_check_bool (run, "agreed", TRUE, agreed);
  vector_check_bytes (run, field, expected, initiator.bytes, 32);
  vector_check_bytes (run, field, expected, responder.bytes, 32);
}

static void
check_agreement (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (SottoPrivateKey) alice = read_identity (object, "alice_identity_private_key");
  g_autoptr (SottoPrivateKey) bob = read_identity (object, "bob_identity_private_key");
  SottoPrivateKey *identities[] = { alice, bob };
  SottoKey keys[2] = { 0 };
  SottoKey dh[3] = { 0 };
  SottoKey combined;

  vector_fixed (object, "alice_ephemeral_private_key", keys[0].bytes, 32);
  vector_fixed (object, "bob_signed_pre_key_private_key", keys[1].bytes, 32);
  vector_fixed (object, "dh1", dh[0].bytes, 32);
  vector_fixed (object, "dh2", dh[1].bytes, 32);
  vector_fixed (object, "dh3", dh[2].bytes, 32);
  sotto_x3dh_combine (&dh[0], &dh[1], &dh[2], &combined);
  vector_check_bytes (run, "shared_secret of dh1, dh2, dh3", vector_text (object, "shared_secret"),
                      combined.bytes, 32);
  if (alice != NULL && bob != NULL)
    check_both_secrets (run, "shared_secret", vector_text (object, "shared_secret"), identities,
                        keys);
}

/* Sealed again with the recorded key and nonce, and opened. */
static void
check_sealed_once (VectorRun *run,
                   SottoPrivateKey *recipient,
                   GBytes *ephemeral,
                   GBytes *plaintext,
                   GBytes *payload)
{
  g_autoptr (SottoTestRandom) random = sotto_test_random_new ();
  g_autofree char *expected = NULL;
  g_autofree char *expected_text = NULL;
  gsize length = g_bytes_get_size (payload);
  g_autoptr (GBytes) nonce = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) opened = NULL;
  g_autoptr (GError) error = NULL;
  guint8 compressed[SOTTO_COMPRESSED_KEY_LENGTH];
  SottoPublicKey point;

  vector_check_bool (run, "long enough", TRUE, length >= SOTTO_DH_MESSAGE_OVERHEAD);
  if (length < SOTTO_DH_MESSAGE_OVERHEAD || recipient == NULL)
    return;
  nonce = g_bytes_new_from_bytes (payload, length - 12, 12);
  sotto_test_random_queue (random, ephemeral);
  sotto_test_random_queue (random, nonce);
  sealed = sotto_dh_message_seal (sotto_private_key_get_public (recipient), plaintext,
                                  SOTTO_RANDOM (random), compressed, &error);
  expected = sotto_hex_encode (g_bytes_get_data (payload, NULL), length);
  if (sealed == NULL)
    vector_fail (run, "payload", &error);
  else
    vector_check_gbytes (run, "payload", expected, sealed);

  if (!sotto_public_key_parse (&point, compressed, sizeof compressed, &error))
    vector_fail (run, "ephemeral", &error);
  else
    opened =
      sotto_dh_message_open (recipient, &point, g_bytes_get_data (payload, NULL), length, &error);
  expected_text =
    sotto_hex_encode (g_bytes_get_data (plaintext, NULL), g_bytes_get_size (plaintext));
  if (opened == NULL)
    vector_fail (run, "plaintext", &error);
  else
    vector_check_gbytes (run, "plaintext", expected_text, opened);
}

static void
check_dh_message (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (SottoPrivateKey) recipient = read_identity (object, "recipient_private_key");
  g_autoptr (GBytes) ephemeral = vector_bytes (object, "ephemeral_private_key");
  g_autoptr (GBytes) plaintext = vector_bytes (object, "plaintext");
  g_autoptr (GBytes) bytes = vector_bytes (object, "direct_message_protocol");
  g_autoptr (GError) error = NULL;
  g_autoptr (Sotto__DirectMessageProtocol) message =
    sotto_proto_unpack_bytes (&sotto__direct_message_protocol__descriptor, bytes, &error);
  g_autoptr (GBytes) payload = NULL;

  if (message == NULL || message->dh_header == NULL)
    {
      vector_check_bool (run, "direct_message_protocol", TRUE, FALSE);
      return;
    }
  vector_check_bytes (run, "ephemeral", vector_text (object, "ephemeral"),
                      message->dh_header->key.data, message->dh_header->key.len);
  payload = g_bytes_new (message->payload.data, message->payload.len);
  check_sealed_once (run, recipient, ephemeral, plaintext, payload);
}

static void
run_x3dh (VectorRun *run, JsonNode *root)
{
  JsonObject *object = vector_root_object (root);

  vector_each (run, object, "bundles", check_bundle);
  vector_each (run, object, "invalid_bundles", check_invalid_bundle);
  vector_each (run, object, "agreements", check_agreement);
  vector_each (run, object, "dh_message", check_dh_message);
}

static void
check_dh (VectorRun *run, JsonObject *object, guint index)
{
  SottoKey key = { 0 };
  SottoKey secret = { 0 };
  SottoPublicKey other;

  vector_fixed (object, "private_key", key.bytes, 32);
  vector_check_bool (run, "agreed", TRUE,
                     read_point (object, "public_key", &other) &&
                       sotto_ecdh (key.bytes, &other, secret.bytes, NULL));
  vector_check_bytes (run, "secret", vector_text (object, "secret"), secret.bytes, 32);
}

static void
check_kdf_rk (VectorRun *run, JsonObject *object, guint index)
{
  SottoKey root_key = { 0 };
  SottoKey dh = { 0 };
  guint8 output[96];

  vector_fixed (object, "root_key", root_key.bytes, 32);
  vector_fixed (object, "dh", dh.bytes, 32);
  sotto_ratchet_kdf_root (&root_key, dh.bytes, output);
  vector_check_bytes (run, "new_root_key", vector_text (object, "new_root_key"), output, 32);
  vector_check_bytes (run, "chain_key", vector_text (object, "chain_key"), output + 32, 32);
  vector_check_bytes (run, "header_key", vector_text (object, "header_key"), output + 64, 32);
}

static void
check_kdf_ck (VectorRun *run, JsonObject *object, guint index)
{
  SottoKey chain = { 0 };
  SottoKey next, message_key;

  vector_fixed (object, "chain_key", chain.bytes, 32);
  sotto_ratchet_kdf_chain (&chain, &next, &message_key);
  vector_check_bytes (run, "next_chain_key", vector_text (object, "next_chain_key"), next.bytes,
                      32);
  vector_check_bytes (run, "message_key", vector_text (object, "message_key"), message_key.bytes,
                      32);
}

static void
check_encrypt (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GBytes) associated = vector_bytes (object, "ad");
  g_autoptr (GBytes) plaintext = vector_bytes (object, "plaintext");
  g_autoptr (GBytes) output = vector_bytes (object, "output");
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) opened = NULL;
  g_autoptr (GError) error = NULL;
  SottoKey key = { 0 };

  vector_fixed (object, "message_key", key.bytes, 32);
  sealed =
    sotto_ratchet_seal (&key, g_bytes_get_data (associated, NULL), g_bytes_get_size (associated),
                        g_bytes_get_data (plaintext, NULL), g_bytes_get_size (plaintext), NULL);
  vector_check_gbytes (run, "output", vector_text (object, "output"), sealed);
  opened =
    sotto_ratchet_open (&key, g_bytes_get_data (associated, NULL), g_bytes_get_size (associated),
                        g_bytes_get_data (output, NULL), g_bytes_get_size (output), &error);
  if (opened == NULL)
    vector_fail (run, "plaintext", &error);
  else
    vector_check_gbytes (run, "plaintext", vector_text (object, "plaintext"), opened);
}

static void
check_header (VectorRun *run, JsonObject *object, guint index)
{
  SottoRatchetHeader header = {
    .n = (guint32) vector_int (object, "n"),
    .pn = (guint32) vector_int (object, "pn"),
  };
  guint8 encoded[SOTTO_RATCHET_HEADER_LENGTH];

  vector_fixed (object, "dh", header.key, sizeof header.key);
  sotto_ratchet_header_encode (&header, encoded);
  vector_check_bytes (run, "encoded", vector_text (object, "encoded"), encoded, sizeof encoded);
}

static void
run_ratchet (VectorRun *run, JsonNode *root)
{
  JsonObject *object = vector_root_object (root);

  vector_each (run, object, "dh", check_dh);
  vector_each (run, object, "kdf_rk", check_kdf_rk);
  vector_each (run, object, "kdf_ck", check_kdf_ck);
  vector_each (run, object, "encrypt", check_encrypt);
  vector_each (run, object, "header", check_header);
  vector_each (run, object, "conversations", vector_replay_conversation);
}

static void
check_group (VectorRun *run, JsonObject *object, guint index)
{
  SottoPublicKey a, b;
  SottoHash id = { { 0 } };

  if (read_point (object, "public_key_a", &a) && read_point (object, "public_key_b", &b))
    sotto_mvds_group_id (&a, &b, &id);
  vector_check_bytes (run, "group_id", vector_text (object, "group_id"), id.bytes, 32);
  if (read_point (object, "public_key_a", &a) && read_point (object, "public_key_b", &b))
    sotto_mvds_group_id (&b, &a, &id);
  vector_check_bytes (run, "group_id", vector_text (object, "group_id"), id.bytes, 32);
}

static void
check_message (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GBytes) body = vector_bytes (object, "body");
  g_autoptr (GBytes) packed = NULL;
  Sotto__MvdsMessage message = SOTTO__MVDS_MESSAGE__INIT;
  SottoHash group_id = { { 0 } };
  SottoHash id;

  vector_fixed (object, "group_id", group_id.bytes, 32);
  message.group_id = SOTTO_PROTO_BINARY (group_id.bytes);
  message.timestamp = read_number (object, "timestamp");
  message.body = sotto_proto_borrow (body);
  packed = sotto_proto_pack (&message);
  sotto_mvds_message_id (&group_id, message.timestamp, message.body.data, message.body.len, &id);
  vector_check_bytes (run, "message_id", vector_text (object, "message_id"), id.bytes, 32);
  vector_check_gbytes (run, "message", vector_text (object, "message"), packed);
}

static void
check_ids (VectorRun *run,
           JsonObject *object,
           const char *member,
           const ProtobufCBinaryData *ids,
           gsize n_ids)
{
  JsonArray *expected = vector_array (object, member);

  vector_check_int (run, member, json_array_get_length (expected), n_ids);
  for (guint i = 0; i < MIN (n_ids, json_array_get_length (expected)); i++)
    vector_check_bytes (run, member, json_array_get_string_element (expected, i), ids[i].data,
                        ids[i].len);
}

static void
check_payload (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GBytes) bytes = vector_bytes (object, "payload");
  g_autoptr (Sotto__MvdsPayload) payload = sotto_mvds_payload_parse (bytes, NULL);
  g_autoptr (GBytes) packed = NULL;

  if (payload == NULL)
    {
      vector_check_int (run, "payload", g_bytes_get_size (bytes), 0);
      return;
    }
  check_ids (run, object, "acks", payload->acks, payload->n_acks);
  check_ids (run, object, "offers", payload->offers, payload->n_offers);
  check_ids (run, object, "requests", payload->requests, payload->n_requests);
  vector_check_int (run, "messages", json_array_get_length (vector_array (object, "messages")),
                    payload->n_messages);
  packed = sotto_proto_pack (payload);
  vector_check_gbytes (run, "payload", vector_text (object, "payload"), packed);
}

static void
run_mvds (VectorRun *run, JsonNode *root)
{
  JsonObject *object = vector_root_object (root);

  vector_each (run, object, "group_ids", check_group);
  vector_each (run, object, "messages", check_message);
  vector_each (run, object, "payloads", check_payload);
}

static void
check_flow_bundle (VectorRun *run, JsonObject *object)
{
  g_autoptr (SottoPrivateKey) identity = read_identity (object, "identity_private");
  g_autoptr (GBytes) bytes = vector_bytes (object, "bundle_protobuf_map_sorted");
  g_autoptr (SottoBundle) bundle = open_bundle (bytes, NULL);

  vector_check_bool (run, "bundle_protobuf_map_sorted", TRUE, bundle != NULL);
  if (bundle == NULL || identity == NULL)
    return;
  check_entries (run, vector_array (object, "installations"), "spk", bundle);
  check_bundle_bytes (run, object, identity, "bundle_protobuf_map_sorted", bundle);
}

static void
check_flow_agreement (VectorRun *run, JsonObject *object)
{
  g_autoptr (SottoPrivateKey) alice =
    read_identity (vector_object (object, "identity_alice"), "private");
  g_autoptr (SottoPrivateKey) bob =
    read_identity (vector_object (object, "identity_bob"), "private");
  SottoPrivateKey *identities[] = { alice, bob };
  SottoKey keys[2] = { 0 };

  vector_fixed (vector_object (object, "ephemeral_alice"), "private", keys[0].bytes, 32);
  vector_fixed (vector_object (object, "signed_prekey_bob"), "private", keys[1].bytes, 32);
  if (alice != NULL && bob != NULL)
    check_both_secrets (run, "sk", vector_text (object, "sk"), identities, keys);
}

static void
check_flow_fallback (VectorRun *run, JsonObject *object)
{
  g_autoptr (SottoPrivateKey) recipient =
    read_identity (vector_object (object, "recipient"), "private");
  g_autoptr (GBytes) ephemeral = vector_bytes (vector_object (object, "ephemeral"), "private");
  g_autoptr (GBytes) plaintext = vector_bytes (object, "plaintext");
  g_autoptr (GBytes) payload = vector_bytes (object, "payload");

  check_sealed_once (run, recipient, ephemeral, plaintext, payload);
}

static void
check_flow_secret (VectorRun *run, JsonObject *object)
{
  SottoKey key = { 0 };
  SottoKey secret = { 0 };
  SottoPublicKey other;

  vector_fixed (vector_object (object, "alice"), "private", key.bytes, 32);
  if (read_point (vector_object (object, "bob"), "public_uncompressed", &other) &&
      !sotto_ecdh (key.bytes, &other, secret.bytes, NULL))
    vector_check_bool (run, "agreed", TRUE, FALSE);
  vector_check_bytes (run, "secret", vector_text (object, "secret"), secret.bytes, 32);
}

static void
check_flow_kdf (VectorRun *run, JsonObject *object)
{
  JsonObject *chain = vector_object (object, "kdf_ck");
  JsonObject *step = vector_object (object, "kdf_rk");
  SottoKey chain_key = { 0 };
  SottoKey root_key = { 0 };
  SottoKey dh = { 0 };
  SottoKey next, message_key;
  guint8 output[96];

  vector_fixed (chain, "ck", chain_key.bytes, 32);
  sotto_ratchet_kdf_chain (&chain_key, &next, &message_key);
  vector_check_bytes (run, "next_ck", vector_text (chain, "next_ck"), next.bytes, 32);
  vector_check_bytes (run, "mk", vector_text (chain, "mk"), message_key.bytes, 32);
  vector_fixed (step, "rk", root_key.bytes, 32);
  vector_fixed (step, "dh_out", dh.bytes, 32);
  sotto_ratchet_kdf_root (&root_key, dh.bytes, output);
  vector_check_bytes (run, "root", vector_text (step, "root"), output, 32);
  vector_check_bytes (run, "chain", vector_text (step, "chain"), output + 32, 32);
}

static void
run_first_messages (VectorRun *run, JsonNode *root)
{
  static const char *const sections[] = { "private_dh", "private_x3dh", "private_x3dh_mvds",
                                          "negotiated", "contact_code" };

  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    if (vector_has (vector_root_object (root), sections[i]))
      vector_each (run, vector_root_object (root), sections[i], vector_replay_first_message);
}

/* Ids and payloads of one message between two people. */
static void
run_flow_mvds (VectorRun *run, JsonNode *root)
{
  JsonObject *object = vector_object (vector_root_object (root), "mvds");
  g_autoptr (GBytes) body = vector_bytes (object, "body");
  g_autoptr (SottoMvdsBuilder) builder = NULL;
  g_autoptr (SottoMvdsBuilder) ack_builder = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) ack = NULL;
  SottoHash group_id = { { 0 } };
  SottoHash id;
  SottoPublicKey alice, bob;

  vector_case_begin (run, "mvds");
  if (read_point (vector_object (object, "alice"), "public_uncompressed", &alice) &&
      read_point (vector_object (object, "bob"), "public_uncompressed", &bob))
    sotto_mvds_group_id (&alice, &bob, &group_id);
  vector_check_bytes (run, "one_to_one_group_id", vector_text (object, "one_to_one_group_id"),
                      group_id.bytes, 32);
  sotto_mvds_message_id (&group_id, read_number (object, "timestamp"),
                         g_bytes_get_data (body, NULL), g_bytes_get_size (body), &id);
  vector_check_bytes (run, "message_id", vector_text (object, "message_id"), id.bytes, 32);
  builder = sotto_mvds_builder_new (&group_id);
  sotto_mvds_builder_add_message (builder, read_number (object, "timestamp"), body);
  payload = sotto_mvds_builder_pack (builder);
  vector_check_gbytes (run, "payload_message", vector_text (object, "payload_message"), payload);
  ack_builder = sotto_mvds_builder_new (&group_id);
  sotto_mvds_builder_add_ack (ack_builder, &id);
  ack = sotto_mvds_builder_pack (ack_builder);
  vector_check_gbytes (run, "payload_ack", vector_text (object, "payload_ack"), ack);
  vector_case_end (run);
}

static void
run_flow (VectorRun *run, JsonNode *root)
{
  static const struct
  {
    const char *member;
    void (*check) (VectorRun *run, JsonObject *object);
  } parts[] = {
    { "bundle", check_flow_bundle },
    { "x3dh", check_flow_agreement },
    { "dh_fallback", check_flow_fallback },
    { "negotiated", check_flow_secret },
    { "kdf", check_flow_kdf },
    { "double_ratchet", vector_replay_double_ratchet },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (vector_has (vector_root_object (root), parts[i].member))
      {
        vector_case_begin (run, "%s", parts[i].member);
        parts[i].check (run, vector_object (vector_root_object (root), parts[i].member));
        vector_case_end (run);
      }
}

const VectorSetEntry vector_sets_secure[] = {
  { "x3dh.json", "bundles", run_x3dh },
  { "ratchet.json", "kdf_rk", run_ratchet },
  { "flow-secure-transport.json", "bundle", run_flow },
  { "e2e.json", "private_x3dh", run_first_messages },
  { "mvds.json", "group_ids", run_mvds },
  { "flow-payloads.json", "mvds", run_flow_mvds },
  { NULL },
};
