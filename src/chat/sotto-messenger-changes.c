/* SPDX-License-Identifier: GPL-3.0-or-later */

/* After a commit, and only then: objects change, signals fire, and what is to leave leaves. */

#include "sotto-messenger-private.h"

static void
add_message (SottoMessenger *self, const SottoChange *change)
{
  g_autoptr (SottoMessage) message = sotto_models_update_message (self->models, change->message);
  SottoChat *chat =
    sotto_chat_list_lookup_row (sotto_models_get_chats (self->models), change->message->chat);

  g_ptr_array_add (self->fresh, g_object_ref (message));
  for (guint i = 0; i < self->histories->len; i++)
    sotto_message_history_add (g_ptr_array_index (self->histories, i), message);
  if (change->kind == SOTTO_CHANGE_MESSAGE_RECEIVED && chat != NULL)
    sotto_messenger_emit_received (self, chat, message);
  else if (change->kind == SOTTO_CHANGE_MESSAGE_FOUND && chat != NULL)
    sotto_messenger_emit_found (self, chat, message);
}

static void
change_message (SottoMessenger *self, const SottoChange *change)
{
  g_autoptr (SottoMessage) message = sotto_models_update_message (self->models, change->message);
  SottoChat *chat =
    sotto_chat_list_lookup_row (sotto_models_get_chats (self->models), change->message->chat);

  if (chat != NULL && change->message->outgoing)
    sotto_messenger_emit_changed (self, chat, message);
}

static void
change_payment (SottoMessenger *self, const SottoChange *change)
{
  g_autoptr (SottoPayment) payment = sotto_models_update_payment (self->models, change->payment);

  sotto_messenger_emit_payment (self, payment, change->kind == SOTTO_CHANGE_PAYMENT_TOLD);
}

static void
remove_message (SottoMessenger *self, gint64 row)
{
  sotto_models_drop_quotes (self->models, row);
  for (guint i = 0; i < self->histories->len; i++)
    sotto_message_history_remove (g_ptr_array_index (self->histories, i), row);
}

static void
clear_chat (SottoMessenger *self, gint64 chat)
{
  for (guint i = 0; i < self->histories->len; i++)
    sotto_message_history_clear (g_ptr_array_index (self->histories, i), chat);
}

static void
remove_author (SottoMessenger *self, const SottoPublicKey *key)
{
  for (guint i = 0; i < self->histories->len; i++)
    sotto_message_history_remove_author (g_ptr_array_index (self->histories, i), key);
}

static void
update_chat (SottoMessenger *self, const SottoChatRow *row)
{
  sotto_messenger_follow_chat (self, row);
  sotto_models_update_chat (self->models, row);
  sotto_messenger_check_mutes (self);
}

static void
update_contact (SottoMessenger *self, const SottoContactRow *row)
{
  sotto_messenger_follow_contact (self, row);
  sotto_models_update_contact (self->models, row);
}

static void
apply_change (SottoMessenger *self, const SottoChange *change)
{
  switch (change->kind)
    {
    case SOTTO_CHANGE_CONTACT:
      update_contact (self, change->contact);
      break;
    case SOTTO_CHANGE_CHAT:
      update_chat (self, change->chat);
      break;
    case SOTTO_CHANGE_MESSAGE_ADDED:
    case SOTTO_CHANGE_MESSAGE_RECEIVED:
    case SOTTO_CHANGE_MESSAGE_FOUND:
      add_message (self, change);
      break;
    case SOTTO_CHANGE_MESSAGE_CHANGED:
      change_message (self, change);
      break;
    case SOTTO_CHANGE_PAYMENT:
    case SOTTO_CHANGE_PAYMENT_TOLD:
      change_payment (self, change);
      break;
    case SOTTO_CHANGE_MESSAGE_REMOVED:
      remove_message (self, change->row);
      break;
    case SOTTO_CHANGE_CHAT_READ:
      sotto_models_mark_read (self->models, change->row);
      break;
    case SOTTO_CHANGE_CHAT_CLEARED:
      clear_chat (self, change->row);
      break;
    case SOTTO_CHANGE_AUTHOR_REMOVED:
      remove_author (self, &change->key);
      break;
    case SOTTO_CHANGE_OUTBOX:
      sotto_messenger_outbox_add (self, change);
      break;
    case SOTTO_CHANGE_OUTBOX_REMOVED:
      sotto_messenger_outbox_remove (self, change->row);
      break;
    case SOTTO_CHANGE_SENDING:
      sotto_messenger_compose (self);
      break;
    case SOTTO_CHANGE_TRIMMING:
      sotto_messenger_trim (self);
      break;
    }
}

/* For the rest of the layer. */

void
sotto_messenger_apply_changes (SottoMessenger *self, SottoChanges *changes)
{
  GPtrArray *items = sotto_changes_get_items (changes);
  SottoChatList *chats = sotto_models_get_chats (self->models);

  sotto_chat_list_freeze (chats);
  for (guint i = 0; i < items->len; i++)
    apply_change (self, g_ptr_array_index (items, i));
  sotto_chat_list_thaw (chats);
  sotto_messenger_update_topics (self);
}
