/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet-review.h"

G_BEGIN_DECLS

/**
 * SottoFeeRows:
 *
 * How much is offered for a transaction: one of three speeds, or numbers of one's own.
 *
 * Signals: `changed`, when somebody chose something else.
 */
#define SOTTO_TYPE_FEE_ROWS (sotto_fee_rows_get_type ())
G_DECLARE_FINAL_TYPE (SottoFeeRows, sotto_fee_rows, SOTTO, FEE_ROWS, AdwPreferencesGroup)

/* Shows what @review offers. */
void sotto_fee_rows_reset (SottoFeeRows *self, SottoWalletReview *review);

/* (transfer full): @review with what is chosen; errors are for people. */
SottoWalletReview *sotto_fee_rows_apply (SottoFeeRows *self,
                                         SottoWalletReview *review,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
