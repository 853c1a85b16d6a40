/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-host.h"

G_BEGIN_DECLS

/**
 * SottoLanDiscovery:
 *
 * Announces our node on the local network as the DNS-SD service `_sotto._tcp` and finds others,
 * through the Avahi daemon on D-Bus. Found nodes become candidates of the host. Without Avahi it
 * reports so and does nothing.
 *
 * Properties: `available` (b): whether a daemon answered.
 */
#define SOTTO_TYPE_LAN_DISCOVERY (sotto_lan_discovery_get_type ())
G_DECLARE_FINAL_TYPE (SottoLanDiscovery, sotto_lan_discovery, SOTTO, LAN_DISCOVERY, GObject)

/* @bus: the system bus, or a private one in tests. */
SottoLanDiscovery *sotto_lan_discovery_new (SottoHost *host,
                                            GDBusConnection *bus) G_GNUC_WARN_UNUSED_RESULT;
void sotto_lan_discovery_start (SottoLanDiscovery *self);
void sotto_lan_discovery_stop (SottoLanDiscovery *self);

G_END_DECLS
