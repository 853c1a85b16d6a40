/* SPDX-License-Identifier: GPL-3.0-or-later */

/* JSON that is to be signed: whatever is accepted is shown, in lines that cannot be anything else.
 */

#include "fuzz.h"

#include <string.h>

#include "sotto-typed-data.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (SottoTypedData) typed = sotto_typed_data_parse (text, strlen (text), 1, NULL);
  GPtrArray *rows;
  SottoHash digest;

  if (typed == NULL)
    return 0;
  sotto_typed_data_get_digest (typed, &digest);
  sotto_typed_data_get_right_text (sotto_typed_data_get_right (typed));
  rows = sotto_typed_data_get_rows (typed);
  g_assert_cmpuint (rows->len, >, 0);
  for (guint i = 0; i < rows->len; i++)
    {
      const SottoTypedDataRow *row = g_ptr_array_index (rows, i);

      g_assert_true (g_utf8_validate (row->name, -1, NULL));
      for (const char *p = row->value; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
        g_assert_true (*p == ' ' || g_unichar_isgraph (g_utf8_get_char (p)));
    }
  return 0;
}
