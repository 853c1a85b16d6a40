/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The values that go into an archive and come out of it. */

#include "sotto-archive-query.h"

#include <glib/gi18n-lib.h>

#include "sotto-archive-error.h"

G_DEFINE_QUARK (sotto - archive - error - quark, sotto_archive_error)

/**
 * sotto_archive_page_free:
 * @page: (transfer full): a page
 *
 * Frees it with the envelopes in it.
 */
void
sotto_archive_page_free (SottoArchivePage *page)
{
  g_return_if_fail (page != NULL);

  g_ptr_array_unref (page->envelopes);
  g_free (page);
}

/**
 * sotto_archive_query_check:
 * @query: a query
 * @error: return location for %SOTTO_ARCHIVE_ERROR_INVALID
 *
 * Returns: whether it can be answered
 */
gboolean
sotto_archive_query_check (const SottoArchiveQuery *query, GError **error)
{
  const char *reason = NULL;

  g_return_val_if_fail (query != NULL, FALSE);

  if (query->lower > query->upper)
    reason = _ ("The query ends before it begins.");
  else if (query->limit == 0 || query->limit > SOTTO_MAIL_MAX_LIMIT)
    reason = _ ("The query asks for too many envelopes, or for none.");
  else if (query->n_topics > SOTTO_MAIL_MAX_TOPICS)
    reason = _ ("The query names too many topics.");
  else if (query->n_topics == 0 && !query->has_bloom)
    reason = _ ("The query names neither topics nor a filter.");

  if (reason != NULL)
    g_set_error_literal (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_INVALID, reason);

  return reason == NULL;
}

/**
 * sotto_archive_query_copy:
 * @query: a query
 *
 * Returns: (transfer full): a copy that owns its topics
 */
SottoArchiveQuery *
sotto_archive_query_copy (const SottoArchiveQuery *query)
{
  SottoArchiveQuery *copy;

  g_return_val_if_fail (query != NULL, NULL);

  copy = g_memdup2 (query, sizeof *query);
  copy->topics = g_memdup2 (query->topics, query->n_topics * sizeof *query->topics);

  return copy;
}

/**
 * sotto_archive_query_free:
 * @query: (transfer full): a query from sotto_archive_query_copy ()
 *
 * Frees it with its topics.
 */
void
sotto_archive_query_free (SottoArchiveQuery *query)
{
  g_return_if_fail (query != NULL);

  g_free ((gpointer) query->topics);
  g_free (query);
}
