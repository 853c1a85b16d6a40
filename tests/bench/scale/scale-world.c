/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A few clients of a big network: the real nodes of waku/ with their real rules of forwarding, over
 * connections in memory (sim-devp2p.c), and everybody else as one feeder for each relay, which
 * brings what the rest of the network floods.
 *
 * The feeders bring as many envelopes a second as the network would, up to MAX_RATE; above that, a
 * sample drawn at random. What the clients received is scaled to a day of the whole network.
 */

#include "scale-world.h"

#include <string.h>

#include "sim-devp2p.h"
#include "sim-liar.h"
#include "sotto-hex.h"
#include "sotto-transport.h"
#include "sotto-waku-node.h"
#include "sotto-waku-packets.h"
#include "waku-fixtures.h"

/* RLP around the data of an envelope that lives for TTL seconds and has a nonce of eight bytes. */
#define ENVELOPE_OVERHEAD 26
#define TTL 15
#define FIRST_NONCE ((guint64) 1 << 63)

/* A full node takes what its clients share; few of them show it. */
#define MAX_CLIENTS 96
#define MAX_FULL_NODES 4
#define MAX_RELAYS 3

/* Deliveries to all clients together that make an estimate, and envelopes at most; half of that
 * with several relays, each of which takes all of them. */
#define WANTED_DELIVERIES 4000.0
#define MAX_ENVELOPES 200000.0
#define MIN_ENVELOPES 4000.0

#define SECONDS_A_DAY 86400.0
#define MAX_RATE 2000.0
#define STEP_MS 100
#define SETTLE_STEPS 40

#define FALSE_POSITIVES 0.1
#define SEED 1

typedef struct
{
  SottoHost *host;
  SottoWakuNode *node;
} Member;

typedef struct
{
  const ScaleCase *wanted;
  GRand *random;
  SottoRandom *entropy;
  SottoTestClock *clock;
  SimWire *wire;
  Member relays[MAX_RELAYS];
  SimLiar *feeders[MAX_RELAYS];
  Member clients[MAX_CLIENTS];
  guint n_clients;
  GBytes *data;
  gint64 now_ms;
  guint64 n_fed;
} World;

typedef struct
{
  guint64 relayed;
  guint64 taken;
  guint64 passed_on;
  guint64 bytes_in;
  guint64 bytes_out;
} Counts;

static guint64
mix (guint64 number, guint64 salt)
{
  number = (number + 1) * 0x9e3779b97f4a7c15u + salt * 0xbf58476d1ce4e5b9u;
  number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9u;
  number = (number ^ number >> 27) * 0x94d049bb133111ebu;

  return number ^ number >> 31;
}

static SottoTopic
topic_from (guint64 number, guint64 salt)
{
  guint64 bits = mix (number, salt);
  SottoTopic topic;

  memcpy (topic.bytes, &bits, sizeof topic.bytes);

  return topic;
}

static SottoTopic
partition_topic (const ScaleCase *wanted, guint64 user)
{
  guint64 partition = wanted->by_chance ? mix (user, 1) : user;

  return topic_from (partition % SCALE_N_PARTITIONS, 2);
}

static SottoTopic
own_topic (guint64 user)
{
  return topic_from (user, 3);
}

static guint64
pick_user (World *world)
{
  return (guint64) g_rand_int_range (world->random, 0, (gint32) world->wanted->n_users);
}

static void
follow_topics (World *world, Member *client)
{
  SottoTopic topics[2 + SCALE_QUIET_TOPICS];
  guint64 user = pick_user (world);

  topics[0] = partition_topic (world->wanted, user);
  topics[1] = own_topic (user);
  for (guint i = 0; i < SCALE_QUIET_TOPICS; i++)
    topics[2 + i] = topic_from (user * SCALE_QUIET_TOPICS + i, 4);
  sotto_transport_set_topics (SOTTO_TRANSPORT (client->node), topics, G_N_ELEMENTS (topics));
}

static void
member_init (World *world, Member *member, guint number, SottoWakuRole role)
{
  SottoWakuLimits limits;

  sotto_waku_limits_init (&limits);
  limits.min_pow = 0;
  limits.pool_max_bytes *= 4;
  limits.pool_max_envelopes *= 4;
  limits.rates = (SottoWakuRateLimits){ 0 };
  if (role == SOTTO_WAKU_ROLE_CLIENT && world->wanted->asking == SCALE_ASKING_FILTER)
    limits.dialects = SOTTO_WAKU_DIALECTS_WHISPER;
  member->host = sim_host_new (world->wire, number);
  member->node =
    sotto_waku_node_new (member->host, role, &limits, SOTTO_CLOCK (world->clock), world->entropy);
  if (role == SOTTO_WAKU_ROLE_CLIENT)
    follow_topics (world, member);
  sotto_transport_start_async (SOTTO_TRANSPORT (member->node), NULL, NULL, NULL);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
member_clear (Member *member)
{
  gboolean is_stopped = FALSE;

  sotto_transport_stop_async (SOTTO_TRANSPORT (member->node), NULL, stopped_cb, &is_stopped);
  while (!is_stopped)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&member->node);
  g_clear_object (&member->host);
}

/* A neighbour that wants nothing and brings everything. */
static void
add_feeder (World *world, guint number)
{
  g_autoptr (SottoHost) host = sim_host_new (world->wire, MAX_RELAYS + MAX_CLIENTS + number);
  SimLiar *feeder = sim_liar_new (SIM_LIAR_SCRIPTED, FALSE, world->random);
  g_autoptr (GBytes) nothing = NULL;

  sotto_host_add_capability (host, SOTTO_CAPABILITY (feeder));
  sim_wire_connect (world->wire, host, world->relays[number].host, 1, 0);
  /* Status of waku/1 with one option: an empty list of topics. */
  nothing = sotto_hex_decode ("c3c205c0", 100, NULL);
  sim_liar_send (feeder, SOTTO_WAKU_CODE_STATUS, nothing);
  world->feeders[number] = feeder;
}

static World *
world_new (const ScaleCase *wanted)
{
  World *world = g_new0 (World, 1);
  gboolean is_full = wanted->asking == SCALE_ASKING_EVERYTHING;
  guint8 data[SCALE_ENVELOPE_BYTES - ENVELOPE_OVERHEAD];

  world->wanted = wanted;
  world->random = g_rand_new_with_seed (SEED);
  world->entropy = sotto_random_new_seeded (SEED);
  world->clock = sotto_test_clock_new ((gint64) FIXTURE_NOW * G_USEC_PER_SEC);
  world->wire = sim_wire_new (world->random);
  world->n_clients = is_full ? MAX_FULL_NODES : MAX_CLIENTS;
  sotto_random_fill (world->entropy, data, sizeof data);
  world->data = g_bytes_new (data, sizeof data);
  for (guint i = 0; i < wanted->n_relays; i++)
    {
      member_init (world, &world->relays[i], i, SOTTO_WAKU_ROLE_RELAY);
      add_feeder (world, i);
    }
  for (guint i = 0; i < world->n_clients; i++)
    {
      member_init (world, &world->clients[i], MAX_RELAYS + i,
                   is_full ? SOTTO_WAKU_ROLE_RELAY : SOTTO_WAKU_ROLE_CLIENT);
      for (guint n = 0; n < wanted->n_relays; n++)
        sim_wire_connect (world->wire, world->clients[i].host, world->relays[n].host, 1, 0);
    }

  return world;
}

static void
world_free (World *world)
{
  sim_wire_free (world->wire);
  for (guint i = 0; i < world->n_clients; i++)
    member_clear (&world->clients[i]);
  for (guint i = 0; i < world->wanted->n_relays; i++)
    {
      member_clear (&world->relays[i]);
      g_object_unref (world->feeders[i]);
    }
  g_bytes_unref (world->data);
  g_object_unref (world->clock);
  g_object_unref (world->entropy);
  g_rand_free (world->random);
  g_free (world);
}

static void
step (World *world)
{
  world->now_ms += STEP_MS;
  sim_wire_run (world->wire, world->now_ms);
  sotto_test_clock_advance (world->clock, STEP_MS);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* (transfer full): one half of a user's envelopes is on the topic of its partition. */
static SottoEnvelope *
make_envelope (World *world)
{
  guint64 user = pick_user (world);
  SottoTopic topic =
    g_rand_boolean (world->random) ? partition_topic (world->wanted, user) : own_topic (user);
  guint32 expiry = sotto_clock_get_seconds (SOTTO_CLOCK (world->clock)) + TTL;
  g_autoptr (GBytes) items = sotto_envelope_encode_items (expiry, TTL, &topic, world->data);
  g_autoptr (GBytes) raw = sotto_envelope_encode (items, FIRST_NONCE + world->n_fed++);
  SottoEnvelope *envelope;

  g_assert_cmpuint (g_bytes_get_size (raw), ==, SCALE_ENVELOPE_BYTES);
  envelope =
    sotto_envelope_new_from_bytes (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), NULL);
  g_assert_nonnull (envelope);

  return envelope;
}

static void
feed (World *world, guint n_envelopes)
{
  g_autoptr (GPtrArray) envelopes =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_envelope_unref);
  g_autoptr (GBytes) packet = NULL;

  for (guint i = 0; i < n_envelopes; i++)
    g_ptr_array_add (envelopes, make_envelope (world));
  packet = sotto_waku_messages_encode (envelopes);
  for (guint i = 0; i < world->wanted->n_relays; i++)
    sim_liar_send (world->feeders[i], SOTTO_WAKU_CODE_MESSAGES, packet);
}

static Counts
count (World *world)
{
  Counts counts = { 0 };

  for (guint i = 0; i < world->wanted->n_relays; i++)
    counts.relayed += sotto_transport_state_get_envelopes_out (
      sotto_transport_get_state (SOTTO_TRANSPORT (world->relays[i].node)));
  for (guint i = 0; i < world->n_clients; i++)
    {
      const Member *client = &world->clients[i];
      SottoTransportState *state = sotto_transport_get_state (SOTTO_TRANSPORT (client->node));

      counts.taken += sotto_transport_state_get_envelopes_in (state);
      counts.passed_on += sotto_transport_state_get_envelopes_out (state);
      counts.bytes_in += sim_host_get_bytes_in (client->host);
      counts.bytes_out += sim_host_get_bytes_out (client->host);
    }

  return counts;
}

/* How many envelopes it takes until enough of them were for the clients. */
static guint64
choose_sample (World *world)
{
  double users = (double) world->wanted->n_users;
  double share = (1 + MAX (1, users / SCALE_N_PARTITIONS)) / (2 * users);

  switch (world->wanted->asking)
    {
    case SCALE_ASKING_EVERYTHING:
      share = 1;
      break;
    case SCALE_ASKING_FILTER:
      share += FALSE_POSITIVES;
      break;
    case SCALE_ASKING_TOPICS:
      break;
    }

  return (guint64) CLAMP (WANTED_DELIVERIES / share / world->n_clients, MIN_ENVELOPES,
                          world->wanted->n_relays > 1 ? MAX_ENVELOPES / 2 : MAX_ENVELOPES);
}

/**
 * scale_measure:
 * @wanted: the network
 * @result: (out caller-allocates): what a client of it receives in a day
 *
 * Runs a sample of the network's day.
 */
void
scale_measure (const ScaleCase *wanted, ScaleResult *result)
{
  World *world = world_new (wanted);
  double a_day = SCALE_ENVELOPES_A_DAY * (double) wanted->n_users;
  double rate = MIN (a_day / SECONDS_A_DAY, MAX_RATE);
  guint64 n_wanted = choose_sample (world);
  Counts before;
  Counts after;
  double scale;
  gint64 began;

  for (guint i = 0; i < SETTLE_STEPS; i++)
    step (world);
  before = count (world);
  began = world->now_ms;
  while (world->n_fed < n_wanted)
    {
      double due = rate * (double) (world->now_ms + STEP_MS - began) / 1000;

      if (due >= (double) world->n_fed + 1)
        feed (world, (guint) (due - (double) world->n_fed));
      step (world);
    }
  result->seconds = (double) (world->now_ms - began) / 1000;
  for (guint i = 0; i < SETTLE_STEPS; i++)
    step (world);
  after = count (world);

  scale = a_day / (double) world->n_fed / world->n_clients;
  result->envelopes = scale * SCALE_ENVELOPE_BYTES * (double) (after.relayed - before.relayed);
  result->received = scale * (double) (after.bytes_in - before.bytes_in);
  result->sent = scale * (double) (after.bytes_out - before.bytes_out);
  result->duplicates =
    (double) (after.relayed - before.relayed) / (double) MAX (1, after.taken - before.taken) - 1;
  result->n_passed_on = after.passed_on - before.passed_on;
  result->n_carried = world->n_fed;
  world_free (world);
}
