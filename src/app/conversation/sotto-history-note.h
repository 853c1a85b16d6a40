/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SottoHistoryNoteState:
 * @SOTTO_HISTORY_NOTE_STATE_NONE: nothing to say
 * @SOTTO_HISTORY_NOTE_STATE_OLDER: there may be older messages, which can be fetched
 * @SOTTO_HISTORY_NOTE_STATE_FETCHING: they are being fetched
 * @SOTTO_HISTORY_NOTE_STATE_NOTHING: nothing older is kept anywhere
 * @SOTTO_HISTORY_NOTE_STATE_FAILED: they could not be fetched
 * @SOTTO_HISTORY_NOTE_STATE_GAP: messages may be missing here, which can be fetched
 * @SOTTO_HISTORY_NOTE_STATE_LOST: messages may be missing here, and nobody keeps them
 *
 * What there is to say about messages that are not here.
 */
typedef enum
{
  SOTTO_HISTORY_NOTE_STATE_NONE,
  SOTTO_HISTORY_NOTE_STATE_OLDER,
  SOTTO_HISTORY_NOTE_STATE_FETCHING,
  SOTTO_HISTORY_NOTE_STATE_NOTHING,
  SOTTO_HISTORY_NOTE_STATE_FAILED,
  SOTTO_HISTORY_NOTE_STATE_GAP,
  SOTTO_HISTORY_NOTE_STATE_LOST,
} SottoHistoryNoteState;

/**
 * SottoHistoryNote:
 *
 * A line in a conversation about messages that are not here, with a button that fetches them.
 *
 * Signals: `fetch`.
 */
#define SOTTO_TYPE_HISTORY_NOTE (sotto_history_note_get_type ())
G_DECLARE_FINAL_TYPE (SottoHistoryNote, sotto_history_note, SOTTO, HISTORY_NOTE, GtkWidget)

GtkWidget *sotto_history_note_new (void);

/* Not visible with %SOTTO_HISTORY_NOTE_STATE_NONE. @since: (nullable): the day or the time from
 * which on nothing is missing. */
void sotto_history_note_set_state (SottoHistoryNote *self,
                                   SottoHistoryNoteState state,
                                   const char *since);

/* (nullable) (transfer full): what it says, for those who do not see it. */
char *sotto_history_note_describe (SottoHistoryNoteState state,
                                   const char *since) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
