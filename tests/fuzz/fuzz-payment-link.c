/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any text: a link that asks for a transfer is written and read to the same. */

#include "fuzz.h"

#include "sotto-payment-link.h"

static void
check_transfer (const SottoPaymentLink *link)
{
  g_autoptr (SottoPaymentLink) again = NULL;
  g_autofree char *text = NULL;
  guint8 token[SOTTO_ADDRESS_LENGTH];
  guint8 recipient[SOTTO_ADDRESS_LENGTH], found[SOTTO_ADDRESS_LENGTH];
  SottoU256 amount, found_amount;

  if (!sotto_payment_link_get_transfer (link, recipient, &amount) ||
      !sotto_address_parse (link->target, token, NULL))
    return;
  text =
    sotto_payment_link_format (link->chain_id != 0 ? link->chain_id : 1, recipient, &amount, token);
  again = sotto_payment_link_parse (text, NULL);
  g_assert_nonnull (again);
  g_assert_true (sotto_payment_link_get_transfer (again, found, &found_amount));
  g_assert_cmpmem (found, sizeof found, recipient, sizeof recipient);
  g_assert_cmpint (sotto_u256_compare (&found_amount, &amount), ==, 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (SottoPaymentLink) link = sotto_payment_link_parse (text, NULL);

  if (link == NULL)
    return 0;
  g_assert_true (g_utf8_validate (link->target, -1, NULL));
  g_assert_cmpuint (g_strv_length (link->parameters) % 2, ==, 0);
  check_transfer (link);
  return 0;
}
