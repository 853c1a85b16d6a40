/* SPDX-License-Identifier: GPL-3.0-or-later */

/* sottod: a relay without a screen. It reads its configuration, makes its key when there is none,
 * listens, prints its enode on one line, and runs until it is told to stop. SIGHUP makes it read
 * its configuration again.
 */

#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "sotto-host.h"
#include "sottod-config.h"
#include "sottod-key-file.h"
#include "sottod-log.h"
#include "sottod-notify.h"
#include "sottod-relay.h"

/* Files that are open besides connections. */
#define SPARE_FILES 64

enum
{
  EXIT_STOPPED = 0,
  EXIT_FAILED = 1,
  EXIT_CONFIG = 2,
  EXIT_LISTEN = 3,
  EXIT_KEY = 4,
};

typedef struct
{
  GMainLoop *loop;
  SottodRelay *relay;
  char **arguments;
  gboolean stopping;
} Daemon;

static int
report (const GError *error)
{
  fprintf (stderr, "sottod: %s\n", error->message);

  if (g_error_matches (error, SOTTOD_ERROR, SOTTOD_ERROR_KEY))
    return EXIT_KEY;
  if (error->domain == SOTTOD_ERROR || error->domain == G_OPTION_ERROR)
    return EXIT_CONFIG;
  if (g_error_matches (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_LISTEN))
    return EXIT_LISTEN;

  return EXIT_FAILED;
}

/* The node key is in memory: nobody else of this machine may look, and no core may be left behind.
 */
static void
protect_memory (void)
{
#ifdef SOTTO_RELEASE
  struct rlimit no_core = { 0, 0 };

  setrlimit (RLIMIT_CORE, &no_core);
  prctl (PR_SET_DUMPABLE, 0);
#endif
}

static void
raise_file_limit (guint max_peers)
{
  struct rlimit limit;
  rlim_t wanted = max_peers + SPARE_FILES;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
    return;

  limit.rlim_cur = MIN (wanted, limit.rlim_max);
  if (setrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted)
    sottod_log (SOTTOD_LOG_WARNING, "few-files", "hint",
                "the limit of open files is below the number of peers", NULL);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Daemon *daemon = user_data;
  g_autoptr (GError) error = NULL;

  if (!sottod_relay_stop_finish (SOTTOD_RELAY (source), result, &error))
    sottod_log (SOTTOD_LOG_WARNING, "stop-failed", "reason", error->message, NULL);
  g_main_loop_quit (daemon->loop);
}

/* The first signal stops in order, the second at once. */
static gboolean
signal_cb (gpointer user_data)
{
  Daemon *daemon = user_data;

  if (daemon->stopping)
    {
      g_main_loop_quit (daemon->loop);
      return G_SOURCE_CONTINUE;
    }

  daemon->stopping = TRUE;
  sottod_log (SOTTOD_LOG_INFO, "stopping", NULL);
  sottod_notify ("STOPPING=1");
  sottod_relay_stop_async (daemon->relay, stopped_cb, daemon);

  return G_SOURCE_CONTINUE;
}

/* A file that makes no sense changes nothing. */
static gboolean
reload_cb (gpointer user_data)
{
  Daemon *daemon = user_data;
  g_auto (SottodConfig) config = { 0 };
  g_autoptr (GError) error = NULL;

  if (sottod_config_load (&config, daemon->arguments, &error))
    {
      sottod_relay_reload (daemon->relay, &config);
      sottod_log (SOTTOD_LOG_INFO, "reloaded", NULL);
    }
  else
    sottod_log (SOTTOD_LOG_WARNING, "reload-failed", "reason", error->message, NULL);

  return G_SOURCE_CONTINUE;
}

static void
run_until_stopped (SottodRelay *relay, char **arguments)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *enode = sottod_relay_get_enode (relay);
  Daemon daemon = { .loop = loop, .relay = relay, .arguments = arguments };
  guint term = g_unix_signal_add (SIGTERM, signal_cb, &daemon);
  guint interrupt = g_unix_signal_add (SIGINT, signal_cb, &daemon);
  guint reload = g_unix_signal_add (SIGHUP, reload_cb, &daemon);

  printf ("%s\n", enode);
  fflush (stdout);
  sottod_notify ("READY=1");
  g_main_loop_run (loop);
  g_source_remove (term);
  g_source_remove (interrupt);
  g_source_remove (reload);
  sottod_log (SOTTOD_LOG_INFO, "stopped", NULL);
}

static gboolean
run (const SottodConfig *config, char **arguments, GError **error)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (SottoRandom) random = sotto_random_new_system ();
  g_autoptr (SottoPrivateKey) key = NULL;
  g_autoptr (SottodRelay) relay = NULL;

  key = sottod_key_file_load (config->data_dir, random, error);
  if (key == NULL)
    return FALSE;

  if (config->print_enode)
    {
      g_autofree char *enode = sottod_describe_enode (config, key);

      printf ("%s\n", enode);
      return TRUE;
    }

  sottod_log_init (clock, config->log_level);
  sottod_log (SOTTOD_LOG_INFO, "starting", "version", SOTTO_VERSION, NULL);
  raise_file_limit ((guint) config->max_peers);
  relay = sottod_relay_new (config, key, clock, random);
  if (!sottod_relay_start (relay, error))
    return FALSE;
  run_until_stopped (relay, arguments);

  return TRUE;
}

int
main (int argc, char **argv)
{
  g_auto (SottodConfig) config = { 0 };
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  umask (077);
  signal (SIGPIPE, SIG_IGN);
  protect_memory ();
  if (!sottod_config_load (&config, argv, &error))
    return report (error);
  if (config.show_version)
    {
      printf ("sottod %s\n", SOTTO_VERSION);
      return EXIT_STOPPED;
    }
  if (!run (&config, argv, &error))
    return report (error);

  return EXIT_STOPPED;
}
