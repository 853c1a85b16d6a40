/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What waits to be sent to one neighbour, and what it knows.
 *
 * Bit sets over the pool's slots say what is known, by whom, and what waits; an array keeps the
 * order of what waits. A slot that stops waiting (because its envelope died, or came from the
 * neighbour meanwhile) keeps its number in the array: a number whose bit is not set means nothing.
 * So the array is cleaned when more than half of it means nothing, which costs O(1) for each
 * envelope.
 */

#include "sotto-waku-queue.h"

#include <string.h>

/* Below this the array is not worth cleaning. */
#define MIN_CLEANED 64

struct _SottoWakuQueue
{
  GArray *known;   /* of guint64, one bit for each slot */
  GArray *brought; /* the same: known because the neighbour had it first */
  GArray *waiting; /* the same */
  GArray *order;   /* of SottoPoolSlot */
  guint head;      /* of order */
  guint n_waiting;
};

static gboolean
bit_get (GArray *bits, SottoPoolSlot slot)
{
  return slot / 64 < bits->len &&
         (g_array_index (bits, guint64, slot / 64) >> (slot % 64) & 1) != 0;
}

static void
bit_set (GArray *bits, SottoPoolSlot slot)
{
  if (slot / 64 >= bits->len)
    g_array_set_size (bits, slot / 64 + 1);

  g_array_index (bits, guint64, slot / 64) |= (guint64) 1 << (slot % 64);
}

static void
bit_clear (GArray *bits, SottoPoolSlot slot)
{
  if (slot / 64 < bits->len)
    g_array_index (bits, guint64, slot / 64) &= ~((guint64) 1 << (slot % 64));
}

static void
stop_waiting (SottoWakuQueue *queue, SottoPoolSlot slot)
{
  if (!bit_get (queue->waiting, slot))
    return;

  bit_clear (queue->waiting, slot);
  queue->n_waiting--;
}

/* Keeps the first mention of each slot that waits. */
static void
clean_order (SottoWakuQueue *queue)
{
  guint kept = 0;

  for (guint i = queue->head; i < queue->order->len; i++)
    {
      SottoPoolSlot slot = g_array_index (queue->order, SottoPoolSlot, i);

      if (!bit_get (queue->waiting, slot))
        continue;
      bit_clear (queue->waiting, slot);
      g_array_index (queue->order, SottoPoolSlot, kept++) = slot;
    }

  g_array_set_size (queue->order, kept);
  queue->head = 0;
  for (guint i = 0; i < kept; i++)
    bit_set (queue->waiting, g_array_index (queue->order, SottoPoolSlot, i));
}

/**
 * sotto_waku_queue_new:
 *
 * Returns: (transfer full): the queue of a neighbour that knows nothing
 */
SottoWakuQueue *
sotto_waku_queue_new (void)
{
  SottoWakuQueue *queue = g_new0 (SottoWakuQueue, 1);

  queue->known = g_array_new (FALSE, TRUE, sizeof (guint64));
  queue->brought = g_array_new (FALSE, TRUE, sizeof (guint64));
  queue->waiting = g_array_new (FALSE, TRUE, sizeof (guint64));
  queue->order = g_array_new (FALSE, FALSE, sizeof (SottoPoolSlot));

  return queue;
}

/**
 * sotto_waku_queue_free:
 * @queue: (transfer full): a queue
 *
 * Drops the queue.
 */
void
sotto_waku_queue_free (SottoWakuQueue *queue)
{
  g_return_if_fail (queue != NULL);

  g_array_unref (queue->known);
  g_array_unref (queue->brought);
  g_array_unref (queue->waiting);
  g_array_unref (queue->order);
  g_free (queue);
}

gboolean
sotto_waku_queue_add (SottoWakuQueue *queue, SottoPoolSlot slot)
{
  g_return_val_if_fail (queue != NULL, FALSE);

  if (bit_get (queue->known, slot) || bit_get (queue->waiting, slot))
    return FALSE;

  if (queue->order->len >= MIN_CLEANED && queue->order->len > 2 * queue->n_waiting)
    clean_order (queue);
  bit_set (queue->waiting, slot);
  g_array_append_val (queue->order, slot);
  queue->n_waiting++;

  return TRUE;
}

/**
 * sotto_waku_queue_peek:
 * @queue: a queue
 * @slot: (out): what has waited for longest
 *
 * Returns: %FALSE if nothing waits
 */
gboolean
sotto_waku_queue_peek (SottoWakuQueue *queue, SottoPoolSlot *slot)
{
  g_return_val_if_fail (queue != NULL, FALSE);
  g_return_val_if_fail (slot != NULL, FALSE);

  for (; queue->head < queue->order->len; queue->head++)
    {
      *slot = g_array_index (queue->order, SottoPoolSlot, queue->head);
      if (bit_get (queue->waiting, *slot))
        return TRUE;
    }

  return FALSE;
}

/**
 * sotto_waku_queue_drop_first:
 * @queue: a queue
 *
 * Removes what sotto_waku_queue_peek () tells, if anything.
 */
void
sotto_waku_queue_drop_first (SottoWakuQueue *queue)
{
  SottoPoolSlot slot;

  g_return_if_fail (queue != NULL);

  if (!sotto_waku_queue_peek (queue, &slot))
    return;

  stop_waiting (queue, slot);
  queue->head++;
}

/**
 * sotto_waku_queue_get_n_waiting:
 * @queue: a queue
 *
 * Returns: how many envelopes wait
 */
guint
sotto_waku_queue_get_n_waiting (SottoWakuQueue *queue)
{
  g_return_val_if_fail (queue != NULL, 0);

  return queue->n_waiting;
}

void
sotto_waku_queue_set_known (SottoWakuQueue *queue, SottoPoolSlot slot)
{
  g_return_if_fail (queue != NULL);

  stop_waiting (queue, slot);
  bit_set (queue->known, slot);
}

gboolean
sotto_waku_queue_set_brought (SottoWakuQueue *queue, SottoPoolSlot slot)
{
  g_return_val_if_fail (queue != NULL, FALSE);

  sotto_waku_queue_set_known (queue, slot);
  if (bit_get (queue->brought, slot))
    return FALSE;

  bit_set (queue->brought, slot);

  return TRUE;
}

/**
 * sotto_waku_queue_is_known:
 * @queue: a queue
 * @slot: a slot
 *
 * Returns: %TRUE if the neighbour knows what is in @slot
 */
gboolean
sotto_waku_queue_is_known (SottoWakuQueue *queue, SottoPoolSlot slot)
{
  g_return_val_if_fail (queue != NULL, FALSE);

  return bit_get (queue->known, slot);
}

void
sotto_waku_queue_forget (SottoWakuQueue *queue, SottoPoolSlot slot)
{
  g_return_if_fail (queue != NULL);

  stop_waiting (queue, slot);
  bit_clear (queue->known, slot);
  bit_clear (queue->brought, slot);
}
