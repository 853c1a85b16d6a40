/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Names and numbers of the Avahi daemon's D-Bus interface (org.freedesktop.Avahi, 0.6 and later).
 */
#define SOTTO_AVAHI_NAME "org.freedesktop.Avahi"
#define SOTTO_AVAHI_SERVER "org.freedesktop.Avahi.Server"
#define SOTTO_AVAHI_GROUP "org.freedesktop.Avahi.EntryGroup"
#define SOTTO_AVAHI_BROWSER "org.freedesktop.Avahi.ServiceBrowser"
#define SOTTO_AVAHI_RESOLVER "org.freedesktop.Avahi.ServiceResolver"
#define SOTTO_AVAHI_SERVER_PATH "/"

#define SOTTO_AVAHI_SERVER_RUNNING 2
#define SOTTO_AVAHI_GROUP_COLLISION 3
#define SOTTO_AVAHI_GROUP_FAILURE 4
#define SOTTO_AVAHI_ANY_INTERFACE (-1)
#define SOTTO_AVAHI_ANY_PROTOCOL (-1)
#define SOTTO_AVAHI_RESULT_LOCAL 8
#define SOTTO_AVAHI_RESULT_OUR_OWN 16

/* What we announce: the port is the node's TCP port, the text record holds its key. */
#define SOTTO_AVAHI_SERVICE_TYPE "_sotto._tcp"
#define SOTTO_AVAHI_KEY_FIELD "key="

static inline void
sotto_avahi_free_object (GDBusConnection *bus,
                         const char *owner,
                         const char *path,
                         const char *interface)
{
  g_dbus_connection_call (bus, owner, path, interface, "Free", NULL, NULL, G_DBUS_CALL_FLAGS_NONE,
                          -1, NULL, NULL, NULL);
}

G_END_DECLS
