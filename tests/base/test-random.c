/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-random.h"

#include <string.h>

static void
test_seeded (void)
{
  g_autoptr (SottoRandom) a = sotto_random_new_seeded (42);
  g_autoptr (SottoRandom) b = sotto_random_new_seeded (42);
  g_autoptr (SottoRandom) other = sotto_random_new_seeded (43);
  guint8 from_a[64], from_b[64], from_other[64], next[64];

  sotto_random_fill (a, from_a, sizeof from_a);
  sotto_random_fill (b, from_b, sizeof from_b);
  sotto_random_fill (other, from_other, sizeof from_other);
  sotto_random_fill (a, next, sizeof next);
  g_assert_cmpmem (from_a, sizeof from_a, from_b, sizeof from_b);
  g_assert_true (memcmp (from_a, from_other, sizeof from_a) != 0);
  g_assert_true (memcmp (from_a, next, sizeof from_a) != 0);
}

static void
test_system (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_system ();
  guint8 bytes[32] = { 0 };
  guint8 others[32] = { 0 };
  guint8 untouched[2] = { 5, 5 };

  sotto_random_fill (random, bytes, sizeof bytes);
  sotto_random_fill (random, others, sizeof others);
  g_assert_true (memcmp (bytes, others, sizeof bytes) != 0);
  sotto_random_fill (random, untouched, 1);
  g_assert_cmpuint (untouched[1], ==, 5);
  sotto_random_fill (random, NULL, 0);
}

static void
test_uniform (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (7);
  guint counts[6] = { 0 };
  guint n_low = 0;

  g_assert_cmpuint (sotto_random_uniform (random, 0), ==, 0);
  g_assert_cmpuint (sotto_random_uniform (random, 1), ==, 0);
  for (guint i = 0; i < 60000; i++)
    {
      guint32 value = sotto_random_uniform (random, 6);

      g_assert_cmpuint (value, <, 6);
      counts[value]++;
    }
  /* Ten thousand each; six standard deviations are below 550. */
  for (guint i = 0; i < 6; i++)
    {
      g_assert_cmpuint (counts[i], >, 9450);
      g_assert_cmpuint (counts[i], <, 10550);
    }
  /* A quarter of the numbers drawn has to be thrown away, or the lowest third of the results would
   * come as often as the others together: 1500 times instead of 1000, with a deviation of 26. */
  for (guint i = 0; i < 3000; i++)
    {
      guint32 value = sotto_random_uniform (random, 0xc0000000u);

      g_assert_cmpuint (value, <, 0xc0000000u);
      n_low += value < 0x40000000u;
    }
  g_assert_cmpuint (n_low, >, 850);
  g_assert_cmpuint (n_low, <, 1150);
}

static void
test_uuid (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (9);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 100; i++)
    {
      char *uuid = sotto_random_uuid (random);

      g_assert_true (g_uuid_string_is_valid (uuid));
      /* Version 4, variant 1 of RFC 4122. */
      g_assert_cmpint (uuid[14], ==, '4');
      g_assert_nonnull (strchr ("89ab", uuid[19]));
      g_assert_true (g_hash_table_add (seen, uuid));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/random/seeded", test_seeded);
  g_test_add_func ("/base/random/system", test_system);
  g_test_add_func ("/base/random/uniform", test_uniform);
  g_test_add_func ("/base/random/uuid", test_uuid);
  return g_test_run ();
}
