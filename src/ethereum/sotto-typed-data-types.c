/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The types of structured data (EIP-712, encodeType): declared by whoever asks for a signature, and
 * therefore checked as a whole before anything is made of them.
 */

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-keccak.h"
#include "sotto-typed-data-private.h"

/* Characters of the name of a type or a member. */
#define MAX_NAME 64

static void
member_free (gpointer data)
{
  SottoTypedMember *member = data;

  g_free (member->name);
  g_free (member->type);
  g_free (member->base);
  g_clear_pointer (&member->elementary, sotto_abi_type_unref);
  g_free (member);
}

static void
struct_free (gpointer data)
{
  SottoTypedStruct *structure = data;

  g_free (structure->name);
  g_ptr_array_unref (structure->members);
  g_free (structure);
}

static gboolean
is_identifier (const char *text)
{
  if (text == NULL || !(g_ascii_isalpha (*text) || *text == '_' || *text == '$') ||
      strlen (text) > MAX_NAME)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_' && *p != '$')
      return FALSE;

  return TRUE;
}

/* Whether the brackets behind the name are pairs with nothing or a number in them. */
static gboolean
has_good_brackets (const char *type)
{
  g_autofree char *probe = NULL;
  g_autoptr (SottoAbiType) array = NULL;

  if (strlen (type) > SOTTO_ABI_MAX_TYPE_TEXT)
    return FALSE;
  probe = g_strconcat ("bool", type + strcspn (type, "["), NULL);
  array = sotto_abi_type_parse (probe, NULL);

  return array != NULL;
}

static SottoTypedMember *
find_member (GPtrArray *members, const char *name)
{
  for (guint i = 0; i < members->len; i++)
    {
      SottoTypedMember *member = g_ptr_array_index (members, i);

      if (g_str_equal (member->name, name))
        return member;
    }

  return NULL;
}

static gboolean
add_member (SottoTypedStruct *structure, JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  SottoTypedMember *member;
  const char *name, *type;

  if (object == NULL || json_object_get_size (object) != 2)
    return FALSE;
  name = sotto_json_node_get_text (json_object_get_member (object, "name"));
  type = sotto_json_node_get_text (json_object_get_member (object, "type"));
  if (!is_identifier (name) || type == NULL || !has_good_brackets (type) ||
      find_member (structure->members, name) != NULL)
    return FALSE;
  member = g_new0 (SottoTypedMember, 1);
  member->name = g_strdup (name);
  member->type = g_strdup (type);
  member->base = g_strndup (type, strcspn (type, "["));
  g_ptr_array_add (structure->members, member);

  return TRUE;
}

/* Elementary types of EIP-712 are those of contracts in their long form, without tuples. */
static SottoAbiType *
parse_elementary (const char *text)
{
  g_autoptr (SottoAbiType) type = sotto_abi_type_parse (text, NULL);
  g_autofree char *canonical = NULL;

  if (type == NULL || sotto_abi_type_get_kind (type) == SOTTO_ABI_TUPLE)
    return NULL;
  canonical = sotto_abi_type_to_string (type);

  return g_str_equal (canonical, text) ? g_steal_pointer (&type) : NULL;
}

static gboolean
add_struct (GHashTable *structs, const char *name, JsonNode *node)
{
  g_autoptr (SottoAbiType) elementary = sotto_abi_type_parse (name, NULL);
  SottoTypedStruct *structure;
  JsonArray *members;

  if (!is_identifier (name) || elementary != NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  members = json_node_get_array (node);
  if (json_array_get_length (members) > SOTTO_TYPED_DATA_MAX_MEMBERS)
    return FALSE;
  structure = g_new0 (SottoTypedStruct, 1);
  structure->name = g_strdup (name);
  structure->members = g_ptr_array_new_with_free_func (member_free);
  g_hash_table_insert (structs, structure->name, structure);
  for (guint i = 0; i < json_array_get_length (members); i++)
    if (!add_member (structure, json_array_get_element (members, i)))
      return FALSE;

  return TRUE;
}

static gboolean
resolve (GHashTable *structs, SottoTypedStruct *structure)
{
  for (guint i = 0; i < structure->members->len; i++)
    {
      SottoTypedMember *member = g_ptr_array_index (structure->members, i);

      member->structure = g_hash_table_lookup (structs, member->base);
      if (member->structure == NULL)
        member->elementary = parse_elementary (member->base);
      if (member->structure == NULL && member->elementary == NULL)
        return FALSE;
    }

  return TRUE;
}

enum
{
  VISIT_NEW,
  VISIT_OPEN,
  VISIT_DONE,
};

/* A type may come back to itself only through an array, which can be empty. */
static gboolean
is_finite (SottoTypedStruct *structure)
{
  if (structure->visit != VISIT_NEW)
    return structure->visit == VISIT_DONE;
  structure->visit = VISIT_OPEN;
  for (guint i = 0; i < structure->members->len; i++)
    {
      SottoTypedMember *member = g_ptr_array_index (structure->members, i);

      if (member->structure != NULL && strchr (member->type, '[') == NULL &&
          !is_finite (member->structure))
        return FALSE;
    }
  structure->visit = VISIT_DONE;

  return TRUE;
}

static void
collect (SottoTypedStruct *structure, GHashTable *found)
{
  if (!g_hash_table_add (found, structure))
    return;
  for (guint i = 0; i < structure->members->len; i++)
    {
      SottoTypedMember *member = g_ptr_array_index (structure->members, i);

      if (member->structure != NULL)
        collect (member->structure, found);
    }
}

static void
append_struct (const SottoTypedStruct *structure, GString *text)
{
  g_string_append_printf (text, "%s(", structure->name);
  for (guint i = 0; i < structure->members->len; i++)
    {
      const SottoTypedMember *member = g_ptr_array_index (structure->members, i);

      g_string_append_printf (text, "%s%s %s", i > 0 ? "," : "", member->type, member->name);
    }
  g_string_append_c (text, ')');
}

static int
compare_structs (gconstpointer a, gconstpointer b)
{
  const SottoTypedStruct *first = *(SottoTypedStruct *const *) a;
  const SottoTypedStruct *second = *(SottoTypedStruct *const *) b;

  return strcmp (first->name, second->name);
}

/* In the header's order. */

GHashTable *
sotto_typed_structs_parse (JsonNode *types, GError **error)
{
  g_autoptr (GHashTable) structs =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, struct_free);
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (types) ? json_node_get_object (types) : NULL;
  gboolean good = object != NULL && json_object_get_size (object) <= SOTTO_TYPED_DATA_MAX_TYPES;
  GHashTableIter structures;
  SottoTypedStruct *structure;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (good)
    json_object_iter_init (&iter, object);
  while (good && json_object_iter_next (&iter, &name, &node))
    good = add_struct (structs, name, node);
  g_hash_table_iter_init (&structures, structs);
  while (good && g_hash_table_iter_next (&structures, NULL, (gpointer *) &structure))
    good = resolve (structs, structure);
  g_hash_table_iter_init (&structures, structs);
  while (good && g_hash_table_iter_next (&structures, NULL, (gpointer *) &structure))
    {
      g_autofree char *text = NULL;

      good = is_finite (structure);
      text = sotto_typed_struct_encode (structure);
      sotto_keccak256 (text, strlen (text), &structure->type_hash);
    }
  if (!good)
    {
      sotto_typed_data_refuse (error, _ ("The types of this data are not well declared"));
      return NULL;
    }

  return g_steal_pointer (&structs);
}

char *
sotto_typed_struct_encode (SottoTypedStruct *structure)
{
  g_autoptr (GHashTable) found = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer other;

  collect (structure, found);
  g_hash_table_remove (found, structure);
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &other, NULL))
    g_ptr_array_add (others, other);
  g_ptr_array_sort (others, compare_structs);
  append_struct (structure, text);
  for (guint i = 0; i < others->len; i++)
    append_struct (g_ptr_array_index (others, i), text);

  return g_strdup (text->str);
}

char *
sotto_typed_brackets_cut (const char *type, guint *length)
{
  const char *bracket = strrchr (type, '[');

  if (bracket == NULL)
    return NULL;
  *length = (guint) g_ascii_strtoull (bracket + 1, NULL, 10);

  return g_strndup (type, (gsize) (bracket - type));
}
