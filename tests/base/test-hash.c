/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-hash.h"

#include "sotto-error.h"

#define TEXT "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff"

static void
test_hex (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  SottoHash hash;

  g_assert_true (sotto_hash_from_hex (&hash, "0x" TEXT, &error));
  text = sotto_hash_to_hex (&hash);
  g_assert_cmpstr (text, ==, TEXT);
  g_assert_cmpuint (hash.bytes[31], ==, 0xff);
  g_assert_false (sotto_hash_from_hex (&hash, TEXT "00", &error));
  g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED);
}

static void
test_bytes (void)
{
  static const guint8 bytes[33] = { 7, 8 };
  g_autoptr (GError) error = NULL;
  SottoHash hash;

  g_assert_true (sotto_hash_from_bytes (&hash, bytes, 32, &error));
  g_assert_cmpmem (hash.bytes, 32, bytes, 32);
  for (gsize length = 31; length <= 33; length += 2)
    {
      g_assert_false (sotto_hash_from_bytes (&hash, bytes, length, &error));
      g_assert_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED);
      g_clear_error (&error);
    }
}

static void
test_order (void)
{
  const SottoHash low = { .bytes = { 0, 1 } };
  const SottoHash high = { .bytes = { 1, 0 } };
  const SottoHash last = { .bytes = { [31] = 0x80 } };

  g_assert_cmpint (sotto_hash_compare (&low, &high), <, 0);
  g_assert_cmpint (sotto_hash_compare (&high, &low), >, 0);
  g_assert_cmpint (sotto_hash_compare (&last, &low), <, 0);
  g_assert_cmpint (sotto_hash_compare (&low, &low), ==, 0);
}

static void
test_table (void)
{
  g_autoptr (GHashTable) table = g_hash_table_new_full (sotto_hash_hash, sotto_hash_equal,
                                                        (GDestroyNotify) sotto_hash_free, NULL);

  /* Equal in all but one bit, wherever it is. */
  for (guint i = 0; i < 256; i++)
    {
      SottoHash hash = { 0 };

      hash.bytes[i / 8] = (guint8) (1u << i % 8);
      g_assert_true (g_hash_table_add (table, sotto_hash_copy (&hash)));
      g_assert_true (g_hash_table_contains (table, &hash));
    }
  g_assert_cmpuint (g_hash_table_size (table), ==, 256);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/hash/hex", test_hex);
  g_test_add_func ("/base/hash/bytes", test_bytes);
  g_test_add_func ("/base/hash/order", test_order);
  g_test_add_func ("/base/hash/table", test_table);
  return g_test_run ();
}
