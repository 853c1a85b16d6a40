/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers about names, for a while. */

#include "sotto-ens-cache.h"

struct _SottoEnsCache
{
  SottoClock *clock;
  GHashTable *entries; /* of Entry by its key */
};

typedef struct
{
  gint64 until; /* monotonic */
  GBytes *value;
  GError *problem;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->value, g_bytes_unref);
  g_clear_error (&entry->problem);
  g_free (entry);
}

static gboolean
is_over (gpointer key, gpointer value, gpointer user_data)
{
  return ((Entry *) value)->until <= *(gint64 *) user_data;
}

/* Public functions, in the header's order. */

SottoEnsCache *
sotto_ens_cache_new (SottoClock *clock)
{
  SottoEnsCache *cache = g_new0 (SottoEnsCache, 1);

  cache->clock = g_object_ref (clock);
  cache->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);

  return cache;
}

void
sotto_ens_cache_free (SottoEnsCache *cache)
{
  g_hash_table_unref (cache->entries);
  g_object_unref (cache->clock);
  g_free (cache);
}

void
sotto_ens_cache_forget (SottoEnsCache *cache)
{
  g_hash_table_remove_all (cache->entries);
}

void
sotto_ens_cache_add (SottoEnsCache *cache,
                     const char *key,
                     GBytes *value,
                     const GError *problem,
                     guint seconds)
{
  gint64 now = sotto_clock_get_monotonic_time (cache->clock);
  Entry *entry = g_new0 (Entry, 1);

  if (g_hash_table_size (cache->entries) >= SOTTO_ENS_CACHE_MAX)
    g_hash_table_foreach_remove (cache->entries, is_over, &now);
  if (g_hash_table_size (cache->entries) >= SOTTO_ENS_CACHE_MAX)
    g_hash_table_remove_all (cache->entries);

  entry->until = now + (gint64) seconds * G_USEC_PER_SEC;
  entry->value = value != NULL ? g_bytes_ref (value) : NULL;
  entry->problem = problem != NULL ? g_error_copy (problem) : NULL;
  g_hash_table_replace (cache->entries, g_strdup (key), entry);
}

gboolean
sotto_ens_cache_find (SottoEnsCache *cache, const char *key, GBytes **value, GError **problem)
{
  Entry *entry = g_hash_table_lookup (cache->entries, key);

  if (entry == NULL || entry->until <= sotto_clock_get_monotonic_time (cache->clock))
    return FALSE;
  *value = entry->value != NULL ? g_bytes_ref (entry->value) : NULL;
  *problem = entry->problem != NULL ? g_error_copy (entry->problem) : NULL;

  return TRUE;
}
