/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-transport-state.h"

G_BEGIN_DECLS

/* How a transport writes what others only look at: for the folders that implement one. */

/**
 * SottoTransportPeerDetails:
 * @id: short hexadecimal name
 * @address: host:port
 * @client: what the peer calls itself, as it came
 * @dialect: such as "waku/1"
 * @inbound: whether it called us
 * @connected_at: Unix seconds
 *
 * What does not change while a neighbour is connected.
 */
typedef struct
{
  const char *id;
  const char *address;
  const char *client;
  const char *dialect;
  gboolean inbound;
  gint64 connected_at;
} SottoTransportPeerDetails;

/**
 * SottoTransportTraffic:
 * @envelopes_in: how many it brought
 * @envelopes_out: how many were written to it
 * @bytes_in: of all kinds
 * @bytes_out: of all kinds
 */
typedef struct
{
  guint64 envelopes_in;
  guint64 envelopes_out;
  guint64 bytes_in;
  guint64 bytes_out;
} SottoTransportTraffic;

/* (transfer full): strings are copied, the client's name sanitised. */
SottoTransportPeer *
sotto_transport_peer_new (const SottoTransportPeerDetails *details) G_GNUC_WARN_UNUSED_RESULT;
void sotto_transport_peer_set_role (SottoTransportPeer *self, SottoTransportPeerRole role);
void sotto_transport_peer_set_keeps_history (SottoTransportPeer *self, gboolean keeps_history);
void sotto_transport_peer_set_traffic (SottoTransportPeer *self,
                                       const SottoTransportTraffic *traffic);

/* (transfer full): offline, without peers. */
SottoTransportState *sotto_transport_state_new (void) G_GNUC_WARN_UNUSED_RESULT;
void sotto_transport_state_set_status (SottoTransportState *self, SottoTransportStatus status);
void sotto_transport_state_set_problem (SottoTransportState *self, SottoTransportProblem problem);
void sotto_transport_state_set_own_address (SottoTransportState *self, const char *address);
void sotto_transport_state_set_envelopes (SottoTransportState *self,
                                          guint64 in,
                                          guint64 out,
                                          guint64 refused);

/* Our clock minus the neighbours', in seconds; @known is FALSE before there is anything to tell
 * by. */
void
sotto_transport_state_set_clock_offset (SottoTransportState *self, gint64 seconds, gboolean known);

/* `n-peers` and `has-relay` follow from these and from the peers' roles. */
void sotto_transport_state_add_peer (SottoTransportState *self, SottoTransportPeer *peer);
void sotto_transport_state_remove_peer (SottoTransportState *self, SottoTransportPeer *peer);

G_END_DECLS
