/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-archive.h"
#include "sotto-test-postgres.h"

G_BEGIN_DECLS

#define ARCHIVE_NOW 1584003600u

/**
 * ArchiveKind:
 * @name: of the database
 * @make: a new place, to be opened and dropped; %NULL if there is no such database here
 * @drop: removes what was kept there
 *
 * What all tests of archives run over.
 */
typedef struct
{
  const char *name;
  char *(*make) (void);
  void (*drop) (const char *place);
} ArchiveKind;

extern const ArchiveKind archive_kind_sqlite;
extern const ArchiveKind archive_kind_postgres;

/* Whether a database server can be started here: it is then, and to be stopped at the end.
 * @durable: whether it waits for the disk. */
gboolean archive_postgres_begin (gboolean durable);
void archive_postgres_end (void);
SottoTestPostgres *archive_postgres_get_server (void);

/* An envelope of @length bytes and more of @topic that was sent then. */
SottoEnvelope *archive_envelope (guint32 sent, const SottoTopic *topic, guint number, gsize length);

/* Each waits for its end. */
void archive_flush (SottoArchive *archive, GError **error);
SottoArchivePage *
archive_query (SottoArchive *archive, const SottoMailQuery *query, gsize max_bytes, GError **error);
gint64 archive_prune (SottoArchive *archive, guint32 before);
void archive_measure (SottoArchive *archive, SottoArchiveStatistics *statistics);

G_END_DECLS
