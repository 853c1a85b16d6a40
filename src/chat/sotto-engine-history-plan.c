/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What has to be asked of nodes that keep history. Of each topic there is one stretch of time that
 * is dealt with, and the gaps in it that are still to be asked for:
 *
 *       from                                    to
 *   ─────┤████████████░░░░░░░████████████████████├─────► time
 *                      a gap
 *
 * The stretch grows at its end when we find that time has passed unheard, at its beginning when a
 * person wants more; both times by a gap.
 */

#include "sotto-sql.h"
#include "sotto-engine-history-private.h"

/* Less than this is not asked for again. */
#define MIN_GAP 3

static GBytes *
topic_to_bytes (const SottoTopic *topic)
{
  return g_bytes_new (topic->bytes, sizeof topic->bytes);
}

static gboolean
add_gap (SottoWork *work, GBytes *topic, gint64 from, gint64 to, SottoOrigin origin, GError **error)
{
  return sotto_sql_run (work->connection, error,
                        "INSERT INTO history_gaps (topic, from_seconds, to_seconds, origin) "
                        "VALUES (?1, ?2, ?3, ?4)",
                        "biii", topic, from, to, (gint64) origin);
}

/* A topic that is new: its last day. */
static gboolean
plan_new (SottoWork *work, GBytes *topic, SottoSubscriptionKind kind, gint64 now, GError **error)
{
  gint64 from = now - SOTTO_HISTORY_WINDOW + 1;

  return sotto_sql_run (work->connection, error,
                        "INSERT INTO history_topics (topic, from_seconds, to_seconds) "
                        "VALUES (?1, ?2, ?3)",
                        "bii", topic, from, now) &&
         add_gap (work, topic, from, now,
                  kind == SOTTO_SUBSCRIPTION_CHANNEL ? SOTTO_ORIGIN_FIRST : SOTTO_ORIGIN_MISSED,
                  error);
}

/* One that we followed before: what was sent since. What nobody keeps any more is given up. */
static gboolean
plan_missed (SottoWork *work, GBytes *topic, gint64 to, gint64 now, GError **error)
{
  gint64 reach = now - SOTTO_HISTORY_REACH;

  if (to > now)
    return sotto_sql_run (work->connection, error,
                          "UPDATE history_topics SET to_seconds = ?2 WHERE topic = ?1", "bi", topic,
                          now);
  if (now - to < MIN_GAP)
    return TRUE;
  if (to < reach && !sotto_sql_run (work->connection, error,
                                    "UPDATE history_topics SET from_seconds = ?2 WHERE topic = ?1",
                                    "bi", topic, reach))
    return FALSE;

  return sotto_sql_run (work->connection, error,
                        "UPDATE history_topics SET to_seconds = ?2 WHERE topic = ?1", "bi", topic,
                        now) &&
         add_gap (work, topic, MAX (to, reach), now, SOTTO_ORIGIN_MISSED, error);
}

static gboolean
plan_topic (SottoWork *work,
            const SottoTopic *topic,
            SottoSubscriptionKind kind,
            gint64 now,
            GError **error)
{
  g_autoptr (GBytes) bytes = topic_to_bytes (topic);
  gint64 to = -1;

  if (!sotto_sql_get_int (work->connection, &to, error,
                          "SELECT to_seconds FROM history_topics WHERE topic = ?1", "b", bytes))
    return FALSE;

  return to < 0 ? plan_new (work, bytes, kind, now, error)
                : plan_missed (work, bytes, to, now, error);
}

/* (transfer full) (element-type GBytes): topics of which something is stored. */
static GPtrArray *
list_stored (SottoWork *work, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (work->connection, error, "SELECT topic FROM history_topics", "");
  g_autoptr (GPtrArray) topics = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return NULL;
  while (has_row)
    {
      GBytes *topic = sotto_statement_dup_bytes (statement, 0);

      if (topic != NULL)
        g_ptr_array_add (topics, topic);
      if (!sotto_statement_step (statement, &has_row, error))
        return NULL;
    }

  return g_steal_pointer (&topics);
}

/* Forgets topics that are not followed any more: who joins again begins anew. */
static gboolean
forget_left (SottoWork *work, GError **error)
{
  g_autoptr (GPtrArray) stored = list_stored (work, error);

  if (stored == NULL)
    return FALSE;
  for (guint i = 0; i < stored->len; i++)
    {
      GBytes *topic = g_ptr_array_index (stored, i);

      if (g_bytes_get_size (topic) == sizeof (SottoTopic) &&
          sotto_subscriptions_lookup (work->subscriptions, g_bytes_get_data (topic, NULL)) != NULL)
        continue;
      if (!sotto_sql_run (work->connection, error, "DELETE FROM history_topics WHERE topic = ?1",
                          "b", topic) ||
          !sotto_sql_run (work->connection, error, "DELETE FROM history_gaps WHERE topic = ?1", "b",
                          topic))
        return FALSE;
    }

  return TRUE;
}

/* What nobody keeps any more: from there on a topic is complete, not from before. */
static gboolean
give_up_old (SottoWork *work, gint64 reach, GError **error)
{
  return sotto_sql_run (work->connection, error,
                        "UPDATE history_topics SET from_seconds = ?1 WHERE topic IN "
                        "(SELECT topic FROM history_gaps WHERE from_seconds < ?1)",
                        "i", reach) &&
         sotto_sql_run (work->connection, error, "DELETE FROM history_gaps WHERE to_seconds < ?1",
                        "i", reach) &&
         sotto_sql_run (work->connection, error,
                        "UPDATE history_gaps SET from_seconds = ?1 WHERE from_seconds < ?1", "i",
                        reach);
}

/* Gaps that touch each other and were not begun become one, so that a connection that comes and
 * goes leaves no crumbs. */
static gboolean
tidy_gaps (SottoWork *work, gint64 now, GError **error)
{
  return sotto_sql_run (work->connection, error,
                        "UPDATE history_gaps SET from_seconds = (SELECT min (b.from_seconds) "
                        "FROM history_gaps b WHERE b.topic = history_gaps.topic "
                        "AND b.origin = 1 AND b.cursor IS NULL "
                        "AND b.to_seconds >= history_gaps.from_seconds - 1 "
                        "AND b.from_seconds <= history_gaps.from_seconds) "
                        "WHERE origin = 1 AND cursor IS NULL",
                        "") &&
         sotto_sql_run (work->connection, error,
                        "DELETE FROM history_gaps WHERE origin = 1 AND cursor IS NULL AND EXISTS "
                        "(SELECT 1 FROM history_gaps b WHERE b.topic = history_gaps.topic "
                        "AND b.origin = 1 AND b.cursor IS NULL AND b.id > history_gaps.id "
                        "AND b.from_seconds <= history_gaps.from_seconds "
                        "AND b.to_seconds >= history_gaps.to_seconds)",
                        "") &&
         give_up_old (work, now - SOTTO_HISTORY_REACH, error);
}

/* For the rest of the layer. */

gboolean
sotto_engine_history_is_ready (SottoWork *work,
                               const SottoTopic *topic,
                               SottoSubscriptionKind *kind)
{
  GPtrArray *candidates = sotto_subscriptions_lookup (work->subscriptions, topic);

  for (guint i = 0; candidates != NULL && i < candidates->len; i++)
    {
      SottoSubscription *subscription = g_ptr_array_index (candidates, i);
      g_autoptr (SottoSecret) key = sotto_subscription_dup_key (subscription);

      if (key == NULL && subscription->kind != SOTTO_SUBSCRIPTION_PRIVATE)
        return FALSE;
      *kind = i == 0 ? subscription->kind : MAX (*kind, subscription->kind);
    }

  return candidates != NULL;
}

gboolean
sotto_engine_history_plan (SottoWork *work, GError **error)
{
  g_autoptr (GArray) topics = sotto_subscriptions_list_topics (work->subscriptions);
  gint64 now = work->now_ms / 1000;

  if (!forget_left (work, error))
    return FALSE;
  for (guint i = 0; i < topics->len; i++)
    {
      const SottoTopic *topic = &g_array_index (topics, SottoTopic, i);
      SottoSubscriptionKind kind = SOTTO_SUBSCRIPTION_PRIVATE;

      if (sotto_engine_history_is_ready (work, topic, &kind) &&
          !plan_topic (work, topic, kind, now, error))
        return FALSE;
    }

  return tidy_gaps (work, now, error);
}

gboolean
sotto_engine_history_plan_older (SottoWork *work, GArray *topics, GError **error)
{
  gint64 reach = work->now_ms / 1000 - SOTTO_HISTORY_REACH;

  for (guint i = 0; i < topics->len; i++)
    {
      g_autoptr (GBytes) topic = topic_to_bytes (&g_array_index (topics, SottoTopic, i));
      gint64 now = work->now_ms / 1000;
      gint64 from = -1;
      gint64 step;

      if (!sotto_sql_get_int (work->connection, &from, error,
                              "SELECT from_seconds FROM history_topics WHERE topic = ?1 "
                              "AND NOT EXISTS (SELECT 1 FROM history_gaps WHERE topic = ?1)",
                              "b", topic))
        return FALSE;
      if (from <= reach)
        continue;

      /* A day at first, and more where a person goes on looking. */
      step = MAX (SOTTO_HISTORY_WINDOW, (now - from) / 2);
      if (!add_gap (work, topic, MAX (from - step, reach), from - 1, SOTTO_ORIGIN_OLDER, error) ||
          !sotto_sql_run (work->connection, error,
                          "UPDATE history_topics SET from_seconds = ?2 WHERE topic = ?1", "bi",
                          topic, MAX (from - step, reach)))
        return FALSE;
    }

  return TRUE;
}

gboolean
sotto_engine_history_seen (SottoWork *work, gint64 from, gint64 until, GError **error)
{
  /* A topic that is further behind has a gap which was not planned yet: its key was missing. */
  return sotto_sql_run (
    work->connection, error,
    "UPDATE history_topics SET to_seconds = ?2 WHERE to_seconds >= ?1 AND to_seconds < ?2", "ii",
    from, until);
}
