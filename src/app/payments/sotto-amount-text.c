/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Amounts and addresses, written for people. */

#include "sotto-amount-text.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "sotto-amount.h"

#define GROUP 4
#define GROUPS_IN_LINE 5

char
sotto_amount_text_get_separator (void)
{
  return localeconv ()->decimal_point[0] == ',' ? ',' : '.';
}

char *
sotto_amount_text (const SottoU256 *amount, guint decimals, const char *symbol)
{
  g_autofree char *number =
    sotto_amount_format_exact (amount, sotto_amount_text_get_separator (), (guint8) decimals);

  /* Translators: an amount and the name of a coin, such as "0.1 ETH". */
  return g_strdup_printf (_ ("%s %s"), number, symbol);
}

char *
sotto_amount_text_of_decimal (const char *amount, guint decimals, const char *symbol)
{
  SottoU256 number;

  if (!sotto_u256_parse_decimal (amount, &number))
    return g_strdup (symbol);
  return sotto_amount_text (&number, decimals, symbol);
}

char *
sotto_amount_text_of_value (SottoWalletPrices *prices, const SottoU256 *value)
{
  g_autofree char *text =
    sotto_wallet_prices_format (prices, value, sotto_amount_text_get_separator ());

  /* Translators: about as much as an amount, such as "≈ 12.34 EUR". */
  return g_strdup_printf (_ ("≈ %s"), text);
}

char *
sotto_amount_text_value (SottoWalletPrices *prices,
                         SottoWalletNetwork *network,
                         SottoWalletToken *token,
                         const SottoU256 *amount)
{
  SottoU256 value;

  if (!sotto_wallet_prices_get_value (prices, network, token, amount, &value))
    return NULL;

  return sotto_amount_text_of_value (prices, &value);
}

char *
sotto_amount_text_address (const char *address)
{
  GString *text = g_string_new ("0x");
  const char *digits = g_str_has_prefix (address, "0x") ? address + 2 : address;

  for (guint i = 0; digits[i] != '\0'; i++)
    {
      if (i % GROUP == 0)
        g_string_append_c (text, i > 0 && i % (GROUP * GROUPS_IN_LINE) == 0 ? '\n' : ' ');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}
