/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-messenger.h"

G_BEGIN_DECLS

/**
 * SottoContactWindow:
 *
 * Who somebody is: picture, names, chat key as text and QR code; nickname, adding and blocking. For
 * the user's own contact: the same without what one does with others.
 *
 * Signals:
 * - `message-requested` (#SottoContact): a conversation is wanted
 */
#define SOTTO_TYPE_CONTACT_WINDOW (sotto_contact_window_get_type ())
G_DECLARE_FINAL_TYPE (SottoContactWindow, sotto_contact_window, SOTTO, CONTACT_WINDOW, AdwWindow)

GtkWidget *
sotto_contact_window_new (GtkWindow *parent, SottoMessenger *messenger, SottoContact *contact);

G_END_DECLS
