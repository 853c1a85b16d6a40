/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sqlcipher/sqlite3.h>

#include "sotto-secret.h"
#include "sotto-statement.h"

G_BEGIN_DECLS

/**
 * SottoConnectionMode:
 * @SOTTO_CONNECTION_WRITER: creates the file when there is none; all that writes
 * @SOTTO_CONNECTION_READER: an existing file, nothing is ever written
 */
typedef enum
{
  SOTTO_CONNECTION_WRITER,
  SOTTO_CONNECTION_READER,
} SottoConnectionMode;

/* Opens @path with the raw 32-byte @key and proves the key on the first page. Nothing is written
 * yet, not even when a connection that was only opened closes again: see
 * sotto_connection_prepare_for_writing (). */
SottoConnection *sotto_connection_open (const char *path,
                                        SottoSecret *key,
                                        SottoConnectionMode mode,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_connection_free (SottoConnection *connection);

/* Switches to WAL with `synchronous = FULL`. Foreign keys are enforced from then on by
 * sotto_connection_enforce_foreign_keys (), since migrations rebuild tables without them. */
gboolean sotto_connection_prepare_for_writing (SottoConnection *connection,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_connection_enforce_foreign_keys (SottoConnection *connection,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Folds the log into the database once it is long: after a job has been reported, so that nobody
 * waits for it in a commit. */
void sotto_connection_fold_log (SottoConnection *connection);

/* A connection is used between these two only, by the thread that entered it. */
void sotto_connection_enter (SottoConnection *connection);
void sotto_connection_leave (SottoConnection *connection);
void sotto_connection_assert_entered (SottoConnection *connection);

/* While TRUE, a statement is refused as soon as SQLite has given up the transaction by itself (as
 * it does on a full disk): it would otherwise commit alone. */
void sotto_connection_set_in_transaction (SottoConnection *connection, gboolean in_transaction);
gboolean sotto_connection_check_transaction (SottoConnection *connection,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Running statements give up soon after @cancellable (nullable) is cancelled. */
void sotto_connection_set_cancellable (SottoConnection *connection, GCancellable *cancellable);

/* The integer in the first column of the first row of @sql. */
gboolean sotto_connection_query_int (SottoConnection *connection,
                                     const char *sql,
                                     gint64 *value,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
sqlite3 *sotto_connection_get_handle (SottoConnection *connection);

/* "" when this SQLite cannot encrypt. */
char *sotto_connection_dup_cipher_version (void) G_GNUC_WARN_UNUSED_RESULT;

SottoStatement *sotto_statement_new (SottoConnection *connection,
                                     const char *sql,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_statement_free (SottoStatement *statement);

/* TRUE, and it is the caller's until released; FALSE if somebody has it already. */
gboolean sotto_statement_acquire (SottoStatement *statement);
void sotto_statement_set_cached (SottoStatement *statement);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoConnection, sotto_connection_free)

G_END_DECLS
