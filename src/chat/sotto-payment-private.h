/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-payment.h"
#include "sotto-store.h"

G_BEGIN_DECLS

/**
 * SottoPaymentRow:
 * @row: number in the table of payments
 * @id: id of the command that began it
 * @chat: number of the chat
 * @chat_id: what the chat is called on the wire
 * @peer: the other person
 * @message: number of the message that shows it
 * @outgoing: whether we pay
 * @initiated: whether we began
 * @state: how far it got
 * @chain: on which chain
 * @value: (nullable): what was asked for, in the smallest unit
 * @contract: (nullable): in which token
 * @address: (nullable): the payee's account
 * @payer: (nullable): the payer's account
 * @told: whether there is a transaction
 * @transaction: its hash
 * @signature: what ties it to the payer's chat key
 * @paid: (nullable): what the chain says that it pays
 * @paid_contract: (nullable): in which token
 * @confirmations: how many
 * @reason: why it is forged
 * @began_ms: the clock of the first command
 * @told_ms: when we heard of the transaction
 *
 * A payment as stored: an immutable value that may cross threads.
 */
typedef struct
{
  gint64 row;
  SottoHash id;
  gint64 chat;
  char *chat_id;
  SottoPublicKey peer;
  gint64 message;
  gboolean outgoing;
  gboolean initiated;
  SottoPaymentState state;
  guint64 chain;
  char *value;
  char *contract;
  char *address;
  char *payer;
  gboolean told;
  SottoHash transaction;
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  char *paid;
  char *paid_contract;
  guint confirmations;
  SottoPaymentReason reason;
  gint64 began_ms;
  gint64 told_ms;
} SottoPaymentRow;

SottoPaymentRow *sotto_payment_row_copy (const SottoPaymentRow *row) G_GNUC_WARN_UNUSED_RESULT;
void sotto_payment_row_free (SottoPaymentRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoPaymentRow, sotto_payment_row_free)

/* (transfer full) (nullable): NULL without @error: there is no such payment. */
SottoPaymentRow *sotto_payment_row_load (SottoConnection *connection,
                                         gint64 row,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
SottoPaymentRow *sotto_payment_row_find (SottoConnection *connection,
                                         const SottoHash *id,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
SottoPaymentRow *sotto_payment_row_load_shown (SottoConnection *connection,
                                               gint64 message,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type SottoPaymentRow): in the order of their beginnings; those of @chat,
 * or of all chats if that is 0. NULL is an error. */
GPtrArray *sotto_payment_rows_load (SottoConnection *connection,
                                    gint64 chat,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, those of which the chain has not said the last word. */
GPtrArray *sotto_payment_rows_load_unfinished (SottoConnection *connection,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) */
SottoPayment *sotto_payment_new (const SottoPaymentRow *row) G_GNUC_WARN_UNUSED_RESULT;

/* Takes over what changed, and notifies. */
void sotto_payment_update (SottoPayment *self, const SottoPaymentRow *row);
gint64 sotto_payment_get_row (SottoPayment *self);

G_END_DECLS
