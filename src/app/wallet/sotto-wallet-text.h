/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sotto-wallet-account.h"

G_BEGIN_DECLS

/* What the pages of the wallet say alike. */

/* (transfer full): "0x" and 40 digits as ten groups of four; any other text as it is. */
char *sotto_wallet_text_groups (const char *address);

/* (transfer full): its ends, for where the whole is one step away; any other text as it is. */
char *sotto_wallet_text_short (const char *address);

/* (transfer none): where the key of @account is, in a few words. */
const char *sotto_wallet_text_kind (SottoWalletAccount *account);

/* (transfer none): the name of a colour, 0 to %SOTTO_WALLET_N_COLOURS - 1. */
const char *sotto_wallet_text_colour (guint colour);

/* Gives @widget the colour, instead of the one that it had. */
void sotto_wallet_text_apply_colour (GtkWidget *widget, guint colour);

G_END_DECLS
