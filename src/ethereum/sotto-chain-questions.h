/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"
#include "sotto-hash.h"
#include "sotto-rpc-codec.h"
#include "sotto-u256.h"

G_BEGIN_DECLS

/* The block that is newest, and what the pool of a node adds to it; to be used for nonces only. */
#define SOTTO_CHAIN_LATEST "latest"
#define SOTTO_CHAIN_PENDING "pending"

/* Room for the text of a block's number. */
#define SOTTO_CHAIN_BLOCK_SIZE 20

/**
 * SottoChainMessage:
 * @from: (nullable): 20 bytes: who calls
 * @to: (nullable): 20 bytes: whom; %NULL for a contract that is made
 * @value: (nullable): what goes along, in wei
 * @data: (nullable): with what
 *
 * A call that is tried, not sent. Borrowed.
 */
typedef struct
{
  const guint8 *from;
  const guint8 *to;
  const SottoU256 *value;
  GBytes *data;
} SottoChainMessage;

/**
 * SottoChainLogFilter:
 * @from_block: first block
 * @to_block: last block
 * @contract: (nullable): 20 bytes: whose logs; %NULL for those of all
 * @topics: (nullable) (array fixed-size=4): what each topic must be; %NULL for any
 *
 * Which logs are wanted. Borrowed.
 */
typedef struct
{
  guint64 from_block;
  guint64 to_block;
  const guint8 *contract;
  const SottoHash *topics[4];
} SottoChainLogFilter;

void sotto_chain_write_block (guint64 number, char text[SOTTO_CHAIN_BLOCK_SIZE]);

/* Each gives a question, to be cleared with sotto_rpc_call_clear (). @block is one of the texts
 * above. */
SottoRpcCall sotto_chain_ask_block_number (void);
SottoRpcCall sotto_chain_ask_block (const char *block);
SottoRpcCall sotto_chain_ask_block_by_hash (const SottoHash *hash);
SottoRpcCall sotto_chain_ask_balance (const guint8 address[SOTTO_ADDRESS_LENGTH],
                                      const char *block);
SottoRpcCall sotto_chain_ask_nonce (const guint8 address[SOTTO_ADDRESS_LENGTH], const char *block);
SottoRpcCall sotto_chain_ask_code (const guint8 address[SOTTO_ADDRESS_LENGTH], const char *block);
SottoRpcCall sotto_chain_ask_call (const SottoChainMessage *message, const char *block);
SottoRpcCall sotto_chain_ask_gas (const SottoChainMessage *message);
SottoRpcCall sotto_chain_ask_gas_price (void);
SottoRpcCall sotto_chain_ask_priority_fee (void);
SottoRpcCall sotto_chain_ask_fee_history (void);
SottoRpcCall sotto_chain_ask_transaction (const SottoHash *hash);
SottoRpcCall sotto_chain_ask_receipt (const SottoHash *hash);
SottoRpcCall sotto_chain_ask_logs (const SottoChainLogFilter *filter);

/* Sends a signed transaction. */
SottoRpcCall sotto_chain_ask_send (GBytes *raw);

G_END_DECLS
