/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Our own signed prekeys and their rotation (secure-transport.md, section 4). Rotation is lazy: it
 * happens at the first message after 24 hours. */

#include "sotto-own-prekey-private.h"

#include "sotto-secure-channel.h"
#include "sotto-secure-schema-private.h"

static gboolean
read_row (SottoStatement *statement, SottoOwnPrekey *prekey, GError **error)
{
  if (!sotto_statement_copy_blob (statement, 0, prekey->public_key, sizeof prekey->public_key) ||
      !sotto_statement_copy_blob (statement, 1, prekey->private_key.bytes, SOTTO_KEY_LENGTH))
    {
      g_set_error_literal (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_DAMAGED,
                           "A stored prekey is damaged");
      return FALSE;
    }
  prekey->version = (guint32) sotto_statement_get_int (statement, 2);
  prekey->created_ms = sotto_statement_get_int (statement, 3);
  prekey->expired = sotto_statement_get_int (statement, 4) != 0;
  prekey->id = sotto_statement_get_int (statement, 5);

  return TRUE;
}

static gboolean
load_current (SottoConnection *connection, SottoOwnPrekey *prekey, gboolean *found, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection,
    "SELECT public_key, private_key, version, created_ms, expired_ms, id FROM secure_own_prekey"
    " WHERE expired_ms = 0 ORDER BY version DESC LIMIT 1",
    error);

  if (statement == NULL || !sotto_statement_step (statement, found, error))
    return FALSE;

  return !*found || read_row (statement, prekey, error);
}

static gboolean
get_highest_version (SottoConnection *connection, guint32 *version, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection, "SELECT max (version) FROM secure_own_prekey", error);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;

  *version = has_row ? (guint32) sotto_statement_get_int (statement, 0) : 0;
  return TRUE;
}

static gboolean
retire_current (SottoConnection *connection, gint64 now_ms, GError **error)
{
  g_autoptr (SottoStatement) sessions = sotto_connection_prepare (
    connection,
    "UPDATE secure_session SET retired_ms = ?1 WHERE retired_ms = 0 AND on_own_prekey = 1 AND"
    " bundle_id IN (SELECT public_key FROM secure_own_prekey WHERE expired_ms = 0)",
    error);
  g_autoptr (SottoStatement) prekeys = NULL;

  if (sessions == NULL)
    return FALSE;
  sotto_statement_bind_int (sessions, 1, now_ms);
  if (!sotto_statement_run (sessions, error))
    return FALSE;

  prekeys = sotto_connection_prepare (
    connection, "UPDATE secure_own_prekey SET expired_ms = ?1 WHERE expired_ms = 0", error);
  if (prekeys == NULL)
    return FALSE;
  sotto_statement_bind_int (prekeys, 1, now_ms);

  return sotto_statement_run (prekeys, error);
}

void
sotto_own_prekey_clear (SottoOwnPrekey *prekey)
{
  sotto_wipe (prekey, sizeof *prekey);
}

gboolean
sotto_own_prekey_insert (SottoConnection *connection,
                         const SottoKey *private_key,
                         guint32 version,
                         gint64 created_ms,
                         GError **error)
{
  g_autoptr (SottoStatement) statement = NULL;
  guint8 public_key[SOTTO_COMPRESSED_KEY_LENGTH];
  SottoPublicKey point;

  if (!sotto_private_bytes_get_public (private_key->bytes, &point, error))
    return FALSE;
  sotto_public_key_serialize_compressed (&point, public_key);

  statement = sotto_connection_prepare (
    connection,
    "INSERT INTO secure_own_prekey (public_key, private_key, version, created_ms)"
    " VALUES (?1, ?2, ?3, ?4)",
    error);
  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_blob (statement, 1, public_key, sizeof public_key);
  sotto_statement_bind_blob (statement, 2, private_key->bytes, SOTTO_KEY_LENGTH);
  sotto_statement_bind_int (statement, 3, version);
  sotto_statement_bind_int (statement, 4, created_ms);

  return sotto_statement_run (statement, error);
}

gboolean
sotto_own_prekey_replace (SottoConnection *connection,
                          SottoRandom *random,
                          gint64 now_ms,
                          guint32 version_step,
                          GError **error)
{
  g_auto (SottoKeyPair) pair = { 0 };
  guint32 highest;

  if (!get_highest_version (connection, &highest, error) ||
      !retire_current (connection, now_ms, error))
    return FALSE;
  sotto_key_pair_generate (&pair, random);

  return sotto_own_prekey_insert (connection, &pair.private_key, highest + version_step, now_ms,
                                  error);
}

gboolean
sotto_own_prekey_get_current (SottoConnection *connection,
                              SottoRandom *random,
                              gint64 now_ms,
                              SottoOwnPrekey *prekey,
                              GError **error)
{
  gboolean found;

  if (!load_current (connection, prekey, &found, error))
    return FALSE;
  if (found && ABS (now_ms - prekey->created_ms) <= SOTTO_SECURE_PREKEY_LIFETIME_MS)
    return TRUE;

  if (!sotto_own_prekey_replace (connection, random, now_ms, 1, error) ||
      !load_current (connection, prekey, &found, error))
    return FALSE;

  if (!found)
    g_set_error_literal (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_DAMAGED,
                         "The new prekey was not stored");
  return found;
}

gboolean
sotto_own_prekey_find (SottoConnection *connection,
                       const guint8 public_key[SOTTO_COMPRESSED_KEY_LENGTH],
                       SottoOwnPrekey *prekey,
                       gboolean *found,
                       GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection,
    "SELECT public_key, private_key, version, created_ms, expired_ms, id FROM secure_own_prekey"
    " WHERE public_key = ?1",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_blob (statement, 1, public_key, SOTTO_COMPRESSED_KEY_LENGTH);
  if (!sotto_statement_step (statement, found, error))
    return FALSE;

  return !*found || read_row (statement, prekey, error);
}

gboolean
sotto_own_prekey_prune (SottoConnection *connection, gint64 limit_ms, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection, "DELETE FROM secure_own_prekey WHERE expired_ms > 0 AND expired_ms < ?1", error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, limit_ms);

  return sotto_statement_run (statement, error);
}
