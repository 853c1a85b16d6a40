/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A wallet that sends, over a real node behind something that fails when it is told to. */

#include <string.h>

#include "sending-fixture.h"

#include "sotto-call-data.h"
#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"
#include "sotto-chain-questions.h"
#include "sotto-multicall.h"
#include "sotto-ens-call.h"
#include "sotto-token-call.h"
#include "sotto-wallet-assets.h"
#include "sotto-wallet-chains.h"
#include "sotto-wallet-recipients.h"
#include "sotto-wallet-send.h"

/* The node itself, over a WebSocket. */
static void
take_socket (SendFixture *fixture)
{
  g_autofree char *url = g_strconcat ("ws://", fixture->anvil->url + strlen ("http://"), NULL);
  const char *endpoints[] = { url, NULL };
  FixtureWait wait = { NULL };

  sotto_wallet_set_endpoints_async (fixture->base.wallet, fixture->network, endpoints, NULL,
                                    fixture_ready_cb, &wait);
  sending_end_change (fixture, &wait);
  sotto_wallet_set_network_consent_async (fixture->base.wallet, fixture->network,
                                          SOTTO_WALLET_CONSENT_YES, NULL, fixture_ready_cb, &wait);
  sending_end_change (fixture, &wait);
}

/* Before the timer looks, it is known that a block has it. */
static void
test_heads (SendFixture *fixture, gconstpointer data)
{
  SottoClock *clock = SOTTO_CLOCK (fixture->base.base.clock);
  SottoWalletTransaction *transaction;
  gint64 begin;
  gint64 passed;

  take_socket (fixture);
  anvil_order (fixture->anvil, "evm_setAutomine", "[false]");
  transaction = sending_send_ether (fixture, ETHER);
  begin = sotto_clock_get_monotonic_time (clock);
  g_assert_cmpint (sotto_wallet_transaction_get_state (transaction), ==,
                   SOTTO_WALLET_TRANSACTION_SENT);
  /* The subscription, and the gap between looks. */
  for (guint i = 0; i < 2500; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      sotto_test_clock_advance (fixture->base.base.clock, 1);
      g_usleep (100);
    }
  g_assert_cmpint (sotto_wallet_transaction_get_state (transaction), ==,
                   SOTTO_WALLET_TRANSACTION_SENT);
  anvil_order (fixture->anvil, "evm_mine", "[]");
  while (sotto_wallet_transaction_get_state (transaction) != SOTTO_WALLET_TRANSACTION_MINED)
    {
      g_main_context_iteration (NULL, FALSE);
      sotto_test_clock_advance (fixture->base.base.clock, 1);
      g_usleep (500);
    }
  passed = sotto_clock_get_monotonic_time (clock) - begin;
  g_assert_cmpint (passed, <, 4 * G_USEC_PER_SEC);
  sending_assert_friend_has (fixture, ETHER);
}

static void
test_ether (SendFixture *fixture, gconstpointer data)
{
  SottoWalletOrder order = sending_order_ether (fixture, ETHER / 10);
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletReview) agreed = sending_review (fixture, &order, &error);
  SottoWalletTransaction *transaction;
  SottoHash hash;

  g_assert_no_error (error);
  g_assert_cmpuint (sotto_wallet_review_get_transaction (agreed)->gas_limit, ==, 21000);
  g_assert_cmpuint (sotto_wallet_review_get_warnings (agreed), ==, SOTTO_WALLET_WARNING_FIRST_TIME);
  transaction = sending_send_review (fixture, agreed, NULL, &error);
  g_assert_no_error (error);
  sending_watch_until (fixture, transaction, SOTTO_WALLET_TRANSACTION_MINED);
  sending_assert_friend_has (fixture, ETHER / 10);
  anvil_order (fixture->anvil, "anvil_mine", "[11]");
  sending_watch (fixture);
  g_assert_cmpuint (sotto_wallet_transaction_get_confirmations (transaction), ==, 12);

  hash = *sotto_wallet_transaction_get_hash (transaction);
  sending_restart (fixture);
  transaction = sending_get_sent (fixture, 0);
  g_assert_true (sotto_hash_equal (sotto_wallet_transaction_get_hash (transaction), &hash));
  g_assert_cmpint (sotto_wallet_transaction_get_state (transaction), ==,
                   SOTTO_WALLET_TRANSACTION_MINED);

  /* Known by now, and not what looks like it. */
  g_clear_object (&agreed);
  order = sending_order_ether (fixture, 1);
  agreed = sending_review (fixture, &order, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sotto_wallet_review_get_warnings (agreed), ==, 0);
  g_clear_object (&agreed);
  order.recipient[10] = 0x55;
  agreed = sending_review (fixture, &order, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sotto_wallet_review_get_warnings (agreed), ==,
                    SOTTO_WALLET_WARNING_FIRST_TIME | SOTTO_WALLET_WARNING_LOOK_ALIKE);
}

/* Fees come from what was spent, to the last wei. */
static void
test_everything (SendFixture *fixture, gconstpointer data)
{
  SottoWalletOrder order = sending_order_ether (fixture, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletReview) agreed = NULL;
  SottoWalletTransaction *transaction;
  SottoU256 received;

  order.everything = TRUE;
  agreed = sending_review (fixture, &order, &error);
  g_assert_no_error (error);
  g_assert_true (sotto_u256_is_zero (sotto_wallet_review_get_coin_after (agreed)));
  transaction = sending_send_review (fixture, agreed, NULL, &error);
  g_assert_no_error (error);
  sending_watch_until (fixture, transaction, SOTTO_WALLET_TRANSACTION_MINED);
  received = sending_get_balance (fixture, sending_friend_address);
  g_assert_cmpint (sotto_u256_compare (&received, sotto_wallet_review_get_amount (agreed)), ==, 0);
}

/* Nothing but its chain is asked of an endpoint that lies about it. */
static void
test_elsewhere (SendFixture *fixture, gconstpointer data)
{
  SottoWalletOrder order = sending_order_ether (fixture, 1);
  g_autoptr (GError) error = NULL;

  fixture->proxy->kind = FAULT_ELSEWHERE;
  g_assert_null (sending_review (fixture, &order, &error));
  g_assert_error (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_WRONG_CHAIN);
  g_assert_cmpuint (fixture->proxy->n_requests, ==, 1);
}

static void
test_refused (SendFixture *fixture, gconstpointer data)
{
  SottoWalletOrder order = sending_order_ether (fixture, 1);
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };

  memset (order.recipient, 0, sizeof order.recipient);
  g_assert_null (sending_review (fixture, &order, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_RECIPIENT);
  g_clear_error (&error);

  order = sending_order_ether (fixture, 1);
  order.amount = SOTTO_U256_MAX;
  g_assert_null (sending_review (fixture, &order, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_FUNDS);
  g_clear_error (&error);

  order = sending_order_ether (fixture, 0);
  g_assert_null (sending_review (fixture, &order, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_FUNDS);
  g_clear_error (&error);

  sotto_wallet_set_network_consent_async (fixture->base.wallet, fixture->network,
                                          SOTTO_WALLET_CONSENT_NO, NULL, fixture_ready_cb, &wait);
  sending_end_change (fixture, &wait);
  fixture->proxy->n_requests = 0;
  g_assert_null (sending_review (fixture, &order, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NO_CONSENT);
  g_assert_cmpuint (fixture->proxy->n_requests, ==, 0);
}

/* The balance goes between looking and agreeing: nothing is signed. */
static void
test_changed (SendFixture *fixture, gconstpointer data)
{
  SottoWalletOrder order = sending_order_ether (fixture, ETHER);
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletReview) agreed = sending_review (fixture, &order, &error);
  g_autofree char *address = sotto_address_to_string (fixture->anvil->rich_address);
  g_autofree char *params = g_strdup_printf ("[\"%s\",\"0x1000\"]", address);

  g_assert_no_error (error);
  anvil_order (fixture->anvil, "anvil_setBalance", params);
  g_assert_null (sending_send_review (fixture, agreed, NULL, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_FUNDS);
  g_assert_cmpuint (sending_count_sent (fixture), ==, 0);
}

/* Whatever is lost on the way, and however often we begin again: sent once. */
static void
test_lost (SendFixture *fixture, gconstpointer data)
{
  static const FaultKind kinds[] = { FAULT_LOST, FAULT_UNHEARD };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      SottoWalletTransaction *transaction;

      fixture->proxy->kind = kinds[i];
      transaction = sending_send_ether (fixture, ETHER / 10);
      g_assert_cmpint (sotto_wallet_transaction_get_state (transaction), ==,
                       SOTTO_WALLET_TRANSACTION_STORED);
      sending_restart (fixture);
      g_assert_cmpuint (sending_count_sent (fixture), ==, i + 1);
      fixture->proxy->kind = FAULT_NONE;
      sending_watch_until (fixture, sending_get_sent (fixture, 0), SOTTO_WALLET_TRANSACTION_MINED);
      sending_assert_friend_has (fixture, (i + 1) * ETHER / 10);
    }
}

static void
test_purpose (SendFixture *fixture, gconstpointer data)
{
  SottoWalletOrder order = sending_order_ether (fixture, ETHER / 10);
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletReview) agreed = sending_review (fixture, &order, &error);
  SottoWalletTransaction *transaction;

  g_assert_no_error (error);
  transaction = sending_send_review (fixture, agreed, "lunch", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sotto_wallet_transaction_get_purpose (transaction), ==, "lunch");
  g_assert_null (sending_send_review (fixture, agreed, "lunch", &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_SENT_ALREADY);
  sending_restart (fixture);
  g_assert_cmpstr (sotto_wallet_transaction_get_purpose (sending_get_sent (fixture, 0)), ==,
                   "lunch");
}

static SottoWalletReview *
review_again (SendFixture *fixture,
              SottoWalletTransaction *transaction,
              gboolean cancels,
              GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  FixtureWait wait = { NULL };

  if (cancels)
    sotto_wallet_review_cancel_async (fixture->base.wallet, transaction, NULL, fixture_ready_cb,
                                      &wait);
  else
    sotto_wallet_review_faster_async (fixture->base.wallet, transaction, NULL, fixture_ready_cb,
                                      &wait);
  result = sending_wait_for (fixture, &wait);
  return sotto_wallet_review_finish (fixture->base.wallet, result, error);
}

static void
test_replaced (SendFixture *fixture, gconstpointer data)
{
  for (guint cancels = 0; cancels < 2; cancels++)
    {
      g_autoptr (SottoWalletReview) agreed = NULL;
      g_autoptr (GError) error = NULL;
      SottoWalletTransaction *first;
      SottoWalletTransaction *second;

      anvil_order (fixture->anvil, "evm_setAutomine", "[false]");
      first = sending_send_ether (fixture, ETHER);
      agreed = review_again (fixture, first, cancels, &error);
      g_assert_no_error (error);
      second = sending_send_review (fixture, agreed, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (sotto_wallet_transaction_get_nonce (first), ==,
                        sotto_wallet_transaction_get_nonce (second));
      anvil_order (fixture->anvil, "evm_setAutomine", "[true]");
      anvil_order (fixture->anvil, "evm_mine", "[]");
      sending_watch_until (fixture, second, SOTTO_WALLET_TRANSACTION_MINED);
      sending_watch_until (fixture, first, SOTTO_WALLET_TRANSACTION_REPLACED);
      sending_assert_friend_has (fixture, ETHER);

      g_clear_object (&agreed);
      agreed = review_again (fixture, second, FALSE, &error);
      g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_CHANGED);
    }
}

static void
test_nonces (SendFixture *fixture, gconstpointer data)
{
  SottoWalletOrder order = sending_order_ether (fixture, ETHER / 10);
  g_autoptr (SottoWalletReview) agreed = NULL;
  g_autoptr (GError) error = NULL;
  FixtureWait waits[3] = { { NULL } };

  anvil_order (fixture->anvil, "evm_setAutomine", "[false]");
  agreed = sending_review (fixture, &order, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    sotto_wallet_send_async (fixture->base.wallet, agreed, NULL, PASSWORD, NULL, fixture_ready_cb,
                             &waits[i]);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GAsyncResult) result = sending_wait_for (fixture, &waits[i]);
      g_autoptr (SottoWalletTransaction) sent =
        sotto_wallet_send_finish (fixture->base.wallet, result, &error);

      g_assert_no_error (error);
    }
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (sotto_wallet_transaction_get_nonce (sending_get_sent (fixture, i)), ==,
                      2 - i);
  anvil_order (fixture->anvil, "evm_setAutomine", "[true]");
  anvil_order (fixture->anvil, "evm_mine", "[]");
  for (guint i = 0; i < 3; i++)
    sending_watch_until (fixture, sending_get_sent (fixture, i), SOTTO_WALLET_TRANSACTION_MINED);
  sending_assert_friend_has (fixture, 3 * ETHER / 10);
}

/* The block is taken back: it is told again, and counted once. */
/* A second chain that says to be Ethereum itself, with the names of contracts/Names.sol. */
static void
allow_names (SendFixture *fixture, Anvil *names)
{
  SottoWalletNetwork *network = sotto_wallet_find_network (fixture->base.wallet, 1);
  const char *endpoints[] = { names->url, NULL };
  guint8 resolver[20] = { [17] = 0x01, [19] = 0x01 };
  FixtureWait wait = { NULL };

  anvil_place (names, "NameRegistry", sotto_ens_get_registry ());
  anvil_place (names, "UniversalNames", sotto_ens_get_universal_resolver ());
  anvil_place (names, "PlainNames", resolver);
  anvil_order (names, "anvil_setChainId", "[1]");
  sotto_wallet_set_endpoints_async (fixture->base.wallet, network, endpoints, NULL,
                                    fixture_ready_cb, &wait);
  sending_end_change (fixture, &wait);
  sotto_wallet_set_network_consent_async (fixture->base.wallet, network, SOTTO_WALLET_CONSENT_YES,
                                          NULL, fixture_ready_cb, &wait);
  sending_end_change (fixture, &wait);
}

static SottoWalletName *
find_name (SendFixture *fixture, const char *name, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  FixtureWait wait = { NULL };

  sotto_wallet_find_name_async (fixture->base.wallet, name, fixture->network, NULL,
                                fixture_ready_cb, &wait);
  result = sending_wait_for (fixture, &wait);
  return sotto_wallet_find_name_finish (fixture->base.wallet, result, error);
}

static void
assert_last_recipient (SendFixture *fixture, const SottoWalletName *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) recipients = NULL;
  g_autoptr (GError) error = NULL;
  const SottoWalletRecipient *last;
  FixtureWait wait = { NULL };

  sotto_wallet_load_recipients_async (fixture->base.wallet, 10, NULL, fixture_ready_cb, &wait);
  result = sending_wait_for (fixture, &wait);
  recipients = sotto_wallet_load_recipients_finish (fixture->base.wallet, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (recipients->len, ==, 1);
  last = g_ptr_array_index (recipients, 0);
  g_assert_cmpstr (last->name, ==, name->name);
  g_assert_cmpmem (last->address, 20, name->address, 20);
}

/* What is signed goes to where the name leads at that moment, or nowhere. */
static void
test_name (SendFixture *fixture, gconstpointer data)
{
  g_autoptr (Anvil) names = anvil_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletName) name = find_name (fixture, "alice.eth", &error);
  g_autoptr (SottoWalletReview) agreed = NULL;
  SottoWalletOrder order = sending_order_ether (fixture, ETHER / 10);

  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NO_CONSENT);
  g_clear_error (&error);
  allow_names (fixture, names);
  name = find_name (fixture, "nobody.eth", &error);
  g_assert_nonnull (error);
  g_assert_null (name);
  g_clear_error (&error);
  name = find_name (fixture, "Alice.eth", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name->name, ==, "alice.eth");
  g_assert_true (name->is_elsewhere);

  order.name = name;
  name->address[19] ^= 1;
  memcpy (order.recipient, name->address, sizeof order.recipient);
  agreed = sending_review (fixture, &order, &error);
  g_assert_no_error (error);
  g_assert_null (sending_send_review (fixture, agreed, NULL, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_CHANGED);
  g_clear_error (&error);
  g_assert_cmpuint (sending_count_sent (fixture), ==, 0);

  g_clear_object (&agreed);
  name->address[19] ^= 1;
  memcpy (order.recipient, name->address, sizeof order.recipient);
  agreed = sending_review (fixture, &order, &error);
  g_assert_no_error (error);
  g_assert_true (sotto_wallet_review_get_warnings (agreed) & SOTTO_WALLET_WARNING_NAME_ELSEWHERE);
  sending_watch_until (fixture, sending_send_review (fixture, agreed, NULL, &error),
                       SOTTO_WALLET_TRANSACTION_MINED);
  assert_last_recipient (fixture, name);
}

/* A fee of one's own is taken as it is, unless no block would. */
static void
test_own_fee (SendFixture *fixture, gconstpointer data)
{
  SottoWalletOrder order = sending_order_ether (fixture, ETHER);
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletReview) agreed = sending_review (fixture, &order, &error);
  g_autoptr (SottoWalletReview) own = NULL;
  SottoFee fee = { sotto_u256_from_u64 (3 * GWEI), sotto_u256_from_u64 (GWEI) };
  const SottoEthTransaction *transaction;

  g_assert_no_error (error);
  own = sotto_wallet_review_with_fee (agreed, &fee, &error);
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED);
  g_clear_error (&error);
  fee = (SottoFee){ sotto_u256_from_u64 (1), sotto_u256_from_u64 (1) };
  own = sotto_wallet_review_with_fee (agreed, &fee, &error);
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED);
  g_clear_error (&error);
  fee = (SottoFee){ sotto_u256_from_u64 (GWEI), SOTTO_U256_MAX };
  own = sotto_wallet_review_with_fee (agreed, &fee, &error);
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_FUNDS);
  g_clear_error (&error);

  fee = (SottoFee){ sotto_u256_from_u64 (GWEI + 7), sotto_u256_from_u64 (9 * GWEI) };
  own = sotto_wallet_review_with_fee (agreed, &fee, &error);
  g_assert_no_error (error);
  transaction = sotto_wallet_review_get_transaction (own);
  g_assert_cmpint (sotto_u256_compare (&transaction->max_priority_fee, &fee.max_priority_fee), ==,
                   0);
  g_assert_cmpint (sotto_u256_compare (&transaction->max_fee, &fee.max_fee), ==, 0);
  sending_watch_until (fixture, sending_send_review (fixture, own, NULL, &error),
                       SOTTO_WALLET_TRANSACTION_MINED);
}

static void
test_reorganised (SendFixture *fixture, gconstpointer data)
{
  SottoWalletTransaction *transaction;

  anvil_order (fixture->anvil, "anvil_mine", "[2]");
  transaction = sending_send_ether (fixture, ETHER);
  sending_watch_until (fixture, transaction, SOTTO_WALLET_TRANSACTION_MINED);
  anvil_order (fixture->anvil, "evm_setAutomine", "[false]");
  anvil_order (fixture->anvil, "anvil_reorg", "[1,[]]");
  sending_watch_until (fixture, transaction, SOTTO_WALLET_TRANSACTION_SENT);
  g_assert_cmpuint (sotto_wallet_transaction_get_confirmations (transaction), ==, 0);
  anvil_order (fixture->anvil, "evm_setAutomine", "[true]");
  anvil_order (fixture->anvil, "evm_mine", "[]");
  sending_watch_until (fixture, transaction, SOTTO_WALLET_TRANSACTION_MINED);
  sending_assert_friend_has (fixture, ETHER);
}

static guint64
get_tokens (SendFixture *fixture, const guint8 *contract)
{
  g_autoptr (GBytes) data = sotto_token_call_balance_of (sending_friend_address);
  SottoChainMessage message = { .to = contract, .data = data };
  g_autoptr (SottoRpcAnswer) answer =
    anvil_ask (fixture->anvil, sotto_chain_ask_call (&message, SOTTO_CHAIN_LATEST));
  g_autoptr (GBytes) result = sotto_chain_read_data (answer, NULL);
  SottoU256 balance;
  guint64 amount;

  g_assert_true (sotto_call_result_get_u256 (result, &balance));
  g_assert_true (sotto_u256_to_u64 (&balance, &amount));
  return amount;
}

static void
test_tokens (SendFixture *fixture, gconstpointer data)
{
  const char *name = data;
  gboolean refuses = strcmp (name, "RefusingToken") == 0;
  g_autoptr (SottoWalletReview) agreed = NULL;
  g_autoptr (GError) error = NULL;
  SottoWalletOrder order;
  SottoWalletTransaction *transaction;
  guint8 contract[20];

  anvil_deploy (fixture->anvil, name, contract);
  order = sending_order_ether (fixture, 1000);
  order.token = sending_add_token (fixture, contract);
  agreed = sending_review (fixture, &order, &error);
  if (refuses)
    {
      g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED);
      return;
    }
  g_assert_no_error (error);
  transaction = sending_send_review (fixture, agreed, NULL, &error);
  g_assert_no_error (error);
  sending_watch_until (fixture, transaction, SOTTO_WALLET_TRANSACTION_MINED);
  g_assert_cmpuint (get_tokens (fixture, contract), ==, strcmp (name, "FeeToken") ? 1000 : 990);

  /* To the token itself: no. */
  g_clear_object (&agreed);
  memcpy (order.recipient, contract, sizeof order.recipient);
  agreed = sending_review (fixture, &order, &error);
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_RECIPIENT);
}

static GPtrArray *
list_assets (SendFixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *assets;
  FixtureWait wait = { NULL };

  sotto_wallet_list_assets_async (fixture->base.wallet, fixture->account, NULL, fixture_ready_cb,
                                  &wait);
  result = sending_wait_for (fixture, &wait);
  assets = sotto_wallet_list_assets_finish (fixture->base.wallet, result, &error);
  g_assert_no_error (error);
  return assets;
}

static void
refresh (SendFixture *fixture)
{
  FixtureWait wait = { NULL };

  sotto_wallet_refresh_assets_async (fixture->base.wallet, fixture->account, fixture->network, NULL,
                                     fixture_ready_cb, &wait);
  sending_end_change (fixture, &wait);
}

static void
assert_asset (GPtrArray *assets, guint index, const SottoU256 *amount, gboolean is_token)
{
  SottoWalletAsset *asset = g_ptr_array_index (assets, index);

  g_assert_cmpint (sotto_u256_compare (sotto_wallet_asset_get_amount (asset), amount), ==, 0);
  g_assert_cmpint (sotto_wallet_asset_get_token (asset) != NULL, ==, is_token);
}

/* With Multicall3 and without it: the same numbers, and they are there after a restart. A contract
 * that answers nothing has no balance, not one of zero. */
static void
test_assets (SendFixture *fixture, gconstpointer data)
{
  static const guint8 nothing[20] = { 0xee };
  gboolean together = data != NULL;
  guint8 contract[20];
  SottoU256 coin;
  SottoU256 tokens;

  anvil_deploy (fixture->anvil, "OrdinaryToken", contract);
  sending_add_token (fixture, contract);
  sending_add_token (fixture, nothing);
  if (together)
    anvil_place (fixture->anvil, "Multicall", sotto_multicall_get_address ());
  {
    g_autoptr (GPtrArray) assets = list_assets (fixture);

    g_assert_cmpuint (assets->len, ==, 0);
  }
  refresh (fixture);
  fixture->proxy->n_requests = 0;
  refresh (fixture);
  g_assert_cmpuint (fixture->proxy->n_requests, ==, together ? 2 : 3);
  sending_restart (fixture);
  coin = sending_get_balance (fixture, fixture->anvil->rich_address);
  g_assert_true (sotto_u256_parse_decimal ("1000000000000000000000", &tokens));
  {
    g_autoptr (GPtrArray) assets = list_assets (fixture);

    g_assert_cmpuint (assets->len, ==, 2);
    assert_asset (assets, 0, &coin, FALSE);
    assert_asset (assets, 1, &tokens, TRUE);
  }
}

#define TEST(name, data, function)                                                                 \
  {                                                                                                \
    name, NULL, data, (GTestFixtureFunc) function                                                  \
  }

int
main (int argc, char **argv)
{
  static const AnvilFixture fixture = { sizeof (SendFixture), (GTestFixtureFunc) sending_set_up,
                                        (GTestFixtureFunc) sending_tear_down };
  static const AnvilTest tests[] = {
    TEST ("/chain/sending/ether", NULL, test_ether),
    TEST ("/chain/sending/everything", NULL, test_everything),
    TEST ("/chain/sending/heads", NULL, test_heads),
    TEST ("/chain/sending/elsewhere", NULL, test_elsewhere),
    TEST ("/chain/sending/refused", NULL, test_refused),
    TEST ("/chain/sending/changed", NULL, test_changed),
    TEST ("/chain/sending/lost", NULL, test_lost),
    TEST ("/chain/sending/purpose", NULL, test_purpose),
    TEST ("/chain/sending/replaced", NULL, test_replaced),
    TEST ("/chain/sending/nonces", NULL, test_nonces),
    TEST ("/chain/sending/name", NULL, test_name),
    TEST ("/chain/sending/own-fee", NULL, test_own_fee),
    TEST ("/chain/sending/reorganised", NULL, test_reorganised),
    TEST ("/chain/sending/ordinary-token", "OrdinaryToken", test_tokens),
    TEST ("/chain/sending/silent-token", "SilentToken", test_tokens),
    TEST ("/chain/sending/refusing-token", "RefusingToken", test_tokens),
    TEST ("/chain/sending/fee-token", "FeeToken", test_tokens),
    TEST ("/chain/sending/assets", NULL, test_assets),
    TEST ("/chain/sending/assets-together", "Multicall", test_assets),
  };

  return anvil_run_fixtures (argc, argv, &fixture, tests, G_N_ELEMENTS (tests));
}
