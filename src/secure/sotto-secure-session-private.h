/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-bundle-private.h"
#include "sotto-ratchet-private.h"
#include "sotto-store.h"

G_BEGIN_DECLS

#define SOTTO_SESSION_RANK_LENGTH 8

/**
 * SottoSecureSession:
 * @id: its row; 0 before it is stored
 * @identity_id: whose device
 * @installation: which device
 * @bundle_id: the prekey that it was built on, ours or theirs
 * @on_own_prekey: whether that prekey is ours, i.e. they began
 * @rank: first bytes of the X3DH secret, for the choice among several sessions
 * @has_ephemeral: whether @ephemeral has still to be sent
 * @ephemeral: our X3DH ephemeral key, if we began and nothing has come back
 * @has_remote_ephemeral: whether they began
 * @remote_ephemeral: their X3DH ephemeral key
 * @retired_ms: since when it only receives; 0: usable
 * @ratchet: its keys
 *
 * One Double Ratchet session as it is stored. Declare as `g_auto (SottoSecureSession)`.
 */
typedef struct
{
  gint64 id;
  gint64 identity_id;
  char installation[SOTTO_INSTALLATION_ID_MAX_LENGTH + 1];
  guint8 bundle_id[SOTTO_COMPRESSED_KEY_LENGTH];
  gboolean on_own_prekey;
  guint8 rank[SOTTO_SESSION_RANK_LENGTH];
  gboolean has_ephemeral;
  guint8 ephemeral[SOTTO_COMPRESSED_KEY_LENGTH];
  gboolean has_remote_ephemeral;
  guint8 remote_ephemeral[SOTTO_COMPRESSED_KEY_LENGTH];
  gint64 retired_ms;
  SottoRatchet ratchet;
} SottoSecureSession;

void sotto_secure_session_clear (SottoSecureSession *session);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoSecureSession, sotto_secure_session_clear)

/* By what a received message names: the device and the bundle id. */
gboolean sotto_secure_session_find (SottoConnection *connection,
                                    gint64 identity_id,
                                    const char *installation,
                                    const guint8 *bundle_id,
                                    SottoSecureSession *session,
                                    gboolean *found,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The one to send on: of the usable ones the smallest in rank, or the one that @bundle_id
 * (nullable) names. */
gboolean sotto_secure_session_find_usable (SottoConnection *connection,
                                           gint64 identity_id,
                                           const char *installation,
                                           const guint8 *bundle_id,
                                           SottoSecureSession *session,
                                           gboolean *found,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Stores a new session, in the place of one with the same device and bundle id. Beyond the limit
 * of an identity the oldest go. */
gboolean sotto_secure_session_insert (SottoConnection *connection,
                                      SottoSecureSession *session,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Stores the ratchet and the ephemeral key of a session that has a row. */
gboolean sotto_secure_session_update (SottoConnection *connection,
                                      const SottoSecureSession *session,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* No session with @identity_id, or with anybody (0), is sent on any more. */
gboolean sotto_secure_session_retire (SottoConnection *connection,
                                      gint64 identity_id,
                                      gint64 now_ms,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Deletes what was retired before @limit_ms, with its keys. */
gboolean sotto_secure_session_prune (SottoConnection *connection,
                                     gint64 limit_ms,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The key of a message that was overtaken. @chain_known tells whether the session has seen that
 * ratchet key before, so that a message without a stored key is a repetition. */
gboolean sotto_skipped_key_find (SottoConnection *connection,
                                 gint64 session_id,
                                 const SottoRatchetHeader *header,
                                 SottoKey *message_key,
                                 gint64 *id,
                                 gboolean *chain_known,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean sotto_skipped_key_delete (SottoConnection *connection,
                                   gint64 id,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Stores @keys (element-type SottoSkippedKey) and the session's present ratchet key; the limits of
 * sotto-secure-schema-private.h hold afterwards. */
gboolean sotto_skipped_keys_store (SottoConnection *connection,
                                   const SottoSecureSession *session,
                                   GArray *keys,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* First keys of sessions that others began on a prekey of ours; forgotten with the prekey. */
gboolean sotto_seen_ephemeral_has (SottoConnection *connection,
                                   gint64 prekey_id,
                                   const guint8 *ephemeral,
                                   gboolean *seen,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_seen_ephemeral_add (SottoConnection *connection,
                                   gint64 prekey_id,
                                   const guint8 *ephemeral,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
