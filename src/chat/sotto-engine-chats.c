/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chats, people and messages as the writer thread changes them, with the counters that are kept. */

#include "sotto-sql.h"
#include "sotto-engine-receive-private.h"

typedef struct
{
  SottoWork *work;
  SottoWorkFunc function;
  gpointer data;
} Part;

static gboolean
part_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Part *part = user_data;

  return part->function (part->work, part->data, error);
}

/* Answers that came before what they answer can show it now. */
static gboolean
note_answers (SottoWork *work, const SottoNewMessage *message, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    work->connection, error, "SELECT id FROM messages WHERE reply_to = ?1 AND chat = ?2 LIMIT 100",
    "hi", &message->id, message->chat);
  g_autoptr (GArray) answers = NULL;

  answers = statement != NULL ? sotto_engine_list_rows (statement, error) : NULL;
  if (answers == NULL)
    return FALSE;
  for (guint i = 0; i < answers->len; i++)
    sotto_changes_note (work->changes, SOTTO_CHANGE_MESSAGE_CHANGED,
                        g_array_index (answers, gint64, i));

  return TRUE;
}

/* For the rest of the layer. */

gboolean
sotto_work_try (SottoWork *work, SottoWorkFunc function, gpointer data, GError **error)
{
  Part part = { work, function, data };
  guint mark = sotto_changes_get_mark (work->changes);

  if (sotto_transaction_try (work->transaction, part_cb, &part, error))
    return TRUE;

  sotto_changes_reset_to (work->changes, mark);
  return FALSE;
}

gboolean
sotto_work_error_is_fatal (const GError *error)
{
  return error->domain == SOTTO_STORE_ERROR && error->code != SOTTO_STORE_ERROR_CONSTRAINT;
}

gboolean
sotto_engine_ensure_chat (SottoWork *work,
                          const char *wire_id,
                          const SottoPublicKey *contact,
                          SottoChatState *state,
                          GError **error)
{
  gint64 kind = contact != NULL ? SOTTO_CHAT_KIND_DIRECT : SOTTO_CHAT_KIND_PUBLIC;

  if (!sotto_rows_find_chat (work->connection, wire_id, state, error))
    return FALSE;
  if (state->row != 0)
    return TRUE;
  if (contact != NULL && !sotto_engine_ensure_contact (work, contact, error))
    return FALSE;

  return sotto_sql_run (work->connection, error,
                        "INSERT INTO chats (wire_id, kind, contact, last_activity_ms) "
                        "VALUES (?1, ?2, ?3, ?4)",
                        "tiki", wire_id, kind, contact, work->now_ms) &&
         sotto_rows_find_chat (work->connection, wire_id, state, error);
}

gboolean
sotto_engine_activate_chat (SottoWork *work,
                            const SottoChatState *state,
                            gboolean is_request,
                            GError **error)
{
  if (!sotto_sql_run (work->connection, error,
                      "UPDATE chats SET active = 1, is_request = ?2, "
                      "last_activity_ms = max (last_activity_ms, ?3) WHERE id = ?1",
                      "iii", state->row, (gint64) is_request, work->now_ms))
    return FALSE;
  sotto_changes_note (work->changes, SOTTO_CHANGE_CHAT, state->row);
  if (state->kind != SOTTO_CHAT_KIND_DIRECT)
    return TRUE;

  sotto_changes_note_key (work->changes, SOTTO_CHANGE_CONTACT, &state->contact);
  return sotto_engine_ensure_contact (work, &state->contact, error) &&
         sotto_sql_run (work->connection, error, "UPDATE contacts SET followed = 1 WHERE key = ?1",
                        "k", &state->contact);
}

gboolean
sotto_engine_refresh_chat (SottoWork *work, gint64 chat, GError **error)
{
  sotto_changes_note (work->changes, SOTTO_CHANGE_CHAT, chat);

  return sotto_sql_run (
    work->connection, error,
    "UPDATE chats SET last_message = (SELECT m.id FROM messages m WHERE m.chat = chats.id "
    "AND m.clock > chats.deleted_at_clock ORDER BY m.clock DESC, m.hash DESC LIMIT 1) "
    "WHERE id = ?1",
    "i", chat);
}

gboolean
sotto_engine_ensure_contact (SottoWork *work, const SottoPublicKey *key, GError **error)
{
  return sotto_sql_run (work->connection, error,
                        "INSERT INTO contacts (key) VALUES (?1) ON CONFLICT DO NOTHING", "k", key);
}

gboolean
sotto_engine_is_blocked (SottoWork *work,
                         const SottoPublicKey *key,
                         gboolean *blocked,
                         GError **error)
{
  gint64 value = 0;

  if (!sotto_sql_get_int (work->connection, &value, error,
                          "SELECT blocked FROM contacts WHERE key = ?1", "k", key))
    return FALSE;
  *blocked = value != 0;

  return TRUE;
}

gboolean
sotto_engine_insert_message (SottoWork *work,
                             const SottoNewMessage *message,
                             gint64 *row,
                             GError **error)
{
  gint64 activity = CLAMP (message->timestamp_ms, 0, work->now_ms);

  if (!sotto_sql_run (
        work->connection, error,
        "INSERT INTO messages (hash, chat, author, outgoing, clock, timestamp_ms, "
        "content, state, encryption, unread, reply_to, text) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        "hikiiiiiiiht", &message->id, message->chat, message->author, (gint64) message->outgoing,
        message->clock, message->timestamp_ms, (gint64) message->content, (gint64) message->state,
        (gint64) message->encryption, (gint64) message->unread, message->reply_to, message->text))
    return FALSE;
  *row = sotto_connection_get_last_insert_id (work->connection);
  sotto_changes_note (work->changes,
                      message->old        ? SOTTO_CHANGE_MESSAGE_FOUND
                      : message->outgoing ? SOTTO_CHANGE_MESSAGE_ADDED
                                          : SOTTO_CHANGE_MESSAGE_RECEIVED,
                      *row);

  return sotto_sql_run (work->connection, error,
                        "UPDATE chats SET last_clock = max (last_clock, ?2), "
                        "last_activity_ms = max (last_activity_ms, ?3), unread = unread + ?4 "
                        "WHERE id = ?1",
                        "iiii", message->chat, message->clock, activity,
                        (gint64) message->unread) &&
         sotto_engine_refresh_chat (work, message->chat, error) &&
         note_answers (work, message, error);
}

gboolean
sotto_engine_set_message_state (SottoWork *work,
                                gint64 message,
                                SottoMessageState state,
                                GError **error)
{
  gint64 chat = 0;

  /* Sending to sent or failed, anything to delivered; a retry goes its own way. */
  if (!sotto_sql_run (work->connection, error,
                      "UPDATE messages SET state = ?2 WHERE id = ?1 AND outgoing = 1 "
                      "AND state <> ?2 AND (state = 1 OR ?2 = 3 OR (state = 2 AND ?2 = 4))",
                      "ii", message, (gint64) state))
    return FALSE;
  if (sotto_connection_get_changes (work->connection) == 0)
    return TRUE;

  sotto_changes_note (work->changes, SOTTO_CHANGE_MESSAGE_CHANGED, message);
  if (!sotto_sql_get_int (work->connection, &chat, error, "SELECT chat FROM messages WHERE id = ?1",
                          "i", message))
    return FALSE;
  sotto_changes_note (work->changes, SOTTO_CHANGE_CHAT, chat);

  return TRUE;
}

gboolean
sotto_engine_remember (SottoWork *work, const SottoHash *id, GError **error)
{
  return sotto_sql_run (work->connection, error,
                        "INSERT INTO seen (hash, seen_ms) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                        "hi", id, work->now_ms);
}

GArray *
sotto_engine_list_rows (SottoStatement *statement, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean has_row;

  if (!sotto_statement_step (statement, &has_row, error))
    return NULL;
  while (has_row)
    {
      gint64 row = sotto_statement_get_int (statement, 0);

      g_array_append_val (rows, row);
      if (!sotto_statement_step (statement, &has_row, error))
        return NULL;
    }

  return g_steal_pointer (&rows);
}
