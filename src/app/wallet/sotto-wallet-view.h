/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"
#include "sotto-view-title.h"

G_BEGIN_DECLS

/**
 * SottoWalletView:
 *
 * The wallet in the main window: the list of accounts and the page of the chosen one, one beside or
 * one after the other.
 *
 * Properties: `session` (construct only).
 */
#define SOTTO_TYPE_WALLET_VIEW (sotto_wallet_view_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletView, sotto_wallet_view, SOTTO, WALLET_VIEW, AdwBin)

GtkWidget *sotto_wallet_view_new (SottoSession *session);

/* (transfer none): what folds when there is no room; its list is the page "sidebar". */
AdwLeaflet *sotto_wallet_view_get_leaflet (SottoWalletView *self);

/* (transfer none): where the switcher between the views is. */
SottoViewTitle *sotto_wallet_view_get_title (SottoWalletView *self);

G_END_DECLS
