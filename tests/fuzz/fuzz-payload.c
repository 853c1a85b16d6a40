/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Payloads: opened as they come, and sealed with a known key so that what is inside is reached. */

#include "fuzz.h"

#include <string.h>

#include "sotto-cipher.h"
#include "sotto-sealing.h"

static const guint8 key[32] = { 1 };

static void
check_sealed (GBytes *data)
{
  static SottoPrivateKey *recipient = NULL;
  g_auto (SottoOpenedPayload) symmetric = { 0 };
  g_auto (SottoOpenedPayload) asymmetric = { 0 };

  if (recipient == NULL)
    recipient = sotto_private_key_new (key, NULL);
  if (!sotto_open_symmetric (data, key, &symmetric, NULL))
    g_assert_null (symmetric.payload);
  if (!sotto_open_asymmetric (data, recipient, &asymmetric, NULL))
    g_assert_null (asymmetric.payload);
}

/* What can be taken apart has all its bytes somewhere. */
static void
check_plain (const uint8_t *data, size_t size)
{
  g_auto (SottoOpenedPayload) opened = { 0 };
  g_autoptr (GBytes) sealed = NULL;
  static const guint8 nonce[SOTTO_GCM_NONCE_LENGTH] = { 0 };
  guint8 *output = g_malloc (size + SOTTO_GCM_TAG_LENGTH + sizeof nonce);

  g_assert_true (sotto_aes256_gcm_seal (key, nonce, data, size, output, NULL));
  memcpy (output + size + SOTTO_GCM_TAG_LENGTH, nonce, sizeof nonce);
  sealed = g_bytes_new_take (output, size + SOTTO_GCM_TAG_LENGTH + sizeof nonce);
  if (!sotto_open_symmetric (sealed, key, &opened, NULL))
    return;

  g_assert_cmpuint (1 + (data[0] & 3) + g_bytes_get_size (opened.payload) +
                      g_bytes_get_size (opened.padding) +
                      (opened.is_signed ? SOTTO_SIGNATURE_LENGTH : 0),
                    ==, size);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  check_sealed (bytes);
  check_plain (data, size);

  return 0;
}
