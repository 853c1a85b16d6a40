/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-ecies.h"

#include <string.h>

#include "sotto-crypto-error.h"
#include "sotto-digest.h"
#include "sotto-test-random.h"

#define POINT 65
#define IV 16
#define TAG 32
#define LONGEST_BODY 200

typedef struct
{
  SottoRandom *random;
  SottoPrivateKey *recipient;
  SottoPrivateKey *stranger;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->random = sotto_random_new_seeded (11);
  fixture->recipient = sotto_private_key_generate (fixture->random);
  fixture->stranger = sotto_private_key_generate (fixture->random);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->random);
  sotto_private_key_unref (fixture->recipient);
  sotto_private_key_unref (fixture->stranger);
}

static GBytes *
open_bytes (SottoPrivateKey *recipient, GBytes *sealed, GBytes *mac_data, GError **error)
{
  return sotto_ecies_open (recipient, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed),
                           mac_data, error);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  guint8 text[300];

  for (gsize i = 0; i < sizeof text; i++)
    text[i] = (guint8) i;
  for (gsize length = 1; length <= sizeof text; length += 23)
    {
      g_autoptr (GBytes) plaintext = g_bytes_new_static (text, length);
      g_autoptr (GBytes) sealed = sotto_ecies_seal (
        sotto_private_key_get_public (fixture->recipient), plaintext, NULL, fixture->random, NULL);
      g_autoptr (GBytes) opened = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (g_bytes_get_size (sealed), ==, length + SOTTO_ECIES_OVERHEAD);
      opened = open_bytes (fixture->recipient, sealed, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (opened, plaintext));
      g_assert_null (open_bytes (fixture->stranger, sealed, NULL, &error));
      g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_AUTHENTICATION);
    }
}

static void
test_mac_data (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) plaintext = g_bytes_new_static ("text", 4);
  g_autoptr (GBytes) size = g_bytes_new_static ("\x01\x75", 2);
  g_autoptr (GBytes) other = g_bytes_new_static ("\x01\x76", 2);
  g_autoptr (GBytes) empty = g_bytes_new_static (NULL, 0);
  g_autoptr (GBytes) sealed = sotto_ecies_seal (sotto_private_key_get_public (fixture->recipient),
                                                plaintext, size, fixture->random, NULL);
  g_autoptr (GBytes) plain = sotto_ecies_seal (sotto_private_key_get_public (fixture->recipient),
                                               plaintext, NULL, fixture->random, NULL);
  g_autoptr (GBytes) opened = open_bytes (fixture->recipient, sealed, size, NULL);
  g_autoptr (GBytes) opened_plain = open_bytes (fixture->recipient, plain, empty, NULL);

  g_assert_true (g_bytes_equal (opened, plaintext));
  /* None and empty are the same. */
  g_assert_true (g_bytes_equal (opened_plain, plaintext));
  g_assert_null (open_bytes (fixture->recipient, sealed, other, NULL));
  g_assert_null (open_bytes (fixture->recipient, sealed, NULL, NULL));
  g_assert_null (open_bytes (fixture->recipient, plain, size, NULL));
}

/* R and IV are what was drawn, and the layout is the one of the standard. */
static void
test_layout (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoTestRandom) random = sotto_test_random_new ();
  g_autoptr (GBytes) plaintext = g_bytes_new_static ("text", 4);
  g_autoptr (GBytes) drawn = NULL;
  g_autoptr (GBytes) sealed = NULL;
  const guint8 *bytes;
  guint8 queue[48], encoded[65];
  SottoPublicKey ephemeral;

  for (guint i = 0; i < sizeof queue; i++)
    queue[i] = (guint8) (i + 1);
  drawn = g_bytes_new_static (queue, sizeof queue);
  sotto_test_random_queue (random, drawn);
  sealed = sotto_ecies_seal (sotto_private_key_get_public (fixture->recipient), plaintext, NULL,
                             SOTTO_RANDOM (random), NULL);
  g_assert_true (sotto_test_random_is_used_up (random));
  bytes = g_bytes_get_data (sealed, NULL);
  g_assert_true (sotto_private_bytes_get_public (queue, &ephemeral, NULL));
  sotto_public_key_serialize (&ephemeral, encoded);
  g_assert_cmpmem (bytes, POINT, encoded, POINT);
  g_assert_cmpmem (bytes + POINT, IV, queue + 32, IV);
}

/* A message whose tag is right, over @length bytes of any form. */
static GBytes *
forge (Fixture *fixture, gsize length)
{
  static const guint8 counter[4] = { 0, 0, 0, 1 };
  g_auto (SottoKeyPair) ephemeral = { 0 };
  g_autoptr (GByteArray) message = g_byte_array_new ();
  guint8 input[36], point[65], tag[32];
  guint8 body[LONGEST_BODY];
  SottoHash material, mac_key;

  sotto_key_pair_generate (&ephemeral, fixture->random);
  memcpy (input, counter, sizeof counter);
  g_assert_true (sotto_ecdh (ephemeral.private_key.bytes,
                             sotto_private_key_get_public (fixture->recipient), input + 4, NULL));
  sotto_sha256 (input, sizeof input, &material);
  sotto_sha256 (material.bytes + 16, 16, &mac_key);
  sotto_random_fill (fixture->random, body, length);
  sotto_hmac_sha256 (mac_key.bytes, sizeof mac_key.bytes, body, length, tag);
  sotto_public_key_serialize (&ephemeral.public_key, point);
  g_byte_array_append (message, point, sizeof point);
  if (length > 0)
    g_byte_array_append (message, body, (guint) length);
  g_byte_array_append (message, tag, sizeof tag);
  return g_byte_array_free_to_bytes (g_steal_pointer (&message));
}

/* With a right tag, a body shorter than the IV has ended other programs. */
static void
test_every_length (Fixture *fixture, gconstpointer data)
{
  for (gsize length = 0; length <= LONGEST_BODY; length++)
    {
      g_autoptr (GBytes) message = forge (fixture, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) opened = open_bytes (fixture->recipient, message, NULL, &error);

      if (length < IV)
        {
          g_assert_null (opened);
          g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_LENGTH);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (opened), ==, length - IV);
    }
}

static void
test_cut (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) message = forge (fixture, 40);
  gsize length = g_bytes_get_size (message);

  for (gsize cut = 0; cut < length; cut++)
    {
      /* Of exact size, so that a sanitizer sees a read behind its end. */
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (message, NULL), cut);
      g_autoptr (GError) error = NULL;

      g_assert_null (sotto_ecies_open (fixture->recipient, copy, cut, NULL, &error));
      if (cut < SOTTO_ECIES_OVERHEAD)
        g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_LENGTH);
      else
        g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_AUTHENTICATION);
    }
}

static void
test_tampered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) message = forge (fixture, 20);
  gsize length = g_bytes_get_size (message);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (message, NULL), length);

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GError) error = NULL;

      copy[i] ^= 0x10;
      g_assert_null (sotto_ecies_open (fixture->recipient, copy, length, NULL, &error));
      g_assert_nonnull (error);
      copy[i] ^= 0x10;
    }
}

static void
test_point (Fixture *fixture, gconstpointer data)
{
  static const guint8 first_bytes[] = { 0x00, 0x02, 0x03, 0x05, 0x06, 0x07, 0xff };
  g_autoptr (GBytes) message = forge (fixture, 20);
  gsize length = g_bytes_get_size (message);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (message, NULL), length);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (first_bytes); i++)
    {
      copy[0] = first_bytes[i];
      g_assert_null (sotto_ecies_open (fixture->recipient, copy, length, NULL, NULL));
    }
  /* Not on the curve. */
  copy[0] = 0x04;
  copy[POINT - 1] ^= 1;
  g_assert_null (sotto_ecies_open (fixture->recipient, copy, length, NULL, &error));
  g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_KEY);
  g_clear_error (&error);
  memset (copy + 1, 0, 64);
  g_assert_null (sotto_ecies_open (fixture->recipient, copy, length, NULL, &error));
  g_assert_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_KEY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/crypto/ecies/round-trip", Fixture, NULL, set_up, test_round_trip, tear_down);
  g_test_add ("/crypto/ecies/mac-data", Fixture, NULL, set_up, test_mac_data, tear_down);
  g_test_add ("/crypto/ecies/layout", Fixture, NULL, set_up, test_layout, tear_down);
  g_test_add ("/crypto/ecies/every-length", Fixture, NULL, set_up, test_every_length, tear_down);
  g_test_add ("/crypto/ecies/cut", Fixture, NULL, set_up, test_cut, tear_down);
  g_test_add ("/crypto/ecies/tampered", Fixture, NULL, set_up, test_tampered, tear_down);
  g_test_add ("/crypto/ecies/point", Fixture, NULL, set_up, test_point, tear_down);
  return g_test_run ();
}
