/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"
#include "sotto-peer.h"
#include "sotto-rlpx-codec-private.h"
#include "sotto-rlpx-handshake-private.h"

G_BEGIN_DECLS

/**
 * SottoRlpxStreamEvents:
 * @handshaken: the other side proved that it holds @remote
 * @message: one message; the stream may be finished or closed in it
 * @failed: the other side broke the rules, hung up or stopped reading
 * @closed: the socket is closed; also after sotto_rlpx_stream_close ()
 *
 * What a stream tells its peer, always from the main loop or from within sotto_rlpx_stream_close
 * ().
 */
typedef struct
{
  void (*handshaken) (SottoPeer *peer, const SottoPublicKey *remote);
  void (*message) (SottoPeer *peer, const SottoRlpxMessage *message);
  void (*failed) (SottoPeer *peer, const GError *error);
  void (*closed) (SottoPeer *peer);
} SottoRlpxStreamEvents;

/**
 * SottoRlpxStream:
 *
 * A TCP connection with RLPx on it. Belongs to one peer.
 */
typedef struct _SottoRlpxStream SottoRlpxStream;

SottoRlpxStream *sotto_rlpx_stream_new (GSocketConnection *connection,
                                        SottoRlpxHandshake *handshake,
                                        SottoClock *clock,
                                        const SottoRlpxStreamEvents *events,
                                        SottoPeer *peer) G_GNUC_WARN_UNUSED_RESULT;
void sotto_rlpx_stream_free (SottoRlpxStream *self);
gboolean sotto_rlpx_stream_start (SottoRlpxStream *self, gboolean dialled, GError **error);
void sotto_rlpx_stream_set_snappy (SottoRlpxStream *self, gboolean snappy);
void sotto_rlpx_stream_set_max_payload (SottoRlpxStream *self, gsize max_payload);
gboolean sotto_rlpx_stream_is_ready (SottoRlpxStream *self);
gboolean sotto_rlpx_stream_send (SottoRlpxStream *self,
                                 guint64 code,
                                 GBytes *payload,
                                 SottoPeerWrittenFunc written,
                                 gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void sotto_rlpx_stream_fail_queued (SottoRlpxStream *self);
void sotto_rlpx_stream_finish (SottoRlpxStream *self);
void sotto_rlpx_stream_close (SottoRlpxStream *self);
gsize sotto_rlpx_stream_get_queued_bytes (SottoRlpxStream *self);
guint64 sotto_rlpx_stream_get_bytes_in (SottoRlpxStream *self);
guint64 sotto_rlpx_stream_get_bytes_out (SottoRlpxStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoRlpxStream, sotto_rlpx_stream_free)

G_END_DECLS
