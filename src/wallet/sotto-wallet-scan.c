/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks through the logs of tokens. What was looked through is one span of blocks for each account
 * on each network; it grows by one window after the other, each of which is stored with what was
 * found in it, so that nothing is lost when it is interrupted. Only tokens and collections that the
 * wallet knows are of interest: whoever wants to be noticed can write logs at will. Of collectibles
 * a log only says what to ask for. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"
#include "sotto-chain-questions.h"
#include "sotto-transfer.h"
#include "sotto-wallet-activity-private.h"
#include "sotto-wallet-assets.h"
#include "sotto-wallet-chains.h"
#include "sotto-wallet-collectible-rows-private.h"
#include "sotto-wallet-private.h"

/* Blocks: of the first look and each further one, that are asked for at once, and that may be taken
 * back. */
#define FIRST_BLOCKS 10000
#define FURTHER_BLOCKS 500000
#define MAX_WINDOW 500000
#define OVERLAP 64

/* Blocks whose time is asked for at once: with more in it, a window is too large. */
#define MAX_TIMES 40

/* Logs in an answer that can be read without holding up a frame: windows are made for so many. */
#define MANY_LOGS 500

/* The database has signed numbers. */
#define MAX_HEAD ((guint64) G_MAXINT64 - OVERLAP)

/* Windows of one scan, however far away an endpoint says that the newest block is. */
#define MAX_WINDOWS 1000

enum
{
  ASK_SENT,
  ASK_RECEIVED,
  N_PLAIN_QUESTIONS,
  ASK_SEVERAL = N_PLAIN_QUESTIONS,
  ASK_BATCHES,
  N_LOG_QUESTIONS,
};

/* A collectible that a log says to have come. */
typedef struct
{
  gint64 collection;
  SottoU256 number;
} Found;

/**
 * Scan:
 * @span: what was looked through
 * @is_upward: whether it grows at its end
 * @is_first: whether there was none before
 * @goal_first: what is still to be looked through
 * @goal_last: the same
 * @window: blocks that are asked for at once
 * @first: of the window
 * @last: of the window
 * @n_logs: how many logs were in the window
 * @n_windows: how many windows there were
 * @is_shorter: whether the chain ends before what was looked through
 * @head: the newest block
 * @moves: (element-type SottoWalletMove): found in the window
 * @received: (element-type SottoWalletActivity): found in all, and new
 * @account: whose
 * @collections: (element-type SottoWalletCollection) (nullable): of which collectibles are of
 * interest
 * @found: (element-type Found): collectibles in the window
 * @n_found: how many of them were not known
 */
typedef struct
{
  SottoWalletAct act;
  SottoWalletNetwork *network;
  guint8 address[SOTTO_ADDRESS_LENGTH];
  SottoWalletSpan span;
  gboolean further;
  gboolean is_upward;
  gboolean is_first;
  guint64 goal_first;
  guint64 goal_last;
  guint64 window;
  guint64 first;
  guint64 last;
  guint n_logs;
  guint n_windows;
  gboolean is_shorter;
  guint64 head;
  GArray *moves;
  GArray *received;
  SottoWalletAccount *account;
  GPtrArray *collections;
  GArray *found;
  guint n_found;
} Scan;

static void look (GTask *task);

static void
scan_free (gpointer data)
{
  Scan *scan = data;

  sotto_wallet_act_clear (&scan->act);
  g_object_unref (scan->network);
  g_object_unref (scan->account);
  g_clear_pointer (&scan->collections, g_ptr_array_unref);
  g_array_unref (scan->found);
  g_array_unref (scan->moves);
  g_clear_pointer (&scan->received, g_array_unref);
  g_free (scan);
}

/* Takes @task. */
static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* Takes @task. */
static void
end (GTask *task)
{
  Scan *scan = g_task_get_task_data (task);

  /* Logs are believed by nobody: whose it is says the contract. */
  if (scan->n_found > 0)
    sotto_wallet_refresh_assets_async (g_task_get_source_object (task), scan->account,
                                       scan->network, g_task_get_cancellable (task), NULL, NULL);
  g_task_return_pointer (task, g_steal_pointer (&scan->received), (GDestroyNotify) g_array_unref);
  g_object_unref (task);
}

static gboolean
is_empty (const SottoWalletSpan *span)
{
  return span->to_block == 0;
}

static void
take_window (Scan *scan)
{
  guint64 n_blocks = MIN (scan->window, scan->goal_last - scan->goal_first + 1);

  scan->first = scan->is_upward ? scan->goal_first : scan->goal_last - n_blocks + 1;
  scan->last = scan->first + n_blocks - 1;
  scan->n_logs = 0;
  g_array_set_size (scan->moves, 0);
  g_array_set_size (scan->found, 0);
}

/* FALSE if that was all, or enough. */
static gboolean
pass_window (Scan *scan)
{
  if ((scan->is_upward ? scan->last == scan->goal_last : scan->first == scan->goal_first) ||
      ++scan->n_windows >= MAX_WINDOWS)
    return FALSE;
  if (scan->is_upward)
    scan->goal_first = scan->last + 1;
  else
    scan->goal_last = scan->first - 1;
  if (scan->n_logs > MANY_LOGS)
    scan->window = MAX (scan->window / 2, 1);
  else if (scan->n_logs < MANY_LOGS / 2)
    scan->window = MIN (scan->window * 2, MAX_WINDOW);
  return TRUE;
}

/* Storing. */

static gboolean
store_found (Scan *scan, SottoConnection *connection, GError **error)
{
  for (guint i = 0; i < scan->found->len; i++)
    {
      const Found *found = &g_array_index (scan->found, Found, i);

      if (!sotto_wallet_collectible_add (connection, scan->span.account, found->collection,
                                         &found->number, &scan->n_found, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
store_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Scan *scan = user_data;
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  SottoWalletSpan span = scan->span;

  if (scan->is_shorter && !sotto_wallet_moves_forget (connection, &span, scan->head, error))
    return FALSE;
  span.from_block = is_empty (&span) ? scan->first : MIN (span.from_block, scan->first);
  span.to_block = MAX (span.to_block, scan->last);
  if (!sotto_wallet_moves_store (connection, &span, scan->first, scan->last, scan->moves,
                                 scan->is_upward && !scan->is_first ? scan->received : NULL,
                                 error) ||
      !store_found (scan, connection, error))
    return FALSE;
  scan->span = span;
  return TRUE;
}

static void
stored (GTask *task, gpointer act)
{
  g_object_ref (task);
  if (pass_window (act))
    look (task);
  else
    end (task);
}

/* Takes @task. */
static void
store (GTask *task)
{
  Scan *scan = g_task_get_task_data (task);

  sotto_wallet_act_clear (&scan->act);
  scan->act.read = NULL;
  scan->act.write = store_cb;
  scan->act.finish = stored;
  sotto_wallet_act_run (task, NULL);
}

/* Takes @task and @error: fewer blocks at once, if that may help; a block that no endpoint can tell
 * of is passed over. */
static void
narrow (GTask *task, GError *error)
{
  Scan *scan = g_task_get_task_data (task);

  if (!g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_RANGE))
    {
      fail (task, error);
      return;
    }
  g_error_free (error);
  g_array_set_size (scan->moves, 0);
  g_array_set_size (scan->found, 0);
  if (scan->first == scan->last)
    {
      g_message ("Block %" G_GUINT64_FORMAT " has more logs of an account than can be read",
                 scan->first);
      store (task);
      return;
    }
  scan->window = (scan->last - scan->first + 1) / 2;
  look (task);
}

/* When it was. */

static void
set_times (Scan *scan, const SottoChainBlock *block)
{
  for (guint i = scan->moves->len; i > 0; i--)
    {
      SottoWalletMove *move = &g_array_index (scan->moves, SottoWalletMove, i - 1);

      if (move->activity.block != block->number)
        continue;
      /* Taken back since: the next look finds it where it is then. */
      if (!sotto_hash_equal (&move->block_hash, &block->hash))
        g_array_remove_index (scan->moves, i - 1);
      else
        move->activity.time_ms = (gint64) MIN (block->timestamp, G_MAXINT64 / 1000) * 1000;
    }
}

static void
times_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Scan *scan = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);

  for (guint i = 0; answers != NULL && i < answers->len; i++)
    {
      SottoChainBlock block;
      gboolean is_there;

      if (!sotto_chain_read_block (g_ptr_array_index (answers, i), &is_there, &block, &error))
        break;
      if (is_there)
        set_times (scan, &block);
    }
  if (error != NULL)
    fail (task, error);
  else
    store (task);
}

/* (transfer full) (element-type guint64): each block in which something was found. */
static GArray *
list_blocks (Scan *scan)
{
  GArray *blocks = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < scan->moves->len; i++)
    {
      guint64 block = g_array_index (scan->moves, SottoWalletMove, i).activity.block;
      gboolean is_listed = FALSE;

      for (guint j = 0; j < blocks->len && !is_listed; j++)
        is_listed = g_array_index (blocks, guint64, j) == block;
      if (!is_listed)
        g_array_append_val (blocks, block);
      if (blocks->len > MAX_TIMES)
        break;
    }
  return blocks;
}

/* Takes @task. */
static void
ask_times (GTask *task, SottoChain *chain)
{
  Scan *scan = g_task_get_task_data (task);
  g_autoptr (GArray) blocks = list_blocks (scan);
  SottoRpcCall calls[MAX_TIMES];

  if (blocks->len == 0)
    {
      store (task);
      return;
    }
  if (blocks->len > MAX_TIMES)
    {
      narrow (task, g_error_new_literal (SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_RANGE, "full"));
      return;
    }
  for (guint i = 0; i < blocks->len; i++)
    {
      char block[SOTTO_CHAIN_BLOCK_SIZE];

      sotto_chain_write_block (g_array_index (blocks, guint64, i), block);
      calls[i] = sotto_chain_ask_block (block);
    }
  sotto_chain_call_async (chain, calls, blocks->len, g_task_get_cancellable (task), times_cb, task);
  for (guint i = 0; i < blocks->len; i++)
    sotto_rpc_call_clear (&calls[i]);
}

/* What was found. */

static SottoWalletToken *
find_token (SottoWallet *self, Scan *scan, const SottoTransfer *transfer)
{
  SottoWalletToken *token = sotto_wallet_find_token (self, scan->span.chain_id, transfer->contract);

  return token != NULL && sotto_wallet_token_get_state (token) == SOTTO_WALLET_TOKEN_SHOWN ? token
                                                                                           : NULL;
}

/* Nothing that was moved is a trick: it puts an address into what people copy from. */
static gboolean
is_of_interest (const Scan *scan, const SottoChainLog *log, const SottoTransfer *transfer)
{
  gboolean is_from = memcmp (transfer->from, scan->address, SOTTO_ADDRESS_LENGTH) == 0;
  gboolean is_to = memcmp (transfer->to, scan->address, SOTTO_ADDRESS_LENGTH) == 0;

  return !log->is_removed && log->block >= scan->first && log->block <= scan->last &&
         transfer->kind == SOTTO_TRANSFER_TOKEN && is_from != is_to &&
         !sotto_u256_is_zero (&transfer->amount);
}

static void
take_collectible (Scan *scan, const SottoTransfer *transfer)
{
  SottoWalletCollectionKind kind = transfer->kind == SOTTO_TRANSFER_UNIQUE
                                     ? SOTTO_WALLET_COLLECTION_UNIQUE
                                     : SOTTO_WALLET_COLLECTION_SEVERAL;

  if (memcmp (transfer->to, scan->address, SOTTO_ADDRESS_LENGTH) != 0)
    return;
  for (guint i = 0; i < scan->collections->len; i++)
    {
      const SottoWalletCollection *collection = g_ptr_array_index (scan->collections, i);
      Found found = { .collection = collection->id, .number = transfer->token_id };

      if (collection->kind == kind &&
          memcmp (collection->address, transfer->contract, SOTTO_ADDRESS_LENGTH) == 0)
        g_array_append_val (scan->found, found);
    }
}

static void
take_log (SottoWallet *self, Scan *scan, const SottoChainLog *log)
{
  g_autoptr (GArray) transfers = NULL;
  SottoEventLog event;

  sotto_chain_log_to_event (log, &event);
  transfers = sotto_transfer_parse (&event);
  for (guint i = 0; i < transfers->len; i++)
    {
      const SottoTransfer *transfer = &g_array_index (transfers, SottoTransfer, i);
      SottoWalletToken *token = find_token (self, scan, transfer);
      gboolean is_to = memcmp (transfer->to, scan->address, SOTTO_ADDRESS_LENGTH) == 0;
      SottoWalletMove move = { .log_index = log->index, .block_hash = log->block_hash };

      if (transfer->kind != SOTTO_TRANSFER_TOKEN && !log->is_removed)
        take_collectible (scan, transfer);
      if (token == NULL || !is_of_interest (scan, log, transfer))
        continue;
      move.activity = (SottoWalletActivity){
        .chain_id = scan->span.chain_id,
        .direction = is_to ? SOTTO_WALLET_DIRECTION_IN : SOTTO_WALLET_DIRECTION_OUT,
        .token = sotto_wallet_token_get_id (token),
        .amount = transfer->amount,
        .transaction = log->transaction,
        .block = log->block,
      };
      memcpy (move.activity.counterparty, is_to ? transfer->from : transfer->to,
              SOTTO_ADDRESS_LENGTH);
      g_array_append_val (scan->moves, move);
    }
}

static void
logs_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Scan *scan = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);

  for (guint i = 0; answers != NULL && error == NULL && i < answers->len; i++)
    {
      g_autoptr (GArray) logs = sotto_chain_read_logs (g_ptr_array_index (answers, i), &error);

      scan->n_logs += logs != NULL ? logs->len : 0;
      for (guint j = 0; logs != NULL && j < logs->len; j++)
        take_log (g_task_get_source_object (task), scan, &g_array_index (logs, SottoChainLog, j));
    }
  if (error != NULL)
    narrow (task, error);
  else
    ask_times (task, SOTTO_CHAIN (source));
}

/* What there are several of has topics of its own, which are only asked for by those who look for
 * it. */
static guint
count_questions (const Scan *scan)
{
  for (guint i = 0; i < scan->collections->len; i++)
    if (((SottoWalletCollection *) g_ptr_array_index (scan->collections, i))->kind ==
        SOTTO_WALLET_COLLECTION_SEVERAL)
      return N_LOG_QUESTIONS;
  return N_PLAIN_QUESTIONS;
}

/* Takes @task. */
static void
look (GTask *task)
{
  Scan *scan = g_task_get_task_data (task);
  guint n_questions = count_questions (scan);
  SottoHash account;
  SottoRpcCall calls[N_LOG_QUESTIONS];
  SottoChainLogFilter filter = { .topics = { sotto_transfer_get_topic () } };
  GError *error = NULL;
  SottoChain *chain =
    sotto_wallet_get_chain (g_task_get_source_object (task), scan->network, &error);

  if (chain == NULL)
    {
      fail (task, error);
      return;
    }
  take_window (scan);
  filter.from_block = scan->first;
  filter.to_block = scan->last;
  sotto_transfer_pad_address (scan->address, &account);
  filter.topics[1] = &account;
  calls[ASK_SENT] = sotto_chain_ask_logs (&filter);
  filter.topics[1] = NULL;
  filter.topics[2] = &account;
  calls[ASK_RECEIVED] = sotto_chain_ask_logs (&filter);
  filter.topics[2] = NULL;
  filter.topics[3] = &account;
  filter.topics[0] = sotto_transfer_get_single_topic ();
  if (n_questions > ASK_SEVERAL)
    calls[ASK_SEVERAL] = sotto_chain_ask_logs (&filter);
  filter.topics[0] = sotto_transfer_get_batch_topic ();
  if (n_questions > ASK_BATCHES)
    calls[ASK_BATCHES] = sotto_chain_ask_logs (&filter);
  sotto_chain_call_async (chain, calls, n_questions, g_task_get_cancellable (task), logs_cb, task);
  for (guint i = 0; i < n_questions; i++)
    sotto_rpc_call_clear (&calls[i]);
}

/* What is to be looked through. FALSE: nothing. A chain that ends long before what was looked
 * through is another than an endpoint said it was, now or then: all of it is looked at anew. */
static gboolean
plan (Scan *scan)
{
  SottoWalletSpan *span = &scan->span;
  guint64 n_blocks;

  scan->is_shorter = scan->head + OVERLAP < span->to_block;
  if (scan->is_shorter)
    span->from_block = span->to_block = 0;
  scan->is_first = is_empty (span);
  scan->is_upward = !scan->is_first && !scan->further;
  scan->window = FIRST_BLOCKS;
  if (scan->is_upward)
    {
      scan->goal_first = span->to_block + 1 - MIN (OVERLAP, span->to_block + 1 - span->from_block);
      scan->goal_last = scan->head;
      return scan->goal_last >= scan->goal_first;
    }
  if (!scan->is_first && span->from_block == 0)
    return FALSE;
  n_blocks = scan->is_first ? FIRST_BLOCKS : FURTHER_BLOCKS;
  scan->goal_last = scan->is_first ? scan->head : span->from_block - 1;
  scan->goal_first = scan->goal_last + 1 - MIN (n_blocks, scan->goal_last + 1);
  return TRUE;
}

static void
head_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Scan *scan = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);

  if (answers == NULL ||
      !sotto_chain_read_u64 (g_ptr_array_index (answers, 0), &scan->head, &error))
    fail (task, error);
  else if (scan->head > MAX_HEAD)
    fail (task, g_error_new_literal (SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_MALFORMED,
                                     _ ("The endpoint gave an answer that makes no sense.")));
  else if (plan (scan))
    look (task);
  else
    end (task);
}

static gboolean
read_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Scan *scan = user_data;

  g_clear_pointer (&scan->collections, g_ptr_array_unref);
  scan->collections = sotto_wallet_collections_load (connection, scan->span.chain_id, error);
  return scan->collections != NULL && sotto_wallet_span_load (connection, &scan->span, error);
}

static void
span_read (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Scan *scan = act;
  GError *error = NULL;
  SottoChain *chain = sotto_wallet_get_chain (self, scan->network, &error);
  SottoRpcCall call;

  g_object_ref (task);
  if (chain == NULL)
    {
      fail (task, error);
      return;
    }
  call = sotto_chain_ask_block_number ();
  sotto_chain_call_async (chain, &call, 1, g_task_get_cancellable (task), head_cb, task);
  sotto_rpc_call_clear (&call);
}

/* Public, in the header's order. */

void
sotto_wallet_scan_async (SottoWallet *self,
                         SottoWalletAccount *account,
                         SottoWalletNetwork *network,
                         gboolean further,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;
  Scan *scan;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_ACCOUNT (account));
  g_return_if_fail (SOTTO_IS_WALLET_NETWORK (network));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_scan_async);
  scan = g_new0 (Scan, 1);
  scan->act.read = read_cb;
  scan->act.finish = span_read;
  scan->network = g_object_ref (network);
  scan->account = g_object_ref (account);
  scan->further = further;
  scan->span.account = sotto_wallet_account_get_id (account);
  scan->span.chain_id = sotto_wallet_network_get_chain_id (network);
  memcpy (scan->address, sotto_wallet_account_get_address_bytes (account), sizeof scan->address);
  scan->moves = g_array_new (FALSE, FALSE, sizeof (SottoWalletMove));
  scan->received = g_array_new (FALSE, FALSE, sizeof (SottoWalletActivity));
  scan->found = g_array_new (FALSE, FALSE, sizeof (Found));
  g_task_set_task_data (task, scan, scan_free);
  sotto_wallet_act_run (task, NULL);
}

GArray *
sotto_wallet_scan_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
