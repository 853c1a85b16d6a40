/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Identifiers and payloads of MVDS against the vectors. */

#include <glib.h>

#include "sotto-mvds-wire-private.h"

#include "sotto-test-vectors.h"

static void
check_group_id (JsonObject *object,
                const SottoPublicKey *a,
                const SottoPublicKey *b,
                const char *member)
{
  SottoHash id;

  sotto_mvds_group_id (a, b, &id);
  sotto_test_vectors_check (object, member, id.bytes, 32);
  sotto_mvds_group_id (b, a, &id);
  sotto_test_vectors_check (object, member, id.bytes, 32);
}

static void
test_group_ids (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "mvds.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "group_ids");

  g_assert_cmpuint (json_array_get_length (cases), ==, 8);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      SottoPublicKey a = sotto_test_vectors_public_key (object, "public_key_a");
      SottoPublicKey b = sotto_test_vectors_public_key (object, "public_key_b");

      check_group_id (object, &a, &b, "group_id");
    }
}

static void
test_message_ids (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "mvds.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "messages");

  g_assert_cmpuint (json_array_get_length (cases), ==, 8);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      SottoHash group_id = sotto_test_vectors_hash (object, "group_id");
      gint64 timestamp = g_ascii_strtoll (sotto_test_vectors_text (object, "timestamp"), NULL, 10);
      g_autoptr (GBytes) body = sotto_test_vectors_bytes (object, "body");
      g_autoptr (GBytes) wire = sotto_test_vectors_bytes (object, "message");
      g_autoptr (SottoProtoMessage) message =
        sotto_proto_unpack_bytes (&sotto__mvds_message__descriptor, wire, NULL);
      g_autoptr (GBytes) packed = NULL;
      SottoHash id;

      sotto_mvds_message_id (&group_id, timestamp, g_bytes_get_data (body, NULL),
                             g_bytes_get_size (body), &id);
      sotto_test_vectors_check (object, "message_id", id.bytes, 32);
      g_assert_nonnull (message);
      packed = sotto_proto_pack (message);
      g_assert_true (g_bytes_equal (packed, wire));
    }
}

static void
check_ids (JsonObject *object, const char *member, const ProtobufCBinaryData *ids, gsize n_ids)
{
  JsonArray *expected = sotto_test_vectors_array (object, member);

  g_assert_cmpuint (json_array_get_length (expected), ==, n_ids);
  for (gsize i = 0; i < n_ids; i++)
    {
      SottoHash id, wanted;

      g_assert_true (sotto_mvds_read_id (&ids[i], &id));
      g_assert_true (
        sotto_hash_from_hex (&wanted, json_array_get_string_element (expected, (guint) i), NULL));
      g_assert_true (sotto_hash_equal (&id, &wanted));
    }
}

static void
test_payloads (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "mvds.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "payloads");

  g_assert_cmpuint (json_array_get_length (cases), ==, 16);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autoptr (GBytes) wire = sotto_test_vectors_bytes (object, "payload");
      g_autoptr (GError) error = NULL;
      g_autoptr (Sotto__MvdsPayload) payload = sotto_mvds_payload_parse (wire, &error);
      g_autoptr (GBytes) packed = NULL;

      g_assert_no_error (error);
      if (g_bytes_get_size (wire) == 0)
        {
          g_assert_null (payload);
          continue;
        }
      g_assert_nonnull (payload);
      check_ids (object, "acks", payload->acks, payload->n_acks);
      check_ids (object, "offers", payload->offers, payload->n_offers);
      check_ids (object, "requests", payload->requests, payload->n_requests);
      g_assert_cmpuint (json_array_get_length (sotto_test_vectors_array (object, "messages")), ==,
                        payload->n_messages);
      packed = sotto_proto_pack (payload);
      g_assert_true (g_bytes_equal (packed, wire));
    }
}

static void
test_flow (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "flow-payloads.json");
  JsonObject *object = sotto_test_vectors_object (json_node_get_object (root), "mvds");
  SottoPublicKey alice = sotto_test_vectors_public_key (sotto_test_vectors_object (object, "alice"),
                                                        "public_uncompressed");
  SottoPublicKey bob = sotto_test_vectors_public_key (sotto_test_vectors_object (object, "bob"),
                                                      "public_uncompressed");
  g_autoptr (GBytes) body = sotto_test_vectors_bytes (object, "body");
  gint64 timestamp = json_object_get_int_member (object, "timestamp");
  SottoHash group_id, id;
  g_autoptr (SottoMvdsBuilder) message_builder = NULL;
  g_autoptr (SottoMvdsBuilder) ack_builder = NULL;
  g_autoptr (GBytes) message_payload = NULL;
  g_autoptr (GBytes) ack_payload = NULL;

  check_group_id (object, &alice, &bob, "one_to_one_group_id");
  sotto_mvds_group_id (&alice, &bob, &group_id);
  sotto_mvds_message_id (&group_id, timestamp, g_bytes_get_data (body, NULL),
                         g_bytes_get_size (body), &id);
  sotto_test_vectors_check (object, "message_id", id.bytes, 32);

  message_builder = sotto_mvds_builder_new (&group_id);
  sotto_mvds_builder_add_message (message_builder, timestamp, body);
  message_payload = sotto_mvds_builder_pack (message_builder);
  sotto_test_vectors_check_bytes (object, "payload_message", message_payload);
  ack_builder = sotto_mvds_builder_new (&group_id);
  sotto_mvds_builder_add_ack (ack_builder, &id);
  ack_payload = sotto_mvds_builder_pack (ack_builder);
  sotto_test_vectors_check_bytes (object, "payload_ack", ack_payload);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sync/mvds/vectors/group-ids", test_group_ids);
  g_test_add_func ("/sync/mvds/vectors/message-ids", test_message_ids);
  g_test_add_func ("/sync/mvds/vectors/payloads", test_payloads);
  g_test_add_func ("/sync/mvds/vectors/flow", test_flow);

  return g_test_run ();
}
