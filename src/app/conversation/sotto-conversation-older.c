/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages that are not here: what is older than the conversation reaches, and gaps in it. Both are
 * said above a message, or where messages would be, with a button that asks a mailserver:
 *
 *   older ┊ Complete since 3 May [Load Older Messages] ┊ message ┊ … ┊ may be missing [Fetch] ┊ …
 */

#include "sotto-conversation-private.h"
#include "sotto-time-text.h"

#define MS 1000

/* What stands above the first message, or where it would be. */
static SottoHistoryNoteState
get_older (SottoConversationView *self)
{
  if (self->history == NULL || sotto_message_history_get_has_older (self->history))
    return SOTTO_HISTORY_NOTE_STATE_NONE;
  if (self->fetching != NULL)
    return SOTTO_HISTORY_NOTE_STATE_FETCHING;
  if (self->fetch_failed)
    return SOTTO_HISTORY_NOTE_STATE_FAILED;
  if (self->can_fetch)
    return SOTTO_HISTORY_NOTE_STATE_OLDER;
  return self->is_available && self->complete_since > 0 ? SOTTO_HISTORY_NOTE_STATE_NOTHING
                                                        : SOTTO_HISTORY_NOTE_STATE_NONE;
}

static SottoHistoryNoteState
get_gap (SottoConversationView *self)
{
  if (self->fetching != NULL || (self->has_gap && self->is_syncing))
    return SOTTO_HISTORY_NOTE_STATE_FETCHING;
  if (self->fetch_failed)
    return SOTTO_HISTORY_NOTE_STATE_FAILED;
  return self->can_fetch ? SOTTO_HISTORY_NOTE_STATE_GAP : SOTTO_HISTORY_NOTE_STATE_LOST;
}

/* Whether the conversation is complete from here on, and not before. */
static gboolean
is_after_gap (SottoConversationView *self, SottoMessage *previous, SottoMessage *message)
{
  gint64 since = self->complete_since * MS;

  return since > 0 && previous != NULL && sotto_message_get_timestamp (previous) < since &&
         sotto_message_get_timestamp (message) >= since;
}

/* The message above which messages may be missing. */
static guint
find_gap (SottoConversationView *self)
{
  GListModel *model = G_LIST_MODEL (self->history);
  g_autoptr (SottoMessage) previous = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (SottoMessage) message = g_list_model_get_item (model, i);

      if (is_after_gap (self, previous, message))
        return i;
      g_set_object (&previous, message);
    }
  return GTK_INVALID_LIST_POSITION;
}

static guint
find_message (SottoConversationView *self, const char *id)
{
  GListModel *model = G_LIST_MODEL (self->history);

  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (SottoMessage) message = g_list_model_get_item (model, i);

      if (g_str_equal (sotto_message_get_id (message), id))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
rebind (SottoConversationView *self, guint position)
{
  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->history)))
    sotto_timeline_rebind (self->timeline, position);
}

static void
update_empty (SottoConversationView *self)
{
  gboolean is_empty = self->history != NULL &&
                      g_list_model_get_n_items (G_LIST_MODEL (self->history)) == 0 &&
                      !sotto_message_history_get_loading (self->history);
  g_autofree char *since = sotto_conversation_dup_since (self);

  sotto_history_note_set_state (self->empty_note,
                                is_empty ? get_older (self) : SOTTO_HISTORY_NOTE_STATE_NONE, since);
}

/* The rows that say something of it, or said it before. */
static void
show (SottoConversationView *self)
{
  guint before = find_message (self, self->gap_id);
  guint now = find_gap (self);

  g_clear_pointer (&self->gap_id, g_free);
  if (now != GTK_INVALID_LIST_POSITION)
    {
      g_autoptr (SottoMessage) message = g_list_model_get_item (G_LIST_MODEL (self->history), now);

      self->gap_id = g_strdup (sotto_message_get_id (message));
    }
  rebind (self, 0);
  if (before != 0)
    rebind (self, before);
  if (now != before && now != 0)
    rebind (self, now);
  update_empty (self);
}

static void
reach_changed_cb (SottoConversationView *self)
{
  SottoHistoryStatus status = sotto_history_sync_get_status (self->sync);
  gint64 since = sotto_history_sync_get_complete_since (self->sync, self->chat);
  gboolean has_gap = sotto_history_sync_has_gap (self->sync, self->chat);
  gboolean can_fetch = sotto_history_sync_can_load_older (self->sync, self->chat);
  gboolean is_syncing = status == SOTTO_HISTORY_STATUS_FETCHING;
  gboolean is_available = status != SOTTO_HISTORY_STATUS_UNAVAILABLE;

  if (since == self->complete_since && has_gap == self->has_gap && can_fetch == self->can_fetch &&
      is_syncing == self->is_syncing && is_available == self->is_available)
    return;
  self->complete_since = since;
  self->has_gap = has_gap;
  self->can_fetch = can_fetch;
  self->is_syncing = is_syncing;
  self->is_available = is_available;
  show (self);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoConversationView) self = user_data;
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean is_fetched =
    sotto_history_sync_load_older_finish (SOTTO_HISTORY_SYNC (source), result, &error);

  /* Another chat may be open, where something else is fetched. */
  if (self->fetching != cancellable)
    return;
  g_clear_object (&self->fetching);
  self->fetch_failed = !is_fetched;
  show (self);
}

void
sotto_conversation_fetch (SottoConversationView *self)
{
  if (self->history == NULL || self->fetching != NULL)
    return;
  self->fetch_failed = FALSE;
  self->fetching = g_cancellable_new ();
  sotto_history_sync_load_older_async (self->sync, self->chat, self->fetching, fetched_cb,
                                       g_object_ref (self));
  show (self);
}

void
sotto_conversation_open_older (SottoConversationView *self)
{
  self->sync = sotto_messenger_get_history_sync (self->messenger);
  self->fetch_failed = FALSE;
  self->complete_since = 0;
  g_signal_connect_object (self->sync, "reach-changed", G_CALLBACK (reach_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sync, "notify::status", G_CALLBACK (reach_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "items-changed", G_CALLBACK (update_empty), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "notify::loading", G_CALLBACK (update_empty), self,
                           G_CONNECT_SWAPPED);
  reach_changed_cb (self);
  update_empty (self);
}

void
sotto_conversation_close_older (SottoConversationView *self)
{
  if (self->sync == NULL)
    return;
  g_signal_handlers_disconnect_by_func (self->sync, reach_changed_cb, self);
  self->sync = NULL;
  g_cancellable_cancel (self->fetching);
  g_clear_object (&self->fetching);
  g_clear_pointer (&self->gap_id, g_free);
  sotto_history_note_set_state (self->empty_note, SOTTO_HISTORY_NOTE_STATE_NONE, NULL);
}

/* @previous: (nullable) */
SottoHistoryNoteState
sotto_conversation_get_note (SottoConversationView *self,
                             SottoMessage *previous,
                             SottoMessage *message)
{
  if (previous == NULL)
    return get_older (self);
  return is_after_gap (self, previous, message) ? get_gap (self) : SOTTO_HISTORY_NOTE_STATE_NONE;
}

/* (nullable): from when on nothing is missing. */
char *
sotto_conversation_dup_since (SottoConversationView *self)
{
  if (self->complete_since <= 0)
    return NULL;
  return sotto_time_text_since (self->complete_since * MS,
                                (gint64) sotto_clock_get_milliseconds (self->clock));
}
