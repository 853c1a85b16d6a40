/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_WALLET_ERROR (sotto_wallet_error_quark ())

/**
 * SottoWalletError:
 * @SOTTO_WALLET_ERROR_LOCKED: no password was given, and the wallet is not unlocked
 * @SOTTO_WALLET_ERROR_EXISTS: there is an account with this address, or such a network or token
 * @SOTTO_WALLET_ERROR_NO_KEY: the account is only watched
 * @SOTTO_WALLET_ERROR_NO_PHRASE: the account comes from no phrase, or the phrase is not on this
 * computer any more
 * @SOTTO_WALLET_ERROR_NOT_BACKED_UP: the phrase must be written down first
 * @SOTTO_WALLET_ERROR_ADDRESS: not an address
 * @SOTTO_WALLET_ERROR_KEY: not a private key
 * @SOTTO_WALLET_ERROR_NETWORK: a network cannot be as described
 * @SOTTO_WALLET_ERROR_NOT_FOUND: what was meant is gone
 * @SOTTO_WALLET_ERROR_TOO_MANY: there is no room for another
 * @SOTTO_WALLET_ERROR_DAMAGED: what is stored does not belong together
 * @SOTTO_WALLET_ERROR_NO_CONSENT: the user did not agree that this network is asked
 * @SOTTO_WALLET_ERROR_RECIPIENT: nothing should be sent there
 * @SOTTO_WALLET_ERROR_FUNDS: the account has not enough
 * @SOTTO_WALLET_ERROR_REFUSED: a trial showed that it would fail
 * @SOTTO_WALLET_ERROR_CHANGED: what was agreed to is not how things are any more
 * @SOTTO_WALLET_ERROR_SENT_ALREADY: this was paid before
 */
typedef enum
{
  SOTTO_WALLET_ERROR_LOCKED,
  SOTTO_WALLET_ERROR_EXISTS,
  SOTTO_WALLET_ERROR_NO_KEY,
  SOTTO_WALLET_ERROR_NO_PHRASE,
  SOTTO_WALLET_ERROR_NOT_BACKED_UP,
  SOTTO_WALLET_ERROR_ADDRESS,
  SOTTO_WALLET_ERROR_KEY,
  SOTTO_WALLET_ERROR_NETWORK,
  SOTTO_WALLET_ERROR_NOT_FOUND,
  SOTTO_WALLET_ERROR_TOO_MANY,
  SOTTO_WALLET_ERROR_DAMAGED,
  SOTTO_WALLET_ERROR_NO_CONSENT,
  SOTTO_WALLET_ERROR_RECIPIENT,
  SOTTO_WALLET_ERROR_FUNDS,
  SOTTO_WALLET_ERROR_REFUSED,
  SOTTO_WALLET_ERROR_CHANGED,
  SOTTO_WALLET_ERROR_SENT_ALREADY,
} SottoWalletError;

GQuark sotto_wallet_error_quark (void);

G_END_DECLS
