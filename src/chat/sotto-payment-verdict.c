/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a command claims, held against what our own node says of the transaction. */

#include "sotto-payment-verdict-private.h"

#include "sotto-address.h"
#include "sotto-payment-message-private.h"

/* How much older than the request a transaction may be: clocks differ. */
#define MAX_AGE_MS ((gint64) 60 * 60 * 1000)

static gboolean
is_signed_by_payer (const SottoPaymentRow *payment,
                    const SottoPublicKey *author,
                    const SottoPaymentFacts *facts)
{
  guint8 address[SOTTO_ADDRESS_LENGTH];
  g_autofree char *checksummed = NULL;

  if (facts->payer == NULL || !payment->told ||
      !sotto_payment_recover (author, &payment->transaction, payment->signature, address, NULL))
    return FALSE;
  checksummed = sotto_address_to_string (address);

  return g_ascii_strcasecmp (checksummed, facts->payer) == 0;
}

/* Whether both are the same address, or both none. */
static gboolean
is_same (const char *a, const char *b)
{
  return (a == NULL) == (b == NULL) && (a == NULL || g_ascii_strcasecmp (a, b) == 0);
}

static SottoPaymentReason
find_reason (const SottoPaymentRow *payment,
             const SottoPublicKey *author,
             const SottoPaymentFacts *facts)
{
  if (facts->chain_id != payment->chain)
    return SOTTO_PAYMENT_REASON_CHAIN;
  if (!is_signed_by_payer (payment, author, facts))
    return SOTTO_PAYMENT_REASON_SENDER;
  /* Nobody is paid by what makes a contract. */
  if (facts->payee == NULL ||
      (payment->address != NULL && !is_same (payment->address, facts->payee)))
    return SOTTO_PAYMENT_REASON_RECIPIENT;
  if (payment->value != NULL && !is_same (payment->contract, facts->contract))
    return SOTTO_PAYMENT_REASON_TOKEN;
  if (facts->amount == NULL || !sotto_payment_amount_is_valid (facts->amount))
    return SOTTO_PAYMENT_REASON_AMOUNT;
  if (facts->block_ms != 0 && payment->value != NULL &&
      facts->block_ms < payment->began_ms - MAX_AGE_MS)
    return SOTTO_PAYMENT_REASON_TOO_OLD;

  return SOTTO_PAYMENT_REASON_NONE;
}

/* For the rest of the layer. */

void
sotto_payment_facts_clear (SottoPaymentFacts *facts)
{
  g_clear_pointer (&facts->payer, g_free);
  g_clear_pointer (&facts->payee, g_free);
  g_clear_pointer (&facts->contract, g_free);
  g_clear_pointer (&facts->amount, g_free);
}

SottoPaymentState
sotto_payment_judge (const SottoPaymentRow *payment,
                     const SottoPublicKey *author,
                     const SottoPaymentFacts *facts,
                     SottoPaymentReason *reason)
{
  gboolean seen =
    facts->state == SOTTO_PAYMENT_STATE_PENDING || facts->state == SOTTO_PAYMENT_STATE_CONFIRMED;

  *reason = facts->state == SOTTO_PAYMENT_STATE_FORGED ? facts->reason : SOTTO_PAYMENT_REASON_NONE;
  if (seen)
    *reason = find_reason (payment, author, facts);
  if (*reason != SOTTO_PAYMENT_REASON_NONE)
    return SOTTO_PAYMENT_STATE_FORGED;
  if (seen)
    return facts->confirmations >= SOTTO_PAYMENT_CONFIRMATIONS ? SOTTO_PAYMENT_STATE_CONFIRMED
                                                               : SOTTO_PAYMENT_STATE_PENDING;

  return facts->state;
}
