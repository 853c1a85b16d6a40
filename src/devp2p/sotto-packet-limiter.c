/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A bucket of tokens for each address that sent something lately. Buckets that are full again are
 * forgotten when there are too many; when that does not help, newcomers are not listened to. */

#include "sotto-packet-limiter-private.h"

#include <string.h>

#define US_PER_SECOND 1000000
#define SUBNET_LENGTH 8

typedef struct
{
  SottoEndpoint group;
  double tokens;
  gint64 updated_us;
} Bucket;

struct _SottoPacketLimiter
{
  SottoClock *clock;
  GHashTable *buckets;
};

static void
refill (Bucket *bucket, gint64 now_us)
{
  double passed = (double) (now_us - bucket->updated_us) / US_PER_SECOND;

  bucket->tokens = MIN (bucket->tokens + passed * SOTTO_PACKET_LIMITER_PER_SECOND,
                        (double) SOTTO_PACKET_LIMITER_BURST);
  bucket->updated_us = now_us;
}

static gboolean
is_full_again (gpointer key, gpointer value, gpointer user_data)
{
  Bucket *bucket = value;
  gint64 now_us = *(gint64 *) user_data;

  refill (bucket, now_us);
  return bucket->tokens >= SOTTO_PACKET_LIMITER_BURST;
}

static Bucket *
make_bucket (SottoPacketLimiter *self, const SottoEndpoint *group, gint64 now_us)
{
  Bucket *bucket;

  if (g_hash_table_size (self->buckets) >= SOTTO_PACKET_LIMITER_MAX_ADDRESSES)
    g_hash_table_foreach_remove (self->buckets, is_full_again, &now_us);
  if (g_hash_table_size (self->buckets) >= SOTTO_PACKET_LIMITER_MAX_ADDRESSES)
    return NULL;
  bucket = g_new0 (Bucket, 1);
  bucket->group = *group;
  bucket->tokens = SOTTO_PACKET_LIMITER_BURST;
  bucket->updated_us = now_us;
  g_hash_table_insert (self->buckets, &bucket->group, bucket);
  return bucket;
}

/* Private to the folder, in the header's order. */

SottoPacketLimiter *
sotto_packet_limiter_new (SottoClock *clock)
{
  SottoPacketLimiter *self = g_new0 (SottoPacketLimiter, 1);

  self->clock = g_object_ref (clock);
  self->buckets = g_hash_table_new_full (sotto_endpoint_hash, sotto_endpoint_equal, NULL, g_free);
  return self;
}

void
sotto_packet_limiter_free (SottoPacketLimiter *self)
{
  g_hash_table_unref (self->buckets);
  g_object_unref (self->clock);
  g_free (self);
}

gboolean
sotto_packet_limiter_spend (SottoPacketLimiter *self, const SottoEndpoint *from)
{
  gint64 now_us = sotto_clock_get_monotonic_time (self->clock);
  SottoEndpoint group = *from;
  Bucket *bucket;

  if (sotto_endpoint_get_reach (from) == SOTTO_REACH_LOOPBACK)
    return TRUE;
  group.port = 0;
  if (!sotto_endpoint_is_ipv4 (from))
    memset (group.ip + SUBNET_LENGTH, 0, SOTTO_ENDPOINT_IP_LENGTH - SUBNET_LENGTH);
  bucket = g_hash_table_lookup (self->buckets, &group);
  if (bucket == NULL)
    bucket = make_bucket (self, &group, now_us);
  if (bucket == NULL)
    return FALSE;
  refill (bucket, now_us);
  if (bucket->tokens < 1)
    return FALSE;
  bucket->tokens -= 1;
  return TRUE;
}

guint
sotto_packet_limiter_get_size (SottoPacketLimiter *self)
{
  return g_hash_table_size (self->buckets);
}
