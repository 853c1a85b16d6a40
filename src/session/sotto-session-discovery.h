/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SottoSessionDiscovery:
 *
 * How this account finds relays besides those that a person added: what is stored of it, and what
 * follows. Nobody is asked unless a person said so; relays that were met before are called again in
 * any case.
 *
 * With a proxy, only the calls to nodes go through it, and everything that cannot is off: discovery
 * v5, lists in the DNS, the local network, listening and the router's help.
 *
 * Signals: `changed`: what is stored is something else, or our record is.
 */
#define SOTTO_TYPE_SESSION_DISCOVERY (sotto_session_discovery_get_type ())
G_DECLARE_FINAL_TYPE (SottoSessionDiscovery,
                      sotto_session_discovery,
                      SOTTO,
                      SESSION_DISCOVERY,
                      GObject)

/* URLs of signed lists of nodes, enrtree://KEY@DOMAIN. */
#define SOTTO_MAX_DISCOVERY_LISTS 8
char **sotto_session_discovery_dup_lists (SottoSessionDiscovery *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean
sotto_session_discovery_add_list (SottoSessionDiscovery *self, const char *url, GError **error);
void sotto_session_discovery_remove_list (SottoSessionDiscovery *self, const char *url);

/* Whether nodes are looked for by discovery v5 over UDP. */
gboolean sotto_session_discovery_get_discv5 (SottoSessionDiscovery *self);
void sotto_session_discovery_set_discv5 (SottoSessionDiscovery *self, gboolean enabled);

/* Whether the router is asked to open a port once this account listens. */
gboolean sotto_session_discovery_get_port_mapping (SottoSessionDiscovery *self);
void sotto_session_discovery_set_port_mapping (SottoSessionDiscovery *self, gboolean enabled);

/* (nullable): the URL of a SOCKS 5 proxy, socks5://HOST:PORT. NULL or empty: none. */
char *sotto_session_discovery_dup_proxy (SottoSessionDiscovery *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean
sotto_session_discovery_set_proxy (SottoSessionDiscovery *self, const char *url, GError **error);

/* (nullable): our own node record, enr:…, while discovery v5 runs. */
char *sotto_session_discovery_dup_record (SottoSessionDiscovery *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
