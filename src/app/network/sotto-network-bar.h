/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"

G_BEGIN_DECLS

/**
 * SottoNetworkBar:
 *
 * A slim line in the main window, there only while there is something to say: that we are offline,
 * or connecting, or what is being fetched and how far that is. Leads to the page about the network.
 * Nothing waits for it.
 */
#define SOTTO_TYPE_NETWORK_BAR (sotto_network_bar_get_type ())
G_DECLARE_FINAL_TYPE (SottoNetworkBar, sotto_network_bar, SOTTO, NETWORK_BAR, AdwBin)

void sotto_network_bar_set_session (SottoNetworkBar *self, SottoSession *session);

G_END_DECLS
