/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-secret.h"
#include "sotto-statement.h"
#include "sotto-store-error.h"

G_BEGIN_DECLS

/**
 * SottoTransaction:
 *
 * The one transaction that a writing job runs in, passed down explicitly. Whoever has one is on the
 * writer thread. It commits when the job returns %TRUE and rolls back otherwise.
 */
typedef struct _SottoTransaction SottoTransaction;

/* (transfer none) */
SottoConnection *sotto_transaction_get_connection (SottoTransaction *transaction);

/* A part of a transaction that may fail alone: what @function wrote is undone when it returns
 * FALSE, and the rest of the transaction goes on. */
typedef gboolean (*SottoWriteFunc) (SottoTransaction *transaction,
                                    gpointer user_data,
                                    GError **error);
gboolean sotto_transaction_try (SottoTransaction *transaction,
                                SottoWriteFunc function,
                                gpointer user_data,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef gboolean (*SottoReadFunc) (SottoConnection *connection, gpointer user_data, GError **error);

/**
 * SottoMigrations:
 * @component: whose tables these are; part of the database format
 * @steps: (array zero-terminated=1): SQL; step n takes version n to version n + 1, forward only
 *
 * Each layer exports one, as a constant; `session/` adds them to the store in layer order.
 */
typedef struct
{
  const char *component;
  const char *const *steps;
} SottoMigrations;

/**
 * SottoStore:
 *
 * One encrypted SQLCipher database: one writer thread that owns the only writing connection, and a
 * few reading ones (WAL, `synchronous = FULL`). The main thread never runs SQL.
 */
#define SOTTO_TYPE_STORE (sotto_store_get_type ())
G_DECLARE_FINAL_TYPE (SottoStore, sotto_store, SOTTO, STORE, GObject)

SottoStore *sotto_store_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* Before opening; @migrations is borrowed for ever. */
void sotto_store_add_migrations (SottoStore *self, const SottoMigrations *migrations);

/* Creates the file or opens it with the raw 32-byte @key, and migrates all components in one
 * transaction. A copy of the database as it was is kept beside it until a migrated one has opened
 * once. */
void sotto_store_open_async (SottoStore *self,
                             SottoSecret *key,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean sotto_store_open_finish (SottoStore *self, GAsyncResult *result, GError **error);

/* @function runs on the writer thread, jobs in the order of their calls; @callback on the caller's
 * context, after the commit. @user_data_free runs on the caller's context after @callback. A job
 * that has begun is not cancelled. */
void sotto_store_write_async (SottoStore *self,
                              SottoWriteFunc function,
                              gpointer function_data,
                              GDestroyNotify function_data_free,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean sotto_store_write_finish (SottoStore *self, GAsyncResult *result, GError **error);

/* @function runs on a reading thread, over a consistent snapshot, and never waits for a writer. */
void sotto_store_read_async (SottoStore *self,
                             SottoReadFunc function,
                             gpointer function_data,
                             GDestroyNotify function_data_free,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean sotto_store_read_finish (SottoStore *self, GAsyncResult *result, GError **error);

/* After all queued jobs. */
void sotto_store_close_async (SottoStore *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean sotto_store_close_finish (SottoStore *self, GAsyncResult *result, GError **error);

/* Empty when the process linked a SQLite without encryption. */
const char *sotto_store_get_cipher_version (void);

G_END_DECLS
