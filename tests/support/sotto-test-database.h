/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-store.h"

G_BEGIN_DECLS

/**
 * SottoTestDatabase:
 *
 * An encrypted database in memory, used in straight lines on the test's own thread: for layers
 * whose functions take a transaction, and for fuzz targets. Nothing here fails; it aborts.
 */
typedef struct _SottoTestDatabase SottoTestDatabase;

/* @migrations: (array zero-terminated=1). */
SottoTestDatabase *
sotto_test_database_new (const SottoMigrations *const *migrations) G_GNUC_WARN_UNUSED_RESULT;
void sotto_test_database_free (SottoTestDatabase *database);

/* What a writing job does: committed if @function returns TRUE. */
gboolean sotto_test_database_write (SottoTestDatabase *database,
                                    SottoWriteFunc function,
                                    gpointer user_data,
                                    GError **error);

/* What a reading job does. */
gboolean sotto_test_database_read (SottoTestDatabase *database,
                                   SottoReadFunc function,
                                   gpointer user_data,
                                   GError **error);

/* (transfer full): every row of every table as text, for comparing two moments. */
char *sotto_test_database_dump (SottoTestDatabase *database) G_GNUC_WARN_UNUSED_RESULT;

/* The integer that @sql answers. */
gint64 sotto_test_database_query_int (SottoTestDatabase *database, const char *sql);

/* Statements without results. */
void sotto_test_database_execute (SottoTestDatabase *database, const char *sql);

/* (transfer full): a copy of its present content, as a restored backup would be. */
SottoTestDatabase *sotto_test_database_copy (SottoTestDatabase *database) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoTestDatabase, sotto_test_database_free)

G_END_DECLS
