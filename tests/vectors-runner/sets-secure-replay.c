/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recorded conversations, replayed with the random numbers of the recording: whole messages through
 * the secure channel (ratchet.json), and steps of the bare ratchet (flow-secure-transport.json).
 *
 * The original keeps used message keys until the application confirms; here they are gone at once,
 * so that a second reception must be recognised as one, and stored keys are not counted. */

#include <string.h>

#include "secure-device.h"
#include "sets-secure.h"
#include "sotto-hex.h"
#include "sotto-installations-private.h"
#include "sotto-own-prekey-private.h"
#include "sotto-secure-channel-private.h"
#include "sotto-secure-session-private.h"
#include "sotto-test-random.h"

/* The recorded numbers, then any: a wrong turn must end in a difference, not in a loop. */
#define SPARE_KEYS 64

typedef struct
{
  VectorRun *run;
  GHashTable *devices;  /* name -> SecureDevice */
  GHashTable *messages; /* name -> GBytes */
  GHashTable *senders;  /* name of a message -> name of a device */
  GHashTable *received; /* "device message" */
} Replay;

/* One step in one transaction. */
typedef struct
{
  Replay *replay;
  SecureDevice *device;
  JsonObject *object;
  SottoSecureChannel *channel;
  SottoSecureMoment moment;
  SottoPublicKey other;
  GBytes *bytes;
  gboolean once;
  SottoSecureOutgoing outgoing;
  SottoSecureIncoming incoming;
  SottoKey prekey;
  gint64 created_ms;
  GError *refusal;
} Step;

static void
run_step (Step *step, SecureDevice *device, SottoWriteFunc function)
{
  step->device = device;
  sotto_test_database_write (device->database, function, step, NULL);
}

/* A channel over the device's tables that draws what was recorded for this step. */
static SottoSecureChannel *
make_channel (SecureDevice *device, JsonObject *object, GBytes *nonce)
{
  g_autoptr (SottoTestRandom) random = sotto_test_random_new ();
  JsonArray *keys = vector_array (object, "generated_private_keys");
  guint8 spare[32];

  for (guint i = 0; i < json_array_get_length (keys); i++)
    {
      g_autoptr (GBytes) key = sotto_hex_decode (json_array_get_string_element (keys, i), 32, NULL);

      if (key != NULL)
        sotto_test_random_queue (random, key);
    }
  if (nonce != NULL)
    sotto_test_random_queue (random, nonce);
  memset (spare, 0x11, sizeof spare);
  for (guint i = 0; i < SPARE_KEYS; i++)
    {
      g_autoptr (GBytes) key = g_bytes_new (spare, sizeof spare);

      sotto_test_random_queue (random, key);
    }

  return sotto_secure_channel_new (device->identity, device->id, SOTTO_CLOCK (device->clock),
                                   SOTTO_RANDOM (random));
}

static gint64
get_bundle_time_ns (JsonObject *object)
{
  g_autoptr (GBytes) bytes = vector_bytes (object, "bundle");
  g_autoptr (Sotto__Bundle) bundle =
    sotto_proto_unpack_bytes (&sotto__bundle__descriptor, bytes, NULL);

  return bundle != NULL ? bundle->timestamp : 0;
}

static gboolean
insert_prekey_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Step *step = user_data;

  return sotto_own_prekey_insert (sotto_transaction_get_connection (transaction), &step->prekey, 1,
                                  step->created_ms, error);
}

static void
add_device (Replay *replay, JsonObject *object)
{
  SottoKey key = { 0 };
  g_autoptr (SottoPrivateKey) identity = NULL;
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (get_bundle_time_ns (object) / 1000);
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (1);
  SecureDevice *device;
  Step step = { .created_ms = get_bundle_time_ns (object) / (1000 * 1000) };

  vector_fixed (object, "identity_private_key", key.bytes, 32);
  identity = sotto_private_key_new (key.bytes, NULL);
  vector_check_bool (replay->run, "identity_private_key", TRUE, identity != NULL);
  if (identity == NULL)
    return;
  device = secure_device_new (identity, vector_text (object, "installation_id"), clock, random);
  vector_fixed (object, "signed_pre_key_private_key", step.prekey.bytes, 32);
  run_step (&step, device, insert_prekey_job);
  g_hash_table_insert (replay->devices, g_strdup (vector_text (object, "name")), device);
}

static gboolean
send_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Step *step = user_data;

  if (step->once)
    return sotto_secure_channel_encrypt_dh_at (step->channel, transaction, &step->other,
                                               step->bytes, &step->moment, &step->outgoing,
                                               &step->refusal);
  return sotto_secure_channel_encrypt_at (step->channel, transaction, &step->other, step->bytes,
                                          &step->moment, &step->outgoing, &step->refusal);
}

/* What the recording tells of a message that only its bytes do: when, on which session, how. */
static void
prepare_sending (Step *step, const Sotto__ProtocolMessage *message, GBytes **nonce)
{
  const Sotto__DirectMessageProtocol *entry;

  if (message->n_bundles > 0)
    step->moment.now_ns = message->bundles[0]->timestamp;
  if (message->n_direct_message != 1 || message->direct_message[0]->value == NULL)
    return;
  entry = message->direct_message[0]->value;
  /* The original goes on with the session that it began itself. */
  if (entry->dr_header != NULL && entry->dr_header->id.len == 33)
    step->moment.session = entry->dr_header->id.data;
  if (entry->dh_header != NULL && entry->payload.len >= 12)
    *nonce = g_bytes_new (entry->payload.data + entry->payload.len - 12, 12);
}

static void
replay_send (Replay *replay, SecureDevice *device, JsonObject *object)
{
  const char *name = vector_text (object, "message");
  g_autoptr (GBytes) expected = vector_bytes (object, "protocol_message");
  g_autoptr (Sotto__ProtocolMessage) message =
    sotto_proto_unpack_bytes (&sotto__protocol_message__descriptor, expected, NULL);
  g_autoptr (GBytes) plaintext = vector_bytes (object, "plaintext");
  g_autoptr (GBytes) to = vector_bytes (object, "to_public_key");
  g_autoptr (GBytes) nonce = NULL;
  g_autoptr (SottoSecureChannel) channel = NULL;
  Step step = { .bytes = plaintext, .once = g_strcmp0 (name, "pair") == 0 };

  if (message == NULL || !sotto_public_key_parse (&step.other, g_bytes_get_data (to, NULL),
                                                  g_bytes_get_size (to), NULL))
    {
      vector_check_bool (replay->run, "protocol_message", TRUE, FALSE);
      return;
    }
  prepare_sending (&step, message, &nonce);
  channel = make_channel (device, object, nonce);
  step.channel = channel;
  run_step (&step, device, send_job);
  if (step.refusal != NULL)
    vector_fail (replay->run, name, &step.refusal);
  else
    vector_check_gbytes (replay->run, name, vector_text (object, "protocol_message"),
                         step.outgoing.message);
  vector_check_bool (replay->run, "negotiated_secret_used",
                     vector_has (object, "negotiated_secret_used"),
                     step.outgoing.shared_secret_agreed);
  g_hash_table_insert (replay->messages, g_strdup (name), g_bytes_ref (expected));
  g_hash_table_insert (replay->senders, g_strdup (name), g_strdup (vector_text (object, "device")));
  sotto_secure_outgoing_clear (&step.outgoing);
}

static gboolean
receive_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Step *step = user_data;

  return sotto_secure_channel_decrypt (step->channel, transaction, &step->other, step->bytes,
                                       &step->incoming, &step->refusal) ||
         step->refusal != NULL;
}

static void
check_ratchet (VectorRun *run, JsonObject *state, const SottoRatchet *ratchet)
{
  vector_check_bytes (run, "root_key", vector_text (state, "root_key"), ratchet->root_key.bytes,
                      32);
  vector_check_bytes (run, "send_chain_key", vector_text (state, "send_chain_key"),
                      ratchet->sending_chain.bytes, 32);
  vector_check_bytes (run, "recv_chain_key", vector_text (state, "recv_chain_key"),
                      ratchet->receiving_chain.bytes, 32);
  vector_check_bytes (run, "dh_self_private", vector_text (state, "dh_self_private"),
                      ratchet->own_private.bytes, 32);
  vector_check_bytes (run, "dh_self_public", vector_text (state, "dh_self_public"),
                      ratchet->own_public, 33);
  vector_check_bytes (run, "dh_remote", vector_text (state, "dh_remote"), ratchet->remote_public,
                      33);
  vector_check_int (run, "send_n", vector_int (state, "send_n"), ratchet->sending_n);
  vector_check_int (run, "recv_n", vector_int (state, "recv_n"), ratchet->receiving_n);
  vector_check_int (run, "pn", vector_int (state, "pn"), ratchet->previous_n);
  vector_check_int (run, "keys_count", vector_int (state, "keys_count"), ratchet->keys_count);
}

static gboolean
check_session_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Step *step = user_data;
  JsonObject *state = vector_object (step->object, "session_after");
  SottoConnection *connection = sotto_transaction_get_connection (transaction);
  g_autoptr (GBytes) session_id = vector_bytes (state, "session_id");
  gsize length;
  const guint8 *bundle_id = g_bytes_get_data (session_id, &length);
  g_autofree char *installation = NULL;
  g_auto (SottoSecureSession) session = { 0 };
  gint64 identity_id;
  gboolean found = FALSE;

  if (length > 33)
    {
      installation = g_strndup ((const char *) bundle_id + 33, length - 33);
      if (!sotto_identity_find (connection, &step->other, &identity_id, error) ||
          !sotto_secure_session_find (connection, identity_id, installation, bundle_id, &session,
                                      &found, error))
        return FALSE;
    }
  vector_check_bool (step->replay->run, "session_id", TRUE, found);
  if (found)
    check_ratchet (step->replay->run, state, &session.ratchet);
  return TRUE;
}

static void
replay_receive (Replay *replay, SecureDevice *device, JsonObject *object)
{
  const char *name = vector_text (object, "message");
  g_autofree char *reception = g_strdup_printf ("%s %s", vector_text (object, "device"), name);
  const char *sender_name = g_hash_table_lookup (replay->senders, name);
  SecureDevice *sender =
    sender_name != NULL ? g_hash_table_lookup (replay->devices, sender_name) : NULL;
  g_autoptr (SottoSecureChannel) channel = NULL;
  Step step = { .replay = replay, .object = object };

  vector_check_bool (replay->run, "message was sent", TRUE, sender != NULL);
  if (sender == NULL)
    return;
  channel = make_channel (device, object, NULL);
  step.channel = channel;
  step.other = *secure_device_get_key (sender);
  step.bytes = g_hash_table_lookup (replay->messages, name);
  run_step (&step, device, receive_job);

  if (g_hash_table_contains (replay->received, reception))
    vector_check_bool (
      replay->run, "recognised as received before", TRUE,
      g_error_matches (step.refusal, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_DUPLICATE));
  else if (vector_has (object, "error"))
    vector_check_bool (replay->run, "error", TRUE, step.refusal != NULL);
  else if (step.refusal != NULL)
    vector_fail (replay->run, name, &step.refusal);
  else
    {
      vector_check_gbytes (replay->run, "plaintext", vector_text (object, "plaintext"),
                           step.incoming.plaintext);
      g_hash_table_add (replay->received, g_steal_pointer (&reception));
    }
  if (vector_has (object, "session_after"))
    run_step (&step, device, check_session_job);
  g_clear_error (&step.refusal);
  sotto_secure_incoming_clear (&step.incoming);
}

static gboolean
take_bundle_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Step *step = user_data;

  return sotto_secure_channel_take_contact_code (step->channel, transaction, step->bytes, NULL,
                                                 &step->refusal);
}

static void
replay_bundle (Replay *replay, SecureDevice *device, JsonObject *object)
{
  g_autoptr (GBytes) bytes = vector_bytes (object, "bundle");
  g_autoptr (Sotto__Bundle) bundle =
    sotto_proto_unpack_bytes (&sotto__bundle__descriptor, bytes, NULL);
  Sotto__ProtocolMessage message = SOTTO__PROTOCOL_MESSAGE__INIT;
  g_autoptr (GBytes) packed = NULL;
  Step step = { .channel = device->channel };

  vector_check_bool (replay->run, "bundle", TRUE, bundle != NULL);
  if (bundle == NULL)
    return;
  message.n_bundles = 1;
  message.bundles = &bundle;
  packed = sotto_proto_pack (&message);
  step.bytes = packed;
  sotto_test_clock_jump (device->clock, bundle->timestamp / 1000 -
                                          sotto_clock_get_real_time (SOTTO_CLOCK (device->clock)));
  run_step (&step, device, take_bundle_job);
  if (step.refusal != NULL)
    vector_fail (replay->run, "bundle", &step.refusal);
}

static void
replay_step (Replay *replay, JsonObject *object)
{
  const char *action = vector_text (object, "action");
  SecureDevice *device = g_hash_table_lookup (replay->devices, vector_text (object, "device"));

  vector_check_bool (replay->run, "device", TRUE, device != NULL);
  if (device == NULL)
    return;
  if (g_strcmp0 (action, "send") == 0)
    replay_send (replay, device, object);
  else if (g_strcmp0 (action, "receive") == 0)
    replay_receive (replay, device, object);
  else if (g_strcmp0 (action, "process_bundle") == 0)
    replay_bundle (replay, device, object);
  else
    vector_check_text (replay->run, "action", "confirm", action);
}

void
vector_replay_conversation (VectorRun *run, JsonObject *object, guint index)
{
  JsonArray *devices = vector_array (object, "devices");
  JsonArray *steps = vector_array (object, "steps");
  Replay replay = {
    .run = run,
    .devices =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) secure_device_free),
    .messages =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref),
    .senders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
    .received = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };

  for (guint i = 0; i < json_array_get_length (devices); i++)
    add_device (&replay, json_array_get_object_element (devices, i));
  for (guint i = 0; i < json_array_get_length (steps); i++)
    replay_step (&replay, json_array_get_object_element (steps, i));

  g_hash_table_unref (replay.devices);
  g_hash_table_unref (replay.messages);
  g_hash_table_unref (replay.senders);
  g_hash_table_unref (replay.received);
}

/* The first message to a device that has only its keys (e2e.json). */
void
vector_replay_first_message (VectorRun *run, JsonObject *object, guint index)
{
  JsonObject *inner = vector_object (object, "inner");
  g_autoptr (GBytes) message = vector_bytes (inner, "protocol_message");
  g_autoptr (GBytes) sender = vector_bytes (object, "sender_public_key");
  g_autoptr (SottoPrivateKey) identity = NULL;
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (G_USEC_PER_SEC);
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (1);
  g_autoptr (SecureDevice) device = NULL;
  SottoKey key = { 0 };
  Step step = { .bytes = message };

  vector_fixed (object, "recipient_private_key", key.bytes, 32);
  identity = sotto_private_key_new (key.bytes, NULL);
  if (identity == NULL || !sotto_public_key_parse (&step.other, g_bytes_get_data (sender, NULL),
                                                   g_bytes_get_size (sender), NULL))
    {
      vector_check_bool (run, "keys", TRUE, FALSE);
      return;
    }
  device =
    secure_device_new (identity, vector_text (object, "recipient_installation_id"), clock, random);
  step.channel = device->channel;
  vector_fixed (object, "recipient_signed_pre_key_private_key", step.prekey.bytes, 32);
  run_step (&step, device, insert_prekey_job);
  if (!vector_has (inner, "decrypted"))
    run_step (&step, device, take_bundle_job);
  else
    run_step (&step, device, receive_job);

  if (step.refusal != NULL)
    vector_fail (run, "protocol_message", &step.refusal);
  else if (vector_has (inner, "decrypted"))
    vector_check_gbytes (run, "decrypted", vector_text (inner, "decrypted"),
                         step.incoming.plaintext);
  sotto_secure_incoming_clear (&step.incoming);
}

/* One side of the bare ratchet, with its skipped keys. */
typedef struct
{
  SottoRatchet ratchet;
  SottoTestRandom *random;
  GArray *skipped;
} Side;

static SottoTestRandom *
queue_pairs (JsonObject *object, const char *pair)
{
  JsonArray *pairs = vector_array (object, "generated_pairs_in_order");
  SottoTestRandom *random = sotto_test_random_new ();

  for (guint i = 0; i < json_array_get_length (pairs) + SPARE_KEYS; i++)
    {
      JsonObject *both =
        json_array_get_object_element (pairs, MIN (i, json_array_get_length (pairs) - 1));
      g_autoptr (GBytes) key = vector_bytes (vector_object (both, pair), "private");

      sotto_test_random_queue (random, key);
    }

  return random;
}

static GBytes *
open_step (Side *side, const SottoRatchetMessage *message, GError **error)
{
  g_autoptr (GArray) skipped = NULL;
  GBytes *plaintext;

  for (guint i = 0; i < side->skipped->len; i++)
    {
      const SottoSkippedKey *key = &g_array_index (side->skipped, SottoSkippedKey, i);

      if (key->n == message->header.n && memcmp (key->ratchet_key, message->header.key, 33) == 0)
        return sotto_ratchet_open_message (&key->message_key, message, error);
    }
  plaintext =
    sotto_ratchet_decrypt (&side->ratchet, message, SOTTO_RANDOM (side->random), &skipped, error);
  if (plaintext != NULL)
    g_array_append_vals (side->skipped, skipped->data, skipped->len);
  return plaintext;
}

static void
replay_encrypt (VectorRun *run, JsonObject *step, Side *side)
{
  g_autoptr (GBytes) plaintext = vector_bytes (step, "plaintext");
  g_autoptr (GBytes) payload = NULL;
  guint8 encoded[SOTTO_RATCHET_HEADER_LENGTH];
  SottoRatchetHeader header;

  payload = sotto_ratchet_encrypt (&side->ratchet, g_bytes_get_data (plaintext, NULL),
                                   g_bytes_get_size (plaintext), &header, NULL);
  vector_check_gbytes (run, "ciphertext", vector_text (step, "ciphertext"), payload);
  sotto_ratchet_header_encode (&header, encoded);
  vector_check_bytes (run, "associated_data", vector_text (step, "associated_data"), encoded,
                      sizeof encoded);
}

static void
replay_decrypt (VectorRun *run, JsonArray *steps, JsonObject *step, Side *side)
{
  const char *ciphertext = vector_text (step, "ciphertext");
  g_autoptr (GBytes) payload = vector_bytes (step, "ciphertext");
  SottoRatchetMessage message = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plaintext = NULL;

  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *sent = json_array_get_object_element (steps, i);

      if (g_strcmp0 (vector_text (sent, "op"), "encrypt") != 0 ||
          g_strcmp0 (vector_text (sent, "ciphertext"), ciphertext) != 0)
        continue;
      vector_fixed (sent, "header_dh", message.header.key, 33);
      message.header.n = (guint32) vector_int (sent, "n");
      message.header.pn = (guint32) vector_int (sent, "pn");
      step = sent;
    }
  message.payload = g_bytes_get_data (payload, &message.length);
  plaintext = open_step (side, &message, &error);
  if (plaintext == NULL)
    vector_fail (run, "plaintext", &error);
  else
    vector_check_gbytes (run, "plaintext", vector_text (step, "plaintext"), plaintext);
}

static void
check_state (VectorRun *run, JsonObject *state, const SottoRatchet *ratchet)
{
  vector_check_bytes (run, "dhr", vector_text (state, "dhr"), ratchet->remote_public,
                      ratchet->has_remote ? 33 : 0);
  vector_check_bytes (run, "dhs_public", vector_text (state, "dhs_public"), ratchet->own_public,
                      33);
  vector_check_bytes (run, "root", vector_text (state, "root"), ratchet->root_key.bytes, 32);
  vector_check_bytes (run, "send_ck", vector_text (state, "send_ck"), ratchet->sending_chain.bytes,
                      32);
  vector_check_bytes (run, "recv_ck", vector_text (state, "recv_ck"),
                      ratchet->receiving_chain.bytes, 32);
  vector_check_int (run, "send_n", vector_int (state, "send_n"), ratchet->sending_n);
  vector_check_int (run, "recv_n", vector_int (state, "recv_n"), ratchet->receiving_n);
  vector_check_int (run, "pn", vector_int (state, "pn"), ratchet->previous_n);
  vector_check_int (run, "keys_count", vector_int (state, "keys_count"), ratchet->keys_count);
}

static void
side_init (Side *side, JsonObject *object, const char *pair)
{
  memset (side, 0, sizeof *side);
  side->random = queue_pairs (object, pair);
  side->skipped = g_array_new (FALSE, FALSE, sizeof (SottoSkippedKey));
}

static void
side_clear (Side *side)
{
  sotto_ratchet_clear (&side->ratchet);
  g_object_unref (side->random);
  g_array_unref (side->skipped);
}

void
vector_replay_double_ratchet (VectorRun *run, JsonObject *object)
{
  JsonArray *steps = vector_array (object, "steps");
  SottoKey secret = { 0 };
  SottoKey prekey = { 0 };
  SottoPublicKey prekey_public;
  Side alice, bob;

  vector_fixed (object, "sk", secret.bytes, 32);
  vector_fixed (vector_object (object, "bob_signed_prekey"), "private", prekey.bytes, 32);
  side_init (&alice, object, "alice_pair");
  side_init (&bob, object, "bob_pair");
  vector_check_bool (run, "init", TRUE,
                     sotto_private_bytes_get_public (prekey.bytes, &prekey_public, NULL) &&
                       sotto_ratchet_init_initiator (&alice.ratchet, &secret, &prekey_public,
                                                     SOTTO_RANDOM (alice.random), NULL) &&
                       sotto_ratchet_init_responder (&bob.ratchet, &secret, &prekey, NULL));
  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      Side *side = g_strcmp0 (vector_text (step, "who"), "alice") == 0 ? &alice : &bob;

      if (g_strcmp0 (vector_text (step, "op"), "encrypt") == 0)
        replay_encrypt (run, step, side);
      else if (g_strcmp0 (vector_text (step, "op"), "decrypt") == 0)
        replay_decrypt (run, steps, step, side);
      check_state (run, vector_object (step, "state"), &side->ratchet);
    }
  side_clear (&alice);
  side_clear (&bob);
}
