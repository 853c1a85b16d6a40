/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prices, from digits to integers: nothing here is ever a floating-point number. */

#include "sotto-price-list.h"

#include <string.h>

#include "sotto-amount.h"
#include "sotto-ethereum-error.h"
#include "sotto-json-text.h"

/* Of a number as it is written, and before its point: more is no price. */
#define MAX_NUMBER_LENGTH 64
#define MAX_WHOLE_DIGITS 30
#define MAX_EXPONENT 64

/* 10^77 is the last power below 2^256. */
#define MAX_DECIMALS 77

static SottoU256
power_of_ten (guint exponent)
{
  const SottoU256 ten = sotto_u256_from_u64 (10);
  SottoU256 power = sotto_u256_from_u64 (1);

  while (exponent-- > 0)
    if (!sotto_u256_multiply (&power, &ten, &power))
      return SOTTO_U256_ZERO;

  return power;
}

/* Takes the digits off @text. */
static const char *
take_digits (const char *text, GString *digits)
{
  while (g_ascii_isdigit (*text))
    g_string_append_c (digits, *text++);

  return text;
}

/* The number behind "e", if there is one. */
static gboolean
take_exponent (const char *text, gint64 *exponent)
{
  *exponent = 0;
  if (*text == '\0')
    return TRUE;
  if (*text != 'e' && *text != 'E')
    return FALSE;
  text++;
  if (*text == '+')
    text++;

  return g_ascii_string_to_signed (text, 10, -MAX_EXPONENT, MAX_EXPONENT, exponent, NULL);
}

/* Shifts the point of @digits, which stands at @point, to behind the last digit that counts. */
static gboolean
shift_point (GString *digits, gint64 point)
{
  gint64 wanted = point + SOTTO_PRICE_DECIMALS;

  if (wanted <= 0 || wanted > MAX_WHOLE_DIGITS + SOTTO_PRICE_DECIMALS)
    return FALSE;
  while ((gint64) digits->len < wanted)
    g_string_append_c (digits, '0');
  g_string_truncate (digits, (gsize) wanted);

  return TRUE;
}

gboolean
sotto_price_parse_number (const char *text, SottoU256 *price)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  gint64 exponent;
  gint64 n_whole;

  g_return_val_if_fail (text != NULL && price != NULL, FALSE);

  if (strlen (text) > MAX_NUMBER_LENGTH)
    return FALSE;
  text = take_digits (text, digits);
  n_whole = (gint64) digits->len;
  if (n_whole == 0)
    return FALSE;
  if (*text == '.')
    text = take_digits (text + 1, digits);
  if (!take_exponent (text, &exponent) || !shift_point (digits, n_whole + exponent))
    return FALSE;

  return sotto_u256_parse_decimal (digits->str, price) && !sotto_u256_is_zero (price);
}

/* (nullable): what the service says of @currency, whose case services write as they like. */
static JsonNode *
find_currency (JsonObject *prices, const char *currency)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, prices);
  while (json_object_iter_next (&iter, &name, &node))
    if (g_ascii_strcasecmp (name, currency) == 0)
      return node;

  return NULL;
}

static void
take_coin (GHashTable *list, JsonObject *answer, const char *coin, const char *currency)
{
  JsonNode *prices = json_object_get_member (answer, coin);
  JsonNode *node = prices != NULL && JSON_NODE_HOLDS_OBJECT (prices)
                     ? find_currency (json_node_get_object (prices), currency)
                     : NULL;
  const char *number = node != NULL ? sotto_json_node_get_number (node) : NULL;
  SottoU256 price;

  if (number != NULL && sotto_price_parse_number (number, &price))
    g_hash_table_insert (list, g_strdup (coin), g_memdup2 (&price, sizeof price));
}

GHashTable *
sotto_price_list_parse (const char *text,
                        gsize length,
                        const char *const *coins,
                        const char *currency,
                        GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GHashTable) list = NULL;

  g_return_val_if_fail (coins != NULL && currency != NULL, NULL);

  root = sotto_json_text_parse (text, length, SOTTO_PRICE_MAX_BYTES, error);
  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED,
                           "these are no prices");
      return NULL;
    }
  list = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; coins[i] != NULL; i++)
    take_coin (list, json_node_get_object (root), coins[i], currency);

  return g_steal_pointer (&list);
}

gboolean
sotto_price_get_value (const SottoU256 *price,
                       const SottoU256 *amount,
                       guint decimals,
                       SottoU256 *value)
{
  SottoU256 unit;

  g_return_val_if_fail (price != NULL && amount != NULL && value != NULL, FALSE);

  if (decimals > MAX_DECIMALS)
    return FALSE;
  unit = power_of_ten (decimals);

  return sotto_u256_multiply_divide (amount, price, &unit, value);
}

/* (transfer full): with zeros at the end, as money is written. */
static char *
pad_fraction (const SottoU256 *units, char separator, guint digits)
{
  g_autofree char *text = sotto_amount_format_exact (units, separator, (guint8) digits);
  const char *point = strchr (text, separator);
  g_autoptr (GString) padded = g_string_new (text);
  gsize n_digits = point != NULL ? strlen (point + 1) : 0;

  if (digits > 0 && point == NULL)
    g_string_append_c (padded, separator);
  for (gsize i = n_digits; i < digits; i++)
    g_string_append_c (padded, '0');

  return g_strdup (padded->str);
}

char *
sotto_price_format_value (const SottoU256 *value, char separator, guint digits)
{
  SottoU256 unit;
  SottoU256 half;
  SottoU256 units;

  g_return_val_if_fail (value != NULL && digits <= SOTTO_PRICE_DECIMALS, NULL);

  unit = power_of_ten (SOTTO_PRICE_DECIMALS - digits);
  /* Nothing above 2^256 is worth anything, and a quotient by at least one fits. */
  if (!sotto_u256_divide (&unit, &(SottoU256){ { 2 } }, &half, NULL) ||
      !sotto_u256_add (value, &half, &half) || !sotto_u256_divide (&half, &unit, &units, NULL))
    units = SOTTO_U256_MAX;
  if (sotto_u256_is_zero (&units) && !sotto_u256_is_zero (value))
    {
      g_autofree char *least = pad_fraction (&(SottoU256){ { 1 } }, separator, digits);

      return g_strconcat ("<", least, NULL);
    }

  return pad_fraction (&units, separator, digits);
}
