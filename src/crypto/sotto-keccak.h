/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-hash.h"

G_BEGIN_DECLS

/* Keccak-256 with the original padding (0x01), not FIPS 202's SHA3-256. */
#define SOTTO_KECCAK_RATE 136

/**
 * SottoKeccak:
 *
 * A running Keccak-256. It is a plain value: assigning it forks the computation, which is what RLPx
 * MACs and the proof-of-work midstate need.
 */
typedef struct
{
  /*< private >*/
  guint64 lanes[25];
  guint8 block[SOTTO_KECCAK_RATE];
  gsize fill;
} SottoKeccak;

void sotto_keccak_init (SottoKeccak *keccak);
void sotto_keccak_update (SottoKeccak *keccak, gconstpointer data, gsize length);

/* The digest of all that was absorbed; @keccak itself goes on unchanged. */
void sotto_keccak_sum (const SottoKeccak *keccak, SottoHash *digest);

void sotto_keccak256 (gconstpointer data, gsize length, SottoHash *digest);

G_END_DECLS
