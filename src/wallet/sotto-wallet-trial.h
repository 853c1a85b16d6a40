/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trying an endpoint. */

#pragma once

#include "sotto-wallet-network.h"
#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * sotto_wallet_try_endpoint_async:
 * @self: a wallet
 * @network: one of its networks, whose endpoints may be asked
 * @url: one of its endpoints
 * @cancellable: (nullable): ends it
 * @callback: told the end
 * @user_data: for @callback
 *
 * Asks this endpoint alone of which chain it is and, if it is the right one, for the number of its
 * newest block. Nothing is asked about an account.
 */
void sotto_wallet_try_endpoint_async (SottoWallet *self,
                                      SottoWalletNetwork *network,
                                      const char *url,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);

/* Whether it can be used. @block: (out): its newest. The error is one of
 * sotto_wallet_get_chain (), %SOTTO_WALLET_ERROR_NOT_FOUND or what the endpoint did, in words. */
gboolean sotto_wallet_try_endpoint_finish (SottoWallet *self,
                                           GAsyncResult *result,
                                           guint64 *block,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
