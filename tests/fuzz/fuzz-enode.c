/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any text: what is accepted survives being written and read again. */

#include "fuzz.h"

#include "sotto-enode.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (SottoEnode) enode = sotto_enode_parse (text, NULL);
  g_autoptr (SottoEnode) again = NULL;
  g_autofree char *url = NULL;
  g_autofree char *url_again = NULL;

  if (enode == NULL)
    return 0;
  g_assert_cmpuint (sotto_enode_get_port (enode), >, 0);
  url = sotto_enode_to_string (enode);
  again = sotto_enode_parse (url, NULL);
  g_assert_nonnull (again);
  url_again = sotto_enode_to_string (again);
  g_assert_cmpstr (url, ==, url_again);
  return 0;
}
