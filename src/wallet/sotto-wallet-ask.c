/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From an order to a review: what the store knows of the recipient, what the network says of
 * balances, nonces and fees (first round), and what happens when it is tried (second round). All of
 * it is about one account, so a provider learns of no other. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-call-data.h"
#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"
#include "sotto-chain-questions.h"
#include "sotto-look-alike.h"
#include "sotto-revert.h"
#include "sotto-sql.h"
#include "sotto-token-call.h"
#include "sotto-wallet-chains.h"
#include "sotto-wallet-nonces-private.h"
#include "sotto-wallet-private.h"
#include "sotto-wallet-review-private.h"
#include "sotto-wallet-transaction-private.h"

/* An account with delegated code: this, and the address (EIP-7702). */
#define DELEGATION_LENGTH 23

/* Questions of the first round, then of the second. */
enum
{
  ASK_FEE_HISTORY,
  ASK_TIP,
  ASK_GAS_PRICE,
  ASK_NONCE,
  ASK_PENDING_NONCE,
  ASK_BALANCE,
  ASK_CODE,
  ASK_TOKEN_BALANCE,
  N_FIRST,
};

enum
{
  ASK_TRIAL,
  ASK_GAS,
  ASK_DATA_FEE,
  N_SECOND,
};

/**
 * Asking:
 * @order: what is asked about, with references of its own
 * @replaces: (nullable): the row whose nonce it takes
 * @replaced_fee: what that one offers
 * @known: addresses that something was sent to before and that the recipient may be taken for, or
 * is
 * @nonces: what is taken by what was sent before
 * @name: (nullable): what led to the recipient
 */
typedef struct
{
  SottoWalletAct act;
  SottoWalletOrder order;
  gint64 replaces;
  guint64 replaced_nonce;
  SottoFee replaced_fee;
  GByteArray *known;
  gboolean was_paid;
  GArray *nonces;
  SottoWalletName *name;
  SottoWalletFacts facts;
  gboolean has_code;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  sotto_wallet_act_clear (&asking->act);
  g_clear_object (&asking->order.account);
  g_clear_object (&asking->order.network);
  g_clear_object (&asking->order.token);
  g_byte_array_unref (asking->known);
  g_clear_pointer (&asking->nonces, g_array_unref);
  g_clear_pointer (&asking->name, sotto_wallet_name_free);
  g_free (asking->facts.look_alike);
  g_free (asking);
}

static gboolean
is_token_transfer (const Asking *asking)
{
  return asking->order.token != NULL;
}

/* What the store knows. */
static gboolean
read_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Asking *asking = user_data;
  gint64 account = sotto_wallet_account_get_id (asking->order.account);
  guint64 chain_id = sotto_wallet_network_get_chain_id (asking->order.network);
  g_autoptr (SottoStatement) statement = NULL;
  guint8 address[SOTTO_ADDRESS_LENGTH];
  guint8 first[SOTTO_ADDRESS_LENGTH];
  guint8 last[SOTTO_ADDRESS_LENGTH];
  gboolean has_row;

  sotto_look_alike_get_range (asking->order.recipient, first, last);
  statement = sotto_sql_query (connection, error,
                               "SELECT address FROM wallet_recipients"
                               " WHERE n_sent > 0 AND address BETWEEN ? AND ?",
                               "aa", first, last);
  if (statement == NULL)
    return FALSE;
  while (TRUE)
    {
      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      if (!sotto_statement_copy_blob (statement, 0, address, sizeof address))
        continue;
      g_byte_array_append (asking->known, address, sizeof address);
      asking->was_paid |= memcmp (address, asking->order.recipient, sizeof address) == 0;
    }
  asking->nonces = sotto_wallet_load_nonces (connection, account, chain_id, error);
  return asking->nonces != NULL;
}

static void
judge_recipient (SottoWallet *self, Asking *asking)
{
  SottoWalletFacts *facts = &asking->facts;
  gboolean is_own = FALSE;
  gssize alike;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (SottoWalletAccount) account =
        g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      const guint8 *address = sotto_wallet_account_get_address_bytes (account);

      g_byte_array_append (asking->known, address, SOTTO_ADDRESS_LENGTH);
      is_own |= memcmp (address, asking->order.recipient, SOTTO_ADDRESS_LENGTH) == 0;
    }
  if (memcmp (sotto_wallet_account_get_address_bytes (asking->order.account),
              asking->order.recipient, SOTTO_ADDRESS_LENGTH) == 0 &&
      asking->replaces == 0)
    facts->warnings |= SOTTO_WALLET_WARNING_OWN;
  if (!asking->was_paid && !is_own)
    facts->warnings |= SOTTO_WALLET_WARNING_FIRST_TIME;
  alike = sotto_look_alike_address (asking->order.recipient, asking->known->data,
                                    asking->known->len / SOTTO_ADDRESS_LENGTH);
  if (alike >= 0)
    {
      facts->warnings |= SOTTO_WALLET_WARNING_LOOK_ALIKE;
      facts->look_alike =
        sotto_address_to_string (asking->known->data + alike * SOTTO_ADDRESS_LENGTH);
    }
  if (asking->name != NULL && asking->name->is_elsewhere)
    facts->warnings |= SOTTO_WALLET_WARNING_NAME_ELSEWHERE;
  if (sotto_wallet_network_get_is_testnet (asking->order.network))
    facts->warnings |= SOTTO_WALLET_WARNING_TESTNET;
}

/* Fees at each speed, and whether there are different ones at all. */
static gboolean
read_fees (Asking *asking, GPtrArray *answers, GError **error)
{
  SottoWalletFacts *facts = &asking->facts;
  SottoWalletNetworkFlags flags = sotto_wallet_network_get_flags (asking->order.network);
  const SottoRpcAnswer *history_answer = g_ptr_array_index (answers, ASK_FEE_HISTORY);
  g_auto (SottoFeeHistory) history = { 0 };
  SottoU256 tip;
  SottoU256 price;
  gboolean has_tip;

  if ((flags & SOTTO_WALLET_NETWORK_LEGACY_FEES) == 0 && history_answer->result != NULL &&
      sotto_fee_history_parse (history_answer->result, &history, NULL))
    {
      has_tip = sotto_chain_read_quantity (g_ptr_array_index (answers, ASK_TIP), &tip, NULL);
      facts->base_fee = history.base_fee;
      if (sotto_fees_suggest (&history, has_tip ? &tip : NULL,
                              (flags & ~(guint) SOTTO_WALLET_NETWORK_TESTNET) != 0, facts->fees))
        return TRUE;
    }
  if (!sotto_chain_read_quantity (g_ptr_array_index (answers, ASK_GAS_PRICE), &price, error))
    return FALSE;
  facts->is_legacy = TRUE;
  if (!sotto_fees_legacy_price (&price, &price))
    price = SOTTO_U256_MAX;
  for (guint i = 0; i < SOTTO_N_FEE_SPEEDS; i++)
    facts->fees[i] = (SottoFee){ price, price };
  return TRUE;
}

static gboolean
read_nonce (Asking *asking, GPtrArray *answers, GError **error)
{
  SottoWalletFacts *facts = &asking->facts;
  guint64 mined;
  guint64 pending;

  if (!sotto_chain_read_u64 (g_ptr_array_index (answers, ASK_NONCE), &mined, error))
    return FALSE;
  if (!sotto_chain_read_u64 (g_ptr_array_index (answers, ASK_PENDING_NONCE), &pending, NULL))
    pending = mined;
  if (asking->replaces != 0)
    {
      facts->nonce = asking->replaced_nonce;
      if (mined <= facts->nonce)
        return TRUE;
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_CHANGED,
                           _ ("It is in a block already: nothing can take its place."));
      return FALSE;
    }
  facts->nonce = sotto_wallet_find_free_nonce (asking->nonces, MAX (mined, pending));
  if (facts->nonce > mined)
    facts->warnings |= SOTTO_WALLET_WARNING_WAITS;
  return TRUE;
}

static gboolean
read_balances (Asking *asking, GPtrArray *answers, GError **error)
{
  SottoWalletFacts *facts = &asking->facts;
  g_autoptr (GBytes) token = NULL;

  if (!sotto_chain_read_quantity (g_ptr_array_index (answers, ASK_BALANCE), &facts->coin_balance,
                                  error))
    return FALSE;
  if (!is_token_transfer (asking))
    return TRUE;
  token = sotto_chain_read_data (g_ptr_array_index (answers, ASK_TOKEN_BALANCE), error);
  if (token == NULL)
    return FALSE;
  if (sotto_call_result_get_u256 (token, &facts->token_balance))
    return TRUE;
  g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED,
                       _ ("The token does not say how much of it the account has."));
  return FALSE;
}

static gboolean
read_code (Asking *asking, GPtrArray *answers, GError **error)
{
  g_autoptr (GBytes) code = sotto_chain_read_data (g_ptr_array_index (answers, ASK_CODE), error);
  gsize length;
  const guint8 *data;

  if (code == NULL)
    return FALSE;
  data = g_bytes_get_data (code, &length);
  asking->has_code = length > 0;
  if (length == DELEGATION_LENGTH && data[0] == 0xef && data[1] == 0x01)
    asking->facts.warnings |= SOTTO_WALLET_WARNING_DELEGATED;
  else if (length > 0)
    asking->facts.warnings |= SOTTO_WALLET_WARNING_CONTRACT;
  return TRUE;
}

/* A replacement has to offer more than what it replaces. */
static void
raise_fees (Asking *asking)
{
  for (guint i = 0; i < SOTTO_N_FEE_SPEEDS; i++)
    {
      SottoFee *fee = &asking->facts.fees[i];

      if (!sotto_fees_raise (&asking->replaced_fee, fee, fee))
        *fee = asking->replaced_fee;
    }
}

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
}

/* Said here, before a node says it in its words. */
static gboolean
check_amount (Asking *asking, GError **error)
{
  const SottoU256 *balance =
    is_token_transfer (asking) ? &asking->facts.token_balance : &asking->facts.coin_balance;

  if (asking->order.everything)
    asking->order.amount = is_token_transfer (asking) ? *balance : SOTTO_U256_ZERO;
  if (sotto_u256_is_zero (&asking->order.amount) && asking->replaces == 0 &&
      !(asking->order.everything && !sotto_u256_is_zero (balance)))
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_FUNDS,
                           _ ("There is nothing to send."));
      return FALSE;
    }
  if (sotto_u256_compare (&asking->order.amount, balance) <= 0)
    return TRUE;
  g_set_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_FUNDS,
               /* Translators: the name of a coin, such as "ETH". */
               _ ("The account has not so much %s."),
               is_token_transfer (asking)
                 ? sotto_wallet_token_get_symbol (asking->order.token)
                 : sotto_wallet_network_get_symbol (asking->order.network));
  return FALSE;
}

static gboolean
read_trial (Asking *asking, GPtrArray *answers, GError **error)
{
  const SottoRpcAnswer *trial = g_ptr_array_index (answers, ASK_TRIAL);
  g_autoptr (GBytes) result = sotto_chain_read_data (trial, error);

  if (result == NULL)
    return FALSE;
  if (!is_token_transfer (asking) || sotto_token_result_is_success (result))
    return TRUE;
  g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED,
                       _ ("The token refuses this transfer."));
  return FALSE;
}

static gboolean
read_gas (Asking *asking, GPtrArray *answers, GError **error)
{
  SottoWalletFacts *facts = &asking->facts;

  if (!sotto_chain_read_u64 (g_ptr_array_index (answers, ASK_GAS), &facts->gas_estimate, error))
    return FALSE;
  facts->gas = facts->gas_estimate;
  if (!asking->has_code && !is_token_transfer (asking))
    return TRUE;
  if (sotto_fees_gas_limit (facts->gas_estimate, 0, &facts->gas))
    return TRUE;
  g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED,
                       _ ("This needs more gas than a transaction may have."));
  return FALSE;
}

/* A third more, since the price below changes too. */
static void
read_data_fee (Asking *asking, GPtrArray *answers)
{
  g_autoptr (GBytes) data = NULL;
  SottoU256 ten = sotto_u256_from_u64 (10);
  SottoU256 thirteen = sotto_u256_from_u64 (13);

  if (answers->len <= ASK_DATA_FEE)
    return;
  data = sotto_chain_read_data (g_ptr_array_index (answers, ASK_DATA_FEE), NULL);
  if (data == NULL || !sotto_call_result_get_u256 (data, &asking->facts.data_fee) ||
      !sotto_u256_multiply_divide (&asking->facts.data_fee, &thirteen, &ten,
                                   &asking->facts.data_fee))
    asking->facts.data_fee = SOTTO_U256_ZERO;
}

static void
second_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Asking *asking = g_task_get_task_data (task);
  SottoWalletReview *review;
  GError *error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);

  if (answers == NULL || !read_trial (asking, answers, &error) ||
      !read_gas (asking, answers, &error))
    {
      fail (task, error);
      return;
    }
  read_data_fee (asking, answers);
  review = sotto_wallet_review_new (&asking->order, &asking->facts, asking->replaces, &error);
  if (review == NULL)
    fail (task, error);
  else
    g_task_return_pointer (task, review, g_object_unref);
}

/* What the first layer is going to take for the data (getL1Fee of the OP stack's predeploy), of a
 * transaction that is as long as the one that will be signed. */
static SottoRpcCall
ask_data_fee (Asking *asking, const SottoChainMessage *message)
{
  static const guint8 oracle[SOTTO_ADDRESS_LENGTH] = { 0x42, [19] = 0x0f };
  SottoEthTransaction like = {
    .type = SOTTO_ETH_TRANSACTION_DYNAMIC_FEE,
    .chain_id = sotto_wallet_network_get_chain_id (asking->order.network),
    .nonce = asking->facts.nonce,
    .max_priority_fee = asking->facts.fees[SOTTO_FEE_FAST].max_priority_fee,
    .max_fee = asking->facts.fees[SOTTO_FEE_FAST].max_fee,
    .gas_limit = 100000,
    .has_recipient = TRUE,
    .value = message->value != NULL ? *message->value : SOTTO_U256_ZERO,
    .data = message->data,
  };
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GBytes) data = NULL;
  GPtrArray *values = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);
  g_autoptr (SottoAbiValue) arguments = NULL;
  SottoChainMessage question = { .to = oracle };

  memcpy (like.recipient, message->to, sizeof like.recipient);
  raw = sotto_eth_transaction_get_signing_bytes (&like);
  g_ptr_array_add (values, sotto_abi_value_new_bytes (raw));
  arguments = sotto_abi_value_new_list (values);
  data = sotto_call_data_encode ("getL1Fee(bytes)", "(bytes)", arguments);
  question.data = data;
  return sotto_chain_ask_call (&question, SOTTO_CHAIN_LATEST);
}

static void
ask_second (GTask *task, SottoChain *chain)
{
  Asking *asking = g_task_get_task_data (task);
  gboolean is_token = is_token_transfer (asking);
  g_autoptr (GBytes) data =
    is_token ? sotto_token_call_transfer (asking->order.recipient, &asking->order.amount) : NULL;
  SottoChainMessage message = {
    .from = sotto_wallet_account_get_address_bytes (asking->order.account),
    .to = is_token ? sotto_wallet_token_get_address_bytes (asking->order.token)
                   : asking->order.recipient,
    .value = is_token ? NULL : &asking->order.amount,
    .data = data,
  };
  SottoRpcCall calls[N_SECOND];
  guint n_calls = 0;

  calls[n_calls++] = sotto_chain_ask_call (&message, SOTTO_CHAIN_LATEST);
  calls[n_calls++] = sotto_chain_ask_gas (&message);
  if (sotto_wallet_network_get_flags (asking->order.network) & SOTTO_WALLET_NETWORK_OP_STACK)
    calls[n_calls++] = ask_data_fee (asking, &message);
  sotto_chain_call_async (chain, calls, n_calls, g_task_get_cancellable (task), second_cb,
                          g_object_ref (task));
  for (guint i = 0; i < n_calls; i++)
    sotto_rpc_call_clear (&calls[i]);
}

static void
first_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Asking *asking = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);

  if (answers == NULL || !read_fees (asking, answers, &error) ||
      !read_nonce (asking, answers, &error) || !read_balances (asking, answers, &error) ||
      !read_code (asking, answers, &error) || !check_amount (asking, &error))
    {
      fail (task, error);
      return;
    }
  if (asking->replaces != 0)
    raise_fees (asking);
  ask_second (task, SOTTO_CHAIN (source));
}

static void
ask_first (GTask *task, SottoChain *chain)
{
  Asking *asking = g_task_get_task_data (task);
  const guint8 *from = sotto_wallet_account_get_address_bytes (asking->order.account);
  g_autoptr (GBytes) balance_of = sotto_token_call_balance_of (from);
  SottoRpcCall calls[N_FIRST];
  guint n_calls = N_FIRST - 1;

  calls[ASK_FEE_HISTORY] = sotto_chain_ask_fee_history ();
  calls[ASK_TIP] = sotto_chain_ask_priority_fee ();
  calls[ASK_GAS_PRICE] = sotto_chain_ask_gas_price ();
  calls[ASK_NONCE] = sotto_chain_ask_nonce (from, SOTTO_CHAIN_LATEST);
  calls[ASK_PENDING_NONCE] = sotto_chain_ask_nonce (from, SOTTO_CHAIN_PENDING);
  calls[ASK_BALANCE] = sotto_chain_ask_balance (from, SOTTO_CHAIN_LATEST);
  calls[ASK_CODE] = sotto_chain_ask_code (asking->order.recipient, SOTTO_CHAIN_LATEST);
  if (is_token_transfer (asking))
    {
      SottoChainMessage message = { .to =
                                      sotto_wallet_token_get_address_bytes (asking->order.token),
                                    .data = balance_of };

      calls[n_calls++] = sotto_chain_ask_call (&message, SOTTO_CHAIN_LATEST);
    }
  sotto_chain_call_async (chain, calls, n_calls, g_task_get_cancellable (task), first_cb,
                          g_object_ref (task));
  for (guint i = 0; i < n_calls; i++)
    sotto_rpc_call_clear (&calls[i]);
}

static void
known_cb (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Asking *asking = act;
  GError *error = NULL;
  SottoChain *chain = sotto_wallet_get_chain (self, asking->order.network, &error);

  if (chain == NULL)
    {
      fail (task, error);
      return;
    }
  judge_recipient (self, asking);
  ask_first (task, chain);
}

/* Where nothing should ever be sent. */
static gboolean
check_recipient (SottoWallet *self, const SottoWalletOrder *order, GError **error)
{
  static const guint8 nobody[SOTTO_ADDRESS_LENGTH];

  if (memcmp (order->recipient, nobody, sizeof nobody) == 0)
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_RECIPIENT,
                           _ ("This address belongs to nobody: what is sent there is lost."));
      return FALSE;
    }
  if (sotto_wallet_find_token (self, sotto_wallet_network_get_chain_id (order->network),
                               order->recipient) != NULL)
    {
      g_set_error_literal (
        error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_RECIPIENT,
        _ ("This is the address of a token itself: what is sent there is lost."));
      return FALSE;
    }
  if (order->token != NULL && sotto_wallet_token_get_chain_id (order->token) !=
                                sotto_wallet_network_get_chain_id (order->network))
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NETWORK,
                           _ ("This token is on another network."));
      return FALSE;
    }
  if (!sotto_wallet_account_get_can_sign (order->account))
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NO_KEY,
                           _ ("This account is only watched: its key is not on this computer."));
      return FALSE;
    }
  return TRUE;
}

static Asking *
asking_new (const SottoWalletOrder *order)
{
  Asking *asking = g_new0 (Asking, 1);

  asking->act.read = read_cb;
  asking->act.finish = known_cb;
  asking->order = *order;
  g_object_ref (order->account);
  g_object_ref (order->network);
  if (order->token != NULL)
    g_object_ref (order->token);
  asking->name = sotto_wallet_name_copy (order->name);
  asking->order.name = asking->name;
  asking->known = g_byte_array_new ();
  return asking;
}

static void
run (GTask *task, Asking *asking)
{
  SottoWallet *self = g_task_get_source_object (task);
  GError *error = NULL;

  g_task_set_task_data (task, asking, asking_free);
  if (sotto_wallet_get_chain (self, asking->order.network, &error) != NULL &&
      (asking->replaces != 0 || check_recipient (self, &asking->order, &error)))
    {
      sotto_wallet_act_run (task, NULL);
      return;
    }
  fail (task, error);
  g_object_unref (task);
}

/* The order that @transaction was, if it can be replaced. */
static gboolean
read_order (SottoWallet *self,
            SottoWalletTransaction *transaction,
            SottoWalletOrder *order,
            GError **error)
{
  guint64 chain_id = sotto_wallet_transaction_get_chain_id (transaction);
  gint64 token = sotto_wallet_transaction_get_token (transaction);

  *order = (SottoWalletOrder){
    .account =
      sotto_wallet_get_account_by_id (self, sotto_wallet_transaction_get_account (transaction)),
    .network = sotto_wallet_find_network (self, chain_id),
    .token = token != 0 ? sotto_wallet_get_token_by_id (self, token) : NULL,
    .amount = *sotto_wallet_transaction_get_amount (transaction),
  };
  memcpy (order->recipient, sotto_wallet_transaction_get_recipient (transaction),
          sizeof order->recipient);
  if (order->account != NULL && order->network != NULL && (token == 0 || order->token != NULL) &&
      sotto_wallet_transaction_is_open (transaction))
    return TRUE;
  g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_CHANGED,
                       _ ("Nothing can take the place of this transaction any more."));
  return FALSE;
}

/* What @transaction offered is in its bytes, which are read before all else. */
typedef struct
{
  SottoWalletAct act;
  gint64 id;
  SottoWalletOrder order;
  Asking *asking;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  sotto_wallet_act_clear (&reading->act);
  g_clear_pointer (&reading->asking, asking_free);
  g_free (reading);
}

static gboolean
read_replaced_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Reading *reading = user_data;
  Asking *asking = reading->asking;
  g_autoptr (SottoWalletTransactionRow) row =
    sotto_wallet_transaction_row_load (connection, reading->id, error);
  g_auto (SottoEthTransaction) transaction = { 0 };
  guint8 sender[SOTTO_ADDRESS_LENGTH];
  SottoHash hash;

  if (row == NULL)
    return FALSE;
  if (!sotto_eth_transaction_parse (row->raw, &transaction, sender, &hash, error))
    return FALSE;
  asking->replaced_nonce = transaction.nonce;
  asking->replaced_fee = transaction.type == SOTTO_ETH_TRANSACTION_DYNAMIC_FEE
                           ? (SottoFee){ transaction.max_priority_fee, transaction.max_fee }
                           : (SottoFee){ transaction.gas_price, transaction.gas_price };
  return TRUE;
}

static void
replaced_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  SottoWalletReview *review = sotto_wallet_review_finish (SOTTO_WALLET (source), result, &error);

  if (review == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, review, g_object_unref);
}

static void
replaced_known_cb (GTask *task, gpointer act)
{
  Reading *reading = act;
  GTask *asking = g_task_new (g_task_get_source_object (task), g_task_get_cancellable (task),
                              replaced_asked_cb, g_object_ref (task));

  g_task_set_source_tag (asking, sotto_wallet_review_async);
  run (asking, g_steal_pointer (&reading->asking));
}

static void
review_replacement (SottoWallet *self,
                    SottoWalletTransaction *transaction,
                    gboolean cancels,
                    GTask *task)
{
  SottoWalletOrder order;
  Reading *reading;
  GError *error = NULL;

  if (!read_order (self, transaction, &order, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (!cancels && sotto_wallet_transaction_get_purpose (transaction) != NULL)
    {
      /* Whoever was told of it waits for these very bytes. */
      g_task_return_new_error (
        task, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_CHANGED, "%s",
        _ ("The other was told of this transaction: it can be cancelled, not exchanged."));
      g_object_unref (task);
      return;
    }
  if (cancels)
    {
      order.token = NULL;
      order.amount = SOTTO_U256_ZERO;
      memcpy (order.recipient, sotto_wallet_account_get_address_bytes (order.account),
              sizeof order.recipient);
    }
  reading = g_new0 (Reading, 1);
  reading->act.read = read_replaced_cb;
  reading->act.finish = replaced_known_cb;
  reading->id = sotto_wallet_transaction_get_id (transaction);
  reading->asking = asking_new (&order);
  reading->asking->replaces = reading->id;
  g_task_set_task_data (task, reading, reading_free);
  sotto_wallet_act_run (task, NULL);
}

/* Public, in the header's order. */

void
sotto_wallet_review_async (SottoWallet *self,
                           const SottoWalletOrder *order,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && order != NULL);
  g_return_if_fail (SOTTO_IS_WALLET_ACCOUNT (order->account));
  g_return_if_fail (SOTTO_IS_WALLET_NETWORK (order->network));
  g_return_if_fail (order->name == NULL ||
                    memcmp (order->name->address, order->recipient, SOTTO_ADDRESS_LENGTH) == 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_review_async);
  run (task, asking_new (order));
}

void
sotto_wallet_review_faster_async (SottoWallet *self,
                                  SottoWalletTransaction *transaction,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_TRANSACTION (transaction));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_review_faster_async);
  review_replacement (self, transaction, FALSE, task);
}

void
sotto_wallet_review_cancel_async (SottoWallet *self,
                                  SottoWalletTransaction *transaction,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_TRANSACTION (transaction));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_review_cancel_async);
  review_replacement (self, transaction, TRUE, task);
}

SottoWalletReview *
sotto_wallet_review_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
