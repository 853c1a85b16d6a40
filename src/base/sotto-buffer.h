/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SottoBuffer:
 *
 * Growing bytes with a maximum that is stated at birth. Appending beyond it changes nothing,
 * returns %FALSE and marks the buffer as overflowed, so that a writer may check once at its end.
 */
typedef struct _SottoBuffer SottoBuffer;

SottoBuffer *sotto_buffer_new (gsize max_length) G_GNUC_WARN_UNUSED_RESULT;
void sotto_buffer_free (SottoBuffer *buffer);
gboolean sotto_buffer_append (SottoBuffer *buffer, gconstpointer data, gsize length);
gboolean sotto_buffer_append_u8 (SottoBuffer *buffer, guint8 value);
gboolean sotto_buffer_append_be16 (SottoBuffer *buffer, guint16 value);
gboolean sotto_buffer_append_be32 (SottoBuffer *buffer, guint32 value);
gboolean sotto_buffer_append_le32 (SottoBuffer *buffer, guint32 value);
gboolean sotto_buffer_append_le64 (SottoBuffer *buffer, guint64 value);
gboolean sotto_buffer_append_bytes (SottoBuffer *buffer, GBytes *bytes);
const guint8 *sotto_buffer_get_data (SottoBuffer *buffer);
gsize sotto_buffer_get_length (SottoBuffer *buffer);
gboolean sotto_buffer_has_overflowed (SottoBuffer *buffer);
void sotto_buffer_consume (SottoBuffer *buffer, gsize length);
void sotto_buffer_clear (SottoBuffer *buffer);

/* (transfer full): the content; the buffer is empty afterwards. */
GBytes *sotto_buffer_steal (SottoBuffer *buffer) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoBuffer, sotto_buffer_free)

G_END_DECLS
