/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Twelve relays as processes, of mixed dialects, joined through a proxy that delays, stalls, drips
 * and cuts, and clients at four of them: in a ring, a star and a line, with a partition that heals,
 * and with neighbours that flood, lie and stall. Every message reaches every client once.
 */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "sotto-hex.h"
#include "sotto-test-fault-proxy.h"
#include "sotto-test-net.h"
#include "sotto-test-raw-peer.h"
#include "sotto-waku-packets.h"

#define N_RELAYS 12
#define N_CLIENTS 4
#define N_MESSAGES 3

/* Everything that is published lives for the whole of a test. */
#define LIFETIME_SECONDS 300

static const char *program;

static const SottoTopic red = { { 1, 2, 3, 0 } };

/* What the relays with even numbers speak; the others speak everything. */
static const char *const dialects[] = { "shh/6", "waku/0", "waku/1" };

static const SottoTestFaults bad_network = {
  .delay_ms = 5,
  .jitter_ms = 60,
  .stall_permille = 20,
  .stall_ms = 1500,
  .drip_permille = 20,
  .cut_permille = 2,
};

typedef struct
{
  GSubprocess *process;
  char *folder;
  SottoPrivateKey *key;
  guint16 port;
} Relay;

typedef struct
{
  SottoTestNet *net;
  SottoTestFaultProxy *proxy;
  Relay relays[N_RELAYS];
  SottoTestNode *clients[N_CLIENTS];
  guint16 links[N_RELAYS]; /* the proxy's port by which a relay calls another one */
  guint n_published;
} Mesh;

typedef enum
{
  SHAPE_LINE,
  SHAPE_RING,
  SHAPE_STAR,
} Shape;

/* Relays with these numbers have a client. */
static const guint places[N_CLIENTS] = { 0, 3, 6, 11 };

static char *
make_enode (Mesh *mesh, guint number, guint16 port)
{
  g_autoptr (SottoEnode) enode =
    sotto_enode_new (sotto_private_key_get_public (mesh->relays[number].key), "127.0.0.1", port);

  return sotto_enode_to_string (enode);
}

static void
write_key (Relay *relay, guint number)
{
  guint8 key[32] = { 0 };
  g_autofree char *path = g_build_filename (relay->folder, "node.key", NULL);
  g_autofree char *hex = NULL;

  key[30] = 0x5a;
  key[31] = (guint8) (number + 1);
  relay->key = sotto_private_key_new (key, NULL);
  hex = sotto_hex_encode (key, sizeof key);
  g_assert_true (g_file_set_contents_full (path, hex, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* Its port, from the line that it prints. */
static void
wait_for_port (Relay *relay)
{
  g_autoptr (GDataInputStream) output =
    g_data_input_stream_new (g_subprocess_get_stdout_pipe (relay->process));
  g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_autoptr (SottoEnode) enode = NULL;

  g_assert_nonnull (line);
  enode = sotto_enode_parse (line, NULL);
  g_assert_nonnull (enode);
  relay->port = sotto_enode_get_port (enode);
}

/* Whom a relay calls; -1 for nobody. The last one closes a ring. */
static int
callee_of (Shape shape, guint number)
{
  if (number == 0)
    return shape == SHAPE_RING ? N_RELAYS - 1 : -1;

  return shape == SHAPE_STAR ? 0 : (int) number - 1;
}

static void
start_relay (Mesh *mesh, Shape shape, guint number)
{
  Relay *relay = &mesh->relays[number];
  int callee = callee_of (shape, number);
  gboolean speaks_all = number % 2 == 1 || (shape == SHAPE_STAR && number == 0);
  g_autofree char *node = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  const char *const always[] = { program,      "--listen",    "127.0.0.1",   "--port",
                                 "0",          "--no-lan",    "--log-level", "error",
                                 "--data-dir", relay->folder, "--dialects",  NULL };

  for (guint i = 0; always[i] != NULL; i++)
    g_ptr_array_add (arguments, (gpointer) always[i]);
  g_ptr_array_add (arguments, speaks_all
                                ? "shh/6;waku/0;waku/1"
                                : (gpointer) dialects[number / 2 % G_N_ELEMENTS (dialects)]);
  if (callee >= 0)
    {
      node = make_enode (mesh, (guint) callee, mesh->links[number]);
      g_ptr_array_add (arguments, "--node");
      g_ptr_array_add (arguments, node);
    }
  g_ptr_array_add (arguments, NULL);
  relay->process = g_subprocess_newv ((const char *const *) arguments->pdata,
                                      G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  wait_for_port (relay);
}

static void
start_relays (Mesh *mesh, Shape shape, const SottoTestFaults *faults)
{
  for (guint i = 0; i < N_RELAYS; i++)
    {
      mesh->relays[i].folder = g_dir_make_tmp ("sotto-test-mesh-XXXXXX", NULL);
      g_assert_nonnull (mesh->relays[i].folder);
      write_key (&mesh->relays[i], i);
      mesh->links[i] = sotto_test_fault_proxy_add (mesh->proxy, faults);
    }
  for (guint i = 0; i < N_RELAYS; i++)
    {
      start_relay (mesh, shape, i);
      for (guint caller = 0; caller < N_RELAYS; caller++)
        if (callee_of (shape, caller) == (int) i)
          sotto_test_fault_proxy_set_target (mesh->proxy, mesh->links[caller],
                                             mesh->relays[i].port);
    }
}

static gboolean
has_relay (gpointer user_data)
{
  return sotto_transport_state_get_has_relay (((SottoTestNode *) user_data)->state);
}

static void
add_clients (Mesh *mesh)
{
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      SottoTestNode *client = sotto_test_net_add (mesh->net, SOTTO_WAKU_ROLE_CLIENT, NULL, 0);
      g_autofree char *text = make_enode (mesh, places[i], mesh->relays[places[i]].port);
      g_autoptr (SottoEnode) enode = sotto_enode_parse (text, NULL);

      sotto_transport_set_topics (SOTTO_TRANSPORT (client->node), &red, 1);
      sotto_host_add_static (client->host, enode);
      sotto_test_net_wait (mesh->net, has_relay, client);
      mesh->clients[i] = client;
    }
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (directory);
  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static Mesh *
mesh_new (Shape shape, const SottoTestFaults *faults)
{
  Mesh *mesh = g_new0 (Mesh, 1);
  guint32 seed = g_test_rand_int ();

  g_test_message ("seed %u", seed);
  mesh->proxy = sotto_test_fault_proxy_new (seed);
  mesh->net = sotto_test_net_new_real ();
  start_relays (mesh, shape, faults);
  add_clients (mesh);

  return mesh;
}

static void
mesh_free (Mesh *mesh)
{
  sotto_test_net_free (mesh->net);
  for (guint i = 0; i < N_RELAYS; i++)
    g_subprocess_send_signal (mesh->relays[i].process, SIGTERM);
  for (guint i = 0; i < N_RELAYS; i++)
    {
      Relay *relay = &mesh->relays[i];

      g_assert_true (g_subprocess_wait (relay->process, NULL, NULL));
      g_assert_true (g_subprocess_get_successful (relay->process));
      remove_folder (relay->folder);
      g_object_unref (relay->process);
      sotto_private_key_unref (relay->key);
      g_free (relay->folder);
    }
  sotto_test_fault_proxy_free (mesh->proxy);
  g_free (mesh);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Mesh, mesh_free)

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
has_result (gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

static void
publish (Mesh *mesh, guint client)
{
  SottoTransport *transport = SOTTO_TRANSPORT (mesh->clients[client]->node);
  g_autofree char *text = g_strdup_printf ("message %u", mesh->n_published++);
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;

  sotto_transport_publish_async (transport, &red, data, LIFETIME_SECONDS, NULL, done_cb, &result);
  sotto_test_net_wait (mesh->net, has_result, &result);
  g_assert_true (sotto_transport_publish_finish (transport, result, NULL, NULL));
}

static void
publish_from_all (Mesh *mesh)
{
  for (guint n = 0; n < N_MESSAGES; n++)
    for (guint i = 0; i < N_CLIENTS; i++)
      publish (mesh, i);
}

/* All of them published as much. */
static gboolean
have_everything (gpointer user_data)
{
  Mesh *mesh = user_data;

  for (guint i = 0; i < N_CLIENTS; i++)
    if (mesh->clients[i]->received->len < mesh->n_published / N_CLIENTS * (N_CLIENTS - 1))
      return FALSE;

  return TRUE;
}

static void
assert_once (Mesh *mesh)
{
  sotto_test_net_run (mesh->net, 1500);
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      GPtrArray *received = mesh->clients[i]->received;
      g_autoptr (GHashTable) ids = g_hash_table_new (sotto_hash_hash, sotto_hash_equal);

      g_assert_cmpuint (received->len, ==, mesh->n_published / N_CLIENTS * (N_CLIENTS - 1));
      for (guint n = 0; n < received->len; n++)
        g_assert_true (g_hash_table_add (ids, &((SottoReceivedPayload *) received->pdata[n])->id));
      g_assert_cmpuint (mesh->clients[i]->confirmed->len, ==, mesh->n_published / N_CLIENTS);
      g_assert_cmpuint (mesh->clients[i]->expired->len, ==, 0);
    }
}

static void
test_shape (gconstpointer user_data)
{
  g_autoptr (Mesh) mesh = mesh_new ((Shape) GPOINTER_TO_UINT (user_data), &bad_network);

  publish_from_all (mesh);
  sotto_test_net_wait (mesh->net, have_everything, mesh);
  assert_once (mesh);
}

/* Two halves that hear nothing of each other, and then everything. */
static void
test_partition (void)
{
  static const SottoTestFaults good_network = { 0 };
  g_autoptr (Mesh) mesh = mesh_new (SHAPE_LINE, &good_network);

  sotto_test_fault_proxy_set_open (mesh->proxy, mesh->links[5], FALSE);
  sotto_test_net_run (mesh->net, 500);
  publish_from_all (mesh);
  sotto_test_net_run (mesh->net, 4000);
  for (guint i = 0; i < N_CLIENTS; i++)
    g_assert_cmpuint (mesh->clients[i]->received->len, ==, N_MESSAGES);

  sotto_test_fault_proxy_set_open (mesh->proxy, mesh->links[5], TRUE);
  sotto_test_net_wait (mesh->net, have_everything, mesh);
  assert_once (mesh);
}

/* (transfer full): envelopes without work, alive. */
static GBytes *
make_junk (guint number)
{
  g_autoptr (SottoRlpWriter) writer = sotto_rlp_writer_new ();

  sotto_rlp_writer_begin_list (writer);
  for (guint i = 0; i < 10; i++)
    {
      guint8 data[900] = { (guint8) number, (guint8) i };

      sotto_rlp_writer_begin_list (writer);
      sotto_rlp_writer_add_u64 (writer, (guint64) (g_get_real_time () / G_USEC_PER_SEC) + 50000);
      sotto_rlp_writer_add_u64 (writer, 50000);
      sotto_rlp_writer_add_string (writer, red.bytes, sizeof red.bytes);
      sotto_rlp_writer_add_string (writer, data, sizeof data);
      sotto_rlp_writer_add_u64 (writer, 0);
      sotto_rlp_writer_end_list (writer);
    }
  sotto_rlp_writer_end_list (writer);

  return sotto_rlp_writer_end (g_steal_pointer (&writer));
}

/* At the centre of a star: one floods, one says what makes no sense, and one never reads again. The
 * others notice nothing. */
static void
test_hostile (void)
{
  static const SottoTestFaults none = { 0 };
  g_autoptr (Mesh) mesh = mesh_new (SHAPE_STAR, &none);
  guint16 port = sotto_test_fault_proxy_add (mesh->proxy, &none);
  g_autofree char *centre = make_enode (mesh, 0, mesh->relays[0].port);
  g_autofree char *by_proxy = make_enode (mesh, 0, port);
  g_autoptr (SottoEnode) enode = sotto_enode_parse (centre, NULL);
  g_autoptr (SottoEnode) stalling = sotto_enode_parse (by_proxy, NULL);
  SottoTestRawPeer *flooder = sotto_test_raw_peer_new_at (mesh->net, enode, 1, "c0");
  SottoTestRawPeer *liar =
    sotto_test_raw_peer_new_at (mesh->net, enode, SOTTO_TEST_RAW_PEER_WHISPER, "c106");
  SottoTestRawPeer *staller;

  sotto_test_fault_proxy_set_target (mesh->proxy, port, mesh->relays[0].port);
  staller = sotto_test_raw_peer_new_at (mesh->net, stalling, 0, "c280c0");
  sotto_test_fault_proxy_set_stalled (mesh->proxy, port, TRUE);

  publish_from_all (mesh);
  for (guint n = 0; n < 50 && sotto_test_raw_peer_is_connected (flooder); n++)
    {
      g_autoptr (GBytes) junk = make_junk (n);

      sotto_test_raw_peer_send (flooder, SOTTO_WAKU_CODE_MESSAGES, junk);
      sotto_test_net_run (mesh->net, 20);
    }
  sotto_test_raw_peer_send_hex (liar, SOTTO_WAKU_CODE_BLOOM, "83010203");
  publish_from_all (mesh);
  sotto_test_net_wait (mesh->net, have_everything, mesh);
  assert_once (mesh);

  g_assert_false (sotto_test_raw_peer_is_connected (flooder));
  g_assert_false (sotto_test_raw_peer_is_connected (liar));
  sotto_test_fault_proxy_set_open (mesh->proxy, port, FALSE);
  sotto_test_raw_peer_close (mesh->net, flooder);
  sotto_test_raw_peer_close (mesh->net, liar);
  sotto_test_raw_peer_close (mesh->net, staller);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  program = g_getenv ("SOTTOD");
  g_assert_nonnull (program);
  g_test_add_data_func ("/wire/mesh/ring", GUINT_TO_POINTER (SHAPE_RING), test_shape);
  g_test_add_data_func ("/wire/mesh/star", GUINT_TO_POINTER (SHAPE_STAR), test_shape);
  g_test_add_data_func ("/wire/mesh/line", GUINT_TO_POINTER (SHAPE_LINE), test_shape);
  g_test_add_func ("/wire/mesh/partition", test_partition);
  g_test_add_func ("/wire/mesh/hostile", test_hostile);

  return g_test_run ();
}
