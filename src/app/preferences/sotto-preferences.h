/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"

G_BEGIN_DECLS

/**
 * SottoPreferences:
 *
 * Style, keys, password, the local network and the nodes to stay connected to.
 */
#define SOTTO_TYPE_PREFERENCES (sotto_preferences_get_type ())
G_DECLARE_FINAL_TYPE (SottoPreferences, sotto_preferences, SOTTO, PREFERENCES, AdwPreferencesWindow)

GtkWidget *sotto_preferences_new (GtkWindow *parent, SottoSession *session, GSettings *settings);

G_END_DECLS
