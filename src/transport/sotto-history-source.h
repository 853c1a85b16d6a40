/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-topic.h"
#include "sotto-transport.h"

G_BEGIN_DECLS

/* What one query may ask for. */
#define SOTTO_HISTORY_MAX_TOPICS 10000
#define SOTTO_HISTORY_MAX_CURSOR 64
#define SOTTO_HISTORY_MAX_LIMIT 1000

/**
 * SottoHistoryQuery:
 * @topics: which topics, at least one, at most %SOTTO_HISTORY_MAX_TOPICS
 * @n_topics: how many
 * @from_seconds: earliest time of sending, Unix seconds, inclusive
 * @to_seconds: latest time of sending, Unix seconds, inclusive
 * @limit: how many payloads a page may have, 1 to %SOTTO_HISTORY_MAX_LIMIT
 * @store: (nullable): name of the store that issued @cursor; %NULL to leave the choice to the
 * source
 * @cursor: (nullable): where the page before ended, at most %SOTTO_HISTORY_MAX_CURSOR bytes that
 * mean something to @store only
 *
 * A question to a store node. Borrowed by the call, which copies what it needs.
 */
typedef struct
{
  const SottoTopic *topics;
  gsize n_topics;
  gint64 from_seconds;
  gint64 to_seconds;
  guint limit;
  const char *store;
  GBytes *cursor;
} SottoHistoryQuery;

/**
 * SottoHistoryPage:
 * @payloads: (element-type SottoReceivedPayload): what came, in no order that may be relied upon;
 * only topics that were asked for, each id once
 * @store: who answered
 * @cursor: (nullable): where to go on at @store; %NULL when there is no more
 *
 * One page of an answer. Immutable and reference counted. The cursor is to be committed together
 * with the payloads, so that a kill between two pages loses none.
 */
typedef struct
{
  GPtrArray *payloads;
  char *store;
  GBytes *cursor;
} SottoHistoryPage;

#define SOTTO_TYPE_HISTORY_PAGE (sotto_history_page_get_type ())
GType sotto_history_page_get_type (void);

/* (transfer full): takes the reference of @payloads, whose free function unreferences them. */
SottoHistoryPage *sotto_history_page_new (GPtrArray *payloads,
                                          const char *store,
                                          GBytes *cursor) G_GNUC_WARN_UNUSED_RESULT;
SottoHistoryPage *sotto_history_page_ref (SottoHistoryPage *page);
void sotto_history_page_unref (SottoHistoryPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoHistoryPage, sotto_history_page_unref)

/**
 * SottoHistorySource:
 *
 * Asks nodes that keep what was published (a mailserver of Waku 1, a store node of Waku 2) for what
 * was sent while one was away. Which store is asked, what is done when it fails, and what a query
 * looks like on the wire is the source's own affair.
 *
 * Signals, on the main context:
 * - `available-changed`: sotto_history_source_get_available () has another answer
 */
#define SOTTO_TYPE_HISTORY_SOURCE (sotto_history_source_get_type ())
G_DECLARE_INTERFACE (SottoHistorySource, sotto_history_source, SOTTO, HISTORY_SOURCE, GObject)

struct _SottoHistorySourceInterface
{
  GTypeInterface parent_interface;

  gboolean (*get_available) (SottoHistorySource *self);
  void (*query_async) (SottoHistorySource *self,
                       const SottoHistoryQuery *query,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  SottoHistoryPage *(*query_finish) (SottoHistorySource *self,
                                     GAsyncResult *result,
                                     GError **error);
};

/* Whether a store can be asked at the moment. */
gboolean sotto_history_source_get_available (SottoHistorySource *self);

/**
 * sotto_history_source_query_async:
 * @self: the source
 * @query: what is asked for
 * @cancellable: (nullable): gives up; what still comes of the answer is dropped
 * @callback: (scope async): called with the page
 * @user_data: for @callback
 *
 * Asks for one page. Queries wait for each other where the network cannot tell their answers apart.
 * Fails with %SOTTO_TRANSPORT_ERROR_NO_STORE when there is nobody to ask, with
 * %SOTTO_TRANSPORT_ERROR_CURSOR_LOST when @query's store is gone, so that the window has to be
 * asked for from its beginning, and with %SOTTO_TRANSPORT_ERROR_STORE when the stores that were
 * tried refused, lied or did not answer in time.
 */
void sotto_history_source_query_async (SottoHistorySource *self,
                                       const SottoHistoryQuery *query,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

/* (transfer full) */
SottoHistoryPage *sotto_history_source_query_finish (SottoHistorySource *self,
                                                     GAsyncResult *result,
                                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
