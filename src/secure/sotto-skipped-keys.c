/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys of messages that others have overtaken, and the memory of what began or carried a session
 * once: secure-transport.md, section 6.4. */

#include "sotto-secure-session-private.h"

#include <string.h>

#include "sotto-secure-schema-private.h"

static gboolean
find_chain (SottoConnection *connection,
            gint64 session_id,
            const guint8 *ratchet_key,
            gint64 *id,
            GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection, "SELECT id FROM secure_chain WHERE session_id = ?1 AND ratchet_key = ?2", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, session_id);
  sotto_statement_bind_blob (statement, 2, ratchet_key, SOTTO_COMPRESSED_KEY_LENGTH);
  if (!sotto_statement_step (statement, &has_row, error))
    return FALSE;

  *id = has_row ? sotto_statement_get_int (statement, 0) : 0;
  return TRUE;
}

/* Old chains are forgotten once no message of theirs is awaited. */
static gboolean
drop_oldest_chains (SottoConnection *connection, gint64 session_id, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection,
    "DELETE FROM secure_chain WHERE id IN (SELECT id FROM secure_chain WHERE session_id = ?1"
    " ORDER BY id DESC LIMIT -1 OFFSET ?2)"
    " AND NOT EXISTS (SELECT 1 FROM secure_skipped_key WHERE chain_id = secure_chain.id)",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, session_id);
  sotto_statement_bind_int (statement, 2, SOTTO_SECURE_MAX_CHAINS);

  return sotto_statement_run (statement, error);
}

static gboolean
ensure_chain (SottoConnection *connection,
              gint64 session_id,
              const guint8 *ratchet_key,
              gint64 *id,
              GError **error)
{
  g_autoptr (SottoStatement) statement = NULL;

  if (!find_chain (connection, session_id, ratchet_key, id, error))
    return FALSE;
  if (*id != 0)
    return TRUE;

  statement = sotto_connection_prepare (
    connection, "INSERT INTO secure_chain (session_id, ratchet_key) VALUES (?1, ?2)", error);
  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, session_id);
  sotto_statement_bind_blob (statement, 2, ratchet_key, SOTTO_COMPRESSED_KEY_LENGTH);
  if (!sotto_statement_run (statement, error))
    return FALSE;

  *id = sotto_connection_get_last_insert_id (connection);
  return drop_oldest_chains (connection, session_id, error);
}

static gboolean
insert_key (SottoConnection *connection,
            gint64 session_id,
            gint64 chain_id,
            const SottoSkippedKey *key,
            GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection,
    "INSERT INTO secure_skipped_key (session_id, chain_id, n, sequence, message_key)"
    " VALUES (?1, ?2, ?3, ?4, ?5)",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, session_id);
  sotto_statement_bind_int (statement, 2, chain_id);
  sotto_statement_bind_int (statement, 3, key->n);
  sotto_statement_bind_int (statement, 4, (gint64) key->sequence);
  sotto_statement_bind_blob (statement, 5, key->message_key.bytes, SOTTO_KEY_LENGTH);

  return sotto_statement_run (statement, error);
}

static gboolean
delete_older_than (SottoConnection *connection, const SottoSecureSession *session, GError **error)
{
  g_autoptr (SottoStatement) statement = NULL;

  if (session->ratchet.keys_count < SOTTO_SECURE_MAX_SKIPPED_AGE)
    return TRUE;

  statement = sotto_connection_prepare (
    connection, "DELETE FROM secure_skipped_key WHERE session_id = ?1 AND sequence <= ?2", error);
  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, session->id);
  sotto_statement_bind_int (statement, 2,
                            (gint64) (session->ratchet.keys_count - SOTTO_SECURE_MAX_SKIPPED_AGE));

  return sotto_statement_run (statement, error);
}

static gboolean
delete_beyond_session_limit (SottoConnection *connection, gint64 session_id, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection,
                              "DELETE FROM secure_skipped_key WHERE session_id = ?1 AND sequence <="
                              " (SELECT sequence FROM secure_skipped_key WHERE session_id = ?1"
                              "  ORDER BY sequence DESC LIMIT 1 OFFSET ?2)",
                              error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, session_id);
  sotto_statement_bind_int (statement, 2, SOTTO_SECURE_MAX_SKIPPED_PER_SESSION);

  return sotto_statement_run (statement, error);
}

/* Rows are numbered in the order of their coming. */
static gboolean
delete_beyond_limit (SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection,
    "DELETE FROM secure_skipped_key WHERE id <="
    " (SELECT id FROM secure_skipped_key ORDER BY id DESC LIMIT 1 OFFSET ?1)",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, SOTTO_SECURE_MAX_SKIPPED);

  return sotto_statement_run (statement, error);
}

static gboolean
insert_keys (SottoConnection *connection,
             const SottoSecureSession *session,
             GArray *keys,
             GError **error)
{
  const guint8 *chain_key = NULL;
  gint64 chain_id = 0;

  for (guint i = 0; i < keys->len; i++)
    {
      const SottoSkippedKey *key = &g_array_index (keys, SottoSkippedKey, i);

      if (chain_key == NULL || memcmp (chain_key, key->ratchet_key, sizeof key->ratchet_key) != 0)
        {
          chain_key = key->ratchet_key;
          if (!ensure_chain (connection, session->id, chain_key, &chain_id, error))
            return FALSE;
        }
      if (!insert_key (connection, session->id, chain_id, key, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
sotto_skipped_key_find (SottoConnection *connection,
                        gint64 session_id,
                        const SottoRatchetHeader *header,
                        SottoKey *message_key,
                        gint64 *id,
                        gboolean *chain_known,
                        GError **error)
{
  g_autoptr (SottoStatement) statement = NULL;
  gint64 chain_id;
  gboolean has_row;

  *id = 0;
  if (!find_chain (connection, session_id, header->key, &chain_id, error))
    return FALSE;
  *chain_known = chain_id != 0;
  if (chain_id == 0)
    return TRUE;

  statement = sotto_connection_prepare (
    connection, "SELECT id, message_key FROM secure_skipped_key WHERE chain_id = ?1 AND n = ?2",
    error);
  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, chain_id);
  sotto_statement_bind_int (statement, 2, header->n);
  if (!sotto_statement_step (statement, &has_row, error))
    return FALSE;

  if (has_row && sotto_statement_copy_blob (statement, 1, message_key->bytes, SOTTO_KEY_LENGTH))
    *id = sotto_statement_get_int (statement, 0);
  return TRUE;
}

gboolean
sotto_skipped_key_delete (SottoConnection *connection, gint64 id, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection, "DELETE FROM secure_skipped_key WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, id);

  return sotto_statement_run (statement, error);
}

gboolean
sotto_skipped_keys_store (SottoConnection *connection,
                          const SottoSecureSession *session,
                          GArray *keys,
                          GError **error)
{
  gint64 chain_id;

  if (!insert_keys (connection, session, keys, error) ||
      !ensure_chain (connection, session->id, session->ratchet.remote_public, &chain_id, error) ||
      !delete_older_than (connection, session, error))
    return FALSE;

  return keys->len == 0 || (delete_beyond_session_limit (connection, session->id, error) &&
                            delete_beyond_limit (connection, error));
}

/* A point and its negative agree on the same secrets: X alone is what has been seen. */
static void
bind_x (SottoStatement *statement, int parameter, const guint8 *compressed)
{
  sotto_statement_bind_blob (statement, parameter, compressed + 1, SOTTO_COMPRESSED_KEY_LENGTH - 1);
}

gboolean
sotto_seen_ephemeral_has (SottoConnection *connection,
                          gint64 prekey_id,
                          const guint8 *ephemeral,
                          gboolean *seen,
                          GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection, "SELECT 1 FROM secure_seen_ephemeral WHERE own_prekey_id = ?1 AND ephemeral = ?2",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, prekey_id);
  bind_x (statement, 2, ephemeral);

  return sotto_statement_step (statement, seen, error);
}

gboolean
sotto_seen_ephemeral_add (SottoConnection *connection,
                          gint64 prekey_id,
                          const guint8 *ephemeral,
                          GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection, "INSERT INTO secure_seen_ephemeral (own_prekey_id, ephemeral) VALUES (?1, ?2)",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, prekey_id);
  bind_x (statement, 2, ephemeral);

  return sotto_statement_run (statement, error);
}
