/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The encrypted connection on one core: frames sealed, frames sealed and opened again, and the
 * handshake of both ends, by the processor time of the thread; best and median of several rounds.
 * Figures, never a verdict.
 */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "sotto-rlpx-codec-private.h"
#include "sotto-rlpx-handshake-private.h"

#define N_ROUNDS 9
#define ROUND_SECONDS 0.1
#define PAYLOAD_LENGTH (64 * 1024)
#define CODE 0x11

typedef struct
{
  SottoRandom *random;
  SottoPrivateKey *caller_key;
  SottoPrivateKey *callee_key;
  GBytes *payload; /* that cannot be compressed, as all that is encrypted */
  SottoRlpxCodec *caller;
  SottoRlpxCodec *callee;
} Bench;

static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static void
feed (SottoRlpxHandshake *handshake, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  gsize consumed;

  if (sotto_rlpx_handshake_feed (handshake, data, length, &consumed, NULL) != SOTTO_RLPX_DONE)
    g_error ("A handshake of the benchmark fails");
}

static void
shake_hands (Bench *bench, SottoRlpxSecrets *caller_secrets, SottoRlpxSecrets *callee_secrets)
{
  g_autoptr (SottoRlpxHandshake) caller = sotto_rlpx_handshake_new_initiator (
    bench->caller_key, sotto_private_key_get_public (bench->callee_key), bench->random);
  g_autoptr (SottoRlpxHandshake) callee =
    sotto_rlpx_handshake_new_recipient (bench->callee_key, bench->random);
  g_autoptr (GBytes) auth = sotto_rlpx_handshake_start (caller, NULL);

  feed (callee, auth);
  feed (caller, sotto_rlpx_handshake_get_reply (callee));
  if (!sotto_rlpx_handshake_get_secrets (caller, caller_secrets, NULL) ||
      !sotto_rlpx_handshake_get_secrets (callee, callee_secrets, NULL))
    g_error ("A handshake of the benchmark fails");
}

static void
handshake_once (Bench *bench)
{
  g_auto (SottoRlpxSecrets) caller = { 0 };
  g_auto (SottoRlpxSecrets) callee = { 0 };

  shake_hands (bench, &caller, &callee);
}

static GBytes *
seal (Bench *bench)
{
  GBytes *frame = sotto_rlpx_codec_seal (bench->caller, CODE, bench->payload, NULL);

  g_assert (frame != NULL);
  return frame;
}

static void
seal_once (Bench *bench)
{
  g_bytes_unref (seal (bench));
}

static void
seal_and_open_once (Bench *bench)
{
  g_autoptr (GBytes) frame = seal (bench);
  g_auto (SottoRlpxMessage) message = { 0 };
  gsize length;
  const guint8 *data = g_bytes_get_data (frame, &length);
  gsize consumed;

  if (sotto_rlpx_codec_feed (bench->callee, data, length, &consumed, NULL) != SOTTO_RLPX_DONE ||
      !sotto_rlpx_codec_take_message (bench->callee, &message, NULL))
    g_error ("A frame of the benchmark does not open");
}

static double
run_round (Bench *bench, void (*operation) (Bench *bench))
{
  double start = now ();
  double elapsed;
  guint n_calls = 0;

  do
    {
      operation (bench);
      n_calls++;
      elapsed = now () - start;
    }
  while (elapsed < ROUND_SECONDS);

  return n_calls / elapsed;
}

static int
compare_rates (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? 1 : difference > 0 ? -1 : 0;
}

/* A new pair for every measurement: a frame that is sealed has to be opened, or the next cannot. */
static void
connect_ends (Bench *bench)
{
  g_auto (SottoRlpxSecrets) caller = { 0 };
  g_auto (SottoRlpxSecrets) callee = { 0 };

  shake_hands (bench, &caller, &callee);
  g_clear_pointer (&bench->caller, sotto_rlpx_codec_free);
  g_clear_pointer (&bench->callee, sotto_rlpx_codec_free);
  bench->caller = sotto_rlpx_codec_new (&caller);
  bench->callee = sotto_rlpx_codec_new (&callee);
  sotto_rlpx_codec_set_snappy (bench->caller, TRUE);
  sotto_rlpx_codec_set_snappy (bench->callee, TRUE);
  sotto_rlpx_codec_set_max_payload (bench->caller, 1024 * 1024);
  sotto_rlpx_codec_set_max_payload (bench->callee, 1024 * 1024);
}

static void
measure (Bench *bench, void (*operation) (Bench *bench), double rates[N_ROUNDS])
{
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      connect_ends (bench);
      rates[i] = run_round (bench, operation);
    }
  qsort (rates, N_ROUNDS, sizeof rates[0], compare_rates);
}

static void
print_throughput (Bench *bench, const char *name, void (*operation) (Bench *bench), double goal)
{
  const double megabytes = PAYLOAD_LENGTH / 1e6;
  double rates[N_ROUNDS];

  measure (bench, operation, rates);
  printf ("%-44s best %5.0f MB/s, median %5.0f MB/s, goal %.0f\n", name, rates[0] * megabytes,
          rates[N_ROUNDS / 2] * megabytes, goal);
}

int
main (void)
{
  Bench bench = { .random = sotto_random_new_system () };
  g_autofree guint8 *noise = g_malloc (PAYLOAD_LENGTH);
  double rates[N_ROUNDS];

  sotto_random_fill (bench.random, noise, PAYLOAD_LENGTH);
  bench.payload = g_bytes_new (noise, PAYLOAD_LENGTH);
  bench.caller_key = sotto_private_key_generate (bench.random);
  bench.callee_key = sotto_private_key_generate (bench.random);

  print_throughput (&bench, "RLPx: frames of 64 KB sealed", seal_once, 400);
  print_throughput (&bench, "RLPx: the same sealed and opened, one core", seal_and_open_once, 200);
  measure (&bench, handshake_once, rates);
  printf ("%-44s best %5.2f ms, median %5.2f ms, goal 0.35\n", "RLPx: handshake, both ends",
          1e3 / rates[0], 1e3 / rates[N_ROUNDS / 2]);

  sotto_rlpx_codec_free (bench.caller);
  sotto_rlpx_codec_free (bench.callee);
  sotto_private_key_unref (bench.caller_key);
  sotto_private_key_unref (bench.callee_key);
  g_bytes_unref (bench.payload);
  g_object_unref (bench.random);

  return 0;
}
