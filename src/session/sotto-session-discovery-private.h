/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-host.h"
#include "sotto-net-state.h"
#include "sotto-session-discovery.h"

G_BEGIN_DECLS

/* Relays that are enough for one person. */
#define SOTTO_SESSION_WANTED_RELAYS 3

SottoSessionDiscovery *sotto_session_discovery_new (SottoHost *host,
                                                    SottoPrivateKey *node_key,
                                                    SottoNetState *state,
                                                    SottoClock *clock,
                                                    SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;
void sotto_session_discovery_start (SottoSessionDiscovery *self);

/* Looks for nobody any more, and has the router close what it opened. */
void sotto_session_discovery_stop_async (SottoSessionDiscovery *self,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean sotto_session_discovery_stop_finish (SottoSessionDiscovery *self,
                                              GAsyncResult *result,
                                              GError **error);

/* What is listened on; 0 for nothing. */
void sotto_session_discovery_set_listen_port (SottoSessionDiscovery *self, guint16 port);
gboolean sotto_session_discovery_has_proxy (SottoSessionDiscovery *self);

G_END_DECLS
