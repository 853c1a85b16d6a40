/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Balances, as a network says them: first which block is the newest, then everything as it was in
 * that block, so that the numbers belong together. Through Multicall3 it is one question for a
 * hundred; where that is missing, one for each. An empty answer is unknown, not zero. */

#include <string.h>

#include "sotto-call-data.h"
#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"
#include "sotto-chain-questions.h"
#include "sotto-collectible-call.h"
#include "sotto-multicall.h"
#include "sotto-sql.h"
#include "sotto-token-call.h"
#include "sotto-wallet-assets.h"
#include "sotto-wallet-chains.h"
#include "sotto-wallet-collectible-rows-private.h"
#include "sotto-wallet-private.h"

/* As many as are asked for without Multicall3 before an endpoint finds that too much; the coin is
 * one of them. */
#define MAX_BALANCES 1000

/**
 * Balance:
 * @token: its row; 0: the coin
 * @contract: of the token
 * @item: of a collectible; its collection is 0 of all others
 * @is_known: whether the network said it
 * @amount: how much
 */
typedef struct
{
  gint64 token;
  guint8 contract[SOTTO_ADDRESS_LENGTH];
  SottoWalletCollectibleRow item;
  gboolean is_known;
  SottoU256 amount;
} Balance;

typedef struct
{
  SottoWalletAct act;
  gint64 account;
  guint64 chain_id;
  guint8 owner[SOTTO_ADDRESS_LENGTH];
  SottoWalletNetwork *network;
  GArray *collectibles;
  GArray *balances;
  guint64 block;
  gint64 now_ms;
} Refresh;

static void
refresh_free (gpointer data)
{
  Refresh *refresh = data;

  sotto_wallet_act_clear (&refresh->act);
  g_array_unref (refresh->balances);
  g_clear_pointer (&refresh->collectibles, g_array_unref);
  g_object_unref (refresh->network);
  g_free (refresh);
}

static Balance *
get_balance (Refresh *refresh, guint index)
{
  return &g_array_index (refresh->balances, Balance, index);
}

static gboolean
write_one (SottoConnection *connection, Refresh *refresh, const Balance *balance, GError **error)
{
  guint8 bytes[SOTTO_U256_LENGTH];
  g_autoptr (GBytes) amount = NULL;
  SottoWalletCollectibleRow item = balance->item;

  item.amount = balance->amount;
  if (item.collection != 0)
    return sotto_wallet_collectible_set_amount (connection, &item, refresh->block, error);
  sotto_u256_to_bytes (&balance->amount, bytes);
  amount = g_bytes_new (bytes, sizeof bytes);
  return sotto_sql_run (
    connection, error,
    "INSERT INTO wallet_balances (account, chain_id, token, amount, block, updated_ms)"
    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account, chain_id, token) DO UPDATE"
    " SET amount = excluded.amount, block = excluded.block, updated_ms = excluded.updated_ms"
    " WHERE excluded.block >= block",
    "iiibii", refresh->account, (gint64) refresh->chain_id, balance->token, amount,
    (gint64) refresh->block, refresh->now_ms);
}

static gboolean
write_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  Refresh *refresh = user_data;

  for (guint i = 0; i < refresh->balances->len; i++)
    if (get_balance (refresh, i)->is_known &&
        !write_one (connection, refresh, get_balance (refresh, i), error))
      return FALSE;
  return TRUE;
}

static void
written (GTask *task, gpointer act)
{
  sotto_wallet_tell_assets_changed (g_task_get_source_object (task));
  g_task_return_boolean (task, TRUE);
}

static gboolean
is_unique (const Balance *balance)
{
  return balance->item.collection != 0 && balance->item.kind == SOTTO_WALLET_COLLECTION_UNIQUE;
}

static gboolean
is_coin (const Balance *balance)
{
  return balance->token == 0 && balance->item.collection == 0;
}

/* (transfer full): what the contract is asked. */
static GBytes *
make_question (const Refresh *refresh, const Balance *balance)
{
  if (is_unique (balance))
    return sotto_collectible_call_owner_of (&balance->item.number);
  if (balance->item.collection != 0)
    return sotto_collectible_call_balance (refresh->owner, &balance->item.number);
  return sotto_token_call_balance_of (refresh->owner);
}

static void
take_answer (const Refresh *refresh, Balance *balance, GBytes *data)
{
  guint8 owner[SOTTO_ADDRESS_LENGTH];

  if (!is_unique (balance))
    {
      balance->is_known = sotto_call_result_get_u256 (data, &balance->amount);
      return;
    }
  balance->is_known = sotto_call_result_get_address (data, owner);
  balance->amount = sotto_u256_from_u64 (memcmp (owner, refresh->owner, sizeof owner) == 0);
}

/* What is gone has no owner: its contract refuses to name one. */
static void
take_refusal (Balance *balance)
{
  balance->is_known = is_unique (balance);
  balance->amount = sotto_u256_from_u64 (0);
}

/* One question for each. */

static void
singly_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Refresh *refresh = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);

  if (answers == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  for (guint i = 0; i < answers->len; i++)
    {
      Balance *balance = get_balance (refresh, i);
      g_autoptr (GBytes) data = NULL;
      g_autoptr (GError) refusal = NULL;

      if (is_coin (balance))
        {
          balance->is_known =
            sotto_chain_read_quantity (g_ptr_array_index (answers, i), &balance->amount, NULL);
          continue;
        }
      data = sotto_chain_read_data (g_ptr_array_index (answers, i), &refusal);
      if (data != NULL)
        take_answer (refresh, balance, data);
      else if (g_error_matches (refusal, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_REVERTED))
        take_refusal (balance);
    }
  sotto_wallet_act_run (task, NULL);
}

static void
ask_singly (GTask *task, SottoChain *chain)
{
  Refresh *refresh = g_task_get_task_data (task);
  guint n_calls = refresh->balances->len;
  g_autofree SottoRpcCall *calls = g_new0 (SottoRpcCall, n_calls);
  char block[SOTTO_CHAIN_BLOCK_SIZE];

  sotto_chain_write_block (refresh->block, block);
  for (guint i = 0; i < n_calls; i++)
    {
      Balance *balance = get_balance (refresh, i);
      g_autoptr (GBytes) data = make_question (refresh, balance);
      SottoChainMessage message = { .to = balance->contract, .data = data };

      calls[i] = is_coin (balance) ? sotto_chain_ask_balance (refresh->owner, block)
                                   : sotto_chain_ask_call (&message, block);
    }
  sotto_chain_call_async (chain, calls, n_calls, g_task_get_cancellable (task), singly_cb, task);
  for (guint i = 0; i < n_calls; i++)
    sotto_rpc_call_clear (&calls[i]);
}

/* One question for as many as fit in a call. */

static guint
count_together (Refresh *refresh, guint first)
{
  return MIN (refresh->balances->len - first, SOTTO_MULTICALL_MAX_CALLS);
}

static gboolean
read_part (Refresh *refresh, guint first, const SottoRpcAnswer *answer)
{
  g_autoptr (GBytes) data = sotto_chain_read_data (answer, NULL);
  g_autoptr (GPtrArray) results =
    data != NULL ? sotto_multicall_decode (data, count_together (refresh, first), NULL) : NULL;

  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      const SottoMulticallResult *result = g_ptr_array_index (results, i);
      Balance *balance = get_balance (refresh, first + i);

      if (result->success)
        take_answer (refresh, balance, result->data);
      else
        take_refusal (balance);
    }
  return results != NULL;
}

static gboolean
read_together (Refresh *refresh, GPtrArray *answers)
{
  for (guint i = 0; i < answers->len; i++)
    if (!read_part (refresh, i * SOTTO_MULTICALL_MAX_CALLS, g_ptr_array_index (answers, i)))
      return FALSE;
  return TRUE;
}

static void
together_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);

  if (answers == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
  else if (read_together (g_task_get_task_data (task), answers))
    sotto_wallet_act_run (task, NULL);
  else
    ask_singly (task, SOTTO_CHAIN (source));
}

static SottoRpcCall
ask_part (Refresh *refresh, guint first)
{
  g_autoptr (GBytes) of_coin = sotto_multicall_call_eth_balance (refresh->owner);
  g_autoptr (GPtrArray) questions = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  guint n_inner = count_together (refresh, first);
  g_autofree SottoMulticallCall *inner = g_new0 (SottoMulticallCall, n_inner);
  g_autoptr (GBytes) data = NULL;
  SottoChainMessage message = { .to = sotto_multicall_get_address () };
  char block[SOTTO_CHAIN_BLOCK_SIZE];

  for (guint i = 0; i < n_inner; i++)
    {
      const Balance *balance = get_balance (refresh, first + i);

      inner[i].allow_failure = TRUE;
      g_ptr_array_add (questions, make_question (refresh, balance));
      inner[i].data = is_coin (balance) ? of_coin : g_ptr_array_index (questions, i);
      memcpy (inner[i].target,
              is_coin (balance) ? sotto_multicall_get_address () : balance->contract,
              SOTTO_ADDRESS_LENGTH);
    }
  data = sotto_multicall_encode (inner, n_inner);
  message.data = data;
  sotto_chain_write_block (refresh->block, block);
  return sotto_chain_ask_call (&message, block);
}

static void
ask_together (GTask *task, SottoChain *chain)
{
  Refresh *refresh = g_task_get_task_data (task);
  SottoRpcCall calls[MAX_BALANCES / SOTTO_MULTICALL_MAX_CALLS];
  guint n_calls = 0;

  for (guint first = 0; first < refresh->balances->len; first += SOTTO_MULTICALL_MAX_CALLS)
    calls[n_calls++] = ask_part (refresh, first);
  sotto_chain_call_async (chain, calls, n_calls, g_task_get_cancellable (task), together_cb, task);
  for (guint i = 0; i < n_calls; i++)
    sotto_rpc_call_clear (&calls[i]);
}

static void
block_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Refresh *refresh = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);

  if (answers != NULL &&
      sotto_chain_read_u64 (g_ptr_array_index (answers, 0), &refresh->block, &error))
    {
      ask_together (task, SOTTO_CHAIN (source));
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
add_balance (Refresh *refresh, SottoWalletToken *token)
{
  Balance balance = { .token = token != NULL ? sotto_wallet_token_get_id (token) : 0 };

  if (token != NULL)
    memcpy (balance.contract, sotto_wallet_token_get_address_bytes (token),
            sizeof balance.contract);
  g_array_append_val (refresh->balances, balance);
}

static void
list_tokens (SottoWallet *self, Refresh *refresh, gboolean is_listed)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tokens)); i++)
    {
      g_autoptr (SottoWalletToken) token = g_list_model_get_item (G_LIST_MODEL (self->tokens), i);

      if (sotto_wallet_token_get_chain_id (token) == refresh->chain_id &&
          sotto_wallet_token_get_state (token) == SOTTO_WALLET_TOKEN_SHOWN &&
          (sotto_wallet_token_get_origin (token) == SOTTO_WALLET_TOKEN_LISTED) == is_listed &&
          refresh->balances->len < MAX_BALANCES)
        add_balance (refresh, token);
    }
}

static void
list_collectibles (Refresh *refresh)
{
  guint n_items = MIN (refresh->collectibles->len, SOTTO_WALLET_MAX_COLLECTIBLES);

  for (guint i = 0; i < n_items && refresh->balances->len < MAX_BALANCES; i++)
    {
      Balance balance = {
        .item = g_array_index (refresh->collectibles, SottoWalletCollectibleRow, i),
      };

      memcpy (balance.contract, balance.item.contract, sizeof balance.contract);
      g_array_append_val (refresh->balances, balance);
    }
}

/* However many tokens somebody lists: what the user chose comes first. */
static void
list_balances (SottoWallet *self, Refresh *refresh)
{
  add_balance (refresh, NULL);
  list_tokens (self, refresh, FALSE);
  list_collectibles (refresh);
  list_tokens (self, refresh, TRUE);
}

static gboolean
read_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Refresh *refresh = user_data;

  g_clear_pointer (&refresh->collectibles, g_array_unref);
  refresh->collectibles =
    sotto_wallet_collectibles_load (connection, refresh->account, refresh->chain_id, error);
  return refresh->collectibles != NULL;
}

static void
collectibles_read (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Refresh *refresh = act;
  GError *error = NULL;
  SottoChain *chain = sotto_wallet_get_chain (self, refresh->network, &error);
  SottoRpcCall call;

  if (chain == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  list_balances (self, refresh);
  sotto_wallet_act_clear (&refresh->act);
  refresh->act.read = NULL;
  refresh->act.write = write_cb;
  refresh->act.finish = written;
  call = sotto_chain_ask_block_number ();
  sotto_chain_call_async (chain, &call, 1, g_task_get_cancellable (task), block_cb,
                          g_object_ref (task));
  sotto_rpc_call_clear (&call);
}

/* Public. */

void
sotto_wallet_refresh_assets_async (SottoWallet *self,
                                   SottoWalletAccount *account,
                                   SottoWalletNetwork *network,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;
  Refresh *refresh;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_ACCOUNT (account));
  g_return_if_fail (SOTTO_IS_WALLET_NETWORK (network));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_refresh_assets_async);
  refresh = g_new0 (Refresh, 1);
  refresh->act.read = read_cb;
  refresh->act.finish = collectibles_read;
  refresh->network = g_object_ref (network);
  refresh->account = sotto_wallet_account_get_id (account);
  refresh->chain_id = sotto_wallet_network_get_chain_id (network);
  memcpy (refresh->owner, sotto_wallet_account_get_address_bytes (account), sizeof refresh->owner);
  refresh->now_ms = (gint64) sotto_clock_get_milliseconds (self->clock);
  refresh->balances = g_array_new (FALSE, TRUE, sizeof (Balance));
  g_task_set_task_data (task, refresh, refresh_free);
  sotto_wallet_act_run (task, NULL);
}
