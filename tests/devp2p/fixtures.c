/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixtures.h"

#include <string.h>

#include "sotto-hello-private.h"
#include "sotto-hex.h"

#define WATCHDOG_SECONDS 20
#define MAX_HEX_BYTES (1024 * 1024)

/* Vectors */

JsonObject *
fixture_load (const char *file)
{
  g_autofree char *path = g_build_filename (g_getenv ("SOTTO_TEST_VECTORS"), file, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

GBytes *
fixture_hex (const char *hex)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = sotto_hex_decode (hex, MAX_HEX_BYTES, &error);

  g_assert_no_error (error);
  return bytes;
}

GBytes *
fixture_member (JsonObject *object, const char *member)
{
  return fixture_hex (json_object_get_string_member (object, member));
}

void
fixture_fixed (JsonObject *object, const char *member, guint8 *into, gsize length)
{
  g_autoptr (GBytes) bytes = fixture_member (object, member);

  g_assert_cmpuint (g_bytes_get_size (bytes), ==, length);
  memcpy (into, g_bytes_get_data (bytes, NULL), length);
}

void
fixture_assert_memory (gconstpointer data, gsize length, const char *expected_hex)
{
  g_autofree char *hex = sotto_hex_encode (data, length);

  g_assert_cmpstr (hex, ==, expected_hex);
}

void
fixture_assert_bytes (GBytes *bytes, const char *expected_hex)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  fixture_assert_memory (data, length, expected_hex);
}

SottoPrivateKey *
fixture_key (guint number)
{
  guint8 bytes[SOTTO_KEY_LENGTH] = { 0x11 };
  g_autoptr (GError) error = NULL;
  SottoPrivateKey *key;

  bytes[SOTTO_KEY_LENGTH - 1] = number;
  key = sotto_private_key_new (bytes, &error);
  g_assert_no_error (error);
  return key;
}

/* Waiting */

static gboolean
watchdog_cb (gpointer user_data)
{
  g_error ("What the test waits for did not happen in %d s", WATCHDOG_SECONDS);
  return G_SOURCE_REMOVE;
}

void
fixture_wait (FixtureCondition condition, gpointer user_data)
{
  guint watchdog = g_timeout_add_seconds (WATCHDOG_SECONDS, watchdog_cb, NULL);

  while (!condition (user_data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog);
}

void
fixture_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Codecs */

static SottoRlpxCodec *
finish_handshake (SottoRlpxHandshake *handshake)
{
  g_auto (SottoRlpxSecrets) secrets = { { { 0 } } };
  g_autoptr (GError) error = NULL;

  g_assert_true (sotto_rlpx_handshake_get_secrets (handshake, &secrets, &error));
  return sotto_rlpx_codec_new (&secrets);
}

static void
feed_packet (SottoRlpxHandshake *handshake, GBytes *packet)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (packet, &length);
  gsize consumed;

  g_assert_cmpint (sotto_rlpx_handshake_feed (handshake, data, length, &consumed, &error), ==,
                   SOTTO_RLPX_DONE);
  g_assert_cmpuint (consumed, ==, length);
}

void
fixture_connect_codecs (SottoRlpxCodec **initiator, SottoRlpxCodec **recipient)
{
  g_autoptr (SottoPrivateKey) key_a = fixture_key (1);
  g_autoptr (SottoPrivateKey) key_b = fixture_key (2);
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (1);
  g_autoptr (SottoRlpxHandshake) a = NULL;
  g_autoptr (SottoRlpxHandshake) b = sotto_rlpx_handshake_new_recipient (key_b, random);
  g_autoptr (GBytes) auth = NULL;

  a = sotto_rlpx_handshake_new_initiator (key_a, sotto_private_key_get_public (key_b), random);
  auth = sotto_rlpx_handshake_start (a, NULL);
  feed_packet (b, auth);
  feed_packet (a, sotto_rlpx_handshake_get_reply (b));
  *initiator = finish_handshake (a);
  *recipient = finish_handshake (b);
}

gboolean
fixture_open_frame (SottoRlpxCodec *codec, GBytes *frame, SottoRlpxMessage *message, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (frame, &length);
  gsize consumed;
  SottoRlpxStatus status = sotto_rlpx_codec_feed (codec, data, length, &consumed, error);

  if (status == SOTTO_RLPX_FAILED)
    return FALSE;
  g_assert_cmpint (status, ==, SOTTO_RLPX_DONE);
  g_assert_cmpuint (consumed, ==, length);
  return sotto_rlpx_codec_take_message (codec, message, error);
}

/* Toy capability */

static const char *
toy_get_name (SottoCapability *capability)
{
  return TOY_CAPABILITY (capability)->name;
}

static guint
toy_get_version (SottoCapability *capability)
{
  return TOY_CAPABILITY (capability)->version;
}

static guint
toy_get_n_codes (SottoCapability *capability)
{
  return TOY_CAPABILITY (capability)->n_codes;
}

static gsize
toy_get_max_payload (SottoCapability *capability)
{
  return TOY_CAPABILITY (capability)->max_payload;
}

static void
toy_peer_started (SottoCapability *capability, SottoPeer *peer)
{
  ToyCapability *self = TOY_CAPABILITY (capability);

  self->n_started++;
  g_set_object (&self->peer, peer);
}

static gboolean
toy_message (SottoCapability *capability,
             SottoPeer *peer,
             guint code,
             GBytes *payload,
             GError **error)
{
  ToyCapability *self = TOY_CAPABILITY (capability);

  if ((int) code == self->refuse_code)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "refused by the toy");
      return FALSE;
    }
  g_array_append_val (self->codes, code);
  g_ptr_array_add (self->payloads, g_bytes_ref (payload));
  return TRUE;
}

static void
toy_peer_stopped (SottoCapability *capability, SottoPeer *peer)
{
  TOY_CAPABILITY (capability)->n_stopped++;
}

static void
toy_capability_iface_init (SottoCapabilityInterface *iface)
{
  iface->get_name = toy_get_name;
  iface->get_version = toy_get_version;
  iface->get_n_codes = toy_get_n_codes;
  iface->get_max_payload = toy_get_max_payload;
  iface->peer_started = toy_peer_started;
  iface->message = toy_message;
  iface->peer_stopped = toy_peer_stopped;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ToyCapability,
                               toy_capability,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_CAPABILITY,
                                                      toy_capability_iface_init))

static void
toy_capability_finalize (GObject *object)
{
  ToyCapability *self = TOY_CAPABILITY (object);

  g_free (self->name);
  g_array_unref (self->codes);
  g_ptr_array_unref (self->payloads);
  g_clear_object (&self->peer);
  G_OBJECT_CLASS (toy_capability_parent_class)->finalize (object);
}

static void
toy_capability_class_init (ToyCapabilityClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = toy_capability_finalize;
}

static void
toy_capability_init (ToyCapability *self)
{
  self->max_payload = TOY_MAX_PAYLOAD;
  self->codes = g_array_new (FALSE, TRUE, sizeof (guint));
  self->payloads = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->refuse_code = -1;
}

ToyCapability *
toy_new (const char *name, guint version, guint n_codes)
{
  ToyCapability *self = g_object_new (TOY_TYPE_CAPABILITY, NULL);

  self->name = g_strdup (name);
  self->version = version;
  self->n_codes = n_codes;
  return self;
}

/* Raw peer */

static RawPeer *
raw_peer_new (GSocketConnection *connection, SottoPrivateKey *key)
{
  RawPeer *self = g_new0 (RawPeer, 1);

  self->connection = connection;
  self->key = sotto_private_key_ref (key);
  self->received = g_byte_array_new ();
  g_socket_set_blocking (g_socket_connection_get_socket (connection), FALSE);
  return self;
}

RawPeer *
raw_peer_dial (guint16 port, SottoPrivateKey *key)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection =
    g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);

  g_assert_no_error (error);
  return raw_peer_new (connection, key);
}

static gboolean
socket_is_readable (gpointer user_data)
{
  return g_socket_condition_check (user_data, G_IO_IN) != 0;
}

RawPeer *
raw_peer_accept (GSocket *listener, SottoPrivateKey *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = NULL;

  fixture_wait (socket_is_readable, listener);
  socket = g_socket_accept (listener, NULL, &error);
  g_assert_no_error (error);
  return raw_peer_new (g_socket_connection_factory_create_connection (socket), key);
}

void
raw_peer_free (RawPeer *self)
{
  g_clear_object (&self->connection);
  g_clear_pointer (&self->key, sotto_private_key_unref);
  g_clear_pointer (&self->codec, sotto_rlpx_codec_free);
  g_clear_pointer (&self->received, g_byte_array_unref);
  g_free (self);
}

static gssize
send_some (RawPeer *self, const guint8 *data, gsize length)
{
  g_autoptr (GError) error = NULL;
  gssize sent = g_socket_send (g_socket_connection_get_socket (self->connection),
                               (const char *) data, length, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      g_main_context_iteration (NULL, FALSE);
      return 0;
    }
  return sent;
}

void
raw_peer_send (RawPeer *self, gconstpointer data, gsize length)
{
  const guint8 *bytes = data;

  if (self->held != NULL)
    {
      g_byte_array_append (self->held, data, length);
      return;
    }
  while (length > 0)
    {
      gssize sent = send_some (self, bytes, length);

      /* The host may have closed the connection already, which is what some tests want. */
      if (sent < 0)
        return;
      bytes += sent;
      length -= sent;
    }
}

void
raw_peer_hold (RawPeer *self)
{
  self->held = g_byte_array_new ();
}

void
raw_peer_release (RawPeer *self)
{
  g_autoptr (GByteArray) held = g_steal_pointer (&self->held);

  raw_peer_send (self, held->data, held->len);
}

static void
send_bytes (RawPeer *self, GBytes *bytes)
{
  raw_peer_send (self, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Reads what is there. */
static void
receive (RawPeer *self)
{
  guint8 buffer[65536];
  g_autoptr (GError) error = NULL;
  gssize length = g_socket_receive (g_socket_connection_get_socket (self->connection),
                                    (char *) buffer, sizeof buffer, NULL, &error);

  if (length > 0)
    g_byte_array_append (self->received, buffer, length);
  else if (length == 0 || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    self->is_closed = TRUE;
}

static gboolean
has_more (gpointer user_data)
{
  RawPeer *self = user_data;
  guint before = self->received->len;

  receive (self);
  return self->received->len > before || self->is_closed;
}

/* The host and this peer share a main context: nothing may block it, so waiting polls. */
static gboolean
poll_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for_bytes (RawPeer *self)
{
  guint poll = g_timeout_add (1, poll_cb, NULL);

  fixture_wait (has_more, self);
  g_source_remove (poll);
}

void
raw_peer_handshake (RawPeer *self, const SottoPublicKey *remote)
{
  g_autoptr (SottoRandom) random = sotto_random_new_system ();
  g_autoptr (SottoRlpxHandshake) handshake = NULL;
  SottoRlpxStatus status = SOTTO_RLPX_MORE;

  if (remote != NULL)
    {
      g_autoptr (GBytes) auth = NULL;

      handshake = sotto_rlpx_handshake_new_initiator (self->key, remote, random);
      auth = sotto_rlpx_handshake_start (handshake, NULL);
      send_bytes (self, auth);
    }
  else
    handshake = sotto_rlpx_handshake_new_recipient (self->key, random);
  while (status == SOTTO_RLPX_MORE)
    {
      gsize consumed;

      wait_for_bytes (self);
      g_assert_false (self->is_closed && self->received->len == 0);
      status = sotto_rlpx_handshake_feed (handshake, self->received->data, self->received->len,
                                          &consumed, NULL);
      g_byte_array_remove_range (self->received, 0, consumed);
    }
  g_assert_cmpint (status, ==, SOTTO_RLPX_DONE);
  if (remote == NULL)
    send_bytes (self, sotto_rlpx_handshake_get_reply (handshake));
  self->codec = finish_handshake (handshake);
}

void
raw_peer_send_message (RawPeer *self, guint64 code, GBytes *payload)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) frame = sotto_rlpx_codec_seal (self->codec, code, payload, &error);

  g_assert_no_error (error);
  send_bytes (self, frame);
}

void
raw_peer_send_message_hex (RawPeer *self, guint64 code, const char *payload_hex)
{
  g_autoptr (GBytes) payload = fixture_hex (payload_hex);

  raw_peer_send_message (self, code, payload);
}

gboolean
raw_peer_read (RawPeer *self, SottoRlpxMessage *message)
{
  while (TRUE)
    {
      g_autoptr (GError) error = NULL;
      gsize consumed;
      SottoRlpxStatus status = sotto_rlpx_codec_feed (self->codec, self->received->data,
                                                      self->received->len, &consumed, &error);

      g_assert_no_error (error);
      if (consumed > 0)
        g_byte_array_remove_range (self->received, 0, consumed);
      if (status == SOTTO_RLPX_DONE)
        {
          g_assert_true (sotto_rlpx_codec_take_message (self->codec, message, &error));
          return TRUE;
        }
      if (self->is_closed)
        return FALSE;
      wait_for_bytes (self);
    }
}

void
raw_peer_send_hello (RawPeer *self, const char *client, guint64 version)
{
  g_autoptr (SottoHello) hello = sotto_hello_new ();
  g_autoptr (GBytes) payload = NULL;

  hello->version = version;
  hello->client = g_strdup (client);
  sotto_hello_add_capability (hello, "toy", 1);
  sotto_public_key_serialize_raw (sotto_private_key_get_public (self->key), hello->node_key);
  payload = sotto_hello_encode (hello);
  raw_peer_send_message (self, SOTTO_P2P_HELLO, payload);
}

void
raw_peer_exchange_hello (RawPeer *self, const char *client, guint64 version)
{
  g_auto (SottoRlpxMessage) theirs = { 0 };

  raw_peer_send_hello (self, client, version);
  g_assert_true (raw_peer_read (self, &theirs));
  g_assert_cmpuint (theirs.code, ==, SOTTO_P2P_HELLO);
  sotto_rlpx_codec_set_snappy (self->codec, version >= SOTTO_P2P_VERSION);
  sotto_rlpx_codec_set_max_payload (self->codec, SOTTO_RLPX_MAX_LENGTH);
}

int
raw_peer_read_disconnect (RawPeer *self)
{
  while (TRUE)
    {
      g_auto (SottoRlpxMessage) message = { 0 };
      SottoDisconnectReason reason;

      if (!raw_peer_read (self, &message))
        return -1;
      if (message.code != SOTTO_P2P_DISCONNECT)
        continue;
      g_assert_true (sotto_disconnect_parse (message.payload, &reason, NULL));
      raw_peer_wait_closed (self);
      return reason;
    }
}

void
raw_peer_wait_closed (RawPeer *self)
{
  while (!self->is_closed)
    wait_for_bytes (self);
}
