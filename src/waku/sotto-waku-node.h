/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-host.h"
#include "sotto-transport.h"

G_BEGIN_DECLS

/**
 * SottoWakuRole:
 * @SOTTO_WAKU_ROLE_CLIENT: announces the topics that it follows, and asks for nothing else
 * @SOTTO_WAKU_ROLE_RELAY: a full node: takes and forwards everything
 */
typedef enum
{
  SOTTO_WAKU_ROLE_CLIENT,
  SOTTO_WAKU_ROLE_RELAY,
} SottoWakuRole;

/**
 * SottoWakuLimits:
 * @pool_max_bytes: what pooled envelopes may take in memory
 * @pool_max_envelopes: and how many there may be
 * @max_message_size: largest packet and envelope in bytes (1 MiB on the wire of Status)
 * @min_pow: proof of work that an envelope must have
 */
typedef struct
{
  gsize pool_max_bytes;
  guint pool_max_envelopes;
  guint max_message_size;
  double min_pow;
} SottoWakuLimits;

/**
 * SottoWakuNode:
 *
 * `SottoTransport` over devp2p: `waku/1` and `waku/0` on one envelope pool. A client sends its own
 * envelopes and passes on what it has to whoever announced interest, so that two clients without a
 * relay can talk.
 */
#define SOTTO_TYPE_WAKU_NODE (sotto_waku_node_get_type ())
G_DECLARE_FINAL_TYPE (SottoWakuNode, sotto_waku_node, SOTTO, WAKU_NODE, GObject)

void sotto_waku_limits_init (SottoWakuLimits *limits);

/* Adds its capabilities to @host, which must not have been started. Starting and stopping this
 * starts and stops the host. */
SottoWakuNode *sotto_waku_node_new (SottoHost *host,
                                    SottoWakuRole role,
                                    const SottoWakuLimits *limits,
                                    SottoClock *clock,
                                    SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the computer has a network: told to the host, and to people through the state. */
void sotto_waku_node_set_network_available (SottoWakuNode *self, gboolean available);

/* What `own-address` names as our host; %NULL (the default) for the address by which this computer
 * reaches others. */
void sotto_waku_node_set_public_host (SottoWakuNode *self, const char *host);

guint sotto_waku_node_get_n_pooled (SottoWakuNode *self);
gsize sotto_waku_node_get_pooled_bytes (SottoWakuNode *self);

G_END_DECLS
