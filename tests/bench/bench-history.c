/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Coming back after thirty days: a mailserver in a process of its own holds so many envelopes on
 * the topics of an account, and the account, with all layers for real, fetches them. Prints how
 * long that takes, how long the main loop was ever busy at a time, and how much memory it took.
 *
 * bench-history [N] [--strict]: with the second, the figures are held against the goals.
 * bench-history --serve N HOURS: only the mailserver, for others; it prints its address, and lives
 * until its standard input ends.
 * bench-history --prepare FOLDER URL: an account there that was on last a month ago, and asks the
 * mailserver at that address.
 */

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sotto-account-private.h"
#include "sotto-application-message-private.h"
#include "sotto-channel-key.h"
#include "sotto-mail-request.h"
#include "sotto-sealing.h"
#include "sotto-session-private.h"
#include "sotto-test-mailserver.h"
#include "sotto-test-store.h"

#define PASSWORD "correct horse battery staple"
#define DAYS 30
#define N_CHANNELS 20
#define N_AUTHORS 40
#define GOAL_US 16000
#define GOAL_KIB (150 * 1024)

static const SottoPasswordCost cheap = { .passes = 1, .memory_kib = 8192 };

/* Microseconds between two waits of the main loop. */
static GArray *turns;
static gint64 woken_us;

/* The mailserver. */

static char *
name_channel (guint number)
{
  return g_strdup_printf ("bench-%u", number);
}

static void
archive (SottoTestMailserver *server, guint n, guint hours, SottoRandom *random)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 span = (gint64) hours * 3600 - 1200;
  SottoKey keys[N_CHANNELS];
  SottoPrivateKey *authors[N_AUTHORS];

  for (guint i = 0; i < N_CHANNELS; i++)
    {
      g_autofree char *name = name_channel (i);

      sotto_channel_key_derive (name, &keys[i]);
    }
  for (guint i = 0; i < N_AUTHORS; i++)
    authors[i] = sotto_private_key_generate (random);
  for (guint i = 0; i < n; i++)
    {
      guint32 sent = (guint32) (now - 600 - span + (gint64) i * span / n);
      g_autofree char *channel = name_channel (i % N_CHANNELS);
      g_autofree char *text =
        g_strdup_printf ("Message %u of those that somebody missed, as long as people write", i);
      SottoTextDraft draft = { .text = text,
                               .chat_id = channel,
                               .is_public = TRUE,
                               .clock = (guint64) sent * 1000 + i % 1000,
                               .timestamp_ms = (guint64) sent * 1000 };
      g_autoptr (GBytes) payload = sotto_text_draft_encode (&draft);
      SottoPrivateKey *author = authors[i % N_AUTHORS];
      SottoHash id;
      g_autoptr (GBytes) wrapped = sotto_application_message_wrap (author, 1, payload, &id, NULL);
      g_autoptr (GBytes) sealed =
        sotto_seal_symmetric (wrapped, author, keys[i % N_CHANNELS].bytes, random, NULL);
      SottoTopic topic;

      sotto_topic_from_name (&topic, channel);
      sotto_test_mailserver_put (server, &topic, sent, sealed);
    }
  for (guint i = 0; i < N_AUTHORS; i++)
    sotto_private_key_unref (authors[i]);
}

static gboolean
hung_up_cb (GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
  _exit (0);
}

/* Says its address on @out once it is ready, and lives until nobody holds @in any more. */
static void
serve (guint n, guint hours, int in, int out)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (SottoRandom) random = sotto_random_new_system ();
  SottoPrivateKey *key = sotto_private_key_generate (random);
  g_autoptr (SottoHost) host = sotto_host_new (key, clock, random);
  g_autoptr (SottoWakuNode) node =
    sotto_waku_node_new (host, SOTTO_WAKU_ROLE_RELAY, NULL, clock, random);
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);
  SottoTestMailserver *server;
  g_autofree char *url = NULL;
  SottoKey password;

  sotto_channel_key_derive (SOTTO_MAIL_DEFAULT_PASSWORD, &password);
  server = sotto_test_mailserver_new (node, key, password.bytes);
  archive (server, n, hours, random);
  g_assert_true (sotto_host_listen (host, "127.0.0.1", 0, NULL));
  sotto_transport_start_async (SOTTO_TRANSPORT (node), NULL, NULL, NULL);
  url = sotto_host_get_enode (host, "127.0.0.1");
  g_assert_cmpint (write (out, url, strlen (url)), >, 0);
  g_assert_cmpint (write (out, "\n", 1), ==, 1);
  g_io_add_watch (g_io_channel_unix_new (in), G_IO_HUP | G_IO_IN, hung_up_cb, NULL);
  g_main_loop_run (loop);
}

/* The client. */

static int
poll_cb (GPollFD *fds, guint n_fds, int timeout)
{
  gint64 now = g_get_monotonic_time ();
  guint32 busy = (guint32) (now - woken_us);
  int result;

  if (woken_us > 0)
    g_array_append_val (turns, busy);
  result = g_poll (fds, n_fds, timeout);
  woken_us = g_get_monotonic_time ();
  return result;
}

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static SottoSession *
make_session (const char *folder, SottoAccountManager **manager)
{
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (SottoRandom) random = sotto_random_new_system ();
  g_autoptr (GAsyncResult) proposed = NULL;
  g_autoptr (GAsyncResult) created = NULL;
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GPtrArray) candidates = NULL;
  SottoSession *session;

  *manager = sotto_account_manager_new (folder, clock, random);
  sotto_account_manager_set_password_cost (*manager, &cheap);
  sotto_account_manager_propose_async (*manager, 1, NULL, ready_cb, &proposed);
  wait_for (&proposed);
  candidates = sotto_account_manager_propose_finish (*manager, proposed, NULL);
  sotto_account_manager_create_async (*manager, candidates->pdata[0], PASSWORD, NULL, ready_cb,
                                      &created);
  wait_for (&created);
  session = sotto_account_manager_create_finish (*manager, created, NULL);
  g_assert_nonnull (session);
  sotto_session_start_async (session, NULL, ready_cb, &started);
  wait_for (&started);
  g_assert_true (sotto_session_start_finish (session, started, NULL));
  return session;
}

/* (transfer full): the first of the channels, which all are joined, and were followed last a month
 * ago. */
static SottoChat *
follow (SottoSession *session)
{
  SottoMessenger *messenger = sotto_session_get_messenger (session);
  gint64 month_ago = g_get_real_time () / G_USEC_PER_SEC - (gint64) DAYS * 24 * 3600 + 60;
  SottoChat *first = NULL;

  for (guint i = 0; i < N_CHANNELS; i++)
    {
      g_autofree char *name = name_channel (i);
      g_autofree char *sql = NULL;
      g_autoptr (GAsyncResult) joined = NULL;
      g_autoptr (SottoChat) chat = NULL;
      SottoTopic topic;

      sotto_messenger_join_channel_async (messenger, name, NULL, ready_cb, &joined);
      wait_for (&joined);
      chat = sotto_messenger_join_channel_finish (messenger, joined, NULL);
      if (i == 0)
        first = g_object_ref (chat);
      sotto_topic_from_name (&topic, name);
      sql = g_strdup_printf (
        "INSERT INTO history_topics (topic, from_seconds, to_seconds) "
        "VALUES (X'%02X%02X%02X%02X', %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ")",
        topic.bytes[0], topic.bytes[1], topic.bytes[2], topic.bytes[3], month_ago, month_ago);
      g_assert_true (sotto_test_store_execute (session->store, sql, NULL));
    }
  return first;
}

static void
fraction_cb (SottoHistorySync *sync, GParamSpec *property, double *last)
{
  double fraction = sotto_history_sync_get_fraction (sync);

  g_assert_cmpfloat (fraction, >=, *last - 1e-9);
  if ((int) (fraction * 10) > (int) (*last * 10))
    g_print ("  %3.0f %%  %u payloads\n", fraction * 100, sotto_history_sync_get_found (sync));
  *last = fraction;
}

static guint
read_peak_kib (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "VmHWM:");
  return line != NULL ? (guint) strtoul (line + strlen ("VmHWM:"), NULL, 10) : 0;
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  guint32 first = *(const guint32 *) a;
  guint32 second = *(const guint32 *) b;

  return (first > second) - (first < second);
}

static guint32
percentile (double share)
{
  return g_array_index (turns, guint32, (guint) ((double) (turns->len - 1) * share));
}

static void
fetch (SottoSession *session, const char *url)
{
  SottoHistorySync *sync = sotto_messenger_get_history_sync (sotto_session_get_messenger (session));
  double last = 0;

  turns = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_main_context_set_poll_func (NULL, poll_cb);
  g_assert_true (
    sotto_session_mailservers_add (sotto_session_get_mailservers (session), url, FALSE, NULL));
  while (sotto_history_sync_get_status (sync) != SOTTO_HISTORY_STATUS_FETCHING)
    g_main_context_iteration (NULL, TRUE);
  g_signal_connect (sync, "notify::fraction", G_CALLBACK (fraction_cb), &last);
  while (sotto_history_sync_get_status (sync) != SOTTO_HISTORY_STATUS_COMPLETE)
    g_main_context_iteration (NULL, TRUE);
  g_main_context_set_poll_func (NULL, NULL);
  g_signal_handlers_disconnect_by_data (sync, &last);
}

static gboolean
come_back (guint n, const char *url, gboolean strict)
{
  char *folder = sotto_test_make_folder ();
  SottoAccountManager *manager = NULL;
  SottoSession *session = make_session (folder, &manager);
  g_autoptr (SottoChat) first = follow (session);
  g_autoptr (SottoMessageHistory) window =
    sotto_messenger_open_history (sotto_session_get_messenger (session), first);
  g_autoptr (GAsyncResult) stopped = NULL;
  guint before_kib = read_peak_kib ();
  gint64 begun_us = g_get_monotonic_time ();
  guint peak_kib;
  guint n_above = 0;
  gint64 n_stored;
  double seconds;

  fetch (session, url);
  seconds = (double) (g_get_monotonic_time () - begun_us) / G_USEC_PER_SEC;
  peak_kib = read_peak_kib ();
  n_stored =
    sotto_test_store_query_int (session->store, "SELECT count (DISTINCT text) FROM messages");
  for (guint i = 0; i < turns->len; i++)
    n_above += g_array_index (turns, guint32, i) > GOAL_US ? 1 : 0;
  g_array_sort (turns, compare_cb);
  g_print ("%u archived envelopes of %d days: %" G_GINT64_FORMAT " messages in %.1f s, %.0f/s\n", n,
           DAYS, n_stored, seconds, (double) n / seconds);
  g_print ("main loop: %u turns, p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, longest %.2f ms, "
           "%u above %d ms\n",
           turns->len, percentile (0.5) / 1e3, percentile (0.99) / 1e3, percentile (0.999) / 1e3,
           percentile (1) / 1e3, n_above, GOAL_US / 1000);
  g_print ("memory: %.1f MB at most, %.1f MB before\n", peak_kib / 1024.0, before_kib / 1024.0);
  g_assert_cmpint (n_stored, ==, n);
  g_assert_cmpuint (sotto_test_store_query_int (session->store, "SELECT count (*) FROM messages"),
                    ==, n);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (window)), >, 0);
  sotto_session_stop_async (session, NULL, ready_cb, &stopped);
  wait_for (&stopped);
  g_object_unref (session);
  g_object_unref (manager);
  sotto_test_remove_folder (folder);
  return !strict || (percentile (0.999) <= GOAL_US && peak_kib < GOAL_KIB);
}

/* Makes the account and leaves it before anything is fetched. */
static void
prepare (const char *folder, const char *url)
{
  SottoAccountManager *manager = NULL;
  SottoSession *session = make_session (folder, &manager);
  g_autoptr (SottoChat) first = follow (session);
  g_autoptr (GAsyncResult) stopped = NULL;

  g_assert_true (
    sotto_session_mailservers_add (sotto_session_get_mailservers (session), url, FALSE, NULL));
  sotto_session_stop_async (session, NULL, ready_cb, &stopped);
  wait_for (&stopped);
  g_object_unref (session);
  g_object_unref (manager);
}

static void
read_line (int from, char *line, gsize size)
{
  for (gsize i = 0; i < size - 1; i++)
    {
      g_assert_cmpint (read (from, line + i, 1), ==, 1);
      if (line[i] == '\n')
        {
          line[i] = '\0';
          return;
        }
    }
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 100000;
  gboolean strict = argc > 2 && g_str_equal (argv[2], "--strict");
  int to_server[2];
  int from_server[2];
  char url[1024] = { 0 };
  gboolean success;
  pid_t server;

  if (argc == 4 && g_str_equal (argv[1], "--serve"))
    {
      serve ((guint) strtoul (argv[2], NULL, 10), (guint) strtoul (argv[3], NULL, 10), STDIN_FILENO,
             STDOUT_FILENO);
      return 0;
    }
  if (argc == 4 && g_str_equal (argv[1], "--prepare"))
    {
      prepare (argv[2], argv[3]);
      return 0;
    }
  g_assert_true (pipe (to_server) == 0 && pipe (from_server) == 0);
  server = fork ();
  if (server == 0)
    {
      close (to_server[1]);
      close (from_server[0]);
      serve (n, DAYS * 24, to_server[0], from_server[1]);
      return 0;
    }
  close (to_server[0]);
  close (from_server[1]);
  read_line (from_server[0], url, sizeof url);
  success = come_back (n, url, strict);
  close (to_server[1]);
  waitpid (server, NULL, 0);
  return success ? 0 : 1;
}
