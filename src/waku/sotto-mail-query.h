/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-bloom.h"
#include "sotto-hash.h"

G_BEGIN_DECLS

/* A cursor is the time of sending (4 bytes, big-endian) and the hash of an envelope; with the
 * envelope's topic behind, it is the key of an archive (mailserver.md section 5). */
#define SOTTO_MAIL_CURSOR_LENGTH 36
#define SOTTO_MAIL_KEY_LENGTH 40

/* What a request may ask for: envelopes in a page, topics, and seconds when it comes in the form
 * that is older than RLP. */
#define SOTTO_MAIL_MAX_LIMIT 1000
#define SOTTO_MAIL_MAX_TOPICS 10000
#define SOTTO_MAIL_MAX_BINARY_RANGE (24 * 60 * 60)

/* A request without an end means all until now, and so much more for clocks that differ. */
#define SOTTO_MAIL_OPEN_END_SECONDS 60

/**
 * SottoMailForm:
 * @SOTTO_MAIL_FORM_TOPICS: `[lower, upper, bloom, [topic…], limit, cursor, batch]`
 * @SOTTO_MAIL_FORM_BLOOM: `[lower, upper, bloom, limit, cursor?, batch?]`
 * @SOTTO_MAIL_FORM_RFC: `[lower, upper, bloom, limit, cursor, [topic…]]`
 * @SOTTO_MAIL_FORM_BINARY: no RLP: fields of fixed length, one behind the other
 *
 * The payloads of sealed requests that exist in the field. The first is what we send.
 */
typedef enum
{
  SOTTO_MAIL_FORM_TOPICS,
  SOTTO_MAIL_FORM_BLOOM,
  SOTTO_MAIL_FORM_RFC,
  SOTTO_MAIL_FORM_BINARY,
} SottoMailForm;

/**
 * SottoMailQuery:
 * @form: how it was written
 * @lower: earliest time of sending, Unix seconds, inclusive
 * @upper: latest time of sending, inclusive; 0 for the present time
 * @has_bloom: whether a filter is given
 * @bloom: filter over topics
 * @topics: (element-type SottoTopic) (nullable): topics, owned; if there are some, they say what is
 *   wanted and the filter does not
 * @limit: envelopes in the answer; 0 for %SOTTO_MAIL_MAX_LIMIT
 * @cursor_length: bytes that the cursor had: 0 or %SOTTO_MAIL_CURSOR_LENGTH in a valid query
 * @cursor: where the page before ended
 * @batch: whether several envelopes may come in one packet
 *
 * What a client asks a mailserver for.
 */
typedef struct
{
  SottoMailForm form;
  guint32 lower;
  guint32 upper;
  gboolean has_bloom;
  SottoBloom bloom;
  GArray *topics;
  guint64 limit;
  gsize cursor_length;
  guint8 cursor[SOTTO_MAIL_CURSOR_LENGTH];
  gboolean batch;
} SottoMailQuery;

void sotto_mail_query_clear (SottoMailQuery *query);

/* Adds a topic to the list and to the filter: servers that know no lists need the filter. */
void sotto_mail_query_add_topic (SottoMailQuery *query, const SottoTopic *topic);

/* Fills in what is left open; @now in Unix seconds. */
void sotto_mail_query_set_defaults (SottoMailQuery *query, guint32 now);

/* (nullable): why a query with its defaults cannot be answered, as mailservers say it; %NULL if it
 * can. */
const char *sotto_mail_query_check (const SottoMailQuery *query);

/* What is sealed: the form with topics. */
GBytes *sotto_mail_query_encode (const SottoMailQuery *query) G_GNUC_WARN_UNUSED_RESULT;

/* Reads any of the forms. @query is to be cleared in any case. */
gboolean sotto_mail_query_decode (SottoMailQuery *query,
                                  GBytes *payload,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A request that is not sealed: `[id, lower, upper, limit, cursor, bloom]`, and `[topic…]` behind
 * it where Waku is spoken. */
GBytes *sotto_mail_record_encode (const SottoMailQuery *query,
                                  const SottoHash *id,
                                  gboolean with_topics) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_mail_record_decode (SottoMailQuery *query,
                                   SottoHash *id,
                                   GBytes *payload,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SottoMailQuery, sotto_mail_query_clear)

G_END_DECLS
