/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Values in the binary form of PostgreSQL's protocol, all big-endian:
 *
 *   int4    4 bytes     int8    8 bytes     bytea   as it is
 *   array   dimensions(4) = 1 || nulls(4) = 0 || type(4) || count(4) || first index(4) = 1
 *           and for each element: length(4) || value
 *           of nothing: dimensions(4) = 0 || nulls(4) = 0 || type(4)
 */

#include "sotto-archive-postgres-private.h"

#include <string.h>

/* The server takes no longer message. */
#define MAX_ARRAY 0x3fffffff

#define TYPE_BYTEA 17
#define TYPE_INT4 23

#define FORMAT_BINARY 1

static SottoBuffer *
array_new (guint32 type, guint n)
{
  SottoBuffer *array = sotto_buffer_new (MAX_ARRAY);

  sotto_buffer_append_be32 (array, n > 0 ? 1 : 0);
  sotto_buffer_append_be32 (array, 0);
  sotto_buffer_append_be32 (array, type);
  if (n > 0)
    {
      sotto_buffer_append_be32 (array, n);
      sotto_buffer_append_be32 (array, 1);
    }

  return array;
}

void
sotto_archive_parameters_add_bytes (SottoArchiveParameters *parameters,
                                    gconstpointer data,
                                    gsize length)
{
  g_assert (parameters->n < SOTTO_ARCHIVE_POSTGRES_MAX_PARAMETERS);
  parameters->values[parameters->n] = data;
  parameters->lengths[parameters->n] = (int) length;
  parameters->formats[parameters->n] = FORMAT_BINARY;
  parameters->n++;
}

void
sotto_archive_parameters_add_int (SottoArchiveParameters *parameters, gint32 value)
{
  guint32 number = GUINT32_TO_BE ((guint32) value);
  guint64 *place = &parameters->numbers[parameters->n];

  memcpy (place, &number, sizeof number);
  sotto_archive_parameters_add_bytes (parameters, place, sizeof number);
}

void
sotto_archive_parameters_add_long (SottoArchiveParameters *parameters, gint64 value)
{
  guint64 *place = &parameters->numbers[parameters->n];

  *place = GUINT64_TO_BE ((guint64) value);
  sotto_archive_parameters_add_bytes (parameters, place, sizeof *place);
}

void
sotto_archive_parameters_add_array (SottoArchiveParameters *parameters, SottoBuffer *array)
{
  sotto_archive_parameters_add_bytes (parameters, sotto_buffer_get_data (array),
                                      sotto_buffer_get_length (array));
}

SottoBuffer *
sotto_archive_int_array_new (guint n)
{
  return array_new (TYPE_INT4, n);
}

SottoBuffer *
sotto_archive_bytes_array_new (guint n)
{
  return array_new (TYPE_BYTEA, n);
}

void
sotto_archive_array_add_int (SottoBuffer *array, gint32 value)
{
  sotto_buffer_append_be32 (array, sizeof value);
  sotto_buffer_append_be32 (array, (guint32) value);
}

void
sotto_archive_array_add_bytes (SottoBuffer *array, gconstpointer data, gsize length)
{
  sotto_buffer_append_be32 (array, (guint32) length);
  sotto_buffer_append (array, data, length);
}

gint32
sotto_archive_result_get_int (const PGresult *result, int row, int column)
{
  guint32 value = 0;

  if (PQgetlength (result, row, column) == sizeof value)
    memcpy (&value, PQgetvalue (result, row, column), sizeof value);

  return (gint32) GUINT32_FROM_BE (value);
}

gint64
sotto_archive_result_get_long (const PGresult *result, int row, int column)
{
  guint64 value = 0;

  if (PQgetlength (result, row, column) == sizeof value)
    memcpy (&value, PQgetvalue (result, row, column), sizeof value);

  return (gint64) GUINT64_FROM_BE (value);
}

void
sotto_archive_result_get_hash (const PGresult *result, int row, int column, SottoHash *hash)
{
  memset (hash, 0, sizeof *hash);
  if (PQgetlength (result, row, column) == sizeof hash->bytes)
    memcpy (hash->bytes, PQgetvalue (result, row, column), sizeof hash->bytes);
}
