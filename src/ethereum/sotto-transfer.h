/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"
#include "sotto-hash.h"
#include "sotto-u256.h"

G_BEGIN_DECLS

#define SOTTO_LOG_MAX_TOPICS 4

/**
 * SottoTransferKind:
 * @SOTTO_TRANSFER_TOKEN: an amount of a token (ERC-20)
 * @SOTTO_TRANSFER_UNIQUE: one collectible (ERC-721)
 * @SOTTO_TRANSFER_SEVERAL: some of a kind of collectibles (ERC-1155)
 */
typedef enum
{
  SOTTO_TRANSFER_TOKEN,
  SOTTO_TRANSFER_UNIQUE,
  SOTTO_TRANSFER_SEVERAL,
} SottoTransferKind;

/**
 * SottoTransfer:
 * @kind: of what
 * @contract: 20 bytes: what keeps the accounts of it
 * @from: 20 bytes, all zero for what was made
 * @to: 20 bytes, all zero for what was destroyed
 * @token_id: of a collectible; 0 for a token
 * @amount: in the smallest unit; 1 of a unique collectible
 *
 * What a contract says to have moved. It may say anything: whether the contract is the one of a
 * token that is known is asked elsewhere.
 */
typedef struct
{
  SottoTransferKind kind;
  guint8 contract[SOTTO_ADDRESS_LENGTH];
  guint8 from[SOTTO_ADDRESS_LENGTH];
  guint8 to[SOTTO_ADDRESS_LENGTH];
  SottoU256 token_id;
  SottoU256 amount;
} SottoTransfer;

/**
 * SottoEventLog:
 * @contract: 20 bytes: who wrote it
 * @topics: its first words
 * @n_topics: 0 to 4
 * @data: the others
 *
 * An entry of a receipt, borrowed.
 */
typedef struct
{
  const guint8 *contract;
  const SottoHash *topics;
  guint n_topics;
  GBytes *data;
} SottoEventLog;

/* The first topic of a transfer: of tokens and unique collectibles, of one kind of the others, and
 * of several kinds of them. */
const SottoHash *sotto_transfer_get_topic (void);
const SottoHash *sotto_transfer_get_single_topic (void);
const SottoHash *sotto_transfer_get_batch_topic (void);

/* What an address is written as where logs are searched by it. */
void sotto_transfer_pad_address (const guint8 address[SOTTO_ADDRESS_LENGTH], SottoHash *topic);

/**
 * sotto_transfer_parse:
 * @log: from anywhere
 *
 * Returns: (transfer full) (element-type SottoTransfer): what it moved: nothing, if it is about
 * something else or not as the standards write it; several items, if it is of several kinds
 */
GArray *sotto_transfer_parse (const SottoEventLog *log) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
