/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-bundle-private.h"
#include "sotto-store.h"

G_BEGIN_DECLS

/* The devices that are known of each identity: secure-transport.md, sections 2 and 4. */

/**
 * SottoInstallation:
 * @id: installation id
 * @prekey: its newest signed prekey, compressed
 * @version: of that prekey
 * @protocol_version: the highest it ever announced
 * @knows_secret: whether it is known to listen on the negotiated topic
 */
typedef struct
{
  char id[SOTTO_INSTALLATION_ID_MAX_LENGTH + 1];
  guint8 prekey[SOTTO_COMPRESSED_KEY_LENGTH];
  guint32 version;
  guint32 protocol_version;
  gboolean knows_secret;
} SottoInstallation;

/* The row of @identity, 0 if there is none. */
gboolean sotto_identity_find (SottoConnection *connection,
                              const SottoPublicKey *identity,
                              gint64 *id,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, made if there is none. */
gboolean sotto_identity_ensure (SottoConnection *connection,
                                const SottoPublicKey *identity,
                                gint64 *id,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (element-type SottoInstallation): the newest @limit enabled ones, newest bundle first. */
GArray *sotto_installations_list_active (SottoConnection *connection,
                                         gint64 identity_id,
                                         guint limit,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoBundleContext:
 * @own_identity: ourselves
 * @own_installation: our device, which no bundle may speak for
 * @sender: (nullable): who sent the message that the bundle came in; only such a bundle may change
 * what is known of our own devices
 * @now_ms: milliseconds since 1970
 */
typedef struct
{
  const SottoPublicKey *own_identity;
  const char *own_installation;
  const SottoPublicKey *sender;
  gint64 now_ms;
} SottoBundleContext;

/* Stores what @bundle tells, by the acceptance rules; @n_new receives how many devices became
 * known. Sessions built on a prekey that is replaced are retired. */
gboolean sotto_installations_accept (SottoConnection *connection,
                                     const SottoBundle *bundle,
                                     const SottoBundleContext *context,
                                     guint *n_new,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Records that the device listens on the negotiated topic, if it is known. */
gboolean sotto_installations_set_knows_secret (SottoConnection *connection,
                                               gint64 identity_id,
                                               const char *installation,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean sotto_installations_is_enabled (SottoConnection *connection,
                                         gint64 identity_id,
                                         const char *installation,
                                         gboolean *enabled,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean sotto_installations_set_enabled (SottoConnection *connection,
                                          gint64 identity_id,
                                          const char *installation,
                                          gboolean enabled,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
