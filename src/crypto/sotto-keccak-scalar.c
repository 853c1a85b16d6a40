/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keccak-f[1600] with one state at a time, for every processor. */

#include "sotto-keccak-engine-private.h"

#include <string.h>

const guint64 sotto_keccak_round_constants[SOTTO_KECCAK_N_ROUNDS] = {
  0x0000000000000001ull, 0x0000000000008082ull, 0x800000000000808aull, 0x8000000080008000ull,
  0x000000000000808bull, 0x0000000080000001ull, 0x8000000080008081ull, 0x8000000000008009ull,
  0x000000000000008aull, 0x0000000000000088ull, 0x0000000080008009ull, 0x000000008000000aull,
  0x000000008000808bull, 0x800000000000008bull, 0x8000000000008089ull, 0x8000000000008003ull,
  0x8000000000008002ull, 0x8000000000000080ull, 0x000000000000800aull, 0x800000008000000aull,
  0x8000000080008081ull, 0x8000000000008080ull, 0x0000000080000001ull, 0x8000000080008008ull,
};

#define N_LANES 1
#define TARGET

typedef guint64 Lane;

static inline void
lane_mix_in (Lane lanes[25], const guint8 *const *blocks)
{
  for (gsize i = 0; i < SOTTO_KECCAK_RATE / 8; i++)
    {
      guint64 number;

      memcpy (&number, blocks[0] + 8 * i, sizeof number);
      lanes[i] ^= GUINT64_FROM_LE (number);
    }
}

#define lane_spread(u) (u)
#define lane_count(first, step) GUINT64_SWAP_LE_BE (first)
#define lane_shift_left(a, n) ((a) << (n))
#define lane_shift_right(a, n) ((a) >> (n))
#define lane_rotate(a, n) ((a) << (n) | (a) >> (64 - (n)))
#define lane_xor(a, b) ((a) ^ (b))
#define lane_xor3(a, b, c) ((a) ^ (b) ^ (c))
#define lane_chi(a, b, c) ((a) ^ (~(b) & (c)))
#define lane_find_zero(a, mask) (((a) & (mask)) == 0 ? 1 : 0)

#include "sotto-keccak-rounds-private.h"

const SottoKeccakEngine sotto_keccak_engine_scalar = {
  .name = "scalar",
  .n_lanes = N_LANES,
  .absorb = absorb,
  .scan = scan_counters,
};

void
sotto_keccak_f1600 (guint64 lanes[25])
{
  permute (lanes, lanes);
}
