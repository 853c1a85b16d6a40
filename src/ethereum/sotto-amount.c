/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Amounts as people write and read them. Only digits are moved: no number that is not whole exists
 * anywhere on the way.
 */

#include "sotto-amount.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-ethereum-error.h"

/* Longer than any amount below 2^256 with 255 decimals and as many needless zeros in front. */
#define MAX_TEXT 512

static gboolean
refuse (GError **error, int code, const char *message)
{
  g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, code, message);

  return FALSE;
}

/* The whole digits followed by those of the fraction, filled up to @decimals. */
static gboolean
join_digits (GString *digits, const char *text, char separator, guint8 decimals, GError **error)
{
  const char *point = strchr (text, separator);
  gsize n_whole = point != NULL ? (gsize) (point - text) : strlen (text);
  const char *fraction = point != NULL ? point + 1 : "";
  gsize n_fraction = strlen (fraction);

  if (n_whole + n_fraction == 0 || n_whole + n_fraction > MAX_TEXT)
    return refuse (error, SOTTO_ETHEREUM_ERROR_AMOUNT, _ ("This is not an amount."));
  g_string_append_len (digits, text, (gssize) n_whole);
  g_string_append (digits, fraction);
  for (gsize i = 0; i < digits->len; i++)
    if (!g_ascii_isdigit (digits->str[i]))
      return refuse (error, SOTTO_ETHEREUM_ERROR_AMOUNT, _ ("This is not an amount."));
  if (n_fraction > decimals)
    {
      g_set_error (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_AMOUNT,
                   ngettext ("There can be at most %u digit after the point.",
                             "There can be at most %u digits after the point.", decimals),
                   decimals);
      return FALSE;
    }
  for (gsize i = n_fraction; i < decimals; i++)
    g_string_append_c (digits, '0');

  return TRUE;
}

/* (transfer full): whole digits, at least one, and exactly @decimals digits after them. */
static GString *
spread_digits (const SottoU256 *amount, guint8 decimals)
{
  char text[SOTTO_U256_DECIMAL_SIZE];
  GString *digits = g_string_new (NULL);

  sotto_u256_to_decimal (amount, text);
  for (gsize i = strlen (text); i <= decimals; i++)
    g_string_append_c (digits, '0');
  g_string_append (digits, text);

  return digits;
}

/* (transfer full): takes @digits over; the fraction is cut to @n_fraction digits. */
static char *
place_point (GString *digits, char separator, guint8 decimals, guint n_fraction)
{
  gsize n_whole = digits->len - decimals;

  g_string_truncate (digits, n_whole + MIN (n_fraction, decimals));
  while (digits->len > n_whole && digits->str[digits->len - 1] == '0')
    g_string_truncate (digits, digits->len - 1);
  if (digits->len > n_whole)
    g_string_insert_c (digits, (gssize) n_whole, separator);

  return g_string_free (digits, FALSE);
}

gboolean
sotto_amount_parse (const char *text,
                    char separator,
                    guint8 decimals,
                    SottoU256 *amount,
                    GError **error)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  g_return_val_if_fail (separator == '.' || separator == ',', FALSE);

  if (!join_digits (digits, text, separator, decimals, error))
    return FALSE;
  if (!sotto_u256_parse_decimal (digits->str, amount))
    return refuse (error, SOTTO_ETHEREUM_ERROR_TOO_LARGE, _ ("This amount is too large."));

  return TRUE;
}

/**
 * sotto_amount_format_exact:
 * @amount: in the coin's smallest unit
 * @separator: what stands before the fraction
 * @decimals: how many digits the fraction of this coin has, 0 to 255
 *
 * Returns: (transfer full): all of it, such as "1.5"
 */
char *
sotto_amount_format_exact (const SottoU256 *amount, char separator, guint8 decimals)
{
  return place_point (spread_digits (amount, decimals), separator, decimals, decimals);
}

char *
sotto_amount_format_short (const SottoU256 *amount, char separator, guint8 decimals, guint digits)
{
  g_autofree char *text =
    place_point (spread_digits (amount, decimals), separator, decimals, digits);
  g_autoptr (GString) least = NULL;

  if (sotto_u256_is_zero (amount) || strpbrk (text, "123456789") != NULL)
    return g_steal_pointer (&text);

  if (digits == 0)
    return g_strdup ("<1");
  least = g_string_new ("<0");
  g_string_append_c (least, separator);
  for (guint i = 1; i < digits; i++)
    g_string_append_c (least, '0');
  g_string_append_c (least, '1');

  return g_strdup (least->str);
}
