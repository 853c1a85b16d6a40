/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keys.h"

G_BEGIN_DECLS

/* Payload version 1 (26/WAKU-PAYLOAD, whisper-waku.md section 5):
 * flags(1) || length(1..3, little-endian) || payload || padding || [signature(65)], then encrypted.
 */
#define SOTTO_SEALING_MAX_PAYLOAD ((1 << 24) - 1)

/**
 * SottoOpenedPayload:
 * @payload: what was sealed, possibly empty
 * @is_signed: whether it carried a signature
 * @signer: who signed it, when @is_signed
 * @padding: the bytes between payload and signature
 */
typedef struct
{
  GBytes *payload;
  gboolean is_signed;
  SottoPublicKey signer;
  GBytes *padding;
} SottoOpenedPayload;

void sotto_opened_payload_clear (SottoOpenedPayload *opened);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoOpenedPayload, sotto_opened_payload_clear)

/**
 * sotto_sealing_compose:
 * @payload: at most %SOTTO_SEALING_MAX_PAYLOAD bytes
 * @padding: (nullable): put in as it is; %NULL for random bytes up to a multiple of 256, never none
 * @signer: (nullable): who signs
 * @random: where padding comes from
 * @error: return location for an error
 *
 * Builds what is encrypted: flags, length, payload, padding and signature.
 *
 * Returns: (transfer full): the plaintext, or %NULL
 */
GBytes *sotto_sealing_compose (GBytes *payload,
                               GBytes *padding,
                               SottoPrivateKey *signer,
                               SottoRandom *random,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_sealing_parse:
 * @plaintext: what was decrypted
 * @opened: (out caller-allocates): what is in it, slices of @plaintext
 * @error: return location for a %SOTTO_TRANSPORT_ERROR_MALFORMED
 *
 * Takes the plaintext of a payload apart and recovers its signer. A signature that recovers no key
 * makes the whole payload malformed.
 */
gboolean sotto_sealing_parse (GBytes *plaintext,
                              SottoOpenedPayload *opened,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* AES-256-GCM: ciphertext || tag(16) || nonce(12). @signer is nullable. */
GBytes *sotto_seal_symmetric (GBytes *payload,
                              SottoPrivateKey *signer,
                              const guint8 key[32],
                              SottoRandom *random,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ECIES with empty shared data. */
GBytes *sotto_seal_asymmetric (GBytes *payload,
                               SottoPrivateKey *signer,
                               const SottoPublicKey *recipient,
                               SottoRandom *random,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fail with %SOTTO_TRANSPORT_ERROR_WRONG_KEY or %SOTTO_TRANSPORT_ERROR_MALFORMED; @opened needs no
 * clearing then. */
gboolean sotto_open_symmetric (GBytes *data,
                               const guint8 key[32],
                               SottoOpenedPayload *opened,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_open_asymmetric (GBytes *data,
                                SottoPrivateKey *recipient,
                                SottoOpenedPayload *opened,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
