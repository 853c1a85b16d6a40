/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asking mailservers: whom, how often, and what is believed of what they say. */

#include "sotto-channel-key.h"
#include "sotto-mail-request.h"
#include "sotto-test-mailserver.h"
#include "sotto-test-net.h"
#include "sotto-transport-store.h"
#include "sotto-waku-mail-client.h"

static const SottoTopic red = { { 1, 2, 3, 0 } };
static const SottoTopic blue = { { 4, 5, 6, 0 } };

/* A client, and mailservers that it is connected to. */
typedef struct
{
  SottoTestNet *net;
  SottoTestNode *node;
  SottoWakuMailClient *client;
  SottoKey key;
  GPtrArray *servers; /* of SottoTestMailserver */
  GPtrArray *nodes;   /* of SottoTestNode, theirs */
  guint32 now;
} World;

typedef struct
{
  gboolean over;
  SottoHistoryPage *page;
  GError *error;
} Answer;

static void
world_init (World *world)
{
  SottoWakuMailServices services;

  *world = (World){ 0 };
  world->net = sotto_test_net_new ();
  world->node = sotto_test_net_add (world->net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  world->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_test_mailserver_free);
  world->nodes = g_ptr_array_new ();
  world->now = sotto_clock_get_seconds (SOTTO_CLOCK (world->node->clock));
  sotto_channel_key_derive (SOTTO_MAIL_DEFAULT_PASSWORD, &world->key);
  services = (SottoWakuMailServices){
    .node = world->node->node,
    .node_key = world->node->key,
    .clock = SOTTO_CLOCK (world->node->clock),
    .random = world->net->random,
  };
  world->client = sotto_waku_mail_client_new (&services);
}

static void
world_clear (World *world)
{
  g_clear_object (&world->client);
  g_ptr_array_unref (world->servers);
  g_ptr_array_unref (world->nodes);
  sotto_test_net_free (world->net);
}

/* A mailserver with @n envelopes, one a second up to now, which the client is connected to. */
static SottoTestMailserver *
add_server (World *world, guint n, gboolean named)
{
  SottoTestNode *node = sotto_test_net_add (world->net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  SottoTestMailserver *server = sotto_test_mailserver_new (node->node, node->key, world->key.bytes);
  g_autoptr (SottoEnode) enode = sotto_test_node_get_enode (node);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("envelope %u", i);
      g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));

      sotto_test_mailserver_put (server, i % 10 == 0 ? &blue : &red, world->now - i / 3, data);
    }
  g_ptr_array_add (world->servers, server);
  g_ptr_array_add (world->nodes, node);
  if (named)
    sotto_waku_mail_client_add_server (world->client, enode, FALSE);
  sotto_test_net_connect (world->net, world->node, node);
  return server;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  g_assert_false (answer->over);
  answer->over = TRUE;
  answer->page =
    sotto_history_source_query_finish (SOTTO_HISTORY_SOURCE (source), result, &answer->error);
  g_assert_true ((answer->page == NULL) == (answer->error != NULL));
}

static gboolean
is_over (gpointer user_data)
{
  return ((Answer *) user_data)->over;
}

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->page, sotto_history_page_unref);
  g_clear_error (&answer->error);
  answer->over = FALSE;
}

static SottoHistoryQuery
query_last_hour (World *world)
{
  return (SottoHistoryQuery){ .topics = &red,
                              .n_topics = 1,
                              .from_seconds = world->now - 3600,
                              .to_seconds = world->now,
                              .limit = 50 };
}

static void
ask (World *world, const SottoHistoryQuery *query, Answer *answer)
{
  answer_clear (answer);
  sotto_history_source_query_async (SOTTO_HISTORY_SOURCE (world->client), query, NULL, answered_cb,
                                    answer);
  g_assert_false (answer->over);
  for (guint i = 0; i < 2000 && !answer->over; i++)
    sotto_test_net_run (world->net, 100);
  g_assert_true (answer->over);
}

/* (transfer full) (element-type SottoHash): all pages, one behind the other. */
static GHashTable *
ask_all (World *world, guint *n_pages)
{
  GHashTable *seen = g_hash_table_new_full (sotto_hash_hash, sotto_hash_equal,
                                            (GDestroyNotify) sotto_hash_free, NULL);
  SottoHistoryQuery query = query_last_hour (world);
  g_autoptr (GBytes) cursor = NULL;
  g_autofree char *store = NULL;
  Answer answer = { 0 };

  for (*n_pages = 0; *n_pages < 1000; ++*n_pages)
    {
      query.cursor = cursor;
      query.store = store;
      ask (world, &query, &answer);
      g_assert_no_error (answer.error);
      for (guint i = 0; i < answer.page->payloads->len; i++)
        {
          SottoReceivedPayload *payload = answer.page->payloads->pdata[i];

          g_assert_true (sotto_topic_equal (&payload->topic, &red));
          g_assert_true (g_hash_table_add (seen, sotto_hash_copy (&payload->id)));
        }
      g_clear_pointer (&cursor, g_bytes_unref);
      g_clear_pointer (&store, g_free);
      if (answer.page->cursor == NULL)
        break;
      cursor = g_bytes_ref (answer.page->cursor);
      store = g_strdup (answer.page->store);
    }
  answer_clear (&answer);
  return seen;
}

/* Page by page in either order: everything once, and nothing of it enters the pool. */
static void
test_pages (gconstpointer data)
{
  World world;
  SottoTestMailserver *server;
  g_autoptr (GHashTable) seen = NULL;
  guint n_pages;

  world_init (&world);
  g_assert_false (sotto_history_source_get_available (SOTTO_HISTORY_SOURCE (world.client)));
  server = add_server (&world, 300, TRUE);
  g_assert_true (sotto_history_source_get_available (SOTTO_HISTORY_SOURCE (world.client)));
  sotto_test_mailserver_set_manner (server, GPOINTER_TO_UINT (data));
  seen = ask_all (&world, &n_pages);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 270);
  g_assert_cmpuint (n_pages, ==, 5);
  g_assert_cmpuint (sotto_test_mailserver_get_n_requests (server), ==, 6);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (world.node->node), ==, 0);
  g_assert_cmpuint (world.node->received->len, ==, 0);
  world_clear (&world);
}

static SottoTransportStore *
get_store (World *world, guint position)
{
  g_autoptr (SottoTransportStore) store =
    g_list_model_get_item (sotto_waku_mail_client_get_stores (world->client), position);

  return store;
}

/* Whatever a server does against the rules, it is left alone and the other one asked. */
static void
test_liar (gconstpointer data)
{
  World world;
  SottoTestMailserver *liar;
  g_autoptr (GHashTable) seen = NULL;
  SottoHistoryQuery query;
  Answer answer = { 0 };
  guint n_pages;

  world_init (&world);
  liar = add_server (&world, 300, TRUE);
  sotto_test_mailserver_set_manner (liar, GPOINTER_TO_UINT (data));
  query = query_last_hour (&world);
  for (guint i = 0; i < 8; i++)
    {
      ask (&world, &query, &answer);
      if (answer.error != NULL)
        break;
      query.store = answer.page->store;
      query.cursor = answer.page->cursor;
      g_assert_nonnull (query.cursor);
      query.store = g_intern_string (query.store);
      query.cursor = g_bytes_ref (query.cursor);
    }
  g_assert_nonnull (answer.error);
  g_assert_cmpuint (sotto_test_mailserver_get_n_requests (liar), <=, 6);
  g_clear_pointer (&query.cursor, g_bytes_unref);
  answer_clear (&answer);

  add_server (&world, 300, TRUE);
  seen = ask_all (&world, &n_pages);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 270);
  world_clear (&world);
}

/* What nobody asked for is not taken, not even from a server that was asked before. */
static void
test_unasked (void)
{
  World world;
  SottoTestMailserver *server;
  g_autoptr (GHashTable) seen = NULL;
  guint n_pages;

  world_init (&world);
  server = add_server (&world, 100, TRUE);
  sotto_test_mailserver_push (server);
  sotto_test_net_run (world.net, 500);
  seen = ask_all (&world, &n_pages);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 90);
  sotto_test_mailserver_push (server);
  sotto_test_net_run (world.net, 500);
  g_assert_cmpuint (world.node->received->len, ==, 0);
  g_assert_cmpuint (sotto_waku_node_get_n_pooled (world.node->node), ==, 0);
  world_clear (&world);
}

/* A server that does not answer is given up after its time, and the other one answers. */
static void
test_failover (void)
{
  World world;
  SottoTestMailserver *first;
  SottoTestMailserver *second;
  SottoHistoryQuery query;
  Answer answer = { 0 };

  world_init (&world);
  first = add_server (&world, 60, TRUE);
  query = query_last_hour (&world);
  ask (&world, &query, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (sotto_transport_store_get_latency (get_store (&world, 0)), >, 0);
  second = add_server (&world, 60, TRUE);
  sotto_test_mailserver_set_manner (first, SOTTO_TEST_MAILSERVER_SILENT);
  ask (&world, &query, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.page->payloads->len, ==, 50);
  g_assert_cmpuint (sotto_test_mailserver_get_n_requests (second), ==, 1);
  g_assert_cmpint (sotto_transport_store_get_status (get_store (&world, 0)), ==,
                   SOTTO_TRANSPORT_STORE_STATUS_RESTING);

  /* Left alone for a while, also when the other one does not answer either. */
  sotto_test_mailserver_set_manner (second, SOTTO_TEST_MAILSERVER_SILENT);
  ask (&world, &query, &answer);
  g_assert_error (answer.error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_STORE);
  g_assert_cmpuint (sotto_test_mailserver_get_n_requests (first), ==, 2);
  sotto_test_mailserver_set_manner (first, SOTTO_TEST_MAILSERVER_NEWEST_FIRST);
  sotto_test_net_run (world.net, 130000);
  ask (&world, &query, &answer);
  g_assert_no_error (answer.error);
  answer_clear (&answer);
  world_clear (&world);
}

static gboolean
is_unavailable (gpointer user_data)
{
  return !sotto_history_source_get_available (user_data);
}

/* A cursor is of use at the server that issued it, and nowhere else. */
static void
test_cursor (void)
{
  World world;
  SottoTestMailserver *server;
  SottoHistoryQuery query;
  g_autoptr (GBytes) cursor = NULL;
  g_autoptr (GBytes) strange = g_bytes_new_static ("strange", 7);
  g_autofree char *store = NULL;
  g_autoptr (SottoEnode) enode = NULL;
  Answer answer = { 0 };

  world_init (&world);
  server = add_server (&world, 300, TRUE);
  query = query_last_hour (&world);
  ask (&world, &query, &answer);
  g_assert_no_error (answer.error);
  cursor = g_bytes_ref (answer.page->cursor);
  store = g_strdup (answer.page->store);

  query.store = "somebody-else";
  query.cursor = cursor;
  ask (&world, &query, &answer);
  g_assert_error (answer.error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_CURSOR_LOST);
  query.store = store;
  query.cursor = strange;
  ask (&world, &query, &answer);
  g_assert_error (answer.error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_CURSOR_LOST);

  /* Asked twice, the second time for less. */
  query.cursor = cursor;
  sotto_test_mailserver_set_manner (server, SOTTO_TEST_MAILSERVER_SILENT);
  query.limit = 200;
  ask (&world, &query, &answer);
  g_assert_error (answer.error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_CURSOR_LOST);
  g_assert_cmpuint (sotto_test_mailserver_get_n_requests (server), ==, 3);
  g_assert_cmpuint (sotto_test_mailserver_get_limit (server), ==, 100);

  /* Nobody is left. */
  enode = sotto_test_node_get_enode (world.nodes->pdata[0]);
  sotto_waku_mail_client_remove_server (world.client, enode);
  sotto_test_net_wait (world.net, is_unavailable, world.client);
  query.cursor = NULL;
  query.store = NULL;
  ask (&world, &query, &answer);
  g_assert_error (answer.error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_NO_STORE);
  answer_clear (&answer);
  world_clear (&world);
}

/* A server that wants us to wait is waited for, and not blamed. */
static void
test_too_soon (void)
{
  World world;
  SottoTestMailserver *server;
  g_autoptr (GHashTable) seen = NULL;
  guint n_pages;

  world_init (&world);
  server = add_server (&world, 60, TRUE);
  sotto_test_mailserver_set_manner (server, SOTTO_TEST_MAILSERVER_TOO_SOON);
  seen = ask_all (&world, &n_pages);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 54);
  g_assert_cmpint (sotto_transport_store_get_status (get_store (&world, 0)), ==,
                   SOTTO_TRANSPORT_STORE_STATUS_READY);
  world_clear (&world);
}

static gboolean
is_available (gpointer user_data)
{
  return sotto_history_source_get_available (user_data);
}

/* A relay is tried when that is wanted, and used when it answers; others are left alone. */
static void
test_relays (void)
{
  World world;
  SottoTestMailserver *server;
  SottoTestNode *plain;
  g_autoptr (GHashTable) seen = NULL;
  guint n_pages;

  world_init (&world);
  server = add_server (&world, 60, FALSE);
  plain = sotto_test_net_add (world.net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  sotto_test_net_connect (world.net, world.node, plain);
  sotto_test_net_run (world.net, 2000);
  g_assert_cmpuint (sotto_test_mailserver_get_n_requests (server), ==, 0);
  g_assert_false (sotto_history_source_get_available (SOTTO_HISTORY_SOURCE (world.client)));

  sotto_waku_mail_client_set_try_relays (world.client, TRUE);
  sotto_test_net_wait (world.net, is_available, world.client);
  g_assert_cmpuint (g_list_model_get_n_items (sotto_waku_mail_client_get_stores (world.client)), ==,
                    1);
  g_assert_false (sotto_transport_store_get_own (get_store (&world, 0)));
  seen = ask_all (&world, &n_pages);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 54);

  sotto_waku_mail_client_set_try_relays (world.client, FALSE);
  g_assert_false (sotto_history_source_get_available (SOTTO_HISTORY_SOURCE (world.client)));
  world_clear (&world);
}

/* The pinned one is asked, and no other. */
static void
test_pin (void)
{
  World world;
  SottoTestMailserver *first;
  SottoTestMailserver *second;
  g_autoptr (SottoEnode) enode = NULL;
  SottoHistoryQuery query;
  Answer answer = { 0 };

  world_init (&world);
  first = add_server (&world, 60, TRUE);
  second = add_server (&world, 60, TRUE);
  enode = sotto_test_node_get_enode (world.nodes->pdata[1]);
  sotto_waku_mail_client_pin_server (world.client, enode);
  query = query_last_hour (&world);
  for (guint i = 0; i < 3; i++)
    ask (&world, &query, &answer);
  g_assert_cmpuint (sotto_test_mailserver_get_n_requests (first), ==, 0);
  g_assert_cmpuint (sotto_test_mailserver_get_n_requests (second), ==, 3);
  g_assert_true (sotto_transport_store_get_pinned (get_store (&world, 1)));

  sotto_test_mailserver_set_manner (second, SOTTO_TEST_MAILSERVER_REFUSE);
  ask (&world, &query, &answer);
  g_assert_error (answer.error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_STORE);
  g_assert_cmpuint (sotto_test_mailserver_get_n_requests (first), ==, 0);
  sotto_waku_mail_client_pin_server (world.client, NULL);
  ask (&world, &query, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (sotto_test_mailserver_get_n_requests (first), ==, 1);
  answer_clear (&answer);
  world_clear (&world);
}

/* Sealed to the server's key where the password is not to be used. */
static void
test_to_key (void)
{
  World world;
  SottoTestNode *node;
  g_autoptr (SottoTestMailserver) server = NULL;
  g_autoptr (SottoEnode) enode = NULL;
  SottoHistoryQuery query;
  Answer answer = { 0 };

  world_init (&world);
  node = sotto_test_net_add (world.net, SOTTO_WAKU_ROLE_RELAY, NULL, 0);
  server = sotto_test_mailserver_new (node->node, node->key, NULL);
  enode = sotto_test_node_get_enode (node);
  sotto_waku_mail_client_add_server (world.client, enode, TRUE);
  sotto_test_net_connect (world.net, world.node, node);
  query = query_last_hour (&world);
  ask (&world, &query, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (sotto_test_mailserver_get_n_requests (server), ==, 1);
  answer_clear (&answer);
  world_clear (&world);
}

/* However long sealing a question takes. */
static void
wait_for_requests (World *world, SottoTestMailserver *server, guint n)
{
  while (sotto_test_mailserver_get_n_requests (server) < n)
    sotto_test_net_run (world->net, 10);
  g_assert_cmpuint (sotto_test_mailserver_get_n_requests (server), ==, n);
}

/* Giving up, and stopping, while a question is under way. */
static void
test_cancel (void)
{
  World world;
  SottoTestMailserver *server;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SottoHistoryQuery query;
  Answer answer = { 0 };
  Answer other = { 0 };

  world_init (&world);
  server = add_server (&world, 60, TRUE);
  sotto_test_mailserver_set_manner (server, SOTTO_TEST_MAILSERVER_SILENT);
  query = query_last_hour (&world);
  sotto_history_source_query_async (SOTTO_HISTORY_SOURCE (world.client), &query, cancellable,
                                    answered_cb, &answer);
  wait_for_requests (&world, server, 1);
  g_cancellable_cancel (cancellable);
  sotto_test_net_wait (world.net, is_over, &answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  sotto_test_net_run (world.net, 31000);
  sotto_history_source_query_async (SOTTO_HISTORY_SOURCE (world.client), &query, NULL, answered_cb,
                                    &other);
  wait_for_requests (&world, server, 2);
  sotto_waku_mail_client_stop (world.client);
  sotto_test_net_wait (world.net, is_over, &other);
  g_assert_error (other.error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_NO_STORE);
  answer_clear (&answer);
  answer_clear (&other);
  world_clear (&world);
}

/* What a mailserver of ours confirms is kept for those who are away. */
static void
test_confirmed (void)
{
  World world;
  SottoHash id;

  world_init (&world);
  add_server (&world, 0, TRUE);
  sotto_test_net_publish (world.net, world.node, &red, "for later", &id);
  sotto_test_net_run (world.net, 2000);
  g_assert_true (sotto_test_node_has_confirmed (world.node, &id));
  g_assert_cmpuint (world.node->n_by_store, ==, 1);
  g_assert_cmpuint (sotto_test_mailserver_get_n_archived (world.servers->pdata[0]), ==, 1);
  world_clear (&world);
}

static void
add_liar (const char *name, SottoTestMailserverManner manner)
{
  g_autofree char *path = g_strdup_printf ("/waku/mail-client/liar/%s", name);

  g_test_add_data_func (path, GUINT_TO_POINTER (manner), test_liar);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/waku/mail-client/newest-first",
                        GUINT_TO_POINTER (SOTTO_TEST_MAILSERVER_NEWEST_FIRST), test_pages);
  g_test_add_data_func ("/waku/mail-client/oldest-first",
                        GUINT_TO_POINTER (SOTTO_TEST_MAILSERVER_OLDEST_FIRST), test_pages);
  add_liar ("no-end", SOTTO_TEST_MAILSERVER_NO_END);
  add_liar ("other-topic", SOTTO_TEST_MAILSERVER_OTHER_TOPIC);
  add_liar ("other-time", SOTTO_TEST_MAILSERVER_OTHER_TIME);
  add_liar ("same-cursor", SOTTO_TEST_MAILSERVER_SAME_CURSOR);
  add_liar ("empty-pages", SOTTO_TEST_MAILSERVER_EMPTY_PAGES);
  add_liar ("back-and-forth", SOTTO_TEST_MAILSERVER_BACK_AND_FORTH);
  add_liar ("flood", SOTTO_TEST_MAILSERVER_FLOOD);
  add_liar ("malformed", SOTTO_TEST_MAILSERVER_MALFORMED);
  add_liar ("refuse", SOTTO_TEST_MAILSERVER_REFUSE);
  g_test_add_func ("/waku/mail-client/unasked", test_unasked);
  g_test_add_func ("/waku/mail-client/failover", test_failover);
  g_test_add_func ("/waku/mail-client/cursor", test_cursor);
  g_test_add_func ("/waku/mail-client/too-soon", test_too_soon);
  g_test_add_func ("/waku/mail-client/relays", test_relays);
  g_test_add_func ("/waku/mail-client/pin", test_pin);
  g_test_add_func ("/waku/mail-client/to-key", test_to_key);
  g_test_add_func ("/waku/mail-client/cancel", test_cancel);
  g_test_add_func ("/waku/mail-client/confirmed", test_confirmed);

  return g_test_run ();
}
