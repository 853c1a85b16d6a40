/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-recipients.h"

#include "sotto-sql.h"
#include "sotto-wallet-private.h"

typedef struct
{
  SottoWalletAct act;
  guint limit;
  GPtrArray *recipients;
} Loading;

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  sotto_wallet_act_clear (&loading->act);
  g_clear_pointer (&loading->recipients, g_ptr_array_unref);
  g_free (loading);
}

static gboolean
read_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Loading *loading = user_data;
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error,
                     "SELECT address, ens_name, last_ms FROM wallet_recipients WHERE n_sent > 0"
                     " ORDER BY last_ms DESC LIMIT ?",
                     "i", (gint64) loading->limit);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  while (TRUE)
    {
      g_autoptr (SottoWalletRecipient) recipient = g_new0 (SottoWalletRecipient, 1);

      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      if (!sotto_statement_copy_blob (statement, 0, recipient->address, SOTTO_ADDRESS_LENGTH))
        continue;
      if (!sotto_statement_is_null (statement, 1))
        recipient->name = g_strdup (sotto_statement_get_text (statement, 1));
      recipient->last_ms = sotto_statement_get_int (statement, 2);
      g_ptr_array_add (loading->recipients, g_steal_pointer (&recipient));
    }
}

static void
loaded (GTask *task, gpointer act)
{
  Loading *loading = act;

  g_task_return_pointer (task, g_steal_pointer (&loading->recipients),
                         (GDestroyNotify) g_ptr_array_unref);
}

/* Public, in the header's order. */

void
sotto_wallet_recipient_free (SottoWalletRecipient *recipient)
{
  g_free (recipient->name);
  g_free (recipient);
}

void
sotto_wallet_load_recipients_async (SottoWallet *self,
                                    guint limit,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  Loading *loading;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_load_recipients_async);
  loading = g_new0 (Loading, 1);
  loading->act.read = read_cb;
  loading->act.finish = loaded;
  loading->limit = limit;
  loading->recipients =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_wallet_recipient_free);
  g_task_set_task_data (task, loading, loading_free);
  sotto_wallet_act_run (task, NULL);
}

GPtrArray *
sotto_wallet_load_recipients_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
