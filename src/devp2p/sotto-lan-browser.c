/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks for _sotto._tcp: a service browser tells names, and a resolver for each of them, kept as
 * long as the name is there, tells address, port and key now and whenever they change. Signals are
 * told apart by the type of service in them and not by the browser's path, because they may arrive
 * before the reply that names the path.
 *
 * Everything in these signals was chosen by somebody on the network. */

#include "sotto-lan-browser-private.h"

#include <string.h>

#include "sotto-avahi-private.h"
#include "sotto-hex.h"
#include "sotto-inet.h"

#define RAW_KEY_LENGTH 64
#define KEY_FIELD_LENGTH (sizeof SOTTO_AVAHI_KEY_FIELD - 1 + 2 * RAW_KEY_LENGTH)
#define MAX_TEXT_FIELDS 32
#define FOUND_SIGNATURE "(iissssisqaayu)"
#define ITEM_SIGNATURE "(iisssu)"

/* One name on one interface. */
typedef struct
{
  SottoLanBrowser *browser;
  char *id;
  char *path;
  gboolean is_removed;
} Service;

struct _SottoLanBrowser
{
  GObject parent_instance;

  GDBusConnection *bus;
  char *owner;
  SottoLanBrowserFunc found;
  gpointer user_data;

  char *path;
  guint browser_subscription;
  guint resolver_subscription;
  GHashTable *services;
  gboolean is_stopped;
};

G_DEFINE_FINAL_TYPE (SottoLanBrowser, sotto_lan_browser, G_TYPE_OBJECT)

/* A service whose resolver is being made lives on until the reply, to free that resolver again. */
static void
service_remove (gpointer data)
{
  Service *service = data;

  if (service->path == NULL)
    {
      service->is_removed = TRUE;
      return;
    }
  if (*service->path != '\0')
    sotto_avahi_free_object (service->browser->bus, service->browser->owner, service->path,
                             SOTTO_AVAHI_RESOLVER);
  g_free (service->id);
  g_free (service->path);
  g_free (service);
}

static void
resolver_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Service *service = user_data;
  g_autoptr (SottoLanBrowser) self G_GNUC_UNUSED = service->browser;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  if (reply != NULL)
    g_variant_get (reply, "(o)", &service->path);
  else
    service->path = g_strdup ("");
  if (service->is_removed)
    service_remove (service);
}

static char *
make_id (int interface, int protocol, const char *name, const char *domain)
{
  return g_strdup_printf ("%d/%d/%s/%s", interface, protocol, domain, name);
}

static void
add_service (SottoLanBrowser *self, GVariant *parameters)
{
  int interface;
  int protocol;
  const char *name;
  const char *domain;
  guint32 flags;
  Service *service;
  g_autofree char *id = NULL;

  g_variant_get (parameters, "(ii&s&s&su)", &interface, &protocol, &name, NULL, &domain, &flags);
  id = make_id (interface, protocol, name, domain);
  if ((flags & SOTTO_AVAHI_RESULT_OUR_OWN) != 0 || g_hash_table_contains (self->services, id) ||
      g_hash_table_size (self->services) >= SOTTO_LAN_BROWSER_MAX_SERVICES)
    return;
  service = g_new0 (Service, 1);
  service->browser = self;
  service->id = g_steal_pointer (&id);
  g_hash_table_insert (self->services, service->id, service);
  g_object_ref (self);
  g_dbus_connection_call (
    self->bus, self->owner, SOTTO_AVAHI_SERVER_PATH, SOTTO_AVAHI_SERVER, "ServiceResolverNew",
    g_variant_new ("(iisssiu)", interface, protocol, name, SOTTO_AVAHI_SERVICE_TYPE, domain,
                   protocol, 0u),
    G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, resolver_made_cb, service);
}

static void
browser_signal_cb (GDBusConnection *bus,
                   const char *sender,
                   const char *path,
                   const char *interface_name,
                   const char *signal,
                   GVariant *parameters,
                   gpointer user_data)
{
  SottoLanBrowser *self = user_data;
  int interface;
  int protocol;
  const char *name;
  const char *type;
  const char *domain;
  g_autofree char *id = NULL;

  if (self->is_stopped || !g_variant_is_of_type (parameters, G_VARIANT_TYPE (ITEM_SIGNATURE)))
    return;
  g_variant_get (parameters, "(ii&s&s&su)", &interface, &protocol, &name, &type, &domain, NULL);
  if (!g_str_equal (type, SOTTO_AVAHI_SERVICE_TYPE))
    return;
  id = make_id (interface, protocol, name, domain);
  if (g_str_equal (signal, "ItemNew"))
    add_service (self, parameters);
  else if (g_str_equal (signal, "ItemRemove"))
    g_hash_table_remove (self->services, id);
}

static void
resolver_signal_cb (GDBusConnection *bus,
                    const char *sender,
                    const char *path,
                    const char *interface_name,
                    const char *signal,
                    GVariant *parameters,
                    gpointer user_data)
{
  SottoLanBrowser *self = user_data;
  g_autoptr (SottoEnode) enode = NULL;
  g_autofree char *id = NULL;
  int interface;
  int protocol;
  const char *name;
  const char *domain;

  if (self->is_stopped || !g_variant_is_of_type (parameters, G_VARIANT_TYPE (FOUND_SIGNATURE)))
    return;
  g_variant_get_child (parameters, 0, "i", &interface);
  g_variant_get_child (parameters, 1, "i", &protocol);
  g_variant_get_child (parameters, 2, "&s", &name);
  g_variant_get_child (parameters, 4, "&s", &domain);
  id = make_id (interface, protocol, name, domain);
  if (!g_hash_table_contains (self->services, id))
    return;
  enode = sotto_lan_browser_parse_found (parameters);
  if (enode != NULL)
    self->found (enode, self->user_data);
}

static void
browser_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoLanBrowser) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    {
      g_debug ("Nobody can be looked for: %s", error->message);
      return;
    }
  g_variant_get (reply, "(o)", &self->path);
  if (self->is_stopped)
    sotto_avahi_free_object (self->bus, self->owner, self->path, SOTTO_AVAHI_BROWSER);
}

static gboolean
parse_key_field (const char *field, gsize length, SottoPublicKey *key)
{
  gsize prefix_length = strlen (SOTTO_AVAHI_KEY_FIELD);
  g_autofree char *digits = NULL;
  guint8 raw[RAW_KEY_LENGTH];

  if (length != KEY_FIELD_LENGTH || memcmp (field, SOTTO_AVAHI_KEY_FIELD, prefix_length) != 0)
    return FALSE;
  digits = g_strndup (field + prefix_length, length - prefix_length);
  return sotto_hex_decode_fixed (digits, raw, sizeof raw, NULL) &&
         sotto_public_key_parse_raw (key, raw, NULL);
}

/* The first field that holds a key counts. */
static gboolean
parse_text (GVariant *text, SottoPublicKey *key)
{
  gsize n_fields = MIN (g_variant_n_children (text), MAX_TEXT_FIELDS);

  for (gsize i = 0; i < n_fields; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (text, i);
      gsize length;
      const char *field = g_variant_get_fixed_array (child, &length, 1);

      if (parse_key_field (field, length, key))
        return TRUE;
    }
  return FALSE;
}

/* The host of an enode URL for an address on @interface; NULL when it must not be dialled. Loopback
 * is only for what the daemon itself says is on this computer. */
static char *
make_host (const char *text, int interface, guint32 flags)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);
  g_autoptr (GInetAddress) plain = NULL;
  g_autofree char *host = NULL;

  if (address == NULL || !sotto_inet_can_be_dialled (address))
    return NULL;
  plain = sotto_inet_unmap (address);
  if (g_inet_address_get_is_loopback (plain) && (flags & SOTTO_AVAHI_RESULT_LOCAL) == 0)
    return NULL;
  host = g_inet_address_to_string (plain);
  if (g_inet_address_get_family (plain) == G_SOCKET_FAMILY_IPV6 &&
      g_inet_address_get_is_link_local (plain))
    return interface > 0 ? g_strdup_printf ("%s%%%d", host, interface) : NULL;
  return g_steal_pointer (&host);
}

static void
sotto_lan_browser_dispose (GObject *object)
{
  sotto_lan_browser_stop (SOTTO_LAN_BROWSER (object));

  G_OBJECT_CLASS (sotto_lan_browser_parent_class)->dispose (object);
}

static void
sotto_lan_browser_finalize (GObject *object)
{
  SottoLanBrowser *self = SOTTO_LAN_BROWSER (object);

  g_clear_pointer (&self->services, g_hash_table_unref);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (sotto_lan_browser_parent_class)->finalize (object);
}

static void
sotto_lan_browser_class_init (SottoLanBrowserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sotto_lan_browser_dispose;
  object_class->finalize = sotto_lan_browser_finalize;
}

static void
sotto_lan_browser_init (SottoLanBrowser *self)
{
  self->services = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, service_remove);
}

/**
 * sotto_lan_browser_new:
 * @bus: (transfer none): where Avahi is
 * @owner: the daemon's unique name there
 * @found: gets nodes, also ones that it got before, until sotto_lan_browser_stop ()
 * @user_data: for @found
 *
 * Returns: (transfer full): a browser that does nothing yet
 */
SottoLanBrowser *
sotto_lan_browser_new (GDBusConnection *bus,
                       const char *owner,
                       SottoLanBrowserFunc found,
                       gpointer user_data)
{
  SottoLanBrowser *self = g_object_new (SOTTO_TYPE_LAN_BROWSER, NULL);

  self->bus = g_object_ref (bus);
  self->owner = g_strdup (owner);
  self->found = found;
  self->user_data = user_data;
  return self;
}

/**
 * sotto_lan_browser_start:
 * @self: a browser, once
 */
void
sotto_lan_browser_start (SottoLanBrowser *self)
{
  g_return_if_fail (SOTTO_IS_LAN_BROWSER (self));

  self->browser_subscription = g_dbus_connection_signal_subscribe (
    self->bus, self->owner, SOTTO_AVAHI_BROWSER, NULL, NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
    browser_signal_cb, self, NULL);
  self->resolver_subscription = g_dbus_connection_signal_subscribe (
    self->bus, self->owner, SOTTO_AVAHI_RESOLVER, "Found", NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
    resolver_signal_cb, self, NULL);
  g_dbus_connection_call (
    self->bus, self->owner, SOTTO_AVAHI_SERVER_PATH, SOTTO_AVAHI_SERVER, "ServiceBrowserNew",
    g_variant_new ("(iissu)", SOTTO_AVAHI_ANY_INTERFACE, SOTTO_AVAHI_ANY_PROTOCOL,
                   SOTTO_AVAHI_SERVICE_TYPE, "", 0u),
    G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, browser_made_cb, g_object_ref (self));
}

/**
 * sotto_lan_browser_stop:
 * @self: a browser
 *
 * Finds nothing any more. It cannot be started again.
 */
void
sotto_lan_browser_stop (SottoLanBrowser *self)
{
  g_return_if_fail (SOTTO_IS_LAN_BROWSER (self));

  if (self->is_stopped)
    return;
  self->is_stopped = TRUE;
  if (self->browser_subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->browser_subscription);
  if (self->resolver_subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->resolver_subscription);
  g_hash_table_remove_all (self->services);
  if (self->path != NULL)
    sotto_avahi_free_object (self->bus, self->owner, self->path, SOTTO_AVAHI_BROWSER);
}

SottoEnode *
sotto_lan_browser_parse_found (GVariant *parameters)
{
  int interface;
  const char *type;
  const char *address;
  guint16 port;
  guint32 flags;
  SottoPublicKey key;
  g_autoptr (GVariant) text = NULL;
  g_autofree char *host = NULL;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE (FOUND_SIGNATURE)))
    return NULL;
  g_variant_get (parameters, "(ii&s&s&s&si&sq@aayu)", &interface, NULL, NULL, &type, NULL, NULL,
                 NULL, &address, &port, &text, &flags);
  if (!g_str_equal (type, SOTTO_AVAHI_SERVICE_TYPE) || !parse_text (text, &key))
    return NULL;
  host = make_host (address, interface, flags);
  return host != NULL ? sotto_enode_new (&key, host, port) : NULL;
}
