/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet-assets.h"

G_BEGIN_DECLS

/**
 * SottoWalletMoney:
 *
 * What an account has and what was sent from it. Networks are asked when that is agreed to and
 * somebody asks for it; what was stored is there at once.
 */
#define SOTTO_TYPE_WALLET_MONEY (sotto_wallet_money_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletMoney, sotto_wallet_money, SOTTO, WALLET_MONEY, GtkBox)

GtkWidget *sotto_wallet_money_new (void);

/* Both nullable. */
void sotto_wallet_money_set_account (SottoWalletMoney *self,
                                     SottoWallet *wallet,
                                     SottoWalletAccount *account);

G_END_DECLS
