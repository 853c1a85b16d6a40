/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Counting, comparing and reading for all sets of vectors. */

#include "vector-run.h"

#include <stdio.h>
#include <string.h>

#include "sotto-hex.h"

/* No vector file holds a longer value. */
#define MAX_VALUE (32 * 1024 * 1024)

static void G_GNUC_PRINTF (3, 4) report (VectorRun *run, const char *field, const char *format, ...)
{
  g_autofree char *difference = NULL;
  va_list arguments;

  va_start (arguments, format);
  difference = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  printf ("%s: %s: %s: %s\n", run->file, run->current, field, difference);
  run->current_failed = TRUE;
}

void
vector_case_begin (VectorRun *run, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_free (run->current);
  run->current = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  run->current_failed = FALSE;
}

void
vector_case_end (VectorRun *run)
{
  if (run->current_failed)
    run->n_failed++;
  else
    run->n_passed++;
  g_clear_pointer (&run->current, g_free);
}

void
vector_not_implemented (VectorRun *run, guint n_cases)
{
  run->n_not_implemented += n_cases;
}

static const char *
without_prefix (const char *hex)
{
  return hex != NULL && g_str_has_prefix (hex, "0x") ? hex + 2 : hex;
}

void
vector_check_bytes (VectorRun *run,
                    const char *field,
                    const char *expected_hex,
                    gconstpointer data,
                    gsize length)
{
  g_autofree char *got = data != NULL ? sotto_hex_encode (data, length) : NULL;
  const char *expected = without_prefix (expected_hex);

  if (expected == NULL || got == NULL || g_ascii_strcasecmp (expected, got) != 0)
    report (run, field, "expected %.200s, got %.200s", expected != NULL ? expected : "(nothing)",
            got != NULL ? got : "(nothing)");
}

void
vector_check_gbytes (VectorRun *run, const char *field, const char *expected_hex, GBytes *got)
{
  gsize length = 0;
  gconstpointer data = got != NULL ? g_bytes_get_data (got, &length) : NULL;

  vector_check_bytes (run, field, expected_hex, data == NULL && got != NULL ? "" : data, length);
}

void
vector_check_text (VectorRun *run, const char *field, const char *expected, const char *got)
{
  if (g_strcmp0 (expected, got) != 0)
    report (run, field, "expected “%.200s”, got “%.200s”",
            expected != NULL ? expected : "(nothing)", got != NULL ? got : "(nothing)");
}

void
vector_check_int (VectorRun *run, const char *field, guint64 expected, guint64 got)
{
  if (expected != got)
    report (run, field, "expected %" G_GUINT64_FORMAT ", got %" G_GUINT64_FORMAT, expected, got);
}

void
vector_check_bool (VectorRun *run, const char *field, gboolean expected, gboolean got)
{
  if (!expected != !got)
    report (run, field, "expected %s, got %s", expected ? "true" : "false", got ? "true" : "false");
}

void
vector_fail (VectorRun *run, const char *field, GError **error)
{
  report (run, field, "%s", error != NULL && *error != NULL ? (*error)->message : "failed");
  g_clear_error (error);
}

JsonObject *
vector_root_object (JsonNode *root)
{
  static JsonObject *empty = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    return json_node_get_object (root);
  if (empty == NULL)
    empty = json_object_new ();
  return empty;
}

gboolean
vector_has (JsonObject *object, const char *member)
{
  return json_object_has_member (object, member) && !json_object_get_null_member (object, member);
}

JsonArray *
vector_array (JsonObject *object, const char *member)
{
  static JsonArray *empty = NULL;
  JsonNode *node = json_object_get_member (object, member);

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  if (empty == NULL)
    empty = json_array_new ();
  return empty;
}

JsonObject *
vector_object (JsonObject *object, const char *member)
{
  return vector_root_object (json_object_get_member (object, member));
}

static JsonNode *
get_value (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

const char *
vector_text (JsonObject *object, const char *member)
{
  JsonNode *node = get_value (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

gint64
vector_int (JsonObject *object, const char *member)
{
  JsonNode *node = get_value (object, member);

  if (node == NULL)
    return 0;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return (gint64) g_ascii_strtoull (json_node_get_string (node), NULL, 10);
  return json_node_get_int (node);
}

gboolean
vector_bool (JsonObject *object, const char *member)
{
  JsonNode *node = get_value (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

GBytes *
vector_bytes (JsonObject *object, const char *member)
{
  const char *hex = vector_text (object, member);
  GBytes *bytes = hex != NULL ? sotto_hex_decode (hex, MAX_VALUE, NULL) : NULL;

  return bytes != NULL ? bytes : g_bytes_new_static ("", 0);
}

GBytes *
vector_text_bytes (const char *text)
{
  g_autoptr (GString) bytes = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_utf8_get_char (p) == VECTOR_NUL)
      g_string_append_c (bytes, '\0');
    else
      g_string_append_unichar (bytes, g_utf8_get_char (p));

  return g_string_free_to_bytes (g_steal_pointer (&bytes));
}

gboolean
vector_fixed (JsonObject *object, const char *member, guint8 *into, gsize length)
{
  const char *hex = vector_text (object, member);

  if (hex != NULL && sotto_hex_decode_fixed (hex, into, length, NULL))
    return TRUE;
  memset (into, 0, length);
  return FALSE;
}

void
vector_each (VectorRun *run, JsonObject *root, const char *member, VectorCase function)
{
  JsonArray *cases = vector_array (root, member);

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonNode *node = json_array_get_element (cases, i);

      vector_case_begin (run, "%s %u", member, i);
      function (run, vector_root_object (node), i);
      vector_case_end (run);
    }
}
