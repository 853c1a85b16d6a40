/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-keccak-lanes.h"

G_BEGIN_DECLS

#define SOTTO_KECCAK_N_ROUNDS 24
extern const guint64 sotto_keccak_round_constants[SOTTO_KECCAK_N_ROUNDS];

/* What ends a message: the first bit after it, in lane 0 of a block that holds nothing else, and
 * the last bit of the block, in lane 16. */
#define SOTTO_KECCAK_FIRST_PADDING 0x0000000000000001ull
#define SOTTO_KECCAK_LAST_PADDING 0x8000000000000000ull

/* The most messages that any engine takes at a time. */
#define SOTTO_KECCAK_MAX_LANES 8

/**
 * SottoKeccakScan:
 * @lanes: the state before the permutation that the counter decides about, all but the counter
 *   mixed in
 * @mask: of lane 0 of the digest: the bits that have to be 0
 * @step: what one try adds to the counter
 * @lane: lane in which the counter begins
 * @shift: bits of that lane before it; what does not fit is in the next lane
 * @has_padding_block: whether a block of nothing but padding follows
 *
 * Digests of one message that ends with a counter.
 */
typedef struct
{
  guint64 lanes[25];
  guint64 mask;
  guint64 step;
  guint lane;
  guint shift;
  gboolean has_padding_block;
} SottoKeccakScan;

/**
 * SottoKeccakEngine:
 * @name: what tests and figures call it
 * @n_lanes: how many messages it takes at a time
 * @absorb: mixes a block of each message into its state and permutes; lane i of state s is number
 *   n_lanes * i + s, aligned to n_lanes numbers
 * @scan: tries n counters; returns how many failed before the first that did not, n if all failed
 */
struct _SottoKeccakEngine
{
  const char *name;
  guint n_lanes;
  void (*absorb) (guint64 *lanes, const guint8 *const *blocks);
  guint64 (*scan) (const SottoKeccakScan *scan, guint64 first, guint64 n);
};

extern const SottoKeccakEngine sotto_keccak_engine_scalar;
#ifdef __x86_64__
extern const SottoKeccakEngine sotto_keccak_engine_avx2;
extern const SottoKeccakEngine sotto_keccak_engine_avx512;
#endif

/* The bare permutation Keccak-f[1600]. */
void sotto_keccak_f1600 (guint64 lanes[25]);

G_END_DECLS
