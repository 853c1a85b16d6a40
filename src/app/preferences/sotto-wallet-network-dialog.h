/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet-networks.h"

G_BEGIN_DECLS

/**
 * SottoWalletNetworkDialog:
 *
 * Describes a network that the program does not bring. Nobody is asked anything by that.
 *
 * Signals: `added` (SottoWalletNetwork): it is in the list.
 */
#define SOTTO_TYPE_WALLET_NETWORK_DIALOG (sotto_wallet_network_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletNetworkDialog,
                      sotto_wallet_network_dialog,
                      SOTTO,
                      WALLET_NETWORK_DIALOG,
                      AdwWindow)

GtkWidget *sotto_wallet_network_dialog_new (GtkWindow *parent, SottoWallet *wallet);

G_END_DECLS
