/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"
#include "sotto-u256.h"

G_BEGIN_DECLS

/* The longest link that is read, in bytes. */
#define SOTTO_PAYMENT_LINK_MAX_BYTES 2048

/**
 * SottoPaymentLink:
 * @target: an address with its checksum, or a name to be resolved
 * @chain_id: for which chain; 0: it does not say
 * @function: (nullable): what is called; %NULL: ether is sent
 * @parameters: (element-type utf8): names and values in turn, ended by %NULL, without those below
 * @has_value: whether it says how much
 * @value: in wei
 * @gas_limit: suggested units of gas; 0: it does not say
 * @has_gas_price: whether it suggests one
 * @gas_price: in wei a unit of gas
 *
 * What an `ethereum:` link asks for (EIP-681). It fills in a form and never sends anything.
 */
typedef struct
{
  char *target;
  guint64 chain_id;
  char *function;
  GStrv parameters;
  gboolean has_value;
  SottoU256 value;
  guint64 gas_limit;
  gboolean has_gas_price;
  SottoU256 gas_price;
} SottoPaymentLink;

void sotto_payment_link_free (SottoPaymentLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoPaymentLink, sotto_payment_link_free)

/**
 * sotto_payment_link_parse:
 * @text: a link, or a bare address
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED, with a message for people
 *
 * Returns: (transfer full): what it asks for, or %NULL
 */
SottoPaymentLink *sotto_payment_link_parse (const char *text,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_payment_link_get_transfer:
 * @link: a link
 * @recipient: (out caller-allocates): who is to have the tokens of the contract @link->target
 * @amount: (out): how many, in their smallest unit
 *
 * Returns: whether it asks for a transfer of tokens; other functions are never called
 */
gboolean sotto_payment_link_get_transfer (const SottoPaymentLink *link,
                                          guint8 recipient[SOTTO_ADDRESS_LENGTH],
                                          SottoU256 *amount) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): a link that asks to send to @recipient; @amount is nullable and in wei, or in
 * the smallest unit of @token, which is nullable. */
char *sotto_payment_link_format (guint64 chain_id,
                                 const guint8 recipient[SOTTO_ADDRESS_LENGTH],
                                 const SottoU256 *amount,
                                 const guint8 *token) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
