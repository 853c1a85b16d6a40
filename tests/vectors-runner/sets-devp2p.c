/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RLPx, snappy and the "p2p" capability: eip8-rlpx.json, rlpx-session.json, snappy-block.json and
 * the parts of wire.json below Waku.
 *
 * Compressors may make different bytes of the same payload. A recorded frame is therefore opened
 * twice, with and without decompression, and written again with the recorded compressed bytes; our
 * own compressor is checked by a round trip. */

#include <string.h>

#include "sotto-hello-private.h"
#include "sotto-hex.h"
#include "sotto-rlpx-codec-private.h"
#include "sotto-rlpx-packets-private.h"
#include "sotto-rlpx-secrets-private.h"
#include "sotto-snappy-private.h"
#include "vector-sets.h"

/* The connection that the frames of rlpx-session.json belong to: auth2 and ack2 of EIP-8. */
static const char session_auth[] =
  "01b304ab7578555167be8154d5cc456f567d5ba302662433674222360f08d5f1534499d3678b513b0fca474f3a514b18"
  "e75683032eb63fccb16c156dc6eb2c0b1593f0d84ac74f6e475f1b8d56116b849634a8c458705bf83a626ea0384d4d73"
  "41aae591fae42ce6bd5c850bfe0b999a694a49bbbaf3ef6cda61110601d3b4c02ab6c30437257a6e0117792631a4b47c"
  "1d52fc0f8f89caadeb7d02770bf999cc147d2df3b62e1ffb2c9d8c125a3984865356266bca11ce7d3a688663a51d82de"
  "faa8aad69da39ab6d5470e81ec5f2a7a47fb865ff7cca21516f9299a07b1bc63ba56c7a1a892112841ca44b6e0034dee"
  "70c9adabc15d76a54f443593fafdc3b27af8059703f88928e199cb122362a4b35f62386da7caad09c001edaeb5f8a06d"
  "2b26fb6cb93c52a9fca51853b68193916982358fe1e5369e249875bb8d0d0ec36f917bc5e1eafd5896d46bd61ff23f1a"
  "863a8a8dcd54c7b109b771c8e61ec9c8908c733c0263440e2aa067241aaa433f0bb053c7b31a838504b148f570c0ad62"
  "837129e547678c5190341e4f1693956c3bf7678318e2d5b5340c9e488eefea198576344afbdf66db5f51204a6961a63c"
  "e072c8926c";
static const char session_ack[] =
  "01ea0451958701280a56482929d3b0757da8f7fbe5286784beead59d95089c217c9b917788989470b0e330cc6e4fb383"
  "c0340ed85fab836ec9fb8a49672712aeabbdfd1e837c1ff4cace34311cd7f4de05d59279e3524ab26ef753a0095637ac"
  "88f2b499b9914b5f64e143eae548a1066e14cd2f4bd7f814c4652f11b254f8a2d0191e2f5546fae6055694aed14d906d"
  "f79ad3b407d94692694e259191cde171ad542fc588fa2b7333313d82a9f887332f1dfc36cea03f831cb9a23fea05b33d"
  "eb999e85489e645f6aab1872475d488d7bd6c7c120caf28dbfc5d6833888155ed69d34dbdc39c1f299be1057810f34fb"
  "e754d021bfca14dc989753d61c413d261934e1a9c67ee060a25eefb54e81a4d14baff922180c395d3f998d70f46f6b58"
  "306f969627ae364497e73fc27f6d17ae45a413d322cb8814276be6ddd13b885b201b943213656cde498fa0e9ddc8e0b8"
  "f8a53824fbd82254f3e2c17e8eaea009c38b4aa0a3f306e8797db43c25d68e86f262e564086f59a2fc60511c42abfb30"
  "57c247a8a8fe4fb3ccbadde17514b7ac8000cdb6a912778426260c47f38919a91f25f4b5ffb455d6aaaf150f7e5529c1"
  "00ce62d6d92826a71778d809bdf60232ae21ce8a437eca8223f45ac37f6487452ce626f549b3b5fdee26afd2072e4bc7"
  "5833c2464c805246155289f4";
static const char session_ephemeral_a[] =
  "869d6ecf5211f1cc60418a13b9d870b22959d0c16f02bec714c960dd2298a32d";
static const char session_ephemeral_b[] =
  "e238eb8e04fee6511ab04c6dd3c89ce097b11f25d584863ac2b6d5b35b1847e4";
static const char session_nonce_a[] =
  "7e968bba13b6c50e2c4cd7f241cc0d64d1ac25c7f5952df231ac6a2bda8ee5d6";
static const char session_nonce_b[] =
  "559aead08264d5795d3909718cdd05abd49572e84fe55590eef31a88a08fdffd";

/* Everything that both sides of a connection know together. */
typedef struct
{
  SottoKey ephemeral_a;
  SottoKey ephemeral_b;
  SottoHash nonce_a;
  SottoHash nonce_b;
  GBytes *auth;
  GBytes *ack;
} Connection;

static void
connection_clear (Connection *connection)
{
  g_clear_pointer (&connection->auth, g_bytes_unref);
  g_clear_pointer (&connection->ack, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Connection, connection_clear)

static gboolean
derive (const Connection *connection,
        gboolean is_initiator,
        SottoRlpxSecrets *secrets,
        GError **error)
{
  SottoPublicKey remote;
  SottoRlpxExchange exchange = {
    .is_initiator = is_initiator,
    .ephemeral_key = is_initiator ? connection->ephemeral_a.bytes : connection->ephemeral_b.bytes,
    .remote_ephemeral_key = &remote,
    .initiator_nonce = &connection->nonce_a,
    .recipient_nonce = &connection->nonce_b,
    .auth = connection->auth,
    .ack = connection->ack,
  };

  return sotto_private_bytes_get_public (is_initiator ? connection->ephemeral_b.bytes
                                                      : connection->ephemeral_a.bytes,
                                         &remote, error) &&
         sotto_rlpx_secrets_derive (secrets, &exchange, error);
}

static SottoRlpxCodec *
codec_new (const Connection *connection, gboolean is_initiator)
{
  g_auto (SottoRlpxSecrets) secrets = { { { 0 } } };
  SottoRlpxCodec *codec;

  if (!derive (connection, is_initiator, &secrets, NULL))
    return NULL;
  codec = sotto_rlpx_codec_new (&secrets);
  sotto_rlpx_codec_set_max_payload (codec, SOTTO_RLPX_MAX_LENGTH);
  return codec;
}

/* One direction of a connection: two that read the recorded frames, one that writes them again, and
 * two of ours that talk to each other. */
typedef struct
{
  SottoRlpxCodec *reader;
  SottoRlpxCodec *raw_reader;
  SottoRlpxCodec *raw_writer;
  SottoRlpxCodec *own_writer;
  SottoRlpxCodec *own_reader;
} Direction;

static gboolean
direction_init (Direction *direction, const Connection *connection, gboolean from_initiator)
{
  direction->reader = codec_new (connection, !from_initiator);
  direction->raw_reader = codec_new (connection, !from_initiator);
  direction->raw_writer = codec_new (connection, from_initiator);
  direction->own_writer = codec_new (connection, from_initiator);
  direction->own_reader = codec_new (connection, !from_initiator);
  return direction->reader != NULL;
}

static void
direction_clear (Direction *direction)
{
  g_clear_pointer (&direction->reader, sotto_rlpx_codec_free);
  g_clear_pointer (&direction->raw_reader, sotto_rlpx_codec_free);
  g_clear_pointer (&direction->raw_writer, sotto_rlpx_codec_free);
  g_clear_pointer (&direction->own_writer, sotto_rlpx_codec_free);
  g_clear_pointer (&direction->own_reader, sotto_rlpx_codec_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Direction, direction_clear)

static gboolean
open_frame (SottoRlpxCodec *codec, GBytes *frame, SottoRlpxMessage *message, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (frame, &length);
  gsize consumed;
  SottoRlpxStatus status = sotto_rlpx_codec_feed (codec, data, length, &consumed, error);

  if (status == SOTTO_RLPX_DONE && consumed == length)
    return sotto_rlpx_codec_take_message (codec, message, error);
  if (status != SOTTO_RLPX_FAILED)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "not exactly one frame");
  return FALSE;
}

static void
check_own_compressor (VectorRun *run, Direction *direction, guint64 code, GBytes *payload)
{
  g_autoptr (GError) error = NULL;
  g_auto (SottoRlpxMessage) message = { 0 };
  g_autoptr (GBytes) frame = sotto_rlpx_codec_seal (direction->own_writer, code, payload, &error);

  if (frame == NULL || !open_frame (direction->own_reader, frame, &message, &error))
    vector_fail (run, "sealing", &error);
  else
    vector_check_bool (run, "sealed and opened again", TRUE,
                       message.code == code && g_bytes_equal (message.payload, payload));
}

/* A recorded @frame of @code and @payload. */
static void
check_frame (VectorRun *run,
             Direction *direction,
             JsonObject *object,
             const char *code_member,
             const char *payload_member)
{
  g_autoptr (GBytes) frame = vector_bytes (object, "frame");
  g_autoptr (GBytes) payload = vector_bytes (object, payload_member);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (SottoRlpxMessage) message = { 0 };
  g_auto (SottoRlpxMessage) raw = { 0 };
  guint64 code = (guint64) vector_int (object, code_member);

  if (!open_frame (direction->reader, frame, &message, &error) ||
      !open_frame (direction->raw_reader, frame, &raw, &error))
    {
      vector_fail (run, "frame", &error);
      return;
    }
  vector_check_int (run, code_member, code, message.code);
  vector_check_gbytes (run, payload_member, vector_text (object, payload_member), message.payload);
  again = sotto_rlpx_codec_seal (direction->raw_writer, raw.code, raw.payload, &error);
  if (again == NULL)
    vector_fail (run, "sealing", &error);
  else
    vector_check_gbytes (run, "frame", vector_text (object, "frame"), again);
  check_own_compressor (run, direction, code, payload);
}

static void
set_snappy (Direction *direction, gboolean snappy)
{
  sotto_rlpx_codec_set_snappy (direction->reader, snappy);
  sotto_rlpx_codec_set_snappy (direction->own_writer, snappy);
  sotto_rlpx_codec_set_snappy (direction->own_reader, snappy);
}

/* Packets */

static SottoPrivateKey *
load_key (VectorRun *run, JsonObject *object, const char *member)
{
  g_auto (SottoKey) bytes = { { 0 } };
  g_autoptr (GError) error = NULL;
  SottoPrivateKey *key = NULL;

  if (vector_fixed (object, member, bytes.bytes, sizeof bytes.bytes))
    key = sotto_private_key_new (bytes.bytes, &error);
  if (key == NULL)
    vector_fail (run, member, &error);
  return key;
}

static void
check_key (VectorRun *run, const char *field, const char *expected, const SottoPublicKey *key)
{
  guint8 raw[SOTTO_P2P_NODE_KEY_LENGTH];

  sotto_public_key_serialize_raw (key, raw);
  vector_check_bytes (run, field, expected, raw, sizeof raw);
}

/* Opens @packet and checks what every auth holds; FALSE when it cannot be opened. */
static gboolean
open_auth (VectorRun *run,
           GBytes *packet,
           SottoPrivateKey *key,
           SottoRlpxAuth *auth,
           SottoPublicKey *ephemeral)
{
  g_autoptr (GError) error = NULL;
  g_auto (SottoKey) shared = { { 0 } };
  gsize length;
  const guint8 *data = g_bytes_get_data (packet, &length);

  if (sotto_rlpx_auth_open (auth, key, data, length, &error) &&
      sotto_private_key_ecdh (key, &auth->static_key, shared.bytes, &error) &&
      sotto_rlpx_auth_recover (auth, shared.bytes, ephemeral, &error))
    return TRUE;
  vector_fail (run, "auth", &error);
  return FALSE;
}

static gboolean
open_ack (VectorRun *run, GBytes *packet, SottoPrivateKey *key, SottoRlpxAck *ack)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (packet, &length);

  if (sotto_rlpx_ack_open (ack, key, data, length, &error))
    return TRUE;
  vector_fail (run, "ack", &error);
  return FALSE;
}

/* eip8-rlpx.json */

static void
check_eip8_auth (VectorRun *run, JsonObject *root, JsonObject *row)
{
  g_autoptr (SottoPrivateKey) key = load_key (run, root, "static_key_b");
  g_autoptr (GBytes) packet = vector_bytes (row, "packet");
  JsonObject *public_keys = vector_object (root, "derived_public");
  SottoRlpxAuth auth;
  SottoPublicKey ephemeral;

  if (key == NULL || !open_auth (run, packet, key, &auth, &ephemeral))
    return;
  vector_check_text (run, "form", vector_text (row, "form"), auth.is_plain ? "plain" : "eip8");
  vector_check_bytes (run, "signature", vector_text (row, "signature"), auth.signature,
                      sizeof auth.signature);
  vector_check_bytes (run, "nonce_a", vector_text (root, "nonce_a"), auth.nonce.bytes,
                      SOTTO_HASH_LENGTH);
  check_key (run, "static_a", vector_text (public_keys, "static_a"), &auth.static_key);
  check_key (run, "ephemeral_a", vector_text (public_keys, "ephemeral_a"), &ephemeral);
  if (!auth.is_plain)
    vector_check_int (run, "version", (guint64) vector_int (row, "version"), auth.version);
}

static void
check_eip8_ack (VectorRun *run, JsonObject *root, JsonObject *row)
{
  g_autoptr (SottoPrivateKey) key = load_key (run, root, "static_key_a");
  g_autoptr (GBytes) packet = vector_bytes (row, "packet");
  SottoRlpxAck ack;

  if (key == NULL || !open_ack (run, packet, key, &ack))
    return;
  vector_check_text (run, "form", vector_text (row, "form"), ack.is_plain ? "plain" : "eip8");
  vector_check_bytes (run, "nonce_b", vector_text (root, "nonce_b"), ack.nonce.bytes,
                      SOTTO_HASH_LENGTH);
  check_key (run, "ephemeral_b",
             vector_text (vector_object (root, "derived_public"), "ephemeral_b"),
             &ack.ephemeral_key);
  if (!ack.is_plain)
    vector_check_int (run, "version", (guint64) vector_int (row, "version"), ack.version);
}

static void
check_sum (VectorRun *run, const SottoKeccak *state, JsonObject *object, const char *member)
{
  SottoHash digest;

  sotto_keccak_sum (state, &digest);
  vector_check_bytes (run, member, vector_text (object, member), digest.bytes, SOTTO_HASH_LENGTH);
}

/* The packet called @name in a list. */
static GBytes *
find_packet (JsonArray *rows, const char *name)
{
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (g_strcmp0 (vector_text (row, "name"), name) == 0)
        return vector_bytes (row, "packet");
    }
  return g_bytes_new (NULL, 0);
}

static void
check_eip8_secrets (VectorRun *run, JsonObject *root, JsonObject *expected)
{
  g_auto (Connection) connection = { 0 };
  g_auto (SottoRlpxSecrets) secrets = { { { 0 } } };
  g_autoptr (GError) error = NULL;

  vector_fixed (root, "ephemeral_key_a", connection.ephemeral_a.bytes, SOTTO_KEY_LENGTH);
  vector_fixed (root, "ephemeral_key_b", connection.ephemeral_b.bytes, SOTTO_KEY_LENGTH);
  vector_fixed (root, "nonce_a", connection.nonce_a.bytes, SOTTO_HASH_LENGTH);
  vector_fixed (root, "nonce_b", connection.nonce_b.bytes, SOTTO_HASH_LENGTH);
  connection.auth = find_packet (vector_array (root, "auth"), "auth2");
  connection.ack = find_packet (vector_array (root, "ack"), "ack2");
  if (!derive (&connection, FALSE, &secrets, &error))
    {
      vector_fail (run, "secrets", &error);
      return;
    }
  vector_check_bytes (run, "aes_secret", vector_text (expected, "aes_secret"), secrets.aes.bytes,
                      SOTTO_KEY_LENGTH);
  vector_check_bytes (run, "mac_secret", vector_text (expected, "mac_secret"), secrets.mac.bytes,
                      SOTTO_KEY_LENGTH);
  check_sum (run, &secrets.ingress, expected, "b_ingress_mac_digest_initial");
  check_sum (run, &secrets.egress, expected, "b_egress_mac_digest_initial");
  sotto_keccak_update (&secrets.ingress, "foo", 3);
  check_sum (run, &secrets.ingress, expected, "b_ingress_mac_after_foo");
}

/* Hello: @caps is a list of pairs or of objects. */

static void
check_capability (VectorRun *run, JsonNode *expected, const SottoHelloCapability *got)
{
  const char *name;
  gint64 version;

  if (JSON_NODE_HOLDS_ARRAY (expected))
    {
      name = json_array_get_string_element (json_node_get_array (expected), 0);
      version = json_array_get_int_element (json_node_get_array (expected), 1);
    }
  else
    {
      name = vector_text (json_node_get_object (expected), "name");
      version = vector_int (json_node_get_object (expected), "version");
    }
  vector_check_text (run, "caps name", name, got->name);
  vector_check_int (run, "caps version", (guint64) version, got->version);
}

static SottoHello *
check_hello_fields (VectorRun *run, JsonObject *row, GBytes *body, const char *client_member)
{
  g_autoptr (GError) error = NULL;
  SottoHello *hello = sotto_hello_parse (body, &error);
  JsonArray *caps = vector_array (row, "caps");

  if (hello == NULL)
    {
      vector_fail (run, "decoding", &error);
      return NULL;
    }
  vector_check_int (run, "version", (guint64) vector_int (row, "version"), hello->version);
  vector_check_text (run, client_member, vector_text (row, client_member), hello->client);
  vector_check_int (run, "listen_port", (guint64) vector_int (row, "listen_port"),
                    hello->listen_port);
  vector_check_int (run, "caps", json_array_get_length (caps), hello->capabilities->len);
  for (guint i = 0; i < MIN (json_array_get_length (caps), hello->capabilities->len); i++)
    check_capability (run, json_array_get_element (caps, i),
                      &g_array_index (hello->capabilities, SottoHelloCapability, i));
  return hello;
}

static void
check_eip8_hello (VectorRun *run, JsonObject *row)
{
  g_autoptr (GBytes) body = vector_bytes (row, "rlp");
  g_autoptr (SottoHello) hello = check_hello_fields (run, row, body, "client");

  if (hello != NULL)
    vector_check_bytes (run, "node_key", vector_text (row, "node_key"), hello->node_key,
                        sizeof hello->node_key);
}

static void
run_eip8 (VectorRun *run, JsonNode *node)
{
  JsonObject *root = vector_root_object (node);
  JsonArray *auths = vector_array (root, "auth");
  JsonArray *acks = vector_array (root, "ack");

  for (guint i = 0; i < json_array_get_length (auths); i++)
    {
      vector_case_begin (run, "auth %u", i);
      check_eip8_auth (run, root, json_array_get_object_element (auths, i));
      vector_case_end (run);
    }
  for (guint i = 0; i < json_array_get_length (acks); i++)
    {
      vector_case_begin (run, "ack %u", i);
      check_eip8_ack (run, root, json_array_get_object_element (acks, i));
      vector_case_end (run);
    }
  vector_case_begin (run, "secrets_for_auth2_ack2");
  check_eip8_secrets (run, root, vector_object (root, "secrets_for_auth2_ack2"));
  vector_case_end (run);
  vector_case_begin (run, "hello");
  check_eip8_hello (run, vector_object (root, "hello"));
  vector_case_end (run);
}

/* rlpx-session.json */

static gboolean
load_session (Connection *connection)
{
  connection->auth = sotto_hex_decode (session_auth, sizeof session_auth, NULL);
  connection->ack = sotto_hex_decode (session_ack, sizeof session_ack, NULL);
  return sotto_hex_decode_fixed (session_ephemeral_a, connection->ephemeral_a.bytes,
                                 SOTTO_KEY_LENGTH, NULL) &&
         sotto_hex_decode_fixed (session_ephemeral_b, connection->ephemeral_b.bytes,
                                 SOTTO_KEY_LENGTH, NULL) &&
         sotto_hex_decode_fixed (session_nonce_a, connection->nonce_a.bytes, SOTTO_HASH_LENGTH,
                                 NULL) &&
         sotto_hex_decode_fixed (session_nonce_b, connection->nonce_b.bytes, SOTTO_HASH_LENGTH,
                                 NULL);
}

static void
run_session (VectorRun *run, JsonNode *node)
{
  JsonArray *frames = vector_array (vector_root_object (node), "frames");
  g_auto (Connection) connection = { 0 };
  g_auto (Direction) from_a = { 0 };
  g_auto (Direction) from_b = { 0 };

  g_assert_true (load_session (&connection));
  g_assert_true (direction_init (&from_a, &connection, TRUE));
  g_assert_true (direction_init (&from_b, &connection, FALSE));
  for (guint i = 0; i < json_array_get_length (frames); i++)
    {
      JsonObject *row = json_array_get_object_element (frames, i);
      Direction *direction =
        g_strcmp0 (vector_text (row, "direction"), "A->B") == 0 ? &from_a : &from_b;

      vector_case_begin (run, "frame %u", i);
      set_snappy (direction, vector_bool (row, "snappy"));
      check_frame (run, direction, row, "message_id", "payload");
      vector_case_end (run);
    }
}

/* snappy-block.json */

static void
check_stream (VectorRun *run, JsonObject *row, guint index)
{
  g_autoptr (GBytes) stream = vector_bytes (row, "compressed");
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (stream, &length);

  plain = sotto_snappy_decompress (data, length, SOTTO_RLPX_MAX_LENGTH, &error);
  if (plain == NULL)
    vector_fail (run, "decompressing", &error);
  else
    vector_check_gbytes (run, "plain", vector_text (row, "plain"), plain);
}

static void
check_bad_stream (VectorRun *run, JsonObject *row, guint index)
{
  g_autoptr (GBytes) stream = vector_bytes (row, "compressed");
  g_autoptr (GBytes) plain = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (stream, &length);

  plain = sotto_snappy_decompress (data, length, SOTTO_RLPX_MAX_LENGTH, NULL);
  vector_check_bool (run, "refused", TRUE, plain == NULL);
}

static void
run_snappy (VectorRun *run, JsonNode *node)
{
  vector_each (run, vector_root_object (node), "valid", check_stream);
  vector_each (run, vector_root_object (node), "invalid", check_bad_stream);
}

/* wire.json */

static void
check_hello (VectorRun *run, JsonObject *row, guint index)
{
  g_autoptr (GBytes) body = vector_bytes (row, "body");
  g_autoptr (GBytes) again = NULL;
  g_autoptr (SottoHello) hello = NULL;

  vector_check_int (run, "packet_code", (guint64) vector_int (row, "packet_code"), SOTTO_P2P_HELLO);
  hello = check_hello_fields (run, row, body, "name");
  if (hello != NULL)
    {
      vector_check_bytes (run, "node_id", vector_text (row, "node_id"), hello->node_key,
                          sizeof hello->node_key);
      again = sotto_hello_encode (hello);
      vector_check_gbytes (run, "body", vector_text (row, "body"), again);
    }
}

static void
check_disconnect (VectorRun *run, JsonObject *row, guint index)
{
  g_autoptr (GBytes) body = vector_bytes (row, "body");
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  SottoDisconnectReason reason;

  vector_check_int (run, "packet_code", (guint64) vector_int (row, "packet_code"),
                    SOTTO_P2P_DISCONNECT);
  if (sotto_disconnect_parse (body, &reason, &error))
    {
      vector_check_int (run, "reason", (guint64) vector_int (row, "reason"), reason);
      text = sotto_disconnect_describe (reason);
      vector_check_text (run, "text", vector_text (row, "text"), text);
      again = sotto_disconnect_encode (reason);
      vector_check_gbytes (run, "body", vector_text (row, "body"), again);
    }
  else
    vector_fail (run, "decoding", &error);
}

/* Takes from both packets what the connection needs, and compares it with the row. */
static gboolean
check_packets (VectorRun *run, JsonObject *row, Connection *connection)
{
  g_autoptr (SottoPrivateKey) key_a = load_key (run, row, "initiator_private_key");
  g_autoptr (SottoPrivateKey) key_b = load_key (run, row, "responder_private_key");
  g_autoptr (SottoPrivateKey) ephemeral_a = load_key (run, row, "initiator_ephemeral_private_key");
  g_autoptr (SottoPrivateKey) ephemeral_b = load_key (run, row, "responder_ephemeral_private_key");
  SottoRlpxAuth auth;
  SottoRlpxAck ack;
  SottoPublicKey ephemeral;

  connection->auth = vector_bytes (row, "auth");
  connection->ack = vector_bytes (row, "ack");
  if (key_a == NULL || key_b == NULL || ephemeral_a == NULL || ephemeral_b == NULL ||
      !open_auth (run, connection->auth, key_b, &auth, &ephemeral) ||
      !open_ack (run, connection->ack, key_a, &ack))
    return FALSE;
  vector_check_bool (
    run, "initiator_private_key", TRUE,
    sotto_public_key_equal (&auth.static_key, sotto_private_key_get_public (key_a)));
  vector_check_bool (
    run, "initiator_ephemeral_private_key", TRUE,
    sotto_public_key_equal (&ephemeral, sotto_private_key_get_public (ephemeral_a)));
  vector_check_bool (
    run, "responder_ephemeral_private_key", TRUE,
    sotto_public_key_equal (&ack.ephemeral_key, sotto_private_key_get_public (ephemeral_b)));
  vector_check_bytes (run, "initiator_nonce", vector_text (row, "initiator_nonce"),
                      auth.nonce.bytes, SOTTO_HASH_LENGTH);
  vector_check_bytes (run, "responder_nonce", vector_text (row, "responder_nonce"), ack.nonce.bytes,
                      SOTTO_HASH_LENGTH);
  connection->nonce_a = auth.nonce;
  connection->nonce_b = ack.nonce;
  return vector_fixed (row, "initiator_ephemeral_private_key", connection->ephemeral_a.bytes,
                       SOTTO_KEY_LENGTH) &&
         vector_fixed (row, "responder_ephemeral_private_key", connection->ephemeral_b.bytes,
                       SOTTO_KEY_LENGTH);
}

static void
check_frames (VectorRun *run,
              JsonObject *row,
              const Connection *connection,
              gboolean from_initiator)
{
  JsonArray *frames = vector_array (row, from_initiator ? "initiator_frames" : "responder_frames");
  g_auto (Direction) direction = { 0 };
  g_auto (SottoRlpxSecrets) secrets = { { { 0 } } };
  g_autoptr (GError) error = NULL;

  if (!derive (connection, from_initiator, &secrets, &error) ||
      !direction_init (&direction, connection, from_initiator))
    {
      vector_fail (run, "secrets", &error);
      return;
    }
  vector_check_bytes (run, "aes_secret", vector_text (row, "aes_secret"), secrets.aes.bytes,
                      SOTTO_KEY_LENGTH);
  vector_check_bytes (run, "mac_secret", vector_text (row, "mac_secret"), secrets.mac.bytes,
                      SOTTO_KEY_LENGTH);
  set_snappy (&direction, vector_bool (row, "snappy"));
  for (guint i = 0; i < json_array_get_length (frames); i++)
    check_frame (run, &direction, json_array_get_object_element (frames, i), "msg_code", "body");
}

static void
check_rlpx (VectorRun *run, JsonObject *row, guint index)
{
  g_auto (Connection) connection = { 0 };

  if (check_packets (run, row, &connection))
    {
      check_frames (run, row, &connection, TRUE);
      check_frames (run, row, &connection, FALSE);
    }
}

static void
run_wire (VectorRun *run, JsonNode *node)
{
  JsonObject *root = vector_root_object (node);

  vector_each (run, root, "hello", check_hello);
  vector_each (run, root, "disconnect", check_disconnect);
  vector_each (run, root, "rlpx", check_rlpx);
}

const VectorSetEntry vector_sets_devp2p[] = {
  { "eip8-rlpx.json", "secrets_for_auth2_ack2", run_eip8 },
  { "rlpx-session.json", "frames", run_session },
  { "snappy-block.json", "valid", run_snappy },
  { "wire.json", "hello", run_wire },
  { NULL },
};
