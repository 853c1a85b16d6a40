/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-composer.h"
#include "sotto-conversation-view.h"
#include "sotto-history-note.h"
#include "sotto-network-bar.h"
#include "sotto-timeline.h"

G_BEGIN_DECLS

struct _SottoConversationView
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwHeaderBar *header;
  GtkWidget *back_button;
  GtkWidget *title_button;
  GtkBox *avatar_place;
  GtkImage *kind_icon;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkMenuButton *menu_button;
  SottoNetworkBar *network_bar;
  GtkWidget *request_bar;
  GtkLabel *request_text;
  GtkWidget *blocked_bar;
  GtkScrolledWindow *scrolled;
  SottoHistoryNote *empty_note;
  GtkWidget *jump;
  GtkLabel *jump_count;
  SottoComposer *composer;
  GtkWidget *avatar;
  SottoTimeline *timeline;
  GtkWidget *popover; /* menu of a message, a child of ours */

  SottoSession *session;
  SottoMessenger *messenger;
  SottoClock *clock;
  GSettings *settings;

  SottoChat *chat;
  SottoMessageHistory *history;
  GCancellable *jumping;
  char *first_unread;

  /* What is not here, as sotto-conversation-older.c knows it. */
  SottoHistorySync *sync;
  GCancellable *fetching;
  gboolean fetch_failed;
  gint64 complete_since; /* Unix seconds, 0: not known */
  gboolean has_gap;
  gboolean can_fetch;
  gboolean is_syncing;
  gboolean is_available;
  char *gap_id; /* of the message above which messages may be missing */

  SottoMessage *menu_message;
  guint draft_timer;
  guint mark_timer;
  gboolean folded;
};

/* sotto-conversation-rows.c: messages as rows of the timeline. */
void sotto_conversation_init_rows (SottoConversationView *self);

/* sotto-conversation-commands.c: what may be done with a message. */
void sotto_conversation_init_commands (SottoConversationView *self);
void sotto_conversation_command (SottoConversationView *self,
                                 GtkWidget *row,
                                 int command,
                                 double x,
                                 double y);
void sotto_conversation_toast (SottoConversationView *self, const char *sentence);

/* sotto-conversation-history.c: the window over the messages. */
void sotto_conversation_open_history (SottoConversationView *self);
void sotto_conversation_close_history (SottoConversationView *self);
void sotto_conversation_init_history (SottoConversationView *self);
void sotto_conversation_jump_to (SottoConversationView *self, const char *message_id);
void sotto_conversation_jump_to_end (SottoConversationView *self);

/* sotto-conversation-older.c: messages that are not here. */
void sotto_conversation_open_older (SottoConversationView *self);
void sotto_conversation_close_older (SottoConversationView *self);
void sotto_conversation_fetch (SottoConversationView *self);
SottoHistoryNoteState sotto_conversation_get_note (SottoConversationView *self,
                                                   SottoMessage *previous,
                                                   SottoMessage *message);
char *sotto_conversation_dup_since (SottoConversationView *self) G_GNUC_WARN_UNUSED_RESULT;

/* sotto-conversation-header.c: name, kind and menu of the chat. */
void sotto_conversation_update_header (SottoConversationView *self);

G_END_DECLS
