/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The networks and tokens of a wallet, as stored: nothing here asks anybody anything. All changes
 * end with sotto_wallet_change_finish (). */

#pragma once

#include "sotto-wallet-network.h"
#include "sotto-wallet-token.h"
#include "sotto-wallet.h"

G_BEGIN_DECLS

/* (transfer none) (element-type SottoWalletNetwork): live; those of the program first. */
GListModel *sotto_wallet_get_networks (SottoWallet *self);

/* (transfer none) (nullable) */
SottoWalletNetwork *sotto_wallet_find_network (SottoWallet *self, guint64 chain_id);

/**
 * SottoWalletNetworkInfo:
 * @chain_id: what the endpoint must answer, 1 to %SOTTO_ETH_MAX_CHAIN_ID
 * @name: for people
 * @symbol: of its coin
 * @decimals: of its coin, at most 36
 * @explorer: (nullable): "https://…"
 * @endpoints: (array zero-terminated=1): URLs, in the order of preference
 * @flags: what is different
 *
 * How a user describes a network.
 */
typedef struct
{
  guint64 chain_id;
  const char *name;
  const char *symbol;
  guint decimals;
  const char *explorer;
  const char *const *endpoints;
  SottoWalletNetworkFlags flags;
} SottoWalletNetworkInfo;

/* %SOTTO_WALLET_ERROR_EXISTS, or %SOTTO_WALLET_ERROR_NETWORK with a sentence that says what is
 * wrong. It is enabled, and the user has still to agree to its endpoints being asked. */
void sotto_wallet_add_network_async (SottoWallet *self,
                                     const SottoWalletNetworkInfo *info,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* One of the user's own, with its tokens, balances and history. */
void sotto_wallet_remove_network_async (SottoWallet *self,
                                        SottoWalletNetwork *network,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void sotto_wallet_set_network_enabled_async (SottoWallet *self,
                                             SottoWalletNetwork *network,
                                             gboolean enabled,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
void sotto_wallet_set_network_consent_async (SottoWallet *self,
                                             SottoWalletNetwork *network,
                                             SottoWalletConsent consent,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);

/* @endpoints: https or wss URLs, and http and ws ones of this computer; their order counts. A
 * change takes the user's agreement back unless @endpoints only loses some. */
void sotto_wallet_set_endpoints_async (SottoWallet *self,
                                       SottoWalletNetwork *network,
                                       const char *const *endpoints,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

/* (transfer none) (element-type SottoWalletToken): live, of all networks, by chain and symbol;
 * hidden ones too. */
GListModel *sotto_wallet_get_tokens (SottoWallet *self);

/* (transfer none) (nullable) */
SottoWalletToken *
sotto_wallet_find_token (SottoWallet *self, guint64 chain_id, const guint8 address[20]);
SottoWalletToken *sotto_wallet_get_token_by_id (SottoWallet *self, gint64 id);

/**
 * SottoWalletTokenInfo:
 * @chain_id: of which network
 * @address: of the contract, 20 bytes
 * @symbol: as the contract says; sanitised
 * @name: as the contract says; sanitised
 * @decimals: at most 36
 * @origin: how it came here
 */
typedef struct
{
  guint64 chain_id;
  guint8 address[SOTTO_ADDRESS_LENGTH];
  const char *symbol;
  const char *name;
  guint decimals;
  SottoWalletTokenOrigin origin;
} SottoWalletTokenInfo;

void sotto_wallet_add_token_async (SottoWallet *self,
                                   const SottoWalletTokenInfo *info,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void sotto_wallet_set_token_state_async (SottoWallet *self,
                                         SottoWalletToken *token,
                                         SottoWalletTokenState state,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);

G_END_DECLS
