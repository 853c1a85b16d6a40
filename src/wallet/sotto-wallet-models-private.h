/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-wallet-rows-private.h"

G_BEGIN_DECLS

/* Objects of rows, and changes of them after a commit. */
SottoWalletAccount *
sotto_wallet_account_new (const SottoWalletAccountRow *row) G_GNUC_WARN_UNUSED_RESULT;
void sotto_wallet_account_update (SottoWalletAccount *self, const SottoWalletAccountRow *row);
void sotto_wallet_account_clear_has_phrase (SottoWalletAccount *self);
gint64 sotto_wallet_account_get_source (SottoWalletAccount *self);

SottoWalletNetwork *
sotto_wallet_network_new (const SottoWalletNetworkRow *row) G_GNUC_WARN_UNUSED_RESULT;
void sotto_wallet_network_update (SottoWalletNetwork *self, const SottoWalletNetworkRow *row);

SottoWalletToken *sotto_wallet_token_new (const SottoWalletTokenRow *row) G_GNUC_WARN_UNUSED_RESULT;
/* By chain and symbol: the order of the wallet's list. */
int sotto_wallet_token_compare (SottoWalletToken *a, SottoWalletToken *b);
void sotto_wallet_token_update (SottoWalletToken *self, const SottoWalletTokenRow *row);

G_END_DECLS
