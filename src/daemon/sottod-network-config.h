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

/* Whether @key of the file is one of these. */
gboolean sottod_network_config_knows (const char *key);

/* Takes over what @file says in its group. */
void sottod_network_config_read (SottodNetworkConfig *config, GKeyFile *file, const char *group);

/* Adds the arguments of the same names; they are stored in @config. */
void sottod_network_config_add_options (SottodNetworkConfig *config, GOptionContext *context);

/* What was given in @given wins. */
void sottod_network_config_override (SottodNetworkConfig *config, SottodNetworkConfig *given);

/* Fills in what @config says, and checks all of it. */
gboolean sottod_network_config_apply (const SottodNetworkConfig *config,
                                      SottoWakuLimits *limits,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Tells @node who is not limited; after sottod_network_config_apply (). */
void sottod_network_config_exempt (const SottodNetworkConfig *config, SottoWakuNode *node);

void sottod_network_config_clear (SottodNetworkConfig *config);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottodNetworkConfig, sottod_network_config_clear)

G_END_DECLS
