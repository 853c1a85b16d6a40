/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "wallet-filling.h"

#include "sotto-session-private.h"
#include "sotto-test-store.h"

/* One account is there already. Amounts have nine bytes that count: some thousand coins at most. */
static const char format[] =
  "CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS"
  "  (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT i FROM n;"
  "INSERT INTO wallet_accounts (address, name, colour, position)"
  " SELECT randomblob (20), 'Account ' || (i + 1), i %% 8, i + 1 FROM n WHERE i < %d;"
  "INSERT INTO wallet_tokens (chain_id, address, symbol, name, decimals, origin)"
  " SELECT 1, randomblob (20), 'T' || i, 'Token ' || i, 18, 2 FROM n WHERE i <= %d;"
  "INSERT INTO wallet_balances"
  " SELECT a.id, 1, t.id, CAST (zeroblob (23) || randomblob (9) AS BLOB), 1, 1"
  " FROM wallet_accounts a, wallet_tokens t WHERE t.origin = 2;"
  "INSERT INTO wallet_recipients (address, n_sent, first_ms, last_ms)"
  " SELECT randomblob (20), 1, 1600000000000 + i * 1000, 1600000000000 + i * 1000 FROM n;"
  "INSERT INTO wallet_transactions (chain_id, account, nonce, hash, raw, state, block, recipient,"
  "  amount, created_ms, sent_ms, mined_ms, settled)"
  " SELECT 1, 1 + i %% %d, i / %d, randomblob (32), randomblob (110), 3, i, randomblob (20),"
  "  CAST (zeroblob (23) || randomblob (9) AS BLOB), 1600000000000 + i * 1000,"
  "  1600000000000 + i * 1000, 1600000000000 + i * 1000, 1 FROM n;"
  "INSERT INTO wallet_activity (account, chain_id, hash, log_index, kind, state, amount,"
  "  counterparty, block, time_ms)"
  " SELECT 1 + i %% %d, 1, randomblob (32), 0, 0, 3, randomblob (32), randomblob (20), i,"
  "  1600000000000 + i * 1000 FROM n;"
  "DROP TABLE n";

void
wallet_filling_run (SottoSession *session)
{
  g_autofree char *sql = g_strdup_printf (format, WALLET_N_ROWS, WALLET_N_ACCOUNTS, WALLET_N_TOKENS,
                                          WALLET_N_ACCOUNTS, WALLET_N_ACCOUNTS, WALLET_N_ACCOUNTS);
  g_autoptr (GError) error = NULL;

  if (!sotto_test_store_execute (session->store, sql, &error))
    g_error ("The wallet cannot be filled: %s", error->message);
}
