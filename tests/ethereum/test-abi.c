/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The coding of contract calls: recorded calls both ways, recorded damage, and input that is made
 * to cost more than it is worth. */

#include <string.h>

#include "sotto-abi.h"
#include "sotto-ethereum-error.h"
#include "sotto-hex.h"
#include "sotto-test-vectors.h"

static SottoAbiType *
take_types (JsonObject *object)
{
  JsonArray *types = sotto_test_vectors_array (object, "types");
  g_autoptr (GString) text = g_string_new ("(");
  g_autoptr (GError) error = NULL;
  SottoAbiType *type;

  for (guint i = 0; i < json_array_get_length (types); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "",
                            json_array_get_string_element (types, i));
  g_string_append_c (text, ')');
  type = sotto_abi_type_parse (text->str, &error);
  g_assert_no_error (error);

  return type;
}

/* -n is 2^256 - n, which is what a subtraction from zero would wrap to. */
static SottoAbiValue *
make_number (const char *text)
{
  SottoU256 max = SOTTO_U256_MAX;
  SottoU256 one = sotto_u256_from_u64 (1);
  SottoU256 number;

  g_assert_true (sotto_u256_parse_decimal (*text == '-' ? text + 1 : text, &number));
  if (*text == '-')
    {
      g_assert_true (sotto_u256_subtract (&number, &one, &number));
      g_assert_true (sotto_u256_subtract (&max, &number, &number));
    }

  return sotto_abi_value_new_u256 (&number);
}

static SottoAbiValue *make_value (const SottoAbiType *type, JsonNode *node);

static SottoAbiValue *
make_list (const SottoAbiType *type, JsonArray *array)
{
  GPtrArray *values = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (
      values, make_value (sotto_abi_type_get_element (type, i), json_array_get_element (array, i)));

  return sotto_abi_value_new_list (values);
}

static SottoAbiValue *
make_bytes (const SottoAbiType *type, const char *text)
{
  g_autoptr (GBytes) bytes = g_str_has_prefix (text, "0x") ? sotto_hex_decode (text, 4096, NULL)
                                                           : g_bytes_new (text, strlen (text));
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  switch ((int) sotto_abi_type_get_kind (type))
    {
    case SOTTO_ABI_ADDRESS:
      return sotto_abi_value_new_address (data);
    case SOTTO_ABI_FIXED_BYTES:
      return sotto_abi_value_new_fixed (data, length);
    default:
      return sotto_abi_value_new_bytes (bytes);
    }
}

static SottoAbiValue *
make_value (const SottoAbiType *type, JsonNode *node)
{
  g_autofree char *digits = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    return make_list (type, json_node_get_array (node));
  switch ((int) sotto_abi_type_get_kind (type))
    {
    case SOTTO_ABI_BOOL:
      return sotto_abi_value_new_bool (json_node_get_boolean (node));
    case SOTTO_ABI_STRING:
      return sotto_abi_value_new_text (json_node_get_string (node));
    case SOTTO_ABI_UINT:
    case SOTTO_ABI_INT:
      if (json_node_get_value_type (node) == G_TYPE_STRING)
        return make_number (json_node_get_string (node));
      digits = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
      return make_number (digits);
    default:
      return make_bytes (type, json_node_get_string (node));
    }
}

/* The values give the bytes, and the bytes give values that give the bytes again. */
static void
check_call (JsonObject *object, const char *arguments, const char *result)
{
  g_autoptr (SottoAbiType) type = take_types (object);
  g_autoptr (SottoAbiValue) value = make_list (type, sotto_test_vectors_array (object, arguments));
  g_autoptr (GBytes) encoded = sotto_abi_encode (type, value);
  g_autoptr (SottoAbiValue) again = NULL;
  g_autoptr (GBytes) twice = NULL;
  g_autoptr (GError) error = NULL;

  sotto_test_vectors_check_bytes (object, result, encoded);
  again =
    sotto_abi_decode (type, g_bytes_get_data (encoded, NULL), g_bytes_get_size (encoded), &error);
  g_assert_no_error (error);
  twice = sotto_abi_encode (type, again);
  g_assert_true (g_bytes_equal (encoded, twice));
}

static void
check_signature (JsonObject *object)
{
  g_autoptr (SottoAbiType) type = take_types (object);
  g_autofree char *types = sotto_abi_type_to_string (type);
  const char *signature = sotto_test_vectors_text (object, "signature");
  guint8 selector[SOTTO_ABI_SELECTOR_LENGTH];

  g_assert_true (g_str_has_suffix (signature, types));
  sotto_abi_selector (signature, selector);
  sotto_test_vectors_check (object, "selector", selector, sizeof selector);
}

static void
test_vectors (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "abi-encode.json");
  g_autoptr (JsonNode) basic = sotto_test_vectors_load ("ethereum", "abi-basic-upstream.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

  g_assert_cmpuint (json_array_get_length (cases), ==, 100);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      check_call (json_array_get_object_element (cases, i), "values", "encoded");
      check_signature (json_array_get_object_element (cases, i));
    }
  cases = sotto_test_vectors_array (json_node_get_object (basic), "cases");
  for (guint i = 0; i < json_array_get_length (cases); i++)
    check_call (json_array_get_object_element (cases, i), "args", "result");
}

static void
test_malformed (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "abi-malformed.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

  g_assert_cmpuint (json_array_get_length (cases), ==, 40);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autoptr (SottoAbiType) type = take_types (object);
      g_autoptr (GBytes) data = sotto_test_vectors_bytes (object, "data");
      g_autoptr (GError) error = NULL;

      g_assert_null (
        sotto_abi_decode (type, g_bytes_get_data (data, NULL), g_bytes_get_size (data), &error));
      g_assert_true (error->domain == SOTTO_ETHEREUM_ERROR);
    }
}

static void
test_types (void)
{
  static const struct
  {
    const char *text;
    const char *canonical;
  } rows[] = {
    { "uint", "uint256" },
    { "int", "int256" },
    { "()", "()" },
    { "uint8[][2]", "uint8[][2]" },
    { "(uint,(bool)[])[3]", "(uint256,(bool)[])[3]" },
    { "bytes32[1024]", "bytes32[1024]" },
    { "", NULL },
    { "uint7", NULL },
    { "uint264", NULL },
    { "uint0", NULL },
    { "uint08", NULL },
    { "bytes33", NULL },
    { "bytes0", NULL },
    { "bool8", NULL },
    { "uint256[0]", NULL },
    { "uint256[1025]", NULL },
    { "uint256[", NULL },
    { "uint256]", NULL },
    { "(uint256", NULL },
    { "(uint256,)", NULL },
    { "(,uint256)", NULL },
    { "uint256 ", NULL },
    { "fixed128x18", NULL },
    { "bool[1024][2]", NULL },
    { "uint99999999999999999999", NULL },
    { "bool[][][][][][][][]", "bool[][][][][][][][]" },
    { "bool[][][][][][][][][]", NULL },
    { "((((((((bool))))))))", "((((((((bool))))))))" },
    { "(((((((((bool)))))))))", NULL },
  };
  g_autofree char *deep = g_strnfill (100000, '(');

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SottoAbiType) type = sotto_abi_type_parse (rows[i].text, NULL);
      g_autofree char *text = type != NULL ? sotto_abi_type_to_string (type) : NULL;

      g_assert_cmpstr (text, ==, rows[i].canonical);
    }
  g_assert_null (sotto_abi_type_parse (deep, NULL));
}

static void
test_ranges (void)
{
  static const struct
  {
    const char *type;
    const char *word;
    gboolean good;
  } rows[] = {
    { "(uint8)", "00000000000000000000000000000000000000000000000000000000000000ff", TRUE },
    { "(uint8)", "0000000000000000000000000000000000000000000000000000000000000100", FALSE },
    { "(int8)", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff80", TRUE },
    { "(int8)", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", FALSE },
    { "(int8)", "0000000000000000000000000000000000000000000000000000000000000080", FALSE },
    { "(int256)", "8000000000000000000000000000000000000000000000000000000000000000", TRUE },
    { "(bool)", "0000000000000000000000000000000000000000000000000000000000000002", FALSE },
    { "(bool)", "0100000000000000000000000000000000000000000000000000000000000000", FALSE },
    { "(address)", "000000000000000000000000ffffffffffffffffffffffffffffffffffffffff", TRUE },
    { "(address)", "000000000000000000000001ffffffffffffffffffffffffffffffffffffffff", FALSE },
    { "(bytes4)", "ffffffff00000000000000000000000000000000000000000000000000000000", TRUE },
    { "(bytes4)", "ffffffff00000000000000000000000000000000000000000000000000000001", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SottoAbiType) type = sotto_abi_type_parse (rows[i].type, NULL);
      g_autoptr (GBytes) data = sotto_hex_decode (rows[i].word, 32, NULL);
      g_autoptr (SottoAbiValue) value =
        sotto_abi_decode (type, g_bytes_get_data (data, NULL), g_bytes_get_size (data), NULL);

      g_assert_cmpint (value != NULL, ==, rows[i].good);
    }
}

static void
put_number (GByteArray *data, guint64 number)
{
  SottoU256 wide = sotto_u256_from_u64 (number);
  guint8 word[32];

  sotto_u256_to_bytes (&wide, word);
  g_byte_array_append (data, word, sizeof word);
}

/* Little input that unfolds: arrays whose elements are all the same one, and bytes that are shared.
 */
static void
test_unfolding (void)
{
  g_autoptr (SottoAbiType) nested = sotto_abi_type_parse ("(uint256[][][][][])", NULL);
  g_autoptr (SottoAbiType) shared = sotto_abi_type_parse ("(bytes[])", NULL);
  g_autoptr (GByteArray) fan = g_byte_array_new ();
  g_autoptr (GByteArray) heavy = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  const guint n = 64, big = 1024 * 1024;

  put_number (fan, 32);
  for (guint level = 0; level < 5; level++)
    {
      put_number (fan, n);
      for (guint i = 0; i < n; i++)
        put_number (fan, level < 4 ? n * 32 : 7);
    }
  g_assert_null (sotto_abi_decode (nested, fan->data, fan->len, &error));
  g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_TOO_LARGE);
  g_clear_error (&error);

  put_number (heavy, 32);
  put_number (heavy, n);
  for (guint i = 0; i < n; i++)
    put_number (heavy, n * 32);
  put_number (heavy, big);
  g_byte_array_set_size (heavy, heavy->len + big);
  g_assert_null (sotto_abi_decode (shared, heavy->data, heavy->len, &error));
  g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_TOO_LARGE);
}

static void
test_text (void)
{
  g_autoptr (SottoAbiType) type = sotto_abi_type_parse ("(string)", NULL);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (SottoAbiValue) value = NULL;

  put_number (data, 32);
  put_number (data, 2);
  g_byte_array_append (data, (const guint8 *) "a\xff", 2);
  value = sotto_abi_decode (type, data->data, data->len, NULL);
  g_assert_nonnull (value);
  g_assert_null (sotto_abi_value_dup_text (sotto_abi_value_get_value (value, 0)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/abi/vectors", test_vectors);
  g_test_add_func ("/ethereum/abi/malformed", test_malformed);
  g_test_add_func ("/ethereum/abi/types", test_types);
  g_test_add_func ("/ethereum/abi/ranges", test_ranges);
  g_test_add_func ("/ethereum/abi/unfolding", test_unfolding);
  g_test_add_func ("/ethereum/abi/text", test_text);
  return g_test_run ();
}
