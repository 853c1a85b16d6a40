/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fees: recorded base fees, and what is proposed after histories of every kind. */

#include <string.h>

#include "sotto-eth-transaction.h"
#include "sotto-ethereum-error.h"
#include "sotto-fees.h"
#include "sotto-json-text.h"
#include "sotto-quantity.h"
#include "sotto-test-vectors.h"

static SottoU256
from_decimal (const char *text)
{
  SottoU256 number;

  g_assert_true (sotto_u256_parse_decimal (text, &number));
  return number;
}

static void
check_number (const SottoU256 *number, const char *expected)
{
  char text[SOTTO_U256_DECIMAL_SIZE];

  sotto_u256_to_decimal (number, text);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_base_fees (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "eip1559-basefee.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");
  SottoU256 max = SOTTO_U256_MAX;
  SottoU256 next;

  g_assert_cmpuint (json_array_get_length (cases), ==, 40);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      SottoU256 base = from_decimal (sotto_test_vectors_text (object, "parentBaseFee"));
      SottoU256 used = from_decimal (sotto_test_vectors_text (object, "parentGasUsed"));
      SottoU256 limit = from_decimal (sotto_test_vectors_text (object, "parentGasLimit"));

      g_assert_true (sotto_fees_next_base_fee (&base, used.limbs[0], limit.limbs[0], &next));
      check_number (&next, sotto_test_vectors_text (object, "nextBaseFee"));
    }
  g_assert_false (sotto_fees_next_base_fee (&max, 2, 2, &next));
  g_assert_false (sotto_fees_next_base_fee (&max, 1, 0, &next));
  g_assert_false (sotto_fees_next_base_fee (&max, 0, 1, &next));
}

static JsonNode *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = sotto_json_text_parse (json, strlen (json), 1024 * 1024, &error);

  g_assert_no_error (error);
  return node;
}

/* Base fees in gwei: 1 is 0x3b9aca00; tips in gwei as well. */
#define GWEI "0x3b9aca00"
#define GWEI_2 "0x77359400"
#define GWEI_3 "0xb2d05e00"

static const struct
{
  const char *json;
  const char *node_tip;
  gboolean is_second_layer;
  const char *slow[2];
  const char *normal[2];
  const char *fast[2];
} proposals[] = {
  /* The block in the middle of three counts; one that was empty does not. */
  { "{\"baseFeePerGas\":[\"0x1\",\"0x1\",\"0x1\",\"0x1\",\"" GWEI "\"],"
    "\"gasUsedRatio\":[0.5,0.0,1,1e-7],\"reward\":[[\"" GWEI "\",\"" GWEI "\",\"" GWEI "\"],"
    "[\"0x0\",\"0x0\",\"0x0\"],[\"" GWEI "\",\"" GWEI_2 "\",\"" GWEI_3 "\"],"
    "[\"" GWEI_3 "\",\"" GWEI_3 "\",\"" GWEI_3 "\"]]}",
    NULL,
    FALSE,
    { "1000000000", "2100000000" },
    { "2000000000", "4000000000" },
    { "3000000000", "6000000000" } },
  /* Nothing was paid: what the node says, or 1 gwei, or on a second layer nothing. */
  { "{\"baseFeePerGas\":[\"0x1\",\"" GWEI "\"],\"gasUsedRatio\":[0],"
    "\"reward\":[[\"0x0\",\"0x0\",\"0x0\"]]}",
    "500000000",
    FALSE,
    { "500000000", "1600000000" },
    { "500000000", "2500000000" },
    { "500000000", "3500000000" } },
  { "{\"baseFeePerGas\":[\"0x1\",\"" GWEI "\"],\"gasUsedRatio\":[0.1],\"reward\":null}",
    NULL,
    FALSE,
    { "1000000000", "2100000000" },
    { "1000000000", "3000000000" },
    { "1000000000", "4000000000" } },
  { "{\"baseFeePerGas\":[\"0x1\",\"0x0\"],\"gasUsedRatio\":[0.1]}",
    NULL,
    TRUE,
    { "0", "0" },
    { "0", "0" },
    { "0", "0" } },
  /* The least on the first layer is 0.01 gwei, and no speed pays less than a slower one. */
  { "{\"baseFeePerGas\":[\"0x1\",\"0xa\"],\"gasUsedRatio\":[0.1],"
    "\"reward\":[[\"0x0\",\"0x1\",\"0x0\"]]}",
    "1",
    FALSE,
    { "10000000", "10000011" },
    { "10000000", "10000020" },
    { "10000000", "10000030" } },
};

static void
test_proposals (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (proposals); i++)
    {
      g_autoptr (JsonNode) node = parse (proposals[i].json);
      g_auto (SottoFeeHistory) history = { 0 };
      g_autoptr (GError) error = NULL;
      SottoU256 tip = from_decimal (proposals[i].node_tip != NULL ? proposals[i].node_tip : "0");
      SottoFee fees[SOTTO_N_FEE_SPEEDS];

      g_assert_true (sotto_fee_history_parse (node, &history, &error));
      g_assert_no_error (error);
      g_assert_true (sotto_fees_suggest (&history, proposals[i].node_tip != NULL ? &tip : NULL,
                                         proposals[i].is_second_layer, fees));
      check_number (&fees[SOTTO_FEE_SLOW].max_priority_fee, proposals[i].slow[0]);
      check_number (&fees[SOTTO_FEE_SLOW].max_fee, proposals[i].slow[1]);
      check_number (&fees[SOTTO_FEE_NORMAL].max_priority_fee, proposals[i].normal[0]);
      check_number (&fees[SOTTO_FEE_NORMAL].max_fee, proposals[i].normal[1]);
      check_number (&fees[SOTTO_FEE_FAST].max_priority_fee, proposals[i].fast[0]);
      check_number (&fees[SOTTO_FEE_FAST].max_fee, proposals[i].fast[1]);
    }
}

static void
test_bad_histories (void)
{
  static const struct
  {
    const char *json;
    int code;
  } rows[] = {
    { "null", SOTTO_ETHEREUM_ERROR_MALFORMED },
    { "[]", SOTTO_ETHEREUM_ERROR_MALFORMED },
    { "{}", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
    { "{\"baseFeePerGas\":null}", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
    { "{\"baseFeePerGas\":[]}", SOTTO_ETHEREUM_ERROR_MALFORMED },
    { "{\"baseFeePerGas\":[\"0x1\"]}", SOTTO_ETHEREUM_ERROR_MALFORMED },
    { "{\"baseFeePerGas\":[\"0x1\",1]}", SOTTO_ETHEREUM_ERROR_MALFORMED },
    { "{\"baseFeePerGas\":[\"0x1\",\"0x\"]}", SOTTO_ETHEREUM_ERROR_MALFORMED },
    { "{\"baseFeePerGas\":[\"0x1\",\"0x1\"],\"gasUsedRatio\":[1],\"reward\":[[]]}",
      SOTTO_ETHEREUM_ERROR_MALFORMED },
    { "{\"baseFeePerGas\":[\"0x1\",\"0x1\"],\"gasUsedRatio\":[1],\"reward\":[null]}",
      SOTTO_ETHEREUM_ERROR_MALFORMED },
    { "{\"baseFeePerGas\":[\"0x1\",\"0x1\"],\"gasUsedRatio\":[1],"
      "\"reward\":[[\"0x1\",\"0x1\",1]]}",
      SOTTO_ETHEREUM_ERROR_MALFORMED },
  };
  g_auto (SottoFeeHistory) huge = { .base_fee = SOTTO_U256_MAX };
  SottoFee fees[SOTTO_N_FEE_SPEEDS];

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonNode) node = parse (rows[i].json);
      g_auto (SottoFeeHistory) history = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (sotto_fee_history_parse (node, &history, &error));
      g_assert_error (error, SOTTO_ETHEREUM_ERROR, rows[i].code);
    }
  g_assert_false (sotto_fees_suggest (&huge, NULL, FALSE, fees));
}

static void
test_raising (void)
{
  SottoFee old = { { { 100 } }, { { 1001 } } };
  SottoFee low = { { { 1 } }, { { 1 } } };
  SottoFee high = { { { 5000 } }, { { 1 } } };
  SottoFee huge = { SOTTO_U256_MAX, SOTTO_U256_MAX };
  SottoFee raised;

  g_assert_true (sotto_fees_raise (&old, &low, &raised));
  check_number (&raised.max_priority_fee, "113");
  check_number (&raised.max_fee, "1127");
  g_assert_true (sotto_fees_raise (&old, &high, &raised));
  check_number (&raised.max_priority_fee, "5000");
  check_number (&raised.max_fee, "5000");
  g_assert_false (sotto_fees_raise (&huge, &low, &raised));
}

static void
test_gas (void)
{
  SottoU256 price = sotto_u256_from_u64 (100);
  SottoU256 max = SOTTO_U256_MAX;
  SottoU256 result;
  guint64 limit;

  g_assert_true (sotto_fees_gas_limit (50000, 0, &limit));
  g_assert_cmpuint (limit, ==, 60000);
  g_assert_true (sotto_fees_gas_limit (50000, 55000, &limit));
  g_assert_cmpuint (limit, ==, 55000);
  g_assert_true (sotto_fees_gas_limit (SOTTO_ETH_MAX_GAS, G_MAXUINT64, &limit));
  g_assert_cmpuint (limit, ==, SOTTO_ETH_MAX_GAS);
  g_assert_false (sotto_fees_gas_limit (55001, 55000, &limit));
  g_assert_false (sotto_fees_gas_limit (G_MAXUINT64, 0, &limit));
  g_assert_true (sotto_fees_legacy_price (&price, &result));
  check_number (&result, "110");
  g_assert_false (sotto_fees_legacy_price (&max, &result));
  g_assert_true (sotto_fees_cost (21000, &price, &result));
  check_number (&result, "2100000");
  g_assert_false (sotto_fees_cost (2, &max, &result));
}

static void
test_quantities (void)
{
  static const struct
  {
    const char *text;
    const char *number;
  } rows[] = {
    { "0x0", "0" },
    { "0x1F", "31" },
    { "0x001f", "31" },
    { "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "115792089237316195423570985008687907853269984665640564039457584007913129639935" },
    { "0x", NULL },
    { "", NULL },
    { "1f", NULL },
    { "0X1f", NULL },
    { "0x1g", NULL },
    { "-0x1", NULL },
    { " 0x1", NULL },
    { "0x00000000000000000000000000000000000000000000000000000000000000001", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SottoU256 number;
      gboolean read = sotto_quantity_parse (rows[i].text, &number);

      g_assert_cmpint (read, ==, rows[i].number != NULL);
      if (read)
        check_number (&number, rows[i].number);
    }
  g_assert_false (sotto_quantity_parse (NULL, &(SottoU256){ 0 }));
  g_assert_false (sotto_quantity_parse_u64 ("0x10000000000000000", &(guint64){ 0 }));
  g_assert_null (sotto_quantity_parse_data ("0x123", 10));
  g_assert_null (sotto_quantity_parse_data ("1234", 10));
  g_assert_null (sotto_quantity_parse_data ("0x1234", 1));
}

static void
test_writing (void)
{
  SottoU256 zero = SOTTO_U256_ZERO;
  SottoU256 number = sotto_u256_from_u64 (31);
  g_autofree char *zero_text = sotto_quantity_format (&zero);
  g_autofree char *text = sotto_quantity_format (&number);
  g_autoptr (GBytes) data = sotto_quantity_parse_data ("0x", 10);
  g_autofree char *data_text = sotto_quantity_format_data (data);

  g_assert_cmpstr (zero_text, ==, "0x0");
  g_assert_cmpstr (text, ==, "0x1f");
  g_assert_cmpstr (data_text, ==, "0x");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/fees/base-fees", test_base_fees);
  g_test_add_func ("/ethereum/fees/proposals", test_proposals);
  g_test_add_func ("/ethereum/fees/bad-histories", test_bad_histories);
  g_test_add_func ("/ethereum/fees/raising", test_raising);
  g_test_add_func ("/ethereum/fees/gas", test_gas);
  g_test_add_func ("/ethereum/fees/quantities", test_quantities);
  g_test_add_func ("/ethereum/fees/writing", test_writing);
  return g_test_run ();
}
