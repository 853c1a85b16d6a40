/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session-payments.h"
#include "sotto-session.h"

G_BEGIN_DECLS

/**
 * SottoSendWindow:
 *
 * Sends money, in three pages: to whom and how much; what exactly is going to happen, with the
 * password; and what became of it.
 */
#define SOTTO_TYPE_SEND_WINDOW (sotto_send_window_get_type ())
G_DECLARE_FINAL_TYPE (SottoSendWindow, sotto_send_window, SOTTO, SEND_WINDOW, AdwWindow)

/* @account: (nullable): what is chosen at first. */
GtkWidget *
sotto_send_window_new (GtkWindow *parent, SottoSession *session, SottoWalletAccount *account);

/* @link: an "ethereum:" link, which fills in the form. */
GtkWidget *
sotto_send_window_new_for_link (GtkWindow *parent, SottoSession *session, const char *link);

/* What takes the place of @transaction: the same with a higher fee, or nothing. */
GtkWidget *sotto_send_window_new_for_replacement (GtkWindow *parent,
                                                  SottoSession *session,
                                                  SottoWalletTransaction *transaction,
                                                  gboolean cancels);

/* What nobody asked for: @link says how much of what goes where, and who is in @chat is told. */
GtkWidget *sotto_send_window_new_for_chat (GtkWindow *parent,
                                           SottoSession *session,
                                           SottoChat *chat,
                                           const char *link);

/* To pay what was asked for in a chat. */
GtkWidget *
sotto_send_window_new_for_payment (GtkWindow *parent, SottoSession *session, SottoPayment *payment);

G_END_DECLS
