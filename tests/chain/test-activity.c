/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the logs of a chain say that came and went: found once, in any portions, and forgotten when
 * the block is taken back. */

#include <string.h>

#include "sending-fixture.h"

#include "sotto-test-store.h"
#include "sotto-wallet-activity.h"
#include "sotto-wallet-lookout.h"
#include "sotto-wallet-private.h"

#define ME OTHER_ADDRESS_1
#define LOUD "0x0000000000000000000000000000000000010DD1"

typedef struct
{
  SottoWalletAccount *me;
  guint8 contract[20];
} World;

/* The first thing that the rich account does is the token. */
static void
make_world (SendFixture *fixture, World *world)
{
  g_autoptr (GError) error = NULL;

  anvil_deploy (fixture->anvil, "OrdinaryToken", world->contract);
  sending_add_token (fixture, world->contract);
  world->me = wallet_fixture_watch (&fixture->base, ME, "Me", &error);
  g_assert_no_error (error);
}

/* By another program: the node itself signs. */
static void
move (SendFixture *fixture, World *world, const char *to, guint64 amount)
{
  g_autofree char *from = sotto_address_to_string (fixture->anvil->rich_address);
  g_autofree char *contract = sotto_address_to_string (world->contract);
  g_autofree char *params =
    g_strdup_printf ("[{\"from\":\"%s\",\"to\":\"%s\",\"gas\":\"0x186a0\",\"data\":"
                     "\"0xa9059cbb000000000000000000000000%s%064" G_GINT64_MODIFIER "x\"}]",
                     from, contract, to + 2, amount);

  anvil_order (fixture->anvil, "eth_sendTransaction", params);
}

static guint
scan (SendFixture *fixture, SottoWalletAccount *account, gboolean further, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) received = NULL;
  FixtureWait wait = { NULL };

  sotto_wallet_scan_async (fixture->base.wallet, account, fixture->network, further, NULL,
                           fixture_ready_cb, &wait);
  result = sending_wait_for (fixture, &wait);
  received = sotto_wallet_scan_finish (fixture->base.wallet, result, error);
  return received != NULL ? received->len : G_MAXUINT;
}

static GArray *
list (SendFixture *fixture, SottoWalletAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };
  GArray *activity;

  sotto_wallet_list_activity_async (fixture->base.wallet, account, 100, NULL, fixture_ready_cb,
                                    &wait);
  result = sending_wait_for (fixture, &wait);
  activity = sotto_wallet_list_activity_finish (fixture->base.wallet, result, &error);
  g_assert_no_error (error);
  return activity;
}

/* The amounts, the newest first. */
static void
assert_list (SendFixture *fixture,
             SottoWalletAccount *account,
             SottoWalletDirection direction,
             const char *expected)
{
  g_autoptr (GArray) activity = list (fixture, account);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < activity->len; i++)
    {
      const SottoWalletActivity *item = &g_array_index (activity, SottoWalletActivity, i);
      char amount[SOTTO_U256_DECIMAL_SIZE];

      g_assert_cmpint (item->direction, ==, direction);
      g_assert_cmpint (item->time_ms, >, 0);
      sotto_u256_to_decimal (&item->amount, amount);
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", amount);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_received (SendFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  World world;

  make_world (fixture, &world);
  move (fixture, &world, ME, 5);
  /* Nothing that is moved, and what is for others. */
  move (fixture, &world, ME, 0);
  move (fixture, &world, OTHER_ADDRESS_0, 7);
  g_assert_cmpuint (scan (fixture, world.me, FALSE, &error), ==, 0);
  g_assert_no_error (error);
  assert_list (fixture, world.me, SOTTO_WALLET_DIRECTION_IN, "5");

  move (fixture, &world, ME, 6);
  anvil_order (fixture->anvil, "anvil_mine", "[\"0x64\"]");
  move (fixture, &world, ME, 8);
  g_assert_cmpuint (scan (fixture, world.me, FALSE, &error), ==, 2);
  g_assert_cmpuint (scan (fixture, world.me, FALSE, &error), ==, 0);
  g_assert_no_error (error);
  sending_restart (fixture);
  world.me = sotto_wallet_get_account_by_id (
    fixture->base.wallet, sotto_wallet_account_get_id (wallet_fixture_get (&fixture->base, 2)));
  assert_list (fixture, world.me, SOTTO_WALLET_DIRECTION_IN, "8 6 5");
  g_assert_cmpuint (scan (fixture, world.me, FALSE, &error), ==, 0);

  /* The other side of it was sent by another program. */
  g_assert_cmpuint (scan (fixture, fixture->account, FALSE, &error), ==, 0);
  g_assert_no_error (error);
  assert_list (fixture, fixture->account, SOTTO_WALLET_DIRECTION_OUT, "8 6 5");
}

/* What this wallet sent is a transaction of its own, and not told of twice. */
static void
test_own (SendFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletReview) agreed = NULL;
  SottoWalletOrder order;
  World world;

  make_world (fixture, &world);
  order = sending_order_ether (fixture, 11);
  order.token = sotto_wallet_find_token (fixture->base.wallet, ANVIL_CHAIN, world.contract);
  memcpy (order.recipient, sotto_wallet_account_get_address_bytes (world.me),
          sizeof order.recipient);
  agreed = sending_review (fixture, &order, &error);
  g_assert_no_error (error);
  sending_watch_until (fixture, sending_send_review (fixture, agreed, NULL, &error),
                       SOTTO_WALLET_TRANSACTION_MINED);
  scan (fixture, fixture->account, FALSE, &error);
  scan (fixture, world.me, FALSE, &error);
  g_assert_no_error (error);
  assert_list (fixture, fixture->account, SOTTO_WALLET_DIRECTION_IN, "");
  assert_list (fixture, world.me, SOTTO_WALLET_DIRECTION_IN, "11");
}

/* As many blocks at once as the endpoint answers, up to all. */
static void
test_portions (SendFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  World world;

  make_world (fixture, &world);
  for (guint i = 1; i <= 45; i++)
    move (fixture, &world, ME, i);
  fixture->proxy->kind = FAULT_NARROW;
  g_assert_cmpuint (scan (fixture, world.me, FALSE, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_cmpuint (list (fixture, world.me)->len, ==, 45);
  fixture->proxy->kind = FAULT_DEAD;
  g_assert_cmpuint (scan (fixture, world.me, FALSE, &error), ==, G_MAXUINT);
  g_assert_nonnull (error);
  g_assert_cmpuint (list (fixture, world.me)->len, ==, 45);
}

/* As it is on a chain with more blocks than the first look goes through. */
static void
forget_beginning (SendFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  sotto_test_store_execute (fixture->base.wallet->store,
                            "UPDATE wallet_scans SET from_block = 4;"
                            "DELETE FROM wallet_activity WHERE block < 4",
                            &error);
  g_assert_no_error (error);
}

static void
test_further (SendFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  World world;

  make_world (fixture, &world);
  move (fixture, &world, ME, 3);
  anvil_order (fixture->anvil, "anvil_mine", "[\"0x3\"]");
  move (fixture, &world, ME, 4);
  scan (fixture, world.me, FALSE, &error);
  forget_beginning (fixture);
  g_assert_cmpuint (scan (fixture, world.me, FALSE, &error), ==, 0);
  assert_list (fixture, world.me, SOTTO_WALLET_DIRECTION_IN, "4");
  g_assert_cmpuint (scan (fixture, world.me, TRUE, &error), ==, 0);
  g_assert_no_error (error);
  assert_list (fixture, world.me, SOTTO_WALLET_DIRECTION_IN, "4 3");
  g_assert_cmpuint (scan (fixture, world.me, TRUE, &error), ==, 0);
  g_assert_no_error (error);
}

static void
test_taken_back (SendFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  World world;

  make_world (fixture, &world);
  move (fixture, &world, ME, 3);
  move (fixture, &world, ME, 4);
  scan (fixture, world.me, FALSE, &error);
  assert_list (fixture, world.me, SOTTO_WALLET_DIRECTION_IN, "4 3");
  anvil_order (fixture->anvil, "anvil_reorg", "[1,[]]");
  anvil_order (fixture->anvil, "evm_setAutomine", "[false]");
  g_assert_cmpuint (scan (fixture, world.me, FALSE, &error), ==, 0);
  g_assert_no_error (error);
  assert_list (fixture, world.me, SOTTO_WALLET_DIRECTION_IN, "3");
}

/* A log that is longer than what we read, about us, from a contract that anybody can make. */
static void
write_long_log (SendFixture *fixture)
{
  g_autofree char *from = sotto_address_to_string (fixture->anvil->rich_address);
  g_autofree char *code = g_strdup_printf (
    "[\"%s\",\"0x73%s33"
    "7fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef63001000016000a300\"]",
    LOUD, ME + 2);
  g_autofree char *call =
    g_strdup_printf ("[{\"from\":\"%s\",\"to\":\"%s\",\"gas\":\"0xf00000\"}]", from, LOUD);

  anvil_order (fixture->anvil, "anvil_setCode", code);
  anvil_order (fixture->anvil, "eth_sendTransaction", call);
}

static void
test_loud (SendFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  World world;

  make_world (fixture, &world);
  move (fixture, &world, ME, 3);
  write_long_log (fixture);
  move (fixture, &world, ME, 4);
  scan (fixture, world.me, FALSE, &error);
  g_assert_no_error (error);
  assert_list (fixture, world.me, SOTTO_WALLET_DIRECTION_IN, "4 3");
}

/* An endpoint that was wrong about the newest block once does not hide what comes. */
static void
test_ahead (SendFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  World world;

  make_world (fixture, &world);
  move (fixture, &world, ME, 3);
  scan (fixture, world.me, FALSE, &error);
  g_assert_no_error (error);
  fixture->proxy->kind = FAULT_AHEAD;
  scan (fixture, world.me, FALSE, &error);
  g_assert_no_error (error);
  fixture->proxy->kind = FAULT_NONE;
  move (fixture, &world, ME, 4);
  scan (fixture, world.me, FALSE, &error);
  g_assert_no_error (error);
  assert_list (fixture, world.me, SOTTO_WALLET_DIRECTION_IN, "4 3");
}

/* What a lookout told of, such as "ether 5": a coin and how much. */
static void
arrived_cb (SottoWalletLookout *lookout, const SottoWalletArrival *arrival, GString *told)
{
  char amount[SOTTO_U256_DECIMAL_SIZE];

  g_assert_true ((arrival->token == NULL) == (arrival->transaction == NULL));
  sotto_u256_to_decimal (&arrival->amount, amount);
  g_string_append_printf (
    told, "%s%s %s %s", told->len > 0 ? ", " : "", sotto_wallet_account_get_name (arrival->account),
    arrival->token != NULL ? sotto_wallet_token_get_symbol (arrival->token) : "coin", amount);
}

/* One round: each account once. */
static void
assert_told (SendFixture *fixture, SottoWalletLookout *lookout, GString *told, const char *expected)
{
  guint n_accounts = g_list_model_get_n_items (sotto_wallet_get_accounts (fixture->base.wallet));

  g_string_truncate (told, 0);
  for (guint i = 0; i < n_accounts; i++)
    {
      g_assert_true (sotto_wallet_lookout_look (lookout));
      g_assert_false (sotto_wallet_lookout_look (lookout));
      while (sotto_wallet_lookout_is_looking (lookout))
        sending_pass_time (fixture);
    }
  g_assert_cmpstr (told->str, ==, expected);
}

static void
give_ether (SendFixture *fixture, const char *wei)
{
  g_autofree char *params = g_strdup_printf ("[\"%s\",\"%s\"]", ME, wei);

  anvil_order (fixture->anvil, "anvil_setBalance", params);
  anvil_order (fixture->anvil, "anvil_mine", "[\"0x1\"]");
}

/* Each thing that comes is told of once: not what was there before, not what went away, not what
 * one's own accounts move among each other, not by an endpoint that fails. */
static void
test_lookout (SendFixture *fixture, gconstpointer data)
{
  g_autoptr (SottoWalletLookout) lookout = NULL;
  g_autoptr (GString) told = g_string_new (NULL);
  World world;

  make_world (fixture, &world);
  lookout = sotto_wallet_lookout_new (fixture->base.wallet, 0);
  g_signal_connect (lookout, "arrived", G_CALLBACK (arrived_cb), told);
  move (fixture, &world, ME, 5);
  give_ether (fixture, "0x10");
  assert_told (fixture, lookout, told, "");
  assert_told (fixture, lookout, told, "");

  give_ether (fixture, "0x17");
  assert_told (fixture, lookout, told, "Me coin 7");
  give_ether (fixture, "0x3");
  assert_told (fixture, lookout, told, "");
  fixture->proxy->kind = FAULT_DEAD;
  give_ether (fixture, "0x4");
  assert_told (fixture, lookout, told, "");
  fixture->proxy->kind = FAULT_NONE;
  /* Until it is asked again. */
  sotto_test_clock_advance (fixture->base.base.clock, 10 * 60 * 1000);
  assert_told (fixture, lookout, told, "Me coin 1");

  /* The rich account is one of ours. */
  move (fixture, &world, ME, 6);
  assert_told (fixture, lookout, told, "");
  sotto_wallet_lookout_stop (lookout);
}

/* From somebody else: a contract that makes them out of nothing counts as somebody. */
static void
test_lookout_token (SendFixture *fixture, gconstpointer data)
{
  g_autoptr (SottoWalletLookout) lookout = NULL;
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };
  World world;

  make_world (fixture, &world);
  sotto_wallet_remove_async (fixture->base.wallet, fixture->account, NULL, fixture_ready_cb, &wait);
  sending_end_change (fixture, &wait);
  lookout = sotto_wallet_lookout_new (fixture->base.wallet, 0);
  g_signal_connect (lookout, "arrived", G_CALLBACK (arrived_cb), told);
  move (fixture, &world, ME, 5);
  assert_told (fixture, lookout, told, "");
  move (fixture, &world, ME, 0);
  move (fixture, &world, ME, 6);
  assert_told (fixture, lookout, told, "Me TOK 6");
  assert_told (fixture, lookout, told, "");
  sotto_wallet_lookout_stop (lookout);
}

#define TEST(path, function)                                                                       \
  {                                                                                                \
    path, NULL, NULL, (GTestFixtureFunc) function                                                  \
  }

int
main (int argc, char **argv)
{
  static const AnvilFixture fixture = { sizeof (SendFixture), (GTestFixtureFunc) sending_set_up,
                                        (GTestFixtureFunc) sending_tear_down };
  static const AnvilTest tests[] = {
    TEST ("/chain/activity/received", test_received),
    TEST ("/chain/activity/own", test_own),
    TEST ("/chain/activity/portions", test_portions),
    TEST ("/chain/activity/further", test_further),
    TEST ("/chain/activity/taken-back", test_taken_back),
    TEST ("/chain/activity/loud", test_loud),
    TEST ("/chain/activity/ahead", test_ahead),
    TEST ("/chain/activity/lookout", test_lookout),
    TEST ("/chain/activity/lookout-token", test_lookout_token),
  };

  return anvil_run_fixtures (argc, argv, &fixture, tests, G_N_ELEMENTS (tests));
}
