/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How deep types may be nested, how long their text may be, and how many elements an array of fixed
 * length or a tuple may have. */
#define SOTTO_ABI_MAX_DEPTH 8
#define SOTTO_ABI_MAX_TYPE_TEXT 1024
#define SOTTO_ABI_MAX_FIXED_LENGTH 1024

/**
 * SottoAbiKind:
 * @SOTTO_ABI_UINT: unsigned integer of 8 to 256 bits
 * @SOTTO_ABI_INT: signed integer of 8 to 256 bits
 * @SOTTO_ABI_BOOL: 0 or 1
 * @SOTTO_ABI_ADDRESS: 20 bytes
 * @SOTTO_ABI_FIXED_BYTES: 1 to 32 bytes
 * @SOTTO_ABI_BYTES: any number of bytes
 * @SOTTO_ABI_STRING: any number of bytes that ought to be UTF-8
 * @SOTTO_ABI_ARRAY: elements of one type, a fixed or any number of them
 * @SOTTO_ABI_TUPLE: components of their own types
 */
typedef enum
{
  SOTTO_ABI_UINT,
  SOTTO_ABI_INT,
  SOTTO_ABI_BOOL,
  SOTTO_ABI_ADDRESS,
  SOTTO_ABI_FIXED_BYTES,
  SOTTO_ABI_BYTES,
  SOTTO_ABI_STRING,
  SOTTO_ABI_ARRAY,
  SOTTO_ABI_TUPLE,
} SottoAbiKind;

/**
 * SottoAbiType:
 *
 * A type of contract calls, immutable and reference counted.
 */
typedef struct _SottoAbiType SottoAbiType;

/**
 * sotto_abi_type_parse:
 * @text: such as `uint256`, `bytes4[3]` or `(address,(string,bool)[])`; `uint` and `int` are of 256
 * bits; no spaces
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED
 *
 * Returns: (transfer full): the type, or %NULL
 */
SottoAbiType *sotto_abi_type_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

SottoAbiType *sotto_abi_type_ref (SottoAbiType *type);
void sotto_abi_type_unref (SottoAbiType *type);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoAbiType, sotto_abi_type_unref)

/* (transfer full): the canonical text, from which selectors are made. */
char *sotto_abi_type_to_string (const SottoAbiType *type) G_GNUC_WARN_UNUSED_RESULT;

SottoAbiKind sotto_abi_type_get_kind (const SottoAbiType *type);

/* Bits of an integer, bytes of fixed bytes; 0 for others. */
guint sotto_abi_type_get_size (const SottoAbiType *type);

/* Elements of an array of fixed length, components of a tuple; 0 for others. */
guint sotto_abi_type_get_length (const SottoAbiType *type);

/* Whether values are found through an offset. */
gboolean sotto_abi_type_is_dynamic (const SottoAbiType *type);

/* Bytes that a value takes where it stands: 32 for what is found through an offset. */
gsize sotto_abi_type_get_head_size (const SottoAbiType *type);

/* (transfer none): the element of an array for any @index, or a component of a tuple. */
const SottoAbiType *sotto_abi_type_get_element (const SottoAbiType *type, guint index);

G_END_DECLS
