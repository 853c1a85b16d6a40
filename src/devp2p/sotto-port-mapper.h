/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"

G_BEGIN_DECLS

/* How long a router is asked to keep a port open, and when it is asked again. */
#define SOTTO_PORT_MAPPER_LIFETIME_SECONDS (20 * 60)
#define SOTTO_PORT_MAPPER_REFRESH_MS (15 * 60 * 1000)

/**
 * SottoPortMapping:
 * @address: (nullable): of the router, as the world sees it
 * @tcp: port of the router that leads to ours, or 0
 * @udp: port of the router that leads to ours, or 0
 *
 * What a router opened.
 */
typedef struct
{
  GInetAddress *address;
  guint16 tcp;
  guint16 udp;
} SottoPortMapping;

/**
 * SottoPortMapper:
 *
 * Asks the router to open our ports, by NAT-PMP and then by UPnP, and to close them again at the
 * end. The waiting is done in a thread, and is bounded; nothing is asked before
 * sotto_port_mapper_start ().
 *
 * Signals: `changed`: what is open is something else; `failed` (GError): no router did it.
 */
#define SOTTO_TYPE_PORT_MAPPER (sotto_port_mapper_get_type ())
G_DECLARE_FINAL_TYPE (SottoPortMapper, sotto_port_mapper, SOTTO, PORT_MAPPER, GObject)

SottoPortMapper *sotto_port_mapper_new (SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* Asks these in place of the default route and of who answers a multicast; each nullable: then the
 * one is not asked at all. @igd_url: of a UPnP description; @gateway: a numeric IPv4 address. */
void
sotto_port_mapper_set_routers (SottoPortMapper *self, const char *igd_url, const char *gateway);

/* @udp may be 0. */
void sotto_port_mapper_start (SottoPortMapper *self, guint16 tcp, guint16 udp);

/* Closes what was opened; after five seconds it is left to its lifetime. */
void sotto_port_mapper_stop_async (SottoPortMapper *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean
sotto_port_mapper_stop_finish (SottoPortMapper *self, GAsyncResult *result, GError **error);

/* (transfer none) (nullable): what is open now. */
const SottoPortMapping *sotto_port_mapper_get_mapping (SottoPortMapper *self);

G_END_DECLS
