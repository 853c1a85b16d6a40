/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-token-list.h"

#include <string.h>

#include "sotto-ethereum-error.h"
#include "sotto-json-text.h"
#include "sotto-text.h"

/* A place on all networks, for what was there already. */
#define PLACE_LENGTH (sizeof (guint64) + SOTTO_ADDRESS_LENGTH)

static void
listed_token_free (gpointer data)
{
  SottoListedToken *token = data;

  g_free (token->symbol);
  g_free (token->name);
  g_free (token);
}

/* A whole number, written as one. */
static gboolean
read_number (JsonNode *node, guint64 max, guint64 *number)
{
  const char *digits = node != NULL ? sotto_json_node_get_number (node) : NULL;

  return digits != NULL && g_ascii_string_to_unsigned (digits, 10, 0, max, number, NULL);
}

/* (transfer full) (nullable): NULL for what shows nothing. */
static char *
read_text (JsonNode *node, gsize max_characters)
{
  const char *text = node != NULL ? sotto_json_node_get_text (node) : NULL;
  g_autofree char *clean = NULL;

  if (text == NULL)
    return NULL;
  clean = g_strstrip (sotto_text_sanitise_name (text, max_characters));
  return *clean != '\0' ? g_steal_pointer (&clean) : NULL;
}

static gboolean
read_address (JsonNode *node, guint8 address[SOTTO_ADDRESS_LENGTH])
{
  const char *text = node != NULL ? sotto_json_node_get_text (node) : NULL;
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  return lower != NULL && sotto_address_parse (lower, address, NULL);
}

/* (transfer full) (nullable): NULL for what makes no sense. */
static SottoListedToken *
read_token (JsonNode *node)
{
  SottoListedToken *token;
  JsonObject *object;
  guint64 decimals = 0;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  object = json_node_get_object (node);
  token = g_new0 (SottoListedToken, 1);
  token->symbol =
    read_text (json_object_get_member (object, "symbol"), SOTTO_TOKEN_LIST_MAX_SYMBOL);
  token->name = read_text (json_object_get_member (object, "name"), SOTTO_TOKEN_LIST_MAX_NAME);
  if (token->symbol == NULL ||
      !read_number (json_object_get_member (object, "chainId"), G_MAXINT64, &token->chain_id) ||
      token->chain_id == 0 ||
      !read_number (json_object_get_member (object, "decimals"), SOTTO_TOKEN_LIST_MAX_DECIMALS,
                    &decimals) ||
      !read_address (json_object_get_member (object, "address"), token->address))
    {
      listed_token_free (token);
      return NULL;
    }
  token->decimals = (guint) decimals;
  if (token->name == NULL)
    token->name = g_strdup (token->symbol);
  return token;
}

/* (nullable): NULL for what is no version. */
static char *
read_version (JsonNode *node)
{
  static const char *const parts[] = { "major", "minor", "patch" };
  guint64 numbers[G_N_ELEMENTS (parts)];

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!read_number (json_object_get_member (json_node_get_object (node), parts[i]), G_MAXUINT32,
                      &numbers[i]))
      return NULL;
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT,
                          numbers[0], numbers[1], numbers[2]);
}

static GBytes *
get_place (const SottoListedToken *token)
{
  guint8 place[PLACE_LENGTH];

  memcpy (place, &token->chain_id, sizeof token->chain_id);
  memcpy (place + sizeof token->chain_id, token->address, SOTTO_ADDRESS_LENGTH);
  return g_bytes_new (place, sizeof place);
}

static void
read_tokens (SottoTokenList *list, JsonArray *array)
{
  g_autoptr (GHashTable) places =
    g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      SottoListedToken *token = read_token (json_array_get_element (array, i));

      if (token != NULL && g_hash_table_add (places, get_place (token)))
        {
          g_ptr_array_add (list->tokens, token);
          continue;
        }
      g_clear_pointer (&token, listed_token_free);
      list->n_skipped++;
    }
}

static SottoTokenList *
refuse (GError **error, SottoEthereumError code, const char *why)
{
  g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, (int) code, why);
  return NULL;
}

/* Public, in the header's order. */

void
sotto_token_list_free (SottoTokenList *list)
{
  g_free (list->name);
  g_free (list->version);
  g_ptr_array_unref (list->tokens);
  g_free (list);
}

SottoTokenList *
sotto_token_list_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonNode) root =
    sotto_json_text_parse (text, length, SOTTO_TOKEN_LIST_MAX_BYTES, error);
  SottoTokenList *list;
  JsonObject *object;
  JsonNode *tokens;

  if (root == NULL)
    return NULL;
  object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  tokens = object != NULL ? json_object_get_member (object, "tokens") : NULL;
  if (tokens == NULL || !JSON_NODE_HOLDS_ARRAY (tokens))
    return refuse (error, SOTTO_ETHEREUM_ERROR_MALFORMED, "this is no list of tokens");
  if (json_array_get_length (json_node_get_array (tokens)) > SOTTO_TOKEN_LIST_MAX_TOKENS)
    return refuse (error, SOTTO_ETHEREUM_ERROR_TOO_LARGE, "the list has too many tokens");
  list = g_new0 (SottoTokenList, 1);
  list->tokens = g_ptr_array_new_with_free_func (listed_token_free);
  list->name = read_text (json_object_get_member (object, "name"), SOTTO_TOKEN_LIST_MAX_NAME);
  if (list->name == NULL)
    list->name = g_strdup ("");
  list->version = read_version (json_object_get_member (object, "version"));
  read_tokens (list, json_node_get_array (tokens));
  return list;
}
