/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-payment.h"

G_BEGIN_DECLS

/**
 * SottoPaymentCommand:
 * @SOTTO_PAYMENT_COMMAND_ASK_ADDRESS: RequestAddressForTransaction
 * @SOTTO_PAYMENT_COMMAND_SHARE_ADDRESS: AcceptRequestAddressForTransaction
 * @SOTTO_PAYMENT_COMMAND_DECLINE_ADDRESS: DeclineRequestAddressForTransaction
 * @SOTTO_PAYMENT_COMMAND_ASK: RequestTransaction
 * @SOTTO_PAYMENT_COMMAND_TELL: SendTransaction
 * @SOTTO_PAYMENT_COMMAND_DECLINE: DeclineRequestTransaction
 *
 * The numbers of their types on the wire.
 */
typedef enum
{
  SOTTO_PAYMENT_COMMAND_ASK_ADDRESS = 6,
  SOTTO_PAYMENT_COMMAND_SHARE_ADDRESS = 7,
  SOTTO_PAYMENT_COMMAND_DECLINE_ADDRESS = 8,
  SOTTO_PAYMENT_COMMAND_ASK = 9,
  SOTTO_PAYMENT_COMMAND_TELL = 10,
  SOTTO_PAYMENT_COMMAND_DECLINE = 11,
} SottoPaymentCommand;

/**
 * SottoPaymentMessage:
 * @command: which; decides what else is set
 * @clock: Lamport clock, 1 to 2^63 - 1
 * @has_id: whether it belongs to a command before it
 * @id: the id of that, which began the payment
 * @value: (nullable): decimal digits, 1 to 2^256 - 1
 * @contract: (nullable): the token, "0x" and 40 lower-case digits; %NULL is ether
 * @address: (nullable): the payee's account, likewise
 * @transaction: hash of a transaction
 * @signature: R || S || V with V 27 or 28, of somebody
 *
 * A command that obeys all rules that can be checked without the database.
 */
typedef struct
{
  SottoPaymentCommand command;
  gint64 clock;
  gboolean has_id;
  SottoHash id;
  char *value;
  char *contract;
  char *address;
  SottoHash transaction;
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
} SottoPaymentMessage;

void sotto_payment_message_clear (SottoPaymentMessage *message);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoPaymentMessage, sotto_payment_message_clear)

/* Whether an ApplicationMetadataMessage of this type is one. */
gboolean sotto_payment_command_is_type (int type);

/* (transfer full) */
GBytes *sotto_payment_message_encode (const SottoPaymentMessage *message) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoPaymentContext:
 * @author: who wrote it
 * @sent_seconds: when its envelope was sent, Unix time
 * @now_ms: our own time
 *
 * What a command is judged by.
 */
typedef struct
{
  const SottoPublicKey *author;
  guint32 sent_seconds;
  guint64 now_ms;
} SottoPaymentContext;

/* The rules of commands-and-stickers.md, A4 and A6. %SOTTO_CHAT_ERROR_REFUSED says which one was
 * broken. */
gboolean sotto_payment_message_parse (int type,
                                      GBytes *payload,
                                      const SottoPaymentContext *context,
                                      SottoPaymentMessage *message,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): "0x" and 40 lower-case digits for an address in any case; %NULL when
 * it is none. */
char *sotto_payment_fold_address (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_payment_next_state:
 * @state: how far the payment got
 * @command: what comes
 * @by_payer: whether the payer says it
 * @next: (out): how far it is then
 *
 * The state machine of commands-and-stickers.md, A3, for commands that answer.
 *
 * Returns: whether that may come now
 */
gboolean sotto_payment_next_state (SottoPaymentState state,
                                   SottoPaymentCommand command,
                                   gboolean by_payer,
                                   SottoPaymentState *next);

G_END_DECLS
