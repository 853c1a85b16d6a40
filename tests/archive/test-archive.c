/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an archive gives back, held against a list in memory: bounds, order, pages, filters; and
 * that it keeps what it said it keeps. Every database passes the same cases.
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "archive-fixture.h"

#include "sotto-mail-packets.h"

#define NO_LIMIT G_MAXSIZE

static const SottoTopic red = { { 1, 2, 3, 4 } };
static const SottoTopic blue = { { 0xff, 0xfe, 0xfd, 0xfc } };

#define DAY 86400u

/* Some time before, to count seconds from. */
#define PAST (ARCHIVE_NOW - 1000)

/* The program itself, for a process to be killed. */
static const char *program;

/**
 * Shelf:
 *
 * An archive, and what must be in it.
 */
typedef struct
{
  const ArchiveKind *kind;
  char *place;
  SottoTestClock *clock;
  SottoArchive *archive;
  GPtrArray *kept; /* of SottoEnvelope */
} Shelf;

static void
shelf_open (Shelf *shelf)
{
  g_autoptr (GError) error = NULL;

  shelf->archive = sotto_archive_open (shelf->place, SOTTO_CLOCK (shelf->clock), &error);
  g_assert_no_error (error);
}

static Shelf *
shelf_new (const ArchiveKind *kind)
{
  Shelf *shelf = g_new0 (Shelf, 1);

  shelf->kind = kind;
  shelf->place = kind->make ();
  shelf->clock = sotto_test_clock_new ((gint64) ARCHIVE_NOW * G_USEC_PER_SEC);
  shelf->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_envelope_unref);
  shelf_open (shelf);

  return shelf;
}

static void
shelf_close (Shelf *shelf)
{
  sotto_archive_close (shelf->archive);
  g_clear_object (&shelf->archive);
}

static void
shelf_free (Shelf *shelf)
{
  if (shelf->archive != NULL)
    shelf_close (shelf);
  shelf->kind->drop (shelf->place);
  g_free (shelf->place);
  g_object_unref (shelf->clock);
  g_ptr_array_unref (shelf->kept);
  g_free (shelf);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Shelf, shelf_free)

static void
put (Shelf *shelf, guint32 sent, const SottoTopic *topic, guint number, gsize length)
{
  SottoEnvelope *envelope = archive_envelope (sent, topic, number, length);

  g_ptr_array_add (shelf->kept, envelope);
  sotto_archive_add (shelf->archive, envelope);
}

static void
flush (Shelf *shelf)
{
  g_autoptr (GError) error = NULL;

  archive_flush (shelf->archive, &error);
  g_assert_no_error (error);
}

/* The list in memory. */

static guint32
sent_of (SottoEnvelope *envelope)
{
  return sotto_envelope_get_expiry (envelope) - sotto_envelope_get_ttl (envelope);
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  SottoEnvelope *x = *(SottoEnvelope *const *) a;
  SottoEnvelope *y = *(SottoEnvelope *const *) b;

  if (sent_of (x) != sent_of (y))
    return sent_of (x) < sent_of (y) ? 1 : -1;

  return sotto_hash_compare (sotto_envelope_get_hash (y), sotto_envelope_get_hash (x));
}

static gboolean
wants (const SottoMailQuery *query, SottoEnvelope *envelope)
{
  const SottoTopic *topic = sotto_envelope_get_topic (envelope);

  if (sent_of (envelope) < query->lower || sent_of (envelope) > query->upper)
    return FALSE;
  if (query->topics == NULL || query->topics->len == 0)
    return sotto_bloom_accepts_topic (&query->bloom, topic);
  for (guint i = 0; i < query->topics->len; i++)
    if (sotto_topic_equal (topic, &g_array_index (query->topics, SottoTopic, i)))
      return TRUE;

  return FALSE;
}

static GPtrArray *
expected (Shelf *shelf, const SottoMailQuery *query)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < shelf->kept->len; i++)
    if (wants (query, shelf->kept->pdata[i]))
      g_ptr_array_add (found, shelf->kept->pdata[i]);
  g_ptr_array_sort (found, newest_first);

  return found;
}

static gsize
page_bytes (SottoArchivePage *page)
{
  gsize n = 0;

  for (guint i = 0; i < page->envelopes->len; i++)
    n += g_bytes_get_size (page->envelopes->pdata[i]);

  return n;
}

static void
check_page (SottoArchivePage *page, GPtrArray *all, guint begin, guint limit, gsize max_bytes)
{
  guint n = page->envelopes->len;

  g_assert_cmpuint (n, <=, limit);
  g_assert_true (n <= 1 || page_bytes (page) <= max_bytes);
  g_assert_cmpuint (begin + n, <=, all->len);
  g_assert_cmpint (page->more, ==, begin + n < all->len);
  for (guint i = 0; i < n; i++)
    {
      gsize length;
      const guint8 *raw = sotto_envelope_get_raw (all->pdata[begin + i], &length);

      g_assert_cmpmem (g_bytes_get_data (page->envelopes->pdata[i], NULL),
                       g_bytes_get_size (page->envelopes->pdata[i]), raw, length);
    }
  if (n == 0)
    return;
  g_assert_true (
    sotto_hash_equal (&page->last, sotto_envelope_get_hash (all->pdata[begin + n - 1])));
  /* It stops for a reason only. */
  if (page->more && n < limit)
    {
      gsize next;

      sotto_envelope_get_raw (all->pdata[begin + n], &next);
      g_assert_cmpuint (page_bytes (page) + next, >, max_bytes);
    }
}

/* Follows the cursors to the end; gives the number of pages. */
static guint
check_query (Shelf *shelf, const SottoMailQuery *query, gsize max_bytes)
{
  g_autoptr (GPtrArray) all = expected (shelf, query);
  SottoMailQuery next = *query;
  guint begin = 0;
  guint n_pages = 0;

  while (TRUE)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SottoArchivePage) page = archive_query (shelf->archive, &next, max_bytes, &error);

      g_assert_no_error (error);
      check_page (page, all, begin, (guint) query->limit, max_bytes);
      begin += page->envelopes->len;
      n_pages++;
      if (!page->more)
        break;
      g_assert_cmpuint (page->envelopes->len, >, 0);
      next.cursor_length = SOTTO_MAIL_CURSOR_LENGTH;
      memcpy (next.cursor, page->cursor, sizeof next.cursor);
    }
  g_assert_cmpuint (begin, ==, all->len);

  return n_pages;
}

static void
test_pages (gconstpointer data)
{
  static const guint limits[] = { 1000, 1001 - 1, 999, 500, 334, 333 };
  static const guint counts[] = { 0, 1, 2, 999, 1000, 1001 };
  g_autoptr (Shelf) shelf = shelf_new (data);
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_auto (SottoMailQuery) query = { .upper = ARCHIVE_NOW, .limit = 1000 };

      sotto_mail_query_add_topic (&query, &red);
      for (; n < counts[i]; n++)
        {
          put (shelf, ARCHIVE_NOW - n / 3, &red, n, 10); /* three of each second */
          put (shelf, ARCHIVE_NOW - n / 3, &blue, n, 10);
        }
      flush (shelf);
      g_assert_cmpuint (check_query (shelf, &query, NO_LIMIT), ==, counts[i] == 1001 ? 2 : 1);
      if (counts[i] <= 2)
        {
          query.limit = 1;
          g_assert_cmpuint (check_query (shelf, &query, NO_LIMIT), ==, MAX (counts[i], 1));
        }
    }
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_auto (SottoMailQuery) query = { .upper = ARCHIVE_NOW, .limit = limits[i] };

      sotto_mail_query_add_topic (&query, &red);
      g_assert_cmpuint (check_query (shelf, &query, NO_LIMIT), ==, (1001 - 1) / limits[i] + 1);
    }
}

static void
test_bounds (gconstpointer data)
{
  static const struct
  {
    guint32 lower;
    guint32 upper;
    guint n;
  } cases[] = {
    { 0, G_MAXUINT32, 5 },          { PAST + 100, PAST + 104, 5 },   { PAST + 101, PAST + 103, 3 },
    { PAST + 102, PAST + 102, 1 },  { PAST + 105, PAST + 200, 0 },   { 0, PAST + 99, 0 },
    { PAST + 104, G_MAXUINT32, 1 }, { G_MAXUINT32, G_MAXUINT32, 0 }, { 0, 0, 0 },
    { 0x80000000, G_MAXUINT32, 0 },
  };
  g_autoptr (Shelf) shelf = shelf_new (data);

  for (guint i = 0; i < 5; i++)
    put (shelf, PAST + 100 + i, &red, i, 10);
  flush (shelf);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (SottoMailQuery)
        query = { .lower = cases[i].lower, .upper = cases[i].upper, .limit = 1000 };
      g_autoptr (GPtrArray) all = NULL;

      sotto_mail_query_add_topic (&query, &red);
      all = expected (shelf, &query);
      g_assert_cmpuint (all->len, ==, cases[i].n);
      check_query (shelf, &query, NO_LIMIT);
    }
}

/* A cursor need not be of a row, and may lie outside of the range. */
static void
test_cursors (gconstpointer data)
{
  static const struct
  {
    guint32 sent;
    guint8 fill;
    guint n;
  } cases[] = {
    { 0, 0, 0 },          { PAST + 100, 0, 0 }, { PAST + 101, 0, 1 },     { PAST + 103, 0xff, 4 },
    { PAST + 104, 0, 4 }, { 0x80000000, 0, 4 }, { G_MAXUINT32, 0xff, 4 },
  };
  g_autoptr (Shelf) shelf = shelf_new (data);

  for (guint i = 0; i < 6; i++)
    put (shelf, PAST + 100 + i, &red, i, 10);
  flush (shelf);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (SottoMailQuery)
        query = { .upper = PAST + 103, .limit = 10, .cursor_length = SOTTO_MAIL_CURSOR_LENGTH };
      g_autoptr (SottoArchivePage) page = NULL;
      SottoHash hash;

      sotto_mail_query_add_topic (&query, &red);
      memset (&hash, cases[i].fill, sizeof hash);
      sotto_mail_cursor_write (query.cursor, cases[i].sent, &hash);
      page = archive_query (shelf->archive, &query, NO_LIMIT, NULL);
      g_assert_nonnull (page);
      g_assert_cmpuint (page->envelopes->len, ==, cases[i].n);
      g_assert_false (page->more);
    }
}

/* What claims an impossible time is not kept. */
static void
test_times (gconstpointer data)
{
  static const struct
  {
    guint32 expiry;
    guint32 ttl;
    gboolean taken;
  } cases[] = {
    { ARCHIVE_NOW + DAY + 10, 10, TRUE },
    { ARCHIVE_NOW + DAY + 11, 10, FALSE },
    { ARCHIVE_NOW - 366 * DAY + 10, 10, TRUE },
    { ARCHIVE_NOW - 366 * DAY + 9, 10, FALSE },
    { 10, 11, FALSE }, /* before time began */
    { G_MAXUINT32, 0, FALSE },
    { 0, G_MAXUINT32, FALSE },
  };
  g_autoptr (Shelf) shelf = shelf_new (data);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  SottoArchiveStatistics statistics;
  guint n_refused = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) items =
        sotto_envelope_encode_items (cases[i].expiry, cases[i].ttl, &red, nothing);
      g_autoptr (GBytes) raw = sotto_envelope_encode (items, i);
      g_autoptr (SottoEnvelope) envelope =
        sotto_envelope_new_from_bytes (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), NULL);

      sotto_archive_add (shelf->archive, envelope);
      n_refused += cases[i].taken ? 0 : 1;
    }
  flush (shelf);
  archive_measure (shelf->archive, &statistics);
  g_assert_cmpuint (statistics.refused, ==, n_refused);
}

static void
random_query (SottoRandom *random, SottoMailQuery *query, const SottoTopic *topics, guint n_topics)
{
  guint a = ARCHIVE_NOW - sotto_random_uniform (random, 40);
  guint b = ARCHIVE_NOW - sotto_random_uniform (random, 40);
  guint n = 1 + sotto_random_uniform (random, 1 + sotto_random_uniform (random, n_topics));

  query->lower = MIN (a, b);
  query->upper = MAX (a, b);
  query->limit = 1 + sotto_random_uniform (random, 50);
  for (guint i = 0; i < n; i++)
    sotto_mail_query_add_topic (query, &topics[sotto_random_uniform (random, n_topics)]);
  if (sotto_random_uniform (random, 2) == 0)
    g_clear_pointer (&query->topics, g_array_unref);
  if (sotto_random_uniform (random, 10) == 0)
    sotto_bloom_init_full (&query->bloom);
}

static void
test_random (gconstpointer data)
{
  guint64 seed = (guint32) g_test_rand_int ();
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (seed);
  g_autoptr (Shelf) shelf = shelf_new (data);
  SottoTopic topics[20];

  g_test_message ("seed %" G_GUINT64_FORMAT, seed);
  sotto_random_fill (random, (guint8 *) topics, sizeof topics);
  for (guint round = 0; round < 4; round++)
    {
      for (guint i = 0; i < 300; i++)
        put (shelf, ARCHIVE_NOW - sotto_random_uniform (random, 40),
             &topics[sotto_random_uniform (random, 5 * (round + 1))], 1000 * round + i,
             sotto_random_uniform (random, 300));
      flush (shelf);
      for (guint i = 0; i < 60; i++)
        {
          g_auto (SottoMailQuery) query = { 0 };

          random_query (random, &query, topics, G_N_ELEMENTS (topics));
          check_query (shelf, &query,
                       i % 2 == 0 ? NO_LIMIT : 200 + sotto_random_uniform (random, 3000));
        }
    }
}

/* A filter for most topics, of which the one that has most rows is none. */
static void
test_rare_topics (gconstpointer data)
{
  enum
  {
    N_ROWS = 24000,
    N_RARE = 10,
  };
  g_autoptr (Shelf) shelf = shelf_new (data);
  g_auto (SottoMailQuery) query = { .upper = ARCHIVE_NOW, .limit = 7 };

  for (guint i = 0; i < N_ROWS; i++)
    put (shelf, ARCHIVE_NOW - i, &blue, i, 4);
  for (guint i = 0; i < 2 * N_RARE; i++)
    {
      SottoTopic rare = { { (guint8) (i % N_RARE), 1, 1, 0 } };

      put (shelf, i < N_RARE ? ARCHIVE_NOW - 100 : ARCHIVE_NOW - N_ROWS, &rare, N_ROWS + i, 4);
      sotto_mail_query_add_topic (&query, &rare);
    }
  flush (shelf);
  g_clear_pointer (&query.topics, g_array_unref);
  g_assert_false (sotto_bloom_accepts_topic (&query.bloom, &blue));
  g_assert_cmpuint (check_query (shelf, &query, NO_LIMIT), ==, 3);
}

static void
test_restart (gconstpointer data)
{
  g_autoptr (Shelf) shelf = shelf_new (data);
  g_auto (SottoMailQuery) query = { .upper = ARCHIVE_NOW, .limit = 1000, .has_bloom = TRUE };
  SottoArchiveStatistics statistics;

  sotto_bloom_init_full (&query.bloom);
  for (guint i = 0; i < 100; i++)
    put (shelf, ARCHIVE_NOW - i, i % 2 == 0 ? &red : &blue, i, 100);
  shelf_close (shelf); /* without a flush: closing writes */
  shelf_open (shelf);
  check_query (shelf, &query, NO_LIMIT);

  /* Once more the same. */
  for (guint i = 0; i < 100; i++)
    sotto_archive_add (shelf->archive, shelf->kept->pdata[i]);
  flush (shelf);
  check_query (shelf, &query, NO_LIMIT);
  archive_measure (shelf->archive, &statistics);
  g_assert_cmpuint (statistics.oldest, ==, ARCHIVE_NOW - 99);
  g_assert_cmpuint (statistics.bytes, >, 100 * 100);
  g_assert_cmpuint (statistics.queued, ==, 0);
  g_assert_cmpuint (statistics.refused, ==, 0);
}

/* Without a flush, what is queued is written when its time has come. */
static void
test_delay (gconstpointer data)
{
  g_autoptr (Shelf) shelf = shelf_new (data);
  SottoArchiveStatistics statistics = { .queued = 1 };

  put (shelf, ARCHIVE_NOW, &red, 1, 10);
  archive_measure (shelf->archive, &statistics);
  g_assert_cmpuint (statistics.queued, ==, 1);
  sotto_test_clock_advance (shelf->clock, 1000);
  while (statistics.queued > 0)
    archive_measure (shelf->archive, &statistics);
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoArchivePage) page =
    sotto_archive_query_finish (SOTTO_ARCHIVE (source), result, &error);
  guint *n = user_data;

  if (page == NULL)
    g_assert_error (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_BUSY);
  else
    g_assert_cmpuint (page->envelopes->len, ==, 100);
  n[page == NULL ? 1 : 0]++;
}

static void
test_prune (gconstpointer data)
{
  g_autoptr (Shelf) shelf = shelf_new (data);
  g_auto (SottoMailQuery) query = { .upper = ARCHIVE_NOW, .limit = 100 };
  guint n[2] = { 0 };

  sotto_mail_query_add_topic (&query, &red);
  for (guint i = 0; i < 2500; i++)
    put (shelf, ARCHIVE_NOW - i, i % 2 == 0 ? &red : &blue, i, 50);
  flush (shelf);

  /* Queries are answered meanwhile; what comes is kept. */
  for (guint i = 0; i < 10; i++)
    sotto_archive_query_async (shelf->archive, &query, NO_LIMIT, NULL, page_cb, n);
  put (shelf, ARCHIVE_NOW, &blue, 5000, 50);
  g_assert_cmpint (archive_prune (shelf->archive, ARCHIVE_NOW - 299), ==, 2200);
  flush (shelf);
  while (n[0] < 10)
    g_main_context_iteration (NULL, TRUE);
  g_ptr_array_remove_range (shelf->kept, 300, 2200);
  check_query (shelf, &query, NO_LIMIT);
  sotto_bloom_init_full (&query.bloom);
  g_clear_pointer (&query.topics, g_array_unref);
  query.has_bloom = TRUE;
  check_query (shelf, &query, NO_LIMIT);
  g_assert_cmpint (archive_prune (shelf->archive, ARCHIVE_NOW - 299), ==, 0);
  g_assert_cmpint (archive_prune (shelf->archive, G_MAXUINT32), ==, 301);
  g_ptr_array_set_size (shelf->kept, 0);
  check_query (shelf, &query, NO_LIMIT);

  /* A topic that was forgotten with its rows is learnt again. */
  put (shelf, ARCHIVE_NOW, &blue, 5001, 50);
  flush (shelf);
  check_query (shelf, &query, NO_LIMIT);
}

static void
test_busy (gconstpointer data)
{
  g_autoptr (Shelf) shelf = shelf_new (data);
  g_auto (SottoMailQuery) query = { .upper = ARCHIVE_NOW, .limit = 100 };
  guint n[2] = { 0 };

  sotto_mail_query_add_topic (&query, &red);
  for (guint i = 0; i < 100; i++)
    put (shelf, ARCHIVE_NOW - i, &red, i, 50);
  flush (shelf);
  for (guint i = 0; i < 50; i++)
    sotto_archive_query_async (shelf->archive, &query, NO_LIMIT, NULL, page_cb, n);
  while (n[0] + n[1] < 50)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n[1], ==, 18);
  check_query (shelf, &query, NO_LIMIT);
}

static void
test_closed (gconstpointer data)
{
  g_autoptr (Shelf) shelf = shelf_new (data);
  g_auto (SottoMailQuery) query = { .upper = ARCHIVE_NOW, .limit = 100 };
  g_autoptr (SottoArchivePage) page = NULL;
  g_autoptr (GError) error = NULL;

  sotto_mail_query_add_topic (&query, &red);
  sotto_archive_close (shelf->archive);
  put (shelf, ARCHIVE_NOW, &red, 1, 10);
  page = archive_query (shelf->archive, &query, NO_LIMIT, &error);
  g_assert_null (page);
  g_assert_error (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_CLOSED);
}

/* A process that writes, says what is on the disk, goes on writing and is killed. */
static int
run_killed (const char *place)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new ((gint64) ARCHIVE_NOW * G_USEC_PER_SEC);
  g_autoptr (SottoArchive) archive = sotto_archive_open (place, SOTTO_CLOCK (clock), NULL);

  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (SottoEnvelope) envelope = archive_envelope (ARCHIVE_NOW - i, &red, i, 400);

      if (i == 3000)
        archive_flush (archive, NULL);
      sotto_archive_add (archive, envelope);
    }
  kill (getpid (), SIGKILL);

  return EXIT_FAILURE;
}

static void
test_kill (gconstpointer data)
{
  g_autoptr (Shelf) shelf = shelf_new (data);
  g_auto (SottoMailQuery)
    query = { .lower = ARCHIVE_NOW - 2999, .upper = ARCHIVE_NOW, .limit = 1000 };
  g_autoptr (GSubprocess) process = NULL;

  sotto_mail_query_add_topic (&query, &red);
  shelf_close (shelf);
  process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, program, "--killed", shelf->place, NULL);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGKILL);
  for (guint i = 0; i < 3000; i++)
    g_ptr_array_add (shelf->kept, archive_envelope (ARCHIVE_NOW - i, &red, i, 400));
  shelf_open (shelf);
  check_query (shelf, &query, NO_LIMIT);
}

/* A disk that is full keeps nothing from being archived later. */
static void
test_full_disk (void)
{
  g_autoptr (Shelf) shelf = shelf_new (&archive_kind_sqlite);
  g_auto (SottoMailQuery) query = { .upper = ARCHIVE_NOW, .limit = 1000 };
  g_autoptr (GError) error = NULL;
  struct rlimit before;
  struct rlimit full;

  sotto_mail_query_add_topic (&query, &red);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  full = before;
  full.rlim_cur = 64 * 1024;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &full), ==, 0);
  for (guint i = 0; i < 500; i++)
    put (shelf, ARCHIVE_NOW - i, &red, i, 1000);
  archive_flush (shelf->archive, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_error (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_STORAGE);
  g_assert_nonnull (sotto_archive_get_problem (shelf->archive));

  sotto_test_clock_advance (shelf->clock, 2000);
  while (sotto_archive_get_problem (shelf->archive) != NULL)
    g_main_context_iteration (NULL, TRUE);
  check_query (shelf, &query, NO_LIMIT);
}

/* While the disk fails, memory is bounded. */
static void
test_overflow (void)
{
  g_autoptr (Shelf) shelf = shelf_new (&archive_kind_sqlite);
  SottoArchiveStatistics statistics;

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (SottoEnvelope) envelope = archive_envelope (ARCHIVE_NOW, &red, i, 1000 * 1000);

      sotto_archive_add (shelf->archive, envelope);
    }
  archive_measure (shelf->archive, &statistics);
  g_assert_cmpuint (statistics.refused, >, 100);
  g_assert_cmpuint (statistics.refused + statistics.queued, <=, 200);
}

static void
execute (const char *place, const char *sql)
{
  g_autoptr (GSubprocess) process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "/usr/bin/python3", "-c",
                      "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); "
                      "c.commit()",
                      place, sql, NULL);

  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
}

static void
test_strange_files (void)
{
  static const struct
  {
    const char *sql;
    int code;
  } cases[] = {
    { "PRAGMA user_version = 2", SOTTO_ARCHIVE_ERROR_NEWER },
    { "PRAGMA application_id = 7", SOTTO_ARCHIVE_ERROR_OPEN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Shelf) shelf = shelf_new (&archive_kind_sqlite);
      g_autoptr (SottoArchive) archive = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      gsize before_length;
      gsize after_length;

      shelf_close (shelf);
      execute (shelf->place, cases[i].sql);
      g_assert_true (g_file_get_contents (shelf->place, &before, &before_length, NULL));
      archive = sotto_archive_open (shelf->place, SOTTO_CLOCK (shelf->clock), &error);
      g_assert_null (archive);
      g_assert_error (error, SOTTO_ARCHIVE_ERROR, cases[i].code);
      g_assert_true (g_file_get_contents (shelf->place, &after, &after_length, NULL));
      g_assert_cmpmem (before, before_length, after, after_length);
    }
}

static void
test_no_file (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  g_autofree char *place = archive_kind_sqlite.make ();
  g_autofree char *inside = g_build_filename (place, "more", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoArchive) archive = sotto_archive_open (inside, SOTTO_CLOCK (clock), &error);

  g_assert_null (archive);
  g_assert_error (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_OPEN);
  g_clear_error (&error);
  g_assert_true (
    g_file_set_contents (place, "This is no database, but a text of some length.", -1, NULL));
  archive = sotto_archive_open (place, SOTTO_CLOCK (clock), &error);
  g_assert_null (archive);
  g_assert_nonnull (error);
  archive_kind_sqlite.drop (place);
}

static void
add_tests (const ArchiveKind *kind)
{
  static const struct
  {
    const char *name;
    GTestDataFunc func;
  } tests[] = {
    { "pages", test_pages },     { "bounds", test_bounds }, { "cursors", test_cursors },
    { "times", test_times },     { "random", test_random }, { "rare-topics", test_rare_topics },
    { "restart", test_restart }, { "delay", test_delay },   { "prune", test_prune },
    { "busy", test_busy },       { "closed", test_closed }, { "kill", test_kill },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/archive/%s/%s", kind->name, tests[i].name);

      g_test_add_data_func (path, kind, tests[i].func);
    }
}

static void
skip (void)
{
  g_test_skip ("There is no PostgreSQL server to be started");
}

int
main (int argc, char **argv)
{
  int result;

  if (argc == 3 && strcmp (argv[1], "--killed") == 0)
    return run_killed (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  add_tests (&archive_kind_sqlite);
  g_test_add_func ("/archive/sqlite/full-disk", test_full_disk);
  g_test_add_func ("/archive/sqlite/overflow", test_overflow);
  g_test_add_func ("/archive/sqlite/strange-files", test_strange_files);
  g_test_add_func ("/archive/sqlite/no-file", test_no_file);

  if (archive_postgres_begin (FALSE))
    add_tests (&archive_kind_postgres);
  else
    g_test_add_func ("/archive/postgres", skip);
  result = g_test_run ();
  archive_postgres_end ();

  return result;
}
