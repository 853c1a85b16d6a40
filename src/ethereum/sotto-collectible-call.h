/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"
#include "sotto-u256.h"

G_BEGIN_DECLS

/* What a contract may say to know (ERC-165). */
#define SOTTO_INTERFACE_ERC721 0x80ac58cdu
#define SOTTO_INTERFACE_ERC721_ENUMERABLE 0x780e9d63u
#define SOTTO_INTERFACE_ERC721_METADATA 0x5b5e139fu
#define SOTTO_INTERFACE_ERC1155 0xd9b67a26u

/* The longest address of a description that is taken, with what a `data:` one holds itself. */
#define SOTTO_COLLECTIBLE_MAX_URI (256 * 1024)

/* What is asked of collectibles (ERC-721, ERC-1155), which are only looked at. All (transfer full).
 * The owner of one is asked by sotto_token_call_balance_of () for their number. */
GBytes *sotto_collectible_call_supports_interface (guint32 interface) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_collectible_call_owner_of (const SottoU256 *token_id) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_collectible_call_token_uri (const SottoU256 *token_id) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_collectible_call_token_of_owner (const guint8 owner[20],
                                               guint64 index) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_collectible_call_balance (const guint8 owner[20],
                                        const SottoU256 *token_id) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_collectible_call_balances (const guint8 owner[20],
                                         const SottoU256 *token_ids,
                                         guint n_token_ids) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_collectible_call_uri (const SottoU256 *token_id) G_GNUC_WARN_UNUSED_RESULT;

/* What sotto_collectible_call_balances () was answered: @n_balances numbers; FALSE for any other
 * number of them. */
gboolean sotto_collectible_result_get_balances (GBytes *result,
                                                SottoU256 *balances,
                                                guint n_balances) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_collectible_result_dup_uri:
 * @result: what tokenURI() or uri() answered
 * @token_id: what replaces `{id}` in it (ERC-1155): 64 lower-case hexadecimal digits
 *
 * Returns: (transfer full) (nullable): where the description is, if that is `ipfs:`, `https:`,
 * `ar:` or `data:application/json`; %NULL for anything else
 */
char *sotto_collectible_result_dup_uri (GBytes *result,
                                        const SottoU256 *token_id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
