/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Payments between two people, from the first word to the twelfth confirmation: every flow, with
 * one side away, restarted between all steps, and on a network that loses, doubles and reorders.
 */

#include "payments-fixture.h"

#define SEED 20200519

/* What a front end sees. */
typedef struct
{
  guint n_changed;
  guint n_to_verify;
} Seen;

static void
changed_cb (SottoMessenger *messenger, SottoPayment *payment, Seen *seen)
{
  seen->n_changed++;
}

static void
to_verify_cb (SottoMessenger *messenger, SottoPayment *payment, Seen *seen)
{
  g_assert_nonnull (sotto_payment_get_transaction_hash (payment));
  g_assert_nonnull (sotto_payment_get_signature (payment));
  seen->n_to_verify++;
}

static void
watch (Person *person, Seen *seen)
{
  g_signal_connect (person->messenger, "payment-changed", G_CALLBACK (changed_cb), seen);
  g_signal_connect (person->messenger, "payment-to-verify", G_CALLBACK (to_verify_cb), seen);
}

static void
assert_actions (Person *person, gboolean accept, gboolean decline, gboolean pay)
{
  g_autoptr (SottoPayment) payment = person_payment (person, 0);

  g_assert_cmpint (sotto_payment_can_accept (payment), ==, accept);
  g_assert_cmpint (sotto_payment_can_decline (payment), ==, decline);
  g_assert_cmpint (sotto_payment_can_pay (payment), ==, pay);
}

static void
assert_both (Deal *deal, SottoPaymentState state)
{
  person_assert_state (deal->payer, state);
  person_assert_state (deal->payee, state);
}

static void
tell (Deal *deal)
{
  g_autoptr (SottoPayment) payment = person_payment (deal->payer, 0);

  g_assert_true (deal_tell (deal, payment, 0x11));
}

/* The card is there from the first word to the last, and is money only after the verdict. */
static void
confirm_both (Deal *deal)
{
  g_autoptr (SottoPayment) payer = person_payment (deal->payer, 0);
  g_autoptr (SottoPayment) payee = person_payment (deal->payee, 0);

  assert_both (deal, SOTTO_PAYMENT_STATE_SIGNED);
  g_assert_false (sotto_payment_is_verified (payee));
  g_assert_cmpstr (sotto_payment_get_transaction_hash (payer), ==,
                   sotto_payment_get_transaction_hash (payee));
  g_assert_null (sotto_payment_get_payer (payee));
  deal_judge (deal, deal->payee, ONE_ETHER, NULL, 3);
  g_assert_cmpint (sotto_payment_get_state (payee), ==, SOTTO_PAYMENT_STATE_PENDING);
  g_assert_cmpuint (sotto_payment_get_confirmations (payee), ==, 3);
  g_assert_true (sotto_payment_is_verified (payee));
  g_assert_cmpstr (sotto_payment_get_amount (payee), ==, ONE_ETHER);
  g_assert_cmpint (sotto_payment_get_decimals (payee), ==, 18);
  g_assert_cmpint (g_ascii_strcasecmp (sotto_payment_get_payer (payee), deal->account), ==, 0);
  deal_judge (deal, deal->payee, ONE_ETHER, NULL, 12);
  deal_judge (deal, deal->payer, ONE_ETHER, NULL, 12);
  assert_both (deal, SOTTO_PAYMENT_STATE_CONFIRMED);
}

static void
test_address_first (void)
{
  Deal *deal = deal_new (SEED);
  Seen payer = { 0 }, payee = { 0 };

  watch (deal->payer, &payer);
  watch (deal->payee, &payee);
  g_assert_true (deal_ask_address (deal, ONE_ETHER, NULL));
  deal_pass (deal);
  assert_both (deal, SOTTO_PAYMENT_STATE_ADDRESS_ASKED);
  assert_actions (deal->payer, FALSE, FALSE, FALSE);
  assert_actions (deal->payee, TRUE, TRUE, FALSE);

  g_assert_true (deal_share (deal));
  deal_pass (deal);
  assert_both (deal, SOTTO_PAYMENT_STATE_ADDRESS_SHARED);
  assert_actions (deal->payer, FALSE, FALSE, TRUE);
  assert_actions (deal->payee, FALSE, FALSE, FALSE);
  g_assert_cmpuint (payer.n_to_verify + payee.n_to_verify, ==, 0);

  tell (deal);
  deal_pass (deal);
  assert_actions (deal->payer, FALSE, FALSE, FALSE);
  g_assert_cmpuint (payer.n_to_verify, ==, 1);
  g_assert_cmpuint (payee.n_to_verify, ==, 1);
  confirm_both (deal);
  g_assert_cmpuint (payee.n_to_verify, ==, 1);
  g_assert_cmpuint (payee.n_changed, ==, 5);
  deal_free (deal);
}

static void
test_request (void)
{
  Deal *deal = deal_new (SEED);
  g_autoptr (SottoPayment) payment = NULL;

  g_assert_true (deal_ask_payment (deal, ONE_ETHER, NULL));
  deal_pass (deal);
  assert_both (deal, SOTTO_PAYMENT_STATE_ASKED);
  assert_actions (deal->payee, FALSE, FALSE, FALSE);
  assert_actions (deal->payer, FALSE, TRUE, TRUE);
  payment = person_payment (deal->payer, 0);
  g_assert_cmpstr (sotto_payment_get_address (payment), ==, PAYEE_ACCOUNT);
  g_assert_true (sotto_payment_is_outgoing (payment));
  g_assert_false (sotto_payment_is_initiated (payment));

  tell (deal);
  deal_pass (deal);
  confirm_both (deal);
  deal_free (deal);
}

static void
test_direct (void)
{
  Deal *deal = deal_new (SEED);
  g_autoptr (SottoPayment) payment = NULL;

  g_assert_true (deal_tell (deal, NULL, 0x22));
  deal_pass (deal);
  payment = person_payment (deal->payee, 0);
  g_assert_null (sotto_payment_get_amount (payment));
  g_assert_cmpint (sotto_payment_get_decimals (payment), ==, -1);
  g_assert_false (sotto_payment_is_outgoing (payment));
  confirm_both (deal);
  /* The same one twice is said once. */
  g_assert_false (deal_tell (deal, NULL, 0x22));
  deal_free (deal);
}

static void
test_token (void)
{
  Deal *deal = deal_new (SEED);
  g_autoptr (SottoPayment) payment = NULL;

  g_assert_true (deal_ask_payment (deal, "5", TOKEN));
  deal_pass (deal);
  payment = person_payment (deal->payer, 0);
  g_assert_cmpstr (sotto_payment_get_contract (payment), ==, TOKEN);
  g_assert_cmpint (sotto_payment_get_decimals (payment), ==, -1);
  sotto_payment_set_token (payment, "COIN", 6);
  g_assert_cmpint (sotto_payment_get_decimals (payment), ==, 6);
  tell (deal);
  g_assert_cmpint (sotto_payment_get_decimals (payment), ==, 6);
  deal_pass (deal);
  /* Another amount than was asked for is said as it is. */
  deal_judge (deal, deal->payee, "4", TOKEN, 1);
  g_clear_object (&payment);
  payment = person_payment (deal->payee, 0);
  g_assert_cmpint (sotto_payment_get_state (payment), ==, SOTTO_PAYMENT_STATE_PENDING);
  g_assert_cmpstr (sotto_payment_get_amount (payment), ==, "4");
  g_assert_cmpstr (sotto_payment_get_requested_amount (payment), ==, "5");
  deal_free (deal);
}

static void
test_declined (void)
{
  Deal *deal = deal_new (SEED);
  g_autoptr (SottoPayment) asked = NULL;
  g_autoptr (SottoPayment) declined = NULL;

  g_assert_true (deal_ask_address (deal, ONE_ETHER, NULL));
  deal_pass (deal);
  declined = person_payment (deal->payee, 0);
  g_assert_true (person_decline (deal->payee, declined));
  deal_pass (deal);
  assert_both (deal, SOTTO_PAYMENT_STATE_ADDRESS_DECLINED);
  g_assert_false (person_decline (deal->payee, declined));
  g_assert_false (deal_share (deal));
  asked = person_payment (deal->payer, 0);
  g_assert_false (deal_tell (deal, asked, 1));
  deal_free (deal);
}

static void
test_request_declined (void)
{
  Deal *deal = deal_new (SEED);
  g_autoptr (SottoPayment) payment = NULL;

  g_assert_true (deal_ask_payment (deal, ONE_ETHER, NULL));
  deal_pass (deal);
  payment = person_payment (deal->payer, 0);
  g_assert_true (person_decline (deal->payer, payment));
  g_assert_false (deal_tell (deal, payment, 1));
  deal_pass (deal);
  assert_both (deal, SOTTO_PAYMENT_STATE_DECLINED);
  deal_free (deal);
}

/* Whoever is to act next is alone in the world while doing so. */
static void
test_away (void)
{
  Deal *deal = deal_new (SEED);

  person_connect (deal->payee, FALSE);
  g_assert_true (deal_ask_address (deal, ONE_ETHER, NULL));
  deal_pass (deal);
  g_assert_cmpuint (person_n_payments (deal->payee), ==, 0);
  person_connect (deal->payer, FALSE);
  person_connect (deal->payee, TRUE);
  deal_pass (deal);
  person_connect (deal->payer, TRUE);
  town_pass (deal->town, 600000);
  person_assert_state (deal->payee, SOTTO_PAYMENT_STATE_ADDRESS_ASKED);

  person_connect (deal->payer, FALSE);
  g_assert_true (deal_share (deal));
  deal_pass (deal);
  person_assert_state (deal->payer, SOTTO_PAYMENT_STATE_ADDRESS_ASKED);
  person_connect (deal->payer, TRUE);
  town_pass (deal->town, 600000);
  person_connect (deal->payee, FALSE);
  tell (deal);
  person_connect (deal->payee, TRUE);
  town_pass (deal->town, 600000);
  confirm_both (deal);
  deal_free (deal);
}

static void
test_restarts (void)
{
  Deal *deal = deal_new (SEED);
  guint n_to_verify;

  g_assert_true (deal_ask_address (deal, ONE_ETHER, NULL));
  deal_restart (deal);
  deal_pass (deal);
  deal_restart (deal);
  g_assert_true (deal_share (deal));
  deal_restart (deal);
  town_pass (deal->town, 600000);
  deal_restart (deal);
  tell (deal);
  person_die (deal->payer);
  person_start (deal->payer);
  town_pass (deal->town, 600000);

  /* What was not checked is asked about again, and what is confirmed is not. */
  assert_both (deal, SOTTO_PAYMENT_STATE_SIGNED);
  n_to_verify = deal->payee->n_to_verify;
  deal_restart (deal);
  g_assert_cmpuint (deal->payee->n_to_verify, ==, n_to_verify + 1);
  confirm_both (deal);
  deal_restart (deal);
  assert_both (deal, SOTTO_PAYMENT_STATE_CONFIRMED);
  g_assert_cmpuint (deal->payee->n_to_verify, ==, n_to_verify + 1);
  deal_free (deal);
}

static gboolean
is_signed_on_both (gpointer user_data)
{
  Deal *deal = user_data;
  static const char query[] = "SELECT count (*) FROM payments WHERE state = 7";

  return sotto_test_store_query_int (deal->payer->store, query) == 1 &&
         sotto_test_store_query_int (deal->payee->store, query) == 1;
}

/* Everything is lost sometimes, comes twice often, and in any order. */
static void
test_bad_network (void)
{
  for (guint64 seed = 1; seed <= 3; seed++)
    {
      Deal *deal = deal_new (seed);

      sotto_test_network_set_faults (deal->town->network, 30, 50, 3000);
      g_assert_true (deal_ask_address (deal, ONE_ETHER, NULL));
      while (person_n_payments (deal->payee) == 0)
        town_pass (deal->town, 10000);
      g_assert_true (deal_share (deal));
      for (gboolean shared = FALSE; !shared;)
        {
          g_autoptr (SottoPayment) payment = person_payment (deal->payer, 0);

          shared = sotto_payment_can_pay (payment);
          town_pass (deal->town, shared ? 0 : 10000);
        }
      tell (deal);
      g_assert_true (town_run (deal->town, is_signed_on_both, deal, 3600000));
      town_pass (deal->town, 60000);
      confirm_both (deal);
      deal_free (deal);
    }
}

/* One object for all cards, and one card at a time. */
static void
test_one_card (void)
{
  Deal *deal = deal_new (SEED);
  g_autoptr (SottoChat) chat = person_open (deal->payee, deal->payer);
  g_autoptr (SottoMessageHistory) history = person_history (deal->payee, chat);
  g_autoptr (SottoMessage) first = NULL;
  g_autoptr (SottoMessage) second = NULL;

  g_assert_true (deal_ask_address (deal, ONE_ETHER, NULL));
  deal_pass (deal);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==, 2);
  first = g_list_model_get_item (G_LIST_MODEL (history), 1);
  g_assert_cmpstr (sotto_chat_get_preview (chat), ==, "Payment");
  g_assert_cmpuint (sotto_chat_get_unread_count (chat), ==, 2);
  g_assert_true (deal_share (deal));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==, 2);
  second = g_list_model_get_item (G_LIST_MODEL (history), 1);
  g_assert_true (first != second);
  g_assert_true (sotto_message_get_payment (first) == sotto_message_get_payment (second));
  g_assert_cmpuint (sotto_chat_get_unread_count (chat), ==, 1);
  g_assert_cmpint (sotto_payment_get_state (sotto_message_get_payment (first)), ==,
                   SOTTO_PAYMENT_STATE_ADDRESS_SHARED);
  deal_free (deal);
}

/* What the user clears leaves nothing behind. */
static void
test_cleared (void)
{
  Deal *deal = deal_new (SEED);
  g_autoptr (SottoChat) chat = NULL;

  g_assert_true (deal_ask_payment (deal, ONE_ETHER, NULL));
  deal_pass (deal);
  chat = person_open (deal->payer, deal->payee);
  sotto_messenger_clear_history (deal->payer->messenger, chat);
  person_settle (deal->payer);
  g_assert_cmpuint (person_n_payments (deal->payer), ==, 0);
  g_assert_cmpuint (person_n_payments (deal->payee), ==, 1);
  deal_free (deal);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/payments/address-first", test_address_first);
  g_test_add_func ("/chat/payments/request", test_request);
  g_test_add_func ("/chat/payments/direct", test_direct);
  g_test_add_func ("/chat/payments/token", test_token);
  g_test_add_func ("/chat/payments/declined", test_declined);
  g_test_add_func ("/chat/payments/request-declined", test_request_declined);
  g_test_add_func ("/chat/payments/away", test_away);
  g_test_add_func ("/chat/payments/restarts", test_restarts);
  g_test_add_func ("/chat/payments/bad-network", test_bad_network);
  g_test_add_func ("/chat/payments/one-card", test_one_card);
  g_test_add_func ("/chat/payments/cleared", test_cleared);
  return g_test_run ();
}
