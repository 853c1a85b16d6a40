/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any text as each of the things that a list of nodes in the DNS consists of. */

#include "fuzz.h"

#include "sotto-dns-entry.h"

static void
check_url (const char *text)
{
  g_auto (SottoDnsUrl) url = { .domain = NULL };
  g_auto (SottoDnsUrl) again = { .domain = NULL };
  g_autofree char *written = NULL;

  if (!sotto_dns_url_parse (&url, text, NULL))
    return;
  written = sotto_dns_url_to_string (&url);
  g_assert_true (sotto_dns_url_parse (&again, written, NULL));
  g_assert_cmpstr (url.domain, ==, again.domain);
  g_assert_true (sotto_public_key_equal (&url.key, &again.key));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const signer =
    "enrtree://AKPYQIUQIL7PSIACI32J7FGZW56E5FKHEFCCOFHILBIMW3M6LWXS2@example.org";
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *label = sotto_dns_entry_hash (text);
  g_auto (SottoDnsEntry) entry = { NULL };
  g_auto (SottoDnsUrl) url = { .domain = NULL };
  g_auto (SottoDnsRoot) root = { .records = NULL };

  check_url (text);
  if (sotto_dns_entry_parse (&entry, text, label, NULL))
    g_assert_true (entry.labels != NULL || entry.record != NULL || entry.link != NULL);
  g_assert_true (sotto_dns_url_parse (&url, signer, NULL));
  if (sotto_dns_root_parse (&root, text, &url.key, NULL))
    g_assert_nonnull (root.records);
  return 0;
}
