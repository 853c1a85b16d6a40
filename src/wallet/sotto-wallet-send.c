/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From what was agreed to to what is stored, and then told. Nonce, signature and row are one
 * transaction of the store, so that two that are sent at once cannot share a nonce, and a kill
 * leaves either nothing or something that is told again. */

#include "sotto-wallet-send.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-call-data.h"
#include "sotto-chain-answers.h"
#include "sotto-chain-questions.h"
#include "sotto-personal-message.h"
#include "sotto-sql.h"
#include "sotto-token-call.h"
#include "sotto-wallet-chains.h"
#include "sotto-wallet-nonces-private.h"
#include "sotto-wallet-review-private.h"
#include "sotto-wallet-send-private.h"

enum
{
  ASK_BLOCK,
  ASK_NONCE,
  ASK_PENDING_NONCE,
  ASK_BALANCE,
  ASK_TOKEN_BALANCE,
  N_QUESTIONS,
};

/**
 * Sending:
 * @review: what was agreed to
 * @purpose: why, if @has_purpose; its name is owned
 * @password: (nullable): in guarded memory
 * @least_nonce: what the network takes next
 * @transaction: what is signed
 * @row: what is stored
 */
typedef struct
{
  SottoWalletAct act;
  SottoWalletReview *review;
  SottoWalletPurpose purpose;
  char *purpose_name;
  char *password;
  guint64 least_nonce;
  SottoEthTransaction transaction;
  SottoWalletTransactionRow *row;
} Sending;

static void
forget_password (Sending *sending)
{
  if (sending->password != NULL)
    sotto_wipe_string (sending->password);
  g_clear_pointer (&sending->password, g_free);
}

static void
sending_free (gpointer data)
{
  Sending *sending = data;

  sotto_wallet_act_clear (&sending->act);
  forget_password (sending);
  g_object_unref (sending->review);
  sotto_eth_transaction_clear (&sending->transaction);
  g_clear_pointer (&sending->row, sotto_wallet_transaction_row_free);
  g_free (sending->purpose_name);
  g_free (sending);
}

static gboolean
set_changed (GError **error, const char *text)
{
  g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_CHANGED, text);
  return FALSE;
}

/* What was asked for once is paid once. */
static gboolean
check_purpose (SottoConnection *connection, Sending *sending, GError **error)
{
  gint64 n_others = 0;

  if (sending->purpose_name == NULL)
    return TRUE;
  if (!sotto_sql_get_int (connection, &n_others, error,
                          "SELECT count (*) FROM wallet_transactions"
                          " WHERE purpose = ? AND state <= 3",
                          "t", sending->purpose_name))
    return FALSE;
  if (n_others == 0)
    return TRUE;
  g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_SENT_ALREADY,
                       _ ("This was paid already."));
  return FALSE;
}

static gboolean
take_nonce (SottoConnection *connection, Sending *sending, GError **error)
{
  gint64 replaces = sotto_wallet_review_get_replaces (sending->review);
  gint64 is_open = 0;

  if (replaces == 0)
    {
      g_autoptr (GArray) taken =
        sotto_wallet_load_nonces (connection, sending->row->account, sending->row->chain_id, error);

      if (taken == NULL)
        return FALSE;
      sending->transaction.nonce = sotto_wallet_find_free_nonce (taken, sending->least_nonce);
      return TRUE;
    }
  if (!sotto_sql_get_int (connection, &is_open, error,
                          "SELECT count (*) FROM wallet_transactions WHERE id = ? AND state <= 2",
                          "i", replaces))
    return FALSE;
  return is_open != 0 ||
         set_changed (error, _ ("It is in a block already: nothing can take its place."));
}

static gboolean
sign (SottoConnection *connection, Sending *sending, GError **error)
{
  SottoWalletTransactionRow *row = sending->row;
  g_autoptr (SottoPrivateKey) key =
    sotto_wallet_open_account_key (connection, &sending->act, row->account, error);
  g_autoptr (GBytes) note = NULL;
  gconstpointer data;
  gsize length;

  if (key == NULL)
    return FALSE;
  row->nonce = sending->transaction.nonce;
  row->raw = sotto_eth_transaction_sign (&sending->transaction, key, &row->hash, error);
  if (row->raw == NULL)
    return FALSE;
  if (sending->purpose.get_note == NULL)
    return TRUE;
  note = sending->purpose.get_note (&row->hash, sending->purpose.user_data);
  data = g_bytes_get_data (note, &length);
  row->has_note = sotto_personal_message_sign (data, length, key, row->note, error);
  return row->has_note;
}

static gboolean
remember_recipient (SottoConnection *connection, Sending *sending, GError **error)
{
  const SottoWalletTransactionRow *row = sending->row;
  const SottoWalletName *name = sotto_wallet_review_get_name (sending->review);

  /* What cancels pays nobody. */
  if (sotto_wallet_review_is_cancellation (sending->review))
    return TRUE;
  return sotto_sql_run (connection, error,
                        "INSERT INTO wallet_recipients (address, ens_name, n_sent, first_ms,"
                        " last_ms) VALUES (?, ?, 1, ?, ?) ON CONFLICT (address)"
                        " DO UPDATE SET n_sent = n_sent + 1, last_ms = excluded.last_ms,"
                        " ens_name = coalesce (excluded.ens_name, ens_name)",
                        "atii", row->recipient, name != NULL ? name->name : NULL, row->created_ms,
                        row->created_ms);
}

static gboolean
store_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  Sending *sending = user_data;

  return check_purpose (connection, sending, error) && take_nonce (connection, sending, error) &&
         sign (connection, sending, error) &&
         sotto_wallet_transaction_row_insert (connection, sending->row, error) &&
         remember_recipient (connection, sending, error);
}

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SottoWallet *self = SOTTO_WALLET (source);
  Sending *sending = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!sotto_wallet_broadcast_finish (self, result, &error))
    g_message ("What the network said of a transaction could not be stored: %s", error->message);
  sotto_wallet_watch_soon (self);
  g_task_return_pointer (
    task, g_object_ref (sotto_wallet_find_transaction (self, sending->row->id)), g_object_unref);
}

static void
stored (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Sending *sending = act;
  SottoWalletNetwork *network = sotto_wallet_review_get_network (sending->review);
  SottoWalletTransaction *transaction = sotto_wallet_show_transaction (self, sending->row, 0);
  SottoChain *chain = sotto_wallet_get_chain (self, network, NULL);

  if (chain != NULL)
    sotto_wallet_broadcast_async (self, chain, sending->row, g_task_get_cancellable (task), told_cb,
                                  g_object_ref (task));
  else
    g_task_return_pointer (task, g_object_ref (transaction), g_object_unref);
}

/* The price may rise by a fifth between looking and agreeing. */
static gboolean
check_price (Sending *sending, const SottoRpcAnswer *answer, GError **error)
{
  const SottoEthTransaction *transaction = sotto_wallet_review_get_transaction (sending->review);
  const SottoWalletFacts *facts = sotto_wallet_review_get_facts (sending->review);
  SottoU256 five = sotto_u256_from_u64 (5);
  SottoU256 six = sotto_u256_from_u64 (6);
  SottoU256 limit;
  SottoChainBlock block;
  gboolean is_there;

  if (!sotto_chain_read_block (answer, &is_there, &block, error))
    return FALSE;
  if (!is_there || !block.has_base_fee || facts->is_legacy)
    return TRUE;
  if (!sotto_u256_multiply_divide (&facts->base_fee, &six, &five, &limit))
    limit = SOTTO_U256_MAX;
  if (sotto_u256_compare (&block.base_fee, &limit) <= 0 &&
      sotto_u256_compare (&block.base_fee, &transaction->max_fee) <= 0)
    return TRUE;
  return set_changed (error, _ ("The price of the network has risen. Look at it again."));
}

static gboolean
check_funds (Sending *sending, GPtrArray *answers, GError **error)
{
  SottoU256 coin;
  SottoU256 token = SOTTO_U256_ZERO;

  if (!sotto_chain_read_quantity (g_ptr_array_index (answers, ASK_BALANCE), &coin, error))
    return FALSE;
  if (answers->len > ASK_TOKEN_BALANCE)
    {
      g_autoptr (GBytes) data =
        sotto_chain_read_data (g_ptr_array_index (answers, ASK_TOKEN_BALANCE), error);

      if (data == NULL)
        return FALSE;
      if (!sotto_call_result_get_u256 (data, &token))
        return set_changed (error, _ ("The token does not say how much of it the account has."));
    }
  return sotto_wallet_review_check_funds (sending->review, &coin, &token, error);
}

static gboolean
read_nonce (Sending *sending, GPtrArray *answers, GError **error)
{
  guint64 mined;
  guint64 pending;

  if (!sotto_chain_read_u64 (g_ptr_array_index (answers, ASK_NONCE), &mined, error))
    return FALSE;
  if (!sotto_chain_read_u64 (g_ptr_array_index (answers, ASK_PENDING_NONCE), &pending, NULL))
    pending = mined;
  sending->least_nonce = MAX (mined, pending);
  return sotto_wallet_review_get_replaces (sending->review) == 0 ||
         mined <= sending->transaction.nonce ||
         set_changed (error, _ ("It is in a block already: nothing can take its place."));
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);
  g_autofree char *password = NULL;

  if (answers == NULL || !check_price (sending, g_ptr_array_index (answers, ASK_BLOCK), &error) ||
      !read_nonce (sending, answers, &error) || !check_funds (sending, answers, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  password = g_steal_pointer (&sending->password);
  sotto_wallet_act_run (task, password);
  if (password != NULL)
    sotto_wipe_string (password);
}

static void
check (GTask *task, SottoChain *chain)
{
  Sending *sending = g_task_get_task_data (task);
  SottoWalletToken *token = sotto_wallet_review_get_token (sending->review);
  const guint8 *from =
    sotto_wallet_account_get_address_bytes (sotto_wallet_review_get_account (sending->review));
  g_autoptr (GBytes) balance_of = sotto_token_call_balance_of (from);
  SottoRpcCall calls[N_QUESTIONS];
  guint n_calls = N_QUESTIONS - 1;

  calls[ASK_BLOCK] = sotto_chain_ask_block (SOTTO_CHAIN_LATEST);
  calls[ASK_NONCE] = sotto_chain_ask_nonce (from, SOTTO_CHAIN_LATEST);
  calls[ASK_PENDING_NONCE] = sotto_chain_ask_nonce (from, SOTTO_CHAIN_PENDING);
  calls[ASK_BALANCE] = sotto_chain_ask_balance (from, SOTTO_CHAIN_LATEST);
  if (token != NULL)
    {
      SottoChainMessage message = { .to = sotto_wallet_token_get_address_bytes (token),
                                    .data = balance_of };

      calls[n_calls++] = sotto_chain_ask_call (&message, SOTTO_CHAIN_LATEST);
    }
  sotto_chain_call_async (chain, calls, n_calls, g_task_get_cancellable (task), checked_cb, task);
  for (guint i = 0; i < n_calls; i++)
    sotto_rpc_call_clear (&calls[i]);
}

/* Takes @task. */
static void
look_again (GTask *task)
{
  SottoWallet *self = g_task_get_source_object (task);
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;
  SottoChain *chain =
    sotto_wallet_get_chain (self, sotto_wallet_review_get_network (sending->review), &error);

  if (chain != NULL)
    {
      check (task, chain);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (sotto_wallet_check_name_finish (SOTTO_WALLET (source), result, &error))
    {
      look_again (task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* Takes @task. A name may lead elsewhere by now. */
static void
begin (GTask *task)
{
  Sending *sending = g_task_get_task_data (task);
  const SottoWalletName *name = sotto_wallet_review_get_name (sending->review);

  if (name != NULL)
    sotto_wallet_check_name_async (g_task_get_source_object (task), name,
                                   sotto_wallet_review_get_network (sending->review),
                                   g_task_get_cancellable (task), named_cb, task);
  else
    look_again (task);
}

static SottoWalletTransactionRow *
row_new (SottoWallet *self, SottoWalletReview *review, const char *purpose)
{
  SottoWalletTransactionRow *row = g_new0 (SottoWalletTransactionRow, 1);
  SottoWalletToken *token = sotto_wallet_review_get_token (review);

  row->chain_id = sotto_wallet_network_get_chain_id (sotto_wallet_review_get_network (review));
  row->account = sotto_wallet_account_get_id (sotto_wallet_review_get_account (review));
  row->state = SOTTO_WALLET_TRANSACTION_STORED;
  row->token = token != NULL ? sotto_wallet_token_get_id (token) : 0;
  memcpy (row->recipient, sotto_wallet_review_get_recipient (review), sizeof row->recipient);
  row->amount = *sotto_wallet_review_get_amount (review);
  row->created_ms = (gint64) sotto_clock_get_milliseconds (self->clock);
  row->purpose = g_strdup (purpose);
  return row;
}

static void
copy_transaction (const SottoEthTransaction *from, SottoEthTransaction *to)
{
  *to = *from;
  if (to->data != NULL)
    g_bytes_ref (to->data);
  if (to->access_list != NULL)
    g_bytes_ref (to->access_list);
}

/* For the rest of the layer. */

SottoWalletTransaction *
sotto_wallet_show_transaction (SottoWallet *self,
                               const SottoWalletTransactionRow *row,
                               guint64 head)
{
  SottoWalletTransaction *known = sotto_wallet_find_transaction (self, row->id);
  g_autoptr (SottoWalletTransaction) made = NULL;

  if (known != NULL)
    {
      sotto_wallet_transaction_update (known, row, head);
      return known;
    }
  made = sotto_wallet_transaction_new (row);
  g_list_store_insert (self->transactions, 0, made);
  return made;
}

/* Public, in the header's order. */

void
sotto_wallet_send_async (SottoWallet *self,
                         SottoWalletReview *review,
                         const SottoWalletPurpose *purpose,
                         const char *password,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Sending *sending;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_REVIEW (review));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_send_async);
  sending = g_new0 (Sending, 1);
  sending->act.access = SOTTO_WALLET_ACCESS_KEEP;
  sending->act.write = store_cb;
  sending->act.finish = stored;
  sending->review = g_object_ref (review);
  if (purpose != NULL)
    {
      sending->purpose = *purpose;
      sending->purpose_name = g_strdup (purpose->name);
    }
  sending->password = g_strdup (password);
  copy_transaction (sotto_wallet_review_get_transaction (review), &sending->transaction);
  sending->row = row_new (self, review, sending->purpose_name);
  g_task_set_task_data (task, sending, sending_free);
  begin (task);
}

SottoWalletTransaction *
sotto_wallet_send_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

GListModel *
sotto_wallet_get_transactions (SottoWallet *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET (self), NULL);

  return G_LIST_MODEL (self->transactions);
}

/**
 * sotto_wallet_find_transaction:
 * @self: a wallet
 * @id: a row of the database
 *
 * Returns: (transfer none) (nullable): what was sent, if it is in the list
 */
SottoWalletTransaction *
sotto_wallet_find_transaction (SottoWallet *self, gint64 id)
{
  g_return_val_if_fail (SOTTO_IS_WALLET (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->transactions)); i++)
    {
      /* The list keeps it. */
      g_autoptr (SottoWalletTransaction) transaction =
        g_list_model_get_item (G_LIST_MODEL (self->transactions), i);

      if (sotto_wallet_transaction_get_id (transaction) == id)
        return transaction;
    }
  return NULL;
}
