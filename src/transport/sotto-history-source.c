/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The seam between conversations and the nodes that keep history: dispatch of SottoHistorySource
 * and its pages.
 */

#include "sotto-history-source.h"

G_DEFINE_INTERFACE (SottoHistorySource, sotto_history_source, G_TYPE_OBJECT)

G_DEFINE_BOXED_TYPE (SottoHistoryPage,
                     sotto_history_page,
                     sotto_history_page_ref,
                     sotto_history_page_unref)

static void
history_page_clear (SottoHistoryPage *page)
{
  g_clear_pointer (&page->payloads, g_ptr_array_unref);
  g_clear_pointer (&page->store, g_free);
  g_clear_pointer (&page->cursor, g_bytes_unref);
}

static void
sotto_history_source_default_init (SottoHistorySourceInterface *iface)
{
  /**
   * SottoHistorySource::available-changed:
   * @self: the source
   *
   * A store can be asked now, or none can any more.
   */
  g_signal_new ("available-changed", SOTTO_TYPE_HISTORY_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                NULL, G_TYPE_NONE, 0);
}

SottoHistoryPage *
sotto_history_page_new (GPtrArray *payloads, const char *store, GBytes *cursor)
{
  SottoHistoryPage *page = g_atomic_rc_box_new0 (SottoHistoryPage);

  page->payloads = payloads;
  page->store = g_strdup (store);
  page->cursor = cursor != NULL ? g_bytes_ref (cursor) : NULL;

  return page;
}

SottoHistoryPage *
sotto_history_page_ref (SottoHistoryPage *page)
{
  return g_atomic_rc_box_acquire (page);
}

void
sotto_history_page_unref (SottoHistoryPage *page)
{
  g_atomic_rc_box_release_full (page, (GDestroyNotify) history_page_clear);
}

gboolean
sotto_history_source_get_available (SottoHistorySource *self)
{
  g_return_val_if_fail (SOTTO_IS_HISTORY_SOURCE (self), FALSE);

  return SOTTO_HISTORY_SOURCE_GET_IFACE (self)->get_available (self);
}

void
sotto_history_source_query_async (SottoHistorySource *self,
                                  const SottoHistoryQuery *query,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_return_if_fail (SOTTO_IS_HISTORY_SOURCE (self));
  g_return_if_fail (query != NULL);
  g_return_if_fail (query->n_topics > 0 && query->n_topics <= SOTTO_HISTORY_MAX_TOPICS);
  g_return_if_fail (query->limit > 0 && query->limit <= SOTTO_HISTORY_MAX_LIMIT);

  SOTTO_HISTORY_SOURCE_GET_IFACE (self)->query_async (self, query, cancellable, callback,
                                                      user_data);
}

SottoHistoryPage *
sotto_history_source_query_finish (SottoHistorySource *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SOTTO_IS_HISTORY_SOURCE (self), NULL);

  return SOTTO_HISTORY_SOURCE_GET_IFACE (self)->query_finish (self, result, error);
}
