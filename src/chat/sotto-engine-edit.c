/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the user does to chats and contacts. Deleting is quick whatever the size of the history: a
 * clock is stored up to which nothing is shown or taken in again, and the rows are swept out later.
 */

#include "sotto-chat-error.h"
#include "sotto-sql.h"
#include "sotto-engine-edit-private.h"
#include "sotto-engine-payments-private.h"

/* Rows swept out in one transaction. */
#define TRIM_ROWS 500

static gboolean
fail_not_found (GError **error)
{
  g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_NOT_FOUND,
                       "There is no such chat or message");

  return FALSE;
}

/* Runs @function for each row of @statement. */
static gboolean
for_each_row (SottoWork *work,
              SottoStatement *statement,
              gboolean (*function) (SottoWork *, gint64, GError **),
              GError **error)
{
  g_autoptr (GArray) rows = statement != NULL ? sotto_engine_list_rows (statement, error) : NULL;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!function (work, g_array_index (rows, gint64, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
cancel_delivery (SottoWork *work, gint64 delivery, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    work->connection, error, "SELECT sync_id FROM deliveries WHERE id = ?1", "i", delivery);
  SottoHash sync_id;
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row && sotto_statement_get_hash (statement, 0, &sync_id) &&
      !sotto_mvds_cancel (work->engine->mvds, work->transaction, &sync_id, error))
    return FALSE;
  work->sync_touched = TRUE;

  return sotto_sql_run (work->connection, error, "DELETE FROM deliveries WHERE id = ?1", "i",
                        delivery);
}

static gboolean
cancel_outbox (SottoWork *work, gint64 outbox, GError **error)
{
  sotto_changes_note (work->changes, SOTTO_CHANGE_OUTBOX_REMOVED, outbox);

  return sotto_sql_run (work->connection, error, "DELETE FROM outbox WHERE id = ?1", "i", outbox);
}

/* Nothing more of a message is sent. */
static gboolean
cancel_message (SottoWork *work, gint64 message, GError **error)
{
  g_autoptr (SottoStatement) deliveries = sotto_sql_query (
    work->connection, error, "SELECT id FROM deliveries WHERE message = ?1", "i", message);
  g_autoptr (SottoStatement) outbox =
    sotto_sql_query (work->connection, error,
                     "SELECT o.outbox FROM outbox_messages o WHERE o.message = ?1 AND NOT EXISTS "
                     "(SELECT 1 FROM outbox_messages p WHERE p.outbox = o.outbox "
                     "AND p.message <> ?1)",
                     "i", message);

  return deliveries != NULL && outbox != NULL &&
         for_each_row (work, deliveries, cancel_delivery, error) &&
         for_each_row (work, outbox, cancel_outbox, error) &&
         sotto_sql_run (work->connection, error, "DELETE FROM sendings WHERE message = ?1", "i",
                        message);
}

static gboolean
find_message (SottoWork *work, SottoEdit *edit, gint64 *message, GError **error)
{
  *message = 0;
  if (!sotto_sql_get_int (work->connection, message, error,
                          "SELECT id FROM messages WHERE hash = ?1 AND chat = ?2", "hi", &edit->id,
                          edit->chat))
    return FALSE;

  return *message != 0 || fail_not_found (error);
}

static gboolean
cancel_chat (SottoWork *work, gint64 chat, GError **error)
{
  g_autoptr (SottoStatement) messages = sotto_sql_query (
    work->connection, error,
    "SELECT m.id FROM sendings s JOIN messages m ON m.id = s.message WHERE s.chat = ?1 "
    "UNION SELECT m.id FROM deliveries d JOIN messages m ON m.id = d.message WHERE m.chat = ?1",
    "i", chat);

  return for_each_row (work, messages, cancel_message, error) &&
         sotto_sql_run (work->connection, error, "DELETE FROM sendings WHERE chat = ?1", "i", chat);
}

static gboolean
clear_chat (SottoWork *work, gint64 chat, GError **error)
{
  sotto_changes_note (work->changes, SOTTO_CHANGE_CHAT, chat);
  sotto_changes_note (work->changes, SOTTO_CHANGE_CHAT_CLEARED, chat);
  sotto_changes_note (work->changes, SOTTO_CHANGE_TRIMMING, 0);

  return cancel_chat (work, chat, error) && sotto_engine_forget_payments (work, chat, error) &&
         sotto_sql_run (work->connection, error,
                        "UPDATE chats SET deleted_at_clock = last_clock, read_clock = last_clock, "
                        "unread = 0, last_message = NULL WHERE id = ?1",
                        "i", chat) &&
         sotto_sql_run (work->connection, error,
                        "INSERT OR REPLACE INTO trimming (chat, up_to_clock) "
                        "SELECT id, deleted_at_clock FROM chats WHERE id = ?1",
                        "i", chat);
}

static gboolean
remove_chat (SottoWork *work, gint64 chat, GError **error)
{
  SottoChatState state;

  if (!clear_chat (work, chat, error) ||
      !sotto_sql_run (work->connection, error,
                      "UPDATE chats SET active = 0, is_request = 0, draft = NULL WHERE id = ?1",
                      "i", chat) ||
      !sotto_rows_get_chat (work->connection, chat, &state, error))
    return FALSE;
  if (state.row == 0 || state.kind != SOTTO_CHAT_KIND_DIRECT)
    return TRUE;

  sotto_changes_note_key (work->changes, SOTTO_CHANGE_CONTACT, &state.contact);
  return sotto_sql_run (work->connection, error, "UPDATE contacts SET followed = 0 WHERE key = ?1",
                        "k", &state.contact);
}

/* Of a blocked author: the chat's unread messages that go with them. */
static gboolean
recount_chat (SottoWork *work, gint64 chat, GError **error)
{
  return sotto_sql_run (work->connection, error,
                        "UPDATE chats SET unread = (SELECT count (*) FROM messages WHERE chat = ?1 "
                        "AND unread = 1 AND clock > deleted_at_clock) WHERE id = ?1",
                        "i", chat) &&
         sotto_engine_refresh_chat (work, chat, error);
}

static gboolean
delete_author (SottoWork *work, const SottoPublicKey *key, GError **error)
{
  g_autoptr (SottoStatement) chats = sotto_sql_query (
    work->connection, error, "SELECT DISTINCT chat FROM messages WHERE author = ?1", "k", key);
  g_autoptr (GArray) rows = chats != NULL ? sotto_engine_list_rows (chats, error) : NULL;

  if (rows == NULL ||
      !sotto_sql_run (work->connection, error, "DELETE FROM messages WHERE author = ?1", "k", key))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!recount_chat (work, g_array_index (rows, gint64, i), error))
      return FALSE;
  sotto_changes_note_key (work->changes, SOTTO_CHANGE_AUTHOR_REMOVED, key);

  return TRUE;
}

static gboolean
update_contact (SottoWork *work, const SottoEdit *edit, const char *sql, GError **error)
{
  sotto_changes_note_key (work->changes, SOTTO_CHANGE_CONTACT, &edit->key);

  return sotto_engine_ensure_contact (work, &edit->key, error) &&
         sotto_sql_run (work->connection, error, sql, "k", &edit->key);
}

/* For the rest of the layer. */

gboolean
sotto_engine_join_channel (SottoWork *work, gpointer data, GError **error)
{
  SottoEdit *edit = data;
  SottoChatState chat;

  if (!sotto_engine_ensure_chat (work, edit->text, NULL, &chat, error))
    return FALSE;
  edit->chat = chat.row;

  return chat.active || sotto_engine_activate_chat (work, &chat, FALSE, error);
}

gboolean
sotto_engine_start_direct (SottoWork *work, gpointer data, GError **error)
{
  SottoEdit *edit = data;
  g_autofree char *wire_id = sotto_public_key_to_string (&edit->key);
  gboolean blocked = FALSE;
  SottoChatState chat;

  if (!sotto_engine_is_blocked (work, &edit->key, &blocked, error))
    return FALSE;
  if (blocked)
    {
      g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_BLOCKED,
                           "This person is blocked");
      return FALSE;
    }
  if (!sotto_engine_ensure_chat (work, wire_id, &edit->key, &chat, error))
    return FALSE;
  edit->chat = chat.row;

  return chat.active || sotto_engine_activate_chat (work, &chat, FALSE, error);
}

gboolean
sotto_engine_retry (SottoWork *work, gpointer data, GError **error)
{
  SottoEdit *edit = data;
  g_autoptr (SottoStatement) deliveries = NULL;
  gint64 message;

  if (!find_message (work, edit, &message, error))
    return FALSE;
  deliveries = sotto_sql_query (work->connection, error,
                                "SELECT id FROM deliveries WHERE message = ?1", "i", message);
  if (!for_each_row (work, deliveries, cancel_delivery, error) ||
      !sotto_sql_run (work->connection, error,
                      "UPDATE sendings SET waiting = 1 WHERE message = ?1 AND waiting = 0 AND "
                      "EXISTS (SELECT 1 FROM messages WHERE id = ?1 AND state = 4)",
                      "i", message))
    return FALSE;
  if (sotto_connection_get_changes (work->connection) == 0)
    return TRUE;

  sotto_changes_note (work->changes, SOTTO_CHANGE_MESSAGE_CHANGED, message);
  sotto_changes_note (work->changes, SOTTO_CHANGE_CHAT, edit->chat);
  sotto_changes_note (work->changes, SOTTO_CHANGE_SENDING, 0);

  return sotto_sql_run (work->connection, error, "UPDATE messages SET state = 1 WHERE id = ?1", "i",
                        message);
}

gboolean
sotto_engine_delete_message (SottoWork *work, gpointer data, GError **error)
{
  SottoEdit *edit = data;
  gint64 message;

  return find_message (work, edit, &message, error) &&
         sotto_engine_remove_message (work, message, edit->chat, &edit->id, error);
}

gboolean
sotto_engine_mark_read (SottoWork *work, gpointer data, GError **error)
{
  SottoEdit *edit = data;

  sotto_changes_note (work->changes, SOTTO_CHANGE_CHAT, edit->chat);
  sotto_changes_note (work->changes, SOTTO_CHANGE_CHAT_READ, edit->chat);

  return sotto_sql_run (work->connection, error,
                        "UPDATE messages SET unread = 0 WHERE chat = ?1 AND unread = 1", "i",
                        edit->chat) &&
         sotto_sql_run (work->connection, error,
                        "UPDATE chats SET unread = 0, read_clock = last_clock WHERE id = ?1", "i",
                        edit->chat);
}

gboolean
sotto_engine_accept_request (SottoWork *work, gpointer data, GError **error)
{
  SottoEdit *edit = data;

  sotto_changes_note (work->changes, SOTTO_CHANGE_CHAT, edit->chat);

  return sotto_sql_run (work->connection, error, "UPDATE chats SET is_request = 0 WHERE id = ?1",
                        "i", edit->chat);
}

gboolean
sotto_engine_clear_history (SottoWork *work, gpointer data, GError **error)
{
  return clear_chat (work, ((SottoEdit *) data)->chat, error);
}

gboolean
sotto_engine_delete_chat (SottoWork *work, gpointer data, GError **error)
{
  return remove_chat (work, ((SottoEdit *) data)->chat, error);
}

gboolean
sotto_engine_set_draft (SottoWork *work, gpointer data, GError **error)
{
  SottoEdit *edit = data;

  return sotto_sql_run (work->connection, error, "UPDATE chats SET draft = ?2 WHERE id = ?1", "it",
                        edit->chat, edit->text);
}

gboolean
sotto_engine_set_muted_until (SottoWork *work, gpointer data, GError **error)
{
  SottoEdit *edit = data;

  sotto_changes_note (work->changes, SOTTO_CHANGE_CHAT, edit->chat);

  return sotto_sql_run (work->connection, error,
                        "UPDATE chats SET muted_until_ms = ?2 WHERE id = ?1", "ii", edit->chat,
                        edit->number);
}

gboolean
sotto_engine_add_contact (SottoWork *work, gpointer data, GError **error)
{
  SottoEdit *edit = data;
  g_autofree char *wire_id = sotto_public_key_to_string (&edit->key);
  SottoChatState chat;

  if (!update_contact (work, edit, "UPDATE contacts SET added = 1, blocked = 0 WHERE key = ?1",
                       error) ||
      !sotto_engine_ensure_chat (work, wire_id, &edit->key, &chat, error))
    return FALSE;
  edit->chat = chat.row;

  return sotto_engine_accept_request (work, edit, error) &&
         sotto_engine_queue_contact_update (work, &edit->key, error);
}

gboolean
sotto_engine_remove_contact (SottoWork *work, gpointer data, GError **error)
{
  return update_contact (work, data, "UPDATE contacts SET added = 0 WHERE key = ?1", error);
}

gboolean
sotto_engine_block (SottoWork *work, gpointer data, GError **error)
{
  SottoEdit *edit = data;
  g_autofree char *wire_id = sotto_public_key_to_string (&edit->key);
  g_autoptr (SottoStatement) outbox = sotto_sql_query (
    work->connection, error, "SELECT id FROM outbox WHERE peer = ?1", "k", &edit->key);
  SottoChatState chat;

  if (!for_each_row (work, outbox, cancel_outbox, error) ||
      !update_contact (work, edit,
                       "UPDATE contacts SET blocked = 1, added = 0, requested = 0, followed = 0 "
                       "WHERE key = ?1",
                       error) ||
      !sotto_rows_find_chat (work->connection, wire_id, &chat, error) ||
      (chat.row != 0 && !remove_chat (work, chat.row, error)))
    return FALSE;
  work->sync_touched = TRUE;

  return sotto_mvds_forget_peer (work->engine->mvds, work->transaction, &edit->key, error) &&
         sotto_engine_forget_early (work, &edit->key, error) &&
         delete_author (work, &edit->key, error);
}

gboolean
sotto_engine_unblock (SottoWork *work, gpointer data, GError **error)
{
  return update_contact (work, data, "UPDATE contacts SET blocked = 0 WHERE key = ?1", error);
}

gboolean
sotto_engine_set_nickname (SottoWork *work, gpointer data, GError **error)
{
  SottoEdit *edit = data;

  sotto_changes_note_key (work->changes, SOTTO_CHANGE_CONTACT, &edit->key);

  return sotto_engine_ensure_contact (work, &edit->key, error) &&
         sotto_sql_run (work->connection, error, "UPDATE contacts SET nickname = ?2 WHERE key = ?1",
                        "kt", &edit->key, edit->text);
}

gboolean
sotto_engine_remove_message (SottoWork *work,
                             gint64 message,
                             gint64 chat,
                             const SottoHash *hash,
                             GError **error)
{
  if (!cancel_message (work, message, error) || !sotto_engine_remember (work, hash, error) ||
      !sotto_sql_run (work->connection, error, "DELETE FROM messages WHERE id = ?1", "i", message))
    return FALSE;
  sotto_changes_note (work->changes, SOTTO_CHANGE_MESSAGE_REMOVED, message);

  return recount_chat (work, chat, error);
}

gboolean
sotto_engine_trim (SottoWork *work, gpointer data, GError **error)
{
  SottoEdit *edit = data;
  gint64 chat = 0;

  edit->more = FALSE;
  if (!sotto_sql_get_int (work->connection, &chat, error, "SELECT chat FROM trimming LIMIT 1", ""))
    return FALSE;
  if (chat == 0)
    return TRUE;

  edit->more = TRUE;
  if (!sotto_sql_run (work->connection, error,
                      "DELETE FROM messages WHERE id IN (SELECT m.id FROM messages m "
                      "JOIN trimming t ON t.chat = m.chat WHERE m.chat = ?1 "
                      "AND m.clock <= t.up_to_clock LIMIT ?2)",
                      "ii", chat, (gint64) TRIM_ROWS))
    return FALSE;
  if (sotto_connection_get_changes (work->connection) > 0)
    return TRUE;

  return sotto_sql_run (work->connection, error, "DELETE FROM trimming WHERE chat = ?1", "i", chat);
}
