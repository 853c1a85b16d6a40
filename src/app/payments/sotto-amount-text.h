/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-wallet-prices.h"
#include "sotto-wallet-send.h"

G_BEGIN_DECLS

/* Amounts as people of this locale write them. */

/* What stands before a fraction here: '.' or ','. */
char sotto_amount_text_get_separator (void);

/* (transfer full): all digits and the name of the coin, such as "0,1 ETH". */
char *sotto_amount_text (const SottoU256 *amount,
                         guint decimals,
                         const char *symbol) G_GNUC_WARN_UNUSED_RESULT;

/* The same of decimal digits in the smallest unit. */
char *sotto_amount_text_of_decimal (const char *amount,
                                    guint decimals,
                                    const char *symbol) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): what that is worth, such as "≈ 0,25 EUR"; %NULL where it is not
 * known, or nobody wants to know. @token is nullable. */
char *sotto_amount_text_value (SottoWalletPrices *prices,
                               SottoWalletNetwork *network,
                               SottoWalletToken *token,
                               const SottoU256 *amount) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the same of a value that is known. */
char *sotto_amount_text_of_value (SottoWalletPrices *prices,
                                  const SottoU256 *value) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): an address in groups of four digits, in two lines. */
char *sotto_amount_text_address (const char *address) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
