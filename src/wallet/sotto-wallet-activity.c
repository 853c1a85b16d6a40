/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-activity-private.h"
#include "sotto-wallet-private.h"

typedef struct
{
  SottoWalletAct act;
  gint64 account;
  guint limit;
  GArray *list;
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  sotto_wallet_act_clear (&listing->act);
  g_clear_pointer (&listing->list, g_array_unref);
  g_free (listing);
}

static gboolean
read_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Listing *listing = user_data;

  listing->list = sotto_wallet_activity_load (connection, listing->account, listing->limit, error);
  return listing->list != NULL;
}

static void
listed (GTask *task, gpointer act)
{
  Listing *listing = act;

  g_task_return_pointer (task, g_steal_pointer (&listing->list), (GDestroyNotify) g_array_unref);
}

void
sotto_wallet_list_activity_async (SottoWallet *self,
                                  SottoWalletAccount *account,
                                  guint limit,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  Listing *listing;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_list_activity_async);
  listing = g_new0 (Listing, 1);
  listing->act.read = read_cb;
  listing->act.finish = listed;
  listing->account = sotto_wallet_account_get_id (account);
  listing->limit = limit;
  g_task_set_task_data (task, listing, listing_free);
  sotto_wallet_act_run (task, NULL);
}

GArray *
sotto_wallet_list_activity_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
