/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any account file with a checksum that fits: what is accepted is written again byte for byte. */

#include "fuzz.h"

#include <string.h>

#include "sotto-account-file.h"
#include "sotto-digest.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree guint8 *sealed = g_malloc (size + SOTTO_HASH_LENGTH);
  g_autoptr (SottoAccountFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) again = NULL;
  SottoHash digest;

  if (size > 0)
    memcpy (sealed, data, size);
  sotto_sha256 (sealed, size, &digest);
  memcpy (sealed + size, digest.bytes, SOTTO_HASH_LENGTH);
  bytes = g_bytes_new (sealed, size + SOTTO_HASH_LENGTH);
  file = sotto_account_file_parse (bytes, NULL);
  if (file == NULL)
    return 0;
  again = sotto_account_file_serialize (file);
  g_assert_true (g_bytes_equal (bytes, again));
  return 0;
}
