/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The channel between devices: who can read what, when sessions begin and end, what is kept. */

#include "secure-device.h"

#include "sotto-secure-channel-private.h"
#include "sotto-secure-schema-private.h"

#define START_US (G_GINT64_CONSTANT (1600000000) * G_USEC_PER_SEC)
#define HOUR_MS (G_GUINT64_CONSTANT (3600) * 1000)

/* Two people with one clock. */
typedef struct
{
  SottoTestClock *clock;
  SecureDevice *alice;
  SecureDevice *bob;
} Pair;

static void
pair_init (Pair *pair)
{
  pair->clock = sotto_test_clock_new (START_US);
  pair->alice = secure_device_new_seeded (1, pair->clock);
  pair->bob = secure_device_new_seeded (2, pair->clock);
}

static void
pair_clear (Pair *pair)
{
  g_clear_pointer (&pair->alice, secure_device_free);
  g_clear_pointer (&pair->bob, secure_device_free);
  g_clear_object (&pair->clock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

/* One message there, which must arrive. */
static void
say (SecureDevice *from, SecureDevice *to, const char *text)
{
  g_autoptr (GBytes) message = secure_device_send (from, secure_device_get_key (to), text, NULL);

  secure_device_expect (to, from, message, text);
}

static Sotto__ProtocolMessage *
parse (GBytes *message)
{
  g_autoptr (GError) error = NULL;
  Sotto__ProtocolMessage *parsed = sotto_protocol_message_parse (message, &error);

  g_assert_no_error (error);
  return parsed;
}

/* What the first entry of @message looks like. */
static void
check_headers (GBytes *message, gboolean x3dh, gboolean ratchet, gboolean dh)
{
  g_autoptr (Sotto__ProtocolMessage) parsed = parse (message);
  const Sotto__DirectMessageProtocol *entry = parsed->direct_message[0]->value;

  g_assert_cmpint (entry->x3dh_header != NULL, ==, x3dh);
  g_assert_cmpint (entry->dr_header != NULL, ==, ratchet);
  g_assert_cmpint (entry->dh_header != NULL, ==, dh);
}

static guint32
get_bundle_version (GBytes *message)
{
  g_autoptr (Sotto__ProtocolMessage) parsed = parse (message);

  g_assert_cmpuint (parsed->n_bundles, ==, 1);
  g_assert_cmpuint (parsed->bundles[0]->n_signed_pre_keys, ==, 1);
  return parsed->bundles[0]->signed_pre_keys[0]->value->version;
}

static gint64
count (SecureDevice *device, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM %s", table);

  return sotto_test_database_query_int (device->database, sql);
}

static void
test_first_contact (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (GBytes) third = NULL;
  SottoSecureOutgoing outgoing;

  pair_init (&pair);
  g_assert_false (secure_device_knows (pair.alice, secure_device_get_key (pair.bob)));
  secure_device_introduce (pair.bob, pair.alice);
  g_assert_true (secure_device_knows (pair.alice, secure_device_get_key (pair.bob)));

  first = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "one", &outgoing);
  g_assert_cmpint (outgoing.encryption, ==, SOTTO_ENCRYPTION_RATCHET);
  g_assert_cmpuint (outgoing.n_installations, ==, 1);
  g_assert_false (outgoing.shared_secret_agreed);
  second = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "two", NULL);
  check_headers (first, TRUE, TRUE, FALSE);
  check_headers (second, TRUE, TRUE, FALSE);

  /* Even in this order. */
  secure_device_expect (pair.bob, pair.alice, second, "two");
  secure_device_expect (pair.bob, pair.alice, first, "one");
  secure_device_refuse (pair.bob, pair.alice, first, SOTTO_SECURE_ERROR_DUPLICATE);
  secure_device_refuse (pair.bob, pair.alice, second, SOTTO_SECURE_ERROR_DUPLICATE);

  reply = secure_device_send (pair.bob, secure_device_get_key (pair.alice), "three", &outgoing);
  g_assert_true (outgoing.shared_secret_agreed);
  check_headers (reply, FALSE, TRUE, FALSE);
  secure_device_expect (pair.alice, pair.bob, reply, "three");
  third = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "four", &outgoing);
  g_assert_true (outgoing.shared_secret_agreed);
  check_headers (third, FALSE, TRUE, FALSE);
  secure_device_expect (pair.bob, pair.alice, third, "four");
}

/* Nothing is known: one-shot encryption, and with it our bundle. */
static void
test_fallback (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) reply = NULL;
  g_auto (SottoSecureIncoming) incoming = { 0 };
  g_autofree char *text = NULL;
  SottoSecureOutgoing outgoing;

  pair_init (&pair);
  first = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "hello", &outgoing);
  g_assert_cmpint (outgoing.encryption, ==, SOTTO_ENCRYPTION_DH);
  g_assert_cmpuint (outgoing.n_installations, ==, 0);
  g_assert_false (outgoing.shared_secret_agreed);
  check_headers (first, FALSE, FALSE, TRUE);

  text =
    secure_device_receive (pair.bob, secure_device_get_key (pair.alice), first, &incoming, NULL);
  g_assert_cmpstr (text, ==, "hello");
  g_assert_cmpint (incoming.encryption, ==, SOTTO_ENCRYPTION_DH);
  g_assert_true (incoming.new_installations);
  g_assert_cmpstr (incoming.installation_id, ==, pair.alice->id);
  g_assert_false (incoming.unpaired);

  reply = secure_device_send (pair.bob, secure_device_get_key (pair.alice), "well", &outgoing);
  g_assert_cmpint (outgoing.encryption, ==, SOTTO_ENCRYPTION_RATCHET);
  g_assert_true (outgoing.shared_secret_agreed);
  secure_device_expect (pair.alice, pair.bob, reply, "well");
}

static void
test_both_begin (void)
{
  for (guint64 seed = 10; seed < 20; seed++)
    {
      g_autoptr (SottoTestClock) clock = sotto_test_clock_new (START_US);
      g_autoptr (SecureDevice) alice = secure_device_new_seeded (seed, clock);
      g_autoptr (SecureDevice) bob = secure_device_new_seeded (seed + 100, clock);
      g_autoptr (GBytes) from_alice = NULL;
      g_autoptr (GBytes) from_bob = NULL;
      g_autoptr (GBytes) last = NULL;

      secure_device_introduce (alice, bob);
      secure_device_introduce (bob, alice);
      from_alice = secure_device_send (alice, secure_device_get_key (bob), "from alice", NULL);
      from_bob = secure_device_send (bob, secure_device_get_key (alice), "from bob", NULL);
      secure_device_expect (bob, alice, from_alice, "from alice");
      secure_device_expect (alice, bob, from_bob, "from bob");

      /* Both choose the same of the two sessions, so that it is confirmed. */
      for (int i = 0; i < 5; i++)
        {
          say (alice, bob, "alice goes on");
          say (bob, alice, "bob goes on");
        }
      last = secure_device_send (alice, secure_device_get_key (bob), "last", NULL);
      check_headers (last, FALSE, TRUE, FALSE);
      secure_device_expect (bob, alice, last, "last");
      g_assert_cmpint (count (alice, "secure_session"), ==, 2);
    }
}

/* At 24 hours the prekey still stands, a second later it is replaced. */
static void
test_rotation (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GBytes) late = NULL;
  g_autoptr (GBytes) reply = NULL;

  pair_init (&pair);
  secure_device_introduce (pair.bob, pair.alice);
  say (pair.alice, pair.bob, "hello");
  say (pair.bob, pair.alice, "hello");
  late = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "late", NULL);

  sotto_test_clock_advance (pair.clock, 24 * HOUR_MS);
  before = secure_device_send (pair.bob, secure_device_get_key (pair.alice), "before", NULL);
  g_assert_cmpuint (get_bundle_version (before), ==, 1);
  check_headers (before, FALSE, TRUE, FALSE);
  sotto_test_clock_advance (pair.clock, 1000);
  after = secure_device_send (pair.bob, secure_device_get_key (pair.alice), "after", NULL);
  g_assert_cmpuint (get_bundle_version (after), ==, 2);
  /* The session was built on the old one: another begins, on Alice's. */
  check_headers (after, TRUE, TRUE, FALSE);

  secure_device_expect (pair.alice, pair.bob, after, "after");
  secure_device_expect (pair.alice, pair.bob, before, "before");
  secure_device_expect (pair.bob, pair.alice, late, "late");
  g_assert_cmpint (count (pair.bob, "secure_own_prekey"), ==, 2);

  /* Alice has seen the new prekey, and her own is old, too. */
  reply = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "reply", NULL);
  secure_device_expect (pair.bob, pair.alice, reply, "reply");
  g_assert_cmpuint (get_bundle_version (reply), ==, 2);
}

/* Bob hears nothing for ten rotations; all of it arrives in the end. */
static void
test_ten_rotations (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  pair_init (&pair);
  secure_device_introduce (pair.bob, pair.alice);
  say (pair.alice, pair.bob, "hello");
  say (pair.bob, pair.alice, "hello");
  for (int day = 0; day < 10; day++)
    {
      g_autofree char *text = g_strdup_printf ("day %d", day);

      sotto_test_clock_advance (pair.clock, 25 * HOUR_MS);
      g_ptr_array_add (
        messages, secure_device_send (pair.alice, secure_device_get_key (pair.bob), text, NULL));
    }
  for (guint day = 0; day < messages->len; day++)
    {
      guint index = day % 2 == 0 ? day : messages->len - day;
      g_autofree char *text = g_strdup_printf ("day %u", index);

      secure_device_expect (pair.bob, pair.alice, messages->pdata[index], text);
    }
  say (pair.bob, pair.alice, "I was away");
  say (pair.alice, pair.bob, "I saw");
}

/* A clock that was wrong by years does not keep a prekey for years. */
static void
test_clock_put_right (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) message = NULL;

  pair_init (&pair);
  sotto_test_clock_jump (pair.clock, (gint64) HOUR_MS * 24 * 3650 * 1000);
  secure_device_introduce (pair.bob, pair.alice);
  say (pair.alice, pair.bob, "from the future");
  sotto_test_clock_jump (pair.clock, -(gint64) HOUR_MS * 24 * 3650 * 1000);
  message = secure_device_send (pair.bob, secure_device_get_key (pair.alice), "now", NULL);
  g_assert_cmpuint (get_bundle_version (message), ==, 2);
  secure_device_expect (pair.alice, pair.bob, message, "now");
}

static void
test_replayed_bundle (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) old = NULL;
  g_autoptr (GBytes) new = NULL;
  g_autofree char *known = NULL;
  g_autofree char *after = NULL;

  pair_init (&pair);
  old = secure_device_build_contact_code (pair.bob);
  sotto_test_clock_advance (pair.clock, 25 * HOUR_MS);
  new = secure_device_build_contact_code (pair.bob);
  secure_device_expect (pair.alice, pair.bob, new, "");
  known = sotto_test_database_dump (pair.alice->database);
  secure_device_expect (pair.alice, pair.bob, old, "");
  after = sotto_test_database_dump (pair.alice->database);
  g_assert_cmpstr (known, ==, after);
  say (pair.alice, pair.bob, "on the new one");
}

/* Three devices of one person; a fourth takes the place of the one that was heard of longest ago.
 */
static void
test_devices (void)
{
  g_autoptr (SottoTestClock) clock = sotto_test_clock_new (START_US);
  g_autoptr (SecureDevice) alice = secure_device_new_seeded (1, clock);
  g_autoptr (GPtrArray) devices =
    g_ptr_array_new_with_free_func ((GDestroyNotify) secure_device_free);
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (9);
  g_autoptr (SottoPrivateKey) bob = sotto_private_key_generate (random);

  for (int i = 0; i < 4; i++)
    {
      g_autofree char *id = g_strdup_printf ("device-%d", i);
      SecureDevice *device = secure_device_new (bob, id, clock, random);

      g_ptr_array_add (devices, device);
      secure_device_introduce (device, alice);
      sotto_test_clock_advance (clock, 1000);
    }
  for (int round = 0; round < 3; round++)
    {
      SottoSecureOutgoing outgoing;
      g_autoptr (GBytes) message =
        secure_device_send (alice, sotto_private_key_get_public (bob), "to all", &outgoing);

      g_assert_cmpuint (outgoing.n_installations, ==, 3);
      secure_device_refuse (devices->pdata[0], alice, message, SOTTO_SECURE_ERROR_NOT_FOR_US);
      for (guint i = 1; i < 4; i++)
        {
          secure_device_expect (devices->pdata[i], alice, message, "to all");
          say (devices->pdata[i], alice, "one of several");
        }
    }
}

/* A copy of the message to us reaches a device that we do not have. */
static void
test_announcing (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (SecureDevice) new_device = NULL;
  g_autoptr (GBytes) message = NULL;
  const SottoPublicKey *alice;

  pair_init (&pair);
  alice = secure_device_get_key (pair.alice);
  new_device = secure_device_new (pair.bob->identity, "new", pair.clock, pair.bob->random);
  secure_device_introduce (pair.bob, pair.alice);
  message = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "hello", NULL);
  /* Alice's device becomes known by it, though nothing else does. */
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (secure_device_receive (new_device, alice, message, NULL, &error));
    g_assert_error (error, SOTTO_SECURE_ERROR, SOTTO_SECURE_ERROR_NOT_FOR_US);
  }
  g_assert_true (secure_device_knows (new_device, alice));

  g_assert_true (secure_device_should_announce (new_device, alice));
  g_assert_false (secure_device_should_announce (new_device, alice));
  sotto_test_clock_advance (pair.clock, 7200 * 1000 - 1);
  g_assert_false (secure_device_should_announce (new_device, alice));
  sotto_test_clock_advance (pair.clock, 1);
  g_assert_true (secure_device_should_announce (new_device, alice));
  sotto_test_clock_jump (pair.clock, -G_TIME_SPAN_DAY);
  g_assert_true (secure_device_should_announce (new_device, alice));
  g_assert_false (secure_device_should_announce (new_device, secure_device_get_key (new_device)));
}

/* A bundle lists both of Alice's devices, and Bob writes to both. */
static void
check_both_are_written_to (Pair *pair, SecureDevice *second)
{
  const SottoPublicKey *alice = secure_device_get_key (pair->alice);
  g_autoptr (GBytes) code = secure_device_build_contact_code (pair->alice);
  g_autoptr (Sotto__ProtocolMessage) parsed = parse (code);
  g_autoptr (GBytes) message = NULL;
  SottoSecureOutgoing outgoing;

  g_assert_cmpuint (parsed->bundles[0]->n_signed_pre_keys, ==, 2);
  secure_device_expect (pair->bob, pair->alice, code, "");
  message = secure_device_send (pair->bob, alice, "to both", &outgoing);
  g_assert_cmpuint (outgoing.n_installations, ==, 2);
  secure_device_expect (pair->alice, pair->bob, message, "to both");
  secure_device_expect (second, pair->bob, message, "to both");
}

/* Our own devices: unknown to each other, shown, paired. */
static void
test_own_devices (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (SecureDevice) second = NULL;
  g_autoptr (GBytes) nothing = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autofree char *text = NULL;
  const SottoPublicKey *alice;
  SottoSecureOutgoing outgoing;

  pair_init (&pair);
  alice = secure_device_get_key (pair.alice);
  second = secure_device_new (pair.alice->identity, "second", pair.clock, pair.alice->random);
  secure_device_introduce (second, pair.alice);
  g_assert_cmpint (
    sotto_test_database_query_int (pair.alice->database,
                                   "SELECT enabled FROM secure_installation WHERE name = 'second'"),
    ==, 0);
  nothing = secure_device_send (pair.alice, alice, "to myself", &outgoing);
  g_assert_null (nothing);
  g_assert_cmpuint (outgoing.n_installations, ==, 0);

  secure_device_set_paired (pair.alice, "second", TRUE);
  message = secure_device_send (pair.alice, alice, "to myself", &outgoing);
  g_assert_cmpuint (outgoing.n_installations, ==, 1);
  {
    g_auto (SottoSecureIncoming) incoming = { 0 };

    text = secure_device_receive (second, alice, message, &incoming, NULL);
    g_assert_cmpstr (text, ==, "to myself");
    g_assert_true (incoming.unpaired);
  }
  /* What we sent comes back to us: none of our business. */
  secure_device_refuse (pair.alice, pair.alice, message, SOTTO_SECURE_ERROR_NOT_FOR_US);

  secure_device_set_paired (second, pair.alice->id, TRUE);
  {
    g_auto (SottoSecureIncoming) incoming = { 0 };
    g_autoptr (GBytes) again = secure_device_send (pair.alice, alice, "again", NULL);
    g_autofree char *got = secure_device_receive (second, alice, again, &incoming, NULL);

    g_assert_cmpstr (got, ==, "again");
    g_assert_false (incoming.unpaired);
  }

  check_both_are_written_to (&pair, second);
}

/* A third person sends our own bundle on, or an old one of our other device. */
static void
test_own_bundle_from_others (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (SecureDevice) second = NULL;
  g_autoptr (GBytes) own = NULL;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) newer = NULL;
  g_autofree char *known = NULL;
  g_autofree char *after = NULL;

  pair_init (&pair);
  second = secure_device_new (pair.alice->identity, "second", pair.clock, pair.alice->random);
  own = secure_device_build_contact_code (pair.alice);
  secure_device_expect (pair.alice, pair.bob, own, "");
  g_assert_cmpint (count (pair.alice, "secure_installation"), ==, 0);

  first = secure_device_build_contact_code (second);
  secure_device_expect (pair.alice, pair.bob, first, "");
  g_assert_cmpint (count (pair.alice, "secure_installation"), ==, 1);
  known = sotto_test_database_dump (pair.alice->database);
  sotto_test_clock_advance (pair.clock, 25 * HOUR_MS);
  newer = secure_device_build_contact_code (second);
  secure_device_expect (pair.alice, pair.bob, newer, "");
  after = sotto_test_database_dump (pair.alice->database);
  g_assert_cmpstr (known, ==, after);

  /* From ourselves it counts. */
  secure_device_expect (pair.alice, pair.alice, newer, "");
  g_clear_pointer (&after, g_free);
  after = sotto_test_database_dump (pair.alice->database);
  g_assert_cmpstr (known, !=, after);
}

/* Bob loses his database to a backup of yesterday. */
static void
test_restored_backup (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (SecureDevice) restored = NULL;
  g_autoptr (GBytes) message = NULL;

  pair_init (&pair);
  secure_device_introduce (pair.bob, pair.alice);
  say (pair.alice, pair.bob, "hello");
  say (pair.bob, pair.alice, "hello");
  restored = secure_device_new_restored (pair.bob, sotto_test_database_copy (pair.bob->database));
  for (int day = 0; day < 3; day++)
    {
      sotto_test_clock_advance (pair.clock, 25 * HOUR_MS);
      say (pair.bob, pair.alice, "after the backup");
      say (pair.alice, pair.bob, "after the backup");
    }

  secure_device_begin_anew (restored);
  message = secure_device_send (restored, secure_device_get_key (pair.alice), "back", NULL);
  check_headers (message, TRUE, TRUE, FALSE);
  g_assert_cmpuint (get_bundle_version (message), >, 4);
  secure_device_expect (pair.alice, restored, message, "back");
  say (pair.alice, restored, "welcome");
  say (restored, pair.alice, "thanks");
}

/* Alice comes from a backup and begins again on the prekey that she used before: her new beginning
 * takes the place of the old session, and a recording of the old one cannot undo that. */
static void
test_replaced_session (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (SecureDevice) restored = NULL;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) again = NULL;

  pair_init (&pair);
  secure_device_introduce (pair.bob, pair.alice);
  restored =
    secure_device_new_restored (pair.alice, sotto_test_database_copy (pair.alice->database));
  first = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "first", NULL);
  secure_device_expect (pair.bob, pair.alice, first, "first");
  say (pair.alice, pair.bob, "second");

  again = secure_device_send (restored, secure_device_get_key (pair.bob), "again", NULL);
  secure_device_expect (pair.bob, restored, again, "again");
  g_assert_cmpint (count (pair.bob, "secure_session"), ==, 1);
  say (restored, pair.bob, "and on");
  say (pair.bob, restored, "and back");

  secure_device_refuse (pair.bob, pair.alice, first, SOTTO_SECURE_ERROR_DUPLICATE);
  secure_device_refuse (pair.bob, pair.alice, again, SOTTO_SECURE_ERROR_DUPLICATE);
  say (restored, pair.bob, "still here");
}

static void
test_reset (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) on_the_way = NULL;
  g_autoptr (GBytes) message = NULL;

  pair_init (&pair);
  secure_device_introduce (pair.bob, pair.alice);
  say (pair.alice, pair.bob, "hello");
  say (pair.bob, pair.alice, "hello");
  on_the_way = secure_device_send (pair.bob, secure_device_get_key (pair.alice), "late", NULL);
  secure_device_reset (pair.alice, secure_device_get_key (pair.bob));
  secure_device_expect (pair.alice, pair.bob, on_the_way, "late");

  message = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "anew", NULL);
  check_headers (message, TRUE, TRUE, FALSE);
  secure_device_expect (pair.bob, pair.alice, message, "anew");
  say (pair.bob, pair.alice, "as before");
  secure_device_reset (pair.alice, secure_device_get_key (pair.alice));
}

static void
test_retention (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) late = NULL;
  g_autoptr (GBytes) too_late = NULL;

  pair_init (&pair);
  secure_device_introduce (pair.bob, pair.alice);
  late = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "late", NULL);
  too_late = secure_device_send (pair.alice, secure_device_get_key (pair.bob), "too late", NULL);
  sotto_test_clock_advance (pair.clock, 25 * HOUR_MS);
  g_bytes_unref (secure_device_build_contact_code (pair.bob));
  sotto_test_clock_advance (pair.clock, SOTTO_SECURE_RETENTION_MS - 1000);
  secure_device_prune (pair.bob);
  secure_device_expect (pair.bob, pair.alice, late, "late");
  g_assert_cmpint (count (pair.bob, "secure_own_prekey"), ==, 2);
  g_assert_cmpint (count (pair.bob, "secure_seen_ephemeral"), ==, 1);

  sotto_test_clock_advance (pair.clock, 2000);
  secure_device_prune (pair.bob);
  g_assert_cmpint (count (pair.bob, "secure_own_prekey"), ==, 1);
  g_assert_cmpint (count (pair.bob, "secure_seen_ephemeral"), ==, 0);
  /* The session has been in use since: it stays for its own 40 days. */
  secure_device_expect (pair.bob, pair.alice, too_late, "too late");
  sotto_test_clock_advance (pair.clock, SOTTO_SECURE_RETENTION_MS + 1000);
  secure_device_prune (pair.bob);
  g_assert_cmpint (count (pair.bob, "secure_session"), ==, 0);
  g_assert_cmpint (count (pair.bob, "secure_chain"), ==, 0);
  g_assert_cmpint (count (pair.bob, "secure_identity"), ==, 1);
  secure_device_refuse (pair.bob, pair.alice, late, SOTTO_SECURE_ERROR_NO_SESSION);

  /* Somebody of whom only an answer is remembered is forgotten. */
  {
    g_autoptr (SecureDevice) stranger = secure_device_new_seeded (77, pair.clock);

    g_assert_true (secure_device_should_announce (pair.bob, secure_device_get_key (stranger)));
    g_assert_cmpint (count (pair.bob, "secure_identity"), ==, 2);
    sotto_test_clock_advance (pair.clock, 7201 * 1000);
    secure_device_prune (pair.bob);
    g_assert_cmpint (count (pair.bob, "secure_identity"), ==, 1);
  }
}

/* Somebody else uses Alice's device id: nothing of hers is touched. */
static void
test_stolen_id (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (SottoRandom) random = sotto_random_new_seeded (66);
  g_autoptr (SottoPrivateKey) identity = sotto_private_key_generate (random);
  g_autoptr (SecureDevice) mallory = NULL;

  pair_init (&pair);
  mallory = secure_device_new (identity, pair.alice->id, pair.clock, random);
  secure_device_introduce (pair.bob, pair.alice);
  secure_device_introduce (pair.bob, mallory);
  say (pair.alice, pair.bob, "from alice");
  say (mallory, pair.bob, "from mallory");
  say (pair.bob, pair.alice, "to alice");
  say (pair.bob, mallory, "to mallory");
  say (pair.alice, pair.bob, "from alice again");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secure/channel/first-contact", test_first_contact);
  g_test_add_func ("/secure/channel/fallback", test_fallback);
  g_test_add_func ("/secure/channel/both-begin", test_both_begin);
  g_test_add_func ("/secure/channel/rotation", test_rotation);
  g_test_add_func ("/secure/channel/ten-rotations", test_ten_rotations);
  g_test_add_func ("/secure/channel/clock-put-right", test_clock_put_right);
  g_test_add_func ("/secure/channel/replayed-bundle", test_replayed_bundle);
  g_test_add_func ("/secure/channel/devices", test_devices);
  g_test_add_func ("/secure/channel/announcing", test_announcing);
  g_test_add_func ("/secure/channel/own-devices", test_own_devices);
  g_test_add_func ("/secure/channel/own-bundle-from-others", test_own_bundle_from_others);
  g_test_add_func ("/secure/channel/restored-backup", test_restored_backup);
  g_test_add_func ("/secure/channel/replaced-session", test_replaced_session);
  g_test_add_func ("/secure/channel/reset", test_reset);
  g_test_add_func ("/secure/channel/retention", test_retention);
  g_test_add_func ("/secure/channel/stolen-id", test_stolen_id);

  return g_test_run ();
}
