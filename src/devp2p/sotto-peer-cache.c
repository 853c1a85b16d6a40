/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Known good nodes, kept under one key as entries of:
 *
 *   last met, Unix seconds(4) || score(1) || roles(4) || length(2) || enode URL
 *
 * Numbers are big-endian. */

#include "sotto-peer-cache-private.h"

#include <string.h>

#include "sotto-buffer.h"
#include "sotto-reader.h"

#define STATE_KEY "devp2p/peer-cache"
#define MAX_STATE_LENGTH (32 * 1024)

typedef struct
{
  SottoEnode *enode;
  guint32 met;
  guint8 score;
  guint32 roles;
} Known;

struct _SottoPeerCache
{
  SottoNetState *state;
  SottoClock *clock;
  GPtrArray *known;
};

static void
known_free (gpointer data)
{
  Known *known = data;

  sotto_enode_unref (known->enode);
  g_free (known);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const Known *left = *(const Known *const *) a;
  const Known *right = *(const Known *const *) b;

  if (left->score != right->score)
    return left->score > right->score ? -1 : 1;
  if (left->met != right->met)
    return left->met > right->met ? -1 : 1;
  return 0;
}

static Known *
find (SottoPeerCache *self, const SottoPublicKey *key)
{
  for (guint i = 0; i < self->known->len; i++)
    {
      Known *known = self->known->pdata[i];

      if (sotto_public_key_equal (sotto_enode_get_key (known->enode), key))
        return known;
    }
  return NULL;
}

static gboolean
read_known (SottoReader *reader, Known *known)
{
  g_autofree char *url = NULL;
  const guint8 *text;
  guint16 length;

  if (!sotto_reader_read_be32 (reader, &known->met, NULL) ||
      !sotto_reader_read_u8 (reader, &known->score, NULL) ||
      !sotto_reader_read_be32 (reader, &known->roles, NULL) ||
      !sotto_reader_read_be16 (reader, &length, NULL) ||
      !sotto_reader_read (reader, length, &text, NULL))
    return FALSE;
  url = g_strndup ((const char *) text, length);
  known->enode = sotto_enode_parse (url, NULL);
  return known->enode != NULL;
}

static void
load (SottoPeerCache *self)
{
  g_autoptr (GBytes) stored = sotto_net_state_get (self->state, STATE_KEY);
  guint32 now = sotto_clock_get_seconds (self->clock);
  SottoReader reader;

  if (stored == NULL)
    return;
  sotto_reader_init_bytes (&reader, stored);
  while (self->known->len < SOTTO_PEER_CACHE_MAX)
    {
      Known known = { NULL, 0, 0, 0 };

      if (!read_known (&reader, &known))
        return;
      known.score = MIN (known.score, SOTTO_PEER_CACHE_BEST_SCORE);
      if (known.score > 0 && (known.met >= now || now - known.met < SOTTO_PEER_CACHE_AGE_SECONDS))
        g_ptr_array_add (self->known, g_memdup2 (&known, sizeof known));
      else
        sotto_enode_unref (known.enode);
    }
}

static void
save (SottoPeerCache *self)
{
  g_autoptr (SottoBuffer) buffer = sotto_buffer_new (MAX_STATE_LENGTH);
  g_autoptr (GBytes) stored = NULL;

  if (self->state == NULL)
    return;
  for (guint i = 0; i < self->known->len; i++)
    {
      Known *known = self->known->pdata[i];
      g_autofree char *url = sotto_enode_to_string (known->enode);
      gsize length = strlen (url);

      sotto_buffer_append_be32 (buffer, known->met);
      sotto_buffer_append_u8 (buffer, known->score);
      sotto_buffer_append_be32 (buffer, known->roles);
      sotto_buffer_append_be16 (buffer, (guint16) length);
      sotto_buffer_append (buffer, url, length);
    }
  stored = sotto_buffer_steal (buffer);
  sotto_net_state_put (self->state, STATE_KEY, stored);
}

/* Private to the folder, in the header's order. */

SottoPeerCache *
sotto_peer_cache_new (SottoNetState *state, SottoClock *clock)
{
  SottoPeerCache *self = g_new0 (SottoPeerCache, 1);

  self->state = state != NULL ? g_object_ref (state) : NULL;
  self->clock = g_object_ref (clock);
  self->known = g_ptr_array_new_with_free_func (known_free);
  if (state != NULL)
    load (self);
  return self;
}

void
sotto_peer_cache_free (SottoPeerCache *self)
{
  g_ptr_array_unref (self->known);
  g_clear_object (&self->state);
  g_object_unref (self->clock);
  g_free (self);
}

void
sotto_peer_cache_connected (SottoPeerCache *self, SottoEnode *enode, guint64 roles)
{
  Known *known = find (self, sotto_enode_get_key (enode));

  if (known == NULL)
    {
      if (self->known->len == SOTTO_PEER_CACHE_MAX)
        {
          g_ptr_array_sort (self->known, compare);
          g_ptr_array_remove_index (self->known, self->known->len - 1);
        }
      known = g_new0 (Known, 1);
      known->score = SOTTO_PEER_CACHE_FIRST_SCORE;
      g_ptr_array_add (self->known, known);
    }
  else
    {
      known->score = MIN (known->score + 1, SOTTO_PEER_CACHE_BEST_SCORE);
      sotto_enode_unref (known->enode);
    }
  known->enode = sotto_enode_ref (enode);
  known->met = sotto_clock_get_seconds (self->clock);
  known->roles = (guint32) roles;
  save (self);
}

void
sotto_peer_cache_failed (SottoPeerCache *self, const SottoPublicKey *key)
{
  Known *known = find (self, key);

  if (known == NULL)
    return;
  if (--known->score == 0)
    g_ptr_array_remove (self->known, known);
  save (self);
}

GPtrArray *
sotto_peer_cache_list (SottoPeerCache *self, guint64 roles)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_enode_unref);

  g_ptr_array_sort (self->known, compare);
  for (guint i = 0; i < self->known->len; i++)
    {
      Known *known = self->known->pdata[i];

      if ((known->roles & roles) == roles)
        g_ptr_array_add (list, sotto_enode_ref (known->enode));
    }
  return list;
}

guint64
sotto_peer_cache_get_roles (SottoPeerCache *self, const SottoPublicKey *key)
{
  Known *known = find (self, key);

  return known != NULL ? known->roles : 0;
}

guint
sotto_peer_cache_get_size (SottoPeerCache *self)
{
  return self->known->len;
}
