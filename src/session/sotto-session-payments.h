/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-messenger-payments.h"
#include "sotto-wallet-send.h"

G_BEGIN_DECLS

/**
 * SottoSessionPayments:
 *
 * What joins the payments of chats with the wallet: what is agreed to is sent, then told to the
 * other, whatever comes in between; what was told is looked for on our own node. One request in a
 * chat is paid once.
 */
#define SOTTO_TYPE_SESSION_PAYMENTS (sotto_session_payments_get_type ())
G_DECLARE_FINAL_TYPE (SottoSessionPayments,
                      sotto_session_payments,
                      SOTTO,
                      SESSION_PAYMENTS,
                      GObject)

/**
 * sotto_session_payments_fill_order:
 * @self: payments
 * @payment: one for which sotto_payment_can_pay ()
 * @account: who pays
 * @order: (out caller-allocates): what pays it, to be reviewed by the wallet
 * @error: return location for %SOTTO_WALLET_ERROR_NOT_FOUND: nothing is known of the token
 *
 * Returns: whether it can be paid from here
 */
gboolean sotto_session_payments_fill_order (SottoSessionPayments *self,
                                            SottoPayment *payment,
                                            SottoWalletAccount *account,
                                            SottoWalletOrder *order,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_session_payments_pay_async:
 * @self: payments
 * @payment: (nullable): what is paid; %NULL for what nobody asked for
 * @chat: (nullable): whom it is told to, without a @payment
 * @review: what was agreed to, on the chain of %SOTTO_PAYMENT_CHAIN
 * @password: (nullable): the password
 * @cancellable: (nullable): ends it, unless it is signed already
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * Sends it with the wallet, and tells the other once the network has taken it.
 */
void sotto_session_payments_pay_async (SottoSessionPayments *self,
                                       SottoPayment *payment,
                                       SottoChat *chat,
                                       SottoWalletReview *review,
                                       const char *password,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

/* (transfer full): what was sent. */
SottoWalletTransaction *
sotto_session_payments_pay_finish (SottoSessionPayments *self,
                                   GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
