/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"

G_BEGIN_DECLS

/* What a file may have. */
#define SOTTO_TOKEN_LIST_MAX_BYTES (16 * 1024 * 1024)
#define SOTTO_TOKEN_LIST_MAX_TOKENS 10000

/* More cannot be shown. */
#define SOTTO_TOKEN_LIST_MAX_DECIMALS 36

#define SOTTO_TOKEN_LIST_MAX_SYMBOL 32
#define SOTTO_TOKEN_LIST_MAX_NAME 64

/**
 * SottoListedToken:
 * @chain_id: of which network, at least 1
 * @address: of the contract, 20 bytes
 * @symbol: what the list calls its unit; sanitised, not empty
 * @name: what the list calls it; sanitised; the symbol, if it says nothing
 * @decimals: at most %SOTTO_TOKEN_LIST_MAX_DECIMALS
 *
 * A token as somebody lists it: nobody has asked its contract.
 */
typedef struct
{
  guint64 chain_id;
  guint8 address[SOTTO_ADDRESS_LENGTH];
  char *symbol;
  char *name;
  guint decimals;
} SottoListedToken;

/**
 * SottoTokenList:
 * @name: what it calls itself; sanitised, may be empty
 * @version: (nullable): "MAJOR.MINOR.PATCH"
 * @tokens: (element-type SottoListedToken): each contract of a network once, the first that is
 * named
 * @n_skipped: how many of its entries make no sense, or name a contract again
 *
 * A list of tokens in the format of Uniswap's.
 */
typedef struct
{
  char *name;
  char *version;
  GPtrArray *tokens;
  guint n_skipped;
} SottoTokenList;

void sotto_token_list_free (SottoTokenList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoTokenList, sotto_token_list_free)

/**
 * sotto_token_list_parse:
 * @text: a file
 * @length: bytes of @text, at most %SOTTO_TOKEN_LIST_MAX_BYTES
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED and %SOTTO_ETHEREUM_ERROR_TOO_LARGE
 *
 * Reads `{"name", "version": {"major", "minor", "patch"}, "tokens": [{"chainId", "address",
 * "symbol", "name", "decimals"}]}`. Addresses of any case are taken, since lists have all.
 * Addresses of pictures and everything else are not looked at. May run in any thread.
 *
 * Returns: (transfer full): the list
 */
SottoTokenList *
sotto_token_list_parse (const char *text, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
