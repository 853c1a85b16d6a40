/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RLPx frames, one message in each (devp2p, "RLPx", Framing):
 *
 *   header ciphertext(16) || header MAC(16) || body ciphertext(padded to 16) || body MAC(16)
 *   header   body size(3, big-endian) || c2 80 80 || zeros
 *   body     RLP (message id) || payload, which is compressed when both sides agreed on it
 *
 * The ciphers and the MACs of each direction run on from frame to frame. A MAC is updated with
 * ciphertext, then with a seed made of its own digest; E is AES-256 on one block:
 *
 *   header: seed = E (digest) XOR header ciphertext
 *   body:   absorb the ciphertext; seed = E (digest) XOR digest
 *
 * The header's MAC is checked before its size is believed, the size against the limit before
 * anything is allocated, and the body's MAC before anything in it is decrypted. */

#include "sotto-rlpx-codec-private.h"

#include <string.h>

#include "sotto-cipher.h"
#include "sotto-devp2p-error.h"
#include "sotto-rlp.h"
#include "sotto-snappy-private.h"

#define BLOCK_LENGTH 16
#define MAC_LENGTH 16
#define HEADER_LENGTH (BLOCK_LENGTH + MAC_LENGTH)

/* An RLP integer of 64 bits. */
#define MAX_CODE_LENGTH 9

#define DISCONNECT_CODE 1

struct _SottoRlpxCodec
{
  SottoAesStream *egress_cipher;
  SottoAesStream *ingress_cipher;
  SottoAesBlock *mac_cipher;
  SottoKeccak egress_mac;
  SottoKeccak ingress_mac;
  gboolean is_compressed;
  gsize max_payload;
  gboolean has_failed;

  guint8 header[HEADER_LENGTH];
  gsize header_filled;

  /* Body and body MAC while they arrive; %NULL between frames. */
  guint8 *body;
  gsize body_size;
  gsize body_needed;
  gsize body_filled;
};

static gsize
pad_to_block (gsize length)
{
  return (length + BLOCK_LENGTH - 1) / BLOCK_LENGTH * BLOCK_LENGTH;
}

/* Mixes the seed E (digest) XOR @other into @mac and returns the new digest's first half. @other
 * %NULL stands for the digest itself. */
static void
update_mac (SottoRlpxCodec *self, SottoKeccak *mac, const guint8 *other, guint8 tag[MAC_LENGTH])
{
  SottoHash digest;
  guint8 seed[BLOCK_LENGTH];

  sotto_keccak_sum (mac, &digest);
  sotto_aes_block_encrypt (self->mac_cipher, digest.bytes, seed);
  if (other == NULL)
    other = digest.bytes;
  for (guint i = 0; i < BLOCK_LENGTH; i++)
    seed[i] ^= other[i];
  sotto_keccak_update (mac, seed, sizeof seed);
  sotto_keccak_sum (mac, &digest);
  memcpy (tag, digest.bytes, MAC_LENGTH);
}

static gboolean
fail (GError **error, int code, const char *message)
{
  g_set_error_literal (error, SOTTO_DEVP2P_ERROR, code, message);
  return FALSE;
}

static gsize
encode_code (guint64 code, guint8 out[MAX_CODE_LENGTH])
{
  gsize n_bytes = 0;

  if (code == 0)
    {
      out[0] = 0x80;
      return 1;
    }
  if (code < 0x80)
    {
      out[0] = code;
      return 1;
    }
  for (guint64 rest = code; rest != 0; rest >>= 8)
    n_bytes++;
  out[0] = 0x80 + n_bytes;
  for (gsize i = 0; i < n_bytes; i++)
    out[1 + i] = code >> (8 * (n_bytes - 1 - i));
  return 1 + n_bytes;
}

/* Reads the message id in front of a body; @used is its length there. */
static gboolean
decode_code (const guint8 *body, gsize length, guint64 *code, gsize *used, GError **error)
{
  SottoRlpReader reader;
  const guint8 *item;

  sotto_rlp_reader_init (&reader, body, MIN (length, MAX_CODE_LENGTH));
  if (!sotto_rlp_reader_read_u64 (&reader, code, error))
    return FALSE;
  sotto_rlp_reader_init (&reader, body, MIN (length, MAX_CODE_LENGTH));
  return sotto_rlp_reader_read_raw (&reader, &item, used, error);
}

static gsize
max_payload_of (SottoRlpxCodec *self, guint64 code)
{
  if (code < SOTTO_RLPX_BASE_CODES)
    return MIN (self->max_payload, SOTTO_RLPX_MAX_BASE_PAYLOAD);
  return self->max_payload;
}

static gsize
max_body_size (SottoRlpxCodec *self)
{
  gsize payload = self->max_payload;

  if (self->is_compressed)
    payload = sotto_snappy_get_max_compressed (payload);
  return MIN (MAX_CODE_LENGTH + payload, SOTTO_RLPX_MAX_LENGTH);
}

/* Puts id and payload at @into and returns their length. */
static gsize
write_body (SottoRlpxCodec *self, guint64 code, GBytes *payload, guint8 *into, gsize capacity)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (payload, &length);
  gsize size = encode_code (code, into);

  if (self->is_compressed)
    return size + sotto_snappy_compress (data, length, into + size, capacity - size);
  if (length > 0)
    memcpy (into + size, data, length);
  return size + length;
}

static void
seal_header (SottoRlpxCodec *self, gsize size, guint8 *frame)
{
  memset (frame, 0, BLOCK_LENGTH);
  frame[0] = size >> 16;
  frame[1] = size >> 8;
  frame[2] = size;
  frame[3] = 0xc2;
  frame[4] = 0x80;
  frame[5] = 0x80;
  sotto_aes_stream_apply (self->egress_cipher, frame, BLOCK_LENGTH, frame);
  update_mac (self, &self->egress_mac, frame, frame + BLOCK_LENGTH);
}

/* Everything that the header says once it is complete. */
static gboolean
open_header (SottoRlpxCodec *self, GError **error)
{
  guint8 plain[BLOCK_LENGTH];
  guint8 tag[MAC_LENGTH];

  update_mac (self, &self->ingress_mac, self->header, tag);
  if (!sotto_constant_time_equal (tag, self->header + BLOCK_LENGTH, MAC_LENGTH))
    return fail (error, SOTTO_DEVP2P_ERROR_PROTOCOL, "A frame's header is not authentic");
  sotto_aes_stream_apply (self->ingress_cipher, self->header, BLOCK_LENGTH, plain);
  self->body_size = (gsize) plain[0] << 16 | (gsize) plain[1] << 8 | plain[2];
  if (self->body_size == 0)
    return fail (error, SOTTO_DEVP2P_ERROR_PROTOCOL, "A frame is empty");
  if (self->body_size > max_body_size (self))
    {
      g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_TOO_LARGE,
                   "A frame of %" G_GSIZE_FORMAT " bytes is above the limit of %" G_GSIZE_FORMAT,
                   self->body_size, max_body_size (self));
      return FALSE;
    }
  self->body_needed = pad_to_block (self->body_size) + MAC_LENGTH;
  self->body_filled = 0;
  self->body = g_malloc (self->body_needed);
  return TRUE;
}

static gboolean
open_body (SottoRlpxCodec *self, GError **error)
{
  gsize padded = self->body_needed - MAC_LENGTH;
  guint8 tag[MAC_LENGTH];

  sotto_keccak_update (&self->ingress_mac, self->body, padded);
  update_mac (self, &self->ingress_mac, NULL, tag);
  if (!sotto_constant_time_equal (tag, self->body + padded, MAC_LENGTH))
    return fail (error, SOTTO_DEVP2P_ERROR_PROTOCOL, "A frame's body is not authentic");
  sotto_aes_stream_apply (self->ingress_cipher, self->body, padded, self->body);
  return TRUE;
}

/* Some implementations send Disconnect uncompressed always. A raw one is never a valid stream. */
static GBytes *
decompress (SottoRlpxCodec *self, guint64 code, GBytes *compressed, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (compressed, &length);
  GBytes *plain = sotto_snappy_decompress (data, length, max_payload_of (self, code), &problem);

  if (plain == NULL && code == DISCONNECT_CODE && length <= SOTTO_RLPX_MAX_BASE_PAYLOAD)
    return g_bytes_ref (compressed);
  if (plain == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return plain;
}

/* Moves bytes to where @filled of @needed are; returns how many. */
static gsize
fill (guint8 *into, gsize *filled, gsize needed, const guint8 *data, gsize length)
{
  gsize taken = MIN (needed - *filled, length);

  memcpy (into + *filled, data, taken);
  *filled += taken;
  return taken;
}

/* After a failure the ciphers and MACs of both sides have parted for good. */
static SottoRlpxStatus
fail_for_good (SottoRlpxCodec *self)
{
  self->has_failed = TRUE;
  return SOTTO_RLPX_FAILED;
}

/**
 * sotto_rlpx_message_clear:
 * @message: lets go of its payload
 */
void
sotto_rlpx_message_clear (SottoRlpxMessage *message)
{
  g_clear_pointer (&message->payload, g_bytes_unref);
}

/**
 * sotto_rlpx_codec_new:
 * @secrets: what the handshake yielded; copied
 *
 * Returns: (transfer full): a codec without compression, with the limits from before Hello
 */
SottoRlpxCodec *
sotto_rlpx_codec_new (const SottoRlpxSecrets *secrets)
{
  static const guint8 zero_iv[BLOCK_LENGTH];
  SottoRlpxCodec *self;

  g_return_val_if_fail (secrets != NULL, NULL);

  self = g_new0 (SottoRlpxCodec, 1);
  self->egress_cipher = sotto_aes_stream_new (secrets->aes.bytes, zero_iv);
  self->ingress_cipher = sotto_aes_stream_new (secrets->aes.bytes, zero_iv);
  self->mac_cipher = sotto_aes_block_new (secrets->mac.bytes);
  self->egress_mac = secrets->egress;
  self->ingress_mac = secrets->ingress;
  self->max_payload = SOTTO_RLPX_MAX_BASE_PAYLOAD;
  return self;
}

/**
 * sotto_rlpx_codec_free:
 * @self: (transfer full): a codec; its keys are wiped
 */
void
sotto_rlpx_codec_free (SottoRlpxCodec *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->egress_cipher, sotto_aes_stream_free);
  g_clear_pointer (&self->ingress_cipher, sotto_aes_stream_free);
  g_clear_pointer (&self->mac_cipher, sotto_aes_block_free);
  sotto_wipe (&self->egress_mac, sizeof self->egress_mac);
  sotto_wipe (&self->ingress_mac, sizeof self->ingress_mac);
  g_clear_pointer (&self->body, g_free);
  g_free (self);
}

/**
 * sotto_rlpx_codec_set_snappy:
 * @self: a codec
 * @snappy: whether payloads are compressed from the next message on, in both directions
 */
void
sotto_rlpx_codec_set_snappy (SottoRlpxCodec *self, gboolean snappy)
{
  g_return_if_fail (self != NULL);

  self->is_compressed = snappy;
}

/**
 * sotto_rlpx_codec_set_max_payload:
 * @self: a codec
 * @max_payload: the largest uncompressed payload to accept, in bytes; cut to what the protocol
 * knows. The base protocol's own messages keep their lower limit.
 */
void
sotto_rlpx_codec_set_max_payload (SottoRlpxCodec *self, gsize max_payload)
{
  g_return_if_fail (self != NULL);

  self->max_payload = CLAMP (max_payload, SOTTO_RLPX_MAX_BASE_PAYLOAD, SOTTO_RLPX_MAX_LENGTH);
}

/**
 * sotto_rlpx_codec_seal:
 * @self: a codec
 * @code: absolute message id
 * @payload: uncompressed
 * @error: return location for a %SOTTO_DEVP2P_ERROR_TOO_LARGE
 *
 * Makes the next frame. Frames must be sent in the order in which they were sealed.
 *
 * Returns: (transfer full) (nullable): the frame; after %NULL the codec is as it was
 */
GBytes *
sotto_rlpx_codec_seal (SottoRlpxCodec *self, guint64 code, GBytes *payload, GError **error)
{
  g_autofree guint8 *frame = NULL;
  guint8 *body;
  gsize capacity;
  gsize size;
  gsize padded;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (payload != NULL, NULL);

  size = g_bytes_get_size (payload);
  capacity = self->is_compressed ? sotto_snappy_get_max_compressed (size) : size;
  capacity += MAX_CODE_LENGTH;
  if (size <= SOTTO_RLPX_MAX_LENGTH)
    {
      frame = g_malloc (HEADER_LENGTH + pad_to_block (capacity) + MAC_LENGTH);
      size = write_body (self, code, payload, frame + HEADER_LENGTH, capacity);
    }
  if (size > SOTTO_RLPX_MAX_LENGTH)
    {
      fail (error, SOTTO_DEVP2P_ERROR_TOO_LARGE, "The message is too large to be sent");
      return NULL;
    }
  body = frame + HEADER_LENGTH;
  padded = pad_to_block (size);
  memset (body + size, 0, padded - size);
  seal_header (self, size, frame);
  sotto_aes_stream_apply (self->egress_cipher, body, padded, body);
  sotto_keccak_update (&self->egress_mac, body, padded);
  update_mac (self, &self->egress_mac, NULL, body + padded);
  return g_bytes_new_take (g_steal_pointer (&frame), HEADER_LENGTH + padded + MAC_LENGTH);
}

/**
 * sotto_rlpx_codec_feed:
 * @self: a codec; once it has failed it goes on failing
 * @data: received bytes, in any pieces
 * @length: how many
 * @consumed: (out): how many were taken
 * @error: return location for an error
 *
 * Returns: %SOTTO_RLPX_DONE when a frame is complete and authentic: it must be taken with
 * sotto_rlpx_codec_take_message () before more is fed
 */
SottoRlpxStatus
sotto_rlpx_codec_feed (SottoRlpxCodec *self,
                       const guint8 *data,
                       gsize length,
                       gsize *consumed,
                       GError **error)
{
  g_return_val_if_fail (self != NULL, SOTTO_RLPX_FAILED);
  g_return_val_if_fail (consumed != NULL, SOTTO_RLPX_FAILED);
  g_return_val_if_fail (self->body == NULL || self->body_filled < self->body_needed ||
                          self->has_failed,
                        SOTTO_RLPX_FAILED);

  *consumed = 0;
  if (self->has_failed)
    {
      fail (error, SOTTO_DEVP2P_ERROR_PROTOCOL, "The connection is broken already");
      return SOTTO_RLPX_FAILED;
    }
  if (self->body == NULL && length > 0)
    {
      *consumed = fill (self->header, &self->header_filled, HEADER_LENGTH, data, length);
      if (self->header_filled < HEADER_LENGTH)
        return SOTTO_RLPX_MORE;
      self->header_filled = 0;
      if (!open_header (self, error))
        return fail_for_good (self);
    }
  if (self->body == NULL || *consumed == length)
    return SOTTO_RLPX_MORE;
  *consumed +=
    fill (self->body, &self->body_filled, self->body_needed, data + *consumed, length - *consumed);
  if (self->body_filled < self->body_needed)
    return SOTTO_RLPX_MORE;
  return open_body (self, error) ? SOTTO_RLPX_DONE : fail_for_good (self);
}

/**
 * sotto_rlpx_codec_take_message:
 * @self: a codec that returned %SOTTO_RLPX_DONE
 * @message: (out): what the frame holds
 * @error: return location for an error
 *
 * Returns: %FALSE when the frame, although authentic, holds no message within the limits
 */
gboolean
sotto_rlpx_codec_take_message (SottoRlpxCodec *self, SottoRlpxMessage *message, GError **error)
{
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) payload = NULL;
  gsize used;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (self->body != NULL && self->body_filled == self->body_needed, FALSE);
  g_return_val_if_fail (message != NULL, FALSE);

  body = g_bytes_new_take (g_steal_pointer (&self->body), self->body_needed);
  if (!decode_code (g_bytes_get_data (body, NULL), self->body_size, &message->code, &used, error))
    return FALSE;
  payload = g_bytes_new_from_bytes (body, used, self->body_size - used);
  if (self->is_compressed)
    {
      message->payload = decompress (self, message->code, payload, error);
      return message->payload != NULL;
    }
  if (g_bytes_get_size (payload) > max_payload_of (self, message->code))
    return fail (error, SOTTO_DEVP2P_ERROR_TOO_LARGE, "A message is above the limit");
  message->payload = g_steal_pointer (&payload);
  return TRUE;
}
