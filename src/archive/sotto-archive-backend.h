/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-archive.h"
#include "sotto-mail-packets.h"

G_BEGIN_DECLS

/**
 * SottoArchiveRecord:
 * @sent: when it was sent, Unix seconds
 * @hash: of the envelope
 * @topic: the four bytes, big-endian
 * @envelope: what was received; owned
 *
 * A row. Immutable.
 */
typedef struct
{
  guint32 sent;
  SottoHash hash;
  guint32 topic;
  SottoEnvelope *envelope;
} SottoArchiveRecord;

/**
 * SottoArchiveBackend:
 * @open: a connection; the first one, @first, also makes or checks the tables
 * @close: ends a connection
 * @write: adds rows (element-type SottoArchiveRecord) in one transaction; known ones are left alone
 * @query: see sotto_archive_query_async ()
 * @prune: deletes at most @most rows that were sent before @before; how many it were, or -1. Fewer
 *   than @most means that there are no more
 * @measure: all but what is queued and refused
 *
 * A database. A connection is used by one thread at a time, and all of this waits.
 */
typedef struct
{
  gpointer (*open) (const char *place, gboolean first, GError **error);
  void (*close) (gpointer connection);
  gboolean (*write) (gpointer connection, GPtrArray *records, GError **error);
  SottoArchivePage *(*query) (gpointer connection,
                              const SottoMailQuery *query,
                              gsize max_bytes,
                              GError **error);
  gint64 (*prune) (gpointer connection, guint32 before, guint most, GError **error);
  gboolean (*measure) (gpointer connection, SottoArchiveStatistics *statistics, GError **error);
} SottoArchiveBackend;

extern const SottoArchiveBackend sotto_archive_sqlite;
extern const SottoArchiveBackend sotto_archive_postgres;

/* Days are whole ones of UTC: what the topics of a time are looked up by. */
#define SOTTO_ARCHIVE_DAY_SECONDS (24 * 60 * 60)

SottoArchivePage *sotto_archive_page_new (void) G_GNUC_WARN_UNUSED_RESULT;

guint32 sotto_archive_topic_to_number (const guint8 bytes[4]);

/* Takes @bytes over; @hash and @sent become the place where to go on. */
void
sotto_archive_page_add (SottoArchivePage *page, GBytes *bytes, guint32 sent, const SottoHash *hash);

/**
 * SottoArchiveTopics:
 * @numbers: (element-type guint32): sorted, each once; owned
 * @most: whether they are most of those that the archive knows: then walking through time finds
 *   them at once
 *
 * What a query wants.
 */
typedef struct
{
  GArray *numbers;
  gboolean most;
} SottoArchiveTopics;

void sotto_archive_topics_clear (SottoArchiveTopics *topics);

/* Whether only a filter says what is wanted, so that the topics that are known must be looked at.
 */
gboolean sotto_archive_query_has_filter_only (const SottoMailQuery *query);

/* @known: (element-type guint32) (nullable): topics that are in the archive */
void
sotto_archive_topics_init (SottoArchiveTopics *topics, const SottoMailQuery *query, GArray *known);
gboolean sotto_archive_topics_contain (const SottoArchiveTopics *topics, guint32 number);

/* Where a query begins: it wants what lies strictly below @sent and the @hash_length bytes (32, or
 * none, which is below all) of @hash. */
void sotto_archive_query_begin (const SottoMailQuery *query,
                                guint64 *sent,
                                SottoHash *hash,
                                gsize *hash_length);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoArchiveTopics, sotto_archive_topics_clear)

G_END_DECLS
