/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sotto-history-note.h"
#include "sotto-message.h"

G_BEGIN_DECLS

/**
 * SottoMessageCommand:
 *
 * What a person may ask of a message.
 */
typedef enum
{
  SOTTO_MESSAGE_COMMAND_MENU,
  SOTTO_MESSAGE_COMMAND_COPY,
  SOTTO_MESSAGE_COMMAND_REPLY,
  SOTTO_MESSAGE_COMMAND_DETAILS,
  SOTTO_MESSAGE_COMMAND_RETRY,
  SOTTO_MESSAGE_COMMAND_DELETE,
  SOTTO_MESSAGE_COMMAND_GO_TO_QUOTE,
  SOTTO_MESSAGE_COMMAND_SHOW_AUTHOR,
  SOTTO_MESSAGE_COMMAND_FETCH,
} SottoMessageCommand;

/**
 * SottoMessagePlace:
 * @note: what there is to say about messages that are not here, above it
 * @since: (nullable): for @note
 * @day: (nullable): the day to stand above the message, if it begins with it
 * @begins_unread: whether the line "New messages" stands above it
 * @begins_group: whether its author wrote nothing directly before it
 * @shows_author: whether the chat has so many people that names are shown
 *
 * What a message's row shows of its surroundings.
 */
typedef struct
{
  SottoHistoryNoteState note;
  const char *since;
  const char *day;
  gboolean begins_unread;
  gboolean begins_group;
  gboolean shows_author;
} SottoMessagePlace;

/**
 * SottoMessageRowView:
 *
 * A row of the conversation: what stands above the message, and its bubble.
 *
 * Signals:
 * - `command` (#SottoMessageCommand as int, x, y): where the menu belongs, in the row's coordinates
 * - `link-activated` (utf8)
 *
 * # Accessibility
 *
 * A list item whose label is one sentence with all that can be seen.
 */
#define SOTTO_TYPE_MESSAGE_ROW_VIEW (sotto_message_row_view_get_type ())
G_DECLARE_FINAL_TYPE (SottoMessageRowView,
                      sotto_message_row_view,
                      SOTTO,
                      MESSAGE_ROW_VIEW,
                      GtkWidget)

GtkWidget *sotto_message_row_view_new (void);

/* @message: (nullable); @place: (nullable) only together with it. */
void sotto_message_row_view_set_message (SottoMessageRowView *self,
                                         SottoMessage *message,
                                         const SottoMessagePlace *place);

/* (transfer none) (nullable) */
SottoMessage *sotto_message_row_view_get_message (SottoMessageRowView *self);

/* (transfer full) (nullable) */
char *sotto_message_row_view_dup_selection (SottoMessageRowView *self) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) */
char **sotto_message_row_view_dup_links (SottoMessageRowView *self) G_GNUC_WARN_UNUSED_RESULT;

/* Marks the row for a moment, as the one that was jumped to; @marked %FALSE ends that. */
void sotto_message_row_view_set_marked (SottoMessageRowView *self, gboolean marked);

G_END_DECLS
