/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"
#include "sotto-hash.h"
#include "sotto-rpc-codec.h"
#include "sotto-transfer.h"
#include "sotto-u256.h"

G_BEGIN_DECLS

/* Bytes of a contract's answer or log, and logs in an answer, that are read at most. */
#define SOTTO_CHAIN_MAX_DATA (1024 * 1024)
#define SOTTO_CHAIN_MAX_LOGS 20000

/**
 * SottoChainBlock:
 * @number: its height
 * @hash: of it
 * @parent: of the one before it
 * @timestamp: Unix seconds
 * @gas_limit: of all its transactions
 * @gas_used: by them
 * @has_base_fee: not on chains that have none
 * @base_fee: in wei a unit of gas
 */
typedef struct
{
  guint64 number;
  SottoHash hash;
  SottoHash parent;
  guint64 timestamp;
  guint64 gas_limit;
  guint64 gas_used;
  gboolean has_base_fee;
  SottoU256 base_fee;
} SottoChainBlock;

/**
 * SottoChainTransaction:
 * @is_mined: whether it is in a block
 * @block: its height, if it is
 * @hash: of it
 * @from: 20 bytes: who sent it, as the endpoint says
 * @creates: whether it makes a contract
 * @to: 20 bytes: to whom, if it does not
 * @nonce: its number among those of @from
 * @value: in wei
 * @data: what it calls with; owned
 *
 * A transaction as an endpoint tells of it.
 */
typedef struct
{
  gboolean is_mined;
  guint64 block;
  SottoHash hash;
  guint8 from[SOTTO_ADDRESS_LENGTH];
  gboolean creates;
  guint8 to[SOTTO_ADDRESS_LENGTH];
  guint64 nonce;
  SottoU256 value;
  GBytes *data;
} SottoChainTransaction;

/**
 * SottoChainLog:
 * @contract: 20 bytes: who wrote it
 * @topics: its first words
 * @n_topics: 0 to 4
 * @data: the others; owned
 * @block: height of the block
 * @block_hash: of it
 * @transaction: hash of the transaction
 * @index: place in the block
 * @is_removed: the block is not in the chain any more
 */
typedef struct
{
  guint8 contract[SOTTO_ADDRESS_LENGTH];
  SottoHash topics[SOTTO_LOG_MAX_TOPICS];
  guint n_topics;
  GBytes *data;
  guint64 block;
  SottoHash block_hash;
  SottoHash transaction;
  guint64 index;
  gboolean is_removed;
} SottoChainLog;

/**
 * SottoChainReceipt:
 * @transaction: hash of it
 * @block: height of the block
 * @block_hash: of it
 * @says_result: not before October 2017, when receipts had a state's hash instead
 * @has_succeeded: whether it did what it should, if that is said
 * @gas_used: what it took
 * @gas_price: what a unit cost, in wei
 * @second_layer_fee: what the chain below took besides, in wei; 0 elsewhere
 * @logs: (element-type SottoChainLog): what contracts wrote; owned
 */
typedef struct
{
  SottoHash transaction;
  guint64 block;
  SottoHash block_hash;
  gboolean says_result;
  gboolean has_succeeded;
  guint64 gas_used;
  SottoU256 gas_price;
  SottoU256 second_layer_fee;
  GArray *logs;
} SottoChainReceipt;

void sotto_chain_transaction_clear (SottoChainTransaction *transaction);
void sotto_chain_receipt_clear (SottoChainReceipt *receipt);

/* Each reads one kind of answer; FALSE with a #SottoChainError if it is an error or makes no sense.
 */
gboolean sotto_chain_read_quantity (const SottoRpcAnswer *answer,
                                    SottoU256 *quantity,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_chain_read_u64 (const SottoRpcAnswer *answer,
                               guint64 *number,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_chain_read_data (const SottoRpcAnswer *answer,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_chain_read_hash (const SottoRpcAnswer *answer,
                                SottoHash *hash,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Each reads what may not be there: then *@is_there is FALSE. */
gboolean sotto_chain_read_block (const SottoRpcAnswer *answer,
                                 gboolean *is_there,
                                 SottoChainBlock *block,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_chain_read_transaction (const SottoRpcAnswer *answer,
                                       gboolean *is_there,
                                       SottoChainTransaction *transaction,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_chain_read_receipt (const SottoRpcAnswer *answer,
                                   gboolean *is_there,
                                   SottoChainReceipt *receipt,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type SottoChainLog) (nullable): logs; %SOTTO_CHAIN_ERROR_RANGE if they
 * are more than %SOTTO_CHAIN_MAX_LOGS. One with more than %SOTTO_CHAIN_MAX_DATA bytes has no topics
 * and no data. */
GArray *sotto_chain_read_logs (const SottoRpcAnswer *answer,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @log borrows from @from. */
void sotto_chain_log_to_event (const SottoChainLog *from, SottoEventLog *log);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoChainTransaction, sotto_chain_transaction_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoChainReceipt, sotto_chain_receipt_clear)

G_END_DECLS
