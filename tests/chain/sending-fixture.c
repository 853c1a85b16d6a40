/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sending-fixture.h"

#include <string.h>

#include "sotto-chain-answers.h"
#include "sotto-chain-questions.h"

const guint8 sending_friend_address[20] = { 0xf0, 1, 2, 3 };

/* Time goes on while something is waited for. */
void
sending_pass_time (SendFixture *fixture)
{
  g_main_context_iteration (NULL, FALSE);
  sotto_test_clock_advance (fixture->base.base.clock, 2);
  g_usleep (500);
}

GAsyncResult *
sending_wait_for (SendFixture *fixture, FixtureWait *wait)
{
  while (wait->result == NULL)
    sending_pass_time (fixture);
  return g_steal_pointer (&wait->result);
}

static void
sending_find_objects (SendFixture *fixture)
{
  fixture->account = sotto_wallet_find_account (fixture->base.wallet, fixture->anvil->rich_address);
  fixture->network = sotto_wallet_find_network (fixture->base.wallet, ANVIL_CHAIN);
}

void
sending_end_change (SendFixture *fixture, FixtureWait *wait)
{
  g_autoptr (GAsyncResult) result = sending_wait_for (fixture, wait);
  g_autoptr (GError) error = NULL;

  sotto_wallet_change_finish (fixture->base.wallet, result, &error);
  g_assert_no_error (error);
}

void
sending_set_up (SendFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *endpoints[] = { NULL, NULL };
  SottoWalletNetworkInfo info = { ANVIL_CHAIN, "Local", "ETH", 18, NULL, endpoints, 0 };
  FixtureWait wait = { NULL };

  wallet_fixture_set_up (&fixture->base, data);
  fixture->anvil = anvil_new ();
  fixture->proxy = fault_proxy_new (fixture->anvil->url);
  wallet_fixture_import_key (&fixture->base, OTHER_KEY_0, "Rich", &error);
  g_assert_no_error (error);
  endpoints[0] = fixture->proxy->url;
  sotto_wallet_add_network_async (fixture->base.wallet, &info, NULL, fixture_ready_cb, &wait);
  sending_end_change (fixture, &wait);
  sending_find_objects (fixture);
  sotto_wallet_set_network_consent_async (fixture->base.wallet, fixture->network,
                                          SOTTO_WALLET_CONSENT_YES, NULL, fixture_ready_cb, &wait);
  sending_end_change (fixture, &wait);
}

void
sending_tear_down (SendFixture *fixture, gconstpointer data)
{
  wallet_fixture_tear_down (&fixture->base, data);
  fault_proxy_free (fixture->proxy);
  anvil_free (fixture->anvil);
}

void
sending_restart (SendFixture *fixture)
{
  wallet_fixture_restart (&fixture->base);
  sending_find_objects (fixture);
}

SottoWalletOrder
sending_order_ether (SendFixture *fixture, guint64 wei)
{
  SottoWalletOrder order = {
    .account = fixture->account,
    .network = fixture->network,
    .amount = sotto_u256_from_u64 (wei),
  };

  memcpy (order.recipient, sending_friend_address, sizeof order.recipient);
  return order;
}

SottoWalletReview *
sending_review (SendFixture *fixture, const SottoWalletOrder *order, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  FixtureWait wait = { NULL };

  sotto_wallet_review_async (fixture->base.wallet, order, NULL, fixture_ready_cb, &wait);
  result = sending_wait_for (fixture, &wait);
  return sotto_wallet_review_finish (fixture->base.wallet, result, error);
}

/* (transfer none): the list keeps it. */
SottoWalletTransaction *
sending_send_review (SendFixture *fixture,
                     SottoWalletReview *agreed,
                     const char *purpose,
                     GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SottoWalletTransaction) transaction = NULL;
  SottoWalletPurpose why = { .name = purpose };
  FixtureWait wait = { NULL };

  sotto_wallet_send_async (fixture->base.wallet, agreed, purpose != NULL ? &why : NULL, PASSWORD,
                           NULL, fixture_ready_cb, &wait);
  result = sending_wait_for (fixture, &wait);
  transaction = sotto_wallet_send_finish (fixture->base.wallet, result, error);
  return transaction;
}

SottoWalletTransaction *
sending_send_ether (SendFixture *fixture, guint64 wei)
{
  SottoWalletOrder order = sending_order_ether (fixture, wei);
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletReview) agreed = sending_review (fixture, &order, &error);
  SottoWalletTransaction *transaction;

  g_assert_no_error (error);
  transaction = sending_send_review (fixture, agreed, NULL, &error);
  g_assert_no_error (error);
  return transaction;
}

void
sending_watch (SendFixture *fixture)
{
  FixtureWait wait = { NULL };

  sotto_wallet_watch_transactions_async (fixture->base.wallet, NULL, fixture_ready_cb, &wait);
  sending_end_change (fixture, &wait);
}

void
sending_watch_until (SendFixture *fixture,
                     SottoWalletTransaction *transaction,
                     SottoWalletTransactionState state)
{
  for (guint i = 0; i < 50 && sotto_wallet_transaction_get_state (transaction) != state; i++)
    sending_watch (fixture);
  g_assert_cmpint (sotto_wallet_transaction_get_state (transaction), ==, state);
}

SottoU256
sending_get_balance (SendFixture *fixture, const guint8 *address)
{
  g_autoptr (SottoRpcAnswer) answer =
    anvil_ask (fixture->anvil, sotto_chain_ask_balance (address, SOTTO_CHAIN_LATEST));
  SottoU256 balance;

  g_assert_true (sotto_chain_read_quantity (answer, &balance, NULL));
  return balance;
}

void
sending_assert_friend_has (SendFixture *fixture, guint64 wei)
{
  SottoU256 balance = sending_get_balance (fixture, sending_friend_address);
  SottoU256 expected = sotto_u256_from_u64 (wei);

  g_assert_cmpint (sotto_u256_compare (&balance, &expected), ==, 0);
}

SottoWalletTransaction *
sending_get_sent (SendFixture *fixture, guint position)
{
  g_autoptr (SottoWalletTransaction) transaction =
    g_list_model_get_item (sotto_wallet_get_transactions (fixture->base.wallet), position);

  g_assert_nonnull (transaction);
  return transaction;
}

guint
sending_count_sent (SendFixture *fixture)
{
  return g_list_model_get_n_items (sotto_wallet_get_transactions (fixture->base.wallet));
}

SottoWalletToken *
sending_add_token (SendFixture *fixture, const guint8 *contract)
{
  SottoWalletTokenInfo info = { .chain_id = ANVIL_CHAIN, .symbol = "TOK", .name = "Token" };
  FixtureWait wait = { NULL };

  memcpy (info.address, contract, sizeof info.address);
  info.decimals = 18;
  sotto_wallet_add_token_async (fixture->base.wallet, &info, NULL, fixture_ready_cb, &wait);
  sending_end_change (fixture, &wait);
  return sotto_wallet_find_token (fixture->base.wallet, ANVIL_CHAIN, contract);
}
