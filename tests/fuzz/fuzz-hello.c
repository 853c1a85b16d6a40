/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any payload as Hello and as Disconnect: what is accepted survives being written and read again.
 * Lengths stay within what a frame may hold before Hello. */

#include "fuzz.h"

#include <string.h>

#include "sotto-hello-private.h"

static void
check_hello (GBytes *payload)
{
  g_autoptr (SottoHello) hello = sotto_hello_parse (payload, NULL);
  g_autoptr (SottoHello) again = NULL;
  g_autoptr (GBytes) encoded = NULL;

  if (hello == NULL)
    return;
  g_assert_true (g_utf8_validate (hello->client, -1, NULL));
  encoded = sotto_hello_encode (hello);
  again = sotto_hello_parse (encoded, NULL);
  /* Broken UTF-8 grows when it is mended, which may be too much for a second time. */
  if (again == NULL)
    {
      g_assert_cmpuint (g_bytes_get_size (encoded), >, SOTTO_P2P_MAX_HELLO_LENGTH);
      return;
    }
  g_assert_cmpstr (hello->client, ==, again->client);
  g_assert_cmpuint (hello->version, ==, again->version);
  g_assert_cmpuint (hello->listen_port, ==, again->listen_port);
  g_assert_cmpuint (hello->capabilities->len, ==, again->capabilities->len);
  g_assert_cmpmem (hello->node_key, sizeof hello->node_key, again->node_key,
                   sizeof again->node_key);
}

static void
check_disconnect (GBytes *payload)
{
  SottoDisconnectReason reason;
  SottoDisconnectReason again;
  g_autoptr (GBytes) encoded = NULL;

  if (!sotto_disconnect_parse (payload, &reason, NULL))
    return;
  encoded = sotto_disconnect_encode (reason);
  g_assert_true (sotto_disconnect_parse (encoded, &again, NULL));
  g_assert_cmpuint (reason, ==, again);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) payload = g_bytes_new (data, size);

  check_hello (payload);
  check_disconnect (payload);
  return 0;
}
