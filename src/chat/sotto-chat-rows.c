/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is read of chats, contacts and messages. A page of a conversation is one seek in the index
 * (chat, clock, hash), however long the conversation is.
 */

#include "sotto-chat-rows-private.h"

#include "sotto-sql.h"

#define CHAT_STATE                                                                                 \
  "SELECT id, kind, contact, active, is_request, last_clock, deleted_at_clock, read_clock FROM "   \
  "chats "

#define CHAT_COLUMNS                                                                               \
  "SELECT c.id, c.wire_id, c.kind, c.contact, c.active, c.is_request, c.unread, "                  \
  "c.muted_until_ms, c.draft, c.last_activity_ms, m.text, m.author, m.state, m.content "           \
  "FROM chats c LEFT JOIN messages m ON m.id = c.last_message "

#define CONTACT_COLUMNS                                                                            \
  "SELECT key, nickname, added, requested, blocked, followed, listening FROM contacts "

#define MESSAGE_COLUMNS                                                                            \
  "SELECT m.id, m.hash, m.chat, c.wire_id, m.author, m.outgoing, m.clock, m.timestamp_ms, "        \
  "m.content, m.state, m.encryption, m.unread, m.text, q.hash, q.author, q.text "                  \
  "FROM messages m JOIN chats c ON c.id = m.chat "                                                 \
  "LEFT JOIN messages q ON q.hash = m.reply_to AND q.chat = m.chat "                               \
  "AND q.clock > c.deleted_at_clock "

static gboolean
take_chat_state (SottoStatement *statement, SottoChatState *state, GError **error)
{
  gboolean has_row;

  *state = (SottoChatState){ 0 };
  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  state->row = sotto_statement_get_int (statement, 0);
  state->kind = (SottoChatKind) sotto_statement_get_int (statement, 1);
  if (!sotto_sql_get_key (statement, 2, &state->contact) && state->kind == SOTTO_CHAT_KIND_DIRECT)
    state->row = 0;
  state->active = sotto_statement_get_int (statement, 3) != 0;
  state->is_request = sotto_statement_get_int (statement, 4) != 0;
  state->last_clock = sotto_statement_get_int (statement, 5);
  state->deleted_at_clock = sotto_statement_get_int (statement, 6);
  state->read_clock = sotto_statement_get_int (statement, 7);

  return TRUE;
}

/* (nullable): NULL when the row is damaged. */
static SottoChatRow *
read_chat (SottoStatement *statement)
{
  g_autoptr (SottoChatRow) row = g_new0 (SottoChatRow, 1);

  row->row = sotto_statement_get_int (statement, 0);
  row->id = g_strdup (sotto_statement_get_text (statement, 1));
  row->kind = (SottoChatKind) sotto_statement_get_int (statement, 2);
  if (row->kind != SOTTO_CHAT_KIND_DIRECT && row->kind != SOTTO_CHAT_KIND_PUBLIC)
    return NULL;
  if (row->kind == SOTTO_CHAT_KIND_DIRECT && !sotto_sql_get_key (statement, 3, &row->contact))
    return NULL;
  row->active = sotto_statement_get_int (statement, 4) != 0;
  row->is_request = sotto_statement_get_int (statement, 5) != 0;
  row->unread = (guint) CLAMP (sotto_statement_get_int (statement, 6), 0, G_MAXINT);
  row->muted_until_ms = MAX (sotto_statement_get_int (statement, 7), 0);
  if (!sotto_statement_is_null (statement, 8))
    row->draft = g_strdup (sotto_statement_get_text (statement, 8));
  row->last_activity_ms = MAX (sotto_statement_get_int (statement, 9), 0);
  if (sotto_sql_get_key (statement, 11, &row->preview_author))
    {
      row->preview = g_strdup (sotto_statement_get_text (statement, 10));
      row->preview_state =
        (SottoMessageState) CLAMP (sotto_statement_get_int (statement, 12),
                                   SOTTO_MESSAGE_STATE_RECEIVED, SOTTO_MESSAGE_STATE_FAILED);
      row->preview_content = (SottoMessageContent) sotto_statement_get_int (statement, 13);
    }

  return g_steal_pointer (&row);
}

static SottoContactRow *
read_contact (SottoStatement *statement)
{
  g_autoptr (SottoContactRow) row = g_new0 (SottoContactRow, 1);

  if (!sotto_sql_get_key (statement, 0, &row->key))
    return NULL;
  if (!sotto_statement_is_null (statement, 1))
    row->nickname = g_strdup (sotto_statement_get_text (statement, 1));
  row->added = sotto_statement_get_int (statement, 2) != 0;
  row->requested = sotto_statement_get_int (statement, 3) != 0;
  row->blocked = sotto_statement_get_int (statement, 4) != 0;
  row->followed = sotto_statement_get_int (statement, 5) != 0;
  row->listening = sotto_statement_get_int (statement, 6) != 0;

  return g_steal_pointer (&row);
}

static SottoMessageRow *
read_message (SottoStatement *statement)
{
  g_autoptr (SottoMessageRow) row = g_new0 (SottoMessageRow, 1);

  row->row = sotto_statement_get_int (statement, 0);
  if (!sotto_statement_get_hash (statement, 1, &row->id) ||
      !sotto_sql_get_key (statement, 4, &row->author))
    return NULL;
  row->chat = sotto_statement_get_int (statement, 2);
  row->chat_id = g_strdup (sotto_statement_get_text (statement, 3));
  row->outgoing = sotto_statement_get_int (statement, 5) != 0;
  row->clock = MAX (sotto_statement_get_int (statement, 6), 0);
  row->timestamp_ms = sotto_statement_get_int (statement, 7);
  row->content = (SottoMessageContent) sotto_statement_get_int (statement, 8);
  row->state = (SottoMessageState) CLAMP (sotto_statement_get_int (statement, 9),
                                          SOTTO_MESSAGE_STATE_RECEIVED, SOTTO_MESSAGE_STATE_FAILED);
  row->encryption = (guint) sotto_statement_get_int (statement, 10);
  row->unread = sotto_statement_get_int (statement, 11) != 0;
  row->text = g_strdup (sotto_statement_get_text (statement, 12));
  if (sotto_statement_get_hash (statement, 13, &row->quote_id) &&
      sotto_sql_get_key (statement, 14, &row->quote_author))
    row->quote = g_strdup (sotto_statement_get_text (statement, 15));

  return g_steal_pointer (&row);
}

typedef gpointer (*ReadFunc) (SottoStatement *statement);

/* All rows of @statement that are not damaged. */
static GPtrArray *
read_all (SottoStatement *statement, ReadFunc read, GDestroyNotify row_free, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return NULL;
  while (has_row)
    {
      gpointer row = read (statement);

      if (row != NULL)
        g_ptr_array_add (rows, row);
      if (!sotto_statement_step (statement, &has_row, error))
        return NULL;
    }

  return g_steal_pointer (&rows);
}

static gpointer
read_one (SottoStatement *statement, ReadFunc read, GError **error)
{
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error) || !has_row)
    return NULL;

  return read (statement);
}

/* Few messages show a payment: those are looked up one by one. */
static gboolean
attach_payment (SottoConnection *connection, SottoMessageRow *row, GError **error)
{
  GError *failure = NULL;

  if (row->content != SOTTO_MESSAGE_CONTENT_PAYMENT)
    return TRUE;
  row->payment = sotto_payment_row_load_shown (connection, row->row, &failure);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, failure);
  return FALSE;
}

/* For the rest of the layer. */

gboolean
sotto_rows_find_chat (SottoConnection *connection,
                      const char *wire_id,
                      SottoChatState *state,
                      GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, CHAT_STATE "WHERE wire_id = ?1", "t", wire_id);

  return take_chat_state (statement, state, error);
}

gboolean
sotto_rows_get_chat (SottoConnection *connection, gint64 row, SottoChatState *state, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, CHAT_STATE "WHERE id = ?1", "i", row);

  return take_chat_state (statement, state, error);
}

SottoChatRow *
sotto_rows_load_chat (SottoConnection *connection, gint64 row, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, CHAT_COLUMNS "WHERE c.id = ?1", "i", row);

  return read_one (statement, (ReadFunc) read_chat, error);
}

GPtrArray *
sotto_rows_load_chats (SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, CHAT_COLUMNS "WHERE c.active = 1", "");

  return read_all (statement, (ReadFunc) read_chat, (GDestroyNotify) sotto_chat_row_free, error);
}

SottoContactRow *
sotto_rows_load_contact (SottoConnection *connection, const SottoPublicKey *key, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, CONTACT_COLUMNS "WHERE key = ?1", "k", key);

  return read_one (statement, (ReadFunc) read_contact, error);
}

GPtrArray *
sotto_rows_load_contacts (SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (connection, error, CONTACT_COLUMNS, "");

  return read_all (statement, (ReadFunc) read_contact, (GDestroyNotify) sotto_contact_row_free,
                   error);
}

SottoMessageRow *
sotto_rows_load_message (SottoConnection *connection, gint64 row, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, MESSAGE_COLUMNS "WHERE m.id = ?1", "i", row);
  g_autoptr (SottoMessageRow) message = read_one (statement, (ReadFunc) read_message, error);

  if (message != NULL && !attach_payment (connection, message, error))
    return NULL;

  return g_steal_pointer (&message);
}

GPtrArray *
sotto_rows_load_page (SottoConnection *connection, const SottoPageQuery *query, GError **error)
{
  static const char older[] = MESSAGE_COLUMNS
    "WHERE m.chat = ?1 AND (m.clock, m.hash) < (?2, ?3) AND m.clock > c.deleted_at_clock "
    "ORDER BY m.clock DESC, m.hash DESC LIMIT ?4";
  static const char newer[] = MESSAGE_COLUMNS
    "WHERE m.chat = ?1 AND (m.clock, m.hash) > (?2, ?3) AND m.clock > c.deleted_at_clock "
    "ORDER BY m.clock, m.hash LIMIT ?4";
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error, query->older ? older : newer, "iihi", query->chat,
                     query->clock, &query->id, (gint64) query->limit);

  g_autoptr (GPtrArray) rows =
    read_all (statement, (ReadFunc) read_message, (GDestroyNotify) sotto_message_row_free, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (!attach_payment (connection, g_ptr_array_index (rows, i), error))
      return NULL;

  return g_steal_pointer (&rows);
}
