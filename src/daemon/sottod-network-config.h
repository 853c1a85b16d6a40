/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-waku-node.h"

G_BEGIN_DECLS

/**
 * SottodNetworkConfig:
 * @dialects: (nullable): what is spoken, such as "shh/6;waku/1"
 * @min_pow: (nullable): proof of work that envelopes must have
 * @rate_packets: (nullable): packets in a second by address, by neighbour, by topic
 * @rate_bytes: (nullable): the same in bytes
 * @rate_tolerance: (nullable): excesses in a minute that end a connection
 * @rate_exempt: (nullable): addresses and enodes that are not limited
 *
 * What the daemon was told about how it talks to neighbours, as text; %NULL is the default.
 */
typedef struct
{
  char *dialects;
  char *min_pow;
  char *rate_packets;
  char *rate_bytes;
  char *rate_tolerance;
  char *rate_exempt;
} SottodNetworkConfig;

/* Fills in what @config says, and checks all of it. */
gboolean sottod_network_config_apply (const SottodNetworkConfig *config,
                                      SottoWakuLimits *limits,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Tells @node who is not limited; after sottod_network_config_apply (). */
void sottod_network_config_exempt (const SottodNetworkConfig *config, SottoWakuNode *node);

G_END_DECLS
