/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keys.h"
#include "sotto-proto.h"

G_BEGIN_DECLS

/* Prekey bundles: secure-transport.md, sections 3 and 4. */

/* Bytes of the longest installation id that is accepted, and installations kept of one identity. */
#define SOTTO_INSTALLATION_ID_MAX_LENGTH 64
#define SOTTO_BUNDLE_MAX_INSTALLATIONS 16

/* The map key for a recipient whose devices are unknown; never an installation. */
#define SOTTO_INSTALLATION_NONE "none"

/* Announced by everybody who listens on the negotiated topic. */
#define SOTTO_PROTOCOL_VERSION 1

/**
 * SottoBundleEntry:
 * @id: installation id, UTF-8
 * @prekey: its signed prekey, compressed; also the id of sessions that are built on it
 * @version: counts the prekeys of this installation
 * @protocol_version: not covered by the signature
 */
typedef struct
{
  char id[SOTTO_INSTALLATION_ID_MAX_LENGTH + 1];
  guint8 prekey[SOTTO_COMPRESSED_KEY_LENGTH];
  guint32 version;
  guint32 protocol_version;
} SottoBundleEntry;

/**
 * SottoBundle:
 * @identity: whose
 * @timestamp: nanoseconds since 1970, as signed; 0 in bundles from before 2019
 * @entries: (element-type SottoBundleEntry): installations by ascending id, at most
 * %SOTTO_BUNDLE_MAX_INSTALLATIONS
 * @signature: by @identity
 *
 * A bundle that was received exists only with a right signature.
 */
typedef struct
{
  SottoPublicKey identity;
  gint64 timestamp;
  GArray *entries;
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
} SottoBundle;

void sotto_bundle_free (SottoBundle *bundle);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoBundle, sotto_bundle_free)

/* Whether @id may name an installation: 1 to 64 bytes of UTF-8, not "none". */
gboolean sotto_installation_id_is_valid (const guint8 *id, gsize length);

/* Verifies before anything is kept. Installations with impossible ids, and those beyond the limit,
 * are left out. Fails with %SOTTO_SECURE_ERROR_BUNDLE. */
SottoBundle *sotto_bundle_new_verified (const Sotto__Bundle *message,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Signs @entries (in any order; at most %SOTTO_BUNDLE_MAX_INSTALLATIONS). */
SottoBundle *sotto_bundle_new_signed (SottoPrivateKey *identity,
                                      const SottoBundleEntry *entries,
                                      guint n_entries,
                                      gint64 timestamp,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @id is one of its installations (nullable result, borrowed). */
const SottoBundleEntry *sotto_bundle_find (const SottoBundle *bundle, const char *id);

/* The bytes whose Keccak-256 is signed: of each installation by ascending id, the id, the prekey
 * and the version in decimal digits; then the timestamp in decimal digits unless it is 0. */
GBytes *sotto_bundle_get_signed_material (const SottoBundle *bundle) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): free with sotto_proto_free (). */
Sotto__Bundle *sotto_bundle_to_message (const SottoBundle *bundle) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
