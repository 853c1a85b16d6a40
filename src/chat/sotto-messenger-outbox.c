/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Publishing what is in the outbox. While nobody is connected nothing is published and nothing is
 * counted; what the network forgot without a confirmation is published again, the same bytes.
 */

#include <string.h>

#include "sotto-messenger-private.h"

typedef struct
{
  SottoMessenger *messenger;
  gint64 row;
} Publishing;

static void publish (SottoMessenger *self, SottoOutboxEntry *entry);

static SottoOutboxEntry *
find_entry (SottoMessenger *self, gint64 row)
{
  return g_hash_table_lookup (self->outbox, &row);
}

static void
expired_done_cb (SottoMessenger *self, gpointer data, const GError *error)
{
  SottoExpiry *expiry = data;
  SottoOutboxEntry *entry = find_entry (self, expiry->outbox);

  if (entry == NULL)
    return;

  entry->busy = FALSE;
  if (error == NULL && expiry->left && self->online)
    publish (self, entry);
}

/* One attempt more is over. */
static void
count_attempt (SottoMessenger *self, SottoOutboxEntry *entry, gboolean give_up)
{
  SottoExpiry *expiry = g_new0 (SottoExpiry, 1);

  expiry->outbox = entry->row;
  expiry->give_up = give_up;
  entry->busy = TRUE;
  sotto_messenger_queue (self, &(SottoMessengerJob){ .function = sotto_engine_expire,
                                                     .data = expiry,
                                                     .data_free = g_free,
                                                     .done = expired_done_cb });
}

static void
confirm_entry (SottoMessenger *self, SottoOutboxEntry *entry)
{
  entry->busy = TRUE;
  sotto_messenger_queue (self,
                         &(SottoMessengerJob){ .function = sotto_engine_confirm,
                                               .data = g_memdup2 (&entry->row, sizeof entry->row),
                                               .data_free = g_free });
}

static void
published (SottoMessenger *self, SottoOutboxEntry *entry, const SottoHash *id)
{
  entry->published = TRUE;
  entry->id = *id;
  g_hash_table_insert (self->in_flight, &entry->id, entry);
  if (g_hash_table_remove (self->confirmed_early, id))
    sotto_messenger_outbox_confirmed (self, id);
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Publishing *publishing = user_data;
  g_autoptr (SottoMessenger) self = publishing->messenger;
  SottoOutboxEntry *entry = find_entry (self, publishing->row);
  g_autoptr (GError) error = NULL;
  SottoHash id;

  g_free (publishing);
  self->n_publishing--;
  if (!sotto_transport_publish_finish (SOTTO_TRANSPORT (source), result, &id, &error))
    {
      g_debug ("Not published: %s", error->message);
      if (entry == NULL || !self->running)
        return;
      entry->busy = FALSE;
      if (g_error_matches (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_TOO_LARGE))
        count_attempt (self, entry, TRUE);
      else if (g_error_matches (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_NO_WORK))
        count_attempt (self, entry, FALSE);
      return;
    }
  if (entry == NULL)
    return;

  entry->busy = FALSE;
  published (self, entry, &id);
  if (self->n_publishing == 0)
    g_hash_table_remove_all (self->confirmed_early);
}

static void
publish (SottoMessenger *self, SottoOutboxEntry *entry)
{
  Publishing *publishing;

  if (!self->running || !self->online || entry->busy || entry->published)
    return;

  entry->busy = TRUE;
  self->n_publishing++;
  publishing = g_new0 (Publishing, 1);
  publishing->messenger = g_object_ref (self);
  publishing->row = entry->row;
  sotto_transport_publish_async (self->transport, &entry->topic, entry->data, 0, NULL, published_cb,
                                 publishing);
}

/* (nullable): what is not in flight any more. */
static SottoOutboxEntry *
land (SottoMessenger *self, const SottoHash *id)
{
  SottoOutboxEntry *entry = g_hash_table_lookup (self->in_flight, id);

  if (entry == NULL)
    return NULL;

  g_hash_table_remove (self->in_flight, id);
  entry->published = FALSE;

  return entry;
}

/* For the rest of the layer. */

void
sotto_outbox_entry_free (SottoOutboxEntry *entry)
{
  g_bytes_unref (entry->data);
  g_free (entry);
}

void
sotto_messenger_outbox_add (SottoMessenger *self, const SottoChange *change)
{
  SottoOutboxEntry *entry = g_new0 (SottoOutboxEntry, 1);

  entry->row = change->row;
  memcpy (entry->topic.bytes, change->topic, sizeof entry->topic.bytes);
  entry->data = g_bytes_ref (change->data);
  g_hash_table_insert (self->outbox, &entry->row, entry);
  publish (self, entry);
}

void
sotto_messenger_outbox_remove (SottoMessenger *self, gint64 row)
{
  SottoOutboxEntry *entry = find_entry (self, row);

  if (entry == NULL)
    return;
  if (entry->published)
    g_hash_table_remove (self->in_flight, &entry->id);
  g_hash_table_remove (self->outbox, &row);
}

void
sotto_messenger_outbox_publish_all (SottoMessenger *self)
{
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, self->outbox);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    publish (self, entry);
}

void
sotto_messenger_outbox_confirmed (SottoMessenger *self, const SottoHash *id)
{
  SottoOutboxEntry *entry = land (self, id);

  if (entry != NULL)
    confirm_entry (self, entry);
  else if (self->n_publishing > 0)
    g_hash_table_add (self->confirmed_early, sotto_hash_copy (id));
}

void
sotto_messenger_outbox_expired (SottoMessenger *self, const SottoHash *id)
{
  SottoOutboxEntry *entry = land (self, id);

  /* Nobody was there to confirm it: that is no attempt. */
  if (entry != NULL && self->online)
    count_attempt (self, entry, FALSE);
}
