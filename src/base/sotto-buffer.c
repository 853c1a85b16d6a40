/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Growing bytes under a stated maximum. */

#include "sotto-buffer.h"

#include <string.h>

struct _SottoBuffer
{
  GByteArray *array;
  gsize max_length;
  gboolean has_overflowed;
};

SottoBuffer *
sotto_buffer_new (gsize max_length)
{
  SottoBuffer *buffer = g_new0 (SottoBuffer, 1);

  buffer->array = g_byte_array_new ();
  buffer->max_length = MIN (max_length, G_MAXUINT / 2);
  return buffer;
}

void
sotto_buffer_free (SottoBuffer *buffer)
{
  g_byte_array_unref (buffer->array);
  g_free (buffer);
}

gboolean
sotto_buffer_append (SottoBuffer *buffer, gconstpointer data, gsize length)
{
  if (length > buffer->max_length - buffer->array->len)
    {
      buffer->has_overflowed = TRUE;
      return FALSE;
    }
  if (length > 0)
    g_byte_array_append (buffer->array, data, (guint) length);
  return TRUE;
}

gboolean
sotto_buffer_append_u8 (SottoBuffer *buffer, guint8 value)
{
  return sotto_buffer_append (buffer, &value, sizeof value);
}

gboolean
sotto_buffer_append_be16 (SottoBuffer *buffer, guint16 value)
{
  guint16 encoded = GUINT16_TO_BE (value);

  return sotto_buffer_append (buffer, &encoded, sizeof encoded);
}

gboolean
sotto_buffer_append_be32 (SottoBuffer *buffer, guint32 value)
{
  guint32 encoded = GUINT32_TO_BE (value);

  return sotto_buffer_append (buffer, &encoded, sizeof encoded);
}

gboolean
sotto_buffer_append_le32 (SottoBuffer *buffer, guint32 value)
{
  guint32 encoded = GUINT32_TO_LE (value);

  return sotto_buffer_append (buffer, &encoded, sizeof encoded);
}

gboolean
sotto_buffer_append_le64 (SottoBuffer *buffer, guint64 value)
{
  guint64 encoded = GUINT64_TO_LE (value);

  return sotto_buffer_append (buffer, &encoded, sizeof encoded);
}

gboolean
sotto_buffer_append_bytes (SottoBuffer *buffer, GBytes *bytes)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  return sotto_buffer_append (buffer, data, length);
}

const guint8 *
sotto_buffer_get_data (SottoBuffer *buffer)
{
  return buffer->array->data;
}

gsize
sotto_buffer_get_length (SottoBuffer *buffer)
{
  return buffer->array->len;
}

gboolean
sotto_buffer_has_overflowed (SottoBuffer *buffer)
{
  return buffer->has_overflowed;
}

void
sotto_buffer_consume (SottoBuffer *buffer, gsize length)
{
  g_return_if_fail (length <= buffer->array->len);

  if (length > 0)
    g_byte_array_remove_range (buffer->array, 0, (guint) length);
}

void
sotto_buffer_clear (SottoBuffer *buffer)
{
  g_byte_array_set_size (buffer->array, 0);
  buffer->has_overflowed = FALSE;
}

GBytes *
sotto_buffer_steal (SottoBuffer *buffer)
{
  GBytes *bytes = g_byte_array_free_to_bytes (g_steal_pointer (&buffer->array));

  buffer->array = g_byte_array_new ();
  buffer->has_overflowed = FALSE;
  return bytes;
}
