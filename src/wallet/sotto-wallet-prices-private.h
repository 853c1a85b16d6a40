/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-wallet-prices.h"

G_BEGIN_DECLS

SottoWalletPrices *sotto_wallet_prices_new (SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* What is known is forgotten with each change. */
void sotto_wallet_prices_set_currency (SottoWalletPrices *self, const char *currency);
void sotto_wallet_prices_set_proxy (SottoWalletPrices *self, GProxyResolver *proxy);

/* "" for the one that the program brings; FALSE if it cannot be. */
gboolean sotto_wallet_prices_set_service (SottoWalletPrices *self, const char *url, GError **error);

/* Asks nobody any more. */
void sotto_wallet_prices_end (SottoWalletPrices *self);

G_END_DECLS
