/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ECIES as devp2p has it:
 *
 *   R(65) || IV(16) || c || tag(32)
 *
 * R: a fresh public key; S: X of the shared point; K = SHA-256 (00000001 || S), of which the first
 * half is the AES-128-CTR key of c, and the SHA-256 of the second half the key of tag =
 * HMAC-SHA-256 (IV || c || s2). */

#include "sotto-ecies.h"

#include <string.h>

#include "sotto-cipher.h"
#include "sotto-crypto-error.h"
#include "sotto-digest.h"

#define POINT_LENGTH 65
#define IV_LENGTH 16
#define TAG_LENGTH 32

typedef struct
{
  guint8 cipher[16];
  SottoKey mac;
} Keys;

static void
keys_clear (Keys *keys)
{
  sotto_wipe (keys, sizeof *keys);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Keys, keys_clear)

static void
derive_keys (const SottoKey *shared, Keys *keys)
{
  /* The concatenation KDF's counter, then the shared secret. */
  guint8 input[4 + 32] = { 0, 0, 0, 1 };
  SottoHash material;
  SottoHash mac_key;

  memcpy (input + 4, shared->bytes, 32);
  sotto_sha256 (input, sizeof input, &material);
  memcpy (keys->cipher, material.bytes, sizeof keys->cipher);
  sotto_sha256 (material.bytes + 16, 16, &mac_key);
  memcpy (keys->mac.bytes, mac_key.bytes, sizeof keys->mac.bytes);
  sotto_wipe (input, sizeof input);
  sotto_wipe (&material, sizeof material);
  sotto_wipe (&mac_key, sizeof mac_key);
}

static void
compute_tag (const Keys *keys, const guint8 *body, gsize length, GBytes *mac_data, guint8 tag[32])
{
  g_autoptr (GBytes) first = g_bytes_new_static (body, length);
  g_autoptr (GBytes) second =
    mac_data != NULL ? g_bytes_ref (mac_data) : g_bytes_new_static ("", 0);

  sotto_hmac_sha256_pair (keys->mac.bytes, sizeof keys->mac.bytes, first, second, tag);
}

GBytes *
sotto_ecies_seal (const SottoPublicKey *recipient,
                  GBytes *plaintext,
                  GBytes *mac_data,
                  SottoRandom *random,
                  GError **error)
{
  g_auto (SottoKeyPair) ephemeral = { 0 };
  g_auto (SottoKey) shared = { 0 };
  g_auto (Keys) keys = { 0 };
  gsize length;
  const guint8 *data = g_bytes_get_data (plaintext, &length);
  g_autofree guint8 *sealed = NULL;
  guint8 *iv;

  g_return_val_if_fail (length > 0, NULL);

  sotto_key_pair_generate (&ephemeral, random);
  if (!sotto_ecdh (ephemeral.private_key.bytes, recipient, shared.bytes, error))
    return NULL;
  derive_keys (&shared, &keys);
  sealed = g_malloc (length + SOTTO_ECIES_OVERHEAD);
  iv = sealed + POINT_LENGTH;
  sotto_public_key_serialize (&ephemeral.public_key, sealed);
  sotto_random_fill (random, iv, IV_LENGTH);
  if (!sotto_aes_ctr (keys.cipher, sizeof keys.cipher, iv, data, length, iv + IV_LENGTH, error))
    return NULL;
  compute_tag (&keys, iv, IV_LENGTH + length, mac_data, iv + IV_LENGTH + length);
  return g_bytes_new_take (g_steal_pointer (&sealed), length + SOTTO_ECIES_OVERHEAD);
}

static gboolean
check_form (const guint8 *data, gsize length, GError **error)
{
  /* A body shorter than its IV has crashed others: here it is just too short. */
  if (length >= SOTTO_ECIES_OVERHEAD && data[0] == 0x04)
    return TRUE;
  g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_LENGTH,
                       "The data is too short or does not begin with a key");
  return FALSE;
}

GBytes *
sotto_ecies_open (SottoPrivateKey *recipient,
                  const guint8 *data,
                  gsize length,
                  GBytes *mac_data,
                  GError **error)
{
  g_auto (SottoKey) shared = { 0 };
  g_auto (Keys) keys = { 0 };
  g_autofree guint8 *plaintext = NULL;
  guint8 tag[TAG_LENGTH];
  SottoPublicKey ephemeral;
  const guint8 *iv;
  gsize n_plain;

  if (!check_form (data, length, error) ||
      !sotto_public_key_parse (&ephemeral, data, POINT_LENGTH, error) ||
      !sotto_private_key_ecdh (recipient, &ephemeral, shared.bytes, error))
    return NULL;
  iv = data + POINT_LENGTH;
  n_plain = length - SOTTO_ECIES_OVERHEAD;
  derive_keys (&shared, &keys);
  compute_tag (&keys, iv, IV_LENGTH + n_plain, mac_data, tag);
  if (!sotto_constant_time_equal (tag, data + length - TAG_LENGTH, TAG_LENGTH))
    {
      g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_AUTHENTICATION,
                           "The data does not open with this key");
      return NULL;
    }
  plaintext = g_malloc (n_plain + 1);
  if (!sotto_aes_ctr (keys.cipher, sizeof keys.cipher, iv, iv + IV_LENGTH, n_plain, plaintext,
                      error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&plaintext), n_plain);
}
