/* SPDX-License-Identifier: GPL-3.0-or-later */

/* AES-GCM beyond this is in the public vectors, which the runner of vectors reads. */

#include "sotto-cipher.h"

#include <string.h>

#include "sotto-crypto-error.h"
#include "sotto-hex.h"

/* NIST SP 800-38A: the plaintext and counter of its examples. */
#define PLAINTEXT                                                                                  \
  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"                               \
  "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
#define COUNTER "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
#define KEY_256 "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
#define KEY_128 "2b7e151628aed2a6abf7158809cf4f3c"
#define CTR_256                                                                                    \
  "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"                               \
  "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6"
#define CTR_128                                                                                    \
  "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"                               \
  "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee"

static void
take_hex (const char *hex, guint8 *into, gsize length)
{
  g_assert_true (sotto_hex_decode_fixed (hex, into, length, NULL));
}

static void
assert_hex (gconstpointer data, gsize length, const char *expected)
{
  g_autofree char *hex = sotto_hex_encode (data, length);

  g_assert_cmpstr (hex, ==, expected);
}

static void
test_ctr (void)
{
  guint8 key[32], iv[16], data[64];

  take_hex (COUNTER, iv, sizeof iv);
  take_hex (KEY_128, key, 16);
  take_hex (PLAINTEXT, data, sizeof data);
  /* In place, there and back. */
  g_assert_true (sotto_aes_ctr (key, 16, iv, data, sizeof data, data, NULL));
  assert_hex (data, sizeof data, CTR_128);
  g_assert_true (sotto_aes_ctr (key, 16, iv, data, sizeof data, data, NULL));
  assert_hex (data, sizeof data, PLAINTEXT);
  take_hex (KEY_256, key, 32);
  g_assert_true (sotto_aes_ctr (key, 32, iv, data, sizeof data, data, NULL));
  assert_hex (data, sizeof data, CTR_256);
  g_assert_true (sotto_aes_ctr (key, 32, iv, NULL, 0, NULL, NULL));
}

/* The counter is all 128 bits: after ff…ff comes 00…00. */
static void
test_counter_wraps (void)
{
  guint8 key[32], iv[16], zeros[32] = { 0 }, stream[32], block[16];
  g_autoptr (SottoAesBlock) cipher = NULL;

  take_hex (KEY_256, key, sizeof key);
  memset (iv, 0xff, sizeof iv);
  g_assert_true (sotto_aes_ctr (key, sizeof key, iv, zeros, sizeof zeros, stream, NULL));
  cipher = sotto_aes_block_new (key);
  sotto_aes_block_encrypt (cipher, iv, block);
  g_assert_cmpmem (stream, 16, block, 16);
  sotto_aes_block_encrypt (cipher, zeros, block);
  g_assert_cmpmem (stream + 16, 16, block, 16);
}

static void
test_block (void)
{
  guint8 key[32], data[64], block[16];
  g_autoptr (SottoAesBlock) cipher = NULL;

  take_hex (KEY_256, key, sizeof key);
  take_hex (PLAINTEXT, data, sizeof data);
  cipher = sotto_aes_block_new (key);
  for (guint i = 0; i < 2; i++)
    {
      sotto_aes_block_encrypt (cipher, data, block);
      assert_hex (block, 16, "f3eed1bdb5d2a03c064b5a7e3db181f8");
    }
  sotto_aes_block_encrypt (cipher, block, block);
  sotto_aes_block_encrypt (cipher, data + 16, block);
  assert_hex (block, 16, "591ccb10d410ed26dc5ba74a31362870");
}

static void
test_stream (void)
{
  guint8 key[32], iv[16], data[64], output[64];

  take_hex (KEY_256, key, sizeof key);
  take_hex (COUNTER, iv, sizeof iv);
  take_hex (PLAINTEXT, data, sizeof data);
  for (gsize step = 1; step <= sizeof data; step++)
    {
      g_autoptr (SottoAesStream) stream = sotto_aes_stream_new (key, iv);

      for (gsize offset = 0; offset < sizeof data; offset += step)
        sotto_aes_stream_apply (stream, data + offset, MIN (step, sizeof data - offset),
                                output + offset);
      sotto_aes_stream_apply (stream, NULL, 0, NULL);
      assert_hex (output, sizeof output, CTR_256);
    }
}

/* The GCM specification's cases 13 and 14. */
static void
test_gcm_known (void)
{
  static const guint8 key[32] = { 0 };
  static const guint8 nonce[12] = { 0 };
  static const guint8 plaintext[16] = { 0 };
  guint8 output[32];

  g_assert_true (sotto_aes256_gcm_seal (key, nonce, NULL, 0, output, NULL));
  assert_hex (output, 16, "530f8afbc74536b9a963b4f1c4cb738b");
  g_assert_true (sotto_aes256_gcm_open (key, nonce, output, 16, NULL, NULL));
  g_assert_true (sotto_aes256_gcm_seal (key, nonce, plaintext, 16, output, NULL));
  assert_hex (output, 32, "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
}

static void
test_gcm_tampered (void)
{
  static const guint8 text[] = "a sealed text";
  guint8 key[32] = { 1 }, nonce[12] = { 2 };
  guint8 sealed[sizeof text + SOTTO_GCM_TAG_LENGTH], opened[sizeof text];
  g_autoptr (GError) error = NULL;

  g_assert_true (sotto_aes256_gcm_seal (key, nonce, text, sizeof text, sealed, NULL));
  g_assert_true (sotto_aes256_gcm_open (key, nonce, sealed, sizeof sealed, opened, NULL));
  g_assert_cmpmem (opened, sizeof opened, text, sizeof text);
  for (gsize i = 0; i < sizeof sealed; i++)
    {
      g_autoptr (GError) tamper_error = NULL;

      sealed[i] ^= 0x40;
      memset (opened, 7, sizeof opened);
      g_assert_false (
        sotto_aes256_gcm_open (key, nonce, sealed, sizeof sealed, opened, &tamper_error));
      g_assert_error (tamper_error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_AUTHENTICATION);
      /* Nothing that was not authenticated is left in the caller's hands. */
      for (gsize j = 0; j < sizeof opened; j++)
        g_assert_cmpuint (opened[j], ==, 0);
      sealed[i] ^= 0x40;
    }
  nonce[11] ^= 1;
  g_assert_false (sotto_aes256_gcm_open (key, nonce, sealed, sizeof sealed, opened, &error));
  g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_AUTHENTICATION);
}

static void
test_gcm_short (void)
{
  static const guint8 key[32] = { 0 };
  static const guint8 nonce[12] = { 0 };
  static const guint8 input[SOTTO_GCM_TAG_LENGTH] = { 0 };

  for (gsize length = 0; length < SOTTO_GCM_TAG_LENGTH; length++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (sotto_aes256_gcm_open (key, nonce, input, length, NULL, &error));
      g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_LENGTH);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/cipher/ctr", test_ctr);
  g_test_add_func ("/crypto/cipher/counter-wraps", test_counter_wraps);
  g_test_add_func ("/crypto/cipher/block", test_block);
  g_test_add_func ("/crypto/cipher/stream", test_stream);
  g_test_add_func ("/crypto/cipher/gcm-known", test_gcm_known);
  g_test_add_func ("/crypto/cipher/gcm-tampered", test_gcm_tampered);
  g_test_add_func ("/crypto/cipher/gcm-short", test_gcm_short);
  return g_test_run ();
}
