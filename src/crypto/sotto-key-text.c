/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Public keys as people paste them: 0x04…, 04…, 02…/03…, and multibase text: 'z' (base58btc) or 'f'
 * (hexadecimal, as is "0x"), then the multicodec e7 01 of secp256k1 public keys and 33 or 65 bytes.
 */

#include <string.h>

#include "sotto-base58.h"
#include "sotto-crypto-error.h"
#include "sotto-hex.h"
#include "sotto-keys.h"

#define MAX_TEXT 512

static const guint8 multicodec[2] = { 0xe7, 0x01 };

static gboolean
parse_with_multicodec (SottoPublicKey *key, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return length > sizeof multicodec && memcmp (data, multicodec, sizeof multicodec) == 0 &&
         sotto_public_key_parse (key, data + sizeof multicodec, length - sizeof multicodec, NULL);
}

static gboolean
parse_bare_or_multicodec (SottoPublicKey *key, GBytes *bytes)
{
  return sotto_public_key_parse (key, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                 NULL) ||
         parse_with_multicodec (key, bytes);
}

static gboolean
parse_trimmed (SottoPublicKey *key, const char *text)
{
  g_autoptr (GBytes) hexadecimal = NULL;
  g_autoptr (GBytes) other = NULL;

  hexadecimal = sotto_hex_decode (text, 128, NULL);
  if (hexadecimal != NULL && g_bytes_get_size (hexadecimal) > 0 &&
      parse_bare_or_multicodec (key, hexadecimal))
    return TRUE;
  if (text[0] == 'z')
    other = sotto_base58_decode (text + 1, NULL);
  else if (text[0] == 'f' || text[0] == 'F')
    other = sotto_hex_decode (text + 1, 128, NULL);
  return other != NULL && parse_with_multicodec (key, other);
}

gboolean
sotto_public_key_parse_text (SottoPublicKey *key, const char *text, GError **error)
{
  g_autofree char *trimmed = NULL;

  if (strnlen (text, MAX_TEXT) < MAX_TEXT)
    {
      trimmed = g_strstrip (g_strdup (text));
      if (parse_trimmed (key, trimmed))
        return TRUE;
    }
  g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_KEY,
                       "This is not a chat key");
  return FALSE;
}
