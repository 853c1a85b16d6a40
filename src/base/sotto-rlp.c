/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RLP, reading (Ethereum Yellow Paper, appendix B). An item begins with one byte b:
 *
 *   00..7f  the byte itself            b8..bf  string, b - b7 length bytes follow, then the bytes
 *   80..b7  string of b - 80 bytes     f8..ff  list, b - f7 length bytes follow, then the payload
 *   c0..f7  list of b - c0 bytes
 *
 * Each value has one canonical form, and no other is accepted: a byte below 80 stands for itself,
 * long forms begin at 56 bytes, lengths and integers have no leading zero. */

#include "sotto-rlp.h"

#include <string.h>

#include "sotto-error.h"

typedef struct
{
  gboolean is_list;
  gsize header_length;
  gsize length;
} Item;

static gboolean
fail (GError **error, SottoBaseError code, const char *message)
{
  g_set_error_literal (error, SOTTO_BASE_ERROR, code, message);
  return FALSE;
}

/* The length that follows a long form's first byte. */
static gboolean
parse_long_length (const guint8 *data, gsize length, gsize n_bytes, gsize *value, GError **error)
{
  *value = 0;
  if (n_bytes > length)
    return fail (error, SOTTO_BASE_ERROR_TRUNCATED, "An RLP length is cut off");
  if (data[0] == 0)
    return fail (error, SOTTO_BASE_ERROR_MALFORMED, "An RLP length has a leading zero");
  if (n_bytes > 4)
    return fail (error, SOTTO_BASE_ERROR_TOO_LARGE, "An RLP item is too long");
  for (gsize i = 0; i < n_bytes; i++)
    *value = *value << 8 | data[i];
  if (*value < 56)
    return fail (error, SOTTO_BASE_ERROR_MALFORMED, "An RLP length is longer than it needs to be");
  return TRUE;
}

static gboolean
parse_item (const guint8 *data, gsize length, Item *item, GError **error)
{
  guint8 first;

  if (length == 0)
    return fail (error, SOTTO_BASE_ERROR_TRUNCATED, "An RLP item is missing");
  first = data[0];
  *item = (Item){ .is_list = first >= 0xc0, .header_length = 1 };
  if (first < 0x80)
    {
      item->header_length = 0;
      item->length = 1;
      return TRUE;
    }
  if ((first & 0x3f) <= 55)
    item->length = first & 0x3f;
  else
    {
      gsize n_bytes = (first & 0x3f) - 55u;

      if (!parse_long_length (data + 1, length - 1, n_bytes, &item->length, error))
        return FALSE;
      item->header_length += n_bytes;
    }
  if (item->length > SOTTO_RLP_MAX_LENGTH)
    return fail (error, SOTTO_BASE_ERROR_TOO_LARGE, "An RLP item is too long");
  if (item->length > length - item->header_length)
    return fail (error, SOTTO_BASE_ERROR_TRUNCATED, "An RLP item is cut off");
  if (!item->is_list && item->length == 1 && data[1] < 0x80)
    return fail (error, SOTTO_BASE_ERROR_MALFORMED, "A single RLP byte is not its own encoding");
  return TRUE;
}

static gboolean
parse_next (const SottoRlpReader *reader, Item *item, GError **error)
{
  return parse_item (reader->data + reader->offset, reader->length - reader->offset, item, error);
}

static gboolean
parse_next_string (const SottoRlpReader *reader, Item *item, GError **error)
{
  if (!parse_next (reader, item, error))
    return FALSE;
  return !item->is_list ||
         fail (error, SOTTO_BASE_ERROR_MALFORMED, "An RLP list stands where a string belongs");
}

void
sotto_rlp_reader_init (SottoRlpReader *reader, const guint8 *data, gsize length)
{
  /* Empty GBytes have no address, to which nothing may be added. */
  *reader = (SottoRlpReader){ .data = data != NULL ? data : (const guint8 *) "", .length = length };
}

void
sotto_rlp_reader_init_bytes (SottoRlpReader *reader, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  sotto_rlp_reader_init (reader, data, length);
}

gboolean
sotto_rlp_reader_at_end (const SottoRlpReader *reader)
{
  return reader->offset == reader->length;
}

gboolean
sotto_rlp_reader_next_is_list (const SottoRlpReader *reader)
{
  return !sotto_rlp_reader_at_end (reader) && reader->data[reader->offset] >= 0xc0;
}

gboolean
sotto_rlp_reader_finish (const SottoRlpReader *reader, GError **error)
{
  return sotto_rlp_reader_at_end (reader) ||
         fail (error, SOTTO_BASE_ERROR_MALFORMED, "There are more RLP items than expected");
}

gboolean
sotto_rlp_reader_enter (SottoRlpReader *reader, SottoRlpReader *list, GError **error)
{
  Item item;

  if (!parse_next (reader, &item, error))
    return FALSE;
  if (!item.is_list)
    return fail (error, SOTTO_BASE_ERROR_MALFORMED, "An RLP string stands where a list belongs");
  if (reader->depth >= SOTTO_RLP_MAX_DEPTH)
    return fail (error, SOTTO_BASE_ERROR_TOO_LARGE, "RLP lists are nested too deeply");
  *list = (SottoRlpReader){ .data = reader->data + reader->offset + item.header_length,
                            .length = item.length,
                            .depth = reader->depth + 1 };
  reader->offset += item.header_length + item.length;
  return TRUE;
}

gboolean
sotto_rlp_reader_read_string (SottoRlpReader *reader,
                              const guint8 **data,
                              gsize *length,
                              GError **error)
{
  Item item;

  if (!parse_next_string (reader, &item, error))
    return FALSE;
  *data = reader->data + reader->offset + item.header_length;
  *length = item.length;
  reader->offset += item.header_length + item.length;
  return TRUE;
}

gboolean
sotto_rlp_reader_read_fixed (SottoRlpReader *reader, guint8 *into, gsize length, GError **error)
{
  Item item;

  if (!parse_next_string (reader, &item, error))
    return FALSE;
  if (item.length != length)
    return fail (error, SOTTO_BASE_ERROR_MALFORMED, "An RLP string has the wrong length");
  memcpy (into, reader->data + reader->offset + item.header_length, length);
  reader->offset += item.header_length + item.length;
  return TRUE;
}

gboolean
sotto_rlp_reader_read_u64 (SottoRlpReader *reader, guint64 *value, GError **error)
{
  const guint8 *data;
  guint64 number = 0;
  Item item;

  if (!parse_next_string (reader, &item, error))
    return FALSE;
  data = reader->data + reader->offset + item.header_length;
  if (item.length > sizeof number)
    return fail (error, SOTTO_BASE_ERROR_RANGE, "An RLP integer is too large");
  if (item.length > 0 && data[0] == 0)
    return fail (error, SOTTO_BASE_ERROR_MALFORMED, "An RLP integer has a leading zero");
  for (gsize i = 0; i < item.length; i++)
    number = number << 8 | data[i];
  *value = number;
  reader->offset += item.header_length + item.length;
  return TRUE;
}

gboolean
sotto_rlp_reader_read_u32 (SottoRlpReader *reader, guint32 *value, GError **error)
{
  SottoRlpReader ahead = *reader;
  guint64 number;

  if (!sotto_rlp_reader_read_u64 (&ahead, &number, error))
    return FALSE;
  if (number > G_MAXUINT32)
    return fail (error, SOTTO_BASE_ERROR_RANGE, "An RLP integer is too large");
  *value = (guint32) number;
  *reader = ahead;
  return TRUE;
}

gboolean
sotto_rlp_reader_read_bool (SottoRlpReader *reader, gboolean *value, GError **error)
{
  SottoRlpReader ahead = *reader;
  guint64 number;

  if (!sotto_rlp_reader_read_u64 (&ahead, &number, error))
    return FALSE;
  if (number > 1)
    return fail (error, SOTTO_BASE_ERROR_RANGE, "An RLP boolean is neither 0 nor 1");
  *value = number == 1;
  *reader = ahead;
  return TRUE;
}

gboolean
sotto_rlp_reader_read_raw (SottoRlpReader *reader,
                           const guint8 **data,
                           gsize *length,
                           GError **error)
{
  Item item;

  if (!parse_next (reader, &item, error))
    return FALSE;
  *data = reader->data + reader->offset;
  *length = item.header_length + item.length;
  reader->offset += *length;
  return TRUE;
}

gboolean
sotto_rlp_reader_skip (SottoRlpReader *reader, GError **error)
{
  const guint8 *data;
  gsize length;

  return sotto_rlp_reader_read_raw (reader, &data, &length, error);
}

/* Depth-first without recursion: the readers of all open lists are on a stack of fixed size. */
gboolean
sotto_rlp_validate (const guint8 *data, gsize length, GError **error)
{
  SottoRlpReader stack[SOTTO_RLP_MAX_DEPTH + 1];
  guint top = 0;

  sotto_rlp_reader_init (&stack[0], data, length);
  if (length == 0)
    return fail (error, SOTTO_BASE_ERROR_TRUNCATED, "An RLP item is missing");
  if (!sotto_rlp_reader_next_is_list (&stack[0]))
    return sotto_rlp_reader_skip (&stack[0], error) && sotto_rlp_reader_finish (&stack[0], error);
  if (!sotto_rlp_reader_enter (&stack[0], &stack[1], error) ||
      !sotto_rlp_reader_finish (&stack[0], error))
    return FALSE;
  top = 1;
  while (top > 0)
    {
      if (sotto_rlp_reader_at_end (&stack[top]))
        top--;
      else if (!sotto_rlp_reader_next_is_list (&stack[top]))
        {
          if (!sotto_rlp_reader_skip (&stack[top], error))
            return FALSE;
        }
      else if (top == SOTTO_RLP_MAX_DEPTH)
        return fail (error, SOTTO_BASE_ERROR_TOO_LARGE, "RLP lists are nested too deeply");
      else if (!sotto_rlp_reader_enter (&stack[top], &stack[top + 1], error))
        return FALSE;
      else
        top++;
    }
  return TRUE;
}
