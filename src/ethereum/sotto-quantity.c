/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The two kinds of hexadecimal texts of JSON-RPC: numbers, where zero is "0x0", and bytes, where
 * nothing is "0x". */

#include "sotto-quantity.h"

#include <string.h>

#include "sotto-hex.h"

#define MAX_DIGITS 64

gboolean
sotto_quantity_parse (const char *text, SottoU256 *quantity)
{
  return text != NULL && g_str_has_prefix (text, "0x") &&
         strnlen (text + 2, MAX_DIGITS + 1) <= MAX_DIGITS &&
         sotto_u256_parse_hex (text + 2, quantity);
}

gboolean
sotto_quantity_parse_u64 (const char *text, guint64 *quantity)
{
  SottoU256 wide;

  return sotto_quantity_parse (text, &wide) && sotto_u256_to_u64 (&wide, quantity);
}

char *
sotto_quantity_format (const SottoU256 *quantity)
{
  g_autofree char *digits = sotto_u256_to_hex (quantity);

  return g_strconcat ("0x", digits, NULL);
}

GBytes *
sotto_quantity_parse_data (const char *text, gsize max_length)
{
  if (text == NULL || !g_str_has_prefix (text, "0x"))
    return NULL;

  return sotto_hex_decode (text, max_length, NULL);
}

char *
sotto_quantity_format_data (GBytes *data)
{
  g_autofree char *digits =
    sotto_hex_encode (g_bytes_get_data (data, NULL), g_bytes_get_size (data));

  return g_strconcat ("0x", digits, NULL);
}
