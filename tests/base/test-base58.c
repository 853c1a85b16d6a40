/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-base58.h"

#include <string.h>

#include "sotto-error.h"
#include "sotto-hex.h"

static void
test_known (void)
{
  /* From draft-msporny-base58 section 5 and the Bitcoin project's own table. */
  static const struct
  {
    const char *hex;
    const char *text;
  } rows[] = {
    { "", "" },
    { "61", "2g" },
    { "626262", "a3gV" },
    { "73696d706c792061206c6f6e6720737472696e67", "2cFupjhnEsSn59qHXstmK2ffpLv2" },
    { "00eb15231dfceb60925886b67d065299925915aeb172c06647", "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L" },
    { "516b6fcd0f", "ABnLTmg" },
    { "572e4794", "3EFU7m" },
    { "10c8511e", "Rt5zm" },
    { "00000000000000000000", "1111111111" },
    { "48656c6c6f20576f726c6421", "2NEpo7TZRRrLZSi2U" },
    { "0000287fb4cd", "11233QC4" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = sotto_hex_decode (rows[i].hex, 256, NULL);
      g_autofree char *text =
        sotto_base58_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_autoptr (GBytes) decoded = sotto_base58_decode (rows[i].text, NULL);

      g_assert_cmpstr (text, ==, rows[i].text);
      g_assert_nonnull (decoded);
      g_assert_true (g_bytes_equal (decoded, bytes));
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "0", "O", "I", "l", "2g ", " 2g", "2g\n", "2+g", "\xc3\xa4"
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sotto_base58_decode (texts[i], &error));
      g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED);
    }
}

static void
test_limit (void)
{
  g_autofree char *longest = g_strnfill (256, 'z');
  g_autofree char *longer = g_strnfill (257, '1');
  g_autoptr (GBytes) bytes = sotto_base58_decode (longest, NULL);
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (bytes);
  again = sotto_base58_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_cmpstr (again, ==, longest);
  g_assert_null (sotto_base58_decode (longer, &error));
  g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TOO_LARGE);
}

static void
test_round_trip (void)
{
  for (guint round = 0; round < 500; round++)
    {
      guint8 bytes[100];
      gsize length = (gsize) g_test_rand_int_range (0, sizeof bytes + 1);
      gsize n_zeros = (gsize) g_test_rand_int_range (0, 4);
      g_autofree char *text = NULL;
      g_autoptr (GBytes) decoded = NULL;

      for (gsize i = 0; i < length; i++)
        bytes[i] = i < n_zeros ? 0 : (guint8) g_test_rand_int ();
      text = sotto_base58_encode (bytes, length);
      decoded = sotto_base58_decode (text, NULL);
      g_assert_nonnull (decoded);
      g_assert_cmpmem (g_bytes_get_data (decoded, NULL), g_bytes_get_size (decoded), bytes, length);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/base58/known", test_known);
  g_test_add_func ("/base/base58/refused", test_refused);
  g_test_add_func ("/base/base58/limit", test_limit);
  g_test_add_func ("/base/base58/round-trip", test_round_trip);
  return g_test_run ();
}
