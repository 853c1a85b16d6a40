/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-payment.h"

G_BEGIN_DECLS

/**
 * SottoPaymentDetails:
 *
 * The fold of a card with what the chain knows of a payment: its transaction and who paid.
 * Hidden while there is no transaction. Its buttons copy the hash, and activate the action
 * `win.payment-explore` with the payment's id.
 */
#define SOTTO_TYPE_PAYMENT_DETAILS (sotto_payment_details_get_type ())
G_DECLARE_FINAL_TYPE (SottoPaymentDetails, sotto_payment_details, SOTTO, PAYMENT_DETAILS, AdwBin)

GtkWidget *sotto_payment_details_new (void);

/* Shows how @payment is now; closed, if it showed another one. @payment is nullable. */
void sotto_payment_details_show (SottoPaymentDetails *self, SottoPayment *payment);

G_END_DECLS
