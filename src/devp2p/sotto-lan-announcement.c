/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Announces the node: an entry group with one service
 *
 *   name  "Sotto " and the first 8 hex digits of the node id, which tells nothing about the
 *         computer or its user
 *   type  _sotto._tcp, the TCP port
 *   text  key=<128 hex digits of X || Y>
 *
 * Should another node have the same name, a number is appended. */

#include "sotto-lan-announcement-private.h"

#include <string.h>

#include "sotto-avahi-private.h"
#include "sotto-hex.h"
#include "sotto-keccak.h"

#define RAW_KEY_LENGTH 64
#define NAME_ID_LENGTH 4
#define MAX_NAMES 10

struct _SottoLanAnnouncement
{
  GObject parent_instance;

  GDBusConnection *bus;
  char *owner;
  SottoPublicKey key;
  guint16 port;

  char *path;
  guint subscription;
  guint n_names;
  gboolean is_stopped;
};

G_DEFINE_FINAL_TYPE (SottoLanAnnouncement, sotto_lan_announcement, G_TYPE_OBJECT)

static void add_service (SottoLanAnnouncement *self);

static char *
make_name (SottoLanAnnouncement *self)
{
  guint8 raw[RAW_KEY_LENGTH];
  SottoHash id;
  g_autofree char *digits = NULL;

  sotto_public_key_serialize_raw (&self->key, raw);
  sotto_keccak256 (raw, sizeof raw, &id);
  digits = sotto_hex_encode (id.bytes, NAME_ID_LENGTH);
  if (self->n_names == 1)
    return g_strdup_printf ("Sotto %s", digits);
  return g_strdup_printf ("Sotto %s %u", digits, self->n_names);
}

static GVariant *
make_text (SottoLanAnnouncement *self)
{
  guint8 raw[RAW_KEY_LENGTH];
  g_autofree char *digits = NULL;
  g_autofree char *field = NULL;
  GVariantBuilder builder;

  sotto_public_key_serialize_raw (&self->key, raw);
  digits = sotto_hex_encode (raw, sizeof raw);
  field = g_strconcat (SOTTO_AVAHI_KEY_FIELD, digits, NULL);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  g_variant_builder_add_value (
    &builder, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, field, strlen (field), 1));
  return g_variant_builder_end (&builder);
}

static void
call_group (SottoLanAnnouncement *self,
            const char *method,
            GVariant *parameters,
            GAsyncReadyCallback callback)
{
  g_dbus_connection_call (self->bus, self->owner, self->path, SOTTO_AVAHI_GROUP, method, parameters,
                          NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, callback, g_object_ref (self));
}

/* Finishes a call on the group; FALSE when there is nothing to go on with. */
static gboolean
finish_call (SottoLanAnnouncement *self, GObject *source, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, error);

  return reply != NULL && !self->is_stopped;
}

static void
committed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoLanAnnouncement) self = user_data;
  g_autoptr (GError) error = NULL;

  finish_call (self, source, result, &error);
  if (error != NULL)
    g_debug ("The announcement was not taken: %s", error->message);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoLanAnnouncement) self = user_data;
  g_autoptr (GError) error = NULL;

  if (finish_call (self, source, result, &error))
    call_group (self, "Commit", NULL, committed_cb);
  else if (error != NULL && !self->is_stopped)
    {
      g_autofree char *name = g_dbus_error_get_remote_error (error);

      if (g_strcmp0 (name, SOTTO_AVAHI_NAME ".CollisionError") == 0)
        add_service (self);
      else
        g_debug ("The announcement was not taken: %s", error->message);
    }
}

static void
add_service (SottoLanAnnouncement *self)
{
  g_autofree char *name = NULL;

  if (self->n_names == MAX_NAMES)
    {
      g_debug ("No name is left for the announcement");
      return;
    }
  self->n_names++;
  name = make_name (self);
  call_group (self, "AddService",
              g_variant_new ("(iiussssq@aay)", SOTTO_AVAHI_ANY_INTERFACE, SOTTO_AVAHI_ANY_PROTOCOL,
                             0u, name, SOTTO_AVAHI_SERVICE_TYPE, "", "", self->port,
                             make_text (self)),
              added_cb);
}

static void
reset_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoLanAnnouncement) self = user_data;

  if (finish_call (self, source, result, NULL))
    add_service (self);
}

static void
group_state_cb (GDBusConnection *bus,
                const char *sender,
                const char *path,
                const char *interface,
                const char *signal,
                GVariant *parameters,
                gpointer user_data)
{
  SottoLanAnnouncement *self = user_data;
  gint32 state;

  if (self->is_stopped || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(is)")))
    return;
  g_variant_get (parameters, "(is)", &state, NULL);
  if (state == SOTTO_AVAHI_GROUP_COLLISION)
    call_group (self, "Reset", NULL, reset_cb);
  else if (state == SOTTO_AVAHI_GROUP_FAILURE)
    g_debug ("The announcement failed");
}

static void
group_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoLanAnnouncement) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    {
      g_debug ("Nothing can be announced: %s", error->message);
      return;
    }
  g_variant_get (reply, "(o)", &self->path);
  if (self->is_stopped)
    {
      sotto_avahi_free_object (self->bus, self->owner, self->path, SOTTO_AVAHI_GROUP);
      return;
    }
  self->subscription = g_dbus_connection_signal_subscribe (
    self->bus, self->owner, SOTTO_AVAHI_GROUP, "StateChanged", self->path, NULL,
    G_DBUS_SIGNAL_FLAGS_NONE, group_state_cb, self, NULL);
  add_service (self);
}

static void
sotto_lan_announcement_dispose (GObject *object)
{
  sotto_lan_announcement_stop (SOTTO_LAN_ANNOUNCEMENT (object));

  G_OBJECT_CLASS (sotto_lan_announcement_parent_class)->dispose (object);
}

static void
sotto_lan_announcement_finalize (GObject *object)
{
  SottoLanAnnouncement *self = SOTTO_LAN_ANNOUNCEMENT (object);

  g_clear_object (&self->bus);
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (sotto_lan_announcement_parent_class)->finalize (object);
}

static void
sotto_lan_announcement_class_init (SottoLanAnnouncementClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sotto_lan_announcement_dispose;
  object_class->finalize = sotto_lan_announcement_finalize;
}

static void
sotto_lan_announcement_init (SottoLanAnnouncement *self)
{
}

/**
 * sotto_lan_announcement_new:
 * @bus: (transfer none): where Avahi is
 * @owner: the daemon's unique name there
 * @key: our node key
 * @port: our TCP port
 *
 * Returns: (transfer full): an announcement that nobody sees yet
 */
SottoLanAnnouncement *
sotto_lan_announcement_new (GDBusConnection *bus,
                            const char *owner,
                            const SottoPublicKey *key,
                            guint16 port)
{
  SottoLanAnnouncement *self = g_object_new (SOTTO_TYPE_LAN_ANNOUNCEMENT, NULL);

  self->bus = g_object_ref (bus);
  self->owner = g_strdup (owner);
  self->key = *key;
  self->port = port;
  return self;
}

/**
 * sotto_lan_announcement_start:
 * @self: an announcement, once
 */
void
sotto_lan_announcement_start (SottoLanAnnouncement *self)
{
  g_return_if_fail (SOTTO_IS_LAN_ANNOUNCEMENT (self));

  g_dbus_connection_call (self->bus, self->owner, SOTTO_AVAHI_SERVER_PATH, SOTTO_AVAHI_SERVER,
                          "EntryGroupNew", NULL, G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1,
                          NULL, group_made_cb, g_object_ref (self));
}

/**
 * sotto_lan_announcement_stop:
 * @self: an announcement
 *
 * Withdraws it. It cannot be started again.
 */
void
sotto_lan_announcement_stop (SottoLanAnnouncement *self)
{
  g_return_if_fail (SOTTO_IS_LAN_ANNOUNCEMENT (self));

  if (self->is_stopped)
    return;
  self->is_stopped = TRUE;
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  if (self->path != NULL)
    sotto_avahi_free_object (self->bus, self->owner, self->path, SOTTO_AVAHI_GROUP);
}
