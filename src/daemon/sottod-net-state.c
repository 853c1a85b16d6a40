/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What discovery remembers. The file is a sequence of:
 *
 *   length of key(2) || key || length of value(4) || value
 *
 * Numbers are big-endian. */

#include "sottod-net-state.h"

#include <string.h>

#include "sotto-buffer.h"
#include "sotto-reader.h"
#include "sottod-log.h"

#define FILE_NAME "network.state"
#define MAX_FILE_LENGTH (4 * 1024 * 1024)
#define MAX_KEY_LENGTH 200
#define MAX_VALUE_LENGTH (64 * 1024)
#define WRITE_MS 2000
#define FILE_MODE 0600

struct _SottodNetState
{
  GObject parent_instance;

  char *path;
  SottoClock *clock;
  GHashTable *values;
  guint timer;
};

static void net_state_init (SottoNetStateInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottodNetState,
                               sottod_net_state,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_NET_STATE, net_state_init))

static gboolean
read_entry (SottodNetState *self, SottoReader *reader)
{
  const guint8 *key;
  const guint8 *value;
  guint16 key_length;
  guint32 value_length;

  if (!sotto_reader_read_be16 (reader, &key_length, NULL) || key_length > MAX_KEY_LENGTH ||
      !sotto_reader_read (reader, key_length, &key, NULL) ||
      !sotto_reader_read_be32 (reader, &value_length, NULL) || value_length > MAX_VALUE_LENGTH ||
      !sotto_reader_read (reader, value_length, &value, NULL))
    return FALSE;
  g_hash_table_insert (self->values, g_strndup ((const char *) key, key_length),
                       g_bytes_new (value, value_length));
  return TRUE;
}

static void
load (SottodNetState *self)
{
  g_autofree char *data = NULL;
  gsize length;
  SottoReader reader;

  if (!g_file_get_contents (self->path, &data, &length, NULL) || length > MAX_FILE_LENGTH)
    return;
  sotto_reader_init (&reader, (const guint8 *) data, length);
  while (sotto_reader_get_remaining (&reader) > 0)
    if (!read_entry (self, &reader))
      {
        sottod_log (SOTTOD_LOG_WARNING, "state-damaged", "file", self->path, NULL);
        g_hash_table_remove_all (self->values);
        return;
      }
}

static void
save (SottodNetState *self)
{
  g_autoptr (SottoBuffer) buffer = sotto_buffer_new (MAX_FILE_LENGTH);
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      sotto_buffer_append_be16 (buffer, (guint16) strlen (key));
      sotto_buffer_append (buffer, key, strlen (key));
      sotto_buffer_append_be32 (buffer, (guint32) g_bytes_get_size (value));
      sotto_buffer_append_bytes (buffer, value);
    }
  if (sotto_buffer_has_overflowed (buffer))
    return;
  if (!g_file_set_contents_full (self->path, (const char *) sotto_buffer_get_data (buffer),
                                 (gssize) sotto_buffer_get_length (buffer),
                                 G_FILE_SET_CONTENTS_CONSISTENT, FILE_MODE, &error))
    sottod_log (SOTTOD_LOG_WARNING, "state-not-written", "reason", error->message, NULL);
}

static gboolean
save_cb (gpointer user_data)
{
  SottodNetState *self = user_data;

  self->timer = 0;
  save (self);
  return G_SOURCE_REMOVE;
}

static void
changed (SottodNetState *self)
{
  if (self->timer == 0)
    self->timer = sotto_clock_add_timer (self->clock, WRITE_MS, save_cb, self);
}

static GBytes *
get (SottoNetState *state, const char *key)
{
  GBytes *value = g_hash_table_lookup (SOTTOD_NET_STATE (state)->values, key);

  return value != NULL ? g_bytes_ref (value) : NULL;
}

static void
put (SottoNetState *state, const char *key, GBytes *value)
{
  SottodNetState *self = SOTTOD_NET_STATE (state);

  if (strlen (key) > MAX_KEY_LENGTH || g_bytes_get_size (value) > MAX_VALUE_LENGTH)
    return;
  g_hash_table_insert (self->values, g_strdup (key), g_bytes_ref (value));
  changed (self);
}

static void
take_away (SottoNetState *state, const char *key)
{
  SottodNetState *self = SOTTOD_NET_STATE (state);

  if (g_hash_table_remove (self->values, key))
    changed (self);
}

static void
net_state_init (SottoNetStateInterface *iface)
{
  iface->get = get;
  iface->put = put;
  iface->remove = take_away;
}

static void
sottod_net_state_dispose (GObject *object)
{
  SottodNetState *self = SOTTOD_NET_STATE (object);

  if (self->timer != 0)
    {
      sotto_clock_clear_timer (self->clock, &self->timer);
      save (self);
    }
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (sottod_net_state_parent_class)->dispose (object);
}

static void
sottod_net_state_finalize (GObject *object)
{
  SottodNetState *self = SOTTOD_NET_STATE (object);

  g_free (self->path);
  g_hash_table_unref (self->values);
  G_OBJECT_CLASS (sottod_net_state_parent_class)->finalize (object);
}

static void
sottod_net_state_class_init (SottodNetStateClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sottod_net_state_dispose;
  G_OBJECT_CLASS (klass)->finalize = sottod_net_state_finalize;
}

static void
sottod_net_state_init (SottodNetState *self)
{
  self->values =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

/**
 * sottod_net_state_new:
 * @data_dir: where the file is, or will be
 * @clock: for writing later
 *
 * Returns: (transfer full): what the file holds
 */
SottodNetState *
sottod_net_state_new (const char *data_dir, SottoClock *clock)
{
  SottodNetState *self = g_object_new (SOTTOD_TYPE_NET_STATE, NULL);

  self->path = g_build_filename (data_dir, FILE_NAME, NULL);
  self->clock = g_object_ref (clock);
  load (self);
  return self;
}
