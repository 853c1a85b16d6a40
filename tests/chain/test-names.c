/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names, against contracts that hash and resolve them by themselves: through a universal resolver,
 * and through the registry alone. */

#include <libsoup/soup.h>
#include <string.h>

#include "anvil.h"

#include "sotto-chain-error.h"
#include "sotto-ens-resolver.h"
#include "sotto-hex.h"

/* Of contracts/Names.sol. */
#define ALICE "0x00000000000000000000000000000000000A11cE"
#define ALICE_ELSEWHERE "0x000000000000000000000000000000000a11CE10"
#define EVE "0x0000000000000000000000000000000000000e7e"
#define PLAIN "0x0000000000000000000000000000000000010001"
#define OUTSIDE "0x0000000000000000000000000000000000010002"
#define REFUSING "0x0000000000000000000000000000000000010003"
#define NOBODY "0x0000000000000000000000000000000000010004"

/* What the server says, and the question of addr (bytes32) that it is sent. */
#define OUTSIDE_OWNER "0x2222222222222222222222222222222222222222"
#define OUTSIDE_ANSWER                                                                             \
  "{\"data\":\"0x0000000000000000000000002222222222222222222222222222222222222222\"}"
#define ADDRESS_CALL "/0x3b3b57de"

#define SLOT "0x0000000000000000000000000000000000000000000000000000000000000000"
#define SHORT_TEXT 31

typedef struct
{
  Anvil *anvil;
  SoupServer *server;
  guint n_asked; /* of the server */
  SottoEnsResolver *resolver;
} World;

static void
gateway_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  World *world = user_data;

  world->n_asked++;
  g_assert_true (g_str_has_prefix (path, ADDRESS_CALL));
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, OUTSIDE_ANSWER,
                                    strlen (OUTSIDE_ANSWER));
}

static void
place (World *world, const char *name, const char *address)
{
  guint8 bytes[20];

  g_assert_true (sotto_address_parse (address, bytes, NULL));
  anvil_place (world->anvil, name, bytes);
}

/* Where the contract sends those who ask: a short text, with twice its length as the last byte. */
static void
write_url (World *world)
{
  GSList *uris = soup_server_get_uris (world->server);
  g_autofree char *url =
    g_strdup_printf ("http://127.0.0.1:%d/{data}", g_uri_get_port (uris->data));
  guint8 word[SHORT_TEXT + 1] = { 0 };
  g_autofree char *digits = NULL;
  g_autofree char *params = NULL;

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_assert_cmpuint (strlen (url), <=, SHORT_TEXT);
  memcpy (word, url, strlen (url));
  word[SHORT_TEXT] = (guint8) (strlen (url) * 2);
  digits = sotto_hex_encode (word, sizeof word);
  params = g_strdup_printf ("[\"%s\",\"%s\",\"0x%s\"]", OUTSIDE, SLOT, digits);
  anvil_order (world->anvil, "anvil_setStorageAt", params);
}

static void
world_init (World *world, gboolean is_universal)
{
  g_autoptr (SottoOutsideGateway) gateway = NULL;
  g_autoptr (GError) error = NULL;

  *world = (World){ .anvil = anvil_new () };
  world->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (world->server, NULL, gateway_cb, world, NULL);
  soup_server_listen_local (world->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);

  anvil_place (world->anvil, "NameRegistry", sotto_ens_get_registry ());
  if (is_universal)
    anvil_place (world->anvil, "UniversalNames", sotto_ens_get_universal_resolver ());
  place (world, "PlainNames", PLAIN);
  place (world, "OutsideNames", OUTSIDE);
  place (world, "RefusingNames", REFUSING);
  write_url (world);

  world->resolver = sotto_ens_resolver_new (world->anvil->chain, world->anvil->clock);
  gateway = sotto_outside_gateway_new (SOTTO_OUTSIDE_RULES_LOOPBACK, NULL, world->anvil->clock);
  sotto_ens_resolver_set_gateway (world->resolver, gateway);
}

static void
world_clear (World *world)
{
  g_object_unref (world->resolver);
  soup_server_disconnect (world->server);
  g_object_unref (world->server);
  anvil_free (world->anvil);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

typedef struct
{
  const char *what; /* a name, or an address */
  guint32 coin;     /* of the address of a name */
  SottoEnsFlags flags;
  int code;             /* of SOTTO_ENS_ERROR; -1 for an answer */
  const char *expected; /* the answer, or a part of the message */
} Row;

static const Row forward[] = {
  { "alice.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, -1, ALICE },
  { "Alice.ETH", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_FRESH, -1, ALICE },
  { "alice.eth", SOTTO_ENS_COIN_CHAIN (10), SOTTO_ENS_NONE, -1, ALICE_ELSEWHERE },
  { "alice.eth", SOTTO_ENS_COIN_CHAIN (8453), SOTTO_ENS_NONE, SOTTO_ENS_ERROR_NOT_SET, NULL },
  { "empty.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, SOTTO_ENS_ERROR_NOT_SET, NULL },
  { "nobody.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, SOTTO_ENS_ERROR_NO_NAME, NULL },
  { "sub.alice.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, SOTTO_ENS_ERROR_NO_NAME, NULL },
  { "broken.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, SOTTO_ENS_ERROR_BROKEN, NULL },
  { "refusing.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, SOTTO_ENS_ERROR_BROKEN, "not today" },
  { "outside.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, SOTTO_ENS_ERROR_OUTSIDE_OFF, NULL },
  { "outside.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_OUTSIDE, -1, OUTSIDE_OWNER },
  { "x.y.outside.eth", SOTTO_ENS_COIN_ETHER, SOTTO_ENS_OUTSIDE, -1, OUTSIDE_OWNER },
};

static const Row backward[] = {
  { ALICE, SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, -1, "alice.eth" },
  { EVE, SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, SOTTO_ENS_ERROR_MISMATCH, NULL },
  { NOBODY, SOTTO_ENS_COIN_ETHER, SOTTO_ENS_NONE, SOTTO_ENS_ERROR_NO_NAME, NULL },
};

static void
check (const Row *row, const char *answer, const GError *error)
{
  g_test_message ("%s %u %u", row->what, row->coin, row->flags);
  if (row->code == -1)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (answer, ==, row->expected);
      return;
    }
  g_assert_null (answer);
  g_assert_error (error, SOTTO_ENS_ERROR, row->code);
  if (row->expected != NULL)
    g_assert_nonnull (strstr (error->message, row->expected));
}

static void
check_forward (World *world, const Row *row)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  guint8 address[20];

  sotto_ens_resolver_get_address_async (world->resolver, row->what, row->coin, row->flags, NULL,
                                        result_cb, &result);
  wait_for (&result);
  if (sotto_ens_resolver_get_address_finish (world->resolver, result, address, &error))
    answer = sotto_address_to_string (address);
  check (row, answer, error);
}

static void
check_backward (World *world, const Row *row)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  guint8 address[20];

  g_assert_true (sotto_address_parse (row->what, address, NULL));
  sotto_ens_resolver_get_name_async (world->resolver, address, row->flags, NULL, result_cb,
                                     &result);
  wait_for (&result);
  answer = sotto_ens_resolver_get_name_finish (world->resolver, result, &error);
  check (row, answer, error);
}

static void
check_content (World *world)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SottoContentHash content;

  sotto_ens_resolver_get_content_async (world->resolver, "alice.eth", SOTTO_ENS_NONE, NULL,
                                        result_cb, &result);
  wait_for (&result);
  g_assert_true (sotto_ens_resolver_get_content_finish (world->resolver, result, &content, &error));
  g_assert_no_error (error);
  g_assert_cmpint (content.protocol, ==, SOTTO_CONTENT_IPFS);
}

static void
check_all (gboolean is_universal)
{
  World world;

  world_init (&world, is_universal);
  for (gsize i = 0; i < G_N_ELEMENTS (forward); i++)
    check_forward (&world, &forward[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (backward); i++)
    check_backward (&world, &backward[i]);
  check_content (&world);
  g_assert_cmpuint (world.n_asked, ==, 2);
  world_clear (&world);
}

static void
test_universal (void)
{
  check_all (TRUE);
}

static void
test_registry (void)
{
  check_all (FALSE);
}

int
main (int argc, char **argv)
{
  static const AnvilTest tests[] = {
    { "/chain/names/universal", test_universal },
    { "/chain/names/registry", test_registry },
  };

  return anvil_run (argc, argv, tests, G_N_ELEMENTS (tests));
}
