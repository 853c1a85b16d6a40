/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "sotto-u256.h"

G_BEGIN_DECLS

/* Blocks and percentiles that eth_feeHistory is asked for, and blocks that are read at most. */
#define SOTTO_FEES_N_BLOCKS 20
#define SOTTO_FEES_PERCENTILES "[10,50,90]"
#define SOTTO_FEES_MAX_BLOCKS 1024

/**
 * SottoFeeSpeed:
 * @SOTTO_FEE_SLOW: may wait for a quiet block
 * @SOTTO_FEE_NORMAL: outlasts five full blocks
 * @SOTTO_FEE_FAST: outlasts more, and pays more for it
 */
typedef enum
{
  SOTTO_FEE_SLOW,
  SOTTO_FEE_NORMAL,
  SOTTO_FEE_FAST,
} SottoFeeSpeed;

#define SOTTO_N_FEE_SPEEDS 3

/**
 * SottoFee:
 * @max_priority_fee: for the block's maker, in wei a unit of gas
 * @max_fee: in all, in wei a unit of gas
 *
 * What a transaction offers (EIP-1559).
 */
typedef struct
{
  SottoU256 max_priority_fee;
  SottoU256 max_fee;
} SottoFee;

/**
 * SottoFeeHistory:
 * @base_fee: of the next block, in wei a unit of gas
 * @n_blocks: how many blocks it tells of
 * @rewards: (nullable): for each block that was not empty the rewards at %SOTTO_FEES_PERCENTILES
 * @n_rewards: blocks in @rewards
 *
 * What eth_feeHistory answers. Clear with sotto_fee_history_clear ().
 */
typedef struct
{
  SottoU256 base_fee;
  guint n_blocks;
  SottoU256 (*rewards)[SOTTO_N_FEE_SPEEDS];
  guint n_rewards;
} SottoFeeHistory;

void sotto_fee_history_clear (SottoFeeHistory *history);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoFeeHistory, sotto_fee_history_clear)

/**
 * sotto_fee_history_parse:
 * @result: (nullable): what eth_feeHistory answered, read by sotto_json_text_parse ()
 * @history: (out caller-allocates): what it says; to be cleared when %TRUE is returned
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED and, for a chain whose blocks have no
 * base fee, %SOTTO_ETHEREUM_ERROR_UNSUPPORTED
 *
 * Returns: whether it is such an answer
 */
gboolean sotto_fee_history_parse (JsonNode *result,
                                  SottoFeeHistory *history,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_fees_suggest:
 * @history: what the last blocks took
 * @node_tip: (nullable): what eth_maxPriorityFeePerGas says, for a history that says nothing
 * @is_second_layer: whether the chain settles on another: its blocks may ask for no priority fee
 * @fees: (out): for each #SottoFeeSpeed
 *
 * The priority fee is the median of what the blocks that were not empty took, at the tenth,
 * fiftieth and ninetieth percentile; the fee in all leaves room for 1.1, 2 and 3 times the next
 * base fee.
 *
 * Returns: whether the numbers stay below 2^256
 */
gboolean sotto_fees_suggest (const SottoFeeHistory *history,
                             const SottoU256 *node_tip,
                             gboolean is_second_layer,
                             SottoFee fees[SOTTO_N_FEE_SPEEDS]) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_fees_next_base_fee:
 * @base_fee: of a block, in wei a unit of gas
 * @gas_used: of that block
 * @gas_limit: of that block
 * @next: (out): of the block after it
 *
 * The rule of Ethereum itself (EIP-1559); other chains have other constants.
 *
 * Returns: whether there is one: not for a limit below 2, or 2^256 and more
 */
gboolean sotto_fees_next_base_fee (const SottoU256 *base_fee,
                                   guint64 gas_used,
                                   guint64 gas_limit,
                                   SottoU256 *next) G_GNUC_WARN_UNUSED_RESULT;

/* What a transaction that replaces one with @old has to offer: an eighth and 1 wei more, so that
 * every pool takes it, and not less than @current. */
gboolean sotto_fees_raise (const SottoFee *old,
                           const SottoFee *current,
                           SottoFee *raised) G_GNUC_WARN_UNUSED_RESULT;

/* The price of gas on a chain without a base fee: a tenth more than eth_gasPrice says. */
gboolean sotto_fees_legacy_price (const SottoU256 *gas_price,
                                  SottoU256 *price) G_GNUC_WARN_UNUSED_RESULT;

/* The limit for a call that was estimated: a fifth more, since the state may change, and not more
 * than a block (0: not known) and a transaction may have. FALSE if the estimate is above that. */
gboolean sotto_fees_gas_limit (guint64 estimate,
                               guint64 block_limit,
                               guint64 *limit) G_GNUC_WARN_UNUSED_RESULT;

/* What a transaction costs: @gas × @price, in wei. */
gboolean
sotto_fees_cost (guint64 gas, const SottoU256 *price, SottoU256 *cost) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
