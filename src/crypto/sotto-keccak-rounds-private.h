/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-keccak-engine-private.h"

/* Keccak-f[1600] over N_LANES states at once, the same for every kind of processor: lane x + 5y is
 * the one that the specification calls A[x, y], and lane i of all states lies in one Lane. A file
 * that makes an engine of this defines before it includes it:
 *
 *   N_LANES                   how many states there are
 *   TARGET                    the attribute of every function that touches a Lane, or nothing
 *   Lane                      a type of N_LANES 64-bit numbers, which may alias them
 *   lane_mix_in (a, blocks)   the 17 numbers, least byte first, of each of N_LANES blocks, into the
 *                             first 17 lanes of all states
 *   lane_spread (u)           the same number for all states
 *   lane_count (first, step)  first, first + step, first + 2 step and so on, as they stand in a
 *                             message: with the highest byte first
 *   lane_shift_left (a, n)    and
 *   lane_shift_right (a, n)   by 0 < n < 64, not constant
 *   lane_rotate (a, n)        by a constant
 *   lane_xor (a, b)           also of three, lane_xor3 (a, b, c)
 *   lane_chi (a, b, c)        a ^ (~b & c)
 *   lane_find_zero (a, mask)  a bit for each state, the first lowest: set where (a & mask) is 0
 */

#define ROUND_INLINE static inline TARGET __attribute__ ((always_inline))

/* chi: each lane of a row, and the two to the right of it. */
ROUND_INLINE void
combine_row (Lane row[5], Lane b0, Lane b1, Lane b2, Lane b3, Lane b4)
{
  row[0] = lane_chi (b0, b1, b2);
  row[1] = lane_chi (b1, b2, b3);
  row[2] = lane_chi (b2, b3, b4);
  row[3] = lane_chi (b3, b4, b0);
  row[4] = lane_chi (b4, b0, b1);
}

ROUND_INLINE Lane
column_parity (const Lane a[25], guint x)
{
  return lane_xor3 (lane_xor3 (a[x], a[x + 5], a[x + 10]), a[x + 15], a[x + 20]);
}

/* One round from @a to @e. theta mixes a lane with the parity of two columns, rho rotates it, pi
 * moves it to another row: the rows are made one by one, so that few lanes are alive at a time. */
ROUND_INLINE void
do_round (const Lane a[25], Lane e[25], guint64 round_constant)
{
  Lane c0 = column_parity (a, 0);
  Lane c1 = column_parity (a, 1);
  Lane c2 = column_parity (a, 2);
  Lane c3 = column_parity (a, 3);
  Lane c4 = column_parity (a, 4);
  Lane d0 = lane_xor (c4, lane_rotate (c1, 1));
  Lane d1 = lane_xor (c0, lane_rotate (c2, 1));
  Lane d2 = lane_xor (c1, lane_rotate (c3, 1));
  Lane d3 = lane_xor (c2, lane_rotate (c4, 1));
  Lane d4 = lane_xor (c3, lane_rotate (c0, 1));

  combine_row (e, lane_xor (a[0], d0), lane_rotate (lane_xor (a[6], d1), 44),
               lane_rotate (lane_xor (a[12], d2), 43), lane_rotate (lane_xor (a[18], d3), 21),
               lane_rotate (lane_xor (a[24], d4), 14));
  combine_row (e + 5, lane_rotate (lane_xor (a[3], d3), 28), lane_rotate (lane_xor (a[9], d4), 20),
               lane_rotate (lane_xor (a[10], d0), 3), lane_rotate (lane_xor (a[16], d1), 45),
               lane_rotate (lane_xor (a[22], d2), 61));
  combine_row (e + 10, lane_rotate (lane_xor (a[1], d1), 1), lane_rotate (lane_xor (a[7], d2), 6),
               lane_rotate (lane_xor (a[13], d3), 25), lane_rotate (lane_xor (a[19], d4), 8),
               lane_rotate (lane_xor (a[20], d0), 18));
  combine_row (e + 15, lane_rotate (lane_xor (a[4], d4), 27), lane_rotate (lane_xor (a[5], d0), 36),
               lane_rotate (lane_xor (a[11], d1), 10), lane_rotate (lane_xor (a[17], d2), 15),
               lane_rotate (lane_xor (a[23], d3), 56));
  combine_row (e + 20, lane_rotate (lane_xor (a[2], d2), 62), lane_rotate (lane_xor (a[8], d3), 55),
               lane_rotate (lane_xor (a[14], d4), 39), lane_rotate (lane_xor (a[15], d0), 41),
               lane_rotate (lane_xor (a[21], d1), 2));
  /* iota */
  e[0] = lane_xor (e[0], lane_spread (round_constant));
}

/* All rounds from @start to @end, which may be the same. What is not read from @end afterwards is
 * not made in the last round, because this is always inlined. */
ROUND_INLINE void
permute (const Lane start[25], Lane end[25])
{
  Lane a[25];
  Lane b[25];

  do_round (start, a, sotto_keccak_round_constants[0]);
  for (guint round = 1; round < SOTTO_KECCAK_N_ROUNDS - 1; round += 2)
    {
      do_round (a, b, sotto_keccak_round_constants[round]);
      do_round (b, a, sotto_keccak_round_constants[round + 1]);
    }
  do_round (a, end, sotto_keccak_round_constants[SOTTO_KECCAK_N_ROUNDS - 1]);
}

static TARGET void
absorb (guint64 *lanes, const guint8 *const *blocks)
{
  Lane *state = (Lane *) (void *) lanes;

  lane_mix_in (state, blocks);
  permute (state, state);
}

/* The first 8 bytes of the digests of one counter for each state. */
ROUND_INLINE Lane
digest_start (const SottoKeccakScan *scan, const Lane start[25])
{
  Lane end[25];

  if (scan->has_padding_block)
    {
      Lane between[25];

      permute (start, between);
      between[0] = lane_xor (between[0], lane_spread (SOTTO_KECCAK_FIRST_PADDING));
      between[16] = lane_xor (between[16], lane_spread (SOTTO_KECCAK_LAST_PADDING));
      permute (between, end);
      return end[0];
    }

  permute (start, end);

  return end[0];
}

static TARGET guint64
scan_counters (const SottoKeccakScan *scan, guint64 first, guint64 n)
{
  Lane start[25];
  Lane low, high;

  for (guint i = 0; i < 25; i++)
    start[i] = lane_spread (scan->lanes[i]);
  low = start[scan->lane];
  high = start[scan->lane + 1];

  for (guint64 i = 0; i < n; i += N_LANES)
    {
      Lane counters = lane_count (first + i * scan->step, scan->step);
      guint found;

      if (scan->shift == 0)
        start[scan->lane] = lane_xor (low, counters);
      else
        {
          start[scan->lane] = lane_xor (low, lane_shift_left (counters, scan->shift));
          start[scan->lane + 1] = lane_xor (high, lane_shift_right (counters, 64 - scan->shift));
        }

      found = lane_find_zero (digest_start (scan, start), scan->mask);
      if (found != 0)
        return MIN (n, i + (guint) __builtin_ctz (found));
    }

  return n;
}
