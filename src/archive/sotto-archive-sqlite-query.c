/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answering a query from the file. For topics, the keys of each are read newest first, some at a
 * time, and merged by a heap, so that the cost is that of the answer and of one look into the index
 * for each topic, whatever else is in the archive. For a filter that most topics pass, rows are
 * walked in the order of time.
 */

#include "sotto-archive-sqlite-private.h"

#include <string.h>

/* Rows that are looked at for a filter that lets most topics through. */
#define MOST_WALKED 20000

/* Keys that are read at a time for each of several topics. */
#define MIN_KEYS 4

typedef struct
{
  guint32 sent;
  SottoHash hash;
  gint64 id;
} Key;

/* What was read of a topic and not yet taken. */
typedef struct
{
  guint32 topic;
  Key *keys;
  guint n_keys;
  guint next;
  gboolean ended; /* nothing is behind what was read */
} Source;

typedef struct
{
  SottoArchiveSqlite *db;
  const SottoMailQuery *query;
  gsize max_bytes;
  guint chunk;  /* keys that are read at a time */
  GArray *heap; /* of Source with at least one key, the newest on top */
  gsize n_bytes;
  SottoArchivePage *page;
} Merge;

static int
compare_keys (const Key *a, const Key *b)
{
  if (a->sent != b->sent)
    return a->sent < b->sent ? -1 : 1;

  return sotto_hash_compare (&a->hash, &b->hash);
}

static const Key *
top_of (GArray *heap, guint i)
{
  const Source *source = &g_array_index (heap, Source, i);

  return &source->keys[source->next];
}

static void
swap (GArray *heap, guint i, guint j)
{
  Source kept = g_array_index (heap, Source, i);

  g_array_index (heap, Source, i) = g_array_index (heap, Source, j);
  g_array_index (heap, Source, j) = kept;
}

static void
sift_down (GArray *heap, guint i)
{
  while (TRUE)
    {
      guint newest = i;

      for (guint child = 2 * i + 1; child <= 2 * i + 2 && child < heap->len; child++)
        if (compare_keys (top_of (heap, child), top_of (heap, newest)) > 0)
          newest = child;
      if (newest == i)
        return;
      swap (heap, i, newest);
      i = newest;
    }
}

static void
clear_source (gpointer data)
{
  g_clear_pointer (&((Source *) data)->keys, g_free);
}

/* A damaged row reads as the least hash there is. */
static void
read_hash (sqlite3_stmt *statement, int column, SottoHash *hash)
{
  const void *bytes = sqlite3_column_blob (statement, column);

  memset (hash, 0, sizeof *hash);
  if (bytes != NULL && sqlite3_column_bytes (statement, column) == SOTTO_HASH_LENGTH)
    memcpy (hash->bytes, bytes, SOTTO_HASH_LENGTH);
}

/* Reads the keys of a topic below a place. */
static gboolean
fill_source (Merge *merge,
             Source *source,
             guint64 sent,
             const SottoHash *hash,
             gsize hash_length,
             GError **error)
{
  sqlite3_stmt *statement =
    sotto_archive_sqlite_get (merge->db, SOTTO_ARCHIVE_SQLITE_KEYS_OF_TOPIC, error);
  int code = SQLITE_DONE;

  if (statement == NULL)
    return FALSE;
  if (source->keys == NULL)
    source->keys = g_new (Key, merge->chunk);
  source->next = 0;
  source->n_keys = 0;
  sqlite3_bind_int64 (statement, 1, source->topic);
  sqlite3_bind_int64 (statement, 2, merge->query->lower);
  sqlite3_bind_int64 (statement, 3, (gint64) sent);
  sqlite3_bind_blob (statement, 4, hash_length == 0 ? "" : (const char *) hash->bytes,
                     (int) hash_length, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (statement, 5, merge->chunk);
  while (source->n_keys < merge->chunk && (code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      Key *key = &source->keys[source->n_keys++];

      key->sent = (guint32) sqlite3_column_int64 (statement, 0);
      read_hash (statement, 1, &key->hash);
      key->id = sqlite3_column_int64 (statement, 2);
    }
  source->ended = source->n_keys < merge->chunk;
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    sotto_archive_sqlite_fail (merge->db, error);
  sqlite3_reset (statement);

  return code == SQLITE_ROW || code == SQLITE_DONE;
}

static gboolean
begin_merge (Merge *merge, const SottoArchiveTopics *topics, GError **error)
{
  guint64 sent;
  SottoHash hash;
  gsize hash_length;

  sotto_archive_query_begin (merge->query, &sent, &hash, &hash_length);
  merge->chunk = (guint) merge->query->limit + 1;
  if (topics->numbers->len > 1)
    merge->chunk = CLAMP (2 * merge->chunk / topics->numbers->len, MIN_KEYS, merge->chunk);

  for (guint i = 0; i < topics->numbers->len; i++)
    {
      Source source = { .topic = g_array_index (topics->numbers, guint32, i) };
      gboolean filled = fill_source (merge, &source, sent, &hash, hash_length, error);

      if (filled && source.n_keys > 0)
        g_array_append_val (merge->heap, source);
      else
        clear_source (&source);
      if (!filled)
        return FALSE;
    }
  for (guint i = merge->heap->len / 2; i > 0; i--)
    sift_down (merge->heap, i - 1);

  return TRUE;
}

/* Behind the key on top, in its topic and in the heap. */
static gboolean
advance (Merge *merge, GError **error)
{
  Source *source = &g_array_index (merge->heap, Source, 0);
  Key last = source->keys[source->next++];

  if (source->next == source->n_keys && !source->ended &&
      !fill_source (merge, source, last.sent, &last.hash, SOTTO_HASH_LENGTH, error))
    return FALSE;
  if (source->next == source->n_keys)
    g_array_remove_index_fast (merge->heap, 0);
  if (merge->heap->len > 0)
    sift_down (merge->heap, 0);

  return TRUE;
}

/* Adds the row of a statement, or finds the page full. */
static void
add_row (Merge *merge, sqlite3_stmt *statement, int column, guint32 sent, const SottoHash *hash)
{
  gsize length = (gsize) sqlite3_column_bytes (statement, column);
  guint n = merge->page->envelopes->len;

  if (n == merge->query->limit || (n > 0 && merge->n_bytes + length > merge->max_bytes))
    {
      merge->page->more = TRUE;
      return;
    }
  sotto_archive_page_add (
    merge->page, g_bytes_new (sqlite3_column_blob (statement, column), length), sent, hash);
  merge->n_bytes += length;
}

static gboolean
take_top (Merge *merge, GError **error)
{
  const Key *key = top_of (merge->heap, 0);
  sqlite3_stmt *statement = sotto_archive_sqlite_get (merge->db, SOTTO_ARCHIVE_SQLITE_DATA, error);
  int code;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, key->id);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    add_row (merge, statement, 0, key->sent, &key->hash);
  else
    sotto_archive_sqlite_fail (merge->db, error);
  sqlite3_reset (statement);

  return code == SQLITE_ROW && advance (merge, error);
}

static gboolean
answer_by_topics (Merge *merge, const SottoArchiveTopics *topics, GError **error)
{
  if (!begin_merge (merge, topics, error))
    return FALSE;

  while (merge->heap->len > 0 && !merge->page->more)
    if (!take_top (merge, error))
      return FALSE;

  return TRUE;
}

/* When few of the next rows are of the topics that are wanted, though these are most of the topics,
 * each has few rows, and is looked up instead. */
static gboolean
answer_by_time (Merge *merge, const SottoArchiveTopics *topics, GError **error)
{
  sqlite3_stmt *statement =
    sotto_archive_sqlite_get (merge->db, SOTTO_ARCHIVE_SQLITE_ROWS_OF_TIME, error);
  guint64 sent;
  SottoHash hash;
  gsize hash_length;
  guint n_walked = 0;
  int code = SQLITE_DONE;

  if (statement == NULL)
    return FALSE;

  sotto_archive_query_begin (merge->query, &sent, &hash, &hash_length);
  sqlite3_bind_int64 (statement, 1, merge->query->lower);
  sqlite3_bind_int64 (statement, 2, (gint64) sent);
  sqlite3_bind_blob (statement, 3, hash_length == 0 ? "" : (const char *) hash.bytes,
                     (int) hash_length, SQLITE_TRANSIENT);
  while (!merge->page->more && (code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      if (++n_walked > MOST_WALKED)
        {
          sqlite3_reset (statement);
          g_ptr_array_set_size (merge->page->envelopes, 0);
          merge->n_bytes = 0;
          return answer_by_topics (merge, topics, error);
        }
      if (!sotto_archive_topics_contain (topics, (guint32) sqlite3_column_int64 (statement, 2)))
        continue;
      read_hash (statement, 1, &hash);
      add_row (merge, statement, 3, (guint32) sqlite3_column_int64 (statement, 0), &hash);
    }
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    sotto_archive_sqlite_fail (merge->db, error);
  sqlite3_reset (statement);

  return code == SQLITE_ROW || code == SQLITE_DONE;
}

/* Learns the topics that are new. */
static gboolean
learn_topics (SottoArchiveSqlite *self, GError **error)
{
  sqlite3_stmt *statement = sotto_archive_sqlite_get (self, SOTTO_ARCHIVE_SQLITE_NEW_TOPICS, error);
  int code;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, self->last_topic);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      guint32 topic = (guint32) sqlite3_column_int64 (statement, 1);

      self->last_topic = sqlite3_column_int64 (statement, 0);
      g_array_append_val (self->known, topic);
    }
  if (code != SQLITE_DONE)
    sotto_archive_sqlite_fail (self, error);
  sqlite3_reset (statement);

  return code == SQLITE_DONE;
}

static gboolean
answer (Merge *merge, GError **error)
{
  g_auto (SottoArchiveTopics) topics = { 0 };

  if (sotto_archive_query_has_filter_only (merge->query) && !learn_topics (merge->db, error))
    return FALSE;
  sotto_archive_topics_init (&topics, merge->query, merge->db->known);

  return topics.most ? answer_by_time (merge, &topics, error)
                     : answer_by_topics (merge, &topics, error);
}

SottoArchivePage *
sotto_archive_sqlite_query (gpointer connection,
                            const SottoMailQuery *query,
                            gsize max_bytes,
                            GError **error)
{
  g_autoptr (SottoArchivePage) page = sotto_archive_page_new ();
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (Source));
  Merge merge = {
    .db = connection, .query = query, .max_bytes = max_bytes, .heap = heap, .page = page
  };
  gboolean done;

  g_array_set_clear_func (heap, clear_source);
  /* All of an answer is from one moment. */
  if (!sotto_archive_sqlite_run (merge.db, SOTTO_ARCHIVE_SQLITE_BEGIN, error))
    return NULL;
  done = answer (&merge, error);
  sotto_archive_sqlite_roll_back (merge.db);

  return done ? g_steal_pointer (&page) : NULL;
}
