/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The channel against messages that were never meant well, and against a network that loses,
 * doubles and reorders. Whatever is refused leaves no trace. */

#include "secure-device.h"

#include "sotto-proto.h"
#include "sotto-secure-schema-private.h"

#define START_US (G_GINT64_CONSTANT (1600000000) * G_USEC_PER_SEC)

/* Two people who have talked. */
typedef struct
{
  SottoTestClock *clock;
  SecureDevice *alice;
  SecureDevice *bob;
} Pair;

static void
say (SecureDevice *from, SecureDevice *to, const char *text)
{
  g_autoptr (GBytes) message = secure_device_send (from, secure_device_get_key (to), text, NULL);

  secure_device_expect (to, from, message, text);
}

static void
pair_init (Pair *pair)
{
  pair->clock = sotto_test_clock_new (START_US);
  pair->alice = secure_device_new_seeded (1, pair->clock);
  pair->bob = secure_device_new_seeded (2, pair->clock);
  secure_device_introduce (pair->bob, pair->alice);
  say (pair->alice, pair->bob, "hello");
  say (pair->bob, pair->alice, "hello");
  say (pair->alice, pair->bob, "well then");
}

static void
pair_clear (Pair *pair)
{
  g_clear_pointer (&pair->alice, secure_device_free);
  g_clear_pointer (&pair->bob, secure_device_free);
  g_clear_object (&pair->clock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static gint64
count (SecureDevice *device, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM %s", table);

  return sotto_test_database_query_int (device->database, sql);
}

/* One reception that is undone in any case. */
typedef struct
{
  SecureDevice *device;
  const SottoPublicKey *from;
  GBytes *message;
  const char *expected;
  gboolean accepted;
} Trial;

static gboolean
trial_job (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Trial *trial = user_data;
  g_auto (SottoSecureIncoming) incoming = { 0 };
  g_autoptr (GError) refusal = NULL;

  trial->accepted = sotto_secure_channel_decrypt (trial->device->channel, transaction, trial->from,
                                                  trial->message, &incoming, &refusal);
  if (!trial->accepted)
    {
      g_assert_true (refusal->domain == SOTTO_SECURE_ERROR);
      return TRUE;
    }

  /* What is outside of the ciphertext may change without being noticed; what was said, never. */
  if (incoming.plaintext != NULL)
    g_assert_cmpmem (g_bytes_get_data (incoming.plaintext, NULL),
                     g_bytes_get_size (incoming.plaintext), trial->expected,
                     strlen (trial->expected));
  return FALSE;
}

static gboolean
try_message (SecureDevice *device, const SecureDevice *from, GBytes *message, const char *expected)
{
  g_autofree char *before = sotto_test_database_dump (device->database);
  g_autofree char *after = NULL;
  Trial trial = {
    .device = device, .from = secure_device_get_key (from), .message = message, .expected = expected
  };

  sotto_test_database_write (device->database, trial_job, &trial, NULL);
  after = sotto_test_database_dump (device->database);
  g_assert_cmpstr (before, ==, after);

  return trial.accepted;
}

/* Every byte of a message in turn, and every length that it can be cut to. */
static void
test_mutations (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) message = NULL;
  gsize length;
  g_autofree guint8 *copy = NULL;
  guint n_accepted = 0;

  pair_init (&pair);
  message = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "text", NULL);
  copy = g_memdup2 (g_bytes_get_data (message, &length), g_bytes_get_size (message));
  for (gsize i = 0; i < length; i++)
    for (guint bit = 0; bit < 8; bit += 3)
      {
        g_autoptr (GBytes) mutant = NULL;

        copy[i] ^= 1 << bit;
        mutant = g_bytes_new (copy, length);
        n_accepted += try_message (pair.bob, pair.alice, mutant, "text");
        copy[i] ^= 1 << bit;
      }
  for (gsize cut = 0; cut < length; cut++)
    {
      g_autoptr (GBytes) piece = g_bytes_new (copy, cut);

      n_accepted += try_message (pair.bob, pair.alice, piece, "text");
    }

  g_test_message ("%u accepted of %" G_GSIZE_FORMAT, n_accepted, 4 * length);
  secure_device_expect (pair.bob, pair.alice, message, "text");
}

/* One change to a message that was right. */
typedef struct
{
  const char *why;
  void (*spoil) (Sotto__ProtocolMessage *message);
  SottoSecureError expected;
} Spoiling;

static Sotto__DirectMessageProtocol *
entry_of (Sotto__ProtocolMessage *message)
{
  return message->direct_message[0]->value;
}

static void
shorten_payload (Sotto__ProtocolMessage *message)
{
  entry_of (message)->payload.len = 47;
}

static void
shorten_ratchet_key (Sotto__ProtocolMessage *message)
{
  entry_of (message)->dr_header->key.len = 32;
}

static void
shorten_session_id (Sotto__ProtocolMessage *message)
{
  entry_of (message)->dr_header->id.len = 0;
}

static void
leave_the_curve (Sotto__ProtocolMessage *message)
{
  memset (entry_of (message)->dr_header->key.data + 1, 0xff, 32);
}

static void
shorten_ephemeral (Sotto__ProtocolMessage *message)
{
  entry_of (message)->x3dh_header->key.len = 32;
}

static void
change_prekey (Sotto__ProtocolMessage *message)
{
  entry_of (message)->x3dh_header->id.data[5] ^= 1;
}

static void
name_unknown_prekey (Sotto__ProtocolMessage *message)
{
  entry_of (message)->x3dh_header->id.data[5] ^= 1;
  entry_of (message)->dr_header->id.data[5] ^= 1;
}

static void
break_ephemeral (Sotto__ProtocolMessage *message)
{
  memset (entry_of (message)->x3dh_header->key.data + 1, 0xff, 32);
}

static void
name_no_device (Sotto__ProtocolMessage *message)
{
  message->installation_id[0] = '\0';
}

static void
name_none (Sotto__ProtocolMessage *message)
{
  g_strlcpy (message->installation_id, "none", strlen (message->installation_id));
}

static void
drop_headers (Sotto__ProtocolMessage *message)
{
  sotto__drheader__free_unpacked (g_steal_pointer (&entry_of (message)->dr_header), NULL);
}

static void
skip_too_many (Sotto__ProtocolMessage *message)
{
  entry_of (message)->dr_header->n = 1001;
}

static void
skip_many (Sotto__ProtocolMessage *message)
{
  entry_of (message)->dr_header->n = 1000;
}

static void
claim_previous (Sotto__ProtocolMessage *message)
{
  entry_of (message)->dr_header->pn = G_MAXUINT32;
}

static void
send_to_others (Sotto__ProtocolMessage *message)
{
  message->direct_message[0]->key[0] ^= 1;
}

static GBytes *
spoil (GBytes *message, void (*function) (Sotto__ProtocolMessage *message))
{
  g_autoptr (Sotto__ProtocolMessage) parsed =
    sotto_proto_unpack_bytes (&sotto__protocol_message__descriptor, message, NULL);

  function (parsed);
  return sotto_proto_pack (parsed);
}

static void
test_spoilt_first_message (void)
{
  static const Spoiling cases[] = {
    { "short payload", shorten_payload, SOTTO_SECURE_ERROR_MALFORMED },
    { "short ratchet key", shorten_ratchet_key, SOTTO_SECURE_ERROR_MALFORMED },
    { "short session id", shorten_session_id, SOTTO_SECURE_ERROR_MALFORMED },
    { "ratchet key off the curve", leave_the_curve, SOTTO_SECURE_ERROR_MALFORMED },
    { "short ephemeral key", shorten_ephemeral, SOTTO_SECURE_ERROR_MALFORMED },
    { "ephemeral key off the curve", break_ephemeral, SOTTO_SECURE_ERROR_MALFORMED },
    { "prekey and session differ", change_prekey, SOTTO_SECURE_ERROR_MALFORMED },
    { "unknown prekey", name_unknown_prekey, SOTTO_SECURE_ERROR_NO_SESSION },
    { "no device", name_no_device, SOTTO_SECURE_ERROR_MALFORMED },
    { "a device called none", name_none, SOTTO_SECURE_ERROR_MALFORMED },
    { "no header", drop_headers, SOTTO_SECURE_ERROR_MALFORMED },
    { "1001 lost", skip_too_many, SOTTO_SECURE_ERROR_TOO_MANY_SKIPPED },
    { "1000 lost", skip_many, SOTTO_SECURE_ERROR_AUTHENTICATION },
    { "4 thousand million lost", claim_previous, SOTTO_SECURE_ERROR_TOO_MANY_SKIPPED },
    { "for others", send_to_others, SOTTO_SECURE_ERROR_NOT_FOR_US },
  };
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (START_US);
  g_autoptr (SecureDevice) alice = secure_device_new_seeded (1, clock);
  g_autoptr (SecureDevice) bob = secure_device_new_seeded (2, clock);
  g_autoptr (GBytes) message = NULL;

  secure_device_introduce (bob, alice);
  message = secure_device_send (alice, secure_device_get_key (bob), "text", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) spoilt = spoil (message, cases[i].spoil);

      g_test_message ("%s", cases[i].why);
      secure_device_refuse (bob, alice, spoilt, cases[i].expected);
    }
  secure_device_expect (bob, alice, message, "text");
}

static void
negate_ephemeral (Sotto__ProtocolMessage *message)
{
  entry_of (message)->x3dh_header->key.data[0] ^= 1;
}

/* The negative of the ephemeral key agrees on the same secret: still not another beginning. */
static void
test_negated_ephemeral (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (START_US);
  g_autoptr (SecureDevice) alice = secure_device_new_seeded (1, clock);
  g_autoptr (SecureDevice) bob = secure_device_new_seeded (2, clock);
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) negated = NULL;

  secure_device_introduce (bob, alice);
  message = secure_device_send (alice, secure_device_get_key (bob), "text", NULL);
  negated = spoil (message, negate_ephemeral);
  secure_device_expect (bob, alice, message, "text");
  secure_device_refuse (bob, alice, negated, SOTTO_SECURE_ERROR_DUPLICATE);
  say (bob, alice, "answer");
  say (alice, bob, "and on");
  secure_device_refuse (bob, alice, negated, SOTTO_SECURE_ERROR_DUPLICATE);
}

/* Too many of something, each by itself allowed. */
static void
test_limits (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) message = NULL;
  g_autoptr (Sotto__ProtocolMessage) parsed = NULL;
  Sotto__Bundle *bundles[9];
  Sotto__DirectMessageEntry *entries[33];
  Sotto__ProtocolMessage many = SOTTO__PROTOCOL_MESSAGE__INIT;

  pair_init (&pair);
  message = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "text", NULL);
  parsed = sotto_proto_unpack_bytes (&sotto__protocol_message__descriptor, message, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (bundles); i++)
    bundles[i] = parsed->bundles[0];
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    entries[i] = parsed->direct_message[0];
  many.installation_id = parsed->installation_id;
  many.bundles = bundles;
  many.direct_message = entries;

  {
    g_autoptr (GBytes) too_many = NULL;

    many.n_bundles = 9;
    too_many = sotto_proto_pack (&many);
    secure_device_refuse (pair.bob, pair.alice, too_many, SOTTO_SECURE_ERROR_MALFORMED);
  }
  {
    g_autoptr (GBytes) too_many = NULL;

    many.n_bundles = 8;
    many.n_direct_message = 33;
    too_many = sotto_proto_pack (&many);
    secure_device_refuse (pair.bob, pair.alice, too_many, SOTTO_SECURE_ERROR_MALFORMED);
  }
  {
    g_autoptr (GBytes) most = NULL;

    many.n_direct_message = 32;
    most = sotto_proto_pack (&many);
    secure_device_expect (pair.bob, pair.alice, most, "text");
  }
}

/* Forged headers that claim as much as they may: how long each takes is told, not judged. */
static void
test_forged_skips (void)
{
  enum
  {
    N_FORGERIES = 500
  };
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) fresh_chain = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gint64 started;

  pair_init (&pair);
  message = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "text", NULL);
  say (pair.bob, pair.alice, "turn");
  fresh_chain = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "more", NULL);
  before = sotto_test_database_dump (pair.bob->database);

  started = g_get_monotonic_time ();
  for (guint i = 0; i < N_FORGERIES; i++)
    {
      g_autoptr (GBytes) forged = spoil (i % 2 == 0 ? message : fresh_chain, skip_many);
      g_autoptr (GError) error = NULL;

      g_assert_null (
        secure_device_receive (pair.bob, secure_device_get_key (pair.alice), forged, NULL, &error));
      g_assert_error (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_AUTHENTICATION);
    }
  g_test_message ("%.3f ms for each of %d forgeries",
                  (double) (g_get_monotonic_time () - started) / 1000 / N_FORGERIES, N_FORGERIES);

  after = sotto_test_database_dump (pair.bob->database);
  g_assert_cmpstr (before, ==, after);
  secure_device_expect (pair.bob, pair.alice, fresh_chain, "more");
  secure_device_expect (pair.bob, pair.alice, message, "text");
}

static void
lose (SecureDevice *from, const SottoPublicKey *to, guint n_lost)
{
  for (guint i = 0; i < n_lost; i++)
    g_bytes_unref (secure_device_send (from, to, "lost", NULL));
}

/* A peer whose messages get lost by the thousand fills its own session, and nothing else. */
static void
test_skipped_key_limits (void)
{
  g_auto (Pair) pair = { 0 };
  const SottoPublicKey *bob;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) kept = NULL;

  pair_init (&pair);
  bob = secure_device_get_key (pair.bob);
  first = secure_device_send (pair.alice, bob, "first", NULL);
  lose (pair.alice, bob, 900);
  say (pair.alice, pair.bob, "one");
  g_assert_cmpint (count (pair.bob, "secure_skipped_key"), ==, 901);
  lose (pair.alice, bob, 1000);
  say (pair.alice, pair.bob, "two");
  kept = secure_device_send (pair.alice, bob, "kept", NULL);
  lose (pair.alice, bob, 999);
  say (pair.alice, pair.bob, "three");
  g_assert_cmpint (count (pair.bob, "secure_skipped_key"), ==,
                   SOTTO_SECURE_MAX_SKIPPED_PER_SESSION);
  secure_device_refuse (pair.bob, pair.alice, first, SOTTO_SECURE_ERROR_DUPLICATE);
  secure_device_expect (pair.bob, pair.alice, kept, "kept");

  /* 50,000 of somebody else, all older. */
  sotto_test_database_execute (
    pair.bob->database,
    "INSERT INTO secure_session (id, identity_id, installation, bundle_id, on_own_prekey, rank,"
    " state) VALUES (1000, 1, 'other', x'02', 0, x'00', x'00');"
    "INSERT INTO secure_chain (id, session_id, ratchet_key) VALUES (1000, 1000, x'02');"
    "DELETE FROM secure_skipped_key;"
    "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 50000)"
    " INSERT INTO secure_skipped_key (id, session_id, chain_id, n, sequence, message_key)"
    " SELECT n, 1000, 1000, n, n, zeroblob (32) FROM number");
  lose (pair.alice, bob, 10);
  say (pair.alice, pair.bob, "four");
  g_assert_cmpint (count (pair.bob, "secure_skipped_key"), ==, SOTTO_SECURE_MAX_SKIPPED);
  g_assert_cmpint (sotto_test_database_query_int (pair.bob->database,
                                                  "SELECT min (n) FROM secure_skipped_key"
                                                  " WHERE chain_id = 1000"),
                   ==, 11);
}

/* One identity makes up devices without end. */
static void
test_session_limit (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (3);
  g_autoptr (SottoPrivateKey) identity = sotto_private_key_generate (random);

  pair_init (&pair);
  for (int i = 0; i < SOTTO_SECURE_MAX_SESSIONS + 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("device-%d", i);
      g_autoptr (SecureDevice) mallory = secure_device_new (identity, id, pair.clock, random);

      secure_device_introduce (pair.bob, mallory);
      say (mallory, pair.bob, "one more");
    }
  g_assert_cmpint (count (pair.bob, "secure_session"), ==, SOTTO_SECURE_MAX_SESSIONS + 1);
  g_assert_cmpint (count (pair.bob, "secure_installation"), ==, 16 + 1);
  say (pair.alice, pair.bob, "still here");
}

/* A message that waits, or will never come. */
typedef struct
{
  GBytes *message;
  char *text;
  gboolean to_bob;
  guint n_deliveries;
} Flight;

static void
flight_clear (gpointer data)
{
  Flight *flight = data;

  g_bytes_unref (flight->message);
  g_free (flight->text);
}

static void
deliver (Pair *pair, Flight *flight)
{
  SecureDevice *from = flight->to_bob ? pair->alice : pair->bob;
  SecureDevice *to = flight->to_bob ? pair->bob : pair->alice;

  if (flight->n_deliveries++ == 0)
    secure_device_expect (to, from, flight->message, flight->text);
  else
    secure_device_refuse (to, from, flight->message, SOTTO_SECURE_ERROR_DUPLICATE);
}

/* Days of talk over a bad network, with prekeys that are replaced meanwhile. */
static void
test_interleavings (void)
{
  for (guint32 seed = 1; seed <= 12; seed++)
    {
      g_auto (Pair) pair = { 0 };
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GArray) flights = g_array_new (FALSE, FALSE, sizeof (Flight));

      g_test_message ("seed %u", seed);
      g_array_set_clear_func (flights, flight_clear);
      pair.clock = sotto_test_clock_new (START_US);
      pair.alice = secure_device_new_seeded (seed, pair.clock);
      pair.bob = secure_device_new_seeded (seed + 1000, pair.clock);
      secure_device_introduce (pair.bob, pair.alice);
      secure_device_introduce (pair.alice, pair.bob);
      for (int step = 0; step < 250; step++)
        {
          sotto_test_clock_advance (pair.clock,
                                    (guint64) g_rand_int_range (rand, 0, 2 * 3600 * 1000));
          if (g_rand_boolean (rand) || flights->len == 0)
            {
              Flight flight = { .to_bob = g_rand_boolean (rand) };

              flight.text = g_strdup_printf ("message %d", step);
              flight.message = secure_device_send (
                flight.to_bob ? pair.alice : pair.bob,
                secure_device_get_key (flight.to_bob ? pair.bob : pair.alice), flight.text, NULL);
              if (g_rand_int_range (rand, 0, 10) > 0)
                g_array_append_val (flights, flight);
              else
                flight_clear (&flight);
            }
          else
            {
              guint index = (guint) g_rand_int_range (rand, 0, (gint32) flights->len);

              deliver (&pair, &g_array_index (flights, Flight, index));
              if (g_array_index (flights, Flight, index).n_deliveries >= 2)
                g_array_remove_index_fast (flights, index);
            }
        }
      for (guint i = 0; i < flights->len; i++)
        deliver (&pair, &g_array_index (flights, Flight, i));
    }
}

static void
test_garbage (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  pair_init (&pair);
  for (int i = 0; i < 500; i++)
    {
      guint8 bytes[200];
      gsize length = (gsize) g_rand_int_range (rand, 0, sizeof bytes);
      g_autoptr (GBytes) message = NULL;

      for (gsize j = 0; j < length; j++)
        bytes[j] = (guint8) g_rand_int_range (rand, 0, 256);
      message = g_bytes_new (bytes, length);
      try_message (pair.bob, pair.alice, message, "");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secure/hostile/mutations", test_mutations);
  g_test_add_func ("/secure/hostile/spoilt-first-message", test_spoilt_first_message);
  g_test_add_func ("/secure/hostile/negated-ephemeral", test_negated_ephemeral);
  g_test_add_func ("/secure/hostile/limits", test_limits);
  g_test_add_func ("/secure/hostile/forged-skips", test_forged_skips);
  g_test_add_func ("/secure/hostile/skipped-key-limits", test_skipped_key_limits);
  g_test_add_func ("/secure/hostile/session-limit", test_session_limit);
  g_test_add_func ("/secure/hostile/interleavings", test_interleavings);
  g_test_add_func ("/secure/hostile/garbage", test_garbage);

  return g_test_run ();
}
