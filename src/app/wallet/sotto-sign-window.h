/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoSignWindow:
 *
 * Signing a message with an account (EIP-191): it is written, then shown as exactly as it will be
 * signed, then signed with the password. What is shown and what is signed are the same bytes.
 */
#define SOTTO_TYPE_SIGN_WINDOW (sotto_sign_window_get_type ())
G_DECLARE_FINAL_TYPE (SottoSignWindow, sotto_sign_window, SOTTO, SIGN_WINDOW, AdwWindow)

/* @account: one that can sign. */
GtkWidget *
sotto_sign_window_new (GtkWindow *parent, SottoWallet *wallet, SottoWalletAccount *account);

/* (transfer none) (nullable): what to say of a message that may stand for something else, since it
 * is as long as a fingerprint or looks like one. */
const char *sotto_sign_window_describe_danger (const char *message);

G_END_DECLS
