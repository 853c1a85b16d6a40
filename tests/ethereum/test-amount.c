/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Amounts as text, against the recorded ones and at the edges. */

#include "sotto-amount.h"
#include "sotto-ethereum-error.h"
#include "sotto-test-vectors.h"

static void
check_typed (JsonObject *object, guint8 decimals)
{
  const char *text = sotto_test_vectors_text (object, "text");
  g_autoptr (GError) error = NULL;
  char got[SOTTO_U256_DECIMAL_SIZE];
  SottoU256 amount;

  if (json_object_get_null_member (object, "atomic"))
    {
      g_assert_false (sotto_amount_parse (text, '.', decimals, &amount, &error));
      g_assert_true (error->domain == SOTTO_ETHEREUM_ERROR);
      return;
    }
  g_assert_true (sotto_amount_parse (text, '.', decimals, &amount, &error));
  sotto_u256_to_decimal (&amount, got);
  g_assert_cmpstr (got, ==, sotto_test_vectors_text (object, "atomic"));
}

static void
check_shown (JsonObject *object, guint8 decimals)
{
  const char *exact = sotto_test_vectors_text (object, "exact");
  g_autofree char *text = NULL;
  SottoU256 amount, again;

  g_assert_true (sotto_u256_parse_decimal (sotto_test_vectors_text (object, "atomic"), &amount));
  text = sotto_amount_format_exact (&amount, '.', decimals);
  g_assert_cmpstr (text, ==, exact);
  g_assert_true (sotto_amount_parse (text, '.', decimals, &again, NULL));
  g_assert_cmpint (sotto_u256_compare (&amount, &again), ==, 0);
}

static void
test_vectors (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("ethereum", "amount-units.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "cases");

  g_assert_cmpuint (json_array_get_length (cases), >, 50);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      guint8 decimals = (guint8) json_object_get_int_member (object, "decimals");

      if (json_object_has_member (object, "text"))
        check_typed (object, decimals);
      else
        check_shown (object, decimals);
    }
}

/* What one can type beside what was recorded. */
static void
test_typed (void)
{
  static const struct
  {
    const char *text;
    char separator;
    guint8 decimals;
    const char *atomic;
  } rows[] = {
    { ".5", '.', 1, "5" },        { ".", '.', 18, NULL },   { "", '.', 18, NULL },
    { "1,5", ',', 2, "150" },     { "1.5", ',', 2, NULL },  { "1.0", '.', 0, NULL },
    { "1e3", '.', 18, NULL },     { "+1", '.', 18, NULL },  { "1 ", '.', 18, NULL },
    { " 1", '.', 18, NULL },      { "1.", '.', 0, "1" },    { "1..", '.', 18, NULL },
    { "\xd9\xa3", '.', 0, NULL }, { "\xff", '.', 0, NULL }, { "0", '.', 255, "0" },
    { "0.1", '.', 255, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char got[SOTTO_U256_DECIMAL_SIZE];
      g_autoptr (GError) error = NULL;
      SottoU256 amount;
      gboolean read =
        sotto_amount_parse (rows[i].text, rows[i].separator, rows[i].decimals, &amount, &error);

      g_assert_cmpint (read, ==, rows[i].atomic != NULL);
      if (!read)
        continue;
      sotto_u256_to_decimal (&amount, got);
      g_assert_cmpstr (got, ==, rows[i].atomic);
    }
}

static void
test_long (void)
{
  g_autofree char *zeros = g_strnfill (100000, '0');
  g_autofree char *many = g_strnfill (512, '0');
  SottoU256 amount;

  g_assert_false (sotto_amount_parse (zeros, '.', 18, &amount, NULL));
  g_assert_true (sotto_amount_parse (many, '.', 18, &amount, NULL));
}

static void
test_short (void)
{
  static const struct
  {
    guint64 amount;
    guint8 decimals;
    guint digits;
    const char *text;
  } rows[] = {
    { 0, 18, 4, "0" },         { 1, 18, 4, "<0.0001" },   { 1, 18, 0, "<1" },
    { 19999, 4, 2, "1.99" },   { 99999, 5, 4, "0.9999" }, { 100, 2, 4, "1" },
    { 12345, 0, 4, "12345" },  { 1, 255, 4, "<0.0001" },  { 100000001, 8, 4, "1" },
    { 9999, 8, 4, "<0.0001" }, { 10000, 8, 4, "0.0001" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SottoU256 amount = sotto_u256_from_u64 (rows[i].amount);
      g_autofree char *text =
        sotto_amount_format_short (&amount, '.', rows[i].decimals, rows[i].digits);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/amount/vectors", test_vectors);
  g_test_add_func ("/ethereum/amount/typed", test_typed);
  g_test_add_func ("/ethereum/amount/long", test_long);
  g_test_add_func ("/ethereum/amount/short", test_short);
  return g_test_run ();
}
