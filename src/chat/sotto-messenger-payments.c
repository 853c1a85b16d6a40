/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What front ends and the wallet ask for about payments. Each is one job for the writer thread. */

#include "sotto-messenger-payments.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-address.h"
#include "sotto-engine-payments-private.h"
#include "sotto-messenger-private.h"

/* A job that a caller waits for. */
typedef struct
{
  GTask *task;
  SottoOutgoingPayment *outgoing;
  SottoJudgedPayment *judged;
} Waited;

static void
waited_free (Waited *waited)
{
  g_clear_object (&waited->task);
  g_clear_pointer (&waited->outgoing, sotto_outgoing_payment_free);
  g_clear_pointer (&waited->judged, sotto_judged_payment_free);
  g_free (waited);
}

static gboolean
send_work (SottoWork *work, gpointer data, GError **error)
{
  return sotto_engine_send_payment (work, ((Waited *) data)->outgoing, error);
}

static gboolean
judge_work (SottoWork *work, gpointer data, GError **error)
{
  return sotto_engine_judge_payment (work, ((Waited *) data)->judged, error);
}

static void
sent_cb (SottoMessenger *self, gpointer data, const GError *error)
{
  Waited *waited = data;
  SottoMessage *message = NULL;

  if (error == NULL)
    message = sotto_models_dup_live_message (self->models, waited->outgoing->shown);
  if (message != NULL)
    g_task_return_pointer (waited->task, message, g_object_unref);
  else if (g_error_matches (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_REFUSED))
    g_task_return_new_error (waited->task, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_REFUSED, "%s",
                             _ ("This cannot be said of this payment any more."));
  else if (error != NULL)
    g_task_return_error (waited->task, g_error_copy (error));
  else
    g_task_return_new_error (waited->task, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_NOT_FOUND, "%s",
                             _ ("The message was removed again."));
}

static void
judged_cb (SottoMessenger *self, gpointer data, const GError *error)
{
  Waited *waited = data;

  if (error != NULL)
    g_task_return_error (waited->task, g_error_copy (error));
  else
    g_task_return_boolean (waited->task, TRUE);
}

/* Takes @outgoing over, and fails at once with @invalid (taken over, nullable). */
static void
queue_outgoing (SottoMessenger *self, GTask *task, SottoOutgoingPayment *outgoing, GError *invalid)
{
  Waited *waited;

  g_task_set_name (task, "say something of a payment");
  if (invalid != NULL)
    {
      sotto_outgoing_payment_free (outgoing);
      g_task_return_error (task, invalid);
      return;
    }

  waited = g_new0 (Waited, 1);
  waited->task = g_object_ref (task);
  waited->outgoing = outgoing;
  sotto_messenger_queue (self, &(SottoMessengerJob){ .function = send_work,
                                                     .data = waited,
                                                     .data_free = (GDestroyNotify) waited_free,
                                                     .done = sent_cb,
                                                     .impatient = TRUE });
}

static SottoOutgoingPayment *
outgoing_new (SottoPaymentCommand command, gint64 chat, gint64 payment)
{
  SottoOutgoingPayment *outgoing = g_new0 (SottoOutgoingPayment, 1);

  outgoing->message.command = command;
  outgoing->chat = chat;
  outgoing->payment = payment;

  return outgoing;
}

static void
set_invalid (GError **error, const char *text)
{
  if (*error == NULL)
    g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_MALFORMED, text);
}

/* (transfer full) (nullable): an account that a person or the wallet named: mixed case is a
 * checksum, and has to be right. */
static char *
take_account (const char *text, GError **error)
{
  guint8 bytes[SOTTO_ADDRESS_LENGTH];

  if (text != NULL && g_str_has_prefix (text, "0x") && sotto_address_parse (text, bytes, NULL))
    return sotto_payment_fold_address (text);
  set_invalid (error, _ ("This is no account's address."));

  return NULL;
}

/* The same for a token; NULL and "" are ether. */
static char *
take_contract (const char *text, GError **error)
{
  return text == NULL || text[0] == '\0' ? NULL : take_account (text, error);
}

static char *
take_amount (const char *text, GError **error)
{
  if (text != NULL && sotto_payment_amount_is_valid (text))
    return g_strdup (text);
  set_invalid (error, _ ("This is no amount."));

  return NULL;
}

static void
take_transaction (SottoMessenger *self,
                  SottoOutgoingPayment *outgoing,
                  const SottoPaymentTransaction *transaction,
                  GError **error)
{
  SottoPaymentMessage *message = &outgoing->message;
  guint8 signer[SOTTO_ADDRESS_LENGTH];
  g_autofree char *checksummed = NULL;

  message->transaction = transaction->hash;
  memcpy (message->signature, transaction->signature, sizeof message->signature);
  outgoing->payer = take_account (transaction->payer, error);
  if (outgoing->payer == NULL)
    return;
  if (sotto_payment_recover (&self->engine.self, &message->transaction, message->signature, signer,
                             NULL))
    checksummed = sotto_address_to_string (signer);
  if (checksummed == NULL || g_ascii_strcasecmp (checksummed, outgoing->payer) != 0)
    set_invalid (error, _ ("The account that pays did not sign this."));
}

static gint64
find_chat_row (SottoMessenger *self, SottoPayment *payment)
{
  SottoChatList *chats = sotto_models_get_chats (self->models);
  SottoChat *chat = sotto_chat_list_lookup (chats, sotto_payment_get_chat_id (payment));

  return chat != NULL ? sotto_chat_get_row (chat) : 0;
}

/* What is read of payments. */
typedef struct
{
  gint64 chat;
  GPtrArray *rows;
} Loading;

static void
loading_free (Loading *loading)
{
  g_clear_pointer (&loading->rows, g_ptr_array_unref);
  g_free (loading);
}

static gboolean
load_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Loading *loading = user_data;

  loading->rows = sotto_payment_rows_load (connection, loading->chat, error);

  return loading->rows != NULL;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SottoMessenger *self = g_task_get_source_object (task);
  Loading *loading = g_task_get_task_data (task);
  g_autoptr (GPtrArray) payments = NULL;
  GError *error = NULL;

  if (!sotto_store_read_finish (SOTTO_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  payments = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < loading->rows->len; i++)
    g_ptr_array_add (payments,
                     sotto_models_dup_payment (self->models, g_ptr_array_index (loading->rows, i)));
  g_task_return_pointer (task, g_steal_pointer (&payments), (GDestroyNotify) g_ptr_array_unref);
}

/* Public, in the header's order. */

/**
 * sotto_messenger_ask_address_async:
 * @self: a messenger
 * @chat: a direct chat
 * @amount: what we want to pay
 * @contract: (nullable): in which token
 * @cancellable: (nullable): to give up waiting
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * Says that we want to pay, and asks where to (RequestAddressForTransaction).
 */
void
sotto_messenger_ask_address_async (SottoMessenger *self,
                                   SottoChat *chat,
                                   const char *amount,
                                   const char *contract,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SottoOutgoingPayment *outgoing;
  GError *error = NULL;

  g_return_if_fail (SOTTO_IS_MESSENGER (self));
  g_return_if_fail (SOTTO_IS_CHAT (chat));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_messenger_ask_address_async);
  outgoing = outgoing_new (SOTTO_PAYMENT_COMMAND_ASK_ADDRESS, sotto_chat_get_row (chat), 0);
  outgoing->message.value = take_amount (amount, &error);
  outgoing->message.contract = take_contract (contract, &error);
  queue_outgoing (self, task, outgoing, error);
}

/**
 * sotto_messenger_ask_payment_async:
 * @self: a messenger
 * @chat: a direct chat
 * @address: our account that is to be paid; the other learns it
 * @amount: how much
 * @contract: (nullable): in which token
 * @cancellable: (nullable): to give up waiting
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * Asks for money (RequestTransaction).
 */
void
sotto_messenger_ask_payment_async (SottoMessenger *self,
                                   SottoChat *chat,
                                   const char *address,
                                   const char *amount,
                                   const char *contract,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SottoOutgoingPayment *outgoing;
  GError *error = NULL;

  g_return_if_fail (SOTTO_IS_MESSENGER (self));
  g_return_if_fail (SOTTO_IS_CHAT (chat));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_messenger_ask_payment_async);
  outgoing = outgoing_new (SOTTO_PAYMENT_COMMAND_ASK, sotto_chat_get_row (chat), 0);
  outgoing->message.address = take_account (address, &error);
  outgoing->message.value = take_amount (amount, &error);
  outgoing->message.contract = take_contract (contract, &error);
  queue_outgoing (self, task, outgoing, error);
}

/**
 * sotto_messenger_share_address_async:
 * @self: a messenger
 * @payment: one for which sotto_payment_can_accept ()
 * @address: our account that is to be paid; the other learns it
 * @cancellable: (nullable): to give up waiting
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * Says where to (AcceptRequestAddressForTransaction).
 */
void
sotto_messenger_share_address_async (SottoMessenger *self,
                                     SottoPayment *payment,
                                     const char *address,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SottoOutgoingPayment *outgoing;
  GError *error = NULL;

  g_return_if_fail (SOTTO_IS_MESSENGER (self));
  g_return_if_fail (SOTTO_IS_PAYMENT (payment));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_messenger_share_address_async);
  outgoing = outgoing_new (SOTTO_PAYMENT_COMMAND_SHARE_ADDRESS, find_chat_row (self, payment),
                           sotto_payment_get_row (payment));
  outgoing->message.address = take_account (address, &error);
  queue_outgoing (self, task, outgoing, error);
}

/**
 * sotto_messenger_decline_payment_async:
 * @self: a messenger
 * @payment: one for which sotto_payment_can_decline ()
 * @cancellable: (nullable): to give up waiting
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * Says no: shares no address, or does not pay.
 */
void
sotto_messenger_decline_payment_async (SottoMessenger *self,
                                       SottoPayment *payment,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SottoPaymentCommand command;

  g_return_if_fail (SOTTO_IS_MESSENGER (self));
  g_return_if_fail (SOTTO_IS_PAYMENT (payment));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_messenger_decline_payment_async);
  command = sotto_payment_is_outgoing (payment) ? SOTTO_PAYMENT_COMMAND_DECLINE
                                                : SOTTO_PAYMENT_COMMAND_DECLINE_ADDRESS;
  queue_outgoing (
    self, task,
    outgoing_new (command, find_chat_row (self, payment), sotto_payment_get_row (payment)), NULL);
}

/**
 * sotto_messenger_tell_payment_async:
 * @self: a messenger
 * @payment: one for which sotto_payment_can_pay ()
 * @transaction: what was sent
 * @cancellable: (nullable): to give up waiting
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * Tells of the transaction that pays it (SendTransaction).
 */
void
sotto_messenger_tell_payment_async (SottoMessenger *self,
                                    SottoPayment *payment,
                                    const SottoPaymentTransaction *transaction,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SottoOutgoingPayment *outgoing;
  GError *error = NULL;

  g_return_if_fail (SOTTO_IS_MESSENGER (self));
  g_return_if_fail (SOTTO_IS_PAYMENT (payment));
  g_return_if_fail (transaction != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_messenger_tell_payment_async);
  outgoing = outgoing_new (SOTTO_PAYMENT_COMMAND_TELL, find_chat_row (self, payment),
                           sotto_payment_get_row (payment));
  take_transaction (self, outgoing, transaction, &error);
  queue_outgoing (self, task, outgoing, error);
}

/**
 * sotto_messenger_tell_direct_payment_async:
 * @self: a messenger
 * @chat: a direct chat
 * @transaction: what was sent, to an account that we knew already
 * @cancellable: (nullable): to give up waiting
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * Tells of a transaction that nobody asked for (SendTransaction without id). The other learns
 * payee, token and amount from the chain.
 */
void
sotto_messenger_tell_direct_payment_async (SottoMessenger *self,
                                           SottoChat *chat,
                                           const SottoPaymentTransaction *transaction,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SottoOutgoingPayment *outgoing;
  GError *error = NULL;

  g_return_if_fail (SOTTO_IS_MESSENGER (self));
  g_return_if_fail (SOTTO_IS_CHAT (chat));
  g_return_if_fail (transaction != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_messenger_tell_direct_payment_async);
  outgoing = outgoing_new (SOTTO_PAYMENT_COMMAND_TELL, sotto_chat_get_row (chat), 0);
  outgoing->message.address = take_account (transaction->payee, &error);
  outgoing->message.value = take_amount (transaction->amount, &error);
  outgoing->message.contract = take_contract (transaction->contract, &error);
  take_transaction (self, outgoing, transaction, &error);
  queue_outgoing (self, task, outgoing, error);
}

/**
 * sotto_messenger_pay_finish:
 * @self: a messenger
 * @result: what the callback was given
 * @error: return location for %SOTTO_CHAT_ERROR_MALFORMED (an address, amount or signature that is
 *   none), %SOTTO_CHAT_ERROR_REFUSED (the payment is further already, or the chat is not one of
 *   two), %SOTTO_CHAT_ERROR_BLOCKED, %SOTTO_CHAT_ERROR_NOT_FOUND and errors of the store
 *
 * Returns: (transfer full) (nullable): the stored message that shows the payment
 */
SottoMessage *
sotto_messenger_pay_finish (SottoMessenger *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sotto_messenger_payment_verdict_async:
 * @self: a messenger
 * @payment: one that was told of
 * @verdict: what our node says of its transaction
 * @cancellable: (nullable): to give up waiting
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * May be told again and again: a reorganisation takes back what was confirmed. Only what is forged
 * stays forged.
 */
void
sotto_messenger_payment_verdict_async (SottoMessenger *self,
                                       SottoPayment *payment,
                                       const SottoPaymentVerdict *verdict,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  SottoJudgedPayment *judged;
  Waited *waited;

  g_return_if_fail (SOTTO_IS_MESSENGER (self));
  g_return_if_fail (SOTTO_IS_PAYMENT (payment));
  g_return_if_fail (verdict != NULL && verdict->state >= SOTTO_PAYMENT_STATE_PENDING);

  judged = g_new0 (SottoJudgedPayment, 1);
  judged->payment = sotto_payment_get_row (payment);
  judged->facts.state = verdict->state;
  judged->facts.reason = verdict->reason;
  judged->facts.confirmations = verdict->confirmations;
  judged->facts.chain_id = verdict->chain_id;
  judged->facts.block_ms = verdict->block_ms;
  judged->facts.amount = g_strdup (verdict->amount);
  judged->facts.payer = g_strdup (verdict->payer);
  judged->facts.payee = g_strdup (verdict->payee);
  judged->facts.contract = g_strdup (verdict->contract);

  waited = g_new0 (Waited, 1);
  waited->judged = judged;
  waited->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (waited->task, sotto_messenger_payment_verdict_async);
  g_task_set_name (waited->task, "judge a payment");
  sotto_messenger_queue (self, &(SottoMessengerJob){ .function = judge_work,
                                                     .data = waited,
                                                     .data_free = (GDestroyNotify) waited_free,
                                                     .done = judged_cb });
}

/**
 * sotto_messenger_payment_verdict_finish:
 * @self: a messenger
 * @result: what the callback was given
 * @error: return location for %SOTTO_CHAT_ERROR_REFUSED (there is no transaction yet) and errors of
 *   the store
 *
 * Returns: whether it is stored
 */
gboolean
sotto_messenger_payment_verdict_finish (SottoMessenger *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sotto_messenger_load_payments_async:
 * @self: a messenger
 * @chat: (nullable): of which chat; %NULL: of all
 * @cancellable: (nullable): to give up
 * @callback: called when they are there
 * @user_data: for @callback
 *
 * Looks payments up.
 */
void
sotto_messenger_load_payments_async (SottoMessenger *self,
                                     SottoChat *chat,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task;
  Loading *loading;

  g_return_if_fail (SOTTO_IS_MESSENGER (self));
  g_return_if_fail (chat == NULL || SOTTO_IS_CHAT (chat));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_messenger_load_payments_async);
  g_task_set_name (task, "look payments up");
  loading = g_new0 (Loading, 1);
  loading->chat = chat != NULL ? sotto_chat_get_row (chat) : 0;
  g_task_set_task_data (task, loading, (GDestroyNotify) loading_free);
  sotto_store_read_async (self->store, load_cb, loading, NULL, cancellable, loaded_cb, task);
}

/**
 * sotto_messenger_load_payments_finish:
 * @self: a messenger
 * @result: what the callback was given
 * @error: return location for an error of the store
 *
 * Returns: (transfer full) (nullable) (element-type SottoPayment): the payments, oldest first
 */
GPtrArray *
sotto_messenger_load_payments_finish (SottoMessenger *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
