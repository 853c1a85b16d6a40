/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "archive-fixture.h"

#include <string.h>

#include "sotto-test-store.h"

#define LIFETIME 50

static char *
make_file (void)
{
  g_autofree char *folder = sotto_test_make_folder ();

  return g_build_filename (folder, "archive.sqlite", NULL);
}

static void
drop_file (const char *place)
{
  sotto_test_remove_folder (g_path_get_dirname (place));
}

const ArchiveKind archive_kind_sqlite = { .name = "sqlite", .make = make_file, .drop = drop_file };

static SottoTestPostgres *server;

static char *
make_database (void)
{
  return sotto_test_postgres_make (server);
}

static void
leave_database (const char *place)
{
}

const ArchiveKind archive_kind_postgres = { .name = "postgres",
                                            .make = make_database,
                                            .drop = leave_database };

gboolean
archive_postgres_begin (gboolean durable)
{
  server = sotto_test_postgres_new (durable);

  return server != NULL;
}

void
archive_postgres_end (void)
{
  g_clear_pointer (&server, sotto_test_postgres_free);
}

SottoTestPostgres *
archive_postgres_get_server (void)
{
  return server;
}

SottoEnvelope *
archive_envelope (guint32 sent, const SottoTopic *topic, guint number, gsize length)
{
  g_autofree guint8 *data = g_malloc0 (MAX (length, sizeof number));
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) items = NULL;
  g_autoptr (GBytes) raw = NULL;

  memcpy (data, &number, sizeof number);
  bytes = g_bytes_new (data, MAX (length, sizeof number));
  items = sotto_envelope_encode_items (sent + LIFETIME, LIFETIME, topic, bytes);
  raw = sotto_envelope_encode (items, number);

  return sotto_envelope_new_from_bytes (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), NULL);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

void
archive_flush (SottoArchive *archive, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sotto_archive_flush_async (archive, NULL, result_cb, &result);
  wait_for (&result);
  sotto_archive_flush_finish (archive, result, error);
}

SottoArchivePage *
archive_query (SottoArchive *archive, const SottoMailQuery *query, gsize max_bytes, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sotto_archive_query_async (archive, query, max_bytes, NULL, result_cb, &result);
  wait_for (&result);

  return sotto_archive_query_finish (archive, result, error);
}

gint64
archive_prune (SottoArchive *archive, guint32 before)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n;

  sotto_archive_prune_async (archive, before, NULL, result_cb, &result);
  wait_for (&result);
  n = sotto_archive_prune_finish (archive, result, &error);
  g_assert_no_error (error);

  return n;
}

void
archive_measure (SottoArchive *archive, SottoArchiveStatistics *statistics)
{
  g_autoptr (GAsyncResult) result = NULL;

  sotto_archive_measure_async (archive, NULL, result_cb, &result);
  wait_for (&result);
  g_assert_true (sotto_archive_measure_finish (archive, result, statistics, NULL));
}
