/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"

G_BEGIN_DECLS

/* Names of pages. */
#define SOTTO_PREFERENCES_MAILSERVERS "mailservers"
#define SOTTO_PREFERENCES_WALLET "wallet"

/**
 * SottoPreferences:
 *
 * Style, keys, password; how others are found, who is asked for what was missed, and who is asked
 * about money.
 */
#define SOTTO_TYPE_PREFERENCES (sotto_preferences_get_type ())
G_DECLARE_FINAL_TYPE (SottoPreferences, sotto_preferences, SOTTO, PREFERENCES, AdwPreferencesWindow)

GtkWidget *sotto_preferences_new (GtkWindow *parent, SottoSession *session, GSettings *settings);
void sotto_preferences_show_page (SottoPreferences *self, const char *name);

G_END_DECLS
