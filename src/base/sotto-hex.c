/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hexadecimal text. Digits are turned by arithmetic on masks, never by a table or a branch on their
 * value, since private keys pass here. */

#include "sotto-hex.h"

#include <string.h>

#include "sotto-error.h"
#include "sotto-secret.h"

/* 0..15, or a value with bit 8 set when @character is no digit. */
static guint
decode_digit (guint8 character)
{
  guint decimal = (guint) character - '0';
  guint letter = ((guint) character | 0x20u) - 'a';
  guint is_decimal = ((decimal - 10u) & ~decimal) >> 31;
  guint is_letter = ((letter - 6u) & ~letter) >> 31;

  return (decimal & (0u - is_decimal)) | ((letter + 10u) & (0u - is_letter)) |
         (((is_decimal | is_letter) ^ 1u) << 8);
}

static guint8
encode_digit (guint value)
{
  guint is_letter = (9u - value) >> 31;

  return (guint8) (value + '0' + (is_letter * ('a' - '0' - 10)));
}

static const char *
skip_prefix (const char *text)
{
  return text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? text + 2 : text;
}

static gboolean
decode_digits (const char *digits, guint8 *into, gsize length, GError **error)
{
  guint wrong = 0;

  for (gsize i = 0; i < length; i++)
    {
      guint high = decode_digit ((guint8) digits[2 * i]);
      guint low = decode_digit ((guint8) digits[2 * i + 1]);

      wrong |= high | low;
      into[i] = (guint8) (high << 4 | (low & 0x0f));
    }
  if ((wrong & 0x100) == 0)
    return TRUE;
  sotto_wipe (into, length);
  g_set_error_literal (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED,
                       "The text has a character that is no hexadecimal digit");
  return FALSE;
}

char *
sotto_hex_encode (gconstpointer data, gsize length)
{
  const guint8 *bytes = data;
  char *text = g_malloc (length * 2 + 1);

  for (gsize i = 0; i < length; i++)
    {
      text[2 * i] = (char) encode_digit (bytes[i] >> 4);
      text[2 * i + 1] = (char) encode_digit (bytes[i] & 0x0f);
    }
  text[length * 2] = '\0';
  return text;
}

GBytes *
sotto_hex_decode (const char *text, gsize max_length, GError **error)
{
  const char *digits = skip_prefix (text);
  gsize n_digits = strlen (digits);
  g_autofree guint8 *data = NULL;

  if (n_digits % 2 != 0)
    {
      g_set_error_literal (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED,
                           "The number of hexadecimal digits is odd");
      return NULL;
    }
  if (n_digits / 2 > max_length)
    {
      g_set_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TOO_LARGE,
                   "More than %" G_GSIZE_FORMAT " bytes", max_length);
      return NULL;
    }
  data = g_malloc (n_digits / 2 + 1);
  if (!decode_digits (digits, data, n_digits / 2, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), n_digits / 2);
}

gboolean
sotto_hex_decode_fixed (const char *text, guint8 *into, gsize length, GError **error)
{
  const char *digits = skip_prefix (text);

  if (strlen (digits) != length * 2)
    {
      g_set_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED,
                   "Expected %" G_GSIZE_FORMAT " hexadecimal digits", length * 2);
      return FALSE;
    }
  return decode_digits (digits, into, length, error);
}
