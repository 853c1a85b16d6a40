/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SottodDiscoveryConfig:
 * @discv5: (nullable): "true" or "false"
 * @udp_port: (nullable): of discovery v5; the TCP port's number by default
 * @bootnodes: (nullable): node records to begin with, separated by semicolons
 * @dns_lists: (nullable): URLs of lists in the DNS, separated by semicolons
 * @port_mapping: (nullable): "true" or "false": whether routers are asked to open the ports
 * @proxy: (nullable): URL of a SOCKS 5 proxy
 *
 * What the daemon was told about finding other nodes, as text; %NULL is the default, which is
 * nothing of it.
 */
typedef struct
{
  char *discv5;
  char *udp_port;
  char *bootnodes;
  char *dns_lists;
  char *port_mapping;
  char *proxy;
} SottodDiscoveryConfig;

gboolean sottod_discovery_config_check (const SottodDiscoveryConfig *config,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* After the check. */
gboolean sottod_discovery_config_wants_discv5 (const SottodDiscoveryConfig *config);
gboolean sottod_discovery_config_wants_port_mapping (const SottodDiscoveryConfig *config);
guint16 sottod_discovery_config_get_udp_port (const SottodDiscoveryConfig *config,
                                              guint16 tcp_port);

G_END_DECLS
