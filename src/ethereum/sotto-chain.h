/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-rpc-endpoint.h"

G_BEGIN_DECLS

/**
 * SottoChain:
 *
 * One network, by one endpoint or several of which one is asked and the others stand by. An
 * endpoint is asked for its chain before it is believed, and again after it was away; one that is
 * of another chain is never asked for anything else.
 *
 * Signal: `new-head` (guint64), while it is watched.
 */
#define SOTTO_TYPE_CHAIN (sotto_chain_get_type ())
G_DECLARE_FINAL_TYPE (SottoChain, sotto_chain, SOTTO, CHAIN, GObject)

SottoChain *sotto_chain_new (guint64 chain_id) G_GNUC_WARN_UNUSED_RESULT;
guint64 sotto_chain_get_id (SottoChain *self);

/* Behind those that were added before. */
void sotto_chain_add_endpoint (SottoChain *self, SottoRpcEndpoint *endpoint);
void sotto_chain_remove_endpoints (SottoChain *self);

/* Whether `new-head` is wanted. It is told by a WebSocket only, and may miss blocks. */
void sotto_chain_set_watching (SottoChain *self, gboolean is_watching);

/**
 * sotto_chain_call_async:
 * @self: a chain
 * @calls: (array length=n_calls): questions; copied
 * @n_calls: at least 1
 * @cancellable: (nullable): ends it
 * @callback: told the end
 * @user_data: for @callback
 *
 * Asks the first endpoint that can be asked, and the next when it fails. All answers are of one
 * endpoint. A transaction is never sent twice by this: the caller learns that an endpoint failed.
 */
void sotto_chain_call_async (SottoChain *self,
                             const SottoRpcCall *calls,
                             guint n_calls,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/* (transfer full) (element-type SottoRpcAnswer): one for each question. */
GPtrArray *sotto_chain_call_finish (SottoChain *self,
                                    GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
