/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A bounded cursor over borrowed bytes. */

#include "sotto-reader.h"

#include <string.h>

#include "sotto-error.h"

void
sotto_reader_init (SottoReader *reader, const guint8 *data, gsize length)
{
  /* Empty GBytes have no address, to which nothing may be added. */
  *reader = (SottoReader){ .data = data != NULL ? data : (const guint8 *) "", .length = length };
}

void
sotto_reader_init_bytes (SottoReader *reader, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  sotto_reader_init (reader, data, length);
}

gsize
sotto_reader_get_remaining (const SottoReader *reader)
{
  return reader->length - reader->offset;
}

const guint8 *
sotto_reader_peek (const SottoReader *reader)
{
  return reader->data + reader->offset;
}

gboolean
sotto_reader_read (SottoReader *reader, gsize length, const guint8 **data, GError **error)
{
  if (length > sotto_reader_get_remaining (reader))
    {
      g_set_error_literal (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TRUNCATED,
                           "The data ends too early");
      return FALSE;
    }
  *data = reader->data + reader->offset;
  reader->offset += length;
  return TRUE;
}

gboolean
sotto_reader_skip (SottoReader *reader, gsize length, GError **error)
{
  const guint8 *ignored;

  return sotto_reader_read (reader, length, &ignored, error);
}

gboolean
sotto_reader_copy (SottoReader *reader, guint8 *into, gsize length, GError **error)
{
  const guint8 *data;

  if (!sotto_reader_read (reader, length, &data, error))
    return FALSE;
  if (length > 0)
    memcpy (into, data, length);
  return TRUE;
}

gboolean
sotto_reader_read_u8 (SottoReader *reader, guint8 *value, GError **error)
{
  return sotto_reader_copy (reader, value, sizeof *value, error);
}

gboolean
sotto_reader_read_be16 (SottoReader *reader, guint16 *value, GError **error)
{
  if (!sotto_reader_copy (reader, (guint8 *) value, sizeof *value, error))
    return FALSE;
  *value = GUINT16_FROM_BE (*value);
  return TRUE;
}

gboolean
sotto_reader_read_be32 (SottoReader *reader, guint32 *value, GError **error)
{
  if (!sotto_reader_copy (reader, (guint8 *) value, sizeof *value, error))
    return FALSE;
  *value = GUINT32_FROM_BE (*value);
  return TRUE;
}

gboolean
sotto_reader_read_be64 (SottoReader *reader, guint64 *value, GError **error)
{
  if (!sotto_reader_copy (reader, (guint8 *) value, sizeof *value, error))
    return FALSE;
  *value = GUINT64_FROM_BE (*value);
  return TRUE;
}

gboolean
sotto_reader_read_le32 (SottoReader *reader, guint32 *value, GError **error)
{
  if (!sotto_reader_copy (reader, (guint8 *) value, sizeof *value, error))
    return FALSE;
  *value = GUINT32_FROM_LE (*value);
  return TRUE;
}

gboolean
sotto_reader_read_le64 (SottoReader *reader, guint64 *value, GError **error)
{
  if (!sotto_reader_copy (reader, (guint8 *) value, sizeof *value, error))
    return FALSE;
  *value = GUINT64_FROM_LE (*value);
  return TRUE;
}
