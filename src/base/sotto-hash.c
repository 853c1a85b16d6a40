/* SPDX-License-Identifier: GPL-3.0-or-later */

/* 32-byte digests and identifiers as values. */

#include "sotto-hash.h"

#include <string.h>

#include "sotto-error.h"
#include "sotto-hex.h"

guint
sotto_hash_hash (gconstpointer hash)
{
  guint value;

  /* The bytes are a digest: any four of them are as good as all. */
  memcpy (&value, ((const SottoHash *) hash)->bytes, sizeof value);
  return value;
}

gboolean
sotto_hash_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, SOTTO_HASH_LENGTH) == 0;
}

int
sotto_hash_compare (const SottoHash *a, const SottoHash *b)
{
  return memcmp (a->bytes, b->bytes, SOTTO_HASH_LENGTH);
}

SottoHash *
sotto_hash_copy (const SottoHash *hash)
{
  return g_memdup2 (hash, sizeof *hash);
}

void
sotto_hash_free (SottoHash *hash)
{
  g_free (hash);
}

gboolean
sotto_hash_from_bytes (SottoHash *hash, const guint8 *data, gsize length, GError **error)
{
  if (length != SOTTO_HASH_LENGTH)
    {
      g_set_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED,
                   "A hash has 32 bytes, not %" G_GSIZE_FORMAT, length);
      return FALSE;
    }
  memcpy (hash->bytes, data, SOTTO_HASH_LENGTH);
  return TRUE;
}

gboolean
sotto_hash_from_hex (SottoHash *hash, const char *hex, GError **error)
{
  return sotto_hex_decode_fixed (hex, hash->bytes, SOTTO_HASH_LENGTH, error);
}

char *
sotto_hash_to_hex (const SottoHash *hash)
{
  return sotto_hex_encode (hash->bytes, SOTTO_HASH_LENGTH);
}
