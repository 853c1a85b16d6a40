/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet-activity.h"

G_BEGIN_DECLS

/**
 * SottoActivityRow:
 *
 * Something that came to an account or went from it, which opens to show everything that is known.
 */
#define SOTTO_TYPE_ACTIVITY_ROW (sotto_activity_row_get_type ())
G_DECLARE_FINAL_TYPE (SottoActivityRow, sotto_activity_row, SOTTO, ACTIVITY_ROW, AdwExpanderRow)

GtkWidget *sotto_activity_row_new (SottoWallet *wallet, const SottoWalletActivity *activity);

G_END_DECLS
