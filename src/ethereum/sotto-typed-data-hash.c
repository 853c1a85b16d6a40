/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The hashing of structured data (EIP-712, hashStruct and encodeData), and what is shown of it: one
 * walk, so that nothing can be signed that was not shown.
 */

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-address.h"
#include "sotto-ethereum-error.h"
#include "sotto-hex.h"
#include "sotto-keccak.h"
#include "sotto-typed-data-private.h"
#include "sotto-u256.h"

/* Lines that are shown at most: more is no longer read by anybody. */
#define MAX_ROWS 2000

/* Characters of one value that are shown. */
#define MAX_SHOWN 2000

typedef struct
{
  const char *name;
  const char *type;
  const SottoTypedMember *member;
} Slot;

static gboolean hash_slot (SottoTypedHasher *hasher,
                           const Slot *slot,
                           JsonNode *value,
                           guint8 word[32],
                           GError **error);

/* Numbers come as numbers or as texts, in decimal or hexadecimal; negative ones in decimal. */
static gboolean
parse_integer (JsonNode *value, gboolean *negative, SottoU256 *number)
{
  const char *text = sotto_json_node_get_number (value);

  if (text == NULL)
    text = sotto_json_node_get_text (value);
  if (text == NULL)
    return FALSE;
  *negative = *text == '-';
  text += *negative;
  if (!*negative && g_str_has_prefix (text, "0x"))
    return sotto_u256_parse_hex (text + 2, number);

  return sotto_u256_parse_decimal (text, number) && !(*negative && sotto_u256_is_zero (number));
}

/* Two's complement, if the number is in the range of its type. */
static gboolean
encode_integer (const SottoAbiType *type, JsonNode *value, guint8 word[32])
{
  gboolean is_signed = sotto_abi_type_get_kind (type) == SOTTO_ABI_INT;
  guint bits = sotto_abi_type_get_size (type) - (is_signed ? 1 : 0);
  SottoU256 number, rest;
  SottoU256 one = sotto_u256_from_u64 (1);
  SottoU256 max = SOTTO_U256_MAX;
  gboolean negative;

  if (!parse_integer (value, &negative, &number) || (negative && !is_signed))
    return FALSE;

  /* -n is stored as the complement of n - 1, which has as many bits as the largest number. */
  if (negative && !sotto_u256_subtract (&number, &one, &number))
    return FALSE;
  rest = number;
  for (guint i = 0; i < bits / 64; i++)
    rest.limbs[i] = 0;
  if (bits < 256)
    rest.limbs[bits / 64] &= ~((G_GUINT64_CONSTANT (1) << (bits % 64)) - 1);
  if (!sotto_u256_is_zero (&rest))
    return FALSE;
  if (negative && !sotto_u256_subtract (&max, &number, &number))
    return FALSE;
  sotto_u256_to_bytes (&number, word);

  return TRUE;
}

static gboolean
encode_hex (const SottoAbiType *type, const char *text, guint8 word[32])
{
  g_autoptr (GBytes) bytes = NULL;
  guint size = sotto_abi_type_get_size (type);
  gsize length;

  if (text == NULL || !g_str_has_prefix (text, "0x"))
    return FALSE;
  bytes = sotto_hex_decode (text, SOTTO_TYPED_DATA_MAX_BYTES, NULL);
  if (bytes == NULL)
    return FALSE;
  length = g_bytes_get_size (bytes);
  if (size == 0)
    {
      SottoHash hash;

      sotto_keccak256 (g_bytes_get_data (bytes, NULL), length, &hash);
      memcpy (word, hash.bytes, 32);
      return TRUE;
    }
  memset (word, 0, 32);
  if (length == size)
    memcpy (word, g_bytes_get_data (bytes, NULL), size);

  return length == size;
}

static gboolean
encode_text (const char *text, guint8 word[32])
{
  SottoHash hash;

  if (text == NULL)
    return FALSE;
  sotto_keccak256 (text, strlen (text), &hash);
  memcpy (word, hash.bytes, 32);

  return TRUE;
}

static gboolean
encode_bool (JsonNode *value, guint8 word[32])
{
  if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_BOOLEAN)
    return FALSE;
  memset (word, 0, 32);
  word[31] = json_node_get_boolean (value) ? 1 : 0;

  return TRUE;
}

static gboolean
encode_address (const char *text, guint8 word[32])
{
  memset (word, 0, 32);

  return text != NULL && g_str_has_prefix (text, "0x") &&
         sotto_address_parse (text, word + 32 - SOTTO_ADDRESS_LENGTH, NULL);
}

static gboolean
encode_elementary (const SottoAbiType *type, JsonNode *value, guint8 word[32])
{
  const char *text = sotto_json_node_get_text (value);

  switch ((int) sotto_abi_type_get_kind (type))
    {
    case SOTTO_ABI_UINT:
    case SOTTO_ABI_INT:
      return encode_integer (type, value, word);
    case SOTTO_ABI_BOOL:
      return encode_bool (value, word);
    case SOTTO_ABI_ADDRESS:
      return encode_address (text, word);
    case SOTTO_ABI_STRING:
      return encode_text (text, word);
    default:
      return encode_hex (type, text, word);
    }
}

/* (transfer full): numbers in decimal and addresses with their checksum, however they were written;
 * texts with everything written out that is not to be seen. */
static char *
show (const SottoAbiType *type, JsonNode *value, const guint8 word[32])
{
  SottoAbiKind kind = sotto_abi_type_get_kind (type);
  char digits[SOTTO_U256_DECIMAL_SIZE];
  SottoU256 number;

  if (kind == SOTTO_ABI_BOOL)
    return g_strdup (word[31] ? "true" : "false");
  if (kind == SOTTO_ABI_ADDRESS)
    return sotto_address_to_string (word + 32 - SOTTO_ADDRESS_LENGTH);
  if (kind == SOTTO_ABI_UINT && sotto_u256_from_bytes (word, 32, &number))
    {
      sotto_u256_to_decimal (&number, digits);
      return g_strdup (digits);
    }
  if (sotto_json_node_get_number (value) != NULL)
    return g_strdup (sotto_json_node_get_number (value));

  return sotto_typed_data_neutralise (sotto_json_node_get_text (value));
}

static gboolean
add_row (SottoTypedHasher *hasher, const Slot *slot, char *value, GError **error)
{
  SottoTypedDataRow *row = g_new0 (SottoTypedDataRow, 1);

  row->depth = hasher->depth;
  row->name = g_strdup (slot->name);
  row->type = g_strdup (slot->type);
  row->value = value;
  g_ptr_array_add (hasher->rows, row);
  if (hasher->rows->len <= MAX_ROWS)
    return TRUE;
  g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_TOO_LARGE,
                       _ ("This data is longer than anybody would read"));

  return FALSE;
}

static gboolean
hash_elements (SottoTypedHasher *hasher,
               const Slot *slot,
               JsonArray *array,
               guint8 word[32],
               GError **error)
{
  SottoKeccak keccak;
  SottoHash hash;

  sotto_keccak_init (&keccak);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i + 1);
      Slot element = { name, slot->type, slot->member };

      if (!hash_slot (hasher, &element, json_array_get_element (array, i), word, error))
        return FALSE;
      sotto_keccak_update (&keccak, word, 32);
    }
  sotto_keccak_sum (&keccak, &hash);
  memcpy (word, hash.bytes, 32);

  return TRUE;
}

static gboolean
hash_array (SottoTypedHasher *hasher,
            const Slot *slot,
            JsonNode *value,
            guint8 word[32],
            GError **error)
{
  guint length;
  g_autofree char *element_type = sotto_typed_brackets_cut (slot->type, &length);
  Slot elements = { slot->name, element_type, slot->member };
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;
  gboolean good;

  if (array == NULL || (length > 0 && json_array_get_length (array) != length))
    return sotto_typed_data_refuse (error, _ ("A list is missing or of another length"));
  if (!add_row (hasher, slot, NULL, error))
    return FALSE;
  hasher->depth++;
  good = hasher->depth <= SOTTO_TYPED_DATA_MAX_DEPTH
           ? hash_elements (hasher, &elements, array, word, error)
           : sotto_typed_data_refuse (error, _ ("This data is nested too deep"));
  hasher->depth--;

  return good;
}

static gboolean
hash_inner_struct (SottoTypedHasher *hasher,
                   const Slot *slot,
                   JsonNode *value,
                   guint8 word[32],
                   GError **error)
{
  SottoHash hash;
  gboolean good;

  if (!add_row (hasher, slot, NULL, error))
    return FALSE;
  hasher->depth++;
  good = hasher->depth <= SOTTO_TYPED_DATA_MAX_DEPTH
           ? sotto_typed_struct_hash (hasher, slot->member->structure, value, &hash, error)
           : sotto_typed_data_refuse (error, _ ("This data is nested too deep"));
  hasher->depth--;
  if (good)
    memcpy (word, hash.bytes, 32);

  return good;
}

static gboolean
hash_slot (SottoTypedHasher *hasher,
           const Slot *slot,
           JsonNode *value,
           guint8 word[32],
           GError **error)
{
  char *shown = NULL;

  if (strchr (slot->type, '[') != NULL)
    return hash_array (hasher, slot, value, word, error);
  if (slot->member->structure != NULL)
    return hash_inner_struct (hasher, slot, value, word, error);
  if (!sotto_typed_value_encode (slot->member->elementary, value, word, &shown, error))
    return FALSE;

  return add_row (hasher, slot, shown, error);
}

/* In the header's order. */

gboolean
sotto_typed_struct_hash (SottoTypedHasher *hasher,
                         const SottoTypedStruct *structure,
                         JsonNode *value,
                         SottoHash *hash,
                         GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  SottoKeccak keccak;

  if (object == NULL || json_object_get_size (object) != structure->members->len)
    return sotto_typed_data_refuse (error, _ ("Members are missing, or there are too many"));
  sotto_keccak_init (&keccak);
  sotto_keccak_update (&keccak, structure->type_hash.bytes, sizeof structure->type_hash.bytes);
  for (guint i = 0; i < structure->members->len; i++)
    {
      const SottoTypedMember *member = g_ptr_array_index (structure->members, i);
      Slot slot = { member->name, member->type, member };
      JsonNode *node = json_object_get_member (object, member->name);
      guint8 word[32];

      if (node == NULL)
        return sotto_typed_data_refuse (error, _ ("Members are missing, or there are too many"));
      if (!hash_slot (hasher, &slot, node, word, error))
        return FALSE;
      sotto_keccak_update (&keccak, word, sizeof word);
    }
  sotto_keccak_sum (&keccak, hash);

  return TRUE;
}

gboolean
sotto_typed_value_encode (const SottoAbiType *type,
                          JsonNode *value,
                          guint8 word[32],
                          char **shown,
                          GError **error)
{
  if (!encode_elementary (type, value, word))
    return sotto_typed_data_refuse (error,
                                    _ ("A value does not fit the type that is declared for it"));
  *shown = show (type, value, word);

  return TRUE;
}

/* Letters and marks that are not seen although their kind is: fillers of Hangul, the empty pattern
 * of Braille, the grapheme joiner and what selects variants. */
static gboolean
is_unseen (gunichar character)
{
  return character == 0x034f || character == 0x115f || character == 0x1160 || character == 0x17b4 ||
         character == 0x17b5 || character == 0x2800 || character == 0x3164 || character == 0xffa0 ||
         (character >= 0x180b && character <= 0x180f) ||
         (character >= 0xfe00 && character <= 0xfe0f) ||
         (character >= 0xe0000 && character <= 0xe0fff);
}

char *
sotto_typed_data_neutralise (const char *text)
{
  GString *safe = g_string_new (NULL);
  guint n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (n++ == MAX_SHOWN)
        {
          g_string_append_printf (safe, "… (%ld)", g_utf8_strlen (text, -1));
          break;
        }
      if (character == ' ' || (g_unichar_isgraph (character) && !is_unseen (character)))
        g_string_append_unichar (safe, character);
      else
        g_string_append_printf (safe, "\\u{%X}", character);
    }

  return g_string_free (safe, FALSE);
}
