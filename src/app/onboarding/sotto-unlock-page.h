/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-account-manager.h"

G_BEGIN_DECLS

/**
 * SottoUnlockPage:
 *
 * Chooses an account and asks for its password.
 *
 * Signals:
 * - `unlocked` (#SottoSession): not yet started
 * - `add-requested`: another account is wanted
 */
#define SOTTO_TYPE_UNLOCK_PAGE (sotto_unlock_page_get_type ())
G_DECLARE_FINAL_TYPE (SottoUnlockPage, sotto_unlock_page, SOTTO, UNLOCK_PAGE, AdwBin)

GtkWidget *sotto_unlock_page_new (SottoAccountManager *accounts, SottoClock *clock);

G_END_DECLS
