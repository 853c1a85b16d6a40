/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the engine does in a second on one core, beside the goals; proof of work has figures of its
 * own (bench-pow). Each figure is the best and the median of several rounds, by the processor time
 * of the thread; rounds of all operations take turns, so that a busy minute falls on all. Figures,
 * never a verdict. */

#include <stdio.h>
#include <time.h>

#include "sotto-ratchet-private.h"
#include "sotto-sealing.h"
#include "sotto-test-store.h"

#define N_ROUNDS 9
#define ROUND_SECONDS 0.05
#define MESSAGE_LENGTH 1024

typedef struct
{
  SottoRandom *random;
  SottoPrivateKey *identity;
  GBytes *payload;
  GBytes *symmetric;
  GBytes *asymmetric;
  GBytes *signed_symmetric;
  SottoKey key;
  SottoRatchet sender;
} Bench;

typedef void (*Operation) (Bench *bench);

static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static void
open_symmetric (Bench *bench)
{
  g_auto (SottoOpenedPayload) opened = { 0 };

  if (!sotto_open_symmetric (bench->symmetric, bench->key.bytes, &opened, NULL))
    g_error ("A payload of the benchmark does not open");
}

static void
open_signed (Bench *bench)
{
  g_auto (SottoOpenedPayload) opened = { 0 };

  if (!sotto_open_symmetric (bench->signed_symmetric, bench->key.bytes, &opened, NULL))
    g_error ("A payload of the benchmark does not open");
}

static void
open_asymmetric (Bench *bench)
{
  g_auto (SottoOpenedPayload) opened = { 0 };

  if (!sotto_open_asymmetric (bench->asymmetric, bench->identity, &opened, NULL))
    g_error ("A payload of the benchmark does not open");
}

static void
ratchet_encrypt (Bench *bench)
{
  SottoRatchetHeader header;
  g_autoptr (GBytes) sealed = sotto_ratchet_encrypt (
    &bench->sender, g_bytes_get_data (bench->payload, NULL), MESSAGE_LENGTH, &header, NULL);
}

static const struct
{
  const char *name;
  Operation operation;
  double goal;
} operations[] = {
  { "open, symmetric, 1 KB", open_symmetric, 1000000 },
  { "open, symmetric, signer recovered", open_signed, 14000 },
  { "open, asymmetric, 1 KB", open_asymmetric, 25000 },
  { "ratchet: encrypt 1 KB on one chain", ratchet_encrypt, 250000 },
};

static double
run_round (Bench *bench, Operation operation)
{
  double start = now ();
  double elapsed = 0;
  guint64 n_calls = 0;

  do
    {
      for (guint i = 0; i < 16; i++)
        operation (bench);
      n_calls += 16;
      elapsed = now () - start;
    }
  while (elapsed < ROUND_SECONDS);
  return (double) n_calls / elapsed;
}

static int
compare_rates (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static void
print_rates (const char *name, double *rates, double goal)
{
  qsort (rates, N_ROUNDS, sizeof *rates, compare_rates);
  printf ("%-42s %12.0f/s best %12.0f/s median", name, rates[N_ROUNDS - 1], rates[N_ROUNDS / 2]);
  if (goal > 0)
    printf ("   goal %.0f/s", goal);
  printf ("\n");
}

static gboolean
insert_messages (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection, "INSERT INTO bench (chat, clock, hash, text) VALUES (1, ?1, randomblob (32), ?2)",
    error);

  if (statement == NULL)
    return FALSE;
  for (gint64 i = 0; i < 1000; i++)
    {
      sotto_statement_bind_int (statement, 1, i);
      sotto_statement_bind_text (statement, 2, user_data);
      if (!sotto_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

static void
bench_store (void)
{
  static const char *const steps[] = {
    "CREATE TABLE bench (id INTEGER PRIMARY KEY, chat INTEGER, clock INTEGER, hash BLOB, text TEXT)"
    " STRICT; CREATE UNIQUE INDEX bench_by_hash ON bench (hash);"
    " CREATE INDEX bench_by_order ON bench (chat, clock, hash);",
    NULL
  };
  static const SottoMigrations migrations = { .component = "bench", .steps = steps };
  static const SottoMigrations *const all[] = { &migrations, NULL };
  g_autofree char *text = g_strnfill (300, 'x');
  char *folder = sotto_test_make_folder ();
  g_autoptr (SottoStore) store = sotto_test_store_new (folder, all);
  double rates[N_ROUNDS];

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      gint64 start = g_get_monotonic_time ();

      if (!sotto_test_store_write (store, insert_messages, text, NULL))
        g_error ("The store of the benchmark refuses to write");
      rates[i] = 1000 * 1e6 / (double) (g_get_monotonic_time () - start);
    }
  print_rates ("store: messages inserted, 1,000 a commit", rates, 0);
  sotto_test_store_close (store);
  g_clear_object (&store);
  sotto_test_remove_folder (folder);
}

static void
prepare_ratchet (Bench *bench)
{
  g_auto (SottoKeyPair) prekey = { 0 };

  sotto_key_pair_generate (&prekey, bench->random);
  if (!sotto_ratchet_init_initiator (&bench->sender, &bench->key, &prekey.public_key, bench->random,
                                     NULL))
    g_error ("The ratchet of the benchmark cannot be started");
}

static void
prepare (Bench *bench)
{
  const SottoPublicKey *key;
  guint8 message[MESSAGE_LENGTH] = { 1 };

  bench->random = sotto_random_new_seeded (1);
  bench->identity = sotto_private_key_generate (bench->random);
  key = sotto_private_key_get_public (bench->identity);
  sotto_random_fill (bench->random, bench->key.bytes, sizeof bench->key.bytes);
  bench->payload = g_bytes_new (message, sizeof message);
  bench->symmetric =
    sotto_seal_symmetric (bench->payload, NULL, bench->key.bytes, bench->random, NULL);
  bench->signed_symmetric =
    sotto_seal_symmetric (bench->payload, bench->identity, bench->key.bytes, bench->random, NULL);
  bench->asymmetric = sotto_seal_asymmetric (bench->payload, NULL, key, bench->random, NULL);
  prepare_ratchet (bench);
}

int
main (void)
{
  Bench bench = { 0 };
  double rates[G_N_ELEMENTS (operations)][N_ROUNDS];

  prepare (&bench);
  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
      rates[i][round] = run_round (&bench, operations[i].operation);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    print_rates (operations[i].name, rates[i], operations[i].goal);
  bench_store ();
  return 0;
}
