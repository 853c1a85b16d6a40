/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which collections the user chose, and what is in them. Looking for it is done by the scan of the
 * logs, asking for it by the refresh of the assets. */

#include "sotto-wallet-collectibles.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-sql.h"
#include "sotto-wallet-collectible-rows-private.h"
#include "sotto-wallet-private.h"

/**
 * Change:
 * @collection: of a new one
 * @has_number: whether one of it was named
 * @number: which
 * @id: the row
 */
typedef struct
{
  SottoWalletAct act;
  SottoWalletCollection collection;
  gboolean has_number;
  SottoU256 number;
  gint64 id;
} Change;

typedef struct
{
  SottoWalletAct act;
  gint64 account;
  GPtrArray *collections;
} Listing;

static void
change_free (gpointer data)
{
  Change *change = data;

  sotto_wallet_act_clear (&change->act);
  g_free (change->collection.name);
  g_free (change);
}

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  sotto_wallet_act_clear (&listing->act);
  g_clear_pointer (&listing->collections, g_ptr_array_unref);
  g_free (listing);
}

/* Adding. */

static gboolean
insert (SottoConnection *connection, Change *change, GError **error)
{
  gint64 chain_id = (gint64) change->collection.chain_id;
  gint64 count = 0;

  if (!sotto_sql_get_int (connection, &count, error, "SELECT count (*) FROM wallet_collections",
                          ""))
    return FALSE;
  if (count >= SOTTO_WALLET_MAX_COLLECTIONS)
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_TOO_MANY,
                           _ ("There are too many collections."));
      return FALSE;
    }
  /* What came before was passed over, so it is looked for again. */
  if (!sotto_sql_run (connection, error,
                      "INSERT INTO wallet_collections (chain_id, address, name, kind)"
                      " VALUES (?, ?, ?, ?)",
                      "iati", chain_id, change->collection.address, change->collection.name,
                      (gint64) change->collection.kind) ||
      !sotto_sql_run (connection, error, "DELETE FROM wallet_scans WHERE chain_id = ?", "i",
                      chain_id))
    return FALSE;
  return sotto_sql_get_int (connection, &change->id, error,
                            "SELECT id FROM wallet_collections WHERE chain_id = ? AND address = ?",
                            "ia", chain_id, change->collection.address);
}

static gboolean
add_number (SottoConnection *connection, Change *change, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, "SELECT id FROM wallet_accounts", "");
  guint n_new = 0;
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  while (TRUE)
    {
      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      if (!sotto_wallet_collectible_add (connection, sotto_statement_get_int (statement, 0),
                                         change->id, &change->number, &n_new, error))
        return FALSE;
    }
}

static gboolean
add_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  Change *change = user_data;

  change->id = 0;
  if (!sotto_sql_get_int (connection, &change->id, error,
                          "SELECT id FROM wallet_collections WHERE chain_id = ? AND address = ?",
                          "ia", (gint64) change->collection.chain_id, change->collection.address))
    return FALSE;
  if (change->id != 0 && !change->has_number)
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_EXISTS,
                           _ ("This collection is in the wallet already."));
      return FALSE;
    }
  return (change->id != 0 || insert (connection, change, error)) &&
         (!change->has_number || add_number (connection, change, error));
}

static gboolean
remove_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Change *change = user_data;

  return sotto_sql_run (sotto_transaction_get_connection (transaction), error,
                        "DELETE FROM wallet_collections WHERE id = ?", "i", change->id);
}

static void
changed (GTask *task, gpointer act)
{
  sotto_wallet_tell_assets_changed (g_task_get_source_object (task));
  g_task_return_boolean (task, TRUE);
}

/* Listing. */

static gboolean
list_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Listing *listing = user_data;
  g_autoptr (GArray) rows = sotto_wallet_collectibles_load (connection, listing->account, 0, error);

  g_clear_pointer (&listing->collections, g_ptr_array_unref);
  if (rows == NULL)
    return FALSE;
  listing->collections = sotto_wallet_collections_load (connection, 0, error);
  for (guint i = 0; listing->collections != NULL && i < listing->collections->len; i++)
    {
      SottoWalletCollection *collection = g_ptr_array_index (listing->collections, i);

      collection->owned = g_array_new (FALSE, FALSE, sizeof (SottoWalletCollectible));
      for (guint j = 0; j < rows->len; j++)
        {
          const SottoWalletCollectibleRow *row =
            &g_array_index (rows, SottoWalletCollectibleRow, j);
          SottoWalletCollectible item = { .number = row->number, .amount = row->amount };

          if (row->collection == collection->id && !sotto_u256_is_zero (&row->amount))
            g_array_append_val (collection->owned, item);
        }
    }
  return listing->collections != NULL;
}

static void
listed (GTask *task, gpointer act)
{
  Listing *listing = act;

  g_task_return_pointer (task, g_steal_pointer (&listing->collections),
                         (GDestroyNotify) g_ptr_array_unref);
}

/* Public, in the header's order; reading a contract and freeing are beside this file. */

void
sotto_wallet_add_collection_async (SottoWallet *self,
                                   const SottoWalletCollection *collection,
                                   const SottoU256 *number,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  Change *change;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && collection != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_add_collection_async);
  change = g_new0 (Change, 1);
  change->act.write = add_cb;
  change->act.finish = changed;
  change->collection.chain_id = collection->chain_id;
  change->collection.kind = collection->kind;
  memcpy (change->collection.address, collection->address, SOTTO_ADDRESS_LENGTH);
  if (collection->name != NULL)
    change->collection.name = sotto_wallet_clean_name (collection->name);
  change->has_number = number != NULL;
  if (number != NULL)
    change->number = *number;
  g_task_set_task_data (task, change, change_free);
  sotto_wallet_act_run (task, NULL);
}

void
sotto_wallet_remove_collection_async (SottoWallet *self,
                                      gint64 id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  Change *change;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_remove_collection_async);
  change = g_new0 (Change, 1);
  change->act.write = remove_cb;
  change->act.finish = changed;
  change->id = id;
  g_task_set_task_data (task, change, change_free);
  sotto_wallet_act_run (task, NULL);
}

void
sotto_wallet_list_collectibles_async (SottoWallet *self,
                                      SottoWalletAccount *account,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  Listing *listing;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_list_collectibles_async);
  listing = g_new0 (Listing, 1);
  listing->act.read = list_cb;
  listing->act.finish = listed;
  listing->account = sotto_wallet_account_get_id (account);
  g_task_set_task_data (task, listing, listing_free);
  sotto_wallet_act_run (task, NULL);
}

GPtrArray *
sotto_wallet_list_collectibles_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
