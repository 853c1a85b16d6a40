/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a price service answers; what is read of it is counted with, and written. */

#include "fuzz.h"

#include "sotto-price-list.h"

static const char *const coins[] = { "ethereum", "status", "dai", NULL };

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GHashTable) list =
    sotto_price_list_parse ((const char *) data, size, coins, "EUR", NULL);
  GHashTableIter iter;
  gpointer price;

  if (list == NULL)
    return 0;
  g_hash_table_iter_init (&iter, list);
  while (g_hash_table_iter_next (&iter, NULL, &price))
    {
      g_autofree char *text = NULL;
      SottoU256 value;

      g_assert_false (sotto_u256_is_zero (price));
      if (!sotto_price_get_value (price, &SOTTO_U256_MAX, 18, &value))
        continue;
      text = sotto_price_format_value (&value, '.', 2);
      g_assert_cmpuint (strlen (text), >=, strlen ("0.01"));
    }

  return 0;
}
