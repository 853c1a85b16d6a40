/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"

G_BEGIN_DECLS

/**
 * SottoNetworkWindow:
 *
 * How the network is: in words, in numbers, and neighbour by neighbour; who is asked for what was
 * missed, and how far that is.
 *
 * Signals: `mailservers-requested`: somebody wants to choose them.
 */
#define SOTTO_TYPE_NETWORK_WINDOW (sotto_network_window_get_type ())
G_DECLARE_FINAL_TYPE (SottoNetworkWindow, sotto_network_window, SOTTO, NETWORK_WINDOW, AdwWindow)

GtkWidget *sotto_network_window_new (GtkWindow *parent, SottoSession *session);

G_END_DECLS
