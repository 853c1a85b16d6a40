/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Discovery v5 over real sockets on this computer: thirty nodes that know one of them find each
 * other, while somebody throws rubbish at all of them. */

#include "fixtures.h"
#include "sotto-discv5.h"

#define N_NODES 30
#define N_FOUND 20

typedef struct
{
  GPtrArray *nodes;
  GSocket *enemy;
  SottoRandom *random;
} Network;

/* Rubbish of every length to everybody. */
static void
annoy (Network *network)
{
  guint8 data[1400];

  for (guint i = 0; i < network->nodes->len; i++)
    {
      g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (
        "127.0.0.1", sotto_discv5_get_port (network->nodes->pdata[i]));
      gsize length = sotto_random_uniform (network->random, sizeof data);

      sotto_random_fill (network->random, data, sizeof data);
      g_socket_send_to (network->enemy, address, (const char *) data, length, NULL, NULL);
    }
}

static gboolean
everybody_found_most (gpointer user_data)
{
  Network *network = user_data;

  annoy (network);
  for (guint i = 0; i < network->nodes->len; i++)
    if (sotto_discv5_get_n_nodes (network->nodes->pdata[i]) < N_FOUND)
      return FALSE;
  return TRUE;
}

static SottoDiscv5 *
start_node (SottoClock *clock, SottoRandom *random, guint number, SottoNodeRecord *bootnode)
{
  g_autoptr (SottoPrivateKey) key = fixture_key (number);
  SottoDiscv5 *node = sotto_discv5_new (key, NULL, clock, random);
  SottoNodeContent content = { .ip = { 127, 0, 0, 1 }, .tcp = 30303 };
  g_autoptr (GError) error = NULL;

  g_assert_true (sotto_discv5_listen (node, number % 2 == 0 ? "127.0.0.1" : "::", 0, &error));
  g_assert_no_error (error);
  sotto_discv5_set_content (node, &content);
  if (bootnode != NULL)
    sotto_discv5_add_bootnode (node, bootnode);
  sotto_discv5_set_wanted (node, TRUE);
  sotto_discv5_start (node);
  return node;
}

static void
test_thirty_nodes (void)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (SottoRandom) random = sotto_random_new_system ();
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocket) enemy =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  Network network = { nodes, enemy, random };

  for (guint i = 0; i < N_NODES; i++)
    g_ptr_array_add (nodes, start_node (clock, random, i + 1,
                                        i > 0 ? sotto_discv5_get_record (nodes->pdata[0]) : NULL));
  fixture_wait (everybody_found_most, &network);
}

static gboolean
both_found (gpointer user_data)
{
  SottoDiscv5 **nodes = user_data;

  return sotto_discv5_get_n_nodes (nodes[0]) == 1 && sotto_discv5_get_n_nodes (nodes[1]) == 1;
}

/* Over IPv6 alone. */
static void
test_ipv6 (void)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (SottoRandom) random = sotto_random_new_system ();
  SottoDiscv5 *nodes[2] = { NULL, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      g_autoptr (SottoPrivateKey) key = fixture_key (i + 1);
      SottoNodeContent content = { .ip6 = { [15] = 1 }, .tcp = 30303 };

      nodes[i] = sotto_discv5_new (key, NULL, clock, random);
      if (!sotto_discv5_listen (nodes[i], "::1", 0, NULL))
        {
          g_test_skip ("there is no IPv6 here");
          g_clear_object (&nodes[0]);
          g_clear_object (&nodes[1]);
          return;
        }
      sotto_discv5_set_content (nodes[i], &content);
    }
  sotto_discv5_add_bootnode (nodes[1], sotto_discv5_get_record (nodes[0]));
  sotto_discv5_start (nodes[0]);
  sotto_discv5_start (nodes[1]);
  fixture_wait (both_found, nodes);
  g_clear_object (&nodes[0]);
  g_clear_object (&nodes[1]);
}

/* Two that may not have the same port; the one that is there goes on. */
static void
test_port_taken (void)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (SottoRandom) random = sotto_random_new_system ();
  g_autoptr (SottoDiscv5) first = start_node (clock, random, 1, NULL);
  g_autoptr (SottoPrivateKey) key = fixture_key (2);
  g_autoptr (SottoDiscv5) second = sotto_discv5_new (key, NULL, clock, random);
  g_autoptr (GError) error = NULL;

  g_assert_false (sotto_discv5_listen (second, "::", sotto_discv5_get_port (first), &error));
  g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_LISTEN);
  g_clear_error (&error);
  g_assert_false (sotto_discv5_listen (second, "example.org", 0, &error));
  g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_LISTEN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/devp2p/discv5-loopback/thirty-nodes", test_thirty_nodes);
  g_test_add_func ("/devp2p/discv5-loopback/ipv6", test_ipv6);
  g_test_add_func ("/devp2p/discv5-loopback/port-taken", test_port_taken);
  return g_test_run ();
}
