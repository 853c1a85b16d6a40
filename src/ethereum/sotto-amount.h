/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-u256.h"

G_BEGIN_DECLS

/**
 * sotto_amount_parse:
 * @text: what somebody typed: digits, at most one @separator, digits
 * @separator: what stands before the fraction, `'.'` or `','`
 * @decimals: how many digits the fraction of this coin has, 0 to 255
 * @amount: (out): in the coin's smallest unit
 * @error: return location for %SOTTO_ETHEREUM_ERROR_AMOUNT and %SOTTO_ETHEREUM_ERROR_TOO_LARGE,
 * with a message for people
 *
 * Reads an amount exactly: signs, exponents, group marks and digits of other scripts are refused,
 * and so are more digits of the fraction than the coin has, even if they are zeros.
 *
 * Returns: whether @text is an amount below 2^256
 */
gboolean sotto_amount_parse (const char *text,
                             char separator,
                             guint8 decimals,
                             SottoU256 *amount,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): all of it, without zeros at the end of the fraction. */
char *sotto_amount_format_exact (const SottoU256 *amount,
                                 char separator,
                                 guint8 decimals) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_amount_format_short:
 * @amount: in the coin's smallest unit
 * @separator: what stands before the fraction
 * @decimals: how many digits the fraction of this coin has, 0 to 255
 * @digits: how many digits of the fraction are shown at most
 *
 * For places where the exact amount is at hand elsewhere: cut, never rounded. What is not zero is
 * never shown as zero, but as "<0.0001" for four digits.
 *
 * Returns: (transfer full): the text
 */
char *sotto_amount_format_short (const SottoU256 *amount,
                                 char separator,
                                 guint8 decimals,
                                 guint digits) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
