/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Joins socket, limiter, link, table and lookups. What is remembered under one key: records of
 * nodes that answered, each with its length in two bytes (big-endian) in front. */

#include "sotto-discv5-private.h"

#include <string.h>

#include "sotto-buffer.h"
#include "sotto-discv5-lookup-private.h"
#include "sotto-endpoint-votes-private.h"
#include "sotto-packet-limiter-private.h"
#include "sotto-reader.h"
#include "sotto-udp-socket-private.h"

#define STATE_KEY "devp2p/discv5-nodes"
#define MAX_STATE_LENGTH (32 * 1024)
#define MAX_BOOTNODES 32
#define MAX_DOUBLINGS 8

struct _SottoDiscv5
{
  GObject parent_instance;

  SottoNetState *state;
  SottoClock *clock;
  SottoRandom *random;
  SottoOwnRecord *own_record;
  SottoNodeContent content;
  GPtrArray *bootnodes;

  SottoUdpSocket *socket;
  SottoDiscv5SendFunc send;
  gpointer send_data;
  guint16 port;

  SottoPacketLimiter *limiter;
  SottoEndpointVotes *votes;
  SottoDiscv5Table *table;
  SottoDiscv5Link *link;
  SottoDiscv5Lookup *lookup;

  gboolean is_running;
  gboolean is_wanted;
  guint n_searches;
  guint revalidate_timer;
  guint search_timer;
};

enum
{
  SIGNAL_FOUND,
  SIGNAL_RECORD_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SottoDiscv5, sotto_discv5, G_TYPE_OBJECT)

static void schedule_search (SottoDiscv5 *self);

/* Our record: what was set, and where it says nothing, what others see. */
static void
update_record (SottoDiscv5 *self)
{
  static const guint8 zeros[SOTTO_ENDPOINT_IP_LENGTH] = { 0 };
  SottoNodeContent content = self->content;
  SottoEndpoint seen;

  content.udp = self->port;
  if (memcmp (content.ip, zeros, sizeof content.ip) == 0 &&
      memcmp (content.ip6, zeros, sizeof content.ip6) == 0 &&
      sotto_endpoint_votes_get (self->votes, &seen))
    {
      if (sotto_endpoint_is_ipv4 (&seen))
        memcpy (content.ip, seen.ip + SOTTO_ENDPOINT_MAPPED_LENGTH, sizeof content.ip);
      else
        memcpy (content.ip6, seen.ip, sizeof content.ip6);
      content.udp = seen.port;
    }
  if (sotto_own_record_set_content (self->own_record, &content))
    g_signal_emit (self, signals[SIGNAL_RECORD_CHANGED], 0);
}

static void
node_answered (SottoDiscv5 *self, const SottoHash *id)
{
  SottoNodeRecord *record;

  if (!sotto_discv5_table_answered (self->table, id))
    return;
  record = sotto_discv5_table_find (self->table, id);
  if (record == NULL)
    return;
  sotto_node_record_ref (record);
  g_signal_emit (self, signals[SIGNAL_FOUND], 0, record);
  sotto_node_record_unref (record);
}

/* Asking one node: for its record, and whether it is there */

static gboolean
own_record_answered_cb (const SottoDiscv5Address *from,
                        const SottoDiscv5Message *answer,
                        gpointer user_data)
{
  SottoDiscv5 *self = user_data;
  SottoDiscv5Question question = { .distances = { 0 }, .n_distances = 1 };
  g_autoptr (GPtrArray) records = NULL;

  if (answer == NULL)
    return FALSE;
  records = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_node_record_unref);
  sotto_discv5_question_take (&question, from, answer, records);
  for (guint i = 0; i < records->len; i++)
    sotto_discv5_table_add (self->table, records->pdata[i]);
  return FALSE;
}

static void
ask_for_record (SottoDiscv5 *self, SottoNodeRecord *record)
{
  SottoDiscv5Message message = { .type = SOTTO_DISCV5_FINDNODE,
                                 .distances = { 0 },
                                 .n_distances = 1 };

  sotto_discv5_link_request (self->link, record, &message, own_record_answered_cb, self);
}

static gboolean
pong_cb (const SottoDiscv5Address *from, const SottoDiscv5Message *answer, gpointer user_data)
{
  SottoDiscv5 *self = user_data;
  SottoNodeRecord *record;

  if (answer == NULL)
    {
      sotto_discv5_table_failed (self->table, &from->id);
      return FALSE;
    }
  sotto_endpoint_votes_add (self->votes, &from->endpoint, &answer->endpoint);
  update_record (self);
  node_answered (self, &from->id);
  record = sotto_discv5_table_find (self->table, &from->id);
  if (record != NULL && answer->enr_seq > sotto_node_record_get_seq (record))
    ask_for_record (self, record);
  return FALSE;
}

static void
ping (SottoDiscv5 *self, SottoNodeRecord *record)
{
  SottoDiscv5Message message = {
    .type = SOTTO_DISCV5_PING,
    .enr_seq = sotto_node_record_get_seq (sotto_own_record_get (self->own_record)),
  };

  sotto_discv5_link_request (self->link, record, &message, pong_cb, self);
}

/* A node that somebody told us of: it counts when it answers. */
static void
consider (SottoDiscv5 *self, SottoNodeRecord *record)
{
  gboolean is_known =
    sotto_discv5_table_find (self->table, sotto_node_record_get_id (record)) != NULL;

  if (sotto_discv5_table_add (self->table, record) && !is_known)
    ping (self, record);
}

/* Lookups */

static void
lookup_answered_cb (const SottoHash *id, gboolean in_time, gpointer user_data)
{
  SottoDiscv5 *self = user_data;

  if (in_time)
    node_answered (self, id);
  else
    sotto_discv5_table_failed (self->table, id);
}

static void
lookup_found_cb (SottoNodeRecord *record, gpointer user_data)
{
  consider (user_data, record);
}

static void
lookup_ended_cb (SottoDiscv5Lookup *lookup, gpointer user_data)
{
  SottoDiscv5 *self = user_data;

  g_clear_pointer (&self->lookup, sotto_discv5_lookup_free);
  schedule_search (self);
}

static void
remember_nodes (SottoDiscv5 *self)
{
  g_autoptr (SottoBuffer) buffer = sotto_buffer_new (MAX_STATE_LENGTH);
  g_autoptr (GPtrArray) records =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_node_record_unref);
  g_autoptr (GBytes) stored = NULL;

  if (self->state == NULL)
    return;
  for (guint distance = SOTTO_DISCV5_MAX_DISTANCE; distance > 0; distance--)
    sotto_discv5_table_collect (self->table, distance, SOTTO_DISCV5_MAX_REMEMBERED, records);
  if (records->len == 0)
    return;
  for (guint i = 0; i < records->len; i++)
    {
      GBytes *bytes = sotto_node_record_get_bytes (records->pdata[i]);

      sotto_buffer_append_be16 (buffer, (guint16) g_bytes_get_size (bytes));
      sotto_buffer_append_bytes (buffer, bytes);
    }
  stored = sotto_buffer_steal (buffer);
  sotto_net_state_put (self->state, STATE_KEY, stored);
}

static void
consider_remembered (SottoDiscv5 *self)
{
  g_autoptr (GBytes) stored =
    self->state != NULL ? sotto_net_state_get (self->state, STATE_KEY) : NULL;
  SottoReader reader;
  guint16 length;
  const guint8 *data;

  if (stored == NULL)
    return;
  sotto_reader_init_bytes (&reader, stored);
  for (guint i = 0; i < SOTTO_DISCV5_MAX_REMEMBERED; i++)
    {
      g_autoptr (SottoNodeRecord) record = NULL;

      if (!sotto_reader_read_be16 (&reader, &length, NULL) ||
          !sotto_reader_read (&reader, length, &data, NULL))
        return;
      record = sotto_node_record_parse (data, length, NULL);
      if (record != NULL)
        consider (self, record);
    }
}

/* Those that answered while nobody wanted them. */
static void
offer_known (SottoDiscv5 *self)
{
  g_autoptr (GPtrArray) records =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_node_record_unref);

  for (guint distance = SOTTO_DISCV5_MAX_DISTANCE; distance > 0; distance--)
    sotto_discv5_table_collect (self->table, distance, G_MAXUINT, records);
  for (guint i = 0; i < records->len; i++)
    g_signal_emit (self, signals[SIGNAL_FOUND], 0, records->pdata[i]);
}

static void
begin_with_known_nodes (SottoDiscv5 *self)
{
  for (guint i = 0; i < self->bootnodes->len; i++)
    consider (self, self->bootnodes->pdata[i]);
  consider_remembered (self);
}

static void
look_up (SottoDiscv5 *self, const SottoHash *target)
{
  static const SottoDiscv5LookupEvents events = {
    .answered = lookup_answered_cb,
    .found = lookup_found_cb,
    .ended = lookup_ended_cb,
  };

  if (self->lookup != NULL)
    return;
  self->lookup = sotto_discv5_lookup_new (self->link, self->table, target, &events, self);
  sotto_discv5_lookup_start (self->lookup);
}

static gboolean
search_cb (gpointer user_data)
{
  SottoDiscv5 *self = user_data;
  SottoHash target;

  self->search_timer = 0;
  if (sotto_discv5_table_get_n_live (self->table) == 0)
    begin_with_known_nodes (self);
  else
    {
      self->n_searches = MIN (self->n_searches + 1, MAX_DOUBLINGS);
      remember_nodes (self);
    }
  sotto_random_fill (self->random, target.bytes, sizeof target.bytes);
  look_up (self, &target);
  return G_SOURCE_REMOVE;
}

static void
schedule_search (SottoDiscv5 *self)
{
  guint pause = self->is_wanted
                  ? MIN (SOTTO_DISCV5_SEARCH_MS << self->n_searches, SOTTO_DISCV5_LAST_SEARCH_MS)
                  : SOTTO_DISCV5_REFRESH_MS;

  sotto_clock_clear_timer (self->clock, &self->search_timer);
  if (!self->is_running || self->lookup != NULL)
    return;
  pause += sotto_random_uniform (self->random, pause / 2);
  self->search_timer = sotto_clock_add_timer (self->clock, pause, search_cb, self);
}

static gboolean
revalidate_cb (gpointer user_data)
{
  SottoDiscv5 *self = user_data;
  g_autoptr (SottoNodeRecord) record = sotto_discv5_table_pick (self->table, self->random);

  if (record != NULL)
    ping (self, record);
  return G_SOURCE_CONTINUE;
}

/* What others ask */

static void
answer_ping (SottoDiscv5 *self, const SottoDiscv5Address *from, const SottoDiscv5Message *request)
{
  SottoDiscv5Message answer = *request;
  SottoNodeRecord *known = sotto_discv5_table_find (self->table, &from->id);

  answer.type = SOTTO_DISCV5_PONG;
  answer.enr_seq = sotto_node_record_get_seq (sotto_own_record_get (self->own_record));
  answer.endpoint = from->endpoint;
  sotto_discv5_link_answer (self->link, from, &answer);
  if (known != NULL && request->enr_seq > sotto_node_record_get_seq (known))
    ask_for_record (self, known);
}

static void
send_records (SottoDiscv5 *self,
              const SottoDiscv5Address *to,
              SottoDiscv5Message *answer,
              GPtrArray *records)
{
  g_autoptr (GPtrArray) packets =
    g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  GPtrArray *packet = NULL;
  gsize length = 0;

  for (guint i = 0; i < MAX (records->len, 1); i++)
    {
      gsize size =
        i < records->len ? g_bytes_get_size (sotto_node_record_get_bytes (records->pdata[i])) : 0;

      if (packet == NULL || length + size > SOTTO_DISCV5_RECORD_BYTES)
        {
          packet = g_ptr_array_new ();
          g_ptr_array_add (packets, packet);
          length = 0;
        }
      if (i < records->len)
        g_ptr_array_add (packet, records->pdata[i]);
      length += size;
    }
  answer->type = SOTTO_DISCV5_NODES;
  answer->total = packets->len;
  for (guint i = 0; i < packets->len; i++)
    {
      answer->records = packets->pdata[i];
      sotto_discv5_link_answer (self->link, to, answer);
    }
}

static void
answer_findnode (SottoDiscv5 *self,
                 const SottoDiscv5Address *from,
                 const SottoDiscv5Message *request)
{
  g_autoptr (GPtrArray) records =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_node_record_unref);
  SottoDiscv5Message answer = *request;
  guint seen[SOTTO_DISCV5_MAX_DISTANCE + 1] = { 0 };

  for (guint i = 0; i < request->n_distances && records->len < SOTTO_DISCV5_MAX_RECORDS; i++)
    {
      guint distance = request->distances[i];

      if (seen[distance]++ > 0)
        continue;
      if (distance == 0)
        g_ptr_array_add (records, sotto_node_record_ref (sotto_own_record_get (self->own_record)));
      else
        sotto_discv5_table_collect (self->table, distance, SOTTO_DISCV5_MAX_RECORDS, records);
    }
  for (guint i = records->len; i-- > 0;)
    {
      SottoEndpoint endpoint;

      if (records->pdata[i] != sotto_own_record_get (self->own_record) &&
          (!sotto_endpoint_from_record (&endpoint, records->pdata[i]) ||
           !sotto_endpoint_may_relay (&from->endpoint, &endpoint)))
        g_ptr_array_remove_index (records, i);
    }
  send_records (self, from, &answer, records);
}

static void
request_cb (const SottoDiscv5Address *from, const SottoDiscv5Message *message, gpointer user_data)
{
  SottoDiscv5 *self = user_data;
  SottoDiscv5Message answer = *message;

  switch (message->type)
    {
    case SOTTO_DISCV5_PING:
      answer_ping (self, from, message);
      break;
    case SOTTO_DISCV5_FINDNODE:
      answer_findnode (self, from, message);
      break;
    case SOTTO_DISCV5_TALKREQ:
      answer.type = SOTTO_DISCV5_TALKRESP;
      sotto_discv5_link_answer (self->link, from, &answer);
      break;
    case SOTTO_DISCV5_PONG:
    case SOTTO_DISCV5_NODES:
    case SOTTO_DISCV5_TALKRESP:
      break;
    }
}

/* A record may name any address; the one that its owner just proved to have is worth a ping. */
static void
introduced_cb (const SottoDiscv5Address *from, SottoNodeRecord *record, gpointer user_data)
{
  SottoEndpoint endpoint;

  if (sotto_endpoint_from_record (&endpoint, record) &&
      sotto_endpoint_equal (&endpoint, &from->endpoint))
    consider (user_data, record);
}

static SottoNodeRecord *
find_record_cb (const SottoHash *id, gpointer user_data)
{
  return sotto_discv5_table_find (SOTTO_DISCV5 (user_data)->table, id);
}

static void
send_cb (const SottoEndpoint *to, GBytes *packet, gpointer user_data)
{
  SottoDiscv5 *self = user_data;

  if (self->send != NULL)
    self->send (to, packet, self->send_data);
  else if (self->socket != NULL)
    sotto_udp_socket_send (self->socket, to, packet);
}

static void
datagram_cb (const SottoEndpoint *from, const guint8 *data, gsize length, gpointer user_data)
{
  sotto_discv5_receive (user_data, from, data, length);
}

static const SottoDiscv5LinkEvents link_events = {
  .send = send_cb,
  .request = request_cb,
  .introduced = introduced_cb,
  .find_record = find_record_cb,
};

static void
sotto_discv5_dispose (GObject *object)
{
  SottoDiscv5 *self = SOTTO_DISCV5 (object);

  if (self->clock != NULL)
    sotto_discv5_stop (self);
  g_clear_pointer (&self->link, sotto_discv5_link_free);
  g_clear_pointer (&self->table, sotto_discv5_table_free);
  g_clear_pointer (&self->votes, sotto_endpoint_votes_free);
  g_clear_pointer (&self->limiter, sotto_packet_limiter_free);
  g_clear_pointer (&self->own_record, sotto_own_record_free);
  g_clear_pointer (&self->bootnodes, g_ptr_array_unref);
  g_clear_object (&self->state);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  G_OBJECT_CLASS (sotto_discv5_parent_class)->dispose (object);
}

static void
sotto_discv5_class_init (SottoDiscv5Class *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_discv5_dispose;

  /**
   * SottoDiscv5::found:
   * @record: of a node that answered us for the first time
   */
  signals[SIGNAL_FOUND] = g_signal_new ("found", SOTTO_TYPE_DISCV5, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, SOTTO_TYPE_NODE_RECORD);

  /**
   * SottoDiscv5::record-changed:
   *
   * Our own record says something else.
   */
  signals[SIGNAL_RECORD_CHANGED] = g_signal_new (
    "record-changed", SOTTO_TYPE_DISCV5, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sotto_discv5_init (SottoDiscv5 *self)
{
  self->bootnodes = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_node_record_unref);
}

/**
 * sotto_discv5_new:
 * @key: our node key
 * @state: (nullable): what is remembered
 * @clock: time and timers
 * @random: entropy
 *
 * Returns: (transfer full): it neither listens nor asks
 */
SottoDiscv5 *
sotto_discv5_new (SottoPrivateKey *key,
                  SottoNetState *state,
                  SottoClock *clock,
                  SottoRandom *random)
{
  SottoDiscv5 *self;

  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (SOTTO_IS_CLOCK (clock) && SOTTO_IS_RANDOM (random), NULL);

  self = g_object_new (SOTTO_TYPE_DISCV5, NULL);
  self->state = state != NULL ? g_object_ref (state) : NULL;
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  self->own_record = sotto_own_record_new (key, state, clock);
  self->limiter = sotto_packet_limiter_new (clock);
  self->votes = sotto_endpoint_votes_new (clock);
  self->table = sotto_discv5_table_new (sotto_node_record_get_id (sotto_discv5_get_record (self)));
  self->link = sotto_discv5_link_new (key, self->own_record, clock, random);
  sotto_discv5_link_set_events (self->link, &link_events, self);
  return self;
}

/**
 * sotto_discv5_add_bootnode:
 * @self: discovery
 * @record: a node to begin with
 */
void
sotto_discv5_add_bootnode (SottoDiscv5 *self, SottoNodeRecord *record)
{
  g_return_if_fail (SOTTO_IS_DISCV5 (self) && record != NULL);

  if (self->bootnodes->len == MAX_BOOTNODES)
    return;
  g_ptr_array_add (self->bootnodes, sotto_node_record_ref (record));
  if (self->is_running)
    consider (self, record);
}

/**
 * sotto_discv5_set_content:
 * @self: discovery
 * @content: what our record says from now on; its UDP port is ignored
 */
void
sotto_discv5_set_content (SottoDiscv5 *self, const SottoNodeContent *content)
{
  g_return_if_fail (SOTTO_IS_DISCV5 (self) && content != NULL);

  self->content = *content;
  update_record (self);
}

/**
 * sotto_discv5_listen:
 * @self: discovery that is not running
 * @address: numeric, "::" for all
 * @port: UDP port, 0 for any free one
 * @error: return location for a %SOTTO_DEVP2P_ERROR_LISTEN
 */
gboolean
sotto_discv5_listen (SottoDiscv5 *self, const char *address, guint16 port, GError **error)
{
  g_return_val_if_fail (SOTTO_IS_DISCV5 (self) && !self->is_running, FALSE);

  g_clear_pointer (&self->socket, sotto_udp_socket_free);
  self->socket = sotto_udp_socket_new (address, port, error);
  if (self->socket == NULL)
    return FALSE;
  self->port = sotto_udp_socket_get_port (self->socket);
  update_record (self);
  return TRUE;
}

/**
 * sotto_discv5_get_port:
 * @self: discovery
 *
 * Returns: the UDP port, or 0
 */
guint16
sotto_discv5_get_port (SottoDiscv5 *self)
{
  g_return_val_if_fail (SOTTO_IS_DISCV5 (self), 0);

  return self->port;
}

/**
 * sotto_discv5_start:
 * @self: discovery that listens
 *
 * Answers, and begins with the nodes that it knows.
 */
void
sotto_discv5_start (SottoDiscv5 *self)
{
  g_return_if_fail (SOTTO_IS_DISCV5 (self) && !self->is_running);
  g_return_if_fail (self->socket != NULL || self->send != NULL);

  self->is_running = TRUE;
  if (self->socket != NULL)
    sotto_udp_socket_start (self->socket, datagram_cb, self);
  begin_with_known_nodes (self);
  self->revalidate_timer =
    sotto_clock_add_timer (self->clock, SOTTO_DISCV5_REVALIDATE_MS, revalidate_cb, self);
  look_up (self, sotto_node_record_get_id (sotto_discv5_get_record (self)));
}

/**
 * sotto_discv5_stop:
 * @self: discovery
 *
 * Neither answers nor asks any more. Not to be called from a handler of its signals.
 */
void
sotto_discv5_stop (SottoDiscv5 *self)
{
  g_return_if_fail (SOTTO_IS_DISCV5 (self));

  if (self->is_running)
    remember_nodes (self);
  self->is_running = FALSE;
  sotto_clock_clear_timer (self->clock, &self->revalidate_timer);
  sotto_clock_clear_timer (self->clock, &self->search_timer);
  g_clear_pointer (&self->lookup, sotto_discv5_lookup_free);
  g_clear_pointer (&self->socket, sotto_udp_socket_free);
}

/**
 * sotto_discv5_set_wanted:
 * @self: discovery
 * @wanted: whether nodes are looked for
 *
 * Emits what is known when nodes become wanted.
 */
void
sotto_discv5_set_wanted (SottoDiscv5 *self, gboolean wanted)
{
  g_return_if_fail (SOTTO_IS_DISCV5 (self));

  if (self->is_wanted == wanted)
    return;
  self->is_wanted = wanted;
  self->n_searches = 0;
  schedule_search (self);
  if (wanted)
    offer_known (self);
}

/**
 * sotto_discv5_get_record:
 * @self: discovery
 *
 * Returns: (transfer none): our own record
 */
SottoNodeRecord *
sotto_discv5_get_record (SottoDiscv5 *self)
{
  g_return_val_if_fail (SOTTO_IS_DISCV5 (self), NULL);

  return sotto_own_record_get (self->own_record);
}

/**
 * sotto_discv5_get_n_nodes:
 * @self: discovery
 *
 * Returns: how many nodes of the table answered
 */
guint
sotto_discv5_get_n_nodes (SottoDiscv5 *self)
{
  g_return_val_if_fail (SOTTO_IS_DISCV5 (self), 0);

  return sotto_discv5_table_get_n_live (self->table);
}

/* Private to the folder, in the header's order. */

void
sotto_discv5_set_send_func (SottoDiscv5 *self,
                            SottoDiscv5SendFunc send,
                            guint16 port,
                            gpointer user_data)
{
  self->send = send;
  self->send_data = user_data;
  self->port = port;
  update_record (self);
}

void
sotto_discv5_receive (SottoDiscv5 *self,
                      const SottoEndpoint *from,
                      const guint8 *data,
                      gsize length)
{
  if (sotto_endpoint_get_reach (from) != SOTTO_REACH_NOWHERE &&
      sotto_packet_limiter_spend (self->limiter, from))
    sotto_discv5_link_receive (self->link, from, data, length);
}

SottoDiscv5Table *
sotto_discv5_get_table (SottoDiscv5 *self)
{
  return self->table;
}

SottoDiscv5Link *
sotto_discv5_get_link (SottoDiscv5 *self)
{
  return self->link;
}
