/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pool of living envelopes.
 *
 * Envelopes sit in slots. A hash table leads from an envelope's hash to its slot, and two binary
 * heaps hold slot numbers: one with the next to expire on top, one with the least work per byte, in
 * which our own envelopes are not. Each slot knows its place in both heaps, so that one can leave
 * from the middle. Free slots form a list through the same field. Adding, expiring and evicting
 * cost O(log n), looking up O(1), and an envelope costs one allocation, its own.
 */

#include "sotto-envelope-pool.h"

#include "sotto-hash.h"

typedef enum
{
  ORDER_EXPIRY,
  ORDER_WORTH,
  N_ORDERS
} Order;

typedef struct
{
  SottoEnvelope *envelope; /* NULL while the slot is free */
  guint32 place[N_ORDERS]; /* in the heaps; place[0] is the next free slot while free */
} Slot;

struct _SottoEnvelopePool
{
  GArray *slots;           /* of Slot */
  GArray *heaps[N_ORDERS]; /* of SottoPoolSlot */
  GHashTable *by_hash;     /* SottoHash of the envelope → slot + 1 */
  SottoPoolSlot first_free;
  gsize bytes;

  gsize max_bytes;
  guint max_envelopes;
  SottoPoolRemovedFunc removed;
  gpointer user_data;
};

#define NO_SLOT G_MAXUINT32
#define NO_PLACE G_MAXUINT32

static Slot *
get_slot (SottoEnvelopePool *pool, SottoPoolSlot slot)
{
  return &g_array_index (pool->slots, Slot, slot);
}

static SottoPoolSlot
heap_at (SottoEnvelopePool *pool, Order order, guint place)
{
  return g_array_index (pool->heaps[order], SottoPoolSlot, place);
}

static void
heap_put (SottoEnvelopePool *pool, Order order, guint place, SottoPoolSlot slot)
{
  g_array_index (pool->heaps[order], SottoPoolSlot, place) = slot;
  get_slot (pool, slot)->place[order] = place;
}

static double
envelope_worth (SottoEnvelope *envelope)
{
  gsize length;

  sotto_envelope_get_raw (envelope, &length);

  return sotto_envelope_get_pow (envelope) / (double) length;
}

static gboolean
slot_precedes (SottoEnvelopePool *pool, Order order, SottoPoolSlot a, SottoPoolSlot b)
{
  Slot *slot_a = get_slot (pool, a);
  Slot *slot_b = get_slot (pool, b);

  if (order == ORDER_WORTH)
    return envelope_worth (slot_a->envelope) < envelope_worth (slot_b->envelope);

  return sotto_envelope_get_expiry (slot_a->envelope) <
         sotto_envelope_get_expiry (slot_b->envelope);
}

static void
heap_sift_up (SottoEnvelopePool *pool, Order order, guint place, SottoPoolSlot slot)
{
  while (place > 0)
    {
      guint parent = (place - 1) / 2;

      if (!slot_precedes (pool, order, slot, heap_at (pool, order, parent)))
        break;
      heap_put (pool, order, place, heap_at (pool, order, parent));
      place = parent;
    }

  heap_put (pool, order, place, slot);
}

static void
heap_sift_down (SottoEnvelopePool *pool, Order order, guint place, SottoPoolSlot slot)
{
  guint length = pool->heaps[order]->len;

  while (place * 2 + 1 < length)
    {
      guint child = place * 2 + 1;

      if (child + 1 < length && slot_precedes (pool, order, heap_at (pool, order, child + 1),
                                               heap_at (pool, order, child)))
        child++;
      if (!slot_precedes (pool, order, heap_at (pool, order, child), slot))
        break;
      heap_put (pool, order, place, heap_at (pool, order, child));
      place = child;
    }

  heap_put (pool, order, place, slot);
}

static void
heap_insert (SottoEnvelopePool *pool, Order order, SottoPoolSlot slot)
{
  g_array_append_val (pool->heaps[order], slot);
  heap_sift_up (pool, order, pool->heaps[order]->len - 1, slot);
}

static void
heap_remove (SottoEnvelopePool *pool, Order order, SottoPoolSlot slot)
{
  guint place = get_slot (pool, slot)->place[order];
  SottoPoolSlot moved;
  guint last;

  if (place == NO_PLACE)
    return;

  last = pool->heaps[order]->len - 1;
  moved = heap_at (pool, order, last);
  g_array_set_size (pool->heaps[order], last);
  if (place == last)
    return;

  if (place > 0 && slot_precedes (pool, order, moved, heap_at (pool, order, (place - 1) / 2)))
    heap_sift_up (pool, order, place, moved);
  else
    heap_sift_down (pool, order, place, moved);
}

static gsize
envelope_cost (SottoEnvelope *envelope)
{
  return sotto_envelope_get_memory (envelope) + SOTTO_ENVELOPE_POOL_OVERHEAD;
}

static SottoPoolSlot
take_free_slot (SottoEnvelopePool *pool)
{
  SottoPoolSlot slot = pool->first_free;
  Slot empty = { 0 };

  if (slot != NO_SLOT)
    {
      pool->first_free = get_slot (pool, slot)->place[0];
      return slot;
    }

  g_array_append_val (pool->slots, empty);

  return pool->slots->len - 1;
}

static void
remove_slot (SottoEnvelopePool *pool, SottoPoolSlot slot, gboolean expired)
{
  g_autoptr (SottoEnvelope) envelope = get_slot (pool, slot)->envelope;

  heap_remove (pool, ORDER_EXPIRY, slot);
  heap_remove (pool, ORDER_WORTH, slot);
  g_hash_table_remove (pool->by_hash, sotto_envelope_get_hash (envelope));
  pool->bytes -= envelope_cost (envelope);

  get_slot (pool, slot)->envelope = NULL;
  get_slot (pool, slot)->place[0] = pool->first_free;
  pool->first_free = slot;

  if (pool->removed != NULL)
    pool->removed (slot, envelope, expired, pool->user_data);
}

static gboolean
is_full_for (SottoEnvelopePool *pool, gsize cost)
{
  return pool->heaps[ORDER_EXPIRY]->len >= pool->max_envelopes ||
         cost > pool->max_bytes - MIN (pool->bytes, pool->max_bytes);
}

/* Evicts what is worth less than the newcomer until that fits; for one of our own, whatever is
 * worth least. What is worth as much as the newcomer stays: it was here first. */
static gboolean
make_room (SottoEnvelopePool *pool, SottoEnvelope *envelope, gboolean own)
{
  while (is_full_for (pool, envelope_cost (envelope)))
    {
      SottoPoolSlot least;

      if (pool->heaps[ORDER_WORTH]->len == 0)
        return FALSE;

      least = heap_at (pool, ORDER_WORTH, 0);
      if (!own && envelope_worth (get_slot (pool, least)->envelope) >= envelope_worth (envelope))
        return FALSE;
      remove_slot (pool, least, FALSE);
    }

  return TRUE;
}

/**
 * sotto_envelope_pool_new:
 * @max_bytes: memory that envelopes may take, with the pool's own for each
 * @max_envelopes: how many there may be
 * @removed: (nullable): hears of each envelope that leaves
 * @user_data: for @removed
 *
 * Returns: (transfer full): an empty pool
 */
SottoEnvelopePool *
sotto_envelope_pool_new (gsize max_bytes,
                         guint max_envelopes,
                         SottoPoolRemovedFunc removed,
                         gpointer user_data)
{
  SottoEnvelopePool *pool = g_new0 (SottoEnvelopePool, 1);

  pool->slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  for (guint i = 0; i < N_ORDERS; i++)
    pool->heaps[i] = g_array_new (FALSE, FALSE, sizeof (SottoPoolSlot));
  pool->by_hash = g_hash_table_new (sotto_hash_hash, sotto_hash_equal);
  pool->first_free = NO_SLOT;
  pool->max_bytes = max_bytes;
  pool->max_envelopes = max_envelopes;
  pool->removed = removed;
  pool->user_data = user_data;

  return pool;
}

/**
 * sotto_envelope_pool_free:
 * @pool: (transfer full): a pool
 *
 * Drops the pool and what is in it, without telling.
 */
void
sotto_envelope_pool_free (SottoEnvelopePool *pool)
{
  g_return_if_fail (pool != NULL);

  for (guint i = 0; i < pool->slots->len; i++)
    g_clear_pointer (&get_slot (pool, i)->envelope, sotto_envelope_unref);
  g_hash_table_unref (pool->by_hash);
  for (guint i = 0; i < N_ORDERS; i++)
    g_array_unref (pool->heaps[i]);
  g_array_unref (pool->slots);
  g_free (pool);
}

/**
 * sotto_envelope_pool_lookup:
 * @pool: a pool
 * @hash: an envelope's hash
 * @slot: (out) (optional): where it is
 *
 * Returns: %TRUE if it is there
 */
gboolean
sotto_envelope_pool_lookup (SottoEnvelopePool *pool, const SottoHash *hash, SottoPoolSlot *slot)
{
  gpointer value;

  g_return_val_if_fail (pool != NULL, FALSE);
  g_return_val_if_fail (hash != NULL, FALSE);

  value = g_hash_table_lookup (pool->by_hash, hash);
  if (value == NULL)
    return FALSE;

  if (slot != NULL)
    *slot = GPOINTER_TO_UINT (value) - 1;

  return TRUE;
}

/**
 * sotto_envelope_pool_add:
 * @pool: a pool
 * @envelope: (transfer none): what to keep
 * @own: whether it is ours, and so may never be evicted
 * @slot: (out): where it is, unless the pool is full
 *
 * Adds @envelope, evicting what has done less work for its size if there is no room. When that does
 * not make enough room, those that were evicted on the way are gone nevertheless.
 *
 * Returns: what became of it
 */
SottoPoolResult
sotto_envelope_pool_add (SottoEnvelopePool *pool,
                         SottoEnvelope *envelope,
                         gboolean own,
                         SottoPoolSlot *slot)
{
  Slot *added;

  g_return_val_if_fail (pool != NULL, SOTTO_POOL_RESULT_FULL);
  g_return_val_if_fail (envelope != NULL, SOTTO_POOL_RESULT_FULL);
  g_return_val_if_fail (slot != NULL, SOTTO_POOL_RESULT_FULL);

  if (sotto_envelope_pool_lookup (pool, sotto_envelope_get_hash (envelope), slot))
    return SOTTO_POOL_RESULT_PRESENT;

  if (!make_room (pool, envelope, own))
    return SOTTO_POOL_RESULT_FULL;

  *slot = take_free_slot (pool);
  added = get_slot (pool, *slot);
  added->envelope = sotto_envelope_ref (envelope);
  added->place[ORDER_WORTH] = NO_PLACE;
  heap_insert (pool, ORDER_EXPIRY, *slot);
  if (!own)
    heap_insert (pool, ORDER_WORTH, *slot);
  g_hash_table_insert (pool->by_hash, (gpointer) sotto_envelope_get_hash (envelope),
                       GUINT_TO_POINTER (*slot + 1));
  pool->bytes += envelope_cost (envelope);

  return SOTTO_POOL_RESULT_ADDED;
}

/**
 * sotto_envelope_pool_get:
 * @pool: a pool
 * @slot: a slot
 *
 * Returns: (transfer none) (nullable): what is in @slot
 */
SottoEnvelope *
sotto_envelope_pool_get (SottoEnvelopePool *pool, SottoPoolSlot slot)
{
  g_return_val_if_fail (pool != NULL, NULL);

  return slot < pool->slots->len ? get_slot (pool, slot)->envelope : NULL;
}

/**
 * sotto_envelope_pool_expire:
 * @pool: a pool
 * @now: Unix seconds
 *
 * Removes all whose last second is before @now.
 */
void
sotto_envelope_pool_expire (SottoEnvelopePool *pool, guint32 now)
{
  g_return_if_fail (pool != NULL);

  while (pool->heaps[ORDER_EXPIRY]->len > 0)
    {
      SottoPoolSlot next = heap_at (pool, ORDER_EXPIRY, 0);

      if (sotto_envelope_get_expiry (get_slot (pool, next)->envelope) >= now)
        return;
      remove_slot (pool, next, TRUE);
    }
}

/**
 * sotto_envelope_pool_clear:
 * @pool: a pool
 *
 * Empties the pool.
 */
void
sotto_envelope_pool_clear (SottoEnvelopePool *pool)
{
  g_return_if_fail (pool != NULL);

  while (pool->heaps[ORDER_EXPIRY]->len > 0)
    remove_slot (pool, heap_at (pool, ORDER_EXPIRY, pool->heaps[ORDER_EXPIRY]->len - 1), FALSE);
}

/**
 * sotto_envelope_pool_get_n_slots:
 * @pool: a pool
 *
 * Returns: how many slots there ever were
 */
SottoPoolSlot
sotto_envelope_pool_get_n_slots (SottoEnvelopePool *pool)
{
  g_return_val_if_fail (pool != NULL, 0);

  return pool->slots->len;
}

/**
 * sotto_envelope_pool_get_n_envelopes:
 * @pool: a pool
 *
 * Returns: how many envelopes there are
 */
guint
sotto_envelope_pool_get_n_envelopes (SottoEnvelopePool *pool)
{
  g_return_val_if_fail (pool != NULL, 0);

  return pool->heaps[ORDER_EXPIRY]->len;
}

/**
 * sotto_envelope_pool_get_bytes:
 * @pool: a pool
 *
 * Returns: the memory that they take
 */
gsize
sotto_envelope_pool_get_bytes (SottoEnvelopePool *pool)
{
  g_return_val_if_fail (pool != NULL, 0);

  return pool->bytes;
}
