/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-hash.h"
#include "sotto-waku-meter.h"
#include "sotto-waku-options.h"

G_BEGIN_DECLS

/**
 * SottoWakuRateLimits:
 * @packets: what is taken in a second: packets by address and by neighbour, envelopes of one
 *   neighbour by topic
 * @bytes: the same in bytes of payload
 * @tolerance: so many excesses of a neighbour within a minute end its connection; 0: none do
 *
 * What a node accepts. All of it is announced; zeros are no limits.
 */
typedef struct
{
  SottoWakuRate packets;
  SottoWakuRate bytes;
  guint tolerance;
} SottoWakuRateLimits;

/**
 * SottoWakuVerdict:
 * @SOTTO_WAKU_VERDICT_TAKE: it is within the limits
 * @SOTTO_WAKU_VERDICT_DROP: it is above them
 * @SOTTO_WAKU_VERDICT_CLOSE: it is above them, and has been too often
 */
typedef enum
{
  SOTTO_WAKU_VERDICT_TAKE,
  SOTTO_WAKU_VERDICT_DROP,
  SOTTO_WAKU_VERDICT_CLOSE,
} SottoWakuVerdict;

/**
 * SottoWakuSender:
 * @node_id: (nullable): who sends
 * @group: (nullable): whom its address is counted for; %NULL for those of local networks
 *
 * Who sends something. Borrowed.
 */
typedef struct
{
  const SottoHash *node_id;
  const char *group;
} SottoWakuSender;

/**
 * SottoWakuLimiter:
 *
 * Holds what neighbours send against what we announced: by address, by neighbour, and by topic of
 * each neighbour. What it knows of one outlives the connection, so that calling again does not
 * help.
 */
typedef struct _SottoWakuLimiter SottoWakuLimiter;

SottoWakuLimiter *
sotto_waku_limiter_new (const SottoWakuRateLimits *limits) G_GNUC_WARN_UNUSED_RESULT;
void sotto_waku_limiter_free (SottoWakuLimiter *limiter);

/* Whoever has this node id or sends from this group of addresses is not limited. */
void sotto_waku_limiter_exempt_node (SottoWakuLimiter *limiter, const SottoHash *node_id);
void sotto_waku_limiter_exempt_group (SottoWakuLimiter *limiter, const char *group);

SottoWakuVerdict sotto_waku_limiter_take_packet (SottoWakuLimiter *limiter,
                                                 const SottoWakuSender *sender,
                                                 gsize bytes,
                                                 gint64 now);
SottoWakuVerdict sotto_waku_limiter_take_envelope (SottoWakuLimiter *limiter,
                                                   const SottoWakuSender *sender,
                                                   const SottoTopic *topic,
                                                   gsize bytes,
                                                   gint64 now);

/* Forgets whoever has been quiet for long enough. */
void sotto_waku_limiter_prune (SottoWakuLimiter *limiter, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWakuLimiter, sotto_waku_limiter_free)

G_END_DECLS
