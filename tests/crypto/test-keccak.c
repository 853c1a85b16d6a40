/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-keccak-lanes.h"

#include <string.h>

/* Three blocks and a bit. */
#define LONGEST 410

/* Hashes by one message at a time, or by an engine for many. */
typedef void (*HashFunc) (const SottoKeccakEngine *engine,
                          gconstpointer data,
                          gsize length,
                          SottoHash *digest);

static void
hash_one (const SottoKeccakEngine *engine, gconstpointer data, gsize length, SottoHash *digest)
{
  sotto_keccak256 (data, length, digest);
}

/* In the last lane of the engine, or in the first. */
static void
hash_many (const SottoKeccakEngine *engine, gconstpointer data, gsize length, SottoHash *digest)
{
  SottoKeccakMessage messages[8] = { 0 };
  SottoHash digests[G_N_ELEMENTS (messages)];
  gsize own = length % 2 * (G_N_ELEMENTS (messages) - 1);

  messages[own].pieces[0] = (SottoKeccakPiece){ data, length };
  sotto_keccak256_many (engine, messages, G_N_ELEMENTS (messages), digests);
  *digest = digests[own];
}

static void
assert_digest (const SottoHash *digest, const char *expected)
{
  g_autofree char *hex = sotto_hash_to_hex (digest);

  g_assert_cmpstr (hex, ==, expected);
}

static void
check_known (HashFunc hash, const SottoKeccakEngine *engine)
{
  static const struct
  {
    const char *text;
    const char *digest;
  } rows[] = {
    { "", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470" },
    { "abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45" },
    { "The quick brown fox jumps over the lazy dog",
      "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15" },
  };
  /* Of as many times 'a': around the rate, where the padding needs one byte, or a block. */
  static const struct
  {
    gsize length;
    const char *digest;
  } lengths[] = {
    { 135, "34367dc248bbd832f4e3e69dfaac2f92638bd0bbd18f2912ba4ef454919cf446" },
    { 136, "a6c4d403279fe3e0af03729caada8374b5ca54d8065329a3ebcaeb4b60aa386e" },
    { 137, "d869f639c7046b4929fc92a4d988a8b22c55fbadb802c0c66ebcd484f1915f39" },
    { 271, "132f47effd6c8b1b299efa53fe68aece77ec8ae4eb2e294f668eec94f76001e1" },
    { 272, "cf7fcd4f705ee749930d19ca84561a9bf62516bd90a471545fa2f49fdc7e63c8" },
  };
  SottoHash digest;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      hash (engine, rows[i].text, strlen (rows[i].text), &digest);
      assert_digest (&digest, rows[i].digest);
    }
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *text = g_strnfill (lengths[i].length, 'a');

      hash (engine, text, lengths[i].length, &digest);
      assert_digest (&digest, lengths[i].digest);
    }
}

static void
fill_pattern (guint8 *data, gsize length)
{
  for (gsize i = 0; i < length; i++)
    data[i] = (guint8) (i * 7 + length);
}

/* The digest of the digests of every length, made with another implementation. */
static void
check_every_length (HashFunc hash, const SottoKeccakEngine *engine)
{
  guint8 data[LONGEST];
  SottoKeccak all;
  SottoHash digest;

  sotto_keccak_init (&all);
  for (gsize length = 0; length < LONGEST; length++)
    {
      fill_pattern (data, length);
      hash (engine, data, length, &digest);
      sotto_keccak_update (&all, digest.bytes, sizeof digest.bytes);
    }
  sotto_keccak_sum (&all, &digest);
  assert_digest (&digest, "5385dda7b387bbffc18a471126eb97c2697e9842cb5b0e589039b40b1996b5db");
}

static void
test_one (void)
{
  check_known (hash_one, NULL);
  check_every_length (hash_one, NULL);
}

static void
test_many (gconstpointer name)
{
  const SottoKeccakEngine *engine = sotto_keccak_engine_find (name);

  if (engine == NULL)
    {
      g_test_skip ("This processor does not have the instructions");
      return;
    }
  check_known (hash_many, engine);
  check_every_length (hash_many, engine);
}

static void
test_pieces (void)
{
  guint8 data[LONGEST];
  SottoHash whole, pieces;

  fill_pattern (data, sizeof data);
  sotto_keccak256 (data, sizeof data, &whole);
  for (gsize step = 1; step <= 300; step++)
    {
      SottoKeccak keccak;

      sotto_keccak_init (&keccak);
      for (gsize offset = 0; offset < sizeof data; offset += step)
        sotto_keccak_update (&keccak, data + offset, MIN (step, sizeof data - offset));
      sotto_keccak_update (&keccak, NULL, 0);
      sotto_keccak_sum (&keccak, &pieces);
      g_assert_true (sotto_hash_equal (&whole, &pieces));
    }
}

/* RLPx asks for the digest so far and goes on; proof of work forks. */
static void
test_sum_and_fork (void)
{
  SottoKeccak keccak, fork;
  SottoHash digest, expected;

  sotto_keccak_init (&keccak);
  sotto_keccak_update (&keccak, "ab", 2);
  sotto_keccak_sum (&keccak, &digest);
  sotto_keccak256 ("ab", 2, &expected);
  g_assert_true (sotto_hash_equal (&digest, &expected));
  fork = keccak;
  sotto_keccak_update (&keccak, "c", 1);
  sotto_keccak_update (&fork, "d", 1);
  sotto_keccak_sum (&keccak, &digest);
  sotto_keccak256 ("abc", 3, &expected);
  g_assert_true (sotto_hash_equal (&digest, &expected));
  sotto_keccak_sum (&fork, &digest);
  sotto_keccak256 ("abd", 3, &expected);
  g_assert_true (sotto_hash_equal (&digest, &expected));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/keccak/known", test_one);
  g_test_add_data_func ("/crypto/keccak/known/scalar", "scalar", test_many);
  g_test_add_data_func ("/crypto/keccak/known/avx2", "avx2", test_many);
  g_test_add_data_func ("/crypto/keccak/known/avx512", "avx512", test_many);
  g_test_add_func ("/crypto/keccak/pieces", test_pieces);
  g_test_add_func ("/crypto/keccak/sum-and-fork", test_sum_and_fork);
  return g_test_run ();
}
