/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Many tokens from a file: what that would do, doing it at once or not at all, and taking it back.
 */

#include <string.h>

#include "sotto-wallet-error.h"
#include "sotto-wallet-token-lists.h"
#include "wallet-fixture.h"

/* One that is there, two that are new, of which one has a name that is there, one of another
 * network, and one that makes no sense. */
static const char list_text[] =
  "{\"name\":\"A List\",\"version\":{\"major\":1,\"minor\":2,\"patch\":3},\"tokens\":["
  "{\"chainId\":1,\"address\":\"0x744d70fdbe2ba4cf95131626614a1763df805b9e\",\"symbol\":\"SNT\","
  "\"name\":\"Status\",\"decimals\":18},"
  "{\"chainId\":10,\"address\":\"0x2222222222222222222222222222222222222222\",\"symbol\":\"NEW\","
  "\"decimals\":0},"
  "{\"chainId\":1,\"address\":\"0x1111111111111111111111111111111111111111\",\"symbol\":\"usdc\","
  "\"name\":\"Not It\",\"decimals\":6},"
  "{\"chainId\":424242,\"address\":\"0x2222222222222222222222222222222222222222\","
  "\"symbol\":\"NEW\",\"decimals\":0},"
  "{\"chainId\":1}]}";

static SottoWalletTokenPlan *
plan_text (WalletFixture *fixture, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (fixture->base.folder, "list.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  FixtureWait wait = { NULL };

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  sotto_wallet_plan_tokens_async (fixture->wallet, file, NULL, fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  return sotto_wallet_plan_tokens_finish (fixture->wallet, result, error);
}

static gboolean
add (WalletFixture *fixture, SottoWalletTokenPlan *plan, GError **error)
{
  FixtureWait wait = { NULL };

  sotto_wallet_add_tokens_async (fixture->wallet, plan, NULL, fixture_ready_cb, &wait);
  return wallet_fixture_end_change (fixture, &wait, error);
}

static guint
count (WalletFixture *fixture)
{
  return g_list_model_get_n_items (sotto_wallet_get_tokens (fixture->wallet));
}

/* In the order of the list: by network, then by symbol. */
static void
assert_sorted (WalletFixture *fixture)
{
  GListModel *tokens = sotto_wallet_get_tokens (fixture->wallet);

  for (guint i = 1; i < g_list_model_get_n_items (tokens); i++)
    {
      g_autoptr (SottoWalletToken) a = g_list_model_get_item (tokens, i - 1);
      g_autoptr (SottoWalletToken) b = g_list_model_get_item (tokens, i);
      guint64 first = sotto_wallet_token_get_chain_id (a);
      guint64 second = sotto_wallet_token_get_chain_id (b);

      g_assert_true (first < second ||
                     (first == second && strcmp (sotto_wallet_token_get_symbol (a),
                                                 sotto_wallet_token_get_symbol (b)) <= 0));
    }
}

static void
test_added (WalletFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletTokenPlan) plan = plan_text (fixture, list_text, &error);
  guint before = count (fixture);
  FixtureWait wait = { NULL };

  g_assert_no_error (error);
  g_assert_cmpstr (plan->name, ==, "A List");
  g_assert_cmpstr (plan->version, ==, "1.2.3");
  g_assert_cmpuint (plan->tokens->len, ==, 2);
  g_assert_cmpuint (plan->n_known, ==, 1);
  g_assert_cmpuint (plan->n_elsewhere, ==, 1);
  g_assert_cmpuint (plan->n_skipped, ==, 1);
  g_assert_cmpuint (plan->n_namesakes, ==, 1);
  g_assert_cmpstr (((SottoWalletTokenInfo *) plan->tokens->pdata[0])->symbol, ==, "usdc");
  g_assert_cmpuint (count (fixture), ==, before);

  g_assert_true (add (fixture, plan, &error));
  g_assert_cmpuint (count (fixture), ==, before + 2);
  assert_sorted (fixture);
  /* Twice is once. */
  g_assert_true (add (fixture, plan, &error));
  g_assert_cmpuint (count (fixture), ==, before + 2);
  wallet_fixture_restart (fixture);
  g_assert_cmpuint (count (fixture), ==, before + 2);
  g_assert_cmpuint (sotto_wallet_count_listed_tokens (fixture->wallet), ==, 2);

  sotto_wallet_remove_listed_tokens_async (fixture->wallet, NULL, fixture_ready_cb, &wait);
  g_assert_true (wallet_fixture_end_change (fixture, &wait, &error));
  g_assert_cmpuint (count (fixture), ==, before);
  assert_sorted (fixture);
  wallet_fixture_restart (fixture);
  g_assert_cmpuint (count (fixture), ==, before);
}

static char *
write_many (guint n_tokens)
{
  GString *text = g_string_new ("{\"tokens\":[");

  for (guint i = 0; i < n_tokens; i++)
    g_string_append_printf (text,
                            "%s{\"chainId\":1,\"address\":\"0x%040x\",\"symbol\":\"T%u\","
                            "\"decimals\":18}",
                            i > 0 ? "," : "", i + 1, i);
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

/* Too many are none, not some. */
static void
test_full (WalletFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = write_many (SOTTO_WALLET_MAX_TOKENS);
  g_autofree char *fewer = write_many (3000);
  g_autoptr (SottoWalletTokenPlan) plan = plan_text (fixture, text, &error);
  g_autoptr (SottoWalletTokenPlan) possible = plan_text (fixture, fewer, &error);
  guint before = count (fixture);

  g_assert_no_error (error);
  g_assert_false (add (fixture, plan, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_TOO_MANY);
  g_clear_error (&error);
  g_assert_cmpuint (count (fixture), ==, before);
  wallet_fixture_restart (fixture);
  g_assert_cmpuint (count (fixture), ==, before);
  g_assert_true (add (fixture, possible, &error));
  g_assert_cmpuint (count (fixture), ==, before + 3000);
}

static void
test_refused (WalletFixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "", "{}", "<html>", "{\"tokens\":7}" };
  g_autoptr (GFile) nothing = g_file_new_for_path ("/dev/null/nothing");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_null (plan_text (fixture, texts[i], &error));
      g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED);
      g_clear_error (&error);
    }
  sotto_wallet_plan_tokens_async (fixture->wallet, nothing, NULL, fixture_ready_cb, &wait);
  result = fixture_wait_for (&wait);
  g_assert_null (sotto_wallet_plan_tokens_finish (fixture->wallet, result, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED);
}

#define TEST(path, function)                                                                       \
  g_test_add (path, WalletFixture, NULL, wallet_fixture_set_up, function, wallet_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/wallet/token-lists/added", test_added);
  TEST ("/wallet/token-lists/full", test_full);
  TEST ("/wallet/token-lists/refused", test_refused);
  return g_test_run ();
}
