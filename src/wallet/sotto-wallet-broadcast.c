/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Telling the network of what is stored. The same bytes may be told as often as one likes: they
 * have one name, and one nonce. */

#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"
#include "sotto-chain-questions.h"
#include "sotto-sql.h"
#include "sotto-wallet-send-private.h"

/**
 * Telling:
 * @id: the row
 * @state: what it becomes
 * @text: (nullable): why it is refused
 * @now_ms: the time
 * @row: (out) (nullable): what is in the row now
 */
typedef struct
{
  SottoWalletAct act;
  gint64 id;
  SottoHash hash;
  SottoWalletTransactionState state;
  char *text;
  gint64 now_ms;
  SottoWalletTransactionRow *row;
} Telling;

static void
telling_free (gpointer data)
{
  Telling *telling = data;

  sotto_wallet_act_clear (&telling->act);
  g_clear_pointer (&telling->row, sotto_wallet_transaction_row_free);
  g_free (telling->text);
  g_free (telling);
}

/* What is in a block meanwhile stays there. */
static gboolean
write_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  Telling *telling = user_data;

  if (!sotto_sql_run (connection, error,
                      "UPDATE wallet_transactions SET state = ?, error = ?, sent_ms = ?"
                      " WHERE id = ? AND (state <= 2 OR state = 6)",
                      "itii", (gint64) telling->state, telling->text, telling->now_ms, telling->id))
    return FALSE;
  telling->row = sotto_wallet_transaction_row_load (connection, telling->id, error);
  return telling->row != NULL;
}

static void
written (GTask *task, gpointer act)
{
  Telling *telling = act;

  sotto_wallet_show_transaction (g_task_get_source_object (task), telling->row, 0);
  g_task_return_boolean (task, TRUE);
}

/* Whether no node is ever going to take these bytes, as far as one can know. */
static gboolean
is_final (const GError *error)
{
  return g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_REJECTED) ||
         g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_REPLACEMENT) ||
         g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_FEE) ||
         g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_FUNDS) ||
         g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_GAS);
}

/* Whether the answer changes anything. */
static gboolean
read_answer (Telling *telling, const SottoRpcAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  SottoHash hash;

  if (sotto_chain_read_hash (answer, &hash, &error))
    {
      /* A node that gives it another name did not understand it: it is told again. */
      telling->state = SOTTO_WALLET_TRANSACTION_SENT;
      return sotto_hash_equal (&hash, &telling->hash);
    }
  if (g_error_matches (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_KNOWN))
    {
      telling->state = SOTTO_WALLET_TRANSACTION_SENT;
      return TRUE;
    }
  telling->state = SOTTO_WALLET_TRANSACTION_REFUSED;
  telling->text = g_strdup (error->message);
  return is_final (error);
}

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Telling *telling = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = sotto_chain_call_finish (SOTTO_CHAIN (source), result, &error);

  if (answers != NULL && read_answer (telling, g_ptr_array_index (answers, 0)))
    {
      sotto_wallet_act_run (task, NULL);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* For the rest of the layer. */

void
sotto_wallet_broadcast_async (SottoWallet *self,
                              SottoChain *chain,
                              const SottoWalletTransactionRow *row,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Telling *telling = g_new0 (Telling, 1);
  SottoRpcCall call = sotto_chain_ask_send (row->raw);

  g_task_set_source_tag (task, sotto_wallet_broadcast_async);
  g_task_set_check_cancellable (task, FALSE);
  telling->act.write = write_cb;
  telling->act.finish = written;
  telling->id = row->id;
  telling->hash = row->hash;
  telling->now_ms = (gint64) sotto_clock_get_milliseconds (self->clock);
  g_task_set_task_data (task, telling, telling_free);
  sotto_chain_call_async (chain, &call, 1, cancellable, told_cb, task);
  sotto_rpc_call_clear (&call);
}

gboolean
sotto_wallet_broadcast_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
