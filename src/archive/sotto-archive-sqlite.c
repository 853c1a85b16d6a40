/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The archive in a file, through SQLCipher's library without a key: what is kept is encrypted by
 * those who sent it.
 *
 *   envelopes  one row for each; found by (sent, hash), which is the order of answers, and by
 *              (topic, sent, hash)
 *   topics     each topic that is in use, with the last day on which it was; an id is never used
 *              again, so that a reader learns what is new by asking for higher ones
 *
 * Readers see what was committed when they began, and never wait for the writer.
 */

#include "sotto-archive-sqlite-private.h"

#include <string.h>

#define SCHEMA_VERSION 1
#define APPLICATION_ID 0x534f5441

/* Another process, a backup for example, may hold a lock for a moment. */
#define BUSY_TIMEOUT_MS 5000

/* A connection that wants to write begins with the lock for it. The log is long, 32 MiB: a page of
 * an index is written by many commits, and goes from the log into the file once for all of them. */
#define WRITER_SETTINGS                                                                            \
  "PRAGMA journal_mode = WAL;"                                                                     \
  "PRAGMA synchronous = FULL;"                                                                     \
  "PRAGMA wal_autocheckpoint = 8000;"                                                              \
  "PRAGMA journal_size_limit = 67108864;"                                                          \
  "PRAGMA cache_size = -16384;"

#define READER_SETTINGS                                                                            \
  "PRAGMA query_only = ON;"                                                                        \
  "PRAGMA cache_size = -8192;"

#define SETTINGS                                                                                   \
  "PRAGMA temp_store = MEMORY;"                                                                    \
  "PRAGMA trusted_schema = OFF;"                                                                   \
  "PRAGMA cell_size_check = ON;"

/* clang-format off */
#define SCHEMA                                                                                     \
  "BEGIN IMMEDIATE;"                                                                               \
  "CREATE TABLE envelopes ("                                                                       \
  "  id INTEGER PRIMARY KEY,"                                                                      \
  "  sent INTEGER NOT NULL,"                                                                       \
  "  hash BLOB NOT NULL,"                                                                          \
  "  topic INTEGER NOT NULL,"                                                                      \
  "  data BLOB NOT NULL);"                                                                         \
  "CREATE UNIQUE INDEX envelopes_by_time ON envelopes (sent, hash);"                               \
  "CREATE INDEX envelopes_by_topic ON envelopes (topic, sent, hash);"                              \
  "CREATE TABLE topics ("                                                                          \
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"                                                        \
  "  topic INTEGER NOT NULL UNIQUE,"                                                               \
  "  last_day INTEGER NOT NULL);"                                                                  \
  "PRAGMA application_id = 1397707841;"                                                            \
  "PRAGMA user_version = 1;"                                                                       \
  "COMMIT;"

static const char *const texts[SOTTO_ARCHIVE_SQLITE_N_STATEMENTS] = {
  [SOTTO_ARCHIVE_SQLITE_BEGIN] = "BEGIN",
  [SOTTO_ARCHIVE_SQLITE_BEGIN_WRITING] = "BEGIN IMMEDIATE",
  [SOTTO_ARCHIVE_SQLITE_COMMIT] = "COMMIT",
  [SOTTO_ARCHIVE_SQLITE_INSERT] =
    "INSERT OR IGNORE INTO envelopes (sent, hash, topic, data) VALUES (?1, ?2, ?3, ?4)",
  [SOTTO_ARCHIVE_SQLITE_INSERT_TOPIC] =
    "INSERT INTO topics (topic, last_day) VALUES (?1, ?2)"
    " ON CONFLICT (topic) DO UPDATE SET last_day = excluded.last_day"
    " WHERE excluded.last_day > last_day",
  [SOTTO_ARCHIVE_SQLITE_NEW_TOPICS] = "SELECT id, topic FROM topics WHERE id > ?1 ORDER BY id",
  [SOTTO_ARCHIVE_SQLITE_KEYS_OF_TOPIC] =
    "SELECT sent, hash, id FROM envelopes"
    " WHERE topic = ?1 AND sent >= ?2 AND (sent, hash) < (?3, ?4)"
    " ORDER BY sent DESC, hash DESC LIMIT ?5",
  [SOTTO_ARCHIVE_SQLITE_ROWS_OF_TIME] =
    "SELECT sent, hash, topic, data FROM envelopes"
    " WHERE sent >= ?1 AND (sent, hash) < (?2, ?3)"
    " ORDER BY sent DESC, hash DESC",
  [SOTTO_ARCHIVE_SQLITE_DATA] = "SELECT data FROM envelopes WHERE id = ?1",
  [SOTTO_ARCHIVE_SQLITE_PRUNE] =
    "DELETE FROM envelopes WHERE id IN"
    " (SELECT id FROM envelopes WHERE sent < ?1 ORDER BY sent LIMIT ?2)",
  [SOTTO_ARCHIVE_SQLITE_PRUNE_TOPICS] = "DELETE FROM topics WHERE last_day < ?1",
  [SOTTO_ARCHIVE_SQLITE_MEASURE] =
    "SELECT (SELECT ifnull(max(id) + 1, 0) FROM envelopes)"
    " - (SELECT ifnull(min(id), 0) FROM envelopes), (SELECT min(sent) FROM envelopes),"
    " page_count * page_size FROM pragma_page_count, pragma_page_size",
};
/* clang-format on */

gboolean
sotto_archive_sqlite_fail (SottoArchiveSqlite *self, GError **error)
{
  g_set_error (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_STORAGE, "The archive failed: %s",
               sqlite3_errmsg (self->handle));

  return FALSE;
}

/* Statements are compiled when they are first needed. */
sqlite3_stmt *
sotto_archive_sqlite_get (SottoArchiveSqlite *self,
                          SottoArchiveSqliteStatement which,
                          GError **error)
{
  sqlite3_stmt **statement = &self->statements[which];

  if (*statement != NULL)
    {
      sqlite3_reset (*statement);
      return *statement;
    }
  if (sqlite3_prepare_v3 (self->handle, texts[which], -1, SQLITE_PREPARE_PERSISTENT, statement,
                          NULL) != SQLITE_OK)
    sotto_archive_sqlite_fail (self, error);

  return *statement;
}

/* Runs a statement that gives nothing, with what is bound. */
gboolean
sotto_archive_sqlite_run (SottoArchiveSqlite *self,
                          SottoArchiveSqliteStatement which,
                          GError **error)
{
  sqlite3_stmt *statement = self->statements[which];
  int code;

  if (statement == NULL)
    statement = sotto_archive_sqlite_get (self, which, error);
  if (statement == NULL)
    return FALSE;

  code = sqlite3_step (statement);
  if (code != SQLITE_DONE && code != SQLITE_ROW)
    sotto_archive_sqlite_fail (self, error);
  sqlite3_reset (statement);

  return code == SQLITE_DONE || code == SQLITE_ROW;
}

void
sotto_archive_sqlite_roll_back (SottoArchiveSqlite *self)
{
  if (!sqlite3_get_autocommit (self->handle))
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* Opening. */

static gboolean
execute (SottoArchiveSqlite *self, const char *text, GError **error)
{
  if (sqlite3_exec (self->handle, text, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  return sotto_archive_sqlite_fail (self, error);
}

static gboolean
read_number (SottoArchiveSqlite *self, const char *text, gint64 *number, GError **error)
{
  sqlite3_stmt *statement;
  gboolean done;

  if (sqlite3_prepare_v2 (self->handle, text, -1, &statement, NULL) != SQLITE_OK)
    return sotto_archive_sqlite_fail (self, error);

  done = sqlite3_step (statement) == SQLITE_ROW;
  if (done)
    *number = sqlite3_column_int64 (statement, 0);
  else
    sotto_archive_sqlite_fail (self, error);
  sqlite3_finalize (statement);

  return done;
}

static gboolean
check_schema (SottoArchiveSqlite *self, const char *place, GError **error)
{
  gint64 version = 0;
  gint64 application = 0;
  gint64 n_tables = 0;

  if (!read_number (self, "PRAGMA user_version", &version, error) ||
      !read_number (self, "PRAGMA application_id", &application, error) ||
      !read_number (self, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
    return FALSE;
  if (n_tables == 0)
    return execute (self, SCHEMA, error);
  if (application != APPLICATION_ID)
    {
      g_set_error (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_OPEN, "%s is not an archive",
                   place);
      return FALSE;
    }
  if (version > SCHEMA_VERSION)
    {
      g_set_error (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_NEWER,
                   "%s was written by a newer version of this program", place);
      return FALSE;
    }

  return TRUE;
}

static void
sqlite_close (gpointer connection)
{
  SottoArchiveSqlite *self = connection;

  for (gsize i = 0; i < G_N_ELEMENTS (self->statements); i++)
    sqlite3_finalize (self->statements[i]);
  sqlite3_close (self->handle);
  g_clear_pointer (&self->known, g_array_unref);
  g_clear_pointer (&self->last_days, g_hash_table_unref);
  g_free (self);
}

static gpointer
sqlite_open (const char *place, gboolean first, GError **error)
{
  SottoArchiveSqlite *self = g_new0 (SottoArchiveSqlite, 1);

  self->known = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->last_days = g_hash_table_new (NULL, NULL);
  if (sqlite3_open_v2 (place, &self->handle,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                       NULL) != SQLITE_OK)
    {
      g_set_error (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_OPEN, "%s cannot be opened: %s",
                   place, sqlite3_errmsg (self->handle));
      sqlite_close (self);
      return NULL;
    }

  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  if (execute (self, SETTINGS, error) &&
      execute (self, first ? WRITER_SETTINGS : READER_SETTINGS, error) &&
      (!first || check_schema (self, place, error)))
    return self;

  sqlite_close (self);

  return NULL;
}

/* Writing. */

static gboolean
write_topic (SottoArchiveSqlite *self, const SottoArchiveRecord *record, GError **error)
{
  sqlite3_stmt *statement;
  guint32 day = record->sent / SOTTO_ARCHIVE_DAY_SECONDS;
  gpointer key = GUINT_TO_POINTER (record->topic);
  gpointer known;

  if (g_hash_table_lookup_extended (self->last_days, key, NULL, &known) &&
      GPOINTER_TO_UINT (known) >= day)
    return TRUE;

  statement = sotto_archive_sqlite_get (self, SOTTO_ARCHIVE_SQLITE_INSERT_TOPIC, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, record->topic);
  sqlite3_bind_int64 (statement, 2, day);
  if (!sotto_archive_sqlite_run (self, SOTTO_ARCHIVE_SQLITE_INSERT_TOPIC, error))
    return FALSE;
  g_hash_table_insert (self->last_days, key, GUINT_TO_POINTER (day));

  return TRUE;
}

static gboolean
write_record (SottoArchiveSqlite *self, const SottoArchiveRecord *record, GError **error)
{
  sqlite3_stmt *statement = sotto_archive_sqlite_get (self, SOTTO_ARCHIVE_SQLITE_INSERT, error);
  const guint8 *raw;
  gsize length;

  if (statement == NULL)
    return FALSE;

  raw = sotto_envelope_get_raw (record->envelope, &length);
  sqlite3_bind_int64 (statement, 1, record->sent);
  sqlite3_bind_blob (statement, 2, record->hash.bytes, SOTTO_HASH_LENGTH, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, record->topic);
  sqlite3_bind_blob64 (statement, 4, raw, length, SQLITE_STATIC);

  return sotto_archive_sqlite_run (self, SOTTO_ARCHIVE_SQLITE_INSERT, error) &&
         write_topic (self, record, error);
}

static gboolean
write_records (SottoArchiveSqlite *self, GPtrArray *records, GError **error)
{
  if (!sotto_archive_sqlite_run (self, SOTTO_ARCHIVE_SQLITE_BEGIN_WRITING, error))
    return FALSE;

  for (guint i = 0; i < records->len; i++)
    if (!write_record (self, records->pdata[i], error))
      return FALSE;

  return sotto_archive_sqlite_run (self, SOTTO_ARCHIVE_SQLITE_COMMIT, error);
}

static gboolean
sqlite_write (gpointer connection, GPtrArray *records, GError **error)
{
  SottoArchiveSqlite *self = connection;

  if (write_records (self, records, error))
    return TRUE;

  /* What was believed to be written is not. */
  sotto_archive_sqlite_roll_back (self);
  g_hash_table_remove_all (self->last_days);

  return FALSE;
}

static gboolean
prune_rows (SottoArchiveSqlite *self, guint32 before, guint most, GError **error)
{
  sqlite3_stmt *rows = sotto_archive_sqlite_get (self, SOTTO_ARCHIVE_SQLITE_PRUNE, error);
  sqlite3_stmt *topics;

  if (rows == NULL)
    return FALSE;
  sqlite3_bind_int64 (rows, 1, before);
  sqlite3_bind_int64 (rows, 2, most);
  if (!sotto_archive_sqlite_run (self, SOTTO_ARCHIVE_SQLITE_PRUNE, error))
    return FALSE;
  self->n_pruned = sqlite3_changes (self->handle);
  if (self->n_pruned == (int) most)
    return TRUE;

  topics = sotto_archive_sqlite_get (self, SOTTO_ARCHIVE_SQLITE_PRUNE_TOPICS, error);
  if (topics == NULL)
    return FALSE;
  sqlite3_bind_int64 (topics, 1, before / SOTTO_ARCHIVE_DAY_SECONDS);
  g_hash_table_remove_all (self->last_days);

  return sotto_archive_sqlite_run (self, SOTTO_ARCHIVE_SQLITE_PRUNE_TOPICS, error);
}

static gint64
sqlite_prune (gpointer connection, guint32 before, guint most, GError **error)
{
  SottoArchiveSqlite *self = connection;

  if (sotto_archive_sqlite_run (self, SOTTO_ARCHIVE_SQLITE_BEGIN_WRITING, error) &&
      prune_rows (self, before, most, error) &&
      sotto_archive_sqlite_run (self, SOTTO_ARCHIVE_SQLITE_COMMIT, error))
    return self->n_pruned;

  sotto_archive_sqlite_roll_back (self);

  return -1;
}

static gboolean
sqlite_measure (gpointer connection, SottoArchiveStatistics *statistics, GError **error)
{
  SottoArchiveSqlite *self = connection;
  sqlite3_stmt *statement = sotto_archive_sqlite_get (self, SOTTO_ARCHIVE_SQLITE_MEASURE, error);

  if (statement == NULL)
    return FALSE;
  if (sqlite3_step (statement) != SQLITE_ROW)
    {
      sotto_archive_sqlite_fail (self, error);
      sqlite3_reset (statement);
      return FALSE;
    }
  statistics->rows = (guint64) sqlite3_column_int64 (statement, 0);
  statistics->oldest = (guint32) sqlite3_column_int64 (statement, 1);
  statistics->bytes = (guint64) sqlite3_column_int64 (statement, 2);
  sqlite3_reset (statement);

  return TRUE;
}

const SottoArchiveBackend sotto_archive_sqlite = {
  .open = sqlite_open,
  .close = sqlite_close,
  .write = sqlite_write,
  .query = sotto_archive_sqlite_query,
  .prune = sqlite_prune,
  .measure = sqlite_measure,
};
