/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages as rows of the timeline: which ones make a group, where a day begins. */

#include "sotto-conversation-private.h"
#include "sotto-link-opener.h"
#include "sotto-message-row-view.h"
#include "sotto-time-text.h"

/* Messages of one person within this time stand together. */
#define GROUP_MILLISECONDS (5 * 60 * 1000)

static gboolean
begins_day (SottoConversationView *self, SottoMessage *previous, SottoMessage *message)
{
  if (!previous)
    return !sotto_message_history_get_has_older (self->history);
  return !sotto_time_same_day (sotto_message_get_timestamp (previous),
                               sotto_message_get_timestamp (message));
}

static gboolean
continues_group (SottoMessage *previous, SottoMessage *message)
{
  gint64 gap;

  if (!previous || sotto_message_get_author (previous) != sotto_message_get_author (message))
    return FALSE;
  gap = sotto_message_get_timestamp (message) - sotto_message_get_timestamp (previous);
  return ABS (gap) < GROUP_MILLISECONDS;
}

static void
bind_row (GtkWidget *row, GListModel *model, guint position, gpointer user_data)
{
  SottoConversationView *self = user_data;
  g_autoptr (SottoMessage) message = g_list_model_get_item (model, position);
  g_autoptr (SottoMessage) previous = NULL;
  g_autofree char *day = NULL;
  g_autofree char *since = sotto_conversation_dup_since (self);
  SottoMessagePlace place = { 0 };

  if (position > 0)
    previous = g_list_model_get_item (model, position - 1);
  if (begins_day (self, previous, message))
    day = sotto_time_text_day (sotto_message_get_timestamp (message),
                               (gint64) sotto_clock_get_milliseconds (self->clock));
  place.note = sotto_conversation_get_note (self, previous, message);
  place.since = since;
  place.day = day;
  place.begins_unread = g_strcmp0 (self->first_unread, sotto_message_get_id (message)) == 0;
  place.begins_group = day || place.begins_unread || !continues_group (previous, message);
  place.shows_author = sotto_chat_get_kind (self->chat) != SOTTO_CHAT_KIND_DIRECT;
  sotto_message_row_view_set_message (SOTTO_MESSAGE_ROW_VIEW (row), message, &place);
}

static void
unbind_row (GtkWidget *row, gpointer user_data)
{
  sotto_message_row_view_set_message (SOTTO_MESSAGE_ROW_VIEW (row), NULL, NULL);
}

static void
command_cb (GtkWidget *row, int command, double x, double y, SottoConversationView *self)
{
  sotto_conversation_command (self, row, command, x, y);
}

static void
link_activated_cb (GtkWidget *row, const char *url, SottoConversationView *self)
{
  sotto_link_opener_open (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), url);
}

static GtkWidget *
create_row (gpointer user_data)
{
  GtkWidget *row = sotto_message_row_view_new ();

  g_signal_connect (row, "command", G_CALLBACK (command_cb), user_data);
  g_signal_connect (row, "link-activated", G_CALLBACK (link_activated_cb), user_data);
  return row;
}

void
sotto_conversation_init_rows (SottoConversationView *self)
{
  SottoTimelineFactory factory = { create_row, bind_row, unbind_row, self };

  sotto_timeline_set_factory (self->timeline, &factory);
}
