/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-rlpx-secrets-private.h"
#include "sotto-rlpx-status-private.h"

G_BEGIN_DECLS

/* The largest frame and the largest uncompressed payload that the protocol knows. */
#define SOTTO_RLPX_MAX_LENGTH 16777215

/* Messages of the base protocol, and everything before Hello. */
#define SOTTO_RLPX_BASE_CODES 16
#define SOTTO_RLPX_MAX_BASE_PAYLOAD 2048

/**
 * SottoRlpxMessage:
 * @code: absolute message id
 * @payload: uncompressed
 *
 * What one frame holds. Declare it as `g_auto (SottoRlpxMessage)`.
 */
typedef struct
{
  guint64 code;
  GBytes *payload;
} SottoRlpxMessage;

void sotto_rlpx_message_clear (SottoRlpxMessage *message);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoRlpxMessage, sotto_rlpx_message_clear)

/**
 * SottoRlpxCodec:
 *
 * Both directions of a framed connection without a socket.
 */
typedef struct _SottoRlpxCodec SottoRlpxCodec;

SottoRlpxCodec *sotto_rlpx_codec_new (const SottoRlpxSecrets *secrets) G_GNUC_WARN_UNUSED_RESULT;
void sotto_rlpx_codec_free (SottoRlpxCodec *self);
void sotto_rlpx_codec_set_snappy (SottoRlpxCodec *self, gboolean snappy);
void sotto_rlpx_codec_set_max_payload (SottoRlpxCodec *self, gsize max_payload);
GBytes *sotto_rlpx_codec_seal (SottoRlpxCodec *self, guint64 code, GBytes *payload, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
SottoRlpxStatus sotto_rlpx_codec_feed (SottoRlpxCodec *self,
                                       const guint8 *data,
                                       gsize length,
                                       gsize *consumed,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_rlpx_codec_take_message (SottoRlpxCodec *self,
                                        SottoRlpxMessage *message,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoRlpxCodec, sotto_rlpx_codec_free)

G_END_DECLS
