/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Many Keccak-256 at once, and the search for a counter that makes one small.
 *
 * Messages of any lengths share the lanes of an engine: a lane whose message ends takes the next
 * one, so that all are busy until the last messages.
 *
 * A message that ends with a counter differs from the others in its last block alone, or in its
 * last two. How the 8 bytes of the counter lie in them, after a prefix that leaves a block filled
 * with that many bytes:
 *
 *   0 to 127    both counter and padding are in the last block
 *   128         the counter ends its block; one of nothing but padding follows
 *   129 to 135  its highest bytes end one block, its lowest begin the next: the first of the two
 *               blocks is the same for 256 counters, or many more
 */

#include "sotto-keccak-lanes.h"

#include <string.h>

#include "sotto-keccak-engine-private.h"

#define COUNTER_LENGTH 8

/* A lane at work. */
typedef struct
{
  const SottoKeccakMessage *message; /* NULL when there is nothing more to do */
  SottoHash *digest;
  guint piece;
  gsize offset;
  gboolean is_at_end;
  guint8 block[SOTTO_KECCAK_RATE];
} Job;

static const SottoKeccakEngine *
find_best (void)
{
  static const char *const names[] = { "avx512", "avx2" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const SottoKeccakEngine *engine = sotto_keccak_engine_find (names[i]);

      if (engine != NULL)
        return engine;
    }

  return &sotto_keccak_engine_scalar;
}

static void
absorb_lane (guint64 *lane, const guint8 *bytes)
{
  guint64 number;

  memcpy (&number, bytes, sizeof number);
  *lane ^= GUINT64_FROM_LE (number);
}

static void
job_start (Job *job, const SottoKeccakMessage *message, SottoHash *digest)
{
  job->message = message;
  job->digest = digest;
  job->piece = 0;
  job->offset = 0;
  job->is_at_end = FALSE;
}

/* The next block: where it lies, if it lies in one piece. */
static const guint8 *
job_next_block (Job *job)
{
  gsize fill = 0;

  while (job->piece < SOTTO_KECCAK_N_PIECES)
    {
      const SottoKeccakPiece *piece = &job->message->pieces[job->piece];
      const guint8 *bytes = piece->data;
      gsize n = MIN (piece->length - job->offset, SOTTO_KECCAK_RATE - fill);

      if (n == SOTTO_KECCAK_RATE)
        {
          job->offset += n;
          return bytes + job->offset - n;
        }
      if (n > 0)
        memcpy (job->block + fill, bytes + job->offset, n);
      fill += n;
      job->offset += n;
      if (fill == SOTTO_KECCAK_RATE)
        return job->block;
      job->piece++;
      job->offset = 0;
    }

  memset (job->block + fill, 0, SOTTO_KECCAK_RATE - fill);
  job->block[fill] ^= 0x01;
  job->block[SOTTO_KECCAK_RATE - 1] ^= 0x80;
  job->is_at_end = TRUE;

  return job->block;
}

/* Takes the digest out of column @column of the states, and leaves it empty for the next. */
static void
job_end (Job *job, guint64 *lanes, guint n_lanes, guint column)
{
  for (guint i = 0; i < SOTTO_HASH_LENGTH / 8; i++)
    {
      guint64 lane = GUINT64_TO_LE (lanes[n_lanes * i + column]);

      memcpy (job->digest->bytes + (gsize) 8 * i, &lane, sizeof lane);
    }
  for (guint i = 0; i < 25; i++)
    lanes[n_lanes * i + column] = 0;
  job->message = NULL;
}

/* Mixes the block in @search that the counter is in into @lanes, with @high in place of as much of
 * the counter as the block has. */
static void
absorb_tail (const SottoKeccakSearch *search, guint64 high, guint64 lanes[25])
{
  const SottoKeccak *prefix = &search->prefix;
  guint8 block[SOTTO_KECCAK_RATE + COUNTER_LENGTH] = { 0 };
  guint64 big_endian = GUINT64_TO_BE (high);

  memcpy (block, prefix->block, prefix->fill);
  memcpy (block + prefix->fill, &big_endian, sizeof big_endian);
  memcpy (lanes, prefix->lanes, sizeof prefix->lanes);
  for (guint i = 0; i < SOTTO_KECCAK_RATE / 8; i++)
    absorb_lane (&lanes[i], block + (gsize) 8 * i);
}

static gboolean
search_in_one_block (const SottoKeccakSearch *search,
                     SottoKeccakScan *scan,
                     guint64 first,
                     guint64 n_counters,
                     guint64 *found)
{
  gsize fill = search->prefix.fill;
  gsize end = fill + COUNTER_LENGTH;
  guint64 n_failed;

  absorb_tail (search, 0, scan->lanes);
  scan->step = 1;
  scan->lane = (guint) fill / 8;
  scan->shift = (guint) fill % 8 * 8;
  scan->has_padding_block = end == SOTTO_KECCAK_RATE;
  if (!scan->has_padding_block)
    {
      scan->lanes[end / 8] ^= SOTTO_KECCAK_FIRST_PADDING << (end % 8 * 8);
      scan->lanes[16] ^= SOTTO_KECCAK_LAST_PADDING;
    }

  n_failed = search->engine->scan (scan, first, n_counters);
  *found = first + n_failed;

  return n_failed < n_counters;
}

static gboolean
search_in_two_blocks (const SottoKeccakSearch *search,
                      SottoKeccakScan *scan,
                      guint64 first,
                      guint64 n_counters,
                      guint64 *found)
{
  guint low_bits = (guint) (search->prefix.fill + COUNTER_LENGTH - SOTTO_KECCAK_RATE) * 8;
  guint64 n_low = 1ull << low_bits;

  scan->step = 1ull << (64 - low_bits);
  scan->lane = 0;
  scan->shift = 0;
  scan->has_padding_block = FALSE;
  while (n_counters > 0)
    {
      guint64 low = first & (n_low - 1);
      guint64 n = MIN (n_counters, n_low - low);
      guint64 n_failed;

      absorb_tail (search, first, scan->lanes);
      sotto_keccak_f1600 (scan->lanes);
      scan->lanes[0] ^= SOTTO_KECCAK_FIRST_PADDING << low_bits;
      scan->lanes[16] ^= SOTTO_KECCAK_LAST_PADDING;
      n_failed = search->engine->scan (scan, low * scan->step, n);
      if (n_failed < n)
        {
          *found = first + n_failed;
          return TRUE;
        }
      first += n;
      n_counters -= n;
    }

  return FALSE;
}

/**
 * sotto_keccak_engine_get_best:
 *
 * Returns: (transfer none): the fastest engine on this processor
 */
const SottoKeccakEngine *
sotto_keccak_engine_get_best (void)
{
  static gsize best;

  if (g_once_init_enter (&best))
    g_once_init_leave (&best, (gsize) find_best ());

  return (const SottoKeccakEngine *) best;
}

/**
 * sotto_keccak_engine_find:
 * @name: of an engine
 *
 * Returns: (transfer none) (nullable): the engine, unless this processor lacks what it needs
 */
const SottoKeccakEngine *
sotto_keccak_engine_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  if (g_str_equal (name, sotto_keccak_engine_scalar.name))
    return &sotto_keccak_engine_scalar;
#ifdef __x86_64__
  __builtin_cpu_init ();
  if (g_str_equal (name, sotto_keccak_engine_avx2.name) && __builtin_cpu_supports ("avx2"))
    return &sotto_keccak_engine_avx2;
  if (g_str_equal (name, sotto_keccak_engine_avx512.name) && __builtin_cpu_supports ("avx512f") &&
      __builtin_cpu_supports ("avx512bw"))
    return &sotto_keccak_engine_avx512;
#endif

  return NULL;
}

/**
 * sotto_keccak_engine_get_name:
 * @engine: an engine
 *
 * Returns: (transfer none): its name
 */
const char *
sotto_keccak_engine_get_name (const SottoKeccakEngine *engine)
{
  g_return_val_if_fail (engine != NULL, NULL);

  return engine->name;
}

/**
 * sotto_keccak256_many:
 * @engine: (nullable): how; %NULL is the best that there is
 * @messages: (array length=n_messages): what to hash, of any lengths
 * @n_messages: how many
 * @digests: (out caller-allocates) (array length=n_messages): the digest of each
 *
 * Computes many Keccak-256 at once. It allocates nothing.
 */
void
sotto_keccak256_many (const SottoKeccakEngine *engine,
                      const SottoKeccakMessage *messages,
                      gsize n_messages,
                      SottoHash *digests)
{
  _Alignas(64) guint64 lanes[25 * SOTTO_KECCAK_MAX_LANES] = { 0 };
  Job jobs[SOTTO_KECCAK_MAX_LANES] = { 0 };
  const guint8 *blocks[SOTTO_KECCAK_MAX_LANES];
  gsize n_started = 0;
  gsize n_ended = 0;

  g_return_if_fail (messages != NULL || n_messages == 0);
  g_return_if_fail (digests != NULL || n_messages == 0);

  if (engine == NULL)
    engine = n_messages == 1 ? &sotto_keccak_engine_scalar : sotto_keccak_engine_get_best ();

  while (n_ended < n_messages)
    {
      for (guint i = 0; i < engine->n_lanes; i++)
        {
          if (jobs[i].message == NULL && n_started < n_messages)
            {
              job_start (&jobs[i], &messages[n_started], &digests[n_started]);
              n_started++;
            }
          /* A lane without a message goes on with anything. */
          blocks[i] = jobs[i].message != NULL ? job_next_block (&jobs[i]) : jobs[i].block;
        }
      engine->absorb (lanes, blocks);
      for (guint i = 0; i < engine->n_lanes; i++)
        if (jobs[i].message != NULL && jobs[i].is_at_end)
          {
            job_end (&jobs[i], lanes, engine->n_lanes, i);
            n_ended++;
          }
    }
}

/**
 * sotto_keccak_search:
 * @search: what to look for
 * @first: the counter to begin with
 * @n_counters: how many to try, in ascending order
 * @found: (out): the lowest that will do
 *
 * Tries counters. It blocks for as long as that takes.
 *
 * Returns: %FALSE if none of them will do
 */
gboolean
sotto_keccak_search (const SottoKeccakSearch *search,
                     guint64 first,
                     guint64 n_counters,
                     guint64 *found)
{
  SottoKeccakSearch best;
  SottoKeccakScan scan = { 0 };

  g_return_val_if_fail (search != NULL, FALSE);
  g_return_val_if_fail (search->bits <= SOTTO_KECCAK_SEARCH_MAX_BITS, FALSE);
  g_return_val_if_fail (found != NULL, FALSE);

  if (search->engine == NULL)
    {
      best = *search;
      best.engine = sotto_keccak_engine_get_best ();
      search = &best;
    }
  /* The leading bits of the digest, as the lane has them. */
  if (search->bits > 0)
    scan.mask = GUINT64_SWAP_LE_BE (G_MAXUINT64 << (64 - search->bits));

  if (search->prefix.fill + COUNTER_LENGTH <= SOTTO_KECCAK_RATE)
    return search_in_one_block (search, &scan, first, n_counters, found);

  return search_in_two_blocks (search, &scan, first, n_counters, found);
}
