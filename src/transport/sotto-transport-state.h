/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-transport-peer.h"

G_BEGIN_DECLS

/**
 * SottoTransportStatus:
 * @SOTTO_TRANSPORT_STATUS_OFFLINE: stopped, or this computer has no network
 * @SOTTO_TRANSPORT_STATUS_SEARCHING: nobody connected
 * @SOTTO_TRANSPORT_STATUS_ONLINE: at least one neighbour
 */
typedef enum
{
  SOTTO_TRANSPORT_STATUS_OFFLINE,
  SOTTO_TRANSPORT_STATUS_SEARCHING,
  SOTTO_TRANSPORT_STATUS_ONLINE,
} SottoTransportStatus;

/**
 * SottoTransportProblem:
 * @SOTTO_TRANSPORT_PROBLEM_NONE: nothing to say
 * @SOTTO_TRANSPORT_PROBLEM_NO_NODES: no node is configured and none was found nearby
 * @SOTTO_TRANSPORT_PROBLEM_UNREACHABLE: the known nodes do not answer
 * @SOTTO_TRANSPORT_PROBLEM_REFUSED: nodes answer, but refuse us (too many peers, no common
 * protocol)
 * @SOTTO_TRANSPORT_PROBLEM_CLOCK: our clock and our neighbours' differ by more than envelopes live
 * @SOTTO_TRANSPORT_PROBLEM_NO_NETWORK: this computer has no network
 */
typedef enum
{
  SOTTO_TRANSPORT_PROBLEM_NONE,
  SOTTO_TRANSPORT_PROBLEM_NO_NODES,
  SOTTO_TRANSPORT_PROBLEM_UNREACHABLE,
  SOTTO_TRANSPORT_PROBLEM_REFUSED,
  SOTTO_TRANSPORT_PROBLEM_CLOCK,
  SOTTO_TRANSPORT_PROBLEM_NO_NETWORK,
} SottoTransportProblem;

/**
 * SottoTransportState:
 *
 * How the network is, for people to look at: a model that the transport writes and the interface
 * reads.
 *
 * Properties (all notify): `status`, `problem`, `own-address` (s, nullable: what others may add as
 * a node), `n-peers` (u), `has-relay` (b: a neighbour that takes everything), `envelopes-in`,
 * `envelopes-out`, `envelopes-refused` (t), `clock-offset` (x: our clock minus our neighbours', in
 * seconds), `clock-offset-known` (b).
 */
#define SOTTO_TYPE_TRANSPORT_STATE (sotto_transport_state_get_type ())
G_DECLARE_FINAL_TYPE (SottoTransportState, sotto_transport_state, SOTTO, TRANSPORT_STATE, GObject)

#define SOTTO_TYPE_TRANSPORT_STATUS (sotto_transport_status_get_type ())
GType sotto_transport_status_get_type (void);
#define SOTTO_TYPE_TRANSPORT_PROBLEM (sotto_transport_problem_get_type ())
GType sotto_transport_problem_get_type (void);

SottoTransportStatus sotto_transport_state_get_status (SottoTransportState *self);
SottoTransportProblem sotto_transport_state_get_problem (SottoTransportState *self);
const char *sotto_transport_state_get_own_address (SottoTransportState *self);
guint sotto_transport_state_get_n_peers (SottoTransportState *self);
gboolean sotto_transport_state_get_has_relay (SottoTransportState *self);
guint64 sotto_transport_state_get_envelopes_in (SottoTransportState *self);
guint64 sotto_transport_state_get_envelopes_out (SottoTransportState *self);
guint64 sotto_transport_state_get_envelopes_refused (SottoTransportState *self);
gint64 sotto_transport_state_get_clock_offset (SottoTransportState *self);
gboolean sotto_transport_state_get_clock_offset_known (SottoTransportState *self);

/* (transfer none) (element-type SottoTransportPeer): a live model. */
GListModel *sotto_transport_state_get_peers (SottoTransportState *self);

G_END_DECLS
