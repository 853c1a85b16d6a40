/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Proof of work on one core: nonces a second by hashing everything again for each nonce, and from
 * the midstate by each engine of this processor; envelopes checked a second one by one, and
 * together by the best engine; how long it takes until an envelope is made; what it takes to fill a
 * pool.
 *
 * Each figure is the best and the median of several rounds, by the processor time of the thread;
 * rounds of all rows take turns, so that a busy minute falls on all. Figures, never a verdict. */

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "sotto-acceptance.h"
#include "sotto-envelope-batch.h"
#include "sotto-envelope-pool.h"
#include "sotto-keccak-lanes.h"
#include "sotto-pow-search.h"
#include "sotto-random.h"

#define N_ROUNDS 9
#define ROUND_SECONDS 0.04
#define N_ENVELOPES 4096
#define MAX_BYTES (16 * 1024 * 1024)
#define N_SEALS 301
#define N_POOLED 100000
#define POOLED_DATA_LENGTH 340
#define SENT 1600000000
#define TTL_SECONDS 50

static const char *const engine_names[] = { "scalar", "avx2", "avx512" };

/* Envelopes of one size on the wire, one behind the other. */
typedef struct
{
  gsize data_length;
  GPtrArray *packets;
  guint next;
  guint64 nonce;
} Traffic;

typedef guint (*Operation) (Traffic *traffic, const SottoKeccakEngine *engine);

typedef struct
{
  const char *what;
  gsize data_length;
  const char *engine; /* NULL for whatever the operation takes */
  Operation operation;
  double goal;
  double rates[N_ROUNDS];
} Row;

static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static void
parse (GBytes *packet, SottoEnvelopeView *view)
{
  gsize length;
  const guint8 *raw = g_bytes_get_data (packet, &length);

  if (!sotto_envelope_view_parse (view, raw, length, NULL))
    g_error ("An envelope of the benchmark is not valid");
}

static GBytes *
next_packet (Traffic *traffic)
{
  GBytes *packet = g_ptr_array_index (traffic->packets, traffic->next);

  traffic->next = (traffic->next + 1) % traffic->packets->len;

  return packet;
}

/* As it would be without the midstate. */
static guint
hash_all (Traffic *traffic, const SottoKeccakEngine *engine)
{
  SottoEnvelopeView view;
  SottoHash digest;

  parse (g_ptr_array_index (traffic->packets, 0), &view);
  for (guint i = 0; i < 16; i++)
    sotto_pow_hash (&view.work, traffic->nonce++, &digest);

  return 16;
}

static guint
search (Traffic *traffic, const SottoKeccakEngine *engine)
{
  SottoKeccakSearch search = { .engine = engine, .bits = SOTTO_KECCAK_SEARCH_MAX_BITS };
  SottoEnvelopeView view;
  guint64 found;

  parse (g_ptr_array_index (traffic->packets, 0), &view);
  sotto_pow_absorb (&view.work, &search.prefix);
  if (sotto_keccak_search (&search, traffic->nonce, 16384, &found))
    g_error ("What cannot be found was found");
  traffic->nonce += 16384;

  return 16384;
}

static guint
check_one (Traffic *traffic, const SottoKeccakEngine *engine)
{
  SottoEnvelopeView view;
  SottoHash hash;

  parse (next_packet (traffic), &view);
  sotto_envelope_view_get_hash (&view, &hash);
  if (sotto_envelope_view_count_work (&view) > 256)
    g_error ("An envelope of the benchmark has more work than there is");

  return 1;
}

/* As a node does it, with the best engine. */
static guint
check_batch (Traffic *traffic, const SottoKeccakEngine *engine)
{
  SottoEnvelopeCandidate candidates[SOTTO_ENVELOPE_BATCH];
  SottoEnvelopeCandidate *pointers[SOTTO_ENVELOPE_BATCH];

  for (guint i = 0; i < SOTTO_ENVELOPE_BATCH; i++)
    {
      pointers[i] = &candidates[i];
      parse (next_packet (traffic), &candidates[i].view);
    }
  sotto_envelope_batch_hash (pointers, SOTTO_ENVELOPE_BATCH);
  sotto_envelope_batch_count_work (pointers, SOTTO_ENVELOPE_BATCH);

  return SOTTO_ENVELOPE_BATCH;
}

static Row rows[] = {
  { "nonces, 256 B, all hashed again", 256, NULL, hash_all, 0, { 0 } },
  { "nonces, 256 B, midstate", 256, "scalar", search, 2.5e6, { 0 } },
  { "nonces, 256 B, midstate", 256, "avx2", search, 8e6, { 0 } },
  { "nonces, 256 B, midstate", 256, "avx512", search, 20e6, { 0 } },
  { "nonces, 1 KB, all hashed again", 1024, NULL, hash_all, 0, { 0 } },
  { "nonces, 1 KB, midstate", 1024, "scalar", search, 2.5e6, { 0 } },
  { "nonces, 1 KB, midstate", 1024, "avx2", search, 8e6, { 0 } },
  { "nonces, 1 KB, midstate", 1024, "avx512", search, 20e6, { 0 } },
  { "nonces, 64 KB, all hashed again", 65536, NULL, hash_all, 0, { 0 } },
  { "nonces, 64 KB, midstate", 65536, "scalar", search, 2.5e6, { 0 } },
  { "nonces, 64 KB, midstate", 65536, "avx2", search, 8e6, { 0 } },
  { "nonces, 64 KB, midstate", 65536, "avx512", search, 20e6, { 0 } },
  { "envelopes checked, 512 B, one by one", 512, NULL, check_one, 0, { 0 } },
  { "envelopes checked, 512 B, together", 512, NULL, check_batch, 300e3, { 0 } },
  { "envelopes checked, 1.3 KB, one by one", 1300, NULL, check_one, 0, { 0 } },
  { "envelopes checked, 1.3 KB, together", 1300, NULL, check_batch, 300e3, { 0 } },
};

static Traffic *
make_traffic (SottoRandom *random, gsize data_length, gsize n)
{
  Traffic *traffic = g_new0 (Traffic, 1);
  const SottoTopic topic = { { 1, 2, 3, 4 } };

  traffic->data_length = data_length;
  traffic->packets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (gsize i = 0; i < n; i++)
    {
      guint8 *data = g_malloc (data_length);
      g_autoptr (GBytes) bytes = g_bytes_new_take (data, data_length);
      g_autoptr (GBytes) items = NULL;

      sotto_random_fill (random, data, data_length);
      items = sotto_envelope_encode_items (SENT + TTL_SECONDS, TTL_SECONDS, &topic, bytes);
      g_ptr_array_add (traffic->packets, sotto_envelope_encode (items, i));
    }

  return traffic;
}

static void
traffic_free (Traffic *traffic)
{
  g_ptr_array_unref (traffic->packets);
  g_free (traffic);
}

static double
run_round (Operation operation, Traffic *traffic, const SottoKeccakEngine *engine)
{
  double start = now ();
  double elapsed;
  guint64 n = 0;

  do
    {
      n += operation (traffic, engine);
      elapsed = now () - start;
    }
  while (elapsed < ROUND_SECONDS);

  return (double) n / elapsed;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

/* @base: what it is compared with. */
static void
print_row (const Row *row, double base)
{
  g_autofree char *what =
    row->engine != NULL ? g_strdup_printf ("%s, %s", row->what, row->engine) : g_strdup (row->what);
  double median = row->rates[N_ROUNDS / 2];

  if (median == 0)
    {
      printf ("%-40s skipped: this processor does not have the instructions\n", what);
      return;
    }
  printf ("%-40s %11.0f/s best %11.0f/s median %8.1f times", what, row->rates[N_ROUNDS - 1], median,
          median / base);
  if (row->goal > 0)
    printf ("   goal %.0f/s", row->goal);
  printf ("\n");
}

static Traffic *
traffic_for (GHashTable *all, SottoRandom *random, gsize data_length)
{
  Traffic *traffic = g_hash_table_lookup (all, GSIZE_TO_POINTER (data_length));

  if (traffic == NULL)
    {
      /* More than fits a cache, but never too much. */
      traffic = make_traffic (random, data_length, MIN (N_ENVELOPES, MAX_BYTES / data_length));
      g_hash_table_insert (all, GSIZE_TO_POINTER (data_length), traffic);
    }

  return traffic;
}

/* From what is to be sealed to its nonce, with the best engine; by the clock on the wall, because
 * that is what a person waits for. */
static void
bench_seals (Traffic *traffic, double target)
{
  guint bits = sotto_pow_bits_for_target (target, traffic->data_length, TTL_SECONDS);
  double milliseconds[N_SEALS];

  for (guint i = 0; i < N_SEALS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      SottoEnvelopeView view;
      guint64 nonce;

      parse (next_packet (traffic), &view);
      if (!sotto_pow_search (&view.work, bits, sotto_pow_get_n_threads (FALSE), NULL, &nonce))
        g_error ("A search of the benchmark found nothing");
      milliseconds[i] = (double) (g_get_monotonic_time () - start) / 1000;
    }
  qsort (milliseconds, N_SEALS, sizeof *milliseconds, compare_doubles);
  printf ("work of %g for %" G_GSIZE_FORMAT " B and %d s (%u bits, %u threads): "
          "%.3f ms median, %.3f ms 99th percentile\n",
          target, traffic->data_length, TTL_SECONDS, bits, sotto_pow_get_n_threads (FALSE),
          milliseconds[N_SEALS / 2], milliseconds[N_SEALS * 99 / 100]);
}

static void
forget_removed (SottoPoolSlot slot, SottoEnvelope *envelope, gboolean expired, gpointer user_data)
{
}

/* All questions of a node but those about the neighbour, for 16 envelopes from @packets. */
static void
ingest_batch (SottoEnvelopePool *pool, const SottoAcceptanceRules *rules, GBytes *const *packets)
{
  SottoEnvelopeCandidate candidates[SOTTO_ENVELOPE_BATCH];
  SottoEnvelopeCandidate *pointers[SOTTO_ENVELOPE_BATCH];
  SottoPoolSlot slot;

  for (guint i = 0; i < SOTTO_ENVELOPE_BATCH; i++)
    {
      pointers[i] = &candidates[i];
      parse (packets[i], &candidates[i].view);
      if (sotto_acceptance_check_header (&candidates[i].view, rules) !=
          SOTTO_ACCEPTANCE_REASON_NONE)
        g_error ("An envelope of the benchmark is not taken");
    }
  sotto_envelope_batch_hash (pointers, SOTTO_ENVELOPE_BATCH);
  sotto_envelope_batch_count_work (pointers, SOTTO_ENVELOPE_BATCH);
  for (guint i = 0; i < SOTTO_ENVELOPE_BATCH; i++)
    {
      g_autoptr (SottoEnvelope) envelope = NULL;
      double pow;

      if (sotto_envelope_pool_lookup (pool, &candidates[i].hash, &slot) ||
          sotto_acceptance_check_work (&candidates[i].view, candidates[i].work_bits, rules, &pow) !=
            SOTTO_ACCEPTANCE_REASON_NONE)
        g_error ("An envelope of the benchmark is not taken");
      envelope = sotto_envelope_new_from_view (&candidates[i].view, &candidates[i].hash, pow);
      if (sotto_envelope_pool_add (pool, envelope, FALSE, &slot) != SOTTO_POOL_RESULT_ADDED)
        g_error ("The pool of the benchmark is full");
    }
}

static gsize
read_resident_bytes (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  fields = g_strsplit (text, " ", 3);

  return g_ascii_strtoull (fields[1], NULL, 10) * (gsize) sysconf (_SC_PAGESIZE);
}

static void
bench_pool (SottoRandom *random)
{
  g_autoptr (SottoWakuInterest) interest = sotto_waku_interest_new_everything ();
  SottoAcceptanceRules rules = { .now = SENT,
                                 .max_message_size = 1024 * 1024,
                                 .interest = interest };
  Traffic *traffic = make_traffic (random, POOLED_DATA_LENGTH, N_POOLED);
  GBytes *const *packets = (GBytes *const *) traffic->packets->pdata;
  gsize resident = 0;
  gsize counted = 0;
  double rates[N_ROUNDS];

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (SottoEnvelopePool) pool =
        sotto_envelope_pool_new (G_MAXSIZE / 2, N_POOLED, forget_removed, NULL);
      gsize resident_before = read_resident_bytes ();
      double start = now ();

      for (guint i = 0; i < N_POOLED; i += SOTTO_ENVELOPE_BATCH)
        ingest_batch (pool, &rules, packets + i);
      rates[round] = N_POOLED / (now () - start);
      /* Later rounds get the memory that the first has left behind. */
      if (round == 0)
        resident = read_resident_bytes () - resident_before;
      counted = sotto_envelope_pool_get_bytes (pool);
    }
  qsort (rates, N_ROUNDS, sizeof *rates, compare_doubles);
  printf ("envelopes of %" G_GSIZE_FORMAT " B taken into a pool: %.0f/s best, %.0f/s median, "
          "goal 500000/s; %d of them take %.1f MB resident and %.1f MB as counted\n",
          g_bytes_get_size (packets[0]), rates[N_ROUNDS - 1], rates[N_ROUNDS / 2], N_POOLED,
          (double) resident / 1e6, (double) counted / 1e6);
  traffic_free (traffic);
}

int
main (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (1);
  g_autoptr (GHashTable) all =
    g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) traffic_free);
  double base = 0;

  printf ("engines:");
  for (guint i = 0; i < G_N_ELEMENTS (engine_names); i++)
    if (sotto_keccak_engine_find (engine_names[i]) != NULL)
      printf (" %s", engine_names[i]);
  printf ("; best %s\n", sotto_keccak_engine_get_name (sotto_keccak_engine_get_best ()));

  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
      {
        const SottoKeccakEngine *engine =
          rows[i].engine != NULL ? sotto_keccak_engine_find (rows[i].engine) : NULL;

        if (rows[i].engine == NULL || engine != NULL)
          rows[i].rates[round] =
            run_round (rows[i].operation, traffic_for (all, random, rows[i].data_length), engine);
      }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      qsort (rows[i].rates, N_ROUNDS, sizeof *rows[i].rates, compare_doubles);
      if (rows[i].operation == hash_all || rows[i].operation == check_one)
        base = rows[i].rates[N_ROUNDS / 2];
      print_row (&rows[i], base);
    }
  bench_seals (traffic_for (all, random, 1024), 0.002);
  bench_seals (traffic_for (all, random, 1024), 2.0);
  bench_pool (random);

  return 0;
}
