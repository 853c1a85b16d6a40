/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SottoSessionVolume:
 * @received: bytes that came from neighbours
 * @sent: bytes that went to them
 *
 * How much was used.
 */
typedef struct
{
  guint64 received;
  guint64 sent;
} SottoSessionVolume;

/**
 * SottoSessionTraffic:
 *
 * How much this account has used of the network, by days of the local calendar; kept across
 * restarts. What is said to neighbours counts; what is asked to find them does not.
 *
 * Signals: `changed`.
 */
#define SOTTO_TYPE_SESSION_TRAFFIC (sotto_session_traffic_get_type ())
G_DECLARE_FINAL_TYPE (SottoSessionTraffic, sotto_session_traffic, SOTTO, SESSION_TRAFFIC, GObject)

/* Since midnight, and since the first of the month. */
void sotto_session_traffic_get_today (SottoSessionTraffic *self, SottoSessionVolume *volume);
void sotto_session_traffic_get_month (SottoSessionTraffic *self, SottoSessionVolume *volume);

G_END_DECLS
