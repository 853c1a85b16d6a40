/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The relay of sottod: a host and a Waku node, the mailserver on it if there is to be one, and a
 * line in the log for what happens to them. */

#include "sottod-relay.h"

#include "sotto-lan-discovery.h"
#include "sotto-mail-request.h"
#include "sotto-own-address.h"
#include "sotto-waku-node.h"
#include "sottod-discovery.h"
#include "sottod-log.h"

/* Connections from one address of the world: families and offices share one. */
#define MAX_PER_ADDRESS 16
#define MAX_PENDING 50

#define STATUS_MS (60 * 1000)
#define STOP_MS 5000

struct _SottodRelay
{
  GObject parent_instance;

  char *listen;
  guint16 port;
  char *public_host;
  SottoClock *clock;
  SottoHost *host;
  SottoWakuNode *node;
  guint status_timer;

  char *archive_place; /* (nullable): it is no mailserver */
  SottoMailServerOptions mail_options;
  SottoPrivateKey *node_key;
  SottoArchive *archive;
  SottoMailServer *mail_server;

  SottodDiscovery *discovery;
  gboolean wants_lan;
  SottoLanDiscovery *lan;
  GCancellable *bus_cancellable;

  GTask *stop_task;
  GCancellable *stop_deadline;
  guint stop_timer;
};

G_DEFINE_FINAL_TYPE (SottodRelay, sottod_relay, G_TYPE_OBJECT)

static char *
count_to_text (guint64 count)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, count);
}

/* (transfer full): what an enode of ours names as the host. */
static char *
choose_host (const char *listen, const char *public_host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (listen);

  if (public_host != NULL)
    return g_strdup (public_host);
  if (address != NULL && !g_inet_address_get_is_any (address))
    return g_strdup (listen);

  return sotto_own_address_guess ();
}

static gboolean
is_loopback (const char *listen)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (listen);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottodRelay) self = SOTTOD_RELAY (user_data);
  SottoArchive *archive = SOTTO_ARCHIVE (source);
  SottoArchiveStatistics statistics;
  SottoMailServerCounts counts;
  g_autofree char *rows = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *lost = NULL;
  g_autofree char *requests = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *sent = NULL;

  if (self->mail_server == NULL ||
      !sotto_archive_measure_finish (archive, result, &statistics, NULL))
    return;

  sotto_mail_server_get_counts (self->mail_server, &counts);
  rows = count_to_text (statistics.rows);
  bytes = count_to_text (statistics.bytes);
  lost = count_to_text (statistics.refused);
  requests = count_to_text (counts.requests);
  refused = count_to_text (counts.refused);
  sent = count_to_text (counts.envelopes);
  sottod_log (SOTTOD_LOG_INFO, "archive", "rows", rows, "bytes", bytes, "lost", lost, "requests",
              requests, "requests_refused", refused, "envelopes_sent", sent, "problem",
              sotto_archive_get_problem (archive), NULL);
}

static gboolean
log_status_cb (gpointer user_data)
{
  SottodRelay *self = user_data;
  SottoTransportState *state = sotto_transport_get_state (SOTTO_TRANSPORT (self->node));
  g_autofree char *peers = count_to_text (sotto_transport_state_get_n_peers (state));
  g_autofree char *pooled = count_to_text (sotto_waku_node_get_n_pooled (self->node));
  g_autofree char *bytes = count_to_text (sotto_waku_node_get_pooled_bytes (self->node));
  g_autofree char *in = count_to_text (sotto_transport_state_get_envelopes_in (state));
  g_autofree char *out = count_to_text (sotto_transport_state_get_envelopes_out (state));
  g_autofree char *refused = count_to_text (sotto_transport_state_get_envelopes_refused (state));
  g_autofree char *dropped = count_to_text (sotto_waku_node_get_packets_dropped (self->node));

  sottod_log (SOTTOD_LOG_INFO, "status", "peers", peers, "pooled", pooled, "pool_bytes", bytes,
              "envelopes_in", in, "envelopes_out", out, "envelopes_refused", refused,
              "packets_dropped", dropped, NULL);
  if (self->mail_server != NULL)
    sotto_archive_measure_async (self->archive, NULL, measured_cb, g_object_ref (self));

  return G_SOURCE_CONTINUE;
}

static void
log_peer (const char *event, SottoPeer *peer, const char *reason)
{
  g_autofree char *id = sotto_hash_to_hex (sotto_peer_get_node_id (peer));

  id[16] = '\0';
  sottod_log (SOTTOD_LOG_INFO, event, "peer", id, "address", sotto_peer_get_address (peer),
              "direction", sotto_peer_is_inbound (peer) ? "in" : "out", "client",
              sotto_peer_get_client (peer), "reason", reason, NULL);
}

static void
peer_connected_cb (SottoHost *host, SottoPeer *peer, gpointer user_data)
{
  log_peer ("peer-connected", peer, NULL);
}

static void
peer_disconnected_cb (SottoHost *host,
                      SottoPeer *peer,
                      SottoDisconnectReason reason,
                      gboolean remote,
                      gpointer user_data)
{
  g_autofree char *text = g_strdup_printf ("%s:0x%02x", remote ? "theirs" : "ours", reason);

  log_peer ("peer-disconnected", peer, text);
}

static void
dial_failed_cb (SottoHost *host, SottoEnode *enode, GError *error, gpointer user_data)
{
  g_autofree char *text = sotto_enode_to_string (enode);

  sottod_log (SOTTOD_LOG_INFO, "dial-failed", "node", text, "reason", error->message, NULL);
}

/* Who has greeted, and in what dialect. */
static void
peers_changed_cb (GListModel *peers, guint position, guint removed, guint added, gpointer user_data)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (SottoTransportPeer) peer = g_list_model_get_item (peers, position + i);

      sottod_log (SOTTOD_LOG_INFO, "peer-ready", "peer", sotto_transport_peer_get_id (peer),
                  "dialect", sotto_transport_peer_get_dialect (peer), NULL);
    }
}

static void
problem_changed_cb (SottoTransportState *state, GParamSpec *pspec, gpointer user_data)
{
  g_autofree char *offset = NULL;

  if (sotto_transport_state_get_problem (state) != SOTTO_TRANSPORT_PROBLEM_CLOCK)
    return;

  offset = g_strdup_printf ("%" G_GINT64_FORMAT, sotto_transport_state_get_clock_offset (state));
  sottod_log (SOTTOD_LOG_WARNING, "clock-differs", "seconds_ahead", offset, NULL);
}

/* A computer without a bus, or without Avahi on it, is a relay all the same. */
static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);
  SottodRelay *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (bus == NULL)
    {
      sottod_log (SOTTOD_LOG_INFO, "lan-unavailable", "reason", error->message, NULL);
      return;
    }

  self = SOTTOD_RELAY (user_data);
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  self->lan = sotto_lan_discovery_new (self->host, bus);
  sotto_lan_discovery_start (self->lan);
}

static void
stop_lan (SottodRelay *self)
{
  g_cancellable_cancel (self->bus_cancellable);
  if (self->lan != NULL)
    sotto_lan_discovery_stop (self->lan);
  g_clear_object (&self->lan);
}

static void
sottod_relay_dispose (GObject *object)
{
  SottodRelay *self = SOTTOD_RELAY (object);

  if (self->clock != NULL)
    {
      sotto_clock_clear_timer (self->clock, &self->status_timer);
      sotto_clock_clear_timer (self->clock, &self->stop_timer);
    }
  stop_lan (self);
  g_clear_object (&self->discovery);
  g_clear_object (&self->mail_server);
  g_clear_object (&self->archive);
  g_clear_object (&self->node);
  g_clear_object (&self->host);
  g_clear_object (&self->clock);
  g_clear_object (&self->stop_deadline);
  g_clear_object (&self->bus_cancellable);

  G_OBJECT_CLASS (sottod_relay_parent_class)->dispose (object);
}

static void
sottod_relay_finalize (GObject *object)
{
  SottodRelay *self = SOTTOD_RELAY (object);

  g_free (self->listen);
  g_free (self->public_host);
  g_free (self->archive_place);
  sotto_private_key_unref (self->node_key);

  G_OBJECT_CLASS (sottod_relay_parent_class)->finalize (object);
}

static void
sottod_relay_class_init (SottodRelayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sottod_relay_dispose;
  object_class->finalize = sottod_relay_finalize;
}

static void
sottod_relay_init (SottodRelay *self)
{
  self->bus_cancellable = g_cancellable_new ();
}

static void
add_nodes (SottodRelay *self, char **nodes)
{
  for (gsize i = 0; nodes != NULL && nodes[i] != NULL; i++)
    {
      g_autoptr (SottoEnode) enode = sotto_enode_parse (nodes[i], NULL);

      if (enode == NULL)
        continue;
      sotto_waku_node_exempt_enode (self->node, enode);
      sotto_host_add_static (self->host, enode);
    }
}

/**
 * sottod_relay_new:
 * @config: what was asked for, checked
 * @node_key: who we are
 * @clock: time and timers
 * @random: entropy
 *
 * Returns: (transfer full): a relay that is not started
 */
SottodRelay *
sottod_relay_new (const SottodConfig *config,
                  SottoPrivateKey *node_key,
                  SottoClock *clock,
                  SottoRandom *random)
{
  SottodRelay *self = g_object_new (SOTTOD_TYPE_RELAY, NULL);
  SottoHostLimits host_limits = {
    .max_peers = (guint) config->max_peers,
    .max_inbound = (guint) config->max_peers,
    .max_per_address = MAX_PER_ADDRESS,
    .max_pending = MAX_PENDING,
  };
  SottoWakuLimits limits;
  SottoTransportState *state;

  sotto_waku_limits_init (&limits);
  limits.pool_max_bytes = (gsize) config->pool_megabytes * 1024 * 1024;
  limits.pool_max_envelopes = (guint) MIN (limits.pool_max_bytes / 256, G_MAXINT32);
  if (!sottod_network_config_apply (&config->network, &limits, NULL))
    g_return_val_if_reached (NULL);

  if (!sottod_archive_config_apply (&config->archive, &self->mail_options, NULL))
    g_return_val_if_reached (NULL);

  self->listen = g_strdup (config->listen);
  self->port = (guint16) config->port;
  self->wants_lan = config->lan && !is_loopback (config->listen) && config->discovery.proxy == NULL;
  self->public_host = choose_host (config->listen, config->public_host);
  self->clock = g_object_ref (clock);
  self->host = sotto_host_new (node_key, clock, random);
  sotto_host_set_client_name (self->host, "Sottod/v" SOTTO_VERSION "/linux/c");
  sotto_host_set_limits (self->host, &host_limits);
  self->node = sotto_waku_node_new (self->host, SOTTO_WAKU_ROLE_RELAY, &limits, clock, random);
  sotto_waku_node_set_public_host (self->node, self->public_host);
  sottod_network_config_exempt (&config->network, self->node);
  self->node_key = sotto_private_key_ref (node_key);
  self->archive_place = g_strdup (config->archive.store);
  if (self->archive_place != NULL)
    sotto_mail_password_key (sottod_archive_config_get_password (&config->archive),
                             self->mail_options.password_key);
  self->discovery = sottod_discovery_new (config, self->host, node_key, clock, random);
  add_nodes (self, config->nodes);

  state = sotto_transport_get_state (SOTTO_TRANSPORT (self->node));
  g_signal_connect_object (self->host, "peer-connected", G_CALLBACK (peer_connected_cb), self, 0);
  g_signal_connect_object (self->host, "peer-disconnected", G_CALLBACK (peer_disconnected_cb), self,
                           0);
  g_signal_connect_object (self->host, "dial-failed", G_CALLBACK (dial_failed_cb), self, 0);
  g_signal_connect_object (sotto_transport_state_get_peers (state), "items-changed",
                           G_CALLBACK (peers_changed_cb), self, 0);
  g_signal_connect_object (state, "notify::problem", G_CALLBACK (problem_changed_cb), self, 0);

  return self;
}

/* With [archive], the relay is a mailserver. */
static gboolean
start_mail_server (SottodRelay *self, GError **error)
{
  if (self->archive_place == NULL)
    return TRUE;

  self->archive = sotto_archive_open (self->archive_place, self->clock, error);
  if (self->archive == NULL)
    return FALSE;
  self->mail_server = sotto_mail_server_new (self->node, self->archive, self->node_key,
                                             &self->mail_options, self->clock);
  sottod_log (SOTTOD_LOG_INFO, "archive-open", NULL);

  return TRUE;
}

/* What the node took until its end is written. */
static void
stop_mail_server (SottodRelay *self)
{
  if (self->mail_server == NULL)
    return;

  sotto_mail_server_stop (self->mail_server);
  g_clear_object (&self->mail_server);
  sotto_archive_close (self->archive);
}

/**
 * sottod_relay_start:
 * @self: a relay
 * @error: return location for an error
 *
 * Listens, and begins to call its nodes.
 */
gboolean
sottod_relay_start (SottodRelay *self, GError **error)
{
  g_autofree char *enode = NULL;

  g_return_val_if_fail (SOTTOD_IS_RELAY (self), FALSE);

  if (!start_mail_server (self, error))
    return FALSE;
  if (!sotto_host_listen (self->host, self->listen, self->port, error))
    return FALSE;
  if (!sottod_discovery_start (self->discovery, self->public_host, error))
    return FALSE;

  sotto_transport_start_async (SOTTO_TRANSPORT (self->node), NULL, NULL, NULL);
  self->status_timer = sotto_clock_add_timer (self->clock, STATUS_MS, log_status_cb, self);
  if (self->wants_lan)
    g_bus_get (G_BUS_TYPE_SYSTEM, self->bus_cancellable, bus_cb, self);
  enode = sottod_relay_get_enode (self);
  sottod_log (SOTTOD_LOG_INFO, "listening", "address", self->listen, "enode", enode, NULL);

  return TRUE;
}

/**
 * sottod_relay_reload:
 * @self: a relay
 * @config: what was asked for, checked
 *
 * Changes while it runs what can be changed then: `min-pow`. Neighbours are told.
 */
void
sottod_relay_reload (SottodRelay *self, const SottodConfig *config)
{
  SottoWakuLimits limits;

  g_return_if_fail (SOTTOD_IS_RELAY (self));

  sotto_waku_limits_init (&limits);
  if (!sottod_network_config_apply (&config->network, &limits, NULL))
    g_return_if_reached ();
  sotto_waku_node_set_min_pow (self->node, limits.min_pow);
}

/**
 * sottod_relay_get_enode:
 * @self: a relay that was started
 *
 * Returns: (transfer full): its enode URL
 */
char *
sottod_relay_get_enode (SottodRelay *self)
{
  g_return_val_if_fail (SOTTOD_IS_RELAY (self), NULL);

  return sotto_host_get_enode (self->host, self->public_host);
}

static gboolean
stop_too_slow_cb (gpointer user_data)
{
  SottodRelay *self = user_data;

  self->stop_timer = 0;
  sottod_log (SOTTOD_LOG_WARNING, "stop-cut-off", NULL);
  g_cancellable_cancel (self->stop_deadline);

  return G_SOURCE_REMOVE;
}

static void
node_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottodRelay) self = SOTTOD_RELAY (user_data);
  g_autoptr (GTask) task = g_steal_pointer (&self->stop_task);
  g_autoptr (GError) error = NULL;

  sotto_clock_clear_timer (self->clock, &self->stop_timer);
  stop_mail_server (self);
  if (sotto_transport_stop_finish (SOTTO_TRANSPORT (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
discovery_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottodRelay) self = SOTTOD_RELAY (user_data);

  sottod_discovery_stop_finish (SOTTOD_DISCOVERY (source), result, NULL);
  self->stop_deadline = g_cancellable_new ();
  self->stop_timer = sotto_clock_add_timer (self->clock, STOP_MS, stop_too_slow_cb, self);
  sotto_transport_stop_async (SOTTO_TRANSPORT (self->node), self->stop_deadline, node_stopped_cb,
                              g_object_ref (self));
}

void
sottod_relay_stop_async (SottodRelay *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (SOTTOD_IS_RELAY (self));
  g_return_if_fail (self->stop_task == NULL);

  self->stop_task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->stop_task, sottod_relay_stop_async);
  g_task_set_name (self->stop_task, "stop the relay");
  log_status_cb (self);
  sotto_clock_clear_timer (self->clock, &self->status_timer);
  stop_lan (self);
  sotto_host_stop_listening (self->host);
  sottod_discovery_stop_async (self->discovery, discovery_stopped_cb, g_object_ref (self));
}

/**
 * sottod_relay_stop_finish:
 * @self: a relay
 * @result: what the callback was given
 * @error: return location for an error
 */
gboolean
sottod_relay_stop_finish (SottodRelay *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
sottod_describe_enode (const SottodConfig *config, SottoPrivateKey *node_key)
{
  g_autofree char *host = choose_host (config->listen, config->public_host);
  g_autoptr (SottoEnode) enode =
    sotto_enode_new (sotto_private_key_get_public (node_key), host, (guint16) config->port);

  return enode != NULL ? sotto_enode_to_string (enode) : NULL;
}
