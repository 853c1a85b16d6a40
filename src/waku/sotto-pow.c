/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Proof of work of envelopes (whisper-waku.md section 3.1).
 *
 *   short = RLP list of expiry, ttl, topic, data: the envelope without its nonce
 *   h     = Keccak-256 (short || nonce as 8 bytes, big-endian)
 *   pow   = 2^(leading zero bits of h) / length of short / ttl      (two divisions, in this order)
 *
 * Neighbours compare `pow >= floor` in doubles, so the order of the divisions decides about the
 * last bit. A sender, in contrast, aims at ceil (log2 (target * (20 + length of data) * ttl)) bits:
 * another size, and therefore what it found is verified before it is sent.
 *
 * A search absorbs `short` once (sotto-pow-search.c). Only the last block of the sponge depends on
 * the nonce, so that a nonce costs one permutation, however large the envelope is.
 */

#include "sotto-pow.h"

#include <math.h>

#include "sotto-keccak-lanes.h"

/* Fixed fields of an envelope as the field counts them. */
#define FIXED_FIELDS_LENGTH 20

/* Hashes that are made at once. */
#define BATCH 16

/* A list header at most: one byte, and eight of the length. */
#define HEADER_LENGTH 9

/* RLP: a list of up to 55 bytes has the header c0 + length; a longer one f7 + n and then the n
 * bytes of the length, big-endian. */
static gsize
write_list_header (gsize length, guint8 header[HEADER_LENGTH])
{
  gsize n = 0;

  if (length <= 55)
    {
      header[0] = (guint8) (0xc0 + length);
      return 1;
    }

  for (gsize rest = length; rest > 0; rest >>= 8)
    n++;
  header[0] = (guint8) (0xf7 + n);
  for (gsize i = 0; i < n; i++)
    header[1 + i] = (guint8) (length >> (8 * (n - 1 - i)));

  return 1 + n;
}

/* As the field computes it: for values next to a power of two the rounding decides. */
static double
log2_of_field (double x)
{
  int exponent;
  double fraction = frexp (x, &exponent);

  if (fraction == 0.5)
    return exponent - 1;

  return log (fraction) * (1 / G_LN2) + exponent;
}

/**
 * sotto_pow_get_size:
 * @input: an envelope without its nonce
 *
 * Returns: the bytes of its RLP list, header included: the size that work is divided by
 */
gsize
sotto_pow_get_size (const SottoPowInput *input)
{
  guint8 header[HEADER_LENGTH];

  g_return_val_if_fail (input != NULL, 0);

  return write_list_header (input->length, header) + input->length;
}

/**
 * sotto_pow_absorb:
 * @input: an envelope without its nonce
 * @midstate: (out caller-allocates): a Keccak-256 that lacks nothing but the 8 bytes of a nonce
 *
 * Begins the hash that all nonces have in common.
 */
void
sotto_pow_absorb (const SottoPowInput *input, SottoKeccak *midstate)
{
  guint8 header[HEADER_LENGTH];
  gsize header_length;

  g_return_if_fail (input != NULL);
  g_return_if_fail (midstate != NULL);

  header_length = write_list_header (input->length, header);
  sotto_keccak_init (midstate);
  sotto_keccak_update (midstate, header, header_length);
  sotto_keccak_update (midstate, input->items, input->length);
}

/**
 * sotto_pow_hash:
 * @input: an envelope without its nonce
 * @nonce: its nonce
 * @digest: (out caller-allocates): the hash whose leading zeros are the work
 *
 * Computes the hash that one nonce leads to.
 */
void
sotto_pow_hash (const SottoPowInput *input, guint64 nonce, SottoHash *digest)
{
  guint64 big_endian = GUINT64_TO_BE (nonce);
  SottoKeccak keccak;

  g_return_if_fail (input != NULL);
  g_return_if_fail (digest != NULL);

  sotto_pow_absorb (input, &keccak);
  sotto_keccak_update (&keccak, &big_endian, sizeof big_endian);
  sotto_keccak_sum (&keccak, digest);
}

/**
 * sotto_pow_hash_many:
 * @works: (array length=n_works): envelopes with their nonces
 * @n_works: how many
 * @digests: (out caller-allocates) (array length=n_works): the hash of each
 *
 * Does what sotto_pow_hash () does, several at once where the processor can.
 */
void
sotto_pow_hash_many (const SottoPowWork *works, gsize n_works, SottoHash *digests)
{
  guint8 headers[BATCH][HEADER_LENGTH];
  guint64 nonces[BATCH];
  SottoKeccakMessage messages[BATCH];

  g_return_if_fail (works != NULL || n_works == 0);
  g_return_if_fail (digests != NULL || n_works == 0);

  for (gsize done = 0; done < n_works; done += BATCH)
    {
      gsize n = MIN (BATCH, n_works - done);

      for (gsize i = 0; i < n; i++)
        {
          const SottoPowWork *work = &works[done + i];
          SottoKeccakPiece *pieces = messages[i].pieces;

          nonces[i] = GUINT64_TO_BE (work->nonce);
          pieces[0].data = headers[i];
          pieces[0].length = write_list_header (work->input->length, headers[i]);
          pieces[1].data = work->input->items;
          pieces[1].length = work->input->length;
          pieces[2].data = &nonces[i];
          pieces[2].length = sizeof nonces[i];
        }
      sotto_keccak256_many (NULL, messages, n, digests + done);
    }
}

/**
 * sotto_pow_count_bits:
 * @digest: a hash
 *
 * Returns: how many zero bits it begins with, 0 to 256
 */
guint
sotto_pow_count_bits (const SottoHash *digest)
{
  guint bits = 0;

  g_return_val_if_fail (digest != NULL, 0);

  for (gsize i = 0; i < sizeof digest->bytes; i++)
    {
      if (digest->bytes[i] != 0)
        return bits + (guint) __builtin_clz (digest->bytes[i]) - 24;
      bits += 8;
    }

  return bits;
}

/**
 * sotto_pow_from_bits:
 * @bits: leading zero bits
 * @size: what sotto_pow_get_size () says
 * @seconds: time to live
 *
 * Work per byte and second. What lives for no time has done none: it would be infinite, and so free
 * for everybody who stamps an envelope with the very second.
 *
 * Returns: the proof of work
 */
double
sotto_pow_from_bits (guint bits, gsize size, guint64 seconds)
{
  if (size == 0 || seconds == 0)
    return 0;

  return ldexp (1.0, (int) bits) / (double) size / (double) seconds;
}

/**
 * sotto_pow_bits_for_target:
 * @target: the proof of work that is wanted
 * @data_length: bytes of an envelope's data
 * @ttl: its time to live in seconds
 *
 * Returns: how many leading zero bits a sender looks for: at least 1, but 0 when nothing is wanted
 */
guint
sotto_pow_bits_for_target (double target, gsize data_length, guint32 ttl)
{
  double wanted;
  double bits;

  g_return_val_if_fail (target >= 0, 0);

  if (target == 0)
    return 0;

  wanted = target;
  wanted *= (double) (FIXED_FIELDS_LENGTH + data_length);
  wanted *= (double) ttl;
  bits = ceil (log2_of_field (wanted));

  return (guint) CLAMP (bits, 1, 256);
}

/**
 * sotto_pow_status_target:
 * @data_length: bytes of an envelope's data
 *
 * Returns: the proof of work that Status aims at for an envelope of this size
 */
double
sotto_pow_status_target (gsize data_length)
{
  return data_length < SOTTO_POW_LARGE_LENGTH ? SOTTO_POW_TARGET : SOTTO_POW_TARGET_LARGE;
}
