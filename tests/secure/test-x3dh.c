/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bundles, X3DH and the DH fallback against the vectors, and against what is wrong with them. */

#include "sotto-bundle-private.h"
#include "sotto-hex.h"
#include "sotto-keccak.h"
#include "sotto-secure-channel.h"
#include "sotto-x3dh-private.h"

#include "sotto-test-random.h"
#include "sotto-test-vectors.h"

static SottoBundle *
parse_bundle (GBytes *bytes, GError **error)
{
  g_autoptr (Sotto__Bundle) message =
    sotto_proto_unpack_bytes (&sotto__bundle__descriptor, bytes, error);

  return message != NULL ? sotto_bundle_new_verified (message, error) : NULL;
}

static void
check_entries (JsonArray *expected, const SottoBundle *bundle, const char *spk_member)
{
  g_assert_cmpuint (json_array_get_length (expected), ==, bundle->entries->len);
  for (guint i = 0; i < bundle->entries->len; i++)
    {
      JsonObject *object = json_array_get_object_element (expected, i);
      const char *id_member = json_object_has_member (object, "id") ? "id" : "installation_id";
      const SottoBundleEntry *entry =
        sotto_bundle_find (bundle, sotto_test_vectors_text (object, id_member));

      g_assert_nonnull (entry);
      sotto_test_vectors_check (object, spk_member, entry->prekey, sizeof entry->prekey);
      g_assert_cmpint (json_object_get_int_member (object, "version"), ==, entry->version);
      g_assert_cmpint (json_object_get_int_member (object, "protocol_version"), ==,
                       entry->protocol_version);
    }
}

/* Received, and made anew from its parts: the same bytes. */
static void
check_bundle (JsonObject *object, GBytes *bytes, SottoPrivateKey *identity)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoBundle) bundle = parse_bundle (bytes, &error);
  g_autoptr (SottoBundle) signed_anew = NULL;
  g_autoptr (GBytes) material = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (Sotto__Bundle) message = NULL;

  g_assert_no_error (error);
  g_assert_true (
    sotto_public_key_equal (&bundle->identity, sotto_private_key_get_public (identity)));
  material = sotto_bundle_get_signed_material (bundle);
  sotto_test_vectors_check_bytes (object, "signature_material", material);
  sotto_test_vectors_check (object, "signature", bundle->signature, sizeof bundle->signature);

  signed_anew = sotto_bundle_new_signed (identity, (const SottoBundleEntry *) bundle->entries->data,
                                         bundle->entries->len, bundle->timestamp, &error);
  g_assert_no_error (error);
  message = sotto_bundle_to_message (signed_anew);
  packed = sotto_proto_pack (message);
  g_assert_true (g_bytes_equal (packed, bytes));
}

static void
test_bundles (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "x3dh.json");
  JsonArray *bundles = sotto_test_vectors_array (json_node_get_object (root), "bundles");

  g_assert_cmpuint (json_array_get_length (bundles), ==, 10);
  for (guint i = 0; i < json_array_get_length (bundles); i++)
    {
      JsonObject *object = json_array_get_object_element (bundles, i);
      g_autoptr (SottoPrivateKey) identity =
        sotto_test_vectors_private_key (object, "identity_private_key");
      g_autoptr (GBytes) bytes = sotto_test_vectors_bytes (object, "bundle");
      g_autoptr (SottoBundle) bundle = parse_bundle (bytes, NULL);

      check_bundle (object, bytes, identity);
      g_assert_nonnull (bundle);
      g_assert_cmpint (bundle->timestamp, ==,
                       g_ascii_strtoll (sotto_test_vectors_text (object, "timestamp"), NULL, 10));
      check_entries (sotto_test_vectors_array (object, "signed_pre_keys"), bundle,
                     "signed_pre_key");
    }
}

static void
test_invalid_bundles (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "x3dh.json");
  JsonArray *bundles = sotto_test_vectors_array (json_node_get_object (root), "invalid_bundles");

  g_assert_cmpuint (json_array_get_length (bundles), ==, 8);
  for (guint i = 0; i < json_array_get_length (bundles); i++)
    {
      JsonObject *object = json_array_get_object_element (bundles, i);
      g_autoptr (GBytes) bytes = sotto_test_vectors_bytes (object, "bundle");
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoBundle) bundle = parse_bundle (bytes, &error);

      g_test_message ("%s", sotto_test_vectors_text (object, "why"));
      g_assert_error (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_BUNDLE);
      g_assert_null (bundle);
    }
}

static void
test_flow_bundle (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "flow-secure-transport.json");
  JsonObject *object = sotto_test_vectors_object (json_node_get_object (root), "bundle");
  g_autoptr (SottoPrivateKey) identity =
    sotto_test_vectors_private_key (object, "identity_private");
  g_autoptr (GBytes) bytes = sotto_test_vectors_bytes (object, "bundle_protobuf_map_sorted");
  g_autoptr (GBytes) contact_code =
    sotto_test_vectors_bytes (object, "contact_code_protocol_message");
  g_autoptr (Sotto__ProtocolMessage) message =
    sotto_proto_unpack_bytes (&sotto__protocol_message__descriptor, contact_code, NULL);
  g_autoptr (SottoBundle) bundle = parse_bundle (bytes, NULL);
  g_autoptr (GBytes) material = NULL;
  g_autoptr (GBytes) packed = NULL;
  SottoHash digest;

  check_bundle (object, bytes, identity);
  check_entries (sotto_test_vectors_array (object, "installations"), bundle, "spk");
  material = sotto_bundle_get_signed_material (bundle);
  sotto_keccak256 (g_bytes_get_data (material, NULL), g_bytes_get_size (material), &digest);
  sotto_test_vectors_check (object, "digest", digest.bytes, sizeof digest.bytes);

  g_assert_nonnull (message);
  g_assert_cmpuint (message->n_bundles, ==, 1);
  packed = sotto_proto_pack (message->bundles[0]);
  g_assert_true (g_bytes_equal (packed, bytes));
}

static void
check_agreement (SottoPrivateKey *alice,
                 const SottoKey *ephemeral,
                 SottoPrivateKey *bob,
                 const SottoKey *prekey,
                 const SottoKey *expected)
{
  g_auto (SottoKey) initiator = { 0 };
  g_auto (SottoKey) responder = { 0 };
  g_autoptr (GError) error = NULL;
  SottoPublicKey ephemeral_public, prekey_public;

  g_assert_true (sotto_private_bytes_get_public (ephemeral->bytes, &ephemeral_public, NULL));
  g_assert_true (sotto_private_bytes_get_public (prekey->bytes, &prekey_public, NULL));
  g_assert_true (sotto_x3dh_initiate (alice, ephemeral, sotto_private_key_get_public (bob),
                                      &prekey_public, &initiator, &error));
  g_assert_true (sotto_x3dh_respond (bob, prekey, sotto_private_key_get_public (alice),
                                     &ephemeral_public, &responder, &error));
  g_assert_cmpmem (initiator.bytes, 32, expected->bytes, 32);
  g_assert_cmpmem (responder.bytes, 32, expected->bytes, 32);
}

static void
test_agreements (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "x3dh.json");
  JsonArray *agreements = sotto_test_vectors_array (json_node_get_object (root), "agreements");

  g_assert_cmpuint (json_array_get_length (agreements), ==, 8);
  for (guint i = 0; i < json_array_get_length (agreements); i++)
    {
      JsonObject *object = json_array_get_object_element (agreements, i);
      g_autoptr (SottoPrivateKey) alice =
        sotto_test_vectors_private_key (object, "alice_identity_private_key");
      g_autoptr (SottoPrivateKey) bob =
        sotto_test_vectors_private_key (object, "bob_identity_private_key");
      SottoKey ephemeral = sotto_test_vectors_key (object, "alice_ephemeral_private_key");
      SottoKey prekey = sotto_test_vectors_key (object, "bob_signed_pre_key_private_key");
      SottoKey expected = sotto_test_vectors_key (object, "shared_secret");
      SottoKey dh1 = sotto_test_vectors_key (object, "dh1");
      SottoKey dh2 = sotto_test_vectors_key (object, "dh2");
      SottoKey dh3 = sotto_test_vectors_key (object, "dh3");
      SottoKey combined;

      sotto_x3dh_combine (&dh1, &dh2, &dh3, &combined);
      g_assert_cmpmem (combined.bytes, 32, expected.bytes, 32);
      check_agreement (alice, &ephemeral, bob, &prekey, &expected);
    }
}

static SottoKey
read_private (JsonObject *object, const char *member)
{
  return sotto_test_vectors_key (sotto_test_vectors_object (object, member), "private");
}

static void
test_flow_agreement (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "flow-secure-transport.json");
  JsonObject *object = sotto_test_vectors_object (json_node_get_object (root), "x3dh");
  SottoKey ephemeral = read_private (object, "ephemeral_alice");
  SottoKey prekey = read_private (object, "signed_prekey_bob");
  SottoKey expected = sotto_test_vectors_key (object, "sk");
  g_autoptr (SottoPrivateKey) alice = sotto_test_vectors_private_key (
    sotto_test_vectors_object (object, "identity_alice"), "private");
  g_autoptr (SottoPrivateKey) bob =
    sotto_test_vectors_private_key (sotto_test_vectors_object (object, "identity_bob"), "private");

  check_agreement (alice, &ephemeral, bob, &prekey, &expected);
}

/* The recorded payload is reproduced from its ephemeral key and nonce, and opens. */
static void
check_dh_message (SottoPrivateKey *recipient,
                  const SottoKey *ephemeral,
                  GBytes *plaintext,
                  const guint8 *payload,
                  gsize length)
{
  g_autoptr (SottoTestRandom) random = sotto_test_random_new ();
  g_autoptr (GBytes) key_bytes = g_bytes_new (ephemeral->bytes, 32);
  g_autoptr (GBytes) nonce = g_bytes_new (payload + length - 12, 12);
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) opened = NULL;
  g_autoptr (GError) error = NULL;
  guint8 compressed[SOTTO_COMPRESSED_KEY_LENGTH];
  SottoPublicKey ephemeral_public;

  sotto_test_random_queue (random, key_bytes);
  sotto_test_random_queue (random, nonce);
  sealed = sotto_dh_message_seal (sotto_private_key_get_public (recipient), plaintext,
                                  SOTTO_RANDOM (random), compressed, &error);
  g_assert_no_error (error);
  g_assert_true (sotto_test_random_is_used_up (random));
  g_assert_cmpmem (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), payload, length);

  g_assert_true (sotto_public_key_parse (&ephemeral_public, compressed, sizeof compressed, NULL));
  opened = sotto_dh_message_open (recipient, &ephemeral_public, payload, length, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (opened, plaintext));
}

static void
test_dh_messages (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "x3dh.json");
  JsonArray *messages = sotto_test_vectors_array (json_node_get_object (root), "dh_message");

  g_assert_cmpuint (json_array_get_length (messages), ==, 4);
  for (guint i = 0; i < json_array_get_length (messages); i++)
    {
      JsonObject *object = json_array_get_object_element (messages, i);
      g_autoptr (SottoPrivateKey) recipient =
        sotto_test_vectors_private_key (object, "recipient_private_key");
      SottoKey ephemeral = sotto_test_vectors_key (object, "ephemeral_private_key");
      g_autoptr (GBytes) plaintext = sotto_test_vectors_bytes (object, "plaintext");
      g_autoptr (GBytes) bytes = sotto_test_vectors_bytes (object, "direct_message_protocol");
      g_autoptr (Sotto__DirectMessageProtocol) message =
        sotto_proto_unpack_bytes (&sotto__direct_message_protocol__descriptor, bytes, NULL);

      g_assert_nonnull (message);
      g_assert_nonnull (message->dh_header);
      sotto_test_vectors_check (object, "ephemeral", message->dh_header->key.data,
                                message->dh_header->key.len);
      check_dh_message (recipient, &ephemeral, plaintext, message->payload.data,
                        message->payload.len);
    }
}

static void
test_flow_dh_message (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "flow-secure-transport.json");
  JsonObject *object = sotto_test_vectors_object (json_node_get_object (root), "dh_fallback");
  g_autoptr (SottoPrivateKey) recipient =
    sotto_test_vectors_private_key (sotto_test_vectors_object (object, "recipient"), "private");
  SottoKey ephemeral = read_private (object, "ephemeral");
  g_autoptr (GBytes) plaintext = sotto_test_vectors_bytes (object, "plaintext");
  g_autoptr (GBytes) payload = sotto_test_vectors_bytes (object, "payload");

  check_dh_message (recipient, &ephemeral, plaintext, g_bytes_get_data (payload, NULL),
                    g_bytes_get_size (payload));
}

static void
test_dh_message_hostile (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (1);
  g_autoptr (SottoPrivateKey) recipient = sotto_private_key_generate (random);
  g_autoptr (GBytes) plaintext = g_bytes_new_static ("hello", 5);
  g_autoptr (GBytes) sealed = NULL;
  guint8 compressed[SOTTO_COMPRESSED_KEY_LENGTH];
  g_autofree guint8 *payload = NULL;
  SottoPublicKey ephemeral;
  gsize length;

  sealed = sotto_dh_message_seal (sotto_private_key_get_public (recipient), plaintext, random,
                                  compressed, NULL);
  g_assert_true (sotto_public_key_parse (&ephemeral, compressed, sizeof compressed, NULL));
  length = g_bytes_get_size (sealed);
  payload = g_memdup2 (g_bytes_get_data (sealed, NULL), length);

  for (gsize cut = 0; cut < length; cut++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sotto_dh_message_open (recipient, &ephemeral, payload, cut, &error));
      g_assert_error (error, SOTTO_SECURE_ERROR,
                      (cut < SOTTO_DH_MESSAGE_OVERHEAD ? SOTTO_SECURE_ERROR_MALFORMED
                                                       : SOTTO_SECURE_ERROR_AUTHENTICATION));
    }
  for (gsize bit = 0; bit < length * 8; bit++)
    {
      g_autoptr (GError) error = NULL;

      payload[bit / 8] ^= 1 << (bit % 8);
      g_assert_null (sotto_dh_message_open (recipient, &ephemeral, payload, length, &error));
      g_assert_error (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_AUTHENTICATION);
      payload[bit / 8] ^= 1 << (bit % 8);
    }
}

typedef struct
{
  const char *id;
  gsize length;
  gboolean valid;
} IdCase;

static void
test_installation_ids (void)
{
  static const char sixty_four[] =
    "0123456789012345678901234567890123456789012345678901234567890123";
  static const char sixty_five[] =
    "01234567890123456789012345678901234567890123456789012345678901234";
  static const IdCase cases[] = {
    { "a", 1, TRUE },          { "0f5a1b1e-6a70-4a5f-9f0e-5f1a2b3c4d5e", 36, TRUE },
    { "none ", 5, TRUE },      { "None", 4, TRUE },
    { "\xd0\xb6", 2, TRUE },   { sixty_four, 64, TRUE },
    { sixty_five, 65, FALSE }, { "", 0, FALSE },
    { NULL, 0, FALSE },        { "none", 4, FALSE },
    { "\xff", 1, FALSE },      { "a\0b", 3, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (sotto_installation_id_is_valid ((const guint8 *) cases[i].id, cases[i].length),
                     ==, cases[i].valid);
}

/* What a bundle of @n_entries with ids "device-00" … and one hostile id reads as. */
static SottoBundle *
make_odd_bundle (SottoPrivateKey *identity, guint n_entries, const char *odd_id, GError **error)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (n_entries);
  g_autoptr (GByteArray) material = g_byte_array_new ();
  g_autoptr (Sotto__Bundle) message = g_new (Sotto__Bundle, 1);
  guint8 compressed[SOTTO_COMPRESSED_KEY_LENGTH];
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  SottoHash digest;

  sotto__bundle__init (message);
  message->n_signed_pre_keys = n_entries;
  message->signed_pre_keys = g_new0 (Sotto__SignedPreKeyEntry *, n_entries);
  for (guint i = 0; i < n_entries; i++)
    {
      g_auto (SottoKeyPair) pair = { 0 };
      Sotto__SignedPreKeyEntry *entry = g_new (Sotto__SignedPreKeyEntry, 1);
      char *id = i == 0 ? g_strdup (odd_id) : g_strdup_printf ("device-%02u", i);

      sotto_key_pair_generate (&pair, random);
      sotto_public_key_serialize_compressed (&pair.public_key, compressed);
      sotto__signed_pre_key_entry__init (entry);
      entry->key.data = (guint8 *) id;
      entry->key.len = strlen (id);
      entry->value = g_new (Sotto__SignedPreKey, 1);
      sotto__signed_pre_key__init (entry->value);
      entry->value->signed_pre_key.data = g_memdup2 (compressed, sizeof compressed);
      entry->value->signed_pre_key.len = sizeof compressed;
      entry->value->version = 7;
      message->signed_pre_keys[i] = entry;
      g_byte_array_append (material, (const guint8 *) id, (guint) strlen (id));
      g_byte_array_append (material, compressed, sizeof compressed);
      g_byte_array_append (material, (const guint8 *) "7", 1);
    }

  sotto_keccak256 (material->data, material->len, &digest);
  g_assert_true (sotto_private_key_sign (identity, &digest, signature, NULL));
  sotto_public_key_serialize_compressed (sotto_private_key_get_public (identity), compressed);
  message->identity.data = g_memdup2 (compressed, sizeof compressed);
  message->identity.len = sizeof compressed;
  message->signature.data = g_memdup2 (signature, sizeof signature);
  message->signature.len = sizeof signature;

  return sotto_bundle_new_verified (message, error);
}

static void
test_odd_bundles (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (2);
  g_autoptr (SottoPrivateKey) identity = sotto_private_key_generate (random);
  static const char *const odd[] = {
    "", "\xff\xfe", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      gboolean last = odd[i][0] == '\xff';
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoBundle) bundle = NULL;

      /* Sorted behind the others, the odd one must be signed behind them, too: alone, then. */
      bundle = make_odd_bundle (identity, last ? 1 : 3, odd[i], &error);
      g_assert_no_error (error);
      g_assert_cmpuint (bundle->entries->len, ==, last ? 0 : 2);
      g_assert_cmpint (bundle->timestamp, ==, 0);
    }

  {
    g_autoptr (GError) error = NULL;
    g_autoptr (SottoBundle) bundle = make_odd_bundle (identity, 20, "device-00", &error);

    g_assert_no_error (error);
    g_assert_cmpuint (bundle->entries->len, ==, SOTTO_BUNDLE_MAX_INSTALLATIONS);
    g_assert_nonnull (sotto_bundle_find (bundle, "device-15"));
    g_assert_null (sotto_bundle_find (bundle, "device-16"));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secure/bundle/vectors", test_bundles);
  g_test_add_func ("/secure/bundle/invalid", test_invalid_bundles);
  g_test_add_func ("/secure/bundle/flow", test_flow_bundle);
  g_test_add_func ("/secure/bundle/odd-entries", test_odd_bundles);
  g_test_add_func ("/secure/bundle/installation-ids", test_installation_ids);
  g_test_add_func ("/secure/x3dh/vectors", test_agreements);
  g_test_add_func ("/secure/x3dh/flow", test_flow_agreement);
  g_test_add_func ("/secure/dh-message/vectors", test_dh_messages);
  g_test_add_func ("/secure/dh-message/flow", test_flow_dh_message);
  g_test_add_func ("/secure/dh-message/hostile", test_dh_message_hostile);

  return g_test_run ();
}
