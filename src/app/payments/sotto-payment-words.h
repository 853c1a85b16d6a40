/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-payment.h"

G_BEGIN_DECLS

/* All (transfer full), for people; amounts and states come from what is stored and from the chain,
 * never from a text that somebody wrote. */

/* Such as "0.1 ETH". */
char *sotto_payment_words_amount (SottoPayment *payment) G_GNUC_WARN_UNUSED_RESULT;

/* What kind of money it is: asked for, offered, paid. */
char *sotto_payment_words_title (SottoPayment *payment) G_GNUC_WARN_UNUSED_RESULT;

/* How far it is, in a sentence. */
char *sotto_payment_words_state (SottoPayment *payment) G_GNUC_WARN_UNUSED_RESULT;

/* All of it in one sentence, for a screen reader. */
char *sotto_payment_words_sentence (SottoPayment *payment) G_GNUC_WARN_UNUSED_RESULT;

/* How much of the way it is, 0 to 1; negative: it does not go on. */
double sotto_payment_words_progress (SottoPayment *payment);

G_END_DECLS
