/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-envelope-pool.h"

G_BEGIN_DECLS

/**
 * SottoWakuQueue:
 *
 * What one neighbour knows of the pool, and what waits to be sent to it, in order of arrival. It
 * costs three bits for each slot of the pool and a number for each envelope that waits, so that no
 * tick has to look through the pool.
 */
typedef struct _SottoWakuQueue SottoWakuQueue;

SottoWakuQueue *sotto_waku_queue_new (void) G_GNUC_WARN_UNUSED_RESULT;
void sotto_waku_queue_free (SottoWakuQueue *queue);

/* FALSE if the neighbour knows it, or if it waits already. */
gboolean sotto_waku_queue_add (SottoWakuQueue *queue, SottoPoolSlot slot);
gboolean sotto_waku_queue_peek (SottoWakuQueue *queue, SottoPoolSlot *slot);
void sotto_waku_queue_drop_first (SottoWakuQueue *queue);
guint sotto_waku_queue_get_n_waiting (SottoWakuQueue *queue);

/* The neighbour brought it, or was sent it. It waits no longer. */
void sotto_waku_queue_set_known (SottoWakuQueue *queue, SottoPoolSlot slot);

/* The neighbour brought it: FALSE if it had done so before. */
gboolean sotto_waku_queue_set_brought (SottoWakuQueue *queue, SottoPoolSlot slot);
gboolean sotto_waku_queue_is_known (SottoWakuQueue *queue, SottoPoolSlot slot);

/* The slot is free, or what was sent did not arrive. */
void sotto_waku_queue_forget (SottoWakuQueue *queue, SottoPoolSlot slot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWakuQueue, sotto_waku_queue_free)

G_END_DECLS
