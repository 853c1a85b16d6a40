/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoTokenDialog:
 *
 * Adds a token by the address of its contract, which is asked what it is called; and brings back
 * those that were hidden.
 */
#define SOTTO_TYPE_TOKEN_DIALOG (sotto_token_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SottoTokenDialog, sotto_token_dialog, SOTTO, TOKEN_DIALOG, AdwWindow)

GtkWidget *sotto_token_dialog_new (GtkWindow *parent, SottoWallet *wallet);

G_END_DECLS
