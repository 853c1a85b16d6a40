/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Unsigned integers of 256 bits: schoolbook arithmetic on limbs of 64 bits, with 512 bits where a
 * product has to be divided again. Amounts are no secrets: nothing here is constant time.
 */

#include "sotto-u256.h"

#include <string.h>

#define N_LIMBS 4
#define N_WIDE (2 * N_LIMBS)
#define LIMB_BITS 64

/* The largest power of ten in one limb, for reading and writing decimal text in pieces. */
#define DECIMAL_CHUNK G_GUINT64_CONSTANT (10000000000000000000)
#define DECIMAL_CHUNK_DIGITS 19

typedef unsigned __int128 Wide;

static gboolean
get_bit (const guint64 *limbs, guint bit)
{
  return (limbs[bit / LIMB_BITS] >> (bit % LIMB_BITS)) & 1;
}

/* Divides in place by one limb. */
static guint64
divide_by_limb (SottoU256 *value, guint64 divisor)
{
  Wide remainder = 0;

  for (int i = N_LIMBS - 1; i >= 0; i--)
    {
      Wide part = remainder << LIMB_BITS | value->limbs[i];

      value->limbs[i] = (guint64) (part / divisor);
      remainder = part % divisor;
    }

  return (guint64) remainder;
}

/* value × factor + term, in place. */
static gboolean
multiply_add_limb (SottoU256 *value, guint64 factor, guint64 term)
{
  Wide carry = term;

  for (guint i = 0; i < N_LIMBS; i++)
    {
      carry += (Wide) value->limbs[i] * factor;
      value->limbs[i] = (guint64) carry;
      carry >>= LIMB_BITS;
    }

  return carry == 0;
}

static void
multiply_wide (const SottoU256 *a, const SottoU256 *b, guint64 product[N_WIDE])
{
  memset (product, 0, N_WIDE * sizeof *product);
  for (guint i = 0; i < N_LIMBS; i++)
    {
      Wide carry = 0;

      for (guint j = 0; j < N_LIMBS; j++)
        {
          carry += (Wide) a->limbs[i] * b->limbs[j] + product[i + j];
          product[i + j] = (guint64) carry;
          carry >>= LIMB_BITS;
        }
      product[i + N_LIMBS] = (guint64) carry;
    }
}

static guint64
subtract_limbs (SottoU256 *from, const SottoU256 *value)
{
  guint64 borrow = 0;

  for (guint i = 0; i < N_LIMBS; i++)
    {
      Wide difference = (Wide) from->limbs[i] - value->limbs[i] - borrow;

      from->limbs[i] = (guint64) difference;
      borrow = (guint64) (difference >> LIMB_BITS) & 1;
    }

  return borrow;
}

/* Shifts one bit in at the right end; what falls out at the left is returned. */
static guint64
shift_in (SottoU256 *value, guint64 bit)
{
  for (guint i = 0; i < N_LIMBS; i++)
    {
      guint64 out = value->limbs[i] >> (LIMB_BITS - 1);

      value->limbs[i] = value->limbs[i] << 1 | bit;
      bit = out;
    }

  return bit;
}

/* Long division, bit by bit: some 512 steps, for the handful of divisions that a page makes.
 * Returns whether the quotient fits into @quotient. */
static gboolean
divide_wide (const guint64 dividend[N_WIDE],
             const SottoU256 *divisor,
             SottoU256 *quotient,
             SottoU256 *remainder)
{
  gboolean fits = TRUE;

  *quotient = SOTTO_U256_ZERO;
  *remainder = SOTTO_U256_ZERO;
  for (int bit = N_WIDE * LIMB_BITS - 1; bit >= 0; bit--)
    {
      guint64 out = shift_in (remainder, get_bit (dividend, (guint) bit));
      gboolean one = out != 0 || sotto_u256_compare (remainder, divisor) >= 0;

      if (one)
        subtract_limbs (remainder, divisor);
      if (bit < N_LIMBS * LIMB_BITS)
        quotient->limbs[bit / LIMB_BITS] |= (guint64) one << (bit % LIMB_BITS);
      else if (one)
        fits = FALSE;
    }

  return fits;
}

/* Public functions, in the header's order. */

/**
 * sotto_u256_from_u64:
 * @value: a number
 *
 * Returns: the same with 256 bits
 */
SottoU256
sotto_u256_from_u64 (guint64 value)
{
  return (SottoU256){ { value, 0, 0, 0 } };
}

gboolean
sotto_u256_to_u64 (const SottoU256 *value, guint64 *result)
{
  if ((value->limbs[1] | value->limbs[2] | value->limbs[3]) != 0)
    return FALSE;
  *result = value->limbs[0];

  return TRUE;
}

gboolean
sotto_u256_from_bytes (const guint8 *bytes, gsize length, SottoU256 *result)
{
  *result = SOTTO_U256_ZERO;
  for (; length > SOTTO_U256_LENGTH; bytes++, length--)
    if (*bytes != 0)
      return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      gsize place = length - 1 - i;

      result->limbs[place / 8] |= (guint64) bytes[i] << (8 * (place % 8));
    }

  return TRUE;
}

/**
 * sotto_u256_to_bytes:
 * @value: a number
 * @bytes: (out caller-allocates): 32 bytes, big-endian
 */
void
sotto_u256_to_bytes (const SottoU256 *value, guint8 bytes[SOTTO_U256_LENGTH])
{
  for (gsize i = 0; i < SOTTO_U256_LENGTH; i++)
    bytes[SOTTO_U256_LENGTH - 1 - i] = (guint8) (value->limbs[i / 8] >> (8 * (i % 8)));
}

/**
 * sotto_u256_get_byte_length:
 * @value: a number
 *
 * Returns: bytes without leading zeros, 0 to 32
 */
gsize
sotto_u256_get_byte_length (const SottoU256 *value)
{
  for (gsize i = SOTTO_U256_LENGTH; i > 0; i--)
    if ((guint8) (value->limbs[(i - 1) / 8] >> (8 * ((i - 1) % 8))) != 0)
      return i;

  return 0;
}

gboolean
sotto_u256_parse_decimal (const char *text, SottoU256 *result)
{
  *result = SOTTO_U256_ZERO;
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isdigit (*text) ||
        !multiply_add_limb (result, 10, (guint64) g_ascii_digit_value (*text)))
      {
        *result = SOTTO_U256_ZERO;
        return FALSE;
      }

  return TRUE;
}

gboolean
sotto_u256_parse_hex (const char *text, SottoU256 *result)
{
  *result = SOTTO_U256_ZERO;
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isxdigit (*text) ||
        !multiply_add_limb (result, 16, (guint64) g_ascii_xdigit_value (*text)))
      {
        *result = SOTTO_U256_ZERO;
        return FALSE;
      }

  return TRUE;
}

/**
 * sotto_u256_to_decimal:
 * @value: a number
 * @text: (out caller-allocates): up to 78 digits and a NUL
 */
void
sotto_u256_to_decimal (const SottoU256 *value, char text[SOTTO_U256_DECIMAL_SIZE])
{
  SottoU256 rest = *value;
  char digits[5 * DECIMAL_CHUNK_DIGITS];
  gsize n = 0;

  do
    {
      guint64 chunk = divide_by_limb (&rest, DECIMAL_CHUNK);

      for (guint i = 0; i < DECIMAL_CHUNK_DIGITS; i++, chunk /= 10)
        digits[n++] = (char) ('0' + chunk % 10);
    }
  while (!sotto_u256_is_zero (&rest));
  while (n > 1 && digits[n - 1] == '0')
    n--;
  for (gsize i = 0; i < n; i++)
    text[i] = digits[n - 1 - i];
  text[n] = '\0';
}

char *
sotto_u256_to_hex (const SottoU256 *value)
{
  GString *text = g_string_new (NULL);

  for (int i = N_LIMBS - 1; i >= 0; i--)
    if (text->len > 0)
      g_string_append_printf (text, "%016" G_GINT64_MODIFIER "x", value->limbs[i]);
    else if (value->limbs[i] != 0 || i == 0)
      g_string_append_printf (text, "%" G_GINT64_MODIFIER "x", value->limbs[i]);

  return g_string_free (text, FALSE);
}

/**
 * sotto_u256_is_zero:
 * @value: a number
 *
 * Returns: whether it is 0
 */
gboolean
sotto_u256_is_zero (const SottoU256 *value)
{
  return (value->limbs[0] | value->limbs[1] | value->limbs[2] | value->limbs[3]) == 0;
}

int
sotto_u256_compare (const SottoU256 *a, const SottoU256 *b)
{
  for (int i = N_LIMBS - 1; i >= 0; i--)
    if (a->limbs[i] != b->limbs[i])
      return a->limbs[i] < b->limbs[i] ? -1 : 1;

  return 0;
}

gboolean
sotto_u256_add (const SottoU256 *a, const SottoU256 *b, SottoU256 *result)
{
  Wide carry = 0;
  SottoU256 sum;

  for (guint i = 0; i < N_LIMBS; i++)
    {
      carry += (Wide) a->limbs[i] + b->limbs[i];
      sum.limbs[i] = (guint64) carry;
      carry >>= LIMB_BITS;
    }
  *result = carry == 0 ? sum : SOTTO_U256_ZERO;

  return carry == 0;
}

gboolean
sotto_u256_subtract (const SottoU256 *a, const SottoU256 *b, SottoU256 *result)
{
  SottoU256 difference = *a;
  gboolean fits = subtract_limbs (&difference, b) == 0;

  *result = fits ? difference : SOTTO_U256_ZERO;

  return fits;
}

gboolean
sotto_u256_multiply (const SottoU256 *a, const SottoU256 *b, SottoU256 *result)
{
  guint64 product[N_WIDE];
  gboolean fits;

  multiply_wide (a, b, product);
  fits = (product[4] | product[5] | product[6] | product[7]) == 0;
  *result = SOTTO_U256_ZERO;
  if (fits)
    memcpy (result->limbs, product, sizeof result->limbs);

  return fits;
}

gboolean
sotto_u256_divide (const SottoU256 *a,
                   const SottoU256 *b,
                   SottoU256 *quotient,
                   SottoU256 *remainder)
{
  guint64 dividend[N_WIDE] = { a->limbs[0], a->limbs[1], a->limbs[2], a->limbs[3] };
  SottoU256 divisor = *b;
  SottoU256 whole = SOTTO_U256_ZERO;
  SottoU256 rest = SOTTO_U256_ZERO;
  gboolean possible = !sotto_u256_is_zero (&divisor);

  if (possible)
    divide_wide (dividend, &divisor, &whole, &rest);
  if (quotient != NULL)
    *quotient = whole;
  if (remainder != NULL)
    *remainder = rest;

  return possible;
}

gboolean
sotto_u256_multiply_divide (const SottoU256 *a,
                            const SottoU256 *b,
                            const SottoU256 *c,
                            SottoU256 *result)
{
  guint64 product[N_WIDE];
  SottoU256 quotient = SOTTO_U256_ZERO;
  SottoU256 remainder;
  gboolean fits = FALSE;

  if (!sotto_u256_is_zero (c))
    {
      multiply_wide (a, b, product);
      fits = divide_wide (product, c, &quotient, &remainder);
    }
  *result = fits ? quotient : SOTTO_U256_ZERO;

  return fits;
}
