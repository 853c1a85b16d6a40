/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-engine-private.h"
#include "sotto-history-source.h"

G_BEGIN_DECLS

/* What one query asks for at most, in seconds. */
#define SOTTO_HISTORY_WINDOW ((gint64) 24 * 60 * 60)

/* How far back we ask for what was missed, in seconds: servers keep envelopes for so long, and ids
 * of what was dealt with are kept for somewhat longer. */
#define SOTTO_HISTORY_REACH ((gint64) 30 * 24 * 60 * 60)

/**
 * SottoHistoryPart:
 * @gap: number of the gap
 * @topic: its topic
 * @origin: why it is asked for
 */
typedef struct
{
  gint64 gap;
  SottoTopic topic;
  SottoOrigin origin;
} SottoHistoryPart;

/**
 * SottoHistoryWindow:
 * @parts: (element-type SottoHistoryPart): gaps of different topics that have this window in common
 * @from_seconds: where it begins, inclusive
 * @to_seconds: where it ends, inclusive
 * @store: (nullable): who issued @cursor
 * @cursor: (nullable): where to go on
 *
 * What is asked for at once.
 */
typedef struct
{
  GArray *parts;
  gint64 from_seconds;
  gint64 to_seconds;
  char *store;
  GBytes *cursor;
} SottoHistoryWindow;

void sotto_history_window_free (SottoHistoryWindow *window);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoHistoryWindow, sotto_history_window_free)

/**
 * SottoHistoryReport:
 * @next: (nullable): what to ask for next
 * @remaining: seconds that are still to be asked for, of all topics together
 * @complete_until: all that was sent up to here is there; 0: nothing is known
 * @since: (element-type SottoTopic gint64): from when on each topic is complete
 * @n_postponed: payloads that wait for earlier ones
 * @unfinished: (element-type SottoTopic): topics of which something is still to be asked for
 *
 * How far we are, at the end of a transaction.
 */
typedef struct
{
  SottoHistoryWindow *next;
  gint64 remaining;
  gint64 complete_until;
  GHashTable *since;
  GHashTable *unfinished;
  gint64 n_postponed;
} SottoHistoryReport;

void sotto_history_report_free (SottoHistoryReport *self);

/**
 * SottoHistoryJob:
 * @seen_from: from here
 * @seen_until: to here, what was sent came as it was sent; 0: nothing to say
 * @plan: whether to look for what was missed
 * @older: (nullable) (element-type SottoTopic): topics of which more is wanted than there is
 * @window: (nullable): what was asked for
 * @page: (nullable): what was answered
 * @begin_anew: whether the cursor of @window is of no use any more
 * @retry_postponed: whether to try again what waits for earlier payloads
 * @report: (out): how far we are then
 *
 * What changes about history in one transaction. Parts are done in this order.
 */
typedef struct
{
  gint64 seen_from;
  gint64 seen_until;
  gboolean plan;
  GArray *older;
  SottoHistoryWindow *window;
  SottoHistoryPage *page;
  gboolean begin_anew;
  gboolean retry_postponed;
  SottoHistoryReport *report;
} SottoHistoryJob;

void sotto_history_job_free (SottoHistoryJob *job);

/* Both are #SottoWorkFunc over #SottoHistoryJob: the first notes the payloads of its page in the
 * inbox, the second does the rest. */
gboolean sotto_engine_history_note (SottoWork *work, gpointer data, GError **error);
gboolean sotto_engine_history (SottoWork *work, gpointer data, GError **error);

/* sotto-engine-history-plan.c */

/* Whether @topic can be asked for: it is followed, and its key is there. */
gboolean sotto_engine_history_is_ready (SottoWork *work,
                                        const SottoTopic *topic,
                                        SottoSubscriptionKind *kind);
gboolean sotto_engine_history_plan (SottoWork *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_engine_history_plan_older (SottoWork *work,
                                          GArray *topics,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_engine_history_seen (SottoWork *work, gint64 from, gint64 until, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
