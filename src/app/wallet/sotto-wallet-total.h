/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoWalletTotal:
 *
 * What all accounts that are not hidden have together, for whoever wants to see prices and has more
 * than one. Counted on this computer from what is stored: nobody is asked.
 */
#define SOTTO_TYPE_WALLET_TOTAL (sotto_wallet_total_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletTotal, sotto_wallet_total, SOTTO, WALLET_TOTAL, GtkBox)

/* Once. */
void sotto_wallet_total_set_wallet (SottoWalletTotal *self, SottoWallet *wallet);

G_END_DECLS
