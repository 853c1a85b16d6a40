/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Token buckets in both directions: what we may send a neighbour, what a neighbour may send us. */

#include "sotto-waku-meter.h"

/* Topics that are counted at a time; those beyond are let pass, since each envelope on one has cost
 * somebody its work. */
#define MAX_TOPICS 65536

typedef struct
{
  double tokens;
  gint64 filled_at;
} Bucket;

typedef struct
{
  Bucket envelopes;
  Bucket bytes;
} TopicBuckets;

struct _SottoWakuMeter
{
  guint references;
  SottoWakuMeterRates rates;
  Bucket packets;
  Bucket bytes;
  GHashTable *topics; /* SottoTopic as a number → TopicBuckets */
};

/* What a bucket holds at this rate, at least one packet. */
static double
capacity (const SottoWakuMeter *meter, double rate)
{
  return MAX (rate * MAX (meter->rates.burst, 1), 1);
}

static void
bucket_init (const SottoWakuMeter *meter, Bucket *bucket, double rate, gint64 now)
{
  bucket->tokens = capacity (meter, rate);
  bucket->filled_at = now;
}

static void
bucket_fill (const SottoWakuMeter *meter, Bucket *bucket, double rate, gint64 now)
{
  double passed = (double) (now - bucket->filled_at) / G_USEC_PER_SEC;

  if (passed > 0)
    bucket->tokens += rate * passed;
  bucket->tokens = MIN (bucket->tokens, capacity (meter, rate));
  bucket->filled_at = now;
}

/* After bucket_fill (). */
static gboolean
bucket_allows (const SottoWakuMeter *meter, const Bucket *bucket, double rate, double amount)
{
  return rate <= 0 || bucket->tokens >= MIN (amount, capacity (meter, rate));
}

static void
bucket_spend (Bucket *bucket, double rate, double amount)
{
  if (rate > 0)
    bucket->tokens -= amount;
}

static gboolean
bucket_is_full (const SottoWakuMeter *meter, Bucket *bucket, double rate, gint64 now)
{
  bucket_fill (meter, bucket, rate, now);

  return rate <= 0 || bucket->tokens >= capacity (meter, rate);
}

static void
fill (SottoWakuMeter *meter, gint64 now)
{
  bucket_fill (meter, &meter->packets, meter->rates.packets, now);
  bucket_fill (meter, &meter->bytes, meter->rates.bytes, now);
}

static guint
topic_to_number (const SottoTopic *topic)
{
  return (guint) topic->bytes[0] << 24 | (guint) topic->bytes[1] << 16 |
         (guint) topic->bytes[2] << 8 | topic->bytes[3];
}

/* (nullable): NULL if too many are counted. */
static TopicBuckets *
ensure_topic (SottoWakuMeter *meter, const SottoTopic *topic, gint64 now)
{
  gpointer key = GUINT_TO_POINTER (topic_to_number (topic));
  TopicBuckets *buckets = g_hash_table_lookup (meter->topics, key);

  if (buckets == NULL)
    {
      if (g_hash_table_size (meter->topics) >= MAX_TOPICS)
        return NULL;
      buckets = g_new (TopicBuckets, 1);
      bucket_init (meter, &buckets->envelopes, meter->rates.topic_envelopes, now);
      bucket_init (meter, &buckets->bytes, meter->rates.topic_bytes, now);
      g_hash_table_insert (meter->topics, key, buckets);
    }
  bucket_fill (meter, &buckets->envelopes, meter->rates.topic_envelopes, now);
  bucket_fill (meter, &buckets->bytes, meter->rates.topic_bytes, now);

  return buckets;
}

/**
 * sotto_waku_meter_new:
 * @rates: how fast it may go
 * @now: monotonic time
 *
 * Returns: (transfer full): a meter that nothing went through
 */
SottoWakuMeter *
sotto_waku_meter_new (const SottoWakuMeterRates *rates, gint64 now)
{
  SottoWakuMeter *meter;

  g_return_val_if_fail (rates != NULL, NULL);

  meter = g_new0 (SottoWakuMeter, 1);
  meter->references = 1;
  meter->rates = *rates;
  bucket_init (meter, &meter->packets, rates->packets, now);
  bucket_init (meter, &meter->bytes, rates->bytes, now);
  meter->topics = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  return meter;
}

/**
 * sotto_waku_meter_ref:
 * @meter: a meter
 *
 * Returns: (transfer full): @meter
 */
SottoWakuMeter *
sotto_waku_meter_ref (SottoWakuMeter *meter)
{
  g_return_val_if_fail (meter != NULL, NULL);

  meter->references++;

  return meter;
}

/**
 * sotto_waku_meter_unref:
 * @meter: (transfer full): a meter
 *
 * Drops one reference.
 */
void
sotto_waku_meter_unref (SottoWakuMeter *meter)
{
  g_return_if_fail (meter != NULL && meter->references > 0);

  if (--meter->references > 0)
    return;

  g_hash_table_unref (meter->topics);
  g_free (meter);
}

/**
 * sotto_waku_meter_is_sole:
 * @meter: a meter
 *
 * Returns: %TRUE if there is one reference
 */
gboolean
sotto_waku_meter_is_sole (SottoWakuMeter *meter)
{
  g_return_val_if_fail (meter != NULL, FALSE);

  return meter->references == 1;
}

void
sotto_waku_meter_set_rates (SottoWakuMeter *meter, const SottoWakuMeterRates *rates, gint64 now)
{
  SottoWakuMeterRates before;

  g_return_if_fail (meter != NULL);
  g_return_if_fail (rates != NULL);

  if (rates->packets == meter->rates.packets && rates->bytes == meter->rates.bytes &&
      rates->topic_envelopes == meter->rates.topic_envelopes &&
      rates->topic_bytes == meter->rates.topic_bytes && rates->burst == meter->rates.burst)
    return;

  fill (meter, now);
  before = meter->rates;
  meter->rates = *rates;
  /* What had no limit was not counted. */
  if (before.packets <= 0)
    bucket_init (meter, &meter->packets, rates->packets, now);
  if (before.bytes <= 0)
    bucket_init (meter, &meter->bytes, rates->bytes, now);
  g_hash_table_remove_all (meter->topics);
  fill (meter, now);
}

gboolean
sotto_waku_meter_allows (SottoWakuMeter *meter, gsize bytes, gint64 now)
{
  g_return_val_if_fail (meter != NULL, FALSE);

  fill (meter, now);

  return bucket_allows (meter, &meter->packets, meter->rates.packets, 1) &&
         bucket_allows (meter, &meter->bytes, meter->rates.bytes, (double) bytes);
}

gboolean
sotto_waku_meter_take (SottoWakuMeter *meter, gsize bytes, gint64 now)
{
  g_return_val_if_fail (meter != NULL, FALSE);

  if (!sotto_waku_meter_allows (meter, bytes, now))
    return FALSE;

  sotto_waku_meter_spend (meter, bytes, now);

  return TRUE;
}

void
sotto_waku_meter_spend (SottoWakuMeter *meter, gsize bytes, gint64 now)
{
  g_return_if_fail (meter != NULL);

  fill (meter, now);
  bucket_spend (&meter->packets, meter->rates.packets, 1);
  bucket_spend (&meter->bytes, meter->rates.bytes, (double) bytes);
}

/**
 * sotto_waku_meter_get_room:
 * @meter: a meter
 * @now: monotonic time
 *
 * Returns: how many bytes the next packet may have; %G_MAXSIZE when only the number of packets is
 * limited, 0 if it has to wait
 */
gsize
sotto_waku_meter_get_room (SottoWakuMeter *meter, gint64 now)
{
  g_return_val_if_fail (meter != NULL, 0);

  fill (meter, now);
  if (!bucket_allows (meter, &meter->packets, meter->rates.packets, 1))
    return 0;
  if (meter->rates.bytes <= 0)
    return G_MAXSIZE;

  return meter->bytes.tokens > 0 ? (gsize) meter->bytes.tokens : 0;
}

gboolean
sotto_waku_meter_take_topic (SottoWakuMeter *meter,
                             const SottoTopic *topic,
                             gsize bytes,
                             gint64 now)
{
  TopicBuckets *buckets;

  g_return_val_if_fail (meter != NULL, FALSE);
  g_return_val_if_fail (topic != NULL, FALSE);

  if (meter->rates.topic_envelopes <= 0 && meter->rates.topic_bytes <= 0)
    return TRUE;

  buckets = ensure_topic (meter, topic, now);
  if (buckets == NULL)
    return TRUE;
  if (!bucket_allows (meter, &buckets->envelopes, meter->rates.topic_envelopes, 1) ||
      !bucket_allows (meter, &buckets->bytes, meter->rates.topic_bytes, (double) bytes))
    return FALSE;

  bucket_spend (&buckets->envelopes, meter->rates.topic_envelopes, 1);
  bucket_spend (&buckets->bytes, meter->rates.topic_bytes, (double) bytes);

  return TRUE;
}

gboolean
sotto_waku_meter_prune (SottoWakuMeter *meter, gint64 now)
{
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (meter != NULL, FALSE);

  g_hash_table_iter_init (&iter, meter->topics);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      TopicBuckets *buckets = value;

      if (bucket_is_full (meter, &buckets->envelopes, meter->rates.topic_envelopes, now) &&
          bucket_is_full (meter, &buckets->bytes, meter->rates.topic_bytes, now))
        g_hash_table_iter_remove (&iter);
    }

  return g_hash_table_size (meter->topics) == 0 &&
         bucket_is_full (meter, &meter->packets, meter->rates.packets, now) &&
         bucket_is_full (meter, &meter->bytes, meter->rates.bytes, now);
}
