/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-transport-state.h"

G_BEGIN_DECLS

/**
 * SottoNetworkWindow:
 *
 * How the network is: in words, in numbers, and neighbour by neighbour.
 */
#define SOTTO_TYPE_NETWORK_WINDOW (sotto_network_window_get_type ())
G_DECLARE_FINAL_TYPE (SottoNetworkWindow, sotto_network_window, SOTTO, NETWORK_WINDOW, AdwWindow)

GtkWidget *sotto_network_window_new (GtkWindow *parent, SottoTransportState *state);

G_END_DECLS
