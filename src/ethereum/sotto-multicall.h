/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"

G_BEGIN_DECLS

/* What one call of Multicall3 should hold at most: calls, and bytes of call data. Some chains take
 * more; what is over it is split. */
#define SOTTO_MULTICALL_MAX_CALLS 100
#define SOTTO_MULTICALL_MAX_BYTES 100000

/**
 * SottoMulticallCall:
 * @target: 20 bytes: the contract
 * @allow_failure: whether all the others still count if this one fails
 * @data: what it is called with
 *
 * One call among several. Borrows @data.
 */
typedef struct
{
  guint8 target[SOTTO_ADDRESS_LENGTH];
  gboolean allow_failure;
  GBytes *data;
} SottoMulticallCall;

/**
 * SottoMulticallResult:
 * @success: whether the call went through; if it did not, @data says why
 * @data: what was answered
 *
 * An answer that is empty is unknown, not zero: that is what an address without a contract gives.
 */
typedef struct
{
  gboolean success;
  GBytes *data;
} SottoMulticallResult;

/* (transfer none): 20 bytes: where Multicall3 is on every chain that has it. */
const guint8 *sotto_multicall_get_address (void);

/* (transfer full): the call of aggregate3 that makes all @calls, in their order. */
GBytes *sotto_multicall_encode (const SottoMulticallCall *calls,
                                guint n_calls) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_multicall_decode:
 * @result: what aggregate3 answered
 * @n_calls: how many calls it was given
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED: any other number of results, or no
 * results at all
 *
 * Returns: (transfer full) (element-type SottoMulticallResult): one for each call, or %NULL
 */
GPtrArray *
sotto_multicall_decode (GBytes *result, guint n_calls, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): what Multicall3 itself is asked for the ether of @owner, which is answered in
 * wei. */
GBytes *sotto_multicall_call_eth_balance (const guint8 owner[SOTTO_ADDRESS_LENGTH])
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
