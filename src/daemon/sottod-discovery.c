/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Joins the sources of nodes to the relay's host, and logs what they say. */

#include "sottod-discovery.h"

#include <string.h>

#include "sotto-discv5.h"
#include "sotto-dns-list.h"
#include "sotto-peer-source.h"
#include "sotto-port-mapper.h"
#include "sotto-proxy.h"
#include "sottod-log.h"
#include "sottod-net-state.h"
#include "sottod-options.h"

/* Other relays that a relay looks for, at most; the rest of its places is for callers. */
#define MAX_WANTED 8
#define WANTED_PART 3

struct _SottodDiscovery
{
  GObject parent_instance;

  const SottodConfig *config;
  SottoHost *host;
  SottodNetState *state;
  SottoClock *clock;
  SottoPeerSource *source;
  SottoDnsList *lists;
  SottoDiscv5 *discv5;
  SottoPortMapper *mapper;
  SottoNodeContent content;
};

G_DEFINE_FINAL_TYPE (SottodDiscovery, sottod_discovery, G_TYPE_OBJECT)

static void
log_record (SottodDiscovery *self)
{
  g_autofree char *record = sottod_discovery_get_record (self);

  sottod_log (SOTTOD_LOG_INFO, "record", "enr", record, NULL);
}

static void
source_problem_cb (SottodDiscovery *self, const char *source, const GError *error)
{
  sottod_log (SOTTOD_LOG_WARNING, "list-problem", "list", source, "reason", error->message, NULL);
}

static void
satisfied_changed_cb (SottodDiscovery *self)
{
  sottod_log (SOTTOD_LOG_INFO, "search", "state",
              sotto_peer_source_is_satisfied (self->source) ? "enough" : "looking", NULL);
}

static void
set_address (SottoNodeContent *content, GInetAddress *address)
{
  gsize length = g_inet_address_get_native_size (address);

  if (g_inet_address_get_is_any (address))
    return;
  memcpy (length == sizeof content->ip ? content->ip : content->ip6,
          g_inet_address_to_bytes (address), length);
}

static void
mapping_changed_cb (SottodDiscovery *self)
{
  const SottoPortMapping *mapping = sotto_port_mapper_get_mapping (self->mapper);
  g_autofree char *address = NULL;
  SottoNodeContent content = self->content;

  if (mapping == NULL)
    {
      sottod_log (SOTTOD_LOG_WARNING, "ports-closed", NULL);
      return;
    }
  address = g_inet_address_to_string (mapping->address);
  sottod_log (SOTTOD_LOG_INFO, "ports-open", "address", address, NULL);
  set_address (&content, mapping->address);
  content.tcp = mapping->tcp;
  if (self->discv5 != NULL)
    sotto_discv5_set_content (self->discv5, &content);
}

static void
mapping_failed_cb (SottodDiscovery *self, const GError *error)
{
  sottod_log (SOTTOD_LOG_WARNING, "ports-not-opened", "reason", error->message, NULL);
}

static void
make_lists (SottodDiscovery *self, SottoRandom *random)
{
  g_auto (GStrv) urls = sottod_options_split (self->config->discovery.dns_lists);
  g_autoptr (SottoDnsResolver) resolver = NULL;

  if (urls[0] == NULL || self->config->discovery.proxy != NULL)
    return;
  resolver = sotto_system_resolver_new ();
  self->lists = sotto_dns_list_new (resolver, SOTTO_NET_STATE (self->state), self->clock, random);
  for (gsize i = 0; urls[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!sotto_dns_list_add (self->lists, urls[i], &error))
        source_problem_cb (self, urls[i], error);
    }
  sotto_peer_source_set_dns_list (self->source, self->lists);
}

static void
make_discv5 (SottodDiscovery *self, SottoPrivateKey *node_key, SottoRandom *random)
{
  g_auto (GStrv) texts = sottod_options_split (self->config->discovery.bootnodes);

  if (!sottod_discovery_config_wants_discv5 (&self->config->discovery))
    return;
  self->discv5 = sotto_discv5_new (node_key, SOTTO_NET_STATE (self->state), self->clock, random);
  for (gsize i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (SottoNodeRecord) record = sotto_node_record_parse_text (texts[i], NULL);

      if (record != NULL)
        sotto_discv5_add_bootnode (self->discv5, record);
    }
  sotto_peer_source_set_discv5 (self->source, self->discv5);
}

static void
use_proxy (SottodDiscovery *self)
{
  g_autoptr (GProxyResolver) proxy = NULL;

  if (self->config->discovery.proxy == NULL || *self->config->discovery.proxy == '\0')
    return;
  proxy = sotto_proxy_new (self->config->discovery.proxy, NULL);
  sotto_host_set_proxy (self->host, proxy);
}

static gboolean
start_discv5 (SottodDiscovery *self, GError **error)
{
  guint16 port = sottod_discovery_config_get_udp_port (&self->config->discovery,
                                                       sotto_host_get_port (self->host));

  if (self->discv5 == NULL)
    return TRUE;
  if (!sotto_discv5_listen (self->discv5, self->config->listen, port, error))
    return FALSE;
  sotto_discv5_set_content (self->discv5, &self->content);
  g_signal_connect_object (self->discv5, "record-changed", G_CALLBACK (log_record), self,
                           G_CONNECT_SWAPPED);
  sotto_discv5_start (self->discv5);
  log_record (self);
  return TRUE;
}

static void
start_mapper (SottodDiscovery *self)
{
  if (!sottod_discovery_config_wants_port_mapping (&self->config->discovery))
    return;
  self->mapper = sotto_port_mapper_new (self->clock);
  g_signal_connect_object (self->mapper, "changed", G_CALLBACK (mapping_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mapper, "failed", G_CALLBACK (mapping_failed_cb), self,
                           G_CONNECT_SWAPPED);
  sotto_port_mapper_start (self->mapper, sotto_host_get_port (self->host),
                           self->discv5 != NULL ? sotto_discv5_get_port (self->discv5) : 0);
}

static void
sottod_discovery_dispose (GObject *object)
{
  SottodDiscovery *self = SOTTOD_DISCOVERY (object);

  g_clear_object (&self->source);
  g_clear_object (&self->lists);
  g_clear_object (&self->discv5);
  g_clear_object (&self->mapper);
  g_clear_object (&self->state);
  g_clear_object (&self->host);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (sottod_discovery_parent_class)->dispose (object);
}

static void
sottod_discovery_class_init (SottodDiscoveryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sottod_discovery_dispose;
}

static void
sottod_discovery_init (SottodDiscovery *self)
{
}

/**
 * sottod_discovery_new:
 * @config: what was asked for, checked; borrowed for as long as this lives
 * @host: to be kept in company
 * @node_key: who we are
 * @clock: time and timers
 * @random: entropy
 *
 * Returns: (transfer full): it looks for nobody yet
 */
SottodDiscovery *
sottod_discovery_new (const SottodConfig *config,
                      SottoHost *host,
                      SottoPrivateKey *node_key,
                      SottoClock *clock,
                      SottoRandom *random)
{
  SottodDiscovery *self = g_object_new (SOTTOD_TYPE_DISCOVERY, NULL);
  guint n_wanted = CLAMP ((guint) config->max_peers / WANTED_PART, 1, MAX_WANTED);

  self->config = config;
  self->host = g_object_ref (host);
  self->clock = g_object_ref (clock);
  self->state = sottod_net_state_new (config->data_dir, clock);
  self->source = sotto_peer_source_new (host, SOTTO_NET_STATE (self->state), clock, random);
  g_signal_connect_object (self->source, "problem", G_CALLBACK (source_problem_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->source, "satisfied-changed", G_CALLBACK (satisfied_changed_cb),
                           self, G_CONNECT_SWAPPED);
  make_lists (self, random);
  make_discv5 (self, node_key, random);
  sotto_peer_source_set_wanted (self->source, n_wanted, FALSE);
  use_proxy (self);
  return self;
}

/**
 * sottod_discovery_start:
 * @self: discovery
 * @public_host: what our enode names: put into our record if it is a numeric address
 * @error: return location for a %SOTTO_DEVP2P_ERROR_LISTEN
 */
gboolean
sottod_discovery_start (SottodDiscovery *self, const char *public_host, GError **error)
{
  g_autoptr (GInetAddress) address = NULL;

  g_return_val_if_fail (SOTTOD_IS_DISCOVERY (self), FALSE);

  self->content.tcp = sotto_host_get_port (self->host);
  self->content.has_roles = TRUE;
  self->content.roles = SOTTO_NODE_ROLE_RELAY;
  if (self->config->public_host != NULL || !g_str_equal (self->config->listen, "::"))
    address = g_inet_address_new_from_string (public_host);
  if (address != NULL)
    set_address (&self->content, address);
  if (!start_discv5 (self, error))
    return FALSE;
  start_mapper (self);
  sotto_peer_source_start (self->source);
  return TRUE;
}

/**
 * sottod_discovery_get_record:
 * @self: discovery
 *
 * Returns: (transfer full) (nullable): "enr:…"
 */
char *
sottod_discovery_get_record (SottodDiscovery *self)
{
  g_return_val_if_fail (SOTTOD_IS_DISCOVERY (self), NULL);

  return self->discv5 != NULL ? sotto_node_record_to_text (sotto_discv5_get_record (self->discv5))
                              : NULL;
}

static void
mapper_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  sotto_port_mapper_stop_finish (SOTTO_PORT_MAPPER (source), result, NULL);
  g_task_return_boolean (task, TRUE);
}

void
sottod_discovery_stop_async (SottodDiscovery *self,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, sottod_discovery_stop_async);
  g_signal_handlers_disconnect_by_func (self->source, satisfied_changed_cb, self);
  sotto_peer_source_stop (self->source);
  if (self->lists != NULL)
    sotto_dns_list_remove_all (self->lists);
  if (self->discv5 != NULL)
    sotto_discv5_stop (self->discv5);
  if (self->mapper != NULL)
    sotto_port_mapper_stop_async (self->mapper, NULL, mapper_stopped_cb, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * sottod_discovery_stop_finish:
 * @self: discovery
 * @result: what the callback was given
 * @error: return location for an error
 */
gboolean
sottod_discovery_stop_finish (SottodDiscovery *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
