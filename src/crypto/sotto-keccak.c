/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keccak[c=512] with the padding of the original submission: the sponge over Keccak-f[1600]. Lane
 * x + 5y is the one that the specification calls A[x, y]. */

#include "sotto-keccak.h"

#include <string.h>

#define N_ROUNDS 24

static const guint64 round_constants[N_ROUNDS] = {
  0x0000000000000001ull, 0x0000000000008082ull, 0x800000000000808aull, 0x8000000080008000ull,
  0x000000000000808bull, 0x0000000080000001ull, 0x8000000080008081ull, 0x8000000000008009ull,
  0x000000000000008aull, 0x0000000000000088ull, 0x0000000080008009ull, 0x000000008000000aull,
  0x000000008000808bull, 0x800000000000008bull, 0x8000000000008089ull, 0x8000000000008003ull,
  0x8000000000008002ull, 0x8000000000000080ull, 0x000000000000800aull, 0x800000008000000aull,
  0x8000000080008081ull, 0x8000000000008080ull, 0x0000000080000001ull, 0x8000000080008008ull,
};

static inline guint64
rotate (guint64 lane, guint count)
{
  return lane << count | lane >> (64 - count);
}

/* chi: each lane of a row, and the two to the right of it. */
static inline void
combine_row (guint64 row[5], guint64 b0, guint64 b1, guint64 b2, guint64 b3, guint64 b4)
{
  row[0] = b0 ^ (~b1 & b2);
  row[1] = b1 ^ (~b2 & b3);
  row[2] = b2 ^ (~b3 & b4);
  row[3] = b3 ^ (~b4 & b0);
  row[4] = b4 ^ (~b0 & b1);
}

/* One round from @a to @e. theta mixes a lane with the parity of two columns, rho rotates it, pi
 * moves it to another row: the rows are made one by one, so that few lanes are alive at a time. */
static inline void
do_round (const guint64 a[25], guint64 e[25], guint64 round_constant)
{
  guint64 c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
  guint64 c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
  guint64 c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
  guint64 c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
  guint64 c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
  guint64 d0 = c4 ^ rotate (c1, 1);
  guint64 d1 = c0 ^ rotate (c2, 1);
  guint64 d2 = c1 ^ rotate (c3, 1);
  guint64 d3 = c2 ^ rotate (c4, 1);
  guint64 d4 = c3 ^ rotate (c0, 1);

  combine_row (e, a[0] ^ d0, rotate (a[6] ^ d1, 44), rotate (a[12] ^ d2, 43),
               rotate (a[18] ^ d3, 21), rotate (a[24] ^ d4, 14));
  combine_row (e + 5, rotate (a[3] ^ d3, 28), rotate (a[9] ^ d4, 20), rotate (a[10] ^ d0, 3),
               rotate (a[16] ^ d1, 45), rotate (a[22] ^ d2, 61));
  combine_row (e + 10, rotate (a[1] ^ d1, 1), rotate (a[7] ^ d2, 6), rotate (a[13] ^ d3, 25),
               rotate (a[19] ^ d4, 8), rotate (a[20] ^ d0, 18));
  combine_row (e + 15, rotate (a[4] ^ d4, 27), rotate (a[5] ^ d0, 36), rotate (a[11] ^ d1, 10),
               rotate (a[17] ^ d2, 15), rotate (a[23] ^ d3, 56));
  combine_row (e + 20, rotate (a[2] ^ d2, 62), rotate (a[8] ^ d3, 55), rotate (a[14] ^ d4, 39),
               rotate (a[15] ^ d0, 41), rotate (a[21] ^ d1, 2));
  /* iota */
  e[0] ^= round_constant;
}

void
sotto_keccak_f1600 (guint64 lanes[25])
{
  guint64 between[25];

  for (guint round = 0; round < N_ROUNDS; round += 2)
    {
      do_round (lanes, between, round_constants[round]);
      do_round (between, lanes, round_constants[round + 1]);
    }
}

static void
absorb_block (guint64 lanes[25], const guint8 block[SOTTO_KECCAK_RATE])
{
  for (guint i = 0; i < SOTTO_KECCAK_RATE / 8; i++)
    {
      guint64 lane;

      memcpy (&lane, block + 8 * i, sizeof lane);
      lanes[i] ^= GUINT64_FROM_LE (lane);
    }
  sotto_keccak_f1600 (lanes);
}

void
sotto_keccak_init (SottoKeccak *keccak)
{
  memset (keccak->lanes, 0, sizeof keccak->lanes);
  keccak->fill = 0;
}

void
sotto_keccak_update (SottoKeccak *keccak, gconstpointer data, gsize length)
{
  const guint8 *bytes = data;

  if (length == 0)
    return;
  if (keccak->fill > 0)
    {
      gsize n_taken = MIN (length, SOTTO_KECCAK_RATE - keccak->fill);

      memcpy (keccak->block + keccak->fill, bytes, n_taken);
      keccak->fill += n_taken;
      bytes += n_taken;
      length -= n_taken;
      if (keccak->fill < SOTTO_KECCAK_RATE)
        return;
      absorb_block (keccak->lanes, keccak->block);
      keccak->fill = 0;
    }
  for (; length >= SOTTO_KECCAK_RATE; length -= SOTTO_KECCAK_RATE, bytes += SOTTO_KECCAK_RATE)
    absorb_block (keccak->lanes, bytes);
  if (length > 0)
    memcpy (keccak->block, bytes, length);
  keccak->fill = length;
}

void
sotto_keccak_sum (const SottoKeccak *keccak, SottoHash *digest)
{
  guint64 lanes[25];
  guint8 block[SOTTO_KECCAK_RATE] = { 0 };

  memcpy (lanes, keccak->lanes, sizeof lanes);
  if (keccak->fill > 0)
    memcpy (block, keccak->block, keccak->fill);
  block[keccak->fill] ^= 0x01;
  block[SOTTO_KECCAK_RATE - 1] ^= 0x80;
  absorb_block (lanes, block);
  for (guint i = 0; i < SOTTO_HASH_LENGTH / 8; i++)
    {
      guint64 lane = GUINT64_TO_LE (lanes[i]);

      memcpy (digest->bytes + 8 * i, &lane, sizeof lane);
    }
}

void
sotto_keccak256 (gconstpointer data, gsize length, SottoHash *digest)
{
  SottoKeccak keccak;

  sotto_keccak_init (&keccak);
  sotto_keccak_update (&keccak, data, length);
  sotto_keccak_sum (&keccak, digest);
}
