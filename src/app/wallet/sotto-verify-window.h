/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoVerifyWindow:
 *
 * Who signed a message (EIP-191), and whether it was the address that is said to have. Needs no
 * key and no password.
 */
#define SOTTO_TYPE_VERIFY_WINDOW (sotto_verify_window_get_type ())
G_DECLARE_FINAL_TYPE (SottoVerifyWindow, sotto_verify_window, SOTTO, VERIFY_WINDOW, AdwWindow)

/* @wallet: for the names of its accounts. */
GtkWidget *sotto_verify_window_new (GtkWindow *parent, SottoWallet *wallet);

G_END_DECLS
