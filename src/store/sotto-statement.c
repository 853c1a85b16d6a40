/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prepared statements: binding, stepping, and reading rows that may be damaged. */

#include "sotto-connection-private.h"

#include <string.h>

#include "sotto-store-error-private.h"

struct _SottoStatement
{
  SottoConnection *connection;
  sqlite3_stmt *handle;
  int bind_result;
  gboolean cached;
  gboolean in_use;
};

/* Bound bytes may be secret: they are copied behind their length, so that SQLite's destructor knows
 * how much to wipe. */
typedef struct
{
  gsize length;
  guint8 data[];
} BoundBytes;

static void
bound_bytes_free (gpointer data)
{
  BoundBytes *bound = (gpointer) ((guint8 *) data - G_STRUCT_OFFSET (BoundBytes, data));

  sotto_wipe (bound->data, bound->length);
  g_free (bound);
}

/* SQLite binds NULL for a null pointer and keeps @data's type for an empty one. */
static guint8 *
bound_bytes_new (gconstpointer data, gsize length)
{
  BoundBytes *bound = g_malloc (sizeof *bound + length + 1);

  bound->length = length;
  if (length > 0)
    memcpy (bound->data, data, length);
  bound->data[length] = 0;
  return bound->data;
}

static void
note_bind_result (SottoStatement *statement, int result)
{
  if (result != SQLITE_OK && statement->bind_result == SQLITE_OK)
    statement->bind_result = result;
}

/* Private to the folder. */

SottoStatement *
sotto_statement_new (SottoConnection *connection, const char *sql, GError **error)
{
  g_autoptr (SottoStatement) statement = g_new0 (SottoStatement, 1);
  sqlite3 *handle = sotto_connection_get_handle (connection);
  int result;

  statement->connection = connection;
  result =
    sqlite3_prepare_v3 (handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->handle, NULL);
  if (result != SQLITE_OK)
    {
      sotto_store_set_error (error, result, handle);
      return NULL;
    }
  return g_steal_pointer (&statement);
}

void
sotto_statement_free (SottoStatement *statement)
{
  sqlite3_finalize (statement->handle);
  g_free (statement);
}

gboolean
sotto_statement_acquire (SottoStatement *statement)
{
  if (statement->in_use)
    return FALSE;
  statement->in_use = TRUE;
  return TRUE;
}

void
sotto_statement_set_cached (SottoStatement *statement)
{
  statement->cached = TRUE;
}

/* Public, in the header's order. */

/**
 * sotto_statement_release:
 * @statement: (transfer full): a statement
 *
 * Gives it back to its connection: reset, its bindings wiped.
 */
void
sotto_statement_release (SottoStatement *statement)
{
  if (!statement->cached)
    {
      sotto_statement_free (statement);
      return;
    }
  sqlite3_reset (statement->handle);
  sqlite3_clear_bindings (statement->handle);
  statement->bind_result = SQLITE_OK;
  statement->in_use = FALSE;
}

/**
 * sotto_statement_bind_int:
 * @statement: a statement
 * @parameter: its number, from 1
 * @value: a value
 *
 * A binding that fails (no such parameter) is reported by the next step.
 */
void
sotto_statement_bind_int (SottoStatement *statement, int parameter, gint64 value)
{
  note_bind_result (statement, sqlite3_bind_int64 (statement->handle, parameter, value));
}

/**
 * sotto_statement_bind_text:
 * @statement: a statement
 * @parameter: its number, from 1
 * @text: (nullable): UTF-8, copied; %NULL binds NULL
 */
void
sotto_statement_bind_text (SottoStatement *statement, int parameter, const char *text)
{
  gsize length;

  if (text == NULL)
    {
      sotto_statement_bind_null (statement, parameter);
      return;
    }
  length = strlen (text);
  note_bind_result (statement, sqlite3_bind_text64 (statement->handle, parameter,
                                                    (const char *) bound_bytes_new (text, length),
                                                    length, bound_bytes_free, SQLITE_UTF8));
}

/**
 * sotto_statement_bind_blob:
 * @statement: a statement
 * @parameter: its number, from 1
 * @data: (array length=length) (nullable): bytes, copied
 * @length: how many; 0 binds an empty blob, not NULL
 */
void
sotto_statement_bind_blob (SottoStatement *statement,
                           int parameter,
                           gconstpointer data,
                           gsize length)
{
  note_bind_result (statement,
                    sqlite3_bind_blob64 (statement->handle, parameter,
                                         bound_bytes_new (data, length), length, bound_bytes_free));
}

/**
 * sotto_statement_bind_bytes:
 * @statement: a statement
 * @parameter: its number, from 1
 * @bytes: (nullable): bytes, copied; %NULL binds NULL
 */
void
sotto_statement_bind_bytes (SottoStatement *statement, int parameter, GBytes *bytes)
{
  gsize length;
  gconstpointer data;

  if (bytes == NULL)
    {
      sotto_statement_bind_null (statement, parameter);
      return;
    }
  data = g_bytes_get_data (bytes, &length);
  sotto_statement_bind_blob (statement, parameter, data, length);
}

/**
 * sotto_statement_bind_hash:
 * @statement: a statement
 * @parameter: its number, from 1
 * @hash: (nullable): 32 bytes, bound as a blob; %NULL binds NULL
 */
void
sotto_statement_bind_hash (SottoStatement *statement, int parameter, const SottoHash *hash)
{
  if (hash == NULL)
    sotto_statement_bind_null (statement, parameter);
  else
    sotto_statement_bind_blob (statement, parameter, hash->bytes, sizeof hash->bytes);
}

/**
 * sotto_statement_bind_null:
 * @statement: a statement
 * @parameter: its number, from 1
 */
void
sotto_statement_bind_null (SottoStatement *statement, int parameter)
{
  note_bind_result (statement, sqlite3_bind_null (statement->handle, parameter));
}

/**
 * sotto_statement_step:
 * @statement: a statement
 * @has_row: (out): whether there is a (further) row
 * @error: return location
 *
 * Returns: %FALSE on error, with the statement reset
 */
gboolean
sotto_statement_step (SottoStatement *statement, gboolean *has_row, GError **error)
{
  int result = statement->bind_result;

  g_return_val_if_fail (has_row != NULL, FALSE);

  *has_row = FALSE;
  sotto_connection_assert_entered (statement->connection);
  if (result != SQLITE_OK)
    {
      sotto_store_set_error (error, result, NULL);
      return FALSE;
    }
  if (!sotto_connection_check_transaction (statement->connection, error))
    return FALSE;

  result = sqlite3_step (statement->handle);
  if (result == SQLITE_ROW || result == SQLITE_DONE)
    {
      *has_row = result == SQLITE_ROW;
      return TRUE;
    }
  sotto_store_set_error (error, result, sotto_connection_get_handle (statement->connection));
  sqlite3_reset (statement->handle);
  return FALSE;
}

/**
 * sotto_statement_run:
 * @statement: a statement whose rows, if any, do not matter
 * @error: return location
 *
 * Steps to the end and resets. What was bound stays bound until it is bound anew.
 *
 * Returns: %FALSE on error
 */
gboolean
sotto_statement_run (SottoStatement *statement, GError **error)
{
  gboolean has_row;

  do
    {
      if (!sotto_statement_step (statement, &has_row, error))
        return FALSE;
    }
  while (has_row);

  sqlite3_reset (statement->handle);
  return TRUE;
}

/**
 * sotto_statement_reset:
 * @statement: a statement
 *
 * The next step starts from the first row. Bindings stay.
 */
void
sotto_statement_reset (SottoStatement *statement)
{
  sqlite3_reset (statement->handle);
}

/**
 * sotto_statement_is_null:
 * @statement: a statement on a row
 * @column: its number, from 0
 *
 * Returns: whether the value is NULL
 */
gboolean
sotto_statement_is_null (SottoStatement *statement, int column)
{
  return sqlite3_column_type (statement->handle, column) == SQLITE_NULL;
}

/**
 * sotto_statement_get_int:
 * @statement: a statement on a row
 * @column: its number, from 0
 *
 * Returns: the integer; 0 for NULL and for what is no number
 */
gint64
sotto_statement_get_int (SottoStatement *statement, int column)
{
  return sqlite3_column_int64 (statement->handle, column);
}

/**
 * sotto_statement_get_text:
 * @statement: a statement on a row
 * @column: its number, from 0
 *
 * Returns: (transfer none): valid UTF-8, living until the next step; "" for NULL and for what is no
 *   UTF-8 or contains a NUL
 */
const char *
sotto_statement_get_text (SottoStatement *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement->handle, column);
  int length = sqlite3_column_bytes (statement->handle, column);

  if (text == NULL || !g_utf8_validate_len (text, length, NULL))
    return "";
  return text;
}

/**
 * sotto_statement_get_blob:
 * @statement: a statement on a row
 * @column: its number, from 0
 * @length: (out): how many bytes; 0 for NULL
 *
 * Returns: (transfer none) (not nullable): the bytes, living until the next step
 */
const guint8 *
sotto_statement_get_blob (SottoStatement *statement, int column, gsize *length)
{
  static const guint8 nothing[1];
  const guint8 *data = sqlite3_column_blob (statement->handle, column);

  *length = data != NULL ? (gsize) sqlite3_column_bytes (statement->handle, column) : 0;
  return data != NULL ? data : nothing;
}

/**
 * sotto_statement_dup_bytes:
 * @statement: a statement on a row
 * @column: its number, from 0
 *
 * Returns: (transfer full): a copy of the bytes; empty for NULL
 */
GBytes *
sotto_statement_dup_bytes (SottoStatement *statement, int column)
{
  gsize length;
  const guint8 *data = sotto_statement_get_blob (statement, column, &length);

  return g_bytes_new (data, length);
}

/**
 * sotto_statement_copy_blob:
 * @statement: a statement on a row
 * @column: its number, from 0
 * @into: (out caller-allocates) (array length=length): where to; zeros on failure
 * @length: how many bytes there have to be
 *
 * Returns: whether the value has exactly @length bytes
 */
gboolean
sotto_statement_copy_blob (SottoStatement *statement, int column, guint8 *into, gsize length)
{
  gsize stored;
  const guint8 *data = sotto_statement_get_blob (statement, column, &stored);

  if (stored != length)
    {
      memset (into, 0, length);
      return FALSE;
    }
  memcpy (into, data, length);
  return TRUE;
}

/**
 * sotto_statement_get_hash:
 * @statement: a statement on a row
 * @column: its number, from 0
 * @hash: (out caller-allocates): the hash; zeros on failure
 *
 * Returns: whether the value has 32 bytes
 */
gboolean
sotto_statement_get_hash (SottoStatement *statement, int column, SottoHash *hash)
{
  return sotto_statement_copy_blob (statement, column, hash->bytes, sizeof hash->bytes);
}
