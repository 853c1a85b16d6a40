/* SPDX-License-Identifier: GPL-3.0-or-later */

/* base58btc: a big-endian number in base 58, each leading zero byte as a leading '1'. */

#include "sotto-base58.h"

#include <string.h>

#include "sotto-error.h"
#include "sotto-secret.h"

#define MAX_TEXT 256

static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

char *
sotto_base58_encode (gconstpointer data, gsize length)
{
  const guint8 *bytes = data;
  gsize n_zeros = 0;
  gsize capacity = length * 138 / 100 + 1;
  g_autofree guint8 *digits = g_malloc0 (capacity);
  gsize n_digits = 0;
  char *text;

  while (n_zeros < length && bytes[n_zeros] == 0)
    n_zeros++;
  for (gsize i = n_zeros; i < length; i++)
    {
      guint carry = bytes[i];

      for (gsize j = 0; j < n_digits || carry != 0; j++)
        {
          carry += 256u * digits[j];
          digits[j] = (guint8) (carry % 58);
          carry /= 58;
          n_digits = MAX (n_digits, j + 1);
        }
    }
  text = g_malloc (n_zeros + n_digits + 1);
  memset (text, alphabet[0], n_zeros);
  for (gsize i = 0; i < n_digits; i++)
    text[n_zeros + i] = alphabet[digits[n_digits - 1 - i]];
  text[n_zeros + n_digits] = '\0';
  sotto_wipe (digits, capacity);
  return text;
}

GBytes *
sotto_base58_decode (const char *text, GError **error)
{
  gsize length = strnlen (text, MAX_TEXT + 1);
  gsize n_zeros = 0;
  gsize n_bytes = 0;
  guint8 bytes[MAX_TEXT] = { 0 };
  guint8 *result;

  if (length > MAX_TEXT)
    {
      g_set_error_literal (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TOO_LARGE,
                           "The base58 text is too long");
      return NULL;
    }
  while (n_zeros < length && text[n_zeros] == alphabet[0])
    n_zeros++;
  for (gsize i = n_zeros; i < length; i++)
    {
      const char *digit = strchr (alphabet, text[i]);
      guint carry;

      if (digit == NULL)
        {
          sotto_wipe (bytes, sizeof bytes);
          g_set_error_literal (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED,
                               "The text has a character that is no base58 digit");
          return NULL;
        }
      carry = (guint) (digit - alphabet);
      for (gsize j = 0; j < n_bytes || carry != 0; j++)
        {
          carry += 58u * bytes[j];
          bytes[j] = (guint8) carry;
          carry >>= 8;
          n_bytes = MAX (n_bytes, j + 1);
        }
    }
  result = g_malloc0 (n_zeros + n_bytes + 1);
  for (gsize i = 0; i < n_bytes; i++)
    result[n_zeros + i] = bytes[n_bytes - 1 - i];
  sotto_wipe (bytes, sizeof bytes);
  return g_bytes_new_take (result, n_zeros + n_bytes);
}
