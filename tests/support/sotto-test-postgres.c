/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-test-postgres.h"

#include <gio/gio.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "sotto-test-store.h"

#define READY "ready to accept connections"

struct _SottoTestPostgres
{
  char *programs;
  char *folder;
  gboolean durable;
  guint n_databases;
  GSubprocess *server;
  GThread *reader;
  GMutex mutex;
  GCond changed;
  gboolean ready;
  gboolean ended;
};

/* (nullable): the folder of the newest server's programs; Debian keeps them out of the way. */
static char *
find_programs (void)
{
  const char *const base = "/usr/lib/postgresql";
  g_autoptr (GDir) folder = g_dir_open (base, 0, NULL);
  g_autofree char *found = g_find_program_in_path ("postgres");
  guint64 newest = 0;
  const char *name;

  if (found != NULL)
    return g_path_get_dirname (found);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *server = g_build_filename (base, name, "bin", "postgres", NULL);

      if (g_file_test (server, G_FILE_TEST_IS_EXECUTABLE))
        newest = MAX (newest, g_ascii_strtoull (name, NULL, 10));
    }

  return newest > 0 ? g_strdup_printf ("%s/%" G_GUINT64_FORMAT "/bin", base, newest) : NULL;
}

/* A server refuses to run as root; it ends with the thread that started it. */
static GPtrArray *
begin_command (SottoTestPostgres *self, const char *program)
{
  GPtrArray *command = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (command, g_strdup ("setpriv"));
  g_ptr_array_add (command, g_strdup ("--pdeathsig=KILL"));
  if (geteuid () == 0)
    {
      g_ptr_array_add (command, g_strdup ("--reuid=postgres"));
      g_ptr_array_add (command, g_strdup ("--regid=postgres"));
      g_ptr_array_add (command, g_strdup ("--init-groups"));
    }
  g_ptr_array_add (command, g_build_filename (self->programs, program, NULL));

  return command;
}

static GSubprocess *
spawn (GPtrArray *command, const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  GSubprocess *process;

  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (command, g_strdup (arguments[i]));
  g_ptr_array_add (command, NULL);
  g_subprocess_launcher_set_cwd (launcher, "/");
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) command->pdata, &error);
  g_assert_no_error (error);

  return process;
}

/* Reads what the server says until it ends, so that it never waits for a reader. */
static gpointer
reader_main (gpointer data)
{
  SottoTestPostgres *self = data;
  g_autoptr (GDataInputStream) lines =
    g_data_input_stream_new (g_subprocess_get_stderr_pipe (self->server));
  char *line;

  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      g_mutex_lock (&self->mutex);
      self->ready = self->ready || strstr (line, READY) != NULL;
      g_cond_signal (&self->changed);
      g_mutex_unlock (&self->mutex);
      g_free (line);
    }
  g_mutex_lock (&self->mutex);
  self->ended = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->mutex);

  return NULL;
}

static void
make_cluster (SottoTestPostgres *self)
{
  const char *const arguments[] = { "--pgdata",   self->folder, "--username", "sotto",
                                    "--auth",     "trust",      "--no-sync",  "--locale=C.UTF-8",
                                    "--encoding", "UTF8",       NULL };
  g_autoptr (GPtrArray) command = begin_command (self, "initdb");
  g_autoptr (GSubprocess) process = spawn (command, arguments);
  g_autofree char *said = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &said, NULL));
  if (!g_subprocess_get_successful (process))
    g_error ("initdb: %s", said);
}

SottoTestPostgres *
sotto_test_postgres_new (gboolean durable)
{
  g_autofree char *programs = find_programs ();
  struct passwd *user = getpwnam ("postgres");
  SottoTestPostgres *self;

  if (programs == NULL || (geteuid () == 0 && user == NULL))
    return NULL;
  self = g_new0 (SottoTestPostgres, 1);
  self->programs = g_steal_pointer (&programs);
  self->folder = sotto_test_make_folder ();
  self->durable = durable;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  if (geteuid () == 0)
    g_assert_cmpint (chown (self->folder, user->pw_uid, user->pw_gid), ==, 0);
  make_cluster (self);
  sotto_test_postgres_start (self);

  return self;
}

void
sotto_test_postgres_start (SottoTestPostgres *self)
{
  g_autoptr (GPtrArray) command = begin_command (self, "postgres");
  const char *const durable = self->durable ? "fsync=on" : "fsync=off";
  const char *const arguments[] = { "-D", self->folder,           "-k", self->folder,
                                    "-c", "listen_addresses=",    "-c", durable,
                                    "-c", "lc_messages=C",        "-c", "max_wal_size=4GB",
                                    "-c", "shared_buffers=256MB", NULL };

  g_assert_null (self->server);
  self->ready = FALSE;
  self->ended = FALSE;
  self->server = spawn (command, arguments);
  self->reader = g_thread_new ("postgres-log", reader_main, self);
  g_mutex_lock (&self->mutex);
  while (!self->ready && !self->ended)
    g_cond_wait (&self->changed, &self->mutex);
  g_assert_true (self->ready);
  g_mutex_unlock (&self->mutex);
}

void
sotto_test_postgres_stop (SottoTestPostgres *self, gboolean kill)
{
  g_subprocess_send_signal (self->server, kill ? SIGQUIT : SIGINT);
  g_assert_true (g_subprocess_wait (self->server, NULL, NULL));
  g_thread_join (g_steal_pointer (&self->reader));
  g_clear_object (&self->server);
}

void
sotto_test_postgres_free (SottoTestPostgres *self)
{
  if (self->server != NULL)
    sotto_test_postgres_stop (self, FALSE);
  sotto_test_remove_folder (self->folder);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self->programs);
  g_free (self);
}

/* Whether a process is one of those that serve us: that is what its title says. */
static gboolean
is_serving (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "cmdline", NULL);
  g_autofree char *title = NULL;

  return g_file_get_contents (path, &title, NULL, NULL) &&
         g_str_has_prefix (title, "postgres: sotto ");
}

/* Ticks of a process if it serves us as a child of the server: fields 14 and 15 of its status, of
 * which the second is a name in parentheses and the fourth its parent. */
static guint64
get_ticks (const char *pid, const char *server_pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "stat", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;
  const char *end;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (end = strrchr (text, ')')) == NULL)
    return 0;
  fields = g_strsplit (end + 2, " ", 0);
  if (g_strv_length (fields) < 13 || strcmp (fields[1], server_pid) != 0 || !is_serving (pid))
    return 0;

  return g_ascii_strtoull (fields[11], NULL, 10) + g_ascii_strtoull (fields[12], NULL, 10);
}

double
sotto_test_postgres_get_cpu_seconds (SottoTestPostgres *self)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  guint64 ticks = 0;
  const char *pid;

  while (processes != NULL && (pid = g_dir_read_name (processes)) != NULL)
    if (g_ascii_isdigit (*pid))
      ticks += get_ticks (pid, g_subprocess_get_identifier (self->server));

  return (double) ticks / (double) sysconf (_SC_CLK_TCK);
}

char *
sotto_test_postgres_make (SottoTestPostgres *self)
{
  guint number = self->n_databases++;
  g_autofree char *any =
    g_strdup_printf ("postgresql:///postgres?host=%s&user=sotto", self->folder);
  g_autofree char *sql = g_strdup_printf ("CREATE DATABASE test%u", number);
  g_autofree char *nothing = sotto_test_postgres_query (any, sql);

  return g_strdup_printf ("postgresql:///test%u?host=%s&user=sotto", number, self->folder);
}

char *
sotto_test_postgres_query (const char *uri, const char *sql)
{
  PGconn *connection = PQconnectdb (uri);
  PGresult *result = PQexec (connection, sql);
  char *value;

  if (PQresultStatus (result) != PGRES_COMMAND_OK && PQresultStatus (result) != PGRES_TUPLES_OK)
    g_error ("%s: %s", sql, PQerrorMessage (connection));
  value = g_strdup (PQntuples (result) > 0 ? PQgetvalue (result, 0, 0) : "");
  PQclear (result);
  PQfinish (connection);

  return value;
}
