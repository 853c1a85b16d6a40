/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-account-manager.h"

G_BEGIN_DECLS

/**
 * SottoOnboarding:
 *
 * The first-run pages: welcome, then a new identity or a recovered one, then its password, then the
 * one question about the local network.
 *
 * Signals:
 * - `finished` (#SottoSession): a new account is unlocked, not yet started
 * - `cancelled`: back to the accounts that there are
 */
#define SOTTO_TYPE_ONBOARDING (sotto_onboarding_get_type ())
G_DECLARE_FINAL_TYPE (SottoOnboarding, sotto_onboarding, SOTTO, ONBOARDING, AdwBin)

GtkWidget *sotto_onboarding_new (SottoAccountManager *accounts);

/* Back to the first page, with everything forgotten that was typed. */
void sotto_onboarding_reset (SottoOnboarding *self);

G_END_DECLS
