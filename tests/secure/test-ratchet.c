/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ratchet as pure functions: vectors of each step, recorded states, order and loss, hostility.
 */

#include "sotto-ratchet-private.h"
#include "sotto-secure-channel.h"

#include "sotto-test-random.h"
#include "sotto-test-vectors.h"

static void
for_each (const char *section, guint expected, void (*check) (JsonObject *object))
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "ratchet.json");
  JsonArray *array = sotto_test_vectors_array (json_node_get_object (root), section);

  g_assert_cmpuint (json_array_get_length (array), ==, expected);
  for (guint i = 0; i < json_array_get_length (array); i++)
    check (json_array_get_object_element (array, i));
}

static void
check_dh (JsonObject *object)
{
  SottoKey key = sotto_test_vectors_key (object, "private_key");
  SottoPublicKey other = sotto_test_vectors_public_key (object, "public_key");
  SottoKey secret;

  g_assert_true (sotto_ecdh (key.bytes, &other, secret.bytes, NULL));
  sotto_test_vectors_check (object, "secret", secret.bytes, 32);
}

static void
check_kdf_root (JsonObject *object)
{
  SottoKey root = sotto_test_vectors_key (object, "root_key");
  SottoKey dh = sotto_test_vectors_key (object, "dh");
  guint8 output[96];

  sotto_ratchet_kdf_root (&root, dh.bytes, output);
  sotto_test_vectors_check (object, "new_root_key", output, 32);
  sotto_test_vectors_check (object, "chain_key", output + 32, 32);
  sotto_test_vectors_check (object, "header_key", output + 64, 32);
}

static void
check_kdf_chain (JsonObject *object)
{
  SottoKey chain = sotto_test_vectors_key (object, "chain_key");
  SottoKey next, message_key;

  sotto_ratchet_kdf_chain (&chain, &next, &message_key);
  sotto_test_vectors_check (object, "next_chain_key", next.bytes, 32);
  sotto_test_vectors_check (object, "message_key", message_key.bytes, 32);

  sotto_ratchet_kdf_chain (&chain, &chain, NULL);
  sotto_test_vectors_check (object, "next_chain_key", chain.bytes, 32);
}

/* The vectors give the header only as its encoding. */
static SottoRatchetHeader
decode_header (JsonObject *object, const char *member)
{
  SottoRatchetHeader header = { 0 };
  guint8 encoded[SOTTO_RATCHET_HEADER_LENGTH];

  sotto_test_vectors_fixed (object, member, encoded, sizeof encoded);
  header.n = encoded[0] | encoded[1] << 8 | encoded[2] << 16 | (guint32) encoded[3] << 24;
  header.pn = encoded[4] | encoded[5] << 8 | encoded[6] << 16 | (guint32) encoded[7] << 24;
  memcpy (header.key, encoded + 8, sizeof header.key);

  return header;
}

static void
check_encrypt (JsonObject *object)
{
  SottoKey message_key = sotto_test_vectors_key (object, "message_key");
  g_autoptr (GBytes) associated = sotto_test_vectors_bytes (object, "ad");
  g_autoptr (GBytes) plaintext = sotto_test_vectors_bytes (object, "plaintext");
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) opened = NULL;
  g_autoptr (GError) error = NULL;

  sealed = sotto_ratchet_seal (&message_key, g_bytes_get_data (associated, NULL),
                               g_bytes_get_size (associated), g_bytes_get_data (plaintext, NULL),
                               g_bytes_get_size (plaintext), &error);
  g_assert_no_error (error);
  sotto_test_vectors_check_bytes (object, "output", sealed);
  opened = sotto_ratchet_open (&message_key, g_bytes_get_data (associated, NULL),
                               g_bytes_get_size (associated), g_bytes_get_data (sealed, NULL),
                               g_bytes_get_size (sealed), &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (opened, plaintext));
}

static void
check_header (JsonObject *object)
{
  SottoRatchetHeader header = {
    .n = (guint32) json_object_get_int_member (object, "n"),
    .pn = (guint32) json_object_get_int_member (object, "pn"),
  };
  guint8 encoded[SOTTO_RATCHET_HEADER_LENGTH];

  sotto_test_vectors_fixed (object, "dh", header.key, sizeof header.key);
  sotto_ratchet_header_encode (&header, encoded);
  sotto_test_vectors_check (object, "encoded", encoded, sizeof encoded);
}

static void
test_primitives (void)
{
  for_each ("dh", 8, check_dh);
  for_each ("kdf_rk", 8, check_kdf_root);
  for_each ("kdf_ck", 8, check_kdf_chain);
  for_each ("encrypt", 8, check_encrypt);
  for_each ("header", 8, check_header);
}

static void
test_flow_kdf (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "flow-secure-transport.json");
  JsonObject *kdf = sotto_test_vectors_object (json_node_get_object (root), "kdf");
  JsonObject *chain = sotto_test_vectors_object (kdf, "kdf_ck");
  JsonObject *step = sotto_test_vectors_object (kdf, "kdf_rk");
  SottoKey chain_key = sotto_test_vectors_key (chain, "ck");
  SottoKey root_key = sotto_test_vectors_key (step, "rk");
  SottoKey dh = sotto_test_vectors_key (step, "dh_out");
  SottoKey next, message_key;
  guint8 output[96];

  sotto_ratchet_kdf_chain (&chain_key, &next, &message_key);
  sotto_test_vectors_check (chain, "next_ck", next.bytes, 32);
  sotto_test_vectors_check (chain, "mk", message_key.bytes, 32);
  sotto_ratchet_kdf_root (&root_key, dh.bytes, output);
  sotto_test_vectors_check (step, "root", output, 32);
  sotto_test_vectors_check (step, "chain", output + 32, 32);
}

/* One side of a conversation, with the skipped keys that a database would hold. */
typedef struct
{
  SottoRatchet ratchet;
  SottoRandom *random;
  GArray *skipped;
} Side;

static void
side_init (Side *side, SottoRandom *random)
{
  memset (side, 0, sizeof *side);
  side->random = random;
  side->skipped = g_array_new (FALSE, FALSE, sizeof (SottoSkippedKey));
}

static void
side_clear (Side *side)
{
  sotto_ratchet_clear (&side->ratchet);
  g_clear_object (&side->random);
  g_clear_pointer (&side->skipped, g_array_unref);
}

static GBytes *
side_receive (Side *side, const SottoRatchetMessage *message, GError **error)
{
  g_autoptr (GArray) skipped = NULL;
  GBytes *plaintext;

  for (guint i = 0; i < side->skipped->len; i++)
    {
      const SottoSkippedKey *key = &g_array_index (side->skipped, SottoSkippedKey, i);

      if (key->n != message->header.n || memcmp (key->ratchet_key, message->header.key, 33) != 0)
        continue;
      plaintext = sotto_ratchet_open_message (&key->message_key, message, error);
      if (plaintext != NULL)
        g_array_remove_index (side->skipped, i);
      return plaintext;
    }

  plaintext = sotto_ratchet_decrypt (&side->ratchet, message, side->random, &skipped, error);
  if (plaintext != NULL)
    g_array_append_vals (side->skipped, skipped->data, skipped->len);
  return plaintext;
}

static void
check_state (JsonObject *state, const SottoRatchet *ratchet)
{
  sotto_test_vectors_check (state, "dhr", ratchet->remote_public, ratchet->has_remote ? 33 : 0);
  sotto_test_vectors_check (state, "dhs_public", ratchet->own_public, 33);
  sotto_test_vectors_check (state, "root", ratchet->root_key.bytes, 32);
  sotto_test_vectors_check (state, "send_ck", ratchet->sending_chain.bytes, 32);
  sotto_test_vectors_check (state, "recv_ck", ratchet->receiving_chain.bytes, 32);
  g_assert_cmpuint (json_object_get_int_member (state, "pn"), ==, ratchet->previous_n);
  g_assert_cmpuint (json_object_get_int_member (state, "send_n"), ==, ratchet->sending_n);
  g_assert_cmpuint (json_object_get_int_member (state, "recv_n"), ==, ratchet->receiving_n);
  g_assert_cmpuint (json_object_get_int_member (state, "keys_count"), ==, ratchet->keys_count);
}

static SottoRandom *
script (JsonObject *object, const char *pair)
{
  JsonArray *pairs = sotto_test_vectors_array (object, "generated_pairs_in_order");
  SottoTestRandom *random = sotto_test_random_new ();

  for (guint i = 0; i < json_array_get_length (pairs); i++)
    {
      JsonObject *both = json_array_get_object_element (pairs, i);
      g_autoptr (GBytes) key =
        sotto_test_vectors_bytes (sotto_test_vectors_object (both, pair), "private");

      sotto_test_random_queue (random, key);
    }

  return SOTTO_RANDOM (random);
}

static void
check_flow_encrypt (JsonObject *step, Side *side)
{
  g_autoptr (GBytes) plaintext = sotto_test_vectors_bytes (step, "plaintext");
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;
  SottoRatchetHeader header;
  guint8 encoded[SOTTO_RATCHET_HEADER_LENGTH];

  payload = sotto_ratchet_encrypt (&side->ratchet, g_bytes_get_data (plaintext, NULL),
                                   g_bytes_get_size (plaintext), &header, &error);
  g_assert_no_error (error);
  sotto_test_vectors_check_bytes (step, "ciphertext", payload);
  sotto_ratchet_header_encode (&header, encoded);
  sotto_test_vectors_check (step, "associated_data", encoded, sizeof encoded);
  g_assert_cmpuint (json_object_get_int_member (step, "n"), ==, header.n);
  g_assert_cmpuint (json_object_get_int_member (step, "pn"), ==, header.pn);
}

static JsonObject *
find_encryption (JsonArray *steps, JsonObject *step)
{
  const char *ciphertext = sotto_test_vectors_text (step, "ciphertext");

  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *other = json_array_get_object_element (steps, i);

      if (g_strcmp0 (sotto_test_vectors_text (other, "op"), "encrypt") == 0 &&
          g_strcmp0 (sotto_test_vectors_text (other, "ciphertext"), ciphertext) == 0)
        return other;
    }

  return step;
}

static void
check_flow_decrypt (JsonArray *steps, JsonObject *step, Side *side)
{
  JsonObject *encryption = find_encryption (steps, step);
  g_autoptr (GBytes) payload = sotto_test_vectors_bytes (encryption, "ciphertext");
  SottoRatchetMessage message = {
    .header = decode_header (encryption, "associated_data"),
    .payload = g_bytes_get_data (payload, NULL),
    .length = g_bytes_get_size (payload),
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plaintext = side_receive (side, &message, &error);

  g_assert_no_error (error);
  sotto_test_vectors_check_bytes (encryption, "plaintext", plaintext);
}

static void
test_flow (void)
{
  g_autoptr (JsonNode) root = sotto_test_vectors_load ("status-go", "flow-secure-transport.json");
  JsonObject *object = sotto_test_vectors_object (json_node_get_object (root), "double_ratchet");
  JsonArray *steps = sotto_test_vectors_array (object, "steps");
  JsonObject *prekey = sotto_test_vectors_object (object, "bob_signed_prekey");
  SottoKey prekey_private = sotto_test_vectors_key (prekey, "private");
  SottoPublicKey prekey_public = sotto_test_vectors_public_key (prekey, "public_compressed");
  SottoKey secret = sotto_test_vectors_key (object, "sk");
  Side alice, bob;

  side_init (&alice, script (object, "alice_pair"));
  side_init (&bob, script (object, "bob_pair"));
  g_assert_true (
    sotto_ratchet_init_initiator (&alice.ratchet, &secret, &prekey_public, alice.random, NULL));
  g_assert_true (sotto_ratchet_init_responder (&bob.ratchet, &secret, &prekey_private, NULL));

  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      Side *side = g_str_equal (sotto_test_vectors_text (step, "who"), "alice") ? &alice : &bob;

      if (g_str_equal (sotto_test_vectors_text (step, "op"), "encrypt"))
        check_flow_encrypt (step, side);
      else if (g_str_equal (sotto_test_vectors_text (step, "op"), "decrypt"))
        check_flow_decrypt (steps, step, side);
      check_state (sotto_test_vectors_object (step, "state"), &side->ratchet);
    }

  side_clear (&alice);
  side_clear (&bob);
}

static void
begin (Side *alice, Side *bob, guint64 seed)
{
  g_auto (SottoKeyPair) prekey = { 0 };
  g_auto (SottoKey) secret = { 0 };

  side_init (alice, sotto_random_new_seeded (seed));
  side_init (bob, sotto_random_new_seeded (seed + 1));
  sotto_random_fill (alice->random, secret.bytes, 32);
  sotto_key_pair_generate (&prekey, bob->random);
  g_assert_true (sotto_ratchet_init_initiator (&alice->ratchet, &secret, &prekey.public_key,
                                               alice->random, NULL));
  g_assert_true (sotto_ratchet_init_responder (&bob->ratchet, &secret, &prekey.private_key, NULL));
}

static GBytes *
side_send (Side *side, const char *text, SottoRatchetMessage *message)
{
  GBytes *payload = sotto_ratchet_encrypt (&side->ratchet, (const guint8 *) text, strlen (text),
                                           &message->header, NULL);

  g_assert_nonnull (payload);
  message->payload = g_bytes_get_data (payload, NULL);
  message->length = g_bytes_get_size (payload);
  return payload;
}

static void
test_serialisation (void)
{
  g_auto (SottoRatchet) again = { 0 };
  guint8 state[SOTTO_RATCHET_STATE_LENGTH];
  guint8 second[SOTTO_RATCHET_STATE_LENGTH];
  Side alice, bob;

  begin (&alice, &bob, 5);
  for (int i = 0; i < 2; i++)
    {
      Side *side = i == 0 ? &alice : &bob;

      side->ratchet.keys_count = G_GUINT64_CONSTANT (0x123456789a);
      side->ratchet.sending_n = 0x01020304;
      sotto_ratchet_serialize (&side->ratchet, state);
      g_assert_true (sotto_ratchet_deserialize (&again, state, sizeof state));
      sotto_ratchet_serialize (&again, second);
      g_assert_cmpmem (state, sizeof state, second, sizeof second);
      g_assert_cmpint (again.has_remote, ==, i == 0);
      g_assert_cmpuint (again.keys_count, ==, G_GUINT64_CONSTANT (0x123456789a));
    }

  g_assert_false (sotto_ratchet_deserialize (&again, state, sizeof state - 1));
  g_assert_false (sotto_ratchet_deserialize (&again, NULL, 0));
  state[1] = 2;
  g_assert_false (sotto_ratchet_deserialize (&again, state, sizeof state));
  state[1] = 0;
  state[0] = 2;
  g_assert_false (sotto_ratchet_deserialize (&again, state, sizeof state));

  side_clear (&alice);
  side_clear (&bob);
}

typedef struct
{
  const char *why;
  guint32 n_lost;
  gboolean first_contact;
  int expected; /* -1: decrypts */
} GapCase;

/* Alice loses messages; the next one arrives. */
static void
test_gaps (void)
{
  static const GapCase cases[] = {
    { "none", 0, FALSE, -1 },
    { "one", 1, FALSE, -1 },
    { "the largest", SOTTO_RATCHET_MAX_SKIP, FALSE, -1 },
    { "one too many", SOTTO_RATCHET_MAX_SKIP + 1, FALSE, SOTTO_SECURE_ERROR_TOO_MANY_SKIPPED },
    { "the largest at first", SOTTO_RATCHET_MAX_SKIP, TRUE, -1 },
    { "one too many at first", SOTTO_RATCHET_MAX_SKIP + 1, TRUE,
      SOTTO_SECURE_ERROR_TOO_MANY_SKIPPED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) payload = NULL;
      g_autoptr (GBytes) plaintext = NULL;
      SottoRatchetMessage message;
      Side alice, bob;

      begin (&alice, &bob, 10 + i);
      if (!cases[i].first_contact)
        {
          g_autoptr (GBytes) first = side_send (&alice, "first", &message);
          g_autoptr (GBytes) received = side_receive (&bob, &message, NULL);

          g_assert_nonnull (received);
        }
      for (guint32 lost = 0; lost < cases[i].n_lost; lost++)
        g_bytes_unref (side_send (&alice, "lost", &message));
      payload = side_send (&alice, "here", &message);
      plaintext = side_receive (&bob, &message, &error);

      g_test_message ("%s", cases[i].why);
      if (cases[i].expected < 0)
        g_assert_cmpuint (bob.skipped->len, ==, cases[i].n_lost);
      else
        g_assert_error (error, SOTTO_SECURE_ERROR, cases[i].expected);
      g_assert_cmpint (plaintext != NULL, ==, cases[i].expected < 0);
      side_clear (&alice);
      side_clear (&bob);
    }
}

/* A message that has waited, or will never come. */
typedef struct
{
  SottoRatchetMessage message;
  GBytes *payload;
  char *text;
  gboolean to_bob;
  guint n_deliveries;
} Flight;

static void
flight_clear (gpointer data)
{
  Flight *flight = data;

  g_bytes_unref (flight->payload);
  g_free (flight->text);
}

static void
deliver (Flight *flight, Side *alice, Side *bob)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plaintext =
    side_receive (flight->to_bob ? bob : alice, &flight->message, &error);

  if (flight->n_deliveries++ == 0)
    {
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (plaintext, NULL), g_bytes_get_size (plaintext),
                       flight->text, strlen (flight->text));
    }
  else
    g_assert_null (plaintext);
}

/* Loss, duplication and disorder: what arrives decrypts once, a second time never. */
static void
test_interleavings (void)
{
  for (guint64 seed = 1; seed <= 30; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) seed);
      g_autoptr (GArray) flights = g_array_new (FALSE, FALSE, sizeof (Flight));
      Side alice, bob;

      g_test_message ("seed %" G_GUINT64_FORMAT, seed);
      g_array_set_clear_func (flights, flight_clear);
      begin (&alice, &bob, seed * 1000);
      for (int step = 0; step < 300; step++)
        {
          if (g_rand_boolean (rand) || flights->len == 0)
            {
              Flight flight = { 0 };

              /* The responder has nothing to send with before the first message. */
              flight.to_bob = !bob.ratchet.has_remote || g_rand_boolean (rand);
              flight.text = g_strdup_printf ("message %d", step);
              flight.payload =
                side_send (flight.to_bob ? &alice : &bob, flight.text, &flight.message);
              if (g_rand_int_range (rand, 0, 10) > 0)
                g_array_append_val (flights, flight);
              else
                flight_clear (&flight);
            }
          else
            {
              guint index = (guint) g_rand_int_range (rand, 0, (gint32) flights->len);
              Flight *flight = &g_array_index (flights, Flight, index);

              deliver (flight, &alice, &bob);
              if (flight->n_deliveries >= 2)
                g_array_remove_index_fast (flights, index);
            }
        }
      for (guint i = 0; i < flights->len; i++)
        deliver (&g_array_index (flights, Flight, i), &alice, &bob);
      side_clear (&alice);
      side_clear (&bob);
    }
}

typedef struct
{
  const char *why;
  guint32 n;
  guint32 pn;
  gboolean new_key;
  int expected;
} ForgeryCase;

/* Headers that an attacker made up: nothing changes, whatever they claim. */
static void
test_forgeries (void)
{
  static const ForgeryCase cases[] = {
    { "the same number again", 0, 0, FALSE, SOTTO_SECURE_ERROR_DUPLICATE },
    { "a far number", 1001, 0, FALSE, SOTTO_SECURE_ERROR_AUTHENTICATION },
    { "too far", 1002, 0, FALSE, SOTTO_SECURE_ERROR_TOO_MANY_SKIPPED },
    { "the largest number", G_MAXUINT32, 0, FALSE, SOTTO_SECURE_ERROR_TOO_MANY_SKIPPED },
    { "a new key", 0, 1, TRUE, SOTTO_SECURE_ERROR_AUTHENTICATION },
    { "a new key far on", 1000, 1001, TRUE, SOTTO_SECURE_ERROR_AUTHENTICATION },
    { "a new key too far on", 1001, 1, TRUE, SOTTO_SECURE_ERROR_TOO_MANY_SKIPPED },
    { "a new key after too many", 0, 1002, TRUE, SOTTO_SECURE_ERROR_TOO_MANY_SKIPPED },
    { "a new key that takes back", 0, 0, TRUE, SOTTO_SECURE_ERROR_DUPLICATE },
    { "all at their largest", G_MAXUINT32, G_MAXUINT32, TRUE, SOTTO_SECURE_ERROR_TOO_MANY_SKIPPED },
  };
  guint8 before[SOTTO_RATCHET_STATE_LENGTH], after[SOTTO_RATCHET_STATE_LENGTH];
  g_auto (SottoKeyPair) forged = { 0 };
  SottoRatchetMessage message;
  Side alice, bob;

  begin (&alice, &bob, 77);
  {
    g_autoptr (GBytes) payload = side_send (&alice, "one", &message);
    g_autoptr (GBytes) plaintext = side_receive (&bob, &message, NULL);

    g_assert_nonnull (plaintext);
  }
  sotto_key_pair_generate (&forged, alice.random);
  sotto_ratchet_serialize (&bob.ratchet, before);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 payload[64] = { 0 };
      SottoRatchetMessage forgery = { .payload = payload, .length = sizeof payload };
      g_autoptr (GError) error = NULL;

      forgery.header = message.header;
      forgery.header.n = cases[i].n;
      forgery.header.pn = cases[i].pn;
      if (cases[i].new_key)
        sotto_public_key_serialize_compressed (&forged.public_key, forgery.header.key);
      g_test_message ("%s", cases[i].why);
      g_assert_null (side_receive (&bob, &forgery, &error));
      g_assert_error (error, SOTTO_SECURE_ERROR, cases[i].expected);
      sotto_ratchet_serialize (&bob.ratchet, after);
      g_assert_cmpmem (before, sizeof before, after, sizeof after);
    }
  side_clear (&alice);
  side_clear (&bob);
}

/* Every bit of a message, and every length that it can be cut to. */
static void
test_mutations (void)
{
  guint8 before[SOTTO_RATCHET_STATE_LENGTH], after[SOTTO_RATCHET_STATE_LENGTH];
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) plaintext = NULL;
  g_autofree guint8 *copy = NULL;
  SottoRatchetMessage message;
  Side alice, bob;

  begin (&alice, &bob, 99);
  payload = side_send (&alice, "text", &message);
  sotto_ratchet_serialize (&bob.ratchet, before);
  copy = g_memdup2 (message.payload, message.length);

  for (gsize bit = 0; bit < message.length * 8 + sizeof message.header.key * 8; bit++)
    {
      SottoRatchetMessage mutant = message;
      g_autoptr (GError) error = NULL;

      mutant.payload = copy;
      if (bit < message.length * 8)
        copy[bit / 8] ^= 1 << (bit % 8);
      else
        mutant.header.key[bit / 8 - message.length] ^= 1 << (bit % 8);
      g_assert_null (side_receive (&bob, &mutant, &error));
      g_assert_nonnull (error);
      if (bit < message.length * 8)
        copy[bit / 8] ^= 1 << (bit % 8);
    }
  for (gsize length = 0; length < message.length; length++)
    {
      SottoRatchetMessage mutant = message;
      g_autoptr (GError) error = NULL;

      mutant.length = length;
      g_assert_null (side_receive (&bob, &mutant, &error));
      g_assert_error (error, SOTTO_SECURE_ERROR,
                      (length < SOTTO_RATCHET_OVERHEAD ? SOTTO_SECURE_ERROR_MALFORMED
                                                       : SOTTO_SECURE_ERROR_AUTHENTICATION));
    }

  sotto_ratchet_serialize (&bob.ratchet, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
  plaintext = side_receive (&bob, &message, NULL);
  g_assert_nonnull (plaintext);
  side_clear (&alice);
  side_clear (&bob);
}

/* What our own message would look like if it came back to us. */
static void
test_reflection (void)
{
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;
  SottoRatchetMessage message;
  Side alice, bob;

  begin (&alice, &bob, 111);
  payload = side_send (&alice, "mine", &message);
  g_assert_null (side_receive (&alice, &message, &error));
  g_assert_error (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_AUTHENTICATION);
  side_clear (&alice);
  side_clear (&bob);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secure/ratchet/primitives", test_primitives);
  g_test_add_func ("/secure/ratchet/flow-kdf", test_flow_kdf);
  g_test_add_func ("/secure/ratchet/flow", test_flow);
  g_test_add_func ("/secure/ratchet/serialisation", test_serialisation);
  g_test_add_func ("/secure/ratchet/gaps", test_gaps);
  g_test_add_func ("/secure/ratchet/interleavings", test_interleavings);
  g_test_add_func ("/secure/ratchet/forgeries", test_forgeries);
  g_test_add_func ("/secure/ratchet/mutations", test_mutations);
  g_test_add_func ("/secure/ratchet/reflection", test_reflection);

  return g_test_run ();
}
