/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A node record as text or as bytes: what is accepted survives being written and read again. */

#include "fuzz.h"

#include "sotto-node-record.h"

static void
check (SottoNodeRecord *record)
{
  g_autoptr (SottoNodeRecord) again = NULL;
  g_autoptr (SottoEnode) enode = sotto_node_record_to_enode (record);
  g_autofree char *text = sotto_node_record_to_text (record);
  const guint8 *value;
  gsize length;

  g_assert_true (sotto_node_record_lookup (record, "id", &value, &length));
  again = sotto_node_record_parse_text (text, NULL);
  g_assert_nonnull (again);
  g_assert_true (
    g_bytes_equal (sotto_node_record_get_bytes (record), sotto_node_record_get_bytes (again)));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (SottoNodeRecord) from_bytes = sotto_node_record_parse (data, size, NULL);
  g_autoptr (SottoNodeRecord) from_text = sotto_node_record_parse_text (text, NULL);

  if (from_bytes != NULL)
    check (from_bytes);
  if (from_text != NULL)
    check (from_text);
  return 0;
}
