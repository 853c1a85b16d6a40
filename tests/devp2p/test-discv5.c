/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Discovery v5 in a network in memory, under the test clock: packets are lost, late and doubled.
 * Strangers, liars, and what the table takes. */

#include <string.h>

#include "fixtures.h"
#include "sotto-discv5-private.h"
#include "sotto-endpoint-votes-private.h"
#include "sotto-packet-limiter-private.h"
#include "sotto-test-state.h"

#define STEP_MS 10
#define BASE_PORT 20000

typedef struct
{
  SottoEndpoint from;
  SottoEndpoint to;
  GBytes *data;
  gint64 due_ms;
} Datagram;

/* The world: every node has an address of its own, and what it sends to others is on its way for a
 * while. */
typedef struct
{
  SottoTestClock *clock;
  SottoRandom *random;
  GPtrArray *nodes;
  GPtrArray *endpoints;
  GArray *way;
  guint loss_percent;
  guint double_percent;
  guint delay_ms;
  guint64 n_bytes;
  guint n_sent;
} World;

typedef struct
{
  World *world;
  SottoEndpoint endpoint;
} Port;

static void
send_cb (const SottoEndpoint *to, GBytes *packet, gpointer user_data)
{
  Port *port = user_data;
  World *world = port->world;
  guint n_copies = 1;

  world->n_sent++;
  world->n_bytes += g_bytes_get_size (packet);
  if (sotto_random_uniform (world->random, 100) < world->loss_percent)
    return;
  if (sotto_random_uniform (world->random, 100) < world->double_percent)
    n_copies++;
  for (guint i = 0; i < n_copies; i++)
    {
      Datagram datagram = {
        .from = port->endpoint,
        .to = *to,
        .data = g_bytes_ref (packet),
        .due_ms = sotto_clock_get_monotonic_time (SOTTO_CLOCK (world->clock)) / 1000 + 1 +
                  sotto_random_uniform (world->random, world->delay_ms + 1),
      };

      g_array_append_val (world->way, datagram);
    }
}

static void
deliver (World *world, const Datagram *datagram)
{
  for (guint i = 0; i < world->nodes->len; i++)
    {
      Port *port = world->endpoints->pdata[i];

      if (sotto_endpoint_equal (&port->endpoint, &datagram->to))
        sotto_discv5_receive (world->nodes->pdata[i], &datagram->from,
                              g_bytes_get_data (datagram->data, NULL),
                              g_bytes_get_size (datagram->data));
    }
}

static void
pass (World *world, guint milliseconds)
{
  for (guint passed = 0; passed < milliseconds; passed += STEP_MS)
    {
      gint64 now;

      sotto_test_clock_advance (world->clock, STEP_MS);
      now = sotto_clock_get_monotonic_time (SOTTO_CLOCK (world->clock)) / 1000;
      for (guint i = 0; i < world->way->len;)
        {
          Datagram datagram = g_array_index (world->way, Datagram, i);

          if (datagram.due_ms > now)
            {
              i++;
              continue;
            }
          g_array_remove_index (world->way, i);
          deliver (world, &datagram);
          g_bytes_unref (datagram.data);
        }
    }
}

static World *
world_new (guint64 seed)
{
  World *world = g_new0 (World, 1);

  world->clock = sotto_test_clock_new (G_GINT64_CONSTANT (1584003600000000));
  world->random = sotto_random_new_seeded (seed);
  world->nodes = g_ptr_array_new_with_free_func (g_object_unref);
  world->endpoints = g_ptr_array_new_with_free_func (g_free);
  world->way = g_array_new (FALSE, FALSE, sizeof (Datagram));
  world->delay_ms = 20;
  return world;
}

static void
world_free (World *world)
{
  for (guint i = 0; i < world->way->len; i++)
    g_bytes_unref (g_array_index (world->way, Datagram, i).data);
  g_array_unref (world->way);
  g_ptr_array_unref (world->nodes);
  g_ptr_array_unref (world->endpoints);
  g_object_unref (world->random);
  g_object_unref (world->clock);
  g_free (world);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

/* (transfer none): node number @number of the world, at 198.51.@number.1, which its record says
 * unless it is to find out. */
static SottoDiscv5 *
add_node (World *world, SottoNetState *state, gboolean knows_address)
{
  guint8 number = (guint8) world->nodes->len;
  guint8 ip[4] = { 198, 51, number, 1 };
  g_autoptr (SottoPrivateKey) key = fixture_key (number + 1u);
  SottoNodeContent content = { .tcp = 30303, .roles = SOTTO_NODE_ROLE_RELAY, .has_roles = TRUE };
  SottoDiscv5 *node = sotto_discv5_new (key, state, SOTTO_CLOCK (world->clock), world->random);
  Port *port = g_new0 (Port, 1);

  port->world = world;
  g_assert_true (sotto_endpoint_from_ip (&port->endpoint, ip, sizeof ip, BASE_PORT));
  if (knows_address)
    memcpy (content.ip, ip, sizeof ip);
  sotto_discv5_set_send_func (node, send_cb, BASE_PORT, port);
  sotto_discv5_set_content (node, &content);
  g_ptr_array_add (world->nodes, node);
  g_ptr_array_add (world->endpoints, port);
  return node;
}

static void
add_nodes (World *world, guint n_nodes)
{
  for (guint i = 0; i < n_nodes; i++)
    {
      SottoDiscv5 *node = add_node (world, NULL, TRUE);

      if (i > 0)
        sotto_discv5_add_bootnode (node, sotto_discv5_get_record (world->nodes->pdata[0]));
      sotto_discv5_set_wanted (node, TRUE);
      sotto_discv5_start (node);
    }
}

static void
test_finds_everybody (void)
{
  g_autoptr (World) world = world_new (1);

  add_nodes (world, 20);
  pass (world, 30 * 1000);
  for (guint i = 0; i < world->nodes->len; i++)
    g_assert_cmpuint (sotto_discv5_get_n_nodes (world->nodes->pdata[i]), >=, 15);
}

/* A fifth of all packets is lost, some come twice, and late ones are overtaken. */
static void
test_bad_network (void)
{
  for (guint64 seed = 1; seed <= 10; seed++)
    {
      g_autoptr (World) world = world_new (seed);

      g_test_message ("seed %" G_GUINT64_FORMAT, seed);
      world->loss_percent = 20;
      world->double_percent = 10;
      world->delay_ms = 200;
      add_nodes (world, 12);
      pass (world, 90 * 1000);
      for (guint i = 0; i < world->nodes->len; i++)
        g_assert_cmpuint (sotto_discv5_get_n_nodes (world->nodes->pdata[i]), >=, 6);
    }
}

static void
test_dead_nodes_leave (void)
{
  g_autoptr (World) world = world_new (2);

  add_nodes (world, 3);
  pass (world, 20 * 1000);
  g_assert_cmpuint (sotto_discv5_get_n_nodes (world->nodes->pdata[0]), ==, 2);
  world->loss_percent = 100;
  pass (world, 5 * 60 * 1000);
  g_assert_cmpuint (sotto_discv5_get_n_nodes (world->nodes->pdata[0]), ==, 0);
  world->loss_percent = 0;
  pass (world, 60 * 1000);
  g_assert_cmpuint (sotto_discv5_get_n_nodes (world->nodes->pdata[1]), >=, 1);
}

static void
test_learns_address (void)
{
  g_autoptr (World) world = world_new (3);
  SottoDiscv5 *node;
  const SottoNodeContent *content;

  add_nodes (world, 6);
  node = add_node (world, NULL, FALSE);
  sotto_discv5_add_bootnode (node, sotto_discv5_get_record (world->nodes->pdata[0]));
  sotto_discv5_set_wanted (node, TRUE);
  sotto_discv5_start (node);
  pass (world, 30 * 1000);
  content = sotto_node_record_get_content (sotto_discv5_get_record (node));
  fixture_assert_memory (content->ip, sizeof content->ip, "c6330601");
  g_assert_cmpuint (content->udp, ==, BASE_PORT);
  g_assert_cmpuint (content->tcp, ==, 30303);
}

/* The next life begins without anybody being named. */
static void
test_remembers (void)
{
  g_autoptr (World) world = world_new (4);
  g_autoptr (SottoTestState) state = sotto_test_state_new ();
  SottoDiscv5 *node;

  add_nodes (world, 5);
  node = add_node (world, SOTTO_NET_STATE (state), TRUE);
  sotto_discv5_add_bootnode (node, sotto_discv5_get_record (world->nodes->pdata[0]));
  sotto_discv5_set_wanted (node, TRUE);
  sotto_discv5_start (node);
  pass (world, 20 * 1000);
  g_assert_cmpuint (sotto_discv5_get_n_nodes (node), >=, 3);
  sotto_discv5_stop (node);
  g_ptr_array_remove_index (world->nodes, 5);
  g_ptr_array_remove_index (world->endpoints, 5);
  node = add_node (world, SOTTO_NET_STATE (state), TRUE);
  sotto_discv5_start (node);
  pass (world, 5 * 1000);
  g_assert_cmpuint (sotto_discv5_get_n_nodes (node), >=, 3);
}

/* Strangers: whatever they send, they get no more than they sent, and what is kept of them has an
 * end. */
static void
test_no_amplification (void)
{
  g_autoptr (World) world = world_new (5);
  SottoDiscv5 *node = add_node (world, NULL, TRUE);
  const SottoHash *id = sotto_node_record_get_id (sotto_discv5_get_record (node));
  guint64 n_in = 0;

  sotto_discv5_start (node);
  for (guint i = 0; i < 5000; i++)
    {
      SottoDiscv5Packet packet = { .flag =
                                     i % 3 == 2 ? SOTTO_DISCV5_HANDSHAKE : SOTTO_DISCV5_ORDINARY };
      guint8 ip[4] = { 203, 0, (guint8) (i >> 8), (guint8) i };
      guint8 iv[SOTTO_DISCV5_IV_LENGTH] = { 0 };
      g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
      g_autoptr (GBytes) datagram = NULL;
      SottoEndpoint from;
      guint64 before = world->n_bytes;

      g_assert_true (sotto_endpoint_from_ip (&from, ip, sizeof ip, 4000));
      sotto_random_fill (world->random, packet.source.bytes, SOTTO_HASH_LENGTH);
      sotto_random_fill (world->random, packet.nonce, sizeof packet.nonce);
      sotto_discv5_packet_build_header (&packet, iv);
      datagram = sotto_discv5_packet_seal (&packet, id, iv, nothing);
      n_in += g_bytes_get_size (datagram);
      sotto_discv5_receive (node, &from, g_bytes_get_data (datagram, NULL),
                            g_bytes_get_size (datagram));
      g_assert_cmpuint (world->n_bytes - before, <=, g_bytes_get_size (datagram));
    }
  g_assert_cmpuint (world->n_sent, >, 0);
  g_assert_cmpuint (world->n_bytes, <, n_in);
  g_assert_cmpuint (sotto_discv5_sessions_get_n_challenges (
                      sotto_discv5_link_get_sessions (sotto_discv5_get_link (node))),
                    <=, SOTTO_DISCV5_MAX_CHALLENGES);
  g_assert_cmpuint (
    sotto_discv5_sessions_get_size (sotto_discv5_link_get_sessions (sotto_discv5_get_link (node))),
    ==, 0);
}

static void
test_rate_limit (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  g_autoptr (SottoPacketLimiter) limiter = sotto_packet_limiter_new (SOTTO_CLOCK (clock));
  guint8 ip[4] = { 203, 0, 113, 1 };
  SottoEndpoint from;
  guint n_heard = 0;

  g_assert_true (sotto_endpoint_from_ip (&from, ip, sizeof ip, 4000));
  for (guint i = 0; i < 1000; i++)
    {
      from.port = (guint16) i;
      n_heard += sotto_packet_limiter_spend (limiter, &from);
    }
  g_assert_cmpuint (n_heard, ==, SOTTO_PACKET_LIMITER_BURST);
  sotto_test_clock_advance (clock, 1000);
  for (guint i = 0; i < 1000; i++)
    n_heard += sotto_packet_limiter_spend (limiter, &from);
  g_assert_cmpuint (n_heard, ==, SOTTO_PACKET_LIMITER_BURST + SOTTO_PACKET_LIMITER_PER_SECOND);
  for (guint i = 0; i < 3 * SOTTO_PACKET_LIMITER_MAX_ADDRESSES; i++)
    {
      ip[1] = (guint8) (i >> 16);
      ip[2] = (guint8) (i >> 8);
      ip[3] = (guint8) i;
      g_assert_true (sotto_endpoint_from_ip (&from, ip, sizeof ip, 4000));
      (void) !sotto_packet_limiter_spend (limiter, &from);
    }
  g_assert_cmpuint (sotto_packet_limiter_get_size (limiter), <=,
                    SOTTO_PACKET_LIMITER_MAX_ADDRESSES);
}

static SottoNodeRecord *
make_record (guint number, const guint8 ip[4], guint64 seq)
{
  guint8 bytes[32] = { 0x22 };
  g_autoptr (SottoPrivateKey) key = NULL;
  SottoNodeContent content = { .udp = 9000 };

  bytes[30] = (guint8) (number >> 8);
  bytes[31] = (guint8) number;
  key = sotto_private_key_new (bytes, NULL);
  memcpy (content.ip, ip, 4);
  return sotto_node_record_sign (key, seq, &content, NULL);
}

/* Whoever owns a /24 gets at most ten places, two in each bucket, however many keys they make. */
static void
test_table_network_limits (void)
{
  SottoHash local = { { 0 } };
  g_autoptr (SottoDiscv5Table) table = sotto_discv5_table_new (&local);
  g_autoptr (GPtrArray) bucket =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_node_record_unref);

  for (guint i = 0; i < 400; i++)
    {
      guint8 ip[4] = { 198, 51, 100, (guint8) i };
      g_autoptr (SottoNodeRecord) record = make_record (i, ip, 1);

      sotto_discv5_table_add (table, record);
      sotto_discv5_table_answered (table, sotto_node_record_get_id (record));
    }
  g_assert_cmpuint (sotto_discv5_table_get_size (table), <=, SOTTO_DISCV5_MAX_PER_NETWORK);
  sotto_discv5_table_collect (table, 256, 100, bucket);
  g_assert_cmpuint (bucket->len, ==, SOTTO_DISCV5_MAX_PER_NETWORK_BUCKET);
}

static void
test_table_replacements (void)
{
  SottoHash local = { { 0 } };
  g_autoptr (SottoDiscv5Table) table = sotto_discv5_table_new (&local);
  g_autoptr (GPtrArray) live =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_node_record_unref);
  g_autoptr (SottoNodeRecord) first = NULL;
  guint n_added = 0;

  for (guint i = 0; n_added < SOTTO_DISCV5_BUCKET_SIZE + 5; i++)
    {
      guint8 ip[4] = { 198, (guint8) (i >> 8), (guint8) i, 1 };
      g_autoptr (SottoNodeRecord) record = make_record (i, ip, 1);

      if (sotto_discv5_distance (&local, sotto_node_record_get_id (record)) != 256)
        continue;
      g_assert_cmpint (sotto_discv5_table_add (table, record), ==,
                       n_added < SOTTO_DISCV5_BUCKET_SIZE);
      if (n_added++ == 0)
        first = sotto_node_record_ref (record);
    }
  g_assert_cmpuint (sotto_discv5_table_get_size (table), ==, SOTTO_DISCV5_BUCKET_SIZE);

  /* Who did not answer is not handed on; who fails is replaced. */
  sotto_discv5_table_collect (table, 256, 100, live);
  g_assert_cmpuint (live->len, ==, 0);
  for (guint i = 0; i < SOTTO_DISCV5_MAX_FAILURES; i++)
    sotto_discv5_table_failed (table, sotto_node_record_get_id (first));
  g_assert_null (sotto_discv5_table_find (table, sotto_node_record_get_id (first)));
  g_assert_cmpuint (sotto_discv5_table_get_size (table), ==, SOTTO_DISCV5_BUCKET_SIZE);
}

/* An older record changes nothing; one with another address has to prove it. */
static void
test_table_updates (void)
{
  SottoHash local = { { 0 } };
  g_autoptr (SottoDiscv5Table) table = sotto_discv5_table_new (&local);
  guint8 here[4] = { 198, 51, 100, 1 };
  guint8 there[4] = { 198, 51, 101, 1 };
  guint8 nowhere[4] = { 0, 0, 0, 0 };
  g_autoptr (SottoNodeRecord) two = make_record (1, here, 2);
  g_autoptr (SottoNodeRecord) one = make_record (1, there, 1);
  g_autoptr (SottoNodeRecord) three = make_record (1, there, 3);
  g_autoptr (SottoNodeRecord) lost = make_record (2, nowhere, 3);
  const SottoHash *id = sotto_node_record_get_id (two);

  g_assert_true (sotto_discv5_table_add (table, two));
  g_assert_false (sotto_discv5_table_add (table, lost));
  g_assert_true (sotto_discv5_table_answered (table, id));
  g_assert_false (sotto_discv5_table_answered (table, id));
  sotto_discv5_table_add (table, one);
  g_assert_true (sotto_discv5_table_find (table, id) == two);
  g_assert_cmpuint (sotto_discv5_table_get_n_live (table), ==, 1);
  sotto_discv5_table_add (table, three);
  g_assert_true (sotto_discv5_table_find (table, id) == three);
  g_assert_cmpuint (sotto_discv5_table_get_n_live (table), ==, 0);
}

static void
vote (SottoEndpointVotes *votes, guint8 network, guint8 host, guint8 seen)
{
  guint8 voter_ip[4] = { 198, 51, network, host };
  guint8 seen_ip[4] = { 203, 0, 113, seen };
  SottoEndpoint voter;
  SottoEndpoint endpoint;

  g_assert_true (sotto_endpoint_from_ip (&voter, voter_ip, 4, 1000));
  g_assert_true (sotto_endpoint_from_ip (&endpoint, seen_ip, 4, 2000));
  sotto_endpoint_votes_add (votes, &voter, &endpoint);
}

static void
test_votes (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  g_autoptr (SottoEndpointVotes) votes = sotto_endpoint_votes_new (SOTTO_CLOCK (clock));
  SottoEndpoint seen;

  /* One network has one voice. */
  for (guint8 i = 0; i < 20; i++)
    vote (votes, 1, i, 1);
  g_assert_false (sotto_endpoint_votes_get (votes, &seen));
  vote (votes, 2, 1, 2);
  vote (votes, 3, 1, 2);
  g_assert_false (sotto_endpoint_votes_get (votes, &seen));
  vote (votes, 4, 1, 2);
  g_assert_true (sotto_endpoint_votes_get (votes, &seen));
  g_assert_cmpuint (seen.ip[15], ==, 2);
  vote (votes, 5, 1, 1);
  vote (votes, 6, 1, 1);
  g_assert_false (sotto_endpoint_votes_get (votes, &seen));
  sotto_test_clock_advance (clock, SOTTO_ENDPOINT_VOTES_MS + 1);
  vote (votes, 2, 1, 2);
  g_assert_false (sotto_endpoint_votes_get (votes, &seen));
}

static void
test_relay_filter (void)
{
  static const struct
  {
    const char *from;
    const char *of;
    guint16 port;
    gboolean good;
  } rows[] = {
    { "198.51.100.1", "203.0.113.9", 9000, TRUE }, { "198.51.100.1", "10.0.0.1", 9000, FALSE },
    { "198.51.100.1", "127.0.0.1", 9000, FALSE },  { "10.0.0.2", "10.0.0.1", 9000, TRUE },
    { "10.0.0.2", "127.0.0.1", 9000, FALSE },      { "127.0.0.1", "127.0.0.1", 9000, TRUE },
    { "198.51.100.1", "224.0.0.1", 9000, FALSE },  { "198.51.100.1", "0.0.0.0", 9000, FALSE },
    { "198.51.100.1", "203.0.113.9", 53, FALSE },  { "198.51.100.1", "2001:db8::1", 9000, TRUE },
    { "198.51.100.1", "fe80::1", 9000, FALSE },    { "198.51.100.1", "fd00::1", 9000, FALSE },
    { "198.51.100.1", "ff02::1", 9000, FALSE },    { "::1", "::1", 9000, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GSocketAddress) from = g_inet_socket_address_new_from_string (rows[i].from, 1);
      g_autoptr (GSocketAddress) of =
        g_inet_socket_address_new_from_string (rows[i].of, rows[i].port);
      SottoEndpoint a;
      SottoEndpoint b;

      g_test_message ("%s from %s", rows[i].of, rows[i].from);
      g_assert_true (sotto_endpoint_from_address (&a, from));
      g_assert_true (sotto_endpoint_from_address (&b, of));
      g_assert_cmpint (sotto_endpoint_may_relay (&a, &b), ==, rows[i].good);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/devp2p/discv5/finds-everybody", test_finds_everybody);
  g_test_add_func ("/devp2p/discv5/bad-network", test_bad_network);
  g_test_add_func ("/devp2p/discv5/dead-nodes-leave", test_dead_nodes_leave);
  g_test_add_func ("/devp2p/discv5/learns-address", test_learns_address);
  g_test_add_func ("/devp2p/discv5/remembers", test_remembers);
  g_test_add_func ("/devp2p/discv5/no-amplification", test_no_amplification);
  g_test_add_func ("/devp2p/discv5/rate-limit", test_rate_limit);
  g_test_add_func ("/devp2p/discv5/table-network-limits", test_table_network_limits);
  g_test_add_func ("/devp2p/discv5/table-replacements", test_table_replacements);
  g_test_add_func ("/devp2p/discv5/table-updates", test_table_updates);
  g_test_add_func ("/devp2p/discv5/votes", test_votes);
  g_test_add_func ("/devp2p/discv5/relay-filter", test_relay_filter);
  return g_test_run ();
}
