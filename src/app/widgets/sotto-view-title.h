/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * SottoViewTitle:
 *
 * The title of a sidebar: the switcher between the views of the window while there is room beside
 * the content, and the view's name while the switcher is at the bottom. It is as wide in both, so
 * that changing between them never changes which of them fits.
 *
 * Properties: `title` (s).
 */
#define SOTTO_TYPE_VIEW_TITLE (sotto_view_title_get_type ())
G_DECLARE_FINAL_TYPE (SottoViewTitle, sotto_view_title, SOTTO, VIEW_TITLE, AdwBin)

/* @views: what is switched; @leaflet: whose folding moves the switcher to the bottom. */
void sotto_view_title_set_views (SottoViewTitle *self, AdwViewStack *views, AdwLeaflet *leaflet);

G_END_DECLS
