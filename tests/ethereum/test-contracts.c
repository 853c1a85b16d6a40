/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is asked of tokens, collectibles and Multicall3, and what they may answer. */

#include <string.h>

#include "sotto-call-data.h"
#include "sotto-collectible-call.h"
#include "sotto-ethereum-error.h"
#include "sotto-hex.h"
#include "sotto-multicall.h"
#include "sotto-test-vectors.h"
#include "sotto-token-call.h"

#define W0 "0000000000000000000000000000000000000000000000000000000000000000"
#define W1 "0000000000000000000000000000000000000000000000000000000000000001"
#define W2 "0000000000000000000000000000000000000000000000000000000000000002"
#define W20 "0000000000000000000000000000000000000000000000000000000000000020"
#define W24 "0000000000000000000000000000000000000000000000000000000000000024"
#define W25 "0000000000000000000000000000000000000000000000000000000000000025"
#define WMAX "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
#define WA "0000000000000000000000001111111111111111111111111111111111111111"
#define WB "0000000000000000000000002222222222222222222222222222222222222222"

static const guint8 alice[20] = { 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
                                  0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11 };
static const guint8 bob[20] = { 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22,
                                0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22 };

static GBytes *
from_hex (const char *hex)
{
  GBytes *bytes = sotto_hex_decode (hex, 1024 * 1024, NULL);

  g_assert_nonnull (bytes);
  return bytes;
}

/* Takes @call over. */
static void
check_call (GBytes *call, const char *expected)
{
  g_autofree char *hex = sotto_hex_encode (g_bytes_get_data (call, NULL), g_bytes_get_size (call));

  g_assert_cmpstr (hex, ==, expected);
  g_bytes_unref (call);
}

static void
test_token_calls (void)
{
  SottoU256 one = sotto_u256_from_u64 (1);

  check_call (sotto_token_call_balance_of (alice), "70a08231" WA);
  check_call (sotto_token_call_allowance (alice, bob), "dd62ed3e" WA WB);
  check_call (sotto_token_call_transfer (bob, &one), "a9059cbb" WB W1);
  check_call (sotto_token_call_transfer_from (alice, bob, &one), "23b872dd" WA WB W1);
  check_call (sotto_token_call_approve (bob, &one), "095ea7b3" WB W1);
  check_call (sotto_token_call_decimals (), "313ce567");
  check_call (sotto_token_call_symbol (), "95d89b41");
  check_call (sotto_token_call_name (), "06fdde03");
  check_call (sotto_token_call_total_supply (), "18160ddd");
}

static void
test_collectible_calls (void)
{
  SottoU256 ids[2] = { sotto_u256_from_u64 (1), sotto_u256_from_u64 (2) };

  check_call (sotto_collectible_call_supports_interface (SOTTO_INTERFACE_ERC1155),
              "01ffc9a7d9b67a2600000000000000000000000000000000000000000000000000000000");
  check_call (sotto_collectible_call_owner_of (&ids[0]), "6352211e" W1);
  check_call (sotto_collectible_call_token_uri (&ids[0]), "c87b56dd" W1);
  check_call (sotto_collectible_call_token_of_owner (alice, 2), "2f745c59" WA W2);
  check_call (sotto_collectible_call_balance (alice, &ids[0]), "00fdd58e" WA W1);
  check_call (sotto_collectible_call_uri (&ids[0]), "0e89341c" W1);
  check_call (sotto_collectible_call_balances (alice, ids, 2),
              "4e1273f4"
              "0000000000000000000000000000000000000000000000000000000000000040"
              "00000000000000000000000000000000000000000000000000000000000000a0" W2 WA WA W2 W1 W2);
}

static void
test_recorded_texts (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "erc20-text-result.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

  g_assert_cmpuint (json_array_get_length (cases), ==, 20);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autoptr (GBytes) data = sotto_test_vectors_bytes (object, "data");
      g_autofree char *text = sotto_token_result_dup_text (data, SOTTO_TOKEN_MAX_SYMBOL);

      g_assert_cmpstr (text, ==,
                       json_object_get_null_member (object, "text")
                         ? NULL
                         : sotto_test_vectors_text (object, "text"));
    }
}

/* (transfer full): what a contract answers that says @text. */
static GBytes *
answer_text (const char *text)
{
  g_autoptr (SottoAbiType) type = sotto_abi_type_parse ("(string)", NULL);
  GPtrArray *values = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);
  g_autoptr (SottoAbiValue) value = NULL;

  g_ptr_array_add (values, sotto_abi_value_new_text (text));
  value = sotto_abi_value_new_list (values);
  return sotto_abi_encode (type, value);
}

static void
test_hostile_texts (void)
{
  static const struct
  {
    const char *text;
    const char *shown;
  } rows[] = {
    { " SNT ", "SNT" },
    { "US\xe2\x80\xaeTD", "USTD" },
    { "US\xe2\x80\x8b\xe2\x81\xa6TD\xef\xbb\xbf", "USTD" },
    { "a\nb\tc\x07", "a b c" },
    { "\xe2\x80\x8b", NULL },
    { "", NULL },
    { "12345678901234567890123456789012", "12345678901234567890123456789012" },
    { "123456789012345678901234567890123", "1234567890123456789012345678901\xe2\x80\xa6" },
  };
  g_autofree char *long_text = g_strnfill (100000, 'x');
  g_autoptr (GBytes) answer = answer_text (long_text);
  g_autofree char *cut = sotto_token_result_dup_text (answer, SOTTO_TOKEN_MAX_NAME);

  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, SOTTO_TOKEN_MAX_NAME);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) data = answer_text (rows[i].text);
      g_autofree char *shown = sotto_token_result_dup_text (data, SOTTO_TOKEN_MAX_SYMBOL);

      g_assert_cmpstr (shown, ==, rows[i].shown);
    }
}

static void
test_results (void)
{
  static const struct
  {
    const char *answer;
    int decimals; /* -1: none */
    gboolean success;
  } rows[] = {
    { "", -1, TRUE },   { W0, 0, FALSE },   { W1, 1, TRUE },     { W2, 2, FALSE },
    { W24, 36, FALSE }, { W25, -1, FALSE }, { WMAX, -1, FALSE }, { "01", -1, FALSE },
    { W1 W0, 1, TRUE }, { WA, -1, FALSE },  { W20, 32, FALSE },
  };
  static const char *const addresses[] = { WA, WMAX, "", W1 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) answer = from_hex (rows[i].answer);
      guint8 decimals = 0;
      gboolean has = sotto_token_result_get_decimals (answer, &decimals);

      g_assert_cmpint (has ? decimals : -1, ==, rows[i].decimals);
      g_assert_cmpint (sotto_token_result_is_success (answer), ==, rows[i].success);
    }
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GBytes) answer = from_hex (addresses[i]);
      guint8 address[20];

      g_assert_cmpint (sotto_call_result_get_address (answer, address), ==, i == 0 || i == 3);
      if (i == 0)
        g_assert_cmpmem (address, 20, alice, 20);
    }
}

static void
test_balances (void)
{
  g_autoptr (GBytes) two = from_hex (W20 W2 W1 WMAX);
  g_autoptr (GBytes) nothing = from_hex ("");
  SottoU256 balances[2];
  SottoU256 max = SOTTO_U256_MAX;

  g_assert_true (sotto_collectible_result_get_balances (two, balances, 2));
  g_assert_cmpuint (balances[0].limbs[0], ==, 1);
  g_assert_cmpint (sotto_u256_compare (&balances[1], &max), ==, 0);
  g_assert_false (sotto_collectible_result_get_balances (two, balances, 1));
  g_assert_false (sotto_collectible_result_get_balances (nothing, balances, 2));
}

static void
test_uris (void)
{
  static const struct
  {
    const char *uri;
    const char *taken;
  } rows[] = {
    { "ipfs://QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPwgb/1.json",
      "ipfs://QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPwgb/1.json" },
    { "HTTPS://example.org/{id}.json",
      "HTTPS://example.org/"
      "000000000000000000000000000000000000000000000000000000000000000a.json" },
    { "https://example.org/{id}/{id}",
      "https://example.org/000000000000000000000000000000000000000000000000000000000000000a/{id}" },
    { "ar://abc", "ar://abc" },
    { "data:application/json,{\"name\":\"a b\"}", "data:application/json,{\"name\":\"a b\"}" },
    { "data:application/json;base64,e30=", "data:application/json;base64,e30=" },
    { "data:text/html,<script>", NULL },
    { "data:application/jsonx,", NULL },
    { "http://example.org/", NULL },
    { "file:///etc/passwd", NULL },
    { "javascript:alert(1)", NULL },
    { "https://example.org/a b", NULL },
    { "https://example.org/\r\nHost: x", NULL },
    { "https://ex\xc3\xa4mple.org/", NULL },
    { "", NULL },
  };
  SottoU256 id = sotto_u256_from_u64 (10);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) answer = answer_text (rows[i].uri);
      g_autofree char *uri = sotto_collectible_result_dup_uri (answer, &id);

      g_assert_cmpstr (uri, ==, rows[i].taken);
    }
}

static void
check_multicall (JsonObject *object)
{
  JsonArray *list = sotto_test_vectors_array (object, "calls");
  JsonArray *expected = sotto_test_vectors_array (object, "results");
  guint n_calls = json_array_get_length (list);
  g_autofree SottoMulticallCall *calls = g_new0 (SottoMulticallCall, n_calls + 1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) answer = sotto_test_vectors_bytes (object, "resultData");
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GBytes) encoded = NULL;

  for (guint i = 0; i < n_calls; i++)
    {
      JsonObject *call = json_array_get_object_element (list, i);

      calls[i].data = sotto_test_vectors_bytes (call, "callData");
      g_ptr_array_add (kept, calls[i].data);
      calls[i].allow_failure = json_object_get_boolean_member (call, "allowFailure");
      sotto_test_vectors_fixed (call, "target", calls[i].target, SOTTO_ADDRESS_LENGTH);
    }
  encoded = sotto_multicall_encode (calls, n_calls);
  sotto_test_vectors_check_bytes (object, "calldata", encoded);
  results = sotto_multicall_decode (answer, n_calls, NULL);
  g_assert_nonnull (results);
  g_assert_cmpuint (results->len, ==, json_array_get_length (expected));
  for (guint i = 0; i < results->len; i++)
    {
      const SottoMulticallResult *result = g_ptr_array_index (results, i);
      JsonObject *one = json_array_get_object_element (expected, i);

      g_assert_cmpint (result->success, ==, json_object_get_boolean_member (one, "success"));
      sotto_test_vectors_check_bytes (one, "returnData", result->data);
    }
  g_assert_null (sotto_multicall_decode (answer, n_calls + 1, NULL));
}

static void
test_multicall (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "multicall3.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");
  g_autoptr (GBytes) nothing = from_hex ("");
  g_autoptr (GError) error = NULL;
  g_autofree char *address = sotto_address_to_string (sotto_multicall_get_address ());

  g_assert_cmpuint (json_array_get_length (cases), ==, 12);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    check_multicall (json_array_get_object_element (cases, i));
  g_assert_cmpstr (address, ==, "0xcA11bde05977b3631167028862bE2a173976CA11");
  check_call (sotto_multicall_call_eth_balance (alice), "4d2301cc" WA);
  g_assert_null (sotto_multicall_decode (nothing, 0, &error));
  g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/contracts/token-calls", test_token_calls);
  g_test_add_func ("/ethereum/contracts/collectible-calls", test_collectible_calls);
  g_test_add_func ("/ethereum/contracts/recorded-texts", test_recorded_texts);
  g_test_add_func ("/ethereum/contracts/hostile-texts", test_hostile_texts);
  g_test_add_func ("/ethereum/contracts/results", test_results);
  g_test_add_func ("/ethereum/contracts/balances", test_balances);
  g_test_add_func ("/ethereum/contracts/uris", test_uris);
  g_test_add_func ("/ethereum/contracts/multicall", test_multicall);
  return g_test_run ();
}
