/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every engine of this processor gives what the sponge for one message gives. SOTTO_KECCAK_INPUTS
 * says how many random messages are hashed, and how many counters are tried (20000),
 * SOTTO_KECCAK_SEED where the numbers come from. */

#include "sotto-keccak-lanes.h"

#include <string.h>

#define DEFAULT_INPUTS 20000
#define DEFAULT_SEED 1

/* Three blocks and a bit. */
#define LONGEST 410
#define MAX_BATCH 21

static const char *const names[] = { "scalar", "avx2", "avx512" };

typedef void (*Check) (const SottoKeccakEngine *engine);

static guint64
read_number (const char *name, guint64 otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static GRand *
make_numbers (void)
{
  guint32 seed = (guint32) read_number ("SOTTO_KECCAK_SEED", DEFAULT_SEED);

  g_test_message ("SOTTO_KECCAK_SEED=%u", seed);

  return g_rand_new_with_seed (seed);
}

static void
fill_randomly (GRand *numbers, guint8 *data, gsize length)
{
  for (gsize i = 0; i < length; i++)
    data[i] = (guint8) g_rand_int (numbers);
}

/* Every length beside every other, in batches that do not fit the lanes, in one piece and in
 * three. */
static void
check_lengths (const SottoKeccakEngine *engine)
{
  guint8 data[LONGEST + MAX_BATCH];
  SottoKeccakMessage messages[MAX_BATCH];
  SottoHash digests[MAX_BATCH], expected;

  for (gsize i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * 7 + 1);
  for (gsize length = 0; length < LONGEST; length++)
    {
      gsize n = length % (MAX_BATCH + 1);

      for (gsize i = 0; i < n; i++)
        {
          gsize own_length = (length + i * 67) % LONGEST;
          gsize head = own_length * i / MAX_BATCH;
          gsize tail = (own_length - head) / 2;
          gsize body = own_length - head - tail;

          messages[i].pieces[0] = (SottoKeccakPiece){ data + i, head };
          messages[i].pieces[1] = (SottoKeccakPiece){ data + i + head, body };
          messages[i].pieces[2] = (SottoKeccakPiece){ data + i + head + body, tail };
        }
      sotto_keccak256_many (engine, messages, n, digests);
      for (gsize i = 0; i < n; i++)
        {
          sotto_keccak256 (data + i, (length + i * 67) % LONGEST, &expected);
          g_assert_true (sotto_hash_equal (&digests[i], &expected));
        }
    }
}

/* Batches of messages of one length, most of them around the rate. */
static void
check_equal_lengths (const SottoKeccakEngine *engine)
{
  static const gsize lengths[] = { 0, 1, 7, 8, 127, 128, 134, 135, 136, 137, 271, 272, 273, 300 };
  guint8 data[300 + MAX_BATCH];
  SottoKeccakMessage messages[MAX_BATCH] = { 0 };
  SottoHash digests[MAX_BATCH + 1], expected;

  for (gsize i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * 11 + 3);
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    for (gsize n = 1; n <= MAX_BATCH; n++)
      {
        memset (digests, 0x5a, sizeof digests);
        for (gsize j = 0; j < n; j++)
          messages[j].pieces[j % 3] = (SottoKeccakPiece){ data + j, lengths[i] };
        sotto_keccak256_many (engine, messages, n, digests);
        for (gsize j = 0; j < n; j++)
          {
            sotto_keccak256 (data + j, lengths[i], &expected);
            g_assert_true (sotto_hash_equal (&digests[j], &expected));
          }
        /* What was not asked for is not written. */
        memset (&expected, 0x5a, sizeof expected);
        g_assert_true (sotto_hash_equal (&digests[n], &expected));
      }
}

static void
check_random (const SottoKeccakEngine *engine)
{
  g_autoptr (GRand) numbers = make_numbers ();
  guint64 n_inputs = read_number ("SOTTO_KECCAK_INPUTS", DEFAULT_INPUTS);
  guint8 data[MAX_BATCH][LONGEST];
  SottoKeccakMessage messages[MAX_BATCH] = { 0 };
  SottoHash digests[MAX_BATCH], expected;

  for (guint64 done = 0; done < n_inputs;)
    {
      gsize n = (gsize) g_rand_int_range (numbers, 1, MAX_BATCH + 1);

      for (gsize i = 0; i < n; i++)
        {
          gsize length = (gsize) g_rand_int_range (numbers, 0, LONGEST + 1);

          fill_randomly (numbers, data[i], length);
          messages[i].pieces[0] = (SottoKeccakPiece){ data[i], length };
        }
      sotto_keccak256_many (engine, messages, n, digests);
      for (gsize i = 0; i < n; i++)
        {
          sotto_keccak256 (data[i], messages[i].pieces[0].length, &expected);
          g_assert_true (sotto_hash_equal (&digests[i], &expected));
        }
      done += n;
    }
}

static gboolean
has_zero_bits (const SottoKeccak *prefix, guint64 counter, guint bits)
{
  SottoKeccak fork = *prefix;
  guint64 big_endian = GUINT64_TO_BE (counter);
  guint64 start;
  SottoHash digest;

  sotto_keccak_update (&fork, &big_endian, sizeof big_endian);
  sotto_keccak_sum (&fork, &digest);
  memcpy (&start, digest.bytes, sizeof start);

  return bits == 0 || GUINT64_FROM_BE (start) >> (64 - bits) == 0;
}

/* Finds the lowest that will do of @n counters from @first, where the search is to find it. */
static void
assert_search (const SottoKeccakSearch *search, guint64 first, guint64 n)
{
  guint64 found;
  gboolean was_found = sotto_keccak_search (search, first, n, &found);

  for (guint64 i = 0; i < n; i++)
    if (has_zero_bits (&search->prefix, first + i, search->bits))
      {
        g_assert_true (was_found);
        g_assert_cmpuint (found, ==, first + i);
        return;
      }
  g_assert_false (was_found);
}

static void
check_search (const SottoKeccakEngine *engine)
{
  static const guint64 firsts[] = {
    0,
    1,
    253,
    65533,
    0xfffffdull,
    0xfffffffdull,
    0xfffffffffdull,
    0xfffffffffffdull,
    0xfffffffffffffdull,
    G_MAXUINT64 - 70,
  };
  guint8 data[300];

  for (gsize i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * 13 + 5);
  /* The counter lies in every place of a block. */
  for (gsize length = 0; length < sizeof data; length++)
    {
      SottoKeccakSearch search = { .engine = engine };

      sotto_keccak_init (&search.prefix);
      sotto_keccak_update (&search.prefix, data, length);
      for (gsize i = 0; i < G_N_ELEMENTS (firsts); i++)
        {
          search.bits = (guint) (length + i) % 7;
          assert_search (&search, firsts[i], length % 67);
        }
    }
}

/* Counters that would do, but come after the last that was asked for; and a mask of all bits. */
static void
check_search_ends (const SottoKeccakEngine *engine)
{
  SottoKeccakSearch search = { .engine = engine };
  guint64 found;

  sotto_keccak_init (&search.prefix);
  g_assert_false (sotto_keccak_search (&search, 0, 0, &found));
  for (guint64 n = 1; n < 20; n++)
    {
      search.bits = 0;
      g_assert_true (sotto_keccak_search (&search, n, n, &found));
      g_assert_cmpuint (found, ==, n);
      search.bits = SOTTO_KECCAK_SEARCH_MAX_BITS;
      g_assert_false (sotto_keccak_search (&search, n, n, &found));
    }
}

/* Random prefixes and counters; with 12 bits, a find takes some thousand tries. */
static void
check_random_searches (const SottoKeccakEngine *engine)
{
  g_autoptr (GRand) numbers = make_numbers ();
  guint64 n_inputs = read_number ("SOTTO_KECCAK_INPUTS", DEFAULT_INPUTS);
  guint8 data[LONGEST];

  for (guint64 done = 0; done < n_inputs;)
    {
      SottoKeccakSearch search = { .engine = engine };
      gsize length = (gsize) g_rand_int_range (numbers, 0, LONGEST + 1);
      guint64 first = (guint64) g_rand_int (numbers) << 32 | g_rand_int (numbers);
      guint64 n = (guint64) g_rand_int_range (numbers, 1, 5000);

      fill_randomly (numbers, data, length);
      sotto_keccak_init (&search.prefix);
      sotto_keccak_update (&search.prefix, data, length);
      search.bits = (guint) g_rand_int_range (numbers, 1, 13);
      assert_search (&search, first >> g_rand_int_range (numbers, 0, 64), n);
      done += n;
    }
}

static void
test_engine (gconstpointer data)
{
  static const Check checks[] = {
    check_lengths, check_equal_lengths, check_random,
    check_search,  check_search_ends,   check_random_searches,
  };
  const SottoKeccakEngine *engine = sotto_keccak_engine_find (data);

  if (engine == NULL)
    {
      g_test_skip ("This processor does not have the instructions");
      return;
    }
  g_assert_cmpstr (sotto_keccak_engine_get_name (engine), ==, data);
  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    checks[i](engine);
}

static void
test_choice (void)
{
  const SottoKeccakEngine *best = sotto_keccak_engine_get_best ();
  const SottoKeccakEngine *last = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const SottoKeccakEngine *engine = sotto_keccak_engine_find (names[i]);

      if (engine != NULL)
        last = engine;
    }
  g_assert_true (best == last);
  g_assert_null (sotto_keccak_engine_find (""));
  g_test_message ("The best engine is %s", sotto_keccak_engine_get_name (best));
  /* Without an engine, the best one is taken. */
  check_equal_lengths (NULL);
  check_search (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/crypto/keccak-lanes/", names[i], NULL);

      g_test_add_data_func (path, names[i], test_engine);
    }
  g_test_add_func ("/crypto/keccak-lanes/choice", test_choice);

  return g_test_run ();
}
