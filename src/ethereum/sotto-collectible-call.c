/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Collectibles: tokens that differ from each other (ERC-721), and those of which there are several
 * of a kind (ERC-1155). */

#include "sotto-collectible-call.h"

#include <string.h>

#include "sotto-call-data.h"
#include "sotto-hex.h"

static GBytes *
call_with_number (const char *signature, const SottoU256 *number)
{
  SottoCallData *call = sotto_call_data_new (signature);

  sotto_call_data_add_u256 (call, number);

  return sotto_call_data_end (call);
}

static GBytes *
call_with_owner (const char *signature, const guint8 owner[20], const SottoU256 *number)
{
  SottoCallData *call = sotto_call_data_new (signature);

  sotto_call_data_add_address (call, owner);
  sotto_call_data_add_u256 (call, number);

  return sotto_call_data_end (call);
}

static gboolean
is_taken_scheme (const char *uri)
{
  static const char *const schemes[] = { "ipfs://", "https://", "ar://", "data:application/json,",
                                         "data:application/json;" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (uri, schemes[i], strlen (schemes[i])) == 0)
      return TRUE;

  return FALSE;
}

/* What an address on the net is made of: nothing that could be a line of a request or be invisible.
 * What a `data:` one holds is text of its own. */
static gboolean
is_printable (const char *uri)
{
  for (; *uri != '\0'; uri++)
    if (!g_ascii_isgraph (*uri))
      return FALSE;

  return TRUE;
}

/* Public functions, in the header's order. */

GBytes *
sotto_collectible_call_supports_interface (guint32 interface)
{
  SottoCallData *call = sotto_call_data_new ("supportsInterface(bytes4)");
  guint8 word[32] = { (guint8) (interface >> 24), (guint8) (interface >> 16),
                      (guint8) (interface >> 8), (guint8) interface };

  sotto_call_data_add_word (call, word);

  return sotto_call_data_end (call);
}

GBytes *
sotto_collectible_call_owner_of (const SottoU256 *token_id)
{
  return call_with_number ("ownerOf(uint256)", token_id);
}

GBytes *
sotto_collectible_call_token_uri (const SottoU256 *token_id)
{
  return call_with_number ("tokenURI(uint256)", token_id);
}

GBytes *
sotto_collectible_call_token_of_owner (const guint8 owner[20], guint64 index)
{
  SottoU256 wide = sotto_u256_from_u64 (index);

  return call_with_owner ("tokenOfOwnerByIndex(address,uint256)", owner, &wide);
}

GBytes *
sotto_collectible_call_balance (const guint8 owner[20], const SottoU256 *token_id)
{
  return call_with_owner ("balanceOf(address,uint256)", owner, token_id);
}

GBytes *
sotto_collectible_call_balances (const guint8 owner[20],
                                 const SottoU256 *token_ids,
                                 guint n_token_ids)
{
  GPtrArray *owners = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);
  GPtrArray *ids = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);
  GPtrArray *both = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);
  g_autoptr (SottoAbiValue) value = NULL;

  for (guint i = 0; i < n_token_ids; i++)
    {
      g_ptr_array_add (owners, sotto_abi_value_new_address (owner));
      g_ptr_array_add (ids, sotto_abi_value_new_u256 (&token_ids[i]));
    }
  g_ptr_array_add (both, sotto_abi_value_new_list (owners));
  g_ptr_array_add (both, sotto_abi_value_new_list (ids));
  value = sotto_abi_value_new_list (both);

  return sotto_call_data_encode ("balanceOfBatch(address[],uint256[])", "(address[],uint256[])",
                                 value);
}

GBytes *
sotto_collectible_call_uri (const SottoU256 *token_id)
{
  return call_with_number ("uri(uint256)", token_id);
}

gboolean
sotto_collectible_result_get_balances (GBytes *result, SottoU256 *balances, guint n_balances)
{
  g_autoptr (SottoAbiValue) value = sotto_call_data_decode (result, "(uint256[])", 0);
  const SottoAbiValue *list;

  if (value == NULL)
    return FALSE;
  list = sotto_abi_value_get_value (value, 0);
  if (sotto_abi_value_get_n_values (list) != n_balances)
    return FALSE;
  for (guint i = 0; i < n_balances; i++)
    balances[i] = sotto_abi_value_get_u256 (sotto_abi_value_get_value (list, i));

  return TRUE;
}

char *
sotto_collectible_result_dup_uri (GBytes *result, const SottoU256 *token_id)
{
  g_autoptr (SottoAbiValue) value = sotto_call_data_decode (result, "(string)", 0);
  g_autofree char *text =
    value != NULL ? sotto_abi_value_dup_text (sotto_abi_value_get_value (value, 0)) : NULL;
  g_autoptr (GString) uri = NULL;
  g_autofree char *digits = NULL;
  guint8 bytes[SOTTO_U256_LENGTH];

  if (text == NULL || strlen (text) > SOTTO_COLLECTIBLE_MAX_URI || !is_taken_scheme (text))
    return NULL;
  if (g_ascii_strncasecmp (text, "data:", strlen ("data:")) == 0)
    return g_steal_pointer (&text);
  if (!is_printable (text))
    return NULL;
  sotto_u256_to_bytes (token_id, bytes);
  digits = sotto_hex_encode (bytes, sizeof bytes);
  uri = g_string_new (text);
  /* Once is what the standard has; a text of nothing but marks would grow twentyfold. */
  g_string_replace (uri, "{id}", digits, 1);

  return g_string_free (g_steal_pointer (&uri), FALSE);
}
