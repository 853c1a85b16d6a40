/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One thing that is done with the wallet: the password is tried, a job runs with the vault open,
 * the vault is closed, and only then the models change. */

#include <glib/gi18n-lib.h>

#include "sotto-wallet-private.h"

static void
job_done (GTask *task, gboolean success, GError *error)
{
  SottoWalletAct *act = g_task_get_task_data (task);

  g_clear_pointer (&act->vault_key, sotto_secret_unref);
  if (success)
    act->finish (task, act);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean success = sotto_store_write_finish (SOTTO_STORE (source), result, &error);

  job_done (task, success, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean success = sotto_store_read_finish (SOTTO_STORE (source), result, &error);

  job_done (task, success, error);
}

static void
perform (GTask *task)
{
  SottoWallet *self = g_task_get_source_object (task);
  SottoWalletAct *act = g_task_get_task_data (task);

  /* What may have been stored is shown: from here on nothing is cancelled. */
  if (act->write != NULL)
    sotto_store_write_async (self->store, act->write, act, NULL, NULL, written_cb,
                             g_object_ref (task));
  else if (act->read != NULL)
    sotto_store_read_async (self->store, act->read, act, NULL, g_task_get_cancellable (task),
                            read_cb, g_object_ref (task));
  else
    job_done (task, TRUE, NULL);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SottoWallet *self = g_task_get_source_object (task);
  SottoWalletAct *act = g_task_get_task_data (task);
  GError *error = NULL;

  act->vault_key = sotto_wallet_vault_open_finish (SOTTO_WALLET_VAULT (source), result, &error);
  if (act->vault_key == NULL ||
      g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    {
      g_clear_pointer (&act->vault_key, sotto_secret_unref);
      g_task_return_error (task, error);
      return;
    }
  if (act->access == SOTTO_WALLET_ACCESS_KEEP)
    sotto_wallet_keep_key (self, act->vault_key);
  perform (task);
}

/* For the rest of the layer. */

void
sotto_wallet_act_run (GTask *task, const char *password)
{
  g_autoptr (GTask) taken = task;
  SottoWallet *self = g_task_get_source_object (taken);
  SottoWalletAct *act = g_task_get_task_data (taken);

  g_task_set_check_cancellable (task, FALSE);
  act->vault = g_object_ref (self->vault);
  act->random = g_object_ref (self->random);
  if (act->access == SOTTO_WALLET_ACCESS_NONE)
    {
      perform (task);
      return;
    }
  if (password != NULL)
    {
      sotto_wallet_vault_open_async (self->vault, password, g_task_get_cancellable (task),
                                     opened_cb, g_object_ref (task));
      return;
    }
  if (act->access != SOTTO_WALLET_ACCESS_ASK)
    act->vault_key = sotto_wallet_dup_kept_key (self);
  if (act->vault_key != NULL)
    perform (task);
  else
    g_task_return_new_error (task, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_LOCKED, "%s",
                             _ ("The wallet is locked: this needs your password."));
}

void
sotto_wallet_act_clear (SottoWalletAct *act)
{
  g_clear_pointer (&act->vault_key, sotto_secret_unref);
  g_clear_object (&act->vault);
  g_clear_object (&act->random);
}
