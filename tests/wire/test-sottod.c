/* SPDX-License-Identifier: GPL-3.0-or-later */

/* sottod as a process: what it prints, how it ends, and two nodes that meet at it. */

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "sotto-test-net.h"
#include "sotto-test-raw-peer.h"
#include "sotto-waku-dialect.h"
#include "sotto-waku-packets.h"

static const char *program;

static const SottoTopic red = { { 1, 2, 3, 0 } };

/* A relay that runs, and the line that it printed. */
typedef struct
{
  GSubprocess *process;
  GDataInputStream *output;
  char *enode;
} Relay;

static void
relay_free (Relay *relay)
{
  g_subprocess_force_exit (relay->process);
  g_clear_object (&relay->output);
  g_clear_object (&relay->process);
  g_free (relay->enode);
  g_free (relay);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Relay, relay_free)

static char *
make_folder (void)
{
  char *folder = g_dir_make_tmp ("sotto-test-sottod-XXXXXX", NULL);

  g_assert_nonnull (folder);

  return folder;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* @notify_socket and @config are nullable. */
static Relay *
start_relay_with (const char *folder, const char *notify_socket, const char *config)
{
  Relay *relay = g_new0 (Relay, 1);
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);

  g_subprocess_launcher_unsetenv (launcher, "NOTIFY_SOCKET");
  if (notify_socket != NULL)
    g_subprocess_launcher_setenv (launcher, "NOTIFY_SOCKET", notify_socket, TRUE);
  relay->process = g_subprocess_launcher_spawn (
    launcher, NULL, program, "--listen", "127.0.0.1", "--port", "0", "--no-lan", "--log-level",
    "error", "--data-dir", folder, config != NULL ? "--config" : NULL, config, NULL);
  g_assert_nonnull (relay->process);
  relay->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (relay->process));
  relay->enode = g_data_input_stream_read_line (relay->output, NULL, NULL, NULL);
  g_assert_nonnull (relay->enode);

  return relay;
}

/* @bootnode: (nullable): a record to find others by; with it, or with "", discovery v5 runs. */
static Relay *
start_finding_relay (const char *folder, const char *bootnode, char **record)
{
  Relay *relay = g_new0 (Relay, 1);
  g_autoptr (GDataInputStream) log = NULL;
  g_autofree char *bootnodes = g_strconcat ("--bootnodes=", bootnode, NULL);

  relay->process = g_subprocess_new (
    G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, NULL, program, "--listen",
    "127.0.0.1", "--port", "0", "--no-lan", "--data-dir", folder, "--discv5=true", bootnodes, NULL);
  g_assert_nonnull (relay->process);
  log = g_data_input_stream_new (g_subprocess_get_stderr_pipe (relay->process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (log), FALSE);
  while (*record == NULL)
    {
      g_autofree char *line = g_data_input_stream_read_line (log, NULL, NULL, NULL);
      const char *start;

      g_assert_nonnull (line);
      start = strstr (line, "enr=enr:");
      if (start != NULL)
        *record = g_strndup (start + strlen ("enr="), strcspn (start + strlen ("enr="), " "));
    }
  relay->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (relay->process));
  relay->enode = g_data_input_stream_read_line (relay->output, NULL, NULL, NULL);
  g_assert_nonnull (relay->enode);

  return relay;
}

static Relay *
start_relay (const char *folder, const char *notify_socket)
{
  return start_relay_with (folder, notify_socket, NULL);
}

static void
stop_relay (Relay *relay, int signal_number)
{
  g_subprocess_send_signal (relay->process, signal_number);
  g_assert_true (g_subprocess_wait (relay->process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (relay->process));
  g_assert_cmpint (g_subprocess_get_exit_status (relay->process), ==, 0);
}

static gboolean
has_relay (gpointer user_data)
{
  return sotto_transport_state_get_has_relay (((SottoTestNode *) user_data)->state);
}

static gboolean
has_received_one (gpointer user_data)
{
  return ((SottoTestNode *) user_data)->received->len == 1;
}

static gboolean
has_confirmed_one (gpointer user_data)
{
  return ((SottoTestNode *) user_data)->confirmed->len == 1;
}

static gboolean
is_alone (gpointer user_data)
{
  return sotto_transport_state_get_n_peers (((SottoTestNode *) user_data)->state) == 0;
}

static void
test_two_nodes (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (Relay) relay = start_relay (folder, NULL);
  g_autoptr (SottoTestNet) net = sotto_test_net_new_real ();
  SottoTestNode *alice = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoTestNode *bob = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  g_autoptr (SottoEnode) enode = sotto_enode_parse (relay->enode, NULL);
  SottoReceivedPayload *payload;
  SottoHash id;

  g_assert_nonnull (enode);
  sotto_transport_set_topics (SOTTO_TRANSPORT (bob->node), &red, 1);
  sotto_host_add_static (alice->host, enode);
  sotto_host_add_static (bob->host, enode);
  sotto_test_net_wait (net, has_relay, alice);
  sotto_test_net_wait (net, has_relay, bob);
  sotto_test_net_publish (net, alice, &red, "by way of a process", &id);
  sotto_test_net_wait (net, has_received_one, bob);
  sotto_test_net_wait (net, has_confirmed_one, alice);
  payload = bob->received->pdata[0];
  g_assert_true (sotto_hash_equal (&payload->id, &id));
  g_assert_cmpmem (g_bytes_get_data (payload->data, NULL), g_bytes_get_size (payload->data),
                   "by way of a process", 19);

  /* It says good-bye. */
  stop_relay (relay, SIGTERM);
  sotto_test_net_wait (net, is_alone, alice);
  remove_folder (folder);
}

/* Two relays of which one is told the other's record: a client at the one is heard at the other. */
static void
test_discovery (void)
{
  g_autofree char *first_folder = make_folder ();
  g_autofree char *second_folder = make_folder ();
  g_autofree char *first_record = NULL;
  g_autofree char *second_record = NULL;
  g_autoptr (Relay) first = start_finding_relay (first_folder, "", &first_record);
  g_autoptr (Relay) second = start_finding_relay (second_folder, first_record, &second_record);
  g_autoptr (SottoTestNet) net = sotto_test_net_new_real ();
  SottoTestNode *alice = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  SottoTestNode *bob = sotto_test_net_add (net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
  g_autoptr (SottoEnode) first_enode = sotto_enode_parse (first->enode, NULL);
  g_autoptr (SottoEnode) second_enode = sotto_enode_parse (second->enode, NULL);
  SottoHash id;

  g_assert_cmpstr (first_record, !=, second_record);
  sotto_transport_set_topics (SOTTO_TRANSPORT (bob->node), &red, 1);
  sotto_host_add_static (alice->host, first_enode);
  sotto_host_add_static (bob->host, second_enode);
  sotto_test_net_wait (net, has_relay, alice);
  sotto_test_net_wait (net, has_relay, bob);
  sotto_test_net_publish (net, alice, &red, "by way of two that found each other", &id);
  sotto_test_net_wait (net, has_received_one, bob);
  stop_relay (second, SIGTERM);
  stop_relay (first, SIGTERM);
  remove_folder (first_folder);
  remove_folder (second_folder);
}

static void
test_key_is_kept (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "node.key", NULL);
  g_autoptr (Relay) first = start_relay (folder, NULL);
  g_autoptr (Relay) second = NULL;
  struct stat status;

  g_assert_true (g_str_has_prefix (first->enode, "enode://"));
  stop_relay (first, SIGINT);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  second = start_relay (folder, NULL);
  g_assert_cmpint (strncmp (first->enode, second->enode, strlen ("enode://") + 128), ==, 0);
  stop_relay (second, SIGTERM);
  remove_folder (folder);
}

static void
expect_datagram (GSocket *socket, const char *expected)
{
  char buffer[100];
  gssize length;

  g_socket_set_timeout (socket, 20);
  length = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);
  g_assert_cmpint (length, >, 0);
  g_assert_cmpmem (buffer, (gsize) length, expected, strlen (expected));
}

static void
test_service_manager (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "notify", NULL);
  g_autoptr (GSocket) socket =
    g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (Relay) relay = NULL;

  g_assert_true (g_socket_bind (socket, address, FALSE, NULL));
  relay = start_relay (folder, path);
  expect_datagram (socket, "READY=1");
  stop_relay (relay, SIGTERM);
  expect_datagram (socket, "STOPPING=1");
  remove_folder (folder);
}

static int
run_and_wait (const char *const *arguments, char **message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (
    arguments, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, message, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));

  return g_subprocess_get_exit_status (process);
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *arguments[4];
    int status;
    const char *says;
  } rows[] = {
    { { "--bogus" }, 2, "bogus" },
    { { "something" }, 2, "something" },
    { { "--port", "65536" }, 2, "65536" },
    { { "--port", "many" }, 2, "many" },
    { { "--max-peers", "0" }, 2, "peers" },
    { { "--pool-megabytes", "-5" }, 2, "megabytes" },
    { { "--listen", "localhost" }, 2, "localhost" },
    { { "--node", "enode://abc@127.0.0.1:1" }, 2, "enode://abc" },
    { { "--log-level", "loud" }, 2, "loud" },
    { { "--dialects", "waku/2" }, 2, "waku/2" },
    { { "--rate-packets", "few" }, 2, "few" },
    { { "--config", "/nowhere/sottod.conf" }, 2, "/nowhere/sottod.conf" },
    { { "--listen", "192.0.2.77" }, 3, "192.0.2.77" },
    { { "--data-dir", "/dev/null/sottod" }, 4, "/dev/null/sottod" },
    { { "--version" }, 0, "" },
  };
  g_autofree char *folder = make_folder ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *arguments[] = { program,    "--data-dir",         folder,
                                  "--no-lan", rows[i].arguments[0], rows[i].arguments[1],
                                  NULL };
      g_autofree char *message = NULL;

      g_assert_cmpint (run_and_wait (arguments, &message), ==, rows[i].status);
      g_test_message ("%s", message);
      g_assert_nonnull (strstr (message, rows[i].says));
    }
  remove_folder (folder);
}

static void
test_config_file (void)
{
  static const struct
  {
    const char *text;
    int status;
    const char *says;
  } rows[] = {
    { "[sottod]\nport=30399\n", 0, "" },
    { "# nothing\n", 0, "" },
    { "[sottod]\nprot=30399\n", 2, "prot" },
    { "[relay]\nport=30399\n", 2, "relay" },
    { "[sottod]\nport=many\n", 2, "port" },
    { "[sottod]\nlan=perhaps\n", 2, "lan" },
    { "[sottod]\nnodes=enode://abc@127.0.0.1:1\n", 2, "enode://abc" },
    { "port=30399\n", 2, "sottod.conf" },
    { "[sottod]\ndialects=shh/6; waku/0;\nmin-pow=0.002\nrate-packets=10;5;0\n"
      "rate-bytes=0;0;0\nrate-tolerance=0\nrate-exempt=192.0.2.1;2001:db8::1;\n",
      0, "" },
    { "[sottod]\ndialects=shh/5\n", 2, "shh/5" },
    { "[sottod]\ndialects=;\n", 2, "dialect" },
    { "[sottod]\nmin-pow=nan\n", 2, "nan" },
    { "[sottod]\nmin-pow=-1\n", 2, "-1" },
    { "[sottod]\nmin-pow=much\n", 2, "much" },
    { "[sottod]\nrate-packets=1;2\n", 2, "rate-packets" },
    { "[sottod]\nrate-bytes=1;2;3;4\n", 2, "rate-bytes" },
    { "[sottod]\nrate-bytes=1;2;-3\n", 2, "rate-bytes" },
    { "[sottod]\nrate-tolerance=many\n", 2, "rate-tolerance" },
    { "[sottod]\nrate-exempt=somebody\n", 2, "somebody" },
  };
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "sottod.conf", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *arguments[] = { program, "--data-dir",    folder, "--config",
                                  path,    "--print-enode", NULL };
      g_autofree char *message = NULL;

      g_assert_true (g_file_set_contents (path, rows[i].text, -1, NULL));
      g_assert_cmpint (run_and_wait (arguments, &message), ==, rows[i].status);
      g_assert_nonnull (strstr (message, rows[i].says));
    }
  remove_folder (folder);
}

typedef struct
{
  SottoTestRawPeer *peer;
  guint n_updates;
} Listener;

static gboolean
has_heard (gpointer user_data)
{
  const Listener *listener = user_data;

  return sotto_test_raw_peer_count (listener->peer, SOTTO_WAKU_CODE_STATUS_UPDATE) >=
         listener->n_updates;
}

/* Told to read its file again, it tells its neighbours what work it requires now; a bad file
 * changes nothing. */
static void
test_reload (void)
{
  static const char *const texts[] = { "[sottod]\nmin-pow=0.001\n", "[sottod]\nmin-pow=0.002\n",
                                       "[sottod]\nmin-pow=much\n", "[sottod]\nmin-pow=0.0005\n" };
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "sottod.conf", NULL);
  g_autoptr (SottoTestNet) net = sotto_test_net_new_real ();
  g_autoptr (SottoEnode) enode = NULL;
  g_autoptr (Relay) relay = NULL;
  g_auto (SottoWakuOptions) update = { 0 };
  Listener listener = { 0 };

  g_assert_true (g_file_set_contents (path, texts[0], -1, NULL));
  relay = start_relay_with (folder, NULL, path);
  enode = sotto_enode_parse (relay->enode, NULL);
  listener.peer = sotto_test_raw_peer_new_at (net, enode, 1, "c0");
  for (guint i = 1; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      g_subprocess_send_signal (relay->process, SIGHUP);
      listener.n_updates += i == 2 ? 0 : 1;
      sotto_test_net_wait (net, has_heard, &listener);
      sotto_test_net_run (net, 300);
      g_assert_cmpuint (sotto_test_raw_peer_count (listener.peer, SOTTO_WAKU_CODE_STATUS_UPDATE),
                        ==, listener.n_updates);
    }
  g_assert_true (sotto_waku_dialect_1.decode_update (
    SOTTO_WAKU_CODE_STATUS_UPDATE,
    sotto_test_raw_peer_get (listener.peer, SOTTO_WAKU_CODE_STATUS_UPDATE, 1), &update, NULL));
  g_assert_true (update.min_pow == 0.0005);
  g_assert_cmpuint (update.present, ==, 1u << SOTTO_WAKU_OPTION_MIN_POW);
  sotto_test_raw_peer_close (net, listener.peer);
  stop_relay (relay, SIGTERM);
  remove_folder (folder);
}

static void
test_bad_keys (void)
{
  static const struct
  {
    const char *text;
    int mode;
    const char *says;
  } rows[] = {
    { "", 0600, "64 digits" },
    { "0123", 0600, "64 digits" },
    { "0000000000000000000000000000000000000000000000000000000000000000\n", 0600, "64 digits" },
    { "zz00000000000000000000000000000000000000000000000000000000000001\n", 0600, "64 digits" },
    { "0000000000000000000000000000000000000000000000000000000000000001\n\n", 0600, "64 digits" },
    { "0000000000000000000000000000000000000000000000000000000000000001\n", 0644, "chmod 600" },
    { "0000000000000000000000000000000000000000000000000000000000000001\n", 0600, "" },
  };
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "node.key", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *arguments[] = { program, "--data-dir", folder, "--print-enode", NULL };
      gboolean is_good = *rows[i].says == '\0';
      g_autofree char *message = NULL;

      g_assert_true (g_file_set_contents (path, rows[i].text, -1, NULL));
      g_assert_cmpint (g_chmod (path, rows[i].mode), ==, 0);
      g_assert_cmpint (run_and_wait (arguments, &message), ==, is_good ? 0 : 4);
      g_assert_nonnull (strstr (message, rows[i].says));
    }
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  program = g_getenv ("SOTTOD");
  g_assert_nonnull (program);
  g_test_add_func ("/wire/sottod/two-nodes", test_two_nodes);
  g_test_add_func ("/wire/sottod/discovery", test_discovery);
  g_test_add_func ("/wire/sottod/key-is-kept", test_key_is_kept);
  g_test_add_func ("/wire/sottod/service-manager", test_service_manager);
  g_test_add_func ("/wire/sottod/refusals", test_refusals);
  g_test_add_func ("/wire/sottod/config-file", test_config_file);
  g_test_add_func ("/wire/sottod/reload", test_reload);
  g_test_add_func ("/wire/sottod/bad-keys", test_bad_keys);

  return g_test_run ();
}
