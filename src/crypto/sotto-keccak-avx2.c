/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keccak-f[1600] with four states at a time, for x86 processors with AVX2. */

#include "sotto-keccak-engine-private.h"

#include <immintrin.h>
#include <string.h>

#define N_LANES 4
#define TARGET __attribute__ ((target ("avx2")))

typedef __m256i Lane;

#define lane_xor(a, b) _mm256_xor_si256 (a, b)

/* The lower halves, or the upper halves, of two operands side by side. */
#define HALVES_LOW 0x20
#define HALVES_HIGH 0x31

static inline TARGET void
lane_mix_in (Lane lanes[25], const guint8 *const *blocks)
{
  gint64 last[N_LANES];

  /* Four numbers of each block are four rows; what is wanted are the columns. */
  for (gsize i = 0; i < 16; i += 4)
    {
      Lane a = _mm256_loadu_si256 ((const __m256i *) (const void *) (blocks[0] + 8 * i));
      Lane b = _mm256_loadu_si256 ((const __m256i *) (const void *) (blocks[1] + 8 * i));
      Lane c = _mm256_loadu_si256 ((const __m256i *) (const void *) (blocks[2] + 8 * i));
      Lane d = _mm256_loadu_si256 ((const __m256i *) (const void *) (blocks[3] + 8 * i));
      Lane even_ab = _mm256_unpacklo_epi64 (a, b);
      Lane even_cd = _mm256_unpacklo_epi64 (c, d);
      Lane odd_ab = _mm256_unpackhi_epi64 (a, b);
      Lane odd_cd = _mm256_unpackhi_epi64 (c, d);

      lanes[i] = lane_xor (lanes[i], _mm256_permute2x128_si256 (even_ab, even_cd, HALVES_LOW));
      lanes[i + 1] =
        lane_xor (lanes[i + 1], _mm256_permute2x128_si256 (odd_ab, odd_cd, HALVES_LOW));
      lanes[i + 2] =
        lane_xor (lanes[i + 2], _mm256_permute2x128_si256 (even_ab, even_cd, HALVES_HIGH));
      lanes[i + 3] =
        lane_xor (lanes[i + 3], _mm256_permute2x128_si256 (odd_ab, odd_cd, HALVES_HIGH));
    }

  for (guint i = 0; i < N_LANES; i++)
    memcpy (&last[i], blocks[i] + SOTTO_KECCAK_RATE - 8, sizeof last[i]);
  lanes[16] = lane_xor (lanes[16], _mm256_set_epi64x (last[3], last[2], last[1], last[0]));
}

static inline TARGET Lane
lane_count (guint64 first, guint64 step)
{
  const Lane swap = _mm256_set_epi64x (0x08090a0b0c0d0e0f, 0x0001020304050607, 0x08090a0b0c0d0e0f,
                                       0x0001020304050607);
  Lane counters = _mm256_set_epi64x ((gint64) (first + 3 * step), (gint64) (first + 2 * step),
                                     (gint64) (first + step), (gint64) first);

  return _mm256_shuffle_epi8 (counters, swap);
}

static inline TARGET guint
lane_find_zero (Lane lane, guint64 mask)
{
  Lane masked = _mm256_and_si256 (lane, _mm256_set1_epi64x ((gint64) mask));
  Lane is_zero = _mm256_cmpeq_epi64 (masked, _mm256_setzero_si256 ());

  return (guint) _mm256_movemask_pd (_mm256_castsi256_pd (is_zero));
}

#define lane_spread(u) _mm256_set1_epi64x ((gint64) (u))
#define lane_shift_left(a, n) _mm256_sll_epi64 (a, _mm_cvtsi32_si128 ((gint32) (n)))
#define lane_shift_right(a, n) _mm256_srl_epi64 (a, _mm_cvtsi32_si128 ((gint32) (n)))
#define lane_rotate(a, n)                                                                          \
  _mm256_or_si256 (_mm256_slli_epi64 (a, n), _mm256_srli_epi64 (a, 64 - (n)))
#define lane_xor3(a, b, c) lane_xor (lane_xor (a, b), c)
#define lane_chi(a, b, c) lane_xor (a, _mm256_andnot_si256 (b, c))

#include "sotto-keccak-rounds-private.h"

const SottoKeccakEngine sotto_keccak_engine_avx2 = {
  .name = "avx2",
  .n_lanes = N_LANES,
  .absorb = absorb,
  .scan = scan_counters,
};
