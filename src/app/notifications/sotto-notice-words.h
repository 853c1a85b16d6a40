/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-chat.h"
#include "sotto-payment.h"
#include "sotto-wallet-lookout.h"

G_BEGIN_DECLS

/**
 * SottoNoticeDetail:
 * @SOTTO_NOTICE_DETAIL_NOTHING: that something came
 * @SOTTO_NOTICE_DETAIL_SENDER: and from whom
 * @SOTTO_NOTICE_DETAIL_CONTENT: and what
 *
 * What may be read by whoever sees the screen.
 */
typedef enum
{
  SOTTO_NOTICE_DETAIL_NOTHING,
  SOTTO_NOTICE_DETAIL_SENDER,
  SOTTO_NOTICE_DETAIL_CONTENT,
} SottoNoticeDetail;

/* All (transfer full): what is said of something, before anybody knows where to it leads. */

/* @message: the newest of the @n_messages that nobody has seen. */
GNotification *sotto_notice_words_messages (SottoChat *chat,
                                            SottoMessage *message,
                                            guint n_messages,
                                            SottoNoticeDetail detail) G_GNUC_WARN_UNUSED_RESULT;

/* Of many chats at once. */
GNotification *sotto_notice_words_many (guint n_messages, guint n_chats) G_GNUC_WARN_UNUSED_RESULT;

/* Somebody unknown wrote: neither the name nor the words that they chose. */
GNotification *sotto_notice_words_request (void) G_GNUC_WARN_UNUSED_RESULT;

/* @chat: (nullable): where it is paid. */
GNotification *sotto_notice_words_payment (SottoChat *chat,
                                           SottoPayment *payment,
                                           SottoNoticeDetail detail) G_GNUC_WARN_UNUSED_RESULT;

GNotification *sotto_notice_words_arrival (const SottoWalletArrival *arrival,
                                           SottoNoticeDetail detail) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_notice_words_dup_plain:
 * @text: what somebody wrote
 *
 * Notifications are shown by other programs, some of which take a text for markup and follow what
 * it says: nothing in it may mean anything.
 *
 * Returns: (transfer full): @text as one line of at most 200 characters, in which nothing is markup
 */
char *sotto_notice_words_dup_plain (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
