/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-wallet-activity.h"
#include "sotto-wallet-send.h"

G_BEGIN_DECLS

/* Adds a line (RFC 4180): every field in quotes, which are doubled inside. What a table program
 * would take for a formula is kept from being one by an apostrophe in front. @fields ends with
 * NULL. */
void sotto_wallet_csv_append (GString *text, const char *const *fields);

/* (transfer full): all that was sent from @account, and @activity (element-type
 * SottoWalletActivity), with exact amounts, times in UTC and a line of names on top. */
char *sotto_wallet_csv_format (SottoWallet *wallet,
                               SottoWalletAccount *account,
                               GArray *activity) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
