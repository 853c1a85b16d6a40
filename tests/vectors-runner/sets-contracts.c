/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes to contracts and comes back. */

#include <string.h>

#include "sotto-abi.h"
#include "sotto-ens-name.h"
#include "sotto-hex.h"
#include "vector-sets.h"

/* (transfer full) (nullable): the tuple of all "types". */
static SottoAbiType *
take_types (VectorRun *run, JsonObject *object)
{
  JsonArray *types = vector_array (object, "types");
  g_autoptr (GString) text = g_string_new ("(");
  g_autoptr (GError) error = NULL;
  SottoAbiType *type;

  for (guint i = 0; i < json_array_get_length (types); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "",
                            json_array_get_string_element (types, i));
  g_string_append_c (text, ')');
  type = sotto_abi_type_parse (text->str, &error);
  if (type == NULL)
    vector_fail (run, "types", &error);

  return type;
}

/* (transfer full) (nullable): -n is 2^256 - n, which is what a subtraction from zero would wrap to.
 */
static SottoAbiValue *
take_number (JsonNode *node)
{
  SottoU256 max = SOTTO_U256_MAX;
  SottoU256 one = sotto_u256_from_u64 (1);
  g_autofree char *digits = json_node_get_value_type (node) == G_TYPE_STRING
                              ? json_node_dup_string (node)
                              : g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  gboolean negative = *digits == '-';
  SottoU256 number;

  if (!sotto_u256_parse_decimal (digits + negative, &number))
    return NULL;
  if (negative && (!sotto_u256_subtract (&number, &one, &number) ||
                   !sotto_u256_subtract (&max, &number, &number)))
    return NULL;

  return sotto_abi_value_new_u256 (&number);
}

static SottoAbiValue *
take_bytes (SottoAbiKind kind, const char *text)
{
  g_autoptr (GBytes) bytes = g_str_has_prefix (text, "0x")
                               ? sotto_hex_decode (text, SOTTO_ABI_MAX_BYTES, NULL)
                               : vector_text_bytes (text);
  gsize length = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (bytes == NULL || (kind == SOTTO_ABI_ADDRESS && length != SOTTO_ADDRESS_LENGTH) ||
      (kind == SOTTO_ABI_FIXED_BYTES && length > SOTTO_U256_LENGTH))
    return NULL;
  if (kind == SOTTO_ABI_ADDRESS)
    return sotto_abi_value_new_address (data);
  if (kind == SOTTO_ABI_FIXED_BYTES)
    return sotto_abi_value_new_fixed (data, length);

  return sotto_abi_value_new_bytes (bytes);
}

static SottoAbiValue *take_value (const SottoAbiType *type, JsonNode *node);

static SottoAbiValue *
take_list (const SottoAbiType *type, JsonArray *array)
{
  g_autoptr (GPtrArray) values =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      SottoAbiValue *value =
        take_value (sotto_abi_type_get_element (type, i), json_array_get_element (array, i));

      if (value == NULL)
        return NULL;
      g_ptr_array_add (values, value);
    }

  return sotto_abi_value_new_list (g_steal_pointer (&values));
}

static SottoAbiValue *
take_string (const char *text)
{
  g_autoptr (GBytes) bytes = vector_text_bytes (text);

  return sotto_abi_value_new_bytes (bytes);
}

/* (transfer full) (nullable): NULL for what is not of @type. */
static SottoAbiValue *
take_value (const SottoAbiType *type, JsonNode *node)
{
  SottoAbiKind kind = sotto_abi_type_get_kind (type);

  if (kind == SOTTO_ABI_ARRAY || kind == SOTTO_ABI_TUPLE)
    return JSON_NODE_HOLDS_ARRAY (node) ? take_list (type, json_node_get_array (node)) : NULL;
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (kind == SOTTO_ABI_BOOL)
    return sotto_abi_value_new_bool (json_node_get_boolean (node));
  if (kind == SOTTO_ABI_UINT || kind == SOTTO_ABI_INT)
    return take_number (node);
  if (kind == SOTTO_ABI_STRING)
    return take_string (json_node_get_string (node));

  return take_bytes (kind, json_node_get_string (node));
}

/* The values give the bytes, and the bytes give values that give the bytes again. */
static void
check_coding (VectorRun *run, JsonObject *object, const char *arguments, const char *result)
{
  g_autoptr (SottoAbiType) type = take_types (run, object);
  g_autoptr (SottoAbiValue) value =
    type != NULL ? take_list (type, vector_array (object, arguments)) : NULL;
  g_autoptr (GBytes) given = vector_bytes (object, result);
  g_autoptr (GBytes) encoded = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (SottoAbiValue) decoded = NULL;
  g_autoptr (GError) error = NULL;

  if (value == NULL)
    {
      vector_fail (run, arguments, NULL);
      return;
    }
  encoded = sotto_abi_encode (type, value);
  vector_check_gbytes (run, result, vector_text (object, result), encoded);
  decoded =
    sotto_abi_decode (type, g_bytes_get_data (given, NULL), g_bytes_get_size (given), &error);
  if (decoded == NULL)
    {
      vector_fail (run, "decoded", &error);
      return;
    }
  again = sotto_abi_encode (type, decoded);
  vector_check_gbytes (run, "decoded", vector_text (object, result), again);
}

static void
check_call (VectorRun *run, JsonObject *object, guint index)
{
  const char *signature = vector_text (object, "signature");
  guint8 selector[SOTTO_ABI_SELECTOR_LENGTH];

  check_coding (run, object, "values", "encoded");
  sotto_abi_selector (signature != NULL ? signature : "", selector);
  vector_check_bytes (run, "selector", vector_text (object, "selector"), selector, sizeof selector);
}

static void
run_calls (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_call);
}

static void
check_basic (VectorRun *run, JsonObject *object, guint index)
{
  check_coding (run, object, "args", "result");
}

static void
run_basic (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_basic);
}

static void
check_malformed (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (SottoAbiType) type = take_types (run, object);
  g_autoptr (GBytes) data = vector_bytes (object, "data");
  g_autoptr (SottoAbiValue) value = NULL;

  if (type != NULL)
    value = sotto_abi_decode (type, g_bytes_get_data (data, NULL), g_bytes_get_size (data), NULL);
  vector_check_bool (run, "refused", TRUE, value == NULL);
}

static void
run_malformed (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_malformed);
}

static void
check_selector (JsonObject *object, const char *signature, JsonNode *node, gpointer user_data)
{
  VectorRun *run = user_data;
  guint8 selector[SOTTO_ABI_SELECTOR_LENGTH];

  vector_case_begin (run, "%s", signature);
  sotto_abi_selector (signature, selector);
  vector_check_bytes (run, "selector", vector_text (object, signature), selector, sizeof selector);
  vector_case_end (run);
}

static void
check_namehash (JsonObject *object, const char *name, JsonNode *node, gpointer user_data)
{
  VectorRun *run = user_data;
  SottoHash hash;

  vector_case_begin (run, "name %s", name);
  sotto_ens_name_hash (name, &hash);
  vector_check_bytes (run, "namehash", vector_text (object, name), hash.bytes, sizeof hash.bytes);
  vector_case_end (run);
}

static void
run_selectors (VectorRun *run, JsonNode *root)
{
  JsonObject *object = vector_root_object (root);

  json_object_foreach_member (vector_object (object, "function_selectors"), check_selector, run);
  json_object_foreach_member (vector_object (object, "namehash"), check_namehash, run);
}

const VectorSetEntry vector_sets_contracts[] = {
  { "abi-encode.json", "cases", run_calls },
  { "abi-basic-upstream.json", "cases", run_basic },
  { "abi-malformed.json", "cases", run_malformed },
  { "ens-and-selectors.json", "function_selectors", run_selectors },
  { NULL },
};
