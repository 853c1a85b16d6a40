/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Against a small daemon on a private bus: a build machine has no battery. */

#include "sotto-power-monitor.h"

static const char introspection[] = "<node>"
                                    " <interface name='org.freedesktop.UPower'>"
                                    "  <property name='OnBattery' type='b' access='read'/>"
                                    " </interface>"
                                    "</node>";

typedef struct
{
  GTestDBus *test_bus;
  GDBusConnection *daemon_bus;
  GDBusNodeInfo *info;
  guint registration;
  guint name_id;
  const char *type; /* of the property, which the next daemon may get wrong */
  gboolean on_battery;
  guint n_asked;

  GDBusConnection *bus;
  guint n_notified;
} Fixture;

static GVariant *
make_value (Fixture *fixture)
{
  return g_str_equal (fixture->type, "b") ? g_variant_new_boolean (fixture->on_battery)
                                          : g_variant_new_string ("yes");
}

static GVariant *
get_property_cb (GDBusConnection *bus,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *property,
                 GError **error,
                 gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_asked++;

  return make_value (fixture);
}

static const GDBusInterfaceVTable vtable = { .get_property = get_property_cb };

static GDBusConnection *
connect_to (GTestDBus *test_bus)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (test_bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);

  g_assert_no_error (error);

  return bus;
}

static void
appear (Fixture *fixture)
{
  fixture->name_id =
    g_bus_own_name_on_connection (fixture->daemon_bus, "org.freedesktop.UPower",
                                  G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
}

static void
disappear (Fixture *fixture)
{
  g_bus_unown_name (fixture->name_id);
  fixture->name_id = 0;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->type = "b";
  fixture->test_bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->test_bus);
  fixture->daemon_bus = connect_to (fixture->test_bus);
  fixture->bus = connect_to (fixture->test_bus);
  fixture->info = g_dbus_node_info_new_for_xml (introspection, &error);
  g_assert_no_error (error);
  fixture->registration = g_dbus_connection_register_object (
    fixture->daemon_bus, "/org/freedesktop/UPower", fixture->info->interfaces[0], &vtable, fixture,
    NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->name_id != 0)
    disappear (fixture);
  g_dbus_connection_unregister_object (fixture->daemon_bus, fixture->registration);
  g_dbus_connection_close_sync (fixture->bus, NULL, NULL);
  g_dbus_connection_close_sync (fixture->daemon_bus, NULL, NULL);
  g_object_unref (fixture->bus);
  g_object_unref (fixture->daemon_bus);
  g_dbus_node_info_unref (fixture->info);
  g_test_dbus_stop (fixture->test_bus);
  g_object_unref (fixture->test_bus);
}

static void
change (Fixture *fixture, gboolean on_battery)
{
  GVariantDict changed;
  g_autoptr (GError) error = NULL;

  fixture->on_battery = on_battery;
  g_variant_dict_init (&changed, NULL);
  g_variant_dict_insert_value (&changed, "OnBattery", make_value (fixture));
  g_dbus_connection_emit_signal (
    fixture->daemon_bus, NULL, "/org/freedesktop/UPower", "org.freedesktop.DBus.Properties",
    "PropertiesChanged",
    g_variant_new ("(s@a{sv}as)", "org.freedesktop.UPower", g_variant_dict_end (&changed), NULL),
    &error);
  g_assert_no_error (error);
}

static void
notified_cb (SottoPowerMonitor *monitor, GParamSpec *pspec, gpointer user_data)
{
  ((Fixture *) user_data)->n_notified++;
}

static SottoPowerMonitor *
make_monitor (Fixture *fixture)
{
  SottoPowerMonitor *monitor = sotto_power_monitor_new (fixture->bus);

  g_signal_connect (monitor, "notify::on-battery", G_CALLBACK (notified_cb), fixture);
  g_assert_false (sotto_power_monitor_get_on_battery (monitor));

  return monitor;
}

static gboolean
fail_cb (gpointer user_data)
{
  g_assert_not_reached ();
}

/* Runs the main context until the monitor has said so many things. */
static void
wait_for_notified (Fixture *fixture, guint n)
{
  guint timer = g_timeout_add_seconds (20, fail_cb, NULL);

  while (fixture->n_notified < n)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_notified, ==, n);
  g_source_remove (timer);
}

static void
wait_for_asked (Fixture *fixture, guint n)
{
  guint timer = g_timeout_add_seconds (20, fail_cb, NULL);

  while (fixture->n_asked < n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

/* What the daemon sent until now has been read when its answer to this is. */
static void
settle (Fixture *fixture)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
        i == 0 ? fixture->daemon_bus : fixture->bus, "org.freedesktop.DBus",
        "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId", NULL, NULL,
        G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);

      g_assert_nonnull (reply);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

/* Pulled out and plugged in again, and what other properties say is nothing to it. */
static void
test_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoPowerMonitor) monitor = NULL;
  gboolean on_battery;

  fixture->on_battery = TRUE;
  appear (fixture);
  monitor = make_monitor (fixture);
  wait_for_notified (fixture, 1);
  g_assert_true (sotto_power_monitor_get_on_battery (monitor));
  g_object_get (monitor, "on-battery", &on_battery, NULL);
  g_assert_true (on_battery);

  change (fixture, TRUE);
  settle (fixture);
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  change (fixture, FALSE);
  wait_for_notified (fixture, 2);
  g_assert_false (sotto_power_monitor_get_on_battery (monitor));
  change (fixture, TRUE);
  wait_for_notified (fixture, 3);
  g_assert_true (sotto_power_monitor_get_on_battery (monitor));
}

/* It starts after us, goes, and comes back. */
static void
test_daemon_lives (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoPowerMonitor) monitor = make_monitor (fixture);

  settle (fixture);
  fixture->on_battery = TRUE;
  appear (fixture);
  wait_for_notified (fixture, 1);
  g_assert_true (sotto_power_monitor_get_on_battery (monitor));
  disappear (fixture);
  wait_for_notified (fixture, 2);
  g_assert_false (sotto_power_monitor_get_on_battery (monitor));
  appear (fixture);
  wait_for_notified (fixture, 3);
  g_assert_true (sotto_power_monitor_get_on_battery (monitor));
}

/* A daemon that is none. */
static void
test_wrong_type (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoPowerMonitor) monitor = NULL;

  fixture->type = "s";
  appear (fixture);
  monitor = make_monitor (fixture);
  change (fixture, TRUE);
  settle (fixture);
  change (fixture, FALSE);
  settle (fixture);
  g_assert_false (sotto_power_monitor_get_on_battery (monitor));
  g_assert_cmpuint (fixture->n_notified, ==, 0);
}

/* Stopped before the daemon answered, and after. */
static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoPowerMonitor) monitor = NULL;
  gpointer early;

  appear (fixture);
  early = make_monitor (fixture);
  sotto_power_monitor_stop (early);
  g_object_add_weak_pointer (early, &early);
  g_object_unref (early);
  monitor = make_monitor (fixture);
  wait_for_asked (fixture, 1);
  settle (fixture);
  g_assert_null (early);

  sotto_power_monitor_stop (monitor);
  sotto_power_monitor_stop (monitor);
  change (fixture, TRUE);
  settle (fixture);
  g_assert_false (sotto_power_monitor_get_on_battery (monitor));
  g_assert_cmpuint (fixture->n_notified, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/waku/power-monitor/changes", Fixture, NULL, set_up, test_changes, tear_down);
  g_test_add ("/waku/power-monitor/daemon-lives", Fixture, NULL, set_up, test_daemon_lives,
              tear_down);
  g_test_add ("/waku/power-monitor/wrong-type", Fixture, NULL, set_up, test_wrong_type, tear_down);
  g_test_add ("/waku/power-monitor/stop", Fixture, NULL, set_up, test_stop, tear_down);

  return g_test_run ();
}
