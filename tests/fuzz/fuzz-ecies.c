/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first byte tells what is done with the rest:
 *
 *   even  opened as it is: nothing that was not sealed for the key may open
 *   odd   taken as a body, for which key and tag are made right: shorter than the IV it is refused,
 *         otherwise it opens to as many bytes as are behind the IV
 */

#include "fuzz.h"

#include <string.h>

#include "sotto-crypto-error.h"
#include "sotto-digest.h"
#include "sotto-ecies.h"

#define POINT_LENGTH 65
#define IV_LENGTH 16
#define TAG_LENGTH 32

static SottoPrivateKey *
get_recipient (void)
{
  static const guint8 bytes[32] = { [31] = 7 };
  static SottoPrivateKey *recipient = NULL;

  if (recipient == NULL)
    recipient = sotto_private_key_new (bytes, NULL);
  return recipient;
}

static void
open_as_is (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) opened = sotto_ecies_open (get_recipient (), data, size, NULL, &error);

  g_assert_null (opened);
  g_assert_true (error->domain == SOTTO_CRYPTO_ERROR);
}

/* The public key of 9, and the key of tags that goes with it. */
static void
derive (guint8 point[POINT_LENGTH], SottoHash *mac_key)
{
  static const guint8 ephemeral[32] = { [31] = 9 };
  guint8 input[4 + 32] = { 0, 0, 0, 1 };
  SottoPublicKey public_key;
  SottoHash material;

  g_assert_true (sotto_private_bytes_get_public (ephemeral, &public_key, NULL));
  sotto_public_key_serialize (&public_key, point);
  g_assert_true (
    sotto_ecdh (ephemeral, sotto_private_key_get_public (get_recipient ()), input + 4, NULL));
  sotto_sha256 (input, sizeof input, &material);
  sotto_sha256 (material.bytes + 16, 16, mac_key);
}

static void
open_with_right_tag (const uint8_t *body, size_t size)
{
  gsize length = POINT_LENGTH + size + TAG_LENGTH;
  g_autofree guint8 *message = g_malloc (length);
  g_autoptr (GBytes) opened = NULL;
  SottoHash mac_key;

  derive (message, &mac_key);
  if (size > 0)
    memcpy (message + POINT_LENGTH, body, size);
  sotto_hmac_sha256 (mac_key.bytes, sizeof mac_key.bytes, body, size,
                     message + POINT_LENGTH + size);
  opened = sotto_ecies_open (get_recipient (), message, length, NULL, NULL);
  if (size < IV_LENGTH)
    g_assert_null (opened);
  else
    g_assert_cmpuint (g_bytes_get_size (opened), ==, size - IV_LENGTH);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  if (data[0] % 2 == 0)
    open_as_is (data + 1, size - 1);
  else
    open_with_right_tag (data + 1, size - 1);
  return 0;
}
