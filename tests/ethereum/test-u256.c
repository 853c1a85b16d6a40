/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Integers of 256 bits: the edges by hand, and laws that hold for any numbers. */

#include <string.h>

#include "sotto-random.h"
#include "sotto-u256.h"

#define N_ROUNDS 20000
#define SEED 1559

static SottoU256
from_text (const char *text)
{
  SottoU256 value;

  g_assert_true (sotto_u256_parse_decimal (text, &value));

  return value;
}

static void
assert_equal (const SottoU256 *a, const SottoU256 *b)
{
  g_assert_cmpint (sotto_u256_compare (a, b), ==, 0);
}

/* Of any size up to 256 bits, with runs of zeros and ones in it. */
static SottoU256
draw (SottoRandom *random)
{
  SottoU256 value;
  guint32 shape;

  sotto_random_fill (random, (guint8 *) &value, sizeof value);
  sotto_random_fill (random, (guint8 *) &shape, sizeof shape);
  for (guint i = 0; i < 4; i++)
    {
      guint kind = (shape >> (4 * i)) & 7;

      if (kind == 0)
        value.limbs[i] = 0;
      else if (kind == 1)
        value.limbs[i] = G_MAXUINT64;
      else if (kind == 2)
        value.limbs[i] >>= 60;
    }

  return value;
}

static void
test_text (void)
{
  static const struct
  {
    const char *decimal;
    const char *hex;
    gsize bytes;
  } rows[] = {
    { "0", "0", 0 },
    { "1", "1", 1 },
    { "255", "ff", 1 },
    { "256", "100", 2 },
    { "10000000000000000000", "8ac7230489e80000", 8 },
    { "18446744073709551615", "ffffffffffffffff", 8 },
    { "18446744073709551616", "10000000000000000", 9 },
    { "115792089237316195423570985008687907853269984665640564039457584007913129639935",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 32 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SottoU256 value = from_text (rows[i].decimal);
      g_autofree char *hex = sotto_u256_to_hex (&value);
      char decimal[SOTTO_U256_DECIMAL_SIZE];
      SottoU256 again;

      sotto_u256_to_decimal (&value, decimal);
      g_assert_cmpstr (decimal, ==, rows[i].decimal);
      g_assert_cmpstr (hex, ==, rows[i].hex);
      g_assert_true (sotto_u256_parse_hex (hex, &again));
      assert_equal (&value, &again);
      g_assert_cmpuint (sotto_u256_get_byte_length (&value), ==, rows[i].bytes);
    }
}

static void
test_refused (void)
{
  static const char *const decimals[] = {
    "",
    "-1",
    "+1",
    " 1",
    "1 ",
    "1.0",
    "a",
    "0x1",
    "115792089237316195423570985008687907853269984665640564039457584007913129639936",
    "1157920892373161954235709850086879078532699846656405640394575840079131296399350",
  };
  static const char *const hexes[] = {
    "", "g", "-1", "0x1", "10000000000000000000000000000000000000000000000000000000000000000",
  };
  SottoU256 value;

  for (guint i = 0; i < G_N_ELEMENTS (decimals); i++)
    {
      g_assert_false (sotto_u256_parse_decimal (decimals[i], &value));
      g_assert_true (sotto_u256_is_zero (&value));
    }
  for (guint i = 0; i < G_N_ELEMENTS (hexes); i++)
    g_assert_false (sotto_u256_parse_hex (hexes[i], &value));
}

static void
test_bytes (void)
{
  static const guint8 long_one[34] = { [33] = 7 };
  static const guint8 too_long[33] = { 1 };
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (SEED);
  SottoU256 value;
  guint64 small;

  g_assert_true (sotto_u256_from_bytes (long_one, sizeof long_one, &value));
  g_assert_true (sotto_u256_to_u64 (&value, &small));
  g_assert_cmpuint (small, ==, 7);
  g_assert_false (sotto_u256_from_bytes (too_long, sizeof too_long, &value));
  g_assert_true (sotto_u256_from_bytes (NULL, 0, &value));
  g_assert_true (sotto_u256_is_zero (&value));
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      SottoU256 drawn = draw (random);
      guint8 bytes[SOTTO_U256_LENGTH];
      gsize length = sotto_u256_get_byte_length (&drawn);

      sotto_u256_to_bytes (&drawn, bytes);
      g_assert_true (length == 0 || bytes[SOTTO_U256_LENGTH - length] != 0);
      g_assert_true (sotto_u256_from_bytes (bytes + SOTTO_U256_LENGTH - length, length, &value));
      assert_equal (&drawn, &value);
    }
}

static void
test_edges (void)
{
  SottoU256 one = sotto_u256_from_u64 (1);
  SottoU256 zero = SOTTO_U256_ZERO;
  SottoU256 max = SOTTO_U256_MAX;
  SottoU256 half = from_text ("340282366920938463463374607431768211456");
  SottoU256 result = max;
  guint64 small;

  g_assert_false (sotto_u256_add (&max, &one, &result));
  g_assert_true (sotto_u256_is_zero (&result));
  g_assert_true (sotto_u256_add (&max, &zero, &result));
  assert_equal (&result, &max);
  g_assert_false (sotto_u256_subtract (&zero, &one, &result));
  g_assert_true (sotto_u256_subtract (&max, &max, &result));
  g_assert_true (sotto_u256_is_zero (&result));
  g_assert_false (sotto_u256_multiply (&half, &half, &result));
  g_assert_false (sotto_u256_divide (&one, &zero, &result, NULL));
  g_assert_false (sotto_u256_multiply_divide (&one, &one, &zero, &result));
  g_assert_true (sotto_u256_multiply_divide (&max, &max, &max, &result));
  assert_equal (&result, &max);
  g_assert_false (sotto_u256_multiply_divide (&max, &max, &one, &result));
  g_assert_false (sotto_u256_to_u64 (&half, &small));
}

/* (a + b) - b = a, a = (a / b) × b + a mod b, (a × b) / b = a, and a operand may be the result. */
static void
test_laws (void)
{
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (SEED);

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      SottoU256 a = draw (random);
      SottoU256 b = draw (random);
      SottoU256 quotient, remainder, result, third;

      if (sotto_u256_add (&a, &b, &result))
        {
          g_assert_true (sotto_u256_subtract (&result, &b, &result));
          assert_equal (&result, &a);
        }
      if (sotto_u256_is_zero (&b))
        continue;
      g_assert_true (sotto_u256_divide (&a, &b, &quotient, &remainder));
      g_assert_cmpint (sotto_u256_compare (&remainder, &b), <, 0);
      g_assert_true (sotto_u256_multiply (&quotient, &b, &result));
      g_assert_true (sotto_u256_add (&result, &remainder, &result));
      assert_equal (&result, &a);
      g_assert_true (sotto_u256_multiply_divide (&a, &b, &b, &third));
      assert_equal (&third, &a);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/u256/text", test_text);
  g_test_add_func ("/ethereum/u256/refused", test_refused);
  g_test_add_func ("/ethereum/u256/bytes", test_bytes);
  g_test_add_func ("/ethereum/u256/edges", test_edges);
  g_test_add_func ("/ethereum/u256/laws", test_laws);
  return g_test_run ();
}
