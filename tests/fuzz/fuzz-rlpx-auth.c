/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a caller may say first. The first byte chooses: bytes from the wire as they are (with the
 * size of the pieces), or the body of a packet that is sealed for us, with or without a size. */

#include "fuzz.h"

#include "fuzz-rlpx.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SottoPrivateKey) key = fuzz_key (1);
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (1);
  g_autoptr (SottoRlpxHandshake) handshake = sotto_rlpx_handshake_new_recipient (key, random);
  g_autoptr (GBytes) packet = NULL;

  if (size < 2 || size > 4096)
    return 0;
  if (data[0] >= 2)
    {
      fuzz_feed_handshake (handshake, data + 1, size - 1, data[0]);
      return 0;
    }
  packet = fuzz_seal_packet (data + 1, size - 1, data[0] == 1, key, random);
  fuzz_feed_handshake (handshake, g_bytes_get_data (packet, NULL), g_bytes_get_size (packet), 4096);
  return 0;
}
