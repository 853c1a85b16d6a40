/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SottoTransport over devp2p: the object, its start and stop, and its state for people.
 *
 * A timer of one second looks after what dies: envelopes, tolerances, silent handshakes. Sending
 * has a timer of its own, which runs only while something waits (sotto-waku-node-send.c).
 */

#include "sotto-waku-node.h"

#include <math.h>

#include "sotto-inet.h"
#include "sotto-keccak.h"
#include "sotto-own-address.h"
#include "sotto-pow.h"
#include "sotto-text.h"
#include "sotto-waku-node-private.h"

#define HOUSEKEEPING_MS 1000

/* What a neighbour may send in a second when nothing else is said: far above what programs do that
 * send a packet each 300 ms. */
#define PEER_PACKETS 100
#define PEER_BYTES (4 * 1024 * 1024)

/* And all that share an address. */
#define IP_PACKETS 400
#define IP_BYTES (16 * 1024 * 1024)

/* So many packets above that within a minute end the connection. */
#define RATE_TOLERANCE 200

/* A wall clock that moves by more than this against the monotonic one was set. */
#define CLOCK_STEP_US G_USEC_PER_SEC

static void transport_iface_init (SottoTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoWakuNode,
                               sotto_waku_node,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_TRANSPORT, transport_iface_init))

static guint
count_ready_links (SottoWakuNode *self)
{
  guint n = 0;

  for (guint i = 0; i < self->links->len; i++)
    {
      SottoWakuLink *link = g_ptr_array_index (self->links, i);

      n += link->ready && !link->silent ? 1 : 0;
    }

  return n;
}

static SottoTransportProblem
find_problem (SottoWakuNode *self, guint n_ready)
{
  if (!self->running)
    return SOTTO_TRANSPORT_PROBLEM_NONE;
  if (n_ready > 0)
    return sotto_transport_state_get_clock_offset_known (self->state) &&
               sotto_waku_clock_is_wrong (sotto_transport_state_get_clock_offset (self->state))
             ? SOTTO_TRANSPORT_PROBLEM_CLOCK
             : SOTTO_TRANSPORT_PROBLEM_NONE;
  if (!self->network_available)
    return SOTTO_TRANSPORT_PROBLEM_NO_NETWORK;
  if (sotto_host_get_n_known_nodes (self->host) == 0)
    return SOTTO_TRANSPORT_PROBLEM_NO_NODES;

  return self->dial_problem;
}

static void
update_clock (SottoWakuNode *self)
{
  g_autoptr (GArray) estimates = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 now = sotto_clock_get_monotonic_time (self->clock);
  gint64 offset = 0;
  gboolean known;

  for (guint i = 0; i < self->links->len; i++)
    {
      SottoWakuLink *link = g_ptr_array_index (self->links, i);
      gint64 estimate;

      if (sotto_waku_clock_samples_estimate (&link->clock, now, &estimate))
        g_array_append_val (estimates, estimate);
    }

  known = sotto_waku_clock_combine (estimates, &offset);
  sotto_transport_state_set_clock_offset (self->state, offset, known);
}

void
sotto_waku_node_update_traffic (SottoWakuLink *link)
{
  if (link->model == NULL)
    return;

  link->traffic.bytes_in = sotto_peer_get_bytes_in (link->peer);
  link->traffic.bytes_out = sotto_peer_get_bytes_out (link->peer);
  sotto_transport_peer_set_traffic (link->model, &link->traffic);
  sotto_transport_peer_set_keeps_history (link->model, link->keeps_history);
}

static void
update_own_address (SottoWakuNode *self)
{
  g_autofree char *guessed = NULL;
  g_autofree char *enode = NULL;

  self->announced_port = self->running ? sotto_host_get_port (self->host) : 0;
  if (self->announced_port == 0)
    {
      sotto_transport_state_set_own_address (self->state, NULL);
      return;
    }

  if (self->public_host == NULL)
    guessed = sotto_own_address_guess ();
  enode = sotto_host_get_enode (self->host, self->public_host ? self->public_host : guessed);
  sotto_transport_state_set_own_address (self->state, enode);
}

/* What was measured against the clock before it was set says nothing any more. */
static void
notice_clock_steps (SottoWakuNode *self)
{
  gint64 difference =
    sotto_clock_get_real_time (self->clock) - sotto_clock_get_monotonic_time (self->clock);

  if (ABS (difference - self->clock_difference) > CLOCK_STEP_US)
    for (guint i = 0; i < self->links->len; i++)
      sotto_waku_clock_samples_clear (
        &((SottoWakuLink *) g_ptr_array_index (self->links, i))->clock);

  self->clock_difference = difference;
}

static void
emit_expired (SottoWakuNode *self)
{
  g_autoptr (GArray) expired = g_steal_pointer (&self->expired);

  self->expired = g_array_new (FALSE, FALSE, sizeof (SottoHash));
  for (guint i = 0; i < expired->len; i++)
    g_signal_emit_by_name (self, "expired", &g_array_index (expired, SottoHash, i));
}

/* From within the pool: nothing may be changed there. */
static void
pool_removed_cb (SottoPoolSlot slot, SottoEnvelope *envelope, gboolean expired, gpointer user_data)
{
  SottoWakuNode *self = user_data;
  const SottoHash *hash = sotto_envelope_get_hash (envelope);
  SottoWakuOwn *own = g_hash_table_lookup (self->own, hash);

  sotto_waku_node_slot_freed (self, slot);
  if (own == NULL)
    return;

  if (!own->confirmed)
    g_array_append_val (self->expired, *hash);
  g_hash_table_remove (self->own, hash);
}

static gboolean
housekeeping_cb (gpointer user_data)
{
  g_autoptr (SottoWakuNode) self = g_object_ref (SOTTO_WAKU_NODE (user_data));

  notice_clock_steps (self);
  sotto_envelope_pool_expire (self->pool, sotto_clock_get_seconds (self->clock));
  sotto_waku_node_check_handshakes (self);
  sotto_waku_node_forget_old_flights (self);
  sotto_waku_limiter_prune (self->limiter, sotto_clock_get_monotonic_time (self->clock));
  sotto_waku_node_prune_sending (self);
  for (guint i = 0; i < self->links->len; i++)
    sotto_waku_node_update_traffic (g_ptr_array_index (self->links, i));
  if (sotto_host_get_port (self->host) != self->announced_port)
    update_own_address (self);
  update_clock (self);
  sotto_waku_node_update_state (self);
  emit_expired (self);

  return self->running ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
dial_failed_cb (SottoHost *host, SottoEnode *enode, GError *error, gpointer user_data)
{
  SottoWakuNode *self = SOTTO_WAKU_NODE (user_data);

  if (g_error_matches (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_DISCONNECTED) ||
      g_error_matches (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_HANDSHAKE))
    self->dial_problem = SOTTO_TRANSPORT_PROBLEM_REFUSED;
  else
    self->dial_problem = SOTTO_TRANSPORT_PROBLEM_UNREACHABLE;

  sotto_waku_node_update_state (self);
}

static void
peer_disconnected_cb (SottoHost *host,
                      SottoPeer *peer,
                      SottoDisconnectReason reason,
                      gboolean remote,
                      gpointer user_data)
{
  SottoWakuNode *self = SOTTO_WAKU_NODE (user_data);

  if (!remote)
    return;

  switch (reason)
    {
    case SOTTO_DISCONNECT_TOO_MANY_PEERS:
    case SOTTO_DISCONNECT_USELESS_PEER:
    case SOTTO_DISCONNECT_INCOMPATIBLE_VERSION:
    case SOTTO_DISCONNECT_SUBPROTOCOL:
    case SOTTO_DISCONNECT_PROTOCOL_BREACH:
      self->dial_problem = SOTTO_TRANSPORT_PROBLEM_REFUSED;
      break;
    case SOTTO_DISCONNECT_REQUESTED:
    case SOTTO_DISCONNECT_NETWORK_ERROR:
    case SOTTO_DISCONNECT_ALREADY_CONNECTED:
    case SOTTO_DISCONNECT_NULL_IDENTITY:
    case SOTTO_DISCONNECT_QUITTING:
    case SOTTO_DISCONNECT_UNEXPECTED_IDENTITY:
    case SOTTO_DISCONNECT_SELF:
    case SOTTO_DISCONNECT_TIMEOUT:
      break;
    }

  sotto_waku_node_update_state (self);
}

static void
host_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWakuNode) self = SOTTO_WAKU_NODE (user_data);
  g_autoptr (GError) error = NULL;

  if (!sotto_host_stop_finish (SOTTO_HOST (source), result, &error))
    g_debug ("The host did not stop in order: %s", error->message);

  self->host_stopped = TRUE;
  sotto_waku_node_check_stopped (self);
}

static void
sotto_waku_node_start_async (SottoTransport *transport,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  SottoWakuNode *self = SOTTO_WAKU_NODE (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, sotto_waku_node_start_async);
  g_task_set_name (task, "start the Waku node");
  if (!self->running)
    {
      self->running = TRUE;
      self->host_stopped = FALSE;
      self->dial_problem = SOTTO_TRANSPORT_PROBLEM_NONE;
      self->clock_difference =
        sotto_clock_get_real_time (self->clock) - sotto_clock_get_monotonic_time (self->clock);
      self->housekeeping_timer =
        sotto_clock_add_timer (self->clock, HOUSEKEEPING_MS, housekeeping_cb, self);
      sotto_host_start (self->host);
      update_own_address (self);
      sotto_waku_node_update_state (self);
    }

  g_task_return_boolean (task, TRUE);
}

static gboolean
sotto_waku_node_start_finish (SottoTransport *transport, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
sotto_waku_node_stop_async (SottoTransport *transport,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  SottoWakuNode *self = SOTTO_WAKU_NODE (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (self->stop_task == NULL);

  g_task_set_source_tag (task, sotto_waku_node_stop_async);
  g_task_set_name (task, "stop the Waku node");
  if (!self->running)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  self->running = FALSE;
  self->stop_task = g_steal_pointer (&task);
  sotto_clock_clear_timer (self->clock, &self->tick_timer);
  sotto_clock_clear_timer (self->clock, &self->housekeeping_timer);
  for (guint i = 0; i < self->publishing->len; i++)
    g_cancellable_cancel (g_ptr_array_index (self->publishing, i));
  sotto_host_stop_async (self->host, cancellable, host_stopped_cb, g_object_ref (self));
}

static gboolean
sotto_waku_node_stop_finish (SottoTransport *transport, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
sotto_waku_node_set_topics (SottoTransport *transport, const SottoTopic *topics, gsize n_topics)
{
  SottoWakuNode *self = SOTTO_WAKU_NODE (transport);
  g_autoptr (SottoWakuInterest) followed = sotto_waku_interest_new_topics (topics, n_topics);

  if (sotto_waku_interest_equal (followed, self->followed))
    return;

  g_clear_pointer (&self->followed, sotto_waku_interest_unref);
  self->followed = g_steal_pointer (&followed);
  for (guint i = 0; i < self->links->len; i++)
    sotto_waku_node_announce (self, g_ptr_array_index (self->links, i));
}

static SottoTransportState *
sotto_waku_node_get_state (SottoTransport *transport)
{
  return SOTTO_WAKU_NODE (transport)->state;
}

static void
transport_iface_init (SottoTransportInterface *iface)
{
  iface->start_async = sotto_waku_node_start_async;
  iface->start_finish = sotto_waku_node_start_finish;
  iface->stop_async = sotto_waku_node_stop_async;
  iface->stop_finish = sotto_waku_node_stop_finish;
  iface->set_topics = sotto_waku_node_set_topics;
  iface->publish_async = sotto_waku_node_publish_async;
  iface->publish_finish = sotto_waku_node_publish_finish;
  iface->get_state = sotto_waku_node_get_state;
}

static void
sotto_waku_node_dispose (GObject *object)
{
  SottoWakuNode *self = SOTTO_WAKU_NODE (object);

  sotto_clock_clear_timer (self->clock, &self->tick_timer);
  sotto_clock_clear_timer (self->clock, &self->housekeeping_timer);
  for (guint i = 0; i < SOTTO_WAKU_N_DIALECTS; i++)
    if (self->capabilities[i] != NULL)
      sotto_waku_capability_detach (self->capabilities[i]);

  G_OBJECT_CLASS (sotto_waku_node_parent_class)->dispose (object);
}

static void
sotto_waku_node_finalize (GObject *object)
{
  SottoWakuNode *self = SOTTO_WAKU_NODE (object);

  g_clear_pointer (&self->links, g_ptr_array_unref);
  g_clear_pointer (&self->pool, sotto_envelope_pool_free);
  g_clear_pointer (&self->origins, g_byte_array_unref);
  g_clear_pointer (&self->limiter, sotto_waku_limiter_free);
  g_clear_pointer (&self->sending, g_hash_table_unref);
  g_clear_pointer (&self->own, g_hash_table_unref);
  g_clear_pointer (&self->expired, g_array_unref);
  g_clear_pointer (&self->publishing, g_ptr_array_unref);
  g_clear_pointer (&self->followed, sotto_waku_interest_unref);
  g_clear_pointer (&self->public_host, g_free);
  g_clear_object (&self->power_monitor);
  for (guint i = 0; i < SOTTO_WAKU_N_DIALECTS; i++)
    g_clear_object (&self->capabilities[i]);
  g_clear_object (&self->state);
  g_clear_object (&self->host);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);

  G_OBJECT_CLASS (sotto_waku_node_parent_class)->finalize (object);
}

static void
sotto_waku_node_class_init (SottoWakuNodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sotto_waku_node_dispose;
  object_class->finalize = sotto_waku_node_finalize;
}

static void
sotto_waku_node_init (SottoWakuNode *self)
{
  self->network_available = TRUE;
  self->state = sotto_transport_state_new ();
  self->links = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_waku_link_unref);
  self->followed = sotto_waku_interest_new_topics (NULL, 0);
  self->origins = g_byte_array_new ();
  self->sending =
    g_hash_table_new_full (sotto_hash_hash, sotto_hash_equal, (GDestroyNotify) sotto_hash_free,
                           (GDestroyNotify) sotto_waku_meter_unref);
  self->own = g_hash_table_new_full (sotto_hash_hash, sotto_hash_equal,
                                     (GDestroyNotify) sotto_hash_free, g_free);
  self->expired = g_array_new (FALSE, FALSE, sizeof (SottoHash));
  self->publishing = g_ptr_array_new_with_free_func (g_object_unref);
}

/* Shows people what has changed. */
void
sotto_waku_node_update_state (SottoWakuNode *self)
{
  guint n_ready = count_ready_links (self);
  SottoTransportStatus status;

  if (n_ready > 0)
    self->dial_problem = SOTTO_TRANSPORT_PROBLEM_NONE;

  if (self->running && n_ready > 0)
    status = SOTTO_TRANSPORT_STATUS_ONLINE;
  else if (self->running && self->network_available)
    status = SOTTO_TRANSPORT_STATUS_SEARCHING;
  else
    status = SOTTO_TRANSPORT_STATUS_OFFLINE;

  sotto_transport_state_set_envelopes (self->state, self->envelopes_in, self->envelopes_out,
                                       self->envelopes_refused);
  sotto_transport_state_set_status (self->state, status);
  sotto_transport_state_set_problem (self->state, find_problem (self, n_ready));
}

/* Ends the stop once the host is still and no worker is busy for us. */
void
sotto_waku_node_check_stopped (SottoWakuNode *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->stop_task == NULL || !self->host_stopped || self->publishing->len > 0)
    return;

  task = g_steal_pointer (&self->stop_task);
  sotto_envelope_pool_clear (self->pool);
  g_hash_table_remove_all (self->own);
  g_array_set_size (self->expired, 0);
  update_own_address (self);
  sotto_waku_node_update_state (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * sotto_waku_limits_init:
 * @limits: (out caller-allocates): limits
 *
 * Fills in what suits a person's computer: 64 MiB or 100,000 envelopes, packets of 1 MiB, the least
 * work that everybody must do, all dialects, and for each neighbour 100 packets and 4 MiB in a
 * second, four times that for an address.
 */
void
sotto_waku_limits_init (SottoWakuLimits *limits)
{
  g_return_if_fail (limits != NULL);

  limits->pool_max_bytes = 64 * 1024 * 1024;
  limits->pool_max_envelopes = 100 * 1000;
  limits->max_message_size = 1024 * 1024;
  limits->min_pow = SOTTO_POW_MINIMUM;
  limits->dialects = SOTTO_WAKU_DIALECTS_ALL;
  limits->rates = (SottoWakuRateLimits){
    .packets = { .ip = IP_PACKETS, .peer = PEER_PACKETS },
    .bytes = { .ip = IP_BYTES, .peer = PEER_BYTES },
    .tolerance = RATE_TOLERANCE,
  };
  limits->light = FALSE;
}

/**
 * sotto_waku_node_new:
 * @host: the devp2p host, not started
 * @role: what we want of neighbours
 * @limits: (nullable): %NULL for those of sotto_waku_limits_init ()
 * @clock: time and timers
 * @random: entropy
 *
 * Adds the dialects that @limits names to @host.
 *
 * Returns: (transfer full): a node that is not started
 */
SottoWakuNode *
sotto_waku_node_new (SottoHost *host,
                     SottoWakuRole role,
                     const SottoWakuLimits *limits,
                     SottoClock *clock,
                     SottoRandom *random)
{
  /* In the order of SottoWakuDialects. */
  const SottoWakuDialect *dialects[SOTTO_WAKU_N_DIALECTS] = { &sotto_waku_dialect_whisper,
                                                              &sotto_waku_dialect_0,
                                                              &sotto_waku_dialect_1 };
  SottoWakuNode *self;

  g_return_val_if_fail (SOTTO_IS_HOST (host), NULL);
  g_return_val_if_fail (SOTTO_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (SOTTO_IS_RANDOM (random), NULL);
  g_return_val_if_fail (limits == NULL || limits->dialects != 0, NULL);

  self = g_object_new (SOTTO_TYPE_WAKU_NODE, NULL);
  self->host = g_object_ref (host);
  self->role = role;
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  if (limits != NULL)
    self->limits = *limits;
  else
    sotto_waku_limits_init (&self->limits);
  if (role == SOTTO_WAKU_ROLE_RELAY)
    self->limits.light = FALSE;
  self->limiter = sotto_waku_limiter_new (&self->limits.rates);
  self->pool = sotto_envelope_pool_new (self->limits.pool_max_bytes,
                                        self->limits.pool_max_envelopes, pool_removed_cb, self);

  for (guint i = 0; i < SOTTO_WAKU_N_DIALECTS; i++)
    {
      if ((self->limits.dialects >> i & 1) == 0)
        continue;
      self->capabilities[i] =
        sotto_waku_capability_new (self, dialects[i], self->limits.max_message_size);
      sotto_host_add_capability (host, SOTTO_CAPABILITY (self->capabilities[i]));
    }
  g_signal_connect_object (host, "dial-failed", G_CALLBACK (dial_failed_cb), self, 0);
  g_signal_connect_object (host, "peer-disconnected", G_CALLBACK (peer_disconnected_cb), self, 0);

  return self;
}

/**
 * sotto_waku_node_set_network_available:
 * @self: a node
 * @available: whether this computer has a network
 *
 * Tells the host, and people through the state.
 */
void
sotto_waku_node_set_network_available (SottoWakuNode *self, gboolean available)
{
  g_return_if_fail (SOTTO_IS_WAKU_NODE (self));

  self->network_available = available;
  sotto_host_set_network_available (self->host, available);
  update_own_address (self);
  sotto_waku_node_update_state (self);
}

/**
 * sotto_waku_node_set_public_host:
 * @self: a node
 * @host: (nullable): a host name or address of ours; %NULL to guess it
 *
 * Sets what `own-address` of the state names as our host.
 */
void
sotto_waku_node_set_public_host (SottoWakuNode *self, const char *host)
{
  g_return_if_fail (SOTTO_IS_WAKU_NODE (self));

  if (sotto_set_string (&self->public_host, host))
    update_own_address (self);
}

/**
 * sotto_waku_node_set_power_monitor:
 * @self: a node
 * @monitor: (nullable) (transfer none): knows about the battery
 *
 * Searches for the work of envelopes with fewer threads while the computer is on its battery.
 */
void
sotto_waku_node_set_power_monitor (SottoWakuNode *self, SottoPowerMonitor *monitor)
{
  g_return_if_fail (SOTTO_IS_WAKU_NODE (self));
  g_return_if_fail (monitor == NULL || SOTTO_IS_POWER_MONITOR (monitor));

  g_set_object (&self->power_monitor, monitor);
}

/**
 * sotto_waku_node_set_min_pow:
 * @self: a node
 * @min_pow: proof of work that an envelope must have, finite and not negative
 *
 * Changes it while running: neighbours are told, and when it rises, what was enough before is taken
 * for another 10 s, since it may be on its way.
 */
void
sotto_waku_node_set_min_pow (SottoWakuNode *self, double min_pow)
{
  gint64 now;

  g_return_if_fail (SOTTO_IS_WAKU_NODE (self));
  g_return_if_fail (isfinite (min_pow) && min_pow >= 0);

  if (min_pow == self->limits.min_pow)
    return;

  now = sotto_clock_get_monotonic_time (self->clock);
  if (min_pow > self->limits.min_pow)
    {
      if (now > self->min_pow_tolerated_until || self->limits.min_pow < self->min_pow_before)
        self->min_pow_before = self->limits.min_pow;
      self->min_pow_tolerated_until = now + SOTTO_WAKU_LINK_TOLERANCE_US;
    }
  self->limits.min_pow = min_pow;
  for (guint i = 0; i < self->links->len; i++)
    sotto_waku_node_announce (self, g_ptr_array_index (self->links, i));
}

/**
 * sotto_waku_node_exempt_enode:
 * @self: a node
 * @enode: another one
 *
 * Does not limit what that node sends.
 */
void
sotto_waku_node_exempt_enode (SottoWakuNode *self, SottoEnode *enode)
{
  guint8 key[SOTTO_PUBLIC_KEY_LENGTH];
  SottoHash node_id;

  g_return_if_fail (SOTTO_IS_WAKU_NODE (self));
  g_return_if_fail (enode != NULL);

  /* The id is the hash of the key without its first byte. */
  sotto_public_key_serialize (sotto_enode_get_key (enode), key);
  sotto_keccak256 (key + 1, sizeof key - 1, &node_id);
  sotto_waku_limiter_exempt_node (self->limiter, &node_id);
}

/**
 * sotto_waku_node_exempt_address:
 * @self: a node
 * @address: an address
 *
 * Does not limit what comes from there.
 */
void
sotto_waku_node_exempt_address (SottoWakuNode *self, GInetAddress *address)
{
  g_autofree char *group = NULL;

  g_return_if_fail (SOTTO_IS_WAKU_NODE (self));
  g_return_if_fail (G_IS_INET_ADDRESS (address));

  group = sotto_inet_to_group (address);
  sotto_waku_limiter_exempt_group (self->limiter, group);
}

/**
 * sotto_waku_node_get_packets_dropped:
 * @self: a node
 *
 * Returns: how many packets were above the limits so far
 */
guint64
sotto_waku_node_get_packets_dropped (SottoWakuNode *self)
{
  g_return_val_if_fail (SOTTO_IS_WAKU_NODE (self), 0);

  return self->packets_dropped;
}

/**
 * sotto_waku_node_get_n_pooled:
 * @self: a node
 *
 * Returns: how many envelopes are in the pool
 */
guint
sotto_waku_node_get_n_pooled (SottoWakuNode *self)
{
  g_return_val_if_fail (SOTTO_IS_WAKU_NODE (self), 0);

  return sotto_envelope_pool_get_n_envelopes (self->pool);
}

/**
 * sotto_waku_node_get_pooled_bytes:
 * @self: a node
 *
 * Returns: the memory that they take
 */
gsize
sotto_waku_node_get_pooled_bytes (SottoWakuNode *self)
{
  g_return_val_if_fail (SOTTO_IS_WAKU_NODE (self), 0);

  return sotto_envelope_pool_get_bytes (self->pool);
}
