/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-keys.h"
#include "sotto-store.h"

G_BEGIN_DECLS

/**
 * SottoOwnPrekey:
 * @id: its row
 * @private_key: secret
 * @public_key: compressed
 * @version: as the bundle states it
 * @created_ms: when
 * @expired: whether a newer one has taken its place
 *
 * A signed prekey of this device. Declare as `g_auto (SottoOwnPrekey)`.
 */
typedef struct
{
  gint64 id;
  SottoKey private_key;
  guint8 public_key[SOTTO_COMPRESSED_KEY_LENGTH];
  guint32 version;
  gint64 created_ms;
  gboolean expired;
} SottoOwnPrekey;

void sotto_own_prekey_clear (SottoOwnPrekey *prekey);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoOwnPrekey, sotto_own_prekey_clear)

/* The one in use; made when there is none, replaced when it is more than 24 hours old (or made in a
 * future that a wrong clock believed in). Replacing retires the sessions that were built on it. */
gboolean sotto_own_prekey_get_current (SottoConnection *connection,
                                       SottoRandom *random,
                                       gint64 now_ms,
                                       SottoOwnPrekey *prekey,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds one in use; @created_ms and @version as given. */
gboolean sotto_own_prekey_insert (SottoConnection *connection,
                                  const SottoKey *private_key,
                                  guint32 version,
                                  gint64 created_ms,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The one that a received X3DH header names, expired or not. */
gboolean sotto_own_prekey_find (SottoConnection *connection,
                                const guint8 public_key[SOTTO_COMPRESSED_KEY_LENGTH],
                                SottoOwnPrekey *prekey,
                                gboolean *found,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes the current one out of use, and makes a new one whose version is higher by
 * @version_step. */
gboolean sotto_own_prekey_replace (SottoConnection *connection,
                                   SottoRandom *random,
                                   gint64 now_ms,
                                   guint32 version_step,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Deletes those that expired before @limit_ms. */
gboolean sotto_own_prekey_prune (SottoConnection *connection,
                                 gint64 limit_ms,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
