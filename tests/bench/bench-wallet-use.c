/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is done with a large wallet: what its password costs, signatures, comparing addresses, a
 * review with 50,000 recipients and transactions before it, and what a network is asked for the
 * balances of an account. The network is a server on loopback that answers at once: what is left
 * is our own time, and its. */

#include "sotto-kdf.h"
#include "sotto-look-alike.h"
#include "wallet-endpoint.h"
#include "wallet-filling.h"

#define PASSWORD_MS 500 /* what new accounts aim at */
#define N_PASSWORDS 5
#define N_SIGNATURES 1000
#define N_CHECKS 200
#define N_REVIEWS 50
#define N_BALANCES (WALLET_N_TOKENS + 8) /* the program's seven tokens, and the coin */

typedef struct
{
  WalletFixture base;
  FakeEndpoint *endpoint;
  SottoWalletAccount *account;
} Bench;

static double
get_ms_since (gint64 begin)
{
  return (double) (g_get_monotonic_time () - begin) / 1000;
}

static void
set_up (Bench *bench)
{
  wallet_fixture_set_up (&bench->base, NULL);
  wallet_filling_run (bench->base.session);
  wallet_fixture_restart (&bench->base);
  bench->endpoint = wallet_endpoint_new (&bench->base);
  bench->account = wallet_fixture_get (&bench->base, 0);
}

static void
tear_down (Bench *bench)
{
  wallet_fixture_tear_down (&bench->base, NULL);
  fake_endpoint_free (bench->endpoint);
}

static void
measure_password (void)
{
  static const guint8 salt[16];
  SottoPasswordCost cost;
  gint64 begin;

  sotto_password_cost_tune (&cost, PASSWORD_MS);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < N_PASSWORDS; i++)
    {
      g_autoptr (SottoSecret) key = sotto_password_derive (PASSWORD, salt, &cost, NULL);

      g_assert_nonnull (key);
    }
  g_print ("password (Argon2id, %u passes, %u MiB): %.0f ms\n", cost.passes, cost.memory_kib / 1024,
           get_ms_since (begin) / N_PASSWORDS);
}

static SottoEthTransaction
make_transaction (guint64 nonce)
{
  SottoEthTransaction transaction = { .type = SOTTO_ETH_TRANSACTION_DYNAMIC_FEE,
                                      .chain_id = WALLET_ENDPOINT_CHAIN,
                                      .nonce = nonce,
                                      .gas_limit = 21000,
                                      .has_recipient = TRUE,
                                      .max_fee = sotto_u256_from_u64 (2000000000),
                                      .max_priority_fee = sotto_u256_from_u64 (1000000000),
                                      .value = sotto_u256_from_u64 (42),
                                      .data = g_bytes_new_static ("", 0) };

  transaction.recipient[0] = 9;
  return transaction;
}

static void
sign_in_wallet (Bench *bench, guint64 nonce)
{
  g_auto (SottoEthTransaction) transaction = make_transaction (nonce);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };
  SottoHash hash;

  sotto_wallet_sign_transaction_async (bench->base.wallet, bench->account, &transaction, NULL, NULL,
                                       fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  raw = sotto_wallet_sign_transaction_finish (bench->base.wallet, result, &hash, &error);
  g_assert_no_error (error);
}

static void
measure_signatures (Bench *bench)
{
  g_autoptr (SottoPrivateKey) key = sotto_private_key_generate (bench->base.base.random);
  FixtureWait wait = { NULL };
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < N_SIGNATURES; i++)
    {
      g_auto (SottoEthTransaction) transaction = make_transaction (i);
      SottoHash hash;
      g_autoptr (GBytes) raw = sotto_eth_transaction_sign (&transaction, key, &hash, NULL);

      g_assert_nonnull (raw);
    }
  g_print ("transactions signed, recovered and compared: %.0f/s\n",
           N_SIGNATURES * 1000 / get_ms_since (begin));
  sotto_wallet_set_unlock_seconds (bench->base.wallet, SOTTO_WALLET_MAX_UNLOCK_SECONDS);
  sotto_wallet_unlock_async (bench->base.wallet, PASSWORD, NULL, fixture_ready_cb, &wait);
  g_assert_true (wallet_fixture_end_change (&bench->base, &wait, NULL));
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < N_SIGNATURES; i++)
    sign_in_wallet (bench, i);
  g_print ("the same by an unlocked wallet, one after the other: %.0f/s\n",
           N_SIGNATURES * 1000 / get_ms_since (begin));
}

static void
measure_look_alikes (SottoRandom *random, guint n_known)
{
  g_autofree guint8 *known = g_malloc (n_known * 20);
  gint64 begin;

  sotto_random_fill (random, known, n_known * 20);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < N_CHECKS; i++)
    {
      guint8 address[20];

      sotto_random_fill (random, address, sizeof address);
      sotto_look_alike_address (address, known, n_known);
    }
  g_print ("an address compared with %u others: %.3f ms (%.1f million/s)\n", n_known,
           get_ms_since (begin) / N_CHECKS, n_known * N_CHECKS / get_ms_since (begin) / 1000);
}

static void
review_once (Bench *bench)
{
  SottoWalletOrder order = { .account = bench->account,
                             .network = wallet_endpoint_get_network (&bench->base),
                             .recipient = { 9 },
                             .amount = sotto_u256_from_u64 (42) };
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletReview) review = NULL;

  wallet_endpoint_rest (&bench->base);
  review = wallet_endpoint_review (&bench->base, bench->endpoint, &order, &error);
  g_assert_no_error (error);
}

static void
measure_reviews (Bench *bench)
{
  double longest = 0;
  gint64 begin;

  /* The first one asks which chain it is. */
  review_once (bench);
  bench->endpoint->n_requests = 0;
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < N_REVIEWS; i++)
    {
      gint64 one = g_get_monotonic_time ();

      review_once (bench);
      longest = MAX (longest, get_ms_since (one));
    }
  g_print ("a review, %u recipients and transactions: %.2f ms, longest %.2f ms, %.1f requests\n",
           WALLET_N_ROWS, get_ms_since (begin) / N_REVIEWS, longest,
           (double) bench->endpoint->n_requests / N_REVIEWS);
}

static void
measure_refresh (Bench *bench, gboolean has_multicall)
{
  SottoClock *clock = SOTTO_CLOCK (bench->base.base.clock);
  gint64 begin;
  gint64 paced;

  wallet_endpoint_rest (&bench->base);
  bench->endpoint->n_requests = 0;
  begin = g_get_monotonic_time ();
  paced = sotto_clock_get_monotonic_time (clock);
  wallet_endpoint_refresh (&bench->base, bench->endpoint, bench->account, N_BALANCES,
                           has_multicall);
  g_print ("balances of an account, %u tokens, %s Multicall3: %u requests with %u answers, %.1f ms,"
           " about %.0f s by the pace of an endpoint\n",
           N_BALANCES - 1, has_multicall ? "with" : "without", bench->endpoint->n_requests,
           bench->endpoint->n_played, get_ms_since (begin),
           (double) (sotto_clock_get_monotonic_time (clock) - paced) / G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };

  measure_password ();
  set_up (&bench);
  measure_signatures (&bench);
  measure_look_alikes (bench.base.base.random, 5000);
  measure_look_alikes (bench.base.base.random, WALLET_N_ROWS);
  measure_reviews (&bench);
  measure_refresh (&bench, TRUE);
  measure_refresh (&bench, FALSE);
  tear_down (&bench);
  return 0;
}
