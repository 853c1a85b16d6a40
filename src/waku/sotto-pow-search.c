/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The search for a nonce (whisper-waku.md section 3.1): the nonces from 0 on, in stretches.
 *
 * What Status asks of a message is found among the first nonces, in less than a millisecond, by the
 * thread that asks. What takes longer is hunted by threads of a lower priority, of which each takes
 * the next stretch that nobody has: they share what the computer has left over, and stop as soon
 * as all below the lowest find has been tried. So the result does not depend on their number.
 */

#include "sotto-pow-search.h"

#include <sys/resource.h>

#include "sotto-keccak-lanes.h"

/* How many nonces are tried between two looks at the cancellable: at most a few milliseconds. */
#define STRETCH 4096

/* How many are tried before there are threads. */
#define N_FIRST_NONCES (16 * STRETCH)

/* Below the priority of everything that has none of its own. */
#define THREAD_NICENESS 10

typedef struct
{
  const SottoPowInput *input;
  guint bits;
  SottoKeccakSearch search;
  GCancellable *cancellable;

  GMutex mutex;
  guint64 next; /* the first nonce that nobody has taken */
  guint64 end;  /* of those that are to be tried */
  guint64 best; /* the lowest find, G_MAXUINT64 if there is none */
} Hunt;

static gboolean
take_stretch (Hunt *hunt, guint64 *first)
{
  gboolean is_left;

  if (g_cancellable_is_cancelled (hunt->cancellable))
    return FALSE;

  g_mutex_lock (&hunt->mutex);
  is_left = hunt->next < MIN (hunt->best, hunt->end);
  *first = hunt->next;
  if (is_left)
    hunt->next += STRETCH;
  g_mutex_unlock (&hunt->mutex);

  return is_left;
}

/* The lowest nonce in the stretch from @first. The lanes look at the first 64 bits of a hash. */
static gboolean
try_stretch (const Hunt *hunt, guint64 first, guint64 *found)
{
  guint64 end = first + STRETCH;

  for (; first < end && sotto_keccak_search (&hunt->search, first, end - first, found);
       first = *found + 1)
    {
      SottoHash digest;

      sotto_pow_hash (hunt->input, *found, &digest);
      if (sotto_pow_count_bits (&digest) >= hunt->bits)
        return TRUE;
    }

  return FALSE;
}

static void
try_stretches (Hunt *hunt)
{
  guint64 first, found;

  while (take_stretch (hunt, &first))
    {
      if (!try_stretch (hunt, first, &found))
        continue;

      g_mutex_lock (&hunt->mutex);
      hunt->best = MIN (hunt->best, found);
      g_mutex_unlock (&hunt->mutex);
    }
}

static gpointer
work_thread (gpointer data)
{
  /* On Linux, this is about the thread alone. Without it, the search only disturbs more. */
  if (setpriority (PRIO_PROCESS, 0, THREAD_NICENESS) != 0)
    g_debug ("The proof of work is searched with full priority");
  try_stretches (data);

  return NULL;
}

/* Where no thread can be had, the caller's does what they would have done. */
static void
try_in_threads (Hunt *hunt, guint n_threads)
{
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();

  for (guint i = 0; i < n_threads; i++)
    {
      GThread *thread = g_thread_try_new (SOTTO_POW_THREAD_NAME, work_thread, hunt, NULL);

      if (thread != NULL)
        g_ptr_array_add (threads, thread);
    }
  if (threads->len == 0)
    try_stretches (hunt);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (g_ptr_array_index (threads, i));
}

/**
 * sotto_pow_get_n_threads:
 * @on_battery: whether the computer runs on its battery
 *
 * Returns: how many threads a long search may have: half of the processors, one on battery
 */
guint
sotto_pow_get_n_threads (gboolean on_battery)
{
  return on_battery ? 1 : MAX (1, g_get_num_processors () / 2);
}

/**
 * sotto_pow_search:
 * @input: an envelope without its nonce
 * @bits: leading zero bits to find
 * @n_threads: how many threads a long search may have
 * @cancellable: (nullable): to give up; looked at every few milliseconds
 * @nonce: (out): the lowest nonce with at least so many; not always the lowest if it was given up
 *   just then
 *
 * Tries the nonces 0, 1, 2 and so on. It blocks: run it on a worker.
 *
 * Returns: %FALSE if it was given up
 */
gboolean
sotto_pow_search (const SottoPowInput *input,
                  guint bits,
                  guint n_threads,
                  GCancellable *cancellable,
                  guint64 *nonce)
{
  Hunt hunt = { .input = input, .bits = bits, .cancellable = cancellable, .best = G_MAXUINT64 };

  g_return_val_if_fail (input != NULL, FALSE);
  g_return_val_if_fail (nonce != NULL, FALSE);

  sotto_pow_absorb (input, &hunt.search.prefix);
  hunt.search.bits = MIN (bits, SOTTO_KECCAK_SEARCH_MAX_BITS);
  g_mutex_init (&hunt.mutex);

  hunt.end = N_FIRST_NONCES;
  try_stretches (&hunt);
  if (hunt.best == G_MAXUINT64 && !g_cancellable_is_cancelled (cancellable))
    {
      hunt.end = G_MAXUINT64 - STRETCH;
      try_in_threads (&hunt, MAX (1, n_threads));
    }

  g_mutex_clear (&hunt.mutex);
  *nonce = hunt.best;

  return hunt.best != G_MAXUINT64;
}
