/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-wallet-prices.h"
#include "sotto-wallet-send.h"

G_BEGIN_DECLS

/* (transfer full): what is sent, such as "0.1 ETH". */
char *sotto_review_rows_describe_amount (SottoWalletReview *review) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): a question, and the button that says yes to it. */
char *sotto_review_rows_describe_headline (SottoWalletReview *review) G_GNUC_WARN_UNUSED_RESULT;
char *sotto_review_rows_describe_button (SottoWalletReview *review) G_GNUC_WARN_UNUSED_RESULT;

/* Everything that will happen, a row for each; and what is to be said before. @known_as is nullable
 * and what is known of the recipient. */
void sotto_review_rows_fill_facts (GtkListBox *list,
                                   SottoWalletReview *review,
                                   const char *known_as,
                                   SottoWalletPrices *prices);
void sotto_review_rows_fill_warnings (GtkListBox *list, SottoWalletReview *review);

/* (transfer full): what whoever is asked learns. */
char *sotto_review_rows_describe_consent (SottoWalletNetwork *network) G_GNUC_WARN_UNUSED_RESULT;

/* What became of it: in a few words, and in a sentence (transfer full). */
const char *sotto_review_rows_get_state_title (SottoWalletTransaction *transaction);
char *
sotto_review_rows_describe_state (SottoWalletTransaction *transaction) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
