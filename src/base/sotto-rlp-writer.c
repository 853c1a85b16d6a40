/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RLP, writing. The items of open lists are collected one behind the other; closing a list moves
 * its payload up to make room for the header, whose length is known only then. */

#include <string.h>

#include "sotto-rlp.h"

struct _SottoRlpWriter
{
  GByteArray *output;
  guint starts[SOTTO_RLP_MAX_DEPTH];
  guint depth;
};

/* First byte and length bytes; at most nine. */
static guint
encode_header (guint8 header[9], guint8 base, gsize length)
{
  guint n_bytes = 0;

  if (length <= 55)
    {
      header[0] = (guint8) (base + length);
      return 1;
    }
  for (gsize rest = length; rest > 0; rest >>= 8)
    n_bytes++;
  header[0] = (guint8) (base + 55 + n_bytes);
  for (guint i = 0; i < n_bytes; i++)
    header[n_bytes - i] = (guint8) (length >> (8 * i));
  return n_bytes + 1;
}

SottoRlpWriter *
sotto_rlp_writer_new (void)
{
  SottoRlpWriter *writer = g_new0 (SottoRlpWriter, 1);

  writer->output = g_byte_array_new ();
  return writer;
}

void
sotto_rlp_writer_free (SottoRlpWriter *writer)
{
  g_clear_pointer (&writer->output, g_byte_array_unref);
  g_free (writer);
}

void
sotto_rlp_writer_begin_list (SottoRlpWriter *writer)
{
  g_return_if_fail (writer->depth < SOTTO_RLP_MAX_DEPTH);

  writer->starts[writer->depth++] = writer->output->len;
}

void
sotto_rlp_writer_end_list (SottoRlpWriter *writer)
{
  guint8 header[9];
  guint header_length;
  guint start;
  guint length;

  g_return_if_fail (writer->depth > 0);

  start = writer->starts[--writer->depth];
  length = writer->output->len - start;
  header_length = encode_header (header, 0xc0, length);
  g_byte_array_set_size (writer->output, writer->output->len + header_length);
  memmove (writer->output->data + start + header_length, writer->output->data + start, length);
  memcpy (writer->output->data + start, header, header_length);
}

void
sotto_rlp_writer_add_string (SottoRlpWriter *writer, gconstpointer data, gsize length)
{
  guint8 header[9];

  g_return_if_fail (length <= SOTTO_RLP_MAX_LENGTH);

  if (length != 1 || *(const guint8 *) data >= 0x80)
    g_byte_array_append (writer->output, header, encode_header (header, 0x80, length));
  if (length > 0)
    g_byte_array_append (writer->output, data, (guint) length);
}

void
sotto_rlp_writer_add_text (SottoRlpWriter *writer, const char *text)
{
  sotto_rlp_writer_add_string (writer, text, strlen (text));
}

void
sotto_rlp_writer_add_u64 (SottoRlpWriter *writer, guint64 value)
{
  guint64 encoded = GUINT64_TO_BE (value);
  gsize n_zeros = 0;

  while (n_zeros < sizeof encoded && ((const guint8 *) &encoded)[n_zeros] == 0)
    n_zeros++;
  sotto_rlp_writer_add_string (writer, (const guint8 *) &encoded + n_zeros,
                               sizeof encoded - n_zeros);
}

void
sotto_rlp_writer_add_bool (SottoRlpWriter *writer, gboolean value)
{
  sotto_rlp_writer_add_u64 (writer, value ? 1 : 0);
}

void
sotto_rlp_writer_add_raw (SottoRlpWriter *writer, gconstpointer data, gsize length)
{
  if (length > 0)
    g_byte_array_append (writer->output, data, (guint) length);
}

GBytes *
sotto_rlp_writer_end (SottoRlpWriter *writer)
{
  GBytes *bytes;

  g_return_val_if_fail (writer->depth == 0, NULL);

  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&writer->output));
  sotto_rlp_writer_free (writer);
  return bytes;
}
