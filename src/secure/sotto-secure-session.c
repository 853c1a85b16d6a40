/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sessions in the database (secure-transport.md, section 7). A row is written only after a message
 * was encrypted, or had proved genuine. */

#include "sotto-secure-session-private.h"

#include <string.h>

#include "sotto-secure-schema-private.h"

#define COLUMNS                                                                                    \
  "id, identity_id, installation, bundle_id, on_own_prekey, rank, ephemeral, remote_ephemeral,"    \
  " state, retired_ms"

static gboolean
read_key (SottoStatement *statement, int column, gboolean *present, guint8 *key)
{
  *present = !sotto_statement_is_null (statement, column);
  return !*present ||
         sotto_statement_copy_blob (statement, column, key, SOTTO_COMPRESSED_KEY_LENGTH);
}

static gboolean
read_row (SottoStatement *statement, SottoSecureSession *session, GError **error)
{
  gsize length;
  const guint8 *state = sotto_statement_get_blob (statement, 8, &length);

  memset (session, 0, sizeof *session);
  session->id = sotto_statement_get_int (statement, 0);
  session->identity_id = sotto_statement_get_int (statement, 1);
  g_strlcpy (session->installation, sotto_statement_get_text (statement, 2),
             sizeof session->installation);
  session->on_own_prekey = sotto_statement_get_int (statement, 4) != 0;
  session->retired_ms = sotto_statement_get_int (statement, 9);

  if (!sotto_statement_copy_blob (statement, 3, session->bundle_id, sizeof session->bundle_id) ||
      !sotto_statement_copy_blob (statement, 5, session->rank, sizeof session->rank) ||
      !read_key (statement, 6, &session->has_ephemeral, session->ephemeral) ||
      !read_key (statement, 7, &session->has_remote_ephemeral, session->remote_ephemeral) ||
      !sotto_ratchet_deserialize (&session->ratchet, state, length))
    {
      g_set_error_literal (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_DAMAGED,
                           "A stored session is damaged");
      return FALSE;
    }

  return TRUE;
}

static gboolean
step_to_session (SottoStatement *statement,
                 SottoSecureSession *session,
                 gboolean *found,
                 GError **error)
{
  return sotto_statement_step (statement, found, error) &&
         (!*found || read_row (statement, session, error));
}

static void
bind_key (SottoStatement *statement, int parameter, gboolean present, const guint8 *key)
{
  if (present)
    sotto_statement_bind_blob (statement, parameter, key, SOTTO_COMPRESSED_KEY_LENGTH);
  else
    sotto_statement_bind_null (statement, parameter);
}

static gboolean
delete_same (SottoConnection *connection, const SottoSecureSession *session, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection,
    "DELETE FROM secure_session WHERE identity_id = ?1 AND installation = ?2 AND bundle_id = ?3",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, session->identity_id);
  sotto_statement_bind_text (statement, 2, session->installation);
  sotto_statement_bind_blob (statement, 3, session->bundle_id, sizeof session->bundle_id);

  return sotto_statement_run (statement, error);
}

/* One identity can begin sessions at will, with device ids that it makes up. */
static gboolean
drop_oldest (SottoConnection *connection, gint64 identity_id, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection,
                              "DELETE FROM secure_session WHERE id IN"
                              " (SELECT id FROM secure_session WHERE identity_id = ?1"
                              "  ORDER BY retired_ms > 0, id DESC LIMIT -1 OFFSET ?2)",
                              error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, identity_id);
  sotto_statement_bind_int (statement, 2, SOTTO_SECURE_MAX_SESSIONS);

  return sotto_statement_run (statement, error);
}

void
sotto_secure_session_clear (SottoSecureSession *session)
{
  sotto_wipe (session, sizeof *session);
}

gboolean
sotto_secure_session_find (SottoConnection *connection,
                           gint64 identity_id,
                           const char *installation,
                           const guint8 *bundle_id,
                           SottoSecureSession *session,
                           gboolean *found,
                           GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection,
                              "SELECT " COLUMNS " FROM secure_session"
                              " WHERE identity_id = ?1 AND installation = ?2 AND bundle_id = ?3",
                              error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, identity_id);
  sotto_statement_bind_text (statement, 2, installation);
  sotto_statement_bind_blob (statement, 3, bundle_id, SOTTO_COMPRESSED_KEY_LENGTH);

  return step_to_session (statement, session, found, error);
}

gboolean
sotto_secure_session_find_usable (SottoConnection *connection,
                                  gint64 identity_id,
                                  const char *installation,
                                  const guint8 *bundle_id,
                                  SottoSecureSession *session,
                                  gboolean *found,
                                  GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection,
                              "SELECT " COLUMNS " FROM secure_session"
                              " WHERE identity_id = ?1 AND installation = ?2 AND retired_ms = 0"
                              " AND (?3 IS NULL OR bundle_id = ?3) ORDER BY rank LIMIT 1",
                              error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, identity_id);
  sotto_statement_bind_text (statement, 2, installation);
  bind_key (statement, 3, bundle_id != NULL, bundle_id);

  return step_to_session (statement, session, found, error);
}

gboolean
sotto_secure_session_insert (SottoConnection *connection,
                             SottoSecureSession *session,
                             GError **error)
{
  g_autoptr (SottoStatement) statement = NULL;
  guint8 state[SOTTO_RATCHET_STATE_LENGTH];
  gboolean stored;

  if (!delete_same (connection, session, error))
    return FALSE;
  statement = sotto_connection_prepare (
    connection,
    "INSERT INTO secure_session (identity_id, installation, bundle_id, on_own_prekey, rank,"
    " ephemeral, remote_ephemeral, state, retired_ms)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    error);
  if (statement == NULL)
    return FALSE;

  sotto_ratchet_serialize (&session->ratchet, state);
  sotto_statement_bind_int (statement, 1, session->identity_id);
  sotto_statement_bind_text (statement, 2, session->installation);
  sotto_statement_bind_blob (statement, 3, session->bundle_id, sizeof session->bundle_id);
  sotto_statement_bind_int (statement, 4, session->on_own_prekey ? 1 : 0);
  sotto_statement_bind_blob (statement, 5, session->rank, sizeof session->rank);
  bind_key (statement, 6, session->has_ephemeral, session->ephemeral);
  bind_key (statement, 7, session->has_remote_ephemeral, session->remote_ephemeral);
  sotto_statement_bind_blob (statement, 8, state, sizeof state);
  sotto_statement_bind_int (statement, 9, session->retired_ms);
  stored = sotto_statement_run (statement, error);
  sotto_wipe (state, sizeof state);
  if (!stored)
    return FALSE;

  session->id = sotto_connection_get_last_insert_id (connection);
  return drop_oldest (connection, session->identity_id, error);
}

gboolean
sotto_secure_session_update (SottoConnection *connection,
                             const SottoSecureSession *session,
                             GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection, "UPDATE secure_session SET state = ?2, ephemeral = ?3 WHERE id = ?1", error);
  guint8 state[SOTTO_RATCHET_STATE_LENGTH];

  if (statement == NULL)
    return FALSE;
  sotto_ratchet_serialize (&session->ratchet, state);
  sotto_statement_bind_int (statement, 1, session->id);
  sotto_statement_bind_blob (statement, 2, state, sizeof state);
  sotto_wipe (state, sizeof state);
  bind_key (statement, 3, session->has_ephemeral, session->ephemeral);

  return sotto_statement_run (statement, error);
}

gboolean
sotto_secure_session_retire (SottoConnection *connection,
                             gint64 identity_id,
                             gint64 now_ms,
                             GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection,
                              "UPDATE secure_session SET retired_ms = ?2"
                              " WHERE (?1 = 0 OR identity_id = ?1) AND retired_ms = 0",
                              error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, identity_id);
  sotto_statement_bind_int (statement, 2, now_ms);

  return sotto_statement_run (statement, error);
}

gboolean
sotto_secure_session_prune (SottoConnection *connection, gint64 limit_ms, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection, "DELETE FROM secure_session WHERE retired_ms > 0 AND retired_ms < ?1", error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, limit_ms);

  return sotto_statement_run (statement, error);
}
