/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"
#include "sotto-net-state.h"
#include "sotto-store.h"

G_BEGIN_DECLS

/**
 * SottoStoreNetState:
 *
 * #SottoNetState over the store: all of it in memory, changes written together a second later.
 */
#define SOTTO_TYPE_STORE_NET_STATE (sotto_store_net_state_get_type ())
G_DECLARE_FINAL_TYPE (SottoStoreNetState, sotto_store_net_state, SOTTO, STORE_NET_STATE, GObject)

/* @entries: (element-type utf8 GBytes) (transfer none): what is stored, shared with the caller. */
SottoStoreNetState *sotto_store_net_state_new (SottoStore *store,
                                               GHashTable *entries,
                                               SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* Writes what has not been written yet; later changes stay in memory. */
void sotto_store_net_state_close_async (SottoStoreNetState *self,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean
sotto_store_net_state_close_finish (SottoStoreNetState *self, GAsyncResult *result, GError **error);

G_END_DECLS
