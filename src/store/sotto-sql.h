/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-keys.h"
#include "sotto-statement.h"

G_BEGIN_DECLS

/* Statements with their parameters in one call. @types has a letter for each parameter, in order:
 * 'i' gint64, 't' text, 'b' #GBytes, 'h' #SottoHash, 'k' #SottoPublicKey (33 bytes, compressed),
 * 'a' the 20 bytes of an address; pointers may be NULL. @sql must be a string constant. */

/* (transfer full): bound, not stepped. */
SottoStatement *sotto_sql_query (SottoConnection *connection,
                                 GError **error,
                                 const char *sql,
                                 const char *types,
                                 ...) G_GNUC_WARN_UNUSED_RESULT;

/* For statements without rows. */
gboolean sotto_sql_run (SottoConnection *connection,
                        GError **error,
                        const char *sql,
                        const char *types,
                        ...) G_GNUC_WARN_UNUSED_RESULT;

/* The integer in the first column of the first row, or @value as it was without a row. */
gboolean sotto_sql_get_int (SottoConnection *connection,
                            gint64 *value,
                            GError **error,
                            const char *sql,
                            const char *types,
                            ...) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE unless the column holds a key. */
gboolean sotto_sql_get_key (SottoStatement *statement, int column, SottoPublicKey *key);

G_END_DECLS
