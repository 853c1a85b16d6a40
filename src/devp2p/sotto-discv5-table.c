/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Kademlia table of discovery v5. A full bucket keeps what it has, as nodes that were there for
 * long stay for long; newcomers wait as replacements until one of its nodes fails. */

#include "sotto-discv5-table-private.h"

#include "sotto-discv5-message-private.h"

typedef struct
{
  SottoNodeRecord *record;
  SottoEndpoint endpoint;
  gboolean is_live;
  guint n_failures;
} Entry;

typedef struct
{
  GPtrArray *entries;
  GPtrArray *replacements;
} Bucket;

struct _SottoDiscv5Table
{
  SottoHash local_id;
  Bucket buckets[SOTTO_DISCV5_N_BUCKETS];
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  sotto_node_record_unref (entry->record);
  g_free (entry);
}

/* (nullable): NULL for ourselves. */
static Bucket *
find_bucket (SottoDiscv5Table *self, const SottoHash *id)
{
  guint distance = sotto_discv5_distance (&self->local_id, id);

  return distance > 0 ? &self->buckets[distance - 1] : NULL;
}

static Entry *
find_entry (GPtrArray *entries, const SottoHash *id, guint *index)
{
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      Entry *entry = entries->pdata[i];

      if (sotto_hash_equal (sotto_node_record_get_id (entry->record), id))
        {
          if (index != NULL)
            *index = i;
          return entry;
        }
    }
  return NULL;
}

static guint
count_network (GPtrArray *entries, const SottoEndpoint *endpoint)
{
  guint n = 0;

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    if (sotto_endpoint_same_network (&((Entry *) entries->pdata[i])->endpoint, endpoint))
      n++;
  return n;
}

/* One network must not fill the table, whoever owns it. Local networks are small by themselves. */
static gboolean
network_has_room (SottoDiscv5Table *self, Bucket *bucket, const SottoEndpoint *endpoint)
{
  guint n = 0;

  if (sotto_endpoint_get_reach (endpoint) != SOTTO_REACH_WORLD)
    return TRUE;
  if (count_network (bucket->entries, endpoint) + count_network (bucket->replacements, endpoint) >=
      SOTTO_DISCV5_MAX_PER_NETWORK_BUCKET)
    return FALSE;
  for (guint i = 0; i < SOTTO_DISCV5_N_BUCKETS; i++)
    n += count_network (self->buckets[i].entries, endpoint) +
         count_network (self->buckets[i].replacements, endpoint);
  return n < SOTTO_DISCV5_MAX_PER_NETWORK;
}

static Entry *
entry_new (SottoNodeRecord *record, const SottoEndpoint *endpoint)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->record = sotto_node_record_ref (record);
  entry->endpoint = *endpoint;
  return entry;
}

/* A node that moved has to answer at its new place before it is handed on again, and must not get
 * around the limits of a network by moving. */
static gboolean
update_entry (SottoDiscv5Table *self,
              Bucket *bucket,
              Entry *entry,
              SottoNodeRecord *record,
              const SottoEndpoint *endpoint)
{
  if (sotto_node_record_get_seq (record) <= sotto_node_record_get_seq (entry->record))
    return TRUE;
  if (!sotto_endpoint_equal (&entry->endpoint, endpoint))
    {
      if (!sotto_endpoint_same_network (&entry->endpoint, endpoint) &&
          !network_has_room (self, bucket, endpoint))
        return FALSE;
      entry->endpoint = *endpoint;
      entry->is_live = FALSE;
    }
  sotto_node_record_unref (entry->record);
  entry->record = sotto_node_record_ref (record);
  return TRUE;
}

static void
drop_entry (Bucket *bucket, guint index)
{
  g_ptr_array_remove_index (bucket->entries, index);
  if (bucket->replacements->len > 0)
    g_ptr_array_add (bucket->entries,
                     g_ptr_array_steal_index (bucket->replacements, bucket->replacements->len - 1));
}

/* Private to the folder, in the header's order. */

SottoDiscv5Table *
sotto_discv5_table_new (const SottoHash *local_id)
{
  SottoDiscv5Table *self = g_new0 (SottoDiscv5Table, 1);

  self->local_id = *local_id;
  return self;
}

void
sotto_discv5_table_free (SottoDiscv5Table *self)
{
  for (guint i = 0; i < SOTTO_DISCV5_N_BUCKETS; i++)
    {
      g_clear_pointer (&self->buckets[i].entries, g_ptr_array_unref);
      g_clear_pointer (&self->buckets[i].replacements, g_ptr_array_unref);
    }
  g_free (self);
}

gboolean
sotto_discv5_table_add (SottoDiscv5Table *self, SottoNodeRecord *record)
{
  const SottoHash *id = sotto_node_record_get_id (record);
  Bucket *bucket = find_bucket (self, id);
  SottoEndpoint endpoint;
  Entry *entry;

  if (bucket == NULL || !sotto_endpoint_from_record (&endpoint, record) ||
      sotto_endpoint_get_reach (&endpoint) == SOTTO_REACH_NOWHERE)
    return FALSE;
  entry = find_entry (bucket->entries, id, NULL);
  if (entry == NULL)
    entry = find_entry (bucket->replacements, id, NULL);
  if (entry != NULL)
    return update_entry (self, bucket, entry, record, &endpoint);
  if (!network_has_room (self, bucket, &endpoint))
    return FALSE;
  if (bucket->entries == NULL)
    {
      bucket->entries = g_ptr_array_new_with_free_func (entry_free);
      bucket->replacements = g_ptr_array_new_with_free_func (entry_free);
    }
  if (bucket->entries->len < SOTTO_DISCV5_BUCKET_SIZE)
    {
      g_ptr_array_add (bucket->entries, entry_new (record, &endpoint));
      return TRUE;
    }
  if (bucket->replacements->len == SOTTO_DISCV5_N_REPLACEMENTS)
    g_ptr_array_remove_index (bucket->replacements, 0);
  g_ptr_array_add (bucket->replacements, entry_new (record, &endpoint));
  return FALSE;
}

gboolean
sotto_discv5_table_answered (SottoDiscv5Table *self, const SottoHash *id)
{
  Bucket *bucket = find_bucket (self, id);
  Entry *entry;
  gboolean was_live;
  guint index;

  if (bucket == NULL || (entry = find_entry (bucket->entries, id, &index)) == NULL)
    return FALSE;
  was_live = entry->is_live;
  entry->is_live = TRUE;
  entry->n_failures = 0;
  g_ptr_array_add (bucket->entries, g_ptr_array_steal_index (bucket->entries, index));
  return !was_live;
}

void
sotto_discv5_table_failed (SottoDiscv5Table *self, const SottoHash *id)
{
  Bucket *bucket = find_bucket (self, id);
  Entry *entry;
  guint index;

  if (bucket == NULL || (entry = find_entry (bucket->entries, id, &index)) == NULL)
    return;
  entry->n_failures++;
  if (entry->n_failures >= SOTTO_DISCV5_MAX_FAILURES)
    drop_entry (bucket, index);
  else
    g_ptr_array_add (bucket->entries, g_ptr_array_steal_index (bucket->entries, index));
}

SottoNodeRecord *
sotto_discv5_table_find (SottoDiscv5Table *self, const SottoHash *id)
{
  Bucket *bucket = find_bucket (self, id);
  Entry *entry = bucket != NULL ? find_entry (bucket->entries, id, NULL) : NULL;

  return entry != NULL ? entry->record : NULL;
}

SottoNodeRecord *
sotto_discv5_table_pick (SottoDiscv5Table *self, SottoRandom *random)
{
  guint filled[SOTTO_DISCV5_N_BUCKETS];
  guint n_filled = 0;
  GPtrArray *entries;

  for (guint i = 0; i < SOTTO_DISCV5_N_BUCKETS; i++)
    if (self->buckets[i].entries != NULL && self->buckets[i].entries->len > 0)
      filled[n_filled++] = i;
  if (n_filled == 0)
    return NULL;
  entries = self->buckets[filled[sotto_random_uniform (random, n_filled)]].entries;
  return sotto_node_record_ref (((Entry *) entries->pdata[0])->record);
}

void
sotto_discv5_table_collect (SottoDiscv5Table *self, guint distance, guint max, GPtrArray *into)
{
  GPtrArray *entries;

  if (distance == 0 || distance > SOTTO_DISCV5_N_BUCKETS)
    return;
  entries = self->buckets[distance - 1].entries;
  for (guint i = 0; entries != NULL && i < entries->len && into->len < max; i++)
    {
      Entry *entry = entries->pdata[i];

      if (entry->is_live)
        g_ptr_array_add (into, sotto_node_record_ref (entry->record));
    }
}

static int
compare_closeness (gconstpointer a, gconstpointer b, gpointer target)
{
  return sotto_discv5_compare_distance (target,
                                        sotto_node_record_get_id (*(SottoNodeRecord *const *) a),
                                        sotto_node_record_get_id (*(SottoNodeRecord *const *) b));
}

GPtrArray *
sotto_discv5_table_closest (SottoDiscv5Table *self, const SottoHash *target, guint max)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_node_record_unref);

  for (guint i = 0; i < SOTTO_DISCV5_N_BUCKETS; i++)
    for (guint j = 0; self->buckets[i].entries != NULL && j < self->buckets[i].entries->len; j++)
      g_ptr_array_add (
        all, sotto_node_record_ref (((Entry *) self->buckets[i].entries->pdata[j])->record));
  g_ptr_array_sort_with_data (all, compare_closeness, (gpointer) target);
  if (all->len > max)
    g_ptr_array_set_size (all, (int) max);
  return all;
}

guint
sotto_discv5_table_get_size (SottoDiscv5Table *self)
{
  guint n = 0;

  for (guint i = 0; i < SOTTO_DISCV5_N_BUCKETS; i++)
    if (self->buckets[i].entries != NULL)
      n += self->buckets[i].entries->len;
  return n;
}

guint
sotto_discv5_table_get_n_live (SottoDiscv5Table *self)
{
  guint n = 0;

  for (guint i = 0; i < SOTTO_DISCV5_N_BUCKETS; i++)
    for (guint j = 0; self->buckets[i].entries != NULL && j < self->buckets[i].entries->len; j++)
      if (((Entry *) self->buckets[i].entries->pdata[j])->is_live)
        n++;
  return n;
}
