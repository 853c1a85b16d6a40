/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What transactions should offer, and what the next block will ask for.
 *
 *   eth_feeHistory: { "baseFeePerGas": [QUANTITY, …], "gasUsedRatio": [number, …],
 *                     "reward": [[QUANTITY, QUANTITY, QUANTITY], …] }
 *
 * baseFeePerGas has one more than the others: the last is that of the next block. Nodes that have
 * no rewards leave them out or say null.
 */

#include "sotto-fees.h"

#include <stdlib.h>
#include <string.h>

#include "sotto-eth-transaction.h"
#include "sotto-ethereum-error.h"
#include "sotto-json-text.h"
#include "sotto-quantity.h"

/* Priority fees where the history says nothing, and the least: 1 gwei, and 0.01 gwei. */
#define DEFAULT_TIP 1000000000u
#define LEAST_TIP 10000000u

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED,
                       "The answer is no history of fees");

  return FALSE;
}

/* (transfer none) (nullable): an array of at most one more than the blocks that are read. */
static JsonArray *
get_array (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  JsonArray *array =
    node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  return array != NULL && json_array_get_length (array) <= SOTTO_FEES_MAX_BLOCKS + 1 ? array : NULL;
}

static gboolean
get_quantity (JsonArray *array, guint index, SottoU256 *quantity)
{
  return sotto_quantity_parse (sotto_json_node_get_text (json_array_get_element (array, index)),
                               quantity);
}

/* Whether a block had transactions: whether any digit of the number is not zero. */
static gboolean
is_used (JsonArray *ratios, guint index)
{
  const char *number = index < json_array_get_length (ratios)
                         ? sotto_json_node_get_number (json_array_get_element (ratios, index))
                         : NULL;

  return number != NULL && *number != '-' && strcspn (number, "123456789") < strcspn (number, "eE");
}

static gboolean
take_rewards (JsonNode *node, SottoU256 rewards[SOTTO_N_FEE_SPEEDS])
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL || json_array_get_length (array) != SOTTO_N_FEE_SPEEDS)
    return FALSE;
  for (guint i = 0; i < SOTTO_N_FEE_SPEEDS; i++)
    if (!get_quantity (array, i, &rewards[i]))
      return FALSE;

  return TRUE;
}

static gboolean
parse_rewards (JsonObject *object, SottoFeeHistory *history)
{
  JsonArray *rewards = get_array (object, "reward");
  JsonArray *ratios = get_array (object, "gasUsedRatio");

  if (rewards == NULL || ratios == NULL)
    return TRUE;
  history->rewards = g_malloc0_n (history->n_blocks, sizeof *history->rewards);
  for (guint i = 0; i < MIN (json_array_get_length (rewards), history->n_blocks); i++)
    {
      if (!is_used (ratios, i))
        continue;
      if (!take_rewards (json_array_get_element (rewards, i), history->rewards[history->n_rewards]))
        return FALSE;
      history->n_rewards++;
    }

  return TRUE;
}

static int
compare_u256 (gconstpointer a, gconstpointer b)
{
  return sotto_u256_compare (a, b);
}

/* The lower of the two in the middle where there are two. */
static SottoU256
get_median (const SottoFeeHistory *history, guint percentile)
{
  g_autofree SottoU256 *values = g_new (SottoU256, MAX (history->n_rewards, 1));

  if (history->n_rewards == 0)
    return SOTTO_U256_ZERO;
  for (guint i = 0; i < history->n_rewards; i++)
    values[i] = history->rewards[i][percentile];
  qsort (values, history->n_rewards, sizeof *values, compare_u256);

  return values[(history->n_rewards - 1) / 2];
}

/* The priority fees of all speeds, none below the one before. A history whose blocks were mostly
 * free of charge says nothing about what the next one takes. */
static void
get_tips (const SottoFeeHistory *history,
          const SottoU256 *node_tip,
          gboolean is_second_layer,
          SottoFee fees[SOTTO_N_FEE_SPEEDS])
{
  SottoU256 normal = get_median (history, SOTTO_FEE_NORMAL);
  SottoU256 other =
    node_tip != NULL ? *node_tip : sotto_u256_from_u64 (is_second_layer ? 0 : DEFAULT_TIP);
  SottoU256 least = sotto_u256_from_u64 (is_second_layer ? 0 : LEAST_TIP);

  for (guint i = 0; i < SOTTO_N_FEE_SPEEDS; i++)
    {
      SottoU256 tip = sotto_u256_is_zero (&normal) ? other : get_median (history, i);

      if (sotto_u256_compare (&tip, &least) < 0)
        tip = least;
      fees[i].max_priority_fee = tip;
      least = tip;
    }
}

/* @value × @numerator / @denominator, rounded down. */
static gboolean
scale (const SottoU256 *value, guint numerator, guint denominator, SottoU256 *result)
{
  SottoU256 above = sotto_u256_from_u64 (numerator);
  SottoU256 below = sotto_u256_from_u64 (denominator);

  return sotto_u256_multiply_divide (value, &above, &below, result);
}

/* An eighth and 1 more. */
static gboolean
raise_one (const SottoU256 *old, const SottoU256 *least, SottoU256 *raised)
{
  SottoU256 one = sotto_u256_from_u64 (1);

  if (!scale (old, 9, 8, raised) || !sotto_u256_add (raised, &one, raised))
    return FALSE;
  if (sotto_u256_compare (raised, least) < 0)
    *raised = *least;

  return TRUE;
}

/* Public functions, in the header's order. */

void
sotto_fee_history_clear (SottoFeeHistory *history)
{
  g_clear_pointer (&history->rewards, g_free);
  history->n_rewards = 0;
}

gboolean
sotto_fee_history_parse (JsonNode *result, SottoFeeHistory *history, GError **error)
{
  g_auto (SottoFeeHistory) read = { 0 };
  JsonObject *object;
  JsonArray *base_fees;
  guint n_base_fees;

  if (result == NULL || !JSON_NODE_HOLDS_OBJECT (result))
    return refuse (error);
  object = json_node_get_object (result);
  base_fees = get_array (object, "baseFeePerGas");
  if (base_fees == NULL)
    {
      g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_UNSUPPORTED,
                           "The blocks of this chain have no base fee");
      return FALSE;
    }
  n_base_fees = json_array_get_length (base_fees);
  if (n_base_fees < 2 || !get_quantity (base_fees, n_base_fees - 1, &read.base_fee))
    return refuse (error);
  read.n_blocks = n_base_fees - 1;
  if (!parse_rewards (object, &read))
    return refuse (error);
  *history = read;
  read.rewards = NULL;

  return TRUE;
}

gboolean
sotto_fees_suggest (const SottoFeeHistory *history,
                    const SottoU256 *node_tip,
                    gboolean is_second_layer,
                    SottoFee fees[SOTTO_N_FEE_SPEEDS])
{
  static const guint tenths[SOTTO_N_FEE_SPEEDS] = { 11, 20, 30 };

  get_tips (history, node_tip, is_second_layer, fees);
  for (guint i = 0; i < SOTTO_N_FEE_SPEEDS; i++)
    {
      if (!scale (&history->base_fee, tenths[i], 10, &fees[i].max_fee) ||
          !sotto_u256_add (&fees[i].max_fee, &fees[i].max_priority_fee, &fees[i].max_fee))
        return FALSE;
    }

  return TRUE;
}

gboolean
sotto_fees_next_base_fee (const SottoU256 *base_fee,
                          guint64 gas_used,
                          guint64 gas_limit,
                          SottoU256 *next)
{
  guint64 target = gas_limit / 2;
  guint64 distance = gas_used > target ? gas_used - target : target - gas_used;
  SottoU256 wide_distance = sotto_u256_from_u64 (distance);
  SottoU256 wide_target = sotto_u256_from_u64 (target);
  SottoU256 eight = sotto_u256_from_u64 (8);
  SottoU256 change;

  if (target == 0 ||
      !sotto_u256_multiply_divide (base_fee, &wide_distance, &wide_target, &change) ||
      !sotto_u256_divide (&change, &eight, &change, NULL))
    return FALSE;
  if (gas_used <= target)
    return sotto_u256_subtract (base_fee, &change, next);
  if (sotto_u256_is_zero (&change))
    change = sotto_u256_from_u64 (1);

  return sotto_u256_add (base_fee, &change, next);
}

gboolean
sotto_fees_raise (const SottoFee *old, const SottoFee *current, SottoFee *raised)
{
  SottoFee result;

  if (!raise_one (&old->max_priority_fee, &current->max_priority_fee, &result.max_priority_fee) ||
      !raise_one (&old->max_fee, &current->max_fee, &result.max_fee))
    return FALSE;
  if (sotto_u256_compare (&result.max_fee, &result.max_priority_fee) < 0)
    result.max_fee = result.max_priority_fee;
  *raised = result;

  return TRUE;
}

gboolean
sotto_fees_legacy_price (const SottoU256 *gas_price, SottoU256 *price)
{
  return scale (gas_price, 11, 10, price);
}

gboolean
sotto_fees_gas_limit (guint64 estimate, guint64 block_limit, guint64 *limit)
{
  guint64 most = block_limit > 0 ? MIN (block_limit, SOTTO_ETH_MAX_GAS) : SOTTO_ETH_MAX_GAS;

  if (estimate > most)
    return FALSE;
  *limit = MIN (estimate + estimate / 5, most);

  return TRUE;
}

gboolean
sotto_fees_cost (guint64 gas, const SottoU256 *price, SottoU256 *cost)
{
  SottoU256 wide = sotto_u256_from_u64 (gas);

  return sotto_u256_multiply (&wide, price, cost);
}
