/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RLP (Ethereum Yellow Paper, appendix B): the longest item that any packet of ours may hold, and
 * the deepest nesting. */
#define SOTTO_RLP_MAX_LENGTH (16 * 1024 * 1024)
#define SOTTO_RLP_MAX_DEPTH 32

/**
 * SottoRlpReader:
 *
 * A cursor over the items of one list (or over a sequence of items). Only canonical encodings are
 * accepted. All functions return %FALSE and set %SOTTO_BASE_ERROR without moving when the next item
 * is not what was asked for.
 */
typedef struct
{
  /*< private >*/
  const guint8 *data;
  gsize length;
  gsize offset;
  guint depth;
} SottoRlpReader;

void sotto_rlp_reader_init (SottoRlpReader *reader, const guint8 *data, gsize length);
void sotto_rlp_reader_init_bytes (SottoRlpReader *reader, GBytes *bytes);
gboolean sotto_rlp_reader_at_end (const SottoRlpReader *reader);
gboolean sotto_rlp_reader_next_is_list (const SottoRlpReader *reader);

/* Fails unless every item has been read: for records that allow no tail. */
gboolean sotto_rlp_reader_finish (const SottoRlpReader *reader, GError **error);

gboolean sotto_rlp_reader_enter (SottoRlpReader *reader, SottoRlpReader *list, GError **error);
gboolean sotto_rlp_reader_read_string (SottoRlpReader *reader,
                                       const guint8 **data,
                                       gsize *length,
                                       GError **error);
gboolean
sotto_rlp_reader_read_fixed (SottoRlpReader *reader, guint8 *into, gsize length, GError **error);
gboolean sotto_rlp_reader_read_u64 (SottoRlpReader *reader, guint64 *value, GError **error);
gboolean sotto_rlp_reader_read_u32 (SottoRlpReader *reader, guint32 *value, GError **error);
gboolean sotto_rlp_reader_read_bool (SottoRlpReader *reader, gboolean *value, GError **error);

/* The whole next item, header included, borrowed. */
gboolean sotto_rlp_reader_read_raw (SottoRlpReader *reader,
                                    const guint8 **data,
                                    gsize *length,
                                    GError **error);
gboolean sotto_rlp_reader_skip (SottoRlpReader *reader, GError **error);

/* Checks one item and all that is nested in it, with nothing behind it. */
gboolean sotto_rlp_validate (const guint8 *data, gsize length, GError **error);

/**
 * SottoRlpWriter:
 *
 * Builds one RLP sequence. Lists are opened and closed; their headers are filled in when they
 * close.
 */
typedef struct _SottoRlpWriter SottoRlpWriter;

SottoRlpWriter *sotto_rlp_writer_new (void) G_GNUC_WARN_UNUSED_RESULT;
void sotto_rlp_writer_free (SottoRlpWriter *writer);
void sotto_rlp_writer_begin_list (SottoRlpWriter *writer);
void sotto_rlp_writer_end_list (SottoRlpWriter *writer);
void sotto_rlp_writer_add_string (SottoRlpWriter *writer, gconstpointer data, gsize length);
void sotto_rlp_writer_add_text (SottoRlpWriter *writer, const char *text);
void sotto_rlp_writer_add_u64 (SottoRlpWriter *writer, guint64 value);
void sotto_rlp_writer_add_bool (SottoRlpWriter *writer, gboolean value);
void sotto_rlp_writer_add_raw (SottoRlpWriter *writer, gconstpointer data, gsize length);

/* (transfer full): what was written; every list must have been closed. Frees the writer. */
GBytes *sotto_rlp_writer_end (SottoRlpWriter *writer) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoRlpWriter, sotto_rlp_writer_free)

G_END_DECLS
