/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-ecies.h"
#include "sotto-rlpx-codec-private.h"
#include "sotto-rlpx-handshake-private.h"

G_BEGIN_DECLS

/* What the targets of the RLPx layer share. */

static inline SottoPrivateKey *
fuzz_key (guint8 number)
{
  guint8 bytes[SOTTO_KEY_LENGTH] = { 0x11 };

  bytes[SOTTO_KEY_LENGTH - 1] = number;
  return sotto_private_key_new (bytes, NULL);
}

/* An authentic packet with @data as its body, in the form with a size or the plain one. */
static inline GBytes *
fuzz_seal_packet (const guint8 *data,
                  gsize size,
                  gboolean plain,
                  SottoPrivateKey *key,
                  SottoRandom *random)
{
  gsize sealed_size = size + SOTTO_ECIES_OVERHEAD;
  guint8 prefix[2] = { sealed_size >> 8, sealed_size };
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (GBytes) mac_data = plain ? NULL : g_bytes_new (prefix, sizeof prefix);
  g_autoptr (GBytes) sealed =
    sotto_ecies_seal (sotto_private_key_get_public (key), body, mac_data, random, NULL);
  GByteArray *packet = g_byte_array_new ();

  if (!plain)
    g_byte_array_append (packet, prefix, sizeof prefix);
  g_byte_array_append (packet, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return g_byte_array_free_to_bytes (packet);
}

/* Feeds in pieces of @piece bytes; a machine that is done must give secrets. */
static inline void
fuzz_feed_handshake (SottoRlpxHandshake *handshake, const guint8 *data, gsize size, gsize piece)
{
  SottoRlpxStatus status = SOTTO_RLPX_MORE;
  gsize offset = 0;

  while (status == SOTTO_RLPX_MORE && offset < size)
    {
      g_autoptr (GError) error = NULL;
      gsize length = MIN (piece, size - offset);
      gsize consumed;

      status = sotto_rlpx_handshake_feed (handshake, data + offset, length, &consumed, &error);
      g_assert_true ((status == SOTTO_RLPX_FAILED) == (error != NULL));
      g_assert_true (status != SOTTO_RLPX_MORE || consumed == length);
      offset += consumed;
    }
  if (status == SOTTO_RLPX_DONE)
    {
      g_auto (SottoRlpxSecrets) secrets = { { { 0 } } };

      g_assert_true (sotto_rlpx_handshake_get_secrets (handshake, &secrets, NULL));
    }
}

G_END_DECLS
