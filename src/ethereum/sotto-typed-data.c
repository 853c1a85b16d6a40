/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Structured data to be signed (EIP-712): the whole of it. */

#include "sotto-typed-data.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-ethereum-error.h"
#include "sotto-keccak.h"
#include "sotto-typed-data-private.h"

#define DOMAIN_TYPE "EIP712Domain"

struct _SottoTypedData
{
  char *encoded_type;
  SottoHash domain_separator;
  SottoHash struct_hash;
  GPtrArray *rows;
};

static void
row_free (gpointer data)
{
  SottoTypedDataRow *row = data;

  g_free (row->name);
  g_free (row->type);
  g_free (row->value);
  g_free (row);
}

static void
data_clear (SottoTypedData *data)
{
  g_clear_pointer (&data->encoded_type, g_free);
  g_clear_pointer (&data->rows, g_ptr_array_unref);
}

/* The members that a domain may have, in this order. */
static const struct
{
  const char *name;
  const char *type;
} domain_members[] = {
  { "name", "string" },     { "version", "string" },
  { "chainId", "uint256" }, { "verifyingContract", "address" },
  { "salt", "bytes32" },
};

static gboolean
is_domain (const SottoTypedStruct *structure)
{
  guint next = 0;

  for (guint i = 0; i < structure->members->len; i++)
    {
      const SottoTypedMember *member = g_ptr_array_index (structure->members, i);

      while (next < G_N_ELEMENTS (domain_members) &&
             !g_str_equal (domain_members[next].name, member->name))
        next++;
      if (next == G_N_ELEMENTS (domain_members) ||
          !g_str_equal (domain_members[next++].type, member->type))
        return FALSE;
    }

  return structure->members->len > 0;
}

/* A domain without a chain is for every chain; it may be signed and says so by what is shown. */
static gboolean
check_chain (GPtrArray *rows, guint64 chain_id, GError **error)
{
  g_autofree char *expected = g_strdup_printf ("%" G_GUINT64_FORMAT, chain_id);

  for (guint i = 0; i < rows->len; i++)
    {
      const SottoTypedDataRow *row = g_ptr_array_index (rows, i);

      if (!g_str_equal (row->name, "chainId") || g_str_equal (row->value, expected))
        continue;
      g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_UNSUPPORTED,
                           _ ("This data is for another chain"));
      return FALSE;
    }

  return TRUE;
}

static gboolean
has_only_known_members (JsonObject *object)
{
  return json_object_get_size (object) == 4 && json_object_has_member (object, "types") &&
         json_object_has_member (object, "primaryType") &&
         json_object_has_member (object, "domain") && json_object_has_member (object, "message");
}

static gboolean
hash_parts (SottoTypedData *data, JsonObject *object, guint64 chain_id, GError **error)
{
  SottoTypedHasher hasher = { .rows = data->rows };
  g_autoptr (GHashTable) structs =
    sotto_typed_structs_parse (json_object_get_member (object, "types"), error);
  const char *name = sotto_json_node_get_text (json_object_get_member (object, "primaryType"));
  SottoTypedStruct *domain, *primary;

  if (structs == NULL)
    return FALSE;
  domain = g_hash_table_lookup (structs, DOMAIN_TYPE);
  primary = name != NULL ? g_hash_table_lookup (structs, name) : NULL;
  if (domain == NULL || !is_domain (domain) || primary == NULL)
    return sotto_typed_data_refuse (error, _ ("The types of this data are not well declared"));
  data->encoded_type = sotto_typed_struct_encode (primary);

  return sotto_typed_struct_hash (&hasher, domain, json_object_get_member (object, "domain"),
                                  &data->domain_separator, error) &&
         check_chain (data->rows, chain_id, error) &&
         sotto_typed_struct_hash (&hasher, primary, json_object_get_member (object, "message"),
                                  &data->struct_hash, error);
}

gboolean
sotto_typed_data_refuse (GError **error, const char *message)
{
  g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED, message);

  return FALSE;
}

/* Public functions, in the header's order. */

SottoTypedData *
sotto_typed_data_parse (const char *json, gsize length, guint64 chain_id, GError **error)
{
  g_autoptr (SottoTypedData) data = g_atomic_rc_box_new0 (SottoTypedData);
  g_autoptr (JsonNode) root =
    sotto_json_text_parse_once (json, length, SOTTO_TYPED_DATA_MAX_BYTES, error);

  if (root == NULL)
    return NULL;
  data->rows = g_ptr_array_new_with_free_func (row_free);
  if (!JSON_NODE_HOLDS_OBJECT (root) || !has_only_known_members (json_node_get_object (root)))
    {
      sotto_typed_data_refuse (error, _ ("This is no structured data"));
      return NULL;
    }
  if (!hash_parts (data, json_node_get_object (root), chain_id, error))
    return NULL;

  return g_steal_pointer (&data);
}

SottoTypedData *
sotto_typed_data_ref (SottoTypedData *data)
{
  return g_atomic_rc_box_acquire (data);
}

void
sotto_typed_data_unref (SottoTypedData *data)
{
  g_atomic_rc_box_release_full (data, (GDestroyNotify) data_clear);
}

const char *
sotto_typed_data_get_encoded_type (SottoTypedData *data)
{
  return data->encoded_type;
}

void
sotto_typed_data_get_domain_separator (SottoTypedData *data, SottoHash *hash)
{
  *hash = data->domain_separator;
}

void
sotto_typed_data_get_struct_hash (SottoTypedData *data, SottoHash *hash)
{
  *hash = data->struct_hash;
}

void
sotto_typed_data_get_digest (SottoTypedData *data, SottoHash *digest)
{
  SottoKeccak keccak;

  sotto_keccak_init (&keccak);
  sotto_keccak_update (&keccak, "\x19\x01", 2);
  sotto_keccak_update (&keccak, data->domain_separator.bytes, SOTTO_HASH_LENGTH);
  sotto_keccak_update (&keccak, data->struct_hash.bytes, SOTTO_HASH_LENGTH);
  sotto_keccak_sum (&keccak, digest);
}

GPtrArray *
sotto_typed_data_get_rows (SottoTypedData *data)
{
  return data->rows;
}

SottoTypedDataRight
sotto_typed_data_get_right (SottoTypedData *data)
{
  const char *type = data->encoded_type;

  if (g_str_has_prefix (type, "Permit") &&
      (strstr (type, ")TokenPermissions(") != NULL || strstr (type, ")PermitDetails(") != NULL))
    return SOTTO_TYPED_DATA_RIGHT_PERMIT2;
  if (g_str_has_prefix (type, "Permit(") && strstr (type, "address spender") != NULL)
    return SOTTO_TYPED_DATA_RIGHT_PERMIT;
  if (g_str_has_prefix (type, "OrderComponents(") || g_str_has_prefix (type, "BulkOrder(") ||
      g_str_has_prefix (type, "Order(") || g_str_has_prefix (type, "Listing("))
    return SOTTO_TYPED_DATA_RIGHT_ORDER;

  return SOTTO_TYPED_DATA_RIGHT_NONE;
}

const char *
sotto_typed_data_get_spender (SottoTypedData *data)
{
  for (guint i = 0; i < data->rows->len; i++)
    {
      const SottoTypedDataRow *row = g_ptr_array_index (data->rows, i);

      if (row->value != NULL && g_str_equal (row->type, "address") &&
          g_str_equal (row->name, "spender"))
        return row->value;
    }

  return NULL;
}

const char *
sotto_typed_data_get_right_text (SottoTypedDataRight right)
{
  switch (right)
    {
    case SOTTO_TYPED_DATA_RIGHT_NONE:
      return "";
    case SOTTO_TYPED_DATA_RIGHT_PERMIT:
    case SOTTO_TYPED_DATA_RIGHT_PERMIT2:
      return _ ("Whoever has this signature can take tokens from this account, without any "
                "transaction of yours.");
    case SOTTO_TYPED_DATA_RIGHT_ORDER:
      return _ ("Whoever has this signature can take what is offered here, at this price.");
    }

  return "";
}
