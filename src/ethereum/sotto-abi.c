/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The coding of arguments and results of contracts: words of 32 bytes, big-endian. A tuple is the
 * heads of its components and then the tails of those that have one; the head of such a component
 * is the offset of its tail from the start of the tuple. An array of any length is its length and
 * then a tuple of its elements.
 */

#include "sotto-abi.h"

#include <string.h>

#include "sotto-ethereum-error.h"
#include "sotto-keccak.h"

#define WORD 32

/* Encoding. */

static void encode_value (GByteArray *out, const SottoAbiType *type, const SottoAbiValue *value);

static void
append_number (GByteArray *out, gsize number)
{
  SottoU256 wide = sotto_u256_from_u64 (number);
  guint8 word[WORD];

  sotto_u256_to_bytes (&wide, word);
  g_byte_array_append (out, word, sizeof word);
}

static void
encode_bytes (GByteArray *out, GBytes *bytes)
{
  static const guint8 padding[WORD] = { 0 };
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  append_number (out, length);
  g_byte_array_append (out, data, (guint) length);
  g_byte_array_append (out, padding, (guint) ((WORD - length % WORD) % WORD));
}

static void
encode_list (GByteArray *out, const SottoAbiType *type, const SottoAbiValue *value)
{
  g_autoptr (GByteArray) tails = g_byte_array_new ();
  guint n = sotto_abi_value_get_n_values (value);
  gsize heads = 0;

  for (guint i = 0; i < n; i++)
    heads += sotto_abi_type_get_head_size (sotto_abi_type_get_element (type, i));
  for (guint i = 0; i < n; i++)
    {
      const SottoAbiType *element = sotto_abi_type_get_element (type, i);
      gboolean dynamic = sotto_abi_type_is_dynamic (element);

      if (dynamic)
        append_number (out, heads + tails->len);
      encode_value (dynamic ? tails : out, element, sotto_abi_value_get_value (value, i));
    }
  g_byte_array_append (out, tails->data, tails->len);
}

static void
encode_value (GByteArray *out, const SottoAbiType *type, const SottoAbiValue *value)
{
  switch (sotto_abi_type_get_kind (type))
    {
    case SOTTO_ABI_BYTES:
    case SOTTO_ABI_STRING:
      encode_bytes (out, sotto_abi_value_get_bytes (value));
      break;
    case SOTTO_ABI_ARRAY:
      if (sotto_abi_type_get_length (type) == 0)
        append_number (out, sotto_abi_value_get_n_values (value));
      encode_list (out, type, value);
      break;
    case SOTTO_ABI_TUPLE:
      encode_list (out, type, value);
      break;
    case SOTTO_ABI_UINT:
    case SOTTO_ABI_INT:
    case SOTTO_ABI_BOOL:
    case SOTTO_ABI_ADDRESS:
    case SOTTO_ABI_FIXED_BYTES:
      g_byte_array_append (out, sotto_abi_value_get_word (value), WORD);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* Decoding. */

typedef struct
{
  const guint8 *data;
  gsize length;
  guint n_values;
  gsize n_copied;
  GError **error;
} Decoder;

/* Where the tuple that a value belongs to begins, and where the value's head is in it. */
typedef struct
{
  gsize start;
  gsize head;
} Place;

static SottoAbiValue *decode_value (Decoder *decoder, const SottoAbiType *type, Place place);

static gpointer
refuse (Decoder *decoder, int code, const char *message)
{
  g_set_error_literal (decoder->error, SOTTO_ETHEREUM_ERROR, code, message);

  return NULL;
}

static const guint8 *
take_word (Decoder *decoder, gsize offset)
{
  if (offset > decoder->length || decoder->length - offset < WORD)
    return refuse (decoder, SOTTO_ETHEREUM_ERROR_MALFORMED, "An answer is cut off");

  return decoder->data + offset;
}

/* A number that can count bytes of this input. */
static gboolean
take_number (Decoder *decoder, gsize offset, gsize *number)
{
  const guint8 *word = take_word (decoder, offset);
  SottoU256 wide;
  guint64 value;

  if (word == NULL)
    return FALSE;
  if (!sotto_u256_from_bytes (word, WORD, &wide) || !sotto_u256_to_u64 (&wide, &value) ||
      value > decoder->length)
    return refuse (decoder, SOTTO_ETHEREUM_ERROR_MALFORMED, "An answer points outside of itself") !=
           NULL;
  *number = (gsize) value;

  return TRUE;
}

static gboolean
all_are (const guint8 *bytes, gsize length, guint8 byte)
{
  for (gsize i = 0; i < length; i++)
    if (bytes[i] != byte)
      return FALSE;

  return TRUE;
}

/* Whether the word is in the range of its type: the bytes that it does not use are its sign. */
static gboolean
is_in_range (const SottoAbiType *type, const guint8 *word)
{
  guint size = sotto_abi_type_get_size (type);
  gsize unused = WORD - size / 8;

  switch ((int) sotto_abi_type_get_kind (type))
    {
    case SOTTO_ABI_UINT:
      return all_are (word, unused, 0);
    case SOTTO_ABI_INT:
      return all_are (word, unused, word[unused] & 0x80 ? 0xff : 0);
    case SOTTO_ABI_BOOL:
      return all_are (word, WORD - 1, 0) && word[WORD - 1] <= 1;
    case SOTTO_ABI_ADDRESS:
      return all_are (word, WORD - SOTTO_ADDRESS_LENGTH, 0);
    default:
      return all_are (word + size, WORD - size, 0);
    }
}

static SottoAbiValue *
decode_word (Decoder *decoder, const SottoAbiType *type, gsize offset)
{
  const guint8 *word = take_word (decoder, offset);

  if (word == NULL)
    return NULL;
  if (!is_in_range (type, word))
    return refuse (decoder, SOTTO_ETHEREUM_ERROR_MALFORMED,
                   "An answer holds a number out of its range");

  return sotto_abi_value_new_word (word);
}

static SottoAbiValue *
decode_bytes (Decoder *decoder, gsize offset)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize length;

  if (!take_number (decoder, offset, &length))
    return NULL;
  if (decoder->length - offset - WORD < length)
    return refuse (decoder, SOTTO_ETHEREUM_ERROR_MALFORMED, "An answer is cut off");

  /* Many offsets may point to the same bytes. */
  decoder->n_copied += length;
  if (decoder->n_copied > SOTTO_ABI_MAX_BYTES)
    return refuse (decoder, SOTTO_ETHEREUM_ERROR_TOO_LARGE, "An answer is too large");
  bytes = g_bytes_new (decoder->data + offset + WORD, length);

  return sotto_abi_value_new_bytes (bytes);
}

/* @n elements or components from @start on. */
static SottoAbiValue *
decode_list (Decoder *decoder, const SottoAbiType *type, gsize start, gsize n)
{
  g_autoptr (GPtrArray) values = NULL;
  Place place = { start, start };

  if (n > SOTTO_ABI_MAX_VALUES)
    return refuse (decoder, SOTTO_ETHEREUM_ERROR_TOO_LARGE, "An answer holds too many values");
  values = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);
  for (gsize i = 0; i < n; i++)
    {
      const SottoAbiType *element = sotto_abi_type_get_element (type, (guint) i);
      SottoAbiValue *value = decode_value (decoder, element, place);

      if (value == NULL)
        return NULL;
      g_ptr_array_add (values, value);
      place.head += sotto_abi_type_get_head_size (element);
    }

  return sotto_abi_value_new_list (g_steal_pointer (&values));
}

static SottoAbiValue *
decode_array (Decoder *decoder, const SottoAbiType *type, gsize offset)
{
  gsize n = sotto_abi_type_get_length (type);

  if (n == 0)
    {
      if (!take_number (decoder, offset, &n))
        return NULL;
      offset += WORD;
    }

  return decode_list (decoder, type, offset, n);
}

static SottoAbiValue *
decode_value (Decoder *decoder, const SottoAbiType *type, Place place)
{
  gsize offset = place.head;

  if (++decoder->n_values > SOTTO_ABI_MAX_VALUES)
    return refuse (decoder, SOTTO_ETHEREUM_ERROR_TOO_LARGE, "An answer holds too many values");
  if (sotto_abi_type_is_dynamic (type))
    {
      gsize distance;

      if (!take_number (decoder, place.head, &distance))
        return NULL;
      offset = place.start + distance;
    }
  switch ((int) sotto_abi_type_get_kind (type))
    {
    case SOTTO_ABI_BYTES:
    case SOTTO_ABI_STRING:
      return decode_bytes (decoder, offset);
    case SOTTO_ABI_ARRAY:
      return decode_array (decoder, type, offset);
    case SOTTO_ABI_TUPLE:
      return decode_list (decoder, type, offset, sotto_abi_type_get_length (type));
    default:
      return decode_word (decoder, type, offset);
    }
}

/* Public functions, in the header's order. */

void
sotto_abi_selector (const char *signature, guint8 selector[SOTTO_ABI_SELECTOR_LENGTH])
{
  SottoHash digest;

  sotto_keccak256 (signature, strlen (signature), &digest);
  memcpy (selector, digest.bytes, SOTTO_ABI_SELECTOR_LENGTH);
}

GBytes *
sotto_abi_encode (const SottoAbiType *type, const SottoAbiValue *value)
{
  GByteArray *out = g_byte_array_new ();

  g_assert (sotto_abi_type_get_kind (type) == SOTTO_ABI_TUPLE);
  encode_list (out, type, value);

  return g_byte_array_free_to_bytes (out);
}

SottoAbiValue *
sotto_abi_decode (const SottoAbiType *type, const guint8 *data, gsize length, GError **error)
{
  Decoder decoder = { .data = data, .length = length, .error = error };

  g_assert (sotto_abi_type_get_kind (type) == SOTTO_ABI_TUPLE);
  if (length > SOTTO_ABI_MAX_BYTES)
    return refuse (&decoder, SOTTO_ETHEREUM_ERROR_TOO_LARGE, "An answer is too large");

  return decode_list (&decoder, type, 0, sotto_abi_type_get_length (type));
}
