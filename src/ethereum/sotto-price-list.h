/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What coins are worth in a currency: for the eye only, never for a check. */

#pragma once

#include "sotto-u256.h"

G_BEGIN_DECLS

/* Prices and values are counted in the 100,000,000th part of the currency. */
#define SOTTO_PRICE_DECIMALS 8

/* What an answer may have. */
#define SOTTO_PRICE_MAX_BYTES (64 * 1024)

/**
 * sotto_price_list_parse:
 * @text: the answer of a service: `{"COIN": {"CURRENCY": NUMBER}}`
 * @length: bytes of @text, at most %SOTTO_PRICE_MAX_BYTES
 * @coins: (array zero-terminated=1): the names of the coins that were asked for
 * @currency: the code that was asked for; its case does not matter
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED and %SOTTO_ETHEREUM_ERROR_TOO_LARGE
 *
 * A coin without a price, or with one that is none, is left out; what was not asked for is not
 * looked at. Numbers are taken from the digits that they were written with.
 *
 * Returns: (transfer full) (element-type utf8 SottoU256): the prices of whole coins
 */
GHashTable *sotto_price_list_parse (const char *text,
                                    gsize length,
                                    const char *const *coins,
                                    const char *currency,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_price_parse_number:
 * @text: a number as JSON writes it
 * @price: (out): the same, cut to %SOTTO_PRICE_DECIMALS digits of the fraction
 *
 * Returns: whether it is above zero, and below 10^30
 */
gboolean sotto_price_parse_number (const char *text, SottoU256 *price) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_price_get_value:
 * @price: of a whole coin
 * @amount: in the smallest unit of the coin
 * @decimals: of the coin
 * @value: (out): what @amount is worth, rounded down
 *
 * Returns: whether that can be counted
 */
gboolean sotto_price_get_value (const SottoU256 *price,
                                const SottoU256 *amount,
                                guint decimals,
                                SottoU256 *value) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_price_format_value:
 * @value: a value
 * @separator: what stands before the fraction
 * @digits: of the fraction, 0 to %SOTTO_PRICE_DECIMALS
 *
 * Returns: (transfer full): @value rounded to just so many digits; "<0.01" for what is not zero and
 * would look like it
 */
char *sotto_price_format_value (const SottoU256 *value,
                                char separator,
                                guint digits) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
