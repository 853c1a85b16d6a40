/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"
#include "sotto-envelope.h"
#include "sotto-mail-query.h"

G_BEGIN_DECLS

#define SOTTO_ARCHIVE_ERROR (sotto_archive_error_quark ())

/**
 * SottoArchiveError:
 * @SOTTO_ARCHIVE_ERROR_OPEN: what is named cannot be opened
 * @SOTTO_ARCHIVE_ERROR_NEWER: it was written by a newer program, and is left as it is
 * @SOTTO_ARCHIVE_ERROR_STORAGE: the database failed
 * @SOTTO_ARCHIVE_ERROR_BUSY: as many queries run and wait as there may be
 * @SOTTO_ARCHIVE_ERROR_CLOSED: it is closed
 *
 * Why an archive did not do what was asked.
 */
typedef enum
{
  SOTTO_ARCHIVE_ERROR_OPEN,
  SOTTO_ARCHIVE_ERROR_NEWER,
  SOTTO_ARCHIVE_ERROR_STORAGE,
  SOTTO_ARCHIVE_ERROR_BUSY,
  SOTTO_ARCHIVE_ERROR_CLOSED,
} SottoArchiveError;

GQuark sotto_archive_error_quark (void);

/**
 * SottoArchiveStatistics:
 * @rows: about how many envelopes are kept: counting them would take too long
 * @oldest: earliest time of sending, Unix seconds; 0 if there is nothing
 * @bytes: what the database takes on the disk
 * @queued: envelopes that wait to be written
 * @refused: envelopes that were given up because too much waited
 *
 * What an archive holds.
 */
typedef struct
{
  guint64 rows;
  guint32 oldest;
  guint64 bytes;
  guint64 queued;
  guint64 refused;
} SottoArchiveStatistics;

/**
 * SottoArchivePage:
 * @envelopes: (element-type GBytes): as they were archived, newest first; owned
 * @last: hash of the last of them; zeros if there is none
 * @cursor: time and hash of the last of them
 * @more: whether there is one more that fits, behind the last
 *
 * A piece of what a query found.
 */
typedef struct
{
  GPtrArray *envelopes;
  SottoHash last;
  guint8 cursor[SOTTO_MAIL_CURSOR_LENGTH];
  gboolean more;
} SottoArchivePage;

void sotto_archive_page_free (SottoArchivePage *page);

/**
 * SottoArchive:
 *
 * What a mailserver keeps. It is used from the main context; its work is done by threads of its
 * own. What cannot be written is tried again, and kept in memory meanwhile up to a bound.
 */
#define SOTTO_TYPE_ARCHIVE (sotto_archive_get_type ())
G_DECLARE_FINAL_TYPE (SottoArchive, sotto_archive, SOTTO, ARCHIVE, GObject)

/* Opens a file, or a PostgreSQL database when @place begins with "postgresql://" or "postgres://".
 * Waits for the disk or the database. */
SottoArchive *
sotto_archive_open (const char *place, SottoClock *clock, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits until all that was queued is written, or failed once more, and closes. */
void sotto_archive_close (SottoArchive *self);

/* (nullable): why what is queued cannot be written; %NULL while all is well. */
const char *sotto_archive_get_problem (SottoArchive *self);

/* Queues an envelope; one that is there already changes nothing. */
void sotto_archive_add (SottoArchive *self, SottoEnvelope *envelope);

/* Ends when all that was queued before is on the disk. */
void sotto_archive_flush_async (SottoArchive *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean sotto_archive_flush_finish (SottoArchive *self, GAsyncResult *result, GError **error);

/* The next envelopes for @query, which has its defaults: at most its limit, and no more than take
 * @max_bytes, but one in any case. What is queued is found once it is written. */
void sotto_archive_query_async (SottoArchive *self,
                                const SottoMailQuery *query,
                                gsize max_bytes,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
SottoArchivePage *sotto_archive_query_finish (SottoArchive *self,
                                              GAsyncResult *result,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Deletes what was sent before a time, while it serves; gives their number, or -1. */
void sotto_archive_prune_async (SottoArchive *self,
                                guint32 before,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gint64 sotto_archive_prune_finish (SottoArchive *self, GAsyncResult *result, GError **error);

void sotto_archive_measure_async (SottoArchive *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean sotto_archive_measure_finish (SottoArchive *self,
                                       GAsyncResult *result,
                                       SottoArchiveStatistics *statistics,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoArchivePage, sotto_archive_page_free)

G_END_DECLS
