/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Values of contract calls. */

#include <string.h>

#include "sotto-abi.h"

struct _SottoAbiValue
{
  guint8 word[32];
  GBytes *bytes;
  GPtrArray *values;
};

static void
value_clear (SottoAbiValue *value)
{
  g_clear_pointer (&value->bytes, g_bytes_unref);
  g_clear_pointer (&value->values, g_ptr_array_unref);
}

SottoAbiValue *
sotto_abi_value_new_word (const guint8 word[32])
{
  return sotto_abi_value_new_fixed (word, 32);
}

SottoAbiValue *
sotto_abi_value_new_u256 (const SottoU256 *number)
{
  guint8 word[SOTTO_U256_LENGTH];

  sotto_u256_to_bytes (number, word);

  return sotto_abi_value_new_word (word);
}

SottoAbiValue *
sotto_abi_value_new_bool (gboolean value)
{
  SottoU256 number = sotto_u256_from_u64 (value ? 1 : 0);

  return sotto_abi_value_new_u256 (&number);
}

SottoAbiValue *
sotto_abi_value_new_address (const guint8 address[SOTTO_ADDRESS_LENGTH])
{
  guint8 word[32] = { 0 };

  memcpy (word + sizeof word - SOTTO_ADDRESS_LENGTH, address, SOTTO_ADDRESS_LENGTH);

  return sotto_abi_value_new_word (word);
}

SottoAbiValue *
sotto_abi_value_new_fixed (const guint8 *bytes, gsize length)
{
  SottoAbiValue *value = g_atomic_rc_box_new0 (SottoAbiValue);

  g_assert (length <= sizeof value->word);
  memcpy (value->word, bytes, length);

  return value;
}

SottoAbiValue *
sotto_abi_value_new_bytes (GBytes *bytes)
{
  SottoAbiValue *value = g_atomic_rc_box_new0 (SottoAbiValue);

  value->bytes = g_bytes_ref (bytes);

  return value;
}

SottoAbiValue *
sotto_abi_value_new_text (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return sotto_abi_value_new_bytes (bytes);
}

SottoAbiValue *
sotto_abi_value_new_list (GPtrArray *values)
{
  SottoAbiValue *value = g_atomic_rc_box_new0 (SottoAbiValue);

  value->values = values;

  return value;
}

SottoAbiValue *
sotto_abi_value_ref (SottoAbiValue *value)
{
  return g_atomic_rc_box_acquire (value);
}

void
sotto_abi_value_unref (SottoAbiValue *value)
{
  g_atomic_rc_box_release_full (value, (GDestroyNotify) value_clear);
}

const guint8 *
sotto_abi_value_get_word (const SottoAbiValue *value)
{
  g_assert (value->bytes == NULL && value->values == NULL);

  return value->word;
}

SottoU256
sotto_abi_value_get_u256 (const SottoAbiValue *value)
{
  SottoU256 number;
  gboolean fits = sotto_u256_from_bytes (sotto_abi_value_get_word (value), 32, &number);

  g_assert (fits);

  return number;
}

gboolean
sotto_abi_value_get_bool (const SottoAbiValue *value)
{
  return sotto_abi_value_get_word (value)[31] != 0;
}

const guint8 *
sotto_abi_value_get_address (const SottoAbiValue *value)
{
  return sotto_abi_value_get_word (value) + 32 - SOTTO_ADDRESS_LENGTH;
}

GBytes *
sotto_abi_value_get_bytes (const SottoAbiValue *value)
{
  g_assert (value->bytes != NULL);

  return value->bytes;
}

char *
sotto_abi_value_dup_text (const SottoAbiValue *value)
{
  gsize length;
  const char *text = g_bytes_get_data (sotto_abi_value_get_bytes (value), &length);

  if (length > 0 && !g_utf8_validate_len (text, length, NULL))
    return NULL;

  return g_strndup (text, length);
}

guint
sotto_abi_value_get_n_values (const SottoAbiValue *value)
{
  g_assert (value->values != NULL);

  return value->values->len;
}

const SottoAbiValue *
sotto_abi_value_get_value (const SottoAbiValue *value, guint index)
{
  g_assert (value->values != NULL && index < value->values->len);

  return g_ptr_array_index (value->values, index);
}
