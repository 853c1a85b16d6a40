/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-messenger.h"

G_BEGIN_DECLS

/**
 * SottoOpenChatDialog:
 *
 * One entry that leads to a chat: somebody's chat key, in any form that people paste, or the name
 * of a public channel. Says while one types what is wrong with it.
 *
 * Signals:
 * - `opened` (#SottoChat)
 */
#define SOTTO_TYPE_OPEN_CHAT_DIALOG (sotto_open_chat_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SottoOpenChatDialog,
                      sotto_open_chat_dialog,
                      SOTTO,
                      OPEN_CHAT_DIALOG,
                      AdwWindow)

GtkWidget *sotto_open_chat_dialog_new_direct (GtkWindow *parent, SottoMessenger *messenger);
GtkWidget *sotto_open_chat_dialog_new_channel (GtkWindow *parent, SottoMessenger *messenger);

G_END_DECLS
