/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Against another implementation (foreign-peer/peer.mjs). Skipped where Node.js or its packages are
 * missing: `npm ci` in that folder fetches them. */

#include <string.h>

#include "fixtures.h"

#define ECHO_CODE 1
#define ANSWER_CODE 2
#define LEAVE_CODE 3

typedef struct
{
  SottoHost *host;
  ToyCapability *first;
  ToyCapability *toy;
  GSubprocess *process;
  char *line;
  int last_reason;
  gboolean last_remote;
} Fixture;

static void
disconnected_cb (SottoHost *host, SottoPeer *peer, int reason, gboolean remote, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->last_reason = reason;
  fixture->last_remote = remote;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SottoPrivateKey) key = fixture_key (1);
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (SottoRandom) random = sotto_random_new_system ();

  fixture->host = sotto_host_new (key, clock, random);
  fixture->first = toy_new ("aaa", 1, 5);
  fixture->toy = toy_new ("toy", 1, 8);
  fixture->last_reason = -1;
  sotto_host_add_capability (fixture->host, SOTTO_CAPABILITY (fixture->toy));
  sotto_host_add_capability (fixture->host, SOTTO_CAPABILITY (fixture->first));
  g_signal_connect (fixture->host, "peer-disconnected", G_CALLBACK (disconnected_cb), fixture);
  g_assert_true (sotto_host_listen (fixture->host, "127.0.0.1", 0, NULL));
  sotto_host_start (fixture->host);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_subprocess_force_exit (fixture->process);
  g_subprocess_wait (fixture->process, NULL, NULL);
  g_object_unref (fixture->process);
  g_object_unref (fixture->first);
  g_object_unref (fixture->toy);
  g_assert_finalize_object (fixture->host);
  g_free (fixture->line);
}

static GSubprocess *
spawn (const char *verb, const char *port, const char *key)
{
  g_autofree char *script =
    g_test_build_filename (G_TEST_DIST, "devp2p", "foreign-peer", "peer.mjs", NULL);
  const char *const arguments[] = { "node", script, verb, port, key, NULL };
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);

  g_assert_no_error (error);
  return process;
}

static gboolean
has_one_peer (gpointer user_data)
{
  return sotto_host_get_n_peers (user_data) == 1;
}

static gboolean
has_no_peer (gpointer user_data)
{
  return sotto_host_get_n_peers (user_data) == 0;
}

static gboolean
has_message (gpointer user_data)
{
  return ((ToyCapability *) user_data)->codes->len == 1;
}

static void
echo (Fixture *fixture, gsize length)
{
  g_autofree char *data = g_strnfill (length, 'x');
  g_autoptr (GBytes) payload = NULL;

  for (gsize i = 0; i < length; i += 7)
    data[i] = i;
  payload = g_bytes_new (data, length);
  g_array_set_size (fixture->toy->codes, 0);
  g_ptr_array_set_size (fixture->toy->payloads, 0);
  g_assert_true (sotto_peer_send (fixture->toy->peer, SOTTO_CAPABILITY (fixture->toy), ECHO_CODE,
                                  payload, NULL, NULL));
  fixture_wait (has_message, fixture->toy);
  g_assert_cmpuint (g_array_index (fixture->toy->codes, guint, 0), ==, ANSWER_CODE);
  g_assert_true (g_bytes_equal (fixture->toy->payloads->pdata[0], payload));
}

/* Messages of several lengths both ways, then a good-bye, which this implementation sends bare and
 * uncompressed. */
static void
converse (Fixture *fixture)
{
  static const gsize lengths[] = { 1, 13, 14, 15, 16, 1000, 70000, 200000 };
  g_autoptr (GBytes) payload = g_bytes_new ("\xc0", 1);

  fixture_wait (has_one_peer, fixture->host);
  g_assert_true (
    g_str_has_prefix (sotto_peer_get_client (fixture->toy->peer), "ethereumjs-devp2p"));
  g_assert_cmpuint (fixture->first->n_started, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    echo (fixture, lengths[i]);
  g_assert_cmpuint (fixture->first->codes->len, ==, 0);
  g_assert_true (sotto_peer_send (fixture->toy->peer, SOTTO_CAPABILITY (fixture->toy), LEAVE_CODE,
                                  payload, NULL, NULL));
  fixture_wait (has_no_peer, fixture->host);
  g_assert_cmpint (fixture->last_reason, ==, SOTTO_DISCONNECT_TOO_MANY_PEERS);
  g_assert_true (fixture->last_remote);
}

static void
test_it_dials (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = sotto_host_get_enode (fixture->host, "127.0.0.1");
  g_autofree char *key = g_strndup (url + strlen ("enode://"), 128);
  g_autofree char *port = g_strdup_printf ("%u", (guint) sotto_host_get_port (fixture->host));

  fixture->process = spawn ("dial", port, key);
  converse (fixture);
}

static void
line_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  ((Fixture *) user_data)->line =
    g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
has_line (gpointer user_data)
{
  return ((Fixture *) user_data)->line != NULL;
}

static void
test_we_dial (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDataInputStream) lines = NULL;
  g_auto (GStrv) words = NULL;
  g_autofree char *url = NULL;
  g_autoptr (SottoEnode) enode = NULL;

  fixture->process = spawn ("listen", NULL, NULL);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (fixture->process));
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, line_read_cb, fixture);
  fixture_wait (has_line, fixture);
  words = g_strsplit (fixture->line, " ", 2);
  url = g_strdup_printf ("enode://%s@127.0.0.1:%s", words[1], words[0]);
  enode = sotto_enode_parse (url, NULL);
  g_assert_nonnull (enode);
  sotto_host_add_static (fixture->host, enode);
  converse (fixture);
}

static gboolean
is_installed (void)
{
  g_autofree char *node = g_find_program_in_path ("node");
  g_autofree char *package = g_test_build_filename (G_TEST_DIST, "devp2p", "foreign-peer",
                                                    "node_modules", "@ethereumjs", "devp2p", NULL);

  return node != NULL && g_file_test (package, G_FILE_TEST_IS_DIR);
}

static void
test_skipped (void)
{
  g_test_skip ("Node.js or the packages of foreign-peer/ are not installed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!is_installed ())
    {
      g_test_add_func ("/devp2p/foreign-peer/skipped", test_skipped);
      return g_test_run ();
    }
  g_test_add ("/devp2p/foreign-peer/it-dials", Fixture, NULL, set_up, test_it_dials, tear_down);
  g_test_add ("/devp2p/foreign-peer/we-dial", Fixture, NULL, set_up, test_we_dial, tear_down);
  return g_test_run ();
}
