/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SottoTransportPeerRole:
 * @SOTTO_TRANSPORT_PEER_ROLE_RELAY: wants and passes on everything
 * @SOTTO_TRANSPORT_PEER_ROLE_CLIENT: wants its own topics only
 */
typedef enum
{
  SOTTO_TRANSPORT_PEER_ROLE_RELAY,
  SOTTO_TRANSPORT_PEER_ROLE_CLIENT,
} SottoTransportPeerRole;

/**
 * SottoTransportPeer:
 *
 * A neighbour as a person may look at it. Properties notify; the object is of the main context.
 *
 * Properties: `id` (s, short hexadecimal name), `address` (s, host:port), `client` (s, what it
 * calls itself, sanitised), `dialect` (s, such as "waku/1"), `role`, `keeps-history` (b: it is
 * asked for what was missed), `nearby` (b: on this computer or a local network), `inbound` (b),
 * `connected-at` (x, Unix seconds), `envelopes-in`, `envelopes-out`, `bytes-in`, `bytes-out` (t).
 */
#define SOTTO_TYPE_TRANSPORT_PEER (sotto_transport_peer_get_type ())
G_DECLARE_FINAL_TYPE (SottoTransportPeer, sotto_transport_peer, SOTTO, TRANSPORT_PEER, GObject)

#define SOTTO_TYPE_TRANSPORT_PEER_ROLE (sotto_transport_peer_role_get_type ())
GType sotto_transport_peer_role_get_type (void);

const char *sotto_transport_peer_get_id (SottoTransportPeer *self);
const char *sotto_transport_peer_get_address (SottoTransportPeer *self);
const char *sotto_transport_peer_get_client (SottoTransportPeer *self);
const char *sotto_transport_peer_get_dialect (SottoTransportPeer *self);
SottoTransportPeerRole sotto_transport_peer_get_role (SottoTransportPeer *self);
gboolean sotto_transport_peer_get_keeps_history (SottoTransportPeer *self);
gboolean sotto_transport_peer_get_nearby (SottoTransportPeer *self);
gboolean sotto_transport_peer_get_inbound (SottoTransportPeer *self);
gint64 sotto_transport_peer_get_connected_at (SottoTransportPeer *self);
guint64 sotto_transport_peer_get_envelopes_in (SottoTransportPeer *self);
guint64 sotto_transport_peer_get_envelopes_out (SottoTransportPeer *self);
guint64 sotto_transport_peer_get_bytes_in (SottoTransportPeer *self);
guint64 sotto_transport_peer_get_bytes_out (SottoTransportPeer *self);

G_END_DECLS
