/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sealing beyond the vectors: the rule for padding at every length, and what must not open. */

#include <string.h>

#include "sotto-cipher.h"
#include "sotto-digest.h"
#include "sotto-ecies.h"
#include "sotto-keccak.h"
#include "sotto-sealing.h"
#include "sotto-transport.h"

static const guint8 channel_key[32] = { 1, 2, 3 };

static GBytes *
bytes_of_length (gsize length)
{
  return g_bytes_new_take (g_malloc0 (length + 1), length);
}

static void
assert_malformed (const guint8 *plain, gsize length, const char *description)
{
  g_auto (SottoOpenedPayload) opened = { 0 };
  g_autoptr (GBytes) plaintext = g_bytes_new (plain, length);
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", description);
  g_assert_false (sotto_sealing_parse (plaintext, &opened, &error));
  g_assert_error (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_MALFORMED);
}

static void
test_padding (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (1);
  g_autoptr (SottoPrivateKey) signer = sotto_private_key_generate (random);

  for (gsize length = 0; length <= 600; length++)
    for (guint is_signed = 0; is_signed < 2; is_signed++)
      {
        g_autoptr (GBytes) payload = bytes_of_length (length);
        g_autoptr (GBytes) plain = NULL;
        g_auto (SottoOpenedPayload) opened = { 0 };

        plain = sotto_sealing_compose (payload, NULL, is_signed ? signer : NULL, random, NULL);
        g_assert_nonnull (plain);
        g_assert_cmpuint (g_bytes_get_size (plain) % 256, ==, 0);
        g_assert_true (sotto_sealing_parse (plain, &opened, NULL));
        g_assert_cmpuint (g_bytes_get_size (opened.padding), >=, 1);
        g_assert_cmpuint (g_bytes_get_size (opened.padding), <=, 256);
        g_assert_true (g_bytes_equal (opened.payload, payload));
        g_assert_cmpint (opened.is_signed, ==, is_signed);
        if (is_signed)
          g_assert_true (
            sotto_public_key_equal (&opened.signer, sotto_private_key_get_public (signer)));
      }
}

static void
test_too_large (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (1);
  g_autoptr (GBytes) largest = bytes_of_length (SOTTO_SEALING_MAX_PAYLOAD);
  g_autoptr (GBytes) larger = bytes_of_length (SOTTO_SEALING_MAX_PAYLOAD + 1);
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GError) error = NULL;

  plain = sotto_sealing_compose (largest, NULL, NULL, random, NULL);
  g_assert_nonnull (plain);
  g_assert_null (sotto_sealing_compose (larger, NULL, NULL, random, &error));
  g_assert_error (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_TOO_LARGE);
}

static void
test_malformed (void)
{
  static const struct
  {
    const char *description;
    guint8 plain[8];
    gsize length;
  } rows[] = {
    { "nothing", { 0 }, 0 },
    { "one length byte is missing", { 1 }, 1 },
    { "two length bytes, one there", { 2, 0 }, 2 },
    { "three length bytes, two there", { 3, 0, 0 }, 3 },
    { "one byte more than there is", { 1, 3, 'a', 'b' }, 4 },
    { "16 MiB in four bytes", { 3, 0xff, 0xff, 0xff }, 4 },
    { "signed and short", { 4, 0, 0, 0 }, 4 },
  };
  guint8 only_signature[66] = { 4 };
  guint8 zero_signature[67] = { 5 };
  guint8 overlapping[70] = { 5, 4 };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_malformed (rows[i].plain, rows[i].length, rows[i].description);
  assert_malformed (only_signature, sizeof only_signature, "flags and a signature, no more");
  assert_malformed (zero_signature, sizeof zero_signature, "a signature of zeros");
  assert_malformed (overlapping, sizeof overlapping, "a payload that reaches into the signature");
}

static void
test_no_length (void)
{
  static const guint8 plain[] = { 0xf8, 7, 7, 7 };
  g_auto (SottoOpenedPayload) opened = { 0 };
  g_autoptr (GBytes) plaintext = g_bytes_new_static (plain, sizeof plain);

  g_assert_true (sotto_sealing_parse (plaintext, &opened, NULL));
  g_assert_cmpuint (g_bytes_get_size (opened.payload), ==, 0);
  g_assert_cmpuint (g_bytes_get_size (opened.padding), ==, 3);
}

/* Documents say that the recovery number is 27 or 28; the wire has 0 or 1. */
static void
test_recovery_numbers (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (2);
  g_autoptr (SottoPrivateKey) signer = sotto_private_key_generate (random);
  g_autoptr (GBytes) payload = bytes_of_length (10);
  g_autoptr (GBytes) plain = sotto_sealing_compose (payload, NULL, signer, random, NULL);
  g_autofree guint8 *changed = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (plain, &length);
  guint8 right = data[length - 1];

  g_assert_cmpuint (right, <=, 1);
  changed = g_memdup2 (data, length);
  for (guint number = 0; number < 256; number++)
    {
      g_auto (SottoOpenedPayload) opened = { 0 };
      g_autoptr (GBytes) variant = NULL;
      gboolean is_right = number == right || number == right + 27u;

      changed[length - 1] = (guint8) number;
      variant = g_bytes_new (changed, length);
      if (sotto_sealing_parse (variant, &opened, NULL))
        g_assert_cmpint (
          sotto_public_key_equal (&opened.signer, sotto_private_key_get_public (signer)), ==,
          is_right);
      else
        g_assert_false (is_right);
    }
}

static void
test_every_bit (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (3);
  g_autoptr (SottoPrivateKey) recipient = sotto_private_key_generate (random);
  g_autoptr (GBytes) payload = bytes_of_length (20);
  g_autoptr (GBytes) symmetric = NULL;
  g_autoptr (GBytes) asymmetric = NULL;
  GBytes *sealed[2];

  symmetric = sotto_seal_symmetric (payload, NULL, channel_key, random, NULL);
  asymmetric =
    sotto_seal_asymmetric (payload, NULL, sotto_private_key_get_public (recipient), random, NULL);
  sealed[0] = symmetric;
  sealed[1] = asymmetric;
  for (guint kind = 0; kind < 2; kind++)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (sealed[kind], &length);
      g_autofree guint8 *changed = g_memdup2 (data, length);

      for (gsize bit = 0; bit < length * 8; bit += kind == 0 ? 1 : 7)
        {
          g_auto (SottoOpenedPayload) opened = { 0 };
          g_autoptr (GError) error = NULL;
          g_autoptr (GBytes) variant = NULL;

          changed[bit / 8] ^= 1 << bit % 8;
          variant = g_bytes_new (changed, length);
          changed[bit / 8] ^= 1 << bit % 8;
          g_assert_false (kind == 0 ? sotto_open_symmetric (variant, channel_key, &opened, &error)
                                    : sotto_open_asymmetric (variant, recipient, &opened, &error));
          g_assert_error (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_WRONG_KEY);
        }
    }
}

static void
test_short (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (4);
  g_autoptr (SottoPrivateKey) recipient = sotto_private_key_generate (random);
  static const guint8 no_key[32] = { 0 };

  for (gsize length = 0; length <= 200; length++)
    {
      g_auto (SottoOpenedPayload) opened = { 0 };
      g_autoptr (GBytes) data = bytes_of_length (length);

      g_assert_false (sotto_open_symmetric (data, channel_key, &opened, NULL));
      g_assert_false (sotto_open_symmetric (data, no_key, &opened, NULL));
      g_assert_false (sotto_open_asymmetric (data, recipient, &opened, NULL));
    }
}

/* ECIES with a right tag over a body of any length, also shorter than its IV: 04 || X || Y || body
 * || tag. */
static GBytes *
forge_ecies (SottoPrivateKey *recipient, SottoRandom *random, gsize body_length)
{
  g_auto (SottoKeyPair) ephemeral = { 0 };
  guint8 input[36] = { 0, 0, 0, 1 };
  guint8 *data = g_malloc0 (65 + body_length + 32);
  SottoHash material;
  SottoHash mac_key;

  sotto_key_pair_generate (&ephemeral, random);
  sotto_public_key_serialize (&ephemeral.public_key, data);
  g_assert_true (sotto_ecdh (ephemeral.private_key.bytes, sotto_private_key_get_public (recipient),
                             input + 4, NULL));
  sotto_sha256 (input, sizeof input, &material);
  sotto_sha256 (material.bytes + 16, 16, &mac_key);
  sotto_hmac_sha256 (mac_key.bytes, sizeof mac_key.bytes, data + 65, body_length,
                     data + 65 + body_length);

  return g_bytes_new_take (data, 65 + body_length + 32);
}

static void
test_short_ecies_body (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (5);
  g_autoptr (SottoPrivateKey) recipient = sotto_private_key_generate (random);

  for (gsize length = 0; length <= 200; length++)
    {
      g_auto (SottoOpenedPayload) opened = { 0 };
      g_autoptr (GBytes) data = forge_ecies (recipient, random, length);
      g_autoptr (GError) error = NULL;
      gboolean ok = sotto_open_asymmetric (data, recipient, &opened, &error);

      if (length < 16)
        g_assert_error (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_WRONG_KEY);
      else if (length == 16)
        g_assert_error (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_MALFORMED);
      else if (!ok)
        g_assert_error (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_MALFORMED);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport/sealing/padding", test_padding);
  g_test_add_func ("/transport/sealing/too-large", test_too_large);
  g_test_add_func ("/transport/sealing/malformed", test_malformed);
  g_test_add_func ("/transport/sealing/no-length", test_no_length);
  g_test_add_func ("/transport/sealing/recovery-numbers", test_recovery_numbers);
  g_test_add_func ("/transport/sealing/every-bit", test_every_bit);
  g_test_add_func ("/transport/sealing/short", test_short);
  g_test_add_func ("/transport/sealing/short-ecies-body", test_short_ecies_body);

  return g_test_run ();
}
