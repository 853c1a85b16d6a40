/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SottoTestPostgres:
 *
 * A PostgreSQL server of a test's own: in a folder of its own, on a socket in that folder and no
 * network, ended with the test however that ends.
 */
typedef struct _SottoTestPostgres SottoTestPostgres;

/* (nullable): NULL if the programs are not installed. @durable: whether it waits for the disk. */
SottoTestPostgres *sotto_test_postgres_new (gboolean durable) G_GNUC_WARN_UNUSED_RESULT;
void sotto_test_postgres_free (SottoTestPostgres *self);

/* Ends the server and starts it again over the same folder: as it is meant to end, or with @kill as
 * if the power had failed. */
void sotto_test_postgres_stop (SottoTestPostgres *self, gboolean kill);
void sotto_test_postgres_start (SottoTestPostgres *self);

/* Processor time of its processes that serve connections which are open, in steps of ten
 * milliseconds. */
double sotto_test_postgres_get_cpu_seconds (SottoTestPostgres *self);

/* (transfer full): URI of a new database. */
char *sotto_test_postgres_make (SottoTestPostgres *self) G_GNUC_WARN_UNUSED_RESULT;

/* Runs SQL in the database at @uri; (transfer full): the first value, "" if there is none. */
char *sotto_test_postgres_query (const char *uri, const char *sql) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoTestPostgres, sotto_test_postgres_free)

G_END_DECLS
