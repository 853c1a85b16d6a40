/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How the networks of a wallet are asked. */

#pragma once

#include "sotto-chain.h"
#include "sotto-wallet-network.h"
#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * sotto_wallet_get_chain:
 * @self: a wallet
 * @network: one of its networks
 * @error: return location for %SOTTO_WALLET_ERROR_NO_CONSENT, with a sentence that says what to do,
 * and %SOTTO_WALLET_ERROR_NETWORK if no endpoint is left
 *
 * Returns: (transfer none): what asks its endpoints, for one act: ask for it again before the next
 */
SottoChain *sotto_wallet_get_chain (SottoWallet *self,
                                    SottoWalletNetwork *network,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What all requests go through from now on; NULL for none. */
void sotto_wallet_set_proxy (SottoWallet *self, GProxyResolver *proxy);

G_END_DECLS
