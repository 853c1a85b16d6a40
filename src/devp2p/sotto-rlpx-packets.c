/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The two packets of the RLPx handshake, each in the form of EIP-8 and in the one before it.
 *
 *   EIP-8   size(2, big-endian) || ECIES (body || padding, shared MAC data = size)
 *           auth body: RLP [ signature(65), static key(64), nonce(32), version, … ]
 *           ack body:  RLP [ ephemeral key(64), nonce(32), version, … ]
 *           more list elements, anything behind the list and other versions are to be ignored
 *   plain   ECIES (body), no size
 *           auth, 307 bytes: signature(65) || Keccak (ephemeral key)(32) || static key(64)
 *                            || nonce(32) || 00
 *           ack, 210 bytes:  ephemeral key(64) || nonce(32) || 00
 *
 * The plain auth is only ever read; a plain ack is written in answer to one. */

#include "sotto-rlpx-packets-private.h"

#include <string.h>

#include "sotto-devp2p-error.h"
#include "sotto-ecies.h"
#include "sotto-rlp.h"

#define RAW_KEY_LENGTH 64
#define PLAIN_AUTH_BODY_LENGTH 194
#define PLAIN_ACK_BODY_LENGTH 97
#define MIN_PADDING 100
#define PADDING_CHOICES 201

G_STATIC_ASSERT (PLAIN_AUTH_BODY_LENGTH + SOTTO_ECIES_OVERHEAD == SOTTO_RLPX_PLAIN_AUTH_LENGTH);
G_STATIC_ASSERT (PLAIN_ACK_BODY_LENGTH + SOTTO_ECIES_OVERHEAD == SOTTO_RLPX_PLAIN_ACK_LENGTH);

static void
mask_nonce (const SottoHash *nonce, const guint8 static_shared[32], SottoHash *masked)
{
  for (guint i = 0; i < SOTTO_HASH_LENGTH; i++)
    masked->bytes[i] = nonce->bytes[i] ^ static_shared[i];
}

/* Pads to a random length, seals and puts the size in front. */
static GBytes *
seal_with_size (GBytes *body, const SottoPublicKey *recipient, SottoRandom *random, GError **error)
{
  gsize body_length = g_bytes_get_size (body);
  gsize padded_length = body_length + MIN_PADDING + sotto_random_uniform (random, PADDING_CHOICES);
  gsize size = padded_length + SOTTO_ECIES_OVERHEAD;
  guint8 prefix[SOTTO_RLPX_SIZE_LENGTH] = { size >> 8, size & 0xff };
  g_autofree guint8 *padded = g_malloc0 (padded_length);
  g_autoptr (GBytes) plaintext = NULL;
  g_autoptr (GBytes) mac_data = g_bytes_new (prefix, sizeof prefix);
  g_autoptr (GBytes) sealed = NULL;
  GByteArray *packet;

  memcpy (padded, g_bytes_get_data (body, NULL), body_length);
  plaintext = g_bytes_new_take (g_steal_pointer (&padded), padded_length);
  sealed = sotto_ecies_seal (recipient, plaintext, mac_data, random, error);
  if (sealed == NULL)
    return NULL;
  packet = g_byte_array_sized_new (sizeof prefix + size);
  g_byte_array_append (packet, prefix, sizeof prefix);
  g_byte_array_append (packet, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return g_byte_array_free_to_bytes (packet);
}

/* The body of a packet with a size prefix, padding included. */
static GBytes *
open_with_size (SottoPrivateKey *key, const guint8 *packet, gsize length, GError **error)
{
  g_autoptr (GBytes) mac_data = NULL;

  if (length < SOTTO_RLPX_SIZE_LENGTH ||
      length - SOTTO_RLPX_SIZE_LENGTH != ((gsize) packet[0] << 8 | packet[1]))
    {
      g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_HANDSHAKE,
                   "A handshake packet has another length than it says");
      return NULL;
    }
  mac_data = g_bytes_new (packet, SOTTO_RLPX_SIZE_LENGTH);
  return sotto_ecies_open (key, packet + SOTTO_RLPX_SIZE_LENGTH, length - SOTTO_RLPX_SIZE_LENGTH,
                           mac_data, error);
}

static void
init_body_reader (SottoRlpReader *reader, GBytes *body)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  sotto_rlp_reader_init (reader, data, length);
}

static gboolean
read_key (SottoRlpReader *list, SottoPublicKey *key, GError **error)
{
  guint8 raw[RAW_KEY_LENGTH];

  return sotto_rlp_reader_read_fixed (list, raw, sizeof raw, error) &&
         sotto_public_key_parse_raw (key, raw, error);
}

/* The version decides nothing, so that one which is no number is not an error either. */
static guint64
read_version (SottoRlpReader *list)
{
  guint64 version = 0;

  if (!sotto_rlp_reader_at_end (list))
    (void) sotto_rlp_reader_read_u64 (list, &version, NULL);
  return version;
}

static gboolean
parse_auth (SottoRlpxAuth *auth, GBytes *body, GError **error)
{
  SottoRlpReader reader;
  SottoRlpReader list;

  init_body_reader (&reader, body);
  if (!sotto_rlp_reader_enter (&reader, &list, error) ||
      !sotto_rlp_reader_read_fixed (&list, auth->signature, sizeof auth->signature, error) ||
      !read_key (&list, &auth->static_key, error) ||
      !sotto_rlp_reader_read_fixed (&list, auth->nonce.bytes, SOTTO_HASH_LENGTH, error))
    return FALSE;
  auth->version = read_version (&list);
  auth->is_plain = FALSE;
  return TRUE;
}

static gboolean
parse_plain_auth (SottoRlpxAuth *auth, GBytes *body, GError **error)
{
  const guint8 *data = g_bytes_get_data (body, NULL);
  const guint8 *key = data + SOTTO_SIGNATURE_LENGTH + SOTTO_HASH_LENGTH;

  g_assert (g_bytes_get_size (body) == PLAIN_AUTH_BODY_LENGTH);
  memcpy (auth->signature, data, SOTTO_SIGNATURE_LENGTH);
  memcpy (auth->nonce.bytes, key + RAW_KEY_LENGTH, SOTTO_HASH_LENGTH);
  auth->version = SOTTO_RLPX_VERSION;
  auth->is_plain = TRUE;
  return sotto_public_key_parse_raw (&auth->static_key, key, error);
}

static gboolean
parse_ack (SottoRlpxAck *ack, GBytes *body, GError **error)
{
  SottoRlpReader reader;
  SottoRlpReader list;

  init_body_reader (&reader, body);
  if (!sotto_rlp_reader_enter (&reader, &list, error) ||
      !read_key (&list, &ack->ephemeral_key, error) ||
      !sotto_rlp_reader_read_fixed (&list, ack->nonce.bytes, SOTTO_HASH_LENGTH, error))
    return FALSE;
  ack->version = read_version (&list);
  ack->is_plain = FALSE;
  return TRUE;
}

static gboolean
parse_plain_ack (SottoRlpxAck *ack, GBytes *body, GError **error)
{
  const guint8 *data = g_bytes_get_data (body, NULL);

  g_assert (g_bytes_get_size (body) == PLAIN_ACK_BODY_LENGTH);
  memcpy (ack->nonce.bytes, data + RAW_KEY_LENGTH, SOTTO_HASH_LENGTH);
  ack->version = SOTTO_RLPX_VERSION;
  ack->is_plain = TRUE;
  return sotto_public_key_parse_raw (&ack->ephemeral_key, data, error);
}

static GBytes *
encode_plain_ack (const SottoRlpxAck *ack)
{
  guint8 body[PLAIN_ACK_BODY_LENGTH] = { 0 };

  sotto_public_key_serialize_raw (&ack->ephemeral_key, body);
  memcpy (body + RAW_KEY_LENGTH, ack->nonce.bytes, SOTTO_HASH_LENGTH);
  return g_bytes_new (body, sizeof body);
}

/* Packets of the old form begin with the 04 of an ECIES key; so does a size from 1024 to 1279. */
static gboolean
may_be_plain (const guint8 *packet, gsize length, gsize plain_length)
{
  return length == plain_length && packet[0] == 0x04;
}

/**
 * sotto_rlpx_auth_sign:
 * @auth: its nonce must be set; gets its signature
 * @ephemeral_key: (array fixed-size=32): the initiator's ephemeral private key
 * @static_shared: (array fixed-size=32): X of own static private · other static public
 * @error: return location for an error
 *
 * Returns: whether it could be signed
 */
gboolean
sotto_rlpx_auth_sign (SottoRlpxAuth *auth,
                      const guint8 ephemeral_key[32],
                      const guint8 static_shared[32],
                      GError **error)
{
  SottoHash masked;

  g_return_val_if_fail (auth != NULL, FALSE);

  mask_nonce (&auth->nonce, static_shared, &masked);
  return sotto_sign (ephemeral_key, &masked, auth->signature, error);
}

/**
 * sotto_rlpx_auth_recover:
 * @auth: an opened auth
 * @static_shared: (array fixed-size=32): X of own static private · @auth's static key
 * @ephemeral_key: (out): the initiator's ephemeral key
 * @error: return location for an error
 *
 * Returns: %FALSE when the signature belongs to no key
 */
gboolean
sotto_rlpx_auth_recover (const SottoRlpxAuth *auth,
                         const guint8 static_shared[32],
                         SottoPublicKey *ephemeral_key,
                         GError **error)
{
  SottoHash masked;

  g_return_val_if_fail (auth != NULL, FALSE);
  g_return_val_if_fail (ephemeral_key != NULL, FALSE);

  mask_nonce (&auth->nonce, static_shared, &masked);
  return sotto_recover (auth->signature, &masked, ephemeral_key, error);
}

/**
 * sotto_rlpx_auth_encode:
 * @auth: a signed auth
 *
 * Returns: (transfer full): the body in the form of EIP-8, before padding
 */
GBytes *
sotto_rlpx_auth_encode (const SottoRlpxAuth *auth)
{
  SottoRlpWriter *writer = sotto_rlp_writer_new ();
  guint8 raw[RAW_KEY_LENGTH];

  sotto_public_key_serialize_raw (&auth->static_key, raw);
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_string (writer, auth->signature, sizeof auth->signature);
  sotto_rlp_writer_add_string (writer, raw, sizeof raw);
  sotto_rlp_writer_add_string (writer, auth->nonce.bytes, SOTTO_HASH_LENGTH);
  sotto_rlp_writer_add_u64 (writer, auth->version);
  sotto_rlp_writer_end_list (writer);
  return sotto_rlp_writer_end (writer);
}

/**
 * sotto_rlpx_auth_seal:
 * @auth: a signed auth
 * @recipient: the other node's key
 * @random: for the padding and ECIES
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the packet, always in the form of EIP-8
 */
GBytes *
sotto_rlpx_auth_seal (const SottoRlpxAuth *auth,
                      const SottoPublicKey *recipient,
                      SottoRandom *random,
                      GError **error)
{
  g_autoptr (GBytes) body = NULL;

  g_return_val_if_fail (auth != NULL, NULL);

  body = sotto_rlpx_auth_encode (auth);
  return seal_with_size (body, recipient, random, error);
}

/**
 * sotto_rlpx_auth_open:
 * @auth: (out): what was in the packet
 * @recipient: our node key
 * @packet: a whole packet in either form
 * @length: its length
 * @error: return location for an error of this folder, of crypto or of base
 *
 * Returns: %FALSE when it is not for us or damaged
 */
gboolean
sotto_rlpx_auth_open (SottoRlpxAuth *auth,
                      SottoPrivateKey *recipient,
                      const guint8 *packet,
                      gsize length,
                      GError **error)
{
  g_autoptr (GBytes) body = NULL;

  g_return_val_if_fail (auth != NULL, FALSE);
  g_return_val_if_fail (packet != NULL || length == 0, FALSE);

  if (may_be_plain (packet, length, SOTTO_RLPX_PLAIN_AUTH_LENGTH))
    {
      body = sotto_ecies_open (recipient, packet, length, NULL, NULL);
      if (body != NULL)
        return parse_plain_auth (auth, body, error);
    }
  body = open_with_size (recipient, packet, length, error);
  return body != NULL && parse_auth (auth, body, error);
}

/**
 * sotto_rlpx_ack_encode:
 * @ack: an ack
 *
 * Returns: (transfer full): the body in @ack's form, before padding
 */
GBytes *
sotto_rlpx_ack_encode (const SottoRlpxAck *ack)
{
  SottoRlpWriter *writer;
  guint8 raw[RAW_KEY_LENGTH];

  g_return_val_if_fail (ack != NULL, NULL);

  if (ack->is_plain)
    return encode_plain_ack (ack);
  writer = sotto_rlp_writer_new ();
  sotto_public_key_serialize_raw (&ack->ephemeral_key, raw);
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_string (writer, raw, sizeof raw);
  sotto_rlp_writer_add_string (writer, ack->nonce.bytes, SOTTO_HASH_LENGTH);
  sotto_rlp_writer_add_u64 (writer, ack->version);
  sotto_rlp_writer_end_list (writer);
  return sotto_rlp_writer_end (writer);
}

/**
 * sotto_rlpx_ack_seal:
 * @ack: an ack
 * @initiator: the other node's key
 * @random: for the padding and ECIES
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the packet in @ack's form
 */
GBytes *
sotto_rlpx_ack_seal (const SottoRlpxAck *ack,
                     const SottoPublicKey *initiator,
                     SottoRandom *random,
                     GError **error)
{
  g_autoptr (GBytes) body = NULL;

  g_return_val_if_fail (ack != NULL, NULL);

  body = sotto_rlpx_ack_encode (ack);
  if (ack->is_plain)
    return sotto_ecies_seal (initiator, body, NULL, random, error);
  return seal_with_size (body, initiator, random, error);
}

/**
 * sotto_rlpx_ack_open:
 * @ack: (out): what was in the packet
 * @initiator: our node key
 * @packet: a whole packet in either form
 * @length: its length
 * @error: return location for an error of this folder, of crypto or of base
 *
 * Returns: %FALSE when it is not for us or damaged
 */
gboolean
sotto_rlpx_ack_open (SottoRlpxAck *ack,
                     SottoPrivateKey *initiator,
                     const guint8 *packet,
                     gsize length,
                     GError **error)
{
  g_autoptr (GBytes) body = NULL;

  g_return_val_if_fail (ack != NULL, FALSE);
  g_return_val_if_fail (packet != NULL || length == 0, FALSE);

  if (may_be_plain (packet, length, SOTTO_RLPX_PLAIN_ACK_LENGTH))
    {
      body = sotto_ecies_open (initiator, packet, length, NULL, NULL);
      if (body != NULL)
        return parse_plain_ack (ack, body, error);
    }
  body = open_with_size (initiator, packet, length, error);
  return body != NULL && parse_ack (ack, body, error);
}
