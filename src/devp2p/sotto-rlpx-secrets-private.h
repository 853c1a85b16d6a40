/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keccak.h"
#include "sotto-keys.h"

G_BEGIN_DECLS

/**
 * SottoRlpxSecrets:
 * @aes: key of both directions' AES-256-CTR streams
 * @mac: key of the block cipher in the MACs
 * @egress: running MAC of what we send
 * @ingress: running MAC of what we receive
 *
 * What the handshake yields. Declare it as `g_auto (SottoRlpxSecrets)`.
 */
typedef struct
{
  SottoKey aes;
  SottoKey mac;
  SottoKeccak egress;
  SottoKeccak ingress;
} SottoRlpxSecrets;

/**
 * SottoRlpxExchange:
 * @is_initiator: which side we are
 * @ephemeral_key: our ephemeral private key, 32 bytes
 * @remote_ephemeral_key: theirs
 * @initiator_nonce: of auth
 * @recipient_nonce: of ack
 * @auth: the packet as it was on the wire
 * @ack: the packet as it was on the wire
 *
 * All that the secrets are made of. Everything is borrowed.
 */
typedef struct
{
  gboolean is_initiator;
  const guint8 *ephemeral_key;
  const SottoPublicKey *remote_ephemeral_key;
  const SottoHash *initiator_nonce;
  const SottoHash *recipient_nonce;
  GBytes *auth;
  GBytes *ack;
} SottoRlpxExchange;

gboolean sotto_rlpx_secrets_derive (SottoRlpxSecrets *secrets,
                                    const SottoRlpxExchange *exchange,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_rlpx_secrets_clear (SottoRlpxSecrets *secrets);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoRlpxSecrets, sotto_rlpx_secrets_clear)

G_END_DECLS
