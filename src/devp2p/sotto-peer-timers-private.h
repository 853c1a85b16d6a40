/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-clock.h"
#include "sotto-peer.h"

G_BEGIN_DECLS

/* Handshake and both Hellos, from the connected socket on. */
#define SOTTO_PEER_HANDSHAKE_TIMEOUT_MS (5 * 1000)
#define SOTTO_PEER_PING_INTERVAL_MS (15 * 1000)
#define SOTTO_PEER_IDLE_TIMEOUT_MS (30 * 1000)

/* Messages without content (pings, unknown ids) that a peer may send at once, and each second. */
#define SOTTO_PEER_IDLE_TALK_BURST 1000
#define SOTTO_PEER_IDLE_TALK_PER_SECOND 20

/**
 * SottoPeerTimersEvents:
 * @handshake_expired: both Hellos should have been exchanged by now
 * @ping_due: it is time to say something
 * @fell_silent: no complete frame came for the idle time
 */
typedef struct
{
  void (*handshake_expired) (SottoPeer *peer);
  void (*ping_due) (SottoPeer *peer);
  void (*fell_silent) (SottoPeer *peer);
} SottoPeerTimersEvents;

/**
 * SottoPeerTimers:
 *
 * What a peer measures: its deadlines, and how much idle talk it has to listen to.
 */
typedef struct _SottoPeerTimers SottoPeerTimers;

SottoPeerTimers *sotto_peer_timers_new (SottoClock *clock,
                                        const SottoPeerTimersEvents *events,
                                        SottoPeer *peer) G_GNUC_WARN_UNUSED_RESULT;
void sotto_peer_timers_free (SottoPeerTimers *self);
void sotto_peer_timers_start_handshake (SottoPeerTimers *self);
void sotto_peer_timers_start_running (SottoPeerTimers *self);
void sotto_peer_timers_stop (SottoPeerTimers *self);
void sotto_peer_timers_heard (SottoPeerTimers *self);
gboolean sotto_peer_timers_spend_idle_talk (SottoPeerTimers *self) G_GNUC_WARN_UNUSED_RESULT;
gint64 sotto_peer_timers_get_age_ms (SottoPeerTimers *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoPeerTimers, sotto_peer_timers_free)

G_END_DECLS
