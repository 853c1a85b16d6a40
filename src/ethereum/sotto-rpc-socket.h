/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "sotto-clock.h"
#include "sotto-rpc-codec.h"

G_BEGIN_DECLS

/**
 * SottoRpcSocket:
 *
 * A WebSocket that answers JSON-RPC (wallet.md section 2.1). It is opened when something is asked,
 * and closed when nothing is asked for a while, unless it is kept; a kept one is opened again when
 * it breaks, after pauses that become longer. Each time it has to name its chain before anything
 * else is asked. The address is a secret, as that of a #SottoRpcEndpoint.
 *
 * Signals: `opened` and `closed`, when it can be asked and no longer; `notified` (#JsonObject) for
 * the params of a message that was not asked for, such as those of a subscription.
 */
#define SOTTO_TYPE_RPC_SOCKET (sotto_rpc_socket_get_type ())
G_DECLARE_FINAL_TYPE (SottoRpcSocket, sotto_rpc_socket, SOTTO, RPC_SOCKET, GObject)

/* (transfer full): @uri is ws: or wss:. @proxy is nullable. */
SottoRpcSocket *sotto_rpc_socket_new (GUri *uri,
                                      GProxyResolver *proxy,
                                      SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* What it has to be of, as EIP-155 has it; before that is known, any will do. */
void sotto_rpc_socket_set_chain_id (SottoRpcSocket *self, guint64 chain_id);

gboolean sotto_rpc_socket_is_open (SottoRpcSocket *self);

/* Whether it stays open while nothing is asked, and is opened again when it breaks. */
void sotto_rpc_socket_set_kept (SottoRpcSocket *self, gboolean is_kept);

/* For good: what is under way fails. */
void sotto_rpc_socket_close (SottoRpcSocket *self);

/**
 * sotto_rpc_socket_call_async:
 * @self: a socket
 * @calls: (array length=n_calls): questions; copied
 * @n_calls: 1 to %SOTTO_RPC_MAX_BATCH
 * @cancellable: (nullable): ends it
 * @callback: told the end
 * @user_data: for @callback
 *
 * Asks all of it in one message. The error is a #SottoChainError, and comes at once while the
 * socket pauses after it broke.
 */
void sotto_rpc_socket_call_async (SottoRpcSocket *self,
                                  const SottoRpcCall *calls,
                                  guint n_calls,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

/* (transfer full) (element-type SottoRpcAnswer): one for each question, some may be missing. */
GPtrArray *sotto_rpc_socket_call_finish (SottoRpcSocket *self,
                                         GAsyncResult *result,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
