/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-port-mapper.h"

G_BEGIN_DECLS

/**
 * SottoPortRequest:
 * @tcp: our port
 * @udp: our port, or 0
 * @lifetime_seconds: how long the router keeps it open; 0 closes it
 * @is_chosen: whether @igd_url and @gateway hold, in place of a search
 * @igd_url: (nullable): where a router describes itself
 * @gateway: (nullable): numeric address of a router
 *
 * What a thread asks of a router. Immutable.
 */
typedef struct
{
  guint16 tcp;
  guint16 udp;
  guint lifetime_seconds;
  gboolean is_chosen;
  char *igd_url;
  char *gateway;
} SottoPortRequest;

/* Both block, for some seconds at most, and are called in a thread. %FALSE if the router does not
 * speak that protocol or refuses the TCP port. */
gboolean sotto_port_request_natpmp (const SottoPortRequest *request,
                                    GCancellable *cancellable,
                                    SottoPortMapping *mapping,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_port_request_upnp (const SottoPortRequest *request,
                                  GCancellable *cancellable,
                                  SottoPortMapping *mapping,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
