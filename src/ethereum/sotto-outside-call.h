/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-chain.h"
#include "sotto-outside-gateway.h"

G_BEGIN_DECLS

/**
 * sotto_outside_call_async:
 * @chain: who is asked
 * @contract: 20 bytes: what is called
 * @data: with what
 * @gateway: (nullable): what may ask outside of the chain; %NULL for nothing
 * @cancellable: (nullable): ends it
 * @callback: told the end
 * @user_data: for @callback
 *
 * Calls a contract as of the newest block, and hands it what it wants from outside of the chain, up
 * to %SOTTO_OUTSIDE_MAX_ROUNDS times.
 */
void sotto_outside_call_async (SottoChain *chain,
                               const guint8 contract[SOTTO_ADDRESS_LENGTH],
                               GBytes *data,
                               SottoOutsideGateway *gateway,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/**
 * sotto_outside_call_finish:
 * @chain: a chain
 * @result: what the callback was given
 * @revert_data: (out) (transfer full) (nullable): what the contract gave as its reason, if the
 * error is %SOTTO_CHAIN_ERROR_REVERTED and it gave one
 * @error: return location for a #SottoChainError, %SOTTO_ENS_ERROR_OUTSIDE_OFF,
 * %SOTTO_ENS_ERROR_OUTSIDE_FAILED
 *
 * Returns: (transfer full): what was answered, which is empty where no contract is; or %NULL
 */
GBytes *sotto_outside_call_finish (SottoChain *chain,
                                   GAsyncResult *result,
                                   GBytes **revert_data,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
