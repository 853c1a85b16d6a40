/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-rpc-socket.h"

G_BEGIN_DECLS

/**
 * SottoRpcHeads:
 *
 * New blocks as a WebSocket tells of them. Each time that the socket is opened it subscribes, and
 * asks for the newest block, since some may have come in between. A subscription that tells of
 * nothing for a while is not believed: the newest block is asked for, and if there is a new one it
 * is subscribed again. An endpoint that takes no subscriptions is asked in the same way.
 *
 * Signal: `new-head` (guint64), with the number of the block. Numbers may repeat and go backwards.
 */
#define SOTTO_TYPE_RPC_HEADS (sotto_rpc_heads_get_type ())
G_DECLARE_FINAL_TYPE (SottoRpcHeads, sotto_rpc_heads, SOTTO, RPC_HEADS, GObject)

/* (transfer full): keeps @socket open until it ends. */
SottoRpcHeads *sotto_rpc_heads_new (SottoRpcSocket *socket,
                                    SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* Nothing is told any more, even if something is still asked. */
void sotto_rpc_heads_end (SottoRpcHeads *self);

G_END_DECLS
