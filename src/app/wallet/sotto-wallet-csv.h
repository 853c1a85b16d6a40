/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-wallet-activity.h"
#include "sotto-wallet-send.h"

G_BEGIN_DECLS

/* Adds a line (RFC 4180): every field in quotes, which are doubled inside. What a table program
 * would take for a formula is kept from being one by an apostrophe in front. @fields ends with
 * NULL. */
void sotto_wallet_csv_append (GString *text, const char *const *fields);

/**
 * sotto_wallet_csv_format_async:
 * @wallet: a wallet
 * @account: one of its accounts
 * @activity: (element-type SottoWalletActivity): what came to it and went from it elsewhere
 * @cancellable: (nullable): ends it
 * @callback: called with the table
 * @user_data: for @callback
 *
 * Writes @activity and all that was sent from @account as a table, with exact amounts, times in
 * UTC and a line of names on top.
 */
void sotto_wallet_csv_format_async (SottoWallet *wallet,
                                    SottoWalletAccount *account,
                                    GArray *activity,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* (transfer full): UTF-8, without a zero at the end. */
GBytes *sotto_wallet_csv_format_finish (SottoWallet *wallet,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
