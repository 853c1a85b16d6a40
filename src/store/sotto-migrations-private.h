/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-connection-private.h"
#include "sotto-store.h"

G_BEGIN_DECLS

/**
 * SottoMigrationPlan:
 * @is_new: whether the database has no table yet
 * @n_pending: how many steps have to run
 */
typedef struct
{
  gboolean is_new;
  guint n_pending;
} SottoMigrationPlan;

/* Compares the database with @migrations (element-type SottoMigrations) by reading only.
 * SOTTO_STORE_ERROR_NEWER if a newer program wrote it. */
gboolean sotto_migrations_plan (SottoConnection *connection,
                                GPtrArray *migrations,
                                SottoMigrationPlan *plan,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs all pending steps in one transaction, components in the order of @migrations. */
gboolean sotto_migrations_run (SottoConnection *connection,
                               GPtrArray *migrations,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Where the copy of the database at @path is kept. (transfer full) */
char *sotto_migrations_copy_path (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* Writes a copy of the database, encrypted under the same @key, and puts it in its place only when
 * it is complete and on the disk. */
gboolean sotto_migrations_keep_copy (SottoConnection *connection,
                                     const char *path,
                                     SottoSecret *key,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Deletes the copy, if there is one. */
void sotto_migrations_drop_copy (const char *path);

G_END_DECLS
