/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-test-raw-peer.h"

#include "sotto-hex.h"

#define N_CODES 128

struct _SottoTestRawPeer
{
  GObject parent_instance;

  guint version;
  SottoPrivateKey *key;
  SottoHost *host;
  SottoPeer *peer; /* while connected */
  GPtrArray *packets[N_CODES];
};

static void capability_interface_init (SottoCapabilityInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoTestRawPeer,
                               sotto_test_raw_peer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_CAPABILITY,
                                                      capability_interface_init))

static const char *
get_name (SottoCapability *capability)
{
  return SOTTO_TEST_RAW_PEER (capability)->version == SOTTO_TEST_RAW_PEER_WHISPER ? "shh" : "waku";
}

static guint
get_version (SottoCapability *capability)
{
  return SOTTO_TEST_RAW_PEER (capability)->version;
}

static guint
get_n_codes (SottoCapability *capability)
{
  return N_CODES;
}

static gsize
get_max_payload (SottoCapability *capability)
{
  return 4 * 1024 * 1024;
}

static void
peer_started (SottoCapability *capability, SottoPeer *peer)
{
  SOTTO_TEST_RAW_PEER (capability)->peer = peer;
}

static gboolean
message (SottoCapability *capability, SottoPeer *peer, guint code, GBytes *payload, GError **error)
{
  g_ptr_array_add (SOTTO_TEST_RAW_PEER (capability)->packets[code], g_bytes_ref (payload));

  return TRUE;
}

static void
peer_stopped (SottoCapability *capability, SottoPeer *peer)
{
  SOTTO_TEST_RAW_PEER (capability)->peer = NULL;
}

static void
capability_interface_init (SottoCapabilityInterface *interface)
{
  interface->get_name = get_name;
  interface->get_version = get_version;
  interface->get_n_codes = get_n_codes;
  interface->get_max_payload = get_max_payload;
  interface->peer_started = peer_started;
  interface->message = message;
  interface->peer_stopped = peer_stopped;
}

static void
sotto_test_raw_peer_finalize (GObject *object)
{
  SottoTestRawPeer *self = SOTTO_TEST_RAW_PEER (object);

  for (guint i = 0; i < N_CODES; i++)
    g_ptr_array_unref (self->packets[i]);
  g_clear_pointer (&self->key, sotto_private_key_unref);
  G_OBJECT_CLASS (sotto_test_raw_peer_parent_class)->finalize (object);
}

static void
sotto_test_raw_peer_class_init (SottoTestRawPeerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_test_raw_peer_finalize;
}

static void
sotto_test_raw_peer_init (SottoTestRawPeer *self)
{
  for (guint i = 0; i < N_CODES; i++)
    self->packets[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

static gboolean
was_greeted (gpointer user_data)
{
  return sotto_test_raw_peer_count (user_data, 0) == 1;
}

SottoTestRawPeer *
sotto_test_raw_peer_new (SottoTestNet *net, SottoTestNode *node, guint version, const char *status)
{
  g_autoptr (SottoEnode) enode = sotto_test_node_get_enode (node);

  return sotto_test_raw_peer_new_at (net, enode, version, status);
}

SottoTestRawPeer *
sotto_test_raw_peer_new_at (SottoTestNet *net, SottoEnode *enode, guint version, const char *status)
{
  SottoTestRawPeer *self = g_object_new (SOTTO_TYPE_TEST_RAW_PEER, NULL);
  SottoTestClock *clock = sotto_test_net_add_clock (net, 0);

  self->version = version;
  self->key = sotto_private_key_generate (net->random);
  self->host = sotto_host_new (self->key, SOTTO_CLOCK (clock), net->random);
  sotto_host_add_capability (self->host, SOTTO_CAPABILITY (self));
  sotto_host_add_candidate (self->host, enode);
  sotto_host_start (self->host);
  sotto_test_net_wait (net, was_greeted, self);
  if (status != NULL)
    {
      sotto_test_raw_peer_send_hex (self, 0, status);
      sotto_test_net_run (net, 200);
    }

  return self;
}

void
sotto_test_raw_peer_send (SottoTestRawPeer *self, guint code, GBytes *payload)
{
  g_assert_nonnull (self->peer);
  g_assert_true (sotto_peer_send (self->peer, SOTTO_CAPABILITY (self), code, payload, NULL, NULL));
}

void
sotto_test_raw_peer_send_hex (SottoTestRawPeer *self, guint code, const char *hex)
{
  g_autoptr (GBytes) payload = sotto_hex_decode (hex, 1 << 20, NULL);

  g_assert_nonnull (payload);
  sotto_test_raw_peer_send (self, code, payload);
}

gboolean
sotto_test_raw_peer_is_connected (SottoTestRawPeer *self)
{
  return self->peer != NULL;
}

GBytes *
sotto_test_raw_peer_get (SottoTestRawPeer *self, guint code, guint index)
{
  return index < self->packets[code]->len ? self->packets[code]->pdata[index] : NULL;
}

guint
sotto_test_raw_peer_count (SottoTestRawPeer *self, guint code)
{
  return self->packets[code]->len;
}

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

void
sotto_test_raw_peer_close (SottoTestNet *net, SottoTestRawPeer *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  sotto_host_stop_async (self->host, NULL, done_cb, &result);
  sotto_test_net_wait (net, has_result, &result);
  g_assert_true (sotto_host_stop_finish (self->host, result, NULL));
  g_clear_object (&self->host);
  g_object_unref (self);
}
