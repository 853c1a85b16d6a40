/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-chat.h"

G_BEGIN_DECLS

/* Loaded at a time, and kept at most. */
#define SOTTO_MESSAGE_HISTORY_PAGE 50
#define SOTTO_MESSAGE_HISTORY_WINDOW 500

/**
 * SottoMessageHistory:
 *
 * A window over a conversation: a #GListModel of #SottoMessage, oldest first, that holds one
 * unbroken run of at most %SOTTO_MESSAGE_HISTORY_WINDOW messages and grows at either end when
 * asked. While the window reaches the end, new messages appear in it; what is too much then goes
 * from the end at which no page was asked for last. It opens at the end.
 *
 * Properties (all notify): `has-older`, `has-newer`, `loading` (b), `first-unread` (s, nullable: id
 * of the first unread message when the history was opened).
 */
#define SOTTO_TYPE_MESSAGE_HISTORY (sotto_message_history_get_type ())
G_DECLARE_FINAL_TYPE (SottoMessageHistory, sotto_message_history, SOTTO, MESSAGE_HISTORY, GObject)

SottoChat *sotto_message_history_get_chat (SottoMessageHistory *self);
gboolean sotto_message_history_get_has_older (SottoMessageHistory *self);
gboolean sotto_message_history_get_has_newer (SottoMessageHistory *self);
gboolean sotto_message_history_get_loading (SottoMessageHistory *self);
const char *sotto_message_history_get_first_unread (SottoMessageHistory *self);

/* Loads one page; only notes where one reads while another load runs or when there is no more. */
void sotto_message_history_load_older (SottoMessageHistory *self);
void sotto_message_history_load_newer (SottoMessageHistory *self);

/* Replaces the window by the newest page. */
void sotto_message_history_jump_to_end (SottoMessageHistory *self);

/* Replaces the window, if need be, by one around @message_id. Finishes with its position in the
 * model. */
void sotto_message_history_jump_to_async (SottoMessageHistory *self,
                                          const char *message_id,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean sotto_message_history_jump_to_finish (SottoMessageHistory *self,
                                               GAsyncResult *result,
                                               guint *position,
                                               GError **error);

G_END_DECLS
