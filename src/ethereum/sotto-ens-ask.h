/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-chain.h"
#include "sotto-outside-gateway.h"

G_BEGIN_DECLS

/**
 * SottoEnsQuestion:
 * @universal: what the universal resolver is called with
 * @name: in its normal form: whose resolver is looked for in the registry, if there is no universal
 * one
 * @record: what that one is called with
 *
 * One question about a name. Borrowed.
 */
typedef struct
{
  GBytes *universal;
  const char *name;
  GBytes *record;
} SottoEnsQuestion;

/**
 * sotto_ens_ask_async:
 * @chain: the main chain, or Sepolia
 * @question: what is asked; copied
 * @gateway: (nullable): what may ask outside of the chain
 * @cancellable: (nullable): ends it
 * @callback: told the end
 * @user_data: for @callback
 *
 * Asks the universal resolver; and, where there is none or it fails for a reason that it should not
 * have, the resolver that the registry has for the name or, if that one answers for all names
 * below, for what the name is below of (ENSIP-10).
 */
void sotto_ens_ask_async (SottoChain *chain,
                          const SottoEnsQuestion *question,
                          SottoOutsideGateway *gateway,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);

/**
 * sotto_ens_ask_finish:
 * @chain: a chain
 * @result: what the callback was given
 * @is_universal: (out): whether it is an answer to the universal call, not to the record's
 * @error: return location for a #SottoEnsError or #SottoChainError
 *
 * Returns: (transfer full): what was answered, or %NULL
 */
GBytes *sotto_ens_ask_finish (SottoChain *chain,
                              GAsyncResult *result,
                              gboolean *is_universal,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
