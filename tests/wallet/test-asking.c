/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a wallet with a long past asks and remembers: everybody who was ever paid, and as many
 * tokens as there are. */

#include <string.h>

#include "sotto-hex.h"
#include "sotto-test-store.h"
#include "sotto-wallet-assets.h"
#include "wallet-endpoint.h"

#define N_BALANCES (250 + 8) /* the program's seven tokens, and the coin */

/* The first that was paid, and one that was named and not paid. */
#define OLD "abcdef0102030405060708090a0b0c0d0e0fabcd"
#define NAMED "123def0102030405060708090a0b0c0d0e0f0123"

static const char recipients[] =
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)"
  " INSERT INTO wallet_recipients (address, n_sent, first_ms, last_ms)"
  " SELECT CAST (X'77' || randomblob (19) AS BLOB), 1, i, i FROM n;"
  "INSERT INTO wallet_recipients (address, n_sent, first_ms, last_ms) VALUES"
  " (X'" OLD "', 1, 0, 0), (X'" NAMED "', 0, 9999, 9999);";

static const char tokens[] =
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250)"
  " INSERT INTO wallet_tokens (chain_id, address, symbol, name, decimals, origin)"
  " SELECT 1, randomblob (20), printf ('T%04d', i), 'Token ' || i, 18, 2 FROM n;";

typedef struct
{
  WalletFixture base;
  FakeEndpoint *endpoint;
} AskFixture;

static void
execute (AskFixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;

  sotto_test_store_execute (fixture->base.session->store, sql, &error);
  g_assert_no_error (error);
}
static void
set_up (AskFixture *fixture, gconstpointer data)
{
  wallet_fixture_set_up (&fixture->base, data);
  if (data != NULL)
    {
      execute (fixture, data);
      wallet_fixture_restart (&fixture->base);
    }
  fixture->endpoint = wallet_endpoint_new (&fixture->base);
}

static void
tear_down (AskFixture *fixture, gconstpointer data)
{
  wallet_fixture_tear_down (&fixture->base, data);
  fake_endpoint_free (fixture->endpoint);
}

/* Whoever was paid is known, however many were paid since; and so is who imitates them. */
static void
test_recipients (AskFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *recipient;
    guint warnings;
    const char *like;
  } rows[] = {
    { OLD, 0, NULL },
    { "abc0000000000000000000000000000000000bcd",
      SOTTO_WALLET_WARNING_FIRST_TIME | SOTTO_WALLET_WARNING_LOOK_ALIKE, OLD },
    { "abcfffffffffffffffffffffffffffffffffabcd",
      SOTTO_WALLET_WARNING_FIRST_TIME | SOTTO_WALLET_WARNING_LOOK_ALIKE, OLD },
    { "abdcdef0102030405060708090a0b0c0d0e0abcd", SOTTO_WALLET_WARNING_FIRST_TIME, NULL },
    { "abcdef0102030405060708090a0b0c0d0e0fabce", SOTTO_WALLET_WARNING_FIRST_TIME, NULL },
    { NAMED, SOTTO_WALLET_WARNING_FIRST_TIME, NULL },
    { "1230000000000000000000000000000000000123", SOTTO_WALLET_WARNING_FIRST_TIME, NULL },
  };
  SottoWalletOrder order = { .account = wallet_fixture_get (&fixture->base, 0),
                             .network = wallet_endpoint_get_network (&fixture->base),
                             .amount = sotto_u256_from_u64 (42) };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) address = sotto_hex_decode (rows[i].recipient, 20, NULL);
      g_autoptr (SottoWalletReview) review = NULL;
      g_autoptr (GError) error = NULL;
      const char *like;

      memcpy (order.recipient, g_bytes_get_data (address, NULL), sizeof order.recipient);
      review = wallet_endpoint_review (&fixture->base, fixture->endpoint, &order, &error);
      g_assert_no_error (error);
      g_assert_cmphex (sotto_wallet_review_get_warnings (review), ==, rows[i].warnings);
      like = sotto_wallet_review_get_look_alike (review);
      g_assert_cmpint (like != NULL, ==, rows[i].like != NULL);
      g_assert_true (like == NULL || g_ascii_strcasecmp (like + 2, rows[i].like) == 0);
    }
}

/* All are asked for, in a few requests, and each number is of its token. */
static void
test_tokens (AskFixture *fixture, gconstpointer data)
{
  static const guint n_requests[] = { 1 + 1 + (N_BALANCES + 49) / 50, 2 };
  SottoWalletAccount *account = wallet_fixture_get (&fixture->base, 0);
  SottoStore *store = fixture->base.session->store;

  /* The first time, it is asked which chain it is. */
  wallet_endpoint_refresh (&fixture->base, fixture->endpoint, account, N_BALANCES, TRUE);
  for (guint together = 0; together < 2; together++)
    {
      execute (fixture, "DELETE FROM wallet_balances");
      fixture->endpoint->n_requests = 0;
      wallet_endpoint_refresh (&fixture->base, fixture->endpoint, account, N_BALANCES,
                               together != 0);
      g_assert_cmpuint (fixture->endpoint->n_requests, ==, n_requests[together]);
      g_assert_cmpint (sotto_test_store_query_int (store, "SELECT count (DISTINCT amount)"
                                                          " FROM wallet_balances"),
                       ==, N_BALANCES);

      /* They are asked for in the order of the list, which is by symbol; those of lists come last.
       */
      g_assert_cmpint (sotto_test_store_query_int (
                         store,
                         "SELECT count (*) FROM (SELECT amount, row_number () OVER"
                         "  (ORDER BY b.token > 0, origin = 2, symbol, b.token) AS n"
                         "  FROM wallet_balances b LEFT JOIN wallet_tokens t ON t.id = b.token)"
                         " WHERE substr (hex (amount), -8) = printf ('%08X', n)"),
                       ==, N_BALANCES);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/wallet/asking/recipients", AskFixture, recipients, set_up, test_recipients,
              tear_down);
  g_test_add ("/wallet/asking/tokens", AskFixture, tokens, set_up, test_tokens, tear_down);
  return g_test_run ();
}
