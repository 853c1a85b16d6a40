/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_HASH_LENGTH 32

/**
 * SottoHash:
 * @bytes: the 32 bytes, in wire order
 *
 * A 32-byte digest or identifier as a value: copied by assignment, usable as a hash-table key.
 */
typedef struct
{
  guint8 bytes[SOTTO_HASH_LENGTH];
} SottoHash;

guint sotto_hash_hash (gconstpointer hash);
gboolean sotto_hash_equal (gconstpointer a, gconstpointer b);
int sotto_hash_compare (const SottoHash *a, const SottoHash *b);
SottoHash *sotto_hash_copy (const SottoHash *hash);
void sotto_hash_free (SottoHash *hash);
gboolean sotto_hash_from_bytes (SottoHash *hash, const guint8 *data, gsize length, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean
sotto_hash_from_hex (SottoHash *hash, const char *hex, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *sotto_hash_to_hex (const SottoHash *hash) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoHash, sotto_hash_free)

G_END_DECLS
