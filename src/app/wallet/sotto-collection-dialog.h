/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoCollectionDialog:
 *
 * Adds a collection by the address of its contract, which is asked what it keeps and what it is
 * called; and, where a chain is too long to be looked through, one of it by its number.
 */
#define SOTTO_TYPE_COLLECTION_DIALOG (sotto_collection_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SottoCollectionDialog,
                      sotto_collection_dialog,
                      SOTTO,
                      COLLECTION_DIALOG,
                      AdwWindow)

GtkWidget *
sotto_collection_dialog_new (GtkWindow *parent, SottoWallet *wallet, SottoWalletAccount *account);

G_END_DECLS
