/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-eth-transaction.h"

G_BEGIN_DECLS

/* What is added to the parity of a legacy signature, without and with a chain id (EIP-155). */
#define SOTTO_ETH_UNPROTECTED_V 27
#define SOTTO_ETH_PROTECTED_V 35

/**
 * sotto_eth_access_list_count:
 * @list: (nullable): RLP of a list of [address (20), [slot (32), …]]; %NULL is an empty one
 * @n_addresses: (out): entries
 * @n_slots: (out): slots of all of them
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED
 *
 * Returns: whether it is an access list (EIP-2930)
 */
gboolean
sotto_eth_access_list_count (GBytes *list, guint64 *n_addresses, guint64 *n_slots, GError **error);

G_END_DECLS
