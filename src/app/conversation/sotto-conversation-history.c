/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window over the messages of a conversation: it grows where one scrolls to, jumps to messages
 * and to the end, and what has been seen at the end counts as read. */

#include <glib/gi18n.h>

#include "sotto-conversation-private.h"
#include "sotto-frame-log.h"
#include "sotto-message-row-view.h"

/* How long the message that one jumped to is marked. */
#define MARK_MILLISECONDS 1500

static gboolean
is_looked_at (SottoConversationView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) && gtk_window_is_active (GTK_WINDOW (root)) &&
         gtk_widget_get_mapped (GTK_WIDGET (self));
}

static void
update_jump (SottoConversationView *self)
{
  guint unread = self->chat ? sotto_chat_get_unread_count (self->chat) : 0;
  g_autofree char *count = g_strdup_printf ("%u", unread);
  g_autofree char *label = NULL;

  gtk_widget_set_visible (self->jump, self->chat && !sotto_timeline_get_at_end (self->timeline));
  gtk_widget_set_visible (GTK_WIDGET (self->jump_count), unread > 0);
  gtk_label_set_text (self->jump_count, count);
  if (unread > 0)
    label = g_strdup_printf (ngettext ("Go to the newest message, %u is unread",
                                       "Go to the newest message, %u are unread", unread),
                             unread);
  else
    label = g_strdup (_ ("Go to the newest message"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->jump), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
look_cb (SottoConversationView *self)
{
  if (self->chat && sotto_timeline_get_at_end (self->timeline) && is_looked_at (self) &&
      sotto_chat_get_unread_count (self->chat) > 0)
    sotto_messenger_mark_read (self->messenger, self->chat);
  update_jump (self);
}

static void
edge_approached_cb (SottoConversationView *self, GtkPositionType edge)
{
  if (!self->history)
    return;
  if (edge == GTK_POS_TOP)
    sotto_message_history_load_older (self->history);
  else
    sotto_message_history_load_newer (self->history);
}

static void
unmark (SottoConversationView *self)
{
  guint n = self->history ? g_list_model_get_n_items (G_LIST_MODEL (self->history)) : 0;

  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = sotto_timeline_get_row (self->timeline, i);

      if (row)
        sotto_message_row_view_set_marked (SOTTO_MESSAGE_ROW_VIEW (row), FALSE);
    }
}

static gboolean
unmark_cb (gpointer user_data)
{
  SottoConversationView *self = user_data;

  self->mark_timer = 0;
  unmark (self);
  return G_SOURCE_REMOVE;
}

static void
mark (SottoConversationView *self, guint position)
{
  GtkWidget *row = sotto_timeline_get_row (self->timeline, position);

  if (!row)
    return;
  unmark (self);
  sotto_message_row_view_set_marked (SOTTO_MESSAGE_ROW_VIEW (row), TRUE);
  sotto_clock_clear_timer (self->clock, &self->mark_timer);
  self->mark_timer = sotto_clock_add_timer (self->clock, MARK_MILLISECONDS, unmark_cb, self);
}

static void
jumped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoConversationView) self = user_data;
  g_autoptr (GError) error = NULL;
  guint position;

  if (!sotto_message_history_jump_to_finish (SOTTO_MESSAGE_HISTORY (source), result, &position,
                                             &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        sotto_conversation_toast (self, _ ("That message is not here any more"));
      return;
    }
  if ((GObject *) self->history != source)
    return;
  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->history)))
    return;
  sotto_timeline_scroll_to (self->timeline, position);
  sotto_timeline_focus_item (self->timeline, position);
  mark (self, position);
}

void
sotto_conversation_jump_to (SottoConversationView *self, const char *message_id)
{
  if (!self->history || !message_id)
    return;
  g_cancellable_cancel (self->jumping);
  g_set_object (&self->jumping, NULL);
  self->jumping = g_cancellable_new ();
  sotto_message_history_jump_to_async (self->history, message_id, self->jumping, jumped_cb,
                                       g_object_ref (self));
}

void
sotto_conversation_jump_to_end (SottoConversationView *self)
{
  if (!self->history)
    return;
  if (sotto_message_history_get_has_newer (self->history))
    sotto_message_history_jump_to_end (self->history);
  sotto_timeline_scroll_to_end (self->timeline);
}

/* Where one stopped reading: the view opens there, and a line stands there until the chat is opened
 * anew. */
static void
first_unread_cb (SottoConversationView *self)
{
  const char *id = sotto_message_history_get_first_unread (self->history);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->history));

  if (!id || g_strcmp0 (id, self->first_unread) == 0)
    return;
  g_free (self->first_unread);
  self->first_unread = g_strdup (id);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SottoMessage) message = g_list_model_get_item (G_LIST_MODEL (self->history), i);

      if (g_str_equal (sotto_message_get_id (message), id))
        {
          sotto_timeline_rebind (self->timeline, i);
          sotto_timeline_scroll_to (self->timeline, i);
          return;
        }
    }
  sotto_conversation_jump_to (self, id);
}

/* The first message of a window knows only now whether a day begins with it. */
static void
has_older_cb (SottoConversationView *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->history)) > 0)
    sotto_timeline_rebind (self->timeline, 0);
}

/* What is in the model now is in the next frame. */
static void
messages_cb (SottoConversationView *self)
{
  sotto_frame_log_mark (self->clock, "messages");
}

void
sotto_conversation_open_history (SottoConversationView *self)
{
  sotto_frame_log_mark (self->clock, "chat");
  self->history = sotto_messenger_open_history (self->messenger, self->chat);
  g_signal_connect_object (self->history, "notify::first-unread", G_CALLBACK (first_unread_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "notify::has-older", G_CALLBACK (has_older_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_bind_property (self->history, "has-newer", self->timeline, "follows-end",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  sotto_timeline_set_model (self->timeline, G_LIST_MODEL (self->history));
  g_signal_connect_object (self->history, "items-changed", G_CALLBACK (look_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "items-changed", G_CALLBACK (messages_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chat, "notify::unread-count", G_CALLBACK (look_cb), self,
                           G_CONNECT_SWAPPED);
  sotto_conversation_open_older (self);
  first_unread_cb (self);
  look_cb (self);
}

void
sotto_conversation_close_history (SottoConversationView *self)
{
  sotto_conversation_close_older (self);
  g_cancellable_cancel (self->jumping);
  g_clear_object (&self->jumping);
  sotto_clock_clear_timer (self->clock, &self->mark_timer);
  g_clear_pointer (&self->first_unread, g_free);
  if (self->chat)
    g_signal_handlers_disconnect_by_func (self->chat, look_cb, self);
  if (!self->history)
    return;
  g_signal_handlers_disconnect_by_data (self->history, self);
  sotto_timeline_set_model (self->timeline, NULL);
  g_clear_object (&self->history);
}

static void
root_cb (SottoConversationView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    g_signal_connect_object (root, "notify::is-active", G_CALLBACK (look_cb), self,
                             G_CONNECT_SWAPPED);
}

void
sotto_conversation_init_history (SottoConversationView *self)
{
  g_signal_connect_swapped (self->timeline, "edge-approached", G_CALLBACK (edge_approached_cb),
                            self);
  g_signal_connect_swapped (self->timeline, "end-requested",
                            G_CALLBACK (sotto_conversation_jump_to_end), self);
  g_signal_connect_swapped (self->timeline, "notify::at-end", G_CALLBACK (look_cb), self);
  g_signal_connect (self, "notify::root", G_CALLBACK (root_cb), NULL);
  g_signal_connect (self, "map", G_CALLBACK (look_cb), NULL);
}
