/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text forms of bytes whose alphabets have a power of two characters (RFC 4648, sections 5 and 6):
 * the bits of the bytes, most significant first, in groups of five or six. */

#include "sotto-base32.h"

#include <string.h>

#include "sotto-error.h"

typedef struct
{
  const char *name;
  const char *characters;
  guint bits;
} Alphabet;

static const Alphabet base32 = { "base32", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5 };
static const Alphabet base64url = {
  "base64url", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6
};

static char *
encode (const Alphabet *alphabet, const guint8 *data, gsize length)
{
  GString *text = g_string_sized_new (length * 8 / alphabet->bits + 1);
  guint mask = (1u << alphabet->bits) - 1;
  guint32 held = 0;
  guint n_held = 0;

  for (gsize i = 0; i < length; i++)
    {
      held = held << 8 | data[i];
      n_held += 8;
      while (n_held >= alphabet->bits)
        {
          n_held -= alphabet->bits;
          g_string_append_c (text, alphabet->characters[held >> n_held & mask]);
        }
    }
  if (n_held > 0)
    g_string_append_c (text, alphabet->characters[held << (alphabet->bits - n_held) & mask]);
  return g_string_free (text, FALSE);
}

static GBytes *
refuse (const Alphabet *alphabet, GError **error)
{
  g_set_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED, "This is not %s",
               alphabet->name);
  return NULL;
}

static GBytes *
decode (const Alphabet *alphabet, const char *text, gsize max_length, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint32 held = 0;
  guint n_held = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      const char *found = strchr (alphabet->characters, *p);

      if (found == NULL)
        return refuse (alphabet, error);
      held = held << alphabet->bits | (guint32) (found - alphabet->characters);
      n_held += alphabet->bits;
      if (n_held >= 8)
        {
          guint8 byte = (guint8) (held >> (n_held - 8));

          if (bytes->len == max_length)
            {
              g_set_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TOO_LARGE, "This is too long");
              return NULL;
            }
          n_held -= 8;
          g_byte_array_append (bytes, &byte, 1);
        }
    }
  if (n_held >= alphabet->bits || (held & ((1u << n_held) - 1)) != 0)
    return refuse (alphabet, error);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * sotto_base32_encode:
 * @data: (array length=length): bytes
 * @length: of @data
 *
 * Returns: (transfer full): capitals and digits from 2 to 7
 */
char *
sotto_base32_encode (gconstpointer data, gsize length)
{
  return encode (&base32, data, length);
}

/**
 * sotto_base32_decode:
 * @text: in capitals
 * @max_length: bytes that are accepted
 * @error: return location for a #SottoBaseError
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *
sotto_base32_decode (const char *text, gsize max_length, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  return decode (&base32, text, max_length, error);
}

/**
 * sotto_base64url_encode:
 * @data: (array length=length): bytes
 * @length: of @data
 *
 * Returns: (transfer full): text with - and _ in place of + and /
 */
char *
sotto_base64url_encode (gconstpointer data, gsize length)
{
  return encode (&base64url, data, length);
}

/**
 * sotto_base64url_decode:
 * @text: with - and _ in place of + and /
 * @max_length: bytes that are accepted
 * @error: return location for a #SottoBaseError
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *
sotto_base64url_decode (const char *text, gsize max_length, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  return decode (&base64url, text, max_length, error);
}
