/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Look-ups outside of the chain (ERC-3668): a call fails with
 *
 *   OffchainLookup (address sender, string[] urls, bytes callData, bytes4 callback, bytes extra)
 *
 * and is made again as callback (bytes answer, bytes extra).
 */

#include "sotto-outside-lookup.h"

#include <string.h>

#include "sotto-call-data.h"
#include "sotto-hex.h"
#include "sotto-revert.h"

#define SIGNATURE "OffchainLookup(address,string[],bytes,bytes4,bytes)"
#define TYPES "(address,string[],bytes,bytes4,bytes)"
#define SENDER_MARK "{sender}"
#define DATA_MARK "{data}"
#define MAX_URL 2048

/* Addresses without anything that could be a line of a request. */
static gboolean
is_url (const char *url, SottoOutsideRules rules)
{
  if (url == NULL || strlen (url) > MAX_URL)
    return FALSE;
  if (!g_str_has_prefix (url, "https://") &&
      !(rules == SOTTO_OUTSIDE_RULES_LOOPBACK && g_str_has_prefix (url, "http://127.0.0.1:")))
    return FALSE;
  for (; *url != '\0'; url++)
    if (!g_ascii_isgraph (*url))
      return FALSE;

  return TRUE;
}

/* (transfer full) (nullable): those that would be asked. */
static char **
take_urls (const SottoAbiValue *list, SottoOutsideRules rules)
{
  g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < sotto_abi_value_get_n_values (list); i++)
    {
      g_autofree char *url = sotto_abi_value_dup_text (sotto_abi_value_get_value (list, i));

      if (is_url (url, rules) && urls->len < SOTTO_OUTSIDE_MAX_GATEWAYS)
        g_ptr_array_add (urls, g_steal_pointer (&url));
    }
  if (urls->len == 0)
    return NULL;
  g_ptr_array_add (urls, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&urls), FALSE);
}

static char *
to_hex (gconstpointer bytes, gsize length)
{
  g_autofree char *digits = sotto_hex_encode (bytes, length);

  return g_strconcat ("0x", digits, NULL);
}

/* Public functions, in the header's order. */

gboolean
sotto_outside_lookup_is_asked (GBytes *revert_data)
{
  return sotto_revert_is (revert_data, SIGNATURE);
}

SottoOutsideLookup *
sotto_outside_lookup_parse (GBytes *revert_data,
                            const guint8 contract[SOTTO_ADDRESS_LENGTH],
                            SottoOutsideRules rules)
{
  g_autoptr (SottoOutsideLookup) lookup = g_new0 (SottoOutsideLookup, 1);
  g_autoptr (SottoAbiValue) value = NULL;

  if (!sotto_outside_lookup_is_asked (revert_data))
    return NULL;
  value = sotto_call_data_decode (revert_data, TYPES, SOTTO_ABI_SELECTOR_LENGTH);
  if (value == NULL)
    return NULL;
  memcpy (lookup->sender, sotto_abi_value_get_address (sotto_abi_value_get_value (value, 0)),
          sizeof lookup->sender);
  lookup->urls = take_urls (sotto_abi_value_get_value (value, 1), rules);
  lookup->call_data =
    g_bytes_ref (sotto_abi_value_get_bytes (sotto_abi_value_get_value (value, 2)));
  memcpy (lookup->callback, sotto_abi_value_get_word (sotto_abi_value_get_value (value, 3)),
          sizeof lookup->callback);
  lookup->extra_data =
    g_bytes_ref (sotto_abi_value_get_bytes (sotto_abi_value_get_value (value, 4)));
  if (g_bytes_get_size (lookup->call_data) > SOTTO_OUTSIDE_MAX_BYTES ||
      g_bytes_get_size (lookup->extra_data) > SOTTO_OUTSIDE_MAX_BYTES)
    return NULL;
  if (lookup->urls == NULL || memcmp (lookup->sender, contract, sizeof lookup->sender) != 0)
    return NULL;

  return g_steal_pointer (&lookup);
}

void
sotto_outside_lookup_free (SottoOutsideLookup *lookup)
{
  g_clear_pointer (&lookup->urls, g_strfreev);
  g_clear_pointer (&lookup->call_data, g_bytes_unref);
  g_clear_pointer (&lookup->extra_data, g_bytes_unref);
  g_free (lookup);
}

char *
sotto_outside_lookup_make_url (const SottoOutsideLookup *lookup, guint index, gboolean *has_data)
{
  g_autoptr (GString) url = g_string_new (lookup->urls[index]);
  g_autofree char *sender = to_hex (lookup->sender, sizeof lookup->sender);
  g_autofree char *data =
    to_hex (g_bytes_get_data (lookup->call_data, NULL), g_bytes_get_size (lookup->call_data));

  *has_data = strstr (url->str, DATA_MARK) != NULL;
  /* Once each is what the standard has; more would let a short address become a very long one. */
  g_string_replace (url, SENDER_MARK, sender, 1);
  g_string_replace (url, DATA_MARK, data, 1);

  return g_string_free (g_steal_pointer (&url), FALSE);
}

char *
sotto_outside_lookup_make_body (const SottoOutsideLookup *lookup)
{
  g_autofree char *sender = to_hex (lookup->sender, sizeof lookup->sender);
  g_autofree char *data =
    to_hex (g_bytes_get_data (lookup->call_data, NULL), g_bytes_get_size (lookup->call_data));

  return g_strdup_printf ("{\"data\":\"%s\",\"sender\":\"%s\"}", data, sender);
}

GBytes *
sotto_outside_lookup_make_callback (const SottoOutsideLookup *lookup, GBytes *answer)
{
  g_autoptr (SottoAbiType) type = sotto_abi_type_parse ("(bytes,bytes)", NULL);
  GPtrArray *values = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);
  GByteArray *call = g_byte_array_new ();
  g_autoptr (SottoAbiValue) value = NULL;
  g_autoptr (GBytes) arguments = NULL;

  g_ptr_array_add (values, sotto_abi_value_new_bytes (answer));
  g_ptr_array_add (values, sotto_abi_value_new_bytes (lookup->extra_data));
  value = sotto_abi_value_new_list (values);
  arguments = sotto_abi_encode (type, value);
  g_byte_array_append (call, lookup->callback, sizeof lookup->callback);
  g_byte_array_append (call, g_bytes_get_data (arguments, NULL),
                       (guint) g_bytes_get_size (arguments));

  return g_byte_array_free_to_bytes (call);
}
