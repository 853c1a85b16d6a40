/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Company for a host: from lists, discovery and memory, in this order; and through a proxy. The
 * hosts have the real clock, the sources one that the test moves. */

#include <string.h>

#include "fake-dns.h"
#include "fake-socks.h"
#include "fixtures.h"
#include "sotto-base32.h"
#include "sotto-peer-cache-private.h"
#include "sotto-peer-source.h"
#include "sotto-proxy.h"
#include "sotto-test-state.h"

#define N_RELAYS 4
#define DOMAIN "nodes.example"

typedef struct
{
  SottoClock *clock;
  SottoTestClock *test_clock;
  SottoRandom *random;
  SottoTestState *state;
  GPtrArray *relays;
  FakeDns *dns;
  SottoPrivateKey *list_key;
  SottoHost *host;
  SottoPeerSource *source;
  SottoDnsList *list;
} Fixture;

static SottoHost *
start_host (Fixture *fixture, guint number, gboolean listens)
{
  g_autoptr (SottoPrivateKey) key = fixture_key (number);
  g_autoptr (ToyCapability) toy = toy_new ("toy", 1, 4);
  SottoHost *host = sotto_host_new (key, fixture->clock, fixture->random);

  sotto_host_add_capability (host, SOTTO_CAPABILITY (toy));
  if (listens)
    g_assert_true (sotto_host_listen (host, "127.0.0.1", 0, NULL));
  return host;
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  sotto_host_stop_finish (SOTTO_HOST (source), result, NULL);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_set (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
stop_host (SottoHost *host)
{
  gboolean stopped = FALSE;

  sotto_host_stop_async (host, NULL, stopped_cb, &stopped);
  fixture_wait (is_set, &stopped);
  g_object_unref (host);
}

static void
start_client (Fixture *fixture)
{
  fixture->host = start_host (fixture, 200, FALSE);
  fixture->source = sotto_peer_source_new (fixture->host, SOTTO_NET_STATE (fixture->state),
                                           SOTTO_CLOCK (fixture->test_clock), fixture->random);
  fixture->list = sotto_dns_list_new (SOTTO_DNS_RESOLVER (fixture->dns), NULL,
                                      SOTTO_CLOCK (fixture->test_clock), fixture->random);
  sotto_peer_source_set_dns_list (fixture->source, fixture->list);
  sotto_host_start (fixture->host);
}

static void
stop_client (Fixture *fixture)
{
  sotto_peer_source_stop (fixture->source);
  g_clear_object (&fixture->source);
  sotto_dns_list_remove_all (fixture->list);
  g_clear_object (&fixture->list);
  stop_host (g_steal_pointer (&fixture->host));
}

/* The last relay says that it is a mailserver, too. */
static void
publish_list (Fixture *fixture)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;
  g_autofree char *branch = NULL;
  g_autofree char *label = NULL;

  for (guint i = 0; i < N_RELAYS; i++)
    {
      g_autoptr (SottoPrivateKey) key = fixture_key (i + 1);
      SottoNodeContent content = {
        .ip = { 127, 0, 0, 1 },
        .tcp = sotto_host_get_port (fixture->relays->pdata[i]),
        .roles = i + 1 < N_RELAYS ? SOTTO_NODE_ROLE_RELAY
                                  : SOTTO_NODE_ROLE_RELAY | SOTTO_NODE_ROLE_MAILSERVER,
        .has_roles = TRUE,
      };
      g_autoptr (SottoNodeRecord) record = sotto_node_record_sign (key, 1, &content, NULL);
      g_autofree char *text = sotto_node_record_to_text (record);

      g_ptr_array_add (labels, fake_dns_add (fixture->dns, DOMAIN, text));
    }
  g_ptr_array_add (labels, NULL);
  joined = g_strjoinv (",", (char **) labels->pdata);
  branch = g_strconcat ("enrtree-branch:", joined, NULL);
  label = fake_dns_add (fixture->dns, DOMAIN, branch);
  fake_dns_set_root (fixture->dns, DOMAIN, label, label, 1, fixture->list_key);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = sotto_clock_new_system ();
  fixture->test_clock = sotto_test_clock_new (G_GINT64_CONSTANT (1584003600000000));
  fixture->random = sotto_random_new_system ();
  fixture->state = sotto_test_state_new ();
  fixture->dns = fake_dns_new (SOTTO_CLOCK (fixture->test_clock));
  fixture->list_key = fixture_key (99);
  fixture->relays = g_ptr_array_new ();
  for (guint i = 0; i < N_RELAYS; i++)
    {
      g_ptr_array_add (fixture->relays, start_host (fixture, i + 1, TRUE));
      sotto_host_start (fixture->relays->pdata[i]);
    }
  publish_list (fixture);
  start_client (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stop_client (fixture);
  for (guint i = 0; i < fixture->relays->len; i++)
    stop_host (fixture->relays->pdata[i]);
  g_ptr_array_unref (fixture->relays);
  sotto_private_key_unref (fixture->list_key);
  g_object_unref (fixture->dns);
  g_object_unref (fixture->state);
  g_object_unref (fixture->random);
  g_object_unref (fixture->test_clock);
  g_object_unref (fixture->clock);
}

static void
follow_list (Fixture *fixture)
{
  g_autofree char *url = fake_dns_url (DOMAIN, fixture->list_key);

  g_assert_true (sotto_dns_list_add (fixture->list, url, NULL));
}

/* Time passes as fast as the test can; what is on a socket takes its own. */
static gboolean
is_satisfied (gpointer user_data)
{
  Fixture *fixture = user_data;

  sotto_test_clock_advance (fixture->test_clock, 20);
  return sotto_peer_source_is_satisfied (fixture->source);
}

/* Wakes the main loop. */
static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for_company (Fixture *fixture)
{
  guint ticks = g_timeout_add (1, tick_cb, NULL);

  fixture_wait (is_satisfied, fixture);
  g_source_remove (ticks);
}

static void
test_from_list (Fixture *fixture, gconstpointer data)
{
  guint n_asked;

  follow_list (fixture);
  sotto_peer_source_set_wanted (fixture->source, 2, FALSE);
  g_assert_true (sotto_peer_source_is_satisfied (fixture->source));
  sotto_peer_source_start (fixture->source);
  g_assert_false (sotto_peer_source_is_satisfied (fixture->source));
  fixture_settle ();
  g_assert_cmpuint (fixture->dns->questions->len, ==, 0);
  wait_for_company (fixture);
  g_assert_cmpuint (sotto_host_get_n_peers (fixture->host), ==, 2);

  /* Enough is enough: nobody is asked any more. */
  sotto_test_clock_advance (fixture->test_clock, 2000);
  fixture_settle ();
  n_asked = fixture->dns->questions->len;
  sotto_test_clock_advance (fixture->test_clock, 60 * 60 * 1000);
  fixture_settle ();
  g_assert_cmpuint (fixture->dns->questions->len, ==, n_asked);
}

static gboolean
has_mailserver (gpointer user_data)
{
  Fixture *fixture = user_data;

  return is_satisfied (fixture) &&
         sotto_host_get_n_peers (fixture->relays->pdata[N_RELAYS - 1]) == 1;
}

static void
test_mailserver (Fixture *fixture, gconstpointer data)
{
  guint ticks = g_timeout_add (1, tick_cb, NULL);

  follow_list (fixture);
  sotto_peer_source_set_wanted (fixture->source, 1, TRUE);
  sotto_peer_source_start (fixture->source);
  fixture_wait (has_mailserver, fixture);
  g_source_remove (ticks);
}

static void
test_memory (Fixture *fixture, gconstpointer data)
{
  follow_list (fixture);
  sotto_peer_source_set_wanted (fixture->source, 2, FALSE);
  sotto_peer_source_start (fixture->source);
  wait_for_company (fixture);
  g_assert_cmpuint (sotto_peer_source_get_n_remembered (fixture->source), >=, 2);
  stop_client (fixture);

  /* No list this time. */
  g_ptr_array_set_size (fixture->dns->questions, 0);
  start_client (fixture);
  sotto_peer_source_set_wanted (fixture->source, 2, FALSE);
  sotto_peer_source_start (fixture->source);
  wait_for_company (fixture);
  g_assert_cmpuint (fixture->dns->questions->len, ==, 0);
}

static gboolean
lost_company (gpointer user_data)
{
  Fixture *fixture = user_data;

  return !sotto_peer_source_is_satisfied (fixture->source);
}

static void
test_resumes (Fixture *fixture, gconstpointer data)
{
  follow_list (fixture);
  sotto_peer_source_set_wanted (fixture->source, N_RELAYS, FALSE);
  sotto_peer_source_start (fixture->source);
  wait_for_company (fixture);
  sotto_host_stop_listening (fixture->relays->pdata[0]);
  stop_host (g_ptr_array_steal_index (fixture->relays, 0));
  fixture_wait (lost_company, fixture);
}

/* A name that only the proxy knows is reached, so it was the proxy that looked it up. */
static void
test_proxy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeSocks) socks = fake_socks_new (sotto_host_get_port (fixture->relays->pdata[0]));
  g_autofree char *url = g_strdup_printf ("socks5://127.0.0.1:%u", socks->port);
  g_autoptr (GProxyResolver) proxy = sotto_proxy_new (url, NULL);
  g_autoptr (SottoPrivateKey) key = fixture_key (1);
  g_autoptr (SottoEnode) enode =
    sotto_enode_new (sotto_private_key_get_public (key), "relay.invalid", 30303);

  g_assert_nonnull (proxy);
  sotto_host_set_proxy (fixture->host, proxy);
  sotto_host_add_static (fixture->host, enode);
  sotto_peer_source_set_wanted (fixture->source, 1, FALSE);
  sotto_peer_source_start (fixture->source);
  wait_for_company (fixture);
  g_assert_cmpuint (socks->names->len, ==, 1);
  g_assert_cmpstr (socks->names->pdata[0], ==, "relay.invalid");
  stop_client (fixture);
  start_client (fixture);
}

static void
failed_cb (SottoHost *host, SottoEnode *enode, GError *error, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* A proxy that refuses is no reason to go without it. */
static void
test_proxy_refuses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeSocks) socks = fake_socks_new (1);
  g_autofree char *url = g_strdup_printf ("socks5://127.0.0.1:%u", socks->port);
  g_autoptr (GProxyResolver) proxy = sotto_proxy_new (url, NULL);
  g_autoptr (SottoPrivateKey) key = fixture_key (1);
  g_autoptr (SottoEnode) enode =
    sotto_enode_new (sotto_private_key_get_public (key), "relay.invalid", 30303);
  gboolean failed = FALSE;

  socks->refuses = TRUE;
  g_signal_connect (fixture->host, "dial-failed", G_CALLBACK (failed_cb), &failed);
  sotto_host_set_proxy (fixture->host, proxy);
  sotto_host_add_static (fixture->host, enode);
  fixture_wait (is_set, &failed);
  g_assert_cmpuint (sotto_host_get_n_peers (fixture->host), ==, 0);
  g_signal_handlers_disconnect_by_data (fixture->host, &failed);
}

static void
test_proxy_urls (void)
{
  static const char *const bad[] = { "",
                                     "127.0.0.1:9050",
                                     "http://127.0.0.1:9050",
                                     "socks4://127.0.0.1:9050",
                                     "socks5://",
                                     "socks5://127.0.0.1:0",
                                     "socks5://127.0.0.1:70000",
                                     "socks5://127.0.0.1:9050/path",
                                     "socks5://127.0.0.1:9050?a" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sotto_proxy_new (bad[i], &error));
      g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_ADDRESS);
    }
}

static void
test_cache_bounds (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (G_GINT64_CONSTANT (1584003600000000));
  g_autoptr (SottoTestState) state = sotto_test_state_new ();
  g_autoptr (SottoPeerCache) cache =
    sotto_peer_cache_new (SOTTO_NET_STATE (state), SOTTO_CLOCK (clock));
  g_autoptr (GPtrArray) list = NULL;
  SottoEnode *best;

  for (guint i = 1; i <= SOTTO_PEER_CACHE_MAX + 20; i++)
    {
      g_autoptr (SottoPrivateKey) key = fixture_key (i);
      g_autoptr (SottoEnode) enode =
        sotto_enode_new (sotto_private_key_get_public (key), "192.0.2.1", (guint16) i);

      sotto_peer_cache_connected (cache, enode, i == 5 ? SOTTO_NODE_ROLE_MAILSERVER : 0);
      if (i == 5)
        sotto_peer_cache_connected (cache, enode, SOTTO_NODE_ROLE_MAILSERVER);
    }
  g_assert_cmpuint (sotto_peer_cache_get_size (cache), ==, SOTTO_PEER_CACHE_MAX);

  /* Another life, in which the best node stops answering. */
  g_clear_pointer (&cache, sotto_peer_cache_free);
  cache = sotto_peer_cache_new (SOTTO_NET_STATE (state), SOTTO_CLOCK (clock));
  g_assert_cmpuint (sotto_peer_cache_get_size (cache), ==, SOTTO_PEER_CACHE_MAX);
  list = sotto_peer_cache_list (cache, 0);
  best = list->pdata[0];
  g_assert_cmpuint (sotto_enode_get_port (best), ==, 5);
  for (guint i = 0; i < SOTTO_PEER_CACHE_FIRST_SCORE + 1; i++)
    sotto_peer_cache_failed (cache, sotto_enode_get_key (best));
  g_assert_cmpuint (sotto_peer_cache_get_size (cache), ==, SOTTO_PEER_CACHE_MAX - 1);
  g_clear_pointer (&list, g_ptr_array_unref);
  list = sotto_peer_cache_list (cache, SOTTO_NODE_ROLE_MAILSERVER);
  g_assert_cmpuint (list->len, ==, 0);

  /* And one a month later. */
  g_clear_pointer (&cache, sotto_peer_cache_free);
  sotto_test_clock_jump (clock, (SOTTO_PEER_CACHE_AGE_SECONDS + 1) * G_GINT64_CONSTANT (1000000));
  cache = sotto_peer_cache_new (SOTTO_NET_STATE (state), SOTTO_CLOCK (clock));
  g_assert_cmpuint (sotto_peer_cache_get_size (cache), ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/devp2p/peer-source/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("from-list", test_from_list);
  ADD ("mailserver", test_mailserver);
  ADD ("memory", test_memory);
  ADD ("resumes", test_resumes);
  ADD ("proxy", test_proxy);
  ADD ("proxy-refuses", test_proxy_refuses);
  g_test_add_func ("/devp2p/peer-source/proxy-urls", test_proxy_urls);
  g_test_add_func ("/devp2p/peer-source/cache-bounds", test_cache_bounds);
  return g_test_run ();
}
