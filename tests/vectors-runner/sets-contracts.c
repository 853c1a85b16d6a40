/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes to contracts and comes back. */

#include <string.h>

#include "sotto-abi.h"
#include "sotto-content-hash.h"
#include "sotto-ens-name.h"
#include "sotto-fees.h"
#include "sotto-hex.h"
#include "sotto-multicall.h"
#include "sotto-token-call.h"
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
check_token_text (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GBytes) data = vector_bytes (object, "data");
  g_autofree char *text = sotto_token_result_dup_text (data, SOTTO_TOKEN_MAX_NAME);

  vector_check_text (run, "text", vector_text (object, "text"), text);
}

static void
run_token_texts (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_token_text);
}

/* What each call of a case is made with; (transfer full) (element-type GBytes). */
static GPtrArray *
take_calls (JsonArray *list, SottoMulticallCall *calls)
{
  GPtrArray *kept = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *call = json_array_get_object_element (list, i);

      calls[i].data = vector_bytes (call, "callData");
      calls[i].allow_failure = vector_bool (call, "allowFailure");
      vector_fixed (call, "target", calls[i].target, sizeof calls[i].target);
      g_ptr_array_add (kept, calls[i].data);
    }

  return kept;
}

static void
check_multicall (VectorRun *run, JsonObject *object, guint index)
{
  JsonArray *list = vector_array (object, "calls");
  JsonArray *expected = vector_array (object, "results");
  guint n_calls = json_array_get_length (list);
  g_autofree SottoMulticallCall *calls = g_new0 (SottoMulticallCall, n_calls + 1);
  g_autoptr (GPtrArray) kept = take_calls (list, calls);
  g_autoptr (GBytes) encoded = sotto_multicall_encode (calls, n_calls);
  g_autoptr (GBytes) answer = vector_bytes (object, "resultData");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results =
    sotto_multicall_decode (answer, json_array_get_length (expected), &error);

  vector_check_gbytes (run, "calldata", vector_text (object, "calldata"), encoded);
  if (results == NULL)
    {
      vector_fail (run, "resultData", &error);
      return;
    }
  for (guint i = 0; i < results->len; i++)
    {
      const SottoMulticallResult *result = g_ptr_array_index (results, i);
      JsonObject *one = json_array_get_object_element (expected, i);

      vector_check_bool (run, "success", vector_bool (one, "success"), result->success);
      vector_check_gbytes (run, "returnData", vector_text (one, "returnData"), result->data);
    }
}

static void
run_multicall (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_multicall);
}

static void
check_content (VectorRun *run, JsonObject *object, guint index)
{
  static const char *const protocols[] = { "ipfs", "ipns", "swarm", "arweave", "skynet", "onion3" };
  g_autoptr (GBytes) data = vector_bytes (object, "hex");
  g_autoptr (GBytes) again = NULL;
  g_autofree char *v0 = NULL;
  g_autofree char *v1 = NULL;
  g_autofree char *web = NULL;
  g_autoptr (GError) error = NULL;
  SottoContentHash hash;

  if (!sotto_content_hash_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), &hash,
                                 &error))
    {
      vector_fail (run, "hex", &error);
      return;
    }
  v0 = sotto_content_hash_to_cid_v0 (&hash);
  v1 = sotto_content_hash_to_cid_v1 (&hash);
  web = sotto_content_hash_to_text (&hash);
  again = sotto_content_hash_to_bytes (&hash);
  vector_check_text (run, "protocol", vector_text (object, "protocol"), protocols[hash.protocol]);
  vector_check_text (run, "cidV0", vector_text (object, "cidV0"), v0);
  vector_check_text (run, "cidV1", vector_text (object, "cidV1"), v1);
  vector_check_text (run, "web", vector_text (object, "web"), web);
  vector_check_gbytes (run, "hex", vector_text (object, "hex"), again);
}

static void
run_contents (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_content);
}

static void
check_base_fee (VectorRun *run, JsonObject *object, guint index)
{
  const char *base_text = vector_text (object, "parentBaseFee");
  char got[SOTTO_U256_DECIMAL_SIZE];
  SottoU256 base, next;

  if (base_text == NULL || !sotto_u256_parse_decimal (base_text, &base) ||
      !sotto_fees_next_base_fee (&base, (guint64) vector_int (object, "parentGasUsed"),
                                 (guint64) vector_int (object, "parentGasLimit"), &next))
    {
      vector_fail (run, "parentBaseFee", NULL);
      return;
    }
  sotto_u256_to_decimal (&next, got);
  vector_check_text (run, "nextBaseFee", vector_text (object, "nextBaseFee"), got);
}

static void
run_base_fees (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_base_fee);
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
  { "erc20-text-result.json", "cases", run_token_texts },
  { "multicall3.json", "cases", run_multicall },
  { "contenthash.json", "cases", run_contents },
  { "eip1559-basefee.json", "cases", run_base_fees },
  { "ens-and-selectors.json", "function_selectors", run_selectors },
  { NULL },
};
