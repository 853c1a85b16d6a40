/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-wallet-networks.h"

G_BEGIN_DECLS

/* (transfer full): the coin of @network and its tokens that are shown, as names for a list; the
 * place of each is what sotto_coin_list_get_token () takes. */
GListModel *sotto_coin_list_new (SottoWallet *wallet,
                                 SottoWalletNetwork *network) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) (nullable): NULL is the coin. */
SottoWalletToken *
sotto_coin_list_get_token (SottoWallet *wallet, SottoWalletNetwork *network, guint position);

/* Of what stands at @position. */
guint
sotto_coin_list_get_decimals (SottoWallet *wallet, SottoWalletNetwork *network, guint position);

/* (transfer full): the accounts whose keys are here, or all that are not hidden. */
GListModel *sotto_account_list_new (SottoWallet *wallet,
                                    gboolean can_sign) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
