/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-messenger.h"

G_BEGIN_DECLS

/* Payments of a messenger (commands-and-stickers.md, part A). Every action stores what it says as
 * *sending*, and finishes with the message that shows the payment now: it takes the place of the
 * one before. Accounts are "0x" and 40 digits; amounts are decimal digits in the smallest unit;
 * @contract is %NULL for ether. */

/* We want to pay, and ask where to. */
void sotto_messenger_ask_address_async (SottoMessenger *self,
                                        SottoChat *chat,
                                        const char *amount,
                                        const char *contract,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);

/* We want to be paid, to @address. */
void sotto_messenger_ask_payment_async (SottoMessenger *self,
                                        SottoChat *chat,
                                        const char *address,
                                        const char *amount,
                                        const char *contract,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);

/* The answers to the first, and to both. */
void sotto_messenger_share_address_async (SottoMessenger *self,
                                          SottoPayment *payment,
                                          const char *address,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
void sotto_messenger_decline_payment_async (SottoMessenger *self,
                                            SottoPayment *payment,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);

/**
 * SottoPaymentTransaction:
 * @hash: of a transaction that was signed and stored by the wallet
 * @signature: by the key of @payer over sotto_payment_get_signed_bytes (), V 27 or 28
 * @payer: our account
 * @payee: the other's account; only where there was no request
 * @amount: likewise
 * @contract: (nullable): likewise; %NULL is ether
 *
 * What the other is told of a transaction, and what we remember of it.
 */
typedef struct
{
  SottoHash hash;
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  const char *payer;
  const char *payee;
  const char *amount;
  const char *contract;
} SottoPaymentTransaction;

/* We paid what was asked for; or, without a request, just so. */
void sotto_messenger_tell_payment_async (SottoMessenger *self,
                                         SottoPayment *payment,
                                         const SottoPaymentTransaction *transaction,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
void sotto_messenger_tell_direct_payment_async (SottoMessenger *self,
                                                SottoChat *chat,
                                                const SottoPaymentTransaction *transaction,
                                                GCancellable *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer user_data);

/* Finishes each of the above. */
SottoMessage *sotto_messenger_pay_finish (SottoMessenger *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoPaymentVerdict:
 * @state: %SOTTO_PAYMENT_STATE_SIGNED (not known, or not any more), `PENDING`, `CONFIRMED`,
 *   `FAILED`, `REPLACED`, `UNVERIFIED` or `FORGED`
 * @reason: why it is forged
 * @confirmations: blocks, its own included; 0: not in a block
 * @chain_id: which chain was asked
 * @payer: (nullable): who sent it
 * @payee: (nullable): who gets the money: the recipient of a transfer, not the token
 * @contract: (nullable): the token; %NULL is ether
 * @amount: (nullable): how much
 * @block_ms: when its block was made, milliseconds since 1970; 0: not in a block
 *
 * What our own node says of the transaction of a payment. Whether that is a payment by the other to
 * one of our accounts has been looked at; sender, token, amount, age and signature are compared
 * again before it counts as money.
 */
typedef struct
{
  SottoPaymentState state;
  SottoPaymentReason reason;
  guint confirmations;
  guint64 chain_id;
  const char *payer;
  const char *payee;
  const char *contract;
  const char *amount;
  gint64 block_ms;
} SottoPaymentVerdict;

void sotto_messenger_payment_verdict_async (SottoMessenger *self,
                                            SottoPayment *payment,
                                            const SottoPaymentVerdict *verdict,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean sotto_messenger_payment_verdict_finish (SottoMessenger *self,
                                                 GAsyncResult *result,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (element-type SottoPayment): those of @chat, oldest first; of all chats if that is NULL. */
void sotto_messenger_load_payments_async (SottoMessenger *self,
                                          SottoChat *chat,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
GPtrArray *sotto_messenger_load_payments_finish (SottoMessenger *self,
                                                 GAsyncResult *result,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
