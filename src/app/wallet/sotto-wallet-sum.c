/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-sum.h"

#include <glib/gi18n.h>

#include "sotto-amount-text.h"

static void
add_asset (SottoWalletSum *sum, SottoWalletPrices *prices, SottoWalletAsset *asset)
{
  SottoU256 value;
  SottoU256 so_far;

  if (sotto_u256_is_zero (sotto_wallet_asset_get_amount (asset)))
    return;
  if (sotto_wallet_prices_get_value (prices, sotto_wallet_asset_get_network (asset),
                                     sotto_wallet_asset_get_token (asset),
                                     sotto_wallet_asset_get_amount (asset), &value) &&
      sotto_u256_add (&sum->value, &value, &so_far))
    {
      sum->value = so_far;
      sum->n_known++;
    }
  else
    sum->n_unknown++;
}

void
sotto_wallet_sum_add (SottoWalletSum *sum, SottoWalletPrices *prices, GPtrArray *assets)
{
  g_return_if_fail (sum != NULL && assets != NULL);

  for (guint i = 0; i < assets->len; i++)
    add_asset (sum, prices, g_ptr_array_index (assets, i));
}

char *
sotto_wallet_sum_write (const SottoWalletSum *sum, SottoWalletPrices *prices)
{
  g_autofree char *value = NULL;

  g_return_val_if_fail (sum != NULL, NULL);

  if (sum->n_known == 0)
    return NULL;
  value = sotto_amount_text_of_value (prices, &sum->value);
  if (sum->n_unknown > 0)
    /* Translators: an amount of a currency, such as "≈ 12.34 EUR". */
    return g_strdup_printf (_ ("%s in all, without what has no known price"), value);
  /* Translators: an amount of a currency, such as "≈ 12.34 EUR". */
  return g_strdup_printf (_ ("%s in all"), value);
}
