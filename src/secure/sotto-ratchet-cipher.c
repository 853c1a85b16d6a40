/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The key derivations of the Double Ratchet and the encryption of one message
 * (secure-transport.md, sections 6.1 and 6.2).
 *
 *   header  = n (32-bit little-endian) || pn (32-bit little-endian) || ratchet key (33)
 *   body    = IV (16) || AES-256-CTR (key, IV, plaintext)
 *   payload = body || HMAC-SHA-256 (MAC key, header || body) (32)
 *
 * On the wire the header travels as a protocol buffer; the 41 bytes above are only authenticated.
 */

#include "sotto-ratchet-private.h"

#include <string.h>

#include "sotto-cipher.h"
#include "sotto-digest.h"
#include "sotto-kdf.h"

#include "sotto-secure-channel.h"

#define IV_LENGTH 16
#define MAC_LENGTH 32

/* 32 bytes each, no terminator. */
static const guint8 root_info[32] = "rsZUpEuXUqqwXBvSy3EcievAh4cMj6QL";
static const guint8 message_info[32] = "pcwSByyx2CRdryCffXJwy7xgVZWtW5Sh";
static const guint8 zero_salt[32] = { 0 };

typedef struct
{
  guint8 encryption_key[32];
  guint8 mac_key[32];
  guint8 iv[IV_LENGTH];
} MessageKeys;

static void
message_keys_clear (MessageKeys *keys)
{
  sotto_wipe (keys, sizeof *keys);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MessageKeys, message_keys_clear)

G_STATIC_ASSERT (sizeof (MessageKeys) == 80);

static void
message_keys_derive (MessageKeys *keys, const SottoKey *message_key)
{
  sotto_hkdf_sha256_raw (message_key->bytes, zero_salt, message_info, (guint8 *) keys,
                         sizeof *keys);
}

void
sotto_ratchet_kdf_root (const SottoKey *root_key, const guint8 dh_output[32], guint8 output[96])
{
  sotto_hkdf_sha256_raw (dh_output, root_key->bytes, root_info, output, 96);
}

void
sotto_ratchet_kdf_chain (const SottoKey *chain_key, SottoKey *next_chain_key, SottoKey *message_key)
{
  static const guint8 next_constant = 0x0f;
  static const guint8 message_constant = 0x10;
  g_auto (SottoKey) current = *chain_key;

  if (message_key != NULL)
    sotto_hmac_sha256 (current.bytes, SOTTO_KEY_LENGTH, &message_constant, 1, message_key->bytes);
  if (next_chain_key != NULL)
    sotto_hmac_sha256 (current.bytes, SOTTO_KEY_LENGTH, &next_constant, 1, next_chain_key->bytes);
}

void
sotto_ratchet_header_encode (const SottoRatchetHeader *header,
                             guint8 output[SOTTO_RATCHET_HEADER_LENGTH])
{
  guint32 n = GUINT32_TO_LE (header->n);
  guint32 pn = GUINT32_TO_LE (header->pn);

  memcpy (output, &n, 4);
  memcpy (output + 4, &pn, 4);
  memcpy (output + 8, header->key, SOTTO_COMPRESSED_KEY_LENGTH);
}

GBytes *
sotto_ratchet_seal (const SottoKey *message_key,
                    const guint8 *associated_data,
                    gsize associated_length,
                    const guint8 *plaintext,
                    gsize length,
                    GError **error)
{
  g_auto (MessageKeys) keys = { 0 };
  gsize body_length = IV_LENGTH + length;
  gsize total = associated_length + body_length + MAC_LENGTH;
  g_autofree guint8 *buffer = g_malloc (total);
  guint8 *body = buffer + associated_length;
  g_autoptr (GBytes) whole = NULL;

  /* Both lie side by side, as the MAC wants them; the associated data is cut off at last. */
  message_keys_derive (&keys, message_key);
  if (associated_length > 0)
    memcpy (buffer, associated_data, associated_length);
  memcpy (body, keys.iv, IV_LENGTH);
  if (length > 0 && !sotto_aes_ctr (keys.encryption_key, sizeof keys.encryption_key, keys.iv,
                                    plaintext, length, body + IV_LENGTH, error))
    return NULL;
  sotto_hmac_sha256 (keys.mac_key, sizeof keys.mac_key, buffer, associated_length + body_length,
                     body + body_length);

  whole = g_bytes_new_take (g_steal_pointer (&buffer), total);
  return g_bytes_new_from_bytes (whole, associated_length, body_length + MAC_LENGTH);
}

static gboolean
mac_matches (const MessageKeys *keys, GBytes *associated_data, GBytes *body, const guint8 *expected)
{
  guint8 mac[MAC_LENGTH];
  gboolean matches;

  sotto_hmac_sha256_pair (keys->mac_key, sizeof keys->mac_key, associated_data, body, mac);
  matches = sotto_constant_time_equal (mac, expected, MAC_LENGTH);
  sotto_wipe (mac, sizeof mac);

  return matches;
}

GBytes *
sotto_ratchet_open (const SottoKey *message_key,
                    const guint8 *associated_data,
                    gsize associated_length,
                    const guint8 *payload,
                    gsize length,
                    GError **error)
{
  g_auto (MessageKeys) keys = { 0 };
  g_autofree guint8 *plaintext = NULL;
  g_autoptr (GBytes) borrowed_data = NULL;
  g_autoptr (GBytes) borrowed_body = NULL;
  gsize plaintext_length;

  if (length < SOTTO_RATCHET_OVERHEAD)
    {
      g_set_error_literal (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_MALFORMED,
                           "The encrypted message is too short");
      return NULL;
    }

  message_keys_derive (&keys, message_key);
  borrowed_data = g_bytes_new_static (associated_data, associated_length);
  borrowed_body = g_bytes_new_static (payload, length - MAC_LENGTH);
  if (!mac_matches (&keys, borrowed_data, borrowed_body, payload + length - MAC_LENGTH))
    {
      g_set_error_literal (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_AUTHENTICATION,
                           "The message was not encrypted with the keys of this session");
      return NULL;
    }

  /* The IV could be derived, too; the transmitted one counts, and the MAC covers it. */
  plaintext_length = length - SOTTO_RATCHET_OVERHEAD;
  plaintext = g_malloc (plaintext_length);
  if (plaintext_length > 0 &&
      !sotto_aes_ctr (keys.encryption_key, sizeof keys.encryption_key, payload, payload + IV_LENGTH,
                      plaintext_length, plaintext, error))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&plaintext), plaintext_length);
}

GBytes *
sotto_ratchet_open_message (const SottoKey *message_key,
                            const SottoRatchetMessage *message,
                            GError **error)
{
  guint8 associated_data[SOTTO_RATCHET_HEADER_LENGTH];

  sotto_ratchet_header_encode (&message->header, associated_data);
  return sotto_ratchet_open (message_key, associated_data, sizeof associated_data, message->payload,
                             message->length, error);
}
