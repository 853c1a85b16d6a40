/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two laptops in a room: announces our node and finds others through Avahi. Each life of the daemon
 * has its own announcement and its own browser; when the daemon goes, both go with it, and when it
 * comes back, new ones are made. */

#include "sotto-lan-discovery.h"

#include "sotto-avahi-private.h"
#include "sotto-host-private.h"
#include "sotto-lan-announcement-private.h"
#include "sotto-lan-browser-private.h"

struct _SottoLanDiscovery
{
  GObject parent_instance;

  SottoHost *host;
  GDBusConnection *bus;
  gboolean is_available;

  guint watch;
  char *owner;
  guint state_subscription;
  GCancellable *asking_state;
  SottoLanAnnouncement *announcement;
  SottoLanBrowser *browser;
};

enum
{
  PROP_AVAILABLE = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SottoLanDiscovery, sotto_lan_discovery, G_TYPE_OBJECT)

static void
set_available (SottoLanDiscovery *self, gboolean available)
{
  if (self->is_available == available)
    return;
  self->is_available = available;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
}

static void
found_cb (SottoEnode *enode, gpointer user_data)
{
  SottoLanDiscovery *self = user_data;

  sotto_host_add_candidate (self->host, enode);
}

static void
withdraw (SottoLanDiscovery *self)
{
  if (self->announcement != NULL)
    sotto_lan_announcement_stop (self->announcement);
  g_clear_object (&self->announcement);
}

static void
announce (SottoLanDiscovery *self)
{
  guint16 port = sotto_host_get_port (self->host);

  withdraw (self);
  if (port == 0)
    return;
  self->announcement =
    sotto_lan_announcement_new (self->bus, self->owner, sotto_host_get_key (self->host), port);
  sotto_lan_announcement_start (self->announcement);
}

/* While the daemon looks for a host name of its own, it takes no announcements. */
static void
handle_server_state (SottoLanDiscovery *self, int state)
{
  set_available (self, TRUE);
  if (state == SOTTO_AVAHI_SERVER_RUNNING)
    announce (self);
  else
    withdraw (self);
}

static void
server_state_cb (GDBusConnection *bus,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *signal,
                 GVariant *parameters,
                 gpointer user_data)
{
  SottoLanDiscovery *self = user_data;
  gint32 state;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(is)")))
    return;
  g_variant_get (parameters, "(is)", &state, NULL);
  g_cancellable_cancel (self->asking_state);
  handle_server_state (self, state);
}

static void
state_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoLanDiscovery) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  gint32 state;

  if (reply == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_debug ("Avahi does not answer: %s", error->message);
      return;
    }
  g_variant_get (reply, "(i)", &state);
  handle_server_state (self, state);
}

/* Lets go of everything that belongs to one life of the daemon. */
static void
forget_daemon (SottoLanDiscovery *self)
{
  if (self->asking_state != NULL)
    g_cancellable_cancel (self->asking_state);
  g_clear_object (&self->asking_state);
  if (self->state_subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->state_subscription);
  self->state_subscription = 0;
  withdraw (self);
  if (self->browser != NULL)
    sotto_lan_browser_stop (self->browser);
  g_clear_object (&self->browser);
  g_clear_pointer (&self->owner, g_free);
}

static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  SottoLanDiscovery *self = user_data;

  forget_daemon (self);
  self->owner = g_strdup (owner);
  self->asking_state = g_cancellable_new ();
  self->state_subscription =
    g_dbus_connection_signal_subscribe (bus, owner, SOTTO_AVAHI_SERVER, "StateChanged", NULL, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, server_state_cb, self, NULL);
  g_dbus_connection_call (bus, owner, SOTTO_AVAHI_SERVER_PATH, SOTTO_AVAHI_SERVER, "GetState", NULL,
                          G_VARIANT_TYPE ("(i)"), G_DBUS_CALL_FLAGS_NONE, -1, self->asking_state,
                          state_asked_cb, g_object_ref (self));
  self->browser = sotto_lan_browser_new (bus, owner, found_cb, self);
  sotto_lan_browser_start (self->browser);
}

static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  SottoLanDiscovery *self = user_data;

  forget_daemon (self);
  set_available (self, FALSE);
}

static void
sotto_lan_discovery_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoLanDiscovery *self = SOTTO_LAN_DISCOVERY (object);

  switch (id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, self->is_available);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_lan_discovery_dispose (GObject *object)
{
  SottoLanDiscovery *self = SOTTO_LAN_DISCOVERY (object);

  sotto_lan_discovery_stop (self);
  g_clear_object (&self->host);
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (sotto_lan_discovery_parent_class)->dispose (object);
}

static void
sotto_lan_discovery_class_init (SottoLanDiscoveryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_lan_discovery_get_property;
  object_class->dispose = sotto_lan_discovery_dispose;

  /**
   * SottoLanDiscovery:available:
   *
   * Whether a daemon answered.
   */
  properties[PROP_AVAILABLE] =
    g_param_spec_boolean ("available", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sotto_lan_discovery_init (SottoLanDiscovery *self)
{
}

/**
 * sotto_lan_discovery_new:
 * @host: (transfer none): announced while it listens; gets candidates
 * @bus: (transfer none): the system bus, or a private one in tests
 *
 * Returns: (transfer full): a discovery that does nothing yet
 */
SottoLanDiscovery *
sotto_lan_discovery_new (SottoHost *host, GDBusConnection *bus)
{
  SottoLanDiscovery *self;

  g_return_val_if_fail (SOTTO_IS_HOST (host), NULL);
  g_return_val_if_fail (G_IS_DBUS_CONNECTION (bus), NULL);

  self = g_object_new (SOTTO_TYPE_LAN_DISCOVERY, NULL);
  self->host = g_object_ref (host);
  self->bus = g_object_ref (bus);
  return self;
}

/**
 * sotto_lan_discovery_start:
 * @self: a discovery
 *
 * Announces and looks for others whenever there is a daemon, which is never started for it.
 */
void
sotto_lan_discovery_start (SottoLanDiscovery *self)
{
  g_return_if_fail (SOTTO_IS_LAN_DISCOVERY (self));

  if (self->watch != 0)
    return;
  self->watch =
    g_bus_watch_name_on_connection (self->bus, SOTTO_AVAHI_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                    appeared_cb, vanished_cb, self, NULL);
}

/**
 * sotto_lan_discovery_stop:
 * @self: a discovery
 *
 * Withdraws the announcement. May be started again.
 */
void
sotto_lan_discovery_stop (SottoLanDiscovery *self)
{
  g_return_if_fail (SOTTO_IS_LAN_DISCOVERY (self));

  if (self->watch == 0)
    return;
  g_bus_unwatch_name (self->watch);
  self->watch = 0;
  forget_daemon (self);
  set_available (self, FALSE);
}
