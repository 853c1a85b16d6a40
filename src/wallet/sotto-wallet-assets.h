/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an account has, as stored and as asked for. */

#pragma once

#include "sotto-u256.h"
#include "sotto-wallet-networks.h"

G_BEGIN_DECLS

/**
 * SottoWalletAsset:
 *
 * How much of one coin or token an account has: what was stored when it was listed.
 */
#define SOTTO_TYPE_WALLET_ASSET (sotto_wallet_asset_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletAsset, sotto_wallet_asset, SOTTO, WALLET_ASSET, GObject)

/* (transfer none) */
SottoWalletNetwork *sotto_wallet_asset_get_network (SottoWalletAsset *self);

/* (transfer none) (nullable): NULL is the coin of the network. */
SottoWalletToken *sotto_wallet_asset_get_token (SottoWalletAsset *self);

/* (transfer none): in the smallest unit. */
const SottoU256 *sotto_wallet_asset_get_amount (SottoWalletAsset *self);

/* Milliseconds since 1970: when the network said so. */
gint64 sotto_wallet_asset_get_updated (SottoWalletAsset *self);

/* The coins of enabled networks, and the tokens that are not hidden and of which there is any, as
 * far as the networks were ever asked. */
void sotto_wallet_list_assets_async (SottoWallet *self,
                                     SottoWalletAccount *account,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* (transfer full) (element-type SottoWalletAsset): by network, coins before tokens. */
GPtrArray *sotto_wallet_list_assets_finish (SottoWallet *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_wallet_refresh_assets_async:
 * @self: a wallet
 * @account: whose
 * @network: where
 * @cancellable: (nullable): a cancellable
 * @callback: called when what the network said is stored
 * @user_data: for @callback
 *
 * Asks for the coin and the first 999 tokens of @network that are not hidden, those of lists last,
 * all of them as they were in one block: two requests, and where there is no Multicall3 one more
 * for each 50 of them. What is older than what is stored changes nothing. Ends with
 * sotto_wallet_change_finish ().
 */
void sotto_wallet_refresh_assets_async (SottoWallet *self,
                                        SottoWalletAccount *account,
                                        SottoWalletNetwork *network,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);

G_END_DECLS
