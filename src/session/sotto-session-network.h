/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-host.h"
#include "sotto-session-data.h"
#include "sotto-session-discovery-private.h"
#include "sotto-waku-node.h"

G_BEGIN_DECLS

/**
 * SottoSessionNetwork:
 *
 * What a person decides about the network: nodes to stay connected to, and whether to listen and
 * announce on the local network. Applies it to the host, and keeps it in the store.
 *
 * Signals: `nodes-changed`.
 */
#define SOTTO_TYPE_SESSION_NETWORK (sotto_session_network_get_type ())
G_DECLARE_FINAL_TYPE (SottoSessionNetwork, sotto_session_network, SOTTO, SESSION_NETWORK, GObject)

/* @data is borrowed for as long as this lives. */
SottoSessionNetwork *
sotto_session_network_new (SottoWakuNode *node,
                           SottoHost *host,
                           SottoStore *store,
                           SottoSessionData *data,
                           SottoSessionDiscovery *discovery) G_GNUC_WARN_UNUSED_RESULT;
void sotto_session_network_start (SottoSessionNetwork *self);
void sotto_session_network_stop (SottoSessionNetwork *self);

char **sotto_session_network_dup_nodes (SottoSessionNetwork *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_session_network_add_node (SottoSessionNetwork *self,
                                         const char *url,
                                         gboolean transient,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_session_network_remove_node (SottoSessionNetwork *self, const char *url);
/* Somebody else to stay connected to, or not any more: unless it is one of the nodes or
 * mailservers. */
void sotto_session_network_call (SottoSessionNetwork *self, SottoEnode *enode);
void sotto_session_network_hang_up (SottoSessionNetwork *self, SottoEnode *enode);

/* (transfer full) (nullable): what was typed as the address of a node. */
SottoEnode *sotto_session_network_parse_address (const char *url,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_session_network_set_consent (SottoSessionNetwork *self, SottoLanConsent consent);

G_END_DECLS
