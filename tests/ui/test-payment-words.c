/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a card says of a payment, and what it lets one do: every state on both sides, every reason
 * for which a claim is none, and every kind of coin. */

#include <locale.h>
#include <string.h>

#include "sotto-payment-private.h"
#include "sotto-payment-words.h"

#define ETHER "1000000000000000000"
#define TOKEN "0x744d70fdbe2ba4cf95131626614a1763df805b9e"
#define CONFIRMATIONS 3

/* For the payer and for the payee: what is said, and what may be done: a(ccept), d(ecline), p(ay).
 * In the first three states it was the payer who began, in the next two the payee. */
static const struct
{
  SottoPaymentState state;
  gboolean payer_began;
  const char *payer_title;
  const char *payer_state;
  const char *payer_acts;
  const char *payee_title;
  const char *payee_state;
  const char *payee_acts;
} rows[] = {
  { SOTTO_PAYMENT_STATE_ADDRESS_ASKED, TRUE, "You want to send", "Waiting for an address", "",
    "Wants to send you", "Waiting for your address", "ad" },
  { SOTTO_PAYMENT_STATE_ADDRESS_DECLINED, TRUE, "You want to send", "Declined", "",
    "Wants to send you", "Declined", "" },
  { SOTTO_PAYMENT_STATE_ADDRESS_SHARED, TRUE, "You want to send",
    "The address is there: you can pay", "p", "Wants to send you", "You shared your address", "" },
  { SOTTO_PAYMENT_STATE_ASKED, FALSE, "Asks you for", "Waiting for you", "dp", "You asked for",
    "Waiting for the other", "" },
  { SOTTO_PAYMENT_STATE_DECLINED, FALSE, "Asks you for", "Declined", "", "You asked for",
    "Declined", "" },
  { SOTTO_PAYMENT_STATE_SIGNED, TRUE, "You sent", "Not yet verified: looking for the transaction",
    "", "Sends you", "Not yet verified: looking for the transaction", "" },
  { SOTTO_PAYMENT_STATE_PENDING, TRUE, "You sent", "Pending: 3 of 12 confirmations", "",
    "Sends you", "Pending: 3 of 12 confirmations", "" },
  { SOTTO_PAYMENT_STATE_CONFIRMED, TRUE, "You sent", "Confirmed", "", "You received", "Confirmed",
    "" },
  { SOTTO_PAYMENT_STATE_FAILED, TRUE, "You tried to send", "Failed: the transaction moved nothing",
    "", "Tried to send you", "Failed: the transaction moved nothing", "" },
  { SOTTO_PAYMENT_STATE_REPLACED, TRUE, "You tried to send", "Replaced by another transaction", "",
    "Tried to send you", "Replaced by another transaction", "" },
  { SOTTO_PAYMENT_STATE_UNVERIFIED, TRUE, "You tried to send",
    "Could not be verified: nothing arrived", "", "Claims to have sent you",
    "Could not be verified: nothing arrived", "" },
  { SOTTO_PAYMENT_STATE_FORGED, TRUE, "You tried to send",
    "Not a payment: the transaction was sent by somebody else.", "", "Claims to have sent you",
    "Not a payment: the transaction was sent by somebody else.", "" },
};

static SottoPayment *
make_payment (SottoPaymentState state, gboolean outgoing, gboolean initiated)
{
  SottoPaymentRow row = {
    .row = 1,
    .chat_id = (char *) "0x04",
    .outgoing = outgoing,
    .initiated = initiated,
    .state = state,
    .chain = SOTTO_PAYMENT_CHAIN,
    .value = (char *) ETHER,
    .told = state >= SOTTO_PAYMENT_STATE_PENDING,
    .paid = state == SOTTO_PAYMENT_STATE_CONFIRMED ? (char *) ETHER : NULL,
    .confirmations = CONFIRMATIONS,
    .reason =
      state == SOTTO_PAYMENT_STATE_FORGED ? SOTTO_PAYMENT_REASON_SENDER : SOTTO_PAYMENT_REASON_NONE,
  };

  return sotto_payment_new (&row);
}

static void
assert_side (SottoPayment *payment, const char *title, const char *state, const char *acts)
{
  g_autofree char *said_title = sotto_payment_words_title (payment);
  g_autofree char *said_state = sotto_payment_words_state (payment);
  g_autofree char *sentence = sotto_payment_words_sentence (payment);
  g_autofree char *expected = g_strdup_printf ("Payment: %s 1 ETH. %s", title, state);

  g_assert_cmpstr (said_title, ==, title);
  g_assert_cmpstr (said_state, ==, state);
  g_assert_cmpstr (sentence, ==, expected);
  g_assert_cmpint (sotto_payment_can_accept (payment), ==, strchr (acts, 'a') != NULL);
  g_assert_cmpint (sotto_payment_can_decline (payment), ==, strchr (acts, 'd') != NULL);
  g_assert_cmpint (sotto_payment_can_pay (payment), ==, strchr (acts, 'p') != NULL);
}

static void
test_states (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (rows), ==, SOTTO_PAYMENT_STATE_UNVERIFIED);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean payer_began = rows[i].payer_began;
      g_autoptr (SottoPayment) paying = make_payment (rows[i].state, TRUE, payer_began);
      g_autoptr (SottoPayment) paid = make_payment (rows[i].state, FALSE, !payer_began);

      g_test_message ("state %u", rows[i].state);
      assert_side (paying, rows[i].payer_title, rows[i].payer_state, rows[i].payer_acts);
      assert_side (paid, rows[i].payee_title, rows[i].payee_state, rows[i].payee_acts);
    }
}

/* Each goes on further than the one before; what ended otherwise has no way at all. */
static void
test_progress (void)
{
  static const SottoPaymentState way[] = {
    SOTTO_PAYMENT_STATE_ASKED,   SOTTO_PAYMENT_STATE_ADDRESS_SHARED, SOTTO_PAYMENT_STATE_SIGNED,
    SOTTO_PAYMENT_STATE_PENDING, SOTTO_PAYMENT_STATE_CONFIRMED,
  };
  static const SottoPaymentState ends[] = {
    SOTTO_PAYMENT_STATE_ADDRESS_DECLINED, SOTTO_PAYMENT_STATE_DECLINED,
    SOTTO_PAYMENT_STATE_FAILED,           SOTTO_PAYMENT_STATE_REPLACED,
    SOTTO_PAYMENT_STATE_FORGED,           SOTTO_PAYMENT_STATE_UNVERIFIED,
  };
  double before = 0;

  for (guint i = 0; i < G_N_ELEMENTS (way); i++)
    {
      g_autoptr (SottoPayment) payment = make_payment (way[i], TRUE, TRUE);
      double progress = sotto_payment_words_progress (payment);

      g_assert_cmpfloat (progress, >, before);
      g_assert_cmpfloat (progress, <=, 1);
      before = progress;
    }
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (SottoPayment) payment = make_payment (ends[i], FALSE, TRUE);

      g_assert_cmpfloat (sotto_payment_words_progress (payment), <, 0);
    }
}

/* Each says something of its own. */
static void
test_reasons (void)
{
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = SOTTO_PAYMENT_REASON_SENDER; i <= SOTTO_PAYMENT_REASON_CHAIN; i++)
    {
      SottoPaymentRow row = {
        .chat_id = (char *) "0x04",
        .state = SOTTO_PAYMENT_STATE_FORGED,
        .chain = SOTTO_PAYMENT_CHAIN,
        .told = TRUE,
        .reason = (SottoPaymentReason) i,
      };
      g_autoptr (SottoPayment) payment = sotto_payment_new (&row);
      char *text = sotto_payment_words_state (payment);

      g_assert_true (g_str_has_prefix (text, "Not a payment: "));
      g_assert_true (g_hash_table_add (said, text));
    }
}

/* An amount, of which token, what the wallet knows of that, and what is said. */
static const struct
{
  const char *value;
  const char *contract;
  const char *symbol;
  int decimals;
  const char *text;
} coins[] = {
  { ETHER, NULL, NULL, 18, "1 ETH" },
  { "1", NULL, NULL, 18, "0.000000000000000001 ETH" },
  { NULL, NULL, NULL, 18, "Amount not known yet" },
  { "1500000", TOKEN, "USDC", 6, "1.5 USDC" },
  { "7", TOKEN, "RAW", 0, "7 RAW" },
  { "115792089237316195423570985008687907853269984665640564039457584007913129639935", TOKEN, "BIG",
    77, "1.15792089237316195423570985008687907853269984665640564039457584007913129639935 BIG" },
  /* Nobody knows the token: its own name for itself is not taken. */
  { "1500000", TOKEN, NULL, -1, "1500000 units of the unknown token " TOKEN },
  { "1500000", TOKEN, "USDC", -1, "1500000 units of the unknown token " TOKEN },
  { "1500000", TOKEN, NULL, 6, "1500000 units of the unknown token " TOKEN },
  /* A token may be called what it likes; it is never taken for ether. */
  { ETHER, TOKEN, "ETH", -1, ETHER " units of the unknown token " TOKEN },
};

static void
test_coins (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (coins); i++)
    {
      SottoPaymentRow row = {
        .chat_id = (char *) "0x04",
        .state = SOTTO_PAYMENT_STATE_ASKED,
        .chain = SOTTO_PAYMENT_CHAIN,
        .value = (char *) coins[i].value,
        .contract = (char *) coins[i].contract,
      };
      g_autoptr (SottoPayment) payment = sotto_payment_new (&row);
      g_autofree char *text = NULL;

      if (coins[i].contract != NULL)
        sotto_payment_set_token (payment, coins[i].symbol, coins[i].decimals);
      text = sotto_payment_words_amount (payment);
      g_assert_cmpstr (text, ==, coins[i].text);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/payment-words/states", test_states);
  g_test_add_func ("/payment-words/progress", test_progress);
  g_test_add_func ("/payment-words/reasons", test_reasons);
  g_test_add_func ("/payment-words/coins", test_coins);

  return g_test_run ();
}
