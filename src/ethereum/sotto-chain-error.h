/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-rpc-codec.h"

G_BEGIN_DECLS

#define SOTTO_CHAIN_ERROR (sotto_chain_error_quark ())

/**
 * SottoChainError:
 * @SOTTO_CHAIN_ERROR_UNREACHABLE: no connection, or it broke; another endpoint may do
 * @SOTTO_CHAIN_ERROR_RATE: asked too often; later
 * @SOTTO_CHAIN_ERROR_QUOTA: what the day allows is used up
 * @SOTTO_CHAIN_ERROR_DENIED: the endpoint does not take our key, or us
 * @SOTTO_CHAIN_ERROR_WRONG_CHAIN: the endpoint is of another network
 * @SOTTO_CHAIN_ERROR_NO_METHOD: the endpoint does not know the method
 * @SOTTO_CHAIN_ERROR_RANGE: too much would be answered; ask for less
 * @SOTTO_CHAIN_ERROR_BEHIND: the endpoint does not have that block yet
 * @SOTTO_CHAIN_ERROR_MALFORMED: the answer makes no sense
 * @SOTTO_CHAIN_ERROR_REVERTED: the contract refused; the message is what it says
 * @SOTTO_CHAIN_ERROR_KNOWN: the transaction is in the pool already: a success
 * @SOTTO_CHAIN_ERROR_NONCE_LOW: the nonce is used
 * @SOTTO_CHAIN_ERROR_NONCE_HIGH: earlier transactions are missing
 * @SOTTO_CHAIN_ERROR_REPLACEMENT: a replacement has to offer more
 * @SOTTO_CHAIN_ERROR_FEE: the fee is too low, or above what the endpoint passes on
 * @SOTTO_CHAIN_ERROR_FUNDS: the account has not enough
 * @SOTTO_CHAIN_ERROR_GAS: the limit of gas is wrong
 * @SOTTO_CHAIN_ERROR_LATER: the pool is full; the same transaction may be taken when it is not
 * @SOTTO_CHAIN_ERROR_REJECTED: any other error that an endpoint says
 *
 * What an endpoint or the chain said.
 */
typedef enum
{
  SOTTO_CHAIN_ERROR_UNREACHABLE,
  SOTTO_CHAIN_ERROR_RATE,
  SOTTO_CHAIN_ERROR_QUOTA,
  SOTTO_CHAIN_ERROR_DENIED,
  SOTTO_CHAIN_ERROR_WRONG_CHAIN,
  SOTTO_CHAIN_ERROR_NO_METHOD,
  SOTTO_CHAIN_ERROR_RANGE,
  SOTTO_CHAIN_ERROR_BEHIND,
  SOTTO_CHAIN_ERROR_MALFORMED,
  SOTTO_CHAIN_ERROR_REVERTED,
  SOTTO_CHAIN_ERROR_KNOWN,
  SOTTO_CHAIN_ERROR_NONCE_LOW,
  SOTTO_CHAIN_ERROR_NONCE_HIGH,
  SOTTO_CHAIN_ERROR_REPLACEMENT,
  SOTTO_CHAIN_ERROR_FEE,
  SOTTO_CHAIN_ERROR_FUNDS,
  SOTTO_CHAIN_ERROR_GAS,
  SOTTO_CHAIN_ERROR_LATER,
  SOTTO_CHAIN_ERROR_REJECTED,
} SottoChainError;

GQuark sotto_chain_error_quark (void);

/* Sets what an answer that is an error means; its message is for people, the endpoint's own text
 * behind it in quotes. */
void sotto_chain_set_error (GError **error, const SottoRpcAnswer *answer);

/* The same for an HTTP status without an answer that could be read. */
void sotto_chain_set_status_error (GError **error, guint status);

/* Whether the same question may be asked elsewhere, or later, with another result. */
gboolean sotto_chain_error_is_passing (const GError *error);

/* (transfer full) (nullable): the bytes that a contract gave as its reason. */
GBytes *sotto_chain_dup_revert_data (const SottoRpcAnswer *answer) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
