/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What amounts are worth in the currency of a person, who has to choose one first. */

#pragma once

#include "sotto-u256.h"
#include "sotto-wallet-network.h"
#include "sotto-wallet-token.h"
#include "sotto-wallet.h"

G_BEGIN_DECLS

/* Who is asked if nobody else was chosen. */
#define SOTTO_WALLET_PRICE_SERVICE "https://api.coingecko.com/api/v3/simple/price"

/**
 * SottoWalletPrices:
 *
 * Prices of what the program brings, kept in memory only: the coins of networks that are no test
 * networks, and tokens by their contracts. A token that somebody added is worth nothing here, for
 * anybody may call a token by any name. Nobody is asked while no currency is chosen, and who is
 * asked learns neither addresses nor what somebody has, since everything is asked for.
 *
 * Nothing may depend on a price but what is shown.
 *
 * Signals: `changed`.
 */
#define SOTTO_TYPE_WALLET_PRICES (sotto_wallet_prices_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletPrices, sotto_wallet_prices, SOTTO, WALLET_PRICES, GObject)

/* (transfer none) */
SottoWalletPrices *sotto_wallet_get_prices (SottoWallet *wallet);

/* (transfer none) (array zero-terminated=1): the codes that sotto_wallet_set_currency () may be
 * given. */
const char *const *sotto_wallet_list_currencies (void);

/* (transfer none): its address, which may hold a key; and its host, for people. */
const char *sotto_wallet_prices_get_service (SottoWalletPrices *self);
const char *sotto_wallet_prices_get_host (SottoWalletPrices *self);

/**
 * sotto_wallet_set_price_service:
 * @wallet: a wallet
 * @url: what sotto_price_service_new () takes; "" for the one that the program brings
 * @error: return location for its errors
 *
 * What is known is forgotten, and the currency is none again: nobody agreed that this one learns
 * anything.
 *
 * Returns: whether it is the one that a currency is asked of
 */
gboolean sotto_wallet_set_price_service (SottoWallet *wallet, const char *url, GError **error);

/* Asks, if a currency is chosen, what is known is older than ten minutes, nobody is being asked,
 * and the last question was not answered badly a minute ago. Returns whether somebody is asked now:
 * `changed` follows. */
gboolean sotto_wallet_prices_refresh (SottoWalletPrices *self);

/* (transfer none) (nullable): why nothing is known, after it was asked for in vain. */
const char *sotto_wallet_prices_get_problem (SottoWalletPrices *self);

/**
 * sotto_wallet_prices_get_value:
 * @self: prices
 * @network: where
 * @token: (nullable): of what; %NULL for the coin of @network
 * @amount: in the smallest unit
 * @value: (out): in the 100,000,000th part of the currency
 *
 * Returns: whether that is known, and not from more than an hour ago
 */
gboolean sotto_wallet_prices_get_value (SottoWalletPrices *self,
                                        SottoWalletNetwork *network,
                                        SottoWalletToken *token,
                                        const SottoU256 *amount,
                                        SottoU256 *value) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): @value with its currency, such as "12,34 EUR". */
char *sotto_wallet_prices_format (SottoWalletPrices *self,
                                  const SottoU256 *value,
                                  char separator) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
