/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Networks and tokens, as stored. */

#include "fake-endpoint.h"
#include "sotto-wallet-trial.h"
#include "wallet-fixture.h"

static SottoWalletNetwork *
network (WalletFixture *fixture, guint64 chain_id)
{
  SottoWalletNetwork *found = sotto_wallet_find_network (fixture->wallet, chain_id);

  g_assert_nonnull (found);
  return found;
}

/* What the program brings; addresses with their checksums, as published. */
static void
test_built_in (WalletFixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint64 chain_id;
    const char *address;
    const char *symbol;
    guint decimals;
  } tokens[] = {
    { 1, "0x744d70FDBE2Ba4CF95131626614a1763DF805B9E", "SNT", 18 },
    { 1, "0x6B175474E89094C44Da98b954EedeAC495271d0F", "DAI", 18 },
    { 1, "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "USDC", 6 },
    { 1, "0xdAC17F958D2ee523a2206206994597C13D831ec7", "USDT", 6 },
    { 1, "0x514910771AF9Ca656af840dff83E8264EcF986CA", "LINK", 18 },
    { 1, "0x89d24A6b4CcB1B6fAA2625fE562bDD9a23260359", "SAI", 18 },
    { 1, "0x9f8F72aA9304c8B593d555F12eF6589cC3A579A2", "MKR", 18 },
    { 10, "0x650AF3C15AF43dcB218406d30784416D64Cfb6B2", "SNT", 18 },
    { 10, "0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85", "USDC", 6 },
    { 10, "0xDA10009cBd5D07dd0CeCc66161FC93D7c9000da1", "DAI", 18 },
    { 42161, "0x707F635951193dDaFBB40971a0fCAAb8A6415160", "SNT", 18 },
    { 42161, "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "USDC", 6 },
    { 42161, "0xDA10009cBd5D07dd0CeCc66161FC93D7c9000da1", "DAI", 18 },
    { 8453, "0x662015EC830DF08C0FC45896FaB726542e8AC09E", "SNT", 18 },
    { 8453, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "USDC", 6 },
    { 11155111, "0xE452027cdEF746c7Cd3DB31CB700428b16cD8E51", "STT", 18 },
  };
  static const guint64 chains[] = { 1, 10, 42161, 8453, 11155111 };
  GListModel *all = sotto_wallet_get_tokens (fixture->wallet);

  g_assert_cmpuint (g_list_model_get_n_items (all), ==, G_N_ELEMENTS (tokens));
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      guint8 address[SOTTO_ADDRESS_LENGTH];
      SottoWalletToken *token;

      g_assert_true (sotto_address_parse (tokens[i].address, address, NULL));
      token = sotto_wallet_find_token (fixture->wallet, tokens[i].chain_id, address);
      g_assert_nonnull (token);
      g_assert_cmpstr (sotto_wallet_token_get_address (token), ==, tokens[i].address);
      g_assert_cmpstr (sotto_wallet_token_get_symbol (token), ==, tokens[i].symbol);
      g_assert_cmpuint (sotto_wallet_token_get_decimals (token), ==, tokens[i].decimals);
    }
  g_assert_cmpuint (g_list_model_get_n_items (sotto_wallet_get_networks (fixture->wallet)), ==,
                    G_N_ELEMENTS (chains));
  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    {
      SottoWalletNetwork *found = network (fixture, chains[i]);

      g_assert_cmpint (sotto_wallet_network_get_consent (found), ==, SOTTO_WALLET_CONSENT_UNASKED);
      g_assert_true (sotto_wallet_network_get_is_built_in (found));
      g_assert_nonnull (sotto_wallet_network_get_endpoints (found)[0]);
      g_assert_cmpint (sotto_wallet_network_get_is_testnet (found), ==, chains[i] == 11155111);
    }
}

static void
test_consent (WalletFixture *fixture, gconstpointer data)
{
  const char *one[] = { "https://one.example/key", NULL };
  const char *two[] = { "https://one.example/key", "wss://two.example", NULL };
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };

#define CHANGE(call)                                                                               \
  call;                                                                                            \
  g_assert_true (wallet_fixture_end_change (fixture, &wait, &error));                              \
  g_assert_no_error (error)
#define CONSENT sotto_wallet_network_get_consent (network (fixture, 1))

  CHANGE (sotto_wallet_set_endpoints_async (fixture->wallet, network (fixture, 1), two, NULL,
                                            fixture_ready_cb, &wait));
  CHANGE (sotto_wallet_set_network_consent_async (fixture->wallet, network (fixture, 1),
                                                  SOTTO_WALLET_CONSENT_YES, NULL, fixture_ready_cb,
                                                  &wait));
  g_assert_cmpint (CONSENT, ==, SOTTO_WALLET_CONSENT_YES);

  /* Fewer: agreed already. Another one: asked again. */
  CHANGE (sotto_wallet_set_endpoints_async (fixture->wallet, network (fixture, 1), one, NULL,
                                            fixture_ready_cb, &wait));
  g_assert_cmpint (CONSENT, ==, SOTTO_WALLET_CONSENT_YES);
  wallet_fixture_restart (fixture);
  g_assert_cmpint (CONSENT, ==, SOTTO_WALLET_CONSENT_YES);
  g_assert_cmpstr (sotto_wallet_network_get_endpoints (network (fixture, 1))[0], ==, one[0]);
  CHANGE (sotto_wallet_set_endpoints_async (fixture->wallet, network (fixture, 1), two, NULL,
                                            fixture_ready_cb, &wait));
  g_assert_cmpint (CONSENT, ==, SOTTO_WALLET_CONSENT_UNASKED);
  CHANGE (sotto_wallet_set_network_enabled_async (fixture->wallet, network (fixture, 1), FALSE,
                                                  NULL, fixture_ready_cb, &wait));
  wallet_fixture_restart (fixture);
  g_assert_false (sotto_wallet_network_get_enabled (network (fixture, 1)));
  sotto_wallet_remove_network_async (fixture->wallet, network (fixture, 1), NULL, fixture_ready_cb,
                                     &wait);
  g_assert_false (wallet_fixture_end_change (fixture, &wait, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NETWORK);
}

static gboolean
add (WalletFixture *fixture, const SottoWalletNetworkInfo *info, GError **error)
{
  FixtureWait wait = { NULL };

  sotto_wallet_add_network_async (fixture->wallet, info, NULL, fixture_ready_cb, &wait);
  return wallet_fixture_end_change (fixture, &wait, error);
}

static void
test_custom (WalletFixture *fixture, gconstpointer data)
{
  const char *endpoints[] = { "http://127.0.0.1:8545", "http://[::1]:8545", NULL };
  SottoWalletNetworkInfo info = {
    .chain_id = 31337, .name = "anvil", .symbol = "ETH", .decimals = 18, .endpoints = endpoints
  };
  SottoWalletTokenInfo token = { .chain_id = 31337,
                                 .symbol = "U\xe2\x80\xaeSD\n",
                                 .name = "",
                                 .decimals = 6,
                                 .address = { 1 },
                                 .origin = SOTTO_WALLET_TOKEN_CUSTOM };
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };
  SottoWalletToken *found;

  g_assert_true (add (fixture, &info, &error));
  g_assert_no_error (error);
  g_assert_false (add (fixture, &info, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_EXISTS);
  g_clear_error (&error);
  sotto_wallet_add_token_async (fixture->wallet, &token, NULL, fixture_ready_cb, &wait);
  g_assert_true (wallet_fixture_end_change (fixture, &wait, &error));
  sotto_wallet_add_token_async (fixture->wallet, &token, NULL, fixture_ready_cb, &wait);
  g_assert_false (wallet_fixture_end_change (fixture, &wait, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_EXISTS);
  g_clear_error (&error);
  token.chain_id = 31338;
  sotto_wallet_add_token_async (fixture->wallet, &token, NULL, fixture_ready_cb, &wait);
  g_assert_false (wallet_fixture_end_change (fixture, &wait, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NOT_FOUND);
  g_clear_error (&error);

  found = sotto_wallet_find_token (fixture->wallet, 31337, token.address);
  g_assert_cmpstr (sotto_wallet_token_get_symbol (found), ==, "USD");
  sotto_wallet_set_token_state_async (fixture->wallet, found, SOTTO_WALLET_TOKEN_SPAM, NULL,
                                      fixture_ready_cb, &wait);
  g_assert_true (wallet_fixture_end_change (fixture, &wait, &error));
  wallet_fixture_restart (fixture);
  found = sotto_wallet_find_token (fixture->wallet, 31337, token.address);
  g_assert_cmpint (sotto_wallet_token_get_state (found), ==, SOTTO_WALLET_TOKEN_SPAM);
  sotto_wallet_remove_network_async (fixture->wallet, network (fixture, 31337), NULL,
                                     fixture_ready_cb, &wait);
  g_assert_true (wallet_fixture_end_change (fixture, &wait, &error));
  g_assert_null (sotto_wallet_find_token (fixture->wallet, 31337, token.address));
  g_assert_null (sotto_wallet_find_network (fixture->wallet, 31337));
}

static void
test_refused (WalletFixture *fixture, gconstpointer data)
{
  const char *good[] = { "https://rpc.example/v1/key", NULL };
  const char *plain[] = { "http://rpc.example", NULL };
  const char *close[] = { "http://127.0.0.1.example", NULL };
  const char *file[] = { "file:///etc/passwd", NULL };
  const char *none[] = { NULL };
  const char *words[] = { "not a url", NULL };
  const char *twice[] = { "https://a.example", "https://a.example", NULL };
  const char *many[] = { "https://a", "https://b", "https://c", "https://d", "https://e",
                         "https://f", "https://g", "https://h", "https://i", NULL };
  const SottoWalletNetworkInfo rows[] = {
    { 0, "n", "s", 18, NULL, good, 0 },
    { (guint64) G_MAXINT64, "n", "s", 18, NULL, good, 0 },
    { 5, "", "s", 18, NULL, good, 0 },
    { 5, "n", "\xe2\x80\x8b", 18, NULL, good, 0 },
    { 5, "n", "s", 37, NULL, good, 0 },
    { 5, "n", "s", 18, "http://explorer.example", good, 0 },
    { 5, "n", "s", 18, "javascript:alert(1)", good, 0 },
    { 5, "n", "s", 18, NULL, NULL, 0 },
    { 5, "n", "s", 18, NULL, none, 0 },
    { 5, "n", "s", 18, NULL, plain, 0 },
    { 5, "n", "s", 18, NULL, close, 0 },
    { 5, "n", "s", 18, NULL, file, 0 },
    { 5, "n", "s", 18, NULL, words, 0 },
    { 5, "n", "s", 18, NULL, twice, 0 },
    { 5, "n", "s", 18, NULL, many, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (add (fixture, &rows[i], &error));
      g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NETWORK);
      g_assert_null (strstr (error->message, "example"));
    }
}

static void
test_currency (WalletFixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (sotto_wallet_get_currency (fixture->wallet), ==, "");
  sotto_wallet_set_currency (fixture->wallet, "EUR");
  wallet_fixture_restart (fixture);
  g_assert_cmpstr (sotto_wallet_get_currency (fixture->wallet), ==, "EUR");
}

static gboolean
try (WalletFixture *fixture, const char *url, guint64 *block, GError **error)
{
  FixtureWait wait = { NULL };
  gboolean is_good;

  sotto_wallet_try_endpoint_async (fixture->wallet, network (fixture, 1), url, NULL,
                                   fixture_ready_cb, &wait);
  fake_endpoint_wait (fixture->base.clock, 1, &wait.result);
  is_good = sotto_wallet_try_endpoint_finish (fixture->wallet, wait.result, block, error);
  g_clear_object (&wait.result);
  return is_good;
}

/* One endpoint alone is asked, only after the user agreed, and a liar is told from an honest one.
 */
static void
test_trial (WalletFixture *fixture, gconstpointer data)
{
  FakeEndpoint *honest = fake_endpoint_new (1);
  FakeEndpoint *liar = fake_endpoint_new (31337);
  const char *endpoints[] = { honest->url, liar->url, NULL };
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };
  guint64 block = 0;

  CHANGE (sotto_wallet_set_endpoints_async (fixture->wallet, network (fixture, 1), endpoints, NULL,
                                            fixture_ready_cb, &wait));
  g_assert_false (try (fixture, honest->url, &block, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NO_CONSENT);
  g_clear_error (&error);
  g_assert_cmpuint (honest->n_requests, ==, 0);
  CHANGE (sotto_wallet_set_network_consent_async (fixture->wallet, network (fixture, 1),
                                                  SOTTO_WALLET_CONSENT_YES, NULL, fixture_ready_cb,
                                                  &wait));

  g_assert_true (try (fixture, honest->url, &block, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (block, ==, 0x2a);
  g_assert_cmpuint (liar->n_requests, ==, 0);
  g_assert_false (try (fixture, liar->url, &block, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NETWORK);
  g_assert_nonnull (strstr (error->message, "31337"));
  g_assert_null (strstr (error->message, "http"));
  g_clear_error (&error);
  g_assert_cmpuint (liar->methods->len, ==, 1);
  g_assert_cmpstr (liar->methods->pdata[0], ==, "eth_chainId");
  g_assert_false (try (fixture, "https://elsewhere.example", &block, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NOT_FOUND);
  fake_endpoint_free (honest);
  fake_endpoint_free (liar);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/wallet/networks/" path, WalletFixture, NULL, wallet_fixture_set_up, function,      \
              wallet_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("built-in", test_built_in);
  ADD ("consent", test_consent);
  ADD ("custom", test_custom);
  ADD ("refused", test_refused);
  ADD ("trial", test_trial);
  ADD ("currency", test_currency);
  return g_test_run ();
}
