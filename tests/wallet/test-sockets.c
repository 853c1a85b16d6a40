/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nothing stays open to an endpoint that may not be asked any more. */

#include "fake-endpoint.h"
#include "fake-socket.h"
#include "wallet-fixture.h"

#include "sotto-chain-questions.h"
#include "sotto-wallet-chains.h"

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

  return g_test_run ();
}
