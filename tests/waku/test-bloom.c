/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Filters: what we announce holds all bits, what envelopes are tested with the field's. */

#include <string.h>

#include "sotto-bloom.h"
#include "sotto-random.h"
#include "sotto-waku-interest.h"

static guint
count_bits (const SottoBloom *bloom)
{
  guint n = 0;

  for (gsize i = 0; i < sizeof bloom->bytes; i++)
    n += (guint) __builtin_popcount (bloom->bytes[i]);

  return n;
}

static void
test_collisions (void)
{
  static const struct
  {
    SottoTopic topic;
    guint8 first_byte;
    guint n_fielded;
    guint n_ours;
  } rows[] = {
    { { { 0x01, 0x02, 0x03, 0x00 } }, 0x08, 1, 3 }, { { { 0x00, 0x01, 0x02, 0x00 } }, 0x04, 1, 3 },
    { { { 0x00, 0x00, 0x00, 0x00 } }, 0x01, 1, 1 }, { { { 0x00, 0x01, 0x02, 0x02 } }, 0x04, 2, 3 },
    { { { 0x00, 0x10, 0x20, 0x00 } }, 0x01, 3, 3 }, { { { 0xff, 0xff, 0xff, 0xff } }, 0x00, 1, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SottoBloom fielded;
      SottoBloom ours = { { 0 } };

      sotto_bloom_init_sample (&fielded, &rows[i].topic);
      sotto_bloom_add_topic (&ours, &rows[i].topic);
      g_assert_cmpuint (fielded.bytes[0], ==, rows[i].first_byte);
      g_assert_cmpuint (count_bits (&fielded), ==, rows[i].n_fielded);
      g_assert_cmpuint (count_bits (&ours), ==, rows[i].n_ours);
      g_assert_true (sotto_bloom_contains (&ours, &fielded));
      /* And what somebody in the field announces for this topic is matched. */
      g_assert_true (sotto_bloom_accepts_topic (&fielded, &rows[i].topic));
    }
}

static void
test_without_sample (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (seed);
  guint n_accepted = 0;

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < 20000; round++)
    {
      SottoBloom filter;
      SottoBloom sample;
      SottoTopic topic;

      sotto_random_fill (random, filter.bytes, sizeof filter.bytes);
      sotto_random_fill (random, topic.bytes, sizeof topic.bytes);
      /* Collisions of bits within a byte are rare among random topics. */
      if (round % 2 == 0)
        topic.bytes[1] = topic.bytes[0] ^ (topic.bytes[2] & 7);
      sotto_bloom_init_sample (&sample, &topic);
      g_assert_cmpint (sotto_bloom_accepts_topic (&filter, &topic), ==,
                       sotto_bloom_contains (&filter, &sample));
      n_accepted += sotto_bloom_contains (&filter, &sample) ? 1 : 0;
    }
  g_assert_cmpuint (n_accepted, >, 1000);
  g_assert_cmpuint (n_accepted, <, 10000);
}

static void
test_interest (void)
{
  static const SottoTopic topics[] = {
    { { 9, 9, 9, 9 } }, { { 1, 2, 3, 0 } }, { { 9, 9, 9, 9 } }, { { 0, 0, 0, 1 } }
  };
  static const SottoTopic other = { { 1, 2, 3, 1 } };
  g_autoptr (SottoWakuInterest) everything = sotto_waku_interest_new_everything ();
  g_autoptr (SottoWakuInterest) nothing = sotto_waku_interest_new_topics (NULL, 0);
  g_autoptr (SottoWakuInterest) some =
    sotto_waku_interest_new_topics (topics, G_N_ELEMENTS (topics));
  g_autoptr (SottoWakuInterest) bloom = sotto_waku_interest_to_bloom (some);
  g_autoptr (SottoWakuInterest) no_bloom = sotto_waku_interest_to_bloom (nothing);
  const SottoTopic *sorted;
  gsize n_topics;

  sorted = sotto_waku_interest_get_topics (some, &n_topics);
  g_assert_cmpuint (n_topics, ==, 3);
  g_assert_cmpmem (&sorted[0], 4, &topics[3], 4);
  g_assert_cmpmem (&sorted[2], 4, &topics[0], 4);
  for (gsize i = 0; i < G_N_ELEMENTS (topics); i++)
    {
      g_assert_true (sotto_waku_interest_accepts (everything, &topics[i]));
      g_assert_true (sotto_waku_interest_accepts (some, &topics[i]));
      g_assert_true (sotto_waku_interest_accepts (bloom, &topics[i]));
      g_assert_false (sotto_waku_interest_accepts (nothing, &topics[i]));
      g_assert_false (sotto_waku_interest_accepts (no_bloom, &topics[i]));
    }
  g_assert_false (sotto_waku_interest_accepts (some, &other));
  g_assert_cmpint (sotto_waku_interest_get_kind (bloom), ==, SOTTO_WAKU_INTEREST_BLOOM);
  g_assert_false (sotto_waku_interest_equal (some, nothing));
  g_assert_false (sotto_waku_interest_equal (no_bloom, nothing));
}

/* A full filter and no filter mean the same. */
static void
test_full (void)
{
  g_autoptr (SottoWakuInterest) interest = NULL;
  g_autoptr (SottoWakuInterest) almost = NULL;
  SottoBloom bloom;

  sotto_bloom_init_full (&bloom);
  g_assert_true (sotto_bloom_is_full (&bloom));
  interest = sotto_waku_interest_new_bloom (&bloom);
  g_assert_cmpint (sotto_waku_interest_get_kind (interest), ==, SOTTO_WAKU_INTEREST_EVERYTHING);
  bloom.bytes[63] = 0x7f;
  almost = sotto_waku_interest_new_bloom (&bloom);
  g_assert_cmpint (sotto_waku_interest_get_kind (almost), ==, SOTTO_WAKU_INTEREST_BLOOM);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/bloom/collisions", test_collisions);
  g_test_add_func ("/waku/bloom/without-sample", test_without_sample);
  g_test_add_func ("/waku/bloom/interest", test_interest);
  g_test_add_func ("/waku/bloom/full", test_full);

  return g_test_run ();
}
