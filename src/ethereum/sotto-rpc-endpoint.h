/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"
#include "sotto-rpc-codec.h"

G_BEGIN_DECLS

/**
 * SottoRpcEndpoint:
 *
 * One address that answers JSON-RPC, over HTTP or over a WebSocket. The address is a secret, since
 * it may hold a key: it appears in no message and no log.
 *
 * Signals, of a WebSocket: `closed`, and `new-head` (guint64) while it is watched.
 */
#define SOTTO_TYPE_RPC_ENDPOINT (sotto_rpc_endpoint_get_type ())
G_DECLARE_FINAL_TYPE (SottoRpcEndpoint, sotto_rpc_endpoint, SOTTO, RPC_ENDPOINT, GObject)

/**
 * sotto_rpc_endpoint_check_url:
 * @url: what somebody typed
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED and
 * %SOTTO_ETHEREUM_ERROR_UNSUPPORTED, in words
 *
 * Returns: whether it is an https: or wss: address, or an http: or ws: one of this computer
 */
gboolean sotto_rpc_endpoint_check_url (const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (nullable): NULL if the check fails. @proxy is nullable. */
SottoRpcEndpoint *sotto_rpc_endpoint_new (const char *url,
                                          GProxyResolver *proxy,
                                          SottoClock *clock,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none): its host, for people. */
const char *sotto_rpc_endpoint_get_host (SottoRpcEndpoint *self);

/* What a WebSocket has to name each time it is opened, before anything else is asked. Over HTTP
 * there is no such moment: the caller asks. */
void sotto_rpc_endpoint_set_chain_id (SottoRpcEndpoint *self, guint64 chain_id);

/* Whether it is a WebSocket, which can tell of new blocks; and whether it is to. */
gboolean sotto_rpc_endpoint_tells_heads (SottoRpcEndpoint *self);
void sotto_rpc_endpoint_set_watched (SottoRpcEndpoint *self, gboolean is_watched);

/* Whether it may be asked now: it did not fail again and again a moment ago, and its quota is not
 * used up. */
gboolean sotto_rpc_endpoint_is_usable (SottoRpcEndpoint *self);

/* For so long nothing is asked; what waits already goes on. */
void sotto_rpc_endpoint_pause (SottoRpcEndpoint *self, guint seconds);

/**
 * sotto_rpc_endpoint_call_async:
 * @self: an endpoint
 * @calls: (array length=n_calls): questions; copied
 * @n_calls: at least 1
 * @cancellable: (nullable): ends it
 * @callback: told the end
 * @user_data: for @callback
 *
 * Asks all of it, in as few requests as the endpoint takes, and not faster than it likes. The error
 * is a #SottoChainError: then nothing is known.
 */
void sotto_rpc_endpoint_call_async (SottoRpcEndpoint *self,
                                    const SottoRpcCall *calls,
                                    guint n_calls,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* (transfer full) (element-type SottoRpcAnswer): one for each question. */
GPtrArray *sotto_rpc_endpoint_call_finish (SottoRpcEndpoint *self,
                                           GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How many requests or messages it was sent. */
guint64 sotto_rpc_endpoint_get_n_requests (SottoRpcEndpoint *self);

G_END_DECLS
