/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keccak-f[1600] with eight states at a time, for x86 processors with AVX-512 (F and BW), which
 * have rotations and any logic of three operands as one instruction each. */

#include "sotto-keccak-engine-private.h"

#include <immintrin.h>
#include <string.h>

#define N_LANES 8
#define TARGET __attribute__ ((target ("avx512f,avx512bw")))

typedef __m512i Lane;

#define lane_xor(a, b) _mm512_xor_si512 (a, b)

/* The first and third quarters, or the second and fourth, of two operands side by side. */
#define QUARTERS_EVEN 0x88
#define QUARTERS_ODD 0xdd

/* Numbers 0, 2, 4 and 6 of what @pairs has of two blocks each, into the lanes of these numbers. */
static inline TARGET void
mix_in_columns (Lane lanes[7], const Lane pairs[4])
{
  Lane even_low = _mm512_shuffle_i64x2 (pairs[0], pairs[1], QUARTERS_EVEN);
  Lane even_high = _mm512_shuffle_i64x2 (pairs[2], pairs[3], QUARTERS_EVEN);
  Lane odd_low = _mm512_shuffle_i64x2 (pairs[0], pairs[1], QUARTERS_ODD);
  Lane odd_high = _mm512_shuffle_i64x2 (pairs[2], pairs[3], QUARTERS_ODD);

  lanes[0] = lane_xor (lanes[0], _mm512_shuffle_i64x2 (even_low, even_high, QUARTERS_EVEN));
  lanes[2] = lane_xor (lanes[2], _mm512_shuffle_i64x2 (odd_low, odd_high, QUARTERS_EVEN));
  lanes[4] = lane_xor (lanes[4], _mm512_shuffle_i64x2 (even_low, even_high, QUARTERS_ODD));
  lanes[6] = lane_xor (lanes[6], _mm512_shuffle_i64x2 (odd_low, odd_high, QUARTERS_ODD));
}

static inline TARGET void
lane_mix_in (Lane lanes[25], const guint8 *const *blocks)
{
  gint64 last[N_LANES];

  /* Eight numbers of each block are eight rows; what is wanted are the columns. */
  for (gsize i = 0; i < 16; i += 8)
    {
      Lane even[4], odd[4];

      for (gsize pair = 0; pair < 4; pair++)
        {
          Lane a = _mm512_loadu_si512 (blocks[2 * pair] + 8 * i);
          Lane b = _mm512_loadu_si512 (blocks[2 * pair + 1] + 8 * i);

          even[pair] = _mm512_unpacklo_epi64 (a, b);
          odd[pair] = _mm512_unpackhi_epi64 (a, b);
        }
      mix_in_columns (lanes + i, even);
      mix_in_columns (lanes + i + 1, odd);
    }

  for (guint i = 0; i < N_LANES; i++)
    memcpy (&last[i], blocks[i] + SOTTO_KECCAK_RATE - 8, sizeof last[i]);
  lanes[16] = lane_xor (lanes[16], _mm512_set_epi64 (last[7], last[6], last[5], last[4], last[3],
                                                     last[2], last[1], last[0]));
}

static inline TARGET Lane
lane_count (guint64 first, guint64 step)
{
  const Lane swap = _mm512_set4_epi64 (0x08090a0b0c0d0e0f, 0x0001020304050607, 0x08090a0b0c0d0e0f,
                                       0x0001020304050607);
  const Lane numbers = _mm512_set_epi64 (7, 6, 5, 4, 3, 2, 1, 0);
  /* The step is a power of two, and there is no cheap product of 64 bits without AVX-512DQ. */
  __m128i step_bits = _mm_cvtsi32_si128 (__builtin_ctzll (step));
  Lane counters =
    _mm512_add_epi64 (_mm512_set1_epi64 ((gint64) first), _mm512_sll_epi64 (numbers, step_bits));

  return _mm512_shuffle_epi8 (counters, swap);
}

/* Truth tables of three operands: a ^ b ^ c, and a ^ (~b & c). */
#define TABLE_XOR3 0x96
#define TABLE_CHI 0xd2

#define lane_spread(u) _mm512_set1_epi64 ((gint64) (u))
#define lane_shift_left(a, n) _mm512_sll_epi64 (a, _mm_cvtsi32_si128 ((gint32) (n)))
#define lane_shift_right(a, n) _mm512_srl_epi64 (a, _mm_cvtsi32_si128 ((gint32) (n)))
#define lane_rotate(a, n) _mm512_rol_epi64 (a, n)
#define lane_xor3(a, b, c) _mm512_ternarylogic_epi64 (a, b, c, TABLE_XOR3)
#define lane_chi(a, b, c) _mm512_ternarylogic_epi64 (a, b, c, TABLE_CHI)
#define lane_find_zero(a, mask) _mm512_testn_epi64_mask (a, lane_spread (mask))

#include "sotto-keccak-rounds-private.h"

const SottoKeccakEngine sotto_keccak_engine_avx512 = {
  .name = "avx512",
  .n_lanes = N_LANES,
  .absorb = absorb,
  .scan = scan_counters,
};
