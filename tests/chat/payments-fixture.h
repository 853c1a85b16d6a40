/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "chat-fixture.h"

#include "sotto-messenger-payments.h"
#include "sotto-payment-message-private.h"

G_BEGIN_DECLS

/* Two people who pay each other, with wallets that are nothing but a key. */

#define ONE_ETHER "1000000000000000000"
#define TOKEN "0xa924c4b174b1e8defaaa32502f2748be5e48915c"
#define PAYEE_ACCOUNT "0x9d60515d08e0e560446a658cc3571f6e35772924"

typedef struct
{
  Town *town;
  Person *payer;
  Person *payee;
  SottoPrivateKey *wallet;
  char *account;
} Deal;

/* Both run, are connected and have said hello. */
Deal *deal_new (guint64 seed);
void deal_free (Deal *deal);

/* Each goes away and comes back. */
void deal_restart (Deal *deal);

/* Whatever is under way arrives. */
void deal_pass (Deal *deal);

/* (transfer full): the @index-th payment that @person knows of; NULL: there is none. */
SottoPayment *person_payment (Person *person, guint index);
guint person_n_payments (Person *person);
void person_assert_state (Person *person, SottoPaymentState state);

/* What the two do, each stored when it returns. FALSE: it was refused. */
gboolean deal_ask_address (Deal *deal, const char *amount, const char *contract);
gboolean deal_ask_payment (Deal *deal, const char *amount, const char *contract);
gboolean deal_share (Deal *deal);
gboolean person_decline (Person *person, SottoPayment *payment);

/* The payer tells of transaction number @number; directly without @payment. */
gboolean deal_tell (Deal *deal, SottoPayment *payment, guint8 number);
void deal_sign (Deal *deal, guint8 number, SottoPaymentTransaction *transaction);

/* @person's node says that it pays @amount in @contract, with @confirmations. */
void deal_judge (Deal *deal, Person *person, const char *amount, const char *contract, guint n);
gboolean person_judge (Person *person, SottoPayment *payment, const SottoPaymentVerdict *verdict);

/* @author's command reaches @person, by itself; FALSE: it was refused. @id is its id. */
gboolean person_hear (Person *person,
                      SottoPrivateKey *author,
                      const SottoPublicKey *topic_peer,
                      const SottoPaymentMessage *message,
                      SottoHash *id);
gint64 deal_clock (Deal *deal);

G_END_DECLS
