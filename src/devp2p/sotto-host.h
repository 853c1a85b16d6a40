/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-capability.h"
#include "sotto-clock.h"
#include "sotto-devp2p-error.h"
#include "sotto-enode.h"
#include "sotto-net-state.h"
#include "sotto-peer.h"

G_BEGIN_DECLS

/**
 * SottoHostLimits:
 * @max_peers: established connections (static nodes come on top)
 * @max_inbound: of these, how many may have called us
 * @max_per_address: connections from one IP address outside loopback and the LAN
 * @max_pending: handshakes at a time
 */
typedef struct
{
  guint max_peers;
  guint max_inbound;
  guint max_per_address;
  guint max_pending;
} SottoHostLimits;

/**
 * SottoHost:
 *
 * Listens, dials, keeps static nodes connected (back-off with jitter) and runs capabilities over
 * its peers. Everything happens on the main context.
 *
 * Signals: `peer-connected` (#SottoPeer), `peer-disconnected` (#SottoPeer, #SottoDisconnectReason,
 * gboolean remote), `dial-failed` (#SottoEnode, GError).
 */
#define SOTTO_TYPE_HOST (sotto_host_get_type ())
G_DECLARE_FINAL_TYPE (SottoHost, sotto_host, SOTTO, HOST, GObject)

SottoHost *sotto_host_new (SottoPrivateKey *node_key,
                           SottoClock *clock,
                           SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* Before starting. "Sotto/v0.1.0/linux-amd64/c" when not set. */
void sotto_host_set_client_name (SottoHost *self, const char *name);
void sotto_host_set_limits (SottoHost *self, const SottoHostLimits *limits);
void sotto_host_add_capability (SottoHost *self, SottoCapability *capability);

/* @address: numeric, "::" for all; @port 0: any free one. Before or after starting. */
gboolean sotto_host_listen (SottoHost *self, const char *address, guint16 port, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void sotto_host_stop_listening (SottoHost *self);
guint16 sotto_host_get_port (SottoHost *self);

/* (nullable): our own enode URL with @host in it, while listening. */
char *sotto_host_get_enode (SottoHost *self, const char *host) G_GNUC_WARN_UNUSED_RESULT;

/* Nodes to stay connected to. May be changed at any time. */
void sotto_host_add_static (SottoHost *self, SottoEnode *enode);
void sotto_host_remove_static (SottoHost *self, SottoEnode *enode);

/* A node found by discovery: dialled when peers are wanted, forgotten when it cannot be reached. */
void sotto_host_add_candidate (SottoHost *self, SottoEnode *enode);

/* Candidates are dialled until there are so many peers; 0: a third of the limit. */
void sotto_host_set_wanted (SottoHost *self, guint n_wanted);

/* @proxy is nullable: then the desktop's settings hold. */
void sotto_host_set_proxy (SottoHost *self, GProxyResolver *proxy);

/* Whether the computer has a network: without one nothing is dialled, and all is dialled at once
 * when it comes back. */
void sotto_host_set_network_available (SottoHost *self, gboolean available);

void sotto_host_start (SottoHost *self);
void sotto_host_stop_async (SottoHost *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean sotto_host_stop_finish (SottoHost *self, GAsyncResult *result, GError **error);

guint sotto_host_get_n_peers (SottoHost *self);
guint sotto_host_get_n_known_nodes (SottoHost *self);

G_END_DECLS
