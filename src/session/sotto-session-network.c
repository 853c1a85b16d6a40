/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-session-network.h"

#include <glib/gi18n-lib.h>

#include "sotto-enode.h"
#include "sotto-lan-discovery.h"

/* All of this computer's addresses, IPv4 and IPv6. */
#define ANY_ADDRESS "::"

struct _SottoSessionNetwork
{
  GObject parent_instance;

  SottoWakuNode *node;
  SottoHost *host;
  SottoStore *store;
  SottoSessionData *data;
  SottoLanDiscovery *lan;
  SottoSessionDiscovery *discovery;
  GNetworkMonitor *monitor;
  SottoPowerMonitor *power_monitor;
  GCancellable *cancellable;

  /* A node on this computer is reached without any network. */
  gboolean has_loopback_node;
  gboolean running;
};

G_DEFINE_FINAL_TYPE (SottoSessionNetwork, sotto_session_network, G_TYPE_OBJECT)

static guint nodes_changed_signal;

static gboolean
is_loopback (SottoEnode *enode)
{
  const char *host = sotto_enode_get_host (enode);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : g_ascii_strcasecmp (host, "localhost") == 0;
}

/* The monitor looks for a way to the rest of the world. Two laptops on a cable of their own have
 * none, and a node on this computer needs none. */
static void
update_network_available (SottoSessionNetwork *self)
{
  gboolean available = self->has_loopback_node ||
                       self->data->lan_consent == SOTTO_LAN_CONSENT_YES ||
                       g_network_monitor_get_network_available (self->monitor);

  sotto_waku_node_set_network_available (self->node, available);
}

static void
network_changed_cb (SottoSessionNetwork *self)
{
  update_network_available (self);
}

static void
add_to_host (SottoSessionNetwork *self, SottoEnode *enode)
{
  sotto_host_add_static (self->host, enode);
  if (is_loopback (enode) && !self->has_loopback_node)
    {
      self->has_loopback_node = TRUE;
      update_network_available (self);
    }
}

/* Beside a proxy, nothing is to give away where this computer is. */
static gboolean
may_listen (SottoSessionNetwork *self)
{
  return self->running && self->data->lan_consent == SOTTO_LAN_CONSENT_YES &&
         !sotto_session_discovery_has_proxy (self->discovery);
}

static void
bus_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoSessionNetwork) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    {
      g_debug ("Nobody can be found on the local network: %s", error->message);
      return;
    }
  if (!may_listen (self) || self->lan != NULL)
    return;
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  self->lan = sotto_lan_discovery_new (self->host, bus);
  sotto_lan_discovery_start (self->lan);
}

/* A computer without a bus has nobody to ask about its battery. */
static void
power_bus_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoSessionNetwork) self = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus == NULL || !self->running || self->power_monitor != NULL)
    return;
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  self->power_monitor = sotto_power_monitor_new (bus);
  sotto_waku_node_set_power_monitor (self->node, self->power_monitor);
}

/* The port of last time, so that those who added this node find it again; any other if it is taken.
 */
static void
listen (SottoSessionNetwork *self)
{
  g_autoptr (GError) error = NULL;
  guint16 port;

  if (sotto_host_get_port (self->host) != 0)
    return;
  if (!sotto_host_listen (self->host, ANY_ADDRESS, self->data->listen_port, NULL) &&
      !sotto_host_listen (self->host, ANY_ADDRESS, 0, &error))
    {
      g_message ("Others cannot connect to this computer: %s", error->message);
      return;
    }
  port = sotto_host_get_port (self->host);
  if (port == self->data->listen_port)
    return;
  self->data->listen_port = port;
  sotto_session_data_save_setting (self->store, SOTTO_SETTING_LISTEN_PORT, port);
}

static void
apply_consent (SottoSessionNetwork *self)
{
  if (may_listen (self))
    {
      listen (self);
      sotto_session_discovery_set_listen_port (self->discovery, sotto_host_get_port (self->host));
      if (self->lan == NULL)
        g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, bus_ready_cb, g_object_ref (self));
      return;
    }
  if (self->lan != NULL)
    sotto_lan_discovery_stop (self->lan);
  g_clear_object (&self->lan);
  sotto_host_stop_listening (self->host);
  /* At the end, discovery itself has the router close what it opened. */
  if (self->running)
    sotto_session_discovery_set_listen_port (self->discovery, 0);
}

static void
discovery_changed_cb (SottoSessionNetwork *self)
{
  apply_consent (self);
}

static void
sotto_session_network_dispose (GObject *object)
{
  SottoSessionNetwork *self = SOTTO_SESSION_NETWORK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->lan);
  g_clear_object (&self->power_monitor);
  g_clear_object (&self->discovery);
  g_clear_object (&self->node);
  g_clear_object (&self->host);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (sotto_session_network_parent_class)->dispose (object);
}

static void
sotto_session_network_finalize (GObject *object)
{
  g_object_unref (SOTTO_SESSION_NETWORK (object)->cancellable);
  G_OBJECT_CLASS (sotto_session_network_parent_class)->finalize (object);
}

static void
sotto_session_network_class_init (SottoSessionNetworkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_session_network_dispose;
  G_OBJECT_CLASS (klass)->finalize = sotto_session_network_finalize;

  /**
   * SottoSessionNetwork::nodes-changed:
   *
   * The list of nodes is another.
   */
  nodes_changed_signal = g_signal_new ("nodes-changed", SOTTO_TYPE_SESSION_NETWORK,
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sotto_session_network_init (SottoSessionNetwork *self)
{
  self->cancellable = g_cancellable_new ();
  self->monitor = g_network_monitor_get_default ();
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/* Private to the folder, in the header's order. */

SottoSessionNetwork *
sotto_session_network_new (SottoWakuNode *node,
                           SottoHost *host,
                           SottoStore *store,
                           SottoSessionData *data,
                           SottoSessionDiscovery *discovery)
{
  SottoSessionNetwork *self = g_object_new (SOTTO_TYPE_SESSION_NETWORK, NULL);

  self->node = g_object_ref (node);
  self->host = g_object_ref (host);
  self->store = g_object_ref (store);
  self->data = data;
  self->discovery = g_object_ref (discovery);
  g_signal_connect_object (discovery, "changed", G_CALLBACK (discovery_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update_network_available (self);
  for (guint i = 0; i < data->nodes->len; i++)
    {
      g_autoptr (SottoEnode) enode = sotto_enode_parse (g_ptr_array_index (data->nodes, i), NULL);

      if (enode != NULL)
        add_to_host (self, enode);
    }
  return self;
}

void
sotto_session_network_start (SottoSessionNetwork *self)
{
  self->running = TRUE;
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, power_bus_ready_cb, g_object_ref (self));
  apply_consent (self);
}

void
sotto_session_network_stop (SottoSessionNetwork *self)
{
  self->running = FALSE;
  g_cancellable_cancel (self->cancellable);
  if (self->power_monitor != NULL)
    sotto_power_monitor_stop (self->power_monitor);
  apply_consent (self);
}

char **
sotto_session_network_dup_nodes (SottoSessionNetwork *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->data->nodes->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->data->nodes, i));
  return g_strv_builder_end (builder);
}

gboolean
sotto_session_network_add_node (SottoSessionNetwork *self,
                                const char *url,
                                gboolean transient,
                                GError **error)
{
  g_autoptr (SottoEnode) enode = sotto_session_network_parse_address (url, error);
  g_autofree char *canonical = NULL;

  if (enode == NULL)
    return FALSE;
  canonical = sotto_enode_to_string (enode);
  if (!transient &&
      !g_ptr_array_find_with_equal_func (self->data->nodes, canonical, g_str_equal, NULL))
    {
      if (self->data->nodes->len >= SOTTO_MAX_NODES)
        {
          g_set_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_ADDRESS,
                       _ ("There are %d nodes already. Remove one first."), SOTTO_MAX_NODES);
          return FALSE;
        }
      sotto_session_data_save_node (self->store, canonical);
      g_ptr_array_add (self->data->nodes, g_steal_pointer (&canonical));
      g_signal_emit (self, nodes_changed_signal, 0);
    }
  add_to_host (self, enode);
  return TRUE;
}

void
sotto_session_network_remove_node (SottoSessionNetwork *self, const char *url)
{
  g_autoptr (SottoEnode) enode = sotto_enode_parse (url, NULL);
  g_autofree char *canonical = enode != NULL ? sotto_enode_to_string (enode) : g_strdup (url);
  guint index;

  if (!g_ptr_array_find_with_equal_func (self->data->nodes, canonical, g_str_equal, &index))
    return;
  sotto_session_data_delete_node (self->store, canonical);
  g_ptr_array_remove_index (self->data->nodes, index);
  if (enode != NULL)
    sotto_session_network_hang_up (self, enode);
  g_signal_emit (self, nodes_changed_signal, 0);
}

void
sotto_session_network_call (SottoSessionNetwork *self, SottoEnode *enode)
{
  add_to_host (self, enode);
}

void
sotto_session_network_hang_up (SottoSessionNetwork *self, SottoEnode *enode)
{
  g_autofree char *url = sotto_enode_to_string (enode);

  if (g_ptr_array_find_with_equal_func (self->data->nodes, url, g_str_equal, NULL))
    return;
  for (guint i = 0; i < self->data->mailservers->len; i++)
    if (g_str_equal (
          ((SottoSessionMailserver *) g_ptr_array_index (self->data->mailservers, i))->url, url))
      return;

  sotto_host_remove_static (self->host, enode);
}

SottoEnode *
sotto_session_network_parse_address (const char *url, GError **error)
{
  SottoEnode *enode = sotto_enode_parse (url, NULL);

  if (enode == NULL)
    g_set_error_literal (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_ADDRESS,
                         _ ("This is not the address of a node. It looks like "
                            "enode://…@host:port."));

  return enode;
}

void
sotto_session_network_set_consent (SottoSessionNetwork *self, SottoLanConsent consent)
{
  self->data->lan_consent = consent;
  sotto_session_data_save_setting (self->store, SOTTO_SETTING_LAN_CONSENT, consent);
  update_network_available (self);
  apply_consent (self);
}
