/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Remembers that whoever had something sent has passed it on. */

#include "sotto-sql.h"
#include "sotto-wallet-send-private.h"

typedef struct
{
  SottoWalletAct act;
  gint64 id;
  SottoWalletTransactionRow *row;
} Noting;

static void
noting_free (gpointer data)
{
  Noting *noting = data;

  sotto_wallet_act_clear (&noting->act);
  g_clear_pointer (&noting->row, sotto_wallet_transaction_row_free);
  g_free (noting);
}

static gboolean
write_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  Noting *noting = user_data;

  if (!sotto_sql_run (connection, error, "UPDATE wallet_transactions SET told = 1 WHERE id = ?",
                      "i", noting->id))
    return FALSE;
  noting->row = sotto_wallet_transaction_row_load (connection, noting->id, error);
  return noting->row != NULL;
}

static void
written (GTask *task, gpointer act)
{
  Noting *noting = act;

  sotto_wallet_show_transaction (g_task_get_source_object (task), noting->row, 0);
  g_task_return_boolean (task, TRUE);
}

/* Public. */

/**
 * sotto_wallet_set_told_async:
 * @self: a wallet
 * @transaction: what has a purpose
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is stored
 * @user_data: for @callback
 */
void
sotto_wallet_set_told_async (SottoWallet *self,
                             SottoWalletTransaction *transaction,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;
  Noting *noting;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_TRANSACTION (transaction));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_set_told_async);
  noting = g_new0 (Noting, 1);
  noting->act.write = write_cb;
  noting->act.finish = written;
  noting->id = sotto_wallet_transaction_get_id (transaction);
  g_task_set_task_data (task, noting, noting_free);
  sotto_wallet_act_run (task, NULL);
}
