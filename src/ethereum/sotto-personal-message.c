/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages that are signed with an account (EIP-191). The prefix keeps a message from being a
 * transaction.
 */

#include "sotto-personal-message.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-ethereum-error.h"
#include "sotto-hex.h"
#include "sotto-keccak.h"

/* What is added to the parity in signatures of messages. */
#define V_OFFSET 27

#define SCALAR_LENGTH 32

/* The order of the curve, and the largest S that EIP-2 allows: half of it. Big endian. */
static const guint8 order[SCALAR_LENGTH] = {
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
  0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
};
static const guint8 half_order[SCALAR_LENGTH] = {
  0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
  0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
};

static gboolean
refuse (const char *message, GError **error)
{
  g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_SIGNATURE, message);
  return FALSE;
}

/* From 1 to the order less one. */
static gboolean
is_in_range (const guint8 scalar[SCALAR_LENGTH])
{
  static const guint8 zero[SCALAR_LENGTH];

  return memcmp (scalar, zero, SCALAR_LENGTH) != 0 && memcmp (scalar, order, SCALAR_LENGTH) < 0;
}

static gboolean
check_signature (const guint8 signature[SOTTO_SIGNATURE_LENGTH], GError **error)
{
  const guint8 *r = signature;
  const guint8 *s = signature + SCALAR_LENGTH;
  guint8 v = signature[SOTTO_SIGNATURE_LENGTH - 1];

  if (!is_in_range (r))
    return refuse (_ ("The first number of the signature (r) is out of range."), error);
  if (!is_in_range (s))
    return refuse (_ ("The second number of the signature (s) is out of range."), error);
  if (memcmp (s, half_order, SCALAR_LENGTH) > 0)
    return refuse (_ ("The second number of the signature (s) is in the upper half of its range. "
                      "Ethereum refuses such signatures (high s)."),
                   error);
  if (v > 1 && v != V_OFFSET && v != V_OFFSET + 1)
    return refuse (_ ("The last byte of the signature (v) is none of 1b, 1c, 00 and 01."), error);
  return TRUE;
}

void
sotto_personal_message_hash (gconstpointer message, gsize length, SottoHash *hash)
{
  g_autofree char *prefix = g_strdup_printf ("\x19"
                                             "Ethereum Signed Message:\n%" G_GSIZE_FORMAT,
                                             length);
  SottoKeccak keccak;

  sotto_keccak_init (&keccak);
  sotto_keccak_update (&keccak, prefix, strlen (prefix));
  sotto_keccak_update (&keccak, message, length);
  sotto_keccak_sum (&keccak, hash);
}

gboolean
sotto_personal_message_sign (gconstpointer message,
                             gsize length,
                             SottoPrivateKey *key,
                             guint8 signature[SOTTO_SIGNATURE_LENGTH],
                             GError **error)
{
  SottoHash hash;

  sotto_personal_message_hash (message, length, &hash);
  if (!sotto_private_key_sign (key, &hash, signature, error))
    return FALSE;
  signature[64] += V_OFFSET;

  return TRUE;
}

gboolean
sotto_personal_message_parse_signature (const char *text,
                                        guint8 signature[SOTTO_SIGNATURE_LENGTH],
                                        GError **error)
{
  g_autofree char *stripped = NULL;
  const char *digits;
  gsize n_digits;

  g_return_val_if_fail (text != NULL && signature != NULL, FALSE);

  stripped = g_strstrip (g_strdup (text));
  digits = g_ascii_strncasecmp (stripped, "0x", 2) == 0 ? stripped + 2 : stripped;
  n_digits = strspn (digits, "0123456789abcdefABCDEF");
  if (digits[n_digits] != '\0')
    return refuse (_ ("The signature has a character that is no hexadecimal digit."), error);
  if (n_digits != (gsize) 2 * SOTTO_SIGNATURE_LENGTH)
    {
      g_set_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_SIGNATURE,
                   _ ("A signature has 130 hexadecimal digits, and this has %u."),
                   (guint) MIN (n_digits, G_MAXUINT));
      return FALSE;
    }
  return sotto_hex_decode_fixed (digits, signature, SOTTO_SIGNATURE_LENGTH, error) &&
         check_signature (signature, error);
}

gboolean
sotto_personal_message_recover (gconstpointer message,
                                gsize length,
                                const guint8 signature[SOTTO_SIGNATURE_LENGTH],
                                guint8 signer[SOTTO_ADDRESS_LENGTH],
                                GError **error)
{
  guint8 plain[SOTTO_SIGNATURE_LENGTH];
  SottoPublicKey key;
  SottoHash hash;

  memcpy (plain, signature, sizeof plain);
  if (plain[64] >= V_OFFSET)
    plain[64] -= V_OFFSET;
  sotto_personal_message_hash (message, length, &hash);
  if (plain[64] > 1 || !sotto_recover (plain, &hash, &key, NULL))
    return refuse (_ ("This is not a signature of this message."), error);
  sotto_public_key_get_address (&key, signer);

  return TRUE;
}
