/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoPricesGroup:
 *
 * In which currency amounts are shown as well, and who is asked for prices: nobody before the
 * person agreed.
 */
#define SOTTO_TYPE_PRICES_GROUP (sotto_prices_group_get_type ())
G_DECLARE_FINAL_TYPE (SottoPricesGroup,
                      sotto_prices_group,
                      SOTTO,
                      PRICES_GROUP,
                      AdwPreferencesGroup)

/* Once. */
void sotto_prices_group_set_wallet (SottoPricesGroup *self, SottoWallet *wallet);

G_END_DECLS
