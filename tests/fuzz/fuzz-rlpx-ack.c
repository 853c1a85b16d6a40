/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a node that we dialled may answer; the first byte chooses as in fuzz-rlpx-auth.c. */

#include "fuzz.h"

#include "fuzz-rlpx.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SottoPrivateKey) key = fuzz_key (1);
  g_autoptr (SottoPrivateKey) remote = fuzz_key (2);
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (1);
  g_autoptr (SottoRlpxHandshake) handshake = NULL;
  g_autoptr (GBytes) auth = NULL;
  g_autoptr (GBytes) packet = NULL;

  if (size < 2 || size > 4096)
    return 0;
  handshake =
    sotto_rlpx_handshake_new_initiator (key, sotto_private_key_get_public (remote), random);
  auth = sotto_rlpx_handshake_start (handshake, NULL);
  g_assert_nonnull (auth);
  if (data[0] >= 2)
    {
      fuzz_feed_handshake (handshake, data + 1, size - 1, data[0]);
      return 0;
    }
  packet = fuzz_seal_packet (data + 1, size - 1, data[0] == 1, key, random);
  fuzz_feed_handshake (handshake, g_bytes_get_data (packet, NULL), g_bytes_get_size (packet), 4096);
  return 0;
}
