/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-chat.h"

G_BEGIN_DECLS

/**
 * SottoHistoryStatus:
 * @SOTTO_HISTORY_STATUS_UNAVAILABLE: nobody who keeps history is connected
 * @SOTTO_HISTORY_STATUS_COMPLETE: all that could be asked for was
 * @SOTTO_HISTORY_STATUS_FETCHING: what was missed is being fetched
 * @SOTTO_HISTORY_STATUS_WAITING: it was not answered, and will be asked for again soon
 */
typedef enum
{
  SOTTO_HISTORY_STATUS_UNAVAILABLE,
  SOTTO_HISTORY_STATUS_COMPLETE,
  SOTTO_HISTORY_STATUS_FETCHING,
  SOTTO_HISTORY_STATUS_WAITING,
} SottoHistoryStatus;

#define SOTTO_TYPE_HISTORY_STATUS (sotto_history_status_get_type ())
GType sotto_history_status_get_type (void);

/**
 * SottoHistorySync:
 *
 * Fetches what was sent while we were away from nodes that keep it, by itself whenever such a node
 * is there, and what is older when a person asks for it.
 *
 * Properties (all notify): `status`, `fraction` (d: of what is being fetched, 0 to 1), `found` (u:
 * payloads that were fetched since the fetching began), `complete-until` (x: all that was sent up
 * to here is there, as far as nodes had it; Unix seconds, 0: not known), `problem` (s, nullable: a
 * sentence for a person).
 *
 * Signals: `reach-changed`: sotto_history_sync_get_complete_since () may have another answer.
 */
#define SOTTO_TYPE_HISTORY_SYNC (sotto_history_sync_get_type ())
G_DECLARE_FINAL_TYPE (SottoHistorySync, sotto_history_sync, SOTTO, HISTORY_SYNC, GObject)

SottoHistoryStatus sotto_history_sync_get_status (SottoHistorySync *self);
double sotto_history_sync_get_fraction (SottoHistorySync *self);
guint sotto_history_sync_get_found (SottoHistorySync *self);
gint64 sotto_history_sync_get_complete_until (SottoHistorySync *self);
const char *sotto_history_sync_get_problem (SottoHistorySync *self);

/* Asks at once, instead of when the time comes. */
void sotto_history_sync_refresh (SottoHistorySync *self);

/* From when on the conversation is complete, in Unix seconds; 0: not known. */
gint64 sotto_history_sync_get_complete_since (SottoHistorySync *self, SottoChat *chat);

/* Whether something that was sent before that is still to be asked for. */
gboolean sotto_history_sync_has_gap (SottoHistorySync *self, SottoChat *chat);

/* Whether something older may be had at the moment. */
gboolean sotto_history_sync_can_load_older (SottoHistorySync *self, SottoChat *chat);

/* Fetches what was sent before that: a day at first, and more each time. Finishes when it is
 * stored. */
void sotto_history_sync_load_older_async (SottoHistorySync *self,
                                          SottoChat *chat,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean
sotto_history_sync_load_older_finish (SottoHistorySync *self, GAsyncResult *result, GError **error);

G_END_DECLS
