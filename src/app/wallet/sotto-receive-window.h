/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoReceiveWindow:
 *
 * The address of an account as a QR code and as text; where a network is chosen, and perhaps an
 * amount of its coin, a link of EIP-681 that asks for it.
 */
#define SOTTO_TYPE_RECEIVE_WINDOW (sotto_receive_window_get_type ())
G_DECLARE_FINAL_TYPE (SottoReceiveWindow, sotto_receive_window, SOTTO, RECEIVE_WINDOW, AdwWindow)

GtkWidget *
sotto_receive_window_new (GtkWindow *parent, SottoWallet *wallet, SottoWalletAccount *account);

G_END_DECLS
