/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A payment in a chat is a command of chat/ and a transaction of wallet/. The transaction carries
 * what it is for, and the signature that the other wants to see; both are stored with it, so that
 * after a kill between the two the other is told at the next start. */

#include "sotto-session-payments-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-chat-error.h"
#include "sotto-wallet-networks.h"

/* How purposes begin; the id of the payment follows, or that of the chat and a number. */
#define FOR_PAYMENT "payment:"
#define FOR_CHAT "chat:"

struct _SottoSessionPayments
{
  GObject parent_instance;

  SottoMessenger *messenger;
  SottoWallet *wallet;
  SottoClock *clock;
  SottoPublicKey key;
  GCancellable *cancellable;
  GHashTable *checks;
  GHashTable *telling;
  gboolean is_running;

  /* Objects live as long as somebody holds them, and these have names. */
  GPtrArray *known;
};

/* What waits for the list of payments. */
typedef struct
{
  SottoSessionPayments *self;
  SottoWalletTransaction *transaction;
} Told;

G_DEFINE_FINAL_TYPE (SottoSessionPayments, sotto_session_payments, G_TYPE_OBJECT)

static void
told_free (Told *told)
{
  g_hash_table_remove (told->self->telling, told->transaction);
  g_object_unref (told->self);
  g_object_unref (told->transaction);
  g_free (told);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Told, told_free)

/* Telling. */

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    g_message ("That a payment was told could not be stored: %s", error->message);
}

static void
said_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Told) told = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoMessage) message =
    sotto_messenger_pay_finish (SOTTO_MESSENGER (source), result, &error);

  /* Refused: the other was told before a kill that came before this was noted. */
  if (message == NULL && !g_error_matches (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_REFUSED))
    {
      g_message ("A payment could not be told: %s", error->message);
      return;
    }
  sotto_wallet_set_told_async (told->self->wallet, told->transaction, NULL, noted_cb, NULL);
}

static char *
dup_payer (SottoSessionPayments *self, SottoWalletTransaction *transaction)
{
  gint64 id = sotto_wallet_transaction_get_account (transaction);
  SottoWalletAccount *account = sotto_wallet_get_account_by_id (self->wallet, id);

  return account != NULL ? g_strdup (sotto_wallet_account_get_address (account)) : NULL;
}

/* (transfer full) (nullable): the contract of the token with row @id. */
static char *
dup_contract (SottoSessionPayments *self, gint64 id)
{
  SottoWalletToken *token = id != 0 ? sotto_wallet_get_token_by_id (self->wallet, id) : NULL;

  return token != NULL ? g_ascii_strdown (sotto_wallet_token_get_address (token), -1) : NULL;
}

static SottoChat *
find_chat (SottoSessionPayments *self, const char *id)
{
  GListModel *chats = G_LIST_MODEL (sotto_messenger_get_chats (self->messenger));

  for (guint i = 0; i < g_list_model_get_n_items (chats); i++)
    {
      /* The list keeps it. */
      g_autoptr (SottoChat) chat = g_list_model_get_item (chats, i);

      if (g_str_equal (sotto_chat_get_id (chat), id))
        return chat;
    }
  return NULL;
}

/* @payment, or @chat: whom it is told to. */
static void
say (Told *taken, SottoPayment *payment, SottoChat *chat)
{
  g_autoptr (Told) told = taken;
  SottoSessionPayments *self = told->self;
  g_autofree char *payer = dup_payer (self, told->transaction);
  g_autofree char *payee =
    sotto_address_to_string (sotto_wallet_transaction_get_recipient (told->transaction));
  g_autofree char *contract =
    dup_contract (self, sotto_wallet_transaction_get_token (told->transaction));
  const guint8 *note = sotto_wallet_transaction_get_note (told->transaction);
  char amount[SOTTO_U256_DECIMAL_SIZE];
  SottoPaymentTransaction what = { .payer = payer };

  if (payer == NULL || note == NULL || (payment == NULL && chat == NULL))
    return;
  sotto_u256_to_decimal (sotto_wallet_transaction_get_amount (told->transaction), amount);
  what.hash = *sotto_wallet_transaction_get_hash (told->transaction);
  memcpy (what.signature, note, sizeof what.signature);
  if (payment != NULL)
    {
      sotto_messenger_tell_payment_async (self->messenger, payment, &what, NULL, said_cb,
                                          g_steal_pointer (&told));
      return;
    }
  what.payee = payee;
  what.amount = amount;
  what.contract = contract;
  sotto_messenger_tell_direct_payment_async (self->messenger, chat, &what, NULL, said_cb,
                                             g_steal_pointer (&told));
}

static void
payments_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Told) told = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) payments =
    sotto_messenger_load_payments_finish (SOTTO_MESSENGER (source), result, &error);
  const char *id = sotto_wallet_transaction_get_purpose (told->transaction) + strlen (FOR_PAYMENT);

  for (guint i = 0; payments != NULL && i < payments->len; i++)
    {
      SottoPayment *payment = g_ptr_array_index (payments, i);

      if (g_str_equal (sotto_payment_get_id (payment), id))
        {
          say (g_steal_pointer (&told), payment, NULL);
          return;
        }
    }
}

/* A node has it, so it may be told. */
static gboolean
is_to_be_told (SottoWalletTransaction *transaction)
{
  SottoWalletTransactionState state = sotto_wallet_transaction_get_state (transaction);

  return sotto_wallet_transaction_get_purpose (transaction) != NULL &&
         sotto_wallet_transaction_get_note (transaction) != NULL &&
         !sotto_wallet_transaction_get_told (transaction) &&
         (state == SOTTO_WALLET_TRANSACTION_SENT || state == SOTTO_WALLET_TRANSACTION_MINED);
}

static void
tell (SottoSessionPayments *self, SottoWalletTransaction *transaction)
{
  const char *purpose = sotto_wallet_transaction_get_purpose (transaction);
  Told *told;

  if (!self->is_running || !is_to_be_told (transaction) ||
      !g_hash_table_add (self->telling, transaction))
    return;
  told = g_new0 (Told, 1);
  told->self = g_object_ref (self);
  told->transaction = g_object_ref (transaction);
  if (g_str_has_prefix (purpose, FOR_PAYMENT))
    sotto_messenger_load_payments_async (self->messenger, NULL, NULL, payments_loaded_cb, told);
  else
    {
      g_autofree char *chat = g_strdup (purpose + strlen (FOR_CHAT));

      *strrchr (chat, ':') = '\0';
      say (told, NULL, find_chat (self, chat));
    }
}

static void
state_cb (SottoWalletTransaction *transaction, GParamSpec *spec, gpointer user_data)
{
  tell (user_data, transaction);
}

static void
transactions_changed_cb (GListModel *list,
                         guint position,
                         guint n_removed,
                         guint n_added,
                         gpointer user_data)
{
  SottoSessionPayments *self = user_data;

  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (SottoWalletTransaction) transaction = g_list_model_get_item (list, i);

      if (sotto_wallet_transaction_get_purpose (transaction) == NULL)
        continue;
      g_signal_connect_object (transaction, "notify::state", G_CALLBACK (state_cb), self, 0);
      tell (self, transaction);
    }
}

/* Tokens have names for who has them in the wallet. */
static void
name_token (SottoSessionPayments *self, SottoPayment *payment)
{
  const char *contract = sotto_payment_get_contract (payment);
  SottoWalletToken *token = NULL;
  guint8 address[SOTTO_ADDRESS_LENGTH];

  if (contract != NULL && sotto_address_parse (contract, address, NULL))
    token = sotto_wallet_find_token (self->wallet, SOTTO_PAYMENT_CHAIN, address);
  if (token != NULL)
    sotto_payment_set_token (payment, sotto_wallet_token_get_symbol (token),
                             (int) sotto_wallet_token_get_decimals (token));
}

static void
known_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoSessionPayments) self = user_data;

  self->known = sotto_messenger_load_payments_finish (SOTTO_MESSENGER (source), result, NULL);
  for (guint i = 0; self->known != NULL && i < self->known->len; i++)
    name_token (self, g_ptr_array_index (self->known, i));
}

/* Looking for what was told. */

static void
to_verify_cb (SottoSessionPayments *self, SottoPayment *payment)
{
  const char *id = sotto_payment_get_id (payment);

  if (!g_hash_table_contains (self->checks, id))
    g_hash_table_insert (
      self->checks, g_strdup (id),
      sotto_session_payment_check_new (self->messenger, self->wallet, self->clock, payment));
}

/* Paying. */

static GBytes *
get_note_cb (const SottoHash *hash, gpointer user_data)
{
  guint8 bytes[SOTTO_PAYMENT_SIGNED_LENGTH];

  sotto_payment_get_signed_bytes (user_data, hash, bytes);
  return g_bytes_new (bytes, sizeof bytes);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  SottoWalletTransaction *transaction =
    sotto_wallet_send_finish (SOTTO_WALLET (source), result, &error);

  if (transaction == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, transaction, g_object_unref);
}

/* Whether @review pays what @payment is about, and nothing else. */
static gboolean
is_same_deal (SottoPayment *payment, SottoWalletReview *review)
{
  SottoWalletToken *token = sotto_wallet_review_get_token (review);
  const char *contract = sotto_payment_get_contract (payment);
  const char *address = sotto_payment_get_address (payment);
  const char *wanted = sotto_payment_get_amount (payment);
  guint8 payee[SOTTO_ADDRESS_LENGTH];
  char amount[SOTTO_U256_DECIMAL_SIZE];

  sotto_u256_to_decimal (sotto_wallet_review_get_amount (review), amount);
  return address != NULL && sotto_address_parse (address, payee, NULL) &&
         memcmp (payee, sotto_wallet_review_get_recipient (review), sizeof payee) == 0 &&
         g_strcmp0 (wanted, amount) == 0 && (contract == NULL) == (token == NULL) &&
         (token == NULL ||
          g_ascii_strcasecmp (contract, sotto_wallet_token_get_address (token)) == 0);
}

static gboolean
check_deal (SottoPayment *payment, SottoWalletReview *review, GError **error)
{
  guint64 chain_id = sotto_wallet_network_get_chain_id (sotto_wallet_review_get_network (review));

  if (chain_id != SOTTO_PAYMENT_CHAIN)
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NETWORK,
                           _ ("Payments in chats are on Ethereum's main network."));
      return FALSE;
    }
  if (payment == NULL || (sotto_payment_can_pay (payment) && is_same_deal (payment, review)))
    return TRUE;
  g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_CHANGED,
                       _ ("This is not what was asked for any more. Look at it again."));
  return FALSE;
}

static void
sotto_session_payments_dispose (GObject *object)
{
  SottoSessionPayments *self = SOTTO_SESSION_PAYMENTS (object);

  sotto_session_payments_stop (self);
  g_clear_pointer (&self->checks, g_hash_table_unref);
  g_clear_pointer (&self->telling, g_hash_table_unref);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  g_clear_object (&self->messenger);
  g_clear_object (&self->wallet);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (sotto_session_payments_parent_class)->dispose (object);
}

static void
sotto_session_payments_class_init (SottoSessionPaymentsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_session_payments_dispose;
}

static void
sotto_session_payments_init (SottoSessionPayments *self)
{
  self->checks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) sotto_session_payment_check_free);
  self->telling = g_hash_table_new (NULL, NULL);
}

/* For the session. */

SottoSessionPayments *
sotto_session_payments_new (SottoMessenger *messenger,
                            SottoWallet *wallet,
                            SottoClock *clock,
                            const SottoPublicKey *key)
{
  SottoSessionPayments *self = g_object_new (SOTTO_TYPE_SESSION_PAYMENTS, NULL);

  self->messenger = g_object_ref (messenger);
  self->wallet = g_object_ref (wallet);
  self->clock = g_object_ref (clock);
  self->key = *key;
  g_signal_connect_object (messenger, "payment-to-verify", G_CALLBACK (to_verify_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (messenger, "payment-changed", G_CALLBACK (name_token), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (sotto_wallet_get_transactions (wallet), "items-changed",
                           G_CALLBACK (transactions_changed_cb), self, 0);
  return self;
}

void
sotto_session_payments_start (SottoSessionPayments *self)
{
  GListModel *list = sotto_wallet_get_transactions (self->wallet);

  self->is_running = TRUE;
  sotto_wallet_start_watching (self->wallet);
  sotto_messenger_load_payments_async (self->messenger, NULL, NULL, known_loaded_cb,
                                       g_object_ref (self));
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (SottoWalletTransaction) transaction = g_list_model_get_item (list, i);

      tell (self, transaction);
    }
}

void
sotto_session_payments_stop (SottoSessionPayments *self)
{
  self->is_running = FALSE;
  if (self->checks != NULL)
    g_hash_table_remove_all (self->checks);
}

/* Public, in the header's order. */

gboolean
sotto_session_payments_fill_order (SottoSessionPayments *self,
                                   SottoPayment *payment,
                                   SottoWalletAccount *account,
                                   SottoWalletOrder *order,
                                   GError **error)
{
  const char *contract;
  guint8 address[SOTTO_ADDRESS_LENGTH];

  g_return_val_if_fail (SOTTO_IS_SESSION_PAYMENTS (self) && SOTTO_IS_PAYMENT (payment), FALSE);
  g_return_val_if_fail (SOTTO_IS_WALLET_ACCOUNT (account) && order != NULL, FALSE);

  *order = (SottoWalletOrder){
    .account = account,
    .network = sotto_wallet_find_network (self->wallet, SOTTO_PAYMENT_CHAIN),
  };
  contract = sotto_payment_get_contract (payment);
  if (contract != NULL && sotto_address_parse (contract, address, NULL))
    order->token = sotto_wallet_find_token (self->wallet, SOTTO_PAYMENT_CHAIN, address);
  if (order->network != NULL && (contract == NULL || order->token != NULL) &&
      sotto_payment_get_address (payment) != NULL && sotto_payment_get_amount (payment) != NULL &&
      sotto_address_parse (sotto_payment_get_address (payment), order->recipient, NULL) &&
      sotto_u256_parse_decimal (sotto_payment_get_amount (payment), &order->amount))
    return TRUE;
  g_set_error_literal (
    error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NOT_FOUND,
    _ ("The token that was asked for is not in your wallet: add it by its address first."));
  return FALSE;
}

void
sotto_session_payments_pay_async (SottoSessionPayments *self,
                                  SottoPayment *payment,
                                  SottoChat *chat,
                                  SottoWalletReview *review,
                                  const char *password,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *purpose = NULL;
  SottoWalletPurpose why = { .get_note = get_note_cb };
  GError *error = NULL;

  g_return_if_fail (SOTTO_IS_SESSION_PAYMENTS (self) && SOTTO_IS_WALLET_REVIEW (review));
  g_return_if_fail (SOTTO_IS_PAYMENT (payment) || SOTTO_IS_CHAT (chat));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_session_payments_pay_async);
  if (!check_deal (payment, review, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  purpose = payment != NULL
              ? g_strconcat (FOR_PAYMENT, sotto_payment_get_id (payment), NULL)
              : g_strdup_printf (FOR_CHAT "%s:%" G_GINT64_FORMAT, sotto_chat_get_id (chat),
                                 sotto_clock_get_real_time (self->clock));
  why.name = purpose;
  why.user_data = &self->key;
  sotto_wallet_send_async (self->wallet, review, &why, password, cancellable, sent_cb,
                           g_steal_pointer (&task));
}

SottoWalletTransaction *
sotto_session_payments_pay_finish (SottoSessionPayments *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
