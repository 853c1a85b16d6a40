/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-abi-type.h"
#include "sotto-address.h"
#include "sotto-u256.h"

G_BEGIN_DECLS

/* What one answer may hold: bytes and values in all. */
#define SOTTO_ABI_MAX_BYTES (16 * 1024 * 1024)
#define SOTTO_ABI_MAX_VALUES 10000

#define SOTTO_ABI_SELECTOR_LENGTH 4

/**
 * SottoAbiValue:
 *
 * A value of a contract call: a word of 32 bytes, bytes of any number, or a list of values.
 * Immutable and reference counted; what it means is said by a #SottoAbiType.
 */
typedef struct _SottoAbiValue SottoAbiValue;

/* All (transfer full). */
SottoAbiValue *sotto_abi_value_new_word (const guint8 word[32]) G_GNUC_WARN_UNUSED_RESULT;
SottoAbiValue *sotto_abi_value_new_u256 (const SottoU256 *number) G_GNUC_WARN_UNUSED_RESULT;
SottoAbiValue *sotto_abi_value_new_bool (gboolean value) G_GNUC_WARN_UNUSED_RESULT;
SottoAbiValue *
sotto_abi_value_new_address (const guint8 address[SOTTO_ADDRESS_LENGTH]) G_GNUC_WARN_UNUSED_RESULT;

/* At most 32 bytes, for fixed bytes. */
SottoAbiValue *sotto_abi_value_new_fixed (const guint8 *bytes,
                                          gsize length) G_GNUC_WARN_UNUSED_RESULT;
SottoAbiValue *sotto_abi_value_new_bytes (GBytes *bytes) G_GNUC_WARN_UNUSED_RESULT;
SottoAbiValue *sotto_abi_value_new_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Of an array or a tuple; takes @values, whose free function unreferences them, over. */
SottoAbiValue *sotto_abi_value_new_list (GPtrArray *values) G_GNUC_WARN_UNUSED_RESULT;

SottoAbiValue *sotto_abi_value_ref (SottoAbiValue *value);
void sotto_abi_value_unref (SottoAbiValue *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoAbiValue, sotto_abi_value_unref)

/* What a decoded value holds, to be asked by its type: programmer errors otherwise. */
const guint8 *sotto_abi_value_get_word (const SottoAbiValue *value);
SottoU256 sotto_abi_value_get_u256 (const SottoAbiValue *value);
gboolean sotto_abi_value_get_bool (const SottoAbiValue *value);
const guint8 *sotto_abi_value_get_address (const SottoAbiValue *value);
GBytes *sotto_abi_value_get_bytes (const SottoAbiValue *value);

/* (transfer full) (nullable): %NULL for what is no UTF-8 or has a NUL in it. */
char *sotto_abi_value_dup_text (const SottoAbiValue *value) G_GNUC_WARN_UNUSED_RESULT;
guint sotto_abi_value_get_n_values (const SottoAbiValue *value);
const SottoAbiValue *sotto_abi_value_get_value (const SottoAbiValue *value, guint index);

/**
 * sotto_abi_selector:
 * @signature: name and canonical types, such as `transfer(address,uint256)`
 * @selector: (out caller-allocates): the first 4 bytes of its Keccak-256
 */
void sotto_abi_selector (const char *signature, guint8 selector[SOTTO_ABI_SELECTOR_LENGTH]);

/**
 * sotto_abi_encode:
 * @type: a tuple: the arguments of a call
 * @value: what fits it
 *
 * Returns: (transfer full): the arguments, without a selector
 */
GBytes *sotto_abi_encode (const SottoAbiType *type,
                          const SottoAbiValue *value) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_abi_decode:
 * @type: a tuple: what is expected
 * @data: from anywhere
 * @length: bytes of @data, at most %SOTTO_ABI_MAX_BYTES
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED, %SOTTO_ETHEREUM_ERROR_TOO_LARGE
 *
 * Every offset and length is checked before anything is allocated for it; offsets may point
 * anywhere, but no more than %SOTTO_ABI_MAX_VALUES values and %SOTTO_ABI_MAX_BYTES bytes are read
 * in all. A word outside the range of its type is refused, what pads bytes and texts is not looked
 * at.
 *
 * Returns: (transfer full): the values, or %NULL
 */
SottoAbiValue *sotto_abi_decode (const SottoAbiType *type,
                                 const guint8 *data,
                                 gsize length,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
