/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asking endpoints that are honest, and others: on loopback, under the test's clock. */

#include <string.h>

#include "fake-endpoint.h"

#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"
#include "sotto-chain-questions.h"
#include "sotto-chain.h"
#include "sotto-ethereum-error.h"

#define CHAIN 10
#define STEP_MS 20
#define MAX_ENDPOINTS 3

typedef struct
{
  SottoTestClock *clock;
  SottoChain *chain;
  FakeEndpoint *fakes[MAX_ENDPOINTS];
  SottoRpcEndpoint *endpoints[MAX_ENDPOINTS];
  guint n;
} World;

static void
world_init (World *world, guint n)
{
  *world = (World){ .n = n };
  world->clock = sotto_test_clock_new ((gint64) 1584003600 * G_USEC_PER_SEC);
  world->chain = sotto_chain_new (CHAIN);
  for (guint i = 0; i < n; i++)
    {
      world->fakes[i] = fake_endpoint_new (CHAIN);
      world->endpoints[i] =
        sotto_rpc_endpoint_new (world->fakes[i]->url, NULL, SOTTO_CLOCK (world->clock), NULL);
      g_assert_nonnull (world->endpoints[i]);
      sotto_chain_add_endpoint (world->chain, world->endpoints[i]);
    }
}

static void
world_clear (World *world)
{
  g_object_unref (world->chain);
  for (guint i = 0; i < world->n; i++)
    {
      g_object_unref (world->endpoints[i]);
      fake_endpoint_free (world->fakes[i]);
    }
  g_object_unref (world->clock);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* (transfer full) (nullable): waits, and lets time pass, faster than outside. */
static GPtrArray *
ask (World *world, const SottoRpcCall *calls, guint n, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sotto_chain_call_async (world->chain, calls, n, NULL, result_cb, &result);
  fake_endpoint_wait (world->clock, STEP_MS, &result);

  return sotto_chain_call_finish (world->chain, result, error);
}

static GPtrArray *
ask_one (World *world, SottoRpcCall call, GError **error)
{
  GPtrArray *answers = ask (world, &call, 1, error);

  sotto_rpc_call_clear (&call);

  return answers;
}

static void
assert_number (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = ask_one (world, sotto_chain_ask_block_number (), &error);
  guint64 number;

  g_assert_no_error (error);
  g_assert_true (sotto_chain_read_u64 (answers->pdata[0], &number, &error));
  g_assert_cmpuint (number, ==, 42);
}

static void
assert_fails (World *world, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = ask_one (world, sotto_chain_ask_block_number (), &error);

  g_assert_null (answers);
  g_assert_error (error, SOTTO_CHAIN_ERROR, code);
  /* The address holds a key. */
  g_assert_null (strstr (error->message, "secret"));
  g_assert_null (strstr (error->message, "127.0.0.1"));
}

static void
test_honest (void)
{
  World world;

  world_init (&world, 2);
  assert_number (&world);
  assert_number (&world);
  g_assert_cmpuint (fake_endpoint_count (world.fakes[0], "eth_chainId"), ==, 1);
  g_assert_cmpuint (world.fakes[0]->n_requests, ==, 3);
  g_assert_cmpuint (world.fakes[1]->n_requests, ==, 0);
  world_clear (&world);
}

/* Whatever the endpoint does with a list, each question has its answer. */
static void
test_batches (void)
{
  static const struct
  {
    FakeManner manner;
    guint n_requests;
  } cases[] = {
    { FAKE_HONEST, 2 },
    { FAKE_REVERSED, 2 },
    { FAKE_FORGETFUL, 3 },
    { FAKE_NO_BATCHES, 5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      World world;
      SottoRpcCall calls[3];
      g_autoptr (GPtrArray) answers = NULL;
      g_autoptr (GError) error = NULL;

      world_init (&world, 1);
      world.fakes[0]->manner = cases[i].manner;
      for (gsize j = 0; j < G_N_ELEMENTS (calls); j++)
        calls[j] = sotto_chain_ask_block_number ();
      answers = ask (&world, calls, G_N_ELEMENTS (calls), &error);
      g_assert_no_error (error);
      g_assert_cmpuint (answers->len, ==, G_N_ELEMENTS (calls));
      for (guint j = 0; j < answers->len; j++)
        {
          guint64 number;

          g_assert_true (sotto_chain_read_u64 (answers->pdata[j], &number, &error));
          sotto_rpc_call_clear (&calls[j]);
        }
      g_assert_cmpuint (world.fakes[0]->n_requests, ==, cases[i].n_requests);
      world_clear (&world);
    }
}

/* More questions than a request holds. */
static void
test_many (void)
{
  World world;
  SottoRpcCall calls[120];
  g_autoptr (GPtrArray) answers = NULL;

  world_init (&world, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    calls[i] = sotto_chain_ask_gas_price ();
  answers = ask (&world, calls, G_N_ELEMENTS (calls), NULL);
  g_assert_nonnull (answers);
  for (guint i = 0; i < answers->len; i++)
    {
      g_assert_nonnull (((SottoRpcAnswer *) answers->pdata[i])->result);
      sotto_rpc_call_clear (&calls[i]);
    }
  g_assert_cmpuint (world.fakes[0]->n_requests, ==, 4);
  world_clear (&world);
}

/* With one endpoint the error is told, with two the other is asked. */
static void
test_failing (void)
{
  static const struct
  {
    FakeManner manner;
    int code;
  } cases[] = {
    { FAKE_BUSY, SOTTO_CHAIN_ERROR_RATE },          { FAKE_BROKEN, SOTTO_CHAIN_ERROR_UNREACHABLE },
    { FAKE_DENYING, SOTTO_CHAIN_ERROR_DENIED },     { FAKE_PAGE, SOTTO_CHAIN_ERROR_MALFORMED },
    { FAKE_SILENT, SOTTO_CHAIN_ERROR_UNREACHABLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      World alone;
      World two;

      world_init (&alone, 1);
      alone.fakes[0]->manner = cases[i].manner;
      assert_fails (&alone, cases[i].code);
      world_clear (&alone);

      world_init (&two, 2);
      two.fakes[0]->manner = cases[i].manner;
      assert_number (&two);
      g_assert_cmpuint (two.fakes[1]->n_requests, ==, 2);
      world_clear (&two);
    }
}

static void
test_endless (void)
{
  World world;

  world_init (&world, 1);
  assert_number (&world);
  world.fakes[0]->manner = FAKE_ENDLESS;
  assert_fails (&world, SOTTO_CHAIN_ERROR_RANGE);
  world_clear (&world);
}

static void
test_elsewhere (void)
{
  World world;

  world_init (&world, 1);
  world.fakes[0]->manner = FAKE_ELSEWHERE;
  assert_fails (&world, SOTTO_CHAIN_ERROR_REJECTED);
  world_clear (&world);
}

static void
test_wrong_chain (void)
{
  World world;

  world_init (&world, 2);
  world.fakes[0]->chain_id = 1;
  assert_number (&world);
  assert_number (&world);
  g_assert_cmpuint (world.fakes[0]->n_requests, ==, 1);
  g_assert_cmpuint (fake_endpoint_count (world.fakes[0], "eth_blockNumber"), ==, 0);
  world_clear (&world);

  world_init (&world, 1);
  world.fakes[0]->chain_id = 1;
  assert_fails (&world, SOTTO_CHAIN_ERROR_WRONG_CHAIN);
  assert_fails (&world, SOTTO_CHAIN_ERROR_WRONG_CHAIN);
  g_assert_cmpuint (world.fakes[0]->n_requests, ==, 1);
  world_clear (&world);
}

/* Who was away is asked again which chain it is. */
static void
test_changed_chain (void)
{
  World world;

  world_init (&world, 1);
  assert_number (&world);
  world.fakes[0]->manner = FAKE_BROKEN;
  assert_fails (&world, SOTTO_CHAIN_ERROR_UNREACHABLE);
  world.fakes[0]->manner = FAKE_HONEST;
  world.fakes[0]->chain_id = 11;
  assert_fails (&world, SOTTO_CHAIN_ERROR_WRONG_CHAIN);
  world_clear (&world);
}

/* After three failures it is left alone for a while. */
static void
test_pause (void)
{
  World world;
  guint n;

  world_init (&world, 1);
  world.fakes[0]->manner = FAKE_BROKEN;
  for (guint i = 0; i < 3; i++)
    assert_fails (&world, SOTTO_CHAIN_ERROR_UNREACHABLE);
  n = world.fakes[0]->n_requests;
  world.fakes[0]->manner = FAKE_HONEST;
  assert_fails (&world, SOTTO_CHAIN_ERROR_UNREACHABLE);
  g_assert_cmpuint (world.fakes[0]->n_requests, ==, n);
  sotto_test_clock_advance (world.clock, 31 * 1000);
  assert_number (&world);
  world_clear (&world);
}

/* A transaction that may have arrived is not sent to anybody else. */
static void
test_send_once (void)
{
  World world;
  g_autoptr (GBytes) raw = g_bytes_new_static ("\x02\xc0", 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = NULL;

  world_init (&world, 2);
  assert_number (&world);
  world.fakes[0]->manner = FAKE_BROKEN;
  answers = ask_one (&world, sotto_chain_ask_send (raw), &error);
  g_assert_null (answers);
  g_assert_error (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_UNREACHABLE);
  g_assert_cmpuint (world.fakes[1]->n_requests, ==, 0);
  world_clear (&world);
}

static void
test_no_endpoint (void)
{
  World world;

  world_init (&world, 0);
  assert_fails (&world, SOTTO_CHAIN_ERROR_UNREACHABLE);
  world_clear (&world);
}

static void
test_cancelled (void)
{
  World world;
  SottoRpcCall call = sotto_chain_ask_block_number ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (GError) error = NULL;

  world_init (&world, 1);
  world.fakes[0]->manner = FAKE_SILENT;
  sotto_chain_call_async (world.chain, &call, 1, cancellable, result_cb, &result);
  while (world.fakes[0]->n_requests == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answers = sotto_chain_call_finish (world.chain, result, &error);
  g_assert_null (answers);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sotto_rpc_call_clear (&call);
  world_clear (&world);
}

/* What errors mean, as programs of the field write them. */
static void
test_meanings (void)
{
  static const struct
  {
    const char *text;
    int code;
  } cases[] = {
    { "{\"id\":%d,\"error\":{\"code\":-32000,\"message\":\"nonce too low: next 5\"}}",
      SOTTO_CHAIN_ERROR_NONCE_LOW },
    { "{\"id\":%d,\"error\":{\"code\":-32000,\"message\":\"Already Known\"}}",
      SOTTO_CHAIN_ERROR_KNOWN },
    { "{\"id\":%d,\"error\":{\"code\":-32000,\"message\":\"replacement transaction underpriced\"}}",
      SOTTO_CHAIN_ERROR_REPLACEMENT },
    { "{\"id\":%d,\"error\":{\"code\":-32000,\"message\":\"transaction underpriced\"}}",
      SOTTO_CHAIN_ERROR_FEE },
    { "{\"id\":%d,\"error\":{\"code\":-32003,\"message\":\"Insufficient funds for gas * price\"}}",
      SOTTO_CHAIN_ERROR_FUNDS },
    { "{\"id\":%d,\"error\":{\"code\":-32601,\"message\":\"the method does not exist\"}}",
      SOTTO_CHAIN_ERROR_NO_METHOD },
    { "{\"id\":%d,\"error\":{\"code\":-32005,\"message\":\"x\",\"data\":{\"from\":\"0x1\"}}}",
      SOTTO_CHAIN_ERROR_RANGE },
    { "{\"id\":%d,\"error\":{\"code\":-32000,\"message\":\"header not found\"}}",
      SOTTO_CHAIN_ERROR_BEHIND },
    { "{\"id\":%d,\"error\":{\"code\":3,\"message\":\"execution reverted\",\"data\":\"0x\"}}",
      SOTTO_CHAIN_ERROR_REVERTED },
    { "{\"id\":%d,\"error\":{\"code\":3,\"message\":\"execution reverted: \\\\u0000 "
      "\\u0000\\u0007\",\"data\":\"0xaca3b947\"}}",
      SOTTO_CHAIN_ERROR_REVERTED },
    { "{\"id\":%d,\"error\":\"a text\"}", SOTTO_CHAIN_ERROR_REJECTED },
    { "{\"id\":%d,\"error\":7,\"result\":\"0x1\"}", SOTTO_CHAIN_ERROR_REJECTED },
    { "{\"id\":%d}", SOTTO_CHAIN_ERROR_MALFORMED },
    { "{\"id\":%d,\"result\":null}", SOTTO_CHAIN_ERROR_MALFORMED },
    { "{\"id\":%d,\"result\":42}", SOTTO_CHAIN_ERROR_MALFORMED },
    { "{\"id\":%d,\"result\":\"42\"}", SOTTO_CHAIN_ERROR_MALFORMED },
    { "{\"id\":%d,\"result\":\"0x\"}", SOTTO_CHAIN_ERROR_MALFORMED },
    { "{\"id\":%d,\"result\":\"0x10000000000000000\"}", SOTTO_CHAIN_ERROR_MALFORMED },
    { "{\"id\":%d99,\"result\":\"0x1\"}", SOTTO_CHAIN_ERROR_MALFORMED },
    { "{\"id\":\"%d\",\"result\":\"0x1\"}", SOTTO_CHAIN_ERROR_MALFORMED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      World world;
      g_autoptr (GPtrArray) answers = NULL;
      g_autoptr (GError) error = NULL;
      guint64 number;

      world_init (&world, 1);
      world.fakes[0]->manner = FAKE_TEXT;
      world.fakes[0]->text = cases[i].text;
      answers = ask_one (&world, sotto_chain_ask_block_number (), &error);
      g_assert_no_error (error);
      g_assert_false (sotto_chain_read_u64 (answers->pdata[0], &number, &error));
      if (!g_error_matches (error, SOTTO_CHAIN_ERROR, cases[i].code))
        g_error ("%s: %s", cases[i].text, error->message);
      world_clear (&world);
    }
}

static void
test_revert_reason (void)
{
  World world;
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (GError) error = NULL;
  guint64 number;

  world_init (&world, 1);
  world.fakes[0]->manner = FAKE_TEXT;
  world.fakes[0]->text =
    "{\"id\":%d,\"error\":{\"code\":3,\"message\":\"execution reverted\",\"data\":\"0x08c379a0"
    "0000000000000000000000000000000000000000000000000000000000000020"
    "0000000000000000000000000000000000000000000000000000000000000006"
    "6e6f7420697400000000000000000000000000000000000000000000000000\"}}";
  answers = ask_one (&world, sotto_chain_ask_block_number (), &error);
  g_assert_no_error (error);
  g_assert_false (sotto_chain_read_u64 (answers->pdata[0], &number, &error));
  g_assert_error (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_REVERTED);
  world_clear (&world);
}

static void
test_urls (void)
{
  static const struct
  {
    const char *url;
    int code; /* -1: right */
  } cases[] = {
    { "https://rpc.example.org/v1/key", -1 },
    { "https://user:pass@rpc.example.org", -1 },
    { "http://127.0.0.1:8545", -1 },
    { "http://[::1]:8545", -1 },
    { "http://localhost:8545", -1 },
    { "wss://rpc.example.org/v1/key", -1 },
    { "WSS://user:pass@rpc.example.org", -1 },
    { "ws://127.0.0.1:8545", -1 },
    { "ws://[::1]:8545", -1 },
    { "ws://localhost:8545", -1 },
    { "ws://rpc.example.org", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
    { "ws://127.0.0.1.example.org", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
    { "wsss://rpc.example.org", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
    { "wss://", SOTTO_ETHEREUM_ERROR_MALFORMED },
    { "http://rpc.example.org", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
    { "http://127.0.0.1.example.org", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
    { "ftp://example.org", SOTTO_ETHEREUM_ERROR_UNSUPPORTED },
    { "file:///etc/passwd", SOTTO_ETHEREUM_ERROR_MALFORMED },
    { "rpc.example.org", SOTTO_ETHEREUM_ERROR_MALFORMED },
    { "https://", SOTTO_ETHEREUM_ERROR_MALFORMED },
    { "", SOTTO_ETHEREUM_ERROR_MALFORMED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean is_right = sotto_rpc_endpoint_check_url (cases[i].url, &error);

      g_assert_cmpint (is_right, ==, cases[i].code == -1);
      if (!is_right)
        g_assert_error (error, SOTTO_ETHEREUM_ERROR, cases[i].code);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/chain/honest", test_honest);
  g_test_add_func ("/ethereum/chain/batches", test_batches);
  g_test_add_func ("/ethereum/chain/many", test_many);
  g_test_add_func ("/ethereum/chain/failing", test_failing);
  g_test_add_func ("/ethereum/chain/endless", test_endless);
  g_test_add_func ("/ethereum/chain/elsewhere", test_elsewhere);
  g_test_add_func ("/ethereum/chain/wrong-chain", test_wrong_chain);
  g_test_add_func ("/ethereum/chain/changed-chain", test_changed_chain);
  g_test_add_func ("/ethereum/chain/pause", test_pause);
  g_test_add_func ("/ethereum/chain/send-once", test_send_once);
  g_test_add_func ("/ethereum/chain/no-endpoint", test_no_endpoint);
  g_test_add_func ("/ethereum/chain/cancelled", test_cancelled);
  g_test_add_func ("/ethereum/chain/meanings", test_meanings);
  g_test_add_func ("/ethereum/chain/revert-reason", test_revert_reason);
  g_test_add_func ("/ethereum/chain/urls", test_urls);

  return g_test_run ();
}
