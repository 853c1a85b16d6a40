/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fixtures.h"
#include "sotto-devp2p-error.h"
#include "sotto-ecies.h"
#include "sotto-rlp.h"
#include "sotto-rlpx-packets-private.h"

static SottoPrivateKey *
load_key (JsonObject *object, const char *member)
{
  guint8 bytes[SOTTO_KEY_LENGTH];
  g_autoptr (GError) error = NULL;
  SottoPrivateKey *key;

  fixture_fixed (object, member, bytes, sizeof bytes);
  key = sotto_private_key_new (bytes, &error);
  g_assert_no_error (error);
  return key;
}

static void
assert_key (const SottoPublicKey *key, const char *expected_hex)
{
  guint8 raw[64];

  sotto_public_key_serialize_raw (key, raw);
  fixture_assert_memory (raw, sizeof raw, expected_hex);
}

static SottoRlpxStatus
feed (SottoRlpxHandshake *handshake, GBytes *packet, gsize *consumed, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (packet, &length);

  return sotto_rlpx_handshake_feed (handshake, data, length, consumed, error);
}

/* EIP-8's vectors */

static void
check_auth (JsonObject *root, JsonObject *row, SottoPrivateKey *key_b)
{
  g_autoptr (GBytes) packet = fixture_member (row, "packet");
  JsonObject *public_keys = json_object_get_object_member (root, "derived_public");
  g_autoptr (GError) error = NULL;
  SottoRlpxAuth auth;
  SottoPublicKey ephemeral;
  guint8 shared[32];
  gsize length;
  const guint8 *data = g_bytes_get_data (packet, &length);
  gboolean is_plain = g_str_equal (json_object_get_string_member (row, "form"), "plain");

  g_test_message ("%s", json_object_get_string_member (row, "name"));
  g_assert_true (sotto_rlpx_auth_open (&auth, key_b, data, length, &error));
  g_assert_no_error (error);
  g_assert_cmpint (auth.is_plain, ==, is_plain);
  fixture_assert_memory (auth.signature, sizeof auth.signature,
                         json_object_get_string_member (row, "signature"));
  fixture_assert_memory (auth.nonce.bytes, 32, json_object_get_string_member (root, "nonce_a"));
  assert_key (&auth.static_key, json_object_get_string_member (public_keys, "static_a"));
  if (!is_plain)
    g_assert_cmpuint (auth.version, ==, json_object_get_int_member (row, "version"));

  g_assert_true (sotto_private_key_ecdh (key_b, &auth.static_key, shared, &error));
  fixture_assert_memory (shared, 32, json_object_get_string_member (root, "static_shared"));
  g_assert_true (sotto_rlpx_auth_recover (&auth, shared, &ephemeral, &error));
  assert_key (&ephemeral, json_object_get_string_member (public_keys, "ephemeral_a"));
}

static void
test_eip8_auth (void)
{
  g_autoptr (JsonObject) root = fixture_load ("ethereum/eip8-rlpx.json");
  g_autoptr (SottoPrivateKey) key_b = load_key (root, "static_key_b");
  JsonArray *cases = json_object_get_array_member (root, "auth");

  g_assert_cmpuint (json_array_get_length (cases), ==, 3);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    check_auth (root, json_array_get_object_element (cases, i), key_b);
}

static void
test_eip8_ack (void)
{
  g_autoptr (JsonObject) root = fixture_load ("ethereum/eip8-rlpx.json");
  g_autoptr (SottoPrivateKey) key_a = load_key (root, "static_key_a");
  JsonObject *public_keys = json_object_get_object_member (root, "derived_public");
  JsonArray *cases = json_object_get_array_member (root, "ack");

  g_assert_cmpuint (json_array_get_length (cases), ==, 3);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *row = json_array_get_object_element (cases, i);
      g_autoptr (GBytes) packet = fixture_member (row, "packet");
      g_autoptr (GError) error = NULL;
      SottoRlpxAck ack;
      gsize length;
      const guint8 *data = g_bytes_get_data (packet, &length);

      g_test_message ("%s", json_object_get_string_member (row, "name"));
      g_assert_true (sotto_rlpx_ack_open (&ack, key_a, data, length, &error));
      g_assert_cmpint (ack.is_plain, ==,
                       g_str_equal (json_object_get_string_member (row, "form"), "plain"));
      assert_key (&ack.ephemeral_key, json_object_get_string_member (public_keys, "ephemeral_b"));
      fixture_assert_memory (ack.nonce.bytes, 32, json_object_get_string_member (root, "nonce_b"));
      if (!ack.is_plain)
        g_assert_cmpuint (ack.version, ==, json_object_get_int_member (row, "version"));
    }
}

/* What we would write ourselves, before padding and encryption. The vectors' signature is from
 * before deterministic nonces, so that ours only has to say the same. */
static void
test_eip8_bodies (void)
{
  g_autoptr (JsonObject) root = fixture_load ("ethereum/eip8-rlpx.json");
  JsonObject *auth_row =
    json_array_get_object_element (json_object_get_array_member (root, "auth"), 1);
  JsonObject *ack_row =
    json_array_get_object_element (json_object_get_array_member (root, "ack"), 1);
  JsonObject *plain_row =
    json_array_get_object_element (json_object_get_array_member (root, "ack"), 0);
  g_autoptr (SottoPrivateKey) key_a = load_key (root, "static_key_a");
  g_autoptr (SottoPrivateKey) ephemeral_b = load_key (root, "ephemeral_key_b");
  JsonObject *public_keys = json_object_get_object_member (root, "derived_public");
  SottoPublicKey recovered;
  SottoRlpxAuth auth = { .version = SOTTO_RLPX_VERSION };
  SottoRlpxAck ack = { .version = SOTTO_RLPX_VERSION };
  g_autoptr (GBytes) auth_body = NULL;
  g_autoptr (GBytes) ack_body = NULL;
  g_autoptr (GBytes) plain_body = NULL;
  guint8 ephemeral_a[32];
  guint8 shared[32];
  const char *auth_plaintext = json_object_get_string_member (auth_row, "plaintext");
  const char *ack_plaintext = json_object_get_string_member (ack_row, "plaintext");
  g_autofree char *auth_hex = NULL;
  g_autofree char *ack_hex = NULL;

  auth.static_key = *sotto_private_key_get_public (key_a);
  fixture_fixed (root, "nonce_a", auth.nonce.bytes, 32);
  fixture_fixed (root, "ephemeral_key_a", ephemeral_a, 32);
  fixture_fixed (root, "static_shared", shared, 32);
  g_assert_true (sotto_rlpx_auth_sign (&auth, ephemeral_a, shared, NULL));
  g_assert_true (sotto_rlpx_auth_recover (&auth, shared, &recovered, NULL));
  assert_key (&recovered, json_object_get_string_member (public_keys, "ephemeral_a"));
  fixture_fixed (auth_row, "signature", auth.signature, sizeof auth.signature);
  auth_body = sotto_rlpx_auth_encode (&auth);
  auth_hex = g_strndup (auth_plaintext, 2 * g_bytes_get_size (auth_body));
  fixture_assert_bytes (auth_body, auth_hex);

  ack.ephemeral_key = *sotto_private_key_get_public (ephemeral_b);
  fixture_fixed (root, "nonce_b", ack.nonce.bytes, 32);
  ack_body = sotto_rlpx_ack_encode (&ack);
  ack_hex = g_strndup (ack_plaintext, 2 * g_bytes_get_size (ack_body));
  fixture_assert_bytes (ack_body, ack_hex);
  ack.is_plain = TRUE;
  plain_body = sotto_rlpx_ack_encode (&ack);
  fixture_assert_bytes (plain_body, json_object_get_string_member (plain_row, "plaintext"));
}

static void
assert_sum (const SottoKeccak *state, JsonObject *object, const char *member)
{
  SottoHash digest;

  sotto_keccak_sum (state, &digest);
  fixture_assert_memory (digest.bytes, 32, json_object_get_string_member (object, member));
}

static void
test_eip8_secrets (void)
{
  g_autoptr (JsonObject) root = fixture_load ("ethereum/eip8-rlpx.json");
  JsonObject *expected = json_object_get_object_member (root, "secrets_for_auth2_ack2");
  g_autoptr (GBytes) auth = fixture_member (
    json_array_get_object_element (json_object_get_array_member (root, "auth"), 1), "packet");
  g_autoptr (GBytes) ack = fixture_member (
    json_array_get_object_element (json_object_get_array_member (root, "ack"), 1), "packet");
  g_autoptr (SottoPrivateKey) ephemeral_a = load_key (root, "ephemeral_key_a");
  guint8 ephemeral_b[32];
  SottoHash nonce_a;
  SottoHash nonce_b;
  g_auto (SottoRlpxSecrets) secrets = { { { 0 } } };
  SottoRlpxExchange exchange = {
    .is_initiator = FALSE,
    .ephemeral_key = ephemeral_b,
    .remote_ephemeral_key = sotto_private_key_get_public (ephemeral_a),
    .initiator_nonce = &nonce_a,
    .recipient_nonce = &nonce_b,
    .auth = auth,
    .ack = ack,
  };

  fixture_fixed (root, "ephemeral_key_b", ephemeral_b, 32);
  fixture_fixed (root, "nonce_a", nonce_a.bytes, 32);
  fixture_fixed (root, "nonce_b", nonce_b.bytes, 32);
  g_assert_true (sotto_rlpx_secrets_derive (&secrets, &exchange, NULL));
  fixture_assert_memory (secrets.aes.bytes, 32,
                         json_object_get_string_member (expected, "aes_secret"));
  fixture_assert_memory (secrets.mac.bytes, 32,
                         json_object_get_string_member (expected, "mac_secret"));
  assert_sum (&secrets.ingress, expected, "b_ingress_mac_digest_initial");
  assert_sum (&secrets.egress, expected, "b_egress_mac_digest_initial");
  sotto_keccak_update (&secrets.ingress, "foo", 3);
  assert_sum (&secrets.ingress, expected, "b_ingress_mac_after_foo");
}

/* Whole machines */

typedef struct
{
  SottoPrivateKey *key_a;
  SottoPrivateKey *key_b;
  SottoRandom *random;
} Pair;

static void
pair_init (Pair *pair)
{
  pair->key_a = fixture_key (1);
  pair->key_b = fixture_key (2);
  pair->random = sotto_random_new_seeded (7);
}

static void
pair_clear (Pair *pair)
{
  sotto_private_key_unref (pair->key_a);
  sotto_private_key_unref (pair->key_b);
  g_object_unref (pair->random);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static void
assert_same_secrets (SottoRlpxHandshake *a, SottoRlpxHandshake *b)
{
  g_auto (SottoRlpxSecrets) secrets_a = { { { 0 } } };
  g_auto (SottoRlpxSecrets) secrets_b = { { { 0 } } };
  SottoHash egress_a;
  SottoHash ingress_b;

  g_assert_true (sotto_rlpx_handshake_get_secrets (a, &secrets_a, NULL));
  g_assert_true (sotto_rlpx_handshake_get_secrets (b, &secrets_b, NULL));
  g_assert_cmpmem (&secrets_a.aes, 32, &secrets_b.aes, 32);
  g_assert_cmpmem (&secrets_a.mac, 32, &secrets_b.mac, 32);
  sotto_keccak_sum (&secrets_a.egress, &egress_a);
  sotto_keccak_sum (&secrets_b.ingress, &ingress_b);
  g_assert_cmpmem (&egress_a, 32, &ingress_b, 32);
  sotto_keccak_sum (&secrets_a.ingress, &egress_a);
  sotto_keccak_sum (&secrets_b.egress, &ingress_b);
  g_assert_cmpmem (&egress_a, 32, &ingress_b, 32);
}

/* In pieces of every size up to a whole packet, with a frame's bytes right behind the ack. */
static void
feed_in_pieces (SottoRlpxHandshake *handshake, GBytes *packet, gsize piece)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  gsize length = g_bytes_get_size (packet);
  gsize offset = 0;
  SottoRlpxStatus status = SOTTO_RLPX_MORE;

  g_byte_array_append (data, g_bytes_get_data (packet, NULL), length);
  g_byte_array_append (data, (const guint8 *) "first frame", 11);
  while (status == SOTTO_RLPX_MORE)
    {
      gsize consumed;

      g_assert_cmpuint (offset, <, length);
      status = sotto_rlpx_handshake_feed (handshake, data->data + offset,
                                          MIN (piece, data->len - offset), &consumed, NULL);
      offset += consumed;
    }
  g_assert_cmpint (status, ==, SOTTO_RLPX_DONE);
  g_assert_cmpuint (offset, ==, length);
}

static void
test_both_roles (void)
{
  static const gsize pieces[] = { 1, 2, 3, 7, 210, 211, 306, 307, 308, 4096 };
  g_auto (Pair) pair;

  pair_init (&pair);
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (SottoRlpxHandshake) a = sotto_rlpx_handshake_new_initiator (
        pair.key_a, sotto_private_key_get_public (pair.key_b), pair.random);
      g_autoptr (SottoRlpxHandshake) b =
        sotto_rlpx_handshake_new_recipient (pair.key_b, pair.random);
      g_autoptr (GBytes) auth = sotto_rlpx_handshake_start (a, NULL);

      feed_in_pieces (b, auth, pieces[i]);
      g_assert_true (sotto_public_key_equal (sotto_rlpx_handshake_get_remote (b),
                                             sotto_private_key_get_public (pair.key_a)));
      feed_in_pieces (a, sotto_rlpx_handshake_get_reply (b), pieces[i]);
      g_assert_null (sotto_rlpx_handshake_get_reply (a));
      assert_same_secrets (a, b);
    }
}

/* The recorded packets go through the machines as they would from a socket. */
static void
test_recorded_packets (void)
{
  g_autoptr (JsonObject) root = fixture_load ("ethereum/eip8-rlpx.json");
  g_autoptr (SottoPrivateKey) key_a = load_key (root, "static_key_a");
  g_autoptr (SottoPrivateKey) key_b = load_key (root, "static_key_b");
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (3);
  JsonArray *auths = json_object_get_array_member (root, "auth");
  JsonArray *acks = json_object_get_array_member (root, "ack");

  for (guint i = 0; i < 3; i++)
    {
      JsonObject *row = json_array_get_object_element (auths, i);
      g_autoptr (GBytes) auth = fixture_member (row, "packet");
      g_autoptr (GBytes) ack = fixture_member (json_array_get_object_element (acks, i), "packet");
      g_autoptr (SottoRlpxHandshake) b = sotto_rlpx_handshake_new_recipient (key_b, random);
      g_autoptr (SottoRlpxHandshake) a =
        sotto_rlpx_handshake_new_initiator (key_a, sotto_private_key_get_public (key_b), random);
      g_autoptr (GBytes) own_auth = sotto_rlpx_handshake_start (a, NULL);
      SottoRlpxAck answer;
      gsize length;
      const guint8 *data;

      feed_in_pieces (b, auth, 100);
      feed_in_pieces (a, ack, 100);
      data = g_bytes_get_data (sotto_rlpx_handshake_get_reply (b), &length);
      g_assert_true (sotto_rlpx_ack_open (&answer, key_a, data, length, NULL));
      g_assert_cmpint (answer.is_plain, ==, i == 0);
      if (i == 0)
        g_assert_cmpuint (length, ==, SOTTO_RLPX_PLAIN_ACK_LENGTH);
    }
}

static void
test_status_go_handshakes (void)
{
  g_autoptr (JsonObject) root = fixture_load ("status-go/wire.json");
  JsonArray *cases = json_object_get_array_member (root, "rlpx");

  g_assert_cmpuint (json_array_get_length (cases), ==, 4);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *row = json_array_get_object_element (cases, i);
      g_autoptr (SottoPrivateKey) key_a = load_key (row, "initiator_private_key");
      g_autoptr (SottoPrivateKey) key_b = load_key (row, "responder_private_key");
      g_autoptr (SottoPrivateKey) ephemeral_b = load_key (row, "responder_ephemeral_private_key");
      g_autoptr (SottoPrivateKey) ephemeral_a = load_key (row, "initiator_ephemeral_private_key");
      g_autoptr (GBytes) auth_packet = fixture_member (row, "auth");
      g_autoptr (GBytes) ack_packet = fixture_member (row, "ack");
      SottoRlpxAuth auth;
      SottoRlpxAck ack;
      SottoPublicKey ephemeral;
      guint8 shared[32];

      g_assert_true (sotto_rlpx_auth_open (&auth, key_b, g_bytes_get_data (auth_packet, NULL),
                                           g_bytes_get_size (auth_packet), NULL));
      g_assert_true (
        sotto_public_key_equal (&auth.static_key, sotto_private_key_get_public (key_a)));
      g_assert_true (sotto_private_key_ecdh (key_b, &auth.static_key, shared, NULL));
      g_assert_true (sotto_rlpx_auth_recover (&auth, shared, &ephemeral, NULL));
      g_assert_true (
        sotto_public_key_equal (&ephemeral, sotto_private_key_get_public (ephemeral_a)));
      fixture_assert_memory (auth.nonce.bytes, 32,
                             json_object_get_string_member (row, "initiator_nonce"));
      g_assert_true (sotto_rlpx_ack_open (&ack, key_a, g_bytes_get_data (ack_packet, NULL),
                                          g_bytes_get_size (ack_packet), NULL));
      g_assert_true (
        sotto_public_key_equal (&ack.ephemeral_key, sotto_private_key_get_public (ephemeral_b)));
      fixture_assert_memory (ack.nonce.bytes, 32,
                             json_object_get_string_member (row, "responder_nonce"));
    }
}

/* Hostile bytes */

/* Every single byte of @packet changed, and every beginning of it: never DONE. */
static void
check_damaged (SottoPrivateKey *key, const SottoPublicKey *remote, GBytes *packet)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (5);
  gsize length;
  const guint8 *data = g_bytes_get_data (packet, &length);

  for (gsize i = 0; i < 2 * length; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, length);
      gsize cut = i < length ? length : i - length;
      g_autoptr (SottoRlpxHandshake) handshake = NULL;
      g_autoptr (GBytes) auth = NULL;
      g_autoptr (GError) error = NULL;
      SottoRlpxStatus status;
      gsize consumed;

      if (remote != NULL)
        {
          handshake = sotto_rlpx_handshake_new_initiator (key, remote, random);
          auth = sotto_rlpx_handshake_start (handshake, NULL);
          g_assert_nonnull (auth);
        }
      else
        handshake = sotto_rlpx_handshake_new_recipient (key, random);
      if (i < length)
        copy[i] ^= 1 << (i % 8);
      status = sotto_rlpx_handshake_feed (handshake, copy, cut, &consumed, &error);
      g_assert_cmpint (status, !=, SOTTO_RLPX_DONE);
      g_assert_true ((status == SOTTO_RLPX_FAILED) == (error != NULL));
      if (i >= length)
        g_assert_cmpint (status, ==, SOTTO_RLPX_MORE);
    }
}

static void
test_damaged_packets (void)
{
  g_autoptr (JsonObject) root = fixture_load ("ethereum/eip8-rlpx.json");
  g_autoptr (SottoPrivateKey) key_a = load_key (root, "static_key_a");
  g_autoptr (SottoPrivateKey) key_b = load_key (root, "static_key_b");

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GBytes) auth = fixture_member (
        json_array_get_object_element (json_object_get_array_member (root, "auth"), i), "packet");
      g_autoptr (GBytes) ack = fixture_member (
        json_array_get_object_element (json_object_get_array_member (root, "ack"), i), "packet");

      check_damaged (key_b, NULL, auth);
      check_damaged (key_a, sotto_private_key_get_public (key_b), ack);
    }
}

/* The size prefix decides how much is waited for, so what no packet has is refused at once. */
static void
test_sizes (void)
{
  static const struct
  {
    const char *prefix_hex;
    gboolean refused;
  } rows[] = {
    { "0000", TRUE }, { "0001", TRUE }, { "0132", TRUE }, { "0133", FALSE }, { "0800", FALSE },
    { "0801", TRUE }, { "ffff", TRUE }, { "1603", TRUE }, { "4745", TRUE },
  };
  g_auto (Pair) pair;

  pair_init (&pair);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SottoRlpxHandshake) b =
        sotto_rlpx_handshake_new_recipient (pair.key_b, pair.random);
      g_autoptr (GBytes) prefix = fixture_hex (rows[i].prefix_hex);
      g_autoptr (GError) error = NULL;
      gsize consumed;
      SottoRlpxStatus status = feed (b, prefix, &consumed, &error);

      g_test_message ("%s", rows[i].prefix_hex);
      if (rows[i].refused)
        g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_HANDSHAKE);
      g_assert_cmpint (status, ==, rows[i].refused ? SOTTO_RLPX_FAILED : SOTTO_RLPX_MORE);
    }
}

/* An authentic packet for us with @body inside. */
static GBytes *
seal_body (GBytes *body, const SottoPublicKey *recipient, SottoRandom *random)
{
  gsize size = g_bytes_get_size (body) + SOTTO_ECIES_OVERHEAD;
  guint8 prefix[2] = { size >> 8, size };
  g_autoptr (GBytes) mac_data = g_bytes_new (prefix, 2);
  g_autoptr (GBytes) sealed = sotto_ecies_seal (recipient, body, mac_data, random, NULL);
  GByteArray *packet = g_byte_array_new ();

  g_byte_array_append (packet, prefix, 2);
  g_byte_array_append (packet, g_bytes_get_data (sealed, NULL), size);
  return g_byte_array_free_to_bytes (packet);
}

/* Bodies of 194 bytes that are authentic and wrong. */
static void
test_hostile_bodies (void)
{
  static const struct
  {
    const char *description;
    const char *start_hex;
  } rows[] = {
    { "no list", "80" },
    { "zeros", "00" },
    { "empty list", "c0" },
    { "list longer than the body", "f9ffff" },
    { "list length of eight bytes", "ffffffffffffffffff" },
    { "signature is a list", "f8a7f841" },
    { "signature too short", "f8a7b840" },
    { "non-canonical length", "f80180" },
  };
  g_auto (Pair) pair;

  pair_init (&pair);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) start = fixture_hex (rows[i].start_hex);
      guint8 body[194] = { 0 };
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GBytes) packet = NULL;
      g_autoptr (SottoRlpxHandshake) b =
        sotto_rlpx_handshake_new_recipient (pair.key_b, pair.random);
      g_autoptr (GError) error = NULL;
      gsize consumed;

      g_test_message ("%s", rows[i].description);
      memcpy (body, g_bytes_get_data (start, NULL), g_bytes_get_size (start));
      bytes = g_bytes_new (body, sizeof body);
      packet = seal_body (bytes, sotto_private_key_get_public (pair.key_b), pair.random);
      g_assert_cmpint (feed (b, packet, &consumed, &error), ==, SOTTO_RLPX_FAILED);
      g_assert_nonnull (error);
    }
}

/* A body that is right but for one field. */
static void
test_hostile_fields (void)
{
  g_auto (Pair) pair;
  SottoRlpxAuth auth = { .version = SOTTO_RLPX_VERSION };
  guint8 shared[32];
  g_autoptr (SottoPrivateKey) ephemeral = fixture_key (9);
  guint8 wrong_signature[65];

  pair_init (&pair);
  auth.static_key = *sotto_private_key_get_public (pair.key_a);
  g_assert_true (
    sotto_private_key_ecdh (pair.key_a, sotto_private_key_get_public (pair.key_b), shared, NULL));
  g_assert_true (sotto_rlpx_auth_sign (&auth, sotto_private_key_borrow (ephemeral), shared, NULL));
  sotto_private_key_release (ephemeral);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GBytes) packet = NULL;
      g_autoptr (GBytes) body = NULL;
      g_autofree guint8 *padded = g_malloc0 (300);
      g_autoptr (SottoRlpxHandshake) b =
        sotto_rlpx_handshake_new_recipient (pair.key_b, pair.random);
      g_autoptr (GBytes) plain = NULL;
      gsize consumed;

      memcpy (wrong_signature, auth.signature, 65);
      if (i == 1)
        auth.signature[64] = 27;
      if (i == 2)
        memset (auth.signature, 0, 32);
      if (i == 3)
        memset (auth.signature, 0xff, 64);
      body = sotto_rlpx_auth_encode (&auth);
      memcpy (padded, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
      /* The last byte of the static key: no point of the curve any more. */
      if (i == 4)
        padded[2 + 2 + 65 + 2 + 63] ^= 1;
      plain = g_bytes_new (padded, 300);
      packet = seal_body (plain, sotto_private_key_get_public (pair.key_b), pair.random);
      g_assert_cmpint (feed (b, packet, &consumed, NULL), ==,
                       i == 0 ? SOTTO_RLPX_DONE : SOTTO_RLPX_FAILED);
      memcpy (auth.signature, wrong_signature, 65);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/devp2p/rlpx-handshake/eip8-auth", test_eip8_auth);
  g_test_add_func ("/devp2p/rlpx-handshake/eip8-ack", test_eip8_ack);
  g_test_add_func ("/devp2p/rlpx-handshake/eip8-bodies", test_eip8_bodies);
  g_test_add_func ("/devp2p/rlpx-handshake/eip8-secrets", test_eip8_secrets);
  g_test_add_func ("/devp2p/rlpx-handshake/both-roles", test_both_roles);
  g_test_add_func ("/devp2p/rlpx-handshake/recorded-packets", test_recorded_packets);
  g_test_add_func ("/devp2p/rlpx-handshake/status-go", test_status_go_handshakes);
  g_test_add_func ("/devp2p/rlpx-handshake/damaged-packets", test_damaged_packets);
  g_test_add_func ("/devp2p/rlpx-handshake/sizes", test_sizes);
  g_test_add_func ("/devp2p/rlpx-handshake/hostile-bodies", test_hostile_bodies);
  g_test_add_func ("/devp2p/rlpx-handshake/hostile-fields", test_hostile_fields);
  return g_test_run ();
}
