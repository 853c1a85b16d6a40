/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-bloom.h"
#include "sotto-hash.h"
#include "sotto-mail-query.h"

G_BEGIN_DECLS

/**
 * SottoArchiveQuery:
 * @lower: earliest time of sending, Unix seconds, inclusive
 * @upper: latest time of sending, inclusive; not below @lower
 * @topics: (array length=n_topics) (nullable): what is wanted; goes before @bloom
 * @n_topics: how many topics; at most %SOTTO_MAIL_MAX_TOPICS
 * @has_bloom: whether @bloom says what is wanted when there are no topics
 * @bloom: filter over topics, tested with the bits that the field computes; the full one wants all
 * @limit: envelopes in the page: 1 to %SOTTO_MAIL_MAX_LIMIT
 * @max_bytes: the page ends before the sum of the envelopes' sizes passes this, but holds at least
 *   one envelope if any matches
 * @has_cursor: whether @cursor says where the page begins
 * @cursor: time of sending (4 bytes, big-endian) and hash (32 bytes): the page begins strictly
 * below
 *
 * One page that is wanted of an archive. A value; what it points to is copied by whoever keeps it.
 */
typedef struct
{
  guint32 lower;
  guint32 upper;
  const SottoTopic *topics;
  guint n_topics;
  gboolean has_bloom;
  SottoBloom bloom;
  guint limit;
  gsize max_bytes;
  gboolean has_cursor;
  guint8 cursor[SOTTO_MAIL_CURSOR_LENGTH];
} SottoArchiveQuery;

/**
 * SottoArchivePage:
 * @envelopes: (element-type GBytes): RLP of the envelopes exactly as they came, the newest first:
 *   in falling order of time of sending, then hash
 * @last_hash: hash of the last one; zeros if there is none
 * @has_cursor: whether @cursor is set: not if nothing matched
 * @cursor: what to go on from. Normally that of the last envelope
 * @more: whether going on from @cursor may bring more
 *
 * What matched. A filter that fits thousands of topics is answered in steps of limited cost: such a
 * page can have fewer envelopes than were asked for, even none, with @more set and a cursor further
 * down.
 */
typedef struct
{
  GPtrArray *envelopes;
  SottoHash last_hash;
  gboolean has_cursor;
  guint8 cursor[SOTTO_MAIL_CURSOR_LENGTH];
  gboolean more;
} SottoArchivePage;

void sotto_archive_page_free (SottoArchivePage *page);

/* Why @query cannot be answered, as #SottoArchiveError. */
gboolean sotto_archive_query_check (const SottoArchiveQuery *query,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): a copy with topics of its own, freed with sotto_archive_query_free (). */
SottoArchiveQuery *
sotto_archive_query_copy (const SottoArchiveQuery *query) G_GNUC_WARN_UNUSED_RESULT;
void sotto_archive_query_free (SottoArchiveQuery *query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoArchivePage, sotto_archive_page_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoArchiveQuery, sotto_archive_query_free)

G_END_DECLS
