/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet-activity.h"

G_BEGIN_DECLS

/**
 * SottoWalletReceived:
 *
 * What came to an account, and went from it by other programs, as the logs of tokens say. Networks
 * are looked through when that is agreed to and somebody looks; what was stored is there at once.
 */
#define SOTTO_TYPE_WALLET_RECEIVED (sotto_wallet_received_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletReceived, sotto_wallet_received, SOTTO, WALLET_RECEIVED, GtkBox)

GtkWidget *sotto_wallet_received_new (void);

/* Both nullable. */
void sotto_wallet_received_set_account (SottoWalletReceived *self,
                                        SottoWallet *wallet,
                                        SottoWalletAccount *account);

G_END_DECLS
