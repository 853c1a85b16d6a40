/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keys.h"

G_BEGIN_DECLS

/* X3DH as Status does it, and the one-shot agreement for a recipient whose devices are unknown.
 * secure-transport.md, sections 5 and 8. */

/* SK = Keccak-256 (DH1 || DH2 || DH3), each 32 bytes. */
void sotto_x3dh_combine (const SottoKey *dh1,
                         const SottoKey *dh2,
                         const SottoKey *dh3,
                         SottoKey *secret);

/* DH1 = (IK_A, SPK_B), DH2 = (EK_A, IK_B), DH3 = (EK_A, SPK_B). */
gboolean sotto_x3dh_initiate (SottoPrivateKey *own_identity,
                              const SottoKey *own_ephemeral,
                              const SottoPublicKey *their_identity,
                              const SottoPublicKey *their_prekey,
                              SottoKey *secret,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same three from the other side. */
gboolean sotto_x3dh_respond (SottoPrivateKey *own_identity,
                             const SottoKey *own_prekey,
                             const SottoPublicKey *their_identity,
                             const SottoPublicKey *their_ephemeral,
                             SottoKey *secret,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Tag (16) and nonce (12) behind the ciphertext. */
#define SOTTO_DH_MESSAGE_OVERHEAD 28

/* payload = AES-256-GCM ciphertext || tag || nonce under X of ECDH (ephemeral, identity). Draws the
 * ephemeral key, then the nonce; @ephemeral receives the public half, compressed. */
GBytes *sotto_dh_message_seal (const SottoPublicKey *recipient,
                               GBytes *plaintext,
                               SottoRandom *random,
                               guint8 ephemeral[SOTTO_COMPRESSED_KEY_LENGTH],
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

GBytes *sotto_dh_message_open (SottoPrivateKey *recipient,
                               const SottoPublicKey *ephemeral,
                               const guint8 *payload,
                               gsize length,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
