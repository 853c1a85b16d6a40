/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever a person may paste: public keys, addresses, extended keys, phrases, hexadecimal and
 * base58 text, names and messages. What is accepted can be written, and reads as the same again. */

#include "fuzz.h"

#include <string.h>

#include "sotto-address.h"
#include "sotto-base58.h"
#include "sotto-hd-key.h"
#include "sotto-hex.h"
#include "sotto-mnemonic.h"
#include "sotto-text.h"

#define MAX_NAME 40

static void
read_public_key (const char *text)
{
  g_autofree char *written = NULL;
  SottoPublicKey key, again;

  if (!sotto_public_key_parse_text (&key, text, NULL))
    return;
  written = sotto_public_key_to_string (&key);
  g_assert_true (sotto_public_key_parse_text (&again, written, NULL));
  g_assert_true (sotto_public_key_equal (&key, &again));
}

static void
read_address (const char *text)
{
  g_autofree char *written = NULL;
  guint8 address[20], again[20];

  if (!sotto_address_parse (text, address, NULL))
    return;
  written = sotto_address_to_string (address);
  g_assert_true (sotto_address_parse (written, again, NULL));
  g_assert_cmpmem (address, 20, again, 20);
}

static void
read_extended_key (const char *text)
{
  g_autoptr (SottoHdKey) key = sotto_hd_key_new_from_xprv (text, NULL);
  g_autofree char *written = NULL;

  if (key == NULL)
    return;
  written = sotto_hd_key_to_xprv (key);
  g_assert_cmpstr (written, ==, text);
}

static void
read_phrase (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoMnemonic) mnemonic = sotto_mnemonic_parse (text, &error);
  g_autoptr (SottoMnemonic) again = NULL;
  g_autofree char *written = NULL;

  if (mnemonic == NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }
  written = sotto_mnemonic_dup_phrase (mnemonic);
  again = sotto_mnemonic_parse (written, NULL);
  g_assert_nonnull (again);
}

static void
read_encodings (const char *text)
{
  g_autoptr (GBytes) hexadecimal = sotto_hex_decode (text, 512, NULL);
  g_autoptr (GBytes) base58 = sotto_base58_decode (text, NULL);
  g_autofree char *written = NULL;

  if (hexadecimal != NULL)
    g_assert_cmpuint (g_bytes_get_size (hexadecimal), <=, 512);
  if (base58 == NULL)
    return;
  written = sotto_base58_encode (g_bytes_get_data (base58, NULL), g_bytes_get_size (base58));
  g_assert_cmpstr (written, ==, text);
}

static void
show (const char *text)
{
  g_autofree char *name = sotto_text_sanitise_name (text, MAX_NAME);
  g_autofree char *body = sotto_text_sanitise_body (text);
  g_autofree char *same_name = sotto_text_sanitise_name (name, MAX_NAME);
  g_autofree char *same_body = sotto_text_sanitise_body (body);

  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_true (g_utf8_validate (body, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (name, -1), <=, MAX_NAME);
  g_assert_null (strpbrk (name, "\r\n"));
  /* What is fit to be looked at stays as it is. */
  g_assert_cmpstr (name, ==, same_name);
  g_assert_cmpstr (body, ==, same_body);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  read_public_key (text);
  read_address (text);
  read_extended_key (text);
  read_phrase (text);
  read_encodings (text);
  show (text);
  return 0;
}
