/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet-token-lists.h"

G_BEGIN_DECLS

/**
 * SottoTokenListWindow:
 *
 * What a list of tokens would add, before it does: how many, of what networks, the first of them
 * one by one, and those that have the name of another.
 */
#define SOTTO_TYPE_TOKEN_LIST_WINDOW (sotto_token_list_window_get_type ())
G_DECLARE_FINAL_TYPE (SottoTokenListWindow,
                      sotto_token_list_window,
                      SOTTO,
                      TOKEN_LIST_WINDOW,
                      AdwWindow)

/* @plan: (transfer full) */
GtkWidget *
sotto_token_list_window_new (GtkWindow *parent, SottoWallet *wallet, SottoWalletTokenPlan *plan);

G_END_DECLS
