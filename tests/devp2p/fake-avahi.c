/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-avahi.h"

#include "sotto-avahi-private.h"

static const char introspection[] =
  "<node>"
  " <interface name='org.freedesktop.Avahi.Server'>"
  "  <method name='GetState'><arg type='i' direction='out'/></method>"
  "  <method name='EntryGroupNew'><arg type='o' direction='out'/></method>"
  "  <method name='ServiceBrowserNew'><arg type='i'/><arg type='i'/><arg type='s'/>"
  "   <arg type='s'/><arg type='u'/><arg type='o' direction='out'/></method>"
  "  <method name='ServiceResolverNew'><arg type='i'/><arg type='i'/><arg type='s'/>"
  "   <arg type='s'/><arg type='s'/><arg type='i'/><arg type='u'/>"
  "   <arg type='o' direction='out'/></method>"
  " </interface>"
  " <interface name='org.freedesktop.Avahi.EntryGroup'>"
  "  <method name='AddService'><arg type='i'/><arg type='i'/><arg type='u'/><arg type='s'/>"
  "   <arg type='s'/><arg type='s'/><arg type='s'/><arg type='q'/><arg type='aay'/></method>"
  "  <method name='Commit'/><method name='Reset'/><method name='Free'/>"
  " </interface>"
  " <interface name='org.freedesktop.Avahi.ServiceBrowser'><method name='Free'/></interface>"
  " <interface name='org.freedesktop.Avahi.ServiceResolver'><method name='Free'/></interface>"
  "</node>";

/* An object that a client made. */
typedef struct
{
  FakeAvahi *avahi;
  const char *interface;
  char *path;
  char *client;
  guint registration;
  guint *count;

  /* Of an entry group. */
  char *name;
  guint16 port;
  GVariant *text;
  gboolean is_committed;
} Object;

static void
object_free (gpointer data)
{
  Object *object = data;

  (*object->count)--;
  g_dbus_connection_unregister_object (object->avahi->bus, object->registration);
  g_free (object->path);
  g_free (object->client);
  g_free (object->name);
  g_clear_pointer (&object->text, g_variant_unref);
  g_free (object);
}

static void
emit (Object *object, const char *signal, GVariant *parameters)
{
  g_dbus_connection_emit_signal (object->avahi->bus, object->client, object->path,
                                 object->interface, signal, parameters, NULL);
}

static void
emit_item (Object *browser, const char *signal, const char *name)
{
  emit (browser, signal,
        g_variant_new ("(iisssu)", 2, 0, name, SOTTO_AVAHI_SERVICE_TYPE, "local", 4u));
}

static void
tell_browsers (FakeAvahi *self, const char *signal, const char *name)
{
  for (guint i = 0; i < self->objects->len; i++)
    {
      Object *object = self->objects->pdata[i];

      if (g_str_equal (object->interface, SOTTO_AVAHI_BROWSER))
        emit_item (object, signal, name);
    }
}

static Object *
find_service (FakeAvahi *self, const char *name)
{
  for (guint i = 0; i < self->objects->len; i++)
    {
      Object *object = self->objects->pdata[i];

      if (object->is_committed && g_str_equal (object->name, name))
        return object;
    }
  return NULL;
}

static void
add_service (Object *object, GVariant *parameters)
{
  g_clear_pointer (&object->name, g_free);
  g_clear_pointer (&object->text, g_variant_unref);
  g_variant_get_child (parameters, 3, "s", &object->name);
  g_variant_get_child (parameters, 7, "q", &object->port);
  object->text = g_variant_get_child_value (parameters, 8);
}

static void
commit (Object *object)
{
  FakeAvahi *self = object->avahi;

  g_ptr_array_add (self->names, g_strdup (object->name));
  if (self->n_collisions > 0)
    {
      self->n_collisions--;
      emit (object, "StateChanged", g_variant_new ("(is)", SOTTO_AVAHI_GROUP_COLLISION, ""));
      return;
    }
  object->is_committed = TRUE;
  emit (object, "StateChanged", g_variant_new ("(is)", 2, ""));
  tell_browsers (self, "ItemNew", object->name);
}

static void
object_method_cb (GDBusConnection *bus,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *method,
                  GVariant *parameters,
                  GDBusMethodInvocation *invocation,
                  gpointer user_data)
{
  Object *object = user_data;

  if (g_str_equal (method, "AddService"))
    add_service (object, parameters);
  else if (g_str_equal (method, "Commit"))
    commit (object);
  g_dbus_method_invocation_return_value (invocation, NULL);
  if (!g_str_equal (method, "Free"))
    return;
  if (object->is_committed)
    tell_browsers (object->avahi, "ItemRemove", object->name);
  g_ptr_array_remove (object->avahi->objects, object);
}

static const GDBusInterfaceVTable object_vtable = { .method_call = object_method_cb };

static Object *
add_object (FakeAvahi *self, const char *interface, const char *client, guint *count)
{
  Object *object = g_new0 (Object, 1);
  g_autoptr (GError) error = NULL;

  object->avahi = self;
  object->interface = interface;
  object->client = g_strdup (client);
  object->path = g_strdup_printf ("/Client/Object%u", ++self->last_object);
  object->count = count;
  (*count)++;
  object->registration = g_dbus_connection_register_object (
    self->bus, object->path, g_dbus_node_info_lookup_interface (self->info, interface),
    &object_vtable, object, NULL, &error);
  g_assert_no_error (error);
  g_ptr_array_add (self->objects, object);
  return object;
}

/* Signals go out before the reply, which is the harder order for a client. */
static void
show_services (FakeAvahi *self, Object *browser)
{
  for (guint i = 0; i < self->objects->len; i++)
    {
      Object *object = self->objects->pdata[i];

      if (object->is_committed)
        emit_item (browser, "ItemNew", object->name);
    }
}

static void
resolve (FakeAvahi *self, Object *resolver, GVariant *parameters)
{
  const char *name;
  Object *service;

  g_variant_get_child (parameters, 2, "&s", &name);
  service = find_service (self, name);
  if (service != NULL)
    emit (resolver, "Found",
          g_variant_new ("(iissssisq@aayu)", 2, 0, name, SOTTO_AVAHI_SERVICE_TYPE, "local",
                         "host.local", 0, "127.0.0.1", service->port, service->text,
                         SOTTO_AVAHI_RESULT_LOCAL));
}

static void
server_method_cb (GDBusConnection *bus,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *method,
                  GVariant *parameters,
                  GDBusMethodInvocation *invocation,
                  gpointer user_data)
{
  FakeAvahi *self = user_data;
  Object *object;

  if (g_str_equal (method, "GetState"))
    {
      g_dbus_method_invocation_return_value (invocation,
                                             g_variant_new ("(i)", SOTTO_AVAHI_SERVER_RUNNING));
      return;
    }
  if (g_str_equal (method, "EntryGroupNew"))
    object = add_object (self, SOTTO_AVAHI_GROUP, sender, &self->n_groups);
  else if (g_str_equal (method, "ServiceBrowserNew"))
    {
      object = add_object (self, SOTTO_AVAHI_BROWSER, sender, &self->n_browsers);
      show_services (self, object);
    }
  else
    {
      object = add_object (self, SOTTO_AVAHI_RESOLVER, sender, &self->n_resolvers);
      resolve (self, object, parameters);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", object->path));
}

static const GDBusInterfaceVTable server_vtable = { .method_call = server_method_cb };

static void
acquired_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  ((FakeAvahi *) user_data)->is_owned = TRUE;
}

FakeAvahi *
fake_avahi_new (GDBusConnection *bus)
{
  FakeAvahi *self = g_new0 (FakeAvahi, 1);
  g_autoptr (GError) error = NULL;

  self->bus = g_object_ref (bus);
  self->objects = g_ptr_array_new_with_free_func (object_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->info = g_dbus_node_info_new_for_xml (introspection, &error);
  g_assert_no_error (error);
  self->registration = g_dbus_connection_register_object (
    bus, SOTTO_AVAHI_SERVER_PATH,
    g_dbus_node_info_lookup_interface (self->info, SOTTO_AVAHI_SERVER), &server_vtable, self, NULL,
    &error);
  g_assert_no_error (error);
  fake_avahi_appear (self);
  return self;
}

void
fake_avahi_free (FakeAvahi *self)
{
  fake_avahi_disappear (self);
  g_dbus_connection_unregister_object (self->bus, self->registration);
  g_ptr_array_unref (self->objects);
  g_ptr_array_unref (self->names);
  g_dbus_node_info_unref (self->info);
  g_object_unref (self->bus);
  g_free (self);
}

void
fake_avahi_disappear (FakeAvahi *self)
{
  if (self->name_id != 0)
    g_bus_unown_name (self->name_id);
  self->name_id = 0;
  g_ptr_array_set_size (self->objects, 0);
}

void
fake_avahi_appear (FakeAvahi *self)
{
  self->name_id = g_bus_own_name_on_connection (
    self->bus, SOTTO_AVAHI_NAME, G_BUS_NAME_OWNER_FLAGS_NONE, acquired_cb, NULL, self, NULL);
}

void
fake_avahi_show_item (FakeAvahi *self, const char *name)
{
  tell_browsers (self, "ItemNew", name);
}
