/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Against a small daemon on a private bus: containers have neither Avahi nor multicast. */

#include <string.h>

#include "fake-avahi.h"
#include "fixtures.h"
#include "sotto-avahi-private.h"
#include "sotto-lan-browser-private.h"
#include "sotto-lan-discovery.h"

#define KEY                                                                                        \
  "fda1cff674c90c9a197539fe3dfb53086ace64f83ed7c6eabec741f7f381cc80"                               \
  "3e52ab2cd55d5569bce4347107a310dfd5f88a010cd2ffd1005ca406f1842877"
#define NO_POINT                                                                                   \
  "fda1cff674c90c9a197539fe3dfb53086ace64f83ed7c6eabec741f7f381cc80"                               \
  "3e52ab2cd55d5569bce4347107a310dfd5f88a010cd2ffd1005ca406f1842878"

typedef struct
{
  GTestDBus *test_bus;
  GDBusConnection *daemon_bus;
  FakeAvahi *avahi;
} Fixture;

static GDBusConnection *
connect_to (GTestDBus *test_bus)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (test_bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);

  g_assert_no_error (error);
  return bus;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->test_bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->test_bus);
  fixture->daemon_bus = connect_to (fixture->test_bus);
  fixture->avahi = fake_avahi_new (fixture->daemon_bus);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fake_avahi_free (fixture->avahi);
  g_dbus_connection_close_sync (fixture->daemon_bus, NULL, NULL);
  g_object_unref (fixture->daemon_bus);
  g_test_dbus_stop (fixture->test_bus);
  g_object_unref (fixture->test_bus);
}

/* A node with its own connection to the bus. */
typedef struct
{
  GDBusConnection *bus;
  SottoHost *host;
  SottoLanDiscovery *discovery;
} Node;

static Node *
node_new (Fixture *fixture, guint key_number)
{
  Node *node = g_new0 (Node, 1);
  g_autoptr (SottoPrivateKey) key = fixture_key (key_number);
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (SottoRandom) random = sotto_random_new_system ();
  g_autoptr (ToyCapability) toy = toy_new ("toy", 1, 1);

  node->bus = connect_to (fixture->test_bus);
  node->host = sotto_host_new (key, clock, random);
  sotto_host_add_capability (node->host, SOTTO_CAPABILITY (toy));
  g_assert_true (sotto_host_listen (node->host, "127.0.0.1", 0, NULL));
  sotto_host_start (node->host);
  node->discovery = sotto_lan_discovery_new (node->host, node->bus);
  sotto_lan_discovery_start (node->discovery);
  return node;
}

static gboolean
is_idle (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

static void
node_free (Node *node)
{
  sotto_lan_discovery_stop (node->discovery);
  /* Calls that are under way keep the discovery alive until they are answered. */
  fixture_wait (is_idle, node->discovery);
  g_assert_finalize_object (node->discovery);
  /* So does a connection that is being made the host. */
  fixture_wait (is_idle, node->host);
  g_assert_finalize_object (node->host);
  g_dbus_connection_close_sync (node->bus, NULL, NULL);
  g_object_unref (node->bus);
  g_free (node);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Node, node_free)

static gboolean
is_available (gpointer user_data)
{
  gboolean available;

  g_object_get (((Node *) user_data)->discovery, "available", &available, NULL);
  return available;
}

static gboolean
is_not_available (gpointer user_data)
{
  return !is_available (user_data);
}

static gboolean
has_peer (gpointer user_data)
{
  return sotto_host_get_n_peers (((Node *) user_data)->host) == 1;
}

static gboolean
has_announced (gpointer user_data)
{
  return ((FakeAvahi *) user_data)->names->len > 0;
}

static gboolean
has_no_objects (gpointer user_data)
{
  return ((FakeAvahi *) user_data)->objects->len == 0;
}

static void
test_two_nodes_meet (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Node) a = node_new (fixture, 1);
  g_autoptr (Node) b = node_new (fixture, 2);

  fixture_wait (has_peer, a);
  fixture_wait (has_peer, b);
  g_assert_true (is_available (a));
  g_assert_cmpuint (sotto_host_get_n_known_nodes (a->host), ==, 1);
  g_assert_cmpuint (sotto_host_get_n_known_nodes (b->host), ==, 1);
}

static gboolean
is_resolved (gpointer user_data)
{
  return ((FakeAvahi *) user_data)->n_resolvers > 0;
}

static void
test_own_announcement (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Node) a = node_new (fixture, 1);
  const char *name;

  fixture_wait (has_announced, fixture->avahi);
  fixture_wait (is_resolved, fixture->avahi);
  /* The reply to a later call comes behind the signal. */
  g_object_unref (connect_to (fixture->test_bus));
  fixture_settle ();
  g_assert_cmpuint (sotto_host_get_n_known_nodes (a->host), ==, 0);
  name = fixture->avahi->names->pdata[0];
  g_assert_true (g_str_has_prefix (name, "Sotto "));
  g_assert_cmpuint (strlen (name), ==, strlen ("Sotto 01234567"));
}

static void
test_stop_withdraws (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Node) a = node_new (fixture, 1);

  fixture_wait (has_announced, fixture->avahi);
  fixture_wait (is_resolved, fixture->avahi);
  sotto_lan_discovery_stop (a->discovery);
  fixture_wait (has_no_objects, fixture->avahi);
  g_assert_false (is_available (a));
}

/* Until what @node has asked so far is at the daemon: a ping comes behind it, and is answered by
 * the connection itself. */
static void
reach_daemon (Fixture *fixture, Node *node)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
    node->bus, g_dbus_connection_get_unique_name (fixture->daemon_bus), "/",
    "org.freedesktop.DBus.Peer", "Ping", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
  fixture_settle ();
}

/* Stopping while every call is still under way leaves nothing behind in the daemon. */
static void
test_stop_at_once (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (Node) a = node_new (fixture, 1);

      for (guint j = 0; j < i; j++)
        g_main_context_iteration (NULL, FALSE);
      sotto_lan_discovery_stop (a->discovery);
      fixture_wait (is_idle, a->discovery);
      reach_daemon (fixture, a);
      fixture_wait (has_no_objects, fixture->avahi);
    }
}

static void
test_daemon_restarts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Node) a = node_new (fixture, 1);

  fixture_wait (has_announced, fixture->avahi);
  g_assert_true (is_available (a));
  fake_avahi_disappear (fixture->avahi);
  fixture_wait (is_not_available, a);
  g_ptr_array_set_size (fixture->avahi->names, 0);
  fake_avahi_appear (fixture->avahi);
  fixture_wait (has_announced, fixture->avahi);
  g_assert_true (is_available (a));
  g_assert_cmpuint (fixture->avahi->n_groups, ==, 1);
  g_assert_cmpuint (fixture->avahi->n_browsers, ==, 1);
}

static gboolean
has_three_names (gpointer user_data)
{
  return ((FakeAvahi *) user_data)->names->len == 3;
}

static void
test_collision (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Node) a = NULL;
  GPtrArray *names = fixture->avahi->names;

  fixture->avahi->n_collisions = 2;
  a = node_new (fixture, 1);
  fixture_wait (has_three_names, fixture->avahi);
  g_assert_true (is_available (a));
  g_assert_true (g_str_has_suffix (names->pdata[1], " 2"));
  g_assert_true (g_str_has_suffix (names->pdata[2], " 3"));
}

static void
test_no_daemon (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Node) a = NULL;

  fake_avahi_disappear (fixture->avahi);
  a = node_new (fixture, 1);
  g_object_unref (connect_to (fixture->test_bus));
  fixture_settle ();
  g_assert_false (is_available (a));
}

static gboolean
has_most_resolvers (gpointer user_data)
{
  return ((FakeAvahi *) user_data)->n_resolvers == SOTTO_LAN_BROWSER_MAX_SERVICES;
}

static void
test_flood (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Node) a = node_new (fixture, 1);

  fixture_wait (has_announced, fixture->avahi);
  fixture_wait (is_resolved, fixture->avahi);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("intruder %u", i);

      fake_avahi_show_item (fixture->avahi, name);
    }
  fixture_wait (has_most_resolvers, fixture->avahi);
  g_object_unref (connect_to (fixture->test_bus));
  fixture_settle ();
  g_assert_cmpuint (fixture->avahi->n_resolvers, ==, SOTTO_LAN_BROWSER_MAX_SERVICES);
  g_assert_cmpuint (sotto_host_get_n_known_nodes (a->host), ==, 0);
}

/* What a resolver tells, as somebody on the network chose it. */

static const struct
{
  const char *description;
  const char *type;
  const char *address;
  guint16 port;
  const char *text;
  guint32 flags;
  const char *expected;
} found[] = {
  { "IPv4", "_sotto._tcp", "192.168.1.7", 30303, "key=" KEY, 0,
    "enode://" KEY "@192.168.1.7:30303" },
  { "IPv6", "_sotto._tcp", "2001:db8::7", 30303, "key=" KEY, 0,
    "enode://" KEY "@[2001:db8::7]:30303" },
  { "link-local", "_sotto._tcp", "fe80::7", 1, "key=" KEY, 0, "enode://" KEY "@[fe80::7%3]:1" },
  { "other field first", "_sotto._tcp", "192.168.1.7", 1, "x=y\nkey=" KEY, 0,
    "enode://" KEY "@192.168.1.7:1" },
  { "first key counts", "_sotto._tcp", "192.168.1.7", 1, "key=\nkey=" KEY "\nkey=" NO_POINT, 0,
    "enode://" KEY "@192.168.1.7:1" },
  { "loopback of this computer", "_sotto._tcp", "127.0.0.1", 1, "key=" KEY, 8,
    "enode://" KEY "@127.0.0.1:1" },
  { "loopback of another", "_sotto._tcp", "127.0.0.1", 1, "key=" KEY, 4, NULL },
  { "IPv6 loopback of another", "_sotto._tcp", "::1", 1, "key=" KEY, 4, NULL },
  { "mapped loopback of another", "_sotto._tcp", "::ffff:127.0.0.1", 1, "key=" KEY, 4, NULL },
  { "other service", "_http._tcp", "192.168.1.7", 1, "key=" KEY, 0, NULL },
  { "port 0", "_sotto._tcp", "192.168.1.7", 0, "key=" KEY, 0, NULL },
  { "multicast", "_sotto._tcp", "224.0.0.251", 1, "key=" KEY, 0, NULL },
  { "any", "_sotto._tcp", "0.0.0.0", 1, "key=" KEY, 0, NULL },
  { "broadcast", "_sotto._tcp", "255.255.255.255", 1, "key=" KEY, 0, NULL },
  { "name for an address", "_sotto._tcp", "localhost", 1, "key=" KEY, 0, NULL },
  { "empty address", "_sotto._tcp", "", 1, "key=" KEY, 0, NULL },
  { "no text", "_sotto._tcp", "192.168.1.7", 1, "", 0, NULL },
  { "no key", "_sotto._tcp", "192.168.1.7", 1, "x=y", 0, NULL },
  { "key too short", "_sotto._tcp", "192.168.1.7", 1, "key=fda1", 0, NULL },
  { "key too long", "_sotto._tcp", "192.168.1.7", 1, "key=" KEY "00", 0, NULL },
  { "no point", "_sotto._tcp", "192.168.1.7", 1, "key=" NO_POINT, 0, NULL },
  { "prefix in the key", "_sotto._tcp", "192.168.1.7", 1, "key=0x" KEY, 0, NULL },
  { "capitals", "_sotto._tcp", "192.168.1.7", 1, "KEY=" KEY, 0, NULL },
};

static GVariant *
make_text (const char *text)
{
  g_auto (GStrv) fields = g_strsplit (text, "\n", -1);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; fields[i] != NULL; i++)
    g_variant_builder_add_value (
      &builder, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, fields[i], strlen (fields[i]), 1));
  return g_variant_builder_end (&builder);
}

static char *
parse (const char *type, const char *address, guint16 port, GVariant *text, guint32 flags)
{
  g_autoptr (GVariant) parameters = g_variant_ref_sink (g_variant_new (
    "(iissssisq@aayu)", 3, 0, "Sotto", type, "local", "host.local", 0, address, port, text, flags));
  g_autoptr (SottoEnode) enode = sotto_lan_browser_parse_found (parameters);

  return enode != NULL ? sotto_enode_to_string (enode) : NULL;
}

static void
test_found (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    {
      g_autofree char *url = parse (found[i].type, found[i].address, found[i].port,
                                    make_text (found[i].text), found[i].flags);

      g_test_message ("%s", found[i].description);
      g_assert_cmpstr (url, ==, found[i].expected);
    }
}

static void
test_found_is_bounded (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GVariant) other = g_variant_ref_sink (g_variant_new ("(is)", 1, "x"));
  g_autofree char *url = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "x=y\n");
  g_string_append (text, "key=" KEY);
  url = parse ("_sotto._tcp", "192.168.1.7", 1, make_text (text->str), 0);
  g_assert_null (url);
  g_assert_null (sotto_lan_browser_parse_found (other));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/devp2p/lan-discovery/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *dbus_daemon = NULL;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/devp2p/lan-discovery/found", test_found);
  g_test_add_func ("/devp2p/lan-discovery/found-is-bounded", test_found_is_bounded);
  dbus_daemon = g_find_program_in_path ("dbus-daemon");
  if (dbus_daemon == NULL)
    return g_test_run ();
  ADD ("two-nodes-meet", test_two_nodes_meet);
  ADD ("own-announcement", test_own_announcement);
  ADD ("stop-withdraws", test_stop_withdraws);
  ADD ("stop-at-once", test_stop_at_once);
  ADD ("daemon-restarts", test_daemon_restarts);
  ADD ("collision", test_collision);
  ADD ("no-daemon", test_no_daemon);
  ADD ("flood", test_flood);
  return g_test_run ();
}
