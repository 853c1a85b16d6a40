/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"

G_BEGIN_DECLS

/**
 * SottoWalletNetworksPage:
 *
 * The page of the preferences about the networks of the wallet: which are used, which may be asked,
 * and what those learn who are asked.
 */
#define SOTTO_TYPE_WALLET_NETWORKS_PAGE (sotto_wallet_networks_page_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletNetworksPage,
                      sotto_wallet_networks_page,
                      SOTTO,
                      WALLET_NETWORKS_PAGE,
                      AdwPreferencesPage)

/* Once. */
void sotto_wallet_networks_page_set_session (SottoWalletNetworksPage *self, SottoSession *session);

G_END_DECLS
