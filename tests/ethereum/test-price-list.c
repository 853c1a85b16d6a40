/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prices: digits in, digits out, and nothing of what a service may say that is none. */

#include <string.h>

#include "sotto-ethereum-error.h"
#include "sotto-price-list.h"

static const char *const coins[] = { "ethereum", "status", NULL };

/* A number, and what it is in the 100,000,000th part; NULL for what is no price. */
static const struct
{
  const char *number;
  const char *price;
} numbers[] = {
  { "1", "100000000" },
  { "2145.31", "214531000000" },
  { "0.025", "2500000" },
  { "1.2e-2", "1200000" },
  { "1.5E+3", "150000000000" },
  { "25e2", "250000000000" },
  { "0.00000001", "1" },
  { "0.123456789", "12345678" },
  { "999999999999999999999999999999.99999999", "99999999999999999999999999999999999999" },
  { "0", NULL },
  { "0.0", NULL },
  { "0.000000009", NULL },
  { "1e30", NULL },
  { "1e309", NULL },
  { "1e-9", NULL },
  { "1e99999999999999999999", NULL },
  { "-1", NULL },
  { "+1", NULL },
  { "NaN", NULL },
  { "0x10", NULL },
  { "", NULL },
  { ".5", NULL },
  { "1,5", NULL },
  { "1.5 ", NULL },
  { "1.2.3", NULL },
  { "1e", NULL },
  { "00000000000000000000000000000000000000000000000000000000000000001", NULL },
};

static void
test_numbers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      char text[SOTTO_U256_DECIMAL_SIZE] = "";
      SottoU256 price;
      gboolean is_price = sotto_price_parse_number (numbers[i].number, &price);

      g_test_message ("%s", numbers[i].number);
      g_assert_cmpint (is_price, ==, numbers[i].price != NULL);
      if (is_price)
        sotto_u256_to_decimal (&price, text);
      g_assert_cmpstr (is_price ? text : NULL, ==, numbers[i].price);
    }
}

/* An answer, and the prices of the two coins in it; -1: not in it; -2: no answer. */
static const struct
{
  const char *answer;
  gint64 prices[2];
} answers[] = {
  { "{\"ethereum\":{\"eur\":2},\"status\":{\"eur\":0.01}}", { 200000000, 1000000 } },
  { "{\"status\":{\"EUR\":0.01},\"ethereum\":{\"usd\":9,\"Eur\":2}}", { 200000000, 1000000 } },
  { "{\"ethereum\":{\"eur\":2},\"other\":{\"eur\":7}}", { 200000000, -1 } },
  { "{\"ethereum\":{\"usd\":2}}", { -1, -1 } },
  { "{\"ethereum\":2,\"status\":[1]}", { -1, -1 } },
  { "{\"ethereum\":{\"eur\":\"2\"},\"status\":{\"eur\":null}}", { -1, -1 } },
  { "{\"ethereum\":{\"eur\":-2},\"status\":{\"eur\":true}}", { -1, -1 } },
  { "{\"ethereum\":{\"eur\":{\"eur\":2}},\"status\":{\"eur\":0}}", { -1, -1 } },
  { "{}", { -1, -1 } },
  { "[]", { -2, -2 } },
  { "7", { -2, -2 } },
  { "", { -2, -2 } },
  { "<html>", { -2, -2 } },
  { "{\"ethereum\":{\"eur\":2}", { -2, -2 } },
};

static void
test_answers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GHashTable) list = sotto_price_list_parse (
        answers[i].answer, strlen (answers[i].answer), coins, "EUR", &error);

      g_test_message ("%s", answers[i].answer);
      if (answers[i].prices[0] == -2)
        {
          g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED);
          g_assert_null (list);
          continue;
        }
      g_assert_no_error (error);
      for (guint j = 0; j < G_N_ELEMENTS (answers[i].prices); j++)
        {
          const SottoU256 *price = g_hash_table_lookup (list, coins[j]);
          guint64 number = 0;

          g_assert_cmpint (price != NULL, ==, answers[i].prices[j] >= 0);
          g_assert_true (price == NULL || sotto_u256_to_u64 (price, &number));
          g_assert_cmpuint (number, ==, (guint64) MAX (answers[i].prices[j], 0));
        }
    }
}

static void
test_long_answer (void)
{
  g_autofree char *text = g_strnfill (SOTTO_PRICE_MAX_BYTES + 1, ' ');
  g_autoptr (GError) error = NULL;

  g_assert_null (sotto_price_list_parse (text, SOTTO_PRICE_MAX_BYTES + 1, coins, "EUR", &error));
  g_assert_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_TOO_LARGE);
}

/* A price, an amount, the decimals of the coin, and what it is worth; NULL: cannot be counted. */
static const struct
{
  const char *price;
  const char *amount;
  guint decimals;
  const char *value;
} values[] = {
  { "214531000000", "1000000000000000000", 18, "214531000000" },
  { "214531000000", "100000000000000000", 18, "21453100000" },
  { "100000000", "2500000", 6, "250000000" },
  { "100000000", "1", 18, "0" },
  { "100000000", "0", 18, "0" },
  { "3", "7", 0, "21" },
  { "1", "115792089237316195423570985008687907853269984665640564039457584007913129639935", 77,
    "1" },
  /* A product of more than 256 bits, and one whose quotient has as many. */
  { "99999999999999999999999999999999999999",
    "115792089237316195423570985008687907853269984665640564039457584007913129639935", 77,
    "115792089237316195423570985008687907852" },
  { "2", "115792089237316195423570985008687907853269984665640564039457584007913129639935", 0,
    NULL },
  { "1", "1", 78, NULL },
  { "1", "1", 255, NULL },
};

static void
test_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      char text[SOTTO_U256_DECIMAL_SIZE] = "";
      SottoU256 price;
      SottoU256 amount;
      SottoU256 value;
      gboolean is_known;

      g_assert_true (sotto_u256_parse_decimal (values[i].price, &price));
      g_assert_true (sotto_u256_parse_decimal (values[i].amount, &amount));
      is_known = sotto_price_get_value (&price, &amount, values[i].decimals, &value);
      g_assert_cmpint (is_known, ==, values[i].value != NULL);
      if (is_known)
        sotto_u256_to_decimal (&value, text);
      g_assert_cmpstr (is_known ? text : NULL, ==, values[i].value);
    }
}

static const struct
{
  const char *value;
  guint digits;
  char separator;
  const char *text;
} texts[] = {
  { "0", 2, '.', "0.00" },
  { "1", 2, '.', "<0.01" },
  { "499999", 2, '.', "<0.01" },
  { "500000", 2, '.', "0.01" },
  { "1234000000", 2, ',', "12,34" },
  { "1230000000", 2, '.', "12.30" },
  { "1200000000", 2, '.', "12.00" },
  { "1235500000", 2, '.', "12.36" },
  { "99999500000", 2, '.', "1000.00" },
  { "12350000000", 0, '.', "124" },
  { "1", 0, '.', "<1" },
  { "1", 8, '.', "0.00000001" },
};

static void
test_texts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = NULL;
      SottoU256 value;

      g_assert_true (sotto_u256_parse_decimal (texts[i].value, &value));
      text = sotto_price_format_value (&value, texts[i].separator, texts[i].digits);
      g_assert_cmpstr (text, ==, texts[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ethereum/price-list/numbers", test_numbers);
  g_test_add_func ("/ethereum/price-list/answers", test_answers);
  g_test_add_func ("/ethereum/price-list/long-answer", test_long_answer);
  g_test_add_func ("/ethereum/price-list/values", test_values);
  g_test_add_func ("/ethereum/price-list/texts", test_texts);

  return g_test_run ();
}
