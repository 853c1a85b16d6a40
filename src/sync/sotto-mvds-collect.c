/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Outgoing payloads (mvds.md, section 2): for each peer at most one, with all that is due and what
 * else is queued for it. A record that is sent gets its next time in the same transaction. */

#include "sotto-mvds-private.h"
#include "sotto-mvds-tables-private.h"
#include "sotto-mvds-wire-private.h"

typedef struct
{
  SottoMvds *mvds;
  SottoConnection *connection;
  gint64 now_ms;
} Collection;

/* One message that goes into a payload. */
typedef struct
{
  gint64 row;
  SottoHash id;
  gint64 timestamp;
  GBytes *body;
  guint step;
  gboolean acknowledged;
} Record;

static void
record_clear (gpointer data)
{
  Record *record = data;

  g_clear_pointer (&record->body, g_bytes_unref);
}

/* Records whose last wait is over, and that have had their chance. */
static gboolean
give_up_old (Collection *collection, GError **error)
{
  gint64 arguments[] = { collection->now_ms, SOTTO_MVDS_MAX_TRIES, SOTTO_MVDS_MAX_AGE_MS,
                         SOTTO_MVDS_GIVEN_UP };

  return sotto_mvds_change (
    collection->connection,
    "UPDATE sync_outgoing SET next_ms = NULL, given_up = ?4 WHERE next_ms <= ?1 AND acked_ms = 0"
    " AND (tries >= ?2 OR (tries > 0 AND started_ms < ?1 - ?3))",
    arguments, G_N_ELEMENTS (arguments), NULL, NULL, error);
}

/* (element-type gint64): rows of peers for whom something is due. */
static GArray *
list_peers (Collection *collection, GError **error)
{
  g_autoptr (GArray) peers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    collection->connection,
    "SELECT peer_id FROM sync_outgoing WHERE next_ms IS NOT NULL AND (next_ms <= ?1 OR next_ms > "
    "?2)"
    " UNION SELECT peer_id FROM sync_ack WHERE due_ms <= ?1 OR due_ms > ?2"
    " UNION SELECT peer_id FROM sync_request WHERE next_ms <= ?1 OR next_ms > ?2",
    error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  sotto_statement_bind_int (statement, 1, collection->now_ms);
  sotto_statement_bind_int (statement, 2, collection->now_ms + SOTTO_MVDS_MAX_AHEAD_MS);
  while (sotto_statement_step (statement, &has_row, error))
    {
      gint64 peer;

      if (!has_row)
        return g_steal_pointer (&peers);
      peer = sotto_statement_get_int (statement, 0);
      g_array_append_val (peers, peer);
    }

  return NULL;
}

typedef void (*AddId) (SottoMvdsBuilder *builder, const SottoHash *id);

static gboolean
add_ids (SottoStatement *statement, AddId add, SottoMvdsBuilder *builder, GError **error)
{
  gboolean has_row;
  SottoHash id;

  while (sotto_statement_step (statement, &has_row, error))
    {
      if (!has_row)
        return TRUE;
      if (sotto_statement_get_hash (statement, 0, &id))
        add (builder, &id);
    }

  return FALSE;
}

/* Acknowledgements leave once; if this payload is lost, the peer's next sending asks for another.
 */
static gboolean
add_acks (Collection *collection, gint64 peer_id, SottoMvdsBuilder *builder, GError **error)
{
  gint64 arguments[] = { peer_id, SOTTO_MVDS_MAX_ACKS };
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    collection->connection,
    "SELECT message_id FROM sync_ack WHERE peer_id = ?1 ORDER BY id LIMIT ?2", error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, peer_id);
  sotto_statement_bind_int (statement, 2, SOTTO_MVDS_MAX_ACKS);

  return add_ids (statement, sotto_mvds_builder_add_ack, builder, error) &&
         sotto_mvds_change (collection->connection,
                            "DELETE FROM sync_ack WHERE id IN (SELECT id FROM sync_ack"
                            " WHERE peer_id = ?1 ORDER BY id LIMIT ?2)",
                            arguments, G_N_ELEMENTS (arguments), NULL, NULL, error);
}

static gboolean
schedule_requests (Collection *collection, gint64 peer_id, GError **error)
{
  gint64 times[] = { peer_id, collection->now_ms, collection->now_ms + SOTTO_MVDS_MAX_AHEAD_MS,
                     SOTTO_MVDS_FIRST_DELAY_MS, SOTTO_MVDS_MAX_DELAY_MS };
  gint64 end[] = { peer_id, SOTTO_MVDS_MAX_REQUEST_TRIES };

  return sotto_mvds_change (collection->connection,
                            "UPDATE sync_request SET tries = tries + 1,"
                            " next_ms = ?2 + min (?4 << tries, ?5)"
                            " WHERE peer_id = ?1 AND (next_ms <= ?2 OR next_ms > ?3)",
                            times, G_N_ELEMENTS (times), NULL, NULL, error) &&
         sotto_mvds_change (collection->connection,
                            "DELETE FROM sync_request WHERE peer_id = ?1 AND tries >= ?2", end,
                            G_N_ELEMENTS (end), NULL, NULL, error);
}

static gboolean
add_requests (Collection *collection, gint64 peer_id, SottoMvdsBuilder *builder, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (collection->connection,
                              "SELECT message_id FROM sync_request"
                              " WHERE peer_id = ?1 AND (next_ms <= ?2 OR next_ms > ?3) ORDER BY id",
                              error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, peer_id);
  sotto_statement_bind_int (statement, 2, collection->now_ms);
  sotto_statement_bind_int (statement, 3, collection->now_ms + SOTTO_MVDS_MAX_AHEAD_MS);

  return add_ids (statement, sotto_mvds_builder_add_request, builder, error) &&
         schedule_requests (collection, peer_id, error);
}

/* (element-type Record): due messages of a peer, oldest first, as many as fit. */
static GArray *
load_records (Collection *collection, gint64 peer_id, gsize size, GError **error)
{
  g_autoptr (GArray) records = g_array_new (FALSE, TRUE, sizeof (Record));
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    collection->connection,
    "SELECT id, message_id, timestamp, body, step, acked_ms FROM sync_outgoing"
    " WHERE peer_id = ?1 AND next_ms IS NOT NULL AND (next_ms <= ?2 OR next_ms > ?3)"
    " ORDER BY id LIMIT ?4",
    error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  g_array_set_clear_func (records, record_clear);
  sotto_statement_bind_int (statement, 1, peer_id);
  sotto_statement_bind_int (statement, 2, collection->now_ms);
  sotto_statement_bind_int (statement, 3, collection->now_ms + SOTTO_MVDS_MAX_AHEAD_MS);
  sotto_statement_bind_int (statement, 4, SOTTO_MVDS_MAX_MESSAGES);
  while (sotto_statement_step (statement, &has_row, error))
    {
      Record record = { 0 };

      if (!has_row)
        return g_steal_pointer (&records);
      record.row = sotto_statement_get_int (statement, 0);
      sotto_statement_get_hash (statement, 1, &record.id);
      record.timestamp = sotto_statement_get_int (statement, 2);
      record.body = sotto_statement_dup_bytes (statement, 3);
      record.step = (guint) sotto_statement_get_int (statement, 4);
      record.acknowledged = sotto_statement_get_int (statement, 5) > 0;
      size += g_bytes_get_size (record.body);
      /* One that is too large for any payload goes alone. */
      if (size > SOTTO_MVDS_MAX_PAYLOAD && records->len > 0)
        {
          record_clear (&record);
          return g_steal_pointer (&records);
        }
      g_array_append_val (records, record);
    }

  return NULL;
}

static gboolean
schedule (Collection *collection, const Record *record, GError **error)
{
  gint64 delay_ms = sotto_mvds_get_delay_ms (collection->mvds, record->step + 1);
  gint64 arguments[] = { record->row, collection->now_ms, collection->now_ms + delay_ms };

  /* One that was acknowledged and asked for again, by another device, is sent once more only. */
  return sotto_mvds_change (collection->connection,
                            "UPDATE sync_outgoing SET sent_ms = ?2, tries = tries + 1,"
                            " step = step + 1,"
                            " next_ms = CASE WHEN acked_ms > 0 THEN NULL ELSE ?3 END"
                            " WHERE id = ?1",
                            arguments, G_N_ELEMENTS (arguments), NULL, NULL, error);
}

static gboolean
add_messages (Collection *collection,
              gint64 peer_id,
              SottoMvdsBuilder *builder,
              GArray *message_ids,
              GError **error)
{
  g_autoptr (GArray) records =
    load_records (collection, peer_id, sotto_mvds_builder_get_size (builder), error);

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      const Record *record = &g_array_index (records, Record, i);

      sotto_mvds_builder_add_message (builder, record->timestamp, record->body);
      g_array_append_val (message_ids, record->id);
      if (!schedule (collection, record, error))
        return FALSE;
    }

  return TRUE;
}

/* FALSE is an error; *@outgoing stays NULL when there is nothing to send after all. */
static gboolean
collect_for (Collection *collection, gint64 peer_id, SottoMvdsOutgoing **outgoing, GError **error)
{
  g_autoptr (SottoMvdsOutgoing) result = g_new0 (SottoMvdsOutgoing, 1);
  g_autoptr (SottoMvdsBuilder) builder = NULL;
  SottoHash group_id;

  result->message_ids = g_array_new (FALSE, FALSE, sizeof (SottoHash));
  if (!sotto_mvds_peer_get_key (collection->connection, peer_id, &result->peer, error))
    return FALSE;
  sotto_mvds_group_id (sotto_mvds_get_identity (collection->mvds), &result->peer, &group_id);
  builder = sotto_mvds_builder_new (&group_id);
  if (!add_acks (collection, peer_id, builder, error) ||
      !add_requests (collection, peer_id, builder, error) ||
      !add_messages (collection, peer_id, builder, result->message_ids, error))
    return FALSE;
  if (sotto_mvds_builder_is_empty (builder))
    return TRUE;

  result->payload = sotto_mvds_builder_pack (builder);
  *outgoing = g_steal_pointer (&result);
  return TRUE;
}

/**
 * sotto_mvds_collect:
 * @self: the synchronisation
 * @transaction: the schedules go into it; it must be committed before a payload leaves
 * @error: return location
 *
 * Call it only while there is a network: each call counts as a try of what it returns. When more is
 * due for a peer than one payload holds, sotto_mvds_get_next_due () says so at once.
 *
 * Returns: (transfer full) (nullable) (element-type SottoMvdsOutgoing): at most one for each peer,
 * of at most 50 messages and 200 KiB (a larger message goes alone); %NULL on error
 */
GPtrArray *
sotto_mvds_collect (SottoMvds *self, SottoTransaction *transaction, GError **error)
{
  g_autoptr (GPtrArray) payloads =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_mvds_outgoing_free);
  g_autoptr (GArray) peers = NULL;
  Collection collection = { .mvds = self };

  g_return_val_if_fail (SOTTO_IS_MVDS (self), NULL);
  g_return_val_if_fail (transaction != NULL, NULL);

  collection.connection = sotto_transaction_get_connection (transaction);
  collection.now_ms = sotto_mvds_get_now_ms (self);
  if (!give_up_old (&collection, error))
    return NULL;
  peers = list_peers (&collection, error);
  if (peers == NULL)
    return NULL;

  for (guint i = 0; i < peers->len; i++)
    {
      SottoMvdsOutgoing *outgoing = NULL;

      if (!collect_for (&collection, g_array_index (peers, gint64, i), &outgoing, error))
        return NULL;
      if (outgoing != NULL)
        g_ptr_array_add (payloads, outgoing);
    }

  return g_steal_pointer (&payloads);
}
