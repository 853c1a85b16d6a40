/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-host.h"
#include "sottod-config.h"

G_BEGIN_DECLS

/**
 * SottodDiscovery:
 *
 * How the relay finds other nodes and is found: memory, lists in the DNS, discovery v5, and the
 * router's help; each only if it was asked for.
 */
#define SOTTOD_TYPE_DISCOVERY (sottod_discovery_get_type ())
G_DECLARE_FINAL_TYPE (SottodDiscovery, sottod_discovery, SOTTOD, DISCOVERY, GObject)

SottodDiscovery *sottod_discovery_new (const SottodConfig *config,
                                       SottoHost *host,
                                       SottoPrivateKey *node_key,
                                       SottoClock *clock,
                                       SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* Once the host listens. @public_host: what our enode names. */
gboolean sottod_discovery_start (SottodDiscovery *self,
                                 const char *public_host,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): our node record as text, with discovery v5. */
char *sottod_discovery_get_record (SottodDiscovery *self) G_GNUC_WARN_UNUSED_RESULT;

/* Closes what the router opened; a few seconds at most. */
void sottod_discovery_stop_async (SottodDiscovery *self,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean sottod_discovery_stop_finish (SottodDiscovery *self, GAsyncResult *result, GError **error);

G_END_DECLS
