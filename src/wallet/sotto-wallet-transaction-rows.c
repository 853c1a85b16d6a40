/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of what was sent. */

#include <glib/gi18n-lib.h>

#include "sotto-sql.h"
#include "sotto-wallet-error.h"
#include "sotto-wallet-transaction-private.h"

#define COLUMNS                                                                                    \
  "SELECT id, chain_id, account, nonce, hash, raw, state, block, token, recipient, amount, error," \
  " created_ms, sent_ms, mined_ms, purpose, note, told FROM wallet_transactions"

static char *
dup_text (SottoStatement *statement, int column)
{
  return sotto_statement_is_null (statement, column)
           ? NULL
           : g_strdup (sotto_statement_get_text (statement, column));
}

/* (nullable): a row of the wrong shape is no row. */
static SottoWalletTransactionRow *
read_row (SottoStatement *statement)
{
  g_autoptr (SottoWalletTransactionRow) row = g_new0 (SottoWalletTransactionRow, 1);
  gint64 state = sotto_statement_get_int (statement, 6);
  guint8 amount[SOTTO_U256_LENGTH];

  if (!sotto_statement_get_hash (statement, 4, &row->hash) || state < 0 ||
      state > SOTTO_WALLET_TRANSACTION_REFUSED ||
      !sotto_statement_copy_blob (statement, 9, row->recipient, sizeof row->recipient) ||
      !sotto_statement_copy_blob (statement, 10, amount, sizeof amount) ||
      !sotto_u256_from_bytes (amount, sizeof amount, &row->amount))
    return NULL;
  row->id = sotto_statement_get_int (statement, 0);
  row->chain_id = (guint64) sotto_statement_get_int (statement, 1);
  row->account = sotto_statement_get_int (statement, 2);
  row->nonce = (guint64) sotto_statement_get_int (statement, 3);
  row->raw = sotto_statement_dup_bytes (statement, 5);
  row->state = (SottoWalletTransactionState) state;
  row->block = sotto_statement_get_int (statement, 7);
  row->token = sotto_statement_get_int (statement, 8);
  row->error = dup_text (statement, 11);
  row->created_ms = sotto_statement_get_int (statement, 12);
  row->sent_ms = sotto_statement_get_int (statement, 13);
  row->mined_ms = sotto_statement_get_int (statement, 14);
  row->purpose = dup_text (statement, 15);
  row->has_note = sotto_statement_copy_blob (statement, 16, row->note, sizeof row->note);
  row->told = sotto_statement_get_int (statement, 17) != 0;
  return g_steal_pointer (&row);
}

static GPtrArray *
read_all (SottoStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_wallet_transaction_row_free);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  while (TRUE)
    {
      SottoWalletTransactionRow *row;

      if (!sotto_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&rows);
      row = read_row (statement);
      if (row != NULL)
        g_ptr_array_add (rows, row);
    }
}

/* For the rest of the layer, in the header's order. */

void
sotto_wallet_transaction_row_free (SottoWalletTransactionRow *row)
{
  g_clear_pointer (&row->raw, g_bytes_unref);
  g_free (row->error);
  g_free (row->purpose);
  g_free (row);
}

GPtrArray *
sotto_wallet_transaction_rows_load (SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    connection, error,
    COLUMNS " WHERE id IN (SELECT id FROM wallet_transactions WHERE state <= 2 UNION"
            "  SELECT * FROM (SELECT id FROM wallet_transactions ORDER BY id DESC LIMIT ?))"
            " ORDER BY id DESC",
    "i", (gint64) SOTTO_WALLET_N_RECENT);

  return read_all (statement, error);
}

GPtrArray *
sotto_wallet_transaction_rows_unsettled (SottoConnection *connection,
                                         gint64 account,
                                         guint64 chain_id,
                                         GError **error)
{
  /* The "+" chooses the index of what is not settled, not the one that has all in order. */
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    connection, error,
    COLUMNS " WHERE account = ? AND chain_id = ? AND settled = 0 ORDER BY +nonce, id LIMIT 200",
    "ii", account, (gint64) chain_id);

  return read_all (statement, error);
}

SottoWalletTransactionRow *
sotto_wallet_transaction_row_load (SottoConnection *connection, gint64 id, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, COLUMNS " WHERE id = ?", "i", id);
  g_autoptr (GPtrArray) rows = read_all (statement, error);

  if (rows == NULL)
    return NULL;
  if (rows->len > 0)
    return g_ptr_array_steal_index (rows, 0);
  g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NOT_FOUND,
                       _ ("This transaction is not in the wallet any more."));
  return NULL;
}

gboolean
sotto_wallet_transaction_row_insert (SottoConnection *connection,
                                     SottoWalletTransactionRow *row,
                                     GError **error)
{
  guint8 amount_bytes[SOTTO_U256_LENGTH];
  g_autoptr (GBytes) amount = NULL;
  g_autoptr (GBytes) note = row->has_note ? g_bytes_new (row->note, sizeof row->note) : NULL;

  sotto_u256_to_bytes (&row->amount, amount_bytes);
  amount = g_bytes_new (amount_bytes, sizeof amount_bytes);
  if (!sotto_sql_run (connection, error,
                      "INSERT INTO wallet_transactions (chain_id, account, nonce, hash, raw, state,"
                      " token, recipient, amount, created_ms, purpose, note)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      "iiihbiiabitb", (gint64) row->chain_id, row->account, (gint64) row->nonce,
                      &row->hash, row->raw, (gint64) row->state, row->token, row->recipient, amount,
                      row->created_ms, row->purpose, note))
    return FALSE;
  row->id = sotto_connection_get_last_insert_id (connection);
  return TRUE;
}
