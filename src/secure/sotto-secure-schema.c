/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of the secure transport. Keys and ids are blobs: compressed public keys of 33 bytes,
 * private ones of 32; a session's state as in sotto-ratchet.c. Times are milliseconds since 1970,
 * but for the bundle timestamps, which are the wire's nanoseconds.
 *
 * - secure_identity: people of whom we know a device or a session, ourselves among them.
 * - secure_installation: their devices with the newest prekey of each; at most 16 of an identity.
 * - secure_own_prekey: ours, with private halves; expired ones for 40 days.
 * - secure_session: one for each (identity, device, bundle id); at most 256 of an identity. `rank`
 *   is the first 8 bytes of the session's first secret: enough to choose the smallest of several
 *   as the other side does, too little to undo forward secrecy. `ephemeral` is ours and repeated in
 *   each message until the session is confirmed; `remote_ephemeral` is what the other side began
 *   with. A session with `retired_ms` only receives.
 * - secure_chain: ratchet keys of the other side that a session has seen; the last 100 of a session
 *   and those of which messages are awaited.
 * - secure_skipped_key: keys of overtaken messages; 2,000 of a session, 50,000 in all.
 * - secure_seen_ephemeral: X of the first keys of sessions that others began on a prekey of ours,
 * so that a recorded beginning cannot be played again; goes with the prekey.
 */

#include "sotto-secure-channel.h"

static const char create_tables[] =
  "CREATE TABLE secure_identity ("
  "  id INTEGER PRIMARY KEY,"
  "  public_key BLOB NOT NULL UNIQUE,"
  "  announced_ms INTEGER NOT NULL DEFAULT 0"
  ") STRICT;"
  "CREATE TABLE secure_installation ("
  "  id INTEGER PRIMARY KEY,"
  "  identity_id INTEGER NOT NULL REFERENCES secure_identity (id) ON DELETE CASCADE,"
  "  name TEXT NOT NULL,"
  "  enabled INTEGER NOT NULL,"
  "  prekey BLOB NOT NULL,"
  "  prekey_version INTEGER NOT NULL,"
  "  protocol_version INTEGER NOT NULL,"
  "  timestamp_ns INTEGER NOT NULL,"
  "  knows_secret INTEGER NOT NULL DEFAULT 0,"
  "  UNIQUE (identity_id, name)"
  ") STRICT;"
  "CREATE INDEX secure_installation_newest"
  "  ON secure_installation (identity_id, enabled, timestamp_ns);"
  "CREATE TABLE secure_own_prekey ("
  "  id INTEGER PRIMARY KEY,"
  "  public_key BLOB NOT NULL UNIQUE,"
  "  private_key BLOB NOT NULL,"
  "  version INTEGER NOT NULL UNIQUE,"
  "  created_ms INTEGER NOT NULL,"
  "  expired_ms INTEGER NOT NULL DEFAULT 0"
  ") STRICT;"
  "CREATE TABLE secure_session ("
  "  id INTEGER PRIMARY KEY,"
  "  identity_id INTEGER NOT NULL REFERENCES secure_identity (id) ON DELETE CASCADE,"
  "  installation TEXT NOT NULL,"
  "  bundle_id BLOB NOT NULL,"
  "  on_own_prekey INTEGER NOT NULL,"
  "  rank BLOB NOT NULL,"
  "  ephemeral BLOB,"
  "  remote_ephemeral BLOB,"
  "  state BLOB NOT NULL,"
  "  retired_ms INTEGER NOT NULL DEFAULT 0,"
  "  UNIQUE (identity_id, installation, bundle_id)"
  ") STRICT;"
  "CREATE INDEX secure_session_bundle ON secure_session (bundle_id);"
  "CREATE INDEX secure_session_retired ON secure_session (retired_ms) WHERE retired_ms > 0;"
  "CREATE TABLE secure_chain ("
  "  id INTEGER PRIMARY KEY,"
  "  session_id INTEGER NOT NULL REFERENCES secure_session (id) ON DELETE CASCADE,"
  "  ratchet_key BLOB NOT NULL,"
  "  UNIQUE (session_id, ratchet_key)"
  ") STRICT;"
  "CREATE TABLE secure_skipped_key ("
  "  id INTEGER PRIMARY KEY,"
  "  session_id INTEGER NOT NULL REFERENCES secure_session (id) ON DELETE CASCADE,"
  "  chain_id INTEGER NOT NULL REFERENCES secure_chain (id) ON DELETE CASCADE,"
  "  n INTEGER NOT NULL,"
  "  sequence INTEGER NOT NULL,"
  "  message_key BLOB NOT NULL,"
  "  UNIQUE (chain_id, n)"
  ") STRICT;"
  "CREATE INDEX secure_skipped_key_order ON secure_skipped_key (session_id, sequence);"
  "CREATE TABLE secure_seen_ephemeral ("
  "  id INTEGER PRIMARY KEY,"
  "  own_prekey_id INTEGER NOT NULL REFERENCES secure_own_prekey (id) ON DELETE CASCADE,"
  "  ephemeral BLOB NOT NULL,"
  "  UNIQUE (own_prekey_id, ephemeral)"
  ") STRICT;";

static const char *const steps[] = { create_tables, NULL };

static const SottoMigrations migrations = { .component = "secure", .steps = steps };

/**
 * sotto_secure_get_migrations:
 *
 * Returns: (transfer none): the tables of this layer, for `session/` to add to the store
 */
const SottoMigrations *
sotto_secure_get_migrations (void)
{
  return &migrations;
}
