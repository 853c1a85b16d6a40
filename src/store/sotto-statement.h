/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-hash.h"

G_BEGIN_DECLS

/**
 * SottoConnection:
 *
 * One connection to the database, used by one thread at a time. Functions that only read take it,
 * so that they serve inside a #SottoTransaction and in a reading job alike.
 */
typedef struct _SottoConnection SottoConnection;

/**
 * SottoStatement:
 *
 * A prepared statement borrowed from its connection's cache. Declare it as `g_autoptr
 * (SottoStatement)`: leaving the scope resets it, wipes its bindings and gives it back. Parameters
 * count from 1, columns from 0, as in SQLite.
 */
typedef struct _SottoStatement SottoStatement;

/* @sql must be a string constant: its address is the cache key. */
SottoStatement *sotto_connection_prepare (SottoConnection *connection,
                                          const char *sql,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs one or more statements without parameters or results. */
gboolean sotto_connection_execute (SottoConnection *connection,
                                   const char *sql,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gint64 sotto_connection_get_last_insert_id (SottoConnection *connection);
int sotto_connection_get_changes (SottoConnection *connection);

void sotto_statement_release (SottoStatement *statement);

void sotto_statement_bind_int (SottoStatement *statement, int parameter, gint64 value);
void sotto_statement_bind_text (SottoStatement *statement, int parameter, const char *text);
void sotto_statement_bind_blob (SottoStatement *statement,
                                int parameter,
                                gconstpointer data,
                                gsize length);
void sotto_statement_bind_bytes (SottoStatement *statement, int parameter, GBytes *bytes);
void sotto_statement_bind_hash (SottoStatement *statement, int parameter, const SottoHash *hash);
void sotto_statement_bind_null (SottoStatement *statement, int parameter);

/* @has_row tells whether there is a row; FALSE is an error. */
gboolean sotto_statement_step (SottoStatement *statement,
                               gboolean *has_row,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For statements without rows: steps to the end and resets, ready to be bound again. */
gboolean sotto_statement_run (SottoStatement *statement, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_statement_reset (SottoStatement *statement);

/* Values of the current row. Borrowed ones live until the next step. A damaged row never crashes
 * the reader: text that is no UTF-8 reads as "", a blob of another length than asked for as FALSE.
 */
gboolean sotto_statement_is_null (SottoStatement *statement, int column);
gint64 sotto_statement_get_int (SottoStatement *statement, int column);
const char *sotto_statement_get_text (SottoStatement *statement, int column);
const guint8 *sotto_statement_get_blob (SottoStatement *statement, int column, gsize *length);
GBytes *sotto_statement_dup_bytes (SottoStatement *statement, int column) G_GNUC_WARN_UNUSED_RESULT;
gboolean
sotto_statement_copy_blob (SottoStatement *statement, int column, guint8 *into, gsize length);
gboolean sotto_statement_get_hash (SottoStatement *statement, int column, SottoHash *hash);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoStatement, sotto_statement_release)

G_END_DECLS
