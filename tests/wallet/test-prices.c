/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prices in a wallet: whom they are asked of and when, what has one, and what is known after
 * everything that a service may do. */

#include "fake-endpoint.h"
#include "sotto-wallet-prices.h"
#include "sotto-wallet-private.h"
#include "wallet-fixture.h"

#define MINUTE_MS (60 * 1000)
#define ANSWER "{\"ethereum\":{\"eur\":2000},\"usd-coin\":{\"eur\":0.9},\"status\":{\"eur\":0.02}}"

/* A service on loopback that says the same each time. */
typedef struct
{
  WalletFixture wallet;
  SoupServer *server;
  char *url;
  guint status;
  const char *answer;
  guint n_requests;
  char *query;
} PriceFixture;

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  PriceFixture *self = user_data;

  g_assert_cmpstr (soup_server_message_get_method (message), ==, "GET");
  self->n_requests++;
  g_free (self->query);
  self->query = g_strdup (g_uri_get_query (soup_server_message_get_uri (message)));
  soup_server_message_set_status (message, self->status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, self->answer,
                                    strlen (self->answer));
}

static SottoWalletPrices *
prices (PriceFixture *self)
{
  return sotto_wallet_get_prices (self->wallet.wallet);
}

static void
set_up (PriceFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoslist (GUri) uris = NULL;

  wallet_fixture_set_up (&self->wallet, data);
  self->status = 200;
  self->answer = ANSWER;
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  g_assert_true (soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (self->server);
  self->url =
    g_strdup_printf ("http://127.0.0.1:%d/prices?key=canary", g_uri_get_port (uris->data));
  g_assert_true (sotto_wallet_set_price_service (self->wallet.wallet, self->url, &error));
  g_assert_no_error (error);
}

static void
tear_down (PriceFixture *self, gconstpointer data)
{
  wallet_fixture_tear_down (&self->wallet, data);
  g_clear_object (&self->server);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->query, g_free);
}

static void
changed_cb (SottoWalletPrices *source, guint *n_changes)
{
  (*n_changes)++;
}

/* Whether somebody was asked, and has answered. */
static gboolean
refresh (PriceFixture *self)
{
  guint n_changes = 0;
  gulong handler = g_signal_connect (prices (self), "changed", G_CALLBACK (changed_cb), &n_changes);
  gboolean is_asked = sotto_wallet_prices_refresh (prices (self));

  while (is_asked && n_changes == 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (prices (self), handler);

  return is_asked;
}

static void
pass (PriceFixture *self, guint minutes)
{
  sotto_test_clock_advance (self->wallet.base.clock, minutes * MINUTE_MS);
}

/* (transfer none) (nullable): a token of the program. */
static SottoWalletToken *
find_token (PriceFixture *self, guint64 chain_id, const char *symbol)
{
  GListModel *tokens = sotto_wallet_get_tokens (self->wallet.wallet);

  for (guint i = 0; i < g_list_model_get_n_items (tokens); i++)
    {
      g_autoptr (SottoWalletToken) token = g_list_model_get_item (tokens, i);

      if (sotto_wallet_token_get_chain_id (token) == chain_id &&
          g_str_equal (sotto_wallet_token_get_symbol (token), symbol))
        return token;
    }
  return NULL;
}

/* (transfer full) (nullable): what @amount is worth, written. */
static char *
value_of (PriceFixture *self, guint64 chain_id, const char *symbol, guint64 amount)
{
  SottoWalletNetwork *network = sotto_wallet_find_network (self->wallet.wallet, chain_id);
  SottoWalletToken *token = symbol != NULL ? find_token (self, chain_id, symbol) : NULL;
  SottoU256 number = sotto_u256_from_u64 (amount);
  SottoU256 value;

  g_assert_true (symbol == NULL || token != NULL);
  if (!sotto_wallet_prices_get_value (prices (self), network, token, &number, &value))
    return NULL;

  return sotto_wallet_prices_format (prices (self), &value, ',');
}

static void
assert_value (PriceFixture *self,
              guint64 chain_id,
              const char *symbol,
              guint64 amount,
              const char *expected)
{
  g_autofree char *text = value_of (self, chain_id, symbol, amount);

  g_assert_cmpstr (text, ==, expected);
}

/* Nobody is asked before a currency is chosen, and all coins are asked for at once. */
static void
test_consent (PriceFixture *self, gconstpointer data)
{
  g_assert_false (refresh (self));
  g_assert_cmpuint (self->n_requests, ==, 0);
  sotto_wallet_set_currency (self->wallet.wallet, "EUR");
  g_assert_cmpuint (self->n_requests, ==, 0);
  g_assert_true (refresh (self));
  g_assert_cmpuint (self->n_requests, ==, 1);
  g_assert_cmpstr (self->query, ==,
                   "key=canary&ids=ethereum,status,dai,usd-coin,tether,chainlink,sai,maker"
                   "&vs_currencies=eur&precision=full");
  sotto_wallet_set_currency (self->wallet.wallet, "");
  assert_value (self, 1, NULL, 1000000000000000000, NULL);
  pass (self, 30);
  g_assert_false (refresh (self));
  g_assert_cmpuint (self->n_requests, ==, 1);
}

/* What is worth something, and what is not, whatever it is called. */
static void
test_values (PriceFixture *self, gconstpointer data)
{
  sotto_wallet_set_currency (self->wallet.wallet, "EUR");
  assert_value (self, 1, NULL, 1000000000000000000, NULL);
  g_assert_true (refresh (self));
  assert_value (self, 1, NULL, 1000000000000000000, "2000,00 EUR");
  assert_value (self, 10, NULL, 12345678900000000, "24,69 EUR");
  assert_value (self, 1, "USDC", 1500000, "1,35 EUR");
  assert_value (self, 8453, "USDC", 1, "<0,01 EUR");
  /* The answer says nothing of it. */
  assert_value (self, 1, "DAI", 1000000000000000000, NULL);
  /* The money of a test network is worth nothing. */
  assert_value (self, 11155111, NULL, 1000000000000000000, NULL);
  assert_value (self, 11155111, "STT", 1000000000000000000, NULL);
}

/* A token that somebody added is not what it is called. */
static void
test_imitation (PriceFixture *self, gconstpointer data)
{
  SottoWalletNetwork *network = sotto_wallet_find_network (self->wallet.wallet, 8453);
  SottoWalletTokenInfo info = {
    .chain_id = 8453,
    .address = { 0xbd, [19] = 7 },
    .symbol = "LINK",
    .name = "ChainLink Token",
    .decimals = 18,
    .origin = SOTTO_WALLET_TOKEN_CUSTOM,
  };
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };

  g_assert_nonnull (network);
  sotto_wallet_set_currency (self->wallet.wallet, "EUR");
  self->answer = "{\"chainlink\":{\"eur\":12}}";
  g_assert_true (refresh (self));
  assert_value (self, 1, "LINK", 1000000000000000000, "12,00 EUR");
  sotto_wallet_add_token_async (self->wallet.wallet, &info, NULL, fixture_ready_cb, &wait);
  g_assert_true (wallet_fixture_end_change (&self->wallet, &wait, &error));
  g_assert_no_error (error);
  assert_value (self, 8453, "LINK", 1000000000000000000, NULL);
}

/* Ten minutes are not asked again, an hour is shown at most, and a failure is tried after one. */
static void
test_age (PriceFixture *self, gconstpointer data)
{
  sotto_wallet_set_currency (self->wallet.wallet, "EUR");
  g_assert_true (refresh (self));
  pass (self, 9);
  g_assert_false (refresh (self));
  pass (self, 1);
  self->status = 500;
  g_assert_true (refresh (self));
  g_assert_nonnull (sotto_wallet_prices_get_problem (prices (self)));
  g_assert_false (refresh (self));
  /* What was known is, still. */
  assert_value (self, 1, NULL, 1000000000000000000, "2000,00 EUR");
  pass (self, 1);
  g_assert_true (refresh (self));
  g_assert_cmpuint (self->n_requests, ==, 3);
  pass (self, 49);
  assert_value (self, 1, NULL, 1000000000000000000, NULL);
  self->status = 200;
  g_assert_true (refresh (self));
  g_assert_null (sotto_wallet_prices_get_problem (prices (self)));
  assert_value (self, 1, NULL, 1000000000000000000, "2000,00 EUR");
}

/* Whatever a service does, nothing is known then, and a sentence says why without its address. */
static void
test_bad_services (PriceFixture *self, gconstpointer data)
{
  static const struct
  {
    guint status;
    const char *answer;
  } rows[] = {
    { 200, "<html>" }, { 200, "[]" },   { 200, "" },     { 302, ANSWER }, { 403, ANSWER },
    { 404, ANSWER },   { 429, ANSWER }, { 500, ANSWER }, { 204, ANSWER },
  };
  g_autofree char *flood = g_strnfill (1024 * 1024, ' ');

  sotto_wallet_set_currency (self->wallet.wallet, "EUR");
  for (guint i = 0; i <= G_N_ELEMENTS (rows); i++)
    {
      self->status = i < G_N_ELEMENTS (rows) ? rows[i].status : 200;
      self->answer = i < G_N_ELEMENTS (rows) ? rows[i].answer : flood;
      g_assert_true (refresh (self));
      assert_value (self, 1, NULL, 1000000000000000000, NULL);
      g_assert_nonnull (sotto_wallet_prices_get_problem (prices (self)));
      g_assert_null (strstr (sotto_wallet_prices_get_problem (prices (self)), "canary"));
      pass (self, 2);
    }
}

/* Another service or currency makes what is known worth nothing; the choice survives. */
static void
test_service (PriceFixture *self, gconstpointer data)
{
  static const char *const bad[] = { "http://prices.example/",
                                     "wss://prices.example/",
                                     "prices",
                                     "ftp://prices.example/",
                                     "https://",
                                     "javascript:1" };
  g_autoptr (GError) error = NULL;

  sotto_wallet_set_currency (self->wallet.wallet, "EUR");
  g_assert_true (refresh (self));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (sotto_wallet_set_price_service (self->wallet.wallet, bad[i], &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
    }
  assert_value (self, 1, NULL, 1000000000000000000, "2000,00 EUR");
  g_assert_cmpstr (sotto_wallet_prices_get_service (prices (self)), ==, self->url);
  sotto_wallet_set_currency (self->wallet.wallet, "JPY");
  assert_value (self, 1, NULL, 1000000000000000000, NULL);
  self->answer = "{\"ethereum\":{\"jpy\":512345.6}}";
  g_assert_true (refresh (self));
  assert_value (self, 1, NULL, 1000000000000000000, "512346 JPY");
  wallet_fixture_restart (&self->wallet);
  g_assert_cmpstr (sotto_wallet_prices_get_service (prices (self)), ==, self->url);
  assert_value (self, 1, NULL, 1000000000000000000, NULL);
  g_assert_true (refresh (self));
  assert_value (self, 1, NULL, 1000000000000000000, "512346 JPY");
  /* Another one, and be it that of the program, is asked nothing before that is agreed to. */
  g_assert_true (sotto_wallet_set_price_service (self->wallet.wallet, "", &error));
  g_assert_cmpstr (sotto_wallet_prices_get_service (prices (self)), ==, SOTTO_WALLET_PRICE_SERVICE);
  g_assert_cmpstr (sotto_wallet_get_currency (self->wallet.wallet), ==, "");
  assert_value (self, 1, NULL, 1000000000000000000, NULL);
  g_assert_false (refresh (self));
  wallet_fixture_restart (&self->wallet);
  g_assert_cmpstr (sotto_wallet_get_currency (self->wallet.wallet), ==, "");
  g_assert_false (refresh (self));
}

/* What is too old to be shown is told of, once, even when nobody asks. */
static void
test_expiry (PriceFixture *self, gconstpointer data)
{
  guint n_changes = 0;

  sotto_wallet_set_currency (self->wallet.wallet, "EUR");
  g_assert_true (refresh (self));
  g_signal_connect (prices (self), "changed", G_CALLBACK (changed_cb), &n_changes);
  pass (self, 59);
  g_assert_cmpuint (n_changes, ==, 0);
  assert_value (self, 1, NULL, 1000000000000000000, "2000,00 EUR");
  pass (self, 1);
  g_assert_cmpuint (n_changes, ==, 1);
  assert_value (self, 1, NULL, 1000000000000000000, NULL);
  pass (self, 120);
  g_assert_cmpuint (n_changes, ==, 1);
}

/* A stored address that cannot be asked does not mean that somebody else is. */
static void
test_stored_address (PriceFixture *self, gconstpointer data)
{
  sotto_wallet_set_currency (self->wallet.wallet, "EUR");
  sotto_wallet_save_setting (self->wallet.wallet, "price-service", "http://prices.example/");
  wallet_fixture_restart (&self->wallet);
  g_assert_false (refresh (self));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (PriceFixture *self, gconstpointer data);
  } tests[] = {
    { "/wallet/prices/consent", test_consent },
    { "/wallet/prices/values", test_values },
    { "/wallet/prices/imitation", test_imitation },
    { "/wallet/prices/age", test_age },
    { "/wallet/prices/bad-services", test_bad_services },
    { "/wallet/prices/service", test_service },
    { "/wallet/prices/expiry", test_expiry },
    { "/wallet/prices/stored-address", test_stored_address },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, PriceFixture, NULL, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
