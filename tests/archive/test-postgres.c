/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is of PostgreSQL alone: a server that goes and comes back, tables by days, and databases
 * that are not to be touched. What all archives promise is in test-archive.c. */

#include <string.h>

#include "archive-fixture.h"

#define DAY 86400u

static const SottoTopic red = { { 1, 2, 3, 4 } };

typedef struct
{
  SottoTestPostgres *server;
  char *place;
  SottoTestClock *clock;
  SottoArchive *archive;
} Fixture;

static void
fixture_open (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->archive = sotto_archive_open (fixture->place, SOTTO_CLOCK (fixture->clock), &error);
  g_assert_no_error (error);
}

static void
fixture_close (Fixture *fixture)
{
  sotto_archive_close (fixture->archive);
  g_clear_object (&fixture->archive);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = archive_postgres_get_server ();
  fixture->place = sotto_test_postgres_make (fixture->server);
  fixture->clock = sotto_test_clock_new ((gint64) ARCHIVE_NOW * G_USEC_PER_SEC);
  fixture_open (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->archive != NULL)
    fixture_close (fixture);
  g_object_unref (fixture->clock);
  g_free (fixture->place);
}

static void
put (Fixture *fixture, guint32 sent, guint number, gsize length)
{
  g_autoptr (SottoEnvelope) envelope = archive_envelope (sent, &red, number, length);

  sotto_archive_add (fixture->archive, envelope);
}

static void
flush (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  archive_flush (fixture->archive, &error);
  g_assert_no_error (error);
}

static guint
count (Fixture *fixture)
{
  g_auto (SottoMailQuery) query = { .upper = G_MAXUINT32, .limit = 1000 };
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoArchivePage) page = NULL;

  sotto_mail_query_add_topic (&query, &red);
  page = archive_query (fixture->archive, &query, G_MAXSIZE, &error);
  g_assert_no_error (error);
  g_assert_false (page->more);

  return page->envelopes->len;
}

static void
assert_answer (Fixture *fixture, const char *sql, const char *expected)
{
  g_autofree char *value = sotto_test_postgres_query (fixture->place, sql);

  g_assert_cmpstr (value, ==, expected);
}

/* What is queued survives a server that is away, and what was written one that is killed. */
static void
test_server_returns (Fixture *fixture, gconstpointer data)
{
  gboolean kill = GPOINTER_TO_INT (data);
  g_auto (SottoMailQuery) query = { .upper = ARCHIVE_NOW, .limit = 1 };
  g_autoptr (SottoArchivePage) page = NULL;
  g_autoptr (GError) flush_error = NULL;
  g_autoptr (GError) query_error = NULL;

  for (guint i = 0; i < 100; i++)
    put (fixture, ARCHIVE_NOW - i, i, 400);
  flush (fixture);
  sotto_test_postgres_stop (fixture->server, kill);

  for (guint i = 100; i < 250; i++)
    put (fixture, ARCHIVE_NOW - i, i, 400);
  archive_flush (fixture->archive, &flush_error);
  g_assert_error (flush_error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_STORAGE);
  g_assert_nonnull (sotto_archive_get_problem (fixture->archive));
  sotto_mail_query_add_topic (&query, &red);
  page = archive_query (fixture->archive, &query, G_MAXSIZE, &query_error);
  g_assert_error (query_error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_STORAGE);

  sotto_test_postgres_start (fixture->server);
  while (sotto_archive_get_problem (fixture->archive) != NULL)
    {
      sotto_test_clock_advance (fixture->clock, 1000);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpuint (count (fixture), ==, 250);
}

/* A server that was restarted between two requests is not noticed at all. */
static void
test_connections_break (Fixture *fixture, gconstpointer data)
{
  put (fixture, ARCHIVE_NOW, 1, 10);
  flush (fixture);
  for (guint i = 0; i < 3; i++)
    {
      assert_answer (fixture,
                     "SELECT count (pg_terminate_backend (pid)) FROM pg_stat_activity"
                     " WHERE datname = current_database () AND pid <> pg_backend_pid ()",
                     "5");
      put (fixture, ARCHIVE_NOW, 2 + i, 10);
      flush (fixture);
      for (guint j = 0; j < 4; j++)
        g_assert_cmpuint (count (fixture), ==, 2 + i);
      /* All readers, whichever has answered. */
      sotto_archive_close (fixture->archive);
      g_clear_object (&fixture->archive);
      fixture_open (fixture);
    }
}

static void
test_newer_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put (fixture, ARCHIVE_NOW, 1, 10);
  fixture_close (fixture);
  assert_answer (fixture, "UPDATE sotto_archive.format SET version = 2", "");
  g_assert_null (sotto_archive_open (fixture->place, SOTTO_CLOCK (fixture->clock), &error));
  g_assert_error (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_NEWER);
  assert_answer (fixture, "SELECT count (*) FROM sotto_archive.envelopes", "1");
  assert_answer (fixture, "SELECT version FROM sotto_archive.format", "2");
}

/* A schema of that name that is of something else. */
static void
test_foreign_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_close (fixture);
  assert_answer (fixture, "DROP SCHEMA sotto_archive CASCADE", "");
  assert_answer (fixture, "CREATE SCHEMA sotto_archive", "");
  g_assert_null (sotto_archive_open (fixture->place, SOTTO_CLOCK (fixture->clock), &error));
  g_assert_nonnull (error);
  assert_answer (fixture, "SELECT count (*) FROM pg_tables WHERE schemaname = 'sotto_archive'",
                 "0");
}

static void
test_second_writer_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sotto_archive_open (fixture->place, SOTTO_CLOCK (fixture->clock), &error));
  g_assert_error (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_OPEN);
  put (fixture, ARCHIVE_NOW, 1, 10);
  flush (fixture);
}

static void
test_no_server (Fixture *fixture, gconstpointer data)
{
  static const char *const places[] = {
    "postgresql:///none?host=/nonexistent",
    "postgresql://%zz",
    "postgres://[",
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sotto_archive_open (places[i], SOTTO_CLOCK (fixture->clock), &error));
      g_assert_error (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_OPEN);
    }
}

/* Whole days go with their tables, the rest by rows; nothing is compressed. */
static void
test_days (Fixture *fixture, gconstpointer data)
{
  const guint32 midnight = ARCHIVE_NOW - ARCHIVE_NOW % DAY;
  const char *const tables =
    "SELECT count (*) FROM pg_inherits WHERE inhparent = 'sotto_archive.envelopes'::regclass";
  SottoArchiveStatistics statistics;

  for (guint i = 0; i < 50; i++)
    {
      put (fixture, midnight - i % 5 * DAY, i, 10);
      put (fixture, midnight - i % 5 * DAY + DAY - 1, 100 + i, 10);
    }
  flush (fixture);
  assert_answer (fixture, tables, "5");
  assert_answer (fixture,
                 "SELECT count (*) FROM pg_attribute AS a JOIN pg_inherits ON inhrelid = attrelid"
                 " WHERE attname = 'data' AND attstorage = 'e'"
                 " AND inhparent = 'sotto_archive.envelopes'::regclass",
                 "5");
  archive_measure (fixture->archive, &statistics);
  g_assert_cmpuint (statistics.rows, ==, 100);
  g_assert_cmpuint (statistics.oldest, ==, midnight - 4 * DAY);

  /* Two days and the first second of another. */
  g_assert_cmpint (archive_prune (fixture->archive, midnight - 2 * DAY + 1), ==, 50);
  assert_answer (fixture, tables, "3");
  g_assert_cmpuint (count (fixture), ==, 50);
  archive_measure (fixture->archive, &statistics);
  g_assert_cmpuint (statistics.rows, ==, 50);
  g_assert_cmpuint (statistics.oldest, ==, midnight - 2 * DAY + DAY - 1);

  /* What comes late makes its table again. */
  put (fixture, midnight - 4 * DAY, 1000, 10);
  flush (fixture);
  assert_answer (fixture, tables, "4");
  g_assert_cmpint (archive_prune (fixture->archive, ARCHIVE_NOW + DAY), ==, 51);
  assert_answer (fixture, tables, "0");
}

/* A table whose dropping was interrupted stands in nobody's way. */
static void
test_interrupted_dropping (Fixture *fixture, gconstpointer data)
{
  g_autofree char *detach = g_strdup_printf (
    "ALTER TABLE sotto_archive.envelopes DETACH PARTITION sotto_archive.envelopes_%u",
    (ARCHIVE_NOW - 2 * DAY) / DAY);

  for (guint round = 0; round < 2; round++)
    {
      put (fixture, ARCHIVE_NOW, 3 * round, 10);
      put (fixture, ARCHIVE_NOW - 2 * DAY, 3 * round + 1, 10);
      flush (fixture);
      fixture_close (fixture);
      assert_answer (fixture, detach, "");
      fixture_open (fixture);
      if (round == 0)
        {
          /* What was in it was on its way out. */
          put (fixture, ARCHIVE_NOW - 2 * DAY, 3 * round + 2, 10);
          flush (fixture);
          g_assert_cmpuint (count (fixture), ==, 2);
        }
      archive_prune (fixture->archive, ARCHIVE_NOW - DAY);
      g_assert_cmpuint (count (fixture), ==, round + 1);
    }
  assert_answer (fixture, "SELECT count (*) FROM pg_tables WHERE tablename LIKE 'envelopes\\_%'",
                 "1");
}

static void
test_large_envelopes (Fixture *fixture, gconstpointer data)
{
  static const gsize sizes[] = { 4, 1900, 2100, 9000, 1000 * 1000 };
  g_auto (SottoMailQuery) query = { .upper = ARCHIVE_NOW, .limit = 1000 };
  g_autoptr (SottoArchivePage) page = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    put (fixture, ARCHIVE_NOW - i, i, sizes[i]);
  flush (fixture);
  sotto_mail_query_add_topic (&query, &red);
  page = archive_query (fixture->archive, &query, G_MAXSIZE, NULL);
  g_assert_cmpuint (page->envelopes->len, ==, G_N_ELEMENTS (sizes));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (SottoEnvelope) envelope = archive_envelope (ARCHIVE_NOW - i, &red, i, sizes[i]);
      GBytes *stored = g_ptr_array_index (page->envelopes, i);
      gsize length;
      const guint8 *raw = sotto_envelope_get_raw (envelope, &length);

      g_assert_cmpmem (g_bytes_get_data (stored, NULL), g_bytes_get_size (stored), raw, length);
    }
}

static void
add (const char *path, void (*function) (Fixture *fixture, gconstpointer data), gconstpointer data)
{
  g_test_add (path, Fixture, data, set_up, function, tear_down);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  if (!archive_postgres_begin (FALSE))
    {
      g_print ("1..0 # SKIP There is no PostgreSQL server to be started\n");
      return 0;
    }
  add ("/postgres/server-returns", test_server_returns, GINT_TO_POINTER (FALSE));
  add ("/postgres/killed-server-returns", test_server_returns, GINT_TO_POINTER (TRUE));
  add ("/postgres/connections-break", test_connections_break, NULL);
  add ("/postgres/newer-is-refused", test_newer_is_refused, NULL);
  add ("/postgres/foreign-is-refused", test_foreign_is_refused, NULL);
  add ("/postgres/second-writer-is-refused", test_second_writer_is_refused, NULL);
  add ("/postgres/no-server", test_no_server, NULL);
  add ("/postgres/days", test_days, NULL);
  add ("/postgres/interrupted-dropping", test_interrupted_dropping, NULL);
  add ("/postgres/large-envelopes", test_large_envelopes, NULL);
  result = g_test_run ();
  archive_postgres_end ();

  return result;
}
