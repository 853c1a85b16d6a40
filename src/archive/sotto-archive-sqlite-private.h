/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sqlcipher/sqlite3.h>

#include "sotto-archive-backend.h"

G_BEGIN_DECLS

typedef enum
{
  SOTTO_ARCHIVE_SQLITE_BEGIN,
  SOTTO_ARCHIVE_SQLITE_BEGIN_WRITING,
  SOTTO_ARCHIVE_SQLITE_COMMIT,
  SOTTO_ARCHIVE_SQLITE_INSERT,
  SOTTO_ARCHIVE_SQLITE_INSERT_TOPIC,
  SOTTO_ARCHIVE_SQLITE_NEW_TOPICS,
  SOTTO_ARCHIVE_SQLITE_KEYS_OF_TOPIC,
  SOTTO_ARCHIVE_SQLITE_ROWS_OF_TIME,
  SOTTO_ARCHIVE_SQLITE_DATA,
  SOTTO_ARCHIVE_SQLITE_PRUNE,
  SOTTO_ARCHIVE_SQLITE_PRUNE_TOPICS,
  SOTTO_ARCHIVE_SQLITE_MEASURE,
  SOTTO_ARCHIVE_SQLITE_N_STATEMENTS,
} SottoArchiveSqliteStatement;

/**
 * SottoArchiveSqlite:
 * @handle: the connection
 * @statements: those that were needed, compiled
 * @known: (element-type guint32): topics that a reader has seen
 * @last_topic: id of the last of them
 * @last_days: topic → day, as the writer has stored it
 * @n_pruned: rows of the last step of pruning
 */
typedef struct
{
  sqlite3 *handle;
  sqlite3_stmt *statements[SOTTO_ARCHIVE_SQLITE_N_STATEMENTS];
  GArray *known;
  gint64 last_topic;
  GHashTable *last_days;
  int n_pruned;
} SottoArchiveSqlite;

/* Both give what a caller returns for a failure: FALSE and NULL. */
gboolean sotto_archive_sqlite_fail (SottoArchiveSqlite *self, GError **error);
sqlite3_stmt *sotto_archive_sqlite_get (SottoArchiveSqlite *self,
                                        SottoArchiveSqliteStatement which,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean sotto_archive_sqlite_run (SottoArchiveSqlite *self,
                                   SottoArchiveSqliteStatement which,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_archive_sqlite_roll_back (SottoArchiveSqlite *self);

SottoArchivePage *sotto_archive_sqlite_query (gpointer connection,
                                              const SottoMailQuery *query,
                                              gsize max_bytes,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
