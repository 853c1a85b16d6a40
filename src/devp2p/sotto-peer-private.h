/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-capability-table-private.h"
#include "sotto-clock.h"
#include "sotto-enode.h"
#include "sotto-peer.h"

G_BEGIN_DECLS

/* What may wait for a peer that reads slowly. */
#define SOTTO_PEER_MAX_QUEUED (4 * 1024 * 1024)

/**
 * SottoPeerConfig:
 * @node_key: our node key
 * @clock: time and timers
 * @random: entropy
 * @hello: the payload of our Hello
 * @capabilities: (element-type SottoCapability): ours
 *
 * What a host gives to each of its peers. Borrowed while sotto_peer_new () runs.
 */
typedef struct
{
  SottoPrivateKey *node_key;
  SottoClock *clock;
  SottoRandom *random;
  GBytes *hello;
  GPtrArray *capabilities;
} SottoPeerConfig;

/**
 * SottoPeerEnd:
 * @reason: why
 * @remote: whether the other side said so
 * @error: (nullable): what happened, for people
 *
 * How a connection ended.
 */
typedef struct
{
  SottoDisconnectReason reason;
  gboolean remote;
  GError *error;
} SottoPeerEnd;

/**
 * SottoPeerEvents:
 * @admit: asked after the RLPx handshake and once more after Hello; %FALSE refuses with @reason
 * @established: both Hellos are exchanged and a capability is shared
 * @ended: nothing is received or sent any more; once, also without @established
 * @finished: the socket is closed as well; once, after @ended
 *
 * What a peer tells its host. @ended never comes from within a call of the host's, except from
 * sotto_peer_flush_end ().
 */
typedef struct
{
  gboolean (*admit) (SottoPeer *peer,
                     gboolean after_hello,
                     SottoDisconnectReason *reason,
                     gpointer owner);
  void (*established) (SottoPeer *peer, gpointer owner);
  void (*ended) (SottoPeer *peer, gpointer owner);
  void (*finished) (SottoPeer *peer, gpointer owner);
} SottoPeerEvents;

SottoPeer *sotto_peer_new (GSocketConnection *connection,
                           SottoEnode *target,
                           const SottoPeerConfig *config,
                           const SottoPeerEvents *events,
                           gpointer owner) G_GNUC_WARN_UNUSED_RESULT;

/* Begins the handshake; from now on events come. */
void sotto_peer_start (SottoPeer *self);

/* No event follows. */
void sotto_peer_forget_owner (SottoPeer *self);

/* Gives the `ended` event of a peer that was ended at once. */
void sotto_peer_flush_end (SottoPeer *self);

/* Ends it without a word, and closes the socket; `finished` may come from within. */
void sotto_peer_abort (SottoPeer *self);

/* Tell the capabilities that run on an established peer. */
void sotto_peer_notify_started (SottoPeer *self);
void sotto_peer_notify_stopped (SottoPeer *self);

/* (nullable): the node that was dialled. */
SottoEnode *sotto_peer_get_target (SottoPeer *self);

/* (nullable): its IP address. */
GInetAddress *sotto_peer_get_inet_address (SottoPeer *self);

/* Established and not ended; established ever; and for how long. */
gboolean sotto_peer_is_running (SottoPeer *self);
gboolean sotto_peer_was_established (SottoPeer *self);
gint64 sotto_peer_get_age_ms (SottoPeer *self);
const SottoPeerEnd *sotto_peer_get_end (SottoPeer *self);

G_END_DECLS
