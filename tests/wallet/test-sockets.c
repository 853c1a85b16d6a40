/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nothing stays open to an endpoint that may not be asked any more; and what an endpoint tells of
 * blocks is a reason to look, not an order. */

#include "fake-endpoint.h"
#include "fake-socket.h"
#include "wallet-fixture.h"

#include "sotto-chain-questions.h"
#include "sotto-test-store.h"
#include "sotto-wallet-chains.h"
#include "sotto-wallet-send.h"

#define CHAIN 31337
#define STEP_MS 20

typedef struct
{
  WalletFixture base;
  FakeSocket *fake;
  SottoWalletNetwork *network;
} SocketFixture;

static void
end_change (SocketFixture *fixture, FixtureWait *wait)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (wallet_fixture_end_change (&fixture->base, wait, &error));
  g_assert_no_error (error);
}

static void
set_consent (SocketFixture *fixture, SottoWalletConsent consent)
{
  FixtureWait wait = { NULL };

  sotto_wallet_set_network_consent_async (fixture->base.wallet, fixture->network, consent, NULL,
                                          fixture_ready_cb, &wait);
  end_change (fixture, &wait);
}

static void
set_up (SocketFixture *fixture, gconstpointer data)
{
  const char *endpoints[] = { NULL, NULL };
  SottoWalletNetworkInfo info = {
    .chain_id = CHAIN, .name = "Local", .symbol = "ETH", .decimals = 18, .endpoints = endpoints
  };
  FixtureWait wait = { NULL };

  wallet_fixture_set_up (&fixture->base, data);
  fixture->fake = fake_socket_new (CHAIN);
  endpoints[0] = fixture->fake->url;
  sotto_wallet_add_network_async (fixture->base.wallet, &info, NULL, fixture_ready_cb, &wait);
  end_change (fixture, &wait);
  fixture->network = sotto_wallet_find_network (fixture->base.wallet, CHAIN);
  set_consent (fixture, SOTTO_WALLET_CONSENT_YES);
}

static void
tear_down (SocketFixture *fixture, gconstpointer data)
{
  wallet_fixture_tear_down (&fixture->base, data);
  fake_socket_free (fixture->fake);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
ask (SocketFixture *fixture)
{
  SottoChain *chain = sotto_wallet_get_chain (fixture->base.wallet, fixture->network, NULL);
  SottoRpcCall call = sotto_chain_ask_block_number ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (chain);
  sotto_chain_call_async (chain, &call, 1, NULL, result_cb, &result);
  fake_endpoint_wait (fixture->base.base.clock, STEP_MS, &result);
  answers = sotto_chain_call_finish (chain, result, &error);
  g_assert_no_error (error);
  sotto_rpc_call_clear (&call);
}

static gboolean
is_open (SocketFixture *fixture)
{
  SoupWebsocketConnection *connection = fixture->fake->connections->pdata[0];

  return soup_websocket_connection_get_state (connection) != SOUP_WEBSOCKET_STATE_CLOSED;
}

static void
assert_closes (SocketFixture *fixture)
{
  while (is_open (fixture))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->fake->connections->len, ==, 1);
}

/* What belongs to the user's answer alone. */
static void
test_consent (SocketFixture *fixture, gconstpointer data)
{
  ask (fixture);
  g_assert_true (is_open (fixture));
  set_consent (fixture, SOTTO_WALLET_CONSENT_NO);
  assert_closes (fixture);
  g_assert_null (sotto_wallet_get_chain (fixture->base.wallet, fixture->network, NULL));
  set_consent (fixture, SOTTO_WALLET_CONSENT_YES);
  ask (fixture);
  g_assert_cmpuint (fixture->fake->connections->len, ==, 2);
}

static void
test_disabled (SocketFixture *fixture, gconstpointer data)
{
  FixtureWait wait = { NULL };

  ask (fixture);
  sotto_wallet_set_network_enabled_async (fixture->base.wallet, fixture->network, FALSE, NULL,
                                          fixture_ready_cb, &wait);
  end_change (fixture, &wait);
  assert_closes (fixture);
}

static void
test_endpoints (SocketFixture *fixture, gconstpointer data)
{
  const char *others[] = { "https://other.example", NULL };
  FixtureWait wait = { NULL };

  ask (fixture);
  sotto_wallet_set_endpoints_async (fixture->base.wallet, fixture->network, others, NULL,
                                    fixture_ready_cb, &wait);
  end_change (fixture, &wait);
  assert_closes (fixture);
}

static void
test_removed (SocketFixture *fixture, gconstpointer data)
{
  FixtureWait wait = { NULL };

  ask (fixture);
  sotto_wallet_remove_network_async (fixture->base.wallet, fixture->network, NULL, fixture_ready_cb,
                                     &wait);
  end_change (fixture, &wait);
  assert_closes (fixture);
}

static void
test_proxy (SocketFixture *fixture, gconstpointer data)
{
  g_autoptr (GProxyResolver) proxy = g_simple_proxy_resolver_new ("socks5://127.0.0.1:1", NULL);

  ask (fixture);
  sotto_wallet_set_proxy (fixture->base.wallet, proxy);
  assert_closes (fixture);
}

static void
test_locked (SocketFixture *fixture, gconstpointer data)
{
  ask (fixture);
  wallet_fixture_restart (&fixture->base);
  assert_closes (fixture);
}

/* Something that was sent and is in no block. */
static void
add_sent (SocketFixture *fixture)
{
  SottoWalletAccount *account = wallet_fixture_get (&fixture->base, 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = g_strdup_printf (
    "INSERT INTO wallet_transactions (chain_id, account, nonce, hash, raw, state, recipient,"
    " amount, created_ms, sent_ms) VALUES (%d, %" G_GINT64_FORMAT ", 7, randomblob (32), X'c0',"
    " %d, randomblob (20), zeroblob (32), 1, %" G_GUINT64_FORMAT ")",
    CHAIN, sotto_wallet_account_get_id (account), SOTTO_WALLET_TRANSACTION_SENT,
    sotto_clock_get_milliseconds (SOTTO_CLOCK (fixture->base.base.clock)));

  g_assert_true (sotto_test_store_execute (fixture->base.session->store, sql, &error));
  wallet_fixture_restart (&fixture->base);
  fixture->network = sotto_wallet_find_network (fixture->base.wallet, CHAIN);
}

static void
run (SocketFixture *fixture, guint n_steps, guint step_ms)
{
  for (guint i = 0; i < n_steps; i++)
    {
      for (guint j = 0; j < 5; j++)
        g_main_context_iteration (NULL, FALSE);
      g_usleep (200);
      sotto_test_clock_advance (fixture->base.base.clock, step_ms);
    }
}

/* Within three seconds: by blocks in the first instant and every two seconds, by the timer once,
 * and what was under way. */
static void
test_flood (SocketFixture *fixture, gconstpointer data)
{
  static const char question[] = "eth_getTransactionReceipt";
  guint n_before;
  guint n_looks;

  add_sent (fixture);
  sotto_wallet_start_watching (fixture->base.wallet);
  while (fixture->fake->subscription == 0)
    run (fixture, 1, STEP_MS);
  run (fixture, 100, STEP_MS);
  n_before = fake_socket_count (fixture->fake, question);
  g_assert_cmpuint (n_before, >=, 1);
  for (guint i = 0; i < 300; i++)
    {
      fake_socket_mine (fixture->fake);
      run (fixture, 1, 10);
    }
  n_looks = fake_socket_count (fixture->fake, question) - n_before;
  g_assert_cmpuint (n_looks, >=, 1);
  g_assert_cmpuint (n_looks, <=, 4);
  g_assert_cmpuint (fixture->fake->connections->len, ==, 1);
}

#define TEST(name)                                                                                 \
  g_test_add ("/wallet/sockets/" #name, SocketFixture, NULL, set_up, test_##name, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST (consent);
  TEST (disabled);
  TEST (endpoints);
  TEST (removed);
  TEST (proxy);
  TEST (locked);
  TEST (flood);

  return g_test_run ();
}
