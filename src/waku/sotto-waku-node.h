/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-host.h"
#include "sotto-power-monitor.h"
#include "sotto-transport.h"
#include "sotto-waku-limiter.h"

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
 * SottoWakuDialects:
 * @SOTTO_WAKU_DIALECTS_WHISPER: `shh/6`
 * @SOTTO_WAKU_DIALECTS_WAKU_0: `waku/0`
 * @SOTTO_WAKU_DIALECTS_WAKU_1: `waku/1`
 * @SOTTO_WAKU_DIALECTS_ALL: each of them
 *
 * What a node speaks.
 */
typedef enum
{
  SOTTO_WAKU_DIALECTS_WHISPER = 1 << 0,
  SOTTO_WAKU_DIALECTS_WAKU_0 = 1 << 1,
  SOTTO_WAKU_DIALECTS_WAKU_1 = 1 << 2,
  SOTTO_WAKU_DIALECTS_ALL = (1 << 3) - 1,
} SottoWakuDialects;

/**
 * SottoWakuLimits:
 * @pool_max_bytes: what pooled envelopes may take in memory
 * @pool_max_envelopes: and how many there may be
 * @max_message_size: largest packet and envelope in bytes (1 MiB on the wire of Status)
 * @min_pow: proof of work that an envelope must have
 * @dialects: what is spoken, at least one
 * @rates: how fast neighbours may send
 * @light: a client that forwards nothing but its own envelopes, and says so
 *
 * What a node is told once, before it starts.
 */
typedef struct
{
  gsize pool_max_bytes;
  guint pool_max_envelopes;
  guint max_message_size;
  double min_pow;
  SottoWakuDialects dialects;
  SottoWakuRateLimits rates;
  gboolean light;
} SottoWakuLimits;

/**
 * SottoWakuNode:
 *
 * `SottoTransport` over devp2p: `shh/6`, `waku/0` and `waku/1` on one envelope pool, so that what
 * came by one goes out by the others. A client sends its own envelopes, and passes on what it has
 * to other clients, so that two of them can talk without a relay.
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

/* Whether to spare the battery when work is searched for. */
void sotto_waku_node_set_power_monitor (SottoWakuNode *self, SottoPowerMonitor *monitor);

/* Changes what envelopes must have done; neighbours are told. */
void sotto_waku_node_set_min_pow (SottoWakuNode *self, double min_pow);

/* Not limited in what it sends: a node, and an IPv4 address or the /64 of an IPv6 one. */
void sotto_waku_node_exempt_enode (SottoWakuNode *self, SottoEnode *enode);
void sotto_waku_node_exempt_address (SottoWakuNode *self, GInetAddress *address);

/* Packets that were above the limits. */
guint64 sotto_waku_node_get_packets_dropped (SottoWakuNode *self);
guint sotto_waku_node_get_n_pooled (SottoWakuNode *self);
gsize sotto_waku_node_get_pooled_bytes (SottoWakuNode *self);

G_END_DECLS
