/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole networks in one process, under the test's time: up to twelve real nodes of all dialects and
 * roles whose clocks differ and some of which take little in a second, connections that are slow,
 * stall and break, a partition that heals, and neighbours that lie. Everything follows from a seed.
 *
 * What must hold: whatever a client publishes, each other client that follows the topic is told
 * once, nobody is told anything else, and the publisher hears that it is held.
 *
 * SOTTO_SIMULATION_SEEDS says how many seeds (100), SOTTO_SIMULATION_FIRST the first of them (1).
 */

#include "sim-devp2p.h"
#include "sim-liar.h"
#include "sotto-transport.h"
#include "sotto-waku-node.h"
#include "waku-fixtures.h"

#define MAX_NODES 12
#define MAX_LIARS 3
#define N_TOPICS 5
#define MAX_MESSAGES 24

#define STEP_MS 25
#define LIAR_MS 500
#define FAULTS_MS 60000
#define PUBLISH_MS 30000
#define END_MS 108000
#define LIFETIME_SECONDS 120
#define MAX_SKEW_SECONDS 4

#define DEFAULT_SEEDS 100

typedef struct
{
  guint number;
  SottoTestClock *clock;
  SottoHost *host;
  SottoWakuNode *node; /* NULL: a liar */
  SimLiar *liar;
  SottoWakuRole role;
  SottoWakuDialects dialects;
  guint follows;    /* bits of topics */
  GArray *received; /* of SottoHash */
  GArray *confirmed;
} Node;

typedef struct
{
  Node *a;
  Node *b;
  guint delay_ms;
  guint jitter_ms;
  SimConnection *connection;
  gint64 connect_at;
} Edge;

typedef struct
{
  Node *from;
  guint topic;
  gint64 at_ms;
  gboolean is_published;
  SottoHash id;
} Note;

typedef struct
{
  GRand *random;
  SottoRandom *entropy;
  SimWire *wire;
  GPtrArray *nodes; /* of Node */
  GArray *edges;    /* of Edge */
  Note notes[MAX_MESSAGES];
  guint n_notes;
  guint n_honest;
  guint sides; /* bits of nodes on the one side of the partition */
  gint64 parted_at;
  gint64 healed_at;
  gint64 now_ms;
} World;

static gint32
pick (World *world, gint32 from, gint32 below)
{
  return g_rand_int_range (world->random, from, below);
}

static gboolean
once_in (World *world, gint32 n)
{
  return pick (world, 0, n) == 0;
}

static SottoTopic
topic_of (guint number)
{
  SottoTopic topic = { { (guint8) number, 2, 3, (guint8) number } };

  return topic;
}

static void
received_cb (SottoTransport *transport, SottoReceivedPayload *payload, gpointer user_data)
{
  g_array_append_val (((Node *) user_data)->received, payload->id);
}

static void
confirmed_cb (SottoTransport *transport, SottoHash *id, gboolean by_store, gpointer user_data)
{
  g_array_append_val (((Node *) user_data)->confirmed, *id);
}

static void
node_free (gpointer data)
{
  Node *node = data;

  g_clear_object (&node->node);
  g_clear_object (&node->host);
  g_clear_object (&node->liar);
  g_clear_object (&node->clock);
  g_array_unref (node->received);
  g_array_unref (node->confirmed);
  g_free (node);
}

static Node *
add_node (World *world)
{
  Node *node = g_new0 (Node, 1);
  gint64 skew = pick (world, -MAX_SKEW_SECONDS, MAX_SKEW_SECONDS + 1);

  node->number = world->nodes->len;
  node->clock = sotto_test_clock_new (((gint64) FIXTURE_NOW + skew) * G_USEC_PER_SEC);
  node->host = sim_host_new (world->wire, node->number);
  node->received = g_array_new (FALSE, FALSE, sizeof (SottoHash));
  node->confirmed = g_array_new (FALSE, FALSE, sizeof (SottoHash));
  g_ptr_array_add (world->nodes, node);

  return node;
}

static void
add_honest (World *world, SottoWakuRole role)
{
  Node *node = add_node (world);

  node->role = role;
  node->dialects =
    once_in (world, 2) ? SOTTO_WAKU_DIALECTS_ALL : (SottoWakuDialects) pick (world, 1, 8);
  if (role == SOTTO_WAKU_ROLE_CLIENT)
    node->follows = (guint) pick (world, 1, 1 << N_TOPICS);
  world->n_honest++;
}

static void
add_edge (World *world, Node *a, Node *b)
{
  Edge edge = { .a = a, .b = b };

  for (guint i = 0; i < world->edges->len; i++)
    {
      const Edge *other = &g_array_index (world->edges, Edge, i);

      if ((other->a == a && other->b == b) || (other->a == b && other->b == a))
        return;
    }
  if (a != b && (a->dialects & b->dialects) == 0)
    a->dialects = SOTTO_WAKU_DIALECTS_ALL;
  edge.delay_ms = (guint) pick (world, 0, 400);
  edge.jitter_ms = (guint) pick (world, 0, 400);
  edge.connect_at = pick (world, 0, 3000);
  if (a != b)
    g_array_append_val (world->edges, edge);
}

static Node *
get_node (World *world, guint number)
{
  return world->nodes->pdata[number];
}

/* Relays in a line, a ring, a star or anyhow; each client at one or two of them. */
static void
make_graph (World *world, guint n_relays)
{
  guint shape = (guint) pick (world, 0, 4);

  for (guint i = 1; i < n_relays; i++)
    {
      guint to = shape == 0   ? i - 1
                 : shape == 1 ? i - 1
                 : shape == 2 ? 0
                              : (guint) pick (world, 0, (gint32) i);

      add_edge (world, get_node (world, i), get_node (world, to));
    }
  if (shape == 1 && n_relays > 2)
    add_edge (world, get_node (world, 0), get_node (world, n_relays - 1));
  for (guint i = 0; shape == 3 && n_relays > 1 && i < n_relays; i++)
    add_edge (world, get_node (world, i),
              get_node (world, (guint) pick (world, 0, (gint32) n_relays)));

  for (guint i = n_relays; i < world->n_honest; i++)
    {
      for (guint n = 0; n < (once_in (world, 2) ? 2 : 1); n++)
        if (n_relays > 0)
          add_edge (world, get_node (world, i),
                    get_node (world, (guint) pick (world, 0, (gint32) n_relays)));
      if (i > n_relays && (n_relays == 0 || once_in (world, 4)))
        add_edge (world, get_node (world, i), get_node (world, i - 1));
    }
}

static void
add_liars (World *world, guint n_relays)
{
  guint n = n_relays == 0 || once_in (world, 3) ? 0 : (guint) pick (world, 1, MAX_LIARS + 1);

  for (guint i = 0; i < n; i++)
    {
      Node *node = add_node (world);
      Node *relay = get_node (world, (guint) pick (world, 0, (gint32) n_relays));
      gboolean whisper = once_in (world, 2);

      node->dialects = whisper ? SOTTO_WAKU_DIALECTS_WHISPER : SOTTO_WAKU_DIALECTS_WAKU_1;
      relay->dialects |= node->dialects;
      node->liar =
        sim_liar_new ((SimLiarKind) pick (world, 0, SIM_LIAR_N_KINDS), whisper, world->random);
      sotto_host_add_capability (node->host, SOTTO_CAPABILITY (node->liar));
      add_edge (world, node, relay);
    }
}

/* So strict that honest neighbours have to wait for it; none of their packets may be dropped. */
static void
limit_rates (World *world, SottoWakuRateLimits *rates)
{
  rates->packets.peer = (guint64) pick (world, 2, 20);
  rates->packets.topic = (guint64) pick (world, 0, 4);
  rates->bytes.peer = (guint64) pick (world, 500, 5000);
}

/* Once it is known who speaks what. */
static void
start_nodes (World *world)
{
  for (guint i = 0; i < world->n_honest; i++)
    {
      Node *node = get_node (world, i);
      SottoTopic topics[N_TOPICS];
      SottoWakuLimits limits;
      gsize n_topics = 0;

      sotto_waku_limits_init (&limits);
      limits.dialects = node->dialects;
      limits.light = get_node (world, 0)->role == SOTTO_WAKU_ROLE_RELAY && once_in (world, 5);
      if (once_in (world, 3))
        limit_rates (world, &limits.rates);
      node->node = sotto_waku_node_new (node->host, node->role, &limits, SOTTO_CLOCK (node->clock),
                                        world->entropy);
      g_signal_connect (node->node, "received", G_CALLBACK (received_cb), node);
      g_signal_connect (node->node, "confirmed", G_CALLBACK (confirmed_cb), node);
      for (guint topic = 0; topic < N_TOPICS; topic++)
        if ((node->follows >> topic & 1) != 0)
          topics[n_topics++] = topic_of (topic);
      sotto_transport_set_topics (SOTTO_TRANSPORT (node->node), topics, n_topics);
      sotto_transport_start_async (SOTTO_TRANSPORT (node->node), NULL, NULL, NULL);
    }
}

static World *
world_new (guint32 seed)
{
  World *world = g_new0 (World, 1);
  guint n_relays;
  guint n_clients;

  world->random = g_rand_new_with_seed (seed);
  world->entropy = sotto_random_new_seeded (seed);
  world->wire = sim_wire_new (world->random);
  world->nodes = g_ptr_array_new_with_free_func (node_free);
  world->edges = g_array_new (FALSE, FALSE, sizeof (Edge));

  /* Now and then, two clients that have nobody else. */
  n_relays = once_in (world, 10) ? 0 : (guint) pick (world, 1, 9);
  n_clients = n_relays == 0 ? 2 : (guint) pick (world, 2, (gint32) (MAX_NODES - n_relays + 1));
  for (guint i = 0; i < n_relays; i++)
    add_honest (world, SOTTO_WAKU_ROLE_RELAY);
  for (guint i = 0; i < n_clients; i++)
    add_honest (world, SOTTO_WAKU_ROLE_CLIENT);
  make_graph (world, n_relays);
  add_liars (world, n_relays);
  start_nodes (world);

  world->n_notes = (guint) pick (world, 1, MAX_MESSAGES + 1);
  for (guint i = 0; i < world->n_notes; i++)
    {
      world->notes[i].from =
        get_node (world, n_relays + (guint) pick (world, 0, (gint32) n_clients));
      world->notes[i].topic = (guint) pick (world, 0, N_TOPICS);
      world->notes[i].at_ms = pick (world, 0, PUBLISH_MS);
    }
  world->sides = (guint) pick (world, 0, 1 << MAX_NODES);
  world->parted_at = pick (world, 0, PUBLISH_MS);
  world->healed_at = world->parted_at + (once_in (world, 2) ? 0 : pick (world, 0, PUBLISH_MS));

  return world;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
world_free (World *world)
{
  sim_wire_free (world->wire);
  for (guint i = 0; i < world->n_honest; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      sotto_transport_stop_async (SOTTO_TRANSPORT (get_node (world, i)->node), NULL, done_cb,
                                  &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
    }
  g_ptr_array_unref (world->nodes);
  g_array_unref (world->edges);
  g_object_unref (world->entropy);
  g_rand_free (world->random);
  g_free (world);
}

/* The search for work is real and takes no time of the test's. */
static void
publish (World *world, Note *note)
{
  SottoTopic topic = topic_of (note->topic);
  g_autofree char *text = g_strdup_printf ("note %u", (guint) (note - world->notes));
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;
  SottoTransport *transport = SOTTO_TRANSPORT (note->from->node);

  sotto_transport_publish_async (transport, &topic, data, LIFETIME_SECONDS, NULL, done_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (sotto_transport_publish_finish (transport, result, &note->id, NULL));
  note->is_published = TRUE;
}

static gboolean
is_parted (World *world, const Edge *edge)
{
  return world->now_ms >= world->parted_at && world->now_ms < world->healed_at &&
         (world->sides >> edge->a->number & 1) != (world->sides >> edge->b->number & 1);
}

static void
trouble_edge (World *world, Edge *edge)
{
  gboolean is_up = edge->connection != NULL && sim_connection_is_up (edge->connection);

  if (is_up && is_parted (world, edge))
    sim_connection_cut (edge->connection);
  else if (is_up && world->now_ms < FAULTS_MS && once_in (world, 1500))
    sim_connection_cut (edge->connection);
  else if (is_up && world->now_ms < FAULTS_MS && once_in (world, 400))
    sim_connection_stall (edge->connection, world->now_ms + pick (world, 0, 4000));
  else if (!is_up && edge->connection != NULL)
    {
      edge->connection = NULL;
      edge->connect_at = world->now_ms + pick (world, 200, 5000);
    }
  else if (!is_up && world->now_ms >= edge->connect_at && !is_parted (world, edge))
    edge->connection =
      sim_wire_connect (world->wire, edge->a->host, edge->b->host, edge->delay_ms, edge->jitter_ms);
}

static void
run (World *world)
{
  for (; world->now_ms < END_MS; world->now_ms += STEP_MS)
    {
      for (guint i = 0; i < world->edges->len; i++)
        trouble_edge (world, &g_array_index (world->edges, Edge, i));
      for (guint i = 0; i < world->n_notes; i++)
        if (!world->notes[i].is_published && world->now_ms >= world->notes[i].at_ms)
          publish (world, &world->notes[i]);
      for (guint i = world->n_honest; i < world->nodes->len; i++)
        if (world->now_ms % LIAR_MS == 0)
          sim_liar_act (get_node (world, i)->liar, FIXTURE_NOW + (guint32) (world->now_ms / 1000));
      sim_wire_run (world->wire, world->now_ms);
      for (guint i = 0; i < world->nodes->len; i++)
        sotto_test_clock_advance (get_node (world, i)->clock, STEP_MS);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

static guint
count_hash (GArray *hashes, const SottoHash *id)
{
  guint n = 0;

  for (guint i = 0; i < hashes->len; i++)
    n += sotto_hash_equal (&g_array_index (hashes, SottoHash, i), id) ? 1 : 0;

  return n;
}

/* A relay takes everything; without one, somebody has to follow the topic. */
static gboolean
is_taken (World *world, const Note *note)
{
  for (guint i = 0; i < world->n_honest; i++)
    {
      const Node *node = get_node (world, i);

      if (node != note->from &&
          (node->role == SOTTO_WAKU_ROLE_RELAY || (node->follows >> note->topic & 1) != 0))
        return TRUE;
    }

  return FALSE;
}

/* (transfer full) (nullable): what is wrong. */
static char *
find_fault (World *world)
{
  for (guint i = 0; i < world->n_honest; i++)
    {
      Node *node = get_node (world, i);
      guint n_expected = 0;

      for (guint n = 0; n < world->n_notes; n++)
        {
          const Note *note = &world->notes[n];
          gboolean is_for = note->from != node && (node->follows >> note->topic & 1) != 0;
          guint n_received = count_hash (node->received, &note->id);

          n_expected += is_for ? 1 : 0;
          if (n_received != (is_for ? 1 : 0))
            return g_strdup_printf ("node %u was told of note %u of node %u %u times", i, n,
                                    note->from->number, n_received);
          if (note->from == node && is_taken (world, note) &&
              count_hash (node->confirmed, &note->id) != 1)
            return g_strdup_printf ("node %u did not hear once that its note %u is held", i, n);
        }
      if (node->received->len != n_expected)
        return g_strdup_printf ("node %u was told of %u notes instead of %u", i,
                                node->received->len, n_expected);
      if (world->nodes->len == world->n_honest &&
          sotto_waku_node_get_packets_dropped (node->node) > 0)
        return g_strdup_printf ("node %u dropped packets of honest neighbours", i);
    }

  return NULL;
}

static guint64
read_number (const char *name, guint64 fallback)
{
  const char *text = g_getenv (name);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : fallback;
}

static void
test_seeds (void)
{
  guint64 first = read_number ("SOTTO_SIMULATION_FIRST", 1);
  guint64 n = read_number ("SOTTO_SIMULATION_SEEDS", DEFAULT_SEEDS);
  guint64 n_notes = 0;

  for (guint64 seed = first; seed < first + n; seed++)
    {
      World *world = world_new ((guint32) seed);
      g_autofree char *fault = NULL;

      run (world);
      fault = find_fault (world);
      if (fault != NULL)
        {
          g_test_message ("seed %" G_GUINT64_FORMAT ": %s", seed, fault);
          g_test_fail ();
        }
      n_notes += world->n_notes;
      world_free (world);
    }
  g_test_message ("%" G_GUINT64_FORMAT " seeds, %" G_GUINT64_FORMAT " messages", n, n_notes);
}

/* What a failing seed needs to be looked at: it does the same again. */
static void
test_same_again (void)
{
  guint n[2];

  for (guint i = 0; i < G_N_ELEMENTS (n); i++)
    {
      World *world = world_new (7);

      run (world);
      n[i] = 0;
      for (guint k = 0; k < world->n_honest; k++)
        n[i] += (guint) sotto_transport_state_get_envelopes_out (
          sotto_transport_get_state (SOTTO_TRANSPORT (get_node (world, k)->node)));
      world_free (world);
    }
  g_assert_cmpuint (n[0], ==, n[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waku/simulation/same-again", test_same_again);
  g_test_add_func ("/waku/simulation/seeds", test_seeds);

  return g_test_run ();
}
