/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Follows `OnBattery` (b) of org.freedesktop.UPower. The daemon is never started for it; it may
 * come and go. */

#include "sotto-power-monitor.h"

#define UPOWER_NAME "org.freedesktop.UPower"
#define UPOWER_PATH "/org/freedesktop/UPower"
#define UPOWER_INTERFACE "org.freedesktop.UPower"
#define UPOWER_ON_BATTERY "OnBattery"

struct _SottoPowerMonitor
{
  GObject parent_instance;

  GCancellable *cancellable;
  GDBusProxy *upower;
  gboolean on_battery;
};

enum
{
  PROP_ON_BATTERY = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SottoPowerMonitor, sotto_power_monitor, G_TYPE_OBJECT)

static void
set_on_battery (SottoPowerMonitor *self, gboolean on_battery)
{
  if (self->on_battery == on_battery)
    return;
  self->on_battery = on_battery;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ON_BATTERY]);
}

/* Also called when the daemon goes and takes its properties with it, and when it comes back. */
static void
upower_changed_cb (SottoPowerMonitor *self)
{
  g_autoptr (GVariant) value = g_dbus_proxy_get_cached_property (self->upower, UPOWER_ON_BATTERY);

  set_on_battery (self, value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) &&
                          g_variant_get_boolean (value));
}

static void
upower_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoPowerMonitor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusProxy) upower = g_dbus_proxy_new_finish (result, &error);

  if (upower == NULL)
    {
      g_debug ("Nobody tells about the battery: %s", error->message);
      return;
    }
  self->upower = g_steal_pointer (&upower);
  g_signal_connect_object (self->upower, "g-properties-changed", G_CALLBACK (upower_changed_cb),
                           self, G_CONNECT_SWAPPED);
  upower_changed_cb (self);
}

static void
sotto_power_monitor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoPowerMonitor *self = SOTTO_POWER_MONITOR (object);

  switch (id)
    {
    case PROP_ON_BATTERY:
      g_value_set_boolean (value, self->on_battery);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_power_monitor_dispose (GObject *object)
{
  SottoPowerMonitor *self = SOTTO_POWER_MONITOR (object);

  sotto_power_monitor_stop (self);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (sotto_power_monitor_parent_class)->dispose (object);
}

static void
sotto_power_monitor_class_init (SottoPowerMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_power_monitor_get_property;
  object_class->dispose = sotto_power_monitor_dispose;

  /**
   * SottoPowerMonitor:on-battery:
   *
   * Whether the computer runs on its battery.
   */
  properties[PROP_ON_BATTERY] =
    g_param_spec_boolean ("on-battery", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sotto_power_monitor_init (SottoPowerMonitor *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * sotto_power_monitor_new:
 * @bus: (transfer none): the system bus, or a private one in tests
 *
 * Begins to ask. Until the daemon has answered, the computer is taken to have other power.
 *
 * Returns: (transfer full): a monitor
 */
SottoPowerMonitor *
sotto_power_monitor_new (GDBusConnection *bus)
{
  SottoPowerMonitor *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (bus), NULL);

  self = g_object_new (SOTTO_TYPE_POWER_MONITOR, NULL);
  g_dbus_proxy_new (
    bus, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START | G_DBUS_PROXY_FLAGS_DO_NOT_CONNECT_SIGNALS, NULL,
    UPOWER_NAME, UPOWER_PATH, UPOWER_INTERFACE, self->cancellable, upower_ready_cb,
    g_object_ref (self));

  return self;
}

/**
 * sotto_power_monitor_stop:
 * @self: a monitor
 *
 * Asks no more; `on-battery` stays what it is.
 */
void
sotto_power_monitor_stop (SottoPowerMonitor *self)
{
  g_return_if_fail (SOTTO_IS_POWER_MONITOR (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->upower);
}

/**
 * sotto_power_monitor_get_on_battery:
 * @self: a monitor
 *
 * Returns: whether the computer runs on its battery
 */
gboolean
sotto_power_monitor_get_on_battery (SottoPowerMonitor *self)
{
  g_return_val_if_fail (SOTTO_IS_POWER_MONITOR (self), FALSE);

  return self->on_battery;
}
