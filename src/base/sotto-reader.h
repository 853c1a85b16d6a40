/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SottoReader:
 *
 * A bounded cursor over borrowed bytes. Every function either reads all it was asked for and moves
 * on, or returns %FALSE, sets %SOTTO_BASE_ERROR_TRUNCATED and leaves the cursor where it was.
 */
typedef struct
{
  /*< private >*/
  const guint8 *data;
  gsize length;
  gsize offset;
} SottoReader;

void sotto_reader_init (SottoReader *reader, const guint8 *data, gsize length);
void sotto_reader_init_bytes (SottoReader *reader, GBytes *bytes);
gsize sotto_reader_get_remaining (const SottoReader *reader);
const guint8 *sotto_reader_peek (const SottoReader *reader);
gboolean sotto_reader_skip (SottoReader *reader, gsize length, GError **error);

/* @data is borrowed from what the reader was made over. */
gboolean sotto_reader_read (SottoReader *reader, gsize length, const guint8 **data, GError **error);
gboolean sotto_reader_copy (SottoReader *reader, guint8 *into, gsize length, GError **error);
gboolean sotto_reader_read_u8 (SottoReader *reader, guint8 *value, GError **error);
gboolean sotto_reader_read_be16 (SottoReader *reader, guint16 *value, GError **error);
gboolean sotto_reader_read_be32 (SottoReader *reader, guint32 *value, GError **error);
gboolean sotto_reader_read_be64 (SottoReader *reader, guint64 *value, GError **error);
gboolean sotto_reader_read_le32 (SottoReader *reader, guint32 *value, GError **error);
gboolean sotto_reader_read_le64 (SottoReader *reader, guint64 *value, GError **error);

G_END_DECLS
