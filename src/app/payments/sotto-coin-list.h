/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-wallet-networks.h"

G_BEGIN_DECLS

/* (transfer full): the coin of @network and its tokens that are shown, as they are now; the items
 * are #GtkStringObject with the name of each. */
GListModel *sotto_coin_list_new (SottoWallet *wallet,
                                 SottoWalletNetwork *network) G_GNUC_WARN_UNUSED_RESULT;

/* @item: (nullable): of such a list. (transfer none) (nullable): NULL is the coin. */
SottoWalletToken *sotto_coin_list_get_token (gpointer item);

/* Of @item, which is of @network. */
guint sotto_coin_list_get_decimals (gpointer item, SottoWalletNetwork *network);

/* (transfer full): the accounts whose keys are here, or all that are not hidden. */
GListModel *sotto_account_list_new (SottoWallet *wallet,
                                    gboolean can_sign) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
