/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Commands that should not be: from the wrong person, at the wrong time, twice, before what they
 * answer, from another device of ours; and transactions that are not what they are said to be.
 */

#include "payments-fixture.h"

#include <string.h>

#include "sotto-application-message-private.h"

#define SEED 20200520

static SottoPaymentMessage
make (Deal *deal, SottoPaymentCommand command, const SottoHash *id)
{
  SottoPaymentMessage message = { .command = command, .clock = deal_clock (deal) };

  if (command == SOTTO_PAYMENT_COMMAND_ASK_ADDRESS || command == SOTTO_PAYMENT_COMMAND_ASK)
    message.value = (char *) ONE_ETHER;
  if (command == SOTTO_PAYMENT_COMMAND_ASK || command == SOTTO_PAYMENT_COMMAND_SHARE_ADDRESS)
    message.address = (char *) PAYEE_ACCOUNT;
  if (command == SOTTO_PAYMENT_COMMAND_TELL)
    {
      SottoPaymentTransaction transaction;

      deal_sign (deal, 0x33, &transaction);
      message.transaction = transaction.hash;
      memcpy (message.signature, transaction.signature, sizeof message.signature);
    }
  message.has_id = id != NULL;
  if (id != NULL)
    message.id = *id;
  return message;
}

static gboolean
say (Deal *deal,
     Person *to,
     SottoPrivateKey *author,
     SottoPaymentCommand command,
     const SottoHash *answered,
     SottoHash *id)
{
  SottoPaymentMessage message = make (deal, command, answered);

  return person_hear (to, author, NULL, &message, id);
}

static SottoHash
id_of (Person *person)
{
  g_autoptr (SottoPayment) payment = person_payment (person, 0);
  SottoHash id;

  g_assert_true (sotto_hash_from_hex (&id, sotto_payment_get_id (payment), NULL));
  return id;
}

/* Nobody but the other of the two, and only what fits. */
static void
test_wrong_person (void)
{
  Deal *deal = deal_new (SEED);
  Person *mallory = town_add (deal->town);
  SottoPrivateKey *payee = deal->payee->identity;
  SottoHash id;

  g_assert_true (deal_ask_address (deal, ONE_ETHER, NULL));
  deal_pass (deal);
  id = id_of (deal->payer);
  for (int command = 7; command <= 11; command++)
    if (command != SOTTO_PAYMENT_COMMAND_ASK)
      g_assert_false (
        say (deal, deal->payer, mallory->identity, (SottoPaymentCommand) command, &id, NULL));
  g_assert_false (say (deal, deal->payer, payee, SOTTO_PAYMENT_COMMAND_DECLINE, &id, NULL));
  g_assert_false (
    say (deal, deal->payee, deal->payer->identity, SOTTO_PAYMENT_COMMAND_SHARE_ADDRESS, &id, NULL));
  g_assert_false (say (deal, deal->payee, deal->payer->identity,
                       SOTTO_PAYMENT_COMMAND_DECLINE_ADDRESS, &id, NULL));
  person_assert_state (deal->payer, SOTTO_PAYMENT_STATE_ADDRESS_ASKED);
  person_assert_state (deal->payee, SOTTO_PAYMENT_STATE_ADDRESS_ASKED);

  /* The address of the first answer stays. */
  g_assert_true (say (deal, deal->payer, payee, SOTTO_PAYMENT_COMMAND_SHARE_ADDRESS, &id, NULL));
  town_pass (deal->town, 1000);
  g_assert_false (say (deal, deal->payer, payee, SOTTO_PAYMENT_COMMAND_SHARE_ADDRESS, &id, NULL));
  g_assert_false (say (deal, deal->payer, payee, SOTTO_PAYMENT_COMMAND_DECLINE_ADDRESS, &id, NULL));
  person_assert_state (deal->payer, SOTTO_PAYMENT_STATE_ADDRESS_SHARED);
  deal_free (deal);
}

/* The same once more changes nothing. */
static void
test_twice (void)
{
  Deal *deal = deal_new (SEED);
  SottoPrivateKey *payer = deal->payer->identity;
  SottoPaymentMessage ask = make (deal, SOTTO_PAYMENT_COMMAND_ASK_ADDRESS, NULL);
  SottoPaymentMessage tell;
  SottoHash id;

  g_assert_true (person_hear (deal->payee, payer, NULL, &ask, &id));
  g_assert_true (person_hear (deal->payee, payer, NULL, &ask, NULL));
  person_assert_state (deal->payee, SOTTO_PAYMENT_STATE_ADDRESS_ASKED);
  g_assert_true (deal_share (deal));
  /* The card that it was has gone, and does not come back. */
  g_assert_true (person_hear (deal->payee, payer, NULL, &ask, NULL));
  person_assert_state (deal->payee, SOTTO_PAYMENT_STATE_ADDRESS_SHARED);
  tell = make (deal, SOTTO_PAYMENT_COMMAND_TELL, &id);
  g_assert_true (person_hear (deal->payee, payer, NULL, &tell, NULL));
  g_assert_true (person_hear (deal->payee, payer, NULL, &tell, NULL));
  person_assert_state (deal->payee, SOTTO_PAYMENT_STATE_SIGNED);
  /* Nor is it used for another. */
  tell.has_id = FALSE;
  g_assert_false (person_hear (deal->payee, payer, NULL, &tell, NULL));
  person_assert_state (deal->payee, SOTTO_PAYMENT_STATE_SIGNED);
  deal_free (deal);
}

/* Answers before questions, as another device of ours may have them; also over a restart. */
static void
test_reversed (void)
{
  Deal *deal = deal_new (SEED);
  SottoPrivateKey *payer = deal->payer->identity;
  SottoPaymentMessage ask = make (deal, SOTTO_PAYMENT_COMMAND_ASK_ADDRESS, NULL);
  g_autoptr (GBytes) payload = sotto_payment_message_encode (&ask);
  g_autoptr (GBytes) wrapped = NULL;
  SottoPaymentMessage share, tell;
  SottoHash id;

  wrapped = sotto_application_message_wrap (payer, 6, payload, &id, NULL);
  share = make (deal, SOTTO_PAYMENT_COMMAND_SHARE_ADDRESS, &id);
  share.clock++;
  tell = make (deal, SOTTO_PAYMENT_COMMAND_TELL, &id);
  tell.clock += 2;
  g_assert_true (person_hear (deal->payee, payer, NULL, &tell, NULL));
  g_assert_true (person_hear (deal->payee, deal->payee->identity, NULL, &share, NULL));
  g_assert_cmpuint (person_n_payments (deal->payee), ==, 0);
  deal_restart (deal);
  g_assert_true (person_hear (deal->payee, payer, NULL, &ask, NULL));
  person_assert_state (deal->payee, SOTTO_PAYMENT_STATE_SIGNED);
  {
    g_autoptr (SottoPayment) payment = person_payment (deal->payee, 0);

    g_assert_cmpstr (sotto_payment_get_address (payment), ==, PAYEE_ACCOUNT);
  }
  g_assert_cmpint (
    sotto_test_store_query_int (deal->payee->store, "SELECT count (*) FROM early_commands"), ==, 0);
  deal_free (deal);
}

/* What answers nothing is kept for a while, and not without end. */
static void
test_early_flood (void)
{
  Deal *deal = deal_new (SEED);
  SottoHash id = { { 1 } };

  for (guint i = 0; i < 20; i++)
    {
      id.bytes[1] = (guint8) i;
      g_assert_cmpint (
        say (deal, deal->payee, deal->payer->identity, SOTTO_PAYMENT_COMMAND_DECLINE, &id, NULL),
        ==, i < 8);
    }
  g_assert_cmpint (
    sotto_test_store_query_int (deal->payee->store, "SELECT count (*) FROM early_commands"), ==, 8);
  deal_free (deal);
}

static void
test_flood (void)
{
  Deal *deal = deal_new (SEED);

  for (guint i = 0; i < 10; i++)
    {
      SottoPaymentMessage ask = make (deal, SOTTO_PAYMENT_COMMAND_ASK, NULL);

      ask.clock += i;
      g_assert_cmpint (person_hear (deal->payer, deal->payee->identity, NULL, &ask, NULL), ==,
                       i < 5);
    }
  g_assert_cmpuint (person_n_payments (deal->payer), ==, 5);
  deal_free (deal);
}

/* A stranger's question waits among the requests. */
static void
test_stranger (void)
{
  Deal *deal = deal_new (SEED);
  Person *mallory = town_add (deal->town);
  GListModel *chats;
  gboolean found = FALSE;

  g_assert_true (say (deal, deal->payee, mallory->identity, SOTTO_PAYMENT_COMMAND_ASK, NULL, NULL));
  chats = G_LIST_MODEL (sotto_messenger_get_chats (deal->payee->messenger));
  for (guint i = 0; i < g_list_model_get_n_items (chats); i++)
    {
      g_autoptr (SottoChat) chat = g_list_model_get_item (chats, i);

      if (sotto_public_key_equal (sotto_contact_get_key (sotto_chat_get_contact (chat)),
                                  person_key (mallory)))
        found = sotto_chat_get_is_request (chat);
    }
  g_assert_true (found);
  deal_free (deal);
}

/* The payee says no on one device while saying yes on another: the first word counts, on each
 * side. */
static void
test_crossing (void)
{
  Deal *deal = deal_new (SEED);
  g_autoptr (SottoPayment) payment = NULL;
  SottoHash id;

  g_assert_true (deal_ask_address (deal, ONE_ETHER, NULL));
  deal_pass (deal);
  id = id_of (deal->payer);
  person_connect (deal->payee, FALSE);
  g_assert_true (deal_share (deal));
  g_assert_true (say (deal, deal->payer, deal->payee->identity,
                      SOTTO_PAYMENT_COMMAND_DECLINE_ADDRESS, &id, NULL));
  person_connect (deal->payee, TRUE);
  town_pass (deal->town, 600000);
  person_assert_state (deal->payer, SOTTO_PAYMENT_STATE_ADDRESS_DECLINED);
  person_assert_state (deal->payee, SOTTO_PAYMENT_STATE_ADDRESS_SHARED);
  /* Nobody pays for what was declined. */
  payment = person_payment (deal->payer, 0);
  g_assert_false (sotto_payment_can_pay (payment));
  g_assert_false (deal_tell (deal, payment, 1));
  deal_free (deal);
}

/* Another device of ours: answers name what they answer, and questions are understood on the topic
 * of two only. */
static void
test_own_device (void)
{
  Deal *deal = deal_new (SEED);
  SottoPrivateKey *self = deal->payer->identity;
  SottoPaymentMessage ask = make (deal, SOTTO_PAYMENT_COMMAND_ASK_ADDRESS, NULL);
  SottoPaymentMessage tell;
  g_autoptr (SottoPayment) payment = NULL;
  SottoHash id;

  g_assert_false (person_hear (deal->payer, self, NULL, &ask, NULL));
  g_assert_true (person_hear (deal->payer, self, person_key (deal->payee), &ask, &id));
  payment = person_payment (deal->payer, 0);
  g_assert_true (sotto_payment_is_outgoing (payment));
  g_assert_true (sotto_payment_is_initiated (payment));
  g_assert_true (
    sotto_public_key_equal (sotto_payment_get_peer (payment), person_key (deal->payee)));
  g_assert_true (
    say (deal, deal->payer, deal->payee->identity, SOTTO_PAYMENT_COMMAND_SHARE_ADDRESS, &id, NULL));
  tell = make (deal, SOTTO_PAYMENT_COMMAND_TELL, &id);
  g_assert_true (person_hear (deal->payer, self, NULL, &tell, NULL));
  person_assert_state (deal->payer, SOTTO_PAYMENT_STATE_SIGNED);
  deal_free (deal);
}

static void
expect_verdict (Deal *deal,
                const SottoPaymentVerdict *verdict,
                SottoPaymentState state,
                SottoPaymentReason reason)
{
  g_autoptr (SottoPayment) payment = person_payment (deal->payee, 0);

  g_assert_true (person_judge (deal->payee, payment, verdict));
  g_assert_cmpint (sotto_payment_get_state (payment), ==, state);
  g_assert_cmpint (sotto_payment_get_reason (payment), ==, reason);
}

/* The chain takes back and gives again; only a forgery is for ever. */
static void
test_reorganised (void)
{
  Deal *deal = deal_new (SEED);
  SottoPaymentVerdict good = { .state = SOTTO_PAYMENT_STATE_CONFIRMED,
                               .confirmations = 12,
                               .chain_id = 1,
                               .payer = deal->account,
                               .payee = PAYEE_ACCOUNT,
                               .amount = ONE_ETHER };
  SottoPaymentVerdict bad = good;
  static const SottoPaymentState others[] = {
    SOTTO_PAYMENT_STATE_SIGNED,
    SOTTO_PAYMENT_STATE_FAILED,
    SOTTO_PAYMENT_STATE_REPLACED,
    SOTTO_PAYMENT_STATE_UNVERIFIED,
  };
  g_autoptr (SottoPayment) payment = NULL;

  g_assert_true (deal_ask_payment (deal, ONE_ETHER, NULL));
  payment = person_payment (deal->payee, 0);
  g_assert_false (person_judge (deal->payee, payment, &good));
  deal_pass (deal);
  g_clear_object (&payment);
  payment = person_payment (deal->payer, 0);
  g_assert_true (deal_tell (deal, payment, 0x44));
  deal_pass (deal);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      SottoPaymentVerdict other = { .state = others[i], .chain_id = 1 };

      expect_verdict (deal, &good, SOTTO_PAYMENT_STATE_CONFIRMED, SOTTO_PAYMENT_REASON_NONE);
      expect_verdict (deal, &other, others[i], SOTTO_PAYMENT_REASON_NONE);
    }
  bad.payee = TOKEN;
  expect_verdict (deal, &bad, SOTTO_PAYMENT_STATE_FORGED, SOTTO_PAYMENT_REASON_RECIPIENT);
  expect_verdict (deal, &good, SOTTO_PAYMENT_STATE_FORGED, SOTTO_PAYMENT_REASON_RECIPIENT);
  deal_free (deal);
}

/* Who copies somebody's transaction cannot sign for it, and does not keep the payer from it. */
static void
test_stolen (void)
{
  Deal *deal = deal_new (SEED);
  Person *mallory = town_add (deal->town);
  SottoPaymentMessage tell = make (deal, SOTTO_PAYMENT_COMMAND_TELL, NULL);
  SottoPaymentVerdict verdict = { .state = SOTTO_PAYMENT_STATE_PENDING,
                                  .confirmations = 1,
                                  .chain_id = 1,
                                  .payer = deal->account,
                                  .payee = PAYEE_ACCOUNT,
                                  .amount = ONE_ETHER };
  g_autoptr (SottoPayment) real = NULL;

  g_assert_true (person_hear (deal->payee, mallory->identity, NULL, &tell, NULL));
  expect_verdict (deal, &verdict, SOTTO_PAYMENT_STATE_FORGED, SOTTO_PAYMENT_REASON_SENDER);
  g_assert_true (person_hear (deal->payee, deal->payer->identity, NULL, &tell, NULL));
  real = person_payment (deal->payee, 1);
  g_assert_true (person_judge (deal->payee, real, &verdict));
  g_assert_cmpint (sotto_payment_get_state (real), ==, SOTTO_PAYMENT_STATE_PENDING);
  deal_free (deal);
}

/* A wallet that signs for two chat keys is believed once. */
static void
test_used (void)
{
  Deal *deal = deal_new (SEED);
  Person *friend = town_add (deal->town);
  Person *payer = deal->payer;
  SottoPaymentMessage first = make (deal, SOTTO_PAYMENT_COMMAND_TELL, NULL);
  SottoPaymentMessage second;
  SottoPaymentVerdict verdict = { .state = SOTTO_PAYMENT_STATE_PENDING,
                                  .confirmations = 1,
                                  .chain_id = 1,
                                  .payer = deal->account,
                                  .payee = PAYEE_ACCOUNT,
                                  .amount = ONE_ETHER };
  g_autoptr (SottoPayment) again = NULL;

  deal->payer = friend;
  second = make (deal, SOTTO_PAYMENT_COMMAND_TELL, NULL);
  deal->payer = payer;
  g_assert_true (person_hear (deal->payee, payer->identity, NULL, &first, NULL));
  g_assert_true (person_hear (deal->payee, friend->identity, NULL, &second, NULL));
  expect_verdict (deal, &verdict, SOTTO_PAYMENT_STATE_PENDING, SOTTO_PAYMENT_REASON_NONE);
  again = person_payment (deal->payee, 1);
  g_assert_true (person_judge (deal->payee, again, &verdict));
  g_assert_cmpint (sotto_payment_get_state (again), ==, SOTTO_PAYMENT_STATE_FORGED);
  g_assert_cmpint (sotto_payment_get_reason (again), ==, SOTTO_PAYMENT_REASON_USED);
  deal_free (deal);
}

/* What we would send ourselves is looked at as hard. */
static void
test_own_mistakes (void)
{
  Deal *deal = deal_new (SEED);
  g_autoptr (SottoPayment) payment = NULL;

  g_assert_false (deal_ask_address (deal, "0", NULL));
  g_assert_false (deal_ask_address (deal, "1.5", NULL));
  g_assert_false (deal_ask_address (deal, ONE_ETHER, "0x12"));
  /* A checksum that is wrong. */
  g_assert_false (deal_ask_payment (deal, ONE_ETHER, "0xA924c4b174b1e8defaaa32502f2748be5e48915c"));
  g_assert_true (deal_ask_payment (deal, ONE_ETHER, NULL));
  deal_pass (deal);
  payment = person_payment (deal->payer, 0);
  g_free (deal->account);
  deal->account = g_strdup (PAYEE_ACCOUNT);
  g_assert_false (deal_tell (deal, payment, 1));
  person_assert_state (deal->payer, SOTTO_PAYMENT_STATE_ASKED);
  deal_free (deal);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/payments-forged/wrong-person", test_wrong_person);
  g_test_add_func ("/chat/payments-forged/twice", test_twice);
  g_test_add_func ("/chat/payments-forged/reversed", test_reversed);
  g_test_add_func ("/chat/payments-forged/early-flood", test_early_flood);
  g_test_add_func ("/chat/payments-forged/flood", test_flood);
  g_test_add_func ("/chat/payments-forged/stranger", test_stranger);
  g_test_add_func ("/chat/payments-forged/crossing", test_crossing);
  g_test_add_func ("/chat/payments-forged/own-device", test_own_device);
  g_test_add_func ("/chat/payments-forged/reorganised", test_reorganised);
  g_test_add_func ("/chat/payments-forged/stolen", test_stolen);
  g_test_add_func ("/chat/payments-forged/used", test_used);
  g_test_add_func ("/chat/payments-forged/own-mistakes", test_own_mistakes);
  return g_test_run ();
}
