/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-wallet-assets.h"
#include "sotto-wallet-prices.h"

G_BEGIN_DECLS

/**
 * SottoWalletSum:
 * @value: in the currency, in its 100,000,000th part
 * @n_known: how many amounts are in it
 * @n_unknown: how many have no price that is known
 *
 * What amounts are worth together. Begins as zeros.
 */
typedef struct
{
  SottoU256 value;
  guint n_known;
  guint n_unknown;
} SottoWalletSum;

/* @assets: (element-type SottoWalletAsset) */
void sotto_wallet_sum_add (SottoWalletSum *sum, SottoWalletPrices *prices, GPtrArray *assets);

/* (transfer full) (nullable): in words; %NULL while nothing has a price. */
char *sotto_wallet_sum_write (const SottoWalletSum *sum,
                              SottoWalletPrices *prices) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
