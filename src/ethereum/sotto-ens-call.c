/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the contracts of the Ethereum Name Service are asked and answer (EIP-137, ENSIP-10), through
 * the universal resolver:
 *
 *   resolve (bytes dnsName, bytes call)          (bytes result, address resolver)
 *   reverse (bytes address, uint256 coin)        (string name, address resolver, address reverse)
 */

#include "sotto-ens-call.h"

#include <string.h>

#include "sotto-call-data.h"
#include "sotto-ens-name.h"

#define WORD 32

static const guint8 universal_resolver[SOTTO_ADDRESS_LENGTH] = { 0xee, 0xee, 0xee, 0xee, 0x14,
                                                                 0xd7, 0x18, 0xc2, 0xb4, 0x7d,
                                                                 0x99, 0x23, 0xde, 0xab, 0x13,
                                                                 0x35, 0xe1, 0x44, 0xee, 0xee };

static const guint8 registry[SOTTO_ADDRESS_LENGTH] = { 0x00, 0x00, 0x00, 0x00, 0x00, 0x0c, 0x2e,
                                                       0x07, 0x4e, 0xc6, 0x9a, 0x0d, 0xfb, 0x29,
                                                       0x97, 0xba, 0x6c, 0x7d, 0x2e, 0x1e };

static GBytes *
call_with_node (const char *signature, const SottoHash *node)
{
  SottoCallData *call = sotto_call_data_new (signature);

  sotto_call_data_add_word (call, node->bytes);

  return sotto_call_data_end (call);
}

/* (transfer full): a call with two arguments, both of which are taken over. */
static GBytes *
call_with_two (const char *signature,
               const char *types,
               SottoAbiValue *first,
               SottoAbiValue *second)
{
  GPtrArray *values = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_abi_value_unref);
  g_autoptr (SottoAbiValue) value = NULL;

  g_ptr_array_add (values, first);
  g_ptr_array_add (values, second);
  value = sotto_abi_value_new_list (values);

  return sotto_call_data_encode (signature, types, value);
}

static gboolean
is_zero (const guint8 *bytes, gsize length)
{
  guint8 any = 0;

  for (gsize i = 0; i < length; i++)
    any |= bytes[i];

  return any == 0;
}

/* (transfer full) (nullable): the bytes that an answer of one value of them holds. */
static GBytes *
take_bytes (GBytes *result, const char *types)
{
  g_autoptr (SottoAbiValue) value = sotto_call_data_decode (result, types, 0);

  return value != NULL
           ? g_bytes_ref (sotto_abi_value_get_bytes (sotto_abi_value_get_value (value, 0)))
           : NULL;
}

/* (transfer full) (nullable): the name that an answer begins with, if it is in its normal form. */
static char *
take_name (GBytes *result, const char *types)
{
  g_autoptr (SottoAbiValue) value = sotto_call_data_decode (result, types, 0);
  g_autofree char *name =
    value != NULL ? sotto_abi_value_dup_text (sotto_abi_value_get_value (value, 0)) : NULL;
  g_autofree char *normal = name != NULL ? sotto_ens_name_normalize (name, NULL) : NULL;

  return normal != NULL && g_str_equal (name, normal) ? g_steal_pointer (&normal) : NULL;
}

/* Public functions, in the header's order. */

const guint8 *
sotto_ens_get_universal_resolver (void)
{
  return universal_resolver;
}

const guint8 *
sotto_ens_get_registry (void)
{
  return registry;
}

GBytes *
sotto_ens_call_address (const SottoHash *node)
{
  return call_with_node ("addr(bytes32)", node);
}

GBytes *
sotto_ens_call_address_of_coin (const SottoHash *node, guint32 coin)
{
  SottoCallData *call = sotto_call_data_new ("addr(bytes32,uint256)");

  sotto_call_data_add_word (call, node->bytes);
  sotto_call_data_add_u64 (call, coin);

  return sotto_call_data_end (call);
}

GBytes *
sotto_ens_call_content_hash (const SottoHash *node)
{
  return call_with_node ("contenthash(bytes32)", node);
}

GBytes *
sotto_ens_call_text (const SottoHash *node, const char *key)
{
  return call_with_two ("text(bytes32,string)", "(bytes32,string)",
                        sotto_abi_value_new_word (node->bytes), sotto_abi_value_new_text (key));
}

GBytes *
sotto_ens_call_public_key (const SottoHash *node)
{
  return call_with_node ("pubkey(bytes32)", node);
}

GBytes *
sotto_ens_call_name (const SottoHash *node)
{
  return call_with_node ("name(bytes32)", node);
}

GBytes *
sotto_ens_call_resolver (const SottoHash *node)
{
  return call_with_node ("resolver(bytes32)", node);
}

GBytes *
sotto_ens_call_owner (const SottoHash *node)
{
  return call_with_node ("owner(bytes32)", node);
}

GBytes *
sotto_ens_call_resolve (const char *name, GBytes *call)
{
  g_autoptr (GBytes) dns = sotto_ens_name_to_dns (name);

  if (dns == NULL)
    return NULL;

  return call_with_two ("resolve(bytes,bytes)", "(bytes,bytes)", sotto_abi_value_new_bytes (dns),
                        sotto_abi_value_new_bytes (call));
}

GBytes *
sotto_ens_call_reverse (const guint8 address[SOTTO_ADDRESS_LENGTH], guint32 coin)
{
  g_autoptr (GBytes) bytes = g_bytes_new (address, SOTTO_ADDRESS_LENGTH);
  SottoU256 number = sotto_u256_from_u64 (coin);

  return call_with_two ("reverse(bytes,uint256)", "(bytes,uint256)",
                        sotto_abi_value_new_bytes (bytes), sotto_abi_value_new_u256 (&number));
}

GBytes *
sotto_ens_result_resolve (GBytes *result)
{
  return take_bytes (result, "(bytes,address)");
}

GBytes *
sotto_ens_result_wide (GBytes *result)
{
  return take_bytes (result, "(bytes)");
}

char *
sotto_ens_result_reverse (GBytes *result)
{
  return take_name (result, "(string,address,address)");
}

char *
sotto_ens_result_dup_name (GBytes *result)
{
  return take_name (result, "(string)");
}

gboolean
sotto_ens_result_get_address (GBytes *result, guint8 address[SOTTO_ADDRESS_LENGTH])
{
  return sotto_call_result_get_address (result, address) &&
         !is_zero (address, SOTTO_ADDRESS_LENGTH);
}

gboolean
sotto_ens_result_get_address_of_coin (GBytes *result, guint8 address[SOTTO_ADDRESS_LENGTH])
{
  g_autoptr (GBytes) bytes = take_bytes (result, "(bytes)");

  if (bytes == NULL || g_bytes_get_size (bytes) != SOTTO_ADDRESS_LENGTH)
    return FALSE;
  memcpy (address, g_bytes_get_data (bytes, NULL), SOTTO_ADDRESS_LENGTH);

  return !is_zero (address, SOTTO_ADDRESS_LENGTH);
}

gboolean
sotto_ens_result_get_public_key (GBytes *result, SottoPublicKey *key)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (result, &length);

  return length >= 2 * WORD && !is_zero (bytes, 2 * WORD) &&
         sotto_public_key_parse_raw (key, bytes, NULL);
}

GBytes *
sotto_ens_result_dup_content_hash (GBytes *result)
{
  g_autoptr (GBytes) bytes = take_bytes (result, "(bytes)");

  return bytes != NULL && g_bytes_get_size (bytes) > 0 ? g_steal_pointer (&bytes) : NULL;
}
