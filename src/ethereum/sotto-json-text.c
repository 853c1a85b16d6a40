/* SPDX-License-Identifier: GPL-3.0-or-later */

/* JSON from outside. The library reads numbers as 64 bits or doubles and nests as deep as the input
 * says; so the text is looked through once before, and numbers become strings with a mark in front.
 */

#include "sotto-json-text.h"

#include <string.h>

#include "sotto-ethereum-error.h"

/* A character that no text interchanges: U+FDD0. A string that begins with it is refused. */
#define MARK "\xef\xb7\x90"
#define ESCAPED_MARK "\\ufdd0"

static gboolean
refuse (GError **error, int code, const char *message)
{
  g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, code, message);

  return FALSE;
}

/* The length of the string that begins at @text with its quotes, or 0 if it does not end. */
static gsize
measure_string (const char *text, gsize length)
{
  for (gsize i = 1; i < length; i++)
    if (text[i] == '\\')
      i++;
    else if (text[i] == '"')
      return i + 1;

  return 0;
}

static gsize
measure_number (const char *text, gsize length)
{
  gsize n = 0;

  while (n < length && (g_ascii_isdigit (text[n]) || strchr ("+-.eE", text[n]) != NULL))
    n++;

  return n;
}

static gboolean
is_mark (const char *text, gsize length)
{
  return g_ascii_strncasecmp (text + 1, ESCAPED_MARK, MIN (strlen (ESCAPED_MARK), length - 1)) ==
           0 ||
         strncmp (text + 1, MARK, MIN (strlen (MARK), length - 1)) == 0;
}

/* Whether the string holds an escaped U+0000, at which the library would end it. */
static gboolean
holds_nul (const char *text, gsize length)
{
  for (gsize i = 0; i + 5 < length; i++)
    if (text[i] == '\\')
      {
        if (strncmp (text + i + 1, "u0000", 5) == 0)
          return TRUE;
        i++;
      }

  return FALSE;
}

static gboolean
nests_too_deep (char character, guint *depth)
{
  if (character == '{' || character == '[')
    return ++*depth > SOTTO_JSON_MAX_DEPTH;
  if ((character == '}' || character == ']') && *depth > 0)
    (*depth)--;

  return FALSE;
}

/* (transfer full): @text with its numbers as marked strings, or NULL. */
static GString *
mark_numbers (const char *text, gsize length, GError **error)
{
  g_autoptr (GString) marked = g_string_sized_new (length + length / 8);
  guint depth = 0;
  gsize n;

  for (gsize i = 0; i < length; i += n)
    {
      n = 1;
      if (text[i] == '"')
        {
          n = measure_string (text + i, length - i);
          if (n == 0 || is_mark (text + i, n) || holds_nul (text + i, n))
            {
              refuse (error, SOTTO_ETHEREUM_ERROR_MALFORMED, "This is no JSON");
              return NULL;
            }
        }
      else if (text[i] == '-' || g_ascii_isdigit (text[i]))
        {
          n = measure_number (text + i, length - i);
          g_string_append (marked, "\"" MARK);
          g_string_append_len (marked, text + i, (gssize) n);
          g_string_append_c (marked, '"');
          continue;
        }
      else if (nests_too_deep (text[i], &depth))
        {
          refuse (error, SOTTO_ETHEREUM_ERROR_TOO_LARGE, "This JSON is nested too deep");
          return NULL;
        }
      g_string_append_len (marked, text + i, (gssize) n);
    }

  return g_steal_pointer (&marked);
}

static const char *
get_string (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

static void
member_cb (JsonParser *parser, JsonObject *object, const char *name, guint *n_read)
{
  (*n_read)++;
}

static void
object_end_cb (JsonParser *parser, JsonObject *object, guint *n_kept)
{
  *n_kept += json_object_get_size (object);
}

static JsonNode *
parse (JsonParser *parser, const char *text, gsize length, gsize max_length, GError **error)
{
  g_autoptr (GString) marked = NULL;

  if (length > max_length)
    {
      refuse (error, SOTTO_ETHEREUM_ERROR_TOO_LARGE, "This JSON is too large");
      return NULL;
    }
  if (length == 0 || !g_utf8_validate_len (text, length, NULL))
    {
      refuse (error, SOTTO_ETHEREUM_ERROR_MALFORMED, "This is no JSON");
      return NULL;
    }
  marked = mark_numbers (text, length, error);
  if (marked == NULL)
    return NULL;
  if (!json_parser_load_from_data (parser, marked->str, (gssize) marked->len, NULL) ||
      json_parser_get_root (parser) == NULL)
    {
      refuse (error, SOTTO_ETHEREUM_ERROR_MALFORMED, "This is no JSON");
      return NULL;
    }

  return json_parser_steal_root (parser);
}

JsonNode *
sotto_json_text_parse (const char *text, gsize length, gsize max_length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  return parse (parser, text, length, max_length, error);
}

JsonNode *
sotto_json_text_parse_once (const char *text, gsize length, gsize max_length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  guint n_read = 0;
  guint n_kept = 0;

  g_signal_connect (parser, "object-member", G_CALLBACK (member_cb), &n_read);
  g_signal_connect (parser, "object-end", G_CALLBACK (object_end_cb), &n_kept);
  root = parse (parser, text, length, max_length, error);
  if (root == NULL || n_read == n_kept)
    return g_steal_pointer (&root);
  refuse (error, SOTTO_ETHEREUM_ERROR_MALFORMED, "This JSON has a member twice");
  return NULL;
}

const char *
sotto_json_node_get_number (JsonNode *node)
{
  const char *text = get_string (node);

  return text != NULL && g_str_has_prefix (text, MARK) ? text + strlen (MARK) : NULL;
}

const char *
sotto_json_node_get_text (JsonNode *node)
{
  const char *text = get_string (node);

  return text != NULL && !g_str_has_prefix (text, MARK) ? text : NULL;
}
