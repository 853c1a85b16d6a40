/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recorded conversations, replayed through the channel with the random numbers of the recording:
 * every byte that is sent, and the whole state after each message received. */

#include "secure-device.h"

#include "sotto-hex.h"
#include "sotto-installations-private.h"
#include "sotto-own-prekey-private.h"
#include "sotto-secure-channel-private.h"
#include "sotto-secure-session-private.h"

#include "sotto-test-random.h"
#include "sotto-test-vectors.h"

/* All devices of one conversation. */
typedef struct
{
  GHashTable *devices;  /* name -> SecureDevice */
  GHashTable *messages; /* name -> GBytes, the ProtocolMessage */
  GHashTable *senders;  /* name of a message -> name of a device */
  GHashTable *received; /* "device message" of what was decrypted before */
} Replay;

/* One step in one transaction. */
typedef struct
{
  SecureDevice *device;
  JsonObject *step;
  SottoSecureMoment moment;
  SottoPublicKey other;
  GBytes *plaintext;
  SottoSecureOutgoing outgoing;
  SottoSecureIncoming incoming;
  GBytes *message;
  SottoKey prekey;
  gint64 created_ms;
  GError *refusal;
} Step;

static void
run (SecureDevice *device, SottoWriteFunc function, Step *step)
{
  g_autoptr (GError) error = NULL;

  step->device = device;
  sotto_test_database_write (device->database, function, step, &error);
  g_assert_no_error (error);
}

static gboolean
insert_prekey_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Step *step = user_data;

  return sotto_own_prekey_insert (sotto_transaction_get_connection (transaction), &step->prekey, 1,
                                  step->created_ms, error);
}

/* When the recorded prekey was new, if the recording tells. */
static gint64
get_bundle_time_ms (JsonObject *object)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (Sotto__Bundle) bundle = NULL;

  if (!json_object_has_member (object, "bundle"))
    return 1000;
  bytes = sotto_test_vectors_bytes (object, "bundle");
  bundle = sotto_proto_unpack_bytes (&sotto__bundle__descriptor, bytes, NULL);
  return bundle->timestamp / (1000 * 1000);
}

static SecureDevice *
replay_device_new (JsonObject *object,
                   const char *id_member,
                   const char *identity_member,
                   const char *prekey_member)
{
  g_autoptr (SottoPrivateKey) identity = sotto_test_vectors_private_key (object, identity_member);
  g_autoptr (SottoTestRandom) random = sotto_test_random_new ();
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (1000 * 1000);
  SecureDevice *device = secure_device_new (identity, sotto_test_vectors_text (object, id_member),
                                            clock, SOTTO_RANDOM (random));

  if (prekey_member != NULL)
    {
      Step step = {
        .prekey = sotto_test_vectors_key (object, prekey_member),
        .created_ms = get_bundle_time_ms (object),
      };

      run (device, insert_prekey_job, &step);
    }

  return device;
}

static SecureDevice *
find_device (Replay *replay, JsonObject *step)
{
  SecureDevice *device =
    g_hash_table_lookup (replay->devices, sotto_test_vectors_text (step, "device"));

  g_assert_nonnull (device);
  return device;
}

static void
queue_keys (SecureDevice *device, JsonObject *step)
{
  JsonArray *keys = sotto_test_vectors_array (step, "generated_private_keys");

  for (guint i = 0; i < json_array_get_length (keys); i++)
    {
      guint8 key[32];
      g_autoptr (GBytes) bytes = NULL;

      g_assert_true (
        sotto_hex_decode_fixed (json_array_get_string_element (keys, i), key, sizeof key, NULL));
      bytes = g_bytes_new (key, sizeof key);
      sotto_test_random_queue (SOTTO_TEST_RANDOM (device->random), bytes);
    }
}

/* The nonce of a DH message was not recorded by itself, but its payload ends with it. */
static void
queue_nonce (SecureDevice *device, const Sotto__ProtocolMessage *message)
{
  const Sotto__DirectMessageProtocol *entry;
  g_autoptr (GBytes) nonce = NULL;

  if (message->n_direct_message != 1)
    return;
  entry = message->direct_message[0]->value;
  if (entry->dh_header == NULL)
    return;

  nonce = g_bytes_new (entry->payload.data + entry->payload.len - 12, 12);
  sotto_test_random_queue (SOTTO_TEST_RANDOM (device->random), nonce);
}

static gboolean
send_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Step *step = user_data;

  return sotto_secure_channel_encrypt_at (step->device->channel, transaction, &step->other,
                                          step->plaintext, &step->moment, &step->outgoing, error);
}

static gboolean
send_dh_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Step *step = user_data;

  return sotto_secure_channel_encrypt_dh_at (step->device->channel, transaction, &step->other,
                                             step->plaintext, &step->moment, &step->outgoing,
                                             error);
}

static gboolean
is_recorded_as_dh (const Sotto__ProtocolMessage *message)
{
  return g_str_equal (message->direct_message[0]->key, SOTTO_INSTALLATION_NONE);
}

static void
replay_send (Replay *replay, JsonObject *object)
{
  SecureDevice *device = find_device (replay, object);
  const char *name = sotto_test_vectors_text (object, "message");
  g_autoptr (GBytes) expected = sotto_test_vectors_bytes (object, "protocol_message");
  g_autoptr (Sotto__ProtocolMessage) message =
    sotto_proto_unpack_bytes (&sotto__protocol_message__descriptor, expected, NULL);
  g_autoptr (GBytes) plaintext = sotto_test_vectors_bytes (object, "plaintext");
  const Sotto__DRHeader *header = message->direct_message[0]->value->dr_header;
  Step step = {
    .step = object,
    .moment.now_ns = message->bundles[0]->timestamp,
    .other = sotto_test_vectors_public_key (object, "to_public_key"),
    .plaintext = plaintext,
  };

  /* The recorded side goes on with the session that it began; with one device, that is named by its
   * header, and the rule of the smallest secret is set aside. */
  if (message->n_direct_message == 1 && header != NULL)
    step.moment.session = header->id.data;
  queue_keys (device, object);
  queue_nonce (device, message);
  run (device, g_str_equal (name, "pair") ? send_dh_job : send_job, &step);

  g_assert_true (g_bytes_equal (step.outgoing.message, expected));
  g_assert_true (sotto_test_random_is_used_up (SOTTO_TEST_RANDOM (device->random)));
  g_assert_cmpint (step.outgoing.encryption, ==,
                   is_recorded_as_dh (message) ? SOTTO_ENCRYPTION_DH : SOTTO_ENCRYPTION_RATCHET);
  g_assert_cmpint (step.outgoing.shared_secret_agreed, ==,
                   json_object_has_member (object, "negotiated_secret_used"));
  if (step.outgoing.shared_secret_agreed)
    {
      SottoKey secret;

      g_assert_true (
        sotto_secure_channel_get_shared_secret (device->channel, &step.other, &secret, NULL));
      sotto_test_vectors_check (object, "negotiated_secret_used", secret.bytes, 32);
    }

  g_hash_table_insert (replay->messages, g_strdup (name), g_bytes_ref (expected));
  g_hash_table_insert (replay->senders, g_strdup (name),
                       g_strdup (sotto_test_vectors_text (object, "device")));
  sotto_secure_outgoing_clear (&step.outgoing);
}

static gboolean
receive_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Step *step = user_data;

  gboolean decrypted =
    sotto_secure_channel_decrypt (step->device->channel, transaction, &step->other, step->message,
                                  &step->incoming, &step->refusal);

  g_assert_cmpint (decrypted, ==, step->refusal == NULL);
  return TRUE;
}

static gboolean
check_session_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Step *step = user_data;
  JsonObject *state = sotto_test_vectors_object (step->step, "session_after");
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (GBytes) session_id = sotto_test_vectors_bytes (state, "session_id");
  const guint8 *bundle_id = g_bytes_get_data (session_id, NULL);
  g_autofree char *installation =
    g_strndup ((const char *) bundle_id + 33, g_bytes_get_size (session_id) - 33);
  g_auto (SottoSecureSession) session = { 0 };
  const SottoRatchet *ratchet = &session.ratchet;
  gint64 identity_id;
  gboolean found;

  g_assert_true (sotto_identity_find (connection, &step->other, &identity_id, error));
  g_assert_true (sotto_secure_session_find (connection, identity_id, installation, bundle_id,
                                            &session, &found, error));
  g_assert_true (found);
  sotto_test_vectors_check (state, "root_key", ratchet->root_key.bytes, 32);
  sotto_test_vectors_check (state, "send_chain_key", ratchet->sending_chain.bytes, 32);
  sotto_test_vectors_check (state, "recv_chain_key", ratchet->receiving_chain.bytes, 32);
  sotto_test_vectors_check (state, "dh_self_private", ratchet->own_private.bytes, 32);
  sotto_test_vectors_check (state, "dh_self_public", ratchet->own_public, 33);
  sotto_test_vectors_check (state, "dh_remote", ratchet->remote_public, 33);
  g_assert_cmpuint (json_object_get_int_member (state, "send_n"), ==, ratchet->sending_n);
  g_assert_cmpuint (json_object_get_int_member (state, "recv_n"), ==, ratchet->receiving_n);
  g_assert_cmpuint (json_object_get_int_member (state, "pn"), ==, ratchet->previous_n);
  g_assert_cmpuint (json_object_get_int_member (state, "keys_count"), ==, ratchet->keys_count);
  return TRUE;
}

static void
replay_receive (Replay *replay, JsonObject *object)
{
  SecureDevice *device = find_device (replay, object);
  const char *name = sotto_test_vectors_text (object, "message");
  g_autofree char *reception =
    g_strdup_printf ("%s %s", sotto_test_vectors_text (object, "device"), name);
  SecureDevice *sender =
    g_hash_table_lookup (replay->devices, g_hash_table_lookup (replay->senders, name));
  Step step = {
    .step = object,
    .other = *secure_device_get_key (sender),
    .message = g_hash_table_lookup (replay->messages, name),
  };

  queue_keys (device, object);
  run (device, receive_job, &step);
  g_assert_true (sotto_test_random_is_used_up (SOTTO_TEST_RANDOM (device->random)));

  /* The original keeps used keys until the message is confirmed; here they are gone at once. */
  if (g_hash_table_contains (replay->received, reception))
    g_assert_error (step.refusal, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_DUPLICATE);
  else if (json_object_has_member (object, "error"))
    g_assert_error (step.refusal, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_NOT_FOR_US);
  else
    {
      g_assert_no_error (step.refusal);
      sotto_test_vectors_check_bytes (object, "plaintext", step.incoming.plaintext);
      g_hash_table_add (replay->received, g_steal_pointer (&reception));
    }
  if (json_object_has_member (object, "session_after"))
    run (device, check_session_job, &step);

  g_clear_error (&step.refusal);
  sotto_secure_incoming_clear (&step.incoming);
}

static gboolean
take_bundle_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Step *step = user_data;

  return sotto_secure_channel_take_contact_code (step->device->channel, transaction, step->message,
                                                 NULL, error);
}

static void
replay_process_bundle (Replay *replay, JsonObject *object)
{
  g_autoptr (GBytes) bytes = sotto_test_vectors_bytes (object, "bundle");
  g_autoptr (Sotto__Bundle) bundle =
    sotto_proto_unpack_bytes (&sotto__bundle__descriptor, bytes, NULL);
  Sotto__ProtocolMessage message = SOTTO__PROTOCOL_MESSAGE__INIT;
  g_autoptr (GBytes) packed = NULL;
  SecureDevice *device = find_device (replay, object);
  Step step = { 0 };

  message.n_bundles = 1;
  message.bundles = &bundle;
  packed = sotto_proto_pack (&message);
  step.message = packed;
  /* Bundles are dated by their makers' clocks; ours is on time, so that none is from the future. */
  sotto_test_clock_jump (device->clock, bundle->timestamp / 1000 -
                                          sotto_clock_get_real_time (SOTTO_CLOCK (device->clock)));
  run (device, take_bundle_job, &step);
}

static void
replay_conversation (JsonObject *conversation)
{
  JsonArray *devices = sotto_test_vectors_array (conversation, "devices");
  JsonArray *steps = sotto_test_vectors_array (conversation, "steps");
  Replay replay = {
    .devices =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) secure_device_free),
    .messages =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref),
    .senders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
    .received = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };

  for (guint i = 0; i < json_array_get_length (devices); i++)
    {
      JsonObject *object = json_array_get_object_element (devices, i);

      g_hash_table_insert (replay.devices, g_strdup (sotto_test_vectors_text (object, "name")),
                           replay_device_new (object, "installation_id", "identity_private_key",
                                              "signed_pre_key_private_key"));
    }
  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      const char *action = sotto_test_vectors_text (step, "action");

      g_test_message ("%s %u: %s", sotto_test_vectors_text (conversation, "title"), i, action);
      if (g_str_equal (action, "send"))
        replay_send (&replay, step);
      else if (g_str_equal (action, "receive"))
        replay_receive (&replay, step);
      else if (g_str_equal (action, "process_bundle"))
        replay_process_bundle (&replay, step);
      else
        g_assert_cmpstr (action, ==, "confirm");
    }

  g_hash_table_unref (replay.devices);
  g_hash_table_unref (replay.messages);
  g_hash_table_unref (replay.senders);
  g_hash_table_unref (replay.received);
}

static void
test_conversations (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "ratchet.json");
  JsonArray *conversations =
    sotto_test_vectors_array (json_node_get_object (root), "conversations");

  g_assert_cmpuint (json_array_get_length (conversations), ==, 12);
  for (guint i = 0; i < json_array_get_length (conversations); i++)
    replay_conversation (json_array_get_object_element (conversations, i));
}

/* The first message to a device that has only its keys. */
static void
check_first_message (JsonObject *object)
{
  g_autoptr (SecureDevice) device =
    replay_device_new (object, "recipient_installation_id", "recipient_private_key",
                       "recipient_signed_pre_key_private_key");
  JsonObject *inner = sotto_test_vectors_object (object, "inner");
  g_autoptr (GBytes) message = sotto_test_vectors_bytes (inner, "protocol_message");
  g_autoptr (GBytes) key = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);
  gboolean dh = g_str_equal (sotto_test_vectors_text (object, "kind"), "private_dh");
  Step step = {
    .other = sotto_test_vectors_public_key (object, "sender_public_key"),
    .message = message,
  };

  sotto_test_random_queue (SOTTO_TEST_RANDOM (device->random), key);
  run (device, receive_job, &step);
  g_assert_no_error (step.refusal);
  g_assert_cmpint (step.incoming.encryption, ==,
                   dh ? SOTTO_ENCRYPTION_DH : SOTTO_ENCRYPTION_RATCHET);
  g_assert_cmpstr (step.incoming.installation_id, ==,
                   sotto_test_vectors_text (object, "sender_installation_id"));
  g_assert_true (step.incoming.new_installations);
  sotto_test_vectors_check_bytes (inner, "decrypted", step.incoming.plaintext);
  sotto_secure_incoming_clear (&step.incoming);
}

static void
test_first_messages (void)
{
  static const char *const sections[] = { "private_dh", "private_x3dh", "private_x3dh_mvds",
                                          "negotiated" };
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "e2e.json");

  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), sections[i]);

      g_assert_cmpuint (json_array_get_length (cases), ==, 4);
      for (guint j = 0; j < json_array_get_length (cases); j++)
        check_first_message (json_array_get_object_element (cases, j));
    }
}

static void
test_contact_codes (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "e2e.json");
  JsonArray *cases = sotto_test_vectors_array (json_node_get_object (root), "contact_code");

  g_assert_cmpuint (json_array_get_length (cases), ==, 4);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      JsonObject *inner = sotto_test_vectors_object (object, "inner");
      g_autoptr (SecureDevice) device =
        replay_device_new (object, "recipient_installation_id", "recipient_private_key", NULL);
      g_autoptr (GBytes) message = sotto_test_vectors_bytes (inner, "protocol_message");
      SottoPublicKey sender = sotto_test_vectors_public_key (object, "sender_public_key");
      Step step = { .message = message };

      g_assert_false (secure_device_knows (device, &sender));
      run (device, take_bundle_job, &step);
      g_assert_true (secure_device_knows (device, &sender));
    }
}

static void
test_negotiated_secret (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "flow-secure-transport.json");
  JsonObject *object = sotto_test_vectors_object (json_node_get_object (root), "negotiated");
  JsonObject *bob = sotto_test_vectors_object (object, "bob");
  g_autoptr (SottoPrivateKey) alice =
    sotto_test_vectors_private_key (sotto_test_vectors_object (object, "alice"), "private");
  SottoPublicKey other = sotto_test_vectors_public_key (bob, "public_uncompressed");
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (0);
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (1);
  g_autoptr (SecureDevice) device = secure_device_new (alice, "device", clock, random);
  SottoKey secret;

  g_assert_true (sotto_secure_channel_get_shared_secret (device->channel, &other, &secret, NULL));
  sotto_test_vectors_check (object, "secret", secret.bytes, 32);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secure/conversations/ratchet", test_conversations);
  g_test_add_func ("/secure/conversations/first-messages", test_first_messages);
  g_test_add_func ("/secure/conversations/contact-codes", test_contact_codes);
  g_test_add_func ("/secure/conversations/negotiated-secret", test_negotiated_secret);

  return g_test_run ();
}
