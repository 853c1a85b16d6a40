/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-abi.h"

G_BEGIN_DECLS

/**
 * SottoCallData:
 *
 * A call of a contract while it is being written: the selector, then arguments that are words.
 * Calls with texts, lists or bytes are written by sotto_abi_encode ().
 */
typedef GByteArray SottoCallData;

/* @signature: name and canonical types, such as `transfer(address,uint256)` */
SottoCallData *sotto_call_data_new (const char *signature) G_GNUC_WARN_UNUSED_RESULT;
void sotto_call_data_add_word (SottoCallData *call, const guint8 word[32]);
void sotto_call_data_add_address (SottoCallData *call, const guint8 address[SOTTO_ADDRESS_LENGTH]);
void sotto_call_data_add_u256 (SottoCallData *call, const SottoU256 *number);
void sotto_call_data_add_u64 (SottoCallData *call, guint64 number);

/* (transfer full): what was written; @call is freed. */
GBytes *sotto_call_data_end (SottoCallData *call) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_call_data_decode:
 * @data: what a contract is called with, or what it answered
 * @types: a tuple, such as `(address,uint256)`
 * @n_skipped: bytes in front of it: %SOTTO_ABI_SELECTOR_LENGTH of a call, 0 of an answer
 *
 * Returns: (transfer full) (nullable): the values, or %NULL if it is no such thing
 */
SottoAbiValue *
sotto_call_data_decode (GBytes *data, const char *types, gsize n_skipped) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the selector of @signature and the encoded @value of @types. */
GBytes *sotto_call_data_encode (const char *signature,
                                const char *types,
                                const SottoAbiValue *value) G_GNUC_WARN_UNUSED_RESULT;

/* What the first word of an answer says: FALSE for an answer of less than 32 bytes, which is an
 * unknown result and never zero, and for a word out of range. */
gboolean sotto_call_result_get_u256 (GBytes *result, SottoU256 *number) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_call_result_get_bool (GBytes *result, gboolean *value) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_call_result_get_address (GBytes *result, guint8 address[SOTTO_ADDRESS_LENGTH])
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
