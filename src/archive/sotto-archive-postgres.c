/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The archive in PostgreSQL. Its tables are in sotto-archive-postgres-schema.c.
 *
 * A connection that broke is made anew by whatever comes next over it; what runs when it breaks is
 * run once more. All of it can be done twice with the same result. */

#include "sotto-archive-postgres-private.h"

#include <string.h>

/* What a person has written in the place goes before these. A server that is gone without a word is
 * given up after ten seconds. */
#define CONNECT_TIMEOUT "5"
#define SILENCE_TIMEOUT_MS "10000"

typedef gboolean (*Attempt) (SottoArchivePostgres *self, gpointer data, GError **error);

typedef struct
{
  GPtrArray *records;
} Writing;

typedef struct
{
  guint32 before;
  guint most;
  gint64 n_pruned;
} Pruning;

typedef struct
{
  const SottoMailQuery *query;
  gsize max_bytes;
  SottoArchivePage *page;
} Asking;

static void
drop_notice (void *data, const char *message)
{
}

/* What the library says, in one line. */
static char *
dup_reason (SottoArchivePostgres *self)
{
  return g_strdelimit (g_strchomp (g_strdup (PQerrorMessage (self->handle))), "\n\t", ' ');
}

static gboolean
is_alive (SottoArchivePostgres *self)
{
  return self->handle != NULL && PQstatus (self->handle) == CONNECTION_OK;
}

static gboolean
reconnect (SottoArchivePostgres *self, GError **error)
{
  PQreset (self->handle);
  if (!is_alive (self))
    return sotto_archive_postgres_fail (self, error);

  return sotto_archive_postgres_set_up (self, error);
}

/* Runs @attempt, again when the connection broke in it. */
static gboolean
attempt (SottoArchivePostgres *self, Attempt function, gpointer data, GError **error)
{
  if (is_alive (self))
    {
      g_autoptr (GError) first = NULL;

      if (function (self, data, &first))
        return TRUE;
      if (is_alive (self))
        {
          g_propagate_error (error, g_steal_pointer (&first));
          return FALSE;
        }
    }

  return reconnect (self, error) && function (self, data, error);
}

static void
postgres_close (gpointer connection)
{
  SottoArchivePostgres *self = connection;

  PQfinish (self->handle);
  g_hash_table_unref (self->last_days);
  g_hash_table_unref (self->partitions);
  g_array_unref (self->known);
  g_free (self);
}

static gpointer
postgres_open (const char *place, gboolean first, GError **error)
{
  static const char *const keywords[] = { "connect_timeout", "tcp_user_timeout",
                                          "fallback_application_name", "dbname", NULL };
  const char *const values[] = { CONNECT_TIMEOUT, SILENCE_TIMEOUT_MS, "sotto", place, NULL };
  SottoArchivePostgres *self = g_new0 (SottoArchivePostgres, 1);

  self->writes = first;
  self->last_days = g_hash_table_new (NULL, NULL);
  self->partitions = g_hash_table_new (NULL, NULL);
  self->known = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->handle = PQconnectdbParams (keywords, values, 1);
  PQsetNoticeProcessor (self->handle, drop_notice, NULL);
  if (!is_alive (self))
    {
      g_autofree char *reason = dup_reason (self);

      g_set_error (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_OPEN,
                   "the database cannot be reached: %s", reason);
    }
  else if (sotto_archive_postgres_set_up (self, error))
    return self;

  postgres_close (self);

  return NULL;
}

/* Writing. */

/* The tables of the days of what is to be written. */
static gboolean
add_days (SottoArchivePostgres *self, GPtrArray *records, GError **error)
{
  for (guint i = 0; i < records->len; i++)
    {
      const SottoArchiveRecord *record = records->pdata[i];
      guint32 day = record->sent / SOTTO_ARCHIVE_DAY_SECONDS;

      if (g_hash_table_contains (self->partitions, GUINT_TO_POINTER (day)))
        continue;
      if (!sotto_archive_postgres_add_day (self, day, error))
        return FALSE;
      g_hash_table_add (self->partitions, GUINT_TO_POINTER (day));
    }

  return TRUE;
}

static gboolean
insert_rows (SottoArchivePostgres *self, GPtrArray *records, GError **error)
{
  g_autoptr (SottoBuffer) sent = sotto_archive_int_array_new (records->len);
  g_autoptr (SottoBuffer) topics = sotto_archive_int_array_new (records->len);
  g_autoptr (SottoBuffer) hashes = sotto_archive_bytes_array_new (records->len);
  g_autoptr (SottoBuffer) data = sotto_archive_bytes_array_new (records->len);
  g_autoptr (SottoArchiveResult) result = NULL;
  SottoArchiveParameters parameters = { 0 };

  for (guint i = 0; i < records->len; i++)
    {
      const SottoArchiveRecord *record = records->pdata[i];
      gsize length;
      const guint8 *raw = sotto_envelope_get_raw (record->envelope, &length);

      sotto_archive_array_add_int (sent, (gint32) record->sent);
      sotto_archive_array_add_int (topics, (gint32) record->topic);
      sotto_archive_array_add_bytes (hashes, record->hash.bytes, sizeof record->hash.bytes);
      sotto_archive_array_add_bytes (data, raw, length);
    }
  sotto_archive_parameters_add_array (&parameters, sent);
  sotto_archive_parameters_add_array (&parameters, topics);
  sotto_archive_parameters_add_array (&parameters, hashes);
  sotto_archive_parameters_add_array (&parameters, data);
  result = sotto_archive_postgres_run (self, "insert", &parameters, error);

  return result != NULL;
}

/* topic → day of what the table of topics does not say yet. */
static GHashTable *
list_new_topics (SottoArchivePostgres *self, GPtrArray *records)
{
  GHashTable *list = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < records->len; i++)
    {
      const SottoArchiveRecord *record = records->pdata[i];
      gpointer topic = GUINT_TO_POINTER (record->topic);
      guint day = record->sent / SOTTO_ARCHIVE_DAY_SECONDS;
      gpointer known;

      if (g_hash_table_lookup_extended (self->last_days, topic, NULL, &known) &&
          GPOINTER_TO_UINT (known) >= day)
        continue;
      if (GPOINTER_TO_UINT (g_hash_table_lookup (list, topic)) <= day)
        g_hash_table_insert (list, topic, GUINT_TO_POINTER (day));
    }

  return list;
}

static gboolean
insert_topics (SottoArchivePostgres *self, GHashTable *list, GError **error)
{
  g_autoptr (SottoBuffer) topics = sotto_archive_int_array_new (g_hash_table_size (list));
  g_autoptr (SottoBuffer) days = sotto_archive_int_array_new (g_hash_table_size (list));
  g_autoptr (SottoArchiveResult) result = NULL;
  SottoArchiveParameters parameters = { 0 };
  GHashTableIter iter;
  gpointer topic;
  gpointer day;

  if (g_hash_table_size (list) == 0)
    return TRUE;
  g_hash_table_iter_init (&iter, list);
  while (g_hash_table_iter_next (&iter, &topic, &day))
    {
      sotto_archive_array_add_int (topics, (gint32) GPOINTER_TO_UINT (topic));
      sotto_archive_array_add_int (days, (gint32) GPOINTER_TO_UINT (day));
    }
  sotto_archive_parameters_add_array (&parameters, topics);
  sotto_archive_parameters_add_array (&parameters, days);
  result = sotto_archive_postgres_run (self, "insert-topics", &parameters, error);

  return result != NULL;
}

/* What is noted of topics and tables holds only as long as what was written does. */
static gboolean
write_attempt (SottoArchivePostgres *self, gpointer data, GError **error)
{
  Writing *writing = data;
  g_autoptr (GHashTable) topics = NULL;
  GHashTableIter iter;
  gpointer topic;
  gpointer day;

  topics = list_new_topics (self, writing->records);
  if (!add_days (self, writing->records, error) ||
      !sotto_archive_postgres_do (self, "BEGIN", error) ||
      !insert_rows (self, writing->records, error) || !insert_topics (self, topics, error) ||
      !sotto_archive_postgres_do (self, "COMMIT", error))
    {
      g_hash_table_remove_all (self->partitions);
      return FALSE;
    }
  g_hash_table_iter_init (&iter, topics);
  while (g_hash_table_iter_next (&iter, &topic, &day))
    g_hash_table_insert (self->last_days, topic, day);

  return TRUE;
}

static gboolean
postgres_write (gpointer connection, GPtrArray *records, GError **error)
{
  Writing writing = { .records = records };

  return records->len == 0 || attempt (connection, write_attempt, &writing, error);
}

/* Pruning. */

/* Whole days go with their tables, until enough is gone for one step. */
static gboolean
drop_days (SottoArchivePostgres *self, Pruning *pruning, GError **error)
{
  g_autoptr (SottoArchiveResult) days = NULL;
  SottoArchiveParameters parameters = { 0 };

  sotto_archive_parameters_add_int (&parameters,
                                    (gint32) (pruning->before / SOTTO_ARCHIVE_DAY_SECONDS));
  days = sotto_archive_postgres_run (self, "old-days", &parameters, error);
  if (days == NULL)
    return FALSE;

  for (int i = 0; i < PQntuples (days) && pruning->n_pruned < pruning->most; i++)
    {
      guint32 day = (guint32) sotto_archive_result_get_int (days, i, 0);
      gint64 n_rows;

      g_hash_table_remove (self->partitions, GUINT_TO_POINTER (day));
      if (!sotto_archive_postgres_drop_day (self, day, &n_rows, error))
        return FALSE;
      pruning->n_pruned += n_rows;
    }

  return TRUE;
}

/* The oldest rows, up to the first that is not to go, or not in this step. */
static gboolean
delete_rows (SottoArchivePostgres *self, Pruning *pruning, GError **error)
{
  gint32 before = (gint32) MIN (pruning->before, (guint32) G_MAXINT32);
  SottoArchiveParameters limits = { 0 };
  SottoArchiveParameters parameters = { 0 };
  g_autoptr (SottoArchiveResult) first_kept = NULL;
  g_autoptr (SottoArchiveResult) result = NULL;
  SottoHash hash;

  sotto_archive_parameters_add_int (&limits, before);
  sotto_archive_parameters_add_int (&limits, (gint32) (pruning->most - pruning->n_pruned));
  first_kept = sotto_archive_postgres_run (self, "prune-until", &limits, error);
  if (first_kept == NULL)
    return FALSE;

  if (PQntuples (first_kept) > 0)
    {
      sotto_archive_result_get_hash (first_kept, 0, 1, &hash);
      sotto_archive_parameters_add_int (&parameters,
                                        sotto_archive_result_get_int (first_kept, 0, 0));
      sotto_archive_parameters_add_bytes (&parameters, hash.bytes, sizeof hash.bytes);
    }
  else
    {
      sotto_archive_parameters_add_int (&parameters, before);
      sotto_archive_parameters_add_bytes (&parameters, "", 0);
    }
  result = sotto_archive_postgres_run (self, "prune", &parameters, error);
  for (int i = 0; result != NULL && i < PQntuples (result); i++)
    pruning->n_pruned += sotto_archive_result_get_long (result, i, 0);

  return result != NULL;
}

static gboolean
delete_topics (SottoArchivePostgres *self, Pruning *pruning, GError **error)
{
  g_autoptr (SottoArchiveResult) result = NULL;
  SottoArchiveParameters parameters = { 0 };

  sotto_archive_parameters_add_int (&parameters,
                                    (gint32) (pruning->before / SOTTO_ARCHIVE_DAY_SECONDS));
  result = sotto_archive_postgres_run (self, "prune-topics", &parameters, error);
  g_hash_table_remove_all (self->last_days);

  return result != NULL;
}

static gboolean
prune_attempt (SottoArchivePostgres *self, gpointer data, GError **error)
{
  Pruning *pruning = data;

  if (!drop_days (self, pruning, error))
    return FALSE;
  if (pruning->n_pruned >= pruning->most)
    return TRUE;
  if (!delete_rows (self, pruning, error))
    return FALSE;

  return pruning->n_pruned >= pruning->most || delete_topics (self, pruning, error);
}

static gint64
postgres_prune (gpointer connection, guint32 before, guint most, GError **error)
{
  Pruning pruning = { .before = before, .most = most };

  return attempt (connection, prune_attempt, &pruning, error) ? pruning.n_pruned : -1;
}

/* Reading. */

static gboolean
query_attempt (SottoArchivePostgres *self, gpointer data, GError **error)
{
  Asking *asking = data;

  asking->page = sotto_archive_postgres_answer (self, asking->query, asking->max_bytes, error);

  return asking->page != NULL;
}

static SottoArchivePage *
postgres_query (gpointer connection, const SottoMailQuery *query, gsize max_bytes, GError **error)
{
  Asking asking = { .query = query, .max_bytes = max_bytes };

  return attempt (connection, query_attempt, &asking, error) ? asking.page : NULL;
}

static gboolean
measure_attempt (SottoArchivePostgres *self, gpointer data, GError **error)
{
  SottoArchiveStatistics *statistics = data;
  const SottoArchiveParameters none = { 0 };
  g_autoptr (SottoArchiveResult) result =
    sotto_archive_postgres_run (self, "measure", &none, error);

  if (result == NULL)
    return FALSE;
  statistics->rows = (guint64) sotto_archive_result_get_long (result, 0, 0);
  statistics->oldest = (guint32) sotto_archive_result_get_long (result, 0, 1);
  statistics->bytes = (guint64) sotto_archive_result_get_long (result, 0, 2);

  return TRUE;
}

static gboolean
postgres_measure (gpointer connection, SottoArchiveStatistics *statistics, GError **error)
{
  return attempt (connection, measure_attempt, statistics, error);
}

const SottoArchiveBackend sotto_archive_postgres = {
  .open = postgres_open,
  .close = postgres_close,
  .write = postgres_write,
  .query = postgres_query,
  .prune = postgres_prune,
  .measure = postgres_measure,
};

/* Private to the folder. */

gboolean
sotto_archive_postgres_fail (SottoArchivePostgres *self, GError **error)
{
  g_autofree char *reason = dup_reason (self);

  g_set_error (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_STORAGE, "The archive failed: %s",
               reason);
  if (PQtransactionStatus (self->handle) == PQTRANS_INERROR)
    PQclear (PQexec (self->handle, "ROLLBACK"));

  return FALSE;
}

static PGresult *
check_result (SottoArchivePostgres *self, PGresult *result, GError **error)
{
  ExecStatusType status = PQresultStatus (result);

  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
    return result;
  PQclear (result);
  sotto_archive_postgres_fail (self, error);

  return NULL;
}

PGresult *
sotto_archive_postgres_execute (SottoArchivePostgres *self, const char *sql, GError **error)
{
  return check_result (self, PQexec (self->handle, sql), error);
}

gboolean
sotto_archive_postgres_do (SottoArchivePostgres *self, const char *sql, GError **error)
{
  g_autoptr (SottoArchiveResult) result = sotto_archive_postgres_execute (self, sql, error);

  return result != NULL;
}

PGresult *
sotto_archive_postgres_run (SottoArchivePostgres *self,
                            const char *statement,
                            const SottoArchiveParameters *parameters,
                            GError **error)
{
  return check_result (self,
                       PQexecPrepared (self->handle, statement, parameters->n, parameters->values,
                                       parameters->lengths, parameters->formats, 1),
                       error);
}
