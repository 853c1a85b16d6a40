/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a large wallet costs at its start: 20 accounts, 200 tokens of which each account has each,
 * and 50,000 rows of history. Prints how long the models take to fill, the share of that in which
 * the main loop was busy, and how long reading a page of history and the balances of an account
 * takes. */

#include "session-fixture.h"
#include "sotto-session-private.h"
#include "sotto-session-wallet-vault-private.h"
#include "sotto-sql.h"
#include "sotto-wallet-services.h"

#define N_RUNS 20

static const char fill[] =
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 19)"
  " INSERT INTO wallet_accounts (address, name, colour, position)"
  " SELECT randomblob (20), 'Account ' || i, i % 8, i + 1 FROM n;"
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
  " INSERT INTO wallet_tokens (chain_id, address, symbol, name, decimals, origin)"
  " SELECT 1, randomblob (20), 'T' || i, 'Token ' || i, 18, 2 FROM n;"
  "INSERT INTO wallet_balances SELECT a.id, 1, t.id, randomblob (32), 1, 1"
  " FROM wallet_accounts a, wallet_tokens t WHERE t.origin = 2;"
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)"
  " INSERT INTO wallet_activity"
  " (account, chain_id, hash, log_index, kind, state, amount, counterparty, block, time_ms)"
  " SELECT 1 + i % 20, 1, randomblob (32), 0, 0, 3, randomblob (32), randomblob (20), i,"
  "  1600000000000 + i * 1000 FROM n;"
  "ANALYZE";

typedef struct
{
  const char *sql;
  guint n_rows;
} Query;

static gboolean
query_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Query *query = user_data;
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, query->sql, "i", (gint64) 7);
  gboolean has_row = TRUE;

  query->n_rows = 0;
  while (statement != NULL && sotto_statement_step (statement, &has_row, error) && has_row)
    query->n_rows++;
  return statement != NULL && !has_row;
}

static void
measure_query (SottoStore *store, const char *what, const char *sql)
{
  Query query = { .sql = sql };
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < N_RUNS; i++)
    g_assert_true (sotto_test_store_read (store, query_cb, &query, NULL));
  g_print ("%s: %.2f ms, %u rows\n", what,
           (double) (g_get_monotonic_time () - begin) / 1000 / N_RUNS, query.n_rows);
}

/* Returns microseconds of the main loop at work. */
static gint64
load (SottoSession *session, SottoRandom *random, gint64 *total_us)
{
  g_autoptr (SottoWallet) wallet =
    sotto_wallet_new (&(SottoWalletServices){ .store = session->store,
                                              .vault = SOTTO_WALLET_VAULT (session->wallet_vault),
                                              .clock = session->clock,
                                              .random = random });
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };
  gint64 begin = g_get_monotonic_time ();
  gint64 busy = 0;

  sotto_wallet_load_async (wallet, NULL, fixture_ready_cb, &wait);
  while (wait.result == NULL)
    {
      gint64 woken;

      while (!g_main_context_pending (NULL))
        g_usleep (20);
      woken = g_get_monotonic_time ();
      g_main_context_iteration (NULL, FALSE);
      busy += g_get_monotonic_time () - woken;
    }
  *total_us += g_get_monotonic_time () - begin;
  result = g_steal_pointer (&wait.result);
  g_assert_true (sotto_wallet_load_finish (wallet, result, &error));
  g_assert_cmpuint (g_list_model_get_n_items (sotto_wallet_get_accounts (wallet)), ==, 20);
  return busy;
}

int
main (int argc, char **argv)
{
  Fixture fixture = { 0 };
  SottoSession *session;
  g_autoptr (GError) error = NULL;
  gint64 total_us = 0;
  gint64 busy_us = 0;

  fixture_set_up (&fixture, NULL);
  session = fixture_create_known (&fixture);
  if (!sotto_test_store_execute (session->store, fill, &error))
    g_error ("The wallet cannot be filled: %s", error->message);
  for (guint i = 0; i < N_RUNS; i++)
    busy_us += load (session, fixture.random, &total_us);
  g_print ("models of 20 accounts and 216 tokens: %.2f ms, main loop busy %.2f ms\n",
           (double) total_us / 1000 / N_RUNS, (double) busy_us / 1000 / N_RUNS);
  measure_query (session->store, "a page of the history of an account",
                 "SELECT * FROM wallet_activity WHERE account = ?"
                 " ORDER BY time_ms DESC, id DESC LIMIT 50");
  measure_query (session->store, "a page in the middle of all history",
                 "SELECT * FROM wallet_activity WHERE (time_ms, id) < (1600025000000 + ?, 0)"
                 " ORDER BY time_ms DESC, id DESC LIMIT 50");
  measure_query (session->store, "balances of an account",
                 "SELECT * FROM wallet_balances WHERE account = ?");
  fixture_lock (session);
  fixture_tear_down (&fixture, NULL);
  return 0;
}
