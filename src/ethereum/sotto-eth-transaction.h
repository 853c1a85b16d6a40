/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"
#include "sotto-keys.h"
#include "sotto-u256.h"

G_BEGIN_DECLS

/* Largest chain id whose legacy `v` fits 64 bits with room to spare (EIP-155). */
#define SOTTO_ETH_MAX_CHAIN_ID (((guint64) G_MAXINT64 - 36) / 2)

/* What we read of a transaction at most: the pool of a node takes 128 KiB. */
#define SOTTO_ETH_TRANSACTION_MAX_BYTES (128 * 1024)

/* Gas that one transaction may have (EIP-7825). */
#define SOTTO_ETH_MAX_GAS (1u << 24)

/**
 * SottoEthTransactionType:
 * @SOTTO_ETH_TRANSACTION_LEGACY: with one price of gas (EIP-155)
 * @SOTTO_ETH_TRANSACTION_ACCESS_LIST: the same with an access list (EIP-2930)
 * @SOTTO_ETH_TRANSACTION_DYNAMIC_FEE: with a base fee and a priority fee (EIP-1559)
 *
 * The numbers are those of the wire.
 */
typedef enum
{
  SOTTO_ETH_TRANSACTION_LEGACY = 0,
  SOTTO_ETH_TRANSACTION_ACCESS_LIST = 1,
  SOTTO_ETH_TRANSACTION_DYNAMIC_FEE = 2,
} SottoEthTransactionType;

/**
 * SottoEthTransaction:
 * @type: which of the three forms
 * @chain_id: for which chain; 0 only in a legacy transaction without replay protection, which is
 * read and never made
 * @nonce: of the sender
 * @gas_price: in wei a unit of gas; of types 0 and 1
 * @max_priority_fee: in wei a unit of gas; of type 2
 * @max_fee: in wei a unit of gas; of type 2
 * @gas_limit: units of gas
 * @has_recipient: %FALSE: it creates a contract, which is read and never made
 * @recipient: 20 bytes
 * @value: in wei
 * @data: (nullable): call data; %NULL for none
 * @access_list: (nullable): RLP of the list of types 1 and 2; %NULL for an empty one
 *
 * The fields of a transaction, without a signature. Clear with sotto_eth_transaction_clear ().
 */
typedef struct
{
  SottoEthTransactionType type;
  guint64 chain_id;
  guint64 nonce;
  SottoU256 gas_price;
  SottoU256 max_priority_fee;
  SottoU256 max_fee;
  guint64 gas_limit;
  gboolean has_recipient;
  guint8 recipient[SOTTO_ADDRESS_LENGTH];
  SottoU256 value;
  GBytes *data;
  GBytes *access_list;
} SottoEthTransaction;

void sotto_eth_transaction_clear (SottoEthTransaction *transaction);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoEthTransaction, sotto_eth_transaction_clear)

/* (transfer full): the bytes whose Keccak-256 is signed. */
GBytes *sotto_eth_transaction_get_signing_bytes (const SottoEthTransaction *transaction)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_eth_transaction_get_intrinsic_gas:
 * @transaction: a transaction whose access list is well formed
 *
 * Returns: what it costs before anything is executed (Yellow Paper, EIP-2028, -2930, -3860)
 */
guint64 sotto_eth_transaction_get_intrinsic_gas (const SottoEthTransaction *transaction);

/* What it costs at least, for its data alone (EIP-7623). */
guint64 sotto_eth_transaction_get_floor_gas (const SottoEthTransaction *transaction);

/**
 * sotto_eth_transaction_check:
 * @transaction: a transaction, made here or read
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED, %SOTTO_ETHEREUM_ERROR_TOO_LARGE
 *
 * The rules that every transaction must keep: range of the nonce, priority fee not above the fee,
 * gas not below the intrinsic, no overflow of gas × price.
 *
 * Returns: whether it keeps them
 */
gboolean sotto_eth_transaction_check (const SottoEthTransaction *transaction,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_eth_transaction_sign:
 * @transaction: what to sign; it must have a chain id and a recipient, and keep the rules of
 * sotto_eth_transaction_check () and the floor of EIP-7623
 * @key: of the sender
 * @hash: (out): the name that the transaction will have
 * @error: return location for an error
 *
 * Signs, recovers the signer and compares before the bytes leave.
 *
 * Returns: (transfer full): what eth_sendRawTransaction takes
 */
GBytes *sotto_eth_transaction_sign (const SottoEthTransaction *transaction,
                                    SottoPrivateKey *key,
                                    SottoHash *hash,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): @transaction with a signature over its signing bytes, R || S || V. Nothing is
 * checked. */
GBytes *sotto_eth_transaction_assemble (const SottoEthTransaction *transaction,
                                        const guint8 signature[SOTTO_SIGNATURE_LENGTH])
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_eth_transaction_parse:
 * @raw: at most %SOTTO_ETH_TRANSACTION_MAX_BYTES, from anywhere
 * @transaction: (out caller-allocates): its fields; to be cleared when %TRUE is returned
 * @sender: (out): 20 bytes, recovered from the signature
 * @hash: (out): Keccak-256 of @raw
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED, %SOTTO_ETHEREUM_ERROR_UNSUPPORTED
 * (another type), %SOTTO_ETHEREUM_ERROR_SIGNATURE and what sotto_eth_transaction_check () finds
 *
 * Reads a signed transaction strictly: canonical RLP, integers without leading zeros, low S.
 *
 * Returns: whether it is one
 */
gboolean sotto_eth_transaction_parse (GBytes *raw,
                                      SottoEthTransaction *transaction,
                                      guint8 sender[SOTTO_ADDRESS_LENGTH],
                                      SottoHash *hash,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
