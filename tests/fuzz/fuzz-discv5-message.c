/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A decrypted message of discovery v5: what is accepted is written and read again as the same. */

#include "fuzz.h"

#include "sotto-discv5-message-private.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GBytes) again = NULL;
  g_auto (SottoDiscv5Message) message = { .records = NULL };
  g_auto (SottoDiscv5Message) second = { .records = NULL };

  if (!sotto_discv5_message_parse (&message, bytes, NULL))
    return 0;
  written = sotto_discv5_message_encode (&message);
  g_assert_true (sotto_discv5_message_parse (&second, written, NULL));
  again = sotto_discv5_message_encode (&second);
  g_assert_true (g_bytes_equal (written, again));
  return 0;
}
