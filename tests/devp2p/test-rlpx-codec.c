/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fixtures.h"
#include "sotto-devp2p-error.h"
#include "sotto-rlpx-packets-private.h"
#include "sotto-snappy-private.h"

static SottoPrivateKey *
load_key (JsonObject *object, const char *member)
{
  guint8 bytes[SOTTO_KEY_LENGTH];

  fixture_fixed (object, member, bytes, sizeof bytes);
  return sotto_private_key_new (bytes, NULL);
}

/* A side of EIP-8's connection (auth2, ack2), to which the recorded session belongs. */
static SottoRlpxCodec *
session_codec (gboolean is_initiator)
{
  g_autoptr (JsonObject) root = fixture_load ("ethereum/eip8-rlpx.json");
  g_autoptr (GBytes) auth = fixture_member (
    json_array_get_object_element (json_object_get_array_member (root, "auth"), 1), "packet");
  g_autoptr (GBytes) ack = fixture_member (
    json_array_get_object_element (json_object_get_array_member (root, "ack"), 1), "packet");
  g_autoptr (SottoPrivateKey) remote =
    load_key (root, is_initiator ? "ephemeral_key_b" : "ephemeral_key_a");
  guint8 own[32];
  SottoHash nonce_a;
  SottoHash nonce_b;
  g_auto (SottoRlpxSecrets) secrets = { { { 0 } } };
  SottoRlpxExchange exchange = {
    .is_initiator = is_initiator,
    .ephemeral_key = own,
    .remote_ephemeral_key = sotto_private_key_get_public (remote),
    .initiator_nonce = &nonce_a,
    .recipient_nonce = &nonce_b,
    .auth = auth,
    .ack = ack,
  };

  fixture_fixed (root, is_initiator ? "ephemeral_key_a" : "ephemeral_key_b", own, 32);
  fixture_fixed (root, "nonce_a", nonce_a.bytes, 32);
  fixture_fixed (root, "nonce_b", nonce_b.bytes, 32);
  g_assert_true (sotto_rlpx_secrets_derive (&secrets, &exchange, NULL));
  return sotto_rlpx_codec_new (&secrets);
}

/* Reads the recorded frame, seals its message, and expects the same bytes. Our compressor is
 * libsnappy; where it makes other bytes of the same payload, only reading is compared. */
static void
check_frame (SottoRlpxCodec *sender, SottoRlpxCodec *receiver, JsonObject *row)
{
  g_autoptr (GBytes) frame = fixture_member (row, "frame");
  g_autoptr (GBytes) payload = fixture_member (row, "payload");
  g_auto (SottoRlpxMessage) message = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = NULL;
  gboolean snappy = json_object_get_boolean_member (row, "snappy");

  g_test_message ("%s", json_object_get_string_member (row, "name"));
  sotto_rlpx_codec_set_snappy (receiver, snappy);
  sotto_rlpx_codec_set_snappy (sender, snappy);
  g_assert_true (fixture_open_frame (receiver, frame, &message, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (message.code, ==, json_object_get_int_member (row, "message_id"));
  fixture_assert_bytes (message.payload, json_object_get_string_member (row, "payload"));

  sealed = sotto_rlpx_codec_seal (sender, message.code, payload, &error);
  g_assert_no_error (error);
  fixture_assert_bytes (sealed, json_object_get_string_member (row, "frame"));
}

static void
test_recorded_session (void)
{
  g_autoptr (JsonObject) root = fixture_load ("ethereum/rlpx-session.json");
  JsonArray *frames = json_object_get_array_member (root, "frames");
  g_autoptr (SottoRlpxCodec) reads_b = session_codec (FALSE);
  g_autoptr (SottoRlpxCodec) writes_a = session_codec (TRUE);

  /* Reading moves only the ingress side and sealing only the egress side, so that two codecs play
   * both ends of both directions. */
  g_assert_cmpuint (json_array_get_length (frames), ==, 9);
  sotto_rlpx_codec_set_max_payload (reads_b, SOTTO_RLPX_MAX_LENGTH);
  sotto_rlpx_codec_set_max_payload (writes_a, SOTTO_RLPX_MAX_LENGTH);
  for (guint i = 0; i < json_array_get_length (frames); i++)
    {
      JsonObject *row = json_array_get_object_element (frames, i);

      if (g_str_equal (json_object_get_string_member (row, "direction"), "A->B"))
        check_frame (writes_a, reads_b, row);
      else
        check_frame (reads_b, writes_a, row);
    }
}

static SottoRlpxCodec *
status_codec (JsonObject *row, gboolean is_initiator)
{
  g_autoptr (GBytes) auth = fixture_member (row, "auth");
  g_autoptr (GBytes) ack = fixture_member (row, "ack");
  g_autoptr (SottoPrivateKey) remote = load_key (
    row, is_initiator ? "responder_ephemeral_private_key" : "initiator_ephemeral_private_key");
  guint8 own[32];
  SottoHash initiator_nonce;
  SottoHash responder_nonce;
  g_auto (SottoRlpxSecrets) secrets = { { { 0 } } };
  SottoRlpxExchange exchange = {
    .is_initiator = is_initiator,
    .ephemeral_key = own,
    .remote_ephemeral_key = sotto_private_key_get_public (remote),
    .initiator_nonce = &initiator_nonce,
    .recipient_nonce = &responder_nonce,
    .auth = auth,
    .ack = ack,
  };

  fixture_fixed (
    row, is_initiator ? "initiator_ephemeral_private_key" : "responder_ephemeral_private_key", own,
    32);
  fixture_fixed (row, "initiator_nonce", initiator_nonce.bytes, 32);
  fixture_fixed (row, "responder_nonce", responder_nonce.bytes, 32);
  g_assert_true (sotto_rlpx_secrets_derive (&secrets, &exchange, NULL));
  fixture_assert_memory (secrets.aes.bytes, 32, json_object_get_string_member (row, "aes_secret"));
  fixture_assert_memory (secrets.mac.bytes, 32, json_object_get_string_member (row, "mac_secret"));
  return sotto_rlpx_codec_new (&secrets);
}

static void
check_status_frames (SottoRlpxCodec *sender, SottoRlpxCodec *receiver, JsonArray *frames)
{
  g_assert_cmpuint (json_array_get_length (frames), ==, 6);
  for (guint i = 0; i < json_array_get_length (frames); i++)
    {
      JsonObject *row = json_array_get_object_element (frames, i);
      g_autoptr (GBytes) frame = fixture_member (row, "frame");
      g_autoptr (GBytes) body = fixture_member (row, "body");
      g_auto (SottoRlpxMessage) message = { 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) sealed = NULL;

      g_assert_true (fixture_open_frame (receiver, frame, &message, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (message.code, ==, json_object_get_int_member (row, "msg_code"));
      g_assert_true (g_bytes_equal (message.payload, body));
      sealed = sotto_rlpx_codec_seal (sender, message.code, body, &error);
      fixture_assert_bytes (sealed, json_object_get_string_member (row, "frame"));
    }
}

static void
test_status_go_frames (void)
{
  g_autoptr (JsonObject) root = fixture_load ("status-go/wire.json");
  JsonArray *cases = json_object_get_array_member (root, "rlpx");

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *row = json_array_get_object_element (cases, i);
      g_autoptr (SottoRlpxCodec) a = status_codec (row, TRUE);
      g_autoptr (SottoRlpxCodec) b = status_codec (row, FALSE);
      gboolean snappy = json_object_get_boolean_member (row, "snappy");

      sotto_rlpx_codec_set_snappy (a, snappy);
      sotto_rlpx_codec_set_snappy (b, snappy);
      sotto_rlpx_codec_set_max_payload (a, SOTTO_RLPX_MAX_LENGTH);
      sotto_rlpx_codec_set_max_payload (b, SOTTO_RLPX_MAX_LENGTH);
      check_status_frames (a, b, json_object_get_array_member (row, "initiator_frames"));
      check_status_frames (b, a, json_object_get_array_member (row, "responder_frames"));
    }
}

/* Many messages of all sizes around the block length, as one stream in pieces of every length. */
static GByteArray *
seal_stream (SottoRlpxCodec *codec, guint n_messages)
{
  GByteArray *stream = g_byte_array_new ();

  for (guint i = 0; i < n_messages; i++)
    {
      g_autofree guint8 *data = g_malloc0 (i + 1);
      g_autoptr (GBytes) payload = NULL;
      g_autoptr (GBytes) frame = NULL;

      memset (data, i, i);
      payload = g_bytes_new (data, i);
      frame = sotto_rlpx_codec_seal (codec, 16 + i * 1000, payload, NULL);
      g_byte_array_append (stream, g_bytes_get_data (frame, NULL), g_bytes_get_size (frame));
    }
  return stream;
}

static void
check_split (gsize piece, gboolean snappy)
{
  const guint n_messages = 70;
  g_autoptr (SottoRlpxCodec) a = NULL;
  g_autoptr (SottoRlpxCodec) b = NULL;
  g_autoptr (GByteArray) stream = NULL;
  guint n_received = 0;
  gsize offset = 0;

  fixture_connect_codecs (&a, &b);
  sotto_rlpx_codec_set_snappy (a, snappy);
  sotto_rlpx_codec_set_snappy (b, snappy);
  stream = seal_stream (a, n_messages);
  while (offset < stream->len)
    {
      gsize length = MIN (piece, stream->len - offset);
      gsize consumed;
      SottoRlpxStatus status =
        sotto_rlpx_codec_feed (b, stream->data + offset, length, &consumed, NULL);
      g_auto (SottoRlpxMessage) message = { 0 };

      g_assert_cmpint (status, !=, SOTTO_RLPX_FAILED);
      if (status == SOTTO_RLPX_MORE)
        g_assert_cmpuint (consumed, ==, length);
      offset += consumed;
      if (status != SOTTO_RLPX_DONE)
        continue;
      g_assert_true (sotto_rlpx_codec_take_message (b, &message, NULL));
      g_assert_cmpuint (message.code, ==, 16 + n_received * 1000);
      g_assert_cmpuint (g_bytes_get_size (message.payload), ==, n_received);
      n_received++;
    }
  g_assert_cmpuint (n_received, ==, n_messages);
}

static void
test_split_reads (void)
{
  static const gsize pieces[] = { 1, 2, 15, 16, 17, 31, 32, 33, 47, 64, 1000, 1 << 20 };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      check_split (pieces[i], FALSE);
      check_split (pieces[i], TRUE);
    }
}

static void
test_codes (void)
{
  static const guint64 codes[] = { 0,   1,   15,    16,    127,         128,
                                   255, 256, 65535, 65536, G_MAXUINT32, G_MAXUINT64 };
  g_autoptr (SottoRlpxCodec) a = NULL;
  g_autoptr (SottoRlpxCodec) b = NULL;
  g_autoptr (GBytes) payload = g_bytes_new ("\xc0", 1);

  fixture_connect_codecs (&a, &b);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GBytes) frame = sotto_rlpx_codec_seal (a, codes[i], payload, NULL);
      g_auto (SottoRlpxMessage) message = { 0 };

      g_assert_true (fixture_open_frame (b, frame, &message, NULL));
      g_assert_cmpuint (message.code, ==, codes[i]);
      g_assert_true (g_bytes_equal (message.payload, payload));
    }
}

/* No byte of a frame can be changed, and none left out, without the receiver noticing. */
static void
test_damaged_frames (void)
{
  g_autoptr (GBytes) payload = g_bytes_new ("a payload of more than one block", 32);

  for (gsize i = 0; i < 96; i++)
    {
      g_autoptr (SottoRlpxCodec) a = NULL;
      g_autoptr (SottoRlpxCodec) b = NULL;
      g_autoptr (GBytes) frame = NULL;
      g_autofree guint8 *copy = NULL;
      g_autoptr (GError) error = NULL;
      gsize length;
      gsize consumed;

      fixture_connect_codecs (&a, &b);
      frame = sotto_rlpx_codec_seal (a, 16, payload, NULL);
      length = g_bytes_get_size (frame);
      g_assert_cmpuint (length, ==, 96);
      copy = g_memdup2 (g_bytes_get_data (frame, NULL), length);
      g_assert_cmpint (sotto_rlpx_codec_feed (b, copy, i, &consumed, &error), ==, SOTTO_RLPX_MORE);
      copy[i] ^= 1 << (i % 8);
      g_assert_cmpint (sotto_rlpx_codec_feed (b, copy + i, length - i, &consumed, &error), ==,
                       SOTTO_RLPX_FAILED);
      g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_PROTOCOL);
      /* Nothing brings it back. */
      g_assert_cmpint (sotto_rlpx_codec_feed (b, copy, length, &consumed, NULL), ==,
                       SOTTO_RLPX_FAILED);
    }
}

static void
test_replayed_frame (void)
{
  g_autoptr (SottoRlpxCodec) a = NULL;
  g_autoptr (SottoRlpxCodec) b = NULL;
  g_autoptr (GBytes) payload = g_bytes_new ("x", 1);
  g_autoptr (GBytes) frame = NULL;
  g_auto (SottoRlpxMessage) message = { 0 };
  g_auto (SottoRlpxMessage) again = { 0 };

  fixture_connect_codecs (&a, &b);
  frame = sotto_rlpx_codec_seal (a, 16, payload, NULL);
  g_assert_true (fixture_open_frame (b, frame, &message, NULL));
  g_assert_false (fixture_open_frame (b, frame, &again, NULL));
}

/* Sends @length bytes from a side without limits to one that takes @max_payload. */
static gboolean
passes (gsize length, gsize max_payload, guint64 code, gboolean snappy)
{
  g_autoptr (SottoRlpxCodec) a = NULL;
  g_autoptr (SottoRlpxCodec) b = NULL;
  g_autofree guint8 *zeros = g_malloc0 (length);
  g_autoptr (GBytes) payload = g_bytes_new (zeros, length);
  g_autoptr (GBytes) frame = NULL;
  g_auto (SottoRlpxMessage) message = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_connect_codecs (&a, &b);
  sotto_rlpx_codec_set_snappy (a, snappy);
  sotto_rlpx_codec_set_snappy (b, snappy);
  sotto_rlpx_codec_set_max_payload (b, max_payload);
  frame = sotto_rlpx_codec_seal (a, code, payload, NULL);
  if (fixture_open_frame (b, frame, &message, &error))
    return TRUE;
  g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_TOO_LARGE);
  return FALSE;
}

static void
test_limits (void)
{
  static const struct
  {
    gsize length;
    gsize max_payload;
    guint64 code;
    gboolean passes;
  } rows[] = {
    { 2048, 0, 0, TRUE },
    { 2049, 0, 0, FALSE },
    { 2048, 0, 16, TRUE },
    { 2049, 0, 16, FALSE },
    { 2049, 1 << 20, 0, FALSE },
    { 2049, 1 << 20, 15, FALSE },
    { 1 << 20, 1 << 20, 16, TRUE },
    { (1 << 20) + 1, 1 << 20, 16, FALSE },
    { 8 << 20, 1 << 20, 16, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint snappy = 0; snappy < 2; snappy++)
      {
        g_test_message ("row %u, snappy %u", i, snappy);
        g_assert_cmpint (passes (rows[i].length, rows[i].max_payload, rows[i].code, snappy), ==,
                         rows[i].passes);
      }
}

/* Plants any bytes as the body of an authentic frame. */
static gboolean
open_body (const char *body_hex, gboolean snappy, SottoRlpxMessage *message, GError **error)
{
  g_autoptr (SottoRlpxCodec) a = NULL;
  g_autoptr (SottoRlpxCodec) b = NULL;
  g_autoptr (GBytes) body = fixture_hex (body_hex);
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);
  g_autoptr (GBytes) rest = NULL;
  g_autoptr (GBytes) frame = NULL;

  fixture_connect_codecs (&a, &b);
  sotto_rlpx_codec_set_snappy (b, snappy);
  /* The first byte as a message id below 128, so that the sender adds none of its own. */
  g_assert_true (length > 0 && data[0] > 0 && data[0] < 0x80);
  rest = g_bytes_new (data + 1, length - 1);
  frame = sotto_rlpx_codec_seal (a, data[0], rest, NULL);
  return fixture_open_frame (b, frame, message, error);
}

static void
test_snappy_bomb (void)
{
  static const char *const bodies[] = {
    "11ffffff07",           /* 16 MiB - 1 declared */
    "11ffffffff0f",         /* 4 GiB - 1 declared */
    "11808040fe0100",       /* above this receiver's limit */
    "11ff0ffe0100",         /* within it, and impossible */
    "11ffffffffffffffff7f", /* no 32-bit number */
    "11",                   /* no length */
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_auto (SottoRlpxMessage) message = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (open_body (bodies[i], TRUE, &message, &error));
      g_assert_true (error->domain == SOTTO_DEVP2P_ERROR);
      g_assert_null (message.payload);
    }
}

/* Disconnect is understood compressed and raw, in each of its shapes. */
static void
test_raw_disconnect (void)
{
  static const struct
  {
    const char *body_hex;
    const char *payload_hex;
  } rows[] = {
    { "010204c108", "c108" }, { "01c108", "c108" }, { "01c180", "c180" }, { "01c0", "c0" },
    { "0108", "08" },         { "010100c0", "c0" }, { "01010008", "08" }, { "0180", "80" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (SottoRlpxMessage) message = { 0 };

      g_test_message ("%s", rows[i].body_hex);
      g_assert_true (open_body (rows[i].body_hex, TRUE, &message, NULL));
      g_assert_cmpuint (message.code, ==, 1);
      fixture_assert_bytes (message.payload, rows[i].payload_hex);
    }
}

static void
test_too_large_to_send (void)
{
  g_autoptr (SottoRlpxCodec) a = NULL;
  g_autoptr (SottoRlpxCodec) b = NULL;
  g_autofree guint8 *zeros = g_malloc0 (SOTTO_RLPX_MAX_LENGTH + 1);
  g_autoptr (GBytes) payload =
    g_bytes_new_take (g_steal_pointer (&zeros), SOTTO_RLPX_MAX_LENGTH + 1);
  g_autoptr (GBytes) largest = g_bytes_new_from_bytes (payload, 0, SOTTO_RLPX_MAX_LENGTH);
  g_autoptr (GBytes) small = g_bytes_new ("x", 1);
  g_autoptr (GBytes) frame = NULL;
  g_auto (SottoRlpxMessage) message = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_connect_codecs (&a, &b);
  g_assert_null (sotto_rlpx_codec_seal (a, 16, payload, &error));
  g_assert_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_TOO_LARGE);
  /* With its message id it is one byte too long. */
  g_assert_null (sotto_rlpx_codec_seal (a, 16, largest, NULL));
  frame = sotto_rlpx_codec_seal (a, 16, small, NULL);
  g_assert_true (fixture_open_frame (b, frame, &message, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/devp2p/rlpx-codec/recorded-session", test_recorded_session);
  g_test_add_func ("/devp2p/rlpx-codec/status-go", test_status_go_frames);
  g_test_add_func ("/devp2p/rlpx-codec/split-reads", test_split_reads);
  g_test_add_func ("/devp2p/rlpx-codec/codes", test_codes);
  g_test_add_func ("/devp2p/rlpx-codec/damaged-frames", test_damaged_frames);
  g_test_add_func ("/devp2p/rlpx-codec/replayed-frame", test_replayed_frame);
  g_test_add_func ("/devp2p/rlpx-codec/limits", test_limits);
  g_test_add_func ("/devp2p/rlpx-codec/snappy-bomb", test_snappy_bomb);
  g_test_add_func ("/devp2p/rlpx-codec/raw-disconnect", test_raw_disconnect);
  g_test_add_func ("/devp2p/rlpx-codec/too-large-to-send", test_too_large_to_send);
  return g_test_run ();
}
