/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Token buckets. A person may say thirty things at once and then one every second; a channel may
 * bring a thousand at once (after we were away) and then twenty every second.
 */

#include "sotto-rate-limit-private.h"

#define AUTHOR_BURST 30.0
#define AUTHOR_PER_MS 0.001
#define CHANNEL_BURST 1000.0
#define CHANNEL_PER_MS 0.02

/* Above it, buckets that are full again are thrown away; above twice as many, all. */
#define MAX_BUCKETS 4096

/* The same over a minute, for what comes later than it was sent. */
#define AUTHOR_PER_MINUTE 90
#define CHANNEL_PER_MINUTE 2200

/* Above it, what was counted is forgotten. */
#define MAX_MINUTES 65536

typedef struct
{
  double tokens;
  gint64 filled_ms;
} Bucket;

struct _SottoRateLimit
{
  GHashTable *authors;
  GHashTable *channels;
  /* How many of an author, or on a channel, were sent in one minute. */
  GHashTable *minutes;
};

static void
fill (Bucket *bucket, double burst, double per_ms, gint64 now_ms)
{
  gint64 elapsed = CLAMP (now_ms - bucket->filled_ms, 0, G_TIME_SPAN_DAY);

  bucket->tokens = MIN (bucket->tokens + (double) elapsed * per_ms, burst);
  bucket->filled_ms = now_ms;
}

static gboolean
is_full_cb (gpointer key, gpointer value, gpointer user_data)
{
  Bucket *bucket = value;

  fill (bucket, AUTHOR_BURST, AUTHOR_PER_MS, *(gint64 *) user_data);

  return bucket->tokens >= AUTHOR_BURST;
}

static void
bound_authors (SottoRateLimit *limit, gint64 now_ms)
{
  if (g_hash_table_size (limit->authors) % MAX_BUCKETS != 0)
    return;

  g_hash_table_foreach_remove (limit->authors, is_full_cb, &now_ms);
  if (g_hash_table_size (limit->authors) >= 2 * MAX_BUCKETS)
    g_hash_table_remove_all (limit->authors);
}

static Bucket *
bucket_new (double burst, gint64 now_ms)
{
  Bucket *bucket = g_new (Bucket, 1);

  bucket->tokens = burst;
  bucket->filled_ms = now_ms;

  return bucket;
}

static Bucket *
find_author (SottoRateLimit *limit, const SottoPublicKey *author, gint64 now_ms)
{
  Bucket *bucket = g_hash_table_lookup (limit->authors, author);

  if (bucket == NULL)
    {
      bound_authors (limit, now_ms);
      bucket = bucket_new (AUTHOR_BURST, now_ms);
      g_hash_table_insert (limit->authors, sotto_public_key_copy (author), bucket);
    }
  fill (bucket, AUTHOR_BURST, AUTHOR_PER_MS, now_ms);

  return bucket;
}

static Bucket *
find_channel (SottoRateLimit *limit, const char *channel, gint64 now_ms)
{
  Bucket *bucket = g_hash_table_lookup (limit->channels, channel);

  if (bucket == NULL)
    {
      bucket = bucket_new (CHANNEL_BURST, now_ms);
      g_hash_table_insert (limit->channels, g_strdup (channel), bucket);
    }
  fill (bucket, CHANNEL_BURST, CHANNEL_PER_MS, now_ms);

  return bucket;
}

/* @who is taken. */
static guint *
find_minute (SottoRateLimit *limit, char *who)
{
  guint *count = g_hash_table_lookup (limit->minutes, who);

  if (count != NULL)
    {
      g_free (who);
      return count;
    }

  count = g_new0 (guint, 1);
  g_hash_table_insert (limit->minutes, who, count);

  return count;
}

/* For the rest of the layer. */

SottoRateLimit *
sotto_rate_limit_new (void)
{
  SottoRateLimit *limit = g_new0 (SottoRateLimit, 1);

  limit->authors = g_hash_table_new_full (sotto_public_key_hash, sotto_public_key_equal,
                                          (GDestroyNotify) sotto_public_key_free, g_free);
  limit->channels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  limit->minutes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return limit;
}

void
sotto_rate_limit_free (SottoRateLimit *limit)
{
  g_hash_table_unref (limit->authors);
  g_hash_table_unref (limit->channels);
  g_hash_table_unref (limit->minutes);
  g_free (limit);
}

gboolean
sotto_rate_limit_take (SottoRateLimit *limit,
                       const char *channel,
                       const SottoPublicKey *author,
                       gint64 now_ms)
{
  Bucket *of_author = find_author (limit, author, now_ms);
  Bucket *of_channel = find_channel (limit, channel, now_ms);

  if (of_author->tokens < 1 || of_channel->tokens < 1)
    return FALSE;

  of_author->tokens -= 1;
  of_channel->tokens -= 1;

  return TRUE;
}

gboolean
sotto_rate_limit_take_past (SottoRateLimit *limit,
                            const char *channel,
                            const SottoPublicKey *author,
                            guint32 sent_seconds)
{
  g_autofree char *key = sotto_public_key_to_string (author);
  guint32 minute = sent_seconds / 60;
  guint *of_author;
  guint *of_channel;

  if (g_hash_table_size (limit->minutes) >= MAX_MINUTES)
    g_hash_table_remove_all (limit->minutes);
  of_author = find_minute (limit, g_strdup_printf ("%u %s", minute, key));
  of_channel = find_minute (limit, g_strdup_printf ("%u #%s", minute, channel));
  if (*of_author >= AUTHOR_PER_MINUTE || *of_channel >= CHANNEL_PER_MINUTE)
    return FALSE;

  *of_author += 1;
  *of_channel += 1;

  return TRUE;
}
