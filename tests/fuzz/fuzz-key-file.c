/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any JSON: a key file that is read is written and read to the same. None is opened, since what
 * opening may cost is limited by what is read and far above what a fuzzer has. */

#include "fuzz.h"

#include <string.h>

#include "sotto-key-file.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (SottoKeyFile) file = sotto_key_file_parse (text, strlen (text), NULL);
  g_autoptr (SottoKeyFile) again = NULL;
  g_autofree char *json = NULL;
  g_autofree char *json_again = NULL;

  if (file == NULL)
    return 0;
  json = sotto_key_file_to_json (file);
  again = sotto_key_file_parse (json, strlen (json), NULL);
  g_assert_nonnull (again);
  json_again = sotto_key_file_to_json (again);
  g_assert_cmpstr (json, ==, json_again);
  return 0;
}
