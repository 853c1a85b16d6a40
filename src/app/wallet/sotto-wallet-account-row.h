/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet-account.h"

G_BEGIN_DECLS

/**
 * SottoWalletAccountRow:
 *
 * An account in the list: its colour, its name, the ends of its address, and marks for what is only
 * watched or hidden.
 */
#define SOTTO_TYPE_WALLET_ACCOUNT_ROW (sotto_wallet_account_row_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletAccountRow,
                      sotto_wallet_account_row,
                      SOTTO,
                      WALLET_ACCOUNT_ROW,
                      AdwBin)

GtkWidget *sotto_wallet_account_row_new (void);

/* @account: (nullable): whom it shows and follows */
void sotto_wallet_account_row_set_account (SottoWalletAccountRow *self,
                                           SottoWalletAccount *account);

G_END_DECLS
