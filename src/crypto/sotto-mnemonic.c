/* SPDX-License-Identifier: GPL-3.0-or-later */

/* BIP-39: 128 to 256 bits of entropy in steps of 32, then as many bits of its SHA-256 as there are
 * 32-bit words, cut into groups of 11 bits, each the index of a word. */

#include "sotto-mnemonic.h"

#include <stdlib.h>
#include <string.h>

#include "sotto-crypto-error.h"
#include "sotto-digest.h"
#include "sotto-kdf.h"
#include "sotto-mnemonic-words-private.h"

#define MAX_WORDS 24
#define MAX_ENTROPY 32
#define BITS_PER_WORD 11
#define SEED_ROUNDS 2048
#define SEED_LENGTH 64

/* Far above 24 words of 8 letters: what is longer was not written as a phrase. */
#define MAX_TEXT 4096

/* Characters of an unknown word that an error repeats. */
#define MAX_QUOTED 40

struct _SottoMnemonic
{
  gatomicrefcount references;
  guint n_words;
  SottoSecret *indices; /* guint16[n_words] */
};

G_DEFINE_BOXED_TYPE (SottoMnemonic, sotto_mnemonic, sotto_mnemonic_ref, sotto_mnemonic_unref)

static gboolean
is_word_count (guint n_words)
{
  return n_words >= 12 && n_words <= MAX_WORDS && n_words % 3 == 0;
}

static SottoMnemonic *
new_from_indices (const guint16 *indices, guint n_words)
{
  SottoMnemonic *mnemonic = g_new0 (SottoMnemonic, 1);

  g_atomic_ref_count_init (&mnemonic->references);
  mnemonic->n_words = n_words;
  mnemonic->indices = sotto_secret_new ((const guint8 *) indices, n_words * sizeof *indices);
  return mnemonic;
}

/* Entropy and checksum as one string of bits, from which word @number takes its 11. */
static guint16
take_bits (const guint8 bits[MAX_ENTROPY + 1], guint number)
{
  guint value = 0;

  for (guint i = number * BITS_PER_WORD; i < (number + 1) * BITS_PER_WORD; i++)
    value = value << 1 | ((bits[i / 8] >> (7 - i % 8)) & 1u);
  return (guint16) value;
}

static void
put_bits (guint8 bits[MAX_ENTROPY + 1], guint number, guint16 value)
{
  for (guint i = 0; i < BITS_PER_WORD; i++)
    {
      guint position = number * BITS_PER_WORD + i;
      guint bit = (value >> (BITS_PER_WORD - 1 - i)) & 1u;

      bits[position / 8] |= (guint8) (bit << (7 - position % 8));
    }
}

static int
compare_word (gconstpointer key, gconstpointer element)
{
  return strcmp (key, *(const char *const *) element);
}

static gboolean
find_word (const char *word, guint16 *index)
{
  const char *const *found = bsearch (word, sotto_mnemonic_words, SOTTO_MNEMONIC_N_WORDS,
                                      sizeof *sotto_mnemonic_words, compare_word);

  if (found != NULL)
    *index = (guint16) (found - sotto_mnemonic_words);
  return found != NULL;
}

/* (transfer full) (nullable): NFKD and lower case. Only ASCII letters have a case here: that of
 * others depends on the locale, and none of them is in a word. */
static char *
normalise (const char *text)
{
  char *normal = NULL;

  /* The normalisation itself lets surrogates pass, and trusts lead bytes for lengths. */
  if (g_utf8_validate (text, -1, NULL))
    normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFKD);
  for (char *p = normal; p != NULL && *p != '\0'; p++)
    *p = g_ascii_tolower (*p);
  return normal;
}

static gboolean
fail_count (GError **error)
{
  g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_INVALID_LENGTH,
                       "A recovery phrase has 12, 15, 18, 21 or 24 words");
  return FALSE;
}

/* The next word of @text, which moves on behind it; NULL at its end. The word is terminated in
 * place. */
static char *
next_word (char **text)
{
  char *start = *text;
  char *end;

  while (*start != '\0' && g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  if (*start == '\0')
    return NULL;
  end = start;
  while (*end != '\0' && !g_unichar_isspace (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  *text = *end == '\0' ? end : g_utf8_next_char (end);
  *end = '\0';
  return start;
}

static gboolean
parse_words (char *text, guint16 indices[MAX_WORDS], guint *n_words, GError **error)
{
  char *word;

  *n_words = 0;
  while ((word = next_word (&text)) != NULL)
    {
      guint16 index;

      if (!find_word (word, &index))
        {
          if (g_utf8_strlen (word, -1) > MAX_QUOTED)
            *g_utf8_offset_to_pointer (word, MAX_QUOTED) = '\0';
          g_set_error (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_UNKNOWN_WORD,
                       "Word %u, “%s”, is not a word of recovery phrases", *n_words + 1, word);
          return FALSE;
        }
      if (*n_words == MAX_WORDS)
        return fail_count (error);
      indices[(*n_words)++] = index;
    }
  return is_word_count (*n_words) || fail_count (error);
}

/* The checksum is at most eight bits, the first of the entropy's SHA-256. */
static gboolean
has_right_checksum (const guint16 indices[MAX_WORDS], guint n_words)
{
  guint8 bits[MAX_ENTROPY + 1] = { 0 };
  guint entropy_length = n_words * 4 / 3;
  guint8 mask = (guint8) (0xff << (8 - n_words / 3));
  SottoHash digest;
  gboolean right;

  for (guint i = 0; i < n_words; i++)
    put_bits (bits, i, indices[i]);
  sotto_sha256 (bits, entropy_length, &digest);
  right = (bits[entropy_length] & mask) == (digest.bytes[0] & mask);
  sotto_wipe (bits, sizeof bits);
  sotto_wipe (&digest, sizeof digest);
  return right;
}

SottoMnemonic *
sotto_mnemonic_new_from_entropy (const guint8 *entropy, gsize length, GError **error)
{
  guint8 bits[MAX_ENTROPY + 1] = { 0 };
  guint16 indices[MAX_WORDS];
  SottoMnemonic *mnemonic;
  SottoHash digest;
  guint n_words;

  if (length < 16 || length > MAX_ENTROPY || length % 4 != 0)
    {
      fail_count (error);
      return NULL;
    }
  n_words = (guint) length * 3 / 4;
  memcpy (bits, entropy, length);
  sotto_sha256 (entropy, length, &digest);
  bits[length] = digest.bytes[0];
  for (guint i = 0; i < n_words; i++)
    indices[i] = take_bits (bits, i);
  mnemonic = new_from_indices (indices, n_words);
  sotto_wipe (bits, sizeof bits);
  sotto_wipe (indices, sizeof indices);
  sotto_wipe (&digest, sizeof digest);
  return mnemonic;
}

SottoMnemonic *
sotto_mnemonic_generate (SottoRandom *random, guint n_words)
{
  guint8 entropy[MAX_ENTROPY];
  SottoMnemonic *mnemonic;

  g_return_val_if_fail (is_word_count (n_words), NULL);

  sotto_random_fill (random, entropy, n_words * 4 / 3);
  mnemonic = sotto_mnemonic_new_from_entropy (entropy, n_words * 4 / 3, NULL);
  sotto_wipe (entropy, sizeof entropy);
  return mnemonic;
}

SottoMnemonic *
sotto_mnemonic_parse (const char *text, GError **error)
{
  SottoMnemonic *mnemonic = NULL;
  guint16 indices[MAX_WORDS];
  g_autofree char *normal = NULL;
  guint n_words = 0;
  gsize length;

  if (strnlen (text, MAX_TEXT) < MAX_TEXT)
    normal = normalise (text);
  if (normal == NULL)
    {
      fail_count (error);
      return NULL;
    }
  length = strlen (normal);
  if (parse_words (normal, indices, &n_words, error))
    {
      if (has_right_checksum (indices, n_words))
        mnemonic = new_from_indices (indices, n_words);
      else
        g_set_error_literal (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_CHECKSUM,
                             "Each word is right, but together they are no recovery phrase: one of "
                             "them is another, or their order is");
    }
  /* Words were ended in place, so the text does not tell its length any more. */
  sotto_wipe (normal, length);
  sotto_wipe (indices, sizeof indices);
  return mnemonic;
}

SottoMnemonic *
sotto_mnemonic_ref (SottoMnemonic *mnemonic)
{
  g_atomic_ref_count_inc (&mnemonic->references);
  return mnemonic;
}

void
sotto_mnemonic_unref (SottoMnemonic *mnemonic)
{
  if (!g_atomic_ref_count_dec (&mnemonic->references))
    return;
  sotto_secret_unref (mnemonic->indices);
  g_free (mnemonic);
}

guint
sotto_mnemonic_get_n_words (SottoMnemonic *mnemonic)
{
  return mnemonic->n_words;
}

const char *
sotto_mnemonic_get_word (SottoMnemonic *mnemonic, guint index)
{
  const char *word;

  g_return_val_if_fail (index < mnemonic->n_words, NULL);

  word = sotto_mnemonic_words[((const guint16 *) sotto_secret_borrow (mnemonic->indices))[index]];
  sotto_secret_release (mnemonic->indices);
  return word;
}

char *
sotto_mnemonic_dup_phrase (SottoMnemonic *mnemonic)
{
  /* Never grows, so that no part of it is left behind in memory. */
  GString *phrase = g_string_sized_new (MAX_WORDS * 10);

  for (guint i = 0; i < mnemonic->n_words; i++)
    {
      if (i > 0)
        g_string_append_c (phrase, ' ');
      g_string_append (phrase, sotto_mnemonic_get_word (mnemonic, i));
    }
  return g_string_free (phrase, FALSE);
}

SottoSecret *
sotto_mnemonic_derive_seed (SottoMnemonic *mnemonic, const char *passphrase)
{
  g_autofree char *phrase = sotto_mnemonic_dup_phrase (mnemonic);
  g_autofree char *normal = NULL;
  g_autofree char *salt = NULL;
  g_autoptr (GBytes) password_bytes = g_bytes_new_static (phrase, strlen (phrase));
  g_autoptr (GBytes) salt_bytes = NULL;
  guint8 seed[SEED_LENGTH];
  SottoSecret *secret = NULL;

  g_return_val_if_fail (passphrase == NULL || g_utf8_validate (passphrase, -1, NULL), NULL);

  normal = g_utf8_normalize (passphrase != NULL ? passphrase : "", -1, G_NORMALIZE_NFKD);
  salt = g_strconcat ("mnemonic", normal, NULL);
  salt_bytes = g_bytes_new_static (salt, strlen (salt));
  if (sotto_pbkdf2_sha512 (password_bytes, salt_bytes, SEED_ROUNDS, seed, sizeof seed))
    secret = sotto_secret_new (seed, sizeof seed);
  sotto_wipe (seed, sizeof seed);
  sotto_wipe_string (phrase);
  sotto_wipe_string (normal);
  sotto_wipe_string (salt);
  return secret;
}

const char *const *
sotto_mnemonic_get_word_list (void)
{
  return sotto_mnemonic_words;
}

gboolean
sotto_mnemonic_is_word (const char *word)
{
  guint16 index;

  return find_word (word, &index);
}
