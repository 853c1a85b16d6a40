/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Snappy's raw block format, as devp2p compresses payloads since p2p version 5 (EIP-706):
 *
 *   uncompressed length (LEB128) || elements: literals, and copies of what was already produced
 *
 * The declared length decides how much is allocated, so it is checked twice before: against the
 * caller's limit, and against what so many bytes can expand to at all. */

#include "sotto-snappy-private.h"

#include <snappy-c.h>

#include "sotto-devp2p-error.h"

/* A copy with a 2-byte offset makes 64 bytes out of 3: nothing in the format expands more. */
#define MAX_EXPANSION 22

/**
 * sotto_snappy_get_max_compressed:
 * @length: of the plain bytes
 *
 * Returns: the room that compressing them may take
 */
gsize
sotto_snappy_get_max_compressed (gsize length)
{
  return snappy_max_compressed_length (length);
}

/**
 * sotto_snappy_compress:
 * @data: (nullable): plain bytes; %NULL for none
 * @length: how many
 * @into: where the stream goes
 * @capacity: room there, at least sotto_snappy_get_max_compressed ()
 *
 * Returns: the length of the stream
 */
gsize
sotto_snappy_compress (const guint8 *data, gsize length, guint8 *into, gsize capacity)
{
  size_t compressed = capacity;
  snappy_status status;

  g_return_val_if_fail (data != NULL || length == 0, 0);
  g_return_val_if_fail (into != NULL, 0);
  g_return_val_if_fail (capacity >= snappy_max_compressed_length (length), 0);

  status =
    snappy_compress (length > 0 ? (const char *) data : "", length, (char *) into, &compressed);
  g_assert (status == SNAPPY_OK);
  return compressed;
}

/**
 * sotto_snappy_decompress:
 * @data: (nullable): a stream
 * @length: its length
 * @max_length: the most that may come out of it, in bytes
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the plain bytes; %NULL with %SOTTO_DEVP2P_ERROR_TOO_LARGE
 * above @max_length, before anything was allocated, and %SOTTO_DEVP2P_ERROR_PROTOCOL for a broken
 * stream
 */
GBytes *
sotto_snappy_decompress (const guint8 *data, gsize length, gsize max_length, GError **error)
{
  size_t declared = 0;
  g_autofree char *plain = NULL;

  g_return_val_if_fail (data != NULL || length == 0, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (length == 0 ||
      snappy_uncompressed_length ((const char *) data, length, &declared) != SNAPPY_OK)
    {
      g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_PROTOCOL,
                   "A compressed message does not state its length");
      return NULL;
    }
  if (declared > max_length)
    {
      g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_TOO_LARGE,
                   "A message of %" G_GSIZE_FORMAT " bytes is above the limit of %" G_GSIZE_FORMAT,
                   (gsize) declared, max_length);
      return NULL;
    }
  if (declared / MAX_EXPANSION > length)
    {
      g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_PROTOCOL,
                   "A compressed message states a length that it cannot have");
      return NULL;
    }
  plain = g_malloc (MAX (declared, 1));
  if (snappy_uncompress ((const char *) data, length, plain, &declared) != SNAPPY_OK)
    {
      g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_PROTOCOL,
                   "A compressed message is damaged");
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&plain), declared);
}
