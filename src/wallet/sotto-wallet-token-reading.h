/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-wallet-networks.h"

G_BEGIN_DECLS

/**
 * SottoWalletContractWords:
 * @symbol: what the contract calls its unit
 * @name: what it calls itself; the symbol, if it says nothing
 * @decimals: at most 36
 *
 * What a contract says of itself, sanitised. It may say anything.
 */
typedef struct
{
  char *symbol;
  char *name;
  guint decimals;
} SottoWalletContractWords;

void sotto_wallet_contract_words_free (SottoWalletContractWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoWalletContractWords, sotto_wallet_contract_words_free)

/**
 * sotto_wallet_read_token_async:
 * @self: a wallet
 * @network: where the contract is; it has to be allowed to be asked
 * @address: 20 bytes: of the contract
 * @cancellable: (nullable): ends it
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks a contract for its symbol, name and decimals. %SOTTO_WALLET_ERROR_REFUSED, in words for
 * people, if there is no contract, it is no token, or has more decimals than can be shown.
 */
void sotto_wallet_read_token_async (SottoWallet *self,
                                    SottoWalletNetwork *network,
                                    const guint8 address[SOTTO_ADDRESS_LENGTH],
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* (transfer full) */
SottoWalletContractWords *sotto_wallet_read_token_finish (SottoWallet *self,
                                                          GAsyncResult *result,
                                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) (nullable): a token of @network with the same symbol and another address, which
 * the one at @address may want to be taken for. */
SottoWalletToken *sotto_wallet_find_namesake (SottoWallet *self,
                                              SottoWalletNetwork *network,
                                              const guint8 address[SOTTO_ADDRESS_LENGTH],
                                              const char *symbol);

G_END_DECLS
