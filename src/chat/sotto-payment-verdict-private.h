/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-payment-private.h"

G_BEGIN_DECLS

/**
 * SottoPaymentFacts:
 *
 * A #SottoPaymentVerdict with strings of its own; addresses in any case.
 */
typedef struct
{
  SottoPaymentState state;
  SottoPaymentReason reason;
  guint confirmations;
  guint64 chain_id;
  char *payer;
  char *payee;
  char *contract;
  char *amount;
  gint64 block_ms;
} SottoPaymentFacts;

void sotto_payment_facts_clear (SottoPaymentFacts *facts);

/**
 * sotto_payment_judge:
 * @payment: what was said
 * @author: who told of the transaction
 * @facts: what our node says
 * @reason: (out): why it is forged
 *
 * Compares the two (commands-and-stickers.md, A4 and A6), whatever the one who asked the node made
 * of it.
 *
 * Returns: how far the payment is
 */
SottoPaymentState sotto_payment_judge (const SottoPaymentRow *payment,
                                       const SottoPublicKey *author,
                                       const SottoPaymentFacts *facts,
                                       SottoPaymentReason *reason);

G_END_DECLS
