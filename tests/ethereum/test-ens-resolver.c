/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking names up at an endpoint that says anything. What contracts really say is a matter of the
 * suite 'chain'. */

#include <string.h>

#include "fake-endpoint.h"

#include "sotto-chain-error.h"
#include "sotto-ens-resolver.h"
#include "sotto-ethereum-error.h"

#define CHAIN 1
#define STEP_MS 20

/* Words and what is made of them. */
#define W0 "0000000000000000000000000000000000000000000000000000000000000000"
#define W1 "0000000000000000000000000000000000000000000000000000000000000001"
#define W14 "0000000000000000000000000000000000000000000000000000000000000014"
#define W20 "0000000000000000000000000000000000000000000000000000000000000020"
#define W40 "0000000000000000000000000000000000000000000000000000000000000040"
#define W60 "0000000000000000000000000000000000000000000000000000000000000060"
#define W80 "0000000000000000000000000000000000000000000000000000000000000080"
#define W64 "0000000000000000000000000000000000000000000000000000000000000064"
#define A "1111111111111111111111111111111111111111"
#define WA "000000000000000000000000" A
#define WB "0000000000000000000000002222222222222222222222222222222222222222"
#define WBAD "0100000000000000000000001111111111111111111111111111111111111111"
#define UNIVERSAL(record) "=" W40 WB W20 record
#define NAMED(length, name) "=" W60 WB WB length name
#define ALICE "616c6963652e6574680000000000000000000000000000000000000000000000"
#define W9 "0000000000000000000000000000000000000000000000000000000000000009"

/* Half a point each: the generator of the curve. */
#define GX "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
#define GY "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"

/* Error (string): "not today" */
#define NOT_TODAY                                                                                  \
  "08c379a0" W20 W9 "6e6f7420746f6461790000000000000000000000000000000000000000000000"
#define NOT_FOUND "!77209fe8" W20 W0
#define MISMATCHED "!ef9c03ce" W40 W60 W0 W0
#define LOOKUP "!556f1830" WA

typedef struct
{
  SottoTestClock *clock;
  SottoChain *chain;
  FakeEndpoint *fake;
  SottoEnsResolver *resolver;
} World;

/* Takes @clock over. */
static void
world_init_at (World *world, const char *const *script, SottoTestClock *clock)
{
  g_autoptr (SottoRpcEndpoint) endpoint = NULL;

  world->clock = clock;
  world->chain = sotto_chain_new (CHAIN);
  world->fake = fake_endpoint_new (CHAIN);
  world->fake->manner = FAKE_SCRIPT;
  world->fake->script = script;
  endpoint = sotto_rpc_endpoint_new (world->fake->url, NULL, SOTTO_CLOCK (world->clock), NULL);
  sotto_chain_add_endpoint (world->chain, endpoint);
  world->resolver = sotto_ens_resolver_new (world->chain, SOTTO_CLOCK (world->clock));
}

static void
world_init (World *world, const char *const *script)
{
  world_init_at (world, script, sotto_test_clock_new ((gint64) 1584003600 * G_USEC_PER_SEC));
}

/* Everything that was to be asked for was. */
static void
world_clear (World *world)
{
  g_assert_null (world->fake->script[world->fake->n_played]);
  g_object_unref (world->resolver);
  g_object_unref (world->chain);
  fake_endpoint_free (world->fake);
  g_object_unref (world->clock);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
get_address (World *world, const char *name, guint32 coin, SottoEnsFlags flags, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint8 address[20] = { 0 };
  guint8 expected[20];

  sotto_ens_resolver_get_address_async (world->resolver, name, coin, flags, NULL, result_cb,
                                        &result);
  fake_endpoint_wait (world->clock, STEP_MS, &result);
  if (!sotto_ens_resolver_get_address_finish (world->resolver, result, address, error))
    return FALSE;
  memset (expected, 0x11, sizeof expected);
  g_assert_cmpmem (address, sizeof address, expected, sizeof expected);

  return TRUE;
}

static char *
get_name (World *world, SottoEnsFlags flags, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint8 address[20];

  memset (address, 0x11, sizeof address);
  sotto_ens_resolver_get_name_async (world->resolver, address, flags, NULL, result_cb, &result);
  fake_endpoint_wait (world->clock, STEP_MS, &result);

  return sotto_ens_resolver_get_name_finish (world->resolver, result, error);
}

typedef struct
{
  const char *what;
  const char *script[7];
  int code;         /* of SOTTO_ENS_ERROR; -1 for an answer, -2 for one that makes no sense */
  const char *says; /* part of the message */
} Row;

static void
check_end (const Row *row, gboolean is_answered, const GError *error)
{
  g_test_message ("%s", row->what);
  if (row->code == -1)
    {
      g_assert_no_error (error);
      g_assert_true (is_answered);
      return;
    }
  g_assert_false (is_answered);
  if (row->code == -2)
    g_assert_error (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_MALFORMED);
  else
    g_assert_error (error, SOTTO_ENS_ERROR, row->code);
  if (row->says != NULL)
    g_assert_nonnull (strstr (error->message, row->says));
}

static void
test_addresses (void)
{
  static const Row rows[] = {
    { "the universal resolver knows", { UNIVERSAL (WA) }, -1, NULL },
    { "zero is nowhere", { UNIVERSAL (W0) }, SOTTO_ENS_ERROR_NOT_SET, NULL },
    { "nothing is nowhere", { "=" W40 WB W0 }, SOTTO_ENS_ERROR_NOT_SET, NULL },
    { "no address", { UNIVERSAL (WBAD) }, SOTTO_ENS_ERROR_NOT_SET, NULL },
    { "no answer", { "=ff" }, -2, NULL },
    { "an answer that ends early", { "=" W40 WB W20 }, -2, NULL },
    { "ResolverNotFound", { NOT_FOUND }, SOTTO_ENS_ERROR_NO_NAME, "no such name" },
    { "ResolverNotContract", { "!1e9535f2" W40 WA W0 }, SOTTO_ENS_ERROR_BROKEN, NULL },
    { "UnsupportedResolverProfile", { "!7b1c461b" W0 }, SOTTO_ENS_ERROR_NOT_SET, NULL },
    { "ResolverError with a reason",
      { "!95c0c752" W20 W64 NOT_TODAY "00000000000000000000000000000000000000000000000000000000" },
      SOTTO_ENS_ERROR_BROKEN,
      "not today" },
    { "ResolverError without", { "!95c0c752" W20 W0 }, SOTTO_ENS_ERROR_BROKEN, NULL },
    { "ResolverError that is damaged", { "!95c0c752" W20 }, SOTTO_ENS_ERROR_BROKEN, NULL },
    { "HttpError", { "!01800152" W1 W40 W0 }, SOTTO_ENS_ERROR_OUTSIDE_FAILED, NULL },
    { "OffchainLookup, which is off", { LOOKUP }, SOTTO_ENS_ERROR_OUTSIDE_OFF, "switched off" },
    { "an old resolver", { "=", "=" WB, "=" W0, "!", "=" WA }, -1, NULL },
    { "another reason", { "!12345678", "=" WB, "=" W0, "=" W0, "=" WA }, -1, NULL },
    { "an old resolver of nothing",
      { "=", "=" WB, "=" W0, "!", "=" W0 },
      SOTTO_ENS_ERROR_NOT_SET,
      NULL },
    { "a parent's, for all below", { "=", "=" W0, "=" WB, "=" W1, "=" W20 W20 WA }, -1, NULL },
    { "a parent's, for itself", { "=", "=" W0, "=" WB, "=" W0 }, SOTTO_ENS_ERROR_NO_NAME, NULL },
    { "neither yes nor no", { "=", "=" W0, "=" WB, "=" WA }, SOTTO_ENS_ERROR_NO_NAME, NULL },
    { "a wide one that is damaged",
      { "=", "=" W0, "=" WB, "=" W1, "=" WA },
      SOTTO_ENS_ERROR_BROKEN,
      NULL },
    { "nobody", { "!", "=" W0, "=" W0 }, SOTTO_ENS_ERROR_NO_NAME, NULL },
    { "no registry", { "=", "=", "=" }, SOTTO_ENS_ERROR_NO_NAME, NULL },
    { "no contract", { "=", "=" WB, "=" W0, "=", "=" }, SOTTO_ENS_ERROR_BROKEN, NULL },
    { "one that refuses",
      { "=", "=" WB, "=" W0, "=", "!" NOT_TODAY },
      SOTTO_ENS_ERROR_BROKEN,
      "not today" },
    { "one that wants a server",
      { "=", "=" WB, "=" W0, "=", LOOKUP },
      SOTTO_ENS_ERROR_OUTSIDE_OFF,
      NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      World world;
      gboolean is_answered;

      world_init (&world, rows[i].script);
      is_answered = get_address (&world, "Alice.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, &error);
      check_end (&rows[i], is_answered, error);
      world_clear (&world);
    }
}

/* Addresses of other networks are bytes, and each is looked up for itself. */
static void
test_coins (void)
{
  static const char *const script[] = {
    "=" W40 WB W60 W20 W14 A "000000000000000000000000",
    UNIVERSAL (W0),
    "=" W40 WB W40 W20 W0,
    NULL,
  };
  g_autoptr (GError) error = NULL;
  World world;

  world_init (&world, script);
  g_assert_true (get_address (&world, "a.eth", SOTTO_ENS_COIN_CHAIN (10), SOTTO_ENS_NONE, NULL));
  g_assert_false (get_address (&world, "a.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, NULL));
  g_assert_false (
    get_address (&world, "a.eth", SOTTO_ENS_COIN_CHAIN (8453), SOTTO_ENS_NONE, &error));
  g_assert_error (error, SOTTO_ENS_ERROR, SOTTO_ENS_ERROR_NOT_SET);
  world_clear (&world);
}

/* Nobody is asked about what is no name. */
static void
test_no_names (void)
{
  static const char *const names[] = { "", "a..eth",
                                       "b\xc3\xbc"
                                       "cher.eth",
                                       "xn--a.eth", "a b.eth" };
  static const char *const script[] = { NULL };
  World world;

  world_init (&world, script);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (get_address (&world, names[i], SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, &error));
      g_assert_true (error->domain == SOTTO_ETHEREUM_ERROR);
    }
  g_assert_cmpuint (world.fake->n_requests, ==, 0);
  world_clear (&world);
}

static void
test_content (void)
{
  static const char *const script[] = {
    "=" W40 WB W80 W20 "0000000000000000000000000000000000000000000000000000000000000026"
    "e30101701220000102030405060708090a0b0c0d0e0f10111213141516171819"
    "1a1b1c1d1e1f0000000000000000000000000000000000000000000000000000",
    "=" W40 WB W40 W20 W0,
    "=" W40 WB W60 W20 W1 "ff00000000000000000000000000000000000000000000000000000000000000",
    NULL,
  };
  static const char *const names[] = { "a.eth", "b.eth", "c.eth" };
  World world;

  world_init (&world, script);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      SottoContentHash content;
      gboolean is_there;

      sotto_ens_resolver_get_content_async (world.resolver, names[i], SOTTO_ENS_NONE, NULL,
                                            result_cb, &result);
      fake_endpoint_wait (world.clock, STEP_MS, &result);
      is_there = sotto_ens_resolver_get_content_finish (world.resolver, result, &content, &error);
      g_assert_cmpint (is_there, ==, i == 0);
      if (i == 0)
        g_assert_cmpint (content.protocol, ==, SOTTO_CONTENT_IPFS);
      else if (i == 1)
        g_assert_error (error, SOTTO_ENS_ERROR, SOTTO_ENS_ERROR_NOT_SET);
      else
        g_assert_true (error->domain == SOTTO_ETHEREUM_ERROR);
    }
  world_clear (&world);
}

/* A key has to be one. */
static void
test_keys (void)
{
  static const char *const script[] = { "=" W40 WB W40 GX GY, "=" W40 WB W40 GX GX,
                                        "=" W40 WB W40 W0 W0, NULL };
  static const char *const names[] = { "a.stateofus.eth", "b.stateofus.eth", "c.stateofus.eth" };
  World world;

  world_init (&world, script);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      SottoPublicKey key;
      gboolean is_there;

      sotto_ens_resolver_get_key_async (world.resolver, names[i], SOTTO_ENS_NONE, NULL, result_cb,
                                        &result);
      fake_endpoint_wait (world.clock, STEP_MS, &result);
      is_there = sotto_ens_resolver_get_key_finish (world.resolver, result, &key, &error);
      g_assert_cmpint (is_there, ==, i == 0);
      if (i > 0)
        g_assert_error (error, SOTTO_ENS_ERROR, SOTTO_ENS_ERROR_NOT_SET);
    }
  world_clear (&world);
}

/* What an address calls itself counts if the name leads back. */
static void
test_names (void)
{
  static const Row rows[] = {
    { "universal", { NAMED (W9, ALICE), UNIVERSAL (WA) }, -1, NULL },
    { "somebody else's name",
      { NAMED (W9, ALICE), UNIVERSAL (WB) },
      SOTTO_ENS_ERROR_MISMATCH,
      NULL },
    { "a name of nobody", { NAMED (W9, ALICE), NOT_FOUND }, SOTTO_ENS_ERROR_MISMATCH, NULL },
    { "a name of nowhere", { NAMED (W9, ALICE), UNIVERSAL (W0) }, SOTTO_ENS_ERROR_MISMATCH, NULL },
    { "a name that only a server knows",
      { NAMED (W9, ALICE), LOOKUP },
      SOTTO_ENS_ERROR_OUTSIDE_OFF,
      NULL },
    { "an answer that makes no sense", { NAMED (W9, ALICE), "=ff" }, -2, NULL },
    { "ReverseAddressMismatch", { MISMATCHED }, SOTTO_ENS_ERROR_MISMATCH, NULL },
    { "not as it is hashed",
      { NAMED (W9, "416c6963652e6574680000000000000000000000000000000000000000000000") },
      SOTTO_ENS_ERROR_NOT_SET,
      NULL },
    { "nameless", { NAMED (W0, "") }, SOTTO_ENS_ERROR_NOT_SET, NULL },
    { "no answer", { "=ff" }, SOTTO_ENS_ERROR_NOT_SET, NULL },
    { "the old way",
      { "=", "=" WB, "=" W0, "=" W0, "=", "=" W20 W9 ALICE, UNIVERSAL (WA) },
      -1,
      NULL },
    { "the old way, of nobody", { "=", "=" W0, "=" W0, "=" W0 }, SOTTO_ENS_ERROR_NO_NAME, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *script[G_N_ELEMENTS (rows[i].script) + 1] = { NULL };
      g_autoptr (GError) error = NULL;
      g_autofree char *name = NULL;
      World world;

      memcpy (script, rows[i].script, sizeof rows[i].script);
      world_init (&world, script);
      name = get_name (&world, SOTTO_ENS_NONE, &error);
      check_end (&rows[i], name != NULL, error);
      if (name != NULL)
        g_assert_cmpstr (name, ==, "alice.eth");
      world_clear (&world);
    }
}

static void
pass_seconds (World *world, guint seconds)
{
  sotto_test_clock_advance (world->clock, (guint64) seconds * 1000);
}

/* Each kind of answer is kept for its time, and what is signed never comes from there. */
static void
test_kept (void)
{
  static const char *const script[] = {
    UNIVERSAL (WA), /* first */
    UNIVERSAL (WA), /* an hour later */
    UNIVERSAL (W0), /* for signing */
    UNIVERSAL (WA), /* ten minutes later */
    LOOKUP,         /* nothing that would last */
    UNIVERSAL (WA), NULL,
  };
  const guint32 coin = SOTTO_ENS_COIN_ETHER;
  World world;

  world_init (&world, script);
  g_assert_true (get_address (&world, "a.eth", coin, SOTTO_ENS_NONE, NULL));
  pass_seconds (&world, SOTTO_ENS_KEEP_FORWARD - 60);
  g_assert_true (get_address (&world, "A.eth", coin, SOTTO_ENS_NONE, NULL));
  g_assert_cmpuint (world.fake->n_played, ==, 1);
  pass_seconds (&world, 60);
  g_assert_true (get_address (&world, "a.eth", coin, SOTTO_ENS_NONE, NULL));
  g_assert_cmpuint (world.fake->n_played, ==, 2);

  g_assert_false (get_address (&world, "a.eth", coin, SOTTO_ENS_FRESH, NULL));
  pass_seconds (&world, SOTTO_ENS_KEEP_NEGATIVE - 60);
  g_assert_false (get_address (&world, "a.eth", coin, SOTTO_ENS_NONE, NULL));
  g_assert_cmpuint (world.fake->n_played, ==, 3);
  pass_seconds (&world, 60);
  g_assert_true (get_address (&world, "a.eth", coin, SOTTO_ENS_NONE, NULL));
  g_assert_cmpuint (world.fake->n_played, ==, 4);

  sotto_ens_resolver_forget (world.resolver);
  g_assert_false (get_address (&world, "a.eth", coin, SOTTO_ENS_NONE, NULL));
  g_assert_true (get_address (&world, "a.eth", coin, SOTTO_ENS_NONE, NULL));
  world_clear (&world);
}

static void
test_kept_names (void)
{
  static const char *const script[] = {
    NAMED (W9, ALICE),
    UNIVERSAL (WA), /* first */
    NAMED (W9, ALICE),
    UNIVERSAL (WA), /* for signing */
    NAMED (W9, ALICE),
    UNIVERSAL (WB), /* a day later */
    NULL,
  };
  World world;
  g_autofree char *first = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *fresh = NULL;

  world_init (&world, script);
  first = get_name (&world, SOTTO_ENS_NONE, NULL);
  pass_seconds (&world, SOTTO_ENS_KEEP_REVERSE - 60);
  kept = get_name (&world, SOTTO_ENS_NONE, NULL);
  g_assert_cmpstr (first, ==, "alice.eth");
  g_assert_cmpstr (kept, ==, "alice.eth");
  g_assert_cmpuint (world.fake->n_played, ==, 2);
  fresh = get_name (&world, SOTTO_ENS_FRESH, NULL);
  g_assert_cmpstr (fresh, ==, "alice.eth");
  pass_seconds (&world, SOTTO_ENS_KEEP_REVERSE);
  g_assert_null (get_name (&world, SOTTO_ENS_NONE, NULL));
  world_clear (&world);
}

/* An endpoint that fails says nothing about names, and ends nothing for longer. */
static void
test_unreachable (void)
{
  static const char *const script[] = { UNIVERSAL (WA), NULL };
  g_autoptr (GError) error = NULL;
  World world;

  world_init (&world, script);
  world.fake->manner = FAKE_BROKEN;
  g_assert_false (get_address (&world, "a.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, &error));
  g_assert_error (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_UNREACHABLE);
  world.fake->manner = FAKE_SCRIPT;
  g_assert_true (get_address (&world, "a.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, NULL));
  world_clear (&world);
}

static void
test_cancelled (void)
{
  static const char *const script[] = { NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint8 address[20];
  World world;

  world_init (&world, script);
  world.fake->manner = FAKE_SILENT;
  sotto_ens_resolver_get_address_async (world.resolver, "a.eth", SOTTO_ENS_COIN_ETHER,
                                        SOTTO_ENS_NONE, cancellable, result_cb, &result);
  while (world.fake->n_requests == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  fake_endpoint_wait (world.clock, STEP_MS, &result);
  g_assert_false (sotto_ens_resolver_get_address_finish (world.resolver, result, address, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  world_clear (&world);
}

/* What one chain says is not what another one said, not even if it says so later. */
static void
test_other_chain (void)
{
  static const char *const script[] = { UNIVERSAL (WA), NULL };
  static const char *const other_script[] = { UNIVERSAL (WA), UNIVERSAL (WA), NULL };
  g_autoptr (GAsyncResult) result = NULL;
  guint8 address[20];
  World world;
  World other;

  world_init (&world, script);
  world_init_at (&other, other_script, g_object_ref (world.clock));
  sotto_ens_resolver_get_address_async (world.resolver, "a.eth", SOTTO_ENS_COIN_ETHER,
                                        SOTTO_ENS_NONE, NULL, result_cb, &result);
  sotto_ens_resolver_set_chain (world.resolver, other.chain);
  fake_endpoint_wait (world.clock, STEP_MS, &result);
  g_assert_true (sotto_ens_resolver_get_address_finish (world.resolver, result, address, NULL));
  g_assert_true (get_address (&world, "a.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, NULL));
  g_assert_true (get_address (&world, "a.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, NULL));
  g_assert_cmpuint (other.fake->n_played, ==, 1);

  sotto_ens_resolver_set_chain (world.resolver, other.chain);
  g_assert_true (get_address (&world, "a.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, NULL));
  g_assert_cmpuint (other.fake->n_played, ==, 1);
  sotto_ens_resolver_forget (world.resolver);
  g_assert_true (get_address (&world, "a.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, NULL));
  world_clear (&world);
  world_clear (&other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/ens-resolver/addresses", test_addresses);
  g_test_add_func ("/ethereum/ens-resolver/coins", test_coins);
  g_test_add_func ("/ethereum/ens-resolver/no-names", test_no_names);
  g_test_add_func ("/ethereum/ens-resolver/content", test_content);
  g_test_add_func ("/ethereum/ens-resolver/keys", test_keys);
  g_test_add_func ("/ethereum/ens-resolver/names", test_names);
  g_test_add_func ("/ethereum/ens-resolver/kept", test_kept);
  g_test_add_func ("/ethereum/ens-resolver/kept-names", test_kept_names);
  g_test_add_func ("/ethereum/ens-resolver/other-chain", test_other_chain);
  g_test_add_func ("/ethereum/ens-resolver/unreachable", test_unreachable);
  g_test_add_func ("/ethereum/ens-resolver/cancelled", test_cancelled);

  return g_test_run ();
}
