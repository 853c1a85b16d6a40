/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Types of contract calls, as text and as trees:
 *
 *   type  = base *( "[" [ digits ] "]" )
 *   base  = "uint" [bits] / "int" [bits] / "bool" / "address" / "bytes" [size] / "string"
 *         / "(" [ type *( "," type ) ] ")"
 */

#include "sotto-abi-type.h"

#include <string.h>

#include "sotto-ethereum-error.h"

#define WORD 32

struct _SottoAbiType
{
  SottoAbiKind kind;
  guint size;
  guint length;
  gboolean is_dynamic;
  gsize head_size;
  GPtrArray *elements;
};

static SottoAbiType *parse_type (const char **text, guint depth);

static void
type_clear (SottoAbiType *type)
{
  g_clear_pointer (&type->elements, g_ptr_array_unref);
}

static SottoAbiType *
type_new (SottoAbiKind kind, guint size)
{
  SottoAbiType *type = g_atomic_rc_box_new0 (SottoAbiType);

  type->kind = kind;
  type->size = size;
  type->is_dynamic = kind == SOTTO_ABI_BYTES || kind == SOTTO_ABI_STRING;
  type->head_size = WORD;

  return type;
}

/* The digits that follow, without leading zeros; 0 if there are none. FALSE for a number that no
 * type has. */
static gboolean
parse_number (const char **text, guint *number)
{
  const char *start = *text;

  *number = 0;
  if (**text == '0')
    return FALSE;
  for (; g_ascii_isdigit (**text); (*text)++)
    {
      *number = *number * 10 + (guint) g_ascii_digit_value (**text);
      if (*text - start > 4)
        return FALSE;
    }

  return TRUE;
}

static gboolean
skip (const char **text, const char *word)
{
  if (!g_str_has_prefix (*text, word))
    return FALSE;
  *text += strlen (word);

  return TRUE;
}

static SottoAbiType *
parse_integer (const char **text, SottoAbiKind kind)
{
  guint bits;

  if (!parse_number (text, &bits))
    return NULL;
  if (bits == 0)
    bits = 256;

  return bits % 8 == 0 && bits <= 256 ? type_new (kind, bits) : NULL;
}

static SottoAbiType *
parse_bytes (const char **text)
{
  guint size;

  if (!parse_number (text, &size) || size > WORD)
    return NULL;

  return size > 0 ? type_new (SOTTO_ABI_FIXED_BYTES, size) : type_new (SOTTO_ABI_BYTES, 0);
}

static SottoAbiType *
parse_tuple (const char **text, guint depth)
{
  g_autoptr (SottoAbiType) tuple = type_new (SOTTO_ABI_TUPLE, 0);
  gsize heads = 0;

  tuple->elements = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_type_unref);
  while (!skip (text, ")"))
    {
      SottoAbiType *element;

      if (tuple->elements->len == SOTTO_ABI_MAX_FIXED_LENGTH ||
          (tuple->elements->len > 0 && !skip (text, ",")))
        return NULL;
      element = parse_type (text, depth + 1);
      if (element == NULL)
        return NULL;
      g_ptr_array_add (tuple->elements, element);
      tuple->is_dynamic |= element->is_dynamic;
      heads += element->head_size;
    }
  tuple->length = tuple->elements->len;
  tuple->head_size = tuple->is_dynamic ? WORD : heads;

  return g_steal_pointer (&tuple);
}

static SottoAbiType *
parse_base (const char **text, guint depth)
{
  if (skip (text, "("))
    return parse_tuple (text, depth);
  if (skip (text, "uint"))
    return parse_integer (text, SOTTO_ABI_UINT);
  if (skip (text, "int"))
    return parse_integer (text, SOTTO_ABI_INT);
  if (skip (text, "bytes"))
    return parse_bytes (text);
  if (skip (text, "bool"))
    return type_new (SOTTO_ABI_BOOL, 0);
  if (skip (text, "address"))
    return type_new (SOTTO_ABI_ADDRESS, 0);
  if (skip (text, "string"))
    return type_new (SOTTO_ABI_STRING, 0);

  return NULL;
}

/* Takes @element over. NULL if the brackets are not closed, or close around a bad number. */
static SottoAbiType *
parse_array (const char **text, SottoAbiType *element)
{
  g_autoptr (SottoAbiType) array = type_new (SOTTO_ABI_ARRAY, 0);
  guint length;

  array->elements = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_type_unref);
  g_ptr_array_add (array->elements, element);
  if (!parse_number (text, &length) || length > SOTTO_ABI_MAX_FIXED_LENGTH || !skip (text, "]"))
    return NULL;
  array->length = length;
  array->is_dynamic = length == 0 || element->is_dynamic;
  if (!array->is_dynamic)
    array->head_size = length * element->head_size;

  /* Nested arrays of fixed lengths multiply. */
  if (array->head_size > (gsize) SOTTO_ABI_MAX_FIXED_LENGTH * WORD)
    return NULL;

  return g_steal_pointer (&array);
}

static SottoAbiType *
parse_type (const char **text, guint depth)
{
  SottoAbiType *type;

  if (depth > SOTTO_ABI_MAX_DEPTH)
    return NULL;
  type = parse_base (text, depth);
  while (type != NULL && skip (text, "["))
    {
      if (++depth > SOTTO_ABI_MAX_DEPTH)
        {
          sotto_abi_type_unref (type);
          return NULL;
        }
      type = parse_array (text, type);
    }

  return type;
}

static void
append_text (const SottoAbiType *type, GString *text)
{
  static const char *const names[] = {
    [SOTTO_ABI_UINT] = "uint",       [SOTTO_ABI_INT] = "int",           [SOTTO_ABI_BOOL] = "bool",
    [SOTTO_ABI_ADDRESS] = "address", [SOTTO_ABI_FIXED_BYTES] = "bytes", [SOTTO_ABI_BYTES] = "bytes",
    [SOTTO_ABI_STRING] = "string",
  };

  if (type->kind == SOTTO_ABI_TUPLE)
    {
      g_string_append_c (text, '(');
      for (guint i = 0; i < type->length; i++)
        {
          if (i > 0)
            g_string_append_c (text, ',');
          append_text (sotto_abi_type_get_element (type, i), text);
        }
      g_string_append_c (text, ')');
      return;
    }
  if (type->kind != SOTTO_ABI_ARRAY)
    {
      g_string_append (text, names[type->kind]);
      if (type->size > 0)
        g_string_append_printf (text, "%u", type->size);
      return;
    }
  append_text (sotto_abi_type_get_element (type, 0), text);
  if (type->length > 0)
    g_string_append_printf (text, "[%u]", type->length);
  else
    g_string_append (text, "[]");
}

/* Public functions, in the header's order. */

SottoAbiType *
sotto_abi_type_parse (const char *text, GError **error)
{
  const char *rest = text;
  SottoAbiType *type = NULL;

  if (strnlen (text, SOTTO_ABI_MAX_TYPE_TEXT + 1) <= SOTTO_ABI_MAX_TYPE_TEXT)
    type = parse_type (&rest, 0);
  if (type != NULL && *rest == '\0')
    return type;
  g_clear_pointer (&type, sotto_abi_type_unref);
  g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED,
                       "This is not a type of contract calls");

  return NULL;
}

SottoAbiType *
sotto_abi_type_ref (SottoAbiType *type)
{
  return g_atomic_rc_box_acquire (type);
}

void
sotto_abi_type_unref (SottoAbiType *type)
{
  g_atomic_rc_box_release_full (type, (GDestroyNotify) type_clear);
}

char *
sotto_abi_type_to_string (const SottoAbiType *type)
{
  GString *text = g_string_new (NULL);

  append_text (type, text);

  return g_string_free (text, FALSE);
}

SottoAbiKind
sotto_abi_type_get_kind (const SottoAbiType *type)
{
  return type->kind;
}

guint
sotto_abi_type_get_size (const SottoAbiType *type)
{
  return type->size;
}

guint
sotto_abi_type_get_length (const SottoAbiType *type)
{
  return type->length;
}

gboolean
sotto_abi_type_is_dynamic (const SottoAbiType *type)
{
  return type->is_dynamic;
}

gsize
sotto_abi_type_get_head_size (const SottoAbiType *type)
{
  return type->is_dynamic ? WORD : type->head_size;
}

const SottoAbiType *
sotto_abi_type_get_element (const SottoAbiType *type, guint index)
{
  return g_ptr_array_index (type->elements, type->kind == SOTTO_ABI_ARRAY ? 0 : index);
}
