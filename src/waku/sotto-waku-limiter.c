/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What neighbours may send us. Asked before a packet is looked at, so that what is above the limits
 * costs next to nothing.
 */

#include "sotto-waku-limiter.h"

/* A connection that stalls brings at once what was sent evenly: so many seconds of it are no
 * excess. */
#define BURST_SECONDS 5

/* Excesses are counted for so long. */
#define WINDOW_US (60 * G_USEC_PER_SEC)

typedef struct
{
  SottoWakuMeter *meter;
  guint n_excesses;
  gint64 excesses_since;
} Sender;

struct _SottoWakuLimiter
{
  SottoWakuRateLimits limits;
  GHashTable *nodes;  /* SottoHash → Sender */
  GHashTable *groups; /* text → SottoWakuMeter */
  GHashTable *exempt_nodes;
  GHashTable *exempt_groups;
};

static void
sender_free (gpointer data)
{
  Sender *sender = data;

  g_clear_pointer (&sender->meter, sotto_waku_meter_unref);
  g_free (sender);
}

static Sender *
ensure_node (SottoWakuLimiter *limiter, const SottoHash *node_id, gint64 now)
{
  const SottoWakuRateLimits *limits = &limiter->limits;
  SottoWakuMeterRates rates = {
    .packets = (double) limits->packets.peer,
    .bytes = (double) limits->bytes.peer,
    .topic_envelopes = (double) limits->packets.topic,
    .topic_bytes = (double) limits->bytes.topic,
    .burst = BURST_SECONDS,
  };
  Sender *sender = g_hash_table_lookup (limiter->nodes, node_id);

  if (sender != NULL)
    return sender;

  sender = g_new0 (Sender, 1);
  sender->meter = sotto_waku_meter_new (&rates, now);
  g_hash_table_insert (limiter->nodes, sotto_hash_copy (node_id), sender);

  return sender;
}

static SottoWakuMeter *
ensure_group (SottoWakuLimiter *limiter, const char *group, gint64 now)
{
  SottoWakuMeterRates rates = { .packets = (double) limiter->limits.packets.ip,
                                .bytes = (double) limiter->limits.bytes.ip,
                                .burst = BURST_SECONDS };
  SottoWakuMeter *meter = g_hash_table_lookup (limiter->groups, group);

  if (meter == NULL)
    {
      meter = sotto_waku_meter_new (&rates, now);
      g_hash_table_insert (limiter->groups, g_strdup (group), meter);
    }

  return meter;
}

static gboolean
is_exempt (SottoWakuLimiter *limiter, const SottoWakuSender *sender)
{
  return g_hash_table_contains (limiter->exempt_nodes, sender->node_id) ||
         (sender->group != NULL && g_hash_table_contains (limiter->exempt_groups, sender->group));
}

static SottoWakuVerdict
count_excess (SottoWakuLimiter *limiter, Sender *sender, gint64 now)
{
  if (sender->n_excesses == 0 || now - sender->excesses_since > WINDOW_US)
    {
      sender->n_excesses = 0;
      sender->excesses_since = now;
    }
  sender->n_excesses++;

  return limiter->limits.tolerance > 0 && sender->n_excesses >= limiter->limits.tolerance
           ? SOTTO_WAKU_VERDICT_CLOSE
           : SOTTO_WAKU_VERDICT_DROP;
}

/**
 * sotto_waku_limiter_new:
 * @limits: what is accepted
 *
 * Returns: (transfer full): a limiter that has seen nobody
 */
SottoWakuLimiter *
sotto_waku_limiter_new (const SottoWakuRateLimits *limits)
{
  SottoWakuLimiter *limiter;

  g_return_val_if_fail (limits != NULL, NULL);

  limiter = g_new0 (SottoWakuLimiter, 1);
  limiter->limits = *limits;
  limiter->nodes = g_hash_table_new_full (sotto_hash_hash, sotto_hash_equal,
                                          (GDestroyNotify) sotto_hash_free, sender_free);
  limiter->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) sotto_waku_meter_unref);
  limiter->exempt_nodes = g_hash_table_new_full (sotto_hash_hash, sotto_hash_equal,
                                                 (GDestroyNotify) sotto_hash_free, NULL);
  limiter->exempt_groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return limiter;
}

/**
 * sotto_waku_limiter_free:
 * @limiter: (transfer full): a limiter
 *
 * Drops the limiter.
 */
void
sotto_waku_limiter_free (SottoWakuLimiter *limiter)
{
  g_return_if_fail (limiter != NULL);

  g_hash_table_unref (limiter->nodes);
  g_hash_table_unref (limiter->groups);
  g_hash_table_unref (limiter->exempt_nodes);
  g_hash_table_unref (limiter->exempt_groups);
  g_free (limiter);
}

/**
 * sotto_waku_limiter_exempt_node:
 * @limiter: a limiter
 * @node_id: Keccak-256 of a node's key
 *
 * That node is not limited any more.
 */
void
sotto_waku_limiter_exempt_node (SottoWakuLimiter *limiter, const SottoHash *node_id)
{
  g_return_if_fail (limiter != NULL);
  g_return_if_fail (node_id != NULL);

  g_hash_table_add (limiter->exempt_nodes, sotto_hash_copy (node_id));
}

/**
 * sotto_waku_limiter_exempt_group:
 * @limiter: a limiter
 * @group: as sotto_peer_dup_address_group () tells it
 *
 * Those addresses are not limited any more.
 */
void
sotto_waku_limiter_exempt_group (SottoWakuLimiter *limiter, const char *group)
{
  g_return_if_fail (limiter != NULL);
  g_return_if_fail (group != NULL);

  g_hash_table_add (limiter->exempt_groups, g_strdup (group));
}

/**
 * sotto_waku_limiter_take_packet:
 * @limiter: a limiter
 * @sender: who sends
 * @bytes: length of the payload
 * @now: monotonic time
 *
 * Returns: what becomes of the packet
 */
SottoWakuVerdict
sotto_waku_limiter_take_packet (SottoWakuLimiter *limiter,
                                const SottoWakuSender *sender,
                                gsize bytes,
                                gint64 now)
{
  Sender *node;

  g_return_val_if_fail (limiter != NULL, SOTTO_WAKU_VERDICT_DROP);
  g_return_val_if_fail (sender != NULL, SOTTO_WAKU_VERDICT_DROP);

  if (is_exempt (limiter, sender))
    return SOTTO_WAKU_VERDICT_TAKE;

  node = ensure_node (limiter, sender->node_id, now);
  if (!sotto_waku_meter_take (node->meter, bytes, now))
    return count_excess (limiter, node, now);
  if (sender->group != NULL &&
      !sotto_waku_meter_take (ensure_group (limiter, sender->group, now), bytes, now))
    return count_excess (limiter, node, now);

  return SOTTO_WAKU_VERDICT_TAKE;
}

/**
 * sotto_waku_limiter_take_envelope:
 * @limiter: a limiter
 * @sender: who sends
 * @topic: the envelope's
 * @bytes: its length
 * @now: monotonic time
 *
 * Returns: what becomes of the envelope
 */
SottoWakuVerdict
sotto_waku_limiter_take_envelope (SottoWakuLimiter *limiter,
                                  const SottoWakuSender *sender,
                                  const SottoTopic *topic,
                                  gsize bytes,
                                  gint64 now)
{
  Sender *node;

  g_return_val_if_fail (limiter != NULL, SOTTO_WAKU_VERDICT_DROP);
  g_return_val_if_fail (sender != NULL, SOTTO_WAKU_VERDICT_DROP);
  g_return_val_if_fail (topic != NULL, SOTTO_WAKU_VERDICT_DROP);

  if (is_exempt (limiter, sender))
    return SOTTO_WAKU_VERDICT_TAKE;

  node = ensure_node (limiter, sender->node_id, now);
  if (!sotto_waku_meter_take_topic (node->meter, topic, bytes, now))
    return count_excess (limiter, node, now);

  return SOTTO_WAKU_VERDICT_TAKE;
}

void
sotto_waku_limiter_prune (SottoWakuLimiter *limiter, gint64 now)
{
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (limiter != NULL);

  g_hash_table_iter_init (&iter, limiter->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Sender *sender = value;
      gboolean is_idle = sotto_waku_meter_prune (sender->meter, now);

      if (is_idle && (sender->n_excesses == 0 || now - sender->excesses_since > WINDOW_US))
        g_hash_table_iter_remove (&iter);
    }

  g_hash_table_iter_init (&iter, limiter->groups);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (sotto_waku_meter_prune (value, now))
      g_hash_table_iter_remove (&iter);
}
