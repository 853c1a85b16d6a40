/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of MVDS.
 *
 * - sync_peer: people that something was sent to or came from.
 * - sync_outgoing: our messages with their schedule. `next_ms` is NULL when none is planned: it was
 *   acknowledged (`acked_ms`) or given up. `step` counts the sends since the schedule began,
 * `tries` all of them. At most 1,000 with a plan for one peer; bodies go 7 days after the end.
 * - sync_seen: ids received, for 40 days, with the time of the last acknowledgement.
 * - sync_ack: acknowledgements that wait for the next payload; gone once they are in one.
 * - sync_request: what an interactive peer offered and we lack; at most 100 of one peer.
 */

#include "sotto-mvds-tables-private.h"

#include "sotto-mvds.h"

static const char create_tables[] =
  "CREATE TABLE sync_peer ("
  "  id INTEGER PRIMARY KEY,"
  "  public_key BLOB NOT NULL UNIQUE"
  ") STRICT;"
  "CREATE TABLE sync_outgoing ("
  "  id INTEGER PRIMARY KEY,"
  "  peer_id INTEGER NOT NULL REFERENCES sync_peer (id) ON DELETE CASCADE,"
  "  message_id BLOB NOT NULL,"
  "  timestamp INTEGER NOT NULL,"
  "  body BLOB NOT NULL,"
  "  started_ms INTEGER NOT NULL,"
  "  next_ms INTEGER,"
  "  sent_ms INTEGER NOT NULL DEFAULT 0,"
  "  acked_ms INTEGER NOT NULL DEFAULT 0,"
  "  tries INTEGER NOT NULL DEFAULT 0,"
  "  step INTEGER NOT NULL DEFAULT 0,"
  "  given_up INTEGER NOT NULL DEFAULT 0,"
  "  UNIQUE (message_id, peer_id)"
  ") STRICT;"
  "CREATE INDEX sync_outgoing_next ON sync_outgoing (next_ms) WHERE next_ms IS NOT NULL;"
  "CREATE INDEX sync_outgoing_peer ON sync_outgoing (peer_id, id) WHERE next_ms IS NOT NULL;"
  "CREATE INDEX sync_outgoing_given_up ON sync_outgoing (given_up) WHERE given_up > 0;"
  "CREATE INDEX sync_outgoing_acked ON sync_outgoing (acked_ms) WHERE acked_ms > 0;"
  "CREATE TABLE sync_seen ("
  "  id INTEGER PRIMARY KEY,"
  "  peer_id INTEGER NOT NULL REFERENCES sync_peer (id) ON DELETE CASCADE,"
  "  message_id BLOB NOT NULL,"
  "  seen_ms INTEGER NOT NULL,"
  "  acked_ms INTEGER NOT NULL DEFAULT 0,"
  "  UNIQUE (peer_id, message_id)"
  ") STRICT;"
  "CREATE INDEX sync_seen_time ON sync_seen (seen_ms);"
  "CREATE TABLE sync_ack ("
  "  id INTEGER PRIMARY KEY,"
  "  peer_id INTEGER NOT NULL REFERENCES sync_peer (id) ON DELETE CASCADE,"
  "  message_id BLOB NOT NULL,"
  "  due_ms INTEGER NOT NULL,"
  "  UNIQUE (peer_id, message_id)"
  ") STRICT;"
  "CREATE INDEX sync_ack_due ON sync_ack (due_ms);"
  "CREATE TABLE sync_request ("
  "  id INTEGER PRIMARY KEY,"
  "  peer_id INTEGER NOT NULL REFERENCES sync_peer (id) ON DELETE CASCADE,"
  "  message_id BLOB NOT NULL,"
  "  next_ms INTEGER NOT NULL,"
  "  tries INTEGER NOT NULL DEFAULT 0,"
  "  UNIQUE (peer_id, message_id)"
  ") STRICT;"
  "CREATE INDEX sync_request_next ON sync_request (next_ms);";

static const char *const steps[] = { create_tables, NULL };

static const SottoMigrations migrations = { .component = "sync", .steps = steps };

/**
 * sotto_sync_get_migrations:
 *
 * Returns: (transfer none): the tables of this layer, for `session/` to add to the store
 */
const SottoMigrations *
sotto_sync_get_migrations (void)
{
  return &migrations;
}

static void
bind_arguments (SottoStatement *statement, const gint64 *arguments, guint n_arguments)
{
  for (guint i = 0; i < n_arguments; i++)
    sotto_statement_bind_int (statement, (int) i + 1, arguments[i]);
}

gboolean
sotto_mvds_change (SottoConnection *connection,
                   const char *sql,
                   const gint64 *arguments,
                   guint n_arguments,
                   const SottoHash *id,
                   int *n_changed,
                   GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  bind_arguments (statement, arguments, n_arguments);
  if (id != NULL)
    sotto_statement_bind_hash (statement, (int) n_arguments + 1, id);
  if (!sotto_statement_run (statement, error))
    return FALSE;

  if (n_changed != NULL)
    *n_changed = sotto_connection_get_changes (connection);
  return TRUE;
}

gboolean
sotto_mvds_query (SottoConnection *connection,
                  const char *sql,
                  const gint64 *arguments,
                  guint n_arguments,
                  gint64 *value,
                  GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (connection, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  bind_arguments (statement, arguments, n_arguments);
  if (!sotto_statement_step (statement, &has_row, error))
    return FALSE;

  *value = has_row ? sotto_statement_get_int (statement, 0) : 0;
  return TRUE;
}

gboolean
sotto_mvds_peer_find (SottoConnection *connection,
                      const SottoPublicKey *key,
                      gboolean make,
                      gint64 *id,
                      GError **error)
{
  guint8 compressed[SOTTO_COMPRESSED_KEY_LENGTH];
  g_autoptr (SottoStatement) search =
    sotto_connection_prepare (connection, "SELECT id FROM sync_peer WHERE public_key = ?1", error);
  g_autoptr (SottoStatement) insertion = NULL;
  gboolean has_row;

  if (search == NULL)
    return FALSE;
  sotto_public_key_serialize_compressed (key, compressed);
  sotto_statement_bind_blob (search, 1, compressed, sizeof compressed);
  if (!sotto_statement_step (search, &has_row, error))
    return FALSE;
  *id = has_row ? sotto_statement_get_int (search, 0) : 0;
  if (has_row || !make)
    return TRUE;

  insertion =
    sotto_connection_prepare (connection, "INSERT INTO sync_peer (public_key) VALUES (?1)", error);
  if (insertion == NULL)
    return FALSE;
  sotto_statement_bind_blob (insertion, 1, compressed, sizeof compressed);
  if (!sotto_statement_run (insertion, error))
    return FALSE;

  *id = sotto_connection_get_last_insert_id (connection);
  return TRUE;
}

gboolean
sotto_mvds_peer_get_key (SottoConnection *connection,
                         gint64 id,
                         SottoPublicKey *key,
                         GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection, "SELECT public_key FROM sync_peer WHERE id = ?1", error);
  guint8 compressed[SOTTO_COMPRESSED_KEY_LENGTH];
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, id);
  if (!sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row || !sotto_statement_copy_blob (statement, 0, compressed, sizeof compressed))
    {
      g_set_error_literal (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_DAMAGED,
                           "A stored peer is damaged");
      return FALSE;
    }

  return sotto_public_key_parse (key, compressed, sizeof compressed, error);
}
