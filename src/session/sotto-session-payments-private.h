/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-session-payments.h"

G_BEGIN_DECLS

/* @key: of us, which the wallet signs with each payment. All (transfer none). */
SottoSessionPayments *
sotto_session_payments_new (SottoMessenger *messenger,
                            SottoWallet *wallet,
                            SottoClock *clock,
                            const SottoPublicKey *key) G_GNUC_WARN_UNUSED_RESULT;

/* Once conversations are there. */
void sotto_session_payments_start (SottoSessionPayments *self);
void sotto_session_payments_stop (SottoSessionPayments *self);

/**
 * SottoSessionPaymentCheck:
 *
 * Looks for the transaction of one payment on our own node, again and again until it lies deep
 * enough.
 */
typedef struct _SottoSessionPaymentCheck SottoSessionPaymentCheck;

/* All (transfer none). */
SottoSessionPaymentCheck *
sotto_session_payment_check_new (SottoMessenger *messenger,
                                 SottoWallet *wallet,
                                 SottoClock *clock,
                                 SottoPayment *payment) G_GNUC_WARN_UNUSED_RESULT;
void sotto_session_payment_check_free (SottoSessionPaymentCheck *self);

G_END_DECLS
