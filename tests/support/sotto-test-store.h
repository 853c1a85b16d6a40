/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-store.h"

G_BEGIN_DECLS

/* The asynchronous functions of a store, waited for: for tests only. */

/* (transfer full): a new folder, to be given to sotto_test_remove_folder (). */
char *sotto_test_make_folder (void) G_GNUC_WARN_UNUSED_RESULT;

/* Removes it with all that is in it, and frees @folder. */
void sotto_test_remove_folder (char *folder);

/* (transfer full): 32 bytes of @byte. */
SottoSecret *sotto_test_key_new (guint8 byte) G_GNUC_WARN_UNUSED_RESULT;

/* @migrations: (array zero-terminated=1). NULL on error. */
SottoStore *sotto_test_store_open (const char *path,
                                   SottoSecret *key,
                                   const SottoMigrations *const *migrations,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An open store in @folder under a key of its own; never fails. */
SottoStore *sotto_test_store_new (const char *folder, const SottoMigrations *const *migrations)
  G_GNUC_WARN_UNUSED_RESULT;

/* Makes the database that sotto_test_store_new () opens in @folder of the statements in the file
 * @dump. */
void sotto_test_store_load_dump (const char *folder, const char *dump);

gboolean sotto_test_store_write (SottoStore *store,
                                 SottoWriteFunc function,
                                 gpointer user_data,
                                 GError **error);
gboolean sotto_test_store_read (SottoStore *store,
                                SottoReadFunc function,
                                gpointer user_data,
                                GError **error);
void sotto_test_store_close (SottoStore *store);

/* Runs statements without results in one writing job. */
gboolean sotto_test_store_execute (SottoStore *store, const char *sql, GError **error);

/* The integer that @sql answers; fails the test on error. */
gint64 sotto_test_store_query_int (SottoStore *store, const char *sql);

G_END_DECLS
