/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-bloom.h"

G_BEGIN_DECLS

/**
 * SottoWakuInterestKind:
 * @SOTTO_WAKU_INTEREST_EVERYTHING: a full node
 * @SOTTO_WAKU_INTEREST_BLOOM: what a filter accepts
 * @SOTTO_WAKU_INTEREST_TOPICS: what is on a list
 */
typedef enum
{
  SOTTO_WAKU_INTEREST_EVERYTHING,
  SOTTO_WAKU_INTEREST_BLOOM,
  SOTTO_WAKU_INTEREST_TOPICS,
} SottoWakuInterestKind;

/**
 * SottoWakuInterest:
 *
 * What a node wants to be sent. Immutable and reference counted.
 */
typedef struct _SottoWakuInterest SottoWakuInterest;

SottoWakuInterest *sotto_waku_interest_new_everything (void) G_GNUC_WARN_UNUSED_RESULT;

/* A filter with all bits set is everything. */
SottoWakuInterest *
sotto_waku_interest_new_bloom (const SottoBloom *bloom) G_GNUC_WARN_UNUSED_RESULT;

/* @topics in any order, with repetitions. */
SottoWakuInterest *sotto_waku_interest_new_topics (const SottoTopic *topics,
                                                   gsize n_topics) G_GNUC_WARN_UNUSED_RESULT;

/* The filter that accepts the topics of @interest. */
SottoWakuInterest *
sotto_waku_interest_to_bloom (SottoWakuInterest *interest) G_GNUC_WARN_UNUSED_RESULT;

SottoWakuInterest *sotto_waku_interest_ref (SottoWakuInterest *interest);
void sotto_waku_interest_unref (SottoWakuInterest *interest);
SottoWakuInterestKind sotto_waku_interest_get_kind (SottoWakuInterest *interest);
const SottoBloom *sotto_waku_interest_get_bloom (SottoWakuInterest *interest);
const SottoTopic *sotto_waku_interest_get_topics (SottoWakuInterest *interest, gsize *n_topics);
gboolean sotto_waku_interest_accepts (SottoWakuInterest *interest, const SottoTopic *topic);
gboolean sotto_waku_interest_equal (SottoWakuInterest *a, SottoWakuInterest *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWakuInterest, sotto_waku_interest_unref)

G_END_DECLS
