/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Node records, lists of nodes in the DNS and discovery v5: enr.json, dns-discovery.json and
 * discv5-wire.json. Of the older discovery v4, which Sotto does not speak, eip8-discv4.json: hash,
 * signer and content of its packets. */

#include "sotto-cipher.h"
#include "sotto-discv5-message-private.h"
#include "sotto-discv5-packet-private.h"
#include "sotto-dns-entry.h"
#include "sotto-keccak.h"
#include "sotto-rlp.h"
#include "sotto-node-record.h"
#include "vector-sets.h"

/* enr.json */

/* "pairs" holds names and the contents of the items, in hexadecimal. */
static void
check_pairs (VectorRun *run, SottoNodeRecord *record, JsonArray *pairs)
{
  for (guint i = 0; i < json_array_get_length (pairs); i++)
    {
      JsonArray *pair = json_array_get_array_element (pairs, i);
      const char *name = json_array_get_string_element (pair, 0);
      const guint8 *item;
      gsize length;
      SottoRlpReader reader;

      if (!sotto_node_record_lookup (record, name, &item, &length))
        {
          vector_check_bool (run, name, TRUE, FALSE);
          continue;
        }
      sotto_rlp_reader_init (&reader, item, length);
      if (sotto_rlp_reader_read_string (&reader, &item, &length, NULL))
        vector_check_bytes (run, name, json_array_get_string_element (pair, 1), item, length);
    }
}

static SottoNodeRecord *
check_record (VectorRun *run, JsonObject *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoNodeRecord) record =
    sotto_node_record_parse_text (vector_text (row, "text"), &error);
  g_autofree char *text = NULL;

  if (record == NULL)
    {
      vector_fail (run, "text", &error);
      return NULL;
    }
  text = sotto_node_record_to_text (record);
  vector_check_text (run, "text", vector_text (row, "text"), text);
  vector_check_int (run, "seq", (guint64) vector_int (row, "seq"),
                    sotto_node_record_get_seq (record));
  vector_check_bytes (run, "node_id", vector_text (row, "node_id"),
                      sotto_node_record_get_id (record)->bytes, SOTTO_HASH_LENGTH);
  check_pairs (run, record, vector_array (row, "pairs"));
  return g_steal_pointer (&record);
}

/* Signing is deterministic, so the same record comes out of the same key. */
static void
check_example (VectorRun *run, JsonObject *row)
{
  g_autoptr (SottoNodeRecord) record = check_record (run, row);
  g_autoptr (SottoNodeRecord) made = NULL;
  g_autoptr (SottoPrivateKey) key = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (SottoKey) bytes = { { 0 } };

  if (record == NULL || !vector_fixed (row, "private_key", bytes.bytes, sizeof bytes.bytes))
    return;
  vector_check_gbytes (run, "rlp", vector_text (row, "rlp"), sotto_node_record_get_bytes (record));
  key = sotto_private_key_new (bytes.bytes, &error);
  if (key != NULL)
    made = sotto_node_record_sign (key, sotto_node_record_get_seq (record),
                                   sotto_node_record_get_content (record), &error);
  if (made == NULL)
    vector_fail (run, "private_key", &error);
  else
    vector_check_gbytes (run, "signed again", vector_text (row, "rlp"),
                         sotto_node_record_get_bytes (made));
}

static void
check_fleet_record (VectorRun *run, JsonObject *row, guint index)
{
  g_autoptr (SottoNodeRecord) record = check_record (run, row);

  if (record != NULL)
    vector_check_int (run, "size", (guint64) vector_int (row, "size"),
                      g_bytes_get_size (sotto_node_record_get_bytes (record)));
}

static void
run_enr (VectorRun *run, JsonNode *node)
{
  JsonObject *root = vector_root_object (node);

  vector_case_begin (run, "example");
  check_example (run, vector_object (root, "example"));
  vector_case_end (run);
  vector_each (run, root, "records", check_fleet_record);
}

/* dns-discovery.json: one list, one case for each entry and one for the URL. */

static void
check_root (VectorRun *run, JsonObject *root, const char *text)
{
  g_auto (SottoDnsUrl) url = { .domain = NULL };
  g_auto (SottoDnsUrl) printed = { .domain = NULL };
  g_auto (SottoDnsRoot) parsed = { .records = NULL };
  g_auto (SottoDnsRoot) refused = { .records = NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *again = NULL;

  if (!sotto_dns_url_parse (&url, vector_text (root, "consistent_url"), &error) ||
      !sotto_dns_url_parse (&printed, vector_text (root, "url_as_printed"), &error) ||
      !sotto_dns_root_parse (&parsed, text, &url.key, &error))
    {
      vector_fail (run, "@", &error);
      return;
    }
  again = sotto_dns_url_to_string (&url);
  vector_check_text (run, "consistent_url", vector_text (root, "consistent_url"), again);
  vector_check_bool (run, "root_signature_valid_for_url_key",
                     vector_bool (root, "root_signature_valid_for_url_key"),
                     sotto_dns_root_parse (&refused, text, &printed.key, NULL));
}

static void
run_dns (VectorRun *run, JsonNode *node)
{
  JsonObject *root = vector_root_object (node);
  JsonObject *records = vector_object (root, "records");
  g_autoptr (GList) labels = json_object_get_members (records);

  for (GList *link = labels; link != NULL; link = link->next)
    {
      const char *label = link->data;
      const char *text = vector_text (records, label);
      g_auto (SottoDnsEntry) entry = { NULL };
      g_autoptr (GError) error = NULL;

      vector_case_begin (run, "%s", label);
      if (g_str_equal (label, "@"))
        check_root (run, root, text);
      else if (!sotto_dns_entry_parse (&entry, text, label, &error))
        vector_fail (run, label, &error);
      vector_case_end (run);
    }
}

/* discv5-wire.json */

static void
check_packet_message (VectorRun *run, JsonObject *row, const SottoDiscv5Packet *packet)
{
  guint8 key[SOTTO_DISCV5_KEY_LENGTH];
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_auto (SottoDiscv5Message) message = { .records = NULL };
  g_autofree char *seq = NULL;

  if (!vector_fixed (row, "read-key", key, sizeof key))
    return;
  plain = sotto_discv5_packet_open (packet, key, &error);
  if (plain == NULL || !sotto_discv5_message_parse (&message, plain, &error))
    {
      vector_fail (run, "message", &error);
      return;
    }
  seq = g_strdup_printf ("%" G_GUINT64_FORMAT, message.enr_seq);
  vector_check_gbytes (run, "message_pt", vector_text (row, "message_pt"), plain);
  vector_check_bytes (run, "ping.req-id", vector_text (row, "ping.req-id"), message.request_id,
                      message.request_id_length);
  vector_check_text (run, "ping.enr-seq", vector_text (row, "ping.enr-seq"), seq);
}

/* The same packet out of its fields. */
static void
check_packet_again (VectorRun *run,
                    JsonObject *row,
                    const SottoDiscv5Packet *parsed,
                    const SottoHash *destination)
{
  SottoDiscv5Packet packet = *parsed;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) again = NULL;
  guint8 key[SOTTO_DISCV5_KEY_LENGTH] = { 0 };

  if (packet.flag != SOTTO_DISCV5_WHOAREYOU)
    {
      plain = vector_bytes (row, "message_pt");
      vector_fixed (row, "read-key", key, sizeof key);
    }
  sotto_discv5_packet_build_header (&packet, parsed->header);
  again = sotto_discv5_packet_seal (&packet, destination, key, plain);
  vector_check_gbytes (run, "packet", vector_text (row, "packet"), again);
}

static void
check_packet (VectorRun *run, JsonObject *row, const SottoHash *id)
{
  g_autoptr (GBytes) bytes = vector_bytes (row, "packet");
  g_autoptr (GError) error = NULL;
  SottoDiscv5Packet packet;

  if (!sotto_discv5_packet_parse (&packet, id, g_bytes_get_data (bytes, NULL),
                                  g_bytes_get_size (bytes), &error))
    {
      vector_fail (run, "packet", &error);
      return;
    }
  vector_check_int (run, "flag", (guint64) vector_int (row, "flag"), packet.flag);
  vector_check_bytes (run, "header", vector_text (row, "header"),
                      packet.header + SOTTO_DISCV5_IV_LENGTH,
                      packet.header_length - SOTTO_DISCV5_IV_LENGTH);
  vector_check_bytes (run, "message_ct", vector_text (row, "message_ct"), packet.message,
                      packet.message_length);
  if (packet.flag != SOTTO_DISCV5_WHOAREYOU)
    {
      vector_check_bytes (run, "src-node-id", vector_text (row, "src-node-id"), packet.source.bytes,
                          SOTTO_HASH_LENGTH);
      check_packet_message (run, row, &packet);
    }
  if (packet.flag == SOTTO_DISCV5_HANDSHAKE)
    {
      vector_check_bytes (run, "record", vector_text (row, "record"), packet.record,
                          packet.record_length);
      vector_check_bytes (run, "id_signature", vector_text (row, "id_signature"),
                          packet.id_signature, sizeof packet.id_signature);
    }
  check_packet_again (run, row, &packet, id);
}

static gboolean
read_point (JsonObject *row, const char *member, SottoPublicKey *key)
{
  guint8 compressed[SOTTO_COMPRESSED_KEY_LENGTH];

  return vector_fixed (row, member, compressed, sizeof compressed) &&
         sotto_public_key_parse (key, compressed, sizeof compressed, NULL);
}

static void
check_agreement (VectorRun *run, JsonObject *row)
{
  g_auto (SottoKey) secret = { { 0 } };
  g_auto (SottoDiscv5Keys) keys = { { 0 } };
  guint8 challenge[SOTTO_DISCV5_CHALLENGE_LENGTH];
  SottoHash id_a;
  SottoHash id_b;
  SottoPublicKey key;
  SottoDiscv5Exchange exchange = { challenge, &id_a, &id_b };

  vector_check_bool (run, "derived", TRUE,
                     vector_fixed (row, "ephemeral-key", secret.bytes, sizeof secret.bytes) &&
                       vector_fixed (row, "challenge-data", challenge, sizeof challenge) &&
                       vector_fixed (row, "node-id-a", id_a.bytes, SOTTO_HASH_LENGTH) &&
                       vector_fixed (row, "node-id-b", id_b.bytes, SOTTO_HASH_LENGTH) &&
                       read_point (row, "dest-pubkey", &key) &&
                       sotto_discv5_keys_derive (&keys, secret.bytes, &key, &exchange, NULL));
  vector_check_bytes (run, "initiator-key", vector_text (row, "initiator-key"), keys.initiator,
                      sizeof keys.initiator);
  vector_check_bytes (run, "recipient-key", vector_text (row, "recipient-key"), keys.recipient,
                      sizeof keys.recipient);
}

static void
check_identity (VectorRun *run, JsonObject *row)
{
  g_auto (SottoKey) secret = { { 0 } };
  guint8 challenge[SOTTO_DISCV5_CHALLENGE_LENGTH];
  guint8 ephemeral[SOTTO_COMPRESSED_KEY_LENGTH];
  guint8 signature[SOTTO_SIGNATURE_LENGTH] = { 0 };
  SottoHash recipient;
  SottoHash digest;
  SottoDiscv5Exchange exchange = { challenge, NULL, &recipient };

  if (!vector_fixed (row, "static-key", secret.bytes, sizeof secret.bytes) ||
      !vector_fixed (row, "challenge-data", challenge, sizeof challenge) ||
      !vector_fixed (row, "ephemeral-pubkey", ephemeral, sizeof ephemeral) ||
      !vector_fixed (row, "node-id-B", recipient.bytes, SOTTO_HASH_LENGTH))
    return;
  sotto_discv5_identity_digest (&exchange, ephemeral, &digest);
  vector_check_bool (run, "signed", TRUE, sotto_sign (secret.bytes, &digest, signature, NULL));
  vector_check_bytes (run, "id-signature", vector_text (row, "id-signature"), signature,
                      SOTTO_DISCV5_SIGNATURE_LENGTH);
}

static void
check_ecdh (VectorRun *run, JsonObject *row)
{
  g_auto (SottoKey) secret = { { 0 } };
  guint8 shared[SOTTO_COMPRESSED_KEY_LENGTH] = { 0 };
  SottoPublicKey key;

  vector_check_bool (run, "computed", TRUE,
                     vector_fixed (row, "secret-key", secret.bytes, sizeof secret.bytes) &&
                       read_point (row, "public-key", &key) &&
                       sotto_ecdh_point (secret.bytes, &key, shared, NULL));
  vector_check_bytes (run, "shared-secret", vector_text (row, "shared-secret"), shared,
                      sizeof shared);
}

static void
check_gcm (VectorRun *run, JsonObject *row)
{
  guint8 key[SOTTO_DISCV5_KEY_LENGTH];
  guint8 nonce[SOTTO_DISCV5_NONCE_LENGTH];
  guint8 sealed[64] = { 0 };
  g_autoptr (GBytes) ad = vector_bytes (row, "ad");
  g_autoptr (GBytes) plain = vector_bytes (row, "pt");
  SottoGcm gcm = { key, nonce, g_bytes_get_data (ad, NULL), g_bytes_get_size (ad) };
  gsize length = g_bytes_get_size (plain);

  if (!vector_fixed (row, "encryption-key", key, sizeof key) ||
      !vector_fixed (row, "nonce", nonce, sizeof nonce) ||
      length + SOTTO_GCM_TAG_LENGTH > sizeof sealed)
    return;
  vector_check_bool (
    run, "sealed", TRUE,
    sotto_aes128_gcm_seal (&gcm, g_bytes_get_data (plain, NULL), length, sealed, NULL));
  vector_check_bytes (run, "message-ciphertext", vector_text (row, "message-ciphertext"), sealed,
                      length + SOTTO_GCM_TAG_LENGTH);
}

static void
run_part (VectorRun *run,
          JsonObject *root,
          const char *name,
          void (*check) (VectorRun *run, JsonObject *row))
{
  vector_case_begin (run, "%s", name);
  check (run, vector_object (root, name));
  vector_case_end (run);
}

static void
run_discv5 (VectorRun *run, JsonNode *node)
{
  JsonObject *root = vector_root_object (node);
  JsonArray *packets = vector_array (root, "packets");
  SottoHash id = { { 0 } };

  vector_fixed (root, "node_b_id", id.bytes, SOTTO_HASH_LENGTH);
  for (guint i = 0; i < json_array_get_length (packets); i++)
    {
      JsonObject *row = json_array_get_object_element (packets, i);

      vector_case_begin (run, "%s", vector_text (row, "name"));
      check_packet (run, row, &id);
      vector_case_end (run);
    }
  run_part (run, root, "ecdh", check_ecdh);
  run_part (run, root, "key_derivation", check_agreement);
  run_part (run, root, "id_nonce_signing", check_identity);
  run_part (run, root, "aes_gcm", check_gcm);
}

/* eip8-discv4.json: hash(32) || signature(65) || type(1) || RLP, and anything behind it. */

#define V4_SIGNATURE 32
#define V4_TYPE 97

static void
compare_item (VectorRun *run, JsonNode *expected, SottoRlpReader *reader)
{
  SottoRlpReader list;
  const guint8 *data;
  gsize length;

  if (!JSON_NODE_HOLDS_ARRAY (expected))
    {
      if (sotto_rlp_reader_read_string (reader, &data, &length, NULL))
        vector_check_bytes (run, "rlp", json_node_get_string (expected), data, length);
      else
        vector_check_bool (run, "rlp string", TRUE, FALSE);
      return;
    }
  if (!sotto_rlp_reader_enter (reader, &list, NULL))
    {
      vector_check_bool (run, "rlp list", TRUE, FALSE);
      return;
    }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (expected)); i++)
    compare_item (run, json_array_get_element (json_node_get_array (expected), i), &list);
  vector_check_bool (run, "rlp end", TRUE, sotto_rlp_reader_at_end (&list));
}

static void
check_v4_signer (VectorRun *run, JsonObject *row, const guint8 *data, gsize list_length)
{
  guint8 raw[64];
  SottoHash digest;
  SottoPublicKey signer;

  sotto_keccak256 (data + V4_TYPE, 1 + list_length, &digest);
  if (!sotto_recover (data + V4_SIGNATURE, &digest, &signer, NULL))
    {
      vector_check_bool (run, "signer", TRUE, FALSE);
      return;
    }
  sotto_public_key_serialize_raw (&signer, raw);
  vector_check_bytes (run, "signer", vector_text (row, "signer"), raw, sizeof raw);
}

/* What is behind the list is covered by hash and signature, too. */
static void
check_v4_packet (VectorRun *run, JsonObject *row, guint index)
{
  g_autoptr (GBytes) packet = vector_bytes (row, "packet");
  gsize length;
  const guint8 *data = g_bytes_get_data (packet, &length);
  const guint8 *list;
  gsize list_length;
  SottoRlpReader reader;
  SottoHash digest;

  if (length <= V4_TYPE + 1)
    {
      vector_check_bool (run, "packet", TRUE, FALSE);
      return;
    }
  sotto_keccak256 (data + V4_SIGNATURE, length - V4_SIGNATURE, &digest);
  vector_check_bytes (run, "hash", vector_text (row, "hash"), digest.bytes, SOTTO_HASH_LENGTH);
  vector_check_bytes (run, "packet", vector_text (row, "hash"), data, SOTTO_HASH_LENGTH);
  vector_check_int (run, "type", (guint64) vector_int (row, "type"), data[V4_TYPE]);
  check_v4_signer (run, row, data, length - V4_TYPE - 1);
  sotto_rlp_reader_init (&reader, data + V4_TYPE + 1, length - V4_TYPE - 1);
  if (!sotto_rlp_reader_read_raw (&reader, &list, &list_length, NULL))
    {
      vector_check_bool (run, "rlp", TRUE, FALSE);
      return;
    }
  vector_check_int (run, "trailing_bytes", (guint64) vector_int (row, "trailing_bytes"),
                    length - V4_TYPE - 1 - list_length);
  sotto_rlp_reader_init (&reader, list, list_length);
  compare_item (run, json_object_get_member (row, "rlp"), &reader);
}

static void
run_v4 (VectorRun *run, JsonNode *node)
{
  vector_each (run, vector_root_object (node), "packets", check_v4_packet);
}

const VectorSetEntry vector_sets_discovery[] = {
  { "enr.json", "example", run_enr },
  { "dns-discovery.json", "records", run_dns },
  { "discv5-wire.json", "packets", run_discv5 },
  { "eip8-discv4.json", "packets", run_v4 },
  { NULL },
};
