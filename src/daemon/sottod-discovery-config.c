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

#include "sotto-dns-entry.h"
#include "sotto-node-record.h"
#include "sotto-proxy.h"
#include "sottod-options.h"

static gboolean
check_bootnodes (const char *text, GError **error)
{
  g_auto (GStrv) parts = sottod_options_split (text);

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
  g_auto (GStrv) parts = sottod_options_split (text);

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
 * sottod_discovery_config_check:
 * @config: what was said
 * @error: return location for a #SottodError
 */
gboolean
sottod_discovery_config_check (const SottodDiscoveryConfig *config, GError **error)
{
  guint64 port;

  return sottod_options_check_bool ("discv5", config->discv5, error) &&
         sottod_options_parse_number ("udp-port", config->udp_port, G_MAXUINT16, &port, error) &&
         check_bootnodes (config->bootnodes, error) && check_lists (config->dns_lists, error) &&
         sottod_options_check_bool ("port-mapping", config->port_mapping, error) &&
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
