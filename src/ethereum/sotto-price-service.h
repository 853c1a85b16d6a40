/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"

G_BEGIN_DECLS

/**
 * SottoPriceService:
 *
 * Somebody who says what coins are worth, asked with `GET ADDRESS?ids=…&vs_currencies=…`, which is
 * the form of CoinGecko's `/simple/price`. The address may hold a person's key: it appears in no
 * message and no log.
 */
#define SOTTO_TYPE_PRICE_SERVICE (sotto_price_service_get_type ())
G_DECLARE_FINAL_TYPE (SottoPriceService, sotto_price_service, SOTTO, PRICE_SERVICE, GObject)

/**
 * sotto_price_service_new:
 * @url: https:, or http: on this computer; what it has behind a `?` stays there
 * @proxy: (nullable): what it is asked through
 * @clock: what the deadline is of
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED and
 * %SOTTO_ETHEREUM_ERROR_UNSUPPORTED, in words
 *
 * Returns: (transfer full): the service, which is not asked anything yet
 */
SottoPriceService *sotto_price_service_new (const char *url,
                                            GProxyResolver *proxy,
                                            SottoClock *clock,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none): for people. */
const char *sotto_price_service_get_host (SottoPriceService *self);

/**
 * sotto_price_service_ask_async:
 * @self: a service
 * @coins: (array zero-terminated=1): what it calls the coins
 * @currency: a code such as "EUR"
 * @cancellable: (nullable): ends it
 * @callback: told the end
 * @user_data: for @callback
 *
 * Asks for all of @coins at once. The error is a #SottoChainError.
 */
void sotto_price_service_ask_async (SottoPriceService *self,
                                    const char *const *coins,
                                    const char *currency,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* (transfer full) (element-type utf8 SottoU256): as sotto_price_list_parse () returns them. */
GHashTable *sotto_price_service_ask_finish (SottoPriceService *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
