/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FakeRouter:
 * @gateway: numeric address of the NAT-PMP side, or %NULL
 * @igd_url: of the UPnP description, or %NULL
 *
 * A router on loopback that speaks NAT-PMP, UPnP or both, each in a thread of its own. Its address
 * towards the world is 203.0.113.7.
 */
typedef struct
{
  char *gateway;
  char *igd_url;

  GMutex lock;
  GHashTable *open; /* of "TCP 30303" */
  guint n_requests;
  gboolean only_permanent;
  gboolean refuses;
  gboolean is_silent;

  GSocketService *service;
  GSocket *socket;
  GThread *thread;
  GCancellable *cancellable;
} FakeRouter;

FakeRouter *fake_router_new (gboolean natpmp, gboolean upnp) G_GNUC_WARN_UNUSED_RESULT;
void fake_router_free (FakeRouter *self);
gboolean fake_router_is_open (FakeRouter *self, const char *port);
guint fake_router_get_n_open (FakeRouter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeRouter, fake_router_free)

G_END_DECLS
