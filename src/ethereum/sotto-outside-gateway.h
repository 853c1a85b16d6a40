/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"
#include "sotto-outside-lookup.h"

G_BEGIN_DECLS

/* How long one gateway may take. */
#define SOTTO_OUTSIDE_DEADLINE_MS (10 * 1000)

/**
 * SottoOutsideGateway:
 *
 * Fetches what contracts want from outside of the chain (ERC-3668). Who asks shows the gateway its
 * network address and the name that is looked up: whoever has none of these objects asks nobody.
 */
#define SOTTO_TYPE_OUTSIDE_GATEWAY (sotto_outside_gateway_get_type ())
G_DECLARE_FINAL_TYPE (SottoOutsideGateway, sotto_outside_gateway, SOTTO, OUTSIDE_GATEWAY, GObject)

/* @proxy is nullable. */
SottoOutsideGateway *sotto_outside_gateway_new (SottoOutsideRules rules,
                                                GProxyResolver *proxy,
                                                SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;
SottoOutsideRules sotto_outside_gateway_get_rules (SottoOutsideGateway *self);

/**
 * sotto_outside_gateway_fetch_async:
 * @self: what may ask
 * @lookup: what is wanted; kept by the caller to the end
 * @cancellable: (nullable): ends it
 * @callback: told the end
 * @user_data: for @callback
 *
 * Asks the addresses in their order until one answers, or says that there is no answer (HTTP 4xx).
 * Nobody is redirected. The error is %SOTTO_ENS_ERROR_OUTSIDE_FAILED.
 */
void sotto_outside_gateway_fetch_async (SottoOutsideGateway *self,
                                        const SottoOutsideLookup *lookup,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);

/* (transfer full): what it answered. */
GBytes *sotto_outside_gateway_fetch_finish (SottoOutsideGateway *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
