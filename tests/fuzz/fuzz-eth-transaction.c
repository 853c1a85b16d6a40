/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A signed transaction: what is read gives the same signing bytes again, and says what it does. */

#include "fuzz.h"

#include <string.h>

#include "sotto-call-intent.h"

static const SottoIntentUnits units = { "ETH", "SNT", 18, '.' };

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) raw = g_bytes_new (data, size);
  g_auto (SottoEthTransaction) transaction = { 0 };
  g_autoptr (GBytes) signing = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  guint8 sender[SOTTO_ADDRESS_LENGTH];
  SottoCallIntent intent;
  SottoHash hash;

  if (!sotto_eth_transaction_parse (raw, &transaction, sender, &hash, NULL))
    return 0;
  signing = sotto_eth_transaction_get_signing_bytes (&transaction);
  g_assert_cmpuint (g_bytes_get_size (signing), >, 0);
  g_assert_true (sotto_eth_transaction_check (&transaction, NULL));
  sotto_call_intent_read (&transaction, sender, &intent);
  rows = sotto_call_intent_list (&intent, &units);
  for (guint i = 0; i < rows->len; i++)
    {
      const SottoIntentRow *row = g_ptr_array_index (rows, i);

      g_assert_true (g_utf8_validate (row->value, -1, NULL));
    }
  return 0;
}
