/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person changes about accounts: names, colours, order, and which there are. */

#include "sotto-sql.h"
#include "sotto-wallet-private.h"

/**
 * Edit:
 * @apply: writes it
 * @account: which account
 * @id: its row
 * @text: (nullable): a new name
 * @number: a colour, a place, or whether it is hidden
 * @row: (out) (nullable): what is in the row now
 */
typedef struct _Edit Edit;

struct _Edit
{
  SottoWalletAct act;
  gboolean (*apply) (Edit *edit, SottoTransaction *transaction, GError **error);
  SottoWalletAccount *account;
  gint64 id;
  char *text;
  gint64 number;
  SottoWalletAccountRow *row;
};

static void
edit_free (gpointer data)
{
  Edit *edit = data;

  sotto_wallet_act_clear (&edit->act);
  g_clear_object (&edit->account);
  g_clear_pointer (&edit->row, sotto_wallet_account_row_free);
  g_free (edit->text);
  g_free (edit);
}

static gboolean
apply_name (Edit *edit, SottoTransaction *transaction, GError **error)
{
  return sotto_sql_run (sotto_transaction_get_connection (transaction), error,
                        "UPDATE wallet_accounts SET name = ? WHERE id = ?", "ti", edit->text,
                        edit->id);
}

static gboolean
apply_colour (Edit *edit, SottoTransaction *transaction, GError **error)
{
  return sotto_sql_run (sotto_transaction_get_connection (transaction), error,
                        "UPDATE wallet_accounts SET colour = ? WHERE id = ?", "ii", edit->number,
                        edit->id);
}

static gboolean
apply_hidden (Edit *edit, SottoTransaction *transaction, GError **error)
{
  return sotto_sql_run (sotto_transaction_get_connection (transaction), error,
                        "UPDATE wallet_accounts SET hidden = ? WHERE id = ?", "ii", edit->number,
                        edit->id);
}

/* (transfer full) (element-type gint64): the other accounts in their order. */
static GArray *
load_others (SottoConnection *connection, gint64 id, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error,
                     "SELECT id FROM wallet_accounts WHERE id <> ? ORDER BY position, id", "i", id);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean has_row = TRUE;

  if (statement == NULL)
    return NULL;
  while (TRUE)
    {
      gint64 other;

      if (!sotto_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&ids);
      other = sotto_statement_get_int (statement, 0);
      g_array_append_val (ids, other);
    }
}

static gboolean
apply_place (Edit *edit, SottoTransaction *transaction, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (GArray) ids = load_others (connection, edit->id, error);

  if (ids == NULL)
    return FALSE;
  g_array_insert_val (ids, MIN ((guint) edit->number, ids->len), edit->id);
  for (guint i = 0; i < ids->len; i++)
    if (!sotto_sql_run (connection, error, "UPDATE wallet_accounts SET position = ? WHERE id = ?",
                        "ii", (gint64) i, g_array_index (ids, gint64, i)))
      return FALSE;
  return TRUE;
}

/* An imported source whose last account has gone goes with its secrets. */
static gboolean
drop_source (Edit *edit, SottoTransaction *transaction, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    connection, error,
    "SELECT secret_name, phrase_name FROM wallet_sources s WHERE id = ? AND kind <> 0"
    " AND NOT EXISTS (SELECT 1 FROM wallet_accounts a WHERE a.source = s.id)",
    "i", edit->number);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  for (int column = 0; column < 2; column++)
    if (!sotto_statement_is_null (statement, column) &&
        !sotto_wallet_vault_remove (edit->act.vault, transaction,
                                    sotto_statement_get_text (statement, column), error))
      return FALSE;
  sotto_statement_reset (statement);
  return sotto_sql_run (connection, error, "DELETE FROM wallet_sources WHERE id = ?", "i",
                        edit->number);
}

static gboolean
apply_removal (Edit *edit, SottoTransaction *transaction, GError **error)
{
  SottoConnection *connection = sotto_transaction_get_connection (transaction);

  edit->number = 0;
  return sotto_sql_get_int (connection, &edit->number, error,
                            "SELECT coalesce (source, 0) FROM wallet_accounts WHERE id = ?", "i",
                            edit->id) &&
         sotto_sql_run (connection, error, "DELETE FROM wallet_accounts WHERE id = ?", "i",
                        edit->id) &&
         drop_source (edit, transaction, error);
}

static gboolean
edit_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Edit *edit = user_data;

  if (!edit->apply (edit, transaction, error))
    return FALSE;
  if (edit->apply == apply_removal)
    return TRUE;
  edit->row =
    sotto_wallet_account_row_load (sotto_transaction_get_connection (transaction), edit->id, error);
  return edit->row != NULL;
}

static void
edited (GTask *task, gpointer act)
{
  Edit *edit = act;

  sotto_wallet_account_update (edit->account, edit->row);
  g_task_return_boolean (task, TRUE);
}

static void
moved (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Edit *edit = act;
  guint old_place;

  if (g_list_store_find (self->accounts, edit->account, &old_place))
    {
      guint n_others = g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) - 1;
      guint new_place = MIN ((guint) edit->number, n_others);

      if (new_place != old_place)
        {
          g_list_store_remove (self->accounts, old_place);
          g_list_store_insert (self->accounts, new_place, edit->account);
        }
    }
  g_task_return_boolean (task, TRUE);
}

static void
removed (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Edit *edit = act;
  guint place;

  if (g_list_store_find (self->accounts, edit->account, &place))
    g_list_store_remove (self->accounts, place);
  g_task_return_boolean (task, TRUE);
}

static Edit *
edit_new (SottoWalletAccount *account,
          gboolean (*apply) (Edit *, SottoTransaction *, GError **),
          gint64 number)
{
  Edit *edit = g_new0 (Edit, 1);

  edit->act.write = edit_cb;
  edit->act.finish = edited;
  edit->apply = apply;
  edit->account = g_object_ref (account);
  edit->id = sotto_wallet_account_get_id (account);
  edit->number = number;
  return edit;
}

static void
run (GTask *task, Edit *edit)
{
  g_task_set_task_data (task, edit, edit_free);
  sotto_wallet_act_run (task, NULL);
}

/* Public, in the header's order. */

/**
 * sotto_wallet_rename_async:
 * @self: a wallet
 * @account: one of its accounts
 * @name: what to call it; of nothing that can be seen it stays as it is
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is stored
 * @user_data: for @callback
 */
void
sotto_wallet_rename_async (SottoWallet *self,
                           SottoWalletAccount *account,
                           const char *name,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autofree char *clean = NULL;
  GTask *task;
  Edit *edit;

  g_return_if_fail (SOTTO_IS_WALLET (self));
  g_return_if_fail (SOTTO_IS_WALLET_ACCOUNT (account) && name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_rename_async);
  clean = sotto_wallet_clean_name (name);
  edit = edit_new (account, apply_name, 0);
  edit->text =
    clean != NULL ? g_steal_pointer (&clean) : g_strdup (sotto_wallet_account_get_name (account));
  run (task, edit);
}

/**
 * sotto_wallet_set_colour_async:
 * @self: a wallet
 * @account: one of its accounts
 * @colour: below %SOTTO_WALLET_N_COLOURS
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is stored
 * @user_data: for @callback
 */
void
sotto_wallet_set_colour_async (SottoWallet *self,
                               SottoWalletAccount *account,
                               guint colour,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_ACCOUNT (account));
  g_return_if_fail (colour < SOTTO_WALLET_N_COLOURS);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_set_colour_async);
  run (task, edit_new (account, apply_colour, colour));
}

/**
 * sotto_wallet_set_hidden_async:
 * @self: a wallet
 * @account: one of its accounts
 * @hidden: whether to leave it out of lists and totals
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is stored
 * @user_data: for @callback
 */
void
sotto_wallet_set_hidden_async (SottoWallet *self,
                               SottoWalletAccount *account,
                               gboolean hidden,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_set_hidden_async);
  run (task, edit_new (account, apply_hidden, hidden ? 1 : 0));
}

/**
 * sotto_wallet_move_async:
 * @self: a wallet
 * @account: one of its accounts
 * @position: where it is to be, the others being counted without it
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is stored
 * @user_data: for @callback
 */
void
sotto_wallet_move_async (SottoWallet *self,
                         SottoWalletAccount *account,
                         guint position,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;
  Edit *edit;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_move_async);
  edit = edit_new (account, apply_place, position);
  edit->act.finish = moved;
  run (task, edit);
}

/**
 * sotto_wallet_remove_async:
 * @self: a wallet
 * @account: one of its accounts
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is gone
 * @user_data: for @callback
 */
void
sotto_wallet_remove_async (SottoWallet *self,
                           SottoWalletAccount *account,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;
  Edit *edit;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_remove_async);
  edit = edit_new (account, apply_removal, 0);
  edit->act.finish = removed;
  run (task, edit);
}

/**
 * sotto_wallet_change_finish:
 * @self: a wallet
 * @result: a result
 * @error: return location
 *
 * Returns: whether it was changed
 */
gboolean
sotto_wallet_change_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
