/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-peer.h"

G_BEGIN_DECLS

/**
 * SottoWriteQueue:
 *
 * Bytes that wait for a socket, each piece with whom to tell when it has left.
 */
typedef struct _SottoWriteQueue SottoWriteQueue;

SottoWriteQueue *sotto_write_queue_new (SottoPeer *peer) G_GNUC_WARN_UNUSED_RESULT;
void sotto_write_queue_free (SottoWriteQueue *self);
void sotto_write_queue_push (SottoWriteQueue *self,
                             GBytes *bytes,
                             SottoPeerWrittenFunc written,
                             gpointer user_data);
gsize sotto_write_queue_get_length (SottoWriteQueue *self);
guint sotto_write_queue_peek (SottoWriteQueue *self, GOutputVector *vectors, guint n_vectors);
void sotto_write_queue_consume (SottoWriteQueue *self, gsize length);
void sotto_write_queue_fail (SottoWriteQueue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWriteQueue, sotto_write_queue_free)

G_END_DECLS
