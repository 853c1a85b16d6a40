/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Collectibles on a real chain: found by logs or by their number, and only believed when their
 * contract says so. */

#include <string.h>

#include "sending-fixture.h"

#include "sotto-call-data.h"
#include "sotto-hex.h"
#include "sotto-multicall.h"
#include "sotto-wallet-activity.h"
#include "sotto-wallet-assets.h"
#include "sotto-wallet-collectibles.h"
#include "sotto-wallet-error.h"

#define ME OTHER_ADDRESS_1

typedef struct
{
  SottoWalletAccount *me;
  guint8 contract[20];
} World;

static void
make_world (SendFixture *fixture, World *world, const char *contract)
{
  g_autoptr (GError) error = NULL;

  anvil_deploy (fixture->anvil, contract, world->contract);
  world->me = wallet_fixture_watch (&fixture->base, ME, "Me", &error);
  g_assert_no_error (error);
}

/* The node itself signs. */
static void
order (SendFixture *fixture, World *world, const char *signature, const char *to, guint64 number)
{
  g_autofree char *from = sotto_address_to_string (fixture->anvil->rich_address);
  g_autofree char *contract = sotto_address_to_string (world->contract);
  SottoCallData *call = sotto_call_data_new (signature);
  SottoU256 wide = sotto_u256_from_u64 (number);
  guint8 address[SOTTO_ADDRESS_LENGTH];
  g_autoptr (GBytes) data = NULL;
  g_autofree char *digits = NULL;
  g_autofree char *params = NULL;

  g_assert_true (sotto_address_parse (to, address, NULL));
  sotto_call_data_add_address (call, address);
  sotto_call_data_add_u256 (call, &wide);
  data = sotto_call_data_end (call);
  digits = sotto_hex_encode (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  params =
    g_strdup_printf ("[{\"from\":\"%s\",\"to\":\"%s\",\"gas\":\"0x186a0\",\"data\":\"0x%s\"}]",
                     from, contract, digits);
  anvil_order (fixture->anvil, "eth_sendTransaction", params);
}

static SottoWalletCollection *
read_collection (SendFixture *fixture, const guint8 *contract, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  FixtureWait wait = { NULL };

  sotto_wallet_read_collection_async (fixture->base.wallet, fixture->network, contract, NULL,
                                      fixture_ready_cb, &wait);
  result = sending_wait_for (fixture, &wait);
  return sotto_wallet_read_collection_finish (fixture->base.wallet, result, error);
}

static void
add (SendFixture *fixture, World *world, const SottoU256 *number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoWalletCollection) collection = read_collection (fixture, world->contract, &error);
  FixtureWait wait = { NULL };

  g_assert_no_error (error);
  sotto_wallet_add_collection_async (fixture->base.wallet, collection, number, NULL,
                                     fixture_ready_cb, &wait);
  sending_end_change (fixture, &wait);
}

static void
look (SendFixture *fixture, World *world)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) received = NULL;
  g_autoptr (GError) error = NULL;
  FixtureWait scan = { NULL };
  FixtureWait refresh = { NULL };

  sotto_wallet_scan_async (fixture->base.wallet, world->me, fixture->network, FALSE, NULL,
                           fixture_ready_cb, &scan);
  result = sending_wait_for (fixture, &scan);
  received = sotto_wallet_scan_finish (fixture->base.wallet, result, &error);
  g_assert_no_error (error);
  sotto_wallet_refresh_assets_async (fixture->base.wallet, world->me, fixture->network, NULL,
                                     fixture_ready_cb, &refresh);
  sending_end_change (fixture, &refresh);
}

static GPtrArray *
list (SendFixture *fixture, World *world)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL };
  GPtrArray *collections;

  sotto_wallet_list_collectibles_async (fixture->base.wallet, world->me, NULL, fixture_ready_cb,
                                        &wait);
  result = sending_wait_for (fixture, &wait);
  collections = sotto_wallet_list_collectibles_finish (fixture->base.wallet, result, &error);
  g_assert_no_error (error);
  return collections;
}

/* The numbers and amounts of the only collection. */
static void
assert_owned (SendFixture *fixture, World *world, const char *expected)
{
  g_autoptr (GPtrArray) collections = list (fixture, world);
  g_autoptr (GString) text = g_string_new (NULL);
  const SottoWalletCollection *collection;

  g_assert_cmpuint (collections->len, ==, 1);
  collection = g_ptr_array_index (collections, 0);
  for (guint i = 0; i < collection->owned->len; i++)
    {
      const SottoWalletCollectible *item =
        &g_array_index (collection->owned, SottoWalletCollectible, i);
      char number[SOTTO_U256_DECIMAL_SIZE];
      char amount[SOTTO_U256_DECIMAL_SIZE];

      sotto_u256_to_decimal (&item->number, number);
      sotto_u256_to_decimal (&item->amount, amount);
      g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "", number, amount);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_unique (SendFixture *fixture, gconstpointer data)
{
  World world;

  make_world (fixture, &world, "UniqueThings");
  order (fixture, &world, "give(address,uint256)", ME, 7);
  order (fixture, &world, "give(address,uint256)", OTHER_ADDRESS_0, 8);
  order (fixture, &world, "boast(address,uint256)", ME, 9);
  add (fixture, &world, NULL);
  assert_owned (fixture, &world, "");
  look (fixture, &world);
  assert_owned (fixture, &world, "7:1");

  sending_restart (fixture);
  world.me = sotto_wallet_get_account_by_id (
    fixture->base.wallet, sotto_wallet_account_get_id (wallet_fixture_get (&fixture->base, 2)));
  assert_owned (fixture, &world, "7:1");
  order (fixture, &world, "give(address,uint256)", ME, 10);
  order (fixture, &world, "give(address,uint256)", OTHER_ADDRESS_0, 7);
  look (fixture, &world);
  assert_owned (fixture, &world, "10:1");
  /* Destroyed: nobody's, and its contract refuses to say whose. */
  order (fixture, &world, "give(address,uint256)", "0x0000000000000000000000000000000000000000",
         10);
  look (fixture, &world);
  assert_owned (fixture, &world, "");
}

static void
test_several (SendFixture *fixture, gconstpointer data)
{
  World world;

  make_world (fixture, &world, "SeveralThings");
  order (fixture, &world, "give(address,uint256)", ME, 2);
  order (fixture, &world, "giveTwo(address,uint256)", ME, 4);
  add (fixture, &world, NULL);
  look (fixture, &world);
  assert_owned (fixture, &world, "2:3 4:1 5:2");
  order (fixture, &world, "giveTwo(address,uint256)", ME, 1);
  look (fixture, &world);
  assert_owned (fixture, &world, "1:1 2:5 4:1 5:2");
}

/* No log says it, as with what came long ago. */
static void
test_named (SendFixture *fixture, gconstpointer data)
{
  SottoU256 number = sotto_u256_from_u64 (7);
  g_autoptr (GPtrArray) collections = NULL;
  g_autoptr (GPtrArray) none = NULL;
  const SottoWalletCollection *collection;
  FixtureWait wait = { NULL };
  World world;

  make_world (fixture, &world, "UniqueThings");
  order (fixture, &world, "give(address,uint256)", ME, 7);
  add (fixture, &world, &number);
  sotto_wallet_refresh_assets_async (fixture->base.wallet, world.me, fixture->network, NULL,
                                     fixture_ready_cb, &wait);
  sending_end_change (fixture, &wait);
  assert_owned (fixture, &world, "7:1");

  collections = list (fixture, &world);
  collection = g_ptr_array_index (collections, 0);
  g_assert_cmpstr (collection->name, ==, "Odd Things");
  wait = (FixtureWait){ NULL };
  sotto_wallet_remove_collection_async (fixture->base.wallet, collection->id, NULL,
                                        fixture_ready_cb, &wait);
  sending_end_change (fixture, &wait);
  none = list (fixture, &world);
  g_assert_cmpuint (none->len, ==, 0);
  add (fixture, &world, NULL);
  assert_owned (fixture, &world, "");
}

static void
test_reading (SendFixture *fixture, gconstpointer data)
{
  static const char *const contracts[] = { "OrdinaryToken", "Everything" };
  guint8 nothing[20] = { 0xc0 };
  g_autoptr (GError) error = NULL;
  guint8 address[20];

  for (guint i = 0; i < G_N_ELEMENTS (contracts); i++)
    {
      anvil_deploy (fixture->anvil, contracts[i], address);
      g_assert_null (read_collection (fixture, address, &error));
      g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED);
      g_clear_error (&error);
    }
  g_assert_null (read_collection (fixture, nothing, &error));
  g_assert_error (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_REFUSED);
}

/* The same by one question for all. */
static void
test_together (SendFixture *fixture, gconstpointer data)
{
  anvil_place (fixture->anvil, "Multicall", sotto_multicall_get_address ());
  test_unique (fixture, data);
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
    TEST ("/chain/collectibles/unique", test_unique),
    TEST ("/chain/collectibles/several", test_several),
    TEST ("/chain/collectibles/named", test_named),
    TEST ("/chain/collectibles/reading", test_reading),
    TEST ("/chain/collectibles/together", test_together),
  };

  return anvil_run_fixtures (argc, argv, &fixture, tests, G_N_ELEMENTS (tests));
}
