/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"

#include "sotto-chat-list-private.h"
#include "sotto-chat-private.h"
#include "sotto-contact-list-private.h"
#include "sotto-contact-private.h"

G_BEGIN_DECLS

/**
 * SottoModels:
 *
 * The live objects of one messenger: one for each person and for each message, as long as somebody
 * looks at it. Of the main context.
 */
#define SOTTO_TYPE_MODELS (sotto_models_get_type ())
G_DECLARE_FINAL_TYPE (SottoModels, sotto_models, SOTTO, MODELS, GObject)

SottoModels *sotto_models_new (const SottoPublicKey *self_key,
                               SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) */
SottoContact *sotto_models_get_self (SottoModels *self);
SottoChatList *sotto_models_get_chats (SottoModels *self);
SottoContactList *sotto_models_get_contacts (SottoModels *self);

/* (transfer full) */
SottoContact *sotto_models_dup_contact (SottoModels *self,
                                        const SottoPublicKey *key) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the live object of this row, else a new one. It is not updated: a page that was
 * read may be older than what is shown. */
SottoMessage *sotto_models_dup_message (SottoModels *self,
                                        const SottoMessageRow *row) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the same for a payment, and the same as below. */
SottoPayment *sotto_models_dup_payment (SottoModels *self,
                                        const SottoPaymentRow *row) G_GNUC_WARN_UNUSED_RESULT;
SottoPayment *sotto_models_update_payment (SottoModels *self,
                                           const SottoPaymentRow *row) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): only if somebody looks at it. */
SottoMessage *sotto_models_dup_live_message (SottoModels *self,
                                             gint64 row) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the live object or a new one, and it takes over what @row says. */
SottoMessage *sotto_models_update_message (SottoModels *self,
                                           const SottoMessageRow *row) G_GNUC_WARN_UNUSED_RESULT;
void sotto_models_update_contact (SottoModels *self, const SottoContactRow *row);

/* Adds the chat, changes it, or takes it out of the list. */
void sotto_models_update_chat (SottoModels *self, const SottoChatRow *row);

/* All at once, at the start. (element-type SottoContactRow) (element-type SottoChatRow) */
void sotto_models_load (SottoModels *self, GPtrArray *contacts, GPtrArray *chats);

void sotto_models_mark_read (SottoModels *self, gint64 chat);

/* Messages that quote the removed one show it no more. */
void sotto_models_drop_quotes (SottoModels *self, gint64 removed);

G_END_DECLS
