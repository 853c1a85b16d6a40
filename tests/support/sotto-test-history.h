/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-history-source.h"

G_BEGIN_DECLS

/**
 * SottoTestHistory:
 *
 * A store over a list of payloads: answers queries after a moment of the clock, in either order,
 * and as badly as a test wants it to.
 */
#define SOTTO_TYPE_TEST_HISTORY (sotto_test_history_get_type ())
G_DECLARE_FINAL_TYPE (SottoTestHistory, sotto_test_history, SOTTO, TEST_HISTORY, GObject)

/* What it was asked. */
typedef struct
{
  gint64 at_seconds;
  gint64 from_seconds;
  gint64 to_seconds;
  guint n_topics;
  gboolean has_cursor;
} SottoTestHistoryQuery;

/* @archive (element-type SottoReceivedPayload) is borrowed and may grow. */
SottoTestHistory *sotto_test_history_new (SottoClock *clock,
                                          GPtrArray *archive) G_GNUC_WARN_UNUSED_RESULT;
void sotto_test_history_set_available (SottoTestHistory *self, gboolean available);
void sotto_test_history_set_oldest_first (SottoTestHistory *self, gboolean oldest_first);

/* So many of the next queries fail like this. */
void sotto_test_history_fail (SottoTestHistory *self, guint n, int transport_error);

/* So many payloads at most in a page, whatever is asked for; 0: no limit. */
void sotto_test_history_set_page_size (SottoTestHistory *self, guint page_size);

/* (transfer none) (element-type SottoTestHistoryQuery) */
GArray *sotto_test_history_get_queries (SottoTestHistory *self);

G_END_DECLS
