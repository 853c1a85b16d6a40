/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Decisions about finding relays. They are kept as texts beside what discovery itself remembers. */

#include "sotto-session-discovery.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-discv5.h"
#include "sotto-dns-entry.h"
#include "sotto-peer-source.h"
#include "sotto-port-mapper.h"
#include "sotto-proxy.h"
#include "sotto-session-discovery-private.h"
#include "sotto-session-error.h"

/* Stored: do not change. */
#define KEY_LISTS "session/dns-list"
#define KEY_DISCV5 "session/discv5"
#define KEY_PORT_MAPPING "session/port-mapping"
#define KEY_PROXY "session/proxy"
#define YES "yes"

#define ANY_ADDRESS "::"

struct _SottoSessionDiscovery
{
  GObject parent_instance;

  SottoHost *host;
  SottoPrivateKey *node_key;
  SottoNetState *state;
  SottoClock *clock;
  SottoRandom *random;

  gboolean is_running;
  guint16 listen_port;
  SottoPeerSource *source;
  SottoDnsList *list;
  SottoDiscv5 *discv5;
  SottoPortMapper *mapper;
};

G_DEFINE_FINAL_TYPE (SottoSessionDiscovery, sotto_session_discovery, G_TYPE_OBJECT)

static guint changed_signal;

static char *
read_text (SottoSessionDiscovery *self, const char *key)
{
  g_autoptr (GBytes) bytes = sotto_net_state_get (self->state, key);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    return NULL;
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
write_text (SottoSessionDiscovery *self, const char *key, const char *text)
{
  g_autoptr (GBytes) bytes = NULL;

  if (text == NULL || *text == '\0')
    {
      sotto_net_state_remove (self->state, key);
      return;
    }
  bytes = g_bytes_new (text, strlen (text));
  sotto_net_state_put (self->state, key, bytes);
}

static void
emit_changed (SottoSessionDiscovery *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
apply_proxy (SottoSessionDiscovery *self)
{
  g_autofree char *url = sotto_session_discovery_dup_proxy (self);
  g_autoptr (GProxyResolver) proxy = url != NULL ? sotto_proxy_new (url, NULL) : NULL;

  sotto_host_set_proxy (self->host, proxy);
}

static void
apply_lists (SottoSessionDiscovery *self)
{
  g_auto (GStrv) urls = sotto_session_discovery_dup_lists (self);
  g_autoptr (SottoDnsResolver) resolver = NULL;

  if (self->list != NULL)
    sotto_dns_list_remove_all (self->list);
  sotto_peer_source_set_dns_list (self->source, NULL);
  g_clear_object (&self->list);
  if (!self->is_running || urls[0] == NULL || sotto_session_discovery_has_proxy (self))
    return;
  resolver = sotto_system_resolver_new ();
  self->list = sotto_dns_list_new (resolver, self->state, self->clock, self->random);
  for (char **url = urls; *url != NULL; url++)
    {
      g_autoptr (GError) error = NULL;

      if (!sotto_dns_list_add (self->list, *url, &error))
        g_message ("%s: %s", *url, error->message);
    }
  sotto_peer_source_set_dns_list (self->source, self->list);
}

static void
start_discv5 (SottoSessionDiscovery *self)
{
  g_autoptr (SottoDiscv5) discv5 =
    sotto_discv5_new (self->node_key, self->state, self->clock, self->random);
  SottoNodeContent content = { .tcp = self->listen_port };
  g_autoptr (GError) error = NULL;

  if (!sotto_discv5_listen (discv5, ANY_ADDRESS, self->listen_port, NULL) &&
      !sotto_discv5_listen (discv5, ANY_ADDRESS, 0, &error))
    {
      g_message ("Nobody can be found over UDP: %s", error->message);
      return;
    }
  sotto_discv5_set_content (discv5, &content);
  g_signal_connect_object (discv5, "record-changed", G_CALLBACK (emit_changed), self,
                           G_CONNECT_SWAPPED);
  sotto_discv5_start (discv5);
  sotto_peer_source_set_discv5 (self->source, discv5);
  self->discv5 = g_steal_pointer (&discv5);
}

static void
apply_discv5 (SottoSessionDiscovery *self)
{
  sotto_peer_source_set_discv5 (self->source, NULL);
  if (self->discv5 != NULL)
    sotto_discv5_stop (self->discv5);
  g_clear_object (&self->discv5);
  if (self->is_running && sotto_session_discovery_get_discv5 (self) &&
      !sotto_session_discovery_has_proxy (self))
    start_discv5 (self);
}

/* The router closes the port in the background; after five seconds it is left to its lifetime. */
static void
drop_mapper (SottoSessionDiscovery *self)
{
  if (self->mapper != NULL)
    sotto_port_mapper_stop_async (self->mapper, NULL, NULL, NULL);
  g_clear_object (&self->mapper);
}

static void
apply_mapping (SottoSessionDiscovery *self)
{
  drop_mapper (self);
  if (!self->is_running || self->listen_port == 0 ||
      !sotto_session_discovery_get_port_mapping (self) || sotto_session_discovery_has_proxy (self))
    return;
  self->mapper = sotto_port_mapper_new (self->clock);
  sotto_port_mapper_start (self->mapper, self->listen_port,
                           self->discv5 != NULL ? sotto_discv5_get_port (self->discv5) : 0);
}

static void
apply_all (SottoSessionDiscovery *self)
{
  apply_proxy (self);
  apply_lists (self);
  apply_discv5 (self);
  apply_mapping (self);
}

static void
sotto_session_discovery_dispose (GObject *object)
{
  SottoSessionDiscovery *self = SOTTO_SESSION_DISCOVERY (object);

  if (self->list != NULL)
    sotto_dns_list_remove_all (self->list);
  g_clear_object (&self->source);
  g_clear_object (&self->list);
  g_clear_object (&self->discv5);
  g_clear_object (&self->mapper);
  g_clear_object (&self->host);
  g_clear_object (&self->state);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  g_clear_pointer (&self->node_key, sotto_private_key_unref);
  G_OBJECT_CLASS (sotto_session_discovery_parent_class)->dispose (object);
}

static void
sotto_session_discovery_class_init (SottoSessionDiscoveryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_session_discovery_dispose;

  /**
   * SottoSessionDiscovery::changed:
   *
   * What is stored is something else, or our record is.
   */
  changed_signal = g_signal_new ("changed", SOTTO_TYPE_SESSION_DISCOVERY, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sotto_session_discovery_init (SottoSessionDiscovery *self)
{
}

/**
 * sotto_session_discovery_dup_lists:
 * @self: discovery
 *
 * Returns: (transfer full) (array zero-terminated=1): URLs of lists in the DNS, in the order of
 * adding
 */
char **
sotto_session_discovery_dup_lists (SottoSessionDiscovery *self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (SOTTO_IS_SESSION_DISCOVERY (self), NULL);

  text = read_text (self, KEY_LISTS);
  return g_strsplit (text != NULL ? text : "", "\n", SOTTO_MAX_DISCOVERY_LISTS);
}

static void
store_lists (SottoSessionDiscovery *self, char **urls)
{
  g_autofree char *text = g_strjoinv ("\n", urls);

  write_text (self, KEY_LISTS, text);
  apply_lists (self);
  emit_changed (self);
}

/**
 * sotto_session_discovery_add_list:
 * @self: discovery
 * @url: URL of a list in the DNS
 * @error: return location for a %SOTTO_SESSION_ERROR_ADDRESS with words for a person
 *
 * Adding one that is there already changes nothing.
 *
 * Returns: whether it was taken
 */
gboolean
sotto_session_discovery_add_list (SottoSessionDiscovery *self, const char *url, GError **error)
{
  g_auto (SottoDnsUrl) parsed = { .domain = NULL };
  g_auto (GStrv) urls = NULL;
  g_auto (GStrv) longer = NULL;
  g_autofree char *canonical = NULL;
  guint n_urls;

  g_return_val_if_fail (SOTTO_IS_SESSION_DISCOVERY (self), FALSE);
  g_return_val_if_fail (url != NULL, FALSE);

  if (!sotto_dns_url_parse (&parsed, url, NULL))
    {
      g_set_error_literal (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_ADDRESS,
                           _ ("This is not the address of a list of nodes. It looks like "
                              "enrtree://…@domain."));
      return FALSE;
    }
  canonical = sotto_dns_url_to_string (&parsed);
  urls = sotto_session_discovery_dup_lists (self);
  if (g_strv_contains ((const char *const *) urls, canonical))
    return TRUE;
  n_urls = g_strv_length (urls);
  if (n_urls >= SOTTO_MAX_DISCOVERY_LISTS)
    {
      g_set_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_ADDRESS,
                   _ ("There are %d lists already. Remove one first."), SOTTO_MAX_DISCOVERY_LISTS);
      return FALSE;
    }
  longer = g_new0 (char *, n_urls + 2);
  for (guint i = 0; i < n_urls; i++)
    longer[i] = g_strdup (urls[i]);
  longer[n_urls] = g_steal_pointer (&canonical);
  store_lists (self, longer);
  return TRUE;
}

/**
 * sotto_session_discovery_remove_list:
 * @self: discovery
 * @url: one of its lists
 *
 * Nodes that were met through it are known as before.
 */
void
sotto_session_discovery_remove_list (SottoSessionDiscovery *self, const char *url)
{
  g_auto (GStrv) urls = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) others = NULL;

  g_return_if_fail (SOTTO_IS_SESSION_DISCOVERY (self));
  g_return_if_fail (url != NULL);

  urls = sotto_session_discovery_dup_lists (self);
  if (!g_strv_contains ((const char *const *) urls, url))
    return;
  for (char **other = urls; *other != NULL; other++)
    if (!g_str_equal (*other, url))
      g_strv_builder_add (builder, *other);
  others = g_strv_builder_end (builder);
  store_lists (self, others);
}

/**
 * sotto_session_discovery_get_discv5:
 * @self: discovery
 *
 * Returns: whether discovery v5 is switched on; it rests beside a proxy
 */
gboolean
sotto_session_discovery_get_discv5 (SottoSessionDiscovery *self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (SOTTO_IS_SESSION_DISCOVERY (self), FALSE);

  text = read_text (self, KEY_DISCV5);
  return g_strcmp0 (text, YES) == 0;
}

/**
 * sotto_session_discovery_set_discv5:
 * @self: discovery
 * @enabled: whether nodes are looked for over UDP
 */
void
sotto_session_discovery_set_discv5 (SottoSessionDiscovery *self, gboolean enabled)
{
  g_return_if_fail (SOTTO_IS_SESSION_DISCOVERY (self));

  if (sotto_session_discovery_get_discv5 (self) == enabled)
    return;
  write_text (self, KEY_DISCV5, enabled ? YES : NULL);
  apply_discv5 (self);
  apply_mapping (self);
  emit_changed (self);
}

/**
 * sotto_session_discovery_get_port_mapping:
 * @self: discovery
 *
 * Returns: whether the router is asked while we listen; what was allowed for the local network does
 * not include it
 */
gboolean
sotto_session_discovery_get_port_mapping (SottoSessionDiscovery *self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (SOTTO_IS_SESSION_DISCOVERY (self), FALSE);

  text = read_text (self, KEY_PORT_MAPPING);
  return g_strcmp0 (text, YES) == 0;
}

/**
 * sotto_session_discovery_set_port_mapping:
 * @self: discovery
 * @enabled: whether the router is asked while we listen
 */
void
sotto_session_discovery_set_port_mapping (SottoSessionDiscovery *self, gboolean enabled)
{
  g_return_if_fail (SOTTO_IS_SESSION_DISCOVERY (self));

  if (sotto_session_discovery_get_port_mapping (self) == enabled)
    return;
  write_text (self, KEY_PORT_MAPPING, enabled ? YES : NULL);
  apply_mapping (self);
  emit_changed (self);
}

/**
 * sotto_session_discovery_dup_proxy:
 * @self: discovery
 *
 * Returns: (transfer full) (nullable): URL of a SOCKS 5 proxy
 */
char *
sotto_session_discovery_dup_proxy (SottoSessionDiscovery *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION_DISCOVERY (self), NULL);

  return read_text (self, KEY_PROXY);
}

/**
 * sotto_session_discovery_set_proxy:
 * @self: discovery
 * @url: (nullable): URL of a SOCKS 5 proxy
 * @error: return location for a %SOTTO_SESSION_ERROR_ADDRESS with words for a person
 *
 * Holds for connections from now on; those that are there stay.
 */
gboolean
sotto_session_discovery_set_proxy (SottoSessionDiscovery *self, const char *url, GError **error)
{
  g_return_val_if_fail (SOTTO_IS_SESSION_DISCOVERY (self), FALSE);

  if (url != NULL && *url != '\0')
    {
      g_autoptr (GProxyResolver) proxy = sotto_proxy_new (url, NULL);

      if (proxy == NULL)
        {
          g_set_error_literal (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_ADDRESS,
                               _ ("This is not the address of a proxy. It looks like "
                                  "socks5://127.0.0.1:9050."));
          return FALSE;
        }
    }
  write_text (self, KEY_PROXY, url);
  apply_all (self);
  emit_changed (self);
  return TRUE;
}

/**
 * sotto_session_discovery_dup_record:
 * @self: discovery
 *
 * Returns: (transfer full) (nullable): our own record, "enr:…"
 */
char *
sotto_session_discovery_dup_record (SottoSessionDiscovery *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION_DISCOVERY (self), NULL);

  return self->discv5 != NULL ? sotto_node_record_to_text (sotto_discv5_get_record (self->discv5))
                              : NULL;
}

/* Private to the folder, in the header's order. */

SottoSessionDiscovery *
sotto_session_discovery_new (SottoHost *host,
                             SottoPrivateKey *node_key,
                             SottoNetState *state,
                             SottoClock *clock,
                             SottoRandom *random)
{
  SottoSessionDiscovery *self = g_object_new (SOTTO_TYPE_SESSION_DISCOVERY, NULL);

  self->host = g_object_ref (host);
  self->node_key = sotto_private_key_ref (node_key);
  self->state = g_object_ref (state);
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  self->source = sotto_peer_source_new (host, state, clock, random);
  sotto_peer_source_set_wanted (self->source, SOTTO_SESSION_WANTED_RELAYS, TRUE);
  apply_proxy (self);
  return self;
}

void
sotto_session_discovery_start (SottoSessionDiscovery *self)
{
  self->is_running = TRUE;
  apply_all (self);
  sotto_peer_source_start (self->source);
}

static void
mapper_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  sotto_port_mapper_stop_finish (SOTTO_PORT_MAPPER (source), result, NULL);
  g_task_return_boolean (task, TRUE);
}

void
sotto_session_discovery_stop_async (SottoSessionDiscovery *self,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (SottoPortMapper) mapper = g_steal_pointer (&self->mapper);

  g_task_set_source_tag (task, sotto_session_discovery_stop_async);
  self->is_running = FALSE;
  sotto_peer_source_stop (self->source);
  apply_lists (self);
  apply_discv5 (self);
  if (mapper != NULL)
    sotto_port_mapper_stop_async (mapper, NULL, mapper_stopped_cb, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
sotto_session_discovery_stop_finish (SottoSessionDiscovery *self,
                                     GAsyncResult *result,
                                     GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sotto_session_discovery_set_listen_port (SottoSessionDiscovery *self, guint16 port)
{
  if (self->listen_port == port)
    return;
  self->listen_port = port;
  if (self->discv5 != NULL)
    {
      SottoNodeContent content = { .tcp = port };

      sotto_discv5_set_content (self->discv5, &content);
    }
  apply_mapping (self);
}

gboolean
sotto_session_discovery_has_proxy (SottoSessionDiscovery *self)
{
  g_autofree char *url = sotto_session_discovery_dup_proxy (self);

  return url != NULL;
}
