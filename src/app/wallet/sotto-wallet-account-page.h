/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoWalletAccountPage:
 *
 * One account of the wallet: its name, its whole address, what can be done with it, and sections
 * that say more about it. The actions `wallet.…` are those of #SottoWalletView; sending is
 * `win.wallet-send` with the id of the account.
 *
 * Properties: `folded` (b): the list is not beside it.
 */
#define SOTTO_TYPE_WALLET_ACCOUNT_PAGE (sotto_wallet_account_page_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletAccountPage,
                      sotto_wallet_account_page,
                      SOTTO,
                      WALLET_ACCOUNT_PAGE,
                      AdwBin)

/* @account: (nullable): what it shows, of @wallet; %NULL: that none is chosen. */
void sotto_wallet_account_page_set_account (SottoWalletAccountPage *self,
                                            SottoWallet *wallet,
                                            SottoWalletAccount *account);

/* (transfer none) (nullable) */
SottoWalletAccount *sotto_wallet_account_page_get_account (SottoWalletAccountPage *self);

G_END_DECLS
