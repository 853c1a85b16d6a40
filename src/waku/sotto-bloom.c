/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bloom filters over topics (whisper-waku.md section 3.2).
 *
 * A topic t0 t1 t2 t3 stands for three bits: n_i = t_i + 256 if bit i of t3 is set, for i in 0..2.
 *
 * The programs in the field build the sample of a topic by assigning bytes instead of or-ing bits:
 * when two of the three bits fall into one byte, only the one with the highest i survives. So there
 * are two computations here: what we announce gets all three bits (a superset of what the field
 * computes), and what an envelope is tested with has the field's bits (or it would never match a
 * filter that was built in that way).
 */

#include "sotto-bloom.h"

#include <string.h>

#define BITS_PER_TOPIC 3

static guint
bit_index (const SottoTopic *topic, guint i)
{
  return topic->bytes[i] + ((topic->bytes[3] >> i & 1) != 0 ? 256 : 0);
}

/**
 * sotto_bloom_init_full:
 * @bloom: (out caller-allocates): a filter
 *
 * Makes @bloom accept everything.
 */
void
sotto_bloom_init_full (SottoBloom *bloom)
{
  g_return_if_fail (bloom != NULL);

  memset (bloom->bytes, 0xff, sizeof bloom->bytes);
}

/**
 * sotto_bloom_is_full:
 * @bloom: a filter
 *
 * Returns: %TRUE if @bloom accepts everything
 */
gboolean
sotto_bloom_is_full (const SottoBloom *bloom)
{
  g_return_val_if_fail (bloom != NULL, FALSE);

  for (gsize i = 0; i < sizeof bloom->bytes; i++)
    if (bloom->bytes[i] != 0xff)
      return FALSE;

  return TRUE;
}

/**
 * sotto_bloom_add_topic:
 * @bloom: a filter that we announce
 * @topic: what it shall accept too
 *
 * Sets all three bits of @topic.
 */
void
sotto_bloom_add_topic (SottoBloom *bloom, const SottoTopic *topic)
{
  g_return_if_fail (bloom != NULL);
  g_return_if_fail (topic != NULL);

  for (guint i = 0; i < BITS_PER_TOPIC; i++)
    {
      guint n = bit_index (topic, i);

      bloom->bytes[n / 8] |= 1 << (n % 8);
    }
}

/**
 * sotto_bloom_init_sample:
 * @bloom: (out caller-allocates): the sample
 * @topic: the topic of an envelope
 *
 * Computes the sample of @topic as it is done in the field: one to three bits.
 */
void
sotto_bloom_init_sample (SottoBloom *bloom, const SottoTopic *topic)
{
  g_return_if_fail (bloom != NULL);
  g_return_if_fail (topic != NULL);

  memset (bloom->bytes, 0, sizeof bloom->bytes);
  for (guint i = 0; i < BITS_PER_TOPIC; i++)
    {
      guint n = bit_index (topic, i);

      bloom->bytes[n / 8] = 1 << (n % 8);
    }
}

/**
 * sotto_bloom_contains:
 * @filter: a filter
 * @sample: the sample of an envelope
 *
 * Returns: %TRUE if every bit of @sample is in @filter
 */
gboolean
sotto_bloom_contains (const SottoBloom *filter, const SottoBloom *sample)
{
  guint8 missing = 0;

  g_return_val_if_fail (filter != NULL, FALSE);
  g_return_val_if_fail (sample != NULL, FALSE);

  for (gsize i = 0; i < sizeof filter->bytes; i++)
    missing |= sample->bytes[i] & ~filter->bytes[i];

  return missing == 0;
}

/**
 * sotto_bloom_accepts_topic:
 * @filter: a filter
 * @topic: the topic of an envelope
 *
 * The same as sotto_bloom_contains () with the sample of @topic, looking at its bits alone.
 *
 * Returns: %TRUE if @filter accepts @topic
 */
gboolean
sotto_bloom_accepts_topic (const SottoBloom *filter, const SottoTopic *topic)
{
  guint indexes[BITS_PER_TOPIC];

  g_return_val_if_fail (filter != NULL, FALSE);
  g_return_val_if_fail (topic != NULL, FALSE);

  for (guint i = 0; i < BITS_PER_TOPIC; i++)
    indexes[i] = bit_index (topic, i);

  for (guint i = 0; i < BITS_PER_TOPIC; i++)
    {
      guint n = indexes[i];
      gboolean overwritten = FALSE;

      for (guint j = i + 1; j < BITS_PER_TOPIC; j++)
        overwritten |= indexes[j] / 8 == n / 8;
      if (!overwritten && (filter->bytes[n / 8] >> (n % 8) & 1) == 0)
        return FALSE;
    }

  return TRUE;
}
