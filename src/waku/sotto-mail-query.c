/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What clients ask mailservers for (mailserver.md section 2).
 *
 * Payload of a sealed request, an RLP list in one of three forms:
 *
 *   topics   [lower, upper, bloom(64), [topic(4), ...], limit, cursor(0 or 36), batch]
 *   bloom    [lower, upper, bloom, limit]            and perhaps cursor, and batch behind it
 *   rfc      [lower, upper, bloom, limit, cursor, [topic, ...]]
 *
 * told apart by the fourth item, a list in the first form alone, and the sixth, a list in the last
 * alone. Before there were lists, the payload was
 *
 *   lower(4) || upper(4) || [bloom(64) || [limit(4) || [cursor(36)]]]      all big-endian
 *
 * whose first byte is below 0xc0 until the year 2072, as that of a list is not.
 *
 * A request that is not sealed: [id(32), lower, upper, limit, cursor, bloom] and perhaps a list of
 * topics behind it.
 *
 * A list that can be read but has a filter or a cursor of a wrong length is decoded, so that its
 * sender can be told what is wrong with it.
 */

#include "sotto-mail-query.h"

#include <string.h>

#include "sotto-error.h"
#include "sotto-reader.h"
#include "sotto-rlp.h"

#define LIST_PREFIX 0xc0

/* What cannot be meant by a cursor of any kind. */
#define MAX_CURSOR 64

static gboolean
read_bloom (SottoMailQuery *query, SottoRlpReader *list, GError **error)
{
  const guint8 *data;
  gsize length;

  if (!sotto_rlp_reader_read_string (list, &data, &length, error))
    return FALSE;
  if (length != 0 && length != SOTTO_BLOOM_LENGTH)
    {
      g_set_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_MALFORMED,
                   "A filter of %" G_GSIZE_FORMAT " bytes", length);
      return FALSE;
    }

  query->has_bloom = length > 0;
  if (query->has_bloom)
    memcpy (query->bloom.bytes, data, length);

  return TRUE;
}

static gboolean
read_cursor (SottoMailQuery *query, SottoRlpReader *list, GError **error)
{
  const guint8 *data;
  gsize length;

  if (!sotto_rlp_reader_read_string (list, &data, &length, error))
    return FALSE;
  if (length > MAX_CURSOR)
    {
      g_set_error (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TOO_LARGE,
                   "A cursor of %" G_GSIZE_FORMAT " bytes", length);
      return FALSE;
    }

  query->cursor_length = length;
  if (length > 0)
    memcpy (query->cursor, data, MIN (length, sizeof query->cursor));

  return TRUE;
}

static gboolean
read_topics (SottoMailQuery *query, SottoRlpReader *list, GError **error)
{
  SottoRlpReader topics;

  if (!sotto_rlp_reader_enter (list, &topics, error))
    return FALSE;

  query->topics = g_array_new (FALSE, FALSE, sizeof (SottoTopic));
  while (!sotto_rlp_reader_at_end (&topics))
    {
      SottoTopic topic;

      if (query->topics->len == SOTTO_MAIL_MAX_TOPICS)
        {
          g_set_error_literal (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TOO_LARGE,
                               "Too many topics");
          return FALSE;
        }
      if (!sotto_rlp_reader_read_fixed (&topics, topic.bytes, sizeof topic.bytes, error))
        return FALSE;
      g_array_append_val (query->topics, topic);
    }

  return TRUE;
}

/* What stands behind the filter when it is no list. */
static gboolean
read_without_leading_topics (SottoMailQuery *query, SottoRlpReader *list, GError **error)
{
  query->form = SOTTO_MAIL_FORM_BLOOM;
  if (!sotto_rlp_reader_read_u64 (list, &query->limit, error))
    return FALSE;
  if (sotto_rlp_reader_at_end (list))
    return TRUE;
  if (!read_cursor (query, list, error))
    return FALSE;
  if (sotto_rlp_reader_at_end (list))
    return TRUE;
  if (!sotto_rlp_reader_next_is_list (list))
    return sotto_rlp_reader_read_bool (list, &query->batch, error);

  query->form = SOTTO_MAIL_FORM_RFC;

  return read_topics (query, list, error);
}

static gboolean
read_list (SottoMailQuery *query, GBytes *payload, GError **error)
{
  SottoRlpReader outer;
  SottoRlpReader list;

  /* The forms that do not say it are of servers that always did it. */
  query->batch = TRUE;
  sotto_rlp_reader_init_bytes (&outer, payload);
  if (!sotto_rlp_reader_enter (&outer, &list, error) || !sotto_rlp_reader_finish (&outer, error) ||
      !sotto_rlp_reader_read_u32 (&list, &query->lower, error) ||
      !sotto_rlp_reader_read_u32 (&list, &query->upper, error) || !read_bloom (query, &list, error))
    return FALSE;

  if (!sotto_rlp_reader_next_is_list (&list))
    return read_without_leading_topics (query, &list, error) &&
           sotto_rlp_reader_finish (&list, error);

  query->form = SOTTO_MAIL_FORM_TOPICS;

  return read_topics (query, &list, error) &&
         sotto_rlp_reader_read_u64 (&list, &query->limit, error) &&
         read_cursor (query, &list, error) &&
         sotto_rlp_reader_read_bool (&list, &query->batch, error) &&
         sotto_rlp_reader_finish (&list, error);
}

static gboolean
read_binary (SottoMailQuery *query, GBytes *payload, GError **error)
{
  SottoReader reader;
  guint32 limit;

  query->form = SOTTO_MAIL_FORM_BINARY;
  sotto_reader_init_bytes (&reader, payload);
  if (!sotto_reader_read_be32 (&reader, &query->lower, error) ||
      !sotto_reader_read_be32 (&reader, &query->upper, error))
    return FALSE;

  query->has_bloom = TRUE;
  sotto_bloom_init_full (&query->bloom);
  if (sotto_reader_get_remaining (&reader) == 0)
    return TRUE;
  if (!sotto_reader_copy (&reader, query->bloom.bytes, sizeof query->bloom.bytes, error))
    return FALSE;
  if (sotto_reader_get_remaining (&reader) == 0)
    return TRUE;
  if (!sotto_reader_read_be32 (&reader, &limit, error))
    return FALSE;

  query->limit = limit;
  query->cursor_length = sotto_reader_get_remaining (&reader);
  if (query->cursor_length > MAX_CURSOR)
    {
      g_set_error_literal (error, SOTTO_BASE_ERROR, SOTTO_BASE_ERROR_TOO_LARGE,
                           "More than a request can be");
      return FALSE;
    }

  return sotto_reader_copy (&reader, query->cursor,
                            MIN (query->cursor_length, sizeof query->cursor), error);
}

static void
write_bloom (const SottoMailQuery *query, SottoRlpWriter *writer)
{
  sotto_rlp_writer_add_string (writer, query->bloom.bytes,
                               query->has_bloom ? sizeof query->bloom.bytes : 0);
}

static void
write_topics (const SottoMailQuery *query, SottoRlpWriter *writer)
{
  sotto_rlp_writer_begin_list (writer);
  for (guint i = 0; query->topics != NULL && i < query->topics->len; i++)
    sotto_rlp_writer_add_string (writer, g_array_index (query->topics, SottoTopic, i).bytes,
                                 SOTTO_TOPIC_LENGTH);
  sotto_rlp_writer_end_list (writer);
}

/**
 * sotto_mail_query_clear:
 * @query: a query
 *
 * Drops what @query holds.
 */
void
sotto_mail_query_clear (SottoMailQuery *query)
{
  g_return_if_fail (query != NULL);

  g_clear_pointer (&query->topics, g_array_unref);
}

/**
 * sotto_mail_query_add_topic:
 * @query: a query that began as zeros
 * @topic: what is wanted, too
 *
 * Adds a topic to the list, and to the filter for servers that look at that alone.
 */
void
sotto_mail_query_add_topic (SottoMailQuery *query, const SottoTopic *topic)
{
  g_return_if_fail (query != NULL);
  g_return_if_fail (topic != NULL);

  if (query->topics == NULL)
    query->topics = g_array_new (FALSE, FALSE, sizeof (SottoTopic));
  g_array_append_val (query->topics, *topic);
  query->has_bloom = TRUE;
  sotto_bloom_add_topic (&query->bloom, topic);
}

/**
 * sotto_mail_query_set_defaults:
 * @query: a query that was decoded
 * @now: Unix seconds
 *
 * Replaces an end and a limit of 0 by what they mean.
 */
void
sotto_mail_query_set_defaults (SottoMailQuery *query, guint32 now)
{
  g_return_if_fail (query != NULL);

  if (query->upper == 0)
    query->upper = now + SOTTO_MAIL_OPEN_END_SECONDS;
  if (query->limit == 0)
    query->limit = SOTTO_MAIL_MAX_LIMIT;
}

/**
 * sotto_mail_query_check:
 * @query: a query with its defaults
 *
 * Looks for what the bytes allow and the meaning does not.
 *
 * Returns: (nullable): what is wrong, in the words of the servers in the field
 */
const char *
sotto_mail_query_check (const SottoMailQuery *query)
{
  g_return_val_if_fail (query != NULL, NULL);

  if (query->lower > query->upper)
    return "request is invalid: query range is invalid: lower > upper";
  if (!query->has_bloom && (query->topics == NULL || query->topics->len == 0))
    return "request is invalid: bloom filter is empty";
  if (query->limit > SOTTO_MAIL_MAX_LIMIT)
    return "request is invalid: limit exceeds the maximum allowed value";
  if (query->cursor_length != 0 && query->cursor_length != SOTTO_MAIL_CURSOR_LENGTH)
    return "request is invalid: cursor has a wrong length";
  if (query->form == SOTTO_MAIL_FORM_BINARY &&
      query->upper - query->lower > SOTTO_MAIL_MAX_BINARY_RANGE)
    return "request is invalid: query range is too big";

  return NULL;
}

/**
 * sotto_mail_query_encode:
 * @query: what is asked for; its form does not matter
 *
 * Returns: (transfer full): the payload of a sealed request
 */
GBytes *
sotto_mail_query_encode (const SottoMailQuery *query)
{
  g_autoptr (SottoRlpWriter) writer = NULL;

  g_return_val_if_fail (query != NULL, NULL);
  g_return_val_if_fail (query->cursor_length <= sizeof query->cursor, NULL);

  writer = sotto_rlp_writer_new ();
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_u64 (writer, query->lower);
  sotto_rlp_writer_add_u64 (writer, query->upper);
  write_bloom (query, writer);
  write_topics (query, writer);
  sotto_rlp_writer_add_u64 (writer, query->limit);
  sotto_rlp_writer_add_string (writer, query->cursor, query->cursor_length);
  sotto_rlp_writer_add_bool (writer, query->batch);
  sotto_rlp_writer_end_list (writer);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

/**
 * sotto_mail_query_decode:
 * @query: (out caller-allocates): what is asked for; to be cleared in any case
 * @payload: what was sealed in a request
 * @error: return location for a #SottoBaseError
 *
 * Reads a payload in any of its forms. Whether it makes sense is for sotto_mail_query_check ().
 */
gboolean
sotto_mail_query_decode (SottoMailQuery *query, GBytes *payload, GError **error)
{
  const guint8 *data;
  gsize length;

  g_return_val_if_fail (query != NULL, FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  *query = (SottoMailQuery){ 0 };
  data = g_bytes_get_data (payload, &length);
  if (length > 0 && data[0] >= LIST_PREFIX)
    return read_list (query, payload, error);

  return read_binary (query, payload, error);
}

/**
 * sotto_mail_record_encode:
 * @query: what is asked for
 * @id: by which the answer will be known
 * @with_topics: whether the list of topics follows: not where Whisper is spoken
 *
 * Returns: (transfer full): the body of a packet 126
 */
GBytes *
sotto_mail_record_encode (const SottoMailQuery *query, const SottoHash *id, gboolean with_topics)
{
  g_autoptr (SottoRlpWriter) writer = NULL;

  g_return_val_if_fail (query != NULL && id != NULL, NULL);
  g_return_val_if_fail (query->cursor_length <= sizeof query->cursor, NULL);

  writer = sotto_rlp_writer_new ();
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_string (writer, id->bytes, sizeof id->bytes);
  sotto_rlp_writer_add_u64 (writer, query->lower);
  sotto_rlp_writer_add_u64 (writer, query->upper);
  sotto_rlp_writer_add_u64 (writer, query->limit);
  sotto_rlp_writer_add_string (writer, query->cursor, query->cursor_length);
  write_bloom (query, writer);
  if (with_topics)
    write_topics (query, writer);
  sotto_rlp_writer_end_list (writer);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

/**
 * sotto_mail_record_decode:
 * @query: (out caller-allocates): what is asked for; to be cleared in any case
 * @id: (out caller-allocates): by which the client will know the answer
 * @payload: the body of a packet 126
 * @error: return location for a #SottoBaseError
 *
 * Reads a request that is not sealed, with topics or without.
 */
gboolean
sotto_mail_record_decode (SottoMailQuery *query, SottoHash *id, GBytes *payload, GError **error)
{
  SottoRlpReader outer;
  SottoRlpReader list;

  g_return_val_if_fail (query != NULL && id != NULL, FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  *query = (SottoMailQuery){ .batch = TRUE };
  sotto_rlp_reader_init_bytes (&outer, payload);
  if (!sotto_rlp_reader_enter (&outer, &list, error) || !sotto_rlp_reader_finish (&outer, error) ||
      !sotto_rlp_reader_read_fixed (&list, id->bytes, sizeof id->bytes, error) ||
      !sotto_rlp_reader_read_u32 (&list, &query->lower, error) ||
      !sotto_rlp_reader_read_u32 (&list, &query->upper, error) ||
      !sotto_rlp_reader_read_u64 (&list, &query->limit, error) ||
      !read_cursor (query, &list, error) || !read_bloom (query, &list, error))
    return FALSE;

  if (!sotto_rlp_reader_at_end (&list) && !read_topics (query, &list, error))
    return FALSE;

  return sotto_rlp_reader_finish (&list, error);
}
