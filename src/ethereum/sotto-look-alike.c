/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses and names that are made to be taken for others.
 *
 * People look at the ends of an address, and whoever wants their money makes one with the same ends
 * and sends them nothing from it, so that it stands in their history.
 *
 * Of names, only such of ASCII are ever resolved; what is said about others is why they are
 * refused.
 */

#include "sotto-look-alike.h"

#include <string.h>

#define N_DIGITS (2 * SOTTO_ADDRESS_LENGTH)

/* Lower-case characters that look like Latin ones, by their code points: Cyrillic, Greek, Armenian
 * and some Latin ones that are rarely meant. Taken from what Unicode lists as confusable, and only
 * as much as serves to say which name is meant. */
static const struct
{
  gunichar character;
  char like;
} confusables[] = {
  { 0x00f8, 'o' }, { 0x0131, 'i' }, { 0x0251, 'a' }, { 0x0261, 'g' }, { 0x0269, 'i' },
  { 0x026f, 'w' }, { 0x028b, 'u' }, { 0x03b1, 'a' }, { 0x03b3, 'y' }, { 0x03b9, 'i' },
  { 0x03ba, 'k' }, { 0x03bd, 'v' }, { 0x03bf, 'o' }, { 0x03c1, 'p' }, { 0x03c3, 'o' },
  { 0x03c4, 't' }, { 0x03c5, 'u' }, { 0x03c7, 'x' }, { 0x03c9, 'w' }, { 0x03f2, 'c' },
  { 0x03f3, 'j' }, { 0x0430, 'a' }, { 0x0432, 'b' }, { 0x0433, 'r' }, { 0x0435, 'e' },
  { 0x043a, 'k' }, { 0x043c, 'm' }, { 0x043d, 'h' }, { 0x043e, 'o' }, { 0x0440, 'p' },
  { 0x0441, 'c' }, { 0x0442, 't' }, { 0x0443, 'y' }, { 0x0445, 'x' }, { 0x0455, 's' },
  { 0x0456, 'i' }, { 0x0458, 'j' }, { 0x04bb, 'h' }, { 0x04cf, 'l' }, { 0x0501, 'd' },
  { 0x051b, 'q' }, { 0x051d, 'w' }, { 0x0561, 'w' }, { 0x0563, 'q' }, { 0x0566, 'q' },
  { 0x0570, 'h' }, { 0x0578, 'n' }, { 0x057c, 'n' }, { 0x057d, 'u' }, { 0x0581, 'g' },
  { 0x0585, 'o' }, { 0x05d5, 'l' }, { 0x05df, 'l' }, { 0x0661, 'l' }, { 0x06f1, 'l' },
  { 0x1d0f, 'o' }, { 0x2010, '-' }, { 0x2011, '-' }, { 0x2012, '-' }, { 0x2013, '-' },
  { 0x2212, '-' },
};

static guint8
get_digit (const guint8 *address, guint index)
{
  guint8 byte = address[index / 2];

  return index % 2 == 0 ? byte >> 4 : byte & 0x0f;
}

/* How many digits are the same from the front, or from the back. */
static guint
count_same (const guint8 *a, const guint8 *b, gboolean from_back)
{
  guint n = 0;

  while (n < N_DIGITS && get_digit (a, from_back ? N_DIGITS - 1 - n : n) ==
                           get_digit (b, from_back ? N_DIGITS - 1 - n : n))
    n++;

  return n;
}

/* 0 for what is not confusable. */
static char
find_confusable (gunichar character)
{
  gsize first = 0, end = G_N_ELEMENTS (confusables);

  while (first < end)
    {
      gsize middle = first + (end - first) / 2;

      if (confusables[middle].character == character)
        return confusables[middle].like;
      if (confusables[middle].character < character)
        first = middle + 1;
      else
        end = middle;
    }

  return 0;
}

static gboolean
is_invisible (gunichar character)
{
  GUnicodeType type = g_unichar_type (character);

  return type == G_UNICODE_FORMAT || type == G_UNICODE_CONTROL ||
         type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK ||
         character == 0x115f || character == 0x1160 || character == 0x2800 || character == 0x3164 ||
         character == 0xffa0;
}

/* Whether the digit at @digit stands beside a letter of the same label. */
static gboolean
is_beside_letter (const char *name, const char *digit)
{
  return (digit > name && g_ascii_isalpha (digit[-1])) || g_ascii_isalpha (digit[1]);
}

/* What @character looks like on its own, in lower case. */
static char
flatten (gunichar character)
{
  char like = find_confusable (character);

  if (like != 0)
    return like;
  if (character == '0')
    return 'o';
  if (character == '1' || character == 'i' || character == '|')
    return 'l';

  return character < 0x80 ? (char) character : 0;
}

/* Pairs that look like one letter. */
static void
join_pairs (GString *skeleton)
{
  g_string_replace (skeleton, "rn", "m", 0);
  g_string_replace (skeleton, "vv", "w", 0);
  g_string_replace (skeleton, "cl", "d", 0);
}

/* Public functions, in the header's order. */

gssize
sotto_look_alike_address (const guint8 address[SOTTO_ADDRESS_LENGTH],
                          const guint8 *known,
                          gsize n_known)
{
  gssize found = -1;
  guint most = 0;

  for (gsize i = 0; i < n_known; i++)
    {
      const guint8 *other = known + i * SOTTO_ADDRESS_LENGTH;
      guint front = count_same (address, other, FALSE);
      guint back = count_same (address, other, TRUE);

      if (front == N_DIGITS)
        return -1;
      if (front < SOTTO_LOOK_ALIKE_DIGITS || back < SOTTO_LOOK_ALIKE_DIGITS || front + back <= most)
        continue;
      found = (gssize) i;
      most = front + back;
    }

  return found;
}

void
sotto_look_alike_get_range (const guint8 address[SOTTO_ADDRESS_LENGTH],
                            guint8 first[SOTTO_ADDRESS_LENGTH],
                            guint8 last[SOTTO_ADDRESS_LENGTH])
{
  for (guint i = 0; i < SOTTO_ADDRESS_LENGTH; i++)
    {
      guint n_same = SOTTO_LOOK_ALIKE_DIGITS > 2 * i ? SOTTO_LOOK_ALIKE_DIGITS - 2 * i : 0;
      guint8 open = n_same == 0 ? 0xff : n_same == 1 ? 0x0f : 0;

      first[i] = address[i] & (guint8) ~open;
      last[i] = address[i] | open;
    }
}

SottoNameLook
sotto_look_alike_name_look (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  SottoNameLook look = SOTTO_NAME_LOOK_PLAIN;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (is_invisible (character))
        look |= SOTTO_NAME_LOOK_INVISIBLE;
      else if (find_confusable (g_unichar_tolower (character)) != 0 ||
               (character >= 0xff01 && character <= 0xff5e))
        look |= SOTTO_NAME_LOOK_SCRIPT;
      else if ((character == '0' || character == '1') && is_beside_letter (valid, p))
        look |= SOTTO_NAME_LOOK_DIGITS;
    }

  return look;
}

char *
sotto_look_alike_skeleton (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  /* Takes fullwidth and other forms to the plain ones, and accents apart from their letters. */
  g_autofree char *plain = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  g_autofree char *lower = g_utf8_strdown (plain, -1);
  g_autoptr (GString) skeleton = g_string_new (NULL);

  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);
      char like = flatten (character);

      if (is_invisible (character))
        continue;
      if (like != 0)
        g_string_append_c (skeleton, like);
      else
        g_string_append_unichar (skeleton, character);
    }
  join_pairs (skeleton);

  return g_string_free (g_steal_pointer (&skeleton), FALSE);
}

const char *
sotto_look_alike_name (const char *name, const char *const *known)
{
  g_autofree char *skeleton = NULL;

  if (g_strv_contains (known, name))
    return NULL;
  skeleton = sotto_look_alike_skeleton (name);
  for (guint i = 0; known[i] != NULL; i++)
    {
      g_autofree char *other = sotto_look_alike_skeleton (known[i]);

      if (g_str_equal (skeleton, other))
        return known[i];
    }

  return NULL;
}
