/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keccak-f[1600] with eight states at a time, for x86 processors with AVX-512 (F and BW), which
 * have rotations and any logic of three operands as one instruction each. */

#include "sotto-keccak-engine-private.h"

#include <immintrin.h>
#include <string.h>

#define N_LANES 8
#define TARGET __attribute__ ((target ("avx512f,avx512bw")))

typedef __m512i Lane;

static inline TARGET Lane
lane_gather (const guint8 *const *blocks, guint i)
{
  gint64 lanes[N_LANES];

  for (guint lane = 0; lane < N_LANES; lane++)
    memcpy (&lanes[lane], blocks[lane] + (gsize) 8 * i, sizeof lanes[lane]);

  return _mm512_set_epi64 (lanes[7], lanes[6], lanes[5], lanes[4], lanes[3], lanes[2], lanes[1],
                           lanes[0]);
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

#define lane_load(p) _mm512_load_si512 (p)
#define lane_store(p, a) _mm512_store_si512 (p, a)
#define lane_spread(u) _mm512_set1_epi64 ((gint64) (u))
#define lane_shift_left(a, n) _mm512_sll_epi64 (a, _mm_cvtsi32_si128 ((gint32) (n)))
#define lane_shift_right(a, n) _mm512_srl_epi64 (a, _mm_cvtsi32_si128 ((gint32) (n)))
#define lane_rotate(a, n) _mm512_rol_epi64 (a, n)
#define lane_xor(a, b) _mm512_xor_si512 (a, b)
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
