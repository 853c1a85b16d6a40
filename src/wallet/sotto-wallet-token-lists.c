/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Many tokens at once, from a file that somebody made: all of them or none. */

#include "sotto-wallet-token-lists.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-hex.h"
#include "sotto-sql.h"
#include "sotto-token-list.h"
#include "sotto-wallet-private.h"

/**
 * Change:
 * @tokens: (element-type SottoWalletTokenInfo) (nullable): what is added
 * @rows: (element-type SottoWalletTokenRow): what was
 */
typedef struct
{
  SottoWalletAct act;
  GPtrArray *tokens;
  GPtrArray *rows;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  sotto_wallet_act_clear (&change->act);
  g_clear_pointer (&change->tokens, g_ptr_array_unref);
  g_ptr_array_unref (change->rows);
  g_free (change);
}

static void
info_free (gpointer data)
{
  SottoWalletTokenInfo *info = data;

  g_free ((char *) info->symbol);
  g_free ((char *) info->name);
  g_free (info);
}

static SottoWalletTokenInfo *
info_new (const SottoListedToken *token)
{
  SottoWalletTokenInfo *info = g_new0 (SottoWalletTokenInfo, 1);

  info->chain_id = token->chain_id;
  memcpy (info->address, token->address, sizeof info->address);
  info->symbol = g_strdup (token->symbol);
  info->name = g_strdup (token->name);
  info->decimals = token->decimals;
  info->origin = SOTTO_WALLET_TOKEN_LISTED;
  return info;
}

/* Planning. */

/* (transfer full): a contract on all networks. */
static char *
write_place (guint64 chain_id, const guint8 address[SOTTO_ADDRESS_LENGTH])
{
  g_autofree char *text = sotto_hex_encode (address, SOTTO_ADDRESS_LENGTH);

  return g_strdup_printf ("%" G_GUINT64_FORMAT " %s", chain_id, text);
}

/* (transfer full): a symbol on all networks, as people read it. */
static char *
write_symbol (guint64 chain_id, const char *symbol)
{
  g_autofree char *folded = g_utf8_casefold (symbol, -1);

  return g_strdup_printf ("%" G_GUINT64_FORMAT " %s", chain_id, folded);
}

static void
list_known (SottoWallet *self, GHashTable *places, GHashTable *symbols)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tokens)); i++)
    {
      g_autoptr (SottoWalletToken) token = g_list_model_get_item (G_LIST_MODEL (self->tokens), i);
      guint64 chain_id = sotto_wallet_token_get_chain_id (token);

      g_hash_table_add (places,
                        write_place (chain_id, sotto_wallet_token_get_address_bytes (token)));
      g_hash_table_add (symbols, write_symbol (chain_id, sotto_wallet_token_get_symbol (token)));
    }
}

/* Two of one list with the same symbol are namesakes of each other, too. */
static SottoWalletTokenPlan *
make_plan (SottoWallet *self, SottoTokenList *list)
{
  SottoWalletTokenPlan *plan = g_new0 (SottoWalletTokenPlan, 1);
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) symbols = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  list_known (self, places, symbols);
  plan->name = g_strdup (list->name);
  plan->version = g_strdup (list->version);
  plan->n_skipped = list->n_skipped;
  plan->tokens = g_ptr_array_new_with_free_func (info_free);
  for (guint i = 0; i < list->tokens->len; i++)
    {
      const SottoListedToken *token = g_ptr_array_index (list->tokens, i);
      g_autofree char *place = write_place (token->chain_id, token->address);

      if (sotto_wallet_find_network (self, token->chain_id) == NULL)
        plan->n_elsewhere++;
      else if (g_hash_table_contains (places, place))
        plan->n_known++;
      else
        g_ptr_array_insert (
          plan->tokens,
          g_hash_table_add (symbols, write_symbol (token->chain_id, token->symbol))
            ? -1
            : (int) plan->n_namesakes++,
          info_new (token));
    }
  return plan;
}

static void
parsed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SottoTokenList) list = g_task_propagate_pointer (G_TASK (result), NULL);

  if (list == NULL)
    g_task_return_new_error (task, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED, "%s",
                             _ ("This file is no list of tokens, or has too much in it."));
  else
    g_task_return_pointer (task, make_plan (g_task_get_source_object (task), list),
                           (GDestroyNotify) sotto_wallet_token_plan_free);
}

/* Nothing that has no end is read to it. */
static GBytes *
read_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autofree char *text = NULL;
  gsize length;

  if (stream == NULL)
    return NULL;
  text = g_malloc (SOTTO_TOKEN_LIST_MAX_BYTES + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), text, SOTTO_TOKEN_LIST_MAX_BYTES + 1,
                                &length, cancellable, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&text), length);
}

/* In a thread of its own. */
static void
parse (GTask *task, gpointer source, gpointer file, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GBytes) bytes = read_file (file, cancellable, &error);
  SottoTokenList *list = NULL;

  if (bytes != NULL)
    list =
      sotto_token_list_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  if (list != NULL)
    g_task_return_pointer (task, list, (GDestroyNotify) sotto_token_list_free);
  else
    g_task_return_error (task, error);
}

/* Adding. */

static gboolean
insert (SottoConnection *connection,
        const SottoWalletTokenInfo *info,
        GPtrArray *rows,
        GError **error)
{
  gint64 before = 0;
  gint64 known = 0;
  SottoWalletTokenRow *row;

  if (!sotto_sql_get_int (connection, &before, error,
                          "SELECT count (*) FROM wallet_networks WHERE chain_id = ?", "i",
                          (gint64) info->chain_id) ||
      !sotto_sql_get_int (connection, &known, error,
                          "SELECT count (*) FROM wallet_tokens WHERE chain_id = ? AND address = ?",
                          "ia", (gint64) info->chain_id, info->address))
    return FALSE;
  if (before == 0 || known > 0)
    return TRUE;
  if (!sotto_sql_run (
        connection, error,
        "INSERT INTO wallet_tokens (chain_id, address, symbol, name, decimals, origin)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        "iattii", (gint64) info->chain_id, info->address, info->symbol, info->name,
        (gint64) info->decimals, (gint64) info->origin))
    return FALSE;
  row = sotto_wallet_token_row_load (connection, sotto_connection_get_last_insert_id (connection),
                                     error);
  if (row != NULL)
    g_ptr_array_add (rows, row);
  return row != NULL;
}

static gboolean
check_room (SottoConnection *connection, GError **error)
{
  gint64 count = 0;

  if (!sotto_sql_get_int (connection, &count, error, "SELECT count (*) FROM wallet_tokens", ""))
    return FALSE;
  if (count > SOTTO_WALLET_MAX_TOKENS)
    g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_TOO_MANY,
                         _ ("There are too many tokens."));
  return count <= SOTTO_WALLET_MAX_TOKENS;
}

/* What moved of them before was passed over: the networks of lists are looked through again. */
static gboolean
look_again (SottoConnection *connection, GPtrArray *rows, GError **error)
{
  return rows->len == 0 || sotto_sql_run (connection, error,
                                          "DELETE FROM wallet_scans WHERE chain_id IN"
                                          " (SELECT chain_id FROM wallet_tokens WHERE origin = 2)",
                                          "");
}

/* A job may run again after it failed. */
static gboolean
add_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Change *change = user_data;
  SottoConnection *connection = sotto_transaction_get_connection (transaction);

  g_ptr_array_set_size (change->rows, 0);
  for (guint i = 0; i < change->tokens->len; i++)
    if (!insert (connection, g_ptr_array_index (change->tokens, i), change->rows, error))
      return FALSE;
  return check_room (connection, error) && look_again (connection, change->rows, error);
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return sotto_wallet_token_compare ((SottoWalletToken *) a, (SottoWalletToken *) b);
}

static void
added (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Change *change = act;
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < change->rows->len; i++)
    g_ptr_array_add (tokens, sotto_wallet_token_new (g_ptr_array_index (change->rows, i)));
  g_list_store_splice (self->tokens, g_list_model_get_n_items (G_LIST_MODEL (self->tokens)), 0,
                       tokens->pdata, tokens->len);
  g_list_store_sort (self->tokens, compare_cb, NULL);
  g_task_return_boolean (task, TRUE);
}

/* Removing. */

/* What was sent goes on naming its token. Rows are given numbers again: nothing that names one of
 * those that are gone may stay. */
static const char *const removals[] = {
  "DELETE FROM wallet_balances WHERE token IN (SELECT id FROM wallet_tokens WHERE origin = 2"
  " AND id NOT IN (SELECT token FROM wallet_transactions))",
  "DELETE FROM wallet_activity WHERE token IN (SELECT id FROM wallet_tokens WHERE origin = 2"
  " AND id NOT IN (SELECT token FROM wallet_transactions))",
  "DELETE FROM wallet_tokens WHERE origin = 2"
  " AND id NOT IN (SELECT token FROM wallet_transactions)",
};

static gboolean
remove_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Change *change = user_data;
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (SottoStatement) statement = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (removals); i++)
    if (!sotto_sql_run (connection, error, removals[i], ""))
      return FALSE;
  g_ptr_array_set_size (change->rows, 0);
  statement =
    sotto_sql_query (connection, error, "SELECT id FROM wallet_tokens WHERE origin = 2", "");
  while (statement != NULL)
    {
      SottoWalletTokenRow *row;
      gboolean has_row;

      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      row = sotto_wallet_token_row_load (connection, sotto_statement_get_int (statement, 0), error);
      if (row == NULL)
        return FALSE;
      g_ptr_array_add (change->rows, row);
    }
  return FALSE;
}

static gboolean
is_kept (Change *change, SottoWalletToken *token)
{
  if (sotto_wallet_token_get_origin (token) != SOTTO_WALLET_TOKEN_LISTED)
    return TRUE;
  for (guint i = 0; i < change->rows->len; i++)
    if (((SottoWalletTokenRow *) g_ptr_array_index (change->rows, i))->id ==
        sotto_wallet_token_get_id (token))
      return TRUE;
  return FALSE;
}

static void
removed (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  guint n_tokens = g_list_model_get_n_items (G_LIST_MODEL (self->tokens));
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_tokens; i++)
    {
      g_autoptr (SottoWalletToken) token = g_list_model_get_item (G_LIST_MODEL (self->tokens), i);

      if (is_kept (act, token))
        g_ptr_array_add (kept, g_steal_pointer (&token));
    }
  g_list_store_splice (self->tokens, 0, n_tokens, kept->pdata, kept->len);
  g_task_return_boolean (task, TRUE);
}

static GTask *
change_start (SottoWallet *self,
              gpointer tag,
              SottoWriteFunc write,
              void (*finish) (GTask *task, gpointer act),
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Change *change = g_new0 (Change, 1);

  g_task_set_source_tag (task, tag);
  change->act.write = write;
  change->act.finish = finish;
  change->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_wallet_token_row_free);
  g_task_set_task_data (task, change, change_free);
  return task;
}

/* Public, in the header's order. */

void
sotto_wallet_token_plan_free (SottoWalletTokenPlan *plan)
{
  g_free (plan->name);
  g_free (plan->version);
  g_ptr_array_unref (plan->tokens);
  g_free (plan);
}

void
sotto_wallet_plan_tokens_async (SottoWallet *self,
                                GFile *file,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) parsing = NULL;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_plan_tokens_async);
  parsing = g_task_new (self, cancellable, parsed_cb, task);
  g_task_set_task_data (parsing, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (parsing, parse);
}

SottoWalletTokenPlan *
sotto_wallet_plan_tokens_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
sotto_wallet_add_tokens_async (SottoWallet *self,
                               const SottoWalletTokenPlan *plan,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Change *change;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && plan != NULL);

  task = change_start (self, sotto_wallet_add_tokens_async, add_cb, added, cancellable, callback,
                       user_data);
  change = g_task_get_task_data (task);
  change->tokens = g_ptr_array_ref (plan->tokens);
  sotto_wallet_act_run (task, NULL);
}

guint
sotto_wallet_count_listed_tokens (SottoWallet *self)
{
  guint n_listed = 0;

  g_return_val_if_fail (SOTTO_IS_WALLET (self), 0);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tokens)); i++)
    {
      g_autoptr (SottoWalletToken) token = g_list_model_get_item (G_LIST_MODEL (self->tokens), i);

      n_listed += sotto_wallet_token_get_origin (token) == SOTTO_WALLET_TOKEN_LISTED;
    }
  return n_listed;
}

void
sotto_wallet_remove_listed_tokens_async (SottoWallet *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_return_if_fail (SOTTO_IS_WALLET (self));

  sotto_wallet_act_run (change_start (self, sotto_wallet_remove_listed_tokens_async, remove_cb,
                                      removed, cancellable, callback, user_data),
                        NULL);
}
