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

void sotto_rpc_reply_free (SottoRpcReply *reply);

/**
 * sotto_rpc_exchange_async:
 * @session: connections
 * @uri: where to
 * @body: JSON
 * @clock: what ends it when it takes too long, however slowly bytes still come
 * @cancellable: (nullable): ends it
 * @callback: told the end
 * @user_data: for @callback
 *
 * Posts @body. Redirections are not followed: the question would go to somebody whom nobody chose.
 * The error is a #SottoChainError, or that of @cancellable.
 */
void sotto_rpc_exchange_async (SoupSession *session,
                               GUri *uri,
                               GBytes *body,
                               SottoClock *clock,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
SottoRpcReply *sotto_rpc_exchange_finish (GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoRpcReply, sotto_rpc_reply_free)

G_END_DECLS
