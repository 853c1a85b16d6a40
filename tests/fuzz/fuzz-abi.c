/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A type up to the first NUL, then data: what is decoded is encoded and decoded to the same. */

#include "fuzz.h"

#include <string.h>

#include "sotto-abi.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  size_t n_text = strnlen ((const char *) data, size);
  g_autofree char *text = g_strndup ((const char *) data, n_text);
  g_autoptr (SottoAbiType) type = sotto_abi_type_parse (text, NULL);
  g_autoptr (SottoAbiValue) value = NULL;
  g_autoptr (SottoAbiValue) again = NULL;
  g_autoptr (GBytes) encoded = NULL;
  g_autoptr (GBytes) twice = NULL;

  if (type == NULL || sotto_abi_type_get_kind (type) != SOTTO_ABI_TUPLE || n_text == size)
    return 0;
  value = sotto_abi_decode (type, data + n_text + 1, size - n_text - 1, NULL);
  if (value == NULL)
    return 0;
  encoded = sotto_abi_encode (type, value);
  if (g_bytes_get_size (encoded) > SOTTO_ABI_MAX_BYTES)
    return 0;
  again =
    sotto_abi_decode (type, g_bytes_get_data (encoded, NULL), g_bytes_get_size (encoded), NULL);
  g_assert_nonnull (again);
  twice = sotto_abi_encode (type, again);
  g_assert_true (g_bytes_equal (encoded, twice));
  return 0;
}
