/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-hash.h"

G_BEGIN_DECLS

/* What is read at most: bytes of JSON, types, members of a type, and nesting of values. */
#define SOTTO_TYPED_DATA_MAX_BYTES (256 * 1024)
#define SOTTO_TYPED_DATA_MAX_TYPES 64
#define SOTTO_TYPED_DATA_MAX_MEMBERS 64
#define SOTTO_TYPED_DATA_MAX_DEPTH 16

/**
 * SottoTypedData:
 *
 * Structured data that somebody asks to have signed (EIP-712), checked and hashed. Immutable and
 * reference counted: what is shown and what is signed come from the same object.
 */
typedef struct _SottoTypedData SottoTypedData;

/**
 * SottoTypedDataRow:
 * @depth: how far it is indented
 * @name: of the member, or its number in a list; safe to show
 * @type: as it was declared; safe to show
 * @value: (nullable): what it holds, safe to show; %NULL for what has rows of its own below it
 *
 * One line of what is shown. Control and direction characters are written out, so that no text can
 * move or hide another.
 */
typedef struct
{
  guint depth;
  char *name;
  char *type;
  char *value;
} SottoTypedDataRow;

/**
 * SottoTypedDataRight:
 * @SOTTO_TYPED_DATA_RIGHT_NONE: nothing that is known to move money
 * @SOTTO_TYPED_DATA_RIGHT_PERMIT: somebody may take tokens of one contract (ERC-2612 and before)
 * @SOTTO_TYPED_DATA_RIGHT_PERMIT2: somebody may take tokens through the contract Permit2
 * @SOTTO_TYPED_DATA_RIGHT_ORDER: somebody may take what is offered on a market
 *
 * What a signature gives away without any transaction.
 */
typedef enum
{
  SOTTO_TYPED_DATA_RIGHT_NONE,
  SOTTO_TYPED_DATA_RIGHT_PERMIT,
  SOTTO_TYPED_DATA_RIGHT_PERMIT2,
  SOTTO_TYPED_DATA_RIGHT_ORDER,
} SottoTypedDataRight;

/**
 * sotto_typed_data_parse:
 * @json: what eth_signTypedData_v4 takes
 * @length: bytes of @json
 * @chain_id: of the chain that is selected
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED, %SOTTO_ETHEREUM_ERROR_TOO_LARGE and,
 * for data that is for another chain, %SOTTO_ETHEREUM_ERROR_UNSUPPORTED
 *
 * Refuses what could be read in two ways: missing and additional members, members that are given or
 * declared twice, types that are not declared or contain themselves, numbers out of the range of
 * their type.
 *
 * Returns: (transfer full): the data, or %NULL
 */
SottoTypedData *sotto_typed_data_parse (const char *json,
                                        gsize length,
                                        guint64 chain_id,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
SottoTypedData *sotto_typed_data_ref (SottoTypedData *data);
void sotto_typed_data_unref (SottoTypedData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoTypedData, sotto_typed_data_unref)

/* The primary type with all that it refers to, such as `Mail(Person from)Person(string name)`. */
const char *sotto_typed_data_get_encoded_type (SottoTypedData *data);
void sotto_typed_data_get_domain_separator (SottoTypedData *data, SottoHash *hash);
void sotto_typed_data_get_struct_hash (SottoTypedData *data, SottoHash *hash);

/* What is signed: Keccak-256 of 19 01, the domain separator and the hash of the message. */
void sotto_typed_data_get_digest (SottoTypedData *data, SottoHash *digest);

/* (transfer none) (element-type SottoTypedDataRow): the domain first, then the message. */
GPtrArray *sotto_typed_data_get_rows (SottoTypedData *data);

/* What it gives away, by the names of its types. */
SottoTypedDataRight sotto_typed_data_get_right (SottoTypedData *data);

/* (transfer none) (nullable): who is given it, as it stands in the rows; %NULL if none is named. */
const char *sotto_typed_data_get_spender (SottoTypedData *data);

/* (transfer none): a sentence that warns of @right; empty for none. */
const char *sotto_typed_data_get_right_text (SottoTypedDataRight right);

G_END_DECLS
