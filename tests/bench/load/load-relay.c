/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load-relay.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sotto-enode.h"
#include "sotto-test-store.h"

/* What is measured is a relay, not the work of envelopes. */
#define MIN_POW "0.00001"

void
load_relay_init (LoadRelay *relay, const char *program, const char *archive, guint max_peers)
{
  *relay = (LoadRelay){ .program = program, .archive = archive, .max_peers = max_peers };
  relay->folder = g_dir_make_tmp ("sotto-load-XXXXXX", NULL);
  g_assert_nonnull (relay->folder);
}

void
load_relay_start (LoadRelay *relay)
{
  g_autofree char *port = g_strdup_printf ("%u", relay->port);
  g_autofree char *peers = g_strdup_printf ("%u", relay->max_peers);
  const char *const arguments[] = {
    relay->program,
    "--listen",
    "127.0.0.1",
    "--port",
    port,
    "--no-lan",
    "--log-level",
    "warning",
    "--data-dir",
    relay->folder,
    "--max-peers",
    peers,
    "--min-pow",
    MIN_POW,
    "--rate-packets",
    "0;0;0",
    "--rate-bytes",
    "0;0;0",
    relay->archive != NULL ? "--archive" : NULL,
    relay->archive,
    NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (SottoEnode) enode = NULL;

  relay->process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (relay->process));
  g_free (relay->enode);
  relay->enode = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_assert_nonnull (relay->enode);
  enode = sotto_enode_parse (relay->enode, NULL);
  g_assert_nonnull (enode);
  relay->port = sotto_enode_get_port (enode);
}

void
load_relay_stop (LoadRelay *relay)
{
  if (relay->process == NULL)
    return;

  g_subprocess_send_signal (relay->process, SIGTERM);
  g_assert_true (g_subprocess_wait (relay->process, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (relay->process), ==, 0);
  g_clear_object (&relay->process);
}

static char *
read_of_process (LoadRelay *relay, const char *name)
{
  g_autofree char *path =
    g_build_filename ("/proc", g_subprocess_get_identifier (relay->process), name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);

  return text;
}

gboolean
load_relay_measure (LoadRelay *relay, LoadFigures *figures)
{
  g_autofree char *status = NULL;
  g_autofree char *stat = NULL;
  g_auto (GStrv) fields = NULL;
  const char *rss;
  const char *behind_name;

  if (relay->process == NULL)
    return FALSE;

  status = read_of_process (relay, "status");
  stat = read_of_process (relay, "stat");
  rss = status != NULL ? strstr (status, "VmRSS:") : NULL;
  behind_name = stat != NULL ? strrchr (stat, ')') : NULL;
  if (rss == NULL || behind_name == NULL)
    return FALSE;

  /* utime and stime are the fields 14 and 15; the state, behind the name, is the third. */
  fields = g_strsplit (behind_name + 2, " ", 14);
  figures->rss_kib = g_ascii_strtoull (rss + strlen ("VmRSS:"), NULL, 10);
  figures->cpu_seconds =
    (double) (g_ascii_strtoull (fields[11], NULL, 10) + g_ascii_strtoull (fields[12], NULL, 10)) /
    (double) sysconf (_SC_CLK_TCK);

  return TRUE;
}

void
load_relay_clear (LoadRelay *relay)
{
  load_relay_stop (relay);
  sotto_test_remove_folder (g_steal_pointer (&relay->folder));
  g_clear_pointer (&relay->enode, g_free);
}
