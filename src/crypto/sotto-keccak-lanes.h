/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-keccak.h"

G_BEGIN_DECLS

/**
 * SottoKeccakEngine:
 *
 * A way of computing several Keccak-256 at once. All of them give the same results. There is
 * `scalar` on every processor, and `avx2` (4 at a time) and `avx512` (8) where the processor has
 * the instructions. Static and immutable.
 */
typedef struct _SottoKeccakEngine SottoKeccakEngine;

const SottoKeccakEngine *sotto_keccak_engine_get_best (void);
const SottoKeccakEngine *sotto_keccak_engine_find (const char *name);
const char *sotto_keccak_engine_get_name (const SottoKeccakEngine *engine);

/**
 * SottoKeccakPiece:
 * @data: (nullable): bytes, borrowed
 * @length: how many
 */
typedef struct
{
  gconstpointer data;
  gsize length;
} SottoKeccakPiece;

#define SOTTO_KECCAK_N_PIECES 3

/**
 * SottoKeccakMessage:
 * @pieces: what it consists of, one after the other; unused ones are empty
 *
 * Something to hash that need not lie in one place.
 */
typedef struct
{
  SottoKeccakPiece pieces[SOTTO_KECCAK_N_PIECES];
} SottoKeccakMessage;

void sotto_keccak256_many (const SottoKeccakEngine *engine,
                           const SottoKeccakMessage *messages,
                           gsize n_messages,
                           SottoHash *digests);

/* The most leading zero bits that a search looks at. */
#define SOTTO_KECCAK_SEARCH_MAX_BITS 64

/**
 * SottoKeccakSearch:
 * @engine: (nullable): how; %NULL is the best that there is
 * @prefix: what was absorbed before the counter
 * @bits: leading zero bits that the digest shall have, at most %SOTTO_KECCAK_SEARCH_MAX_BITS
 *
 * Looks for a counter so that Keccak-256 (prefix || counter as 8 bytes, highest first) is small.
 * A value that any number of threads may use.
 */
typedef struct
{
  const SottoKeccakEngine *engine;
  SottoKeccak prefix;
  guint bits;
} SottoKeccakSearch;

gboolean sotto_keccak_search (const SottoKeccakSearch *search,
                              guint64 first,
                              guint64 n_counters,
                              guint64 *found) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
