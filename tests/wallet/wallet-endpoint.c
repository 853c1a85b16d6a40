/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "wallet-endpoint.h"

#include "sotto-multicall.h"
#include "sotto-wallet-assets.h"

#define REST_MS 5000
#define STEP_MS 10

static void
end_change (WalletFixture *fixture, FixtureWait *wait)
{
  g_autoptr (GAsyncResult) result = wallet_endpoint_wait_for (fixture, wait);
  g_autoptr (GError) error = NULL;

  sotto_wallet_change_finish (fixture->wallet, result, &error);
  g_assert_no_error (error);
}

/* (transfer full): @n balances from @first on as Multicall3 answers them. */
static char *
answer_together (guint first, guint n)
{
  GString *answer = g_string_new ("=");

  g_string_append_printf (answer, "%064x%064x", 32, n);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (answer, "%064x", 32 * n + 128 * i);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (answer, "%064x%064x%064x%064x", 1, 64, 32, first + i + 1);
  return g_string_free (answer, FALSE);
}

/* (transfer full): what is answered from the number of the block on. */
static GPtrArray *
make_script (guint n_balances, gboolean has_multicall)
{
  GPtrArray *script = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (script, g_strdup ("=2a"));
  for (guint first = 0; first < n_balances; first += SOTTO_MULTICALL_MAX_CALLS)
    {
      guint n = MIN (SOTTO_MULTICALL_MAX_CALLS, n_balances - first);

      g_ptr_array_add (script, has_multicall ? answer_together (first, n) : g_strdup ("="));
    }
  if (!has_multicall)
    g_ptr_array_add (script, g_strdup ("=1"));
  for (guint i = 1; !has_multicall && i < n_balances; i++)
    g_ptr_array_add (script, g_strdup_printf ("=%064x", i + 1));
  g_ptr_array_add (script, NULL);
  return script;
}

static void
set_script (FakeEndpoint *endpoint, const char *const *script)
{
  endpoint->manner = FAKE_SCRIPT;
  endpoint->script = script;
  endpoint->n_played = 0;
}

/* Public, in the header's order. */

FakeEndpoint *
wallet_endpoint_new (WalletFixture *fixture)
{
  FakeEndpoint *endpoint = fake_endpoint_new (WALLET_ENDPOINT_CHAIN);
  SottoWalletNetwork *network = wallet_endpoint_get_network (fixture);
  const char *const urls[] = { endpoint->url, NULL };
  FixtureWait wait = { NULL };

  sotto_wallet_set_endpoints_async (fixture->wallet, network, urls, NULL, fixture_ready_cb, &wait);
  end_change (fixture, &wait);
  sotto_wallet_set_network_consent_async (fixture->wallet, network, SOTTO_WALLET_CONSENT_YES, NULL,
                                          fixture_ready_cb, &wait);
  end_change (fixture, &wait);
  return endpoint;
}

SottoWalletNetwork *
wallet_endpoint_get_network (WalletFixture *fixture)
{
  return sotto_wallet_find_network (fixture->wallet, WALLET_ENDPOINT_CHAIN);
}

void
wallet_endpoint_rest (WalletFixture *fixture)
{
  sotto_test_clock_advance (fixture->base.clock, REST_MS);
}

GAsyncResult *
wallet_endpoint_wait_for (WalletFixture *fixture, FixtureWait *wait)
{
  while (wait->result == NULL)
    if (!g_main_context_iteration (NULL, FALSE))
      {
        sotto_test_clock_advance (fixture->base.clock, STEP_MS);
        g_usleep (20);
      }
  return g_steal_pointer (&wait->result);
}

SottoWalletReview *
wallet_endpoint_review (WalletFixture *fixture,
                        FakeEndpoint *endpoint,
                        const SottoWalletOrder *order,
                        GError **error)
{
  /* Fees, of which there is one price; nonces, the balance, no code; then the trial and its gas. */
  static const char *const script[] = {
    "=", "=1", "=1", "=0", "=0", "=0de0b6b3a7640000", "=", "=", "=5208", NULL,
  };
  g_autoptr (GAsyncResult) result = NULL;
  FixtureWait wait = { NULL };

  set_script (endpoint, script);
  sotto_wallet_review_async (fixture->wallet, order, NULL, fixture_ready_cb, &wait);
  result = wallet_endpoint_wait_for (fixture, &wait);
  return sotto_wallet_review_finish (fixture->wallet, result, error);
}

void
wallet_endpoint_refresh (WalletFixture *fixture,
                         FakeEndpoint *endpoint,
                         SottoWalletAccount *account,
                         guint n_balances,
                         gboolean has_multicall)
{
  g_autoptr (GPtrArray) script = make_script (n_balances, has_multicall);
  FixtureWait wait = { NULL };

  set_script (endpoint, (const char *const *) script->pdata);
  sotto_wallet_refresh_assets_async (
    fixture->wallet, account, wallet_endpoint_get_network (fixture), NULL, fixture_ready_cb, &wait);
  end_change (fixture, &wait);
  g_assert_cmpuint (endpoint->n_played, ==, script->len - 1);
}
