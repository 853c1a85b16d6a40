/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three-word names: a 64-bit shift register, seeded with the low half of the key's X coordinate,
 * picks two adjectives and an animal. Its whole content after each step is the number drawn. */

#include "sotto-name-generator.h"

#include "sotto-name-words-private.h"

/* Which bits are fed back: 3, 4, 5 and 7. */
#define TAPS 0xb8u

static guint64
step (guint64 *state)
{
  guint64 bit = 0;

  for (guint tapped = TAPS & (guint) *state; tapped != 0; tapped &= tapped - 1)
    bit ^= 1;
  *state = *state << 1 | bit;
  return *state;
}

/**
 * sotto_name_generate:
 * @key: a chat key
 *
 * Returns: (transfer full): the three words that belong to @key
 */
char *
sotto_name_generate (const SottoPublicKey *key)
{
  guint8 xy[64];
  guint64 seed = 0;

  sotto_public_key_serialize_raw (key, xy);
  for (guint i = 24; i < 32; i++)
    seed = seed << 8 | xy[i];
  return sotto_name_generate_from_seed (seed);
}

/**
 * sotto_name_generate_from_seed:
 * @seed: the last eight bytes of a key's X coordinate, big-endian
 *
 * Returns: (transfer full): the three words that belong to @seed
 */
char *
sotto_name_generate_from_seed (guint64 seed)
{
  guint64 state = seed;
  const char *first = sotto_name_adjectives[step (&state) % SOTTO_NAME_N_ADJECTIVES];
  const char *second = sotto_name_adjectives[step (&state) % SOTTO_NAME_N_ADJECTIVES];
  const char *animal = sotto_name_animals[step (&state) % SOTTO_NAME_N_ANIMALS];

  return g_strconcat (first, " ", second, " ", animal, NULL);
}
