/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a history reads at once: two seeks in an index at most, however long the conversation is. */

#include "sotto-message-page-private.h"

#include "sotto-chat-error.h"
#include "sotto-sql.h"
#include "sotto-message-history.h"

static gboolean
read_first_unread (SottoConnection *connection, SottoMessagePage *page, GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_sql_query (
    connection, error,
    "SELECT m.hash FROM messages m JOIN chats c ON c.id = m.chat WHERE m.chat = ?1 "
    "AND m.unread = 1 AND m.clock > c.read_clock ORDER BY m.clock, m.hash LIMIT 1",
    "i", page->place.chat);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  page->has_unread = has_row && sotto_statement_get_hash (statement, 0, &page->first_unread);

  return TRUE;
}

static gboolean
read_page (SottoConnection *connection,
           SottoMessagePage *page,
           gboolean older,
           GPtrArray **rows,
           GError **error)
{
  SottoPageQuery query = page->place;

  query.older = older;
  query.limit = SOTTO_MESSAGE_HISTORY_PAGE + 1;
  *rows = sotto_rows_load_page (connection, &query, error);

  return *rows != NULL;
}

static gboolean
read_around (SottoConnection *connection, SottoMessagePage *page, GError **error)
{
  gint64 row = 0;

  if (!sotto_sql_get_int (connection, &row, error,
                          "SELECT m.id FROM messages m JOIN chats c ON c.id = m.chat "
                          "WHERE m.hash = ?1 AND m.chat = ?2 AND m.clock > c.deleted_at_clock",
                          "hi", &page->target, page->place.chat))
    return FALSE;
  page->middle = row != 0 ? sotto_rows_load_message (connection, row, error) : NULL;
  if (page->middle == NULL)
    {
      if (*error == NULL)
        g_set_error_literal (error, SOTTO_CHAT_ERROR, SOTTO_CHAT_ERROR_NOT_FOUND,
                             "This message is not here any more");
      return FALSE;
    }
  page->place.clock = page->middle->clock;
  page->place.id = page->middle->id;

  return read_page (connection, page, TRUE, &page->older, error) &&
         read_page (connection, page, FALSE, &page->newer, error);
}

/* For the rest of the layer. */

void
sotto_message_page_free (SottoMessagePage *page)
{
  g_clear_object (&page->task);
  g_clear_pointer (&page->older, g_ptr_array_unref);
  g_clear_pointer (&page->newer, g_ptr_array_unref);
  g_clear_pointer (&page->middle, sotto_message_row_free);
  g_free (page);
}

gboolean
sotto_message_page_read (SottoConnection *connection, gpointer data, GError **error)
{
  SottoMessagePage *page = data;

  switch (page->kind)
    {
    case SOTTO_MESSAGE_PAGE_NEWEST:
      return read_page (connection, page, TRUE, &page->older, error) &&
             read_first_unread (connection, page, error);
    case SOTTO_MESSAGE_PAGE_OLDER:
      return read_page (connection, page, TRUE, &page->older, error);
    case SOTTO_MESSAGE_PAGE_NEWER:
      return read_page (connection, page, FALSE, &page->newer, error);
    case SOTTO_MESSAGE_PAGE_AROUND:
      return read_around (connection, page, error);
    }

  return FALSE;
}
