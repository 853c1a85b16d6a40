/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets of discovery v5.1 (devp2p, discv5-wire.md):
 *
 *   packet   = masking-iv(16) || masked header || message
 *   header   = "discv5" || version(2) = 1 || flag(1) || nonce(12) || authdata-size(2) || authdata
 *   ordinary   authdata = source id(32)
 *   WHOAREYOU  authdata = id-nonce(16) || enr-seq(8); no message
 *   handshake  authdata = source id(32) || 64(1) || 33(1) || id-signature || ephemeral key ||
 * record message  = AES-128-GCM, bound to masking-iv || header
 *
 * The mask is AES-128-CTR with the first half of the recipient's id. Numbers are big-endian. */

#include "sotto-discv5-packet-private.h"

#include <string.h>

#include "sotto-cipher.h"
#include "sotto-devp2p-error.h"
#include "sotto-digest.h"
#include "sotto-kdf.h"
#include "sotto-reader.h"

#define PROTOCOL_ID "discv5"
#define PROTOCOL_ID_LENGTH 6
#define VERSION 1
#define WHOAREYOU_LENGTH 24
#define HANDSHAKE_LENGTH (34 + SOTTO_DISCV5_SIGNATURE_LENGTH + SOTTO_COMPRESSED_KEY_LENGTH)
#define AGREEMENT_TEXT "discovery v5 key agreement"
#define IDENTITY_TEXT "discovery v5 identity proof"

static gboolean
refuse (GError **error, const char *problem)
{
  g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_PACKET,
               "Not a packet of discovery: %s", problem);
  return FALSE;
}

static gboolean
apply_mask (const SottoHash *id, const guint8 *iv, const guint8 *input, gsize length, guint8 *into)
{
  return sotto_aes_ctr (id->bytes, SOTTO_DISCV5_KEY_LENGTH, iv, input, length, into, NULL);
}

static gboolean
read_authdata (SottoDiscv5Packet *packet, const guint8 *data, gsize size, GError **error)
{
  SottoReader reader;
  guint8 signature_size = 0;
  guint8 key_size = 0;

  sotto_reader_init (&reader, data, size);
  if (packet->flag == SOTTO_DISCV5_WHOAREYOU)
    {
      if (size != WHOAREYOU_LENGTH || packet->message_length != 0)
        return refuse (error, "a WHOAREYOU of another length");
      return sotto_reader_copy (&reader, packet->id_nonce, sizeof packet->id_nonce, error) &&
             sotto_reader_read_be64 (&reader, &packet->enr_seq, error);
    }
  if (!sotto_reader_copy (&reader, packet->source.bytes, SOTTO_HASH_LENGTH, error))
    return FALSE;
  if (packet->message_length < SOTTO_GCM_TAG_LENGTH)
    return refuse (error, "its message is too short");
  if (packet->flag == SOTTO_DISCV5_ORDINARY)
    return size == SOTTO_HASH_LENGTH || refuse (error, "its authdata is too long");
  if (!sotto_reader_read_u8 (&reader, &signature_size, error) ||
      !sotto_reader_read_u8 (&reader, &key_size, error))
    return FALSE;
  if (signature_size != SOTTO_DISCV5_SIGNATURE_LENGTH || key_size != SOTTO_COMPRESSED_KEY_LENGTH)
    return refuse (error, "another identity scheme");
  if (!sotto_reader_copy (&reader, packet->id_signature, signature_size, error) ||
      !sotto_reader_copy (&reader, packet->ephemeral, key_size, error))
    return FALSE;
  packet->record = sotto_reader_peek (&reader);
  packet->record_length = sotto_reader_get_remaining (&reader);
  return TRUE;
}

/**
 * sotto_discv5_packet_parse:
 * @packet: (out caller-allocates): what it says
 * @local_id: our node id
 * @data: (array length=length): a datagram
 * @length: of @data
 * @error: return location for a %SOTTO_DEVP2P_ERROR_PACKET or #SottoBaseError
 *
 * Returns: whether it is a packet for us
 */
gboolean
sotto_discv5_packet_parse (SottoDiscv5Packet *packet,
                           const SottoHash *local_id,
                           const guint8 *data,
                           gsize length,
                           GError **error)
{
  static const guint8 start[] = { 'd', 'i', 's', 'c', 'v', '5', 0, VERSION };
  guint8 *fields = packet->header + SOTTO_DISCV5_IV_LENGTH;
  gsize size;

  if (length < SOTTO_DISCV5_MIN_PACKET || length > SOTTO_DISCV5_MAX_PACKET)
    return refuse (error, "its length");
  memset (packet, 0, sizeof *packet);
  memcpy (packet->header, data, SOTTO_DISCV5_IV_LENGTH);
  data += SOTTO_DISCV5_IV_LENGTH;
  length -= SOTTO_DISCV5_IV_LENGTH;
  if (!apply_mask (local_id, packet->header, data, SOTTO_DISCV5_STATIC_LENGTH, fields) ||
      memcmp (fields, start, sizeof start) != 0)
    return refuse (error, "another protocol, or not for us");
  size = (gsize) fields[21] << 8 | fields[22];
  if (fields[8] > SOTTO_DISCV5_HANDSHAKE)
    return refuse (error, "an unknown kind");
  if (size > length - SOTTO_DISCV5_STATIC_LENGTH ||
      size > SOTTO_DISCV5_MAX_HEADER - SOTTO_DISCV5_IV_LENGTH - SOTTO_DISCV5_STATIC_LENGTH)
    return refuse (error, "its authdata is too long");
  /* One key stream covers both parts, so the second pass begins anew. */
  if (!apply_mask (local_id, packet->header, data, SOTTO_DISCV5_STATIC_LENGTH + size, fields))
    return refuse (error, "its mask");
  packet->flag = (SottoDiscv5Flag) fields[8];
  memcpy (packet->nonce, fields + 9, sizeof packet->nonce);
  packet->header_length = SOTTO_DISCV5_IV_LENGTH + SOTTO_DISCV5_STATIC_LENGTH + size;
  packet->message = data + SOTTO_DISCV5_STATIC_LENGTH + size;
  packet->message_length = length - SOTTO_DISCV5_STATIC_LENGTH - size;
  return read_authdata (packet, fields + SOTTO_DISCV5_STATIC_LENGTH, size, error);
}

static gsize
write_authdata (const SottoDiscv5Packet *packet, guint8 *into)
{
  guint64 seq = GUINT64_TO_BE (packet->enr_seq);
  guint8 *end = into;

  if (packet->flag == SOTTO_DISCV5_WHOAREYOU)
    {
      memcpy (into, packet->id_nonce, sizeof packet->id_nonce);
      memcpy (into + sizeof packet->id_nonce, &seq, sizeof seq);
      return WHOAREYOU_LENGTH;
    }
  memcpy (into, packet->source.bytes, SOTTO_HASH_LENGTH);
  if (packet->flag == SOTTO_DISCV5_ORDINARY)
    return SOTTO_HASH_LENGTH;
  end += SOTTO_HASH_LENGTH;
  *end++ = SOTTO_DISCV5_SIGNATURE_LENGTH;
  *end++ = SOTTO_COMPRESSED_KEY_LENGTH;
  memcpy (end, packet->id_signature, SOTTO_DISCV5_SIGNATURE_LENGTH);
  end += SOTTO_DISCV5_SIGNATURE_LENGTH;
  memcpy (end, packet->ephemeral, SOTTO_COMPRESSED_KEY_LENGTH);
  end += SOTTO_COMPRESSED_KEY_LENGTH;
  if (packet->record_length > 0)
    memcpy (end, packet->record, packet->record_length);
  return HANDSHAKE_LENGTH + packet->record_length;
}

/**
 * sotto_discv5_packet_build_header:
 * @packet: with its fields set; its record has at most 300 bytes
 * @iv: 16 random bytes
 */
void
sotto_discv5_packet_build_header (SottoDiscv5Packet *packet,
                                  const guint8 iv[SOTTO_DISCV5_IV_LENGTH])
{
  guint8 *fields = packet->header + SOTTO_DISCV5_IV_LENGTH;
  gsize size;

  g_return_if_fail (packet->record_length <= SOTTO_NODE_RECORD_MAX_LENGTH);

  memcpy (packet->header, iv, SOTTO_DISCV5_IV_LENGTH);
  memcpy (fields, PROTOCOL_ID, PROTOCOL_ID_LENGTH);
  fields[6] = 0;
  fields[7] = VERSION;
  fields[8] = packet->flag;
  memcpy (fields + 9, packet->nonce, sizeof packet->nonce);
  size = write_authdata (packet, fields + SOTTO_DISCV5_STATIC_LENGTH);
  fields[21] = (guint8) (size >> 8);
  fields[22] = (guint8) size;
  packet->header_length = SOTTO_DISCV5_IV_LENGTH + SOTTO_DISCV5_STATIC_LENGTH + size;
}

/**
 * sotto_discv5_packet_seal:
 * @packet: with its header
 * @destination: id of the recipient
 * @key: (nullable): of the message, 16 bytes
 * @plaintext: (nullable): the message
 *
 * Returns: (transfer full): the datagram
 */
GBytes *
sotto_discv5_packet_seal (const SottoDiscv5Packet *packet,
                          const SottoHash *destination,
                          const guint8 *key,
                          GBytes *plaintext)
{
  SottoGcm gcm = {
    .key = key, .nonce = packet->nonce, .ad = packet->header, .ad_length = packet->header_length
  };
  gsize plain_length = plaintext != NULL ? g_bytes_get_size (plaintext) : 0;
  gsize length =
    packet->header_length + (plaintext != NULL ? plain_length + SOTTO_GCM_TAG_LENGTH : 0);
  guint8 *data = g_malloc (length);

  memcpy (data, packet->header, SOTTO_DISCV5_IV_LENGTH);
  if (!apply_mask (destination, packet->header, packet->header + SOTTO_DISCV5_IV_LENGTH,
                   packet->header_length - SOTTO_DISCV5_IV_LENGTH, data + SOTTO_DISCV5_IV_LENGTH) ||
      (plaintext != NULL &&
       !sotto_aes128_gcm_seal (&gcm, g_bytes_get_data (plaintext, NULL), plain_length,
                               data + packet->header_length, NULL)))
    g_error ("The crypto library failed");
  return g_bytes_new_take (data, length);
}

/**
 * sotto_discv5_packet_open:
 * @packet: that was parsed
 * @key: of the message
 * @error: return location for a #SottoCryptoError
 *
 * Returns: (transfer full) (nullable): its message
 */
GBytes *
sotto_discv5_packet_open (const SottoDiscv5Packet *packet,
                          const guint8 key[SOTTO_DISCV5_KEY_LENGTH],
                          GError **error)
{
  SottoGcm gcm = {
    .key = key, .nonce = packet->nonce, .ad = packet->header, .ad_length = packet->header_length
  };
  guint8 plain[SOTTO_DISCV5_MAX_PACKET];

  if (!sotto_aes128_gcm_open (&gcm, packet->message, packet->message_length, plain, error))
    return NULL;
  return g_bytes_new (plain, packet->message_length - SOTTO_GCM_TAG_LENGTH);
}

/**
 * sotto_discv5_keys_derive:
 * @keys: (out caller-allocates): of the session
 * @private_key: ours: ephemeral as the initiator, of the node as the recipient
 * @public_key: theirs: of the node for the initiator, ephemeral for the recipient
 * @exchange: the handshake
 * @error: return location for an error
 */
gboolean
sotto_discv5_keys_derive (SottoDiscv5Keys *keys,
                          const guint8 private_key[32],
                          const SottoPublicKey *public_key,
                          const SottoDiscv5Exchange *exchange,
                          GError **error)
{
  guint8 shared[SOTTO_COMPRESSED_KEY_LENGTH];
  guint8 info[sizeof AGREEMENT_TEXT - 1 + 2 * SOTTO_HASH_LENGTH];
  g_autoptr (GBytes) material = NULL;
  g_autoptr (GBytes) salt = NULL;
  g_autoptr (GBytes) info_bytes = NULL;
  gboolean success;

  if (!sotto_ecdh_point (private_key, public_key, shared, error))
    return FALSE;
  memcpy (info, AGREEMENT_TEXT, sizeof AGREEMENT_TEXT - 1);
  memcpy (info + sizeof AGREEMENT_TEXT - 1, exchange->initiator->bytes, SOTTO_HASH_LENGTH);
  memcpy (info + sizeof info - SOTTO_HASH_LENGTH, exchange->recipient->bytes, SOTTO_HASH_LENGTH);
  /* The secret is on this stack while the bytes are read. */
  material = g_bytes_new_static (shared, sizeof shared);
  salt = g_bytes_new_static (exchange->challenge, SOTTO_DISCV5_CHALLENGE_LENGTH);
  info_bytes = g_bytes_new_static (info, sizeof info);
  success = sotto_hkdf_sha256 (material, salt, info_bytes, (guint8 *) keys, sizeof *keys);
  sotto_wipe (shared, sizeof shared);
  return success || refuse (error, "its keys");
}

/**
 * sotto_discv5_keys_clear:
 * @keys: of a session
 *
 * Wipes them.
 */
void
sotto_discv5_keys_clear (SottoDiscv5Keys *keys)
{
  sotto_wipe (keys, sizeof *keys);
}

/**
 * sotto_discv5_identity_digest:
 * @exchange: the handshake
 * @ephemeral: the initiator's ephemeral key
 * @digest: (out caller-allocates): SHA-256, not Keccak
 */
void
sotto_discv5_identity_digest (const SottoDiscv5Exchange *exchange,
                              const guint8 ephemeral[SOTTO_COMPRESSED_KEY_LENGTH],
                              SottoHash *digest)
{
  guint8 text[sizeof IDENTITY_TEXT - 1 + SOTTO_DISCV5_CHALLENGE_LENGTH +
              SOTTO_COMPRESSED_KEY_LENGTH + SOTTO_HASH_LENGTH];
  guint8 *end = text;

  memcpy (end, IDENTITY_TEXT, sizeof IDENTITY_TEXT - 1);
  end += sizeof IDENTITY_TEXT - 1;
  memcpy (end, exchange->challenge, SOTTO_DISCV5_CHALLENGE_LENGTH);
  end += SOTTO_DISCV5_CHALLENGE_LENGTH;
  memcpy (end, ephemeral, SOTTO_COMPRESSED_KEY_LENGTH);
  end += SOTTO_COMPRESSED_KEY_LENGTH;
  memcpy (end, exchange->recipient->bytes, SOTTO_HASH_LENGTH);
  sotto_sha256 (text, sizeof text, digest);
}
