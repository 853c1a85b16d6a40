/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answering a query from PostgreSQL. What comes with a row are its bytes, as long as the rows
 * before it in the same answer leave room for them in a page; so nothing is sent that is not
 * needed, and no row is looked up twice.
 *
 * Topics are looked up some at a time. The newest rows of all are kept; once there are enough, no
 * topic is read further down than the last of them. */

#include <string.h>

#include "sotto-archive-postgres-private.h"

#define TOPICS_AT_ONCE 64

typedef struct
{
  guint32 sent;
  guint32 size;
  SottoHash hash;
  GBytes *data; /* (nullable): NULL if there is no room for it */
} Row;

typedef struct
{
  SottoArchivePostgres *db;
  const SottoMailQuery *query;
  gsize max_bytes;
  guint wanted; /* rows: one more than the limit */
  guint32 lower;
  guint32 below_sent; /* rows are strictly below this place */
  SottoHash below_hash;
  gsize below_length;
  GArray *rows; /* in the end, the first that are wanted, in order */
} Search;

static void
clear_row (gpointer data)
{
  g_clear_pointer (&((Row *) data)->data, g_bytes_unref);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row *left = a;
  const Row *right = b;

  if (left->sent != right->sent)
    return left->sent > right->sent ? -1 : 1;

  return sotto_hash_compare (&right->hash, &left->hash);
}

static void
keep_newest (Search *search)
{
  g_array_sort (search->rows, compare_rows);
  if (search->rows->len < search->wanted)
    return;
  g_array_set_size (search->rows, search->wanted);
  search->lower = g_array_index (search->rows, Row, search->wanted - 1).sent;
}

static void
add_span (Search *search, SottoArchiveParameters *parameters)
{
  sotto_archive_parameters_add_int (parameters, (gint32) search->lower);
  sotto_archive_parameters_add_int (parameters, (gint32) search->below_sent);
  sotto_archive_parameters_add_bytes (parameters, search->below_hash.bytes, search->below_length);
  sotto_archive_parameters_add_int (parameters, (gint32) search->wanted);
  sotto_archive_parameters_add_long (parameters,
                                     (gint64) MIN (search->max_bytes, (gsize) G_MAXINT64));
}

static gboolean
read_rows (Search *search,
           const char *statement,
           const SottoArchiveParameters *parameters,
           GError **error)
{
  g_autoptr (SottoArchiveResult) result =
    sotto_archive_postgres_run (search->db, statement, parameters, error);

  for (int i = 0; result != NULL && i < PQntuples (result); i++)
    {
      Row row = {
        .sent = (guint32) sotto_archive_result_get_int (result, i, 0),
        .size = (guint32) sotto_archive_result_get_int (result, i, 2),
      };

      sotto_archive_result_get_hash (result, i, 1, &row.hash);
      if (!PQgetisnull (result, i, 3))
        row.data = g_bytes_new (PQgetvalue (result, i, 3), (gsize) PQgetlength (result, i, 3));
      g_array_append_val (search->rows, row);
    }

  return result != NULL;
}

static SottoBuffer *
make_topic_array (const guint32 *topics, guint n_topics)
{
  SottoBuffer *array = sotto_archive_int_array_new (n_topics);

  for (guint i = 0; i < n_topics; i++)
    sotto_archive_array_add_int (array, (gint32) topics[i]);

  return array;
}

static gboolean
find_by_topics (Search *search, const SottoArchiveTopics *topics, GError **error)
{
  for (guint i = 0; i < topics->numbers->len; i += TOPICS_AT_ONCE)
    {
      g_autoptr (SottoBuffer) array =
        make_topic_array (&g_array_index (topics->numbers, guint32, i),
                          MIN (TOPICS_AT_ONCE, topics->numbers->len - i));
      SottoArchiveParameters parameters = { 0 };

      sotto_archive_parameters_add_array (&parameters, array);
      add_span (search, &parameters);
      if (!read_rows (search, "seek", &parameters, error))
        return FALSE;
      keep_newest (search);
    }

  return TRUE;
}

/* All rows are wanted. */
static gboolean
find_all (Search *search, GError **error)
{
  SottoArchiveParameters parameters = { 0 };

  add_span (search, &parameters);

  return read_rows (search, "walk", &parameters, error);
}

/* Most topics are wanted, so that most of the next rows are. If they are not, the topics that are
 * wanted have few rows, and each is looked up. */
static gboolean
find_most (Search *search, const SottoArchiveTopics *topics, GError **error)
{
  g_autoptr (SottoBuffer) array =
    make_topic_array (&g_array_index (topics->numbers, guint32, 0), topics->numbers->len);
  SottoArchiveParameters parameters = { 0 };

  add_span (search, &parameters);
  sotto_archive_parameters_add_array (&parameters, array);
  if (!read_rows (search, "sift", &parameters, error))
    return FALSE;
  if (search->rows->len >= search->wanted)
    return TRUE;
  g_array_set_size (search->rows, 0);

  return find_by_topics (search, topics, error);
}

/* Learns the topics that are new. */
static gboolean
learn_topics (SottoArchivePostgres *self, GError **error)
{
  g_autoptr (SottoArchiveResult) result = NULL;
  SottoArchiveParameters parameters = { 0 };

  sotto_archive_parameters_add_long (&parameters, self->last_topic);
  result = sotto_archive_postgres_run (self, "new-topics", &parameters, error);
  for (int i = 0; result != NULL && i < PQntuples (result); i++)
    {
      guint32 topic = (guint32) sotto_archive_result_get_int (result, i, 1);

      self->last_topic = sotto_archive_result_get_long (result, i, 0);
      g_array_append_val (self->known, topic);
    }

  return result != NULL;
}

static gboolean
find_rows (Search *search, GError **error)
{
  g_auto (SottoArchiveTopics) topics = { 0 };
  gboolean by_filter = sotto_archive_query_has_filter_only (search->query);

  if (by_filter && search->query->has_bloom && sotto_bloom_is_full (&search->query->bloom))
    return find_all (search, error);
  if (by_filter && !learn_topics (search->db, error))
    return FALSE;
  sotto_archive_topics_init (&topics, search->query, search->db->known);

  return topics.most ? find_most (search, &topics, error) : find_by_topics (search, &topics, error);
}

/* What has bytes has room: what came before it in the page came before it in its answer, too, or
 * was not in that. */
static void
fill_page (Search *search, SottoArchivePage *page)
{
  gsize sum = 0;
  guint i = 0;

  for (; i < search->rows->len && i + 1 < search->wanted; i++)
    {
      const Row *row = &g_array_index (search->rows, Row, i);

      sum += row->size;
      if (i > 0 && sum > search->max_bytes)
        break;
      if (row->data != NULL)
        sotto_archive_page_add (page, g_bytes_ref (row->data), row->sent, &row->hash);
    }
  page->more = i < search->rows->len;
}

/* Whether the query leaves anything to look for: times are signed numbers in the database. */
static gboolean
begin_search (Search *search)
{
  guint64 sent;

  sotto_archive_query_begin (search->query, &sent, &search->below_hash, &search->below_length);
  search->below_sent = (guint32) MIN (sent, (guint64) G_MAXINT32);
  if (sent > G_MAXINT32)
    search->below_length = 0;
  search->lower = search->query->lower;

  return search->lower <= G_MAXINT32;
}

SottoArchivePage *
sotto_archive_postgres_answer (SottoArchivePostgres *self,
                               const SottoMailQuery *query,
                               gsize max_bytes,
                               GError **error)
{
  g_autoptr (SottoArchivePage) page = sotto_archive_page_new ();
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
  Search search = { .db = self, .query = query, .max_bytes = max_bytes, .rows = rows };

  g_array_set_clear_func (rows, clear_row);
  search.wanted = (guint) query->limit + 1;
  if (!begin_search (&search))
    return g_steal_pointer (&page);
  if (!find_rows (&search, error))
    return NULL;
  fill_page (&search, page);

  return g_steal_pointer (&page);
}
