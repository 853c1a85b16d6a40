/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keccak[c=512] with the padding of the original submission: the sponge over Keccak-f[1600], one
 * message at a time. */

#include "sotto-keccak.h"

#include <string.h>

#include "sotto-keccak-engine-private.h"

static void
absorb_block (guint64 lanes[25], const guint8 block[SOTTO_KECCAK_RATE])
{
  sotto_keccak_engine_scalar.absorb (lanes, &block);
}

void
sotto_keccak_init (SottoKeccak *keccak)
{
  memset (keccak->lanes, 0, sizeof keccak->lanes);
  keccak->fill = 0;
}

void
sotto_keccak_update (SottoKeccak *keccak, gconstpointer data, gsize length)
{
  const guint8 *bytes = data;

  if (length == 0)
    return;
  if (keccak->fill > 0)
    {
      gsize n_taken = MIN (length, SOTTO_KECCAK_RATE - keccak->fill);

      memcpy (keccak->block + keccak->fill, bytes, n_taken);
      keccak->fill += n_taken;
      bytes += n_taken;
      length -= n_taken;
      if (keccak->fill < SOTTO_KECCAK_RATE)
        return;
      absorb_block (keccak->lanes, keccak->block);
      keccak->fill = 0;
    }
  for (; length >= SOTTO_KECCAK_RATE; length -= SOTTO_KECCAK_RATE, bytes += SOTTO_KECCAK_RATE)
    absorb_block (keccak->lanes, bytes);
  if (length > 0)
    memcpy (keccak->block, bytes, length);
  keccak->fill = length;
}

void
sotto_keccak_sum (const SottoKeccak *keccak, SottoHash *digest)
{
  guint64 lanes[25];
  guint8 block[SOTTO_KECCAK_RATE] = { 0 };

  memcpy (lanes, keccak->lanes, sizeof lanes);
  if (keccak->fill > 0)
    memcpy (block, keccak->block, keccak->fill);
  block[keccak->fill] ^= 0x01;
  block[SOTTO_KECCAK_RATE - 1] ^= 0x80;
  absorb_block (lanes, block);
  for (guint i = 0; i < SOTTO_HASH_LENGTH / 8; i++)
    {
      guint64 lane = GUINT64_TO_LE (lanes[i]);

      memcpy (digest->bytes + 8 * i, &lane, sizeof lane);
    }
}

void
sotto_keccak256 (gconstpointer data, gsize length, SottoHash *digest)
{
  SottoKeccak keccak;

  sotto_keccak_init (&keccak);
  sotto_keccak_update (&keccak, data, length);
  sotto_keccak_sum (&keccak, digest);
}
