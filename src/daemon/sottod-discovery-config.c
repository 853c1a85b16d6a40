/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The part of the configuration that says how other nodes are found:
 *
 *   [discovery]
 *   discv5=true
 *   udp-port=30303
 *   bootnodes=enr:…;enr:…
 *   dns-lists=enrtree://KEY@DOMAIN
 *   port-mapping=false
 *   proxy=socks5://127.0.0.1:9050
 */

#include "sottod-discovery-config.h"

#include <stddef.h>

#include "sotto-dns-entry.h"
#include "sotto-node-record.h"
#include "sotto-proxy.h"
#include "sottod-config.h"

static const struct
{
  const char *key;
  gsize offset;
  const char *description;
  const char *argument;
} entries[] = {
  { "discv5", offsetof (SottodDiscoveryConfig, discv5),
    "Find nodes, and be found, by discovery v5 over UDP: true or false (default)", "BOOL" },
  { "udp-port", offsetof (SottodDiscoveryConfig, udp_port),
    "Use UDP port PORT for that (default: the number of the TCP port)", "PORT" },
  { "bootnodes", offsetof (SottodDiscoveryConfig, bootnodes),
    "Begin with LIST of node records, enr:…;enr:…", "LIST" },
  { "dns-lists", offsetof (SottodDiscoveryConfig, dns_lists),
    "Find nodes in LIST of lists in the DNS, enrtree://…;enrtree://…", "LIST" },
  { "port-mapping", offsetof (SottodDiscoveryConfig, port_mapping),
    "Ask the router to open the ports (UPnP, NAT-PMP): true or false (default)", "BOOL" },
  { "proxy", offsetof (SottodDiscoveryConfig, proxy),
    "Call nodes through the SOCKS 5 proxy at URL; turns off the rest of this, and the LAN", "URL" },
};

static char **
get_text (SottodDiscoveryConfig *config, gsize i)
{
  return (char **) (gpointer) ((guint8 *) config + entries[i].offset);
}

static gboolean
check_bool (const char *key, const char *text, GError **error)
{
  if (text == NULL || g_str_equal (text, "true") || g_str_equal (text, "false"))
    return TRUE;
  g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, "%s must be true or false, not “%s”", key,
               text);
  return FALSE;
}

static gboolean
check_port (const char *text, GError **error)
{
  guint64 port;

  if (text == NULL || g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT16, &port, NULL))
    return TRUE;
  g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, "udp-port must be 0 to 65535, not “%s”",
               text);
  return FALSE;
}

static gboolean
check_bootnodes (const char *text, GError **error)
{
  g_auto (GStrv) parts = sottod_discovery_config_split (text);

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (SottoNodeRecord) record = sotto_node_record_parse_text (parts[i], &problem);

      if (record == NULL)
        {
          g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, "“%s” is not a node record: %s",
                       parts[i], problem->message);
          return FALSE;
        }
      if (sotto_node_record_get_content (record)->udp == 0)
        {
          g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG,
                       "“%s” names no UDP port to begin with", parts[i]);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_lists (const char *text, GError **error)
{
  g_auto (GStrv) parts = sottod_discovery_config_split (text);

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      g_autoptr (GError) problem = NULL;
      g_auto (SottoDnsUrl) url = { .domain = NULL };

      if (!sotto_dns_url_parse (&url, parts[i], &problem))
        {
          g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, "“%s”: %s", parts[i],
                       problem->message);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_proxy (const char *text, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GProxyResolver) proxy = NULL;

  if (text == NULL || *text == '\0')
    return TRUE;
  proxy = sotto_proxy_new (text, &problem);
  if (proxy != NULL)
    return TRUE;
  g_set_error_literal (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, problem->message);
  return FALSE;
}

/**
 * sottod_discovery_config_knows:
 * @key: of the group
 *
 * Returns: whether it is read here
 */
gboolean
sottod_discovery_config_knows (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    if (g_str_equal (entries[i].key, key))
      return TRUE;
  return FALSE;
}

/**
 * sottod_discovery_config_read:
 * @config: what is known so far
 * @file: the file
 * @error: return location for a #SottodError
 *
 * Takes over what the file says.
 */
gboolean
sottod_discovery_config_read (SottodDiscoveryConfig *config, GKeyFile *file, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, SOTTOD_DISCOVERY_GROUP, NULL, NULL);

  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    if (!sottod_discovery_config_knows (keys[i]))
      {
        g_set_error (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG, "[%s]: unknown key “%s”",
                     SOTTOD_DISCOVERY_GROUP, keys[i]);
        return FALSE;
      }
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      char *text = g_key_file_get_string (file, SOTTOD_DISCOVERY_GROUP, entries[i].key, NULL);

      if (text == NULL)
        continue;
      g_free (*get_text (config, i));
      *get_text (config, i) = text;
    }
  return TRUE;
}

/**
 * sottod_discovery_config_add_options:
 * @config: gets what is given
 * @context: the command line
 *
 * Adds the arguments.
 */
void
sottod_discovery_config_add_options (SottodDiscoveryConfig *config, GOptionContext *context)
{
  GOptionEntry options[G_N_ELEMENTS (entries) + 1] = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    options[i] = (GOptionEntry){ .long_name = entries[i].key,
                                 .arg = G_OPTION_ARG_STRING,
                                 .arg_data = get_text (config, i),
                                 .description = entries[i].description,
                                 .arg_description = entries[i].argument };
  g_option_context_add_main_entries (context, options, NULL);
}

/**
 * sottod_discovery_config_override:
 * @config: what the file said
 * @given: what the arguments said; its texts move
 *
 * What was given wins.
 */
void
sottod_discovery_config_override (SottodDiscoveryConfig *config, SottodDiscoveryConfig *given)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      char **text = get_text (given, i);

      if (*text == NULL)
        continue;
      g_free (*get_text (config, i));
      *get_text (config, i) = g_steal_pointer (text);
    }
}

/**
 * sottod_discovery_config_check:
 * @config: what was said
 * @error: return location for a #SottodError
 */
gboolean
sottod_discovery_config_check (const SottodDiscoveryConfig *config, GError **error)
{
  return check_bool ("discv5", config->discv5, error) && check_port (config->udp_port, error) &&
         check_bootnodes (config->bootnodes, error) && check_lists (config->dns_lists, error) &&
         check_bool ("port-mapping", config->port_mapping, error) &&
         check_proxy (config->proxy, error);
}

/**
 * sottod_discovery_config_wants_discv5:
 * @config: what was said
 *
 * Returns: whether discovery v5 runs; never beside a proxy, which carries no UDP
 */
gboolean
sottod_discovery_config_wants_discv5 (const SottodDiscoveryConfig *config)
{
  return config->proxy == NULL && g_strcmp0 (config->discv5, "true") == 0;
}

/**
 * sottod_discovery_config_wants_port_mapping:
 * @config: what was said
 *
 * Returns: whether routers are asked; never beside a proxy
 */
gboolean
sottod_discovery_config_wants_port_mapping (const SottodDiscoveryConfig *config)
{
  return config->proxy == NULL && g_strcmp0 (config->port_mapping, "true") == 0;
}

/**
 * sottod_discovery_config_get_udp_port:
 * @config: what was said
 * @tcp_port: that is listened on
 *
 * Returns: the port for discovery v5; 0 for any
 */
guint16
sottod_discovery_config_get_udp_port (const SottodDiscoveryConfig *config, guint16 tcp_port)
{
  guint64 port;

  if (config->udp_port == NULL ||
      !g_ascii_string_to_unsigned (config->udp_port, 10, 0, G_MAXUINT16, &port, NULL))
    return tcp_port;
  return (guint16) port;
}

/**
 * sottod_discovery_config_split:
 * @text: (nullable): a list, which may end with a separator
 *
 * Returns: (transfer full): its items
 */
char **
sottod_discovery_config_split (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ";", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

/**
 * sottod_discovery_config_clear:
 * @config: what was said
 *
 * Drops what @config holds.
 */
void
sottod_discovery_config_clear (SottodDiscoveryConfig *config)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    g_clear_pointer (get_text (config, i), g_free);
}
