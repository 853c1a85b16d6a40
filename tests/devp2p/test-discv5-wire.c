/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets and messages of discovery v5 without a network: the public vectors, and what is refused.
 */

#include <string.h>

#include "fixtures.h"
#include "sotto-discv5-message-private.h"
#include "sotto-discv5-packet-private.h"

typedef struct
{
  JsonObject *root;
  SottoHash id_a;
  SottoHash id_b;
} Vectors;

static void
load (Vectors *vectors)
{
  vectors->root = fixture_load ("ethereum/discv5-wire.json");
  fixture_fixed (vectors->root, "node_a_id", vectors->id_a.bytes, SOTTO_HASH_LENGTH);
  fixture_fixed (vectors->root, "node_b_id", vectors->id_b.bytes, SOTTO_HASH_LENGTH);
}

static void
check_message (JsonObject *row, const SottoDiscv5Packet *packet)
{
  guint8 key[SOTTO_DISCV5_KEY_LENGTH];
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) again = NULL;
  g_auto (SottoDiscv5Message) message = { .records = NULL };

  fixture_fixed (row, "read-key", key, sizeof key);
  plain = sotto_discv5_packet_open (packet, key, &error);
  g_assert_no_error (error);
  fixture_assert_bytes (plain, json_object_get_string_member (row, "message_pt"));
  g_assert_true (sotto_discv5_message_parse (&message, plain, &error));
  g_assert_cmpint (message.type, ==, SOTTO_DISCV5_PING);
  fixture_assert_memory (message.request_id, message.request_id_length,
                         json_object_get_string_member (row, "ping.req-id"));
  again = sotto_discv5_message_encode (&message);
  g_assert_true (g_bytes_equal (plain, again));
  key[0] ^= 1;
  g_assert_null (sotto_discv5_packet_open (packet, key, &error));
}

/* Written again from its fields, a packet is the same. */
static void
check_writing (Vectors *vectors, JsonObject *row, const SottoDiscv5Packet *parsed)
{
  SottoDiscv5Packet packet = *parsed;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) datagram = NULL;
  guint8 key[SOTTO_DISCV5_KEY_LENGTH] = { 0 };
  guint8 iv[SOTTO_DISCV5_IV_LENGTH];

  fixture_fixed (row, "masking_iv", iv, sizeof iv);
  if (parsed->flag != SOTTO_DISCV5_WHOAREYOU)
    {
      fixture_fixed (row, "read-key", key, sizeof key);
      plain = fixture_member (row, "message_pt");
    }
  memset (packet.header, 0, sizeof packet.header);
  sotto_discv5_packet_build_header (&packet, iv);
  fixture_assert_memory (packet.header + sizeof iv, packet.header_length - sizeof iv,
                         json_object_get_string_member (row, "header"));
  datagram = sotto_discv5_packet_seal (&packet, &vectors->id_b, key, plain);
  fixture_assert_bytes (datagram, json_object_get_string_member (row, "packet"));
}

static void
test_packets (void)
{
  Vectors vectors;
  JsonArray *rows;

  load (&vectors);
  rows = json_object_get_array_member (vectors.root, "packets");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autoptr (GBytes) bytes = fixture_member (row, "packet");
      g_autoptr (GError) error = NULL;
      SottoDiscv5Packet packet;

      g_assert_true (sotto_discv5_packet_parse (
        &packet, &vectors.id_b, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error));
      g_assert_no_error (error);
      g_assert_cmpint (packet.flag, ==, json_object_get_int_member (row, "flag"));
      if (packet.flag == SOTTO_DISCV5_WHOAREYOU)
        fixture_assert_memory (packet.header, packet.header_length,
                               json_object_get_string_member (row, "whoareyou.challenge-data"));
      else
        {
          fixture_assert_memory (packet.source.bytes, SOTTO_HASH_LENGTH,
                                 json_object_get_string_member (row, "src-node-id"));
          check_message (row, &packet);
        }
      if (packet.flag == SOTTO_DISCV5_HANDSHAKE)
        fixture_assert_memory (packet.record, packet.record_length,
                               json_object_get_string_member (row, "record"));
      check_writing (&vectors, row, &packet);

      /* For somebody else it is noise. */
      g_assert_false (sotto_discv5_packet_parse (
        &packet, &vectors.id_a, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL));
    }
  json_object_unref (vectors.root);
}

static void
test_keys (void)
{
  Vectors vectors;
  JsonObject *row;
  guint8 private_key[32];
  guint8 challenge[SOTTO_DISCV5_CHALLENGE_LENGTH];
  guint8 compressed[SOTTO_COMPRESSED_KEY_LENGTH];
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  g_auto (SottoDiscv5Keys) keys = { { 0 } };
  SottoPublicKey public_key;
  SottoDiscv5Exchange exchange;
  SottoHash digest;

  load (&vectors);
  row = json_object_get_object_member (vectors.root, "key_derivation");
  exchange = (SottoDiscv5Exchange){ challenge, &vectors.id_a, &vectors.id_b };
  fixture_fixed (row, "ephemeral-key", private_key, sizeof private_key);
  fixture_fixed (row, "challenge-data", challenge, sizeof challenge);
  fixture_fixed (row, "dest-pubkey", compressed, sizeof compressed);
  g_assert_true (sotto_public_key_parse (&public_key, compressed, sizeof compressed, NULL));
  g_assert_true (sotto_discv5_keys_derive (&keys, private_key, &public_key, &exchange, NULL));
  fixture_assert_memory (keys.initiator, sizeof keys.initiator,
                         json_object_get_string_member (row, "initiator-key"));
  fixture_assert_memory (keys.recipient, sizeof keys.recipient,
                         json_object_get_string_member (row, "recipient-key"));

  row = json_object_get_object_member (vectors.root, "id_nonce_signing");
  fixture_fixed (row, "static-key", private_key, sizeof private_key);
  fixture_fixed (row, "challenge-data", challenge, sizeof challenge);
  fixture_fixed (row, "ephemeral-pubkey", compressed, sizeof compressed);
  sotto_discv5_identity_digest (&exchange, compressed, &digest);
  g_assert_true (sotto_sign (private_key, &digest, signature, NULL));
  fixture_assert_memory (signature, SOTTO_DISCV5_SIGNATURE_LENGTH,
                         json_object_get_string_member (row, "id-signature"));
  json_object_unref (vectors.root);
}

/* Every packet cut at each place, and with each byte of its header changed, is refused or opens
 * with no key; nothing reads past its end (under the sanitisers). */
static void
test_damaged (void)
{
  Vectors vectors;
  JsonArray *rows;

  load (&vectors);
  rows = json_object_get_array_member (vectors.root, "packets");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autoptr (GBytes) bytes = fixture_member (row, "packet");
      gsize length = g_bytes_get_size (bytes);
      guint8 key[SOTTO_DISCV5_KEY_LENGTH] = { 0 };
      SottoDiscv5Packet packet;

      if (json_object_has_member (row, "read-key"))
        fixture_fixed (row, "read-key", key, sizeof key);
      for (gsize j = 0; j < length; j++)
        {
          g_autofree guint8 *cut = g_memdup2 (g_bytes_get_data (bytes, NULL), MAX (j, 1));
          g_autofree guint8 *changed = g_memdup2 (g_bytes_get_data (bytes, NULL), length);
          g_autoptr (GBytes) plain = NULL;

          if (sotto_discv5_packet_parse (&packet, &vectors.id_b, cut, j, NULL) &&
              packet.flag != SOTTO_DISCV5_WHOAREYOU)
            g_assert_null (sotto_discv5_packet_open (&packet, key, NULL));
          changed[j] ^= 0x40;
          if (sotto_discv5_packet_parse (&packet, &vectors.id_b, changed, length, NULL) &&
              packet.flag != SOTTO_DISCV5_WHOAREYOU)
            g_assert_null (sotto_discv5_packet_open (&packet, key, NULL));
        }
    }
  json_object_unref (vectors.root);
}

static const struct
{
  const char *name;
  const char *hex;
  gboolean good;
} messages[] = {
  { "ping", "01c20102", TRUE },
  { "ping with more behind its fields", "01c3010203", TRUE },
  { "pong", "02ca0102847f00000182765f", TRUE },
  { "pong of IPv6", "02d601029000000000000000000000000000000001 82765f", TRUE },
  { "findnode", "03c901c7818081ff820100", TRUE },
  { "nodes without records", "04c30101c0", TRUE },
  { "talk request", "05c3018080", TRUE },
  { "talk response", "06c20180", TRUE },
  { "empty", "", FALSE },
  { "no list", "01", FALSE },
  { "unknown type", "07c20102", FALSE },
  { "type 0", "00c20102", FALSE },
  { "request id of nine bytes", "01cb8901020304050607080902", FALSE },
  { "request id is a list", "01c2c002", FALSE },
  { "number with a leading zero", "01c401820001", FALSE },
  { "bytes behind the list", "01c2010200", FALSE },
  { "address of three bytes", "02c90102837f000082765f", FALSE },
  { "port above 65535", "02cb0102847f00000183010000", FALSE },
  { "distance of 257", "03c501c3820101", FALSE },
  { "distances are no list", "03c20101", FALSE },
  { "nodes of no packets", "04c30180c0", FALSE },
  { "nodes of 17 packets", "04c30111c0", FALSE },
};

static void
test_messages (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_auto (GStrv) parts = g_strsplit (messages[i].hex, " ", -1);
      g_autofree char *hex = g_strjoinv ("", parts);
      g_autoptr (GBytes) bytes = fixture_hex (hex);
      g_auto (SottoDiscv5Message) message = { .records = NULL };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", messages[i].name);
      g_assert_cmpint (sotto_discv5_message_parse (&message, bytes, &error), ==, messages[i].good);
      g_assert_true (messages[i].good == (error == NULL));
    }
}

static void
test_distance (void)
{
  SottoHash a = { { 0 } };
  SottoHash b = { { 0 } };

  g_assert_cmpuint (sotto_discv5_distance (&a, &b), ==, 0);
  b.bytes[31] = 1;
  g_assert_cmpuint (sotto_discv5_distance (&a, &b), ==, 1);
  b.bytes[30] = 1;
  g_assert_cmpuint (sotto_discv5_distance (&a, &b), ==, 9);
  b.bytes[0] = 0x80;
  g_assert_cmpuint (sotto_discv5_distance (&a, &b), ==, 256);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/devp2p/discv5-wire/packets", test_packets);
  g_test_add_func ("/devp2p/discv5-wire/keys", test_keys);
  g_test_add_func ("/devp2p/discv5-wire/damaged", test_damaged);
  g_test_add_func ("/devp2p/discv5-wire/messages", test_messages);
  g_test_add_func ("/devp2p/discv5-wire/distance", test_distance);
  return g_test_run ();
}
