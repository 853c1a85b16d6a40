/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Discovery v5 against another implementation (foreign-discv5/peer.mjs), which asks us, and which
 * we ask. Skipped where Node.js or its packages are missing: `npm ci` in that folder fetches them.
 */

#include "fixtures.h"
#include "sotto-discv5.h"

static void
line_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(char **) user_data =
    g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
is_set (gpointer user_data)
{
  return *(char **) user_data != NULL;
}

static gboolean
has_node (gpointer user_data)
{
  return sotto_discv5_get_n_nodes (user_data) == 1;
}

/* A port that is free now. */
static guint16
choose_port (void)
{
  g_autoptr (GSocket) socket =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) local = NULL;

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));
  local = g_socket_get_local_address (socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
}

static void
test_both_ask (void)
{
  g_autoptr (SottoPrivateKey) key = fixture_key (1);
  g_autoptr (SottoClock) clock = sotto_clock_new_system ();
  g_autoptr (SottoRandom) random = sotto_random_new_system ();
  g_autoptr (SottoDiscv5) node = sotto_discv5_new (key, NULL, clock, random);
  SottoNodeContent content = { .ip = { 127, 0, 0, 1 }, .tcp = 30303 };
  g_autofree char *script =
    g_test_build_filename (G_TEST_DIST, "devp2p", "foreign-discv5", "peer.mjs", NULL);
  g_autofree char *port = g_strdup_printf ("%u", (guint) choose_port ());
  g_autofree char *expected = g_strdup_printf ("%s 1 true 0", port);
  g_autofree char *record = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) lines = NULL;

  sotto_discv5_set_content (node, &content);
  g_assert_true (sotto_discv5_listen (node, "127.0.0.1", 0, NULL));
  sotto_discv5_start (node);
  record = sotto_node_record_to_text (sotto_discv5_get_record (node));
  process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, "node", script, record, port, NULL);
  g_assert_nonnull (process);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, line_read_cb, &line);
  fixture_wait (is_set, &line);
  g_assert_cmpstr (line, ==, expected);

  /* It has answered our ping by now, or will. */
  fixture_wait (has_node, node);
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
}

static gboolean
is_installed (void)
{
  g_autofree char *program = g_find_program_in_path ("node");
  /* Its curves are built when it is installed, with a compiler for C++. */
  g_autofree char *package =
    g_test_build_filename (G_TEST_DIST, "devp2p", "foreign-discv5", "node_modules", "bcrypto",
                           "build", "Release", "bcrypto.node", NULL);

  return program != NULL && g_file_test (package, G_FILE_TEST_EXISTS);
}

static void
test_skipped (void)
{
  g_test_skip ("Node.js or the packages of foreign-discv5/ are not installed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/devp2p/foreign-discv5", is_installed () ? test_both_ask : test_skipped);
  return g_test_run ();
}
