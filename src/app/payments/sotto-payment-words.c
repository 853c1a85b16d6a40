/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of a payment. */

#include "sotto-payment-words.h"

#include <glib/gi18n.h>

#include "sotto-amount-text.h"

/* Steps of the way: asked, shared, signed, and then the confirmations. */
#define N_STEPS_BEFORE 3

char *
sotto_payment_words_amount (SottoPayment *payment)
{
  const char *amount = sotto_payment_get_amount (payment);
  const char *contract = sotto_payment_get_contract (payment);
  int decimals = sotto_payment_get_decimals (payment);
  const char *symbol = contract == NULL ? "ETH" : sotto_payment_get_symbol (payment);

  if (amount == NULL)
    return g_strdup (_ ("Amount not known yet"));
  if (decimals >= 0 && symbol != NULL)
    return sotto_amount_text_of_decimal (amount, (guint) decimals, symbol);
  /* Translators: a number and the address of a token that nothing is known of. */
  return g_strdup_printf (_ ("%s units of the unknown token %s"), amount, contract);
}

char *
sotto_payment_words_title (SottoPayment *payment)
{
  gboolean outgoing = sotto_payment_is_outgoing (payment);
  gboolean initiated = sotto_payment_is_initiated (payment);

  switch (sotto_payment_get_state (payment))
    {
    case SOTTO_PAYMENT_STATE_ADDRESS_ASKED:
    case SOTTO_PAYMENT_STATE_ADDRESS_DECLINED:
    case SOTTO_PAYMENT_STATE_ADDRESS_SHARED:
      return g_strdup (initiated ? _ ("You want to send") : _ ("Wants to send you"));
    case SOTTO_PAYMENT_STATE_ASKED:
    case SOTTO_PAYMENT_STATE_DECLINED:
      return g_strdup (initiated ? _ ("You asked for") : _ ("Asks you for"));
    case SOTTO_PAYMENT_STATE_CONFIRMED:
      return g_strdup (outgoing ? _ ("You sent") : _ ("You received"));
    case SOTTO_PAYMENT_STATE_FAILED:
    case SOTTO_PAYMENT_STATE_REPLACED:
      return g_strdup (outgoing ? _ ("You tried to send") : _ ("Tried to send you"));
    case SOTTO_PAYMENT_STATE_FORGED:
    case SOTTO_PAYMENT_STATE_UNVERIFIED:
      return g_strdup (outgoing ? _ ("You tried to send") : _ ("Claims to have sent you"));
    default:
      return g_strdup (outgoing ? _ ("You sent") : _ ("Sends you"));
    }
}

static const char *
get_reason (SottoPaymentReason reason)
{
  switch (reason)
    {
    case SOTTO_PAYMENT_REASON_SENDER:
      return _ ("Not a payment: the transaction was sent by somebody else.");
    case SOTTO_PAYMENT_REASON_RECIPIENT:
      return _ ("Not a payment: the transaction pays somebody else.");
    case SOTTO_PAYMENT_REASON_TOKEN:
      return _ ("Not a payment: the transaction is in another coin than was asked for.");
    case SOTTO_PAYMENT_REASON_AMOUNT:
      return _ ("Not a payment: the transaction pays nothing.");
    case SOTTO_PAYMENT_REASON_USED:
      return _ ("Not a payment: the transaction paid for something else already.");
    case SOTTO_PAYMENT_REASON_TOO_OLD:
      return _ ("Not a payment: the transaction is older than the request.");
    case SOTTO_PAYMENT_REASON_CHAIN:
      return _ ("Not a payment: the transaction is on another network.");
    default:
      return _ ("Not a payment: the transaction is not what was claimed.");
    }
}

static char *
describe_blocks (SottoPayment *payment)
{
  guint n = sotto_payment_get_confirmations (payment);

  if (n == 0)
    return g_strdup (_ ("The network knows it; it is in no block yet"));
  /* Translators: how many of how many blocks confirm a payment, such as 3 of 12. */
  return g_strdup_printf (_ ("Pending: %u of %u confirmations"), n, SOTTO_PAYMENT_CONFIRMATIONS);
}

char *
sotto_payment_words_state (SottoPayment *payment)
{
  gboolean outgoing = sotto_payment_is_outgoing (payment);

  switch (sotto_payment_get_state (payment))
    {
    case SOTTO_PAYMENT_STATE_ADDRESS_ASKED:
      return g_strdup (outgoing ? _ ("Waiting for an address") : _ ("Waiting for your address"));
    case SOTTO_PAYMENT_STATE_ADDRESS_DECLINED:
    case SOTTO_PAYMENT_STATE_DECLINED:
      return g_strdup (_ ("Declined"));
    case SOTTO_PAYMENT_STATE_ADDRESS_SHARED:
      return g_strdup (outgoing ? _ ("The address is there: you can pay")
                                : _ ("You shared your address"));
    case SOTTO_PAYMENT_STATE_ASKED:
      return g_strdup (outgoing ? _ ("Waiting for you") : _ ("Waiting for the other"));
    case SOTTO_PAYMENT_STATE_SIGNED:
      return g_strdup (_ ("Not yet verified: looking for the transaction"));
    case SOTTO_PAYMENT_STATE_PENDING:
      return describe_blocks (payment);
    case SOTTO_PAYMENT_STATE_CONFIRMED:
      return g_strdup (_ ("Confirmed"));
    case SOTTO_PAYMENT_STATE_FAILED:
      return g_strdup (_ ("Failed: the transaction moved nothing"));
    case SOTTO_PAYMENT_STATE_REPLACED:
      return g_strdup (_ ("Replaced by another transaction"));
    case SOTTO_PAYMENT_STATE_UNVERIFIED:
      return g_strdup (_ ("Could not be verified: nothing arrived"));
    case SOTTO_PAYMENT_STATE_FORGED:
      return g_strdup (get_reason (sotto_payment_get_reason (payment)));
    }
  return g_strdup ("");
}

char *
sotto_payment_words_sentence (SottoPayment *payment)
{
  g_autofree char *title = sotto_payment_words_title (payment);
  g_autofree char *amount = sotto_payment_words_amount (payment);
  g_autofree char *state = sotto_payment_words_state (payment);

  /* Translators: spoken by a screen reader: what kind of payment, how much, how far. */
  return g_strdup_printf (_ ("Payment: %s %s. %s"), title, amount, state);
}

double
sotto_payment_words_progress (SottoPayment *payment)
{
  double all = N_STEPS_BEFORE + SOTTO_PAYMENT_CONFIRMATIONS;

  switch (sotto_payment_get_state (payment))
    {
    case SOTTO_PAYMENT_STATE_ADDRESS_ASKED:
    case SOTTO_PAYMENT_STATE_ASKED:
      return 1 / all;
    case SOTTO_PAYMENT_STATE_ADDRESS_SHARED:
      return 2 / all;
    case SOTTO_PAYMENT_STATE_SIGNED:
      return N_STEPS_BEFORE / all;
    case SOTTO_PAYMENT_STATE_PENDING:
      return (N_STEPS_BEFORE + sotto_payment_get_confirmations (payment)) / all;
    case SOTTO_PAYMENT_STATE_CONFIRMED:
      return 1;
    default:
      return -1;
    }
}
