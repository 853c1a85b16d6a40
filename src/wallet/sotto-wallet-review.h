/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-eth-transaction.h"
#include "sotto-fees.h"
#include "sotto-wallet-account.h"
#include "sotto-wallet-names.h"
#include "sotto-wallet-network.h"
#include "sotto-wallet-token.h"

G_BEGIN_DECLS

/**
 * SottoWalletWarning:
 * @SOTTO_WALLET_WARNING_LOOK_ALIKE: the recipient looks like an address that is known, and is not
 * @SOTTO_WALLET_WARNING_DELEGATED: the recipient's account obeys a contract (EIP-7702)
 * @SOTTO_WALLET_WARNING_CONTRACT: the recipient is a contract
 * @SOTTO_WALLET_WARNING_NAME_ELSEWHERE: the recipient's name was given an address on Ethereum
 * itself, and none on this network
 * @SOTTO_WALLET_WARNING_FIRST_TIME: nothing was sent there before
 * @SOTTO_WALLET_WARNING_HIGH_FEE: the fee may come to more than 0.05 of the coin
 * @SOTTO_WALLET_WARNING_WAITS: earlier transactions have to be mined first
 * @SOTTO_WALLET_WARNING_OWN: it goes to the account itself
 * @SOTTO_WALLET_WARNING_TESTNET: the money of this network is worth nothing
 *
 * What is to be said before somebody agrees; flags, the worst first.
 */
typedef enum
{
  SOTTO_WALLET_WARNING_LOOK_ALIKE = 1 << 0,
  SOTTO_WALLET_WARNING_DELEGATED = 1 << 1,
  SOTTO_WALLET_WARNING_CONTRACT = 1 << 2,
  SOTTO_WALLET_WARNING_NAME_ELSEWHERE = 1 << 3,
  SOTTO_WALLET_WARNING_FIRST_TIME = 1 << 4,
  SOTTO_WALLET_WARNING_HIGH_FEE = 1 << 5,
  SOTTO_WALLET_WARNING_WAITS = 1 << 6,
  SOTTO_WALLET_WARNING_OWN = 1 << 7,
  SOTTO_WALLET_WARNING_TESTNET = 1 << 8,
} SottoWalletWarning;

#define SOTTO_N_WALLET_WARNINGS 9

/**
 * SottoWalletReview:
 *
 * What is about to be signed, and what it will do: nothing of it changes. What is shown and what
 * is signed come from here; a person who wants another fee gets another review.
 */
#define SOTTO_TYPE_WALLET_REVIEW (sotto_wallet_review_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletReview, sotto_wallet_review, SOTTO, WALLET_REVIEW, GObject)

/* (transfer none) */
SottoWalletAccount *sotto_wallet_review_get_account (SottoWalletReview *self);
SottoWalletNetwork *sotto_wallet_review_get_network (SottoWalletReview *self);

/* (transfer none) (nullable): NULL is the coin of the network. */
SottoWalletToken *sotto_wallet_review_get_token (SottoWalletReview *self);

/* (transfer none): what is signed, but for its nonce, which may go up until then. */
const SottoEthTransaction *sotto_wallet_review_get_transaction (SottoWalletReview *self);

/* (transfer none): 20 bytes: who gets it. */
const guint8 *sotto_wallet_review_get_recipient (SottoWalletReview *self);

/* (transfer none) (nullable): the name that led there. */
const SottoWalletName *sotto_wallet_review_get_name (SottoWalletReview *self);

/* Whether it takes the place of something that was sent before, and of nothing but its nonce: it
 * pays nothing to nobody. */
gboolean sotto_wallet_review_is_replacement (SottoWalletReview *self);
gboolean sotto_wallet_review_is_cancellation (SottoWalletReview *self);

/* (transfer none): in the smallest unit of the token or coin. */
const SottoU256 *sotto_wallet_review_get_amount (SottoWalletReview *self);

/* (transfer none): what it costs as the last blocks were, and at most; in the coin. */
const SottoU256 *sotto_wallet_review_get_expected_fee (SottoWalletReview *self);
const SottoU256 *sotto_wallet_review_get_highest_fee (SottoWalletReview *self);

/* (transfer none): what is left of the coin, at least, and of the token; zero without a token. */
const SottoU256 *sotto_wallet_review_get_coin_after (SottoWalletReview *self);
const SottoU256 *sotto_wallet_review_get_token_after (SottoWalletReview *self);

/* #SottoWalletWarning flags. */
guint sotto_wallet_review_get_warnings (SottoWalletReview *self);

/* (transfer none) (nullable): "0x…": the address that the recipient may be taken for. */
const char *sotto_wallet_review_get_look_alike (SottoWalletReview *self);

/* (transfer none): a sentence for one warning. */
const char *sotto_wallet_warning_get_text (SottoWalletWarning warning);

SottoFeeSpeed sotto_wallet_review_get_speed (SottoWalletReview *self);

/* What is offered for a unit of gas, in wei; and whether the network knows one price only. */
SottoFee sotto_wallet_review_get_fee (SottoWalletReview *self);
gboolean sotto_wallet_review_is_legacy (SottoWalletReview *self);

/**
 * sotto_wallet_review_with_speed:
 * @self: a review
 * @speed: how much is offered
 * @error: return location for %SOTTO_WALLET_ERROR_FUNDS
 *
 * Returns: (transfer full): the same at another speed; an order for everything gets another amount
 */
SottoWalletReview *sotto_wallet_review_with_speed (SottoWalletReview *self,
                                                   SottoFeeSpeed speed,
                                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same with a fee of one's own, on a network with one price of gas that of @fee->max_fee;
 * %SOTTO_WALLET_ERROR_FUNDS, and %SOTTO_WALLET_ERROR_REFUSED for one that no block takes. */
SottoWalletReview *sotto_wallet_review_with_fee (SottoWalletReview *self,
                                                 const SottoFee *fee,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
