/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Proof of work: the figures, the search, and making envelopes on a worker. */

#include <math.h>
#include <sys/resource.h>
#include <string.h>

#include "sotto-envelope-seal.h"
#include "sotto-keccak-lanes.h"
#include "sotto-pow-search.h"
#include "sotto-transport.h"
#include "waku-fixtures.h"

static void
test_bits (void)
{
  SottoHash hash = { { 0 } };

  g_assert_cmpuint (sotto_pow_count_bits (&hash), ==, 256);
  for (guint bit = 0; bit < 256; bit++)
    {
      memset (&hash, 0, sizeof hash);
      hash.bytes[bit / 8] = (guint8) (0x80 >> bit % 8);
      memset (hash.bytes + bit / 8 + 1, 0xff, sizeof hash.bytes - bit / 8 - 1);
      g_assert_cmpuint (sotto_pow_count_bits (&hash), ==, bit);
    }
}

static void
test_value (void)
{
  /* Two divisions: by their product, the last bit would differ. */
  g_assert_true (sotto_pow_from_bits (7, 1617, 15) == 128.0 / 1617 / 15);
  g_assert_true (sotto_pow_from_bits (7, 1617, 15) != 128.0 / (1617 * 15));
  g_assert_true (sotto_pow_from_bits (256, 1, 1) == ldexp (1, 256));
  g_assert_true (sotto_pow_from_bits (10, 100, 0) == 0);
  g_assert_true (sotto_pow_from_bits (10, 0, 10) == 0);
  g_assert_true (isfinite (sotto_pow_from_bits (256, 13, (guint64) G_MAXUINT32 + 11)));
}

static void
test_target_bits (void)
{
  static const struct
  {
    double target;
    gsize data_length;
    guint32 ttl;
    guint bits;
  } rows[] = {
    { 0, 1000, 15, 0 },
    { 0.002, 0, 1, 1 },
    { 0.002, 580, 15, 5 },
    { 0.002, 1000, 15, 5 },
    { 0.002, 99980, 15, 12 },
    { 1, 12, 1, 5 },
    { 1, 13, 1, 6 },
    { 1, 44, 1, 6 },
    { 0.000002, 50000, 15, 1 },
    { 1e300, 1000, 15, 256 },
    { 0.001, G_MAXUINT32, 15, 26 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (sotto_pow_bits_for_target (rows[i].target, rows[i].data_length, rows[i].ttl),
                      ==, rows[i].bits);

  g_assert_true (sotto_pow_status_target (49999) == 0.002);
  g_assert_true (sotto_pow_status_target (50000) == 0.000002);
}

/* An envelope that lives for no time would have done infinite work. */
static void
test_no_time_to_live (void)
{
  FixtureEnvelope fields = { .expiry = FIXTURE_NOW, .ttl = 0, .data_length = 900000 };
  g_autoptr (SottoEnvelope) envelope = fixture_envelope (&fields);

  g_assert_true (sotto_envelope_get_pow (envelope) == 0);
}

/* The search finds the lowest nonce, wherever the nonce lies in the sponge's blocks. */
static void
test_search (void)
{
  guint8 items[300];

  memset (items, 0x11, sizeof items);
  for (gsize length = 1; length <= sizeof items; length++)
    {
      SottoPowInput input = { items, length };
      guint64 nonce;
      SottoHash hash;

      g_assert_true (sotto_pow_search (&input, 4, 1, NULL, &nonce));
      for (guint64 lower = 0; lower < nonce; lower++)
        {
          sotto_pow_hash (&input, lower, &hash);
          g_assert_cmpuint (sotto_pow_count_bits (&hash), <, 4);
        }
      sotto_pow_hash (&input, nonce, &hash);
      g_assert_cmpuint (sotto_pow_count_bits (&hash), >=, 4);
    }
}

/* What is not found at once is hunted by threads, which find the same. */
static void
test_search_in_threads (void)
{
  static const guint n_threads[] = { 0, 1, 2, 5 };
  guint n_hunted = 0;
  guint8 items[700];

  memset (items, 0x22, sizeof items);
  for (gsize length = 100; length <= sizeof items; length += 150)
    {
      SottoPowInput input = { items, length };
      SottoKeccakSearch search = { .bits = 17 };
      guint64 expected, nonce;

      sotto_pow_absorb (&input, &search.prefix);
      g_assert_true (sotto_keccak_search (&search, 0, G_MAXUINT32, &expected));
      for (gsize i = 0; i < G_N_ELEMENTS (n_threads); i++)
        {
          g_assert_true (sotto_pow_search (&input, search.bits, n_threads[i], NULL, &nonce));
          g_assert_cmpuint (nonce, ==, expected);
        }
      if (expected > 65536)
        n_hunted++;
    }
  g_assert_cmpuint (n_hunted, >, 0);
}

static void
test_share (void)
{
  g_assert_cmpuint (sotto_pow_get_n_threads (TRUE), ==, 1);
  g_assert_cmpuint (sotto_pow_get_n_threads (FALSE), ==, MAX (1, g_get_num_processors () / 2));
}

/* The threads of this process that search, if all of them have a lower priority than it has. */
static guint
count_polite_workers (void)
{
  int own = getpriority (PRIO_PROCESS, 0);
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *id;
  guint n = 0;

  while (tasks != NULL && (id = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("/proc/self/task/%s/comm", id);
      g_autofree char *name = NULL;

      if (g_file_get_contents (path, &name, NULL, NULL) &&
          g_str_equal (g_strstrip (name), SOTTO_POW_THREAD_NAME) &&
          getpriority (PRIO_PROCESS, (id_t) g_ascii_strtoull (id, NULL, 10)) > own)
        n++;
    }

  return n;
}

/* As long as it takes: whoever runs the tests ends one that hangs. */
static void
wait_for_polite_workers (guint n)
{
  while (count_polite_workers () != n)
    g_usleep (1000);
}

/* From this on, a search has no lower priority than the test. */
#define MOST_NICENESS 10

typedef struct
{
  GCancellable *cancellable;
  guint n_threads;
} Hopeless;

static gpointer
search_hopelessly (gpointer data)
{
  static const guint8 items[] = { 1, 2, 3 };
  const Hopeless *hopeless = data;
  SottoPowInput input = { items, sizeof items };
  guint64 nonce;

  return GINT_TO_POINTER (
    sotto_pow_search (&input, 256, hopeless->n_threads, hopeless->cancellable, &nonce));
}

static void
test_low_priority (void)
{
  int own = getpriority (PRIO_PROCESS, 0);

  if (!g_file_test ("/proc/self/task", G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("There is no /proc");
      return;
    }
  if (own >= MOST_NICENESS)
    {
      g_test_skip ("The test itself has a low priority");
      return;
    }

  for (guint n = 1; n <= 3; n += 2)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Hopeless hopeless = { cancellable, n };
      GThread *thread = g_thread_new ("search", search_hopelessly, &hopeless);

      wait_for_polite_workers (n);
      g_cancellable_cancel (cancellable);
      g_assert_false (GPOINTER_TO_INT (g_thread_join (thread)));
      /* A thread that has ended is in /proc for a moment yet. */
      wait_for_polite_workers (0);
    }
  g_assert_cmpint (getpriority (PRIO_PROCESS, 0), ==, own);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static SottoEnvelope *
wait_for_seal (GAsyncResult **result, GError **error)
{
  g_autoptr (GAsyncResult) got = NULL;

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  got = g_steal_pointer (result);

  return sotto_envelope_seal_finish (got, error);
}

/* What was found is enough for a receiver, who counts another size. */
static void
test_seal (void)
{
  static const struct
  {
    gsize length;
    guint32 ttl;
    double target;
  } rows[] = {
    { 0, 1, 0.002 },        { 600, 15, 0.002 },          { 50000, 15, 0.000002 },
    { 70000, 300, 0.0001 }, { 65536, 65536, 0.0000005 }, { 1000, 15, 0 },
  };
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new ((gint64) FIXTURE_NOW * G_USEC_PER_SEC);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) data = g_bytes_new_take (g_malloc0 (rows[i].length + 1), rows[i].length);
      g_autoptr (SottoEnvelope) envelope = NULL;
      g_autoptr (GBytes) carried = NULL;
      GAsyncResult *result = NULL;
      SottoEnvelopeDraft draft = { { { 1, 2, 3, 4 } }, data, rows[i].ttl, rows[i].target, 5000 };

      sotto_envelope_seal_async (&draft, SOTTO_CLOCK (clock), NULL, done_cb, &result);
      envelope = wait_for_seal (&result, NULL);
      g_assert_nonnull (envelope);
      g_assert_cmpuint (sotto_envelope_get_expiry (envelope), ==, FIXTURE_NOW + rows[i].ttl);
      g_assert_cmpuint (sotto_envelope_get_ttl (envelope), ==, rows[i].ttl);
      g_assert_true (sotto_envelope_get_pow (envelope) >= rows[i].target);
      carried = sotto_envelope_dup_data (envelope);
      g_assert_true (g_bytes_equal (carried, data));
    }
}

static void
start_hopeless (SottoClock *clock, GCancellable *cancellable, GAsyncResult **result)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("data", 4);
  SottoEnvelopeDraft draft = { { { 1, 2, 3, 4 } }, data, 15, 1e60, 5000 };

  sotto_envelope_seal_async (&draft, clock, cancellable, done_cb, result);
}

static void
test_out_of_time (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  start_hopeless (SOTTO_CLOCK (clock), NULL, &result);
  sotto_test_clock_advance (clock, 4999);
  g_assert_null (result);
  sotto_test_clock_advance (clock, 1);
  g_assert_null (wait_for_seal (&result, &error));
  g_assert_error (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_NO_WORK);
}

static void
test_cancelled (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);

  for (guint early = 0; early < 2; early++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      GAsyncResult *result = NULL;

      if (early == 1)
        g_cancellable_cancel (cancellable);
      start_hopeless (SOTTO_CLOCK (clock), cancellable, &result);
      g_assert_null (result);
      g_cancellable_cancel (cancellable);
      g_assert_null (wait_for_seal (&result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/pow/bits", test_bits);
  g_test_add_func ("/waku/pow/value", test_value);
  g_test_add_func ("/waku/pow/target-bits", test_target_bits);
  g_test_add_func ("/waku/pow/no-time-to-live", test_no_time_to_live);
  g_test_add_func ("/waku/pow/search", test_search);
  g_test_add_func ("/waku/pow/search-in-threads", test_search_in_threads);
  g_test_add_func ("/waku/pow/share", test_share);
  g_test_add_func ("/waku/pow/low-priority", test_low_priority);
  g_test_add_func ("/waku/pow/seal", test_seal);
  g_test_add_func ("/waku/pow/out-of-time", test_out_of_time);
  g_test_add_func ("/waku/pow/cancelled", test_cancelled);

  return g_test_run ();
}
