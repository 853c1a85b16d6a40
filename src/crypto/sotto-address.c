/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ethereum addresses as text (EIP-55): hex digit i is upper case iff nibble i of the Keccak-256 of
 * the lower-case text is 8 or more. */

#include "sotto-address.h"

#include <string.h>

#include "sotto-crypto-error.h"
#include "sotto-hex.h"
#include "sotto-keccak.h"

char *
sotto_address_to_string (const guint8 address[20])
{
  g_autofree char *digits = sotto_hex_encode (address, SOTTO_ADDRESS_LENGTH);
  SottoHash checksum;

  sotto_keccak256 (digits, strlen (digits), &checksum);
  for (guint i = 0; digits[i] != '\0'; i++)
    {
      guint nibble = (checksum.bytes[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0x0f;

      if (nibble >= 8)
        digits[i] = g_ascii_toupper (digits[i]);
    }
  return g_strconcat ("0x", digits, NULL);
}

static gboolean
has_mixed_case (const char *digits)
{
  gboolean has_lower = FALSE;
  gboolean has_upper = FALSE;

  for (; *digits != '\0'; digits++)
    {
      has_lower |= g_ascii_islower (*digits);
      has_upper |= g_ascii_isupper (*digits);
    }
  return has_lower && has_upper;
}

gboolean
sotto_address_parse (const char *text, guint8 address[20], GError **error)
{
  const char *digits = g_str_has_prefix (text, "0x") ? text + 2 : text;
  g_autofree char *checksummed = NULL;

  if (strlen (digits) != SOTTO_ADDRESS_LENGTH * 2 ||
      !sotto_hex_decode_fixed (digits, address, SOTTO_ADDRESS_LENGTH, NULL))
    {
      g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_LENGTH,
                           "An address has 40 hexadecimal digits");
      return FALSE;
    }
  checksummed = sotto_address_to_string (address);
  if (!has_mixed_case (digits) || strcmp (checksummed + 2, digits) == 0)
    return TRUE;
  g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_CHECKSUM,
                       "A letter of this address is wrong: its checksum does not match");
  return FALSE;
}
