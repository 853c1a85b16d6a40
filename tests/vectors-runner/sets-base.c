/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RLP: rlp.json (public, valid and invalid) and rlp-generated.json. */

#include "sotto-rlp.h"
#include "vector-sets.h"

/* "in" of the public vectors: text, a number, "#" and a decimal number of any size, or a list of
 * these. */
static void
add_decimal (SottoRlpWriter *writer, const char *decimal)
{
  guint8 bytes[64] = { 0 };
  gsize first = 0;

  for (const char *digit = decimal; *digit != '\0'; digit++)
    {
      guint carry = (guint) (*digit - '0');

      for (gsize i = sizeof bytes; i-- > 0;)
        {
          carry += bytes[i] * 10u;
          bytes[i] = (guint8) carry;
          carry >>= 8;
        }
    }
  while (first < sizeof bytes && bytes[first] == 0)
    first++;
  sotto_rlp_writer_add_string (writer, bytes + first, sizeof bytes - first);
}

static void
add_public_text (SottoRlpWriter *writer, const char *text)
{
  g_autoptr (GBytes) bytes = vector_text_bytes (text);

  sotto_rlp_writer_add_string (writer, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
add_public_item (SottoRlpWriter *writer, JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *items = json_node_get_array (node);

      sotto_rlp_writer_begin_list (writer);
      for (guint i = 0; i < json_array_get_length (items); i++)
        add_public_item (writer, json_array_get_element (items, i));
      sotto_rlp_writer_end_list (writer);
    }
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    sotto_rlp_writer_add_u64 (writer, (guint64) json_node_get_int (node));
  else if (g_str_has_prefix (json_node_get_string (node), "#"))
    add_decimal (writer, json_node_get_string (node) + 1);
  else
    add_public_text (writer, json_node_get_string (node));
}

static void
add_generated_item (SottoRlpWriter *writer, JsonNode *node)
{
  g_autoptr (JsonObject) holder = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  gconstpointer data;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *items = json_node_get_array (node);

      sotto_rlp_writer_begin_list (writer);
      for (guint i = 0; i < json_array_get_length (items); i++)
        add_generated_item (writer, json_array_get_element (items, i));
      sotto_rlp_writer_end_list (writer);
      return;
    }
  holder = json_object_new ();
  json_object_set_string_member (holder, "item", json_node_get_string (node));
  bytes = vector_bytes (holder, "item");
  data = g_bytes_get_data (bytes, &length);
  sotto_rlp_writer_add_string (writer, data, length);
}

/* Reads @reader to its end and writes the same items again. */
static gboolean
copy_items (SottoRlpReader *reader, SottoRlpWriter *writer, GError **error)
{
  while (!sotto_rlp_reader_at_end (reader))
    {
      const guint8 *data;
      gsize length;

      if (sotto_rlp_reader_next_is_list (reader))
        {
          SottoRlpReader list;

          sotto_rlp_writer_begin_list (writer);
          if (!sotto_rlp_reader_enter (reader, &list, error) || !copy_items (&list, writer, error))
            return FALSE;
          sotto_rlp_writer_end_list (writer);
          continue;
        }
      if (!sotto_rlp_reader_read_string (reader, &data, &length, error))
        return FALSE;
      sotto_rlp_writer_add_string (writer, data, length);
    }
  return TRUE;
}

static void
check_decoding (VectorRun *run, JsonObject *object, const char *member)
{
  g_autoptr (GBytes) encoded = vector_bytes (object, member);
  g_autoptr (SottoRlpWriter) writer = sotto_rlp_writer_new ();
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  SottoRlpReader reader;
  gsize length;
  const guint8 *data = g_bytes_get_data (encoded, &length);

  if (!sotto_rlp_validate (data, length, &error))
    {
      vector_fail (run, "decoding", &error);
      return;
    }
  sotto_rlp_reader_init_bytes (&reader, encoded);
  if (!copy_items (&reader, writer, &error))
    {
      vector_fail (run, "decoding", &error);
      return;
    }
  again = sotto_rlp_writer_end (g_steal_pointer (&writer));
  vector_check_gbytes (run, "decoded and encoded again", vector_text (object, member), again);
}

static void
check_valid (VectorRun *run, JsonObject *object, guint index)
{
  SottoRlpWriter *writer = sotto_rlp_writer_new ();
  g_autoptr (GBytes) encoded = NULL;

  add_public_item (writer, json_object_get_member (object, "in"));
  encoded = sotto_rlp_writer_end (writer);
  vector_check_gbytes (run, "out", vector_text (object, "out"), encoded);
  check_decoding (run, object, "out");
}

static void
check_invalid (VectorRun *run, JsonObject *object, guint index)
{
  g_autoptr (GBytes) encoded = vector_bytes (object, "out");
  gsize length;
  const guint8 *data = g_bytes_get_data (encoded, &length);

  vector_check_bool (run, "refused", TRUE, !sotto_rlp_validate (data, length, NULL));
}

static void
check_bytes_only (VectorRun *run, JsonObject *object, guint index)
{
  check_decoding (run, object, "out");
}

static void
check_generated (VectorRun *run, JsonObject *object, guint index)
{
  SottoRlpWriter *writer = sotto_rlp_writer_new ();
  g_autoptr (GBytes) encoded = NULL;

  add_generated_item (writer, json_object_get_member (object, "item"));
  encoded = sotto_rlp_writer_end (writer);
  vector_check_gbytes (run, "encoded", vector_text (object, "encoded"), encoded);
  check_decoding (run, object, "encoded");
}

static void
run_public (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "valid", check_valid);
  vector_each (run, vector_root_object (root), "invalid", check_invalid);
  vector_each (run, vector_root_object (root), "validBytesOnly", check_bytes_only);
}

static void
run_generated (VectorRun *run, JsonNode *root)
{
  vector_each (run, vector_root_object (root), "cases", check_generated);
}

const VectorSetEntry vector_sets_base[] = {
  { "rlp.json", "valid", run_public },
  { "rlp-generated.json", "cases", run_generated },
  { NULL },
};
