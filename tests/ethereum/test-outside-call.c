/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fetching what contracts want from outside of the chain, from servers of all manners on loopback;
 * and who is not asked at all. */

#include <string.h>

#include "fake-endpoint.h"

#include "sotto-call-data.h"
#include "sotto-chain-error.h"
#include "sotto-ens-error.h"
#include "sotto-hex.h"
#include "sotto-outside-call.h"
#include "sotto-public-host.h"

#define CHAIN 1
#define STEP_MS 1
#define SIGNATURE "OffchainLookup(address,string[],bytes,bytes4,bytes)"
#define TYPES "(address,string[],bytes,bytes4,bytes)"
#define CONTRACT_TEXT "0x1111111111111111111111111111111111111111"
#define MAX_SCRIPT 8

typedef struct
{
  SottoTestClock *clock;
  SottoChain *chain;
  FakeEndpoint *fake;
  SottoOutsideGateway *gateway;
  SoupServer *server;
  guint port;
  GString *asked; /* method, path and body of each request to the server */
  char *script[MAX_SCRIPT];
  guint n_script;
  guint8 contract[20];
} World;

/* What the first part of the path says. */
static void
gateway_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  static const struct
  {
    const char *path;
    guint status;
    const char *body;
  } manners[] = {
    { "/ok", 200, "{\"data\":\"0xdd\"}" },
    { "/made", 201, "{\"more\":1,\"data\":\"0xDD\"}" },
    { "/gone", 404, "{\"message\":\"no\"}" },
    { "/broken", 500, "{\"data\":\"0xdd\"}" },
    { "/page", 200, "<html>" },
    { "/list", 200, "[\"0xdd\"]" },
    { "/other", 200, "{\"data\":7}" },
    { "/bare", 200, "{\"data\":\"dd\"}" },
    { "/odd", 200, "{\"data\":\"0xd\"}" },
    { "/empty", 200, "" },
    { "/elsewhere", 302, "{\"data\":\"0xdd\"}" },
  };
  World *world = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  g_string_append_printf (world->asked, "%s %s %.*s\n", soup_server_message_get_method (message),
                          path, (int) body->length, body->length > 0 ? body->data : "");
  if (g_str_has_prefix (path, "/silent"))
    {
      soup_server_message_pause (message);
      return;
    }
  if (g_str_has_prefix (path, "/long"))
    {
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE,
                                        g_strnfill (SOTTO_OUTSIDE_MAX_BYTES + 1, ' '),
                                        SOTTO_OUTSIDE_MAX_BYTES + 1);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (manners); i++)
    if (g_str_has_prefix (path, manners[i].path))
      {
        soup_server_message_set_status (message, manners[i].status, NULL);
        soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                      "Location", "/ok");
        soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC,
                                          manners[i].body, strlen (manners[i].body));
        return;
      }
  g_assert_not_reached ();
}

static void
world_init (World *world, SottoOutsideRules rules)
{
  g_autoptr (SottoRpcEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  *world = (World){ 0 };
  memset (world->contract, 0x11, sizeof world->contract);
  world->clock = sotto_test_clock_new ((gint64) 1584003600 * G_USEC_PER_SEC);
  world->chain = sotto_chain_new (CHAIN);
  world->fake = fake_endpoint_new (CHAIN);
  world->fake->manner = FAKE_SCRIPT;
  endpoint = sotto_rpc_endpoint_new (world->fake->url, NULL, SOTTO_CLOCK (world->clock), NULL);
  sotto_chain_add_endpoint (world->chain, endpoint);
  /* Nobody has to wait because of asking too often. */
  sotto_test_clock_advance (world->clock, 2000);
  world->gateway = sotto_outside_gateway_new (rules, NULL, SOTTO_CLOCK (world->clock));
  world->asked = g_string_new (NULL);
  world->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (world->server, NULL, gateway_cb, world, NULL);
  soup_server_listen_local (world->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (world->server);
  world->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
world_clear (World *world)
{
  g_assert_cmpuint (world->fake->n_played, ==, world->n_script);
  for (guint i = 0; i < world->n_script; i++)
    g_free (world->script[i]);
  soup_server_disconnect (world->server);
  g_object_unref (world->server);
  g_string_free (world->asked, TRUE);
  g_object_unref (world->gateway);
  g_object_unref (world->chain);
  fake_endpoint_free (world->fake);
  g_object_unref (world->clock);
}

/* Takes @line over. */
static void
add_line (World *world, char *line)
{
  g_assert_cmpuint (world->n_script, <, MAX_SCRIPT - 1);
  world->script[world->n_script++] = line;
  world->fake->script = (const char *const *) world->script;
}

static GPtrArray *
new_values (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);
}

/* The contract wants one of @urls, in which %u is the port of the server. */
static void
add_lookup (World *world, const guint8 *sender, const char *const *urls)
{
  static const guint8 callback[4] = { 1, 2, 3, 4 };
  g_autoptr (GBytes) question = g_bytes_new_static ("\xaa\xbb", 2);
  g_autoptr (GBytes) extra = g_bytes_new_static ("\xcc", 1);
  GPtrArray *list = new_values ();
  GPtrArray *values = new_values ();
  g_autoptr (SottoAbiValue) value = NULL;
  g_autoptr (GBytes) data = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *port = g_strdup_printf ("%u", world->port);

  for (guint i = 0; urls[i] != NULL; i++)
    {
      g_autoptr (GString) url = g_string_new (urls[i]);

      g_string_replace (url, "PORT", port, 0);
      g_ptr_array_add (list, sotto_abi_value_new_text (url->str));
    }
  g_ptr_array_add (values, sotto_abi_value_new_address (sender));
  g_ptr_array_add (values, sotto_abi_value_new_list (list));
  g_ptr_array_add (values, sotto_abi_value_new_bytes (question));
  g_ptr_array_add (values, sotto_abi_value_new_fixed (callback, sizeof callback));
  g_ptr_array_add (values, sotto_abi_value_new_bytes (extra));
  value = sotto_abi_value_new_list (values);
  data = sotto_call_data_encode (SIGNATURE, TYPES, value);
  hex = sotto_hex_encode (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  add_line (world, g_strconcat ("!", hex, NULL));
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GBytes *
call (World *world, SottoOutsideGateway *gateway, GBytes **reason, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) data = g_bytes_new_static ("\x99", 1);

  sotto_outside_call_async (world->chain, world->contract, data, gateway, NULL, result_cb, &result);
  fake_endpoint_wait (world->clock, STEP_MS, &result);

  return sotto_outside_call_finish (world->chain, result, reason, error);
}

/* Ends well if the call does, and with @code of SOTTO_ENS_ERROR otherwise. */
static void
check (World *world, int code)
{
  g_autoptr (GBytes) reason = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = NULL;

  if (code < 0)
    add_line (world, g_strdup ("=ee"));
  answer = call (world, world->gateway, &reason, &error);
  g_assert_null (reason);
  if (code < 0)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (answer), ==, 1);
      return;
    }
  g_assert_null (answer);
  g_assert_error (error, SOTTO_ENS_ERROR, code);
}

#define HERE "http://127.0.0.1:PORT"
#define ASKED "{\"data\":\"0xaabb\",\"sender\":\"" CONTRACT_TEXT "\"}"

static void
test_manners (void)
{
  static const struct
  {
    const char *urls[4];
    const char *asked;
    int code;
  } rows[] = {
    { { HERE "/ok/{sender}/{data}.json" }, "GET /ok/" CONTRACT_TEXT "/0xaabb.json \n", -1 },
    { { HERE "/ok" }, "POST /ok " ASKED "\n", -1 },
    { { HERE "/made" }, "POST /made " ASKED "\n", -1 },
    { { HERE "/broken/{data}", HERE "/ok/{data}" }, "GET /broken/0xaabb \nGET /ok/0xaabb \n", -1 },
    { { HERE "/page/{data}", HERE "/list/{data}", HERE "/ok/{data}" },
      "GET /page/0xaabb \nGET /list/0xaabb \nGET /ok/0xaabb \n",
      -1 },
    { { "http://127.0.0.1:1/{data}", HERE "/ok/{data}" }, "GET /ok/0xaabb \n", -1 },
    { { HERE "/gone/{data}", HERE "/ok/{data}" },
      "GET /gone/0xaabb \n",
      SOTTO_ENS_ERROR_OUTSIDE_FAILED },
    { { HERE "/elsewhere/{data}" }, "GET /elsewhere/0xaabb \n", SOTTO_ENS_ERROR_OUTSIDE_FAILED },
    { { HERE "/long/{data}" }, "GET /long/0xaabb \n", SOTTO_ENS_ERROR_OUTSIDE_FAILED },
    { { HERE "/other/{data}", HERE "/bare/{data}", HERE "/odd/{data}" },
      "GET /other/0xaabb \nGET /bare/0xaabb \nGET /odd/0xaabb \n",
      SOTTO_ENS_ERROR_OUTSIDE_FAILED },
    { { HERE "/empty/{data}" }, "GET /empty/0xaabb \n", SOTTO_ENS_ERROR_OUTSIDE_FAILED },
    { { "http://user@127.0.0.1:PORT/ok/{data}", "http://127.0.0.1:PORT@10.0.0.1/ok/{data}" },
      "",
      SOTTO_ENS_ERROR_OUTSIDE_FAILED },
    { { "http://localhost:PORT/ok/{data}", "file:///etc/passwd", "" },
      "",
      SOTTO_ENS_ERROR_OUTSIDE_FAILED },
    { { NULL }, "", SOTTO_ENS_ERROR_OUTSIDE_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      World world;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      world_init (&world, SOTTO_OUTSIDE_RULES_LOOPBACK);
      add_lookup (&world, world.contract, rows[i].urls);
      check (&world, rows[i].code);
      g_assert_cmpstr (world.asked->str, ==, rows[i].asked);
      world_clear (&world);
    }
}

/* One that does not answer in time is as good as one that is not there. */
static void
test_silent (void)
{
  static const char *const urls[] = { HERE "/silent/{data}", HERE "/ok/{data}", NULL };
  g_autoptr (GBytes) data = g_bytes_new_static ("\x99", 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) reason = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  World world;

  world_init (&world, SOTTO_OUTSIDE_RULES_LOOPBACK);
  add_lookup (&world, world.contract, urls);
  add_line (&world, g_strdup ("=ee"));
  sotto_outside_call_async (world.chain, world.contract, data, world.gateway, NULL, result_cb,
                            &result);
  while (world.asked->len == 0)
    g_main_context_iteration (NULL, TRUE);
  sotto_test_clock_advance (world.clock, SOTTO_OUTSIDE_DEADLINE_MS);
  fake_endpoint_wait (world.clock, STEP_MS, &result);
  answer = sotto_outside_call_finish (world.chain, result, &reason, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);
  g_assert_cmpstr (world.asked->str, ==, "GET /silent/0xaabb \nGET /ok/0xaabb \n");
  world_clear (&world);
}

/* One contract may want several things, and no more than that. */
static void
test_rounds (void)
{
  static const char *const urls[] = { HERE "/ok/{data}", NULL };

  for (guint n = 1; n <= SOTTO_OUTSIDE_MAX_ROUNDS + 1; n++)
    {
      World world;

      world_init (&world, SOTTO_OUTSIDE_RULES_LOOPBACK);
      for (guint i = 0; i < n; i++)
        add_lookup (&world, world.contract, urls);
      check (&world, n <= SOTTO_OUTSIDE_MAX_ROUNDS ? -1 : SOTTO_ENS_ERROR_OUTSIDE_FAILED);
      world_clear (&world);
    }
}

/* Not by whom nobody called, and not without leave. */
static void
test_refused (void)
{
  static const char *const urls[] = { HERE "/ok/{data}", NULL };
  static const guint8 other[20] = { 1 };
  g_autoptr (GBytes) reason = NULL;
  g_autoptr (GError) error = NULL;
  World world;

  world_init (&world, SOTTO_OUTSIDE_RULES_LOOPBACK);
  add_lookup (&world, other, urls);
  check (&world, SOTTO_ENS_ERROR_OUTSIDE_FAILED);
  add_lookup (&world, world.contract, urls);
  g_assert_null (call (&world, NULL, &reason, &error));
  g_assert_error (error, SOTTO_ENS_ERROR, SOTTO_ENS_ERROR_OUTSIDE_OFF);
  g_assert_cmpstr (world.asked->str, ==, "");
  world_clear (&world);
}

/* Another reason is the caller's business. */
static void
test_other_reason (void)
{
  g_autoptr (GBytes) reason = NULL;
  g_autoptr (GError) error = NULL;
  World world;

  world_init (&world, SOTTO_OUTSIDE_RULES_STRICT);
  add_line (&world, g_strdup ("!12345678"));
  g_assert_null (call (&world, world.gateway, &reason, &error));
  g_assert_error (error, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_REVERTED);
  g_assert_cmpuint (g_bytes_get_size (reason), ==, 4);
  world_clear (&world);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  ++*(guint *) user_data;

  return TRUE;
}

/* Nothing of our own house is connected to, whatever it is called. */
static void
test_own_house (void)
{
  static const struct
  {
    const char *host;
    SottoOutsideRules rules;
    gboolean is_reached;
  } rows[] = {
    { "127.0.0.1", SOTTO_OUTSIDE_RULES_STRICT, FALSE },
    { "127.1", SOTTO_OUTSIDE_RULES_STRICT, FALSE },
    { "2130706433", SOTTO_OUTSIDE_RULES_STRICT, FALSE },
    { "[::ffff:127.0.0.1]", SOTTO_OUTSIDE_RULES_STRICT, FALSE },
    { "localhost", SOTTO_OUTSIDE_RULES_STRICT, FALSE },
    { "localhost", SOTTO_OUTSIDE_RULES_LOOPBACK, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GSocketService) service = g_socket_service_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *url = NULL;
      const char *urls[2] = { NULL };
      guint n_incoming = 0;
      World world;

      g_test_message ("%s", rows[i].host);
      world_init (&world, rows[i].rules);
      world.port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
      g_assert_no_error (error);
      g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), &n_incoming);
      urls[0] = url = g_strdup_printf ("https://%s:PORT/{data}", rows[i].host);
      add_lookup (&world, world.contract, urls);
      check (&world, SOTTO_ENS_ERROR_OUTSIDE_FAILED);
      g_assert_cmpint (n_incoming > 0, ==, rows[i].is_reached);
      g_socket_service_stop (service);
      g_socket_listener_close (G_SOCKET_LISTENER (service));
      world_clear (&world);
    }
}

/* A host stays a host for whoever checks its certificate, and one without a public address is
 * nowhere. */
static void
test_host (void)
{
  g_autoptr (GUri) uri = g_uri_parse ("https://localhost:8443/", SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (SottoPublicHost) strict = sotto_public_host_new (uri, SOTTO_OUTSIDE_RULES_STRICT);
  g_autoptr (SottoPublicHost) open = sotto_public_host_new (uri, SOTTO_OUTSIDE_RULES_LOOPBACK);
  g_autoptr (GSocketAddressEnumerator) nothing =
    g_socket_connectable_enumerate (G_SOCKET_CONNECTABLE (strict));
  g_autoptr (GSocketAddressEnumerator) something =
    g_socket_connectable_enumerate (G_SOCKET_CONNECTABLE (open));
  g_autoptr (GSocketAddressEnumerator) by_proxy =
    g_socket_connectable_proxy_enumerate (G_SOCKET_CONNECTABLE (strict));
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (g_network_address_get_hostname (G_NETWORK_ADDRESS (strict)), ==, "localhost");
  g_assert_null (g_socket_address_enumerator_next (nothing, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (g_socket_address_enumerator_next (by_proxy, NULL, NULL));
  address = g_socket_address_enumerator_next (something, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)), ==, 8443);
}

/* What is refused by its name, so that no proxy is asked for it either. */
static void
test_host_names (void)
{
  static const struct
  {
    const char *host;
    gboolean is_acceptable;
  } rows[] = {
    { "gateway.example.com", TRUE },
    { "a.eth.limo", TRUE },
    { "1.1.1.1", TRUE },
    { "2606:4700::1111", TRUE },
    { "localhost", FALSE },
    { "gateway", FALSE },
    { "127.1", FALSE },
    { "0x7f.0.0.0x1", FALSE },
    { "2130706433", FALSE },
    { "printer.local", FALSE },
    { "a.LOCALHOST", FALSE },
    { "metadata.google.internal", FALSE },
    { "localhost.", FALSE },
    { "192.168.0.1", FALSE },
    { "::1", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].host);
      g_assert_cmpint (sotto_public_host_is_acceptable (rows[i].host, SOTTO_OUTSIDE_RULES_STRICT),
                       ==, rows[i].is_acceptable);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ethereum/outside-call/manners", test_manners);
  g_test_add_func ("/ethereum/outside-call/silent", test_silent);
  g_test_add_func ("/ethereum/outside-call/rounds", test_rounds);
  g_test_add_func ("/ethereum/outside-call/refused", test_refused);
  g_test_add_func ("/ethereum/outside-call/other-reason", test_other_reason);
  g_test_add_func ("/ethereum/outside-call/own-house", test_own_house);
  g_test_add_func ("/ethereum/outside-call/host", test_host);
  g_test_add_func ("/ethereum/outside-call/host-names", test_host_names);

  return g_test_run ();
}
