/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How hard a password is to guess, in bits: each character counts by the alphabet it is from,
 * unless it could be foretold (it repeats, continues a sequence, or belongs to a common word). A
 * rough measure on purpose: it has to refuse what everybody tries first. */

#include "sotto-password.h"

#include <math.h>
#include <string.h>

#include "sotto-secret.h"

#define FAIR_BITS 40.0
#define GOOD_BITS 56.0
#define STRONG_BITS 72.0

#define FORETOLD_BITS 0.5
#define WORD_BITS 6.0

/* Longer input says nothing more, and costs time. */
#define MAX_CHARACTERS 256

/* What lies side by side on a keyboard, or follows in the alphabet. */
static const char *const sequences[] = {
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "qwertzuiop",
  "azertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "yxcvbnm",
};

static const char *const common_words[] = {
  "password", "passwort", "passphrase", "letmein",  "welcome",  "willkommen", "iloveyou",
  "monkey",   "dragon",   "football",   "baseball", "sunshine", "princess",   "shadow",
  "master",   "admin",    "login",      "secret",   "geheim",   "hallo",      "hello",
  "computer", "internet", "samsung",    "ethereum", "bitcoin",  "wallet",     "status",
  "sotto",    "test",     "summer",     "sommer",   "winter",   "january",    "love",
  "schatz",   "starwars", "superman",   "batman",   "pokemon",  "trustno",    "changeme",
  "woaini",   "qwerty",   "michael",    "daniel",   "thomas",   "jennifer",   "charlie",
};

typedef enum
{
  ALPHABET_DIGITS,
  ALPHABET_LOWER,
  ALPHABET_UPPER,
  ALPHABET_SIGNS,
  ALPHABET_WORLD,
  N_ALPHABETS,
} Alphabet;

static const guint alphabet_sizes[N_ALPHABETS] = { 10, 26, 26, 33, 100 };

static Alphabet
get_alphabet (gunichar character)
{
  if (character >= 128)
    return ALPHABET_WORLD;
  if (g_ascii_isdigit ((char) character))
    return ALPHABET_DIGITS;
  if (g_ascii_islower ((char) character))
    return ALPHABET_LOWER;
  return g_ascii_isupper ((char) character) ? ALPHABET_UPPER : ALPHABET_SIGNS;
}

/* The alphabets that occur, taken together. */
static double
get_bits_per_character (const gunichar *text, glong length)
{
  gboolean seen[N_ALPHABETS] = { FALSE };
  guint total = 0;

  for (glong i = 0; i < length; i++)
    seen[get_alphabet (text[i])] = TRUE;
  for (guint i = 0; i < N_ALPHABETS; i++)
    total += seen[i] ? alphabet_sizes[i] : 0;
  return total > 0 ? log2 (total) : 0;
}

static gboolean
are_neighbours (gunichar a, gunichar b)
{
  if (a == b)
    return TRUE;
  if (a >= 128 || b >= 128)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (sequences); i++)
    {
      const char *at = strchr (sequences[i], (char) a);

      if (at == NULL)
        continue;
      if (at[1] == (char) b || (at > sequences[i] && at[-1] == (char) b))
        return TRUE;
    }
  return FALSE;
}

/* How many characters at @text a common word takes. */
static glong
match_word (const gunichar *text, glong length)
{
  glong longest = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (common_words); i++)
    {
      glong word_length = (glong) strlen (common_words[i]);
      glong k = 0;

      while (k < word_length && k < length && text[k] == (guchar) common_words[i][k])
        k++;
      if (k == word_length)
        longest = MAX (longest, word_length);
    }
  return longest;
}

/* The length of the shortest piece that the text is a repetition of. */
static glong
get_period (const gunichar *text, glong length)
{
  for (glong period = 1; period <= length / 2; period++)
    {
      glong i = period;

      while (i < length && text[i] == text[i - period])
        i++;
      if (i == length)
        return period;
    }
  return length;
}

static double
estimate_bits (const gunichar *text, const gunichar *lower, glong length)
{
  double per_character = get_bits_per_character (text, length);
  glong counted = get_period (lower, length);
  double bits = counted < length ? 1.0 : 0.0;
  glong i = 0;

  while (i < counted)
    {
      glong word = match_word (lower + i, counted - i);

      if (word > 0)
        {
          bits += WORD_BITS;
          i += word;
          continue;
        }
      bits += i > 0 && are_neighbours (lower[i - 1], lower[i]) ? FORETOLD_BITS : per_character;
      i++;
    }
  return bits;
}

/**
 * sotto_password_estimate:
 * @password: a password
 *
 * Returns: how strong it is; what is no UTF-8 is %SOTTO_PASSWORD_TOO_SHORT
 */
SottoPasswordStrength
sotto_password_estimate (const char *password)
{
  gunichar lower[MAX_CHARACTERS] = { 0 };
  g_autofree gunichar *text = NULL;
  glong text_length;
  glong length;
  double bits;

  g_return_val_if_fail (password != NULL, SOTTO_PASSWORD_TOO_SHORT);

  if (!g_utf8_validate (password, -1, NULL) ||
      g_utf8_strlen (password, -1) < SOTTO_PASSWORD_MIN_CHARACTERS)
    return SOTTO_PASSWORD_TOO_SHORT;

  text = g_utf8_to_ucs4_fast (password, -1, &text_length);
  length = MIN (text_length, MAX_CHARACTERS);
  for (glong i = 0; i < length; i++)
    lower[i] = g_unichar_tolower (text[i]);
  bits = estimate_bits (text, lower, length);
  sotto_wipe (text, (gsize) text_length * sizeof *text);
  sotto_wipe (lower, sizeof lower);

  if (bits < FAIR_BITS)
    return SOTTO_PASSWORD_WEAK;
  if (bits < GOOD_BITS)
    return SOTTO_PASSWORD_FAIR;
  return bits < STRONG_BITS ? SOTTO_PASSWORD_GOOD : SOTTO_PASSWORD_STRONG;
}

/**
 * sotto_password_is_acceptable:
 * @password: a password
 *
 * Returns: whether an account may have it
 */
gboolean
sotto_password_is_acceptable (const char *password)
{
  return sotto_password_estimate (password) >= SOTTO_PASSWORD_FAIR;
}
