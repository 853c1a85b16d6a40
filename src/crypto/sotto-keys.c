/* SPDX-License-Identifier: GPL-3.0-or-later */

/* secp256k1 over libsecp256k1. One context serves all threads: it is randomised once and only read
 * afterwards. */

#include "sotto-keys.h"

#include <string.h>

#include <secp256k1.h>
#include <secp256k1_ecdh.h>
#include <secp256k1_recovery.h>

#include "sotto-crypto-error.h"
#include "sotto-hex.h"
#include "sotto-keccak.h"

G_STATIC_ASSERT (sizeof (SottoPublicKey) == sizeof (secp256k1_pubkey));

G_DEFINE_BOXED_TYPE (SottoPublicKey, sotto_public_key, sotto_public_key_copy, sotto_public_key_free)

static const secp256k1_context *
get_context (void)
{
  static secp256k1_context *context = NULL;

  if (g_once_init_enter (&context))
    {
      secp256k1_context *made =
        secp256k1_context_create (SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY);
      g_autoptr (SottoRandom) random = sotto_random_new_system ();
      g_auto (SottoKey) seed = { 0 };

      sotto_random_fill (random, seed.bytes, sizeof seed.bytes);
      if (secp256k1_context_randomize (made, seed.bytes) != 1)
        g_error ("The curve library cannot be initialised");
      g_once_init_leave (&context, made);
    }
  return context;
}

static secp256k1_pubkey *
get_point (SottoPublicKey *key)
{
  return (secp256k1_pubkey *) key->opaque;
}

static const secp256k1_pubkey *
peek_point (const SottoPublicKey *key)
{
  return (const secp256k1_pubkey *) key->opaque;
}

static gboolean
fail_key (GError **error)
{
  g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_KEY,
                       "This is not a valid key");
  return FALSE;
}

static int
copy_x (unsigned char *output, const unsigned char *x32, const unsigned char *y32, void *data)
{
  memcpy (output, x32, 32);
  return 1;
}

static int
copy_compressed (unsigned char *output,
                 const unsigned char *x32,
                 const unsigned char *y32,
                 void *data)
{
  output[0] = 2 | (y32[31] & 1);
  memcpy (output + 1, x32, 32);
  return 1;
}

SottoPublicKey *
sotto_public_key_copy (const SottoPublicKey *key)
{
  return g_memdup2 (key, sizeof *key);
}

void
sotto_public_key_free (SottoPublicKey *key)
{
  g_free (key);
}

gboolean
sotto_public_key_parse (SottoPublicKey *key, const guint8 *data, gsize length, GError **error)
{
  /* The library would also take the hybrid forms 06 and 07, which nothing on the wire uses. */
  gboolean well_formed =
    (length == 33 && (data[0] == 0x02 || data[0] == 0x03)) || (length == 65 && data[0] == 0x04);

  if (!well_formed ||
      secp256k1_ec_pubkey_parse (get_context (), get_point (key), data, length) != 1)
    return fail_key (error);
  return TRUE;
}

gboolean
sotto_public_key_parse_raw (SottoPublicKey *key, const guint8 xy[64], GError **error)
{
  guint8 encoded[65] = { 0x04 };

  memcpy (encoded + 1, xy, 64);
  return sotto_public_key_parse (key, encoded, sizeof encoded, error);
}

void
sotto_public_key_serialize (const SottoPublicKey *key, guint8 out65[65])
{
  size_t length = 65;

  secp256k1_ec_pubkey_serialize (get_context (), out65, &length, peek_point (key),
                                 SECP256K1_EC_UNCOMPRESSED);
}

void
sotto_public_key_serialize_compressed (const SottoPublicKey *key, guint8 out33[33])
{
  size_t length = 33;

  secp256k1_ec_pubkey_serialize (get_context (), out33, &length, peek_point (key),
                                 SECP256K1_EC_COMPRESSED);
}

void
sotto_public_key_serialize_raw (const SottoPublicKey *key, guint8 xy[64])
{
  guint8 encoded[65];

  sotto_public_key_serialize (key, encoded);
  memcpy (xy, encoded + 1, 64);
}

char *
sotto_public_key_to_string (const SottoPublicKey *key)
{
  guint8 encoded[65];
  g_autofree char *hex = NULL;

  sotto_public_key_serialize (key, encoded);
  hex = sotto_hex_encode (encoded, sizeof encoded);
  return g_strconcat ("0x", hex, NULL);
}

guint
sotto_public_key_hash (gconstpointer key)
{
  guint8 encoded[33];
  guint value;

  sotto_public_key_serialize_compressed (key, encoded);
  memcpy (&value, encoded + 1, sizeof value);
  return value;
}

gboolean
sotto_public_key_equal (gconstpointer a, gconstpointer b)
{
  return secp256k1_ec_pubkey_cmp (get_context (), peek_point (a), peek_point (b)) == 0;
}

void
sotto_public_key_get_address (const SottoPublicKey *key, guint8 address[20])
{
  guint8 xy[64];
  SottoHash digest;

  sotto_public_key_serialize_raw (key, xy);
  sotto_keccak256 (xy, sizeof xy, &digest);
  memcpy (address, digest.bytes + 12, 20);
}

gboolean
sotto_private_bytes_are_valid (const guint8 key[32])
{
  return secp256k1_ec_seckey_verify (get_context (), key) == 1;
}

gboolean
sotto_private_bytes_get_public (const guint8 key[32], SottoPublicKey *public_key, GError **error)
{
  if (secp256k1_ec_pubkey_create (get_context (), get_point (public_key), key) != 1)
    return fail_key (error);
  return TRUE;
}

gboolean
sotto_private_bytes_add (guint8 key[32], const guint8 tweak[32])
{
  return secp256k1_ec_seckey_tweak_add (get_context (), key, tweak) == 1;
}

gboolean
sotto_ecdh (const guint8 private_key[32],
            const SottoPublicKey *public_key,
            guint8 x32[32],
            GError **error)
{
  if (secp256k1_ecdh (get_context (), x32, peek_point (public_key), private_key, copy_x, NULL) != 1)
    return fail_key (error);
  return TRUE;
}

gboolean
sotto_ecdh_point (const guint8 private_key[32],
                  const SottoPublicKey *public_key,
                  guint8 point33[33],
                  GError **error)
{
  if (secp256k1_ecdh (get_context (), point33, peek_point (public_key), private_key,
                      copy_compressed, NULL) != 1)
    return fail_key (error);
  return TRUE;
}

gboolean
sotto_sign (const guint8 private_key[32],
            const SottoHash *digest,
            guint8 signature[65],
            GError **error)
{
  secp256k1_ecdsa_recoverable_signature made;
  int recovery_id = 0;

  if (secp256k1_ecdsa_sign_recoverable (get_context (), &made, digest->bytes, private_key, NULL,
                                        NULL) != 1)
    return fail_key (error);
  secp256k1_ecdsa_recoverable_signature_serialize_compact (get_context (), signature, &recovery_id,
                                                           &made);
  signature[64] = (guint8) recovery_id;
  return TRUE;
}

gboolean
sotto_recover (const guint8 signature[65],
               const SottoHash *digest,
               SottoPublicKey *signer,
               GError **error)
{
  secp256k1_ecdsa_recoverable_signature parsed;

  if (signature[64] <= 3 &&
      secp256k1_ecdsa_recoverable_signature_parse_compact (get_context (), &parsed, signature,
                                                           signature[64]) == 1 &&
      secp256k1_ecdsa_recover (get_context (), get_point (signer), &parsed, digest->bytes) == 1)
    return TRUE;
  g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_SIGNATURE,
                       "The signature is not valid");
  return FALSE;
}

gboolean
sotto_verify (const SottoPublicKey *signer,
              const guint8 signature[64],
              const SottoHash *digest,
              gboolean require_low_s)
{
  secp256k1_ecdsa_signature parsed;
  secp256k1_ecdsa_signature normalised;
  gboolean was_high;

  if (secp256k1_ecdsa_signature_parse_compact (get_context (), &parsed, signature) != 1)
    return FALSE;
  was_high = secp256k1_ecdsa_signature_normalize (get_context (), &normalised, &parsed) == 1;
  return !(was_high && require_low_s) &&
         secp256k1_ecdsa_verify (get_context (), &normalised, digest->bytes, peek_point (signer)) ==
           1;
}

void
sotto_key_pair_generate (SottoKeyPair *pair, SottoRandom *random)
{
  do
    sotto_random_fill (random, pair->private_key.bytes, sizeof pair->private_key.bytes);
  while (!sotto_private_bytes_get_public (pair->private_key.bytes, &pair->public_key, NULL));
}

void
sotto_key_pair_clear (SottoKeyPair *pair)
{
  sotto_key_clear (&pair->private_key);
}
