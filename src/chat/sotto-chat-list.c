/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All chats, newest activity first. A chat that changes is moved on its own; nothing else in the
 * list stirs. */

#include "sotto-chat-list-private.h"

#include "sotto-chat-private.h"

struct _SottoChatList
{
  GObject parent_instance;

  GPtrArray *chats;
  GHashTable *by_id;
  GHashTable *by_row;
  guint unread_total;
  gboolean is_frozen;
  gboolean is_stale; /* while frozen: some chat may be elsewhere now */
};

static void list_model_interface_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoChatList,
                               sotto_chat_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_interface_init))

enum
{
  PROP_UNREAD_TOTAL = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static GType
sotto_chat_list_get_item_type (GListModel *model)
{
  return SOTTO_TYPE_CHAT;
}

static guint
sotto_chat_list_get_n_items (GListModel *model)
{
  return SOTTO_CHAT_LIST (model)->chats->len;
}

static gpointer
sotto_chat_list_get_item (GListModel *model, guint position)
{
  SottoChatList *self = SOTTO_CHAT_LIST (model);

  return position < self->chats->len ? g_object_ref (g_ptr_array_index (self->chats, position))
                                     : NULL;
}

static void
list_model_interface_init (GListModelInterface *interface)
{
  interface->get_item_type = sotto_chat_list_get_item_type;
  interface->get_n_items = sotto_chat_list_get_n_items;
  interface->get_item = sotto_chat_list_get_item;
}

static void
sotto_chat_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_UNREAD_TOTAL:
      g_value_set_uint (value, SOTTO_CHAT_LIST (object)->unread_total);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_chat_list_finalize (GObject *object)
{
  SottoChatList *self = SOTTO_CHAT_LIST (object);

  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_row);
  g_ptr_array_unref (self->chats);
  G_OBJECT_CLASS (sotto_chat_list_parent_class)->finalize (object);
}

static void
sotto_chat_list_class_init (SottoChatListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_chat_list_get_property;
  object_class->finalize = sotto_chat_list_finalize;
  properties[PROP_UNREAD_TOTAL] = g_param_spec_uint ("unread-total", NULL, NULL, 0, G_MAXUINT, 0,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sotto_chat_list_init (SottoChatList *self)
{
  self->chats = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_row = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

/* Newest first; the id makes the order of equals stable. */
static int
compare_chats (SottoChat *a, SottoChat *b)
{
  gint64 activity_a = sotto_chat_get_last_activity (a);
  gint64 activity_b = sotto_chat_get_last_activity (b);

  if (activity_a != activity_b)
    return activity_a > activity_b ? -1 : 1;
  return g_strcmp0 (sotto_chat_get_id (a), sotto_chat_get_id (b));
}

/* Where @chat belongs among the others. */
static guint
find_place (SottoChatList *self, SottoChat *chat)
{
  guint low = 0;
  guint high = self->chats->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_chats (g_ptr_array_index (self->chats, middle), chat) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
update_unread_total (SottoChatList *self)
{
  guint total = 0;

  for (guint i = 0; i < self->chats->len; i++)
    {
      SottoChat *chat = g_ptr_array_index (self->chats, i);

      if (!sotto_chat_get_muted (chat))
        total += sotto_chat_get_unread_count (chat);
    }
  if (self->unread_total == total)
    return;
  self->unread_total = total;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD_TOTAL]);
}

static int
compare_pointers_cb (gconstpointer a, gconstpointer b)
{
  return compare_chats (*(SottoChat *const *) a, *(SottoChat *const *) b);
}

static void
remember (SottoChatList *self, SottoChat *chat)
{
  gint64 row = sotto_chat_get_row (chat);

  g_hash_table_insert (self->by_id, (gpointer) sotto_chat_get_id (chat), chat);
  g_hash_table_insert (self->by_row, g_memdup2 (&row, sizeof row), chat);
}

/* For the rest of the layer. */

SottoChatList *
sotto_chat_list_new (void)
{
  return g_object_new (SOTTO_TYPE_CHAT_LIST, NULL);
}

void
sotto_chat_list_fill (SottoChatList *self, GPtrArray *chats)
{
  g_return_if_fail (self->chats->len == 0);

  for (guint i = 0; i < chats->len; i++)
    {
      g_ptr_array_add (self->chats, g_object_ref (g_ptr_array_index (chats, i)));
      remember (self, g_ptr_array_index (chats, i));
    }
  g_ptr_array_sort (self->chats, compare_pointers_cb);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, chats->len);
  update_unread_total (self);
}

static void
insert_chat (SottoChatList *self, SottoChat *chat)
{
  guint place = find_place (self, chat);

  g_ptr_array_insert (self->chats, (int) place, g_object_ref (chat));
  remember (self, chat);
  g_list_model_items_changed (G_LIST_MODEL (self), place, 0, 1);
}

/* Sorts, and says what is elsewhere than before in one signal: a view makes each row in it anew. */
static void
restore_order (SottoChatList *self)
{
  guint n = self->chats->len;
  g_autofree gpointer *before = g_memdup2 (self->chats->pdata, n * sizeof (gpointer));
  guint first = 0;
  guint end = n;

  g_ptr_array_sort (self->chats, compare_pointers_cb);
  while (first < n && before[first] == self->chats->pdata[first])
    first++;
  while (end > first && before[end - 1] == self->chats->pdata[end - 1])
    end--;
  if (first < end)
    g_list_model_items_changed (G_LIST_MODEL (self), first, end - first, end - first);
}

void
sotto_chat_list_freeze (SottoChatList *self)
{
  self->is_frozen = TRUE;
}

void
sotto_chat_list_thaw (SottoChatList *self)
{
  self->is_frozen = FALSE;
  if (!self->is_stale)
    return;

  self->is_stale = FALSE;
  restore_order (self);
  update_unread_total (self);
}

void
sotto_chat_list_put (SottoChatList *self, SottoChat *chat)
{
  if (!g_ptr_array_find (self->chats, chat, NULL))
    insert_chat (self, chat);
  self->is_stale = TRUE;
  if (!self->is_frozen)
    sotto_chat_list_thaw (self);
}

void
sotto_chat_list_remove (SottoChatList *self, SottoChat *chat)
{
  gint64 row = sotto_chat_get_row (chat);
  guint place;

  if (!g_ptr_array_find (self->chats, chat, &place))
    return;

  g_hash_table_remove (self->by_id, sotto_chat_get_id (chat));
  g_hash_table_remove (self->by_row, &row);
  g_ptr_array_remove_index (self->chats, place);
  g_list_model_items_changed (G_LIST_MODEL (self), place, 1, 0);
  update_unread_total (self);
}

gint64
sotto_chat_list_check_muted (SottoChatList *self, gint64 now_ms)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->chats->len; i++)
    {
      SottoChat *chat = g_ptr_array_index (self->chats, i);
      gint64 until = sotto_chat_get_muted_until (chat);

      sotto_chat_check_muted (chat, now_ms);
      if (until > now_ms)
        next = MIN (next, until);
    }
  update_unread_total (self);

  return next;
}

SottoChat *
sotto_chat_list_lookup_row (SottoChatList *self, gint64 row)
{
  return g_hash_table_lookup (self->by_row, &row);
}

/* Public, in the header's order. */

/**
 * sotto_chat_list_lookup:
 * @self: the chats
 * @id: what a chat is called on the wire
 *
 * Returns: (transfer none) (nullable): the chat of that id, if it is in the list
 */
SottoChat *
sotto_chat_list_lookup (SottoChatList *self, const char *id)
{
  g_return_val_if_fail (SOTTO_IS_CHAT_LIST (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (self->by_id, id);
}

/**
 * sotto_chat_list_get_unread_total:
 * @self: the chats
 *
 * Returns: unread messages in chats that are not muted
 */
guint
sotto_chat_list_get_unread_total (SottoChatList *self)
{
  g_return_val_if_fail (SOTTO_IS_CHAT_LIST (self), 0);

  return self->unread_total;
}
