/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "payments-fixture.h"

#include <string.h>

#include "sotto-address.h"
#include "sotto-engine-payments-private.h"
#include "sotto-keccak.h"
#include "sotto-messenger-private.h"

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **into = user_data;

  *into = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static gboolean
finish_pay (Person *person, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoMessage) message =
    sotto_messenger_pay_finish (person->messenger, wait_for (result), &error);

  if (message == NULL)
    {
      g_assert_nonnull (error);
      g_test_message ("refused: %s", error->message);
      return FALSE;
    }
  g_assert_cmpint (sotto_message_get_content (message), ==, SOTTO_MESSAGE_CONTENT_PAYMENT);
  g_assert_nonnull (sotto_message_get_payment (message));
  return TRUE;
}

Deal *
deal_new (guint64 seed)
{
  Deal *deal = g_new0 (Deal, 1);
  g_autoptr (SottoChat) chat = NULL;
  g_autoptr (SottoMessage) hello = NULL;
  guint8 address[SOTTO_ADDRESS_LENGTH];

  deal->town = town_new (seed);
  deal->payer = town_add (deal->town);
  deal->payee = town_add (deal->town);
  deal->wallet = sotto_private_key_generate (deal->town->random);
  sotto_public_key_get_address (sotto_private_key_get_public (deal->wallet), address);
  deal->account = sotto_address_to_string (address);
  person_connect (deal->payer, TRUE);
  person_connect (deal->payee, TRUE);
  chat = person_open (deal->payer, deal->payee);
  hello = person_say (deal->payer, chat, "Lunch was 12");
  g_assert_true (town_wait_received (deal->town, deal->payee, 1, 20000));
  return deal;
}

void
deal_free (Deal *deal)
{
  sotto_private_key_unref (deal->wallet);
  g_free (deal->account);
  town_free (deal->town);
  g_free (deal);
}

void
deal_restart (Deal *deal)
{
  person_stop (deal->payer);
  person_stop (deal->payee);
  person_start (deal->payer);
  person_start (deal->payee);
}

void
deal_pass (Deal *deal)
{
  town_pass (deal->town, 30000);
}

static GPtrArray *
load_payments (Person *person)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *payments;

  sotto_messenger_load_payments_async (person->messenger, NULL, NULL, store_result_cb, &result);
  payments = sotto_messenger_load_payments_finish (person->messenger, wait_for (&result), &error);
  g_assert_no_error (error);
  return payments;
}

SottoPayment *
person_payment (Person *person, guint index)
{
  g_autoptr (GPtrArray) payments = load_payments (person);

  return index < payments->len ? g_object_ref (g_ptr_array_index (payments, index)) : NULL;
}

guint
person_n_payments (Person *person)
{
  g_autoptr (GPtrArray) payments = load_payments (person);

  return payments->len;
}

/* One payment, shown by one message. */
void
person_assert_state (Person *person, SottoPaymentState state)
{
  g_autoptr (SottoPayment) payment = person_payment (person, 0);

  g_assert_cmpuint (person_n_payments (person), ==, 1);
  g_assert_cmpint (sotto_payment_get_state (payment), ==, state);
  g_assert_cmpint (
    sotto_test_store_query_int (person->store, "SELECT count (*) FROM messages WHERE content = 5"),
    ==, 1);
}

gboolean
deal_ask_address (Deal *deal, const char *amount, const char *contract)
{
  g_autoptr (SottoChat) chat = person_open (deal->payer, deal->payee);
  g_autoptr (GAsyncResult) result = NULL;

  sotto_messenger_ask_address_async (deal->payer->messenger, chat, amount, contract, NULL,
                                     store_result_cb, &result);
  return finish_pay (deal->payer, &result);
}

gboolean
deal_ask_payment (Deal *deal, const char *amount, const char *contract)
{
  g_autoptr (SottoChat) chat = person_open (deal->payee, deal->payer);
  g_autoptr (GAsyncResult) result = NULL;

  sotto_messenger_ask_payment_async (deal->payee->messenger, chat, PAYEE_ACCOUNT, amount, contract,
                                     NULL, store_result_cb, &result);
  return finish_pay (deal->payee, &result);
}

gboolean
deal_share (Deal *deal)
{
  g_autoptr (SottoPayment) payment = person_payment (deal->payee, 0);
  g_autoptr (GAsyncResult) result = NULL;

  sotto_messenger_share_address_async (deal->payee->messenger, payment, PAYEE_ACCOUNT, NULL,
                                       store_result_cb, &result);
  return finish_pay (deal->payee, &result);
}

gboolean
person_decline (Person *person, SottoPayment *payment)
{
  g_autoptr (GAsyncResult) result = NULL;

  sotto_messenger_decline_payment_async (person->messenger, payment, NULL, store_result_cb,
                                         &result);
  return finish_pay (person, &result);
}

void
deal_sign (Deal *deal, guint8 number, SottoPaymentTransaction *transaction)
{
  guint8 message[28 + SOTTO_PAYMENT_SIGNED_LENGTH];
  SottoHash digest;

  *transaction = (SottoPaymentTransaction){ .payer = deal->account,
                                            .payee = PAYEE_ACCOUNT,
                                            .amount = ONE_ETHER };
  memset (transaction->hash.bytes, number, sizeof transaction->hash.bytes);
  memcpy (message,
          "\x19"
          "Ethereum Signed Message:\n97",
          28);
  sotto_payment_get_signed_bytes (person_key (deal->payer), &transaction->hash, message + 28);
  sotto_keccak256 (message, sizeof message, &digest);
  g_assert_true (sotto_private_key_sign (deal->wallet, &digest, transaction->signature, NULL));
  transaction->signature[64] += 27;
}

gboolean
deal_tell (Deal *deal, SottoPayment *payment, guint8 number)
{
  g_autoptr (SottoChat) chat = person_open (deal->payer, deal->payee);
  g_autoptr (GAsyncResult) result = NULL;
  SottoPaymentTransaction transaction;

  deal_sign (deal, number, &transaction);
  if (payment != NULL)
    sotto_messenger_tell_payment_async (deal->payer->messenger, payment, &transaction, NULL,
                                        store_result_cb, &result);
  else
    sotto_messenger_tell_direct_payment_async (deal->payer->messenger, chat, &transaction, NULL,
                                               store_result_cb, &result);
  return finish_pay (deal->payer, &result);
}

gboolean
person_judge (Person *person, SottoPayment *payment, const SottoPaymentVerdict *verdict)
{
  g_autoptr (GAsyncResult) result = NULL;

  sotto_messenger_payment_verdict_async (person->messenger, payment, verdict, NULL, store_result_cb,
                                         &result);
  return sotto_messenger_payment_verdict_finish (person->messenger, wait_for (&result), NULL);
}

void
deal_judge (Deal *deal, Person *person, const char *amount, const char *contract, guint n)
{
  g_autoptr (SottoPayment) payment = person_payment (person, 0);
  SottoPaymentVerdict verdict = {
    .state = SOTTO_PAYMENT_STATE_PENDING,
    .confirmations = n,
    .chain_id = 1,
    .payer = deal->account,
    .payee = PAYEE_ACCOUNT,
    .contract = contract,
    .amount = amount,
  };

  g_assert_true (person_judge (person, payment, &verdict));
}

gint64
deal_clock (Deal *deal)
{
  return (gint64) sotto_clock_get_milliseconds (SOTTO_CLOCK (deal->town->clock));
}

typedef struct
{
  SottoIncoming incoming;
  const SottoPublicKey *topic_peer;
  gboolean done;
  gboolean success;
} Heard;

static gboolean
hear_work (SottoWork *work, gpointer data, GError **error)
{
  Heard *heard = data;
  gboolean success;

  work->topic_peer = heard->topic_peer;
  success = sotto_engine_apply (work, &heard->incoming, error);
  work->topic_peer = NULL;
  return success;
}

static void
heard_cb (SottoMessenger *self, gpointer data, const GError *error)
{
  Heard *heard = data;

  heard->done = TRUE;
  heard->success = error == NULL;
  if (error != NULL)
    g_test_message ("refused: %s", error->message);
}

gboolean
person_hear (Person *person,
             SottoPrivateKey *author,
             const SottoPublicKey *topic_peer,
             const SottoPaymentMessage *message,
             SottoHash *id)
{
  g_autoptr (GBytes) payload = sotto_payment_message_encode (message);
  SottoHash own_id;
  g_autoptr (GBytes) wrapped = sotto_application_message_wrap (
    author, (int) message->command, payload, id != NULL ? id : &own_id, NULL);
  Heard heard = {
    .incoming = { .signer = sotto_private_key_get_public (author),
                  .sent_seconds = sotto_clock_get_seconds (SOTTO_CLOCK (person->town->clock)),
                  .encryption = SOTTO_ENCRYPTION_RATCHET,
                  .wrapped = wrapped },
    .topic_peer = topic_peer,
  };

  sotto_messenger_queue (
    person->messenger,
    &(SottoMessengerJob){ .function = hear_work, .data = &heard, .done = heard_cb });
  while (!heard.done)
    g_main_context_iteration (NULL, TRUE);
  return heard.success;
}
