/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sottod-archive-config.h"
#include "sottod-discovery-config.h"
#include "sottod-network-config.h"

G_BEGIN_DECLS

#define SOTTOD_ERROR (sottod_error_quark ())

/**
 * SottodError:
 * @SOTTOD_ERROR_CONFIG: arguments or configuration that make no sense
 * @SOTTOD_ERROR_KEY: the node key cannot be read or made
 *
 * Why the daemon does not start, besides what its layers say.
 */
typedef enum
{
  SOTTOD_ERROR_CONFIG,
  SOTTOD_ERROR_KEY,
} SottodError;

GQuark sottod_error_quark (void);

/**
 * SottodConfig:
 * @config_path: (nullable): file to read; %NULL for the installed one, which may be missing
 * @listen: numeric address
 * @port: TCP port; 0 for any that is free
 * @public_host: (nullable): name or address that its enode names; %NULL to guess
 * @data_dir: where the node key is
 * @nodes: enode URLs to stay connected to
 * @max_peers: connections, those to @nodes not counted
 * @pool_megabytes: memory for envelopes
 * @lan: whether it is announced on the local network
 * @discovery: how other nodes are found
 * @network: how neighbours are talked to
 * @archive: whether it is a mailserver
 * @log_level: "error", "warning", "info" or "debug"
 * @print_enode: print the enode and end
 * @show_version: print the version and end
 *
 * What the daemon was told: defaults, then the file, then arguments.
 */
typedef struct
{
  char *config_path;
  char *listen;
  int port;
  char *public_host;
  char *data_dir;
  char **nodes;
  int max_peers;
  int pool_megabytes;
  gboolean lan;
  SottodDiscoveryConfig discovery;
  SottodNetworkConfig network;
  SottodArchiveConfig archive;
  char *log_level;
  gboolean print_enode;
  gboolean show_version;
} SottodConfig;

/* @arguments: the command line, with the program's name; not changed. */
gboolean sottod_config_load (SottodConfig *config,
                             char **arguments,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sottod_config_clear (SottodConfig *config);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottodConfig, sottod_config_clear)

G_END_DECLS
