/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What contracts say of themselves, true and hostile, before a token is added. */

#include <string.h>

#include "sotto-wallet-error.h"
#include "sotto-wallet-token-reading.h"
#include "wallet-endpoint.h"

#define WORD_1 "0000000000000000000000000000000000000000000000000000000000000001"
#define WORD_6 "0000000000000000000000000000000000000000000000000000000000000006"
#define WORD_32 "0000000000000000000000000000000000000000000000000000000000000020"
#define WORD_37 "0000000000000000000000000000000000000000000000000000000000000025"
#define WORD_255 "00000000000000000000000000000000000000000000000000000000000000ff"
#define WORD_3 "0000000000000000000000000000000000000000000000000000000000000003"
#define ABI_TOK                                                                                    \
  "=" WORD_32 WORD_3 "544f4b0000000000000000000000000000000000000000000000000000000000"
/* "T", a mark that turns the direction of text, "K" */
#define ABI_BIDI                                                                                   \
  "=" WORD_32 "0000000000000000000000000000000000000000000000000000000000000005"                   \
  "54e280ae4b000000000000000000000000000000000000000000000000000000"
#define BYTES_MKR "=4d4b520000000000000000000000000000000000000000000000000000000000"
#define ENDLESS "=" WORD_32 "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

/* What is answered: code, symbol, name, decimals; and what is read, or a part of the complaint. */
typedef struct
{
  const char *path;
  const char *answers[5];
  const char *symbol;
  guint decimals;
  const char *complaint;
} Row;

static const Row rows[] = {
  { "ordinary", { "=60", ABI_TOK, ABI_TOK, "=" WORD_6 }, "TOK", 6, NULL },
  { "old", { "=60", BYTES_MKR, BYTES_MKR, "=" WORD_1 }, "MKR", 1, NULL },
  { "turned", { "=60", ABI_BIDI, ABI_TOK, "=" WORD_6 }, "TK", 6, NULL },
  { "nameless", { "=60", ABI_TOK, "!", "=" WORD_6 }, "TOK", 6, NULL },
  { "nothing-there", { "=", "=", "=", "=" }, NULL, 0, "no contract" },
  { "no-symbol", { "=60", "=", "=", "=" WORD_6 }, NULL, 0, "called" },
  { "endless-symbol", { "=60", ENDLESS, ABI_TOK, "=" WORD_6 }, NULL, 0, "called" },
  { "no-decimals", { "=60", ABI_TOK, ABI_TOK, "=" }, NULL, 0, "amounts" },
  { "failing-decimals", { "=60", ABI_TOK, ABI_TOK, "!" }, NULL, 0, "amounts" },
  { "37-decimals", { "=60", ABI_TOK, ABI_TOK, "=" WORD_37 }, NULL, 0, "amounts" },
  { "255-decimals", { "=60", ABI_TOK, ABI_TOK, "=" WORD_255 }, NULL, 0, "amounts" },
};

static void
test_row (WalletFixture *fixture, gconstpointer data)
{
  const Row *row = data;
  guint8 address[20] = { 0xc0, [19] = 1 };
  FakeEndpoint *endpoint = wallet_endpoint_new (fixture);
  SottoWalletNetwork *network = wallet_endpoint_get_network (fixture);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SottoWalletContractWords) words = NULL;
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };

  endpoint->manner = FAKE_SCRIPT;
  endpoint->script = row->answers;
  sotto_wallet_read_token_async (fixture->wallet, network, address, NULL, fixture_ready_cb, &wait);
  result = wallet_endpoint_wait_for (fixture, &wait);
  words = sotto_wallet_read_token_finish (fixture->wallet, result, &error);
  if (row->complaint != NULL)
    {
      g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED);
      g_assert_nonnull (strstr (error->message, row->complaint));
    }
  else
    {
      g_assert_no_error (error);
      g_assert_cmpstr (words->symbol, ==, row->symbol);
      g_assert_nonnull (words->name);
      g_assert_cmpuint (words->decimals, ==, row->decimals);
    }
  fake_endpoint_free (endpoint);
}

/* A token that calls itself as one that is known. */
static void
test_namesake (WalletFixture *fixture, gconstpointer data)
{
  SottoWalletNetwork *network = sotto_wallet_find_network (fixture->wallet, 1);
  guint8 address[20] = { 0xc0, [19] = 1 };
  SottoWalletToken *token = sotto_wallet_find_namesake (fixture->wallet, network, address, "usdc");

  g_assert_nonnull (token);
  g_assert_cmpstr (sotto_wallet_token_get_symbol (token), ==, "USDC");
  g_assert_null (sotto_wallet_find_namesake (fixture->wallet, network,
                                             sotto_wallet_token_get_address_bytes (token), "USDC"));
  g_assert_null (sotto_wallet_find_namesake (fixture->wallet, network, address, "USDCX"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/wallet/token-reading/", rows[i].path, NULL);

      g_test_add (path, WalletFixture, &rows[i], wallet_fixture_set_up, test_row,
                  wallet_fixture_tear_down);
    }
  g_test_add ("/wallet/token-reading/namesake", WalletFixture, NULL, wallet_fixture_set_up,
              test_namesake, wallet_fixture_tear_down);
  return g_test_run ();
}
