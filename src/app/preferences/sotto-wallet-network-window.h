/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet-networks.h"

G_BEGIN_DECLS

/**
 * SottoWalletNetworkWindow:
 *
 * One network of the wallet: whether it is used and may be asked, by which endpoints in which
 * order, and what is known of it. One that the user added can be removed.
 */
#define SOTTO_TYPE_WALLET_NETWORK_WINDOW (sotto_wallet_network_window_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletNetworkWindow,
                      sotto_wallet_network_window,
                      SOTTO,
                      WALLET_NETWORK_WINDOW,
                      AdwWindow)

GtkWidget *sotto_wallet_network_window_new (GtkWindow *parent,
                                            SottoWallet *wallet,
                                            SottoWalletNetwork *network);

G_END_DECLS
