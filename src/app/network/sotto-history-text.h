/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-history-sync.h"
#include "sotto-transport-store.h"

G_BEGIN_DECLS

/* Fetching what was missed, and who is asked for it, in words. All (transfer full); @now_ms is in
 * milliseconds since 1970. */

/* What is being fetched, and how far we are, for a line in the window. */
char *sotto_history_text_progress (SottoHistorySync *sync, gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;

/* The same whatever the state, in a sentence. */
char *sotto_history_text_state (SottoHistorySync *sync, gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;

/* A name for a mailserver: where it is. */
char *sotto_history_text_store_name (const char *address) G_GNUC_WARN_UNUSED_RESULT;

/* What it does, how fast it is, when it answered, and what went wrong. */
char *sotto_history_text_store (SottoTransportStore *store,
                                gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
