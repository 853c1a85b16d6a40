/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sealing and opening of payloads (version 1: whisper-waku.md section 5, 26/WAKU2-PAYLOAD).
 *
 * Plaintext:
 *
 *   flags      1      bits 0-1: L, how many length bytes follow; bit 2: signed; others ignored
 *   length     L      of the payload, little-endian (all else in this protocol is big-endian);
 *                     L is 1 below 256 bytes, 2 below 65536, 3 above; 0 is read as "no payload"
 *   payload    length
 *   padding    any    random, up to the next multiple of 256 with the signature counted in, and
 *                     256 bytes when there is nothing to fill: never none
 *   signature  65     if signed: R(32) || S(32) || V(1) over Keccak-256 of everything before it; V
 *                     is 0 or 1 on the wire, 27 and 28 are read too
 *
 * Sealed with a shared key:  AES-256-GCM ciphertext || tag(16) || nonce(12)
 * Sealed for one recipient:  ECIES without shared data: 04 || X || Y || IV(16) || ciphertext ||
 *                            tag(32)
 */

#include "sotto-sealing.h"

#include <string.h>

#include "sotto-buffer.h"
#include "sotto-cipher.h"
#include "sotto-ecies.h"
#include "sotto-keccak.h"
#include "sotto-transport.h"

#define FLAG_LENGTH_MASK 0x03
#define FLAG_SIGNED 0x04
#define PADDING_BLOCK 256
#define GCM_OVERHEAD (SOTTO_GCM_TAG_LENGTH + SOTTO_GCM_NONCE_LENGTH)

static void
set_malformed (GError **error, const char *what)
{
  g_set_error (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_MALFORMED,
               "A payload was opened, but %s", what);
}

static gsize
length_field_size (gsize payload_length)
{
  if (payload_length < 0x100)
    return 1;
  if (payload_length < 0x10000)
    return 2;
  return 3;
}

static gboolean
key_is_zero (const guint8 key[32])
{
  guint8 any = 0;

  for (gsize i = 0; i < 32; i++)
    any |= key[i];

  return any == 0;
}

static void
append_header (SottoBuffer *plain, gsize payload_length, gboolean is_signed)
{
  gsize field = length_field_size (payload_length);

  sotto_buffer_append_u8 (plain, (guint8) (field | (is_signed ? FLAG_SIGNED : 0)));
  for (gsize i = 0; i < field; i++)
    sotto_buffer_append_u8 (plain, (guint8) (payload_length >> (8 * i)));
}

static void
append_random_padding (SottoBuffer *plain, gboolean is_signed, SottoRandom *random)
{
  guint8 padding[PADDING_BLOCK];
  gsize raw = sotto_buffer_get_length (plain) + (is_signed ? SOTTO_SIGNATURE_LENGTH : 0);
  gsize length = PADDING_BLOCK - raw % PADDING_BLOCK;

  sotto_random_fill (random, padding, length);
  sotto_buffer_append (plain, padding, length);
}

static gboolean
append_signature (SottoBuffer *plain, SottoPrivateKey *signer, GError **error)
{
  SottoHash digest;
  guint8 signature[SOTTO_SIGNATURE_LENGTH];

  sotto_keccak256 (sotto_buffer_get_data (plain), sotto_buffer_get_length (plain), &digest);
  if (!sotto_private_key_sign (signer, &digest, signature, error))
    return FALSE;

  sotto_buffer_append (plain, signature, sizeof signature);

  return TRUE;
}

/* Recovers who signed the first @length bytes of @plain; the signature follows them. */
static gboolean
recover_signer (const guint8 *plain, gsize length, SottoPublicKey *signer, GError **error)
{
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  SottoHash digest;

  memcpy (signature, plain + length, sizeof signature);
  if (signature[64] >= 27)
    signature[64] -= 27;

  sotto_keccak256 (plain, length, &digest);
  if (!sotto_recover (signature, &digest, signer, NULL))
    {
      set_malformed (error, "its signature names nobody");
      return FALSE;
    }

  return TRUE;
}

/**
 * sotto_opened_payload_clear:
 * @opened: what sotto_open_symmetric () or its like filled in
 *
 * Drops what @opened holds.
 */
void
sotto_opened_payload_clear (SottoOpenedPayload *opened)
{
  g_return_if_fail (opened != NULL);

  g_clear_pointer (&opened->payload, g_bytes_unref);
  g_clear_pointer (&opened->padding, g_bytes_unref);
  opened->is_signed = FALSE;
}

GBytes *
sotto_sealing_compose (GBytes *payload,
                       GBytes *padding,
                       SottoPrivateKey *signer,
                       SottoRandom *random,
                       GError **error)
{
  g_autoptr (SottoBuffer) plain = NULL;
  gboolean is_signed = signer != NULL;
  gsize length;
  gsize padding_length;

  g_return_val_if_fail (payload != NULL, NULL);
  g_return_val_if_fail (padding != NULL || SOTTO_IS_RANDOM (random), NULL);

  length = g_bytes_get_size (payload);
  padding_length = padding != NULL ? g_bytes_get_size (padding) : PADDING_BLOCK;
  if (length > SOTTO_SEALING_MAX_PAYLOAD || padding_length > SOTTO_SEALING_MAX_PAYLOAD)
    {
      g_set_error (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_TOO_LARGE,
                   "A payload of %" G_GSIZE_FORMAT " bytes is more than can be sealed in one piece",
                   length);
      return NULL;
    }

  plain = sotto_buffer_new (1 + 3 + length + padding_length + SOTTO_SIGNATURE_LENGTH);
  append_header (plain, length, is_signed);
  sotto_buffer_append_bytes (plain, payload);
  if (padding != NULL)
    sotto_buffer_append_bytes (plain, padding);
  else
    append_random_padding (plain, is_signed, random);

  if (is_signed && !append_signature (plain, signer, error))
    return NULL;

  g_assert (!sotto_buffer_has_overflowed (plain));

  return sotto_buffer_steal (plain);
}

gboolean
sotto_sealing_parse (GBytes *plaintext, SottoOpenedPayload *opened, GError **error)
{
  const guint8 *plain;
  gsize end;
  gsize field;
  gsize length = 0;

  g_return_val_if_fail (plaintext != NULL, FALSE);
  g_return_val_if_fail (opened != NULL, FALSE);

  *opened = (SottoOpenedPayload){ 0 };
  plain = g_bytes_get_data (plaintext, &end);
  if (end == 0)
    {
      set_malformed (error, "there is nothing in it");
      return FALSE;
    }

  /* A signed payload has at least flags and one more byte before its signature; the first
   * implementation insists on that. */
  opened->is_signed = (plain[0] & FLAG_SIGNED) != 0;
  if (opened->is_signed && end < SOTTO_SIGNATURE_LENGTH + 2)
    {
      set_malformed (error, "it is too short for its signature");
      return FALSE;
    }
  if (opened->is_signed)
    end -= SOTTO_SIGNATURE_LENGTH;

  field = plain[0] & FLAG_LENGTH_MASK;
  if (1 + field > end)
    {
      set_malformed (error, "it ends within its length");
      return FALSE;
    }
  for (gsize i = 0; i < field; i++)
    length |= (gsize) plain[1 + i] << (8 * i);
  if (length > end - 1 - field)
    {
      set_malformed (error, "its length points beyond its end");
      return FALSE;
    }

  if (opened->is_signed && !recover_signer (plain, end, &opened->signer, error))
    return FALSE;

  opened->payload = g_bytes_new_from_bytes (plaintext, 1 + field, length);
  opened->padding =
    g_bytes_new_from_bytes (plaintext, 1 + field + length, end - 1 - field - length);

  return TRUE;
}

/**
 * sotto_seal_symmetric:
 * @payload: what to seal
 * @signer: (nullable): who signs it
 * @key: the channel's key, not all zero
 * @random: for padding and nonce
 * @error: return location for an error
 *
 * Seals @payload for everybody who knows @key.
 *
 * Returns: (transfer full): the data of an envelope, or %NULL
 */
GBytes *
sotto_seal_symmetric (GBytes *payload,
                      SottoPrivateKey *signer,
                      const guint8 key[32],
                      SottoRandom *random,
                      GError **error)
{
  g_autoptr (GBytes) plaintext = NULL;
  g_autofree guint8 *sealed = NULL;
  const guint8 *plain;
  guint8 *nonce;
  gsize length;

  g_return_val_if_fail (payload != NULL, NULL);
  g_return_val_if_fail (key != NULL && !key_is_zero (key), NULL);
  g_return_val_if_fail (SOTTO_IS_RANDOM (random), NULL);

  plaintext = sotto_sealing_compose (payload, NULL, signer, random, error);
  if (plaintext == NULL)
    return NULL;

  plain = g_bytes_get_data (plaintext, &length);
  sealed = g_malloc (length + GCM_OVERHEAD);
  nonce = sealed + length + SOTTO_GCM_TAG_LENGTH;
  sotto_random_fill (random, nonce, SOTTO_GCM_NONCE_LENGTH);
  if (!sotto_aes256_gcm_seal (key, nonce, plain, length, sealed, error))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&sealed), length + GCM_OVERHEAD);
}

/**
 * sotto_seal_asymmetric:
 * @payload: what to seal
 * @signer: (nullable): who signs it
 * @recipient: who may open it
 * @random: for padding, ephemeral key and IV
 * @error: return location for an error
 *
 * Seals @payload for the holder of one key.
 *
 * Returns: (transfer full): the data of an envelope, or %NULL
 */
GBytes *
sotto_seal_asymmetric (GBytes *payload,
                       SottoPrivateKey *signer,
                       const SottoPublicKey *recipient,
                       SottoRandom *random,
                       GError **error)
{
  g_autoptr (GBytes) plaintext = NULL;

  g_return_val_if_fail (payload != NULL, NULL);
  g_return_val_if_fail (recipient != NULL, NULL);
  g_return_val_if_fail (SOTTO_IS_RANDOM (random), NULL);

  plaintext = sotto_sealing_compose (payload, NULL, signer, random, error);
  if (plaintext == NULL)
    return NULL;

  return sotto_ecies_seal (recipient, plaintext, NULL, random, error);
}

/**
 * sotto_open_symmetric:
 * @data: the data of an envelope
 * @key: the channel's key
 * @opened: (out caller-allocates): what was in it
 * @error: return location for an error
 *
 * Opens what sotto_seal_symmetric () made. It may run on any thread.
 */
gboolean
sotto_open_symmetric (GBytes *data,
                      const guint8 key[32],
                      SottoOpenedPayload *opened,
                      GError **error)
{
  g_autoptr (GBytes) plaintext = NULL;
  g_autofree guint8 *plain = NULL;
  const guint8 *sealed;
  gsize length;

  g_return_val_if_fail (data != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);
  g_return_val_if_fail (opened != NULL, FALSE);

  *opened = (SottoOpenedPayload){ 0 };
  sealed = g_bytes_get_data (data, &length);
  if (length < GCM_OVERHEAD || key_is_zero (key))
    {
      g_set_error (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_WRONG_KEY,
                   "%" G_GSIZE_FORMAT " bytes are not sealed with this key", length);
      return FALSE;
    }

  plain = g_malloc (MAX (length - GCM_OVERHEAD, 1));
  if (!sotto_aes256_gcm_open (key, sealed + length - SOTTO_GCM_NONCE_LENGTH, sealed,
                              length - SOTTO_GCM_NONCE_LENGTH, plain, NULL))
    {
      g_set_error_literal (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_WRONG_KEY,
                           "A payload is not sealed with this key, or was damaged");
      return FALSE;
    }

  plaintext = g_bytes_new_take (g_steal_pointer (&plain), length - GCM_OVERHEAD);

  return sotto_sealing_parse (plaintext, opened, error);
}

/**
 * sotto_open_asymmetric:
 * @data: the data of an envelope
 * @recipient: our key
 * @opened: (out caller-allocates): what was in it
 * @error: return location for an error
 *
 * Opens what sotto_seal_asymmetric () made. It may run on any thread.
 */
gboolean
sotto_open_asymmetric (GBytes *data,
                       SottoPrivateKey *recipient,
                       SottoOpenedPayload *opened,
                       GError **error)
{
  g_autoptr (GBytes) plaintext = NULL;
  const guint8 *sealed;
  gsize length;

  g_return_val_if_fail (data != NULL, FALSE);
  g_return_val_if_fail (recipient != NULL, FALSE);
  g_return_val_if_fail (opened != NULL, FALSE);

  *opened = (SottoOpenedPayload){ 0 };
  sealed = g_bytes_get_data (data, &length);

  /* Most of what is not for us is told by its first byte, before any arithmetic on the curve. */
  if (length >= SOTTO_ECIES_OVERHEAD && sealed[0] == 0x04)
    plaintext = sotto_ecies_open (recipient, sealed, length, NULL, NULL);

  if (plaintext == NULL)
    {
      g_set_error_literal (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_WRONG_KEY,
                           "A payload is not sealed for this key, or was damaged");
      return FALSE;
    }

  return sotto_sealing_parse (plaintext, opened, error);
}
