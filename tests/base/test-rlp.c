/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RLP beyond the public vectors, which the runner of vectors reads: every rule for what is not
 * canonical, in each place where it can be broken, and the typed readers. */

#include "sotto-rlp.h"

#include <string.h>

#include "sotto-error.h"
#include "sotto-hex.h"

#define OK (-1)

static GBytes *
from_hex (const char *hex)
{
  g_autoptr (GBytes) shared = sotto_hex_decode (hex, 1024, NULL);

  g_assert_nonnull (shared);
  /* A copy of exact size, so that a sanitizer sees a read behind its end. */
  return g_bytes_new (g_bytes_get_data (shared, NULL), g_bytes_get_size (shared));
}

static const struct
{
  const char *hex;
  int code;
} validate_rows[] = {
  { "00", OK },
  { "7f", OK },
  { "80", OK },
  { "8180", OK },
  { "c0", OK },
  { "c20180", OK },
  { "c7c0c1c0c3c0c1c0", OK },
  { "", SOTTO_BASE_ERROR_TRUNCATED },
  /* A byte that stands for itself. */
  { "8100", SOTTO_BASE_ERROR_MALFORMED },
  { "817f", SOTTO_BASE_ERROR_MALFORMED },
  { "c28100", SOTTO_BASE_ERROR_MALFORMED },
  /* A long form that need not be. */
  { "b800", SOTTO_BASE_ERROR_MALFORMED },
  { "b80100", SOTTO_BASE_ERROR_MALFORMED },
  { "b837", SOTTO_BASE_ERROR_MALFORMED },
  { "f800", SOTTO_BASE_ERROR_MALFORMED },
  { "f837", SOTTO_BASE_ERROR_MALFORMED },
  { "c3b80100", SOTTO_BASE_ERROR_MALFORMED },
  /* Lengths with a leading zero, cut off, or beyond every packet. */
  { "b90038", SOTTO_BASE_ERROR_MALFORMED },
  { "f90038", SOTTO_BASE_ERROR_MALFORMED },
  { "bf0000000000000000", SOTTO_BASE_ERROR_MALFORMED },
  { "b8", SOTTO_BASE_ERROR_TRUNCATED },
  { "b9ff", SOTTO_BASE_ERROR_TRUNCATED },
  { "bfffffffffffffff", SOTTO_BASE_ERROR_TRUNCATED },
  { "bfffffffffffffffff", SOTTO_BASE_ERROR_TOO_LARGE },
  { "ffffffffffffffffff", SOTTO_BASE_ERROR_TOO_LARGE },
  { "bc0100000000", SOTTO_BASE_ERROR_TOO_LARGE },
  { "bbffffffff", SOTTO_BASE_ERROR_TOO_LARGE },
  { "ba010001", SOTTO_BASE_ERROR_TRUNCATED },
  /* Payloads cut off, in the item and in its list. */
  { "83ffff", SOTTO_BASE_ERROR_TRUNCATED },
  { "c20181", SOTTO_BASE_ERROR_TRUNCATED },
  { "c1c1", SOTTO_BASE_ERROR_TRUNCATED },
  { "c301", SOTTO_BASE_ERROR_TRUNCATED },
  { "c28201", SOTTO_BASE_ERROR_TRUNCATED },
  /* Something behind the item. */
  { "0000", SOTTO_BASE_ERROR_MALFORMED },
  { "c000", SOTTO_BASE_ERROR_MALFORMED },
  { "8000", SOTTO_BASE_ERROR_MALFORMED },
  { "c2820102", SOTTO_BASE_ERROR_MALFORMED },
};

static void
test_validate (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (validate_rows); i++)
    {
      g_autoptr (GBytes) bytes = from_hex (validate_rows[i].hex);
      g_autoptr (GError) error = NULL;
      gboolean valid =
        sotto_rlp_validate (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);

      if (validate_rows[i].code == OK)
        g_assert_no_error (error);
      else
        g_assert_error (error, SOTTO_BASE_ERROR, validate_rows[i].code);
      g_assert_cmpint (valid, ==, validate_rows[i].code == OK);
    }
}

/* @depth lists, each in the one before. */
static GBytes *
nest (guint depth)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();

  for (guint i = 0; i < depth; i++)
    {
      guint8 header[2] = { (guint8) (0xc0 + array->len), 0 };

      if (array->len <= 55)
        g_byte_array_prepend (array, header, 1);
      else
        {
          header[1] = (guint8) array->len;
          header[0] = 0xf8;
          g_byte_array_prepend (array, header, 2);
        }
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}

static void
test_depth (void)
{
  for (guint depth = SOTTO_RLP_MAX_DEPTH - 1; depth <= SOTTO_RLP_MAX_DEPTH + 1; depth++)
    {
      g_autoptr (GBytes) bytes = nest (depth);
      gboolean allowed = depth <= SOTTO_RLP_MAX_DEPTH;
      SottoRlpReader reader;
      guint entered = 0;

      g_assert_cmpint (
        sotto_rlp_validate (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL), ==,
        allowed);
      sotto_rlp_reader_init_bytes (&reader, bytes);
      for (SottoRlpReader list; sotto_rlp_reader_enter (&reader, &list, NULL); reader = list)
        entered++;
      g_assert_cmpuint (entered, ==, MIN (depth, SOTTO_RLP_MAX_DEPTH));
    }
}

static void
test_lengths (void)
{
  static const struct
  {
    gsize length;
    const char *string_header;
    const char *list_header;
  } rows[] = {
    { 0, "80", "c0" },
    { 2, "82", "c2" },
    { 55, "b7", "f7" },
    { 56, "b838", "f838" },
    { 255, "b8ff", "f8ff" },
    { 256, "b90100", "f90100" },
    { 65535, "b9ffff", "f9ffff" },
    { 65536, "ba010000", "fa010000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint is_list = 0; is_list < 2; is_list++)
      {
        SottoRlpWriter *writer = sotto_rlp_writer_new ();
        g_autofree guint8 *payload = g_malloc0 (rows[i].length + 1);
        const char *expected = is_list ? rows[i].list_header : rows[i].string_header;
        g_autoptr (GBytes) written = NULL;
        g_autofree char *header = NULL;

        if (is_list)
          {
            sotto_rlp_writer_begin_list (writer);
            sotto_rlp_writer_add_raw (writer, payload, rows[i].length);
            sotto_rlp_writer_end_list (writer);
          }
        else
          sotto_rlp_writer_add_string (writer, payload, rows[i].length);
        written = sotto_rlp_writer_end (writer);
        g_assert_cmpuint (g_bytes_get_size (written), ==, rows[i].length + strlen (expected) / 2);
        header = sotto_hex_encode (g_bytes_get_data (written, NULL), strlen (expected) / 2);
        g_assert_cmpstr (header, ==, expected);
        g_assert_true (
          sotto_rlp_validate (g_bytes_get_data (written, NULL), g_bytes_get_size (written), NULL));
      }
}

static void
test_integers (void)
{
  static const struct
  {
    const char *hex;
    int u64;
    int u32;
    int boolean;
    guint64 value;
  } rows[] = {
    { "80", OK, OK, OK, 0 },
    { "01", OK, OK, OK, 1 },
    { "02", OK, OK, SOTTO_BASE_ERROR_RANGE, 2 },
    { "7f", OK, OK, SOTTO_BASE_ERROR_RANGE, 127 },
    { "8180", OK, OK, SOTTO_BASE_ERROR_RANGE, 128 },
    { "84ffffffff", OK, OK, SOTTO_BASE_ERROR_RANGE, G_MAXUINT32 },
    { "850100000000", OK, SOTTO_BASE_ERROR_RANGE, SOTTO_BASE_ERROR_RANGE, G_MAXUINT32 + 1ull },
    { "88ffffffffffffffff", OK, SOTTO_BASE_ERROR_RANGE, SOTTO_BASE_ERROR_RANGE, G_MAXUINT64 },
    { "89010000000000000000", SOTTO_BASE_ERROR_RANGE, SOTTO_BASE_ERROR_RANGE,
      SOTTO_BASE_ERROR_RANGE, 0 },
    { "00", SOTTO_BASE_ERROR_MALFORMED, SOTTO_BASE_ERROR_MALFORMED, SOTTO_BASE_ERROR_MALFORMED, 0 },
    { "820001", SOTTO_BASE_ERROR_MALFORMED, SOTTO_BASE_ERROR_MALFORMED, SOTTO_BASE_ERROR_MALFORMED,
      0 },
    { "c0", SOTTO_BASE_ERROR_MALFORMED, SOTTO_BASE_ERROR_MALFORMED, SOTTO_BASE_ERROR_MALFORMED, 0 },
    { "", SOTTO_BASE_ERROR_TRUNCATED, SOTTO_BASE_ERROR_TRUNCATED, SOTTO_BASE_ERROR_TRUNCATED, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const int codes[] = { rows[i].u64, rows[i].u32, rows[i].boolean };
      g_autoptr (GBytes) bytes = from_hex (rows[i].hex);

      for (guint which = 0; which < G_N_ELEMENTS (codes); which++)
        {
          g_autoptr (GError) error = NULL;
          SottoRlpReader reader;
          guint64 value = 0;
          guint32 small = 0;
          gboolean truth = FALSE;
          gboolean success;

          sotto_rlp_reader_init_bytes (&reader, bytes);
          if (which == 0)
            success = sotto_rlp_reader_read_u64 (&reader, &value, &error);
          else if (which == 1)
            success = sotto_rlp_reader_read_u32 (&reader, &small, &error);
          else
            success = sotto_rlp_reader_read_bool (&reader, &truth, &error);
          g_assert_cmpint (success, ==, codes[which] == OK);
          if (success)
            g_assert_cmpuint (value + small + (guint) truth, ==, rows[i].value);
          else
            g_assert_error (error, SOTTO_BASE_ERROR, codes[which]);
          /* What was refused did not move the cursor. */
          g_assert_cmpint (sotto_rlp_reader_at_end (&reader), ==,
                           success || g_bytes_get_size (bytes) == 0);
        }
    }
}

static void
test_written_integers (void)
{
  static const struct
  {
    guint64 value;
    const char *hex;
  } rows[] = {
    { 0, "80" },
    { 1, "01" },
    { 127, "7f" },
    { 128, "8180" },
    { 255, "81ff" },
    { 256, "820100" },
    { 0x10000, "83010000" },
    { G_MAXUINT64, "88ffffffffffffffff" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SottoRlpWriter *writer = sotto_rlp_writer_new ();
      g_autoptr (GBytes) written = NULL;
      g_autofree char *hex = NULL;

      sotto_rlp_writer_add_u64 (writer, rows[i].value);
      written = sotto_rlp_writer_end (writer);
      hex = sotto_hex_encode (g_bytes_get_data (written, NULL), g_bytes_get_size (written));
      g_assert_cmpstr (hex, ==, rows[i].hex);
    }
}

/* One record with an item of each kind, and one item more than is read. */
static void
test_record (void)
{
  SottoRlpWriter *writer = sotto_rlp_writer_new ();
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GError) error = NULL;
  SottoRlpReader reader, record, inner;
  const guint8 *data;
  gsize length;
  guint8 fixed[4];
  gboolean truth = FALSE;

  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_text (writer, "topic");
  sotto_rlp_writer_add_string (writer, "\x01\x02\x03\x04", 4);
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_bool (writer, TRUE);
  sotto_rlp_writer_add_bool (writer, FALSE);
  sotto_rlp_writer_end_list (writer);
  sotto_rlp_writer_add_u64 (writer, 300);
  sotto_rlp_writer_end_list (writer);
  written = sotto_rlp_writer_end (writer);

  sotto_rlp_reader_init_bytes (&reader, written);
  g_assert_true (sotto_rlp_reader_next_is_list (&reader));
  g_assert_true (sotto_rlp_reader_enter (&reader, &record, NULL));
  g_assert_true (sotto_rlp_reader_finish (&reader, NULL));
  g_assert_false (sotto_rlp_reader_enter (&record, &inner, NULL));
  g_assert_true (sotto_rlp_reader_read_string (&record, &data, &length, NULL));
  g_assert_cmpmem (data, length, "topic", 5);
  g_assert_false (sotto_rlp_reader_read_fixed (&record, fixed, 3, &error));
  g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_true (sotto_rlp_reader_read_fixed (&record, fixed, 4, NULL));
  g_assert_cmpmem (fixed, 4, "\x01\x02\x03\x04", 4);
  g_assert_false (sotto_rlp_reader_read_string (&record, &data, &length, NULL));
  g_assert_true (sotto_rlp_reader_enter (&record, &inner, NULL));
  g_assert_true (sotto_rlp_reader_read_bool (&inner, &truth, NULL));
  g_assert_true (truth);
  g_assert_true (sotto_rlp_reader_skip (&inner, NULL));
  g_assert_true (sotto_rlp_reader_at_end (&inner));
  g_assert_false (sotto_rlp_reader_skip (&inner, &error));
  g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TRUNCATED);
  g_clear_error (&error);
  g_assert_false (sotto_rlp_reader_finish (&record, &error));
  g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED);
  g_assert_true (sotto_rlp_reader_read_raw (&record, &data, &length, NULL));
  g_assert_cmpmem (data, length, "\x82\x01\x2c", 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/rlp/validate", test_validate);
  g_test_add_func ("/base/rlp/depth", test_depth);
  g_test_add_func ("/base/rlp/lengths", test_lengths);
  g_test_add_func ("/base/rlp/integers", test_integers);
  g_test_add_func ("/base/rlp/written-integers", test_written_integers);
  g_test_add_func ("/base/rlp/record", test_record);
  return g_test_run ();
}
