/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks after what was sent: whether it is in a block, how deep, whether a block was taken back,
 * whether another took its nonce; tells the network again of what it does not know. One account on
 * one network at a time, so that a provider does not learn which accounts belong together.
 *
 * A timer looks at everything; where an endpoint tells of new blocks, each is a reason to look at
 * its network besides. The timer goes on all the same, since blocks may come of which nobody tells.
 */

#include <string.h>

#include "sotto-chain-answers.h"
#include "sotto-chain-questions.h"
#include "sotto-sql.h"
#include "sotto-wallet-chains.h"
#include "sotto-wallet-send-private.h"

/* Blocks after which nothing is taken back any more, and how long after it was replaced something
 * is still looked for. */
#define SETTLED_DEPTH 64
#define REPLACED_MS (60 * 60 * 1000)

/* How long a node may take to know what it was told, before it is told again. */
#define TELL_AGAIN_MS (60 * 1000)

/* How often it is looked; blocks of Ethereum itself take twelve seconds. */
#define SLOW_MS 12000
#define QUICK_MS 4000

/* Questions asked at once, besides the two about the account. */
#define MAX_ROWS 40

/* How often in a row a nonce has to be used by nobody whom we know before we believe it: the
 * backends behind one endpoint are not equally far. */
#define BELIEVED 3

enum
{
  ASK_HEAD,
  ASK_NONCE,
  N_BEFORE_RECEIPTS,
};

typedef struct
{
  SottoWalletTransactionRow *row;
  gboolean is_there;
  SottoChainReceipt receipt;
  gboolean is_known;
  gboolean changed;
  gboolean tell;
} Watched;

/**
 * Look:
 * @account: whose
 * @network: where
 * @watched: (element-type Watched): what may still change
 * @head: the newest block
 * @nonce: the next one to be mined
 * @is_extra: whether it is besides those of the timer
 *
 * One look at one account on one network.
 */
typedef struct
{
  SottoWalletAct act;
  gint64 account;
  guint64 chain_id;
  guint8 address[SOTTO_ADDRESS_LENGTH];
  SottoWalletNetwork *network;
  GArray *watched;
  guint64 head;
  guint64 nonce;
  gint64 now_ms;
  guint n_told;
  gboolean is_extra;
} Look;

typedef struct
{
  SottoWallet *wallet;
  GPtrArray *looks;
  guint position;
} Round;

static void look_next (GTask *task);

static void
watched_clear (gpointer data)
{
  Watched *watched = data;

  g_clear_pointer (&watched->row, sotto_wallet_transaction_row_free);
  sotto_chain_receipt_clear (&watched->receipt);
}

static void
look_free (gpointer data)
{
  Look *look = data;

  if (look == NULL)
    return;
  sotto_wallet_act_clear (&look->act);
  g_clear_object (&look->network);
  g_clear_pointer (&look->watched, g_array_unref);
  g_free (look);
}

static void
round_free (gpointer data)
{
  Round *round = data;

  round->wallet->n_rounds--;
  g_object_unref (round->wallet);
  g_ptr_array_unref (round->looks);
  g_free (round);
}

static gboolean
is_in_block (const SottoWalletTransactionRow *row)
{
  return row->state == SOTTO_WALLET_TRANSACTION_MINED ||
         row->state == SOTTO_WALLET_TRANSACTION_FAILED;
}

/* Reading: what may still change. */

static gboolean
read_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Look *look = user_data;
  g_autoptr (GPtrArray) rows =
    sotto_wallet_transaction_rows_unsettled (connection, look->account, look->chain_id, error);

  if (rows == NULL)
    return FALSE;
  look->watched = g_array_new (FALSE, TRUE, sizeof (Watched));
  g_array_set_clear_func (look->watched, watched_clear);
  while (rows->len > 0 && look->watched->len < MAX_ROWS)
    {
      Watched watched = { .row = g_ptr_array_steal_index (rows, 0) };

      g_array_append_val (look->watched, watched);
    }
  return TRUE;
}

/* Judging: what the answers mean. */

/* (nullable): what is in a block with the nonce of @row. */
static const Watched *
find_winner (Look *look, const SottoWalletTransactionRow *row)
{
  for (guint i = 0; i < look->watched->len; i++)
    {
      const Watched *watched = &g_array_index (look->watched, Watched, i);

      if (watched->is_there && watched->row->nonce == row->nonce)
        return watched;
    }
  return NULL;
}

/* How often in a row the nonce of a transaction was seen used by something unknown: kept in its
 * object, since only looking again decides it. Looks that follow each other quickly do not count:
 * who is behind needs time. */
static gboolean
is_believed_replaced (SottoWallet *self, gint64 id, gboolean is_used, gboolean counts)
{
  SottoWalletTransaction *transaction = sotto_wallet_find_transaction (self, id);
  guint n_seen;

  if (transaction == NULL)
    return is_used;
  n_seen = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (transaction), "n-seen-used"));
  n_seen = is_used ? n_seen + (counts ? 1 : 0) : 0;
  g_object_set_data (G_OBJECT (transaction), "n-seen-used", GUINT_TO_POINTER (n_seen));
  return n_seen >= BELIEVED;
}

static void
set_state (Watched *watched, SottoWalletTransactionState state)
{
  watched->changed |= watched->row->state != state;
  watched->row->state = state;
}

static void
judge_mined (Watched *watched)
{
  const SottoChainReceipt *receipt = &watched->receipt;

  watched->changed |= (guint64) watched->row->block != receipt->block;
  watched->row->block = (gint64) receipt->block;
  set_state (watched, receipt->says_result && !receipt->has_succeeded
                        ? SOTTO_WALLET_TRANSACTION_FAILED
                        : SOTTO_WALLET_TRANSACTION_MINED);
}

static void
judge_missing (SottoWallet *self, Look *look, Watched *watched)
{
  SottoWalletTransactionRow *row = watched->row;
  gboolean is_used = look->nonce > row->nonce;

  if (find_winner (look, row) != NULL ||
      is_believed_replaced (self, row->id, is_used, !look->is_extra))
    {
      set_state (watched, SOTTO_WALLET_TRANSACTION_REPLACED);
      return;
    }
  if (is_used || row->state == SOTTO_WALLET_TRANSACTION_REFUSED)
    return;
  /* Its block was taken back, or so was that of what took its place. */
  if (row->state >= SOTTO_WALLET_TRANSACTION_MINED)
    {
      row->block = 0;
      set_state (watched, SOTTO_WALLET_TRANSACTION_SENT);
      watched->tell = TRUE;
      return;
    }
  watched->tell =
    row->state == SOTTO_WALLET_TRANSACTION_STORED || look->now_ms - row->sent_ms >= TELL_AGAIN_MS;
}

static void
judge (SottoWallet *self, Look *look)
{
  for (guint i = 0; i < look->watched->len; i++)
    {
      Watched *watched = &g_array_index (look->watched, Watched, i);

      if (watched->is_there)
        judge_mined (watched);
      else if (watched->is_known)
        judge_missing (self, look, watched);
    }
}

/* Writing. */

static gboolean
is_settled (const Look *look, const SottoWalletTransactionRow *row)
{
  if (is_in_block (row))
    return look->head >= (guint64) row->block + SETTLED_DEPTH;
  if (row->state == SOTTO_WALLET_TRANSACTION_REPLACED)
    return row->mined_ms > 0 && look->now_ms - row->mined_ms >= REPLACED_MS;
  return FALSE;
}

static gboolean
write_one (SottoConnection *connection, Look *look, Watched *watched, GError **error)
{
  SottoWalletTransactionRow *row = watched->row;
  guint8 price_bytes[SOTTO_U256_LENGTH];
  g_autoptr (GBytes) price = NULL;
  gboolean settled = is_settled (look, row);

  if (!watched->changed && !settled)
    return TRUE;
  if (watched->changed)
    row->mined_ms = row->state < SOTTO_WALLET_TRANSACTION_MINED ? 0 : look->now_ms;
  sotto_u256_to_bytes (&watched->receipt.gas_price, price_bytes);
  price = watched->is_there ? g_bytes_new (price_bytes, sizeof price_bytes) : NULL;
  return sotto_sql_run (connection, error,
                        "UPDATE wallet_transactions SET state = ?, block = ?, block_hash = ?,"
                        " gas_used = ?, gas_price = ?, mined_ms = ?, settled = ? WHERE id = ?",
                        "iihibiii", (gint64) row->state, row->block,
                        watched->is_there ? &watched->receipt.block_hash : NULL,
                        (gint64) watched->receipt.gas_used, price, row->mined_ms, (gint64) settled,
                        row->id);
}

static gboolean
write_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  Look *look = user_data;

  for (guint i = 0; i < look->watched->len; i++)
    if (!write_one (connection, look, &g_array_index (look->watched, Watched, i), error))
      return FALSE;
  return TRUE;
}

/* Telling again, one after the other. */

static void tell_next (GTask *task);

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!sotto_wallet_broadcast_finish (SOTTO_WALLET (source), result, &error))
    g_message ("What the network said of a transaction could not be stored: %s", error->message);
  tell_next (task);
}

static void
tell_next (GTask *task)
{
  SottoWallet *self = g_task_get_source_object (task);
  Look *look = g_task_get_task_data (task);
  SottoChain *chain = sotto_wallet_get_chain (self, look->network, NULL);

  while (chain != NULL && look->n_told < look->watched->len)
    {
      Watched *watched = &g_array_index (look->watched, Watched, look->n_told++);

      if (!watched->tell)
        continue;
      sotto_wallet_broadcast_async (self, chain, watched->row, g_task_get_cancellable (task),
                                    told_cb, g_object_ref (task));
      return;
    }
  g_task_return_boolean (task, TRUE);
}

/* One look. */

static void
written_cb (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Look *look = act;

  for (guint i = 0; i < look->watched->len; i++)
    sotto_wallet_show_transaction (self, g_array_index (look->watched, Watched, i).row, look->head);
  tell_next (task);
}

static gboolean
read_answers (Look *look, GPtrArray *answers, GError **error)
{
  if (!sotto_chain_read_u64 (g_ptr_array_index (answers, ASK_HEAD), &look->head, error) ||
      !sotto_chain_read_u64 (g_ptr_array_index (answers, ASK_NONCE), &look->nonce, error))
    return FALSE;
  for (guint i = 0; i < look->watched->len; i++)
    {
      Watched *watched = &g_array_index (look->watched, Watched, i);

      watched->is_known =
        sotto_chain_read_receipt (g_ptr_array_index (answers, N_BEFORE_RECEIPTS + i),
                                  &watched->is_there, &watched->receipt, NULL);
      watched->is_there = watched->is_known && watched->is_there;
    }
  return TRUE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SottoWallet *self = g_task_get_source_object (task);
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);

  if (answers == NULL || !read_answers (look, answers, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  judge (self, look);
  look->act.read = NULL;
  look->act.write = write_cb;
  look->act.finish = written_cb;
  sotto_wallet_act_clear (&look->act);
  sotto_wallet_act_run (task, NULL);
}

static void
rows_read_cb (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Look *look = act;
  SottoRpcCall calls[N_BEFORE_RECEIPTS + MAX_ROWS];
  guint n_calls = N_BEFORE_RECEIPTS;
  SottoChain *chain = sotto_wallet_get_chain (self, look->network, NULL);

  if (look->watched->len == 0 || chain == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  calls[ASK_HEAD] = sotto_chain_ask_block_number ();
  calls[ASK_NONCE] = sotto_chain_ask_nonce (look->address, SOTTO_CHAIN_LATEST);
  for (guint i = 0; i < look->watched->len; i++)
    calls[n_calls++] =
      sotto_chain_ask_receipt (&g_array_index (look->watched, Watched, i).row->hash);
  sotto_chain_call_async (chain, calls, n_calls, g_task_get_cancellable (task), answered_cb,
                          g_object_ref (task));
  for (guint i = 0; i < n_calls; i++)
    sotto_rpc_call_clear (&calls[i]);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* What cannot be seen now is looked for again. */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("A look at what was sent failed: %s", error->message);
  look_next (task);
}

static void
look_next (GTask *task)
{
  SottoWallet *self = g_task_get_source_object (task);
  Round *round = g_task_get_task_data (task);
  Look *look;
  GTask *looking;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (round->position == round->looks->len)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  look = g_ptr_array_index (round->looks, round->position);
  round->looks->pdata[round->position++] = NULL;
  looking = g_task_new (self, g_task_get_cancellable (task), looked_cb, g_object_ref (task));
  g_task_set_source_tag (looking, look_next);
  g_task_set_task_data (looking, look, look_free);
  sotto_wallet_act_run (looking, NULL);
}

/* A look for each account that sent something lately, on each network where that was. */

static gboolean
has_look (GPtrArray *looks, gint64 account, guint64 chain_id)
{
  for (guint i = 0; i < looks->len; i++)
    {
      const Look *look = g_ptr_array_index (looks, i);

      if (look->account == account && look->chain_id == chain_id)
        return TRUE;
    }
  return FALSE;
}

static Look *
look_new (SottoWallet *self, SottoWalletAccount *account, SottoWalletNetwork *network)
{
  Look *look = g_new0 (Look, 1);

  look->act.read = read_cb;
  look->act.finish = rows_read_cb;
  look->account = sotto_wallet_account_get_id (account);
  look->chain_id = sotto_wallet_network_get_chain_id (network);
  memcpy (look->address, sotto_wallet_account_get_address_bytes (account), sizeof look->address);
  look->network = g_object_ref (network);
  look->now_ms = (gint64) sotto_clock_get_milliseconds (self->clock);
  return look;
}

static gboolean
may_change (SottoWalletTransaction *transaction)
{
  return sotto_wallet_transaction_is_open (transaction) ||
         sotto_wallet_transaction_get_state (transaction) == SOTTO_WALLET_TRANSACTION_REFUSED ||
         sotto_wallet_transaction_get_confirmations (transaction) <= SETTLED_DEPTH;
}

/* @only is nullable: the network where to look. */
static GPtrArray *
list_looks (SottoWallet *self, SottoWalletNetwork *only)
{
  GPtrArray *looks = g_ptr_array_new_with_free_func (look_free);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->transactions)); i++)
    {
      g_autoptr (SottoWalletTransaction) transaction =
        g_list_model_get_item (G_LIST_MODEL (self->transactions), i);
      gint64 id = sotto_wallet_transaction_get_account (transaction);
      guint64 chain_id = sotto_wallet_transaction_get_chain_id (transaction);
      SottoWalletAccount *account = sotto_wallet_get_account_by_id (self, id);
      SottoWalletNetwork *network = sotto_wallet_find_network (self, chain_id);

      if (may_change (transaction) && account != NULL && network != NULL &&
          (only == NULL || only == network) && !has_look (looks, id, chain_id))
        g_ptr_array_add (looks, look_new (self, account, network));
    }
  return looks;
}

/* By itself, while something may still change. */

static guint
get_interval (SottoWallet *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->transactions)); i++)
    {
      g_autoptr (SottoWalletTransaction) transaction =
        g_list_model_get_item (G_LIST_MODEL (self->transactions), i);
      guint confirmations = sotto_wallet_transaction_get_confirmations (transaction);

      if (sotto_wallet_transaction_is_open (transaction) ||
          (confirmations > 0 && confirmations < SOTTO_WALLET_CONFIRMATIONS))
        return QUICK_MS;
    }
  return SLOW_MS;
}

static void
round_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SottoWallet *self = SOTTO_WALLET (source);
  g_autoptr (GError) error = NULL;

  if (sotto_wallet_change_finish (self, result, &error))
    sotto_wallet_watch_soon (self);
}

static gboolean
watch_cb (gpointer user_data)
{
  SottoWallet *self = user_data;

  self->watch_timer = 0;
  /* What was asked earlier must not be shown later. */
  if (self->n_rounds > 0)
    {
      self->watch_timer = sotto_clock_add_timer (self->clock, SOTTO_WALLET_BUSY_MS, watch_cb, self);
      return G_SOURCE_REMOVE;
    }
  sotto_wallet_watch_transactions_async (self, self->watch_cancellable, round_done_cb, NULL);
  return G_SOURCE_REMOVE;
}

/* Takes @looks. */
static void
begin_round (GTask *task, GPtrArray *looks)
{
  Round *round = g_new0 (Round, 1);

  round->wallet = g_object_ref (g_task_get_source_object (task));
  round->wallet->n_rounds++;
  round->looks = looks;
  g_task_set_task_data (task, round, round_free);
  look_next (task);
}

/* For the rest of the layer. */

void
sotto_wallet_look_at_network_async (SottoWallet *self,
                                    SottoWalletNetwork *network,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *looks = list_looks (self, network);

  g_task_set_source_tag (task, sotto_wallet_look_at_network_async);
  for (guint i = 0; i < looks->len; i++)
    ((Look *) looks->pdata[i])->is_extra = TRUE;
  begin_round (task, looks);
}

void
sotto_wallet_watch_soon (SottoWallet *self)
{
  g_autoptr (GPtrArray) looks = NULL;
  g_autoptr (GPtrArray) networks = g_ptr_array_new ();

  if (g_cancellable_is_cancelled (self->watch_cancellable))
    return;
  looks = list_looks (self, NULL);
  for (guint i = 0; i < looks->len; i++)
    g_ptr_array_add (networks, ((Look *) looks->pdata[i])->network);
  sotto_wallet_follow_heads (self, networks);
  if (looks->len > 0 && self->watch_timer == 0)
    self->watch_timer = sotto_clock_add_timer (self->clock, get_interval (self), watch_cb, self);
}

void
sotto_wallet_watch_end (SottoWallet *self)
{
  g_cancellable_cancel (self->watch_cancellable);
  if (self->clock != NULL)
    sotto_clock_clear_timer (self->clock, &self->watch_timer);
}

/* Public, in the header's order. */

void
sotto_wallet_start_watching (SottoWallet *self)
{
  g_return_if_fail (SOTTO_IS_WALLET (self));

  sotto_wallet_watch_transactions_async (self, self->watch_cancellable, round_done_cb, NULL);
}

/**
 * sotto_wallet_watch_transactions_async:
 * @self: a wallet
 * @cancellable: (nullable): a cancellable
 * @callback: called after one look at everything
 * @user_data: for @callback
 */
void
sotto_wallet_watch_transactions_async (SottoWallet *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SOTTO_IS_WALLET (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_watch_transactions_async);
  begin_round (task, list_looks (self, NULL));
}
