/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keys.h"

G_BEGIN_DECLS

#define SOTTO_RLPX_VERSION 4
#define SOTTO_RLPX_PLAIN_AUTH_LENGTH 307
#define SOTTO_RLPX_PLAIN_ACK_LENGTH 210
#define SOTTO_RLPX_SIZE_LENGTH 2

/* The most that a size prefix may say. Real packets have 400 to 700 bytes. */
#define SOTTO_RLPX_MAX_SIZE 2048

/**
 * SottoRlpxAuth:
 * @signature: by the initiator's ephemeral key, over static shared secret XOR @nonce
 * @static_key: the initiator's node key
 * @nonce: the initiator's
 * @version: 4 of us; of others whatever they say
 * @is_plain: in the form before EIP-8
 */
typedef struct
{
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  SottoPublicKey static_key;
  SottoHash nonce;
  guint64 version;
  gboolean is_plain;
} SottoRlpxAuth;

/**
 * SottoRlpxAck:
 * @ephemeral_key: the recipient's
 * @nonce: the recipient's
 * @version: 4 of us; of others whatever they say
 * @is_plain: in the form before EIP-8
 */
typedef struct
{
  SottoPublicKey ephemeral_key;
  SottoHash nonce;
  guint64 version;
  gboolean is_plain;
} SottoRlpxAck;

gboolean sotto_rlpx_auth_sign (SottoRlpxAuth *auth,
                               const guint8 ephemeral_key[32],
                               const guint8 static_shared[32],
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_rlpx_auth_recover (const SottoRlpxAuth *auth,
                                  const guint8 static_shared[32],
                                  SottoPublicKey *ephemeral_key,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_rlpx_auth_encode (const SottoRlpxAuth *auth) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_rlpx_auth_seal (const SottoRlpxAuth *auth,
                              const SottoPublicKey *recipient,
                              SottoRandom *random,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_rlpx_auth_open (SottoRlpxAuth *auth,
                               SottoPrivateKey *recipient,
                               const guint8 *packet,
                               gsize length,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

GBytes *sotto_rlpx_ack_encode (const SottoRlpxAck *ack) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_rlpx_ack_seal (const SottoRlpxAck *ack,
                             const SottoPublicKey *initiator,
                             SottoRandom *random,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_rlpx_ack_open (SottoRlpxAck *ack,
                              SottoPrivateKey *initiator,
                              const guint8 *packet,
                              gsize length,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
