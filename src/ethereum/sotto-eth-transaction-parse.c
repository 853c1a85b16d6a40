/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading signed transactions, which come from endpoints and from people: strict in everything
 * that would give the same transaction a second form.
 */

#include <string.h>

#include "sotto-eth-transaction-private.h"
#include "sotto-ethereum-error.h"
#include "sotto-keccak.h"
#include "sotto-rlp.h"

/* A first byte from here on begins a list, which is a legacy transaction; below is a type. */
#define FIRST_LIST_BYTE 0xc0

/* Half of the order of secp256k1, rounded down: a larger S is refused (EIP-2). */
static const SottoU256 half_order = {
  { G_GUINT64_CONSTANT (0xdfe92f46681b20a0), G_GUINT64_CONSTANT (0x5d576e7357a4501d),
    G_GUINT64_CONSTANT (0xffffffffffffffff), G_GUINT64_CONSTANT (0x7fffffffffffffff) }
};

typedef struct
{
  SottoU256 v;
  SottoU256 r;
  SottoU256 s;
} Signature;

static gboolean
refuse (GError **error, int code, const char *message)
{
  g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, code, message);

  return FALSE;
}

static gboolean
malformed (GError **error)
{
  return refuse (error, SOTTO_ETHEREUM_ERROR_MALFORMED, "This is no transaction");
}

static gboolean
read_u256 (SottoRlpReader *reader, SottoU256 *value)
{
  const guint8 *data;
  gsize length;

  return sotto_rlp_reader_read_string (reader, &data, &length, NULL) &&
         length <= SOTTO_U256_LENGTH && (length == 0 || data[0] != 0) &&
         sotto_u256_from_bytes (data, length, value);
}

static gboolean
read_recipient (SottoRlpReader *reader, SottoEthTransaction *transaction)
{
  const guint8 *data;
  gsize length;

  if (!sotto_rlp_reader_read_string (reader, &data, &length, NULL) ||
      (length != 0 && length != SOTTO_ADDRESS_LENGTH))
    return FALSE;
  transaction->has_recipient = length != 0;
  memcpy (transaction->recipient, data, length);

  return TRUE;
}

static gboolean
read_data (SottoRlpReader *reader, SottoEthTransaction *transaction)
{
  const guint8 *data;
  gsize length;

  if (!sotto_rlp_reader_read_string (reader, &data, &length, NULL))
    return FALSE;
  transaction->data = length > 0 ? g_bytes_new (data, length) : NULL;

  return TRUE;
}

static gboolean
read_access_list (SottoRlpReader *reader, SottoEthTransaction *transaction)
{
  guint64 n_addresses, n_slots;
  const guint8 *data;
  gsize length;

  if (!sotto_rlp_reader_next_is_list (reader) ||
      !sotto_rlp_reader_read_raw (reader, &data, &length, NULL))
    return FALSE;
  if (length > 1)
    transaction->access_list = g_bytes_new (data, length);

  return sotto_eth_access_list_count (transaction->access_list, &n_addresses, &n_slots, NULL);
}

static gboolean
read_fees (SottoRlpReader *reader, SottoEthTransaction *transaction)
{
  if (transaction->type != SOTTO_ETH_TRANSACTION_DYNAMIC_FEE)
    return read_u256 (reader, &transaction->gas_price);

  return read_u256 (reader, &transaction->max_priority_fee) &&
         read_u256 (reader, &transaction->max_fee);
}

static gboolean
read_fields (SottoRlpReader *reader, SottoEthTransaction *transaction, Signature *signature)
{
  gboolean typed = transaction->type != SOTTO_ETH_TRANSACTION_LEGACY;

  return (!typed || sotto_rlp_reader_read_u64 (reader, &transaction->chain_id, NULL)) &&
         sotto_rlp_reader_read_u64 (reader, &transaction->nonce, NULL) &&
         read_fees (reader, transaction) &&
         sotto_rlp_reader_read_u64 (reader, &transaction->gas_limit, NULL) &&
         read_recipient (reader, transaction) && read_u256 (reader, &transaction->value) &&
         read_data (reader, transaction) && (!typed || read_access_list (reader, transaction)) &&
         read_u256 (reader, &signature->v) && read_u256 (reader, &signature->r) &&
         read_u256 (reader, &signature->s) && sotto_rlp_reader_finish (reader, NULL);
}

/* The parity of the signature, and in legacy transactions the chain that hides in it. */
static gboolean
take_parity (SottoEthTransaction *transaction, const SottoU256 *v, guint8 *parity)
{
  guint64 number;

  if (!sotto_u256_to_u64 (v, &number))
    return FALSE;
  if (transaction->type == SOTTO_ETH_TRANSACTION_LEGACY)
    {
      if (number >= SOTTO_ETH_PROTECTED_V + 2)
        {
          transaction->chain_id = (number - SOTTO_ETH_PROTECTED_V) / 2;
          number = (number - SOTTO_ETH_PROTECTED_V) % 2;
        }
      else if (number >= SOTTO_ETH_UNPROTECTED_V)
        number -= SOTTO_ETH_UNPROTECTED_V;
      else
        return FALSE;
    }
  *parity = (guint8) MIN (number, G_MAXUINT8);

  return number <= 1;
}

static gboolean
recover_sender (const SottoEthTransaction *transaction,
                const Signature *signature,
                guint8 parity,
                guint8 sender[SOTTO_ADDRESS_LENGTH])
{
  g_autoptr (GBytes) bytes = NULL;
  guint8 compact[SOTTO_SIGNATURE_LENGTH];
  SottoPublicKey key;
  SottoHash digest;

  if (sotto_u256_is_zero (&signature->r) || sotto_u256_is_zero (&signature->s) ||
      sotto_u256_compare (&signature->s, &half_order) > 0)
    return FALSE;
  bytes = sotto_eth_transaction_get_signing_bytes (transaction);
  sotto_keccak256 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &digest);
  sotto_u256_to_bytes (&signature->r, compact);
  sotto_u256_to_bytes (&signature->s, compact + 32);
  compact[64] = parity;
  if (!sotto_recover (compact, &digest, &key, NULL))
    return FALSE;
  sotto_public_key_get_address (&key, sender);

  return TRUE;
}

static gboolean
enter_transaction (GBytes *raw,
                   SottoRlpReader *list,
                   SottoEthTransaction *transaction,
                   GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (raw, &length);
  SottoRlpReader reader;

  if (length == 0 || length > SOTTO_ETH_TRANSACTION_MAX_BYTES)
    return malformed (error);
  transaction->type = SOTTO_ETH_TRANSACTION_LEGACY;
  if (data[0] < FIRST_LIST_BYTE)
    {
      if (data[0] != SOTTO_ETH_TRANSACTION_ACCESS_LIST &&
          data[0] != SOTTO_ETH_TRANSACTION_DYNAMIC_FEE)
        return refuse (error, SOTTO_ETHEREUM_ERROR_UNSUPPORTED,
                       "This kind of transaction is not known here");
      transaction->type = data[0];
      data++;
      length--;
    }
  sotto_rlp_reader_init (&reader, data, length);
  if (!sotto_rlp_reader_enter (&reader, list, NULL) || !sotto_rlp_reader_finish (&reader, NULL))
    return malformed (error);

  return TRUE;
}

static gboolean
count_slots (SottoRlpReader *entry, guint64 *n_slots)
{
  guint8 slot[SOTTO_HASH_LENGTH];
  SottoRlpReader slots;

  if (!sotto_rlp_reader_enter (entry, &slots, NULL))
    return FALSE;
  for (; !sotto_rlp_reader_at_end (&slots); (*n_slots)++)
    if (!sotto_rlp_reader_read_fixed (&slots, slot, sizeof slot, NULL))
      return FALSE;

  return sotto_rlp_reader_finish (entry, NULL);
}

gboolean
sotto_eth_access_list_count (GBytes *list, guint64 *n_addresses, guint64 *n_slots, GError **error)
{
  guint8 address[SOTTO_ADDRESS_LENGTH];
  SottoRlpReader reader, entries, entry;

  *n_addresses = 0;
  *n_slots = 0;
  if (list == NULL)
    return TRUE;
  sotto_rlp_reader_init_bytes (&reader, list);
  if (!sotto_rlp_reader_enter (&reader, &entries, NULL) || !sotto_rlp_reader_finish (&reader, NULL))
    return malformed (error);
  for (; !sotto_rlp_reader_at_end (&entries); (*n_addresses)++)
    if (!sotto_rlp_reader_enter (&entries, &entry, NULL) ||
        !sotto_rlp_reader_read_fixed (&entry, address, sizeof address, NULL) ||
        !count_slots (&entry, n_slots))
      return malformed (error);

  return TRUE;
}

gboolean
sotto_eth_transaction_parse (GBytes *raw,
                             SottoEthTransaction *transaction,
                             guint8 sender[SOTTO_ADDRESS_LENGTH],
                             SottoHash *hash,
                             GError **error)
{
  g_auto (SottoEthTransaction) fields = { 0 };
  Signature signature;
  SottoRlpReader list;
  guint8 parity;

  if (!enter_transaction (raw, &list, &fields, error))
    return FALSE;
  if (!read_fields (&list, &fields, &signature))
    return malformed (error);
  if (!take_parity (&fields, &signature.v, &parity) ||
      !recover_sender (&fields, &signature, parity, sender))
    return refuse (error, SOTTO_ETHEREUM_ERROR_SIGNATURE,
                   "The signature of this transaction is not valid");
  if (!sotto_eth_transaction_check (&fields, error))
    return FALSE;
  sotto_keccak256 (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), hash);
  *transaction = fields;
  fields.data = NULL;
  fields.access_list = NULL;

  return TRUE;
}
