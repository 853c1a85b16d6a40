/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-application-message-private.h"
#include "sotto-engine-receive-private.h"
#include "sotto-payment-message-private.h"
#include "sotto-payment-verdict-private.h"

G_BEGIN_DECLS

/* Applies a command that somebody sent in private. */
gboolean sotto_engine_apply_payment (SottoWork *work,
                                     const SottoIncoming *incoming,
                                     const SottoApplicationMessage *message,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoOutgoingPayment:
 * @chat: number of the chat
 * @payment: number of the payment that is answered; 0: this begins one
 * @message: what to say; its clock and id are filled in. Value, contract and address of a
 *   transaction that is told of directly are kept here and not sent
 * @payer: (nullable): our account that pays
 * @shown: (out): number of the stored message
 */
typedef struct
{
  gint64 chat;
  gint64 payment;
  SottoPaymentMessage message;
  char *payer;
  gint64 shown;
} SottoOutgoingPayment;

void sotto_outgoing_payment_free (SottoOutgoingPayment *outgoing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoOutgoingPayment, sotto_outgoing_payment_free)

/* A #SottoWorkFunc over #SottoOutgoingPayment: stored as sending, if that may be said now. */
gboolean sotto_engine_send_payment (SottoWork *work, gpointer data, GError **error);

/**
 * SottoJudgedPayment:
 * @payment: number of the payment
 * @facts: what our node says
 */
typedef struct
{
  gint64 payment;
  SottoPaymentFacts facts;
} SottoJudgedPayment;

void sotto_judged_payment_free (SottoJudgedPayment *judged);

/* A #SottoWorkFunc over #SottoJudgedPayment. */
gboolean sotto_engine_judge_payment (SottoWork *work, gpointer data, GError **error);

/* Forgets what is known of the payments of a chat. */
gboolean sotto_engine_forget_payments (SottoWork *work,
                                       gint64 chat,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Forgets what came before what it answers, from one person; and from all, if it is old. */
gboolean sotto_engine_forget_early (SottoWork *work,
                                    const SottoPublicKey *author,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_engine_prune_early (SottoWork *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
