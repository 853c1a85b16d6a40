/* SPDX-License-Identifier: GPL-3.0-or-later */

/* History as it comes, page by page. A page's payloads are processed in the transaction that also
 * moves the cursor, so that a kill at any moment asks for that page again and for nothing else;
 * what comes twice is known by its id.
 */

#include "sotto-sql.h"
#include "sotto-engine-history-private.h"
#include "sotto-engine-receive-private.h"

/* Tried again in one transaction. */
#define RETRY_BATCH 200

/* Of a postponed payload: all that may have been sent before it is there. */
#define NOTHING_BEFORE                                                                             \
  "NOT EXISTS (SELECT 1 FROM history_gaps g WHERE g.origin = 1 "                                   \
  "AND g.from_seconds <= postponed.sent_seconds)"

typedef struct
{
  SottoHistoryReport *report;
  SottoWork *work;
} Scan;

static GHashTable *
topic_table_new (GDestroyNotify free_value)
{
  return g_hash_table_new_full (sotto_topic_hash, sotto_topic_equal, g_free, free_value);
}

/* Payloads of one page by time, since a ratchet likes to be turned forwards. */
static int
compare_payloads_cb (gconstpointer a, gconstpointer b)
{
  const SottoReceivedPayload *first = *(SottoReceivedPayload *const *) a;
  const SottoReceivedPayload *second = *(SottoReceivedPayload *const *) b;

  return (first->sent_seconds > second->sent_seconds) -
         (first->sent_seconds < second->sent_seconds);
}

/* FALSE with @wanted unset for what was not asked for, or is set aside because the program died
 * over it. */
static gboolean
is_wanted (SottoWork *work,
           GHashTable *origins,
           const SottoReceivedPayload *payload,
           gboolean *wanted,
           GError **error)
{
  gint64 set_aside = 0;

  if (!sotto_sql_get_int (work->connection, &set_aside, error,
                          "SELECT EXISTS (SELECT 1 FROM quarantine WHERE hash = ?1)", "h",
                          &payload->id))
    return FALSE;
  *wanted = set_aside == 0 && g_hash_table_contains (origins, &payload->topic);

  return TRUE;
}

static GHashTable *
list_origins (const SottoHistoryWindow *window)
{
  GHashTable *origins = topic_table_new (NULL);

  for (guint i = 0; i < window->parts->len; i++)
    {
      const SottoHistoryPart *part = &g_array_index (window->parts, SottoHistoryPart, i);

      g_hash_table_insert (origins, g_memdup2 (&part->topic, sizeof part->topic),
                           GINT_TO_POINTER (part->origin));
    }

  return origins;
}

typedef gboolean (*PayloadFunc) (SottoWork *work,
                                 SottoReceivedPayload *payload,
                                 SottoOrigin origin,
                                 GError **error);

static gboolean
for_each_payload (SottoWork *work, SottoHistoryJob *job, PayloadFunc function, GError **error)
{
  g_autoptr (GHashTable) origins = list_origins (job->window);
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (job->page->payloads, NULL, NULL);

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_payloads_cb);
  for (guint i = 0; i < sorted->len; i++)
    {
      SottoReceivedPayload *payload = g_ptr_array_index (sorted, i);
      gboolean wanted;

      if (!is_wanted (work, origins, payload, &wanted, error))
        return FALSE;
      if (wanted &&
          !function (work, payload,
                     GPOINTER_TO_INT (g_hash_table_lookup (origins, &payload->topic)), error))
        return FALSE;
    }

  return TRUE;
}

/* Where the next page begins. */
static gboolean
move_cursor (SottoWork *work,
             const SottoHistoryJob *job,
             const char *store,
             GBytes *cursor,
             GError **error)
{
  for (guint i = 0; i < job->window->parts->len; i++)
    if (!sotto_sql_run (work->connection, error,
                        "UPDATE history_gaps SET store = ?3, cursor = ?4 "
                        "WHERE id = ?1 AND to_seconds = ?2",
                        "iitb", g_array_index (job->window->parts, SottoHistoryPart, i).gap,
                        job->window->to_seconds, store, cursor))
      return FALSE;

  return TRUE;
}

/* The window is done with: what is left of the gaps ends before it. */
static gboolean
close_window (SottoWork *work, const SottoHistoryJob *job, GError **error)
{
  for (guint i = 0; i < job->window->parts->len; i++)
    {
      gint64 gap = g_array_index (job->window->parts, SottoHistoryPart, i).gap;

      if (!sotto_sql_run (work->connection, error,
                          "UPDATE history_gaps SET to_seconds = ?3 - 1, store = NULL, "
                          "cursor = NULL WHERE id = ?1 AND to_seconds = ?2",
                          "iii", gap, job->window->to_seconds, job->window->from_seconds) ||
          !sotto_sql_run (work->connection, error,
                          "DELETE FROM history_gaps WHERE id = ?1 AND to_seconds < from_seconds",
                          "i", gap))
        return FALSE;
    }

  return TRUE;
}

static gboolean
take_page (SottoWork *work, SottoHistoryJob *job, GError **error)
{
  if (!for_each_payload (work, job, sotto_engine_take_payload, error))
    return FALSE;

  return job->page->cursor != NULL
           ? move_cursor (work, job, job->page->store, job->page->cursor, error)
           : close_window (work, job, error);
}

typedef struct
{
  gint64 row;
  SottoOrigin origin;
  SottoReceivedPayload *payload;
} Postponed;

static void
postponed_clear (Postponed *postponed)
{
  g_clear_pointer (&postponed->payload, sotto_received_payload_unref);
}

/* A damaged row has no payload. */
static void
read_postponed (SottoStatement *statement, GArray *rows)
{
  g_autoptr (GBytes) data = sotto_statement_dup_bytes (statement, 3);
  Postponed postponed = {
    .row = sotto_statement_get_int (statement, 0),
    .origin = (SottoOrigin) CLAMP (sotto_statement_get_int (statement, 5), SOTTO_ORIGIN_LIVE,
                                   SOTTO_ORIGIN_OLDER),
  };
  SottoTopic topic;
  SottoHash id;

  if (data != NULL && sotto_statement_get_hash (statement, 1, &id) &&
      sotto_statement_copy_blob (statement, 2, topic.bytes, sizeof topic.bytes))
    postponed.payload = sotto_received_payload_new (
      &topic, data, &id, (guint32) sotto_statement_get_int (statement, 4));
  g_array_append_val (rows, postponed);
}

/* (transfer full) (element-type Postponed) */
static GArray *
list_postponed (SottoWork *work, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Postponed));
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (work->connection, error,
                     "SELECT id, hash, topic, data, sent_seconds, origin FROM postponed "
                     "WHERE " NOTHING_BEFORE " ORDER BY sent_seconds, id LIMIT ?1",
                     "i", (gint64) RETRY_BATCH);
  gboolean has_row;

  g_array_set_clear_func (rows, (GDestroyNotify) postponed_clear);
  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return NULL;
  while (has_row)
    {
      read_postponed (statement, rows);
      if (!sotto_statement_step (statement, &has_row, error))
        return NULL;
    }

  return g_steal_pointer (&rows);
}

/* What had to wait, in the order of sending. Whatever comes of it, it is over then. */
static gboolean
retry_postponed (SottoWork *work, GError **error)
{
  g_autoptr (GArray) rows = list_postponed (work, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const Postponed *postponed = &g_array_index (rows, Postponed, i);

      if (!sotto_sql_run (work->connection, error, "DELETE FROM postponed WHERE id = ?1", "i",
                          postponed->row))
        return FALSE;
      if (postponed->payload != NULL &&
          !sotto_engine_take_payload (work, postponed->payload, postponed->origin, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_same_window (const SottoHistoryWindow *window,
                gint64 from,
                gint64 to,
                const char *store,
                GBytes *cursor)
{
  return window->from_seconds == from && window->to_seconds == to &&
         g_strcmp0 (window->store, store) == 0 &&
         (window->cursor == cursor ||
          (window->cursor != NULL && cursor != NULL && g_bytes_equal (window->cursor, cursor)));
}

/* One gap, in the order in which they are to be asked for: the first that can be is asked for next,
 * together with others of the same window. */
static void
scan_gap (Scan *scan, SottoStatement *statement)
{
  SottoHistoryReport *report = scan->report;
  gint64 first = sotto_statement_get_int (statement, 2);
  gint64 to = sotto_statement_get_int (statement, 3);
  gint64 from = MAX (first, to - SOTTO_HISTORY_WINDOW + 1);
  const char *store =
    sotto_statement_is_null (statement, 5) ? NULL : sotto_statement_get_text (statement, 5);
  g_autoptr (GBytes) cursor = store != NULL ? sotto_statement_dup_bytes (statement, 6) : NULL;
  SottoHistoryPart part = { .gap = sotto_statement_get_int (statement, 0) };
  SottoSubscriptionKind kind;

  if (!sotto_statement_copy_blob (statement, 1, part.topic.bytes, sizeof part.topic.bytes))
    return;
  part.origin = (SottoOrigin) CLAMP (sotto_statement_get_int (statement, 4), SOTTO_ORIGIN_MISSED,
                                     SOTTO_ORIGIN_OLDER);
  report->remaining += MAX (to - first + 1, 0);
  g_hash_table_add (report->unfinished, g_memdup2 (&part.topic, sizeof part.topic));
  if (!sotto_engine_history_is_ready (scan->work, &part.topic, &kind))
    return;

  if (report->next == NULL)
    {
      report->next = g_new0 (SottoHistoryWindow, 1);
      report->next->parts = g_array_new (FALSE, FALSE, sizeof (SottoHistoryPart));
      report->next->from_seconds = from;
      report->next->to_seconds = to;
      report->next->store = g_strdup (store);
      report->next->cursor = cursor != NULL ? g_bytes_ref (cursor) : NULL;
    }
  if (is_same_window (report->next, from, to, store, cursor) &&
      report->next->parts->len < SOTTO_HISTORY_MAX_TOPICS)
    g_array_append_val (report->next->parts, part);
}

static gboolean
scan_gaps (Scan *scan, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    scan->work->connection, error,
    "SELECT id, topic, from_seconds, to_seconds, origin, store, cursor FROM history_gaps "
    "ORDER BY origin = 3 DESC, to_seconds DESC, cursor IS NULL, cursor, id",
    "");
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  while (has_row)
    {
      scan_gap (scan, statement);
      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
    }

  return TRUE;
}

/* From when on each topic is complete, and up to when all of them are. */
static gboolean
scan_topics (Scan *scan, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    scan->work->connection, error,
    "SELECT t.topic, t.from_seconds, t.to_seconds, max (g.to_seconds), min (g.from_seconds) "
    "FROM history_topics t LEFT JOIN history_gaps g ON g.topic = t.topic GROUP BY t.topic",
    "");
  gint64 until = G_MAXINT64;
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  while (has_row)
    {
      gboolean has_gap = !sotto_statement_is_null (statement, 3);
      gint64 since = has_gap ? sotto_statement_get_int (statement, 3) + 1
                             : sotto_statement_get_int (statement, 1);
      SottoTopic topic;

      until = MIN (until, has_gap ? sotto_statement_get_int (statement, 4) - 1
                                  : sotto_statement_get_int (statement, 2));
      if (sotto_statement_copy_blob (statement, 0, topic.bytes, sizeof topic.bytes))
        g_hash_table_insert (scan->report->since, g_memdup2 (&topic, sizeof topic),
                             g_memdup2 (&since, sizeof since));
      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
    }
  scan->report->complete_until = until != G_MAXINT64 ? until : 0;

  return TRUE;
}

static gboolean
report (SottoWork *work, SottoHistoryJob *job, GError **error)
{
  Scan scan = { .work = work };

  g_clear_pointer (&job->report, sotto_history_report_free);
  job->report = g_new0 (SottoHistoryReport, 1);
  job->report->since = topic_table_new (g_free);
  job->report->unfinished = topic_table_new (NULL);
  scan.report = job->report;

  return scan_gaps (&scan, error) && scan_topics (&scan, error) &&
         sotto_sql_get_int (work->connection, &job->report->n_postponed, error,
                            "SELECT count (*) FROM postponed WHERE " NOTHING_BEFORE, "");
}

/* For the rest of the layer. */

void
sotto_history_window_free (SottoHistoryWindow *window)
{
  g_array_unref (window->parts);
  g_clear_pointer (&window->cursor, g_bytes_unref);
  g_free (window->store);
  g_free (window);
}

void
sotto_history_report_free (SottoHistoryReport *self)
{
  g_clear_pointer (&self->next, sotto_history_window_free);
  g_clear_pointer (&self->since, g_hash_table_unref);
  g_clear_pointer (&self->unfinished, g_hash_table_unref);
  g_free (self);
}

void
sotto_history_job_free (SottoHistoryJob *job)
{
  g_clear_pointer (&job->older, g_array_unref);
  g_clear_pointer (&job->window, sotto_history_window_free);
  g_clear_pointer (&job->page, sotto_history_page_unref);
  g_clear_pointer (&job->report, sotto_history_report_free);
  g_free (job);
}

gboolean
sotto_engine_history_note (SottoWork *work, gpointer data, GError **error)
{
  return for_each_payload (work, data, sotto_engine_note_payload, error);
}

gboolean
sotto_engine_history (SottoWork *work, gpointer data, GError **error)
{
  SottoHistoryJob *job = data;

  if (job->seen_until > 0 &&
      !sotto_engine_history_seen (work, job->seen_from, job->seen_until, error))
    return FALSE;
  if (job->plan && !sotto_engine_history_plan (work, error))
    return FALSE;
  if (job->older != NULL && !sotto_engine_history_plan_older (work, job->older, error))
    return FALSE;
  if (job->begin_anew && !move_cursor (work, job, NULL, NULL, error))
    return FALSE;
  if (job->page != NULL && !take_page (work, job, error))
    return FALSE;
  if (job->retry_postponed && !retry_postponed (work, error))
    return FALSE;

  return report (work, job, error);
}
