/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The walk through one list. Each label is the hash of what lies below it, so what was seen once
 * need not be asked again when the root changes, and a loop cannot be made honestly; a visited set
 * stops the others. Entries are taken in random order, so that not everybody who uses a list calls
 * its first nodes.
 *
 * Kept across restarts, under a name made of the URL's hash: sequence number (8 bytes, big-endian),
 * then records, each with its length in two bytes in front. */

#include "sotto-dns-tree-private.h"

#include <string.h>

#include "sotto-buffer.h"
#include "sotto-devp2p-error.h"
#include "sotto-keccak.h"
#include "sotto-reader.h"

#define STATE_PREFIX "devp2p/dns-list/"
#define STATE_DIGITS 32
#define MAX_STATE_LENGTH (60 * 1024)

typedef struct
{
  char *label;
  guint depth;
  guint n_tries;
} Pending;

struct _SottoDnsTree
{
  SottoDnsUrl url;
  guint link_depth;
  SottoNetState *state;
  char *state_key;

  guint64 seq;
  gint64 root_due;
  GHashTable *visited;
  GPtrArray *pending;

  /* Whether an entry was given up: the walk begins anew with the next root. */
  gboolean is_incomplete;
  GPtrArray *leaves;

  /* The question that is on its way: NULL with @asks_root. */
  Pending *asked;
  gboolean asks_root;
};

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_free (pending->label);
  g_free (pending);
}

static void
set_error (GError **error, const char *problem)
{
  g_set_error_literal (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_LIST, problem);
}

static void
load (SottoDnsTree *self)
{
  g_autoptr (GBytes) stored = sotto_net_state_get (self->state, self->state_key);
  SottoReader reader;
  guint16 length;
  const guint8 *data;

  if (stored == NULL)
    return;
  sotto_reader_init_bytes (&reader, stored);
  if (!sotto_reader_read_be64 (&reader, &self->seq, NULL))
    return;
  while (self->leaves->len < SOTTO_DNS_TREE_MAX_LEAVES &&
         sotto_reader_read_be16 (&reader, &length, NULL) &&
         sotto_reader_read (&reader, length, &data, NULL))
    {
      SottoNodeRecord *record = sotto_node_record_parse (data, length, NULL);

      if (record != NULL)
        g_ptr_array_add (self->leaves, record);
    }
}

static void
save (SottoDnsTree *self)
{
  g_autoptr (SottoBuffer) buffer = sotto_buffer_new (MAX_STATE_LENGTH);
  g_autoptr (GBytes) stored = NULL;

  if (self->state == NULL)
    return;
  sotto_buffer_append_be32 (buffer, (guint32) (self->seq >> 32));
  sotto_buffer_append_be32 (buffer, (guint32) self->seq);
  for (guint i = 0; i < self->leaves->len; i++)
    {
      GBytes *bytes = sotto_node_record_get_bytes (self->leaves->pdata[i]);

      sotto_buffer_append_be16 (buffer, (guint16) g_bytes_get_size (bytes));
      sotto_buffer_append_bytes (buffer, bytes);
    }
  stored = sotto_buffer_steal (buffer);
  sotto_net_state_put (self->state, self->state_key, stored);
}

static void
add_pending (SottoDnsTree *self, const char *label, guint depth)
{
  Pending *pending;

  if (depth > SOTTO_DNS_TREE_MAX_DEPTH ||
      g_hash_table_size (self->visited) >= SOTTO_DNS_TREE_MAX_ENTRIES ||
      !g_hash_table_add (self->visited, g_strdup (label)))
    return;
  pending = g_new0 (Pending, 1);
  pending->label = g_strdup (label);
  pending->depth = depth;
  g_ptr_array_add (self->pending, pending);
}

/* The newest record of a node replaces its older ones; the oldest leaf makes room. */
static void
add_leaf (SottoDnsTree *self, SottoNodeRecord *record)
{
  for (guint i = 0; i < self->leaves->len; i++)
    if (sotto_hash_equal (sotto_node_record_get_id (self->leaves->pdata[i]),
                          sotto_node_record_get_id (record)))
      {
        g_ptr_array_remove_index (self->leaves, i);
        break;
      }
  if (self->leaves->len == SOTTO_DNS_TREE_MAX_LEAVES)
    g_ptr_array_remove_index (self->leaves, 0);
  g_ptr_array_add (self->leaves, sotto_node_record_ref (record));
  save (self);
}

/* (nullable): of the texts at a name, the one that is for us. */
static const char *
choose_text (char **texts)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    if (sotto_dns_entry_has_prefix (texts[i]))
      return texts[i];
  return NULL;
}

static gboolean
answer_root (SottoDnsTree *self, const char *text, GError **error)
{
  g_auto (SottoDnsRoot) root = { .records = NULL };

  if (text == NULL)
    {
      set_error (error, "There is no list of nodes at this name");
      return FALSE;
    }
  if (!sotto_dns_root_parse (&root, text, &self->url.key, error))
    return FALSE;
  if (root.seq < self->seq)
    {
      set_error (error, "The list of nodes is older than it was");
      return FALSE;
    }
  if (root.seq > self->seq)
    {
      /* What was left of the old tree may be gone; what was seen of it is still true. */
      for (guint i = 0; i < self->pending->len; i++)
        g_hash_table_remove (self->visited, ((Pending *) self->pending->pdata[i])->label);
      g_ptr_array_set_size (self->pending, 0);
      self->seq = root.seq;
      save (self);
    }
  if (self->is_incomplete || g_hash_table_size (self->visited) >= SOTTO_DNS_TREE_MAX_ENTRIES / 2)
    {
      g_ptr_array_set_size (self->pending, 0);
      g_hash_table_remove_all (self->visited);
      self->is_incomplete = FALSE;
    }
  add_pending (self, root.records, 0);
  add_pending (self, root.links, 0);
  return TRUE;
}

static gboolean
answer_entry (SottoDnsTree *self,
              Pending *asked,
              const char *text,
              SottoDnsEntry *entry,
              GError **error)
{
  if (text == NULL)
    {
      set_error (error, "An entry of the list of nodes is missing");
      return FALSE;
    }
  if (!sotto_dns_entry_parse (entry, text, asked->label, error))
    return FALSE;
  for (guint i = 0; entry->labels != NULL && entry->labels[i] != NULL; i++)
    add_pending (self, entry->labels[i], asked->depth + 1);
  if (entry->record != NULL)
    add_leaf (self, entry->record);
  return TRUE;
}

/* Private to the folder, in the header's order. */

SottoDnsTree *
sotto_dns_tree_new (SottoDnsUrl *url, guint link_depth, SottoNetState *state)
{
  SottoDnsTree *self = g_new0 (SottoDnsTree, 1);
  g_autofree char *text = sotto_dns_url_to_string (url);
  g_autofree char *digits = NULL;
  SottoHash digest;

  sotto_keccak256 (text, strlen (text), &digest);
  digits = sotto_hash_to_hex (&digest);
  digits[STATE_DIGITS] = '\0';
  self->url.key = url->key;
  self->url.domain = g_steal_pointer (&url->domain);
  self->link_depth = link_depth;
  self->state = state != NULL ? g_object_ref (state) : NULL;
  self->state_key = g_strconcat (STATE_PREFIX, digits, NULL);
  self->visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->pending = g_ptr_array_new_with_free_func (pending_free);
  self->leaves = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_node_record_unref);
  self->root_due = G_MININT64;
  if (self->state != NULL)
    load (self);
  return self;
}

void
sotto_dns_tree_free (SottoDnsTree *self)
{
  sotto_dns_url_clear (&self->url);
  g_clear_pointer (&self->asked, pending_free);
  g_hash_table_unref (self->visited);
  g_ptr_array_unref (self->pending);
  g_ptr_array_unref (self->leaves);
  g_clear_object (&self->state);
  g_free (self->state_key);
  g_free (self);
}

const SottoDnsUrl *
sotto_dns_tree_get_url (SottoDnsTree *self)
{
  return &self->url;
}

guint
sotto_dns_tree_get_link_depth (SottoDnsTree *self)
{
  return self->link_depth;
}

char *
sotto_dns_tree_next (SottoDnsTree *self, gint64 now_ms, SottoRandom *random)
{
  if (self->asked != NULL || self->asks_root)
    return NULL;
  if (now_ms >= self->root_due)
    {
      self->asks_root = TRUE;
      return g_strdup (self->url.domain);
    }
  if (self->pending->len == 0)
    return NULL;
  self->asked =
    g_ptr_array_steal_index_fast (self->pending, sotto_random_uniform (random, self->pending->len));
  return g_strconcat (self->asked->label, ".", self->url.domain, NULL);
}

gboolean
sotto_dns_tree_has_pending (SottoDnsTree *self)
{
  return self->pending->len > 0;
}

gint64
sotto_dns_tree_get_due (SottoDnsTree *self)
{
  return self->root_due;
}

gboolean
sotto_dns_tree_answer (SottoDnsTree *self,
                       char **texts,
                       gint64 now_ms,
                       SottoDnsEntry *entry,
                       GError **error)
{
  Pending *asked = g_steal_pointer (&self->asked);
  const char *text = choose_text (texts);

  *entry = (SottoDnsEntry){ 0 };
  if (self->asks_root)
    {
      self->asks_root = FALSE;
      self->root_due = now_ms + SOTTO_DNS_TREE_ROOT_MS;
      return answer_root (self, text, error);
    }
  if (asked == NULL)
    {
      set_error (error, "Nothing was asked");
      return FALSE;
    }
  if (answer_entry (self, asked, text, entry, error))
    {
      pending_free (asked);
      return TRUE;
    }
  if (++asked->n_tries < SOTTO_DNS_TREE_MAX_TRIES)
    {
      g_ptr_array_add (self->pending, asked);
      return FALSE;
    }
  self->is_incomplete = TRUE;
  pending_free (asked);
  return FALSE;
}

GPtrArray *
sotto_dns_tree_get_leaves (SottoDnsTree *self)
{
  return self->leaves;
}

guint64
sotto_dns_tree_get_seq (SottoDnsTree *self)
{
  return self->seq;
}
