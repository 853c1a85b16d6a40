/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What front ends ask for. Each is one job for the writer thread; objects change after its commit.
 */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-application-message-private.h"
#include "sotto-chat-error.h"
#include "sotto-messenger-private.h"
#include "sotto-text.h"

#define MAX_CHANNEL_LENGTH 64
#define MAX_NICKNAME_CHARACTERS 64
#define DRAFT_DELAY_MS 500

/* Longer drafts are not kept whole. */
#define MAX_DRAFT_CHARACTERS 16384

/* Timers run no longer than this at once. */
#define MAX_MUTE_DELAY_MS (60 * 60 * 1000)

static SottoEdit *
edit_new (SottoChat *chat)
{
  SottoEdit *edit = g_new0 (SottoEdit, 1);

  if (chat != NULL)
    edit->chat = sotto_chat_get_row (chat);

  return edit;
}

/* Takes @edit over. */
static void
queue_edit (SottoMessenger *self, SottoWorkFunc function, SottoEdit *edit)
{
  sotto_messenger_queue (
    self, &(SottoMessengerJob){
            .function = function, .data = edit, .data_free = (GDestroyNotify) sotto_edit_free });
}

static void
queue_chat (SottoMessenger *self, SottoWorkFunc function, SottoChat *chat)
{
  queue_edit (self, function, edit_new (chat));
}

static void
queue_contact (SottoMessenger *self, SottoWorkFunc function, SottoContact *contact)
{
  SottoEdit *edit = edit_new (NULL);

  edit->key = *sotto_contact_get_key (contact);
  queue_edit (self, function, edit);
}

/* A job that a caller waits for: the task is in the edit's or the text's wrapper. */
typedef struct
{
  GTask *task;
  SottoWorkFunc function;
  SottoEdit *edit;
  SottoOutgoingText text;
} Waited;

static void
waited_free (Waited *waited)
{
  g_clear_object (&waited->task);
  g_clear_pointer (&waited->edit, sotto_edit_free);
  g_free (waited->text.text);
  g_free (waited->text.reply_to);
  g_free (waited);
}

static gboolean
chat_work (SottoWork *work, gpointer data, GError **error)
{
  Waited *waited = data;

  return waited->function (work, waited->edit, error);
}

static void
chat_done_cb (SottoMessenger *self, gpointer data, const GError *error)
{
  Waited *waited = data;
  SottoChat *chat = NULL;

  if (error == NULL)
    chat = sotto_chat_list_lookup_row (sotto_models_get_chats (self->models), waited->edit->chat);
  if (chat != NULL)
    g_task_return_pointer (waited->task, g_object_ref (chat), g_object_unref);
  else if (error != NULL)
    g_task_return_error (waited->task, g_error_copy (error));
  else
    g_task_return_new_error (waited->task, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_NOT_FOUND, "%s",
                             _ ("The chat was removed again."));
}

/* Takes @edit over. */
static void
queue_waited (SottoMessenger *self, GTask *task, SottoWorkFunc function, SottoEdit *edit)
{
  Waited *waited = g_new0 (Waited, 1);

  waited->task = g_object_ref (task);
  waited->function = function;
  waited->edit = edit;
  sotto_messenger_queue (self, &(SottoMessengerJob){ .function = chat_work,
                                                     .data = waited,
                                                     .data_free = (GDestroyNotify) waited_free,
                                                     .done = chat_done_cb,
                                                     .impatient = TRUE });
}

static gboolean
text_work (SottoWork *work, gpointer data, GError **error)
{
  return sotto_engine_store_text (work, &((Waited *) data)->text, error);
}

static SottoMessage *
find_sent (SottoMessenger *self, gint64 row)
{
  return sotto_models_dup_live_message (self->models, row);
}

static void
text_done_cb (SottoMessenger *self, gpointer data, const GError *error)
{
  Waited *waited = data;
  SottoMessage *message = error == NULL ? find_sent (self, waited->text.message) : NULL;

  if (message != NULL)
    g_task_return_pointer (waited->task, message, g_object_unref);
  else if (error != NULL)
    g_task_return_error (waited->task, g_error_copy (error));
  else
    g_task_return_new_error (waited->task, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_NOT_FOUND, "%s",
                             _ ("The message was removed again."));
}

static gboolean
check_text (const char *text, GError **error)
{
  gboolean blank = TRUE;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_MALFORMED,
                           _ ("The text is not valid UTF-8."));
      return FALSE;
    }
  for (const char *p = text; *p != '\0' && blank; p = g_utf8_next_char (p))
    blank = g_unichar_isspace (g_utf8_get_char (p));
  if (blank)
    {
      g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_EMPTY,
                           _ ("There is nothing to send."));
      return FALSE;
    }
  if (strlen (text) > SOTTO_MESSAGE_MAX_BYTES ||
      g_utf8_strlen (text, -1) > SOTTO_MESSAGE_MAX_CHARACTERS)
    {
      g_set_error (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_TOO_LONG,
                   _ ("The text is longer than %d characters."), SOTTO_MESSAGE_MAX_CHARACTERS);
      return FALSE;
    }

  return TRUE;
}

static void
trimmed_cb (SottoMessenger *self, gpointer data, const GError *error)
{
  SottoEdit *edit = data;

  self->trimming = FALSE;
  if (error == NULL && edit->more && self->running)
    sotto_messenger_trim (self);
}

static gboolean
drafts_cb (gpointer user_data)
{
  SottoMessenger *self = user_data;

  self->draft_timer = 0;
  sotto_messenger_flush_drafts (self);

  return G_SOURCE_REMOVE;
}

static gboolean
mutes_cb (gpointer user_data)
{
  SottoMessenger *self = user_data;

  self->mute_timer = 0;
  sotto_messenger_check_mutes (self);

  return G_SOURCE_REMOVE;
}

/* (transfer full) (nullable): what may be joined for what was given: an ASCII name obeys the rules
 * for typed ones, names in other scripts are taken as they are. */
static char *
accept_channel (const char *name, GError **error)
{
  gboolean ascii = g_str_is_ascii (name);

  if (!ascii && sotto_channel_name_is_acceptable (name))
    return g_strdup (name);

  return sotto_messenger_normalise_channel (name, error);
}

/* For the rest of the layer. */

void
sotto_edit_free (SottoEdit *edit)
{
  g_free (edit->text);
  g_free (edit);
}

void
sotto_messenger_flush_drafts (SottoMessenger *self)
{
  GHashTableIter iter;
  gpointer chat, edit;

  sotto_clock_clear_timer (self->clock, &self->draft_timer);
  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, &chat, &edit))
    {
      g_hash_table_iter_steal (&iter);
      g_free (chat);
      queue_edit (self, sotto_engine_set_draft, edit);
    }
}

void
sotto_messenger_trim (SottoMessenger *self)
{
  if (self->trimming)
    return;

  self->trimming = TRUE;
  sotto_messenger_queue (self, &(SottoMessengerJob){ .function = sotto_engine_trim,
                                                     .data = edit_new (NULL),
                                                     .data_free = (GDestroyNotify) sotto_edit_free,
                                                     .done = trimmed_cb });
}

void
sotto_messenger_check_mutes (SottoMessenger *self)
{
  gint64 now_ms = (gint64) sotto_clock_get_milliseconds (self->clock);
  gint64 next = sotto_chat_list_check_muted (sotto_models_get_chats (self->models), now_ms);

  sotto_clock_clear_timer (self->clock, &self->mute_timer);
  if (next != G_MAXINT64 && self->running)
    self->mute_timer = sotto_clock_add_timer (
      self->clock, (guint) CLAMP (next - now_ms, 1, MAX_MUTE_DELAY_MS), mutes_cb, self);
}

/* Public, in the header's order. */

/**
 * sotto_messenger_normalise_channel:
 * @typed: what a person typed
 * @error: return location for %SOTTO_CHAT_ERROR_INVALID_NAME
 *
 * Returns: (transfer full) (nullable): the name of the channel that is meant: without white space
 *   around it and "#" before it, in lower case, 1 to 64 of a-z, 0-9 and "-"
 */
char *
sotto_messenger_normalise_channel (const char *typed, GError **error)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *name = NULL;
  const char *start;
  gsize length;

  g_return_val_if_fail (typed != NULL, NULL);

  trimmed = g_strstrip (g_strndup (typed, 4 * MAX_CHANNEL_LENGTH));
  start = trimmed[0] == '#' ? trimmed + 1 : trimmed;
  name = g_ascii_strdown (start, -1);
  length = strlen (name);
  if (length == 0)
    g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_INVALID_NAME,
                         _ ("A channel needs a name."));
  else if (strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") != length)
    g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_INVALID_NAME,
                         _ ("A channel's name has letters a to z, digits and “-” only."));
  else if (length > MAX_CHANNEL_LENGTH)
    g_set_error (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_INVALID_NAME,
                 _ ("A channel's name has at most %d characters."), MAX_CHANNEL_LENGTH);
  else
    return g_steal_pointer (&name);

  return NULL;
}

/**
 * sotto_messenger_join_channel_async:
 * @self: a messenger
 * @name: a channel's name
 * @cancellable: (nullable): to give up waiting
 * @callback: called when the chat is there
 * @user_data: for @callback
 *
 * Joins a public channel, or finds it when it was joined.
 */
void
sotto_messenger_join_channel_async (SottoMessenger *self,
                                    const char *name,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *accepted = NULL;
  GError *error = NULL;
  SottoEdit *edit;

  g_return_if_fail (SOTTO_IS_MESSENGER (self));
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_messenger_join_channel_async);
  g_task_set_name (task, "join a channel");
  accepted = accept_channel (name, &error);
  if (accepted == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  edit = edit_new (NULL);
  edit->text = g_steal_pointer (&accepted);
  queue_waited (self, task, sotto_engine_join_channel, edit);
}

/**
 * sotto_messenger_join_channel_finish:
 * @self: a messenger
 * @result: what the callback was given
 * @error: return location for %SOTTO_CHAT_ERROR_INVALID_NAME and errors of the store
 *
 * Returns: (transfer full) (nullable): the chat
 */
SottoChat *
sotto_messenger_join_channel_finish (SottoMessenger *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sotto_messenger_start_direct_async:
 * @self: a messenger
 * @key: the chat key of somebody else
 * @cancellable: (nullable): to give up waiting
 * @callback: called when the chat is there
 * @user_data: for @callback
 *
 * Opens the conversation with a person; the person is not told.
 */
void
sotto_messenger_start_direct_async (SottoMessenger *self,
                                    const SottoPublicKey *key,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SottoEdit *edit;

  g_return_if_fail (SOTTO_IS_MESSENGER (self));
  g_return_if_fail (key != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_messenger_start_direct_async);
  g_task_set_name (task, "start a direct chat");
  if (sotto_public_key_equal (key, &self->engine.self))
    {
      g_task_return_new_error (task, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_OWN_KEY, "%s",
                               _ ("This is your own chat key."));
      return;
    }
  edit = edit_new (NULL);
  edit->key = *key;
  queue_waited (self, task, sotto_engine_start_direct, edit);
}

/**
 * sotto_messenger_start_direct_finish:
 * @self: a messenger
 * @result: what the callback was given
 * @error: return location for %SOTTO_CHAT_ERROR_OWN_KEY, %SOTTO_CHAT_ERROR_BLOCKED and errors of
 *   the store
 *
 * Returns: (transfer full) (nullable): the chat
 */
SottoChat *
sotto_messenger_start_direct_finish (SottoMessenger *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sotto_messenger_send_text_async:
 * @self: a messenger
 * @chat: where to
 * @text: 1 to %SOTTO_MESSAGE_MAX_CHARACTERS characters, not only white space
 * @reply_to: (nullable): id of the message that it answers
 * @cancellable: (nullable): to give up waiting; the message may be sent all the same
 * @callback: called when the message is stored
 * @user_data: for @callback
 *
 * Stores a message as sending. The rest of its way shows in its state.
 */
void
sotto_messenger_send_text_async (SottoMessenger *self,
                                 SottoChat *chat,
                                 const char *text,
                                 const char *reply_to,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  Waited *waited;

  g_return_if_fail (SOTTO_IS_MESSENGER (self));
  g_return_if_fail (SOTTO_IS_CHAT (chat));
  g_return_if_fail (text != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_messenger_send_text_async);
  g_task_set_name (task, "send a text");
  if (!check_text (text, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  waited = g_new0 (Waited, 1);
  waited->task = g_steal_pointer (&task);
  waited->text.chat = sotto_chat_get_row (chat);
  waited->text.text = g_strdup (text);
  waited->text.reply_to = g_strdup (reply_to);
  sotto_messenger_queue (self, &(SottoMessengerJob){ .function = text_work,
                                                     .data = waited,
                                                     .data_free = (GDestroyNotify) waited_free,
                                                     .done = text_done_cb,
                                                     .impatient = TRUE });
}

/**
 * sotto_messenger_send_text_finish:
 * @self: a messenger
 * @result: what the callback was given
 * @error: return location for %SOTTO_CHAT_ERROR_EMPTY, %SOTTO_CHAT_ERROR_TOO_LONG,
 *   %SOTTO_CHAT_ERROR_BLOCKED and errors of the store
 *
 * Returns: (transfer full) (nullable): the stored message
 */
SottoMessage *
sotto_messenger_send_text_finish (SottoMessenger *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
queue_message (SottoMessenger *self, SottoWorkFunc function, SottoChat *chat, const char *id)
{
  SottoEdit *edit = edit_new (chat);

  if (sotto_message_id_parse (id, &edit->id))
    queue_edit (self, function, edit);
  else
    sotto_edit_free (edit);
}

/**
 * sotto_messenger_retry:
 * @self: a messenger
 * @chat: where the message is
 * @message_id: "0x" and 64 digits
 *
 * Sends a failed message of ours again, under the same id. Nothing happens to others.
 */
void
sotto_messenger_retry (SottoMessenger *self, SottoChat *chat, const char *message_id)
{
  g_return_if_fail (SOTTO_IS_MESSENGER (self) && SOTTO_IS_CHAT (chat) && message_id != NULL);

  queue_message (self, sotto_engine_retry, chat, message_id);
}

/**
 * sotto_messenger_delete_message:
 * @self: a messenger
 * @chat: where the message is
 * @message_id: "0x" and 64 digits
 *
 * Deletes a message here, not at others'; it does not come back. What was not sent yet is not sent.
 */
void
sotto_messenger_delete_message (SottoMessenger *self, SottoChat *chat, const char *message_id)
{
  g_return_if_fail (SOTTO_IS_MESSENGER (self) && SOTTO_IS_CHAT (chat) && message_id != NULL);

  queue_message (self, sotto_engine_delete_message, chat, message_id);
}

/**
 * sotto_messenger_mark_read:
 * @self: a messenger
 * @chat: a chat
 *
 * All messages of @chat count as read.
 */
void
sotto_messenger_mark_read (SottoMessenger *self, SottoChat *chat)
{
  g_return_if_fail (SOTTO_IS_MESSENGER (self) && SOTTO_IS_CHAT (chat));

  if (sotto_chat_get_unread_count (chat) > 0)
    queue_chat (self, sotto_engine_mark_read, chat);
}

/**
 * sotto_messenger_set_draft:
 * @self: a messenger
 * @chat: a chat
 * @draft: (nullable): what is being written
 *
 * Keeps what is being written: at once in the chat, and soon on the disk.
 */
void
sotto_messenger_set_draft (SottoMessenger *self, SottoChat *chat, const char *draft)
{
  SottoEdit *edit;

  g_return_if_fail (SOTTO_IS_MESSENGER (self) && SOTTO_IS_CHAT (chat));

  edit = edit_new (chat);
  if (draft != NULL && draft[0] != '\0')
    edit->text = g_utf8_strlen (draft, -1) > MAX_DRAFT_CHARACTERS
                   ? g_utf8_substring (draft, 0, MAX_DRAFT_CHARACTERS)
                   : g_strdup (draft);
  sotto_chat_set_draft (chat, edit->text);
  g_hash_table_replace (self->drafts, g_memdup2 (&edit->chat, sizeof edit->chat), edit);
  if (self->draft_timer == 0 && self->running)
    self->draft_timer = sotto_clock_add_timer (self->clock, DRAFT_DELAY_MS, drafts_cb, self);
}

/**
 * sotto_messenger_set_muted_until:
 * @self: a messenger
 * @chat: a chat
 * @until: milliseconds since 1970; 0: not muted; %G_MAXINT64: always
 *
 * Mutes a chat for some time.
 */
void
sotto_messenger_set_muted_until (SottoMessenger *self, SottoChat *chat, gint64 until)
{
  SottoEdit *edit;

  g_return_if_fail (SOTTO_IS_MESSENGER (self) && SOTTO_IS_CHAT (chat));

  edit = edit_new (chat);
  edit->number = MAX (until, 0);
  queue_edit (self, sotto_engine_set_muted_until, edit);
}

/**
 * sotto_messenger_accept_request:
 * @self: a messenger
 * @chat: a chat that a stranger began
 *
 * The chat is a request no more.
 */
void
sotto_messenger_accept_request (SottoMessenger *self, SottoChat *chat)
{
  g_return_if_fail (SOTTO_IS_MESSENGER (self) && SOTTO_IS_CHAT (chat));

  queue_chat (self, sotto_engine_accept_request, chat);
}

/**
 * sotto_messenger_clear_history:
 * @self: a messenger
 * @chat: a chat
 *
 * Deletes all messages of @chat here; they do not come back.
 */
void
sotto_messenger_clear_history (SottoMessenger *self, SottoChat *chat)
{
  g_return_if_fail (SOTTO_IS_MESSENGER (self) && SOTTO_IS_CHAT (chat));

  queue_chat (self, sotto_engine_clear_history, chat);
}

/**
 * sotto_messenger_delete_chat:
 * @self: a messenger
 * @chat: a chat
 *
 * Leaves a channel, or removes a conversation, with its history.
 */
void
sotto_messenger_delete_chat (SottoMessenger *self, SottoChat *chat)
{
  gint64 row;

  g_return_if_fail (SOTTO_IS_MESSENGER (self) && SOTTO_IS_CHAT (chat));

  row = sotto_chat_get_row (chat);
  g_hash_table_remove (self->drafts, &row);
  queue_chat (self, sotto_engine_delete_chat, chat);
}

/**
 * sotto_messenger_add_contact:
 * @self: a messenger
 * @contact: a person
 *
 * Adds a person to the contacts, and tells that person.
 */
void
sotto_messenger_add_contact (SottoMessenger *self, SottoContact *contact)
{
  g_return_if_fail (SOTTO_IS_MESSENGER (self) && SOTTO_IS_CONTACT (contact));

  if (!sotto_contact_get_is_self (contact) && !sotto_contact_get_added (contact))
    queue_contact (self, sotto_engine_add_contact, contact);
}

/**
 * sotto_messenger_remove_contact:
 * @self: a messenger
 * @contact: a person
 *
 * Takes a person out of the contacts; conversations stay.
 */
void
sotto_messenger_remove_contact (SottoMessenger *self, SottoContact *contact)
{
  g_return_if_fail (SOTTO_IS_MESSENGER (self) && SOTTO_IS_CONTACT (contact));

  if (!sotto_contact_get_is_self (contact))
    queue_contact (self, sotto_engine_remove_contact, contact);
}

/**
 * sotto_messenger_block:
 * @self: a messenger
 * @contact: a person
 *
 * Deletes all that a person wrote, everywhere, and the conversation; takes nothing of that person
 * in any more. The person is not told.
 */
void
sotto_messenger_block (SottoMessenger *self, SottoContact *contact)
{
  g_return_if_fail (SOTTO_IS_MESSENGER (self) && SOTTO_IS_CONTACT (contact));

  if (!sotto_contact_get_is_self (contact))
    queue_contact (self, sotto_engine_block, contact);
}

/**
 * sotto_messenger_unblock:
 * @self: a messenger
 * @contact: a person
 *
 * The person is a stranger again; what was deleted is gone.
 */
void
sotto_messenger_unblock (SottoMessenger *self, SottoContact *contact)
{
  g_return_if_fail (SOTTO_IS_MESSENGER (self) && SOTTO_IS_CONTACT (contact));

  if (!sotto_contact_get_is_self (contact))
    queue_contact (self, sotto_engine_unblock, contact);
}

/**
 * sotto_messenger_set_nickname:
 * @self: a messenger
 * @contact: a person
 * @nickname: (nullable): what to call this person here, cut to 64 characters; "" or %NULL: nothing
 *
 * Gives a person a name that only our user sees.
 */
void
sotto_messenger_set_nickname (SottoMessenger *self, SottoContact *contact, const char *nickname)
{
  SottoEdit *edit;

  g_return_if_fail (SOTTO_IS_MESSENGER (self) && SOTTO_IS_CONTACT (contact));

  if (sotto_contact_get_is_self (contact))
    return;
  edit = edit_new (NULL);
  edit->key = *sotto_contact_get_key (contact);
  if (nickname != NULL)
    edit->text = sotto_text_sanitise_name (nickname, MAX_NICKNAME_CHARACTERS);
  if (edit->text != NULL && edit->text[0] == '\0')
    g_clear_pointer (&edit->text, g_free);
  queue_edit (self, sotto_engine_set_nickname, edit);
}
