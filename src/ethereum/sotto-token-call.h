/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"
#include "sotto-u256.h"

G_BEGIN_DECLS

/* The most decimals that a token may have to be shown and sent by amount; and how many characters
 * of what it calls itself are shown. */
#define SOTTO_TOKEN_MAX_DECIMALS 36
#define SOTTO_TOKEN_MAX_SYMBOL 32
#define SOTTO_TOKEN_MAX_NAME 64

/* What ERC-20 contracts are called with, and ERC-721 ones where the functions are the same. All
 * (transfer full). Addresses are 20 bytes, amounts in the smallest unit. */
GBytes *sotto_token_call_balance_of (const guint8 owner[20]) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_token_call_allowance (const guint8 owner[20],
                                    const guint8 spender[20]) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_token_call_transfer (const guint8 recipient[20],
                                   const SottoU256 *amount) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_token_call_transfer_from (const guint8 owner[20],
                                        const guint8 recipient[20],
                                        const SottoU256 *amount) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_token_call_approve (const guint8 spender[20],
                                  const SottoU256 *amount) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_token_call_decimals (void) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_token_call_symbol (void) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_token_call_name (void) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_token_call_total_supply (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_token_result_get_decimals:
 * @result: what decimals() answered
 * @decimals: (out): 0 to %SOTTO_TOKEN_MAX_DECIMALS
 *
 * Returns: whether it says so. A token that does not can not be shown or sent by amount: there is
 * no number that could be taken instead.
 */
gboolean sotto_token_result_get_decimals (GBytes *result,
                                          guint8 *decimals) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_token_result_dup_text:
 * @result: what symbol() or name() answered
 * @max_characters: %SOTTO_TOKEN_MAX_SYMBOL or %SOTTO_TOKEN_MAX_NAME
 *
 * Takes texts, and the 32 bytes filled up with zeros of the first tokens. What came back is in one
 * line and without anything that is invisible or turns the direction of text. It is no identity:
 * every contract may call itself so.
 *
 * Returns: (transfer full) (nullable): the text; %NULL if there is none
 */
char *sotto_token_result_dup_text (GBytes *result, gsize max_characters) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_token_result_is_success:
 * @result: what transfer(), transferFrom() or approve() answered without reverting
 *
 * Returns: whether that means that it worked: nothing was answered, as by some of the oldest
 * tokens, or true
 */
gboolean sotto_token_result_is_success (GBytes *result);

G_END_DECLS
