/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Key agreements of the secure transport. All of them are raw X coordinates, 32 bytes big-endian,
 * never hashed by themselves:
 *
 *   SK          = Keccak-256 (DH1 || DH2 || DH3)            (96 bytes in; no info, no padding)
 *   DH fallback = AES-256-GCM ciphertext || tag (16) || nonce (12), no associated data
 */

#include "sotto-x3dh-private.h"

#include <string.h>

#include "sotto-cipher.h"
#include "sotto-keccak.h"

#include "sotto-secure-channel.h"

void
sotto_x3dh_combine (const SottoKey *dh1, const SottoKey *dh2, const SottoKey *dh3, SottoKey *secret)
{
  SottoKeccak keccak;
  SottoHash digest;

  sotto_keccak_init (&keccak);
  sotto_keccak_update (&keccak, dh1->bytes, sizeof dh1->bytes);
  sotto_keccak_update (&keccak, dh2->bytes, sizeof dh2->bytes);
  sotto_keccak_update (&keccak, dh3->bytes, sizeof dh3->bytes);
  sotto_keccak_sum (&keccak, &digest);
  memcpy (secret->bytes, digest.bytes, sizeof secret->bytes);

  sotto_wipe (&digest, sizeof digest);
  sotto_wipe (&keccak, sizeof keccak);
}

gboolean
sotto_x3dh_initiate (SottoPrivateKey *own_identity,
                     const SottoKey *own_ephemeral,
                     const SottoPublicKey *their_identity,
                     const SottoPublicKey *their_prekey,
                     SottoKey *secret,
                     GError **error)
{
  g_auto (SottoKey) dh1 = { 0 };
  g_auto (SottoKey) dh2 = { 0 };
  g_auto (SottoKey) dh3 = { 0 };

  if (!sotto_private_key_ecdh (own_identity, their_prekey, dh1.bytes, error) ||
      !sotto_ecdh (own_ephemeral->bytes, their_identity, dh2.bytes, error) ||
      !sotto_ecdh (own_ephemeral->bytes, their_prekey, dh3.bytes, error))
    return FALSE;

  sotto_x3dh_combine (&dh1, &dh2, &dh3, secret);
  return TRUE;
}

gboolean
sotto_x3dh_respond (SottoPrivateKey *own_identity,
                    const SottoKey *own_prekey,
                    const SottoPublicKey *their_identity,
                    const SottoPublicKey *their_ephemeral,
                    SottoKey *secret,
                    GError **error)
{
  g_auto (SottoKey) dh1 = { 0 };
  g_auto (SottoKey) dh2 = { 0 };
  g_auto (SottoKey) dh3 = { 0 };

  if (!sotto_ecdh (own_prekey->bytes, their_identity, dh1.bytes, error) ||
      !sotto_private_key_ecdh (own_identity, their_ephemeral, dh2.bytes, error) ||
      !sotto_ecdh (own_prekey->bytes, their_ephemeral, dh3.bytes, error))
    return FALSE;

  sotto_x3dh_combine (&dh1, &dh2, &dh3, secret);
  return TRUE;
}

GBytes *
sotto_dh_message_seal (const SottoPublicKey *recipient,
                       GBytes *plaintext,
                       SottoRandom *random,
                       guint8 ephemeral[SOTTO_COMPRESSED_KEY_LENGTH],
                       GError **error)
{
  g_auto (SottoKeyPair) pair = { 0 };
  g_auto (SottoKey) key = { 0 };
  gsize length;
  const guint8 *data = g_bytes_get_data (plaintext, &length);
  g_autofree guint8 *payload = g_malloc (length + SOTTO_DH_MESSAGE_OVERHEAD);
  guint8 *nonce = payload + length + SOTTO_GCM_TAG_LENGTH;

  sotto_key_pair_generate (&pair, random);
  if (!sotto_ecdh (pair.private_key.bytes, recipient, key.bytes, error))
    return NULL;
  sotto_random_fill (random, nonce, SOTTO_GCM_NONCE_LENGTH);
  if (!sotto_aes256_gcm_seal (key.bytes, nonce, data != NULL ? data : payload, length, payload,
                              error))
    return NULL;
  sotto_public_key_serialize_compressed (&pair.public_key, ephemeral);

  return g_bytes_new_take (g_steal_pointer (&payload), length + SOTTO_DH_MESSAGE_OVERHEAD);
}

GBytes *
sotto_dh_message_open (SottoPrivateKey *recipient,
                       const SottoPublicKey *ephemeral,
                       const guint8 *payload,
                       gsize length,
                       GError **error)
{
  g_auto (SottoKey) key = { 0 };
  g_autofree guint8 *plaintext = NULL;
  gsize sealed_length;

  if (length < SOTTO_DH_MESSAGE_OVERHEAD)
    {
      g_set_error_literal (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_MALFORMED,
                           "The encrypted message is too short");
      return NULL;
    }
  if (!sotto_private_key_ecdh (recipient, ephemeral, key.bytes, error))
    return NULL;

  sealed_length = length - SOTTO_GCM_NONCE_LENGTH;
  plaintext = g_malloc (sealed_length);
  if (!sotto_aes256_gcm_open (key.bytes, payload + sealed_length, payload, sealed_length, plaintext,
                              NULL))
    {
      g_set_error_literal (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_AUTHENTICATION,
                           "The message was not encrypted for this account");
      return NULL;
    }

  return g_bytes_new_take (g_steal_pointer (&plaintext), length - SOTTO_DH_MESSAGE_OVERHEAD);
}
