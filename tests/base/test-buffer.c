/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-buffer.h"

static void
test_order_of_bytes (void)
{
  static const guint8 expected[] = { 0x01,                                           /* u8 */
                                     0x02, 0x03,                                     /* be16 */
                                     0x04, 0x05, 0x06, 0x07,                         /* be32 */
                                     0x0b, 0x0a, 0x09, 0x08,                         /* le32 */
                                     0x13, 0x12, 0x11, 0x10, 0x0f, 0x0e, 0x0d, 0x0c, /* le64 */
                                     'x',  'y' };
  g_autoptr (SottoBuffer) buffer = sotto_buffer_new (sizeof expected);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("xy", 2);
  g_autoptr (GBytes) nothing = g_bytes_new_static (NULL, 0);

  g_assert_true (sotto_buffer_append_u8 (buffer, 0x01));
  g_assert_true (sotto_buffer_append_be16 (buffer, 0x0203));
  g_assert_true (sotto_buffer_append_be32 (buffer, 0x04050607));
  g_assert_true (sotto_buffer_append_le32 (buffer, 0x08090a0b));
  g_assert_true (sotto_buffer_append_le64 (buffer, 0x0c0d0e0f10111213ull));
  g_assert_true (sotto_buffer_append_bytes (buffer, bytes));
  g_assert_true (sotto_buffer_append_bytes (buffer, nothing));
  g_assert_cmpmem (sotto_buffer_get_data (buffer), sotto_buffer_get_length (buffer), expected,
                   sizeof expected);
  g_assert_false (sotto_buffer_has_overflowed (buffer));
}

static void
test_overflow (void)
{
  g_autoptr (SottoBuffer) buffer = sotto_buffer_new (4);

  g_assert_true (sotto_buffer_append (buffer, "abc", 3));
  g_assert_false (sotto_buffer_append_be16 (buffer, 1));
  g_assert_true (sotto_buffer_has_overflowed (buffer));
  g_assert_cmpmem (sotto_buffer_get_data (buffer), sotto_buffer_get_length (buffer), "abc", 3);
  /* A length near the end of its type must not wrap. */
  g_assert_false (sotto_buffer_append (buffer, "x", G_MAXSIZE));
  g_assert_false (sotto_buffer_append (buffer, "x", G_MAXSIZE - 2));
  /* What fits still goes in; the mark stays. */
  g_assert_true (sotto_buffer_append_u8 (buffer, 'd'));
  g_assert_true (sotto_buffer_has_overflowed (buffer));
  g_assert_cmpmem (sotto_buffer_get_data (buffer), sotto_buffer_get_length (buffer), "abcd", 4);
  g_assert_false (sotto_buffer_append_u8 (buffer, 'e'));
  sotto_buffer_clear (buffer);
  g_assert_false (sotto_buffer_has_overflowed (buffer));
  g_assert_cmpuint (sotto_buffer_get_length (buffer), ==, 0);
  g_assert_true (sotto_buffer_append (buffer, "wxyz", 4));
}

static void
test_consume (void)
{
  g_autoptr (SottoBuffer) buffer = sotto_buffer_new (8);

  sotto_buffer_append (buffer, "abcdef", 6);
  sotto_buffer_consume (buffer, 0);
  sotto_buffer_consume (buffer, 2);
  g_assert_cmpmem (sotto_buffer_get_data (buffer), sotto_buffer_get_length (buffer), "cdef", 4);
  /* Room that was consumed is there again. */
  g_assert_true (sotto_buffer_append (buffer, "ghij", 4));
  sotto_buffer_consume (buffer, 8);
  g_assert_cmpuint (sotto_buffer_get_length (buffer), ==, 0);
}

static void
test_steal (void)
{
  g_autoptr (SottoBuffer) buffer = sotto_buffer_new (8);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;

  sotto_buffer_append (buffer, "one", 3);
  first = sotto_buffer_steal (buffer);
  g_assert_cmpuint (sotto_buffer_get_length (buffer), ==, 0);
  sotto_buffer_append (buffer, "two", 3);
  second = sotto_buffer_steal (buffer);
  g_assert_cmpmem (g_bytes_get_data (first, NULL), g_bytes_get_size (first), "one", 3);
  g_assert_cmpmem (g_bytes_get_data (second, NULL), g_bytes_get_size (second), "two", 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/buffer/order-of-bytes", test_order_of_bytes);
  g_test_add_func ("/base/buffer/overflow", test_overflow);
  g_test_add_func ("/base/buffer/consume", test_consume);
  g_test_add_func ("/base/buffer/steal", test_steal);
  return g_test_run ();
}
