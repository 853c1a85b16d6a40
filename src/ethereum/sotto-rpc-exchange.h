/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "sotto-clock.h"

G_BEGIN_DECLS

/**
 * SottoRpcReply:
 * @status: of HTTP
 * @retry_after: seconds that the endpoint asks to wait; 0 if it does not
 * @body: what it sent
 *
 * What came back for one request.
 */
typedef struct
{
  guint status;
  guint retry_after;
  GBytes *body;
} SottoRpcReply;

/**
 * SottoRpcLimits:
 * @max_bytes: of what comes back
 * @deadline_ms: when it ends, however slowly bytes still come
 *
 * What one request may take.
 */
typedef struct
{
  gsize max_bytes;
  guint deadline_ms;
} SottoRpcLimits;

void sotto_rpc_reply_free (SottoRpcReply *reply);

/**
 * sotto_rpc_exchange_async:
 * @session: connections
 * @uri: where to
 * @body: (nullable): JSON, which is posted; %NULL for a GET
 * @limits: what it may take
 * @clock: what the deadline is of
 * @cancellable: (nullable): ends it
 * @callback: told the end
 * @user_data: for @callback
 *
 * Redirections are not followed: the question would go to somebody whom nobody chose.
 * The error is a #SottoChainError, or that of @cancellable.
 */
void sotto_rpc_exchange_async (SoupSession *session,
                               GUri *uri,
                               GBytes *body,
                               const SottoRpcLimits *limits,
                               SottoClock *clock,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
SottoRpcReply *sotto_rpc_exchange_finish (GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoRpcReply, sotto_rpc_reply_free)

G_END_DECLS
