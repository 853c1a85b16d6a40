/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-envelope.h"

G_BEGIN_DECLS

/* Bytes that the pool itself needs for each envelope, counted against its limit. */
#define SOTTO_ENVELOPE_POOL_OVERHEAD 80

/**
 * SottoPoolSlot:
 *
 * Where an envelope is in its pool: a small number, used again after the envelope has left. What a
 * neighbour knows is kept as sets of these.
 */
typedef guint32 SottoPoolSlot;

/**
 * SottoPoolResult:
 * @SOTTO_POOL_RESULT_ADDED: it is in the pool now
 * @SOTTO_POOL_RESULT_PRESENT: it was there already
 * @SOTTO_POOL_RESULT_FULL: all that is there has done more work for its size
 */
typedef enum
{
  SOTTO_POOL_RESULT_ADDED,
  SOTTO_POOL_RESULT_PRESENT,
  SOTTO_POOL_RESULT_FULL,
} SottoPoolResult;

/**
 * SottoEnvelopePool:
 *
 * The envelopes that live: found by hash, ordered by the second of their death and by work per
 * byte. At its limits the one with the least work for its size makes room; own envelopes never do.
 */
typedef struct _SottoEnvelopePool SottoEnvelopePool;

/* @slot is free again once this returns; @expired tells death from eviction. The pool must not be
 * changed from here. */
typedef void (*SottoPoolRemovedFunc) (SottoPoolSlot slot,
                                      SottoEnvelope *envelope,
                                      gboolean expired,
                                      gpointer user_data);

SottoEnvelopePool *sotto_envelope_pool_new (gsize max_bytes,
                                            guint max_envelopes,
                                            SottoPoolRemovedFunc removed,
                                            gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void sotto_envelope_pool_free (SottoEnvelopePool *pool);

gboolean
sotto_envelope_pool_lookup (SottoEnvelopePool *pool, const SottoHash *hash, SottoPoolSlot *slot);
SottoPoolResult sotto_envelope_pool_add (SottoEnvelopePool *pool,
                                         SottoEnvelope *envelope,
                                         gboolean own,
                                         SottoPoolSlot *slot);
SottoEnvelope *sotto_envelope_pool_get (SottoEnvelopePool *pool, SottoPoolSlot slot);
void sotto_envelope_pool_expire (SottoEnvelopePool *pool, guint32 now);

/* Removes all; @removed hears of each as of one that was evicted. */
void sotto_envelope_pool_clear (SottoEnvelopePool *pool);

/* All slots are below this; those that are free hold no envelope. */
SottoPoolSlot sotto_envelope_pool_get_n_slots (SottoEnvelopePool *pool);
guint sotto_envelope_pool_get_n_envelopes (SottoEnvelopePool *pool);
gsize sotto_envelope_pool_get_bytes (SottoEnvelopePool *pool);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoEnvelopePool, sotto_envelope_pool_free)

G_END_DECLS
