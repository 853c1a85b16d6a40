/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ECDSA and ECDH beyond this are in the public vectors, which the runner of vectors reads. */

#include "sotto-keys.h"

#include <string.h>

#include "sotto-crypto-error.h"
#include "sotto-digest.h"
#include "sotto-hex.h"
#include "sotto-keccak.h"
#include "sotto-test-random.h"
#include "sotto-test-vectors.h"

/* The generator, which is the public key of 1. */
#define GENERATOR_X "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
#define GENERATOR_Y "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
#define ORDER "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
#define ORDER_MINUS_1 "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140"
#define ORDER_PLUS_1 "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364142"
#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"
#define ONE "0000000000000000000000000000000000000000000000000000000000000001"
#define TWO "0000000000000000000000000000000000000000000000000000000000000002"
#define ALL_ONES "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

static SottoKey
scalar (const char *hex)
{
  SottoKey key;

  g_assert_true (sotto_hex_decode_fixed (hex, key.bytes, sizeof key.bytes, NULL));
  return key;
}

static SottoPublicKey
public_of (const char *hex)
{
  SottoKey key = scalar (hex);
  SottoPublicKey public_key;

  g_assert_true (sotto_private_bytes_get_public (key.bytes, &public_key, NULL));
  return public_key;
}

static void
test_parse (void)
{
  static const struct
  {
    const char *hex;
    gboolean valid;
  } rows[] = {
    { "02" GENERATOR_X, TRUE },
    { "03" GENERATOR_X, TRUE },
    { "04" GENERATOR_X GENERATOR_Y, TRUE },
    { "", FALSE },
    { "04", FALSE },
    { GENERATOR_X, FALSE },
    { GENERATOR_X GENERATOR_Y, FALSE },
    { "00" GENERATOR_X, FALSE },
    { "04" GENERATOR_X, FALSE },
    { "02" GENERATOR_X GENERATOR_Y, FALSE },
    { "06" GENERATOR_X GENERATOR_Y, FALSE }, /* Hybrid, with the right parity. */
    { "07" GENERATOR_X GENERATOR_Y, FALSE },
    { "04" GENERATOR_X GENERATOR_X, FALSE },
    { "04" ZERO ZERO, FALSE },
    { "02" ZERO, FALSE },
    { "02" ALL_ONES, FALSE }, /* Not below the field's prime. */
    { "020000000000000000000000000000000000000000000000000000000000000007", FALSE },
    { "02" GENERATOR_X "00", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = sotto_hex_decode (rows[i].hex, 128, NULL);
      g_autoptr (GError) error = NULL;
      SottoPublicKey key;
      gboolean valid = sotto_public_key_parse (&key, g_bytes_get_data (bytes, NULL),
                                               g_bytes_get_size (bytes), &error);

      g_assert_cmpint (valid, ==, rows[i].valid);
      if (!valid)
        g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_KEY);
    }
}

static void
test_serialize (void)
{
  SottoPublicKey key = public_of (ONE);
  SottoPublicKey raw;
  guint8 encoded[65], compressed[33], xy[64];
  g_autofree char *text = sotto_public_key_to_string (&key);
  g_autofree char *compressed_text = NULL;
  g_autofree char *xy_text = NULL;

  g_assert_cmpstr (text, ==, "0x04" GENERATOR_X GENERATOR_Y);
  sotto_public_key_serialize (&key, encoded);
  g_assert_cmpuint (encoded[0], ==, 4);
  sotto_public_key_serialize_compressed (&key, compressed);
  compressed_text = sotto_hex_encode (compressed, sizeof compressed);
  g_assert_cmpstr (compressed_text, ==, "02" GENERATOR_X);
  sotto_public_key_serialize_raw (&key, xy);
  xy_text = sotto_hex_encode (xy, sizeof xy);
  g_assert_cmpstr (xy_text, ==, GENERATOR_X GENERATOR_Y);
  g_assert_true (sotto_public_key_parse_raw (&raw, xy, NULL));
  g_assert_true (sotto_public_key_equal (&raw, &key));
  xy[63] ^= 1;
  g_assert_false (sotto_public_key_parse_raw (&raw, xy, NULL));
}

static void
test_table (void)
{
  SottoPublicKey key = public_of (ONE);
  /* The same X, the other Y. */
  SottoPublicKey opposite = public_of (ORDER_MINUS_1);
  SottoPublicKey again = public_of (ONE);
  g_autoptr (SottoPublicKey) copy = sotto_public_key_copy (&key);

  g_assert_true (sotto_public_key_equal (&key, &again));
  g_assert_true (sotto_public_key_equal (&key, copy));
  g_assert_cmpuint (sotto_public_key_hash (&key), ==, sotto_public_key_hash (copy));
  g_assert_false (sotto_public_key_equal (&key, &opposite));
}

static void
test_address (void)
{
  SottoPublicKey key = public_of (ONE);
  g_autofree char *text = NULL;
  guint8 address[20];

  sotto_public_key_get_address (&key, address);
  text = sotto_hex_encode (address, sizeof address);
  g_assert_cmpstr (text, ==, "7e5f4552091a69125d5dfcb7b8c2659029395bdf");
}

static void
test_private_range (void)
{
  static const struct
  {
    const char *hex;
    gboolean valid;
  } rows[] = {
    { ZERO, FALSE },  { ONE, TRUE },           { ORDER_MINUS_1, TRUE },
    { ORDER, FALSE }, { ORDER_PLUS_1, FALSE }, { ALL_ONES, FALSE },
  };
  const SottoPublicKey other = public_of (TWO);
  const SottoHash digest = { .bytes = { 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SottoKey key = scalar (rows[i].hex);
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoPrivateKey) object = sotto_private_key_new (key.bytes, &error);
      SottoPublicKey public_key;
      guint8 signature[65], shared[32];

      g_assert_cmpint (sotto_private_bytes_are_valid (key.bytes), ==, rows[i].valid);
      g_assert_cmpint (sotto_private_bytes_get_public (key.bytes, &public_key, NULL), ==,
                       rows[i].valid);
      g_assert_cmpint (sotto_sign (key.bytes, &digest, signature, NULL), ==, rows[i].valid);
      g_assert_cmpint (sotto_ecdh (key.bytes, &other, shared, NULL), ==, rows[i].valid);
      g_assert_cmpint (object != NULL, ==, rows[i].valid);
      if (!rows[i].valid)
        g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_KEY);
    }
}

static void
test_add (void)
{
  static const struct
  {
    const char *key;
    const char *tweak;
    const char *sum;
  } rows[] = {
    { ONE, ONE, TWO },           { ONE, ZERO, ONE },
    { ORDER_MINUS_1, TWO, ONE }, { ONE, ORDER_MINUS_1, NULL }, /* 0 */
    { ONE, ORDER, NULL },        { ONE, ALL_ONES, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SottoKey key = scalar (rows[i].key);
      SottoKey tweak = scalar (rows[i].tweak);
      gboolean added = sotto_private_bytes_add (key.bytes, tweak.bytes);

      g_assert_cmpint (added, ==, rows[i].sum != NULL);
      if (added)
        {
          g_autofree char *text = sotto_hex_encode (key.bytes, sizeof key.bytes);

          g_assert_cmpstr (text, ==, rows[i].sum);
        }
    }
}

/* A nonce by RFC 6979 gives one signature; this one is in many test suites. */
static void
test_sign_known (void)
{
  SottoKey key = scalar (ONE);
  g_autofree char *text = NULL;
  guint8 signature[65];
  SottoHash digest;

  sotto_sha256 ("Satoshi Nakamoto", 16, &digest);
  g_assert_true (sotto_sign (key.bytes, &digest, signature, NULL));
  text = sotto_hex_encode (signature, 64);
  g_assert_cmpstr (text, ==,
                   "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
                   "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5");
}

/* S becomes n - S. */
static void
negate_s (guint8 signature[64])
{
  SottoKey order = scalar (ORDER);
  guint borrow = 0;

  for (guint i = 32; i-- > 0;)
    {
      guint difference = 256u + order.bytes[i] - signature[32 + i] - borrow;

      signature[32 + i] = (guint8) difference;
      borrow = difference < 256 ? 1 : 0;
    }
}

static void
test_high_s (void)
{
  SottoKey key = scalar (TWO);
  SottoPublicKey signer = public_of (TWO);
  SottoPublicKey recovered;
  const SottoHash digest = { .bytes = { 1, 2, 3 } };
  guint8 signature[65];

  g_assert_true (sotto_sign (key.bytes, &digest, signature, NULL));
  g_assert_true (sotto_verify (&signer, signature, &digest, TRUE));
  negate_s (signature);
  g_assert_false (sotto_verify (&signer, signature, &digest, TRUE));
  g_assert_true (sotto_verify (&signer, signature, &digest, FALSE));
  signature[64] ^= 1;
  g_assert_true (sotto_recover (signature, &digest, &recovered, NULL));
  g_assert_true (sotto_public_key_equal (&recovered, &signer));
}

static void
test_recover (void)
{
  SottoKey key = scalar (TWO);
  SottoPublicKey signer = public_of (TWO);
  SottoHash digest = { .bytes = { 9 } };
  guint8 signature[65];
  SottoPublicKey recovered;

  g_assert_true (sotto_sign (key.bytes, &digest, signature, NULL));
  g_assert_cmpuint (signature[64], <=, 1);
  g_assert_true (sotto_recover (signature, &digest, &recovered, NULL));
  g_assert_true (sotto_public_key_equal (&recovered, &signer));
  for (guint bit = 0; bit < 64 * 8; bit++)
    {
      guint8 changed[65];

      memcpy (changed, signature, sizeof changed);
      changed[bit / 8] ^= (guint8) (1u << bit % 8);
      g_assert_false (sotto_verify (&signer, changed, &digest, FALSE));
      if (sotto_recover (changed, &digest, &recovered, NULL))
        g_assert_false (sotto_public_key_equal (&recovered, &signer));
    }
  digest.bytes[31] ^= 1;
  g_assert_false (sotto_verify (&signer, signature, &digest, FALSE));
}

static void
test_recover_refused (void)
{
  const SottoHash digest = { .bytes = { 9 } };
  static const char *const texts[] = {
    ZERO ZERO "00", ONE ZERO "00", ZERO ONE "00", ORDER ONE "00",         ONE ORDER "00",
    ONE ONE "04",   ONE ONE "1b",  ONE ONE "ff",  ALL_ONES ALL_ONES "00", ORDER_MINUS_1 ONE "02",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      guint8 signature[65];
      SottoPublicKey signer;

      g_assert_true (sotto_hex_decode_fixed (texts[i], signature, sizeof signature, NULL));
      g_assert_false (sotto_recover (signature, &digest, &signer, &error));
      g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_SIGNATURE);
    }
}

/* status-go's DH of the ratchet. */
static void
test_ecdh_vectors (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "ratchet.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "dh");

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autoptr (SottoPrivateKey) key = sotto_test_vectors_private_key (object, "private_key");
      SottoPublicKey other = sotto_test_vectors_public_key (object, "public_key");
      guint8 shared[32];

      g_assert_true (sotto_private_key_ecdh (key, &other, shared, NULL));
      sotto_test_vectors_check (object, "secret", shared, sizeof shared);
    }
  g_assert_cmpuint (json_array_get_length (cases), >, 0);
  g_test_message ("%u cases", json_array_get_length (cases));
}

/* Only keys and addresses: the signatures of this set verify over no digest that anyone has named,
 * neither Keccak-256 nor SHA-256 of nothing. */
static void
test_address_vectors (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "key-address-upstream.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      const char *seed = sotto_test_vectors_text (object, "seed");
      g_autoptr (SottoPrivateKey) key = sotto_test_vectors_private_key (object, "key");
      guint8 address[20];
      SottoHash hash;

      sotto_keccak256 (seed, strlen (seed), &hash);
      sotto_test_vectors_check (object, "key", hash.bytes, sizeof hash.bytes);
      sotto_public_key_get_address (sotto_private_key_get_public (key), address);
      sotto_test_vectors_check (object, "addr", address, sizeof address);
    }
  g_assert_cmpuint (json_array_get_length (cases), ==, 2);
  g_test_message ("%u cases", json_array_get_length (cases));
}

/* Numbers that are no key are drawn again. */
static void
test_generate (void)
{
  g_autoptr (SottoTestRandom) random = sotto_test_random_new ();
  g_autoptr (GBytes) drawn = sotto_hex_decode (ZERO ORDER ALL_ONES TWO, 128, NULL);
  g_auto (SottoKeyPair) pair = { 0 };
  SottoPublicKey expected = public_of (TWO);

  sotto_test_random_queue (random, drawn);
  sotto_key_pair_generate (&pair, SOTTO_RANDOM (random));
  g_assert_true (sotto_test_random_is_used_up (random));
  g_assert_cmpuint (pair.private_key.bytes[31], ==, 2);
  g_assert_true (sotto_public_key_equal (&pair.public_key, &expected));
  sotto_key_pair_clear (&pair);
  for (guint i = 0; i < sizeof pair.private_key.bytes; i++)
    g_assert_cmpuint (pair.private_key.bytes[i], ==, 0);
}

static void
test_private_key (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (3);
  g_autoptr (SottoPrivateKey) key = sotto_private_key_generate (random);
  g_autoptr (SottoPrivateKey) same = sotto_private_key_ref (key);
  g_autoptr (SottoPrivateKey) copy = NULL;
  g_autoptr (SottoPrivateKey) other = sotto_private_key_generate (random);
  guint8 here[32], there[32];

  copy = sotto_private_key_new (sotto_private_key_borrow (key), NULL);
  sotto_private_key_release (key);
  g_assert_true (sotto_public_key_equal (sotto_private_key_get_public (copy),
                                         sotto_private_key_get_public (same)));
  g_assert_true (sotto_private_key_ecdh (key, sotto_private_key_get_public (other), here, NULL));
  g_assert_true (sotto_private_key_ecdh (other, sotto_private_key_get_public (key), there, NULL));
  g_assert_cmpmem (here, sizeof here, there, sizeof there);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/keys/parse", test_parse);
  g_test_add_func ("/crypto/keys/serialize", test_serialize);
  g_test_add_func ("/crypto/keys/table", test_table);
  g_test_add_func ("/crypto/keys/address", test_address);
  g_test_add_func ("/crypto/keys/private-range", test_private_range);
  g_test_add_func ("/crypto/keys/add", test_add);
  g_test_add_func ("/crypto/keys/sign-known", test_sign_known);
  g_test_add_func ("/crypto/keys/high-s", test_high_s);
  g_test_add_func ("/crypto/keys/recover", test_recover);
  g_test_add_func ("/crypto/keys/recover-refused", test_recover_refused);
  g_test_add_func ("/crypto/keys/ecdh-vectors", test_ecdh_vectors);
  g_test_add_func ("/crypto/keys/address-vectors", test_address_vectors);
  g_test_add_func ("/crypto/keys/generate", test_generate);
  g_test_add_func ("/crypto/keys/private-key", test_private_key);
  return g_test_run ();
}
