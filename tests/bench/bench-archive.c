/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an archive costs: writing, answering, disk, deleting, for each kind of database and for each
 * number of envelopes that is given.
 *
 * bench-archive ROWS...    at most 36,000,000; 1,000,000 if none is given
 *
 * A hundred thousand envelopes of 446 bytes a day, of 5000 topics alike and one that has every
 * fiftieth. So a larger archive has more days, and the same answers: what takes longer is the
 * archive's fault. Processor time is that of this program and, of a server, of its processes that
 * answer. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "archive-fixture.h"
#include "sotto-random.h"

#define DAY 86400u
#define ROWS_A_DAY 100000u
#define MAX_ROWS 36000000u
#define N_TOPICS 5000u
#define BUSY_EVERY 50u
#define ENVELOPE_BYTES 446u

/* Envelopes that wait to be written at most; less than the archive holds in memory. */
#define CHUNK 40000u

#define N_QUERIES 2000u
#define N_LARGE_QUERIES 300u
#define SLOW_US (60 * G_USEC_PER_SEC)

typedef struct
{
  const ArchiveKind *kind;
  SottoTestPostgres *server; /* (nullable) */
  char *place;
  SottoTestClock *clock;
  SottoArchive *archive;
  SottoRandom *random;
  guint n_days;
} Bench;

/* Figures of many queries. */
typedef struct
{
  GArray *times; /* of gint64, microseconds */
  double cpu_us; /* for each */
  guint64 n_envelopes;
} Figures;

static double
get_cpu_seconds (Bench *bench)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return (double) now.tv_sec + (double) now.tv_nsec / 1e9 +
         (bench->server != NULL ? sotto_test_postgres_get_cpu_seconds (bench->server) : 0);
}

static void
figures_init (Figures *figures)
{
  figures->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  figures->cpu_us = 0;
  figures->n_envelopes = 0;
}

static void
figures_clear (Figures *figures)
{
  g_array_unref (figures->times);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Figures, figures_clear)

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static double
get_percentile_ms (Figures *figures, double share)
{
  guint last = figures->times->len - 1;

  g_array_sort (figures->times, compare_times);

  return (double) g_array_index (figures->times, gint64, (guint) (share * last)) / 1000;
}

static void
print_figures (const char *name, Figures *figures)
{
  printf ("  %-44s p50 %8.3f ms   p99 %8.3f ms   processor %8.3f ms   %6.1f envelopes\n", name,
          get_percentile_ms (figures, 0.5), get_percentile_ms (figures, 0.99),
          figures->cpu_us / 1000, (double) figures->n_envelopes / figures->times->len);
  fflush (stdout);
}

static void
get_topic (guint number, SottoTopic *topic)
{
  guint32 spread = GUINT32_TO_BE (number * 2654435761u + 12345);

  memcpy (topic->bytes, &spread, sizeof topic->bytes);
}

/* The envelope with this place in time. What it contains matters to nobody; its work is not looked
 * at. */
static SottoEnvelope *
make_envelope (Bench *bench, guint number)
{
  static guint8 filling[ENVELOPE_BYTES];
  guint32 first = ARCHIVE_NOW - bench->n_days * DAY;
  guint32 sent = first + (guint32) ((guint64) number * DAY / ROWS_A_DAY);
  guint topic_number =
    number % BUSY_EVERY == 0 ? N_TOPICS : sotto_random_uniform (bench->random, N_TOPICS);
  g_autoptr (GBytes) data = g_bytes_new_static (filling, ENVELOPE_BYTES - 26);
  g_autoptr (GBytes) items = NULL;
  g_autoptr (GBytes) raw = NULL;
  SottoEnvelopeView view;
  SottoTopic topic;
  SottoHash hash;

  get_topic (topic_number, &topic);
  items = sotto_envelope_encode_items (sent + 50, 50, &topic, data);
  raw = sotto_envelope_encode (items, 0x10000000ull + number);
  if (!sotto_envelope_view_parse (&view, g_bytes_get_data (raw, NULL), g_bytes_get_size (raw),
                                  NULL))
    g_error ("Not an envelope");
  sotto_envelope_view_get_hash (&view, &hash);

  return sotto_envelope_new_from_view (&view, &hash, 1);
}

static void
flush (Bench *bench)
{
  g_autoptr (GError) error = NULL;

  archive_flush (bench->archive, &error);
  if (error != NULL)
    g_error ("%s", error->message);
}

/* Writing, without what making the envelopes takes. */
static void
fill (Bench *bench, guint n_rows)
{
  g_autoptr (GPtrArray) chunk =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_envelope_unref);
  SottoArchiveStatistics statistics;
  gint64 wall_us = 0;
  double cpu = 0;

  for (guint number = 0; number < n_rows;)
    {
      gint64 begin;
      double cpu_begin;

      g_ptr_array_set_size (chunk, 0);
      for (; chunk->len < CHUNK && number < n_rows; number++)
        g_ptr_array_add (chunk, make_envelope (bench, number));
      begin = g_get_monotonic_time ();
      cpu_begin = get_cpu_seconds (bench);
      for (guint i = 0; i < chunk->len; i++)
        sotto_archive_add (bench->archive, chunk->pdata[i]);
      flush (bench);
      wall_us += g_get_monotonic_time () - begin;
      cpu += get_cpu_seconds (bench) - cpu_begin;
    }
  archive_measure (bench->archive, &statistics);
  printf ("  %-44s %.0f/s   processor %.1f µs each\n", "written, on the disk",
          n_rows * 1e6 / (double) wall_us, cpu * 1e6 / n_rows);
  printf ("  %-44s %.0f MB, %.0f bytes an envelope of %u\n", "on the disk",
          (double) statistics.bytes / 1e6, (double) statistics.bytes / n_rows, ENVELOPE_BYTES);
  fflush (stdout);
}

/* One page; how many envelopes it has. */
static guint
ask (Bench *bench, SottoMailQuery *query, gint64 *time_us, gboolean *more)
{
  g_autoptr (GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (SottoArchivePage) page = archive_query (bench->archive, query, 900 * 1024, &error);

  if (page == NULL)
    g_error ("%s", error->message);
  *time_us = g_get_monotonic_time () - begin;
  *more = page->more;
  query->cursor_length = SOTTO_MAIL_CURSOR_LENGTH;
  memcpy (query->cursor, page->cursor, sizeof query->cursor);

  return page->envelopes->len;
}

static void
ask_for_day (Bench *bench, SottoMailQuery *query, guint limit)
{
  guint day = sotto_random_uniform (bench->random, bench->n_days);

  query->lower = ARCHIVE_NOW - (day + 1) * DAY;
  query->upper = query->lower + DAY - 1;
  query->limit = limit;
}

/* @busy: of the topic that has every fiftieth envelope, otherwise of any other. */
static void
measure_pages (Bench *bench, const char *name, guint n_queries, gboolean busy, gboolean by_filter)
{
  g_auto (Figures) figures = { 0 };
  gint64 until = g_get_monotonic_time () + SLOW_US;
  double cpu = get_cpu_seconds (bench);

  figures_init (&figures);
  while (figures.times->len < n_queries && g_get_monotonic_time () < until)
    {
      g_auto (SottoMailQuery) query = { 0 };
      SottoTopic topic;
      gint64 time_us;
      gboolean more;

      get_topic (busy ? N_TOPICS : sotto_random_uniform (bench->random, N_TOPICS), &topic);
      ask_for_day (bench, &query, 1000);
      sotto_mail_query_add_topic (&query, &topic);
      if (by_filter)
        g_clear_pointer (&query.topics, g_array_unref);
      figures.n_envelopes += ask (bench, &query, &time_us, &more);
      g_array_append_val (figures.times, time_us);
    }
  figures.cpu_us = (get_cpu_seconds (bench) - cpu) * 1e6 / figures.times->len;
  print_figures (name, &figures);
}

/* What it would cost to look at each envelope of the time, as there were a hundred thousand. */
static void
measure_scan (Bench *bench)
{
  g_auto (Figures) figures = { 0 };
  double cpu;

  figures_init (&figures);
  cpu = get_cpu_seconds (bench);
  for (guint i = 0; i < 5; i++)
    {
      g_auto (SottoMailQuery) query = { 0 };
      gboolean more = TRUE;
      gint64 sum_us = 0;

      query.has_bloom = TRUE;
      sotto_bloom_init_full (&query.bloom);
      ask_for_day (bench, &query, 1000);
      while (more)
        {
          gint64 time_us;

          figures.n_envelopes += ask (bench, &query, &time_us, &more);
          sum_us += time_us;
        }
      g_array_append_val (figures.times, sum_us);
    }
  figures.cpu_us = (get_cpu_seconds (bench) - cpu) * 1e6 / figures.times->len;
  print_figures ("reading all of a day instead", &figures);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Deleting the oldest day while pages of others are asked for. */
static void
measure_pruning (Bench *bench)
{
  g_auto (Figures) figures = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();
  double cpu = get_cpu_seconds (bench);
  gint64 n;

  figures_init (&figures);
  sotto_archive_prune_async (bench->archive, ARCHIVE_NOW - (bench->n_days - 1) * DAY, NULL, done_cb,
                             &result);
  while (result == NULL)
    {
      g_auto (SottoMailQuery) query = { 0 };
      SottoTopic topic;
      gint64 time_us;
      gboolean more;

      get_topic (sotto_random_uniform (bench->random, N_TOPICS), &topic);
      ask_for_day (bench, &query, 1000);
      sotto_mail_query_add_topic (&query, &topic);
      figures.n_envelopes += ask (bench, &query, &time_us, &more);
      g_array_append_val (figures.times, time_us);
    }
  n = sotto_archive_prune_finish (bench->archive, result, &error);
  if (n < 0)
    g_error ("%s", error->message);
  figures.cpu_us = (get_cpu_seconds (bench) - cpu) * 1e6 / figures.times->len;
  print_figures ("one topic of a day, while a day is deleted", &figures);
  printf ("  %-44s %.0f/s   longest page meanwhile %.3f ms\n", "deleted meanwhile",
          (double) n * 1e6 / (double) (g_get_monotonic_time () - begin),
          get_percentile_ms (&figures, 1));
  fflush (stdout);
}

static void
run (const ArchiveKind *kind, guint n_rows)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new ((gint64) ARCHIVE_NOW * G_USEC_PER_SEC);
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (1);
  g_autoptr (GError) error = NULL;
  Bench bench = { .kind = kind, .clock = clock, .random = random };

  bench.n_days = MAX (n_rows / ROWS_A_DAY, 1);
  bench.server = kind == &archive_kind_postgres ? archive_postgres_get_server () : NULL;
  bench.place = kind->make ();
  bench.archive = sotto_archive_open (bench.place, SOTTO_CLOCK (clock), &error);
  if (bench.archive == NULL)
    g_error ("%s", error->message);
  printf ("%s, %u envelopes of %u days\n", kind->name, n_rows, bench.n_days);
  fill (&bench, n_rows);
  measure_pages (&bench, "one topic of a day", N_QUERIES, FALSE, FALSE);
  measure_pages (&bench, "the same by a filter", N_QUERIES, FALSE, TRUE);
  measure_pages (&bench, "a page of a thousand", N_LARGE_QUERIES, TRUE, FALSE);
  measure_scan (&bench);
  measure_pruning (&bench);

  sotto_archive_close (bench.archive);
  g_object_unref (bench.archive);
  kind->drop (bench.place);
  g_free (bench.place);
}

int
main (int argc, char **argv)
{
  gboolean has_server = archive_postgres_begin (TRUE);

  if (!has_server)
    printf ("There is no PostgreSQL server to be started: only SQLite is measured.\n");
  for (int i = 1; i < MAX (argc, 2); i++)
    {
      guint64 n_rows = argc > 1 ? g_ascii_strtoull (argv[i], NULL, 10) : 1000000;

      if (n_rows < ROWS_A_DAY || n_rows > MAX_ROWS)
        {
          fprintf (stderr, "usage: bench-archive [ROWS...], 100000 to 36000000\n");
          archive_postgres_end ();
          return EXIT_FAILURE;
        }
      run (&archive_kind_sqlite, (guint) n_rows);
      if (has_server)
        run (&archive_kind_postgres, (guint) n_rows);
    }
  archive_postgres_end ();

  return EXIT_SUCCESS;
}
