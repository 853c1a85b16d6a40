/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sotto-payment.h"

G_BEGIN_DECLS

/**
 * SottoPaymentCard:
 *
 * A payment in a conversation: which way the money goes, how much, how far it is, and what this
 * side can do now. It follows its payment.
 *
 * The buttons activate the actions `win.payment-share`, `win.payment-decline` and
 * `win.payment-pay`, each with the payment's id.
 */
#define SOTTO_TYPE_PAYMENT_CARD (sotto_payment_card_get_type ())
G_DECLARE_FINAL_TYPE (SottoPaymentCard, sotto_payment_card, SOTTO, PAYMENT_CARD, GtkBox)

GtkWidget *sotto_payment_card_new (void);

/* @payment: (nullable) */
void sotto_payment_card_set_payment (SottoPaymentCard *self, SottoPayment *payment);

G_END_DECLS
