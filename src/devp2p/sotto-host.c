/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Brings the parts together: calls come from a SottoListener through a SottoAddressGate, dials are
 * asked for by a SottoDialPlan and made by sotto_dial_async (), and each connection is a SottoPeer,
 * which asks here whether it may stay.
 */

#include "sotto-host.h"

#include "sotto-address-gate-private.h"
#include "sotto-admission-private.h"
#include "sotto-dial-plan-private.h"
#include "sotto-dial-private.h"
#include "sotto-host-private.h"
#include "sotto-listener-private.h"
#include "sotto-peer-private.h"
#include "sotto-text.h"

#if defined(__x86_64__)
#define MACHINE "amd64"
#elif defined(__aarch64__)
#define MACHINE "arm64"
#else
#define MACHINE "other"
#endif

#define DEFAULT_CLIENT_NAME "Sotto/v" SOTTO_VERSION "/linux-" MACHINE "/c"
#define DEFAULT_MAX_PEERS 25
#define DEFAULT_MAX_INBOUND 17
#define DEFAULT_MAX_PER_ADDRESS 3
#define DEFAULT_MAX_PENDING 50

/* Of the peers that we may have, this part is looked for actively. */
#define WANTED_PART 3

struct _SottoHost
{
  GObject parent_instance;

  SottoPrivateKey *node_key;
  SottoClock *clock;
  SottoRandom *random;
  char *client_name;
  GPtrArray *capabilities;

  SottoListener *listener;
  SottoAddressGate *gate;
  SottoDialPlan *plan;
  GProxyResolver *proxy;
  guint n_wanted;

  SottoAdmission admission;

  /* Every connection until its socket is closed; of these, callers that are not established (yet
   * or any more), oldest first; and the established ones by key. */
  GHashTable *connections;
  GQueue callers;
  GHashTable *peers;

  /* Dials on their way: Dial. */
  GHashTable *dials;

  gboolean is_started;
  GTask *stop_task;
  GSource *stop_cancelled_source;
};

typedef struct
{
  SottoHost *host;
  SottoEnode *enode;
  GCancellable *cancellable;
} Dial;

enum
{
  SIGNAL_PEER_CONNECTED,
  SIGNAL_PEER_DISCONNECTED,
  SIGNAL_DIAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SottoHost, sotto_host, G_TYPE_OBJECT)

static void
dial_free (Dial *dial)
{
  g_object_unref (dial->host);
  sotto_enode_unref (dial->enode);
  g_object_unref (dial->cancellable);
  g_free (dial);
}

static void
update_wanted (SottoHost *self)
{
  guint target =
    self->n_wanted > 0 ? self->n_wanted : MAX (self->admission.limits.max_peers / WANTED_PART, 1);
  guint n_peers = g_hash_table_size (self->peers);

  sotto_dial_plan_set_wanted (self->plan, n_peers < target ? target - n_peers : 0);
}

static void
check_stopped (SottoHost *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->stop_task == NULL || g_hash_table_size (self->connections) > 0 ||
      g_hash_table_size (self->dials) > 0)
    return;
  if (self->stop_cancelled_source != NULL)
    g_source_destroy (self->stop_cancelled_source);
  g_clear_pointer (&self->stop_cancelled_source, g_source_unref);
  task = g_steal_pointer (&self->stop_task);
  g_task_return_boolean (task, TRUE);
}

static gboolean
admit_cb (SottoPeer *peer, gboolean after_hello, SottoDisconnectReason *reason, gpointer owner)
{
  SottoHost *self = owner;

  return sotto_admission_check (&self->admission, peer, after_hello, reason);
}

static void
established_cb (SottoPeer *peer, gpointer owner)
{
  SottoHost *self = owner;
  const SottoPublicKey *key = sotto_peer_get_key (peer);
  SottoPeer *existing = g_hash_table_lookup (self->peers, key);

  g_queue_remove (&self->callers, peer);
  if (existing != NULL)
    {
      sotto_peer_disconnect (existing, SOTTO_DISCONNECT_ALREADY_CONNECTED);
      sotto_peer_flush_end (existing);
    }
  g_hash_table_insert (self->peers, (gpointer) key, peer);
  sotto_dial_plan_connected (self->plan, key);
  update_wanted (self);
  sotto_peer_notify_started (peer);
  g_signal_emit (self, signals[SIGNAL_PEER_CONNECTED], 0, peer);
}

static void
ended_cb (SottoPeer *peer, gpointer owner)
{
  SottoHost *self = owner;
  const SottoPeerEnd *end = sotto_peer_get_end (peer);
  const SottoPublicKey *key = sotto_peer_get_key (peer);
  SottoEnode *target = sotto_peer_get_target (peer);

  if (sotto_peer_was_established (peer))
    {
      if (sotto_peer_is_inbound (peer))
        g_queue_push_tail (&self->callers, peer);
      g_hash_table_remove (self->peers, key);
      sotto_dial_plan_lost (self->plan, key, sotto_peer_get_age_ms (peer),
                            sotto_admission_is_refusal (end));
      update_wanted (self);
      sotto_peer_notify_stopped (peer);
      g_signal_emit (self, signals[SIGNAL_PEER_DISCONNECTED], 0, peer, end->reason, end->remote);
    }
  else if (target != NULL)
    {
      sotto_dial_plan_failed (self->plan, key, sotto_admission_is_refusal (end));
      if (end->error != NULL)
        g_signal_emit (self, signals[SIGNAL_DIAL_FAILED], 0, target, end->error);
    }
}

static void
finished_cb (SottoPeer *peer, gpointer owner)
{
  g_autoptr (SottoHost) self = g_object_ref (owner);
  GInetAddress *address = sotto_peer_get_inet_address (peer);

  if (sotto_peer_is_inbound (peer) && address != NULL)
    sotto_address_gate_leave (self->gate, address);
  g_queue_remove (&self->callers, peer);
  g_hash_table_remove (self->connections, peer);
  check_stopped (self);
}

static const SottoPeerEvents peer_events = {
  .admit = admit_cb,
  .established = established_cb,
  .ended = ended_cb,
  .finished = finished_cb,
};

static GBytes *
encode_hello (SottoHost *self)
{
  g_autoptr (SottoHello) hello = sotto_hello_new ();

  hello->client = g_strdup (self->client_name);
  hello->listen_port = sotto_host_get_port (self);
  sotto_public_key_serialize_raw (sotto_private_key_get_public (self->node_key), hello->node_key);
  sotto_capability_table_announce (self->capabilities, hello);
  return sotto_hello_encode (hello);
}

static SottoPeer *
add_connection (SottoHost *self, GSocketConnection *connection, SottoEnode *target)
{
  g_autoptr (GBytes) hello = encode_hello (self);
  SottoPeerConfig config = {
    .node_key = self->node_key,
    .clock = self->clock,
    .random = self->random,
    .hello = hello,
    .capabilities = self->capabilities,
  };
  SottoPeer *peer = sotto_peer_new (connection, target, &config, &peer_events, self);

  g_hash_table_add (self->connections, peer);
  return peer;
}

/* Too many callers in their handshake: the one that takes longest makes room. */
static void
drop_oldest_caller (SottoHost *self)
{
  SottoPeer *oldest = g_queue_pop_head (&self->callers);

  if (oldest != NULL)
    sotto_peer_abort (oldest);
}

static void
incoming_cb (GSocketConnection *connection, gpointer user_data)
{
  SottoHost *self = user_data;
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);
  SottoPeer *peer;

  if (!G_IS_INET_SOCKET_ADDRESS (address) ||
      !sotto_address_gate_enter (
        self->gate, g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address))))
    return;
  while (g_queue_get_length (&self->callers) >= MAX (self->admission.limits.max_pending, 1))
    drop_oldest_caller (self);
  peer = add_connection (self, connection, NULL);
  g_queue_push_tail (&self->callers, peer);
  sotto_peer_start (peer);
}

static void
dialled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Dial *dial = user_data;
  SottoHost *self = dial->host;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = sotto_dial_finish (result, &error);

  g_hash_table_steal (self->dials, dial);
  if (connection != NULL && self->is_started)
    sotto_peer_start (add_connection (self, connection, dial->enode));
  else
    {
      sotto_dial_plan_failed (self->plan, sotto_enode_get_key (dial->enode), FALSE);
      if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_signal_emit (self, signals[SIGNAL_DIAL_FAILED], 0, dial->enode, error);
    }
  check_stopped (self);
  dial_free (dial);
}

static void
dial_cb (SottoEnode *enode, gpointer user_data)
{
  SottoHost *self = user_data;
  Dial *dial = g_new0 (Dial, 1);

  dial->host = g_object_ref (self);
  dial->enode = sotto_enode_ref (enode);
  dial->cancellable = g_cancellable_new ();
  g_hash_table_add (self->dials, dial);
  sotto_dial_async (enode, self->proxy, self->clock, dial->cancellable, dialled_cb, dial);
}

/* @key NULL: all of them. Their callbacks come from the main loop. */
static void
cancel_dials (SottoHost *self, const SottoPublicKey *key)
{
  g_autoptr (GPtrArray) cancelled = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->dials);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    {
      Dial *dial = value;

      if (key == NULL || sotto_public_key_equal (key, sotto_enode_get_key (dial->enode)))
        g_ptr_array_add (cancelled, g_object_ref (dial->cancellable));
    }
  for (guint i = 0; i < cancelled->len; i++)
    g_cancellable_cancel (cancelled->pdata[i]);
}

/* A copy that survives what its members do to the host's own table. */
static GPtrArray *
copy_connections (SottoHost *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer peer;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &peer, NULL))
    g_ptr_array_add (copy, g_object_ref (peer));
  return copy;
}

static gboolean
stop_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (SottoHost) self = g_object_ref (user_data);
  g_autoptr (GPtrArray) connections = copy_connections (self);

  for (guint i = 0; i < connections->len; i++)
    sotto_peer_abort (connections->pdata[i]);
  return G_SOURCE_REMOVE;
}

static void
watch_stop_cancelled (SottoHost *self, GCancellable *cancellable)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  if (cancellable == NULL)
    return;
  self->stop_cancelled_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->stop_cancelled_source, G_SOURCE_FUNC (stop_cancelled_cb), self,
                         NULL);
  g_source_attach (self->stop_cancelled_source, context);
}

static void
sotto_host_dispose (GObject *object)
{
  SottoHost *self = SOTTO_HOST (object);

  if (self->connections != NULL)
    {
      g_autoptr (GPtrArray) connections = copy_connections (self);

      for (guint i = 0; i < connections->len; i++)
        {
          sotto_peer_forget_owner (connections->pdata[i]);
          sotto_peer_abort (connections->pdata[i]);
        }
    }
  g_queue_clear (&self->callers);
  g_clear_pointer (&self->peers, g_hash_table_unref);
  g_clear_pointer (&self->connections, g_hash_table_unref);
  g_clear_pointer (&self->listener, sotto_listener_free);
  g_clear_pointer (&self->plan, sotto_dial_plan_free);

  G_OBJECT_CLASS (sotto_host_parent_class)->dispose (object);
}

static void
sotto_host_finalize (GObject *object)
{
  SottoHost *self = SOTTO_HOST (object);

  g_clear_pointer (&self->gate, sotto_address_gate_free);
  g_clear_pointer (&self->dials, g_hash_table_unref);
  g_clear_pointer (&self->capabilities, g_ptr_array_unref);
  g_clear_pointer (&self->client_name, g_free);
  g_clear_pointer (&self->node_key, sotto_private_key_unref);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  g_clear_object (&self->proxy);

  G_OBJECT_CLASS (sotto_host_parent_class)->finalize (object);
}

static void
sotto_host_class_init (SottoHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sotto_host_dispose;
  object_class->finalize = sotto_host_finalize;

  /**
   * SottoHost::peer-connected:
   * @peer: established, and started on its capabilities
   */
  signals[SIGNAL_PEER_CONNECTED] =
    g_signal_new ("peer-connected", SOTTO_TYPE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, SOTTO_TYPE_PEER);

  /**
   * SottoHost::peer-disconnected:
   * @peer: stopped on its capabilities
   * @reason: a #SottoDisconnectReason
   * @remote: whether the other side said the reason
   */
  signals[SIGNAL_PEER_DISCONNECTED] =
    g_signal_new ("peer-disconnected", SOTTO_TYPE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, SOTTO_TYPE_PEER, G_TYPE_INT, G_TYPE_BOOLEAN);

  /**
   * SottoHost::dial-failed:
   * @enode: a #SottoEnode
   * @error: a #GError with words for a person
   */
  signals[SIGNAL_DIAL_FAILED] =
    g_signal_new ("dial-failed", SOTTO_TYPE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, SOTTO_TYPE_ENODE, G_TYPE_ERROR);
}

static void
sotto_host_init (SottoHost *self)
{
  self->client_name = g_strdup (DEFAULT_CLIENT_NAME);
  self->admission.limits = (SottoHostLimits){
    .max_peers = DEFAULT_MAX_PEERS,
    .max_inbound = DEFAULT_MAX_INBOUND,
    .max_per_address = DEFAULT_MAX_PER_ADDRESS,
    .max_pending = DEFAULT_MAX_PENDING,
  };
  self->capabilities = g_ptr_array_new_with_free_func (g_object_unref);
  self->connections = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->peers = g_hash_table_new (sotto_public_key_hash, sotto_public_key_equal);
  self->dials = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->callers);
}

/**
 * sotto_host_new:
 * @node_key: (transfer none): our node key
 * @clock: (transfer none): time and timers
 * @random: (transfer none): entropy
 *
 * Returns: (transfer full): a host that neither listens nor dials
 */
SottoHost *
sotto_host_new (SottoPrivateKey *node_key, SottoClock *clock, SottoRandom *random)
{
  SottoHost *self;

  g_return_val_if_fail (node_key != NULL, NULL);
  g_return_val_if_fail (SOTTO_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (SOTTO_IS_RANDOM (random), NULL);

  self = g_object_new (SOTTO_TYPE_HOST, NULL);
  self->node_key = sotto_private_key_ref (node_key);
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  self->gate = sotto_address_gate_new (clock);
  self->plan = sotto_dial_plan_new (clock, random, dial_cb, self);
  sotto_admission_init (&self->admission, sotto_host_get_key (self), self->peers, self->plan);
  update_wanted (self);
  return self;
}

/**
 * sotto_host_set_client_name:
 * @self: a host that was not started
 * @name: what Hello says about us; nodes whose names begin with "Sotto" treat each other as kin
 */
void
sotto_host_set_client_name (SottoHost *self, const char *name)
{
  g_return_if_fail (SOTTO_IS_HOST (self) && !self->is_started);
  g_return_if_fail (name != NULL);

  sotto_set_string (&self->client_name, name);
}

/**
 * sotto_host_set_limits:
 * @self: a host
 * @limits: copied; hold for connections from now on
 */
void
sotto_host_set_limits (SottoHost *self, const SottoHostLimits *limits)
{
  g_return_if_fail (SOTTO_IS_HOST (self));
  g_return_if_fail (limits != NULL);

  self->admission.limits = *limits;
  sotto_address_gate_set_limit (self->gate, limits->max_per_address);
  update_wanted (self);
}

/**
 * sotto_host_add_capability:
 * @self: a host that was not started
 * @capability: (transfer none): a sub-protocol in one version
 */
void
sotto_host_add_capability (SottoHost *self, SottoCapability *capability)
{
  g_return_if_fail (SOTTO_IS_HOST (self) && !self->is_started);
  g_return_if_fail (SOTTO_IS_CAPABILITY (capability));

  g_ptr_array_add (self->capabilities, g_object_ref (capability));
}

/**
 * sotto_host_listen:
 * @self: a host
 * @address: numeric; "::" for all of both families
 * @port: 0 for any free one
 * @error: return location for a %SOTTO_DEVP2P_ERROR_LISTEN
 *
 * Binds at once; calls are taken while the host is started. Takes the place of an earlier address.
 *
 * Returns: %FALSE when the address cannot be used; an earlier one is given up nevertheless
 */
gboolean
sotto_host_listen (SottoHost *self, const char *address, guint16 port, GError **error)
{
  g_return_val_if_fail (SOTTO_IS_HOST (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  sotto_host_stop_listening (self);
  self->listener = sotto_listener_new (address, port, self->clock, error);
  if (self->listener == NULL)
    return FALSE;
  if (self->is_started)
    sotto_listener_start (self->listener, incoming_cb, self);
  return TRUE;
}

/**
 * sotto_host_stop_listening:
 * @self: a host
 *
 * Takes no more calls; connections stay.
 */
void
sotto_host_stop_listening (SottoHost *self)
{
  g_return_if_fail (SOTTO_IS_HOST (self));

  g_clear_pointer (&self->listener, sotto_listener_free);
}

/**
 * sotto_host_get_port:
 * @self: a host
 *
 * Returns: the TCP port, or 0 when not listening
 */
guint16
sotto_host_get_port (SottoHost *self)
{
  g_return_val_if_fail (SOTTO_IS_HOST (self), 0);

  return self->listener != NULL ? sotto_listener_get_port (self->listener) : 0;
}

/**
 * sotto_host_get_enode:
 * @self: a host
 * @host: address or name under which others reach us
 *
 * Returns: (transfer full) (nullable): our enode URL; %NULL when not listening or @host is unusable
 */
char *
sotto_host_get_enode (SottoHost *self, const char *host)
{
  g_autoptr (SottoEnode) enode = NULL;

  g_return_val_if_fail (SOTTO_IS_HOST (self), NULL);
  g_return_val_if_fail (host != NULL, NULL);

  enode = sotto_enode_new (sotto_host_get_key (self), host, sotto_host_get_port (self));
  return enode != NULL ? sotto_enode_to_string (enode) : NULL;
}

const SottoPublicKey *
sotto_host_get_key (SottoHost *self)
{
  g_return_val_if_fail (SOTTO_IS_HOST (self), NULL);

  return sotto_private_key_get_public (self->node_key);
}

/**
 * sotto_host_add_static:
 * @self: a host
 * @enode: (transfer none): a node to stay connected to; our own is ignored
 */
void
sotto_host_add_static (SottoHost *self, SottoEnode *enode)
{
  const SottoPublicKey *key;

  g_return_if_fail (SOTTO_IS_HOST (self));
  g_return_if_fail (enode != NULL);

  key = sotto_enode_get_key (enode);
  if (sotto_public_key_equal (key, sotto_host_get_key (self)))
    return;
  sotto_dial_plan_add_static (self->plan, enode, g_hash_table_contains (self->peers, key));
}

/**
 * sotto_host_remove_static:
 * @self: a host
 * @enode: (transfer none): a node that was added, by its key
 *
 * Forgets it, and disconnects it.
 */
void
sotto_host_remove_static (SottoHost *self, SottoEnode *enode)
{
  const SottoPublicKey *key;
  SottoPeer *peer;

  g_return_if_fail (SOTTO_IS_HOST (self));
  g_return_if_fail (enode != NULL);

  key = sotto_enode_get_key (enode);
  if (!sotto_dial_plan_is_static (self->plan, key))
    return;
  sotto_dial_plan_remove_static (self->plan, key);
  cancel_dials (self, key);
  peer = g_hash_table_lookup (self->peers, key);
  if (peer != NULL)
    sotto_peer_disconnect (peer, SOTTO_DISCONNECT_REQUESTED);
}

/**
 * sotto_host_add_candidate:
 * @self: a host
 * @enode: (transfer none): a node that discovery found; our own is ignored
 */
void
sotto_host_add_candidate (SottoHost *self, SottoEnode *enode)
{
  const SottoPublicKey *key;

  g_return_if_fail (SOTTO_IS_HOST (self));
  g_return_if_fail (enode != NULL);

  key = sotto_enode_get_key (enode);
  if (sotto_public_key_equal (key, sotto_host_get_key (self)))
    return;
  sotto_dial_plan_add_candidate (self->plan, enode, g_hash_table_contains (self->peers, key));
}

/**
 * sotto_host_set_wanted:
 * @self: a host
 * @n_wanted: candidates are dialled up to this number of peers; 0: a third of the limit
 */
void
sotto_host_set_wanted (SottoHost *self, guint n_wanted)
{
  g_return_if_fail (SOTTO_IS_HOST (self));

  self->n_wanted = n_wanted;
  update_wanted (self);
}

/**
 * sotto_host_set_proxy:
 * @self: a host
 * @proxy: (nullable) (transfer none): through what nodes are called from now on
 */
void
sotto_host_set_proxy (SottoHost *self, GProxyResolver *proxy)
{
  g_return_if_fail (SOTTO_IS_HOST (self));

  g_set_object (&self->proxy, proxy);
}

/**
 * sotto_host_set_network_available:
 * @self: a host
 * @available: whether the computer has a network
 */
void
sotto_host_set_network_available (SottoHost *self, gboolean available)
{
  g_return_if_fail (SOTTO_IS_HOST (self));

  sotto_dial_plan_set_available (self->plan, available);
  if (!available)
    cancel_dials (self, NULL);
}

/**
 * sotto_host_start:
 * @self: a host that is not started
 *
 * Takes calls and dials from now on.
 */
void
sotto_host_start (SottoHost *self)
{
  g_return_if_fail (SOTTO_IS_HOST (self) && !self->is_started && self->stop_task == NULL);

  self->is_started = TRUE;
  if (self->listener != NULL)
    sotto_listener_start (self->listener, incoming_cb, self);
  sotto_dial_plan_start (self->plan);
}

/**
 * sotto_host_stop_async:
 * @self: a host
 * @cancellable: (nullable): to close all sockets without good-byes
 * @callback: called when every socket is closed, after about two seconds at most
 * @user_data: for @callback
 *
 * Takes no more calls, dials no more, says good-bye to all peers.
 */
void
sotto_host_stop_async (SottoHost *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) connections = NULL;

  g_return_if_fail (SOTTO_IS_HOST (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_host_stop_async);
  if (self->stop_task != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "The host is being stopped");
      return;
    }
  self->stop_task = g_steal_pointer (&task);
  self->is_started = FALSE;
  if (self->listener != NULL)
    sotto_listener_stop (self->listener);
  sotto_dial_plan_stop (self->plan);
  cancel_dials (self, NULL);
  watch_stop_cancelled (self, cancellable);
  connections = copy_connections (self);
  for (guint i = 0; i < connections->len; i++)
    sotto_peer_disconnect (connections->pdata[i], SOTTO_DISCONNECT_QUITTING);
  check_stopped (self);
}

/**
 * sotto_host_stop_finish:
 * @self: a host
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: %FALSE when stopping was cancelled; all sockets are closed then, too
 */
gboolean
sotto_host_stop_finish (SottoHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sotto_host_get_n_peers:
 * @self: a host
 *
 * Returns: how many peers are established
 */
guint
sotto_host_get_n_peers (SottoHost *self)
{
  g_return_val_if_fail (SOTTO_IS_HOST (self), 0);

  return g_hash_table_size (self->peers);
}

/**
 * sotto_host_get_n_known_nodes:
 * @self: a host
 *
 * Returns: how many static nodes and candidates it knows
 */
guint
sotto_host_get_n_known_nodes (SottoHost *self)
{
  g_return_val_if_fail (SOTTO_IS_HOST (self), 0);

  return sotto_dial_plan_get_size (self->plan);
}
