/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SottoPowerMonitor:
 *
 * Whether the computer runs on its battery, as the UPower daemon on D-Bus says. Without UPower it
 * does not.
 *
 * Properties (notify): `on-battery` (b).
 */
#define SOTTO_TYPE_POWER_MONITOR (sotto_power_monitor_get_type ())
G_DECLARE_FINAL_TYPE (SottoPowerMonitor, sotto_power_monitor, SOTTO, POWER_MONITOR, GObject)

/* @bus: the system bus, or a private one in tests. */
SottoPowerMonitor *sotto_power_monitor_new (GDBusConnection *bus) G_GNUC_WARN_UNUSED_RESULT;
void sotto_power_monitor_stop (SottoPowerMonitor *self);
gboolean sotto_power_monitor_get_on_battery (SottoPowerMonitor *self);

G_END_DECLS
