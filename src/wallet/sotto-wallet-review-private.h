/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-wallet-review.h"
#include "sotto-wallet-send.h"

G_BEGIN_DECLS

/**
 * SottoWalletFacts:
 * @coin_balance: of the sender
 * @token_balance: of the sender, if a token is sent
 * @base_fee: of the next block; zero where there is none
 * @is_legacy: the network knows one price of gas
 * @fees: what is offered at each speed; of a legacy network all the same
 * @gas: what it takes, with room
 * @gas_estimate: what it takes
 * @data_fee: what the first layer takes besides
 * @nonce: the next one
 * @warnings: what was found out
 * @look_alike: (nullable): what the recipient may be taken for; owned
 *
 * What the network and the store said about an order.
 */
typedef struct
{
  SottoU256 coin_balance;
  SottoU256 token_balance;
  SottoU256 base_fee;
  gboolean is_legacy;
  SottoFee fees[SOTTO_N_FEE_SPEEDS];
  guint64 gas;
  guint64 gas_estimate;
  SottoU256 data_fee;
  guint64 nonce;
  guint warnings;
  char *look_alike;
} SottoWalletFacts;

/* (nullable): NULL with %SOTTO_WALLET_ERROR_FUNDS. @replaces: the row whose nonce it takes, or 0.
 */
SottoWalletReview *sotto_wallet_review_new (const SottoWalletOrder *order,
                                            const SottoWalletFacts *facts,
                                            gint64 replaces,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
gint64 sotto_wallet_review_get_replaces (SottoWalletReview *self);
const SottoWalletFacts *sotto_wallet_review_get_facts (SottoWalletReview *self);

/* Whether balances of now still allow it; %SOTTO_WALLET_ERROR_FUNDS otherwise. */
gboolean sotto_wallet_review_check_funds (SottoWalletReview *self,
                                          const SottoU256 *coin,
                                          const SottoU256 *token,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
