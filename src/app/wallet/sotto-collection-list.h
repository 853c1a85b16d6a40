/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoCollectionList:
 *
 * The collectibles of an account, by collection: numbers and amounts as their contracts say them.
 * No picture and no description is fetched from anywhere.
 */
#define SOTTO_TYPE_COLLECTION_LIST (sotto_collection_list_get_type ())
G_DECLARE_FINAL_TYPE (SottoCollectionList, sotto_collection_list, SOTTO, COLLECTION_LIST, AdwBin)

GtkWidget *sotto_collection_list_new (void);

/* Both may be NULL. */
void sotto_collection_list_set_account (SottoCollectionList *self,
                                        SottoWallet *wallet,
                                        SottoWalletAccount *account);

G_END_DECLS
