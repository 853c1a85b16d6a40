/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls of contracts: four bytes of selector, then the arguments in words of 32 bytes. */

#include "sotto-call-data.h"

#include <string.h>

#define WORD 32
#define ADDRESS_PADDING (WORD - SOTTO_ADDRESS_LENGTH)

static const guint8 zeros[WORD] = { 0 };

SottoCallData *
sotto_call_data_new (const char *signature)
{
  guint8 selector[SOTTO_ABI_SELECTOR_LENGTH];

  sotto_abi_selector (signature, selector);

  return g_byte_array_append (g_byte_array_new (), selector, sizeof selector);
}

void
sotto_call_data_add_word (SottoCallData *call, const guint8 word[32])
{
  g_byte_array_append (call, word, WORD);
}

void
sotto_call_data_add_address (SottoCallData *call, const guint8 address[SOTTO_ADDRESS_LENGTH])
{
  g_byte_array_append (call, zeros, ADDRESS_PADDING);
  g_byte_array_append (call, address, SOTTO_ADDRESS_LENGTH);
}

void
sotto_call_data_add_u256 (SottoCallData *call, const SottoU256 *number)
{
  guint8 word[WORD];

  sotto_u256_to_bytes (number, word);
  sotto_call_data_add_word (call, word);
}

void
sotto_call_data_add_u64 (SottoCallData *call, guint64 number)
{
  SottoU256 wide = sotto_u256_from_u64 (number);

  sotto_call_data_add_u256 (call, &wide);
}

GBytes *
sotto_call_data_end (SottoCallData *call)
{
  return g_byte_array_free_to_bytes (call);
}

SottoAbiValue *
sotto_call_data_decode (GBytes *data, const char *types, gsize n_skipped)
{
  g_autoptr (SottoAbiType) type = sotto_abi_type_parse (types, NULL);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (data, &length);

  g_return_val_if_fail (type != NULL, NULL);

  if (length <= n_skipped)
    return NULL;

  return sotto_abi_decode (type, bytes + n_skipped, length - n_skipped, NULL);
}

GBytes *
sotto_call_data_encode (const char *signature, const char *types, const SottoAbiValue *value)
{
  g_autoptr (SottoAbiType) type = sotto_abi_type_parse (types, NULL);
  g_autoptr (GBytes) arguments = NULL;
  SottoCallData *call;

  g_return_val_if_fail (type != NULL, NULL);

  arguments = sotto_abi_encode (type, value);
  call = sotto_call_data_new (signature);
  g_byte_array_append (call, g_bytes_get_data (arguments, NULL),
                       (guint) g_bytes_get_size (arguments));

  return sotto_call_data_end (call);
}

gboolean
sotto_call_result_get_u256 (GBytes *result, SottoU256 *number)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (result, &length);

  return length >= WORD && sotto_u256_from_bytes (bytes, WORD, number);
}

gboolean
sotto_call_result_get_bool (GBytes *result, gboolean *value)
{
  SottoU256 number;

  if (!sotto_call_result_get_u256 (result, &number) || number.limbs[0] > 1 ||
      sotto_u256_get_byte_length (&number) > 1)
    return FALSE;
  *value = number.limbs[0] == 1;

  return TRUE;
}

gboolean
sotto_call_result_get_address (GBytes *result, guint8 address[SOTTO_ADDRESS_LENGTH])
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (result, &length);

  if (length < WORD || memcmp (bytes, zeros, ADDRESS_PADDING) != 0)
    return FALSE;
  memcpy (address, bytes + ADDRESS_PADDING, SOTTO_ADDRESS_LENGTH);

  return TRUE;
}
