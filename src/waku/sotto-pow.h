/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keccak.h"

G_BEGIN_DECLS

/* Least work that every node must accept, and what we put into an envelope. */
#define SOTTO_POW_TARGET 0.002

/* What Status puts into an envelope whose data has at least so many bytes. */
#define SOTTO_POW_TARGET_LARGE 0.000002
#define SOTTO_POW_LARGE_LENGTH 50000

/* What a node refuses to take, unless it is told otherwise. */
#define SOTTO_POW_MINIMUM 0.001

/**
 * SottoPowInput:
 * @items: RLP of expiry, ttl, topic and data, without a list header around it
 * @length: bytes of @items
 *
 * What the work is done over, borrowed.
 */
typedef struct
{
  const guint8 *items;
  gsize length;
} SottoPowInput;

/**
 * SottoPowWork:
 * @input: what the work was done over, borrowed
 * @nonce: what was found
 */
typedef struct
{
  const SottoPowInput *input;
  guint64 nonce;
} SottoPowWork;

gsize sotto_pow_get_size (const SottoPowInput *input);
void sotto_pow_absorb (const SottoPowInput *input, SottoKeccak *midstate);
void sotto_pow_hash (const SottoPowInput *input, guint64 nonce, SottoHash *digest);
void sotto_pow_hash_many (const SottoPowWork *works, gsize n_works, SottoHash *digests);
guint sotto_pow_count_bits (const SottoHash *digest);
double sotto_pow_from_bits (guint bits, gsize size, guint64 seconds);
guint sotto_pow_bits_for_target (double target, gsize data_length, guint32 ttl);
double sotto_pow_status_target (gsize data_length);

G_END_DECLS
