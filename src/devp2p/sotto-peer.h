/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-capability.h"
#include "sotto-hash.h"
#include "sotto-keys.h"

G_BEGIN_DECLS

/* Disconnect reasons of the devp2p "p2p" capability. */
typedef enum
{
  SOTTO_DISCONNECT_REQUESTED = 0x00,
  SOTTO_DISCONNECT_NETWORK_ERROR = 0x01,
  SOTTO_DISCONNECT_PROTOCOL_BREACH = 0x02,
  SOTTO_DISCONNECT_USELESS_PEER = 0x03,
  SOTTO_DISCONNECT_TOO_MANY_PEERS = 0x04,
  SOTTO_DISCONNECT_ALREADY_CONNECTED = 0x05,
  SOTTO_DISCONNECT_INCOMPATIBLE_VERSION = 0x06,
  SOTTO_DISCONNECT_NULL_IDENTITY = 0x07,
  SOTTO_DISCONNECT_QUITTING = 0x08,
  SOTTO_DISCONNECT_UNEXPECTED_IDENTITY = 0x09,
  SOTTO_DISCONNECT_SELF = 0x0a,
  SOTTO_DISCONNECT_TIMEOUT = 0x0b,
  SOTTO_DISCONNECT_SUBPROTOCOL = 0x10,
} SottoDisconnectReason;

/**
 * SottoPeer:
 *
 * One established RLPx connection after both Hellos: a state machine with time-outs and a bounded
 * queue of what is to be written. Made by #SottoHost.
 */
#define SOTTO_TYPE_PEER (sotto_peer_get_type ())
G_DECLARE_FINAL_TYPE (SottoPeer, sotto_peer, SOTTO, PEER, GObject)

const SottoPublicKey *sotto_peer_get_key (SottoPeer *self);

/* Keccak-256 of the raw key: the node id. */
const SottoHash *sotto_peer_get_node_id (SottoPeer *self);
const char *sotto_peer_get_client (SottoPeer *self);
const char *sotto_peer_get_address (SottoPeer *self);
gboolean sotto_peer_is_inbound (SottoPeer *self);

/* (transfer full) (nullable): whom limits for one IP address are counted for; %NULL on this
 * computer and on local networks, where many share one. */
char *sotto_peer_dup_address_group (SottoPeer *self) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @capability runs on this connection. */
gboolean sotto_peer_runs (SottoPeer *self, SottoCapability *capability);
guint64 sotto_peer_get_bytes_in (SottoPeer *self);
guint64 sotto_peer_get_bytes_out (SottoPeer *self);

/* Called on the main context once the message has left for the kernel (@success), or the connection
 * ended. */
typedef void (*SottoPeerWrittenFunc) (SottoPeer *self, gboolean success, gpointer user_data);

/* Queues message @code (relative to the capability's offset) with the uncompressed @payload. FALSE
 * when the queue is at its limit or the peer is closing; @written (nullable) is then not called. */
gboolean sotto_peer_send (SottoPeer *self,
                          SottoCapability *capability,
                          guint code,
                          GBytes *payload,
                          SottoPeerWrittenFunc written,
                          gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;

/* Bytes that wait to be written: a sender with much to say waits until this is low. */
gsize sotto_peer_get_queued_bytes (SottoPeer *self);

/* Sends the reason, then closes; the capabilities hear of it on the main context. */
void sotto_peer_disconnect (SottoPeer *self, SottoDisconnectReason reason);

G_END_DECLS
