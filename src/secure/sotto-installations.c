/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Identities and their devices. A device is known only from a bundle whose signature was right;
 * its row holds the newest prekey, and an older bundle never takes that back. */

#include "sotto-installations-private.h"

#include <string.h>

#include "sotto-secure-channel.h"
#include "sotto-secure-schema-private.h"

/* A timestamp from the future counts as at most this far ahead. */
#define MAX_AHEAD_NS (G_GINT64_CONSTANT (120) * 1000 * 1000 * 1000)

/* One bundle on its way into the tables. */
typedef struct
{
  SottoConnection *connection;
  gint64 identity_id;
  gint64 timestamp_ns;
  gint64 now_ms;
  gboolean may_change; /* what is known already */
  gboolean enable;     /* what is new */
  guint n_new;
} Acceptance;

/* What is stored of a device that a bundle speaks of. */
typedef struct
{
  gint64 id;
  guint8 prekey[SOTTO_COMPRESSED_KEY_LENGTH];
  guint32 version;
} Known;

static gboolean
select_identity (SottoConnection *connection,
                 const guint8 key[SOTTO_COMPRESSED_KEY_LENGTH],
                 gint64 *id,
                 GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection, "SELECT id FROM secure_identity WHERE public_key = ?1", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_blob (statement, 1, key, SOTTO_COMPRESSED_KEY_LENGTH);
  if (!sotto_statement_step (statement, &has_row, error))
    return FALSE;

  *id = has_row ? sotto_statement_get_int (statement, 0) : 0;
  return TRUE;
}

gboolean
sotto_identity_find (SottoConnection *connection,
                     const SottoPublicKey *identity,
                     gint64 *id,
                     GError **error)
{
  guint8 key[SOTTO_COMPRESSED_KEY_LENGTH];

  sotto_public_key_serialize_compressed (identity, key);
  return select_identity (connection, key, id, error);
}

gboolean
sotto_identity_ensure (SottoConnection *connection,
                       const SottoPublicKey *identity,
                       gint64 *id,
                       GError **error)
{
  g_autoptr (SottoStatement) statement = NULL;
  guint8 key[SOTTO_COMPRESSED_KEY_LENGTH];

  sotto_public_key_serialize_compressed (identity, key);
  if (!select_identity (connection, key, id, error))
    return FALSE;
  if (*id != 0)
    return TRUE;

  statement = sotto_connection_prepare (
    connection, "INSERT INTO secure_identity (public_key) VALUES (?1)", error);
  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_blob (statement, 1, key, sizeof key);
  if (!sotto_statement_run (statement, error))
    return FALSE;

  *id = sotto_connection_get_last_insert_id (connection);
  return TRUE;
}

GArray *
sotto_installations_list_active (SottoConnection *connection,
                                 gint64 identity_id,
                                 guint limit,
                                 GError **error)
{
  g_autoptr (GArray) installations = g_array_new (FALSE, FALSE, sizeof (SottoInstallation));
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection,
    "SELECT name, prekey, prekey_version, protocol_version, knows_secret FROM secure_installation"
    " WHERE identity_id = ?1 AND enabled = 1 ORDER BY timestamp_ns DESC, name LIMIT ?2",
    error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  sotto_statement_bind_int (statement, 1, identity_id);
  sotto_statement_bind_int (statement, 2, limit);

  while (sotto_statement_step (statement, &has_row, error))
    {
      SottoInstallation row = { 0 };

      if (!has_row)
        return g_steal_pointer (&installations);
      /* A damaged row is a device less, not a lost conversation. */
      if (g_strlcpy (row.id, sotto_statement_get_text (statement, 0), sizeof row.id) == 0 ||
          !sotto_statement_copy_blob (statement, 1, row.prekey, sizeof row.prekey))
        continue;
      row.version = (guint32) sotto_statement_get_int (statement, 2);
      row.protocol_version = (guint32) sotto_statement_get_int (statement, 3);
      row.knows_secret = sotto_statement_get_int (statement, 4) != 0;
      g_array_append_val (installations, row);
    }

  return NULL;
}

static gboolean
find_known (SottoConnection *connection,
            gint64 identity_id,
            const char *name,
            Known *known,
            GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection,
                              "SELECT id, prekey, prekey_version FROM secure_installation"
                              " WHERE identity_id = ?1 AND name = ?2",
                              error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, identity_id);
  sotto_statement_bind_text (statement, 2, name);
  if (!sotto_statement_step (statement, &has_row, error))
    return FALSE;

  memset (known, 0, sizeof *known);
  if (has_row)
    {
      known->id = sotto_statement_get_int (statement, 0);
      sotto_statement_copy_blob (statement, 1, known->prekey, sizeof known->prekey);
      known->version = (guint32) sotto_statement_get_int (statement, 2);
    }

  return TRUE;
}

static gboolean
insert_installation (const Acceptance *acceptance, const SottoBundleEntry *entry, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    acceptance->connection,
    "INSERT INTO secure_installation (identity_id, name, enabled, prekey, prekey_version,"
    " protocol_version, timestamp_ns) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, acceptance->identity_id);
  sotto_statement_bind_text (statement, 2, entry->id);
  sotto_statement_bind_int (statement, 3, acceptance->enable ? 1 : 0);
  sotto_statement_bind_blob (statement, 4, entry->prekey, sizeof entry->prekey);
  sotto_statement_bind_int (statement, 5, entry->version);
  sotto_statement_bind_int (statement, 6, entry->protocol_version);
  sotto_statement_bind_int (statement, 7, acceptance->timestamp_ns);

  return sotto_statement_run (statement, error);
}

static gboolean
update_installation (const Acceptance *acceptance,
                     const Known *known,
                     const SottoBundleEntry *entry,
                     GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    acceptance->connection,
    "UPDATE secure_installation SET prekey = ?2, prekey_version = ?3,"
    " protocol_version = max (protocol_version, ?4), timestamp_ns = max (timestamp_ns, ?5)"
    " WHERE id = ?1",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, known->id);
  sotto_statement_bind_blob (statement, 2, entry->prekey, sizeof entry->prekey);
  sotto_statement_bind_int (statement, 3, entry->version);
  sotto_statement_bind_int (statement, 4, entry->protocol_version);
  sotto_statement_bind_int (statement, 5, acceptance->timestamp_ns);

  return sotto_statement_run (statement, error);
}

/* Sessions on a prekey of theirs that is no longer the newest only receive from now on. */
static gboolean
retire_sessions (const Acceptance *acceptance, const SottoBundleEntry *entry, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    acceptance->connection,
    "UPDATE secure_session SET retired_ms = ?4 WHERE identity_id = ?1 AND installation = ?2"
    " AND on_own_prekey = 0 AND bundle_id <> ?3 AND retired_ms = 0",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, acceptance->identity_id);
  sotto_statement_bind_text (statement, 2, entry->id);
  sotto_statement_bind_blob (statement, 3, entry->prekey, sizeof entry->prekey);
  sotto_statement_bind_int (statement, 4, acceptance->now_ms);

  return sotto_statement_run (statement, error);
}

/* Devices beyond the limit go, those with the oldest bundles first, disabled ones before. */
static gboolean
drop_oldest (SottoConnection *connection, gint64 identity_id, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection,
                              "DELETE FROM secure_installation WHERE identity_id = ?1 AND id NOT IN"
                              " (SELECT id FROM secure_installation WHERE identity_id = ?1"
                              "  ORDER BY enabled DESC, timestamp_ns DESC, id DESC LIMIT ?2)",
                              error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, identity_id);
  sotto_statement_bind_int (statement, 2, SOTTO_BUNDLE_MAX_INSTALLATIONS);

  return sotto_statement_run (statement, error);
}

/* What one bundle says of one device that may be known. */
static gboolean
accept_entry (Acceptance *acceptance, const SottoBundleEntry *entry, GError **error)
{
  SottoConnection *connection = acceptance->connection;
  Known known;

  if (!find_known (connection, acceptance->identity_id, entry->id, &known, error))
    return FALSE;

  if (known.id == 0)
    {
      acceptance->n_new++;
      return insert_installation (acceptance, entry, error);
    }

  /* Somebody else may have recorded it, and an older one may have been replaced: the newest version
   * stays, and one version has one prekey. */
  if (!acceptance->may_change || entry->version < known.version ||
      (entry->version == known.version &&
       memcmp (entry->prekey, known.prekey, sizeof known.prekey) != 0))
    return TRUE;

  return update_installation (acceptance, &known, entry, error) &&
         retire_sessions (acceptance, entry, error);
}

gboolean
sotto_installations_accept (SottoConnection *connection,
                            const SottoBundle *bundle,
                            const SottoBundleContext *context,
                            guint *n_new,
                            GError **error)
{
  gboolean ours = sotto_public_key_equal (&bundle->identity, context->own_identity);
  gboolean by_owner =
    context->sender != NULL && sotto_public_key_equal (&bundle->identity, context->sender);
  gint64 latest_ns = context->now_ms * 1000 * 1000 + MAX_AHEAD_NS;
  Acceptance acceptance = {
    .connection = connection,
    .timestamp_ns = CLAMP (bundle->timestamp, 0, latest_ns),
    .now_ms = context->now_ms,
    .may_change = !ours || by_owner,
    .enable = !ours,
  };

  *n_new = 0;
  if (bundle->entries->len == 0)
    return TRUE;
  if (!sotto_identity_ensure (connection, &bundle->identity, &acceptance.identity_id, error))
    return FALSE;

  for (guint i = 0; i < bundle->entries->len; i++)
    {
      const SottoBundleEntry *entry = &g_array_index (bundle->entries, SottoBundleEntry, i);

      if (ours && strcmp (entry->id, context->own_installation) == 0)
        continue;
      if (!accept_entry (&acceptance, entry, error))
        return FALSE;
    }

  *n_new = acceptance.n_new;
  return *n_new == 0 || drop_oldest (connection, acceptance.identity_id, error);
}

gboolean
sotto_installations_set_knows_secret (SottoConnection *connection,
                                      gint64 identity_id,
                                      const char *installation,
                                      GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_connection_prepare (connection,
                              "UPDATE secure_installation SET knows_secret = 1"
                              " WHERE identity_id = ?1 AND name = ?2 AND knows_secret = 0",
                              error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, identity_id);
  sotto_statement_bind_text (statement, 2, installation);

  return sotto_statement_run (statement, error);
}

gboolean
sotto_installations_is_enabled (SottoConnection *connection,
                                gint64 identity_id,
                                const char *installation,
                                gboolean *enabled,
                                GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection,
    "SELECT 1 FROM secure_installation WHERE identity_id = ?1 AND name = ?2 AND enabled = 1",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, identity_id);
  sotto_statement_bind_text (statement, 2, installation);

  return sotto_statement_step (statement, enabled, error);
}

gboolean
sotto_installations_set_enabled (SottoConnection *connection,
                                 gint64 identity_id,
                                 const char *installation,
                                 gboolean enabled,
                                 GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (
    connection, "UPDATE secure_installation SET enabled = ?3 WHERE identity_id = ?1 AND name = ?2",
    error);

  if (statement == NULL)
    return FALSE;
  sotto_statement_bind_int (statement, 1, identity_id);
  sotto_statement_bind_text (statement, 2, installation);
  sotto_statement_bind_int (statement, 3, enabled ? 1 : 0);

  return sotto_statement_run (statement, error);
}
