/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text from the network, made fit to be looked at. */

#include "sotto-text.h"

#include <string.h>

#define ELLIPSIS 0x2026u

gboolean
sotto_set_string (char **target, const char *value)
{
  char *copy;

  if (g_strcmp0 (*target, value) == 0)
    return FALSE;
  copy = g_strdup (value);
  g_free (*target);
  *target = copy;
  return TRUE;
}

gboolean
sotto_text_is_valid (const guint8 *data, gsize length, gsize max_bytes)
{
  return length <= max_bytes && g_utf8_validate_len ((const char *) data, length, NULL);
}

/* Embeddings, overrides (U+202A..E), isolates (U+2066..9): they reorder what stands around them. */
static gboolean
is_bidi_control (gunichar character)
{
  return (character >= 0x202a && character <= 0x202e) ||
         (character >= 0x2066 && character <= 0x2069);
}

/* What takes no room and means nothing in a name, but makes two names differ. */
static gboolean
is_invisible (gunichar character)
{
  return (character >= 0x200b && character <= 0x200f) || character == 0x00ad ||
         character == 0x034f || character == 0x061c || character == 0x115f || character == 0x1160 ||
         character == 0x180e || (character >= 0x2060 && character <= 0x2064) ||
         (character >= 0x206a && character <= 0x206f) || character == 0x3164 ||
         character == 0xfeff || character == 0xffa0 ||
         (character >= 0xfff9 && character <= 0xfffb) ||
         (character >= 0xe0000 && character <= 0xe0fff);
}

static gboolean
is_control (gunichar character)
{
  return g_unichar_iscntrl (character) || character == 0x2028 || character == 0x2029;
}

char *
sotto_text_sanitise_name (const char *text, gsize max_characters)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *name = g_string_new (NULL);
  gsize n_characters = 0;
  gsize last_start = 0;
  gboolean pending_space = FALSE;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (is_bidi_control (character) || is_invisible (character))
        continue;
      if (g_unichar_isspace (character) || is_control (character))
        {
          pending_space = n_characters > 0;
          continue;
        }
      if (n_characters + (pending_space ? 1 : 0) >= max_characters)
        {
          /* The ellipsis takes the place of the last character when there is no other. */
          if (n_characters >= max_characters)
            g_string_truncate (name, last_start);
          g_string_append_unichar (name, ELLIPSIS);
          break;
        }
      last_start = name->len;
      if (pending_space)
        {
          g_string_append_c (name, ' ');
          n_characters++;
          pending_space = FALSE;
        }
      g_string_append_unichar (name, character);
      n_characters++;
    }
  return g_string_free (name, FALSE);
}

/* Which closing character a bidi control waits for: POP DIRECTIONAL FORMATTING or POP DIRECTIONAL
 * ISOLATE; 0 for one that opens nothing. */
static gunichar
get_closing (gunichar character)
{
  if (character >= 0x202a && character <= 0x202e && character != 0x202c)
    return 0x202c;
  if (character >= 0x2066 && character <= 0x2068)
    return 0x2069;
  return 0;
}

/* The deepest nesting that the Unicode bidirectional algorithm knows. */
#define MAX_BIDI_DEPTH 125

typedef struct
{
  GString *text;
  gunichar open[MAX_BIDI_DEPTH];
  guint depth;
} BodyWriter;

static void
close_all (BodyWriter *writer)
{
  while (writer->depth > 0)
    g_string_append_unichar (writer->text, writer->open[--writer->depth]);
}

static void
append_bidi_control (BodyWriter *writer, gunichar character)
{
  gunichar closing = get_closing (character);

  if (closing != 0 && writer->depth < MAX_BIDI_DEPTH)
    {
      writer->open[writer->depth++] = closing;
      g_string_append_unichar (writer->text, character);
    }
  else if (closing == 0 && writer->depth > 0 && writer->open[writer->depth - 1] == character)
    {
      writer->depth--;
      g_string_append_unichar (writer->text, character);
    }
}

char *
sotto_text_sanitise_body (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  BodyWriter writer = { .text = g_string_sized_new (strlen (valid)) };

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (character == '\r' && p[1] == '\n')
        continue;
      if (character == '\n' || character == '\r' || character == 0x2028 || character == 0x2029)
        {
          close_all (&writer);
          g_string_append_c (writer.text, '\n');
        }
      else if (is_bidi_control (character))
        append_bidi_control (&writer, character);
      else if (character == '\t' || !is_control (character))
        g_string_append_unichar (writer.text, character);
    }
  close_all (&writer);
  return g_string_free (writer.text, FALSE);
}

gboolean
sotto_text_is_hidden (gunichar character)
{
  switch (g_unichar_type (character))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    case G_UNICODE_SPACE_SEPARATOR:
      return character != ' ';
    default:
      /* Variation selectors, Mongolian ones too, and the braille cell without a dot. */
      return is_invisible (character) || (character >= 0xfe00 && character <= 0xfe0f) ||
             (character >= 0x180b && character <= 0x180f) || character == 0x2800;
    }
}
