/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libpq-fe.h>

#include "sotto-archive-backend.h"
#include "sotto-buffer.h"

G_BEGIN_DECLS

#define SOTTO_ARCHIVE_POSTGRES_MAX_PARAMETERS 7

/**
 * SottoArchiveParameters:
 *
 * What goes into the places $1, $2, … of a statement, in the binary form of the protocol. Bytes are
 * borrowed until it is run.
 */
typedef struct
{
  int n;
  const char *values[SOTTO_ARCHIVE_POSTGRES_MAX_PARAMETERS];
  int lengths[SOTTO_ARCHIVE_POSTGRES_MAX_PARAMETERS];
  int formats[SOTTO_ARCHIVE_POSTGRES_MAX_PARAMETERS];
  guint64 numbers[SOTTO_ARCHIVE_POSTGRES_MAX_PARAMETERS];
} SottoArchiveParameters;

void sotto_archive_parameters_add_int (SottoArchiveParameters *parameters, gint32 value);
void sotto_archive_parameters_add_long (SottoArchiveParameters *parameters, gint64 value);
void sotto_archive_parameters_add_bytes (SottoArchiveParameters *parameters,
                                         gconstpointer data,
                                         gsize length);
void sotto_archive_parameters_add_array (SottoArchiveParameters *parameters, SottoBuffer *array);

/* Arrays of one dimension: begun with the number of what is then added. */
SottoBuffer *sotto_archive_int_array_new (guint n) G_GNUC_WARN_UNUSED_RESULT;
SottoBuffer *sotto_archive_bytes_array_new (guint n) G_GNUC_WARN_UNUSED_RESULT;
void sotto_archive_array_add_int (SottoBuffer *array, gint32 value);
void sotto_archive_array_add_bytes (SottoBuffer *array, gconstpointer data, gsize length);

/* Values of a result in the binary form; 0, and zeros, for what is not of that length. */
gint32 sotto_archive_result_get_int (const PGresult *result, int row, int column);
gint64 sotto_archive_result_get_long (const PGresult *result, int row, int column);
void sotto_archive_result_get_hash (const PGresult *result, int row, int column, SottoHash *hash);

/**
 * SottoArchivePostgres:
 * @handle: the connection, perhaps broken
 * @writes: whether it is the one that writes
 * @last_days: topic → day, as the writer has stored it
 * @partitions: days of which the writer has seen a table
 * @known: (element-type guint32): topics that a reader has seen
 * @last_topic: id of the last of them
 */
typedef struct
{
  PGconn *handle;
  gboolean writes;
  GHashTable *last_days;
  GHashTable *partitions;
  GArray *known;
  gint64 last_topic;
} SottoArchivePostgres;

/* Brings a new connection into its state: settings, the lock of the one that writes, tables there
 * and of a version that we know, statements prepared. */
gboolean sotto_archive_postgres_set_up (SottoArchivePostgres *self, GError **error);

/* Gives what a caller returns for a failure, and ends a transaction in which it happened. */
gboolean sotto_archive_postgres_fail (SottoArchivePostgres *self, GError **error);

/* Both (nullable) (transfer full), to be given to PQclear (). */
PGresult *sotto_archive_postgres_execute (SottoArchivePostgres *self,
                                          const char *sql,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
PGresult *sotto_archive_postgres_run (SottoArchivePostgres *self,
                                      const char *statement,
                                      const SottoArchiveParameters *parameters,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For what gives no rows. */
gboolean sotto_archive_postgres_do (SottoArchivePostgres *self, const char *sql, GError **error);

/* The table of a day: makes it; detaches and drops it, and says how many rows were in it. */
gboolean sotto_archive_postgres_add_day (SottoArchivePostgres *self, guint32 day, GError **error);
gboolean sotto_archive_postgres_drop_day (SottoArchivePostgres *self,
                                          guint32 day,
                                          gint64 *n_rows,
                                          GError **error);

/* Over a connection that works: see #SottoArchiveBackend. */
SottoArchivePage *sotto_archive_postgres_answer (SottoArchivePostgres *self,
                                                 const SottoMailQuery *query,
                                                 gsize max_bytes,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef PGresult SottoArchiveResult;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoArchiveResult, PQclear)

G_END_DECLS
