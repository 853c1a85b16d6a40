/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A connection to a SQLCipher database: raw key, settings, and the cache of prepared statements.
 *
 * On disk: SQLCipher 4 with its defaults: pages of 4096 bytes, each with a random IV and an
 * HMAC-SHA512, the first 16 bytes of the file being a random salt. The key is given raw, as
 * x'<64 hex digits>', so that no password hashing happens here. */

#include "sotto-connection-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sotto-hex.h"
#include "sotto-store-error-private.h"
#include "sotto-store-memory.h"

/* x'<64 digits>' */
#define KEY_TEXT_LENGTH (2 * SOTTO_KEY_LENGTH + 3)

/* Only another process can hold a lock that we wait for; the account's own lock has kept it out. */
#define BUSY_TIMEOUT_MS 1000

/* SQLCipher 4's default. */
#define PAGE_SIZE 4096

/* Pages in the log after which it is folded into the database: 4 MiB. */
#define LOG_PAGES 1000

/* Virtual machine steps between looks at a cancellable: well under a millisecond. */
#define STEPS_BETWEEN_LOOKS 2000

struct _SottoConnection
{
  sqlite3 *handle;
  GHashTable *statements;
  GThread *thread;
  gboolean in_transaction;
  GCancellable *cancellable;
  int n_log_pages;
};

/* SQLCipher would write about a wrong key to the standard error, which is not ours to use. */
#define BEFORE_KEY "PRAGMA cipher_log_level = NONE;"

#define SETTINGS                                                                                   \
  "PRAGMA foreign_keys = OFF;"                                                                     \
  "PRAGMA temp_store = MEMORY;"                                                                    \
  "PRAGMA mmap_size = 0;"                                                                          \
  "PRAGMA cache_size = -4000;"                                                                     \
  "PRAGMA trusted_schema = OFF;"                                                                   \
  "PRAGMA cell_size_check = ON;"

#define WRITER_SETTINGS                                                                            \
  "PRAGMA synchronous = FULL;"                                                                     \
  "PRAGMA secure_delete = ON;"                                                                     \
  "PRAGMA journal_size_limit = 8388608;"

static int
look_at_cancellable (gpointer data)
{
  SottoConnection *connection = data;

  return g_cancellable_is_cancelled (connection->cancellable);
}

static int
note_log_pages (gpointer data, sqlite3 *handle, const char *database, int n_pages)
{
  SottoConnection *connection = data;

  connection->n_log_pages = n_pages;
  return SQLITE_OK;
}

static gboolean
apply_key (SottoConnection *connection, SottoSecret *key, GError **error)
{
  const guint8 *bytes = sotto_secret_borrow (key);
  char *digits = sotto_hex_encode (bytes, SOTTO_KEY_LENGTH);
  char text[KEY_TEXT_LENGTH] = "x'";
  int result;

  sotto_secret_release (key);
  memcpy (text + 2, digits, 2 * SOTTO_KEY_LENGTH);
  text[KEY_TEXT_LENGTH - 1] = '\'';
  result = sqlite3_key_v2 (connection->handle, "main", text, sizeof text);

  sotto_wipe (text, sizeof text);
  sotto_wipe_string (digits);
  g_free (digits);
  if (result != SQLITE_OK)
    sotto_store_set_error (error, result, connection->handle);
  return result == SQLITE_OK;
}

/* SQLite takes a file shorter than its header for a new database and would write over it. It may be
 * that short only while a journal promises to undo what made it so. */
static gboolean
check_size (const char *path, GError **error)
{
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  GStatBuf status;

  if (g_stat (path, &status) != 0 || status.st_size == 0 || status.st_size >= PAGE_SIZE ||
      g_file_test (journal, G_FILE_TEST_EXISTS))
    return TRUE;
  sotto_store_set_error (error, SQLITE_IOERR_SHORT_READ, NULL);
  return FALSE;
}

static gboolean
open_handle (SottoConnection *connection,
             const char *path,
             SottoConnectionMode mode,
             GError **error)
{
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  int result;

  flags |= mode == SOTTO_CONNECTION_WRITER ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  result = sqlite3_open_v2 (path, &connection->handle, flags, NULL);
  if (result != SQLITE_OK)
    {
      sotto_store_set_error (error, result, connection->handle);
      return FALSE;
    }
  sqlite3_busy_timeout (connection->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (connection->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (connection->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  return TRUE;
}

/* Private to the folder. */

SottoConnection *
sotto_connection_open (const char *path, SottoSecret *key, SottoConnectionMode mode, GError **error)
{
  g_autoptr (SottoConnection) connection = g_new0 (SottoConnection, 1);
  gint64 n_objects;

  g_return_val_if_fail (sotto_secret_get_length (key) == SOTTO_KEY_LENGTH, NULL);

  sotto_store_memory_init ();
  connection->statements =
    g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sotto_statement_free);
  sotto_connection_enter (connection);
  if (!check_size (path, error) || !open_handle (connection, path, mode, error) ||
      !sotto_connection_execute (connection, BEFORE_KEY, error) ||
      !apply_key (connection, key, error) ||
      !sotto_connection_execute (connection, SETTINGS, error) ||
      !sotto_connection_query_int (connection, "SELECT count(*) FROM sqlite_schema", &n_objects,
                                   error))
    return NULL;
  sotto_connection_leave (connection);
  return g_steal_pointer (&connection);
}

void
sotto_connection_free (SottoConnection *connection)
{
  g_hash_table_unref (connection->statements);
  sqlite3_close_v2 (connection->handle);
  g_free (connection);
}

gboolean
sotto_connection_prepare_for_writing (SottoConnection *connection, GError **error)
{
  g_autoptr (SottoStatement) statement = NULL;
  gboolean has_row;

  if (!sotto_connection_execute (connection, WRITER_SETTINGS, error))
    return FALSE;
  statement = sotto_connection_prepare (connection, "PRAGMA journal_mode = WAL", error);
  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row || strcmp (sotto_statement_get_text (statement, 0), "wal") != 0)
    {
      g_set_error_literal (
        error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_FAILED,
        _ ("The account's folder is on a disk that cannot keep a database safely. "
           "Move it to a local disk."));
      return FALSE;
    }
  sqlite3_db_config (connection->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  sqlite3_wal_hook (connection->handle, note_log_pages, connection);
  return TRUE;
}

gboolean
sotto_connection_enforce_foreign_keys (SottoConnection *connection, GError **error)
{
  return sotto_connection_execute (connection, "PRAGMA foreign_keys = ON", error);
}

void
sotto_connection_fold_log (SottoConnection *connection)
{
  if (connection->n_log_pages < LOG_PAGES)
    return;
  /* A log that cannot be folded now (a reader is in it, the disk is full) is longer next time. */
  connection->n_log_pages = 0;
  sqlite3_wal_checkpoint_v2 (connection->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

void
sotto_connection_enter (SottoConnection *connection)
{
  g_assert (connection->thread == NULL);
  connection->thread = g_thread_self ();
}

void
sotto_connection_leave (SottoConnection *connection)
{
  sotto_connection_assert_entered (connection);
  connection->thread = NULL;
}

void
sotto_connection_assert_entered (SottoConnection *connection)
{
  g_assert (connection->thread == g_thread_self ());
}

void
sotto_connection_set_in_transaction (SottoConnection *connection, gboolean in_transaction)
{
  connection->in_transaction = in_transaction;
}

gboolean
sotto_connection_check_transaction (SottoConnection *connection, GError **error)
{
  if (!connection->in_transaction || !sqlite3_get_autocommit (connection->handle))
    return TRUE;
  sotto_store_set_error (error, SQLITE_ABORT_ROLLBACK, NULL);
  return FALSE;
}

void
sotto_connection_set_cancellable (SottoConnection *connection, GCancellable *cancellable)
{
  connection->cancellable = cancellable;
  sqlite3_progress_handler (connection->handle, cancellable != NULL ? STEPS_BETWEEN_LOOKS : 0,
                            cancellable != NULL ? look_at_cancellable : NULL, connection);
}

gboolean
sotto_connection_query_int (SottoConnection *connection,
                            const char *sql,
                            gint64 *value,
                            GError **error)
{
  g_autoptr (SottoStatement) statement = sotto_connection_prepare (connection, sql, error);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  *value = has_row ? sotto_statement_get_int (statement, 0) : 0;
  return TRUE;
}

sqlite3 *
sotto_connection_get_handle (SottoConnection *connection)
{
  return connection->handle;
}

char *
sotto_connection_dup_cipher_version (void)
{
  sqlite3 *handle = NULL;
  sqlite3_stmt *statement = NULL;
  char *version = NULL;

  if (sqlite3_open_v2 (":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, NULL) ==
        SQLITE_OK &&
      sqlite3_prepare_v2 (handle, "PRAGMA cipher_version", -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    version = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  sqlite3_close (handle);
  return version != NULL ? version : g_strdup ("");
}

/* Public, in the header's order. */

/**
 * sotto_connection_prepare:
 * @connection: a connection, on the thread whose job it was given to
 * @sql: one SQL statement, a string constant: its address is the key of the cache
 * @error: return location
 *
 * Returns: (transfer full): the statement, without bindings
 */
SottoStatement *
sotto_connection_prepare (SottoConnection *connection, const char *sql, GError **error)
{
  g_autoptr (SottoStatement) fresh = NULL;
  SottoStatement *cached;

  g_return_val_if_fail (connection != NULL && sql != NULL, NULL);

  sotto_connection_assert_entered (connection);
  cached = g_hash_table_lookup (connection->statements, sql);
  if (cached != NULL && sotto_statement_acquire (cached))
    return cached;

  fresh = sotto_statement_new (connection, sql, error);
  if (fresh == NULL)
    return NULL;
  if (cached == NULL)
    {
      sotto_statement_set_cached (fresh);
      (void) sotto_statement_acquire (fresh);
      g_hash_table_insert (connection->statements, (gpointer) sql, fresh);
    }
  return g_steal_pointer (&fresh);
}

/**
 * sotto_connection_execute:
 * @connection: a connection, on the thread whose job it was given to
 * @sql: one or more statements
 * @error: return location
 *
 * Returns: %FALSE on error; the statements before the failing one have run
 */
gboolean
sotto_connection_execute (SottoConnection *connection, const char *sql, GError **error)
{
  int result;

  g_return_val_if_fail (connection != NULL && sql != NULL, FALSE);

  sotto_connection_assert_entered (connection);
  if (!sotto_connection_check_transaction (connection, error))
    return FALSE;
  result = sqlite3_exec (connection->handle, sql, NULL, NULL, NULL);
  if (result != SQLITE_OK)
    sotto_store_set_error (error, result, connection->handle);
  return result == SQLITE_OK;
}

/**
 * sotto_connection_get_last_insert_id:
 * @connection: a connection
 *
 * Returns: the row id of the last row inserted
 */
gint64
sotto_connection_get_last_insert_id (SottoConnection *connection)
{
  return sqlite3_last_insert_rowid (connection->handle);
}

/**
 * sotto_connection_get_changes:
 * @connection: a connection
 *
 * Returns: how many rows the last statement inserted, updated or deleted
 */
int
sotto_connection_get_changes (SottoConnection *connection)
{
  return sqlite3_changes (connection->handle);
}
