/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Balances, as stored. */

#include "sotto-wallet-assets.h"

#include "sotto-sql.h"
#include "sotto-wallet-private.h"

struct _SottoWalletAsset
{
  GObject parent_instance;

  SottoWalletNetwork *network;
  SottoWalletToken *token;
  SottoU256 amount;
  gint64 updated_ms;
};

G_DEFINE_FINAL_TYPE (SottoWalletAsset, sotto_wallet_asset, G_TYPE_OBJECT)

typedef struct
{
  guint64 chain_id;
  gint64 token;
  SottoU256 amount;
  gint64 updated_ms;
} Row;

typedef struct
{
  SottoWalletAct act;
  gint64 account;
  GArray *rows;
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  sotto_wallet_act_clear (&listing->act);
  g_array_unref (listing->rows);
  g_free (listing);
}

static gboolean
read_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Listing *listing = user_data;
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error,
                     "SELECT b.chain_id, b.token, b.amount, b.updated_ms FROM wallet_balances b"
                     " JOIN wallet_networks n ON n.chain_id = b.chain_id"
                     " WHERE b.account = ? AND n.enabled ORDER BY n.position, n.chain_id, b.token",
                     "i", listing->account);
  guint8 amount[SOTTO_U256_LENGTH];
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  while (TRUE)
    {
      Row row;

      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      row.chain_id = (guint64) sotto_statement_get_int (statement, 0);
      row.token = sotto_statement_get_int (statement, 1);
      row.updated_ms = sotto_statement_get_int (statement, 3);
      if (sotto_statement_copy_blob (statement, 2, amount, sizeof amount) &&
          sotto_u256_from_bytes (amount, sizeof amount, &row.amount))
        g_array_append_val (listing->rows, row);
    }
}

/* (nullable): NULL for what is not shown. */
static SottoWalletAsset *
make_asset (SottoWallet *self, const Row *row)
{
  SottoWalletNetwork *network = sotto_wallet_find_network (self, row->chain_id);
  SottoWalletToken *token = NULL;
  SottoWalletAsset *asset;

  if (network == NULL || (row->token != 0 && sotto_u256_is_zero (&row->amount)))
    return NULL;
  if (row->token != 0)
    {
      token = sotto_wallet_get_token_by_id (self, row->token);
      if (token == NULL || sotto_wallet_token_get_state (token) != SOTTO_WALLET_TOKEN_SHOWN)
        return NULL;
    }
  asset = g_object_new (SOTTO_TYPE_WALLET_ASSET, NULL);
  asset->network = g_object_ref (network);
  g_set_object (&asset->token, token);
  asset->amount = row->amount;
  asset->updated_ms = row->updated_ms;
  return asset;
}

static void
listed (GTask *task, gpointer act)
{
  Listing *listing = act;
  GPtrArray *assets = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < listing->rows->len; i++)
    {
      SottoWalletAsset *asset =
        make_asset (g_task_get_source_object (task), &g_array_index (listing->rows, Row, i));

      if (asset != NULL)
        g_ptr_array_add (assets, asset);
    }
  g_task_return_pointer (task, assets, (GDestroyNotify) g_ptr_array_unref);
}

static void
sotto_wallet_asset_finalize (GObject *object)
{
  SottoWalletAsset *self = SOTTO_WALLET_ASSET (object);

  g_clear_object (&self->network);
  g_clear_object (&self->token);
  G_OBJECT_CLASS (sotto_wallet_asset_parent_class)->finalize (object);
}

static void
sotto_wallet_asset_class_init (SottoWalletAssetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_wallet_asset_finalize;
}

static void
sotto_wallet_asset_init (SottoWalletAsset *self)
{
}

/* Public, in the header's order. */

SottoWalletNetwork *
sotto_wallet_asset_get_network (SottoWalletAsset *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ASSET (self), NULL);

  return self->network;
}

SottoWalletToken *
sotto_wallet_asset_get_token (SottoWalletAsset *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ASSET (self), NULL);

  return self->token;
}

const SottoU256 *
sotto_wallet_asset_get_amount (SottoWalletAsset *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ASSET (self), NULL);

  return &self->amount;
}

gint64
sotto_wallet_asset_get_updated (SottoWalletAsset *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ASSET (self), 0);

  return self->updated_ms;
}

void
sotto_wallet_list_assets_async (SottoWallet *self,
                                SottoWalletAccount *account,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Listing *listing;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_list_assets_async);
  listing = g_new0 (Listing, 1);
  listing->act.read = read_cb;
  listing->act.finish = listed;
  listing->account = sotto_wallet_account_get_id (account);
  listing->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_task_set_task_data (task, listing, listing_free);
  sotto_wallet_act_run (task, NULL);
}

GPtrArray *
sotto_wallet_list_assets_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
