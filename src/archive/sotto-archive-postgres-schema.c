/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of an archive in PostgreSQL, in a schema of their own (mailserver.md section 5.1):
 *
 *   format      version
 *   envelopes   sent, hash | topic, data        by days of sending: one table each, envelopes_DAY,
 *                                               found by (sent, hash) and by (topic, sent, hash)
 *   topics      id | topic, last_day            an id is never used again, so that a reader learns
 *                                               what is new by asking for higher ones
 *   days        day | rows                      which tables there are, and what is in them, so
 * that nothing is ever counted
 *
 * What is kept is ciphertext: it is stored as it is, since it does not compress. Times are signed
 * numbers here, which end in January 2038.
 */

#include "sotto-archive-postgres-private.h"

#define SCHEMA_VERSION 1

/* Of those that write, and nobody else; the lock is on the database and ends with the connection.
 */
#define LOCK_NUMBER "8318830101"
#define LOCK_PATIENCE "3s"
#define LOCK_NOT_AVAILABLE "55P03"

/* Rows that are looked at for a filter that lets most topics through. */
#define MOST_SIFTED "20000"

/* Plans are the same for all values, since planning for thirty tables takes longer than a query;
 * and no statement here has a reason to read a whole table, whatever the planner expects of values
 * that it does not know. What was reported as written is on the disk. */
#define SETTINGS                                                                                   \
  "SET search_path = sotto_archive, pg_catalog;"                                                   \
  "SET client_min_messages = error;"                                                               \
  "SET synchronous_commit = on;"                                                                   \
  "SET plan_cache_mode = force_generic_plan;"                                                      \
  "SET enable_seqscan = off;"                                                                      \
  "SET jit = off;"

#define READER_SETTINGS                                                                            \
  "SET default_transaction_read_only = on;"                                                        \
  "SET statement_timeout = '10s';"

#define SCHEMA                                                                                     \
  "BEGIN;"                                                                                         \
  "CREATE SCHEMA sotto_archive;"                                                                   \
  "CREATE TABLE format (version int4 NOT NULL);"                                                   \
  "INSERT INTO format VALUES (1);"                                                                 \
  "CREATE TABLE envelopes ("                                                                       \
  "  sent int4 NOT NULL,"                                                                          \
  "  topic int4 NOT NULL,"                                                                         \
  "  hash bytea NOT NULL,"                                                                         \
  "  data bytea NOT NULL,"                                                                         \
  "  PRIMARY KEY (sent, hash)) PARTITION BY RANGE (sent);"                                         \
  "ALTER TABLE envelopes ALTER hash SET STORAGE PLAIN;"                                            \
  "ALTER TABLE envelopes ALTER data SET STORAGE EXTERNAL;"                                         \
  "CREATE INDEX envelopes_by_topic ON envelopes (topic, sent DESC, hash DESC);"                    \
  "CREATE TABLE topics ("                                                                          \
  "  id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"                                            \
  "  topic int4 NOT NULL UNIQUE,"                                                                  \
  "  last_day int4 NOT NULL);"                                                                     \
  "CREATE TABLE days (day int4 PRIMARY KEY, rows int8 NOT NULL);"                                  \
  "COMMIT;"

/* clang-format off */
#define SPAN(lower, upper, hash)                                                                   \
  "sent >= " lower "::int4 AND sent <= " upper "::int4"                                            \
  " AND (sent, hash) < (" upper "::int4, " hash "::bytea)"

/* What would not fit into the page is not sent; the first row is in any case. */
#define DATA_THAT_FITS(bytes)                                                                      \
  "CASE WHEN sum (size) OVER w <= " bytes "::int8 OR row_number () OVER w = 1 THEN data END"

static const struct
{
  const char *name;
  gboolean writes;
  const char *text;
} statements[] = {
  { "insert", TRUE,
    "WITH added AS (INSERT INTO envelopes (sent, topic, hash, data)"
    "  SELECT * FROM unnest ($1::int4[], $2::int4[], $3::bytea[], $4::bytea[])"
    "  ON CONFLICT DO NOTHING RETURNING sent)"
    " INSERT INTO days SELECT sent / 86400, count(*) FROM added GROUP BY 1"
    " ON CONFLICT (day) DO UPDATE SET rows = days.rows + excluded.rows" },
  { "insert-topics", TRUE,
    "INSERT INTO topics (topic, last_day) SELECT * FROM unnest ($1::int4[], $2::int4[])"
    " ON CONFLICT (topic) DO UPDATE SET last_day = excluded.last_day"
    " WHERE excluded.last_day > topics.last_day" },
  /* The first row that one step of pruning leaves, then what is older than it. */
  { "prune-until", TRUE,
    "SELECT sent, hash FROM envelopes WHERE sent < $1::int4"
    " ORDER BY sent, hash OFFSET $2::int4 LIMIT 1" },
  { "prune", TRUE,
    "WITH gone AS (DELETE FROM envelopes"
    "  WHERE sent <= $1::int4 AND (sent, hash) < ($1::int4, $2::bytea) RETURNING sent),"
    " counted AS (SELECT sent / 86400 AS day, count(*) AS n FROM gone GROUP BY 1)"
    " UPDATE days SET rows = rows - n FROM counted WHERE days.day = counted.day RETURNING n" },
  { "prune-topics", TRUE, "DELETE FROM topics WHERE last_day < $1::int4" },
  { "old-days", TRUE, "SELECT day FROM days WHERE day < $1::int4 ORDER BY day" },
  { "new-topics", FALSE, "SELECT id, topic FROM topics WHERE id > $1::int8 ORDER BY id" },
  /* One step down the index for each topic and day, whatever else is in the archive. */
  { "seek", FALSE,
    "SELECT sent, hash, size, " DATA_THAT_FITS ("$6")
    " FROM unnest ($1::int4[]) AS t (topic) CROSS JOIN LATERAL"
    " (SELECT sent, hash, octet_length (data) AS size, data FROM envelopes"
    "  WHERE topic = t.topic AND " SPAN ("$2", "$3", "$4")
    "  ORDER BY sent DESC, hash DESC LIMIT $5::int4) AS e"
    " WINDOW w AS (ORDER BY sent DESC, hash DESC ROWS UNBOUNDED PRECEDING)"
    " ORDER BY sent DESC, hash DESC LIMIT $5::int4" },
  { "walk", FALSE,
    "SELECT sent, hash, size, " DATA_THAT_FITS ("$5")
    " FROM (SELECT sent, hash, octet_length (data) AS size, data FROM envelopes"
    "  WHERE " SPAN ("$1", "$2", "$3") " ORDER BY sent DESC, hash DESC LIMIT $4::int4) AS e"
    " WINDOW w AS (ORDER BY sent DESC, hash DESC ROWS UNBOUNDED PRECEDING)"
    " ORDER BY sent DESC, hash DESC" },
  /* "IS TRUE" makes the topics a table that each row is looked up in, in order; a join would begin
   * with reading all rows. */
  { "sift", FALSE,
    "SELECT sent, hash, size, " DATA_THAT_FITS ("$5")
    " FROM (SELECT sent, hash, topic, octet_length (data) AS size, data FROM envelopes"
    "  WHERE " SPAN ("$1", "$2", "$3") " ORDER BY sent DESC, hash DESC LIMIT " MOST_SIFTED ") AS e"
    " WHERE (topic IN (SELECT unnest ($6::int4[]))) IS TRUE"
    " WINDOW w AS (ORDER BY sent DESC, hash DESC ROWS UNBOUNDED PRECEDING)"
    " ORDER BY sent DESC, hash DESC LIMIT $4::int4" },
  { "measure", FALSE,
    "SELECT (SELECT coalesce (sum (rows), 0)::int8 FROM days),"
    " (SELECT coalesce (min (sent), 0)::int8 FROM envelopes),"
    " (SELECT coalesce (sum (pg_total_relation_size (relid)), 0)::int8"
    "  FROM pg_partition_tree ('envelopes'))"
    " + pg_total_relation_size ('topics') + pg_total_relation_size ('days')" },
};
/* clang-format on */

/* What became of the table of a day: it is a part of the whole, is on its way out of it because
 * that was interrupted, or is out of it and was not dropped yet. */
typedef enum
{
  DAY_ATTACHED,
  DAY_LEAVING,
  DAY_ALONE,
  DAY_NONE,
} DayState;

/* The server may take a moment to notice that the program before this one has ended. */
static gboolean
take_lock (SottoArchivePostgres *self, GError **error)
{
  g_autoptr (SottoArchiveResult) result = NULL;

  if (!sotto_archive_postgres_do (self, "SET lock_timeout = '" LOCK_PATIENCE "'", error))
    return FALSE;
  result = PQexec (self->handle, "SELECT pg_advisory_lock (" LOCK_NUMBER ")");
  if (PQresultStatus (result) == PGRES_TUPLES_OK)
    return sotto_archive_postgres_do (self, "RESET lock_timeout", error);
  if (g_strcmp0 (PQresultErrorField (result, PG_DIAG_SQLSTATE), LOCK_NOT_AVAILABLE) != 0)
    return sotto_archive_postgres_fail (self, error);
  g_set_error_literal (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_OPEN,
                       "another mailserver writes to this archive");

  return FALSE;
}

static gboolean
check_schema (SottoArchivePostgres *self, GError **error)
{
  g_autoptr (SottoArchiveResult) found = sotto_archive_postgres_execute (
    self, "SELECT 1 WHERE to_regclass ('sotto_archive.format') IS NOT NULL", error);
  g_autoptr (SottoArchiveResult) version = NULL;

  if (found == NULL)
    return FALSE;
  if (PQntuples (found) == 0)
    return sotto_archive_postgres_do (self, SCHEMA, error);
  version = sotto_archive_postgres_execute (
    self, "SELECT 1 FROM format HAVING max (version) <= " G_STRINGIFY (SCHEMA_VERSION), error);
  if (version == NULL)
    return FALSE;
  if (PQntuples (version) == 1)
    return TRUE;
  g_set_error_literal (error, SOTTO_ARCHIVE_ERROR, SOTTO_ARCHIVE_ERROR_NEWER,
                       "the archive was written by a newer version of this program");

  return FALSE;
}

static gboolean
prepare (SottoArchivePostgres *self, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr (SottoArchiveResult) result = NULL;

      if (statements[i].writes != self->writes)
        continue;
      result = PQprepare (self->handle, statements[i].name, statements[i].text, 0, NULL);
      if (PQresultStatus (result) != PGRES_COMMAND_OK)
        return sotto_archive_postgres_fail (self, error);
    }

  return TRUE;
}

static gboolean
find_day (SottoArchivePostgres *self, guint32 day, DayState *state, GError **error)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT coalesce (i.inhdetachpending::int4, %d) FROM pg_class AS c"
                     " LEFT JOIN pg_inherits AS i ON i.inhrelid = c.oid"
                     " WHERE c.oid = to_regclass ('sotto_archive.envelopes_%u')",
                     DAY_ALONE, day);
  g_autoptr (SottoArchiveResult) result = sotto_archive_postgres_execute (self, sql, error);

  if (result == NULL)
    return FALSE;
  *state = DAY_NONE;
  if (PQntuples (result) > 0)
    *state = (DayState) g_ascii_strtoull (PQgetvalue (result, 0, 0), NULL, 10);

  return TRUE;
}

/* Detaching waits for those who read the table, and lets everybody else go on: dropping a part of
 * the whole would stop all until they are done. It cannot be part of a transaction. */
static gboolean
detach_day (SottoArchivePostgres *self, guint32 day, GError **error)
{
  g_autofree char *begin =
    g_strdup_printf ("ALTER TABLE envelopes DETACH PARTITION envelopes_%u CONCURRENTLY", day);
  g_autofree char *finish =
    g_strdup_printf ("ALTER TABLE envelopes DETACH PARTITION envelopes_%u FINALIZE", day);
  DayState state;

  if (!find_day (self, day, &state, error))
    return FALSE;
  switch (state)
    {
    case DAY_ATTACHED:
      return sotto_archive_postgres_do (self, begin, error);
    case DAY_LEAVING:
      return sotto_archive_postgres_do (self, finish, error);
    case DAY_ALONE:
    case DAY_NONE:
      break;
    }

  return TRUE;
}

/* Private to the folder. */

gboolean
sotto_archive_postgres_set_up (SottoArchivePostgres *self, GError **error)
{
  if (!sotto_archive_postgres_do (self, SETTINGS, error))
    return FALSE;
  if (!self->writes)
    return sotto_archive_postgres_do (self, READER_SETTINGS, error) && prepare (self, error);

  return take_lock (self, error) && check_schema (self, error) && prepare (self, error);
}

gboolean
sotto_archive_postgres_add_day (SottoArchivePostgres *self, guint32 day, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
    "BEGIN;"
    "CREATE TABLE envelopes_%u PARTITION OF envelopes FOR VALUES FROM (%" G_GUINT64_FORMAT
    ") TO (%" G_GUINT64_FORMAT ");"
    "INSERT INTO days VALUES (%u, 0) ON CONFLICT DO NOTHING;"
    "COMMIT",
    day, (guint64) day * SOTTO_ARCHIVE_DAY_SECONDS,
    MIN ((guint64) (day + 1) * SOTTO_ARCHIVE_DAY_SECONDS, (guint64) G_MAXINT32), day);
  DayState state;
  gint64 n_rows;

  if (!find_day (self, day, &state, error))
    return FALSE;
  if (state == DAY_ATTACHED)
    return TRUE;

  return (state == DAY_NONE || sotto_archive_postgres_drop_day (self, day, &n_rows, error)) &&
         sotto_archive_postgres_do (self, sql, error);
}

gboolean
sotto_archive_postgres_drop_day (SottoArchivePostgres *self,
                                 guint32 day,
                                 gint64 *n_rows,
                                 GError **error)
{
  g_autofree char *forget = g_strdup_printf ("DELETE FROM days WHERE day = %u RETURNING rows", day);
  g_autofree char *drop = g_strdup_printf ("DROP TABLE IF EXISTS envelopes_%u; COMMIT", day);
  g_autoptr (SottoArchiveResult) result = NULL;

  if (!detach_day (self, day, error) || !sotto_archive_postgres_do (self, "BEGIN", error))
    return FALSE;
  result = sotto_archive_postgres_execute (self, forget, error);
  if (result == NULL)
    return FALSE;
  *n_rows = PQntuples (result) > 0 ? g_ascii_strtoll (PQgetvalue (result, 0, 0), NULL, 10) : 0;

  return sotto_archive_postgres_do (self, drop, error);
}
