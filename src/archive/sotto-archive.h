/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-archive-error.h"
#include "sotto-archive-query.h"
#include "sotto-clock.h"
#include "sotto-envelope.h"

G_BEGIN_DECLS

/* Clocks of others may be so far ahead: what claims to have been sent later is not kept. What was
 * sent longer ago than the second is not either, so that claimed times cannot fill a database with
 * days. */
#define SOTTO_ARCHIVE_MAX_AHEAD_SECONDS 20
#define SOTTO_ARCHIVE_MAX_AGE_SECONDS (366u * 24 * 60 * 60)

/**
 * SottoArchiveOptions:
 * @clock: time and timers
 * @max_buffer_bytes: what may wait to be written: beyond it, envelopes are refused; 0 for 64 MiB
 * @commit_interval_ms: how long an envelope waits for others to be written with; 0 for 300
 * @commit_rows: envelopes that are written without waiting; 0 for 2000
 * @n_readers: connections that answer queries; 0 for 4
 * @max_queries: queries that run and wait; 0 for 32
 */
typedef struct
{
  SottoClock *clock;
  gsize max_buffer_bytes;
  guint commit_interval_ms;
  guint commit_rows;
  guint n_readers;
  guint max_queries;
} SottoArchiveOptions;

/**
 * SottoArchiveStatistics:
 * @rows: envelopes that are stored
 * @oldest: start of the oldest day of which there are some, Unix seconds; 0 if there are none
 * @bytes_on_disk: what the database takes, indexes and log included
 */
typedef struct
{
  guint64 rows;
  guint32 oldest;
  guint64 bytes_on_disk;
} SottoArchiveStatistics;

/**
 * SottoArchive:
 *
 * What a mailserver keeps (mailserver.md section 5): envelopes by topic, time of sending and hash,
 * in a SQLite file or a PostgreSQL database. Lives on the main context; SQL runs on threads of its
 * own: one that writes and some that read.
 *
 * Properties: `available` (boolean): whether the last attempt to write succeeded; `stored`,
 * `refused` (uint64): envelopes written, and turned away because the buffer was full or their time
 * is impossible, since it was opened; `queued-bytes` (uint64): what waits to be written.
 *
 * Signal `failed` (#GError): an attempt to write failed. What is queued stays so, and it is tried
 * again, after a second at first and a minute at last.
 */
#define SOTTO_TYPE_ARCHIVE (sotto_archive_get_type ())
G_DECLARE_FINAL_TYPE (SottoArchive, sotto_archive, SOTTO, ARCHIVE, GObject)

/* Opens or creates the archive at @location: `postgresql://…`, `postgres://…` or `key=value …` as
 * libpq reads them, otherwise the path of a file. Waits for the database: for the start of a
 * program. */
SottoArchive *sotto_archive_open (const char *location,
                                  const SottoArchiveOptions *options,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Queues @envelope without waiting. FALSE if it was refused. One that is stored already is ignored
 * when it is written. */
gboolean sotto_archive_add (SottoArchive *self, SottoEnvelope *envelope);

/* Finishes when all that was queued before is on disk, or an attempt to write it failed. */
void sotto_archive_flush_async (SottoArchive *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean sotto_archive_flush_finish (SottoArchive *self, GAsyncResult *result, GError **error);

/* One page. What was added shows once it is written. */
void sotto_archive_query_async (SottoArchive *self,
                                const SottoArchiveQuery *query,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
SottoArchivePage *sotto_archive_query_finish (SottoArchive *self,
                                              GAsyncResult *result,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Removes what was sent before @before (Unix seconds), in steps between which envelopes are written
 * and queries answered. @n_removed may be NULL. */
void sotto_archive_prune_async (SottoArchive *self,
                                guint32 before,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean sotto_archive_prune_finish (SottoArchive *self,
                                     GAsyncResult *result,
                                     guint64 *n_removed,
                                     GError **error);

void sotto_archive_get_statistics_async (SottoArchive *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean sotto_archive_get_statistics_finish (SottoArchive *self,
                                              GAsyncResult *result,
                                              SottoArchiveStatistics *statistics,
                                              GError **error);

/* Writes what is queued, waits for queries that run, and closes the database. The error is that of
 * the last writing; it is closed in any case. */
void sotto_archive_close_async (SottoArchive *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean sotto_archive_close_finish (SottoArchive *self, GAsyncResult *result, GError **error);

gboolean sotto_archive_is_available (SottoArchive *self);
guint64 sotto_archive_get_refused (SottoArchive *self);
guint64 sotto_archive_get_stored (SottoArchive *self);

G_END_DECLS
