/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-activity-private.h"

#include "sotto-sql.h"

gboolean
sotto_wallet_span_load (SottoConnection *connection, SottoWalletSpan *span, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error,
                     "SELECT from_block, to_block FROM wallet_scans"
                     " WHERE account = ? AND chain_id = ?",
                     "ii", span->account, (gint64) span->chain_id);
  gboolean has_row;

  span->from_block = 0;
  span->to_block = 0;
  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    {
      span->from_block = (guint64) sotto_statement_get_int (statement, 0);
      span->to_block = (guint64) sotto_statement_get_int (statement, 1);
    }
  return TRUE;
}

static gboolean
store_span (SottoConnection *connection, const SottoWalletSpan *span, GError **error)
{
  return sotto_sql_run (connection, error,
                        "INSERT INTO wallet_scans (account, chain_id, from_block, to_block)"
                        " VALUES (?, ?, ?, ?) ON CONFLICT (account, chain_id)"
                        " DO UPDATE SET from_block = excluded.from_block,"
                        " to_block = excluded.to_block",
                        "iiii", span->account, (gint64) span->chain_id, (gint64) span->from_block,
                        (gint64) span->to_block);
}

/* The hashes of what was known of these blocks, so that it is not told of again. */
static GHashTable *
load_known (SottoConnection *connection,
            const SottoWalletSpan *span,
            guint64 first,
            guint64 last,
            GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error,
                     "SELECT hash FROM wallet_activity"
                     " WHERE account = ? AND chain_id = ? AND block BETWEEN ? AND ?",
                     "iiii", span->account, (gint64) span->chain_id, (gint64) first, (gint64) last);
  g_autoptr (GHashTable) known =
    g_hash_table_new_full (sotto_hash_hash, sotto_hash_equal, g_free, NULL);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  while (TRUE)
    {
      SottoHash hash;

      if (!sotto_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&known);
      if (sotto_statement_get_hash (statement, 0, &hash))
        g_hash_table_add (known, g_memdup2 (&hash, sizeof hash));
    }
}

static gboolean
is_own (SottoConnection *connection,
        const SottoWalletSpan *span,
        const SottoHash *transaction,
        gboolean *own,
        GError **error)
{
  gint64 n_rows = 0;

  if (!sotto_sql_get_int (connection, &n_rows, error,
                          "SELECT count (*) FROM wallet_transactions"
                          " WHERE chain_id = ? AND hash = ? AND account = ?",
                          "ihi", (gint64) span->chain_id, transaction, span->account))
    return FALSE;
  *own = n_rows > 0;
  return TRUE;
}

static gboolean
insert (SottoConnection *connection,
        const SottoWalletSpan *span,
        const SottoWalletMove *move,
        GError **error)
{
  const SottoWalletActivity *activity = &move->activity;
  guint8 amount[SOTTO_U256_LENGTH];
  g_autoptr (GBytes) bytes = NULL;

  sotto_u256_to_bytes (&activity->amount, amount);
  bytes = g_bytes_new (amount, sizeof amount);
  return sotto_sql_run (
    connection, error,
    "INSERT OR IGNORE INTO wallet_activity (account, chain_id, hash, log_index,"
    " kind, state, token, amount, counterparty, block, block_hash, time_ms)"
    " VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)",
    "iihiiibaihi", span->account, (gint64) span->chain_id, &activity->transaction,
    (gint64) move->log_index, (gint64) activity->direction, activity->token, bytes,
    activity->counterparty, (gint64) activity->block, &move->block_hash, activity->time_ms);
}

gboolean
sotto_wallet_moves_store (SottoConnection *connection,
                          const SottoWalletSpan *span,
                          guint64 first,
                          guint64 last,
                          GArray *moves,
                          GArray *received,
                          GError **error)
{
  g_autoptr (GHashTable) known = load_known (connection, span, first, last, error);

  if (known == NULL ||
      !sotto_sql_run (connection, error,
                      "DELETE FROM wallet_activity"
                      " WHERE account = ? AND chain_id = ? AND block BETWEEN ? AND ?",
                      "iiii", span->account, (gint64) span->chain_id, (gint64) first,
                      (gint64) last))
    return FALSE;
  for (guint i = 0; i < moves->len; i++)
    {
      const SottoWalletMove *move = &g_array_index (moves, SottoWalletMove, i);
      const SottoWalletActivity *activity = &move->activity;
      gboolean own = FALSE;

      if (activity->direction == SOTTO_WALLET_DIRECTION_OUT &&
          !is_own (connection, span, &activity->transaction, &own, error))
        return FALSE;
      if (own)
        continue;
      if (!insert (connection, span, move, error))
        return FALSE;
      if (received != NULL && activity->direction == SOTTO_WALLET_DIRECTION_IN &&
          !g_hash_table_contains (known, &activity->transaction))
        g_array_append_val (received, *activity);
    }
  return store_span (connection, span, error);
}

gboolean
sotto_wallet_moves_forget (SottoConnection *connection,
                           const SottoWalletSpan *span,
                           guint64 head,
                           GError **error)
{
  return sotto_sql_run (connection, error,
                        "DELETE FROM wallet_activity"
                        " WHERE account = ? AND chain_id = ? AND block > ?",
                        "iii", span->account, (gint64) span->chain_id, (gint64) head);
}

static gboolean
read_activity (SottoStatement *statement, SottoWalletActivity *activity)
{
  guint8 amount[SOTTO_U256_LENGTH];

  *activity = (SottoWalletActivity){
    .id = sotto_statement_get_int (statement, 0),
    .chain_id = (guint64) sotto_statement_get_int (statement, 1),
    .direction = (SottoWalletDirection) sotto_statement_get_int (statement, 2),
    .token = sotto_statement_get_int (statement, 3),
    .block = (guint64) sotto_statement_get_int (statement, 7),
    .time_ms = sotto_statement_get_int (statement, 8),
  };
  if (!sotto_statement_copy_blob (statement, 4, amount, sizeof amount) ||
      !sotto_statement_copy_blob (statement, 5, activity->counterparty, SOTTO_ADDRESS_LENGTH) ||
      !sotto_statement_get_hash (statement, 6, &activity->transaction))
    return FALSE;
  return sotto_u256_from_bytes (amount, sizeof amount, &activity->amount);
}

GArray *
sotto_wallet_activity_load (SottoConnection *connection,
                            gint64 account,
                            guint limit,
                            GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error,
                     "SELECT id, chain_id, kind, token, amount, counterparty, hash, block, time_ms"
                     " FROM wallet_activity WHERE account = ?"
                     " ORDER BY time_ms DESC, chain_id, block DESC, log_index DESC"
                     " LIMIT ?",
                     "ii", account, (gint64) limit);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (SottoWalletActivity));
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  while (TRUE)
    {
      SottoWalletActivity activity;

      if (!sotto_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&list);
      if (read_activity (statement, &activity))
        g_array_append_val (list, activity);
    }
}
