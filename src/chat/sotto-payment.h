/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "sotto-keys.h"

G_BEGIN_DECLS

/* Commands name no chain: all amounts are of Ethereum's main network (commands-and-stickers.md,
 * A1). */
#define SOTTO_PAYMENT_CHAIN 1

/* From so many on, a payment is confirmed; before, it is pending. */
#define SOTTO_PAYMENT_CONFIRMATIONS 12

/* What the payer's wallet signs: the chat key (65 bytes, uncompressed) and the transaction's hash
 * (32 bytes). */
#define SOTTO_PAYMENT_SIGNED_LENGTH 97

/**
 * SottoPaymentState:
 * @SOTTO_PAYMENT_STATE_ADDRESS_ASKED: the payer wants to pay, and asks where to
 * @SOTTO_PAYMENT_STATE_ADDRESS_DECLINED: the payee shares no address; final
 * @SOTTO_PAYMENT_STATE_ADDRESS_SHARED: the payee said where to
 * @SOTTO_PAYMENT_STATE_ASKED: the payee asks for money
 * @SOTTO_PAYMENT_STATE_DECLINED: the payer does not pay; final
 * @SOTTO_PAYMENT_STATE_PENDING: our node knows the transaction, and it pays what is said here
 * @SOTTO_PAYMENT_STATE_SIGNED: the payer told of a transaction; it is being checked
 * @SOTTO_PAYMENT_STATE_CONFIRMED: it has %SOTTO_PAYMENT_CONFIRMATIONS confirmations
 * @SOTTO_PAYMENT_STATE_FAILED: it is in the chain and moved nothing
 * @SOTTO_PAYMENT_STATE_REPLACED: another transaction took its place in the payer's account
 * @SOTTO_PAYMENT_STATE_FORGED: it is not what the command claims; final
 * @SOTTO_PAYMENT_STATE_UNVERIFIED: our node never heard of it
 *
 * How far a payment got. 1 to 7 are the numbers of commands-and-stickers.md, A2. Stored in
 * databases: do not change the numbers.
 */
typedef enum
{
  SOTTO_PAYMENT_STATE_ADDRESS_ASKED = 1,
  SOTTO_PAYMENT_STATE_ADDRESS_DECLINED = 2,
  SOTTO_PAYMENT_STATE_ADDRESS_SHARED = 3,
  SOTTO_PAYMENT_STATE_ASKED = 4,
  SOTTO_PAYMENT_STATE_DECLINED = 5,
  SOTTO_PAYMENT_STATE_PENDING = 6,
  SOTTO_PAYMENT_STATE_SIGNED = 7,
  SOTTO_PAYMENT_STATE_CONFIRMED = 8,
  SOTTO_PAYMENT_STATE_FAILED = 9,
  SOTTO_PAYMENT_STATE_REPLACED = 10,
  SOTTO_PAYMENT_STATE_FORGED = 11,
  SOTTO_PAYMENT_STATE_UNVERIFIED = 12,
} SottoPaymentState;

#define SOTTO_TYPE_PAYMENT_STATE (sotto_payment_state_get_type ())
GType sotto_payment_state_get_type (void);

/**
 * SottoPaymentReason:
 * @SOTTO_PAYMENT_REASON_NONE: nothing is wrong
 * @SOTTO_PAYMENT_REASON_SENDER: the account that sent it did not sign the command
 * @SOTTO_PAYMENT_REASON_RECIPIENT: it pays somebody else
 * @SOTTO_PAYMENT_REASON_TOKEN: it pays in another coin than was asked for
 * @SOTTO_PAYMENT_REASON_AMOUNT: it pays nothing
 * @SOTTO_PAYMENT_REASON_USED: it was told of for another payment already
 * @SOTTO_PAYMENT_REASON_TOO_OLD: it was made before this was asked for
 * @SOTTO_PAYMENT_REASON_CHAIN: it is on another network
 *
 * Why a payment is forged. Stored in databases: do not change the numbers.
 */
typedef enum
{
  SOTTO_PAYMENT_REASON_NONE = 0,
  SOTTO_PAYMENT_REASON_SENDER = 1,
  SOTTO_PAYMENT_REASON_RECIPIENT = 2,
  SOTTO_PAYMENT_REASON_TOKEN = 3,
  SOTTO_PAYMENT_REASON_AMOUNT = 4,
  SOTTO_PAYMENT_REASON_USED = 5,
  SOTTO_PAYMENT_REASON_TOO_OLD = 6,
  SOTTO_PAYMENT_REASON_CHAIN = 7,
} SottoPaymentReason;

#define SOTTO_TYPE_PAYMENT_REASON (sotto_payment_reason_get_type ())
GType sotto_payment_reason_get_type (void);

/**
 * SottoPayment:
 *
 * Money between two people, as the commands of their chat and our own node tell of it. One object
 * from the first command to the last confirmation, however many messages show it one after the
 * other; changes only after a commit. Main context.
 *
 * Properties: constant are `id`, `chat-id`, `outgoing`, `initiated`, `chain-id`; all others notify.
 */
#define SOTTO_TYPE_PAYMENT (sotto_payment_get_type ())
G_DECLARE_FINAL_TYPE (SottoPayment, sotto_payment, SOTTO, PAYMENT, GObject)

/* "0x" and 64 digits: the id of the message that began it, which stays when others show it. */
const char *sotto_payment_get_id (SottoPayment *self);
const char *sotto_payment_get_chat_id (SottoPayment *self);

/* The other person. */
const SottoPublicKey *sotto_payment_get_peer (SottoPayment *self);

/* Whether the money goes from us to the other, and whether we began. */
gboolean sotto_payment_is_outgoing (SottoPayment *self);
gboolean sotto_payment_is_initiated (SottoPayment *self);
SottoPaymentState sotto_payment_get_state (SottoPayment *self);

/* What our side may do now: say where to, refuse, or pay. */
gboolean sotto_payment_can_accept (SottoPayment *self);
gboolean sotto_payment_can_decline (SottoPayment *self);
gboolean sotto_payment_can_pay (SottoPayment *self);

/* Whether our own node saw the transaction: only then it is money. */
gboolean sotto_payment_is_verified (SottoPayment *self);

/* (nullable): decimal digits, in the smallest unit: what is paid once that is verified, and before
 * that what was asked for; %NULL while only the chain knows it. */
const char *sotto_payment_get_amount (SottoPayment *self);

/* (nullable): what was asked for. */
const char *sotto_payment_get_requested_amount (SottoPayment *self);

/* (nullable): the token of sotto_payment_get_amount (), "0x" and 40 lower-case digits; %NULL is
 * ether. */
const char *sotto_payment_get_contract (SottoPayment *self);

/* How many digits of the amount are a fraction; -1 while nobody said so of the token. */
int sotto_payment_get_decimals (SottoPayment *self);
const char *sotto_payment_get_symbol (SottoPayment *self);

/* Told by who knows the tokens; not stored. @symbol is nullable. */
void sotto_payment_set_token (SottoPayment *self, const char *symbol, int decimals);
guint64 sotto_payment_get_chain_id (SottoPayment *self);

/* (nullable): the payee's and the payer's account, lower case. */
const char *sotto_payment_get_address (SottoPayment *self);
const char *sotto_payment_get_payer (SottoPayment *self);

/* (nullable): "0x" and 64 digits, once the payer told of it. */
const char *sotto_payment_get_transaction_hash (SottoPayment *self);

/* (nullable): 65 bytes, R || S || V with V 27 or 28. */
const guint8 *sotto_payment_get_signature (SottoPayment *self);
guint sotto_payment_get_confirmations (SottoPayment *self);
SottoPaymentReason sotto_payment_get_reason (SottoPayment *self);

/* Milliseconds since 1970: the clock of the first command, and when we heard of the transaction (0:
 * not yet). */
gint64 sotto_payment_get_began (SottoPayment *self);
gint64 sotto_payment_get_told (SottoPayment *self);

/* Pure functions over what the payer's wallet signs. */
void sotto_payment_get_signed_bytes (const SottoPublicKey *payer,
                                     const SottoHash *transaction,
                                     guint8 bytes[SOTTO_PAYMENT_SIGNED_LENGTH]);
gboolean sotto_payment_recover (const SottoPublicKey *payer,
                                const SottoHash *transaction,
                                const guint8 signature[SOTTO_SIGNATURE_LENGTH],
                                guint8 address[20],
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_payment_amount_is_valid (const char *text);

G_END_DECLS
