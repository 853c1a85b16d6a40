/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"

G_BEGIN_DECLS

/**
 * SottoMoneyDialog:
 *
 * Begins a payment in a private chat: asks for money, or where to send it to. No key is used and
 * nobody but the other person hears of it.
 */
#define SOTTO_TYPE_MONEY_DIALOG (sotto_money_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SottoMoneyDialog, sotto_money_dialog, SOTTO, MONEY_DIALOG, AdwWindow)

/* @requests: whether we want to be paid. */
GtkWidget *sotto_money_dialog_new (GtkWindow *parent,
                                   SottoSession *session,
                                   SottoChat *chat,
                                   gboolean requests);

G_END_DECLS
