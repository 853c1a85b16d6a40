/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making transactions:
 *
 *   type 0  rlp ([nonce, gasPrice, gasLimit, to, value, data, v, r, s])                 EIP-155
 *   type 1  01 || rlp ([chainId, nonce, gasPrice, gasLimit, to, value, data,
 *                       accessList, yParity, r, s])                                    EIP-2930
 *   type 2  02 || rlp ([chainId, nonce, maxPriorityFee, maxFee, gasLimit, to, value,
 *                       data, accessList, yParity, r, s])                              EIP-1559
 *
 * What is signed is the same without the last three; in type 0 they are chainId, 0 and 0.
 */

#include "sotto-eth-transaction.h"

#include <string.h>

#include "sotto-eth-transaction-private.h"
#include "sotto-ethereum-error.h"
#include "sotto-keccak.h"
#include "sotto-rlp.h"

#define GAS_TRANSACTION 21000
#define GAS_CREATION 32000
#define GAS_ZERO_BYTE 4
#define GAS_OTHER_BYTE 16
#define GAS_CREATION_WORD 2
#define GAS_ACCESS_ADDRESS 2400
#define GAS_ACCESS_SLOT 1900
#define GAS_FLOOR_TOKEN 10
#define TOKENS_OTHER_BYTE 4

static gboolean
refuse (GError **error, int code, const char *message)
{
  g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, code, message);

  return FALSE;
}

static void
add_u256 (SottoRlpWriter *writer, const SottoU256 *value)
{
  guint8 bytes[SOTTO_U256_LENGTH];
  gsize length = sotto_u256_get_byte_length (value);

  sotto_u256_to_bytes (value, bytes);
  sotto_rlp_writer_add_string (writer, bytes + sizeof bytes - length, length);
}

static void
add_bytes (SottoRlpWriter *writer, GBytes *bytes)
{
  gsize length = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  sotto_rlp_writer_add_string (writer, data != NULL ? data : "", length);
}

static void
add_access_list (SottoRlpWriter *writer, GBytes *list)
{
  if (list != NULL)
    {
      sotto_rlp_writer_add_raw (writer, g_bytes_get_data (list, NULL), g_bytes_get_size (list));
      return;
    }
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_end_list (writer);
}

static void
add_fields (SottoRlpWriter *writer, const SottoEthTransaction *transaction)
{
  if (transaction->type != SOTTO_ETH_TRANSACTION_LEGACY)
    sotto_rlp_writer_add_u64 (writer, transaction->chain_id);
  sotto_rlp_writer_add_u64 (writer, transaction->nonce);
  if (transaction->type == SOTTO_ETH_TRANSACTION_DYNAMIC_FEE)
    {
      add_u256 (writer, &transaction->max_priority_fee);
      add_u256 (writer, &transaction->max_fee);
    }
  else
    add_u256 (writer, &transaction->gas_price);
  sotto_rlp_writer_add_u64 (writer, transaction->gas_limit);
  sotto_rlp_writer_add_string (writer, transaction->recipient,
                               transaction->has_recipient ? SOTTO_ADDRESS_LENGTH : 0);
  add_u256 (writer, &transaction->value);
  add_bytes (writer, transaction->data);
  if (transaction->type != SOTTO_ETH_TRANSACTION_LEGACY)
    add_access_list (writer, transaction->access_list);
}

/* (transfer full): the list behind the byte of its type. */
static GBytes *
end_with_type (SottoRlpWriter *writer, SottoEthTransactionType type)
{
  g_autoptr (GBytes) list = sotto_rlp_writer_end (writer);
  g_autoptr (GByteArray) typed = NULL;
  guint8 number = (guint8) type;

  if (type == SOTTO_ETH_TRANSACTION_LEGACY)
    return g_steal_pointer (&list);
  typed = g_byte_array_new ();
  g_byte_array_append (typed, &number, 1);
  g_byte_array_append (typed, g_bytes_get_data (list, NULL), (guint) g_bytes_get_size (list));

  return g_byte_array_free_to_bytes (g_steal_pointer (&typed));
}

static void
count_data (GBytes *data, guint64 *n_zero, guint64 *n_other)
{
  gsize length = 0;
  const guint8 *bytes = data != NULL ? g_bytes_get_data (data, &length) : NULL;

  *n_zero = 0;
  for (gsize i = 0; i < length; i++)
    *n_zero += bytes[i] == 0;
  *n_other = length - *n_zero;
}

/* Public functions, in the header's order. */

/**
 * sotto_eth_transaction_clear:
 * @transaction: fields that were filled in or read
 *
 * Lets go of what they hold.
 */
void
sotto_eth_transaction_clear (SottoEthTransaction *transaction)
{
  g_clear_pointer (&transaction->data, g_bytes_unref);
  g_clear_pointer (&transaction->access_list, g_bytes_unref);
}

GBytes *
sotto_eth_transaction_get_signing_bytes (const SottoEthTransaction *transaction)
{
  SottoRlpWriter *writer = sotto_rlp_writer_new ();

  sotto_rlp_writer_begin_list (writer);
  add_fields (writer, transaction);
  if (transaction->type == SOTTO_ETH_TRANSACTION_LEGACY && transaction->chain_id != 0)
    {
      sotto_rlp_writer_add_u64 (writer, transaction->chain_id);
      sotto_rlp_writer_add_u64 (writer, 0);
      sotto_rlp_writer_add_u64 (writer, 0);
    }
  sotto_rlp_writer_end_list (writer);

  return end_with_type (writer, transaction->type);
}

guint64
sotto_eth_transaction_get_intrinsic_gas (const SottoEthTransaction *transaction)
{
  guint64 gas = GAS_TRANSACTION;
  guint64 n_zero, n_other, n_addresses, n_slots;

  count_data (transaction->data, &n_zero, &n_other);
  gas += n_zero * GAS_ZERO_BYTE + n_other * GAS_OTHER_BYTE;
  if (!transaction->has_recipient)
    gas += GAS_CREATION + (n_zero + n_other + 31) / 32 * GAS_CREATION_WORD;
  if (sotto_eth_access_list_count (transaction->access_list, &n_addresses, &n_slots, NULL))
    gas += n_addresses * GAS_ACCESS_ADDRESS + n_slots * GAS_ACCESS_SLOT;

  return gas;
}

/**
 * sotto_eth_transaction_get_floor_gas:
 * @transaction: a transaction
 *
 * Returns: the least that it costs, whatever it does (EIP-7623)
 */
guint64
sotto_eth_transaction_get_floor_gas (const SottoEthTransaction *transaction)
{
  guint64 n_zero, n_other;

  count_data (transaction->data, &n_zero, &n_other);

  return GAS_TRANSACTION + GAS_FLOOR_TOKEN * (n_zero + TOKENS_OTHER_BYTE * n_other);
}

gboolean
sotto_eth_transaction_check (const SottoEthTransaction *transaction, GError **error)
{
  gboolean dynamic = transaction->type == SOTTO_ETH_TRANSACTION_DYNAMIC_FEE;
  const SottoU256 *price = dynamic ? &transaction->max_fee : &transaction->gas_price;
  SottoU256 gas = sotto_u256_from_u64 (transaction->gas_limit);
  SottoU256 cost;

  if (transaction->chain_id > SOTTO_ETH_MAX_CHAIN_ID)
    return refuse (error, SOTTO_ETHEREUM_ERROR_TOO_LARGE, "The chain id is too large");
  if (transaction->nonce == G_MAXUINT64)
    return refuse (error, SOTTO_ETHEREUM_ERROR_TOO_LARGE, "The nonce is too large");
  if (dynamic && sotto_u256_compare (&transaction->max_priority_fee, &transaction->max_fee) > 0)
    return refuse (error, SOTTO_ETHEREUM_ERROR_MALFORMED,
                   "The priority fee is above the fee at most");
  if (transaction->gas_limit < sotto_eth_transaction_get_intrinsic_gas (transaction))
    return refuse (error, SOTTO_ETHEREUM_ERROR_MALFORMED,
                   "The gas does not even pay for the transaction's own bytes");
  if (!sotto_u256_multiply (&gas, price, &cost))
    return refuse (error, SOTTO_ETHEREUM_ERROR_TOO_LARGE, "The fee is beyond 2^256");

  return TRUE;
}

static gboolean
check_for_signing (const SottoEthTransaction *transaction, GError **error)
{
  guint64 n_addresses, n_slots;

  if (transaction->chain_id == 0 || !transaction->has_recipient)
    return refuse (error, SOTTO_ETHEREUM_ERROR_UNSUPPORTED,
                   "Only transactions for one chain and to somebody are signed");
  if (!sotto_eth_access_list_count (transaction->access_list, &n_addresses, &n_slots, error) ||
      !sotto_eth_transaction_check (transaction, error))
    return FALSE;
  if (transaction->gas_limit > SOTTO_ETH_MAX_GAS)
    return refuse (error, SOTTO_ETHEREUM_ERROR_TOO_LARGE, "The gas is above what a block takes");
  if (transaction->gas_limit < sotto_eth_transaction_get_floor_gas (transaction))
    return refuse (error, SOTTO_ETHEREUM_ERROR_MALFORMED,
                   "The gas does not even pay for the transaction's own bytes");

  return TRUE;
}

GBytes *
sotto_eth_transaction_sign (const SottoEthTransaction *transaction,
                            SottoPrivateKey *key,
                            SottoHash *hash,
                            GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_auto (SottoEthTransaction) again = { 0 };
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  guint8 sender[SOTTO_ADDRESS_LENGTH];
  guint8 expected[SOTTO_ADDRESS_LENGTH];
  SottoHash digest;

  if (!check_for_signing (transaction, error))
    return NULL;
  bytes = sotto_eth_transaction_get_signing_bytes (transaction);
  sotto_keccak256 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &digest);
  if (!sotto_private_key_sign (key, &digest, signature, error))
    return NULL;
  raw = sotto_eth_transaction_assemble (transaction, signature);
  sotto_public_key_get_address (sotto_private_key_get_public (key), expected);
  if (!sotto_eth_transaction_parse (raw, &again, sender, hash, error))
    return NULL;
  if (memcmp (sender, expected, sizeof sender) != 0)
    {
      refuse (error, SOTTO_ETHEREUM_ERROR_SIGNATURE, "The signature is not the sender's");
      return NULL;
    }

  return g_steal_pointer (&raw);
}

GBytes *
sotto_eth_transaction_assemble (const SottoEthTransaction *transaction,
                                const guint8 signature[SOTTO_SIGNATURE_LENGTH])
{
  SottoRlpWriter *writer = sotto_rlp_writer_new ();
  guint64 v = signature[64];
  SottoU256 r, s;
  gboolean fits =
    sotto_u256_from_bytes (signature, 32, &r) && sotto_u256_from_bytes (signature + 32, 32, &s);

  g_assert (fits);
  if (transaction->type == SOTTO_ETH_TRANSACTION_LEGACY)
    v += transaction->chain_id != 0 ? transaction->chain_id * 2 + SOTTO_ETH_PROTECTED_V
                                    : SOTTO_ETH_UNPROTECTED_V;
  sotto_rlp_writer_begin_list (writer);
  add_fields (writer, transaction);
  sotto_rlp_writer_add_u64 (writer, v);
  add_u256 (writer, &r);
  add_u256 (writer, &s);
  sotto_rlp_writer_end_list (writer);

  return end_with_type (writer, transaction->type);
}
