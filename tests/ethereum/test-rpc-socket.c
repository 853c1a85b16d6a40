/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asking WebSockets that are honest, and others: on loopback, under the test's clock. */

#include <string.h>

#include "fake-endpoint.h"
#include "fake-socket.h"

#include "sotto-chain-answers.h"
#include "sotto-chain-error.h"
#include "sotto-chain-questions.h"
#include "sotto-chain.h"

#define CHAIN 10
#define STEP_MS 20

typedef struct
{
  SottoTestClock *clock;
  SottoChain *chain;
  FakeSocket *fake;
  SottoRpcEndpoint *socket;
  FakeEndpoint *other; /* (nullable): behind it, over HTTP */
  SottoRpcEndpoint *http;
  guint n_heads;
  guint64 head;
} World;

static void
new_head_cb (SottoChain *chain, guint64 number, gpointer user_data)
{
  World *world = user_data;

  world->n_heads++;
  world->head = number;
}

static void
world_init_proxied (World *world, gboolean has_other, GProxyResolver *proxy)
{
  *world = (World){ 0 };
  world->clock = sotto_test_clock_new ((gint64) 1584003600 * G_USEC_PER_SEC);
  world->chain = sotto_chain_new (CHAIN);
  world->fake = fake_socket_new (CHAIN);
  world->socket =
    sotto_rpc_endpoint_new (world->fake->url, proxy, SOTTO_CLOCK (world->clock), NULL);
  g_assert_nonnull (world->socket);
  sotto_chain_add_endpoint (world->chain, world->socket);
  g_signal_connect (world->chain, "new-head", G_CALLBACK (new_head_cb), world);
  if (!has_other)
    return;
  world->other = fake_endpoint_new (CHAIN);
  world->http = sotto_rpc_endpoint_new (world->other->url, proxy, SOTTO_CLOCK (world->clock), NULL);
  sotto_chain_add_endpoint (world->chain, world->http);
}

static void
world_init (World *world, gboolean has_other)
{
  world_init_proxied (world, has_other, NULL);
}

static gboolean
are_closed (FakeSocket *fake)
{
  for (guint i = 0; i < fake->connections->len; i++)
    if (soup_websocket_connection_get_state (fake->connections->pdata[i]) !=
        SOUP_WEBSOCKET_STATE_CLOSED)
      return FALSE;

  return TRUE;
}

/* Nothing of ours keeps a connection. */
static void
world_clear (World *world)
{
  g_object_unref (world->chain);
  g_object_unref (world->socket);
  while (!are_closed (world->fake))
    g_main_context_iteration (NULL, TRUE);
  fake_socket_free (world->fake);
  g_clear_object (&world->http);
  g_clear_pointer (&world->other, fake_endpoint_free);
  g_object_unref (world->clock);
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Until *@counter is @n, letting time pass. */
static void
run_until (World *world, const guint *counter, guint n, guint step_ms)
{
  guint wake = g_timeout_add (1, wake_cb, NULL);

  while (*counter < n)
    {
      g_main_context_iteration (NULL, TRUE);
      sotto_test_clock_advance (world->clock, step_ms);
    }
  g_source_remove (wake);
}

static void
run_until_asked (World *world, const char *method, guint n, guint step_ms)
{
  while (fake_socket_count (world->fake, method) < n)
    run_until (world, &world->fake->methods->len, world->fake->methods->len + 1, step_ms);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GPtrArray *
ask (World *world, const SottoRpcCall *calls, guint n, guint step_ms, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sotto_chain_call_async (world->chain, calls, n, NULL, result_cb, &result);
  fake_endpoint_wait (world->clock, step_ms, &result);

  return sotto_chain_call_finish (world->chain, result, error);
}

static GPtrArray *
ask_one (World *world, SottoRpcCall call, guint step_ms, GError **error)
{
  GPtrArray *answers = ask (world, &call, 1, step_ms, error);

  sotto_rpc_call_clear (&call);

  return answers;
}

static void
assert_number_at (World *world, guint64 expected, guint step_ms)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = ask_one (world, sotto_chain_ask_block_number (), step_ms, &error);
  guint64 number;

  g_assert_no_error (error);
  g_assert_true (sotto_chain_read_u64 (answers->pdata[0], &number, &error));
  g_assert_cmpuint (number, ==, expected);
}

static void
assert_number (World *world, guint64 expected)
{
  assert_number_at (world, expected, STEP_MS);
}

static void
assert_fails_at (World *world, int code, guint step_ms)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = ask_one (world, sotto_chain_ask_block_number (), step_ms, &error);

  g_assert_null (answers);
  g_assert_error (error, SOTTO_CHAIN_ERROR, code);
  /* The address holds a key. */
  g_assert_null (strstr (error->message, "secret"));
  g_assert_null (strstr (error->message, "127.0.0.1"));
}

static void
assert_fails (World *world, int code)
{
  assert_fails_at (world, code, STEP_MS);
}

/* Asking. */

static void
test_honest (void)
{
  World world;

  world_init (&world, TRUE);
  for (guint i = 0; i < 5; i++)
    assert_number (&world, 0x2a);
  g_assert_cmpuint (world.fake->connections->len, ==, 1);
  g_assert_cmpuint (fake_socket_count (world.fake, "eth_blockNumber"), ==, 5);
  g_assert_cmpstr (world.fake->methods->pdata[0], ==, "eth_chainId");
  g_assert_cmpuint (world.other->n_requests, ==, 0);
  world_clear (&world);
}

/* Questions that are under way together, on one connection. */
static void
test_together (void)
{
  World world;
  GAsyncResult *results[20] = { NULL };
  SottoRpcCall call = sotto_chain_ask_block_number ();

  world_init (&world, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    sotto_chain_call_async (world.chain, &call, 1, NULL, result_cb, &results[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GPtrArray) answers = NULL;

      fake_endpoint_wait (world.clock, STEP_MS, &results[i]);
      answers = sotto_chain_call_finish (world.chain, results[i], NULL);
      g_assert_nonnull (answers);
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (world.fake->connections->len, ==, 1);
  sotto_rpc_call_clear (&call);
  world_clear (&world);
}

/* Whatever it does with a list, each question has its answer. */
static void
test_batches (void)
{
  static const FakeSocketManner manners[] = {
    SOCKET_HONEST, SOCKET_REVERSED, SOCKET_ONE_BY_ONE, SOCKET_FORGETFUL, SOCKET_NO_BATCHES,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (manners); i++)
    {
      World world;
      SottoRpcCall calls[3];
      g_autoptr (GPtrArray) answers = NULL;
      g_autoptr (GError) error = NULL;

      world_init (&world, FALSE);
      world.fake->manner = manners[i];
      for (gsize j = 0; j < G_N_ELEMENTS (calls); j++)
        calls[j] = sotto_chain_ask_block_number ();
      answers = ask (&world, calls, G_N_ELEMENTS (calls), STEP_MS, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (answers->len, ==, G_N_ELEMENTS (calls));
      for (guint j = 0; j < answers->len; j++)
        {
          guint64 number;

          g_assert_true (sotto_chain_read_u64 (answers->pdata[j], &number, &error));
          sotto_rpc_call_clear (&calls[j]);
        }
      g_assert_cmpuint (world.fake->connections->len, ==, 1);
      world_clear (&world);
    }
}

/* What belongs to no question is nobody's answer. */
static void
test_unasked (void)
{
  World world;

  world_init (&world, FALSE);
  world.fake->manner = SOCKET_UNASKED;
  assert_number (&world, 0x2a);
  assert_number (&world, 0x2a);
  world.fake->manner = SOCKET_TWICE;
  assert_number (&world, 0x2a);
  world.fake->manner = SOCKET_HONEST;
  assert_number (&world, 0x2b);
  g_assert_cmpuint (world.fake->connections->len, ==, 1);
  world_clear (&world);
}

/* Deeper than is read. */
static char *
make_deep (void)
{
  g_autofree char *open = g_strnfill (100, '[');
  g_autofree char *end = g_strnfill (100, ']');

  return g_strconcat (open, end, NULL);
}

/* The error is told; and where there is another endpoint, that is asked, if that may help. */
static void
test_hostile (void)
{
  g_autofree char *deep = make_deep ();
  const struct
  {
    FakeSocketManner manner;
    const char *text;
    guint step_ms;
    int code;
  } cases[] = {
    { SOCKET_TEXT, "no JSON", STEP_MS, SOTTO_CHAIN_ERROR_MALFORMED },
    { SOCKET_TEXT, "<html>Hello</html>", STEP_MS, SOTTO_CHAIN_ERROR_MALFORMED },
    { SOCKET_TEXT, "{\"id\":", STEP_MS, SOTTO_CHAIN_ERROR_MALFORMED },
    { SOCKET_TEXT, "", STEP_MS, SOTTO_CHAIN_ERROR_MALFORMED },
    { SOCKET_TEXT, "7", STEP_MS, SOTTO_CHAIN_ERROR_MALFORMED },
    { SOCKET_TEXT, "null", STEP_MS, SOTTO_CHAIN_ERROR_MALFORMED },
    { SOCKET_TEXT, deep, STEP_MS, SOTTO_CHAIN_ERROR_MALFORMED },
    { SOCKET_TEXT, "{\"id\":null,\"error\":{\"code\":-32005,\"message\":\"slow down\"}}", STEP_MS,
      SOTTO_CHAIN_ERROR_RATE },
    { SOCKET_BINARY, NULL, STEP_MS, SOTTO_CHAIN_ERROR_MALFORMED },
    { SOCKET_FLOOD, NULL, 1, SOTTO_CHAIN_ERROR_MALFORMED },
    { SOCKET_HUGE, NULL, 1, SOTTO_CHAIN_ERROR_RANGE },
    { SOCKET_CLOSING, NULL, STEP_MS, SOTTO_CHAIN_ERROR_UNREACHABLE },
    { SOCKET_SILENT, NULL, 200, SOTTO_CHAIN_ERROR_UNREACHABLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      World alone;
      World two;

      world_init (&alone, FALSE);
      alone.fake->manner = cases[i].manner;
      alone.fake->text = cases[i].text;
      assert_fails_at (&alone, cases[i].code, cases[i].step_ms);
      g_assert_cmpuint (alone.fake->connections->len, ==, 1);
      world_clear (&alone);

      if (cases[i].code == SOTTO_CHAIN_ERROR_RANGE)
        continue;
      world_init (&two, TRUE);
      two.fake->manner = cases[i].manner;
      two.fake->text = cases[i].text;
      assert_number_at (&two, 0x2a, cases[i].step_ms);
      g_assert_cmpuint (fake_endpoint_count (two.other, "eth_blockNumber"), ==, 1);
      world_clear (&two);
    }
}

/* What handshakes are refused with. */
static void
test_refused (void)
{
  static const struct
  {
    guint status;
    int code;
  } cases[] = {
    { 401, SOTTO_CHAIN_ERROR_DENIED },      { 402, SOTTO_CHAIN_ERROR_QUOTA },
    { 403, SOTTO_CHAIN_ERROR_DENIED },      { 404, SOTTO_CHAIN_ERROR_UNREACHABLE },
    { 429, SOTTO_CHAIN_ERROR_RATE },        { 500, SOTTO_CHAIN_ERROR_UNREACHABLE },
    { 302, SOTTO_CHAIN_ERROR_UNREACHABLE }, { 200, SOTTO_CHAIN_ERROR_UNREACHABLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      World alone;
      World two;

      world_init (&alone, FALSE);
      alone.fake->status = cases[i].status;
      assert_fails (&alone, cases[i].code);
      world_clear (&alone);

      world_init (&two, TRUE);
      two.fake->status = cases[i].status;
      assert_number (&two, 0x2a);
      world_clear (&two);
    }
}

static void
test_credentials (void)
{
  World world;
  g_autofree char *url = NULL;

  world_init (&world, FALSE);
  world.fake->credentials = "Basic bWU6d29yZA==";
  url = g_strconcat ("ws://me:word@", world.fake->url + strlen ("ws://"), NULL);
  sotto_chain_remove_endpoints (world.chain);
  g_object_unref (world.socket);
  world.socket = sotto_rpc_endpoint_new (url, NULL, SOTTO_CLOCK (world.clock), NULL);
  sotto_chain_add_endpoint (world.chain, world.socket);
  assert_number (&world, 0x2a);
  world_clear (&world);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  (*(guint *) user_data)++;
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);

  return TRUE;
}

/* Nothing goes past a proxy. */
static void
test_proxy (void)
{
  World world;
  g_autoptr (GSocketService) service = g_socket_service_new ();
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *url = g_strdup_printf ("socks5://127.0.0.1:%u", port);
  g_autoptr (GProxyResolver) proxy = g_simple_proxy_resolver_new (url, NULL);
  guint n_incoming = 0;

  g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), &n_incoming);
  world_init_proxied (&world, FALSE, proxy);
  assert_fails (&world, SOTTO_CHAIN_ERROR_UNREACHABLE);
  g_assert_cmpuint (n_incoming, >, 0);
  g_assert_cmpuint (world.fake->connections->len, ==, 0);
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

  world_init (&world, FALSE);
  world.fake->manner = SOCKET_SILENT;
  sotto_chain_call_async (world.chain, &call, 1, cancellable, result_cb, &result);
  run_until_asked (&world, "eth_blockNumber", 1, 1);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answers = sotto_chain_call_finish (world.chain, result, &error);
  g_assert_null (answers);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  /* The answer comes when nobody waits for it. */
  fake_socket_send (world.fake, "{\"id\":3,\"result\":\"0x666\"}");
  world.fake->manner = SOCKET_HONEST;
  assert_number (&world, 0x2a);
  g_assert_cmpuint (world.fake->connections->len, ==, 1);
  sotto_rpc_call_clear (&call);
  world_clear (&world);
}

/* Which chain. */

static void
test_wrong_chain (void)
{
  World world;

  world_init (&world, TRUE);
  world.fake->chain_id = 1;
  assert_number (&world, 0x2a);
  assert_number (&world, 0x2a);
  g_assert_cmpuint (world.fake->connections->len, ==, 1);
  g_assert_cmpuint (fake_socket_count (world.fake, "eth_blockNumber"), ==, 0);
  world_clear (&world);

  world_init (&world, FALSE);
  world.fake->chain_id = 1;
  assert_fails (&world, SOTTO_CHAIN_ERROR_WRONG_CHAIN);
  assert_fails (&world, SOTTO_CHAIN_ERROR_WRONG_CHAIN);
  g_assert_cmpuint (world.fake->connections->len, ==, 1);
  world_clear (&world);
}

/* Who is there after it broke may be somebody else. */
static void
test_changed_chain (void)
{
  World world;

  world_init (&world, FALSE);
  assert_number (&world, 0x2a);
  sotto_test_clock_advance (world.clock, 20 * 1000);
  world.fake->chain_id = 11;
  fake_socket_break (world.fake);
  while (!are_closed (world.fake))
    g_main_context_iteration (NULL, TRUE);
  assert_fails (&world, SOTTO_CHAIN_ERROR_WRONG_CHAIN);
  g_assert_cmpuint (world.fake->connections->len, ==, 2);
  g_assert_cmpuint (fake_socket_count (world.fake, "eth_blockNumber"), ==, 1);
  world_clear (&world);
}

/* The same while it is only watched. */
static void
test_changed_while_watched (void)
{
  World world;

  world_init (&world, FALSE);
  sotto_chain_set_watching (world.chain, TRUE);
  run_until (&world, &world.n_heads, 1, STEP_MS);
  world.fake->chain_id = 11;
  fake_socket_break (world.fake);
  run_until (&world, &world.fake->connections->len, 2, STEP_MS);
  assert_fails (&world, SOTTO_CHAIN_ERROR_WRONG_CHAIN);
  g_assert_cmpuint (fake_socket_count (world.fake, "eth_subscribe"), ==, 1);
  g_assert_cmpuint (world.n_heads, ==, 1);
  world_clear (&world);
}

/* When it breaks. */

static void
test_breaks (void)
{
  World world;

  world_init (&world, FALSE);
  assert_number (&world, 0x2a);
  world.fake->manner = SOCKET_CLOSING;
  assert_fails (&world, SOTTO_CHAIN_ERROR_UNREACHABLE);
  /* At once nothing is tried. */
  world.fake->manner = SOCKET_HONEST;
  assert_fails_at (&world, SOTTO_CHAIN_ERROR_UNREACHABLE, 1);
  g_assert_cmpuint (world.fake->connections->len, ==, 1);
  sotto_test_clock_advance (world.clock, 60 * 1000);
  assert_number (&world, 0x2a);
  g_assert_cmpuint (world.fake->connections->len, ==, 2);
  world_clear (&world);
}

/* Pauses become longer, as long as it breaks at once. */
static void
test_pauses (void)
{
  static const gint64 least_ms[] = { 500, 1000, 2000, 4000, 8000 };
  World world;
  guint n = 0;

  world_init (&world, FALSE);
  sotto_chain_set_watching (world.chain, TRUE);
  run_until (&world, &world.n_heads, 1, STEP_MS);
  for (gsize i = 0; i < G_N_ELEMENTS (least_ms); i++)
    {
      gint64 before;

      n = world.fake->connections->len;
      fake_socket_break (world.fake);
      while (!are_closed (world.fake))
        g_main_context_iteration (NULL, TRUE);
      before = sotto_clock_get_monotonic_time (SOTTO_CLOCK (world.clock));
      run_until (&world, &world.fake->connections->len, n + 1, STEP_MS);
      g_assert_cmpint (sotto_clock_get_monotonic_time (SOTTO_CLOCK (world.clock)) - before, >=,
                       (least_ms[i] - STEP_MS) * 1000);
    }
  world_clear (&world);
}

/* Nobody keeps what nobody uses. */
static void
test_idle (void)
{
  World world;

  world_init (&world, FALSE);
  assert_number (&world, 0x2a);
  sotto_test_clock_advance (world.clock, 61 * 1000);
  while (!are_closed (world.fake))
    g_main_context_iteration (NULL, TRUE);
  assert_number (&world, 0x2a);
  g_assert_cmpuint (world.fake->connections->len, ==, 2);
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

  world_init (&world, TRUE);
  assert_number (&world, 0x2a);
  world.fake->manner = SOCKET_CLOSING;
  answers = ask_one (&world, sotto_chain_ask_send (raw), STEP_MS, &error);
  g_assert_null (answers);
  g_assert_error (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_UNREACHABLE);
  g_assert_cmpuint (world.other->n_requests, ==, 0);
  world_clear (&world);
}

/* New blocks. */

static void
watch (World *world)
{
  sotto_chain_set_watching (world->chain, TRUE);
  run_until (world, &world->n_heads, 1, STEP_MS);
  g_assert_cmpuint (world->head, ==, 0x2a);
}

static void
test_heads (void)
{
  World world;

  world_init (&world, TRUE);
  watch (&world);
  for (guint i = 0; i < 3; i++)
    {
      fake_socket_mine (world.fake);
      run_until (&world, &world.n_heads, 2 + i, STEP_MS);
      g_assert_cmpuint (world.head, ==, 0x2b + i);
    }
  /* Asked over the same connection. */
  assert_number (&world, 0x2d);
  g_assert_cmpuint (world.fake->connections->len, ==, 1);
  g_assert_cmpuint (world.other->n_requests, ==, 0);

  sotto_chain_set_watching (world.chain, FALSE);
  run_until_asked (&world, "eth_unsubscribe", 1, STEP_MS);
  fake_socket_mine (world.fake);
  assert_number (&world, 0x2e);
  g_assert_cmpuint (world.n_heads, ==, 4);
  world_clear (&world);
}

/* What is no event of our subscription, or none at all. */
static void
test_false_heads (void)
{
  static const char *const texts[] = {
    "{\"subscription\":\"0xab2\",\"result\":{\"number\":\"0x666\"}}",
    "{\"subscription\":7,\"result\":{\"number\":\"0x666\"}}",
    "{\"result\":{\"number\":\"0x666\"}}",
    "{\"subscription\":\"0xab1\"}",
    "{\"subscription\":\"0xab1\",\"result\":\"0x666\"}",
    "{\"subscription\":\"0xab1\",\"result\":{}}",
    "{\"subscription\":\"0xab1\",\"result\":{\"number\":666}}",
    "{\"subscription\":\"0xab1\",\"result\":{\"number\":\"666\"}}",
    "{\"subscription\":\"0xab1\",\"result\":{\"number\":\"0x10000000000000000\"}}",
    "{\"subscription\":\"0xab1\",\"result\":{\"number\":null}}",
    "[]",
    "null",
  };
  World world;

  world_init (&world, FALSE);
  watch (&world);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":%s}", texts[i]);

      fake_socket_send (world.fake, text);
    }
  assert_number (&world, 0x2a);
  g_assert_cmpuint (world.n_heads, ==, 1);
  g_assert_cmpuint (world.fake->connections->len, ==, 1);
  world_clear (&world);
}

/* Blocks of which nobody told. */
static void
test_lost_subscription (void)
{
  World world;

  world_init (&world, FALSE);
  watch (&world);
  world.fake->block = 0x30;
  run_until (&world, &world.n_heads, 2, 1000);
  g_assert_cmpuint (world.head, ==, 0x30);
  run_until_asked (&world, "eth_subscribe", 2, STEP_MS);
  run_until_asked (&world, "eth_unsubscribe", 1, STEP_MS);
  g_assert_cmpuint (world.fake->connections->len, ==, 1);
  /* The new one is heard. */
  assert_number (&world, 0x30);
  fake_socket_mine (world.fake);
  run_until (&world, &world.n_heads, 3, STEP_MS);
  g_assert_cmpuint (world.head, ==, 0x31);
  world_clear (&world);
}

static void
test_no_subscriptions (void)
{
  World world;

  world_init (&world, FALSE);
  world.fake->refuses_subscriptions = TRUE;
  watch (&world);
  world.fake->block = 0x30;
  run_until (&world, &world.n_heads, 2, 1000);
  g_assert_cmpuint (world.head, ==, 0x30);
  g_assert_cmpuint (fake_socket_count (world.fake, "eth_subscribe"), ==, 1);
  world_clear (&world);
}

/* What came while it was away is told when it is back. */
static void
test_reconnected (void)
{
  World world;

  world_init (&world, FALSE);
  watch (&world);
  world.fake->block = 0x30;
  fake_socket_break (world.fake);
  run_until (&world, &world.n_heads, 2, STEP_MS);
  g_assert_cmpuint (world.head, ==, 0x30);
  g_assert_cmpuint (world.fake->connections->len, ==, 2);
  g_assert_cmpuint (fake_socket_count (world.fake, "eth_subscribe"), ==, 2);
  fake_socket_mine (world.fake);
  run_until (&world, &world.n_heads, 3, STEP_MS);
  world_clear (&world);
}

/* Whose other side vanished without a word. */
static void
test_dead (void)
{
  World world;

  world_init (&world, FALSE);
  watch (&world);
  world.fake->manner = SOCKET_SILENT;
  run_until_asked (&world, "eth_blockNumber", 2, 200);
  world.fake->manner = SOCKET_HONEST;
  world.fake->block = 0x30;
  run_until (&world, &world.n_heads, 2, 200);
  g_assert_cmpuint (world.fake->connections->len, ==, 2);
  world_clear (&world);
}

/* Who is of another chain tells of nothing: the next is listened to. */
static void
test_next_watched (void)
{
  World world;
  g_autoptr (FakeSocket) second = fake_socket_new (CHAIN);
  g_autoptr (SottoRpcEndpoint) endpoint = NULL;

  world_init (&world, FALSE);
  world.fake->chain_id = 1;
  endpoint = sotto_rpc_endpoint_new (second->url, NULL, SOTTO_CLOCK (world.clock), NULL);
  sotto_chain_add_endpoint (world.chain, endpoint);
  sotto_chain_set_watching (world.chain, TRUE);
  assert_number (&world, 0x2a);
  run_until (&world, &world.n_heads, 1, STEP_MS);
  g_assert_cmpuint (fake_socket_count (world.fake, "eth_subscribe"), ==, 0);
  g_assert_cmpuint (fake_socket_count (second, "eth_subscribe"), ==, 1);
  world_clear (&world);
  g_clear_object (&endpoint);
  while (!are_closed (second))
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/rpc-socket/honest", test_honest);
  g_test_add_func ("/ethereum/rpc-socket/together", test_together);
  g_test_add_func ("/ethereum/rpc-socket/batches", test_batches);
  g_test_add_func ("/ethereum/rpc-socket/unasked", test_unasked);
  g_test_add_func ("/ethereum/rpc-socket/hostile", test_hostile);
  g_test_add_func ("/ethereum/rpc-socket/refused", test_refused);
  g_test_add_func ("/ethereum/rpc-socket/credentials", test_credentials);
  g_test_add_func ("/ethereum/rpc-socket/proxy", test_proxy);
  g_test_add_func ("/ethereum/rpc-socket/cancelled", test_cancelled);
  g_test_add_func ("/ethereum/rpc-socket/wrong-chain", test_wrong_chain);
  g_test_add_func ("/ethereum/rpc-socket/changed-chain", test_changed_chain);
  g_test_add_func ("/ethereum/rpc-socket/changed-while-watched", test_changed_while_watched);
  g_test_add_func ("/ethereum/rpc-socket/breaks", test_breaks);
  g_test_add_func ("/ethereum/rpc-socket/pauses", test_pauses);
  g_test_add_func ("/ethereum/rpc-socket/idle", test_idle);
  g_test_add_func ("/ethereum/rpc-socket/send-once", test_send_once);
  g_test_add_func ("/ethereum/rpc-socket/heads", test_heads);
  g_test_add_func ("/ethereum/rpc-socket/false-heads", test_false_heads);
  g_test_add_func ("/ethereum/rpc-socket/lost-subscription", test_lost_subscription);
  g_test_add_func ("/ethereum/rpc-socket/no-subscriptions", test_no_subscriptions);
  g_test_add_func ("/ethereum/rpc-socket/reconnected", test_reconnected);
  g_test_add_func ("/ethereum/rpc-socket/dead", test_dead);
  g_test_add_func ("/ethereum/rpc-socket/next-watched", test_next_watched);

  return g_test_run ();
}
