/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-store-net-state.h"

#include <string.h>

#include "sotto-session-data.h"

#define WRITE_DELAY_MS 1000
#define MAX_KEY_BYTES 200
#define MAX_VALUE_BYTES (64 * 1024)

struct _SottoStoreNetState
{
  GObject parent_instance;

  SottoStore *store;
  SottoClock *clock;
  GHashTable *entries;

  /* Keys whose value on the disk is not the one in memory. */
  GHashTable *dirty;
  guint timer;
  gboolean closed;
};

static void sotto_store_net_state_iface_init (SottoNetStateInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoStoreNetState,
                               sotto_store_net_state,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_NET_STATE,
                                                      sotto_store_net_state_iface_init))

static gboolean
delete_entry (SottoConnection *connection, const char *key, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection, "DELETE FROM net_state WHERE key = ?", error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_text (statement, 1, key);
  return sotto_statement_run (statement, error);
}

static gboolean
put_entry (SottoConnection *connection, const char *key, GBytes *value, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection,
                              "INSERT INTO net_state VALUES (?, ?)"
                              " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                              error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_text (statement, 1, key);
  sotto_statement_bind_bytes (statement, 2, value);
  return sotto_statement_run (statement, error);
}

/* @user_data: key -> value, or NULL for one that is gone. */
static gboolean
write_changes_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, user_data);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      if (!(value != NULL ? put_entry (connection, key, value, error)
                          : delete_entry (connection, key, error)))
        return FALSE;
    }
  return TRUE;
}

static void
bytes_unref_or_null (gpointer bytes)
{
  if (bytes != NULL)
    g_bytes_unref (bytes);
}

static GHashTable *
collect_changes (SottoStoreNetState *self)
{
  GHashTable *changes =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, bytes_unref_or_null);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->dirty);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      GBytes *value = g_hash_table_lookup (self->entries, key);

      g_hash_table_insert (changes, g_strdup (key), value != NULL ? g_bytes_ref (value) : NULL);
    }
  g_hash_table_remove_all (self->dirty);
  return changes;
}

static gboolean write_cb (gpointer user_data);

static void
schedule (SottoStoreNetState *self)
{
  if (self->timer == 0 && !self->closed)
    self->timer = sotto_clock_add_timer (self->clock, WRITE_DELAY_MS, write_cb, self);
}

/* What could not be written is as dirty as before. */
static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoStoreNetState) self = NULL;
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GHashTable *changes = g_task_get_task_data (task);
  GHashTableIter iter;
  gpointer key;

  self = g_object_ref (g_task_get_source_object (task));
  if (sotto_store_write_finish (SOTTO_STORE (source), result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_hash_table_iter_init (&iter, changes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (self->dirty, g_strdup (key));
  schedule (self);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
write_changes (SottoStoreNetState *self, GTask *task)
{
  GHashTable *changes = collect_changes (self);

  g_task_set_task_data (task, changes, (GDestroyNotify) g_hash_table_unref);
  sotto_store_write_async (self->store, write_changes_cb, changes, NULL, NULL, written_cb, task);
}

static gboolean
write_cb (gpointer user_data)
{
  SottoStoreNetState *self = user_data;
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, write_cb);
  self->timer = 0;
  write_changes (self, task);
  return G_SOURCE_REMOVE;
}

static GBytes *
sotto_store_net_state_get_value (SottoNetState *state, const char *key)
{
  SottoStoreNetState *self = SOTTO_STORE_NET_STATE (state);
  GBytes *value = g_hash_table_lookup (self->entries, key);

  return value != NULL ? g_bytes_ref (value) : NULL;
}

static void
sotto_store_net_state_put_value (SottoNetState *state, const char *key, GBytes *value)
{
  SottoStoreNetState *self = SOTTO_STORE_NET_STATE (state);
  GBytes *old = g_hash_table_lookup (self->entries, key);

  g_return_if_fail (strlen (key) <= MAX_KEY_BYTES && g_bytes_get_size (value) <= MAX_VALUE_BYTES);

  if (old != NULL && g_bytes_equal (old, value))
    return;
  if (old == NULL && g_hash_table_size (self->entries) >= SOTTO_MAX_NET_STATE)
    {
      g_debug ("There is no room for %s", key);
      return;
    }
  g_hash_table_replace (self->entries, g_strdup (key), g_bytes_ref (value));
  g_hash_table_add (self->dirty, g_strdup (key));
  schedule (self);
}

static void
sotto_store_net_state_remove_value (SottoNetState *state, const char *key)
{
  SottoStoreNetState *self = SOTTO_STORE_NET_STATE (state);

  if (!g_hash_table_remove (self->entries, key))
    return;
  g_hash_table_add (self->dirty, g_strdup (key));
  schedule (self);
}

static void
sotto_store_net_state_iface_init (SottoNetStateInterface *iface)
{
  iface->get = sotto_store_net_state_get_value;
  iface->put = sotto_store_net_state_put_value;
  iface->remove = sotto_store_net_state_remove_value;
}

static void
sotto_store_net_state_dispose (GObject *object)
{
  SottoStoreNetState *self = SOTTO_STORE_NET_STATE (object);

  if (self->clock != NULL)
    sotto_clock_clear_timer (self->clock, &self->timer);
  g_clear_object (&self->clock);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (sotto_store_net_state_parent_class)->dispose (object);
}

static void
sotto_store_net_state_finalize (GObject *object)
{
  SottoStoreNetState *self = SOTTO_STORE_NET_STATE (object);

  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->dirty);
  G_OBJECT_CLASS (sotto_store_net_state_parent_class)->finalize (object);
}

static void
sotto_store_net_state_class_init (SottoStoreNetStateClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_store_net_state_dispose;
  G_OBJECT_CLASS (klass)->finalize = sotto_store_net_state_finalize;
}

static void
sotto_store_net_state_init (SottoStoreNetState *self)
{
  self->dirty = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* Private to the folder, in the header's order. */

SottoStoreNetState *
sotto_store_net_state_new (SottoStore *store, GHashTable *entries, SottoClock *clock)
{
  SottoStoreNetState *self = g_object_new (SOTTO_TYPE_STORE_NET_STATE, NULL);

  self->store = g_object_ref (store);
  self->entries = g_hash_table_ref (entries);
  self->clock = g_object_ref (clock);
  return self;
}

void
sotto_store_net_state_close_async (SottoStoreNetState *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, sotto_store_net_state_close_async);
  self->closed = TRUE;
  sotto_clock_clear_timer (self->clock, &self->timer);
  write_changes (self, task);
}

gboolean
sotto_store_net_state_close_finish (SottoStoreNetState *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
