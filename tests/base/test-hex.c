/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-hex.h"

#include <string.h>

#include "sotto-error.h"

static void
test_encode (void)
{
  static const guint8 bytes[] = { 0x00, 0x01, 0x9a, 0xa9, 0xff };
  g_autofree char *text = sotto_hex_encode (bytes, sizeof bytes);
  g_autofree char *empty = sotto_hex_encode (NULL, 0);

  g_assert_cmpstr (text, ==, "00019aa9ff");
  g_assert_cmpstr (empty, ==, "");
}

static void
test_round_trip (void)
{
  guint8 all[256];
  g_autofree char *text = NULL;
  g_autofree char *upper = NULL;
  g_autoptr (GBytes) lower_bytes = NULL;
  g_autoptr (GBytes) upper_bytes = NULL;

  for (guint i = 0; i < sizeof all; i++)
    all[i] = (guint8) i;
  text = sotto_hex_encode (all, sizeof all);
  upper = g_ascii_strup (text, -1);
  lower_bytes = sotto_hex_decode (text, sizeof all, NULL);
  upper_bytes = sotto_hex_decode (upper, sizeof all, NULL);
  g_assert_cmpmem (g_bytes_get_data (lower_bytes, NULL), g_bytes_get_size (lower_bytes), all,
                   sizeof all);
  g_assert_true (g_bytes_equal (lower_bytes, upper_bytes));
}

static void
test_decode (void)
{
  static const struct
  {
    const char *text;
    gsize max_length;
    int expected; /* Length, or -1 - the error's code. */
  } rows[] = {
    { "", 0, 0 },
    { "0x", 0, 0 },
    { "0X00", 1, 1 },
    { "00ff", 2, 2 },
    { "0", 8, -1 - SOTTO_BASE_ERROR_MALFORMED },
    { "0x0", 8, -1 - SOTTO_BASE_ERROR_MALFORMED },
    { "0x0x", 8, -1 - SOTTO_BASE_ERROR_MALFORMED },
    { "0 ", 8, -1 - SOTTO_BASE_ERROR_MALFORMED },
    { " 00", 8, -1 - SOTTO_BASE_ERROR_MALFORMED },
    { "00\n0", 8, -1 - SOTTO_BASE_ERROR_MALFORMED },
    { "gg", 8, -1 - SOTTO_BASE_ERROR_MALFORMED },
    { "\xc3\xa4", 8, -1 - SOTTO_BASE_ERROR_MALFORMED },
    { "000000", 2, -1 - SOTTO_BASE_ERROR_TOO_LARGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = sotto_hex_decode (rows[i].text, rows[i].max_length, &error);

      if (rows[i].expected >= 0)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (g_bytes_get_size (bytes), ==, rows[i].expected);
        }
      else
        {
          g_assert_error (error, SOTTO_BASE_ERROR, -1 - rows[i].expected);
          g_assert_null (bytes);
        }
    }
}

/* The arithmetic on masks against the plain definition, for every character in both places. */
static void
test_every_character (void)
{
  for (guint character = 1; character < 256; character++)
    for (guint place = 0; place < 2; place++)
      {
        char text[3] = { '5', '5', '\0' };
        guint8 byte = 0;
        gboolean decoded;

        text[place] = (char) character;
        decoded = sotto_hex_decode_fixed (text, &byte, 1, NULL);
        g_assert_cmpint (decoded, ==, character < 128 && g_ascii_isxdigit ((char) character));
        if (decoded && place == 0)
          g_assert_cmpuint (byte, ==, (guint) g_ascii_xdigit_value ((char) character) << 4 | 5u);
        else if (decoded)
          g_assert_cmpuint (byte, ==, 0x50u | (guint) g_ascii_xdigit_value ((char) character));
      }
}

static void
test_fixed (void)
{
  guint8 bytes[4] = { 9, 9, 9, 9 };
  g_autoptr (GError) error = NULL;

  g_assert_true (sotto_hex_decode_fixed ("0xDEADbeef", bytes, 4, &error));
  g_assert_cmpmem (bytes, 4, "\xde\xad\xbe\xef", 4);
  g_assert_false (sotto_hex_decode_fixed ("deadbe", bytes, 4, &error));
  g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_false (sotto_hex_decode_fixed ("deadbeef00", bytes, 4, &error));
  g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED);
  g_clear_error (&error);
  /* What was decoded before the wrong digit may be a part of a key. */
  g_assert_false (sotto_hex_decode_fixed ("deadbe!f", bytes, 4, &error));
  g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED);
  g_assert_cmpmem (bytes, 4, "\0\0\0\0", 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/hex/encode", test_encode);
  g_test_add_func ("/base/hex/round-trip", test_round_trip);
  g_test_add_func ("/base/hex/decode", test_decode);
  g_test_add_func ("/base/hex/every-character", test_every_character);
  g_test_add_func ("/base/hex/fixed", test_fixed);
  return g_test_run ();
}
