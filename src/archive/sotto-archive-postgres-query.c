/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answering a query from PostgreSQL, in two steps: the places and sizes of what fits, then the
 * envelopes, so that nothing is sent by the server that has no room in the page.
 *
 * Topics are looked up some at a time. The newest of all are kept; once there are enough, no topic
 * is read further down than the last of them. */

#include <string.h>

#include "sotto-archive-postgres-private.h"

/* Topics of one look-up, and rows that are walked over at a time. */
#define TOPICS_AT_ONCE 64
#define ROWS_AT_ONCE 2000

typedef struct
{
  guint32 sent;
  guint32 size;
  SottoHash hash;
} Key;

typedef struct
{
  SottoArchivePostgres *db;
  const SottoMailQuery *query;
  gsize max_bytes;
  guint wanted; /* keys: one more than the limit */
  guint32 lower;
  guint32 below_sent; /* keys are strictly below this place */
  SottoHash below_hash;
  gsize below_length;
  GArray *keys; /* in the end, the first that are wanted, in order */
} Search;

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const Key *left = a;
  const Key *right = b;

  if (left->sent != right->sent)
    return left->sent > right->sent ? -1 : 1;

  return sotto_hash_compare (&right->hash, &left->hash);
}

static void
keep_newest (Search *search)
{
  g_array_sort (search->keys, compare_keys);
  if (search->keys->len < search->wanted)
    return;
  g_array_set_size (search->keys, search->wanted);
  search->lower = g_array_index (search->keys, Key, search->wanted - 1).sent;
}

static void
read_key (const PGresult *result, int row, Key *key)
{
  key->sent = (guint32) sotto_archive_result_get_int (result, row, 0);
  key->size = (guint32) sotto_archive_result_get_int (result, row, 2);
  sotto_archive_result_get_hash (result, row, 1, &key->hash);
}

static void
add_span (Search *search, SottoArchiveParameters *parameters)
{
  sotto_archive_parameters_add_int (parameters, (gint32) search->lower);
  sotto_archive_parameters_add_int (parameters, (gint32) search->below_sent);
  sotto_archive_parameters_add_bytes (parameters, search->below_hash.bytes, search->below_length);
}

static gboolean
seek (Search *search, const guint32 *topics, guint n_topics, GError **error)
{
  g_autoptr (SottoBuffer) array = sotto_archive_int_array_new (n_topics);
  g_autoptr (SottoArchiveResult) result = NULL;
  SottoArchiveParameters parameters = { 0 };

  for (guint i = 0; i < n_topics; i++)
    sotto_archive_array_add_int (array, (gint32) topics[i]);
  sotto_archive_parameters_add_array (&parameters, array);
  add_span (search, &parameters);
  sotto_archive_parameters_add_int (&parameters, (gint32) search->wanted);
  result = sotto_archive_postgres_run (search->db, "seek", &parameters, error);
  for (int i = 0; result != NULL && i < PQntuples (result); i++)
    {
      Key key;

      read_key (result, i, &key);
      g_array_append_val (search->keys, key);
    }

  return result != NULL;
}

static gboolean
find_by_topics (Search *search, const SottoArchiveTopics *topics, GError **error)
{
  for (guint i = 0; i < topics->numbers->len; i += TOPICS_AT_ONCE)
    {
      if (!seek (search, &g_array_index (topics->numbers, guint32, i),
                 MIN (TOPICS_AT_ONCE, topics->numbers->len - i), error))
        return FALSE;
      keep_newest (search);
    }

  return TRUE;
}

/* The next rows of any topic. @last if there are no more. */
static gboolean
walk (Search *search, const SottoArchiveTopics *topics, gboolean *last, GError **error)
{
  g_autoptr (SottoArchiveResult) result = NULL;
  SottoArchiveParameters parameters = { 0 };
  int n_rows;

  add_span (search, &parameters);
  sotto_archive_parameters_add_int (&parameters, ROWS_AT_ONCE);
  result = sotto_archive_postgres_run (search->db, "walk", &parameters, error);
  if (result == NULL)
    return FALSE;

  n_rows = PQntuples (result);
  *last = n_rows < ROWS_AT_ONCE;
  for (int i = 0; i < n_rows && search->keys->len < search->wanted; i++)
    {
      Key key;

      read_key (result, i, &key);
      if (sotto_archive_topics_contain (topics,
                                        (guint32) sotto_archive_result_get_int (result, i, 3)))
        g_array_append_val (search->keys, key);
      search->below_sent = key.sent;
      search->below_hash = key.hash;
      search->below_length = sizeof key.hash.bytes;
    }

  return TRUE;
}

static gboolean
find_by_time (Search *search, const SottoArchiveTopics *topics, GError **error)
{
  gboolean last = FALSE;

  while (!last && search->keys->len < search->wanted)
    if (!walk (search, topics, &last, error))
      return FALSE;

  return TRUE;
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
find_keys (Search *search, GError **error)
{
  g_auto (SottoArchiveTopics) topics = { 0 };

  if (sotto_archive_query_has_filter_only (search->query) && !learn_topics (search->db, error))
    return FALSE;
  sotto_archive_topics_init (&topics, search->query, search->db->known);

  return topics.most ? find_by_time (search, &topics, error)
                     : find_by_topics (search, &topics, error);
}

/* How many keys the page has room for. */
static guint
count_fitting (Search *search)
{
  guint n = MIN (search->keys->len, search->wanted - 1);
  gsize sum = 0;

  for (guint i = 0; i < n; i++)
    {
      sum += g_array_index (search->keys, Key, i).size;
      if (i > 0 && sum > search->max_bytes)
        return i;
    }

  return n;
}

/* Rows that were pruned since their keys were read are left out. */
static gboolean
fetch (Search *search, guint n, SottoArchivePage *page, GError **error)
{
  g_autoptr (SottoBuffer) sent = sotto_archive_int_array_new (n);
  g_autoptr (SottoBuffer) hashes = sotto_archive_bytes_array_new (n);
  g_autoptr (SottoArchiveResult) result = NULL;
  SottoArchiveParameters parameters = { 0 };

  for (guint i = 0; i < n; i++)
    {
      const Key *key = &g_array_index (search->keys, Key, i);

      sotto_archive_array_add_int (sent, (gint32) key->sent);
      sotto_archive_array_add_bytes (hashes, key->hash.bytes, sizeof key->hash.bytes);
    }
  sotto_archive_parameters_add_array (&parameters, sent);
  sotto_archive_parameters_add_array (&parameters, hashes);
  sotto_archive_parameters_add_int (&parameters,
                                    (gint32) g_array_index (search->keys, Key, n - 1).sent);
  sotto_archive_parameters_add_int (&parameters,
                                    (gint32) g_array_index (search->keys, Key, 0).sent);
  result = sotto_archive_postgres_run (search->db, "fetch", &parameters, error);
  for (int i = 0; result != NULL && i < PQntuples (result); i++)
    {
      SottoHash hash;

      sotto_archive_result_get_hash (result, i, 2, &hash);
      sotto_archive_page_add (
        page, g_bytes_new (PQgetvalue (result, i, 0), (gsize) PQgetlength (result, i, 0)),
        (guint32) sotto_archive_result_get_int (result, i, 1), &hash);
    }

  return result != NULL;
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
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (Key));
  Search search = { .db = self, .query = query, .max_bytes = max_bytes, .keys = keys };
  guint n;

  search.wanted = (guint) query->limit + 1;
  if (!begin_search (&search))
    return g_steal_pointer (&page);
  if (!find_keys (&search, error))
    return NULL;
  n = count_fitting (&search);
  if (n > 0 && !fetch (&search, n, page, error))
    return NULL;
  page->more = n < keys->len;

  return g_steal_pointer (&page);
}
