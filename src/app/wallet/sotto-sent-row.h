/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet-send.h"

G_BEGIN_DECLS

/**
 * SottoSentRow:
 *
 * One transaction that was sent, with what became of it, which it follows, and the ways out while
 * it is open. The row stays the same all the time, so that neither the focus nor a click is lost.
 */
#define SOTTO_TYPE_SENT_ROW (sotto_sent_row_get_type ())
G_DECLARE_FINAL_TYPE (SottoSentRow, sotto_sent_row, SOTTO, SENT_ROW, AdwActionRow)

GtkWidget *sotto_sent_row_new (SottoWallet *wallet, SottoWalletTransaction *transaction);

G_END_DECLS
