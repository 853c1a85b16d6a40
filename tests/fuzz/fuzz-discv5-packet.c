/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A datagram to a node of discovery v5, with the mask of the public vectors: as it is, and with its
 * unmasked bytes, so that the fields behind the mask are reached, too. */

#include "fuzz.h"

#include <string.h>

#include "sotto-cipher.h"
#include "sotto-discv5-packet-private.h"

/* Node B of the vectors. */
static const SottoHash local_id = {
  { 0xbb, 0xbb, 0x9d, 0x04, 0x7f, 0x04, 0x88, 0xc0, 0xb5, 0xa9, 0x3c, 0x1c, 0x3f, 0x2d, 0x8b, 0xaf,
    0xc7, 0xc8, 0xff, 0x33, 0x70, 0x24, 0xa5, 0x54, 0x34, 0xa0, 0xd0, 0x55, 0x5d, 0xe6, 0x4d, 0xb9 }
};

static void
check (const uint8_t *data, size_t size)
{
  static const guint8 key[SOTTO_DISCV5_KEY_LENGTH] = { 0 };
  SottoDiscv5Packet packet;
  SottoDiscv5Packet built;
  g_autoptr (GBytes) plain = NULL;

  if (!sotto_discv5_packet_parse (&packet, &local_id, data, size, NULL))
    return;
  g_assert_cmpuint (packet.header_length + packet.message_length, ==, size);
  built = packet;
  if (packet.record_length <= SOTTO_NODE_RECORD_MAX_LENGTH)
    {
      sotto_discv5_packet_build_header (&built, packet.header);
      g_assert_cmpmem (built.header, built.header_length, packet.header, packet.header_length);
    }
  if (packet.flag != SOTTO_DISCV5_WHOAREYOU)
    plain = sotto_discv5_packet_open (&packet, key, NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  guint8 masked[SOTTO_DISCV5_MAX_PACKET];

  check (data, size);
  if (size < SOTTO_DISCV5_IV_LENGTH || size > sizeof masked)
    return 0;
  memcpy (masked, data, size);
  if (sotto_aes_ctr (local_id.bytes, SOTTO_DISCV5_KEY_LENGTH, data, data + SOTTO_DISCV5_IV_LENGTH,
                     size - SOTTO_DISCV5_IV_LENGTH, masked + SOTTO_DISCV5_IV_LENGTH, NULL))
    check (masked, size);
  return 0;
}
