/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a node wants to be sent: everything, what a bloom filter accepts, or a list of topics. A
 * list is kept sorted and without repetitions.
 */

#include "sotto-waku-interest.h"

#include <string.h>

struct _SottoWakuInterest
{
  gatomicrefcount references;
  SottoWakuInterestKind kind;
  SottoBloom bloom;
  gsize n_topics;
  SottoTopic topics[];
};

static int
compare_topics (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (SottoTopic));
}

static SottoWakuInterest *
interest_new (SottoWakuInterestKind kind, gsize n_topics)
{
  SottoWakuInterest *interest =
    g_malloc0 (sizeof (SottoWakuInterest) + n_topics * sizeof (SottoTopic));

  g_atomic_ref_count_init (&interest->references);
  interest->kind = kind;

  return interest;
}

/**
 * sotto_waku_interest_new_everything:
 *
 * Returns: (transfer full): the interest of a full node
 */
SottoWakuInterest *
sotto_waku_interest_new_everything (void)
{
  SottoWakuInterest *interest = interest_new (SOTTO_WAKU_INTEREST_EVERYTHING, 0);

  sotto_bloom_init_full (&interest->bloom);

  return interest;
}

/**
 * sotto_waku_interest_new_bloom:
 * @bloom: a filter
 *
 * Returns: (transfer full): the interest in what @bloom accepts
 */
SottoWakuInterest *
sotto_waku_interest_new_bloom (const SottoBloom *bloom)
{
  SottoWakuInterest *interest;

  g_return_val_if_fail (bloom != NULL, NULL);

  if (sotto_bloom_is_full (bloom))
    return sotto_waku_interest_new_everything ();

  interest = interest_new (SOTTO_WAKU_INTEREST_BLOOM, 0);
  interest->bloom = *bloom;

  return interest;
}

/**
 * sotto_waku_interest_new_topics:
 * @topics: (array length=n_topics): topics
 * @n_topics: how many
 *
 * Returns: (transfer full): the interest in @topics alone
 */
SottoWakuInterest *
sotto_waku_interest_new_topics (const SottoTopic *topics, gsize n_topics)
{
  SottoWakuInterest *interest;

  g_return_val_if_fail (topics != NULL || n_topics == 0, NULL);

  interest = interest_new (SOTTO_WAKU_INTEREST_TOPICS, n_topics);
  if (n_topics == 0)
    return interest;

  memcpy (interest->topics, topics, n_topics * sizeof (SottoTopic));
  qsort (interest->topics, n_topics, sizeof (SottoTopic), compare_topics);
  for (gsize i = 0; i < n_topics; i++)
    if (i == 0 ||
        !sotto_topic_equal (&interest->topics[i], &interest->topics[interest->n_topics - 1]))
      interest->topics[interest->n_topics++] = interest->topics[i];

  return interest;
}

/**
 * sotto_waku_interest_to_bloom:
 * @interest: an interest
 *
 * Returns: (transfer full): a wider one that a bloom filter can say
 */
SottoWakuInterest *
sotto_waku_interest_to_bloom (SottoWakuInterest *interest)
{
  SottoBloom bloom = { { 0 } };

  g_return_val_if_fail (interest != NULL, NULL);

  if (interest->kind != SOTTO_WAKU_INTEREST_TOPICS)
    return sotto_waku_interest_ref (interest);

  for (gsize i = 0; i < interest->n_topics; i++)
    sotto_bloom_add_topic (&bloom, &interest->topics[i]);

  return sotto_waku_interest_new_bloom (&bloom);
}

/**
 * sotto_waku_interest_ref:
 * @interest: an interest
 *
 * Returns: (transfer full): @interest
 */
SottoWakuInterest *
sotto_waku_interest_ref (SottoWakuInterest *interest)
{
  g_return_val_if_fail (interest != NULL, NULL);

  g_atomic_ref_count_inc (&interest->references);

  return interest;
}

/**
 * sotto_waku_interest_unref:
 * @interest: (transfer full): an interest
 *
 * Drops one reference.
 */
void
sotto_waku_interest_unref (SottoWakuInterest *interest)
{
  g_return_if_fail (interest != NULL);

  if (g_atomic_ref_count_dec (&interest->references))
    g_free (interest);
}

/**
 * sotto_waku_interest_get_kind:
 * @interest: an interest
 *
 * Returns: how it is said
 */
SottoWakuInterestKind
sotto_waku_interest_get_kind (SottoWakuInterest *interest)
{
  g_return_val_if_fail (interest != NULL, SOTTO_WAKU_INTEREST_EVERYTHING);

  return interest->kind;
}

/**
 * sotto_waku_interest_get_bloom:
 * @interest: an interest that is no list
 *
 * Returns: (transfer none): its filter
 */
const SottoBloom *
sotto_waku_interest_get_bloom (SottoWakuInterest *interest)
{
  g_return_val_if_fail (interest != NULL, NULL);
  g_return_val_if_fail (interest->kind != SOTTO_WAKU_INTEREST_TOPICS, NULL);

  return &interest->bloom;
}

/**
 * sotto_waku_interest_get_topics:
 * @interest: an interest
 * @n_topics: (out): how many
 *
 * Returns: (transfer none) (array length=n_topics): its list, ascending; empty if it is none
 */
const SottoTopic *
sotto_waku_interest_get_topics (SottoWakuInterest *interest, gsize *n_topics)
{
  g_return_val_if_fail (interest != NULL, NULL);
  g_return_val_if_fail (n_topics != NULL, NULL);

  *n_topics = interest->n_topics;

  return interest->topics;
}

/**
 * sotto_waku_interest_accepts:
 * @interest: an interest
 * @topic: the topic of an envelope
 *
 * Returns: %TRUE if it is wanted
 */
gboolean
sotto_waku_interest_accepts (SottoWakuInterest *interest, const SottoTopic *topic)
{
  g_return_val_if_fail (interest != NULL, FALSE);
  g_return_val_if_fail (topic != NULL, FALSE);

  switch (interest->kind)
    {
    case SOTTO_WAKU_INTEREST_EVERYTHING:
      return TRUE;
    case SOTTO_WAKU_INTEREST_BLOOM:
      return sotto_bloom_accepts_topic (&interest->bloom, topic);
    case SOTTO_WAKU_INTEREST_TOPICS:
      return bsearch (topic, interest->topics, interest->n_topics, sizeof (SottoTopic),
                      compare_topics) != NULL;
    }

  return FALSE;
}

/**
 * sotto_waku_interest_equal:
 * @a: an interest
 * @b: another
 *
 * Returns: %TRUE if both say the same
 */
gboolean
sotto_waku_interest_equal (SottoWakuInterest *a, SottoWakuInterest *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a->kind == b->kind && a->n_topics == b->n_topics &&
         memcmp (&a->bloom, &b->bloom, sizeof a->bloom) == 0 &&
         memcmp (a->topics, b->topics, a->n_topics * sizeof (SottoTopic)) == 0;
}
