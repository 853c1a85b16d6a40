/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A window over a conversation. Pages are read on a reading thread over a snapshot; what is
 * committed meanwhile is kept aside and merged when the page arrives, so that nothing is missed or
 * shown twice.
 */

#include "sotto-message-history-private.h"

#include "sotto-application-message-private.h"
#include "sotto-chat-error.h"
#include "sotto-message-page-private.h"

struct _SottoMessageHistory
{
  GObject parent_instance;

  SottoModels *models;
  SottoStore *store;
  SottoChat *chat;
  GPtrArray *window;
  gboolean has_older;
  gboolean has_newer;
  gboolean loading;
  gboolean opened;

  /* Where one reads: the end at which a page was last asked for. */
  gboolean at_older_end;

  char *first_unread;

  /* While a page is read: what came (element-type SottoMessage), and which rows went. */
  GPtrArray *added;
  GHashTable *removed;
  gboolean emptied;
  SottoMessagePage *current;
  SottoMessagePage *queued;
};

static void list_model_interface_init (GListModelInterface *interface);
static void begin_load (SottoMessageHistory *self, SottoMessagePage *page);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoMessageHistory,
                               sotto_message_history,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_interface_init))

enum
{
  PROP_HAS_OLDER = 1,
  PROP_HAS_NEWER,
  PROP_LOADING,
  PROP_FIRST_UNREAD,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
set_flag (SottoMessageHistory *self, gboolean *flag, gboolean value, guint property)
{
  if (*flag == value)
    return;

  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static SottoMessage *
get_message (SottoMessageHistory *self, guint position)
{
  return g_ptr_array_index (self->window, position);
}

/* The first position whose message does not come before @message. */
static guint
find_place (SottoMessageHistory *self, SottoMessage *message)
{
  guint low = 0;
  guint high = self->window->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (sotto_message_compare (get_message (self, middle), message) < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static gboolean
is_at (SottoMessageHistory *self, guint place, SottoMessage *message)
{
  return place < self->window->len && get_message (self, place) == message;
}

static void
remove_at (SottoMessageHistory *self, guint position, guint n)
{
  if (n == 0)
    return;

  g_ptr_array_remove_range (self->window, position, n);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n, 0);
}

/* Lets go of what is too much, at the end where nothing was added. */
static void
trim (SottoMessageHistory *self, gboolean at_newer_end)
{
  guint extra = self->window->len > SOTTO_MESSAGE_HISTORY_WINDOW
                  ? self->window->len - SOTTO_MESSAGE_HISTORY_WINDOW
                  : 0;

  if (extra == 0)
    return;

  remove_at (self, at_newer_end ? self->window->len - extra : 0, extra);
  if (at_newer_end)
    set_flag (self, &self->has_newer, TRUE, PROP_HAS_NEWER);
  else
    set_flag (self, &self->has_older, TRUE, PROP_HAS_OLDER);
}

/* Whether there is room for @message in the unbroken run that the window is. */
static gboolean
belongs_in (SottoMessageHistory *self, guint place)
{
  if (self->window->len == 0)
    return !self->has_newer && !self->has_older;

  return (place > 0 || !self->has_older) && (place < self->window->len || !self->has_newer);
}

static void
insert_message (SottoMessageHistory *self, SottoMessage *message)
{
  guint place = find_place (self, message);

  if (is_at (self, place, message) || !belongs_in (self, place))
    return;

  g_ptr_array_insert (self->window, (int) place, g_object_ref (message));
  g_list_model_items_changed (G_LIST_MODEL (self), place, 0, 1);
  trim (self, self->at_older_end);
}

/* Rows that were removed meanwhile stay out. Returns whether there was more than a page. */
static gboolean
append_rows (SottoMessageHistory *self, GPtrArray *messages, GPtrArray *rows)
{
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < MIN (rows->len, SOTTO_MESSAGE_HISTORY_PAGE); i++)
    {
      const SottoMessageRow *row = g_ptr_array_index (rows, i);

      if (!g_hash_table_contains (self->removed, &row->row))
        g_ptr_array_add (messages, sotto_models_dup_message (self->models, row));
    }

  return rows->len > SOTTO_MESSAGE_HISTORY_PAGE;
}

static void
reverse (GPtrArray *array)
{
  for (guint i = 0; i < array->len / 2; i++)
    {
      gpointer other = array->pdata[array->len - 1 - i];

      array->pdata[array->len - 1 - i] = array->pdata[i];
      array->pdata[i] = other;
    }
}

static void
splice (SottoMessageHistory *self, guint position, guint n_removed, GPtrArray *messages)
{
  if (n_removed > 0)
    g_ptr_array_remove_range (self->window, position, n_removed);
  for (guint i = 0; i < messages->len; i++)
    g_ptr_array_insert (self->window, (int) (position + i),
                        g_object_ref (g_ptr_array_index (messages, i)));
  if (n_removed > 0 || messages->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, messages->len);
}

static void
replace_window (SottoMessageHistory *self, SottoMessagePage *page)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean has_older = append_rows (self, messages, page->older);
  gboolean has_newer;

  reverse (messages);
  if (page->middle != NULL && !g_hash_table_contains (self->removed, &page->middle->row))
    g_ptr_array_add (messages, sotto_models_dup_message (self->models, page->middle));
  has_newer = append_rows (self, messages, page->newer);
  splice (self, 0, self->window->len, messages);
  set_flag (self, &self->has_older, has_older, PROP_HAS_OLDER);
  set_flag (self, &self->has_newer, has_newer, PROP_HAS_NEWER);
}

static void
extend_window (SottoMessageHistory *self, SottoMessagePage *page)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean older = page->kind == SOTTO_MESSAGE_PAGE_OLDER;
  gboolean more = append_rows (self, messages, older ? page->older : page->newer);

  if (older)
    reverse (messages);
  splice (self, older ? 0 : self->window->len, 0, messages);
  if (older)
    set_flag (self, &self->has_older, more, PROP_HAS_OLDER);
  else
    set_flag (self, &self->has_newer, more, PROP_HAS_NEWER);
  trim (self, older);
}

static void
note_first_unread (SottoMessageHistory *self, const SottoMessagePage *page)
{
  g_autofree char *hex = NULL;

  if (self->opened)
    return;
  self->opened = TRUE;
  if (!page->has_unread)
    return;

  hex = sotto_hash_to_hex (&page->first_unread);
  self->first_unread = g_strconcat ("0x", hex, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIRST_UNREAD]);
}

static void
merge_added (SottoMessageHistory *self)
{
  g_autoptr (GPtrArray) added = g_steal_pointer (&self->added);

  self->added = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < added->len; i++)
    {
      gint64 row = sotto_message_get_row (g_ptr_array_index (added, i));

      if (!g_hash_table_contains (self->removed, &row))
        insert_message (self, g_ptr_array_index (added, i));
    }
  g_hash_table_remove_all (self->removed);
}

static void
finish_jump (SottoMessageHistory *self, SottoMessagePage *page)
{
  g_autoptr (SottoMessage) message = NULL;
  guint place;

  if (page->task == NULL)
    return;

  message = sotto_models_dup_message (self->models, page->middle);
  place = find_place (self, message);
  if (is_at (self, place, message))
    g_task_return_int (page->task, place);
  else
    g_task_return_new_error (page->task, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_NOT_FOUND,
                             "This message is not here any more");
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoMessageHistory) self = user_data;
  SottoMessagePage *page = g_steal_pointer (&self->current);
  SottoMessagePage *queued = g_steal_pointer (&self->queued);
  GError *error = NULL;

  if (!sotto_store_read_finish (SOTTO_STORE (source), result, &error))
    {
      g_debug ("A page could not be read: %s", error->message);
      if (page->task != NULL)
        g_task_return_error (page->task, g_steal_pointer (&error));
      g_clear_error (&error);
    }
  else if (self->emptied && page->kind != SOTTO_MESSAGE_PAGE_NEWEST)
    {
      if (page->task != NULL)
        g_task_return_new_error (page->task, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_NOT_FOUND,
                                 "This message is not here any more");
    }
  else
    {
      if (page->kind == SOTTO_MESSAGE_PAGE_NEWEST || page->kind == SOTTO_MESSAGE_PAGE_AROUND)
        replace_window (self, page);
      else
        extend_window (self, page);
      note_first_unread (self, page);
      finish_jump (self, page);
    }
  self->emptied = FALSE;
  merge_added (self);
  sotto_message_page_free (page);
  set_flag (self, &self->loading, FALSE, PROP_LOADING);
  if (queued != NULL)
    begin_load (self, queued);
}

static void
drop_queued (SottoMessageHistory *self)
{
  if (self->queued != NULL && self->queued->task != NULL)
    g_task_return_new_error (self->queued->task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                             "Another place was asked for");
  g_clear_pointer (&self->queued, sotto_message_page_free);
}

/* Takes @page over. The store's job borrows it until the callback. */
static void
begin_load (SottoMessageHistory *self, SottoMessagePage *page)
{
  if (self->loading)
    {
      drop_queued (self);
      self->queued = page;
      return;
    }

  page->place.chat = sotto_chat_get_row (self->chat);
  self->emptied = FALSE;
  self->current = page;
  set_flag (self, &self->loading, TRUE, PROP_LOADING);
  sotto_store_read_async (self->store, sotto_message_page_read, page, NULL, NULL, loaded_cb,
                          g_object_ref (self));
}

static void
begin_newest (SottoMessageHistory *self)
{
  SottoMessagePage *page = g_new0 (SottoMessagePage, 1);

  page->kind = SOTTO_MESSAGE_PAGE_NEWEST;
  page->place.clock = G_MAXINT64;
  begin_load (self, page);
}

static void
begin_page (SottoMessageHistory *self, SottoMessagePageKind kind, SottoMessage *from)
{
  SottoMessagePage *page = g_new0 (SottoMessagePage, 1);

  page->kind = kind;
  page->place.clock = (gint64) sotto_message_get_clock (from);
  page->place.id = *sotto_message_get_hash (from);
  begin_load (self, page);
}

static GType
sotto_message_history_get_item_type (GListModel *model)
{
  return SOTTO_TYPE_MESSAGE;
}

static guint
sotto_message_history_get_n_items (GListModel *model)
{
  return SOTTO_MESSAGE_HISTORY (model)->window->len;
}

static gpointer
sotto_message_history_get_item (GListModel *model, guint position)
{
  SottoMessageHistory *self = SOTTO_MESSAGE_HISTORY (model);

  return position < self->window->len ? g_object_ref (get_message (self, position)) : NULL;
}

static void
list_model_interface_init (GListModelInterface *interface)
{
  interface->get_item_type = sotto_message_history_get_item_type;
  interface->get_n_items = sotto_message_history_get_n_items;
  interface->get_item = sotto_message_history_get_item;
}

static void
sotto_message_history_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoMessageHistory *self = SOTTO_MESSAGE_HISTORY (object);

  switch (id)
    {
    case PROP_HAS_OLDER:
      g_value_set_boolean (value, self->has_older);
      break;
    case PROP_HAS_NEWER:
      g_value_set_boolean (value, self->has_newer);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_FIRST_UNREAD:
      g_value_set_string (value, self->first_unread);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_message_history_finalize (GObject *object)
{
  SottoMessageHistory *self = SOTTO_MESSAGE_HISTORY (object);

  g_clear_pointer (&self->queued, sotto_message_page_free);
  g_clear_pointer (&self->window, g_ptr_array_unref);
  g_clear_pointer (&self->added, g_ptr_array_unref);
  g_clear_pointer (&self->removed, g_hash_table_unref);
  g_clear_object (&self->models);
  g_clear_object (&self->store);
  g_clear_object (&self->chat);
  g_free (self->first_unread);

  G_OBJECT_CLASS (sotto_message_history_parent_class)->finalize (object);
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
sotto_message_history_class_init (SottoMessageHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_message_history_get_property;
  object_class->finalize = sotto_message_history_finalize;
  properties[PROP_HAS_OLDER] = g_param_spec_boolean ("has-older", NULL, NULL, FALSE, READABLE);
  properties[PROP_HAS_NEWER] = g_param_spec_boolean ("has-newer", NULL, NULL, FALSE, READABLE);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, READABLE);
  properties[PROP_FIRST_UNREAD] = g_param_spec_string ("first-unread", NULL, NULL, NULL, READABLE);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sotto_message_history_init (SottoMessageHistory *self)
{
  self->window = g_ptr_array_new_with_free_func (g_object_unref);
  self->added = g_ptr_array_new_with_free_func (g_object_unref);
  self->removed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

/* For the rest of the layer. */

SottoMessageHistory *
sotto_message_history_new (SottoModels *models, SottoStore *store, SottoChat *chat)
{
  SottoMessageHistory *self = g_object_new (SOTTO_TYPE_MESSAGE_HISTORY, NULL);

  self->models = g_object_ref (models);
  self->store = g_object_ref (store);
  self->chat = g_object_ref (chat);
  begin_newest (self);

  return self;
}

void
sotto_message_history_add (SottoMessageHistory *self, SottoMessage *message)
{
  if (sotto_message_get_chat_row (message) != sotto_chat_get_row (self->chat))
    return;

  if (self->loading)
    g_ptr_array_add (self->added, g_object_ref (message));
  else
    insert_message (self, message);
}

void
sotto_message_history_remove (SottoMessageHistory *self, gint64 row)
{
  if (self->loading)
    g_hash_table_add (self->removed, g_memdup2 (&row, sizeof row));
  for (guint i = 0; i < self->window->len; i++)
    if (sotto_message_get_row (get_message (self, i)) == row)
      {
        remove_at (self, i, 1);
        return;
      }
}

void
sotto_message_history_remove_author (SottoMessageHistory *self, const SottoPublicKey *key)
{
  for (guint i = self->window->len; i-- > 0;)
    if (sotto_public_key_equal (
          sotto_contact_get_key (sotto_message_get_author (get_message (self, i))), key))
      remove_at (self, i, 1);

  /* A page that is being read may bring some of them back. */
  if (self->loading)
    begin_newest (self);
}

void
sotto_message_history_clear (SottoMessageHistory *self, gint64 chat)
{
  if (chat != sotto_chat_get_row (self->chat))
    return;

  remove_at (self, 0, self->window->len);
  g_ptr_array_set_size (self->added, 0);
  self->emptied = TRUE;
  set_flag (self, &self->has_older, FALSE, PROP_HAS_OLDER);
  set_flag (self, &self->has_newer, FALSE, PROP_HAS_NEWER);
  if (self->loading)
    begin_newest (self);
}

/* Public, in the header's order. */

/**
 * sotto_message_history_get_chat:
 * @self: a history
 *
 * Returns: (transfer none): the conversation
 */
SottoChat *
sotto_message_history_get_chat (SottoMessageHistory *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE_HISTORY (self), NULL);

  return self->chat;
}

/**
 * sotto_message_history_get_has_older:
 * @self: a history
 *
 * Returns: whether there is more before the window
 */
gboolean
sotto_message_history_get_has_older (SottoMessageHistory *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE_HISTORY (self), FALSE);

  return self->has_older;
}

/**
 * sotto_message_history_get_has_newer:
 * @self: a history
 *
 * Returns: whether there is more after the window
 */
gboolean
sotto_message_history_get_has_newer (SottoMessageHistory *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE_HISTORY (self), FALSE);

  return self->has_newer;
}

/**
 * sotto_message_history_get_loading:
 * @self: a history
 *
 * Returns: whether a page is being read
 */
gboolean
sotto_message_history_get_loading (SottoMessageHistory *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE_HISTORY (self), FALSE);

  return self->loading;
}

/**
 * sotto_message_history_get_first_unread:
 * @self: a history
 *
 * Returns: (transfer none) (nullable): id of the first message that was unread when the history was
 *   opened
 */
const char *
sotto_message_history_get_first_unread (SottoMessageHistory *self)
{
  g_return_val_if_fail (SOTTO_IS_MESSAGE_HISTORY (self), NULL);

  return self->first_unread;
}

/**
 * sotto_message_history_load_older:
 * @self: a history
 *
 * Begins to load one page before the window, unless there is none or a page is being read.
 */
void
sotto_message_history_load_older (SottoMessageHistory *self)
{
  g_return_if_fail (SOTTO_IS_MESSAGE_HISTORY (self));

  self->at_older_end = TRUE;
  if (!self->loading && self->has_older && self->window->len > 0)
    begin_page (self, SOTTO_MESSAGE_PAGE_OLDER, get_message (self, 0));
}

/**
 * sotto_message_history_load_newer:
 * @self: a history
 *
 * Begins to load one page after the window, unless there is none or a page is being read.
 */
void
sotto_message_history_load_newer (SottoMessageHistory *self)
{
  g_return_if_fail (SOTTO_IS_MESSAGE_HISTORY (self));

  self->at_older_end = FALSE;
  if (!self->loading && self->has_newer && self->window->len > 0)
    begin_page (self, SOTTO_MESSAGE_PAGE_NEWER, get_message (self, self->window->len - 1));
}

/**
 * sotto_message_history_jump_to_end:
 * @self: a history
 *
 * Replaces the window by the newest page.
 */
void
sotto_message_history_jump_to_end (SottoMessageHistory *self)
{
  g_return_if_fail (SOTTO_IS_MESSAGE_HISTORY (self));

  self->at_older_end = FALSE;
  if (self->has_newer || self->loading)
    begin_newest (self);
}

/**
 * sotto_message_history_jump_to_async:
 * @self: a history
 * @message_id: "0x" and 64 digits
 * @cancellable: (nullable): to give up waiting
 * @callback: called when the message is in the window
 * @user_data: for @callback
 *
 * Replaces the window by one around a message, unless the message is in it already. A later jump
 * that comes before the first has begun takes its place.
 */
void
sotto_message_history_jump_to_async (SottoMessageHistory *self,
                                     const char *message_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SottoMessagePage *page;
  SottoHash target;

  g_return_if_fail (SOTTO_IS_MESSAGE_HISTORY (self));
  g_return_if_fail (message_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_message_history_jump_to_async);
  g_task_set_name (task, "jump to a message");
  if (!sotto_message_id_parse (message_id, &target))
    {
      g_task_return_new_error (task, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_NOT_FOUND,
                               "This is no message");
      return;
    }
  for (guint i = 0; i < self->window->len; i++)
    if (sotto_hash_equal (sotto_message_get_hash (get_message (self, i)), &target))
      {
        g_task_return_int (task, i);
        return;
      }

  page = g_new0 (SottoMessagePage, 1);
  page->kind = SOTTO_MESSAGE_PAGE_AROUND;
  page->target = target;
  page->task = g_steal_pointer (&task);
  begin_load (self, page);
}

/**
 * sotto_message_history_jump_to_finish:
 * @self: a history
 * @result: what the callback was given
 * @position: (out) (optional): where in the model the message is
 * @error: return location for %SOTTO_CHAT_ERROR_NOT_FOUND and errors of the store
 *
 * Returns: whether the message is in the window
 */
gboolean
sotto_message_history_jump_to_finish (SottoMessageHistory *self,
                                      GAsyncResult *result,
                                      guint *position,
                                      GError **error)
{
  gssize place;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  place = g_task_propagate_int (G_TASK (result), error);
  if (place >= 0 && position != NULL)
    *position = (guint) place;

  return place >= 0;
}
