/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"

G_BEGIN_DECLS

/**
 * SottoDiscoveryPage:
 *
 * How others are found, and through what: the local network, nodes, lists in the DNS, discovery v5,
 * the router, a proxy.
 */
#define SOTTO_TYPE_DISCOVERY_PAGE (sotto_discovery_page_get_type ())
G_DECLARE_FINAL_TYPE (SottoDiscoveryPage,
                      sotto_discovery_page,
                      SOTTO,
                      DISCOVERY_PAGE,
                      AdwPreferencesPage)

void sotto_discovery_page_set_session (SottoDiscoveryPage *self, SottoSession *session);

G_END_DECLS
