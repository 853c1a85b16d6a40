/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A wrapper that is accepted names its author: wrapped again by somebody else it has another id. */

#include "fuzz.h"

#include "sotto-application-message-private.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) wrapped = g_bytes_new (data, size);
  g_auto (SottoApplicationMessage) message = { 0 };
  g_autoptr (SottoPrivateKey) other = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 key[32] = { [31] = 7 };
  SottoHash id;

  if (!sotto_application_message_parse (wrapped, &message, &error))
    {
      g_assert_nonnull (error);
      return 0;
    }
  other = sotto_private_key_new (key, NULL);
  again = sotto_application_message_wrap (other, message.type, message.payload, &id, NULL);
  g_assert_nonnull (again);
  g_assert_true (sotto_public_key_equal (&message.author, sotto_private_key_get_public (other)) ||
                 !sotto_hash_equal (&id, &message.id));
  return 0;
}
