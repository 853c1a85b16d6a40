/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-engine-history-private.h"
#include "sotto-history-source.h"
#include "sotto-history-sync.h"
#include "sotto-messenger-private.h"

G_BEGIN_DECLS

/* Somebody who waits for something older. */
typedef struct
{
  GTask *task;
  GArray *topics;
  gboolean planned;
} SottoHistoryWaiter;

struct _SottoHistorySync
{
  GObject parent_instance;

  /* Owns us; NULL once it is gone. */
  SottoMessenger *messenger;
  SottoHistorySource *source;
  SottoClock *clock;
  SottoRandom *random;

  gboolean running;
  SottoHistoryStatus status;
  double fraction;
  guint found;
  gint64 complete_until;
  char *problem;

  /* What is to be done next, and what is under way: one thing at a time. */
  gboolean plan_wanted;
  gboolean is_stale; /* what was missed lately was not planned yet */
  gint64 seen_from;
  gint64 seen_until;
  gboolean busy;
  gboolean fetching;
  GCancellable *query;
  SottoHistoryReport *report;
  GPtrArray *waiters;
  guint plan_timer;
  guint retry_timer;
  guint n_failures;

  /* Progress: topic-seconds that were dealt with, and what the pages of this window span. */
  gint64 done;
  gint64 remaining;
  guint32 first_sent;
  guint32 last_sent;

  /* While a store is there, what it gets comes to us as it is sent. */
  gboolean covered;
  gint64 covered_from;
  gint64 watched_real_us;
  gint64 watched_monotonic_us;
  guint n_watches;
  guint watch_timer;
};

/* sotto-history-sync.c */

/* @source is nullable. */
SottoHistorySync *sotto_history_sync_new (SottoMessenger *messenger,
                                          SottoHistorySource *source,
                                          SottoClock *clock,
                                          SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;
void sotto_history_sync_update (SottoHistorySync *self);
void sotto_history_sync_set_problem (SottoHistorySync *self, const char *problem);
void sotto_history_sync_emit_reach_changed (SottoHistorySync *self);

/* sotto-history-sync-run.c */
void sotto_history_sync_start (SottoHistorySync *self);

/* Queues what is left to write, and does nothing more. */
void sotto_history_sync_stop (SottoHistorySync *self);

/* Other topics are followed, or the key of one has come. */
void sotto_history_sync_topics_changed (SottoHistorySync *self);

/* Looks for something to do, unless something is under way. */
void sotto_history_sync_go_on (SottoHistorySync *self);

/* (transfer full) (element-type SottoTopic): where messages of @chat come. */
GArray *sotto_history_sync_list_topics (SottoHistorySync *self,
                                        SottoChat *chat) G_GNUC_WARN_UNUSED_RESULT;
void sotto_history_waiter_free (SottoHistoryWaiter *waiter);

G_END_DECLS
