/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FakeAvahi:
 * @n_groups: entry groups that exist
 * @n_browsers: service browsers that exist
 * @n_resolvers: service resolvers that exist
 * @n_collisions: how many of the next commits collide with another name
 * @names: (element-type utf8): of the services that were announced, in order
 *
 * As much of the Avahi daemon as announcing and browsing need, on a private bus. Whatever is
 * announced resolves to 127.0.0.1, as something on this computer.
 */
typedef struct
{
  GDBusConnection *bus;
  GDBusNodeInfo *info;
  guint registration;
  guint name_id;
  gboolean is_owned;
  GPtrArray *objects;
  guint last_object;

  guint n_groups;
  guint n_browsers;
  guint n_resolvers;
  guint n_collisions;
  GPtrArray *names;
} FakeAvahi;

FakeAvahi *fake_avahi_new (GDBusConnection *bus) G_GNUC_WARN_UNUSED_RESULT;
void fake_avahi_free (FakeAvahi *self);

/* Leaves the bus and forgets all objects, or comes back. */
void fake_avahi_disappear (FakeAvahi *self);
void fake_avahi_appear (FakeAvahi *self);

/* Tells all browsers of a service that nobody announced. */
void fake_avahi_show_item (FakeAvahi *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeAvahi, fake_avahi_free)

G_END_DECLS
