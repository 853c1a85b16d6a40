/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Envelopes that are looked at together, against each of them alone. */

#include "sotto-envelope-batch.h"
#include "waku-fixtures.h"

/* In every place of a batch of every size, with lengths around those of the sponge's blocks. */
static void
test_like_one (void)
{
  static const gsize lengths[] = { 0, 1, 40, 55, 56, 110, 118, 119, 120, 250, 300, 5000, 70000 };
  guint n_made = 0;

  for (gsize n = 0; n <= SOTTO_ENVELOPE_BATCH; n++)
    {
      g_autoptr (GPtrArray) packets =
        g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      SottoEnvelopeCandidate candidates[SOTTO_ENVELOPE_BATCH] = { 0 };
      SottoEnvelopeCandidate *pointers[SOTTO_ENVELOPE_BATCH];

      for (gsize i = 0; i < n; i++, n_made++)
        {
          FixtureEnvelope fields = {
            .expiry = FIXTURE_NOW + n_made,
            .ttl = n_made,
            .data_length = lengths[n_made % G_N_ELEMENTS (lengths)],
            .fill = (guint8) n_made,
            .nonce = n_made % 3 == 0 ? 0 : G_MAXUINT64 >> n_made % 64,
          };
          GBytes *raw = fixture_encode (&fields);

          g_ptr_array_add (packets, raw);
          /* The last comes first. */
          pointers[n - 1 - i] = &candidates[i];
          g_assert_true (sotto_envelope_view_parse (
            &candidates[i].view, g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), NULL));
        }
      sotto_envelope_batch_hash (pointers, n);
      sotto_envelope_batch_count_work (pointers, n);
      for (gsize i = 0; i < n; i++)
        {
          SottoHash hash;

          sotto_envelope_view_get_hash (&candidates[i].view, &hash);
          g_assert_true (sotto_hash_equal (&candidates[i].hash, &hash));
          g_assert_cmpuint (candidates[i].work_bits, ==,
                            sotto_envelope_view_count_work (&candidates[i].view));
        }
    }
}

/* More than a batch, over the same input. */
static void
test_many_works (void)
{
  guint8 items[300];
  SottoPowInput input = { items, 0 };
  SottoPowWork works[100];
  SottoHash digests[G_N_ELEMENTS (works)], expected;

  for (gsize i = 0; i < sizeof items; i++)
    items[i] = (guint8) (i * 3);
  for (input.length = 1; input.length <= sizeof items; input.length++)
    {
      gsize n = input.length % (G_N_ELEMENTS (works) + 1);

      for (gsize i = 0; i < n; i++)
        works[i] = (SottoPowWork){ &input, i << i % 57 };
      sotto_pow_hash_many (works, n, digests);
      for (gsize i = 0; i < n; i++)
        {
          sotto_pow_hash (&input, works[i].nonce, &expected);
          g_assert_true (sotto_hash_equal (&digests[i], &expected));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/envelope-batch/like-one", test_like_one);
  g_test_add_func ("/waku/envelope-batch/many-works", test_many_works);

  return g_test_run ();
}
