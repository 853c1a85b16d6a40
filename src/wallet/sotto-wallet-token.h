/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "sotto-address.h"

G_BEGIN_DECLS

#define SOTTO_WALLET_MAX_TOKENS 10000

/**
 * SottoWalletTokenOrigin:
 * @SOTTO_WALLET_TOKEN_BUILT_IN: brought by the program
 * @SOTTO_WALLET_TOKEN_CUSTOM: added by the user
 * @SOTTO_WALLET_TOKEN_LISTED: from a list that the user added
 * @SOTTO_WALLET_TOKEN_FOUND: it arrived
 *
 * Stored: do not change the numbers.
 */
typedef enum
{
  SOTTO_WALLET_TOKEN_BUILT_IN = 0,
  SOTTO_WALLET_TOKEN_CUSTOM = 1,
  SOTTO_WALLET_TOKEN_LISTED = 2,
  SOTTO_WALLET_TOKEN_FOUND = 3,
} SottoWalletTokenOrigin;

/**
 * SottoWalletTokenState:
 * @SOTTO_WALLET_TOKEN_SHOWN: among the assets
 * @SOTTO_WALLET_TOKEN_HIDDEN: hidden by the user
 * @SOTTO_WALLET_TOKEN_SPAM: hidden, and what comes with it is not announced
 *
 * Stored: do not change the numbers.
 */
typedef enum
{
  SOTTO_WALLET_TOKEN_SHOWN = 0,
  SOTTO_WALLET_TOKEN_HIDDEN = 1,
  SOTTO_WALLET_TOKEN_SPAM = 2,
} SottoWalletTokenState;

#define SOTTO_TYPE_WALLET_TOKEN_STATE (sotto_wallet_token_state_get_type ())
GType sotto_wallet_token_state_get_type (void);

/**
 * SottoWalletToken:
 *
 * One token (ERC-20) of one chain. Name and symbol are what its contract or a list says, sanitised:
 * anybody may call a token by any name.
 *
 * Properties (read only, notify): `state`.
 */
#define SOTTO_TYPE_WALLET_TOKEN (sotto_wallet_token_get_type ())
G_DECLARE_FINAL_TYPE (SottoWalletToken, sotto_wallet_token, SOTTO, WALLET_TOKEN, GObject)

/* Its row in the database, never 0. */
gint64 sotto_wallet_token_get_id (SottoWalletToken *self);
guint64 sotto_wallet_token_get_chain_id (SottoWalletToken *self);

/* (transfer none): of its contract: 20 bytes, and as "0x…" with the checksum of EIP-55. */
const guint8 *sotto_wallet_token_get_address_bytes (SottoWalletToken *self);
const char *sotto_wallet_token_get_address (SottoWalletToken *self);
const char *sotto_wallet_token_get_symbol (SottoWalletToken *self);
const char *sotto_wallet_token_get_name (SottoWalletToken *self);
guint sotto_wallet_token_get_decimals (SottoWalletToken *self);
SottoWalletTokenOrigin sotto_wallet_token_get_origin (SottoWalletToken *self);
SottoWalletTokenState sotto_wallet_token_get_state (SottoWalletToken *self);

G_END_DECLS
