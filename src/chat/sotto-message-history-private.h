/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-message-history.h"
#include "sotto-models-private.h"
#include "sotto-store.h"

G_BEGIN_DECLS

/* (transfer full): begins to load the newest page. */
SottoMessageHistory *sotto_message_history_new (SottoModels *models,
                                                SottoStore *store,
                                                SottoChat *chat) G_GNUC_WARN_UNUSED_RESULT;

/* What transactions changed; messages of other chats are ignored. */
void sotto_message_history_add (SottoMessageHistory *self, SottoMessage *message);
void sotto_message_history_remove (SottoMessageHistory *self, gint64 row);
void sotto_message_history_remove_author (SottoMessageHistory *self, const SottoPublicKey *key);
void sotto_message_history_clear (SottoMessageHistory *self, gint64 chat);

G_END_DECLS
