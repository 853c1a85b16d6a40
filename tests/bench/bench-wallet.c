/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a large wallet costs at its start: 20 accounts, 200 tokens of which each account has each,
 * and 50,000 rows of history. Prints how long the models take to fill and what the first page shows
 * to be listed, the share of both in which the main loop was busy, and how long reading a page of
 * history takes. */

#include "session-fixture.h"
#include "sotto-session-private.h"
#include "sotto-session-wallet-vault-private.h"
#include "sotto-sql.h"
#include "sotto-wallet-assets.h"
#include "sotto-wallet-services.h"
#include "wallet-filling.h"

#define N_RUNS 20

typedef struct
{
  const char *sql;
  guint n_rows;
} Query;

typedef struct
{
  gint64 total_us;
  gint64 busy_us;
} Share;

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

/* Waits, and returns microseconds of the main loop at work. */
static gint64
wait_busy (FixtureWait *wait)
{
  gint64 busy = 0;

  while (wait->result == NULL)
    {
      gint64 woken;

      while (!g_main_context_pending (NULL))
        g_usleep (20);
      woken = g_get_monotonic_time ();
      g_main_context_iteration (NULL, FALSE);
      busy += g_get_monotonic_time () - woken;
    }
  return busy;
}

/* What the first page has to list. */
static void
list_assets (SottoWallet *wallet, Share *share)
{
  g_autoptr (SottoWalletAccount) account =
    g_list_model_get_item (sotto_wallet_get_accounts (wallet), 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) assets = NULL;
  FixtureWait wait = { NULL };
  gint64 begin = g_get_monotonic_time ();

  sotto_wallet_list_assets_async (wallet, account, NULL, fixture_ready_cb, &wait);
  share->busy_us += wait_busy (&wait);
  share->total_us += g_get_monotonic_time () - begin;
  result = g_steal_pointer (&wait.result);
  assets = sotto_wallet_list_assets_finish (wallet, result, NULL);
  g_assert_cmpuint (assets->len, ==, WALLET_N_TOKENS);
}

static void
load (SottoSession *session, SottoRandom *random, Share *models, Share *assets)
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

  sotto_wallet_load_async (wallet, NULL, fixture_ready_cb, &wait);
  models->busy_us += wait_busy (&wait);
  models->total_us += g_get_monotonic_time () - begin;
  result = g_steal_pointer (&wait.result);
  g_assert_true (sotto_wallet_load_finish (wallet, result, &error));
  g_assert_cmpuint (g_list_model_get_n_items (sotto_wallet_get_accounts (wallet)), ==,
                    WALLET_N_ACCOUNTS);
  list_assets (wallet, assets);
}

static void
print_share (const char *what, const Share *share)
{
  g_print ("%s: %.2f ms, main loop busy %.2f ms\n", what, (double) share->total_us / 1000 / N_RUNS,
           (double) share->busy_us / 1000 / N_RUNS);
}

int
main (int argc, char **argv)
{
  Fixture fixture = { 0 };
  SottoSession *session;
  Share models = { 0 };
  Share assets = { 0 };

  fixture_set_up (&fixture, NULL);
  session = fixture_create_known (&fixture);
  wallet_filling_run (session);
  for (guint i = 0; i < N_RUNS; i++)
    load (session, fixture.random, &models, &assets);
  print_share ("models of 20 accounts and 216 tokens", &models);
  print_share ("the 200 balances of an account as its page lists them", &assets);
  measure_query (session->store, "a page of the history of an account",
                 "SELECT * FROM wallet_activity WHERE account = ?"
                 " ORDER BY time_ms DESC, id DESC LIMIT 50");
  measure_query (session->store, "a page in the middle of all history",
                 "SELECT * FROM wallet_activity WHERE (time_ms, id) < (1600025000000 + ?, 0)"
                 " ORDER BY time_ms DESC, id DESC LIMIT 50");
  fixture_lock (session);
  fixture_tear_down (&fixture, NULL);
  return 0;
}
