/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-reader.h"

#include "sotto-error.h"

static const guint8 sample[] = { 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09 };

static void
test_order_of_bytes (void)
{
  SottoReader reader;
  guint8 u8;
  guint16 u16;
  guint32 u32;
  guint64 u64;

  sotto_reader_init (&reader, sample, sizeof sample);
  g_assert_true (sotto_reader_read_u8 (&reader, &u8, NULL));
  g_assert_cmphex (u8, ==, 0x01);
  g_assert_true (sotto_reader_read_be16 (&reader, &u16, NULL));
  g_assert_cmphex (u16, ==, 0x0203);
  g_assert_true (sotto_reader_read_be32 (&reader, &u32, NULL));
  g_assert_cmphex (u32, ==, 0x04050607);
  sotto_reader_init (&reader, sample, sizeof sample);
  g_assert_true (sotto_reader_read_le32 (&reader, &u32, NULL));
  g_assert_cmphex (u32, ==, 0x04030201);
  g_assert_cmpuint (sotto_reader_get_remaining (&reader), ==, 5);
  sotto_reader_init (&reader, sample, sizeof sample);
  g_assert_true (sotto_reader_read_le64 (&reader, &u64, NULL));
  g_assert_cmphex (u64, ==, 0x0807060504030201ull);
  sotto_reader_init (&reader, sample, sizeof sample);
  g_assert_true (sotto_reader_read_be64 (&reader, &u64, NULL));
  g_assert_cmphex (u64, ==, 0x0102030405060708ull);
}

/* Numbers of the reader's functions, in the order of read_number (). */
static const gsize widths[] = { 1, 2, 4, 8, 4, 8, 3, 3, 3 };

static gboolean
read_number (SottoReader *reader, guint which, GError **error)
{
  const guint8 *data;
  guint8 u8;
  guint8 copy[3];
  guint16 u16;
  guint32 u32;
  guint64 u64;

  switch (which)
    {
    case 0:
      return sotto_reader_read_u8 (reader, &u8, error);
    case 1:
      return sotto_reader_read_be16 (reader, &u16, error);
    case 2:
      return sotto_reader_read_be32 (reader, &u32, error);
    case 3:
      return sotto_reader_read_be64 (reader, &u64, error);
    case 4:
      return sotto_reader_read_le32 (reader, &u32, error);
    case 5:
      return sotto_reader_read_le64 (reader, &u64, error);
    case 6:
      return sotto_reader_skip (reader, 3, error);
    case 7:
      return sotto_reader_copy (reader, copy, sizeof copy, error);
    default:
      return sotto_reader_read (reader, 3, &data, error);
    }
}

static void
test_truncated (void)
{
  for (guint which = 0; which < G_N_ELEMENTS (widths); which++)
    for (gsize length = 0; length <= widths[which]; length++)
      {
        /* Of exact size, so that a sanitizer sees a read behind its end. */
        g_autofree guint8 *copy = g_memdup2 (sample, length);
        g_autoptr (GError) error = NULL;
        SottoReader reader;

        sotto_reader_init (&reader, copy, length);
        if (length == widths[which])
          {
            g_assert_true (read_number (&reader, which, &error));
            g_assert_no_error (error);
            g_assert_cmpuint (sotto_reader_get_remaining (&reader), ==, 0);
            continue;
          }
        g_assert_false (read_number (&reader, which, &error));
        g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TRUNCATED);
        g_assert_cmpuint (sotto_reader_get_remaining (&reader), ==, length);
      }
}

static void
test_borrowed (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (sample, sizeof sample);
  SottoReader reader;
  const guint8 *data;

  sotto_reader_init_bytes (&reader, bytes);
  g_assert_true (sotto_reader_skip (&reader, 2, NULL));
  g_assert_true (sotto_reader_peek (&reader) == sample + 2);
  g_assert_true (sotto_reader_read (&reader, 4, &data, NULL));
  g_assert_true (data == sample + 2);
  g_assert_cmpuint (sotto_reader_get_remaining (&reader), ==, 3);
}

static void
test_extremes (void)
{
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  SottoReader reader;
  const guint8 *data = NULL;

  sotto_reader_init_bytes (&reader, nothing);
  g_assert_true (sotto_reader_read (&reader, 0, &data, NULL));
  g_assert_true (sotto_reader_copy (&reader, NULL, 0, NULL));
  g_assert_false (sotto_reader_skip (&reader, 1, NULL));
  sotto_reader_init (&reader, sample, sizeof sample);
  g_assert_true (sotto_reader_skip (&reader, 1, NULL));
  /* Neither may offset + length wrap. */
  g_assert_false (sotto_reader_skip (&reader, G_MAXSIZE, NULL));
  g_assert_false (sotto_reader_read (&reader, G_MAXSIZE - 1, &data, NULL));
  g_assert_cmpuint (sotto_reader_get_remaining (&reader), ==, sizeof sample - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/reader/order-of-bytes", test_order_of_bytes);
  g_test_add_func ("/base/reader/truncated", test_truncated);
  g_test_add_func ("/base/reader/borrowed", test_borrowed);
  g_test_add_func ("/base/reader/extremes", test_extremes);
  return g_test_run ();
}
