/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-net-state.h"
#include "sotto-session-traffic.h"
#include "sotto-transport-state.h"

G_BEGIN_DECLS

/* How long what was counted waits before it is written. */
#define SOTTO_SESSION_TRAFFIC_WRITE_MS (10 * 60 * 1000)

/* Days that are kept: this month and the one before. */
#define SOTTO_SESSION_TRAFFIC_MAX_DAYS 62

/* Counts from now on what the neighbours of @state say, beside what @net_state remembers. */
SottoSessionTraffic *sotto_session_traffic_new (SottoTransportState *state,
                                                SottoNetState *net_state,
                                                SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* Writes what was not written yet, and counts no more. */
void sotto_session_traffic_stop (SottoSessionTraffic *self);

G_END_DECLS
