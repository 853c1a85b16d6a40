/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-abi-type.h"
#include "sotto-json-text.h"
#include "sotto-typed-data.h"

G_BEGIN_DECLS

/**
 * SottoTypedMember:
 * @name: an identifier
 * @type: as it was declared
 * @base: @type without brackets
 * @structure: (nullable): what @base names; %NULL for an elementary type
 * @elementary: (nullable): the same for an elementary type
 *
 * One declared member. Its brackets are read from @type, outermost last.
 */
typedef struct _SottoTypedStruct SottoTypedStruct;
typedef struct
{
  char *name;
  char *type;
  char *base;
  SottoTypedStruct *structure;
  SottoAbiType *elementary;
} SottoTypedMember;

struct _SottoTypedStruct
{
  char *name;
  GPtrArray *members;
  SottoHash type_hash;
  guint visit;
};

/* (transfer full) (element-type utf8 SottoTypedStruct): the member `types`, every reference
 * resolved and no type within itself. */
GHashTable *sotto_typed_structs_parse (JsonNode *types, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the name and members of @structure, and then of all that it refers to in the
 * order of their names. */
char *sotto_typed_struct_encode (SottoTypedStruct *structure) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_typed_brackets_cut:
 * @type: the type of an array, such as `uint8[][2]`
 * @length: (out): of the outermost one; 0 for any
 *
 * Returns: (transfer full) (nullable): the type of its elements; %NULL if @type is no array
 */
char *sotto_typed_brackets_cut (const char *type, guint *length) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoTypedHasher:
 * @rows: (element-type SottoTypedDataRow): where what was hashed is written down
 * @depth: of the value that is being hashed
 *
 * Hashing and showing are one walk.
 */
typedef struct
{
  GPtrArray *rows;
  guint depth;
} SottoTypedHasher;

gboolean sotto_typed_struct_hash (SottoTypedHasher *hasher,
                                  const SottoTypedStruct *structure,
                                  JsonNode *value,
                                  SottoHash *hash,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The 32 bytes of an elementary value, and what it looks like. */
gboolean sotto_typed_value_encode (const SottoAbiType *type,
                                   JsonNode *value,
                                   guint8 word[32],
                                   char **shown,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sets %SOTTO_ETHEREUM_ERROR_MALFORMED and returns FALSE. */
gboolean sotto_typed_data_refuse (GError **error, const char *message);

/* (transfer full): @text with everything that could move, hide or end a line written out. */
char *sotto_typed_data_neutralise (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
