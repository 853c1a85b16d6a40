/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sending: an order becomes a review, which a person agrees to, which becomes a transaction. It is
 * stored before any node has it, and looked after until it lies deep in the chain; whatever happens
 * in between, there is one transaction for one agreement. */

#pragma once

#include "sotto-amount.h"
#include "sotto-keys.h"
#include "sotto-wallet-review.h"
#include "sotto-wallet-transaction.h"
#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoWalletOrder:
 * @account: who pays
 * @network: where
 * @token: (nullable): what; %NULL is the coin
 * @recipient: 20 bytes: to whom
 * @amount: how much, in the smallest unit
 * @everything: all there is instead, less the fee
 * @name: (nullable): the name that led to @recipient; it is looked up again before it is signed
 *
 * What somebody wants to send. Borrowed.
 */
typedef struct
{
  SottoWalletAccount *account;
  SottoWalletNetwork *network;
  SottoWalletToken *token;
  guint8 recipient[SOTTO_ADDRESS_LENGTH];
  SottoU256 amount;
  gboolean everything;
  const SottoWalletName *name;
} SottoWalletOrder;

/**
 * sotto_wallet_review_async:
 * @self: a wallet
 * @order: what is to be sent; copied
 * @cancellable: (nullable): a cancellable
 * @callback: called when everything is known
 * @user_data: for @callback
 *
 * Asks the network what the order would do and cost, and tries it (eth_call, eth_estimateGas).
 * Errors say in words why it cannot be: %SOTTO_WALLET_ERROR_RECIPIENT, `FUNDS`, `REFUSED`,
 * `NO_KEY`, `NO_CONSENT`, and those of #SottoChainError.
 */
void sotto_wallet_review_async (SottoWallet *self,
                                const SottoWalletOrder *order,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/* What replaces @transaction, which has to be open: itself with a higher fee, or nothing that is
 * paid to oneself. It is a race until one of the two is mined. */
void sotto_wallet_review_faster_async (SottoWallet *self,
                                       SottoWalletTransaction *transaction,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
void sotto_wallet_review_cancel_async (SottoWallet *self,
                                       SottoWalletTransaction *transaction,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

/* (transfer full): of the three above. */
SottoWalletReview *sotto_wallet_review_finish (SottoWallet *self,
                                               GAsyncResult *result,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoWalletPurpose:
 * @name: what it is for, in a word of the caller's: it is paid once, whatever is asked again
 * @get_note: (nullable): gives the bytes that are signed as a message (EIP-191) along with it
 * @user_data: for @get_note, which runs on another thread before sotto_wallet_send_finish ()
 *
 * Why something is sent.
 */
typedef struct
{
  const char *name;
  GBytes *(*get_note) (const SottoHash *hash, gpointer user_data);
  gpointer user_data;
} SottoWalletPurpose;

/**
 * sotto_wallet_send_async:
 * @self: a wallet
 * @review: what was agreed to
 * @purpose: (nullable): why
 * @password: (nullable): the password
 * @cancellable: (nullable): ends it, unless it is signed already
 * @callback: called when it is stored, and a node has taken it or not
 * @user_data: for @callback
 *
 * Looks again whether there is enough and whether the fee will do (%SOTTO_WALLET_ERROR_CHANGED),
 * takes the next nonce, signs and stores in one transaction of the store, and then tells the
 * network. A network that cannot be reached is no error any more: it is told again and again.
 */
void sotto_wallet_send_async (SottoWallet *self,
                              SottoWalletReview *review,
                              const SottoWalletPurpose *purpose,
                              const char *password,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/* (transfer full): in the list already. A refusal by the network is its state. */
SottoWalletTransaction *sotto_wallet_send_finish (SottoWallet *self,
                                                  GAsyncResult *result,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) (element-type SottoWalletTransaction): what was sent lately and what is open, the
 * newest first. */
GListModel *sotto_wallet_get_transactions (SottoWallet *self);

/* (transfer none) (nullable): by its row. */
SottoWalletTransaction *sotto_wallet_find_transaction (SottoWallet *self, gint64 id);

/* Remembers that the purpose of @transaction was served. */
void sotto_wallet_set_told_async (SottoWallet *self,
                                  SottoWalletTransaction *transaction,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

/* Looks after what may still change, from now on and at once, since what was stored and not sent
 * holds up all that comes after it. Nothing is asked if there is no such thing. */
void sotto_wallet_start_watching (SottoWallet *self);

/* Looks after all that may still change, now; it also happens by itself. */
void sotto_wallet_watch_transactions_async (SottoWallet *self,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);

/* Of the two above: sotto_wallet_change_finish (). */

G_END_DECLS
