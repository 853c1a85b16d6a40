/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keys.h"
#include "sotto-rlpx-secrets-private.h"
#include "sotto-rlpx-status-private.h"

G_BEGIN_DECLS

/**
 * SottoRlpxHandshake:
 *
 * One side of the RLPx handshake without a socket: bytes in, bytes out, at the end the secrets.
 */
typedef struct _SottoRlpxHandshake SottoRlpxHandshake;

SottoRlpxHandshake *
sotto_rlpx_handshake_new_initiator (SottoPrivateKey *node_key,
                                    const SottoPublicKey *remote,
                                    SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;
SottoRlpxHandshake *
sotto_rlpx_handshake_new_recipient (SottoPrivateKey *node_key,
                                    SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;
void sotto_rlpx_handshake_free (SottoRlpxHandshake *self);
GBytes *sotto_rlpx_handshake_start (SottoRlpxHandshake *self,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
SottoRlpxStatus sotto_rlpx_handshake_feed (SottoRlpxHandshake *self,
                                           const guint8 *data,
                                           gsize length,
                                           gsize *consumed,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_rlpx_handshake_get_reply (SottoRlpxHandshake *self);
const SottoPublicKey *sotto_rlpx_handshake_get_remote (SottoRlpxHandshake *self);
gboolean sotto_rlpx_handshake_get_secrets (SottoRlpxHandshake *self,
                                           SottoRlpxSecrets *secrets,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoRlpxHandshake, sotto_rlpx_handshake_free)

G_END_DECLS
