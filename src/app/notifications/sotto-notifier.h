/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"

G_BEGIN_DECLS

/**
 * SottoNotifier:
 *
 * Tells the desktop what came while nobody looks: messages, requests of strangers, money; as much
 * of it as the settings allow. What was read, and everything once an account is closed, is taken
 * back. A chat has one notification, however much comes; many chats at once have one together.
 *
 * They lead to `app.show-chat` (the chat's id), `app.read-chat` (the same) and `app.show-wallet`.
 */
#define SOTTO_TYPE_NOTIFIER (sotto_notifier_get_type ())
G_DECLARE_FINAL_TYPE (SottoNotifier, sotto_notifier, SOTTO, NOTIFIER, GObject)

/**
 * sotto_notifier_new:
 * @window: where somebody may look
 * @session: what comes; it may not have started yet
 * @settings: of the desktop
 *
 * Returns: (transfer full): a notifier
 */
SottoNotifier *sotto_notifier_new (GtkWindow *window,
                                   SottoSession *session,
                                   GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/* @chat: (nullable): what the window shows. */
void sotto_notifier_set_chat (SottoNotifier *self, SottoChat *chat);

/* Takes back what was told. For whoever lets go of it. */
void sotto_notifier_stop (SottoNotifier *self);

G_END_DECLS
