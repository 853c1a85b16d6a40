/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as a stream: never more than the limit, and what comes out survives being compressed
 * and decompressed again. */

#include "fuzz.h"

#include <glib.h>

#include "sotto-snappy-private.h"

#define LIMIT (64 * 1024)

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) plain = sotto_snappy_decompress (data, size, LIMIT, NULL);
  g_autoptr (GBytes) again = NULL;
  g_autofree guint8 *stream = NULL;
  const guint8 *bytes;
  gsize length;
  gsize capacity;
  gsize compressed;

  if (plain == NULL)
    return 0;
  bytes = g_bytes_get_data (plain, &length);
  g_assert_cmpuint (length, <=, LIMIT);
  capacity = sotto_snappy_get_max_compressed (length);
  stream = g_malloc (capacity);
  compressed = sotto_snappy_compress (bytes, length, stream, capacity);
  again = sotto_snappy_decompress (stream, compressed, LIMIT, NULL);
  g_assert_true (again != NULL && g_bytes_equal (plain, again));
  return 0;
}
