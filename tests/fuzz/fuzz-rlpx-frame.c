/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Frames of somebody who has the keys:
 *
 *   flags(1): bit 0 the receiver decompresses; bit 1 the bytes go to it as they are, unsealed;
 *             the other bits: size of the pieces, 0 for all at once
 *   code(1), then the payload */

#include "fuzz.h"

#include "fuzz-rlpx.h"

#define MAX_PAYLOAD (64 * 1024)

static SottoRlpxCodec *
codec_new (gboolean is_initiator)
{
  g_auto (SottoRlpxSecrets) secrets = { { { 1 } }, { { 2 } } };
  SottoKeccak *states[] = { &secrets.egress, &secrets.ingress };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      guint8 direction = (i == 0) == is_initiator;

      sotto_keccak_init (states[i]);
      sotto_keccak_update (states[i], &direction, 1);
    }
  return sotto_rlpx_codec_new (&secrets);
}

static void
feed (SottoRlpxCodec *codec, const guint8 *data, gsize size, gsize piece)
{
  gsize offset = 0;

  while (offset < size)
    {
      g_autoptr (GError) error = NULL;
      g_auto (SottoRlpxMessage) message = { 0 };
      gsize length = MIN (piece, size - offset);
      gsize consumed;
      SottoRlpxStatus status =
        sotto_rlpx_codec_feed (codec, data + offset, length, &consumed, &error);

      g_assert_true ((status == SOTTO_RLPX_FAILED) == (error != NULL));
      if (status == SOTTO_RLPX_FAILED)
        return;
      offset += consumed;
      if (status == SOTTO_RLPX_DONE && sotto_rlpx_codec_take_message (codec, &message, NULL))
        g_assert_cmpuint (g_bytes_get_size (message.payload), <=, MAX_PAYLOAD);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SottoRlpxCodec) sender = codec_new (TRUE);
  g_autoptr (SottoRlpxCodec) receiver = codec_new (FALSE);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) frame = NULL;
  gsize piece;

  if (size < 2)
    return 0;
  piece = data[0] >> 2 > 0 ? data[0] >> 2 : size + 64;
  sotto_rlpx_codec_set_snappy (receiver, data[0] & 1);
  sotto_rlpx_codec_set_max_payload (receiver, MAX_PAYLOAD);
  if ((data[0] & 2) != 0)
    {
      feed (receiver, data + 1, size - 1, piece);
      return 0;
    }
  payload = g_bytes_new (data + 2, size - 2);
  frame = sotto_rlpx_codec_seal (sender, data[1], payload, NULL);
  if (frame != NULL)
    feed (receiver, g_bytes_get_data (frame, NULL), g_bytes_get_size (frame), piece);
  return 0;
}
