/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which tokens there are, and which are shown. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-sql.h"
#include "sotto-wallet-networks.h"
#include "sotto-wallet-private.h"

#define MAX_DECIMALS 36

/**
 * Change:
 * @token: (nullable): the token that is there already
 * @id: its row
 * @info: of a new one, without its strings
 * @symbol: of a new one
 * @name: of a new one
 * @state: of one that is there
 * @row: (out) (nullable): what is in the row now
 */
typedef struct
{
  SottoWalletAct act;
  SottoWalletToken *token;
  gint64 id;
  SottoWalletTokenInfo info;
  char *symbol;
  char *name;
  SottoWalletTokenState state;
  SottoWalletTokenRow *row;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  sotto_wallet_act_clear (&change->act);
  g_clear_object (&change->token);
  g_clear_pointer (&change->row, sotto_wallet_token_row_free);
  g_free (change->symbol);
  g_free (change->name);
  g_free (change);
}

static gboolean
load (Change *change, SottoConnection *connection, GError **error)
{
  change->row = sotto_wallet_token_row_load (connection, change->id, error);
  return change->row != NULL;
}

static gboolean
check_room (Change *change, SottoConnection *connection, GError **error)
{
  gint64 chain_id = (gint64) change->info.chain_id;
  gint64 count = 0;
  gint64 known = 0;
  gint64 network = 0;

  if (!sotto_sql_get_int (connection, &count, error, "SELECT count (*) FROM wallet_tokens", "") ||
      !sotto_sql_get_int (connection, &network, error,
                          "SELECT 1 FROM wallet_networks WHERE chain_id = ?", "i", chain_id) ||
      !sotto_sql_get_int (connection, &known, error,
                          "SELECT 1 FROM wallet_tokens WHERE chain_id = ? AND address = ?", "ia",
                          chain_id, change->info.address))
    return FALSE;
  if (!network)
    g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NOT_FOUND,
                         _ ("There is no network with this number."));
  else if (known)
    g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_EXISTS,
                         _ ("This token is there already."));
  else if (count >= SOTTO_WALLET_MAX_TOKENS)
    g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_TOO_MANY,
                         _ ("There are too many tokens."));
  else
    return TRUE;
  return FALSE;
}

/* What moved of it before was passed over. */
static gboolean
look_again (Change *change, SottoConnection *connection, GError **error)
{
  return sotto_sql_run (connection, error, "DELETE FROM wallet_scans WHERE chain_id = ?", "i",
                        (gint64) change->info.chain_id);
}

static gboolean
add_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Change *change = user_data;
  SottoConnection *connection = sotto_transaction_get_connection (transaction);

  if (!check_room (change, connection, error) ||
      !sotto_sql_run (
        connection, error,
        "INSERT INTO wallet_tokens (chain_id, address, symbol, name, decimals, origin)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        "iattii", (gint64) change->info.chain_id, change->info.address, change->symbol,
        change->name, (gint64) change->info.decimals, (gint64) change->info.origin))
    return FALSE;
  change->id = sotto_connection_get_last_insert_id (connection);
  return look_again (change, connection, error) && load (change, connection, error);
}

static gboolean
set_state_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Change *change = user_data;
  SottoConnection *connection = sotto_transaction_get_connection (transaction);

  return sotto_sql_run (connection, error, "UPDATE wallet_tokens SET state = ? WHERE id = ?", "ii",
                        (gint64) change->state, change->id) &&
         load (change, connection, error);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return sotto_wallet_token_compare ((SottoWalletToken *) a, (SottoWalletToken *) b);
}

static void
added (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Change *change = act;
  g_autoptr (SottoWalletToken) token = sotto_wallet_token_new (change->row);

  g_list_store_insert_sorted (self->tokens, token, compare, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
state_set (GTask *task, gpointer act)
{
  Change *change = act;

  sotto_wallet_token_update (change->token, change->row);
  g_task_return_boolean (task, TRUE);
}

/* Public, in the header's order. */

/**
 * sotto_wallet_get_tokens:
 * @self: a wallet
 *
 * Returns: (transfer none) (element-type SottoWalletToken): live, by chain and symbol
 */
GListModel *
sotto_wallet_get_tokens (SottoWallet *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET (self), NULL);

  return G_LIST_MODEL (self->tokens);
}

/**
 * sotto_wallet_find_token:
 * @self: a wallet
 * @chain_id: of which network
 * @address: of the contract, 20 bytes
 *
 * Returns: (transfer none) (nullable): the token
 */
SottoWalletToken *
sotto_wallet_find_token (SottoWallet *self, guint64 chain_id, const guint8 address[20])
{
  g_return_val_if_fail (SOTTO_IS_WALLET (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tokens)); i++)
    {
      g_autoptr (SottoWalletToken) token = g_list_model_get_item (G_LIST_MODEL (self->tokens), i);

      /* The list keeps it. */
      if (sotto_wallet_token_get_chain_id (token) == chain_id &&
          memcmp (sotto_wallet_token_get_address_bytes (token), address, SOTTO_ADDRESS_LENGTH) == 0)
        return token;
    }
  return NULL;
}

/**
 * sotto_wallet_add_token_async:
 * @self: a wallet
 * @info: what is known of it; copied
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is in the list
 * @user_data: for @callback
 */
void
sotto_wallet_add_token_async (SottoWallet *self,
                              const SottoWalletTokenInfo *info,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autofree char *symbol = NULL;
  g_autofree char *name = NULL;
  Change *change;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && info != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_add_token_async);
  symbol = sotto_wallet_clean_name (info->symbol);
  name = sotto_wallet_clean_name (info->name);
  if (symbol == NULL || info->decimals > MAX_DECIMALS)
    {
      g_task_return_new_error (task, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NETWORK, "%s",
                               _ ("A token needs a symbol, and has at most 36 decimals."));
      g_object_unref (task);
      return;
    }
  change = g_new0 (Change, 1);
  change->act.write = add_cb;
  change->act.finish = added;
  change->info = *info;
  change->info.symbol = NULL;
  change->info.name = NULL;
  change->name = name != NULL ? g_steal_pointer (&name) : g_strdup (symbol);
  change->symbol = g_steal_pointer (&symbol);
  g_task_set_task_data (task, change, change_free);
  sotto_wallet_act_run (task, NULL);
}

/**
 * sotto_wallet_set_token_state_async:
 * @self: a wallet
 * @token: one of its tokens
 * @state: whether it is shown
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is stored
 * @user_data: for @callback
 */
void
sotto_wallet_set_token_state_async (SottoWallet *self,
                                    SottoWalletToken *token,
                                    SottoWalletTokenState state,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  Change *change;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_TOKEN (token));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_set_token_state_async);
  change = g_new0 (Change, 1);
  change->act.write = set_state_cb;
  change->act.finish = state_set;
  change->token = g_object_ref (token);
  change->id = sotto_wallet_token_get_id (token);
  change->state = state;
  g_task_set_task_data (task, change, change_free);
  sotto_wallet_act_run (task, NULL);
}

/**
 * sotto_wallet_get_token_by_id:
 * @self: a wallet
 * @id: a row of the database
 *
 * Returns: (transfer none) (nullable): the token
 */
SottoWalletToken *
sotto_wallet_get_token_by_id (SottoWallet *self, gint64 id)
{
  g_return_val_if_fail (SOTTO_IS_WALLET (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tokens)); i++)
    {
      /* The list keeps it. */
      g_autoptr (SottoWalletToken) token = g_list_model_get_item (G_LIST_MODEL (self->tokens), i);

      if (sotto_wallet_token_get_id (token) == id)
        return token;
    }
  return NULL;
}
